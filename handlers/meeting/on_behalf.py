"""A principal speaks for the own people: who is away and why, who is not sent after all, who goes in whose place."""

from collections.abc import Callable

from bot.domain.letters.spared import NotNeeded, SaidAway
from bot.domain.models import Coming, Meeting
from bot.domain.organisation import called
from bot.domain.programme import answers, meetings, on_behalf, sending
from bot.domain.programme.sending import Expected
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from handlers import kit, phrases
from handlers.meeting import school
from handlers.meeting.answer import REASONS

routes = Routes()

NO_REASON = N_("Please choose a reason, or write it in a few words.")
NOBODY_LEFT = N_("There is nobody left to choose from.")


@routes.button("away:{meeting_id}:{unit_id}:{page}")
async def choose_away(chat: Chat, meeting_id: int, unit_id: int, page: int) -> Reply:
    """Show whose absence can be reported."""
    meeting, people = await _people(chat, meeting_id, unit_id, lambda one: one.answer is not Coming.NO)
    one = kit.page_of(people, page, school.A_PAGE)
    names = [Button(who.name, f"away-of:{who.invitee_id}") for who in one.shown]
    turns = one.turns(chat, f"away:{meeting_id}:{unit_id}", school.TURNS)
    text = chat._("Who cannot come to {meeting}?").format(meeting=phrases.meeting_line(chat._, meeting))
    return _choices(chat, text, (*rows(*names, across=2), *turns), meeting_id, unit_id, step=_who(meeting_id, unit_id))


def _who(meeting_id: int, unit_id: int) -> str:
    return f"away-who:{meeting_id}:{unit_id}"


@routes.step("away-who:{meeting_id}:{unit_id}")
async def typed_away(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Take whose absence is reported by their name, or the end of it."""
    _meeting, people = await _people(chat, meeting_id, unit_id, lambda one: one.answer is not Coming.NO)
    same = called.find(chat.text, people, lambda one: one.name)
    if len(same) == 1:
        return await ask_why(chat, same[0].invitee_id)
    if not same:
        raise BadInput(sending.UNKNOWN_NAME, name=chat.text.strip())
    raise BadInput(sending.SEVERAL, name=chat.text.strip(), names=", ".join(one.name for one in same))


async def begin(chat: Chat, meeting: Meeting, named: Callable[[list[str]], list[int]], reason: str) -> Reply | None:
    """Begin to report the absence of whom a sentence names, of the own schools; None where it names nobody of them.

    `named` finds them among names by place; the `reason` is not asked for where the sentence gave one.
    """
    for unit_id in sorted(chat.rights.principal_of):
        people = [one for one in await sending.of_school(chat.db, meeting, unit_id) if one.answer is not Coming.NO]
        places = named([one.name for one in people])
        if len(places) == 1:
            asked = await ask_why(chat, people[places[0]].invitee_id)
            return await _ask_excused(chat, people[places[0]].invitee_id, reason) if reason else asked
        if places:
            return await choose_away(chat, meeting.id, unit_id, 0)
    return None


@routes.button("withdraw:{meeting_id}:{unit_id}:{page}")
async def choose_withdrawn(chat: Chat, meeting_id: int, unit_id: int, page: int) -> Reply:
    """Show whose nomination can be taken back."""
    _meeting, people = await _people(chat, meeting_id, unit_id, lambda one: one.sent and one.answer is not Coming.NO)
    one = kit.page_of(people, page, school.A_PAGE)
    names = [Button(who.name, f"withdraw-of:{who.invitee_id}") for who in one.shown]
    turns = one.turns(chat, f"withdraw:{meeting_id}:{unit_id}", school.TURNS)
    text = chat._("Whom do you not send after all?")
    return _choices(chat, text, (*rows(*names, across=2), *turns), meeting_id, unit_id)


async def _people(
    chat: Chat, meeting_id: int, unit_id: int, which: Callable[[Expected], bool]
) -> tuple[Meeting, list[Expected]]:
    meeting = await meetings.get(chat.db, meeting_id)
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    return meeting, [one for one in await sending.of_school(chat.db, meeting, unit_id) if which(one)]


def _choices(chat: Chat, text: str, choices: Rows, meeting_id: int, unit_id: int, *, step: str = "") -> Reply:
    back = Button(chat._("‹ The school"), f"school:{meeting_id}:{unit_id}")
    return Reply(text if choices else chat._(NOBODY_LEFT), (*choices, (back,)), step=step, edits=True)


@routes.button("away-of:{invitee_id}")
async def ask_why(chat: Chat, invitee_id: int) -> Reply:
    """Ask why somebody cannot come."""
    name, meeting = await on_behalf.of(chat.db, invitee_id, chat.rights)
    chat.forget()
    _ = chat._
    text = _("Why can {name} not come to {meeting}? Please choose or write it.")
    why = [Button(_(reason), f"away-why:{invitee_id}:{number}") for number, reason in enumerate(REASONS)]
    text = text.format(name=name, meeting=phrases.meeting_line(_, meeting))
    return kit.ask(chat, text, rows(*why, across=2), step=f"away-why:{invitee_id}")


@routes.button("away-why:{invitee_id}:{number}")
async def chosen_why(chat: Chat, invitee_id: int, number: int) -> Reply:
    """Take a reason that was offered."""
    if number >= len(REASONS):
        raise Gone
    return await _ask_excused(chat, invitee_id, chat._(REASONS[number]))


@routes.step("away-why:{invitee_id}")
async def typed_why(chat: Chat, invitee_id: int) -> Reply:
    """Take a reason in the principal's words."""
    if not chat.text.strip():
        raise BadInput(NO_REASON)
    return await _ask_excused(chat, invitee_id, chat.text)


async def _ask_excused(chat: Chat, invitee_id: int, reason: str) -> Reply:
    """Show what was read, and ask whether it is excused: only then does it count."""
    name, meeting = await on_behalf.of(chat.db, invitee_id, chat.rights)
    reason = answers.read_reason(reason)
    chat.draft["reason"] = reason
    _ = chat._
    text = _("{name} cannot come to {meeting}. Reason: {reason}. Is that excused?")
    text = text.format(name=name, meeting=phrases.meeting_line(_, meeting), reason=reason)
    choices = Button(_("Excused"), f"away-yes:{invitee_id}:1"), Button(_("Unexcused"), f"away-yes:{invitee_id}:0")
    return kit.ask(chat, text, rows(*choices, across=2), step=f"away-sure:{invitee_id}")


kit.only_buttons(routes, "away-sure:{invitee_id}")


@routes.button("away-yes:{invitee_id}:{excused}")
async def report(chat: Chat, invitee_id: int, excused: int) -> Reply:
    """Note that somebody cannot come; a second tap shows the school as it stands."""
    if chat.step != f"away-sure:{invitee_id}":
        return await school.card_of(chat, invitee_id)
    kit.must_have(chat, "reason")
    name, meeting = await on_behalf.report_away(
        chat.db,
        invitee_id,
        chat.draft["reason"],
        excused=bool(excused),
        by=chat.person,
        rights=chat.rights,
        now=chat.now,
    )
    _ = chat._
    chat.forget()
    said = (
        _("Noted: {name}, excused absence at {meeting}.")
        if excused
        else _("Noted: {name}, unexcused absence at {meeting}.")
    )
    said = said.format(name=name, meeting=phrases.meeting_name(_, meeting))
    return await school.card_of(chat, invitee_id, said)


@routes.button("withdraw-of:{invitee_id}")
async def ask_withdrawn(chat: Chat, invitee_id: int) -> Reply:
    """Ask whether somebody is really not sent after all."""
    name, meeting = await on_behalf.of(chat.db, invitee_id, chat.rights)
    _ = chat._
    text = _("Not send {name} to {meeting} after all? They are told.")
    text = text.format(name=name, meeting=phrases.meeting_line(_, meeting))
    yes = Button(_("Do not send them"), f"withdrawn:{invitee_id}")
    return Reply(text, rows(yes, phrases.see(_, meeting.id), across=2), step=STAY)


@routes.button("withdrawn:{invitee_id}")
async def withdrawn(chat: Chat, invitee_id: int) -> Reply:
    """Take a nomination back."""
    _meeting, unit_id = await on_behalf.place_of(chat.db, invitee_id)
    name, meeting, stays = await on_behalf.withdraw(chat.db, invitee_id, rights=chat.rights, now=chat.now)
    said = chat._("{name} is not sent any more.")
    if stays:
        said = chat._("{name} is not sent any more; the meeting invites them as everybody.")
    return await school.card(chat, meeting, unit_id, said.format(name=name))


@routes.button("instead:{invitee_id}:{who}")
async def send_instead(chat: Chat, invitee_id: int, who: str) -> Reply:
    """Send the one who was proposed; a second tap says that they are sent already."""
    new, gone, _meeting = await on_behalf.send_instead(
        chat.db, invitee_id, who, by=chat.person, rights=chat.rights, now=chat.now
    )
    said = chat._("They were sent already.")
    if new:
        said = chat._("Sent in the place of {gone}: {name}.").format(gone=gone, name=", ".join(new))
    return await school.card_of(chat, invitee_id, said)


def spared(letter: NotNeeded, t: Translator) -> Reply:
    """Return the letter that says a meeting does not need its reader any more."""
    text = t("You need not come to this meeting any more: {meeting}.").format(
        meeting=phrases.meeting_line(t, letter.meeting)
    )
    return Reply(text, rows(Button(t("Calendar"), "calendar:0")), step=STAY)


def said_away(letter: SaidAway, t: Translator) -> Reply:
    """Return the letter that says what a principal has said of its reader, with the other answer."""
    how = t("excused") if letter.excused else t("unexcused")
    text = t("{name} has noted that you cannot come to {meeting}. Reason: {reason} ({how}).")
    name, meeting = phrases.name_of(t, letter.by, letter.acted), phrases.meeting_line(t, letter.meeting)
    text = text.format(name=name, meeting=meeting, reason=letter.reason, how=how)
    again = Button(t("I will come after all"), f"take:{letter.meeting.id}")
    return Reply(text, rows(again, phrases.see(t, letter.meeting.id), across=2), step=STAY)


def told(letter: NotNeeded | SaidAway, t: Translator) -> Reply:
    """Return either letter."""
    return spared(letter, t) if isinstance(letter, NotNeeded) else said_away(letter, t)
