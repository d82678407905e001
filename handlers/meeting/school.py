"""A school at a meeting: who of it is expected and what they say, and whom its principal sends."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.letters.to_send import ToSend
from bot.domain.models import Coming, Expects, Meeting
from bot.domain.organisation import schools as units
from bot.domain.programme import concerned, meetings, on_behalf, sending
from bot.domain.programme.sending import Candidate, Expected, SchoolFigures
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import given_name
from handlers import kit, phrases

routes = Routes()

A_PAGE = 8
SCHOOLS = 10
MOST_NAMES = 40
MOST_SUBSTITUTES = 3
TURNS = (N_("‹ Earlier"), N_("Later ›"))
GROUPS = {
    Coming.YES: N_("Coming"),
    Coming.WAITING: N_("On the waiting list"),
    Coming.NO: N_("Cannot come"),
    None: N_("No answer yet"),
}
NOT_JOINED = N_("Not in the chat yet")
NOBODY_CHOSEN = N_("Please choose whom you send first.")


def figures_line(t: Translator, one: SchoolFigures, meeting: Meeting, *, schools: int = 1) -> str:
    """Return the figures of one or more schools: "expected 12: coming 8, cannot 1, no answer 2, not in the chat 1"."""
    text = t("expected {expected}: coming {coming}, cannot come {away}, no answer {silent}, not in the chat {absent}")
    text = text.format(
        expected=one.expected, coming=one.coming, away=one.away, silent=one.silent, absent=one.not_joined
    )
    if meeting.expects is Expects.NUMBERS:
        number = (meeting.quota_number or 0) * schools
        text += "; " + t("sent {sent} of {number}").format(sent=one.sent, number=number)
    return text


def total(found: Sequence[SchoolFigures]) -> SchoolFigures:
    """Return the figures of all schools together."""
    names = ("expected", "coming", "away", "silent", "not_joined", "sent")
    return SchoolFigures(None, "", *(sum(getattr(one, name) for one in found) for name in names))


async def lines(chat: Chat, meeting: Meeting) -> list[str]:
    """Return for a meeting's card the figures that one may see: all of it a lead, of the own schools a principal."""
    _, mine, found = chat._, chat.rights.principal_of, []
    if phrases.can_lead(chat, meeting):
        everybody = await sending.figures(chat.db, meeting)
        every = figures_line(_, total(everybody), meeting, schools=len(everybody))
        found.append(_("All schools: {figures}").format(figures=every))
        own = [one for one in everybody if one.unit_id in mine]
    else:
        own = await sending.figures(chat.db, meeting, mine) if mine else []
    found += [f"{one.name}: {figures_line(_, one, meeting)}" for one in own]
    for one in own:
        if lacking := sending.missing(meeting, one):
            found.append(_("Still to be sent: {number} ({quota})").format(number=lacking, quota=meeting.quota))
    return found


def buttons(chat: Chat, meeting: Meeting) -> list[Button]:
    """Return the doors from a meeting's card to its schools."""
    found = []
    if phrases.can_lead(chat, meeting):
        found.append(Button(chat._("Schools and names"), f"schools:{meeting.id}"))
    if len(chat.rights.principal_of) == 1:
        (own,) = chat.rights.principal_of
        found.append(Button(chat._("My school's people"), f"school:{meeting.id}:{own}"))
    elif chat.rights.principal_of:
        found.append(Button(chat._("My school's people"), f"schools:{meeting.id}"))
    return found


@routes.button("schools:{meeting_id}")
async def all_schools(chat: Chat, meeting_id: int) -> Reply:
    """Show the first page of a meeting's schools."""
    return await some_schools(chat, meeting_id, 0)


@routes.button("schools:{meeting_id}:{page}")
async def some_schools(chat: Chat, meeting_id: int, page: int) -> Reply:
    """Show every school of a meeting by number, each with a button to its names; a principal the own ones."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    seen = None if phrases.can_lead(chat, meeting) else chat.rights.principal_of
    if seen is not None and not seen:
        raise NotAllowed
    found = await sending.figures(chat.db, meeting, seen)
    text = [phrases.meeting_line(_, meeting), figures_line(_, total(found), meeting, schools=len(found)), ""]
    sheet = kit.page_of(found, page, SCHOOLS)
    text += [f"– {one.name}: {figures_line(_, one, meeting)}" for one in sheet.shown]
    doors = [Button(one.name, f"school:{meeting.id}:{one.unit_id}") for one in sheet.shown]
    turns = sheet.turns(chat, f"schools:{meeting.id}", TURNS)
    return Reply("\n".join(text), (*rows(*doors, across=2), *turns, (phrases.see(_, meeting.id),)), edits=True)


@routes.button("school:{meeting_id}:{unit_id}")
async def one_school(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Show who of a school is expected at a meeting, by name and answer."""
    return await card(chat, await meetings.get(chat.db, meeting_id), unit_id)


async def card_of(chat: Chat, invitee_id: int, said: str = "") -> Reply:
    """Show the school of somebody expected at a meeting."""
    meeting, unit_id = await on_behalf.place_of(chat.db, invitee_id)
    return await card(chat, meeting, unit_id, said)


async def card(chat: Chat, meeting: Meeting, unit_id: int, said: str = "") -> Reply:
    """Show a school at a meeting, after what has just been said of it. Raises NotAllowed for who may not see it."""
    if not sending.may_see(meeting, unit_id, chat.rights):
        raise NotAllowed
    _, school = chat._, await units.get(chat.db, unit_id)
    [own] = await sending.figures(chat.db, meeting, [unit_id]) or [total([])]
    people = await sending.of_school(chat.db, meeting, unit_id)
    text = [school.name, phrases.meeting_line(_, meeting), figures_line(_, own, meeting)]
    if lacking := sending.missing(meeting, own):
        text.append(_("Still to be sent: {number} ({quota})").format(number=lacking, quota=meeting.quota))
    text += _names(_, people)
    doors = []
    if chat.rights.may_head(unit_id) and meetings.is_open(meeting, chat.now):
        doors = [
            Button(_("Send people"), f"send:{meeting.id}:{unit_id}:0"),
            Button(_("Report an absence"), f"away:{meeting.id}:{unit_id}:0"),
        ]
        if any(one.sent and one.answer is not Coming.NO for one in people):
            doors.append(Button(_("Withdraw somebody"), f"withdraw:{meeting.id}:{unit_id}:0"))
        if sending.missing(meeting, own):
            doors += await _substitutes(chat, people)
    return Reply(kit.after(said, "\n".join(text)), rows(*doors, phrases.see(_, meeting.id), across=2))


async def _substitutes(chat: Chat, people: Sequence[Expected]) -> list[Button]:
    """Return a button for each who could go in the place of somebody who was sent and cannot come."""
    away = [one.invitee_id for one in people if one.sent and one.answer is Coming.NO]
    found = await on_behalf.substitutes(chat.db, away, chat.now)
    return [instead(chat._, row, who) for row, who in found.items()][:MOST_SUBSTITUTES]


def instead(t: Translator, invitee_id: int, who: Candidate) -> Button:
    """Return the button that sends somebody in another one's place."""
    name = given_name(who.name)
    return Button(t("Send {name} instead").format(name=name), f"instead:{invitee_id}:{who.who}")


def _names(t: Translator, people: Sequence[Expected]) -> list[str]:
    found = []
    for answer, title in GROUPS.items():
        here = [one for one in people if one.answer is answer and (one.joined or answer is not None)]
        if here:
            found.append(f"{t(title)} ({len(here)}): " + _listed(t, here))
    if absent := [one for one in people if one.answer is None and not one.joined]:
        found.append(f"{t(NOT_JOINED)} ({len(absent)}): " + _listed(t, absent))
    return found


def _listed(t: Translator, people: Sequence[Expected]) -> str:
    shown = [_named(t, one) for one in people[:MOST_NAMES]]
    return ", ".join([*shown, *kit.and_more(t, len(people) - MOST_NAMES)])


def _named(t: Translator, one: Expected) -> str:
    """Return a name with what there is to say of it: sent, the reason, whether it is excused."""
    notes = [t("sent")] if one.sent else []
    notes += [one.reason] if one.reason else []
    if one.answer is Coming.NO and one.excused is not None:
        notes.append(t("excused") if one.excused else t("unexcused"))
    return f"{one.name} ({', '.join(notes)})" if notes else one.name


@routes.button("send:{meeting_id}:{unit_id}:{page}")
async def choose(chat: Chat, meeting_id: int, unit_id: int, page: int) -> Reply:
    """Let a principal choose by tapping names, or type them."""
    meeting = await meetings.get(chat.db, meeting_id)
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    if chat.step != _step(meeting_id, unit_id):
        chat.forget()
    return await _choose(chat, meeting, unit_id, page)


async def propose(chat: Chat, meeting: Meeting, unit_id: int, named: Callable[[list[str]], list[int]]) -> Reply:
    """Begin to choose, with whom a sentence names chosen already; `named` finds them among names by place."""
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    found = await sending.candidates(chat.db, meeting, unit_id)
    places = named([one.name for one in found])
    chat.forget()
    # Of several who are called alike nobody is chosen for them.
    called = Counter(given_name(found[place].name) for place in places)
    chat.draft["who"] = [found[place].who for place in places if called[given_name(found[place].name)] == 1]
    reply = await _choose(chat, meeting, unit_id, 0)
    there = [one for one in await sending.of_school(chat.db, meeting, unit_id) if one.sent or one.answer is Coming.NO]
    known = [there[place] for place in named([one.name for one in there])]
    if not known:
        return reply
    said = chat._("Said of them already: {names}.").format(names=_listed(chat._, known))
    return replace(reply, text=kit.after(said, reply.text))


def _step(meeting_id: int, unit_id: int) -> str:
    return f"sending:{meeting_id}:{unit_id}"


async def _choose(chat: Chat, meeting: Meeting, unit_id: int, page: int) -> Reply:
    _, found = chat._, await sending.candidates(chat.db, meeting, unit_id)
    chosen = _chosen(chat)
    one = kit.page_of(found, page, A_PAGE)
    labels = dict(zip(found, kit.told_apart(_, [(who.name, who.subject) for who in found]), strict=True))
    signed = [("✓ " if who.who in chosen else "") + labels[who] for who in one.shown]
    names = [Button(label, f"pick:{who.who}:{page}") for label, who in zip(signed, one.shown, strict=True)]
    text = _("Whom do you send to {meeting}? Tap names, or write them: Cà Văn Páo, Sùng A Dơ.")
    text = text.format(meeting=phrases.meeting_line(_, meeting))
    if meeting.quota:
        text += "\n" + _("Asked of each school: {quota}").format(quota=meeting.quota)
    if not found:
        text = _("Everybody of the school is sent already, or has said that they cannot come.")
    ready = [
        Button(_("Send {number} people").format(number=len(chosen)), f"send-them:{meeting.id}:{unit_id}", yes=True)
    ]
    turns = one.turns(chat, f"send:{meeting.id}:{unit_id}", TURNS)
    back = Button(_("‹ The school"), f"school:{meeting.id}:{unit_id}")
    choices = (*rows(*names, across=2), *turns, *(rows(*ready) if chosen else ()), (back,))
    return Reply(text, choices, step=_step(meeting.id, unit_id), edits=True)


def _chosen(chat: Chat) -> list[str]:
    return [*chat.draft.get("who", ())]


@routes.button("pick:{who}:{page}")
async def pick(chat: Chat, who: str, page: int) -> Reply:
    """Choose somebody, or take them off again. For which meeting and school the conversation knows."""
    kind, *numbers = chat.step.split(":")
    if kind != "sending":
        raise Gone
    meeting_id, unit_id = map(int, numbers)
    meeting = await meetings.get(chat.db, meeting_id)
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    chosen = _chosen(chat)
    chat.draft["who"] = [one for one in chosen if one != who] if who in chosen else [*chosen, who]
    return await _choose(chat, meeting, unit_id, page)


@routes.step("sending:{meeting_id}:{unit_id}")
async def typed(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Read typed names and show whom they mean, before anybody is asked."""
    meeting = await meetings.get(chat.db, meeting_id)
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    found: list[Candidate] = await sending.read_names(chat.db, meeting, unit_id, chat.text)
    chosen = _chosen(chat)
    chat.draft["who"] = [*chosen, *(one.who for one in found if one.who not in chosen)]
    _ = chat._
    # Whoever was chosen before is sent by the same yes.
    before = [one for one in await sending.candidates(chat.db, meeting, unit_id) if one.who in chosen]
    names = [one.name for one in (*before, *(new for new in found if new.who not in chosen))]
    text = _("You send: {names}. Is this right?").format(names=", ".join(names))
    number = len(chat.draft["who"])
    yes = Button(_("Send {number} people").format(number=number), f"send-them:{meeting.id}:{unit_id}", yes=True)
    return Reply(text, rows(yes, Button(_("Choose anew"), f"resend:{meeting.id}:{unit_id}")), step=chat.step)


@routes.button("resend:{meeting_id}:{unit_id}")
async def anew(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Begin the choice anew."""
    meeting = await meetings.get(chat.db, meeting_id)
    await sending.must_send(chat.db, meeting, unit_id, chat.rights, chat.now)
    chat.forget()
    return await _choose(chat, meeting, unit_id, 0)


@routes.button("send-them:{meeting_id}:{unit_id}")
async def send(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Send who was chosen; a second tap shows how the school stands."""
    meeting = await meetings.get(chat.db, meeting_id)
    if chat.step != _step(meeting_id, unit_id):
        return await card(chat, meeting, unit_id)
    if not _chosen(chat):
        raise BadInput(NOBODY_CHOSEN)
    new = await sending.send(chat.db, meeting, unit_id, _chosen(chat), by=chat.person, rights=chat.rights, now=chat.now)
    chat.forget()
    said = chat._("Sent: {names}. Who is in the chat is asked at once; please tell the others yourself.")
    text = said.format(names=", ".join(new)) if new else chat._("They were sent already.")
    return await card(chat, meeting, unit_id, text)


def to_send(letter: ToSend, t: Translator) -> Reply:
    """Return the letter that asks a principal to send people to a meeting."""
    meeting = letter.meeting
    text = t("Please send {number} people of your school ({quota}) to:")
    lines_of = [text.format(number=meeting.quota_number, quota=meeting.quota), phrases.meeting_facts(t, meeting)]
    if letter.sent:
        lines_of.append(t("sent {sent} of {number}").format(sent=letter.sent, number=meeting.quota_number))
    doors = Button(t("Send people"), f"send:{meeting.id}:{letter.unit_id}:0"), phrases.see(t, meeting.id)
    return Reply("\n".join(lines_of), rows(*doors, across=2), step=STAY)
