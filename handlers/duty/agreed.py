"""What a meeting agrees on: who does what by which day; how far it is; and what its requests were answered."""

from collections.abc import Sequence
from datetime import date

from bot.domain.duties import agreed, doers, rules
from bot.domain.duties.doers import Doer
from bot.domain.duties.lines import DutyLine
from bot.domain.letters.replies import ReplyLetter
from bot.domain.models import Anchor, DutyState
from bot.domain.programme import concerned, meetings, minutes
from bot.domain.programme.minute_taking import Writer
from bot.errors import N_
from bot.i18n import Translator, shortened
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.duty import duty_words as words

routes = Routes()

SHORT = 200
WHAT, WHO, DAY, SURE = (f"todo:{step}" for step in ("what", "who", "day", "sure"))
NOTHING = N_("Nothing has been agreed or requested at this meeting yet.")


async def _writer(chat: Chat, meeting_id: int) -> Writer:
    meeting = await meetings.get(chat.db, meeting_id)
    await minutes.must_write(chat.db, meeting, chat.person, chat.rights)
    return Writer(meeting, chat.person, chat.rights, chat.now)


@routes.button("agreed:{meeting_id}")
async def show(chat: Chat, meeting_id: int) -> Reply:
    """Show what a meeting has agreed on and requested, and what it looks back on, with how far each is."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    done, asked = await agreed.of(chat.db, [meeting.id], chat.now)
    before = await agreed.promised(chat.db, meeting, chat.now)
    writes = await minutes.may_write(chat.db, meeting, chat.person, chat.rights)
    waiting = await agreed.noted(chat.db, meeting) if writes else []
    blocks = [phrases.meeting_line(_, meeting)]
    blocks += [_("From before:") + "\n" + _list(chat, before)] if before else []
    blocks += [_("Agreed on:") + "\n" + _list(chat, done)] if done else []
    if waiting:
        lines = [f"– {one.title}: {one.who}, {one.day:%d/%m}" for one in waiting]
        blocks.append("\n".join([_("Written down; owed when the minutes are approved:"), *lines]))
    blocks += [_("Requested:") + "\n" + _requests(chat, asked)] if asked else []
    if len(blocks) == 1:
        blocks.append(_(NOTHING))
    buttons = [Button(_("Give a task with a day"), f"todo:{meeting_id}")] if writes else []
    buttons += [Button("✗ " + one.title, f"todo-drop:{meeting_id}:{one.rule_id}") for one in waiting]
    seen = [one for one in (*before, *done, *asked) if one.state is DutyState.OPEN and (writes or _mine(chat, one))]
    buttons += [words.button(_, one) for one in seen]
    return Reply("\n\n".join(blocks), (*rows(*kit.distinct(buttons)), (phrases.see(_, meeting_id),)))


def _mine(chat: Chat, line: DutyLine) -> bool:
    return line.person_id == chat.person.id or line.unit_id in chat.rights.principal_of


def _list(chat: Chat, found: Sequence[DutyLine]) -> str:
    lines = []
    for one in found:
        sign = "✓" if one.state is DutyState.DONE else "–"
        lines.append(f"{sign} {one.title}: {one.who}, {words.stands(chat._, one, chat.today)}")
    return "\n".join(lines)


def _requests(chat: Chat, found: Sequence[DutyLine]) -> str:
    """Return the requests, with the answer or for how long each has waited."""
    _, lines = chat._, []
    for one in found:
        if one.state is DutyState.DONE:
            answer = shortened(one.note or "", SHORT)
            lines.append(f"✓ {one.title}\n   " + _("Answer: {text}").format(text=answer))
        else:
            days = (chat.now - one.opened_at).days
            lines.append(f"– {one.title}\n   " + _("No answer yet, for {days} days").format(days=days))
    return "\n".join(lines)


@routes.button("todo:{meeting_id}")
@routes.button("todo-in:{meeting_id}:{place}")
async def begin(chat: Chat, meeting_id: int, place: int = -1) -> Reply:
    """Ask what is to be done; from a heading of the minutes one comes back there."""
    await _writer(chat, meeting_id)
    chat.forget()
    chat.draft["agree"] = meeting_id
    if place >= 0:
        chat.draft["place"] = place
    return kit.ask(chat, chat._("What is to be done? For example: send the lesson plan to all schools."), step=WHAT)


@routes.step(WHAT, title=True)
async def take_what(chat: Chat) -> Reply:
    """Take what is to be done, and ask for the first thing that is still missing: who does it."""
    kit.must_have(chat, "agree")
    writer = await _drafted(chat)
    kit.must_be_words(chat)
    chat.draft["title"] = rules.read_title(chat.text)
    if "who" in chat.draft:
        return await _ask_day(chat, writer)
    offered = await doers.offered(chat.db, writer.meeting)
    text = chat._("Who does it? Please choose, or write a name or a school.")
    return kit.ask(chat, text, rows(*_buttons(chat, offered)), step=WHO)


def _buttons(chat: Chat, found: Sequence[Doer]) -> list[Button]:
    names = [_called(chat, one) for one in found]
    return kit.distinct([Button(name, f"todo-who:{one.kind}:{one.id}") for name, one in zip(names, found, strict=True)])


def _called(chat: Chat, one: Doer) -> str:
    """Return how a doer is called: of a cluster it is its lead who does it."""
    return chat._("Lead of {cluster}").format(cluster=one.name) if one.kind == "cluster" else one.name


async def _drafted(chat: Chat) -> Writer:
    return await _writer(chat, chat.draft["agree"])


@routes.step(WHO)
async def take_who(chat: Chat) -> Reply:
    """Take a typed name: with one who is called so ask for the day, with several which is meant."""
    kit.must_have(chat, "agree", "title")
    writer = await _drafted(chat)
    found = await doers.find(chat.db, writer.meeting, chat.text, chat.today)
    if len(found) == 1:
        return await choose_who(chat, found[0].kind, found[0].id)
    return kit.ask(chat, chat._("Who of these?"), rows(*_buttons(chat, found)), step=WHO)


@routes.button("todo-who:{kind}:{number}")
async def choose_who(chat: Chat, kind: str, number: int) -> Reply:
    """Take who does it, and ask by which day."""
    kit.must_have(chat, "agree", "title")
    writer = await _drafted(chat)
    one = await doers.chosen(chat.db, writer.meeting, kind, number, chat.today)
    chat.draft["who"] = [one.kind, one.id]
    return await _ask_day(chat, writer)


async def _ask_day(chat: Chat, writer: Writer) -> Reply:
    """Ask by which day, where that is not known yet; else show it all."""
    if "day" in chat.draft:
        return await _preview(chat, writer)
    kind, number = chat.draft["who"]
    one = await doers.chosen(chat.db, writer.meeting, kind, number, chat.today)
    text = chat._("{who}: by which day? For example: before 15/11.").format(who=_called(chat, one))
    return kit.ask_day(chat, text, "todo-day", step=DAY, today=rules.is_working_day_left(chat.now))


@routes.step(DAY)
@routes.button("todo-day:{day}")
async def take_day(chat: Chat, day: str = "") -> Reply:
    """Take the day and show what was understood, for a yes."""
    kit.must_have(chat, "agree", "title", "who")
    writer = await _drafted(chat)
    until = kit.read_day(chat, day)
    rules.check_day(until, Anchor.DAY, chat.now)
    chat.draft["day"] = until.isoformat()
    return await _preview(chat, writer)


async def _preview(chat: Chat, writer: Writer) -> Reply:
    kind, number = chat.draft["who"]
    who = await doers.chosen(chat.db, writer.meeting, kind, number, chat.today)
    _ = chat._
    text = _("{title}\nWho: {who}\nBy: {day}\n\nIs this right?")
    text = text.format(
        title=chat.draft["title"], who=_called(chat, who), day=_.day(date.fromisoformat(chat.draft["day"]))
    )
    return kit.ask(chat, text, rows(Button(_("Yes, note it"), "todo-yes", yes=True)), step=SURE)


kit.only_buttons(routes, SURE)


@routes.button("todo-yes")
async def note(chat: Chat) -> Reply:
    """Note it as it was shown. Raises BadInput at a second tap."""
    kit.must_have(chat, "agree", "title", "who", "day", step=SURE)
    writer = await _drafted(chat)
    kind, number = chat.draft["who"]
    who = await doers.chosen(chat.db, writer.meeting, kind, number, chat.today)
    rule = await agreed.agree(chat.db, writer, chat.draft["title"], who, date.fromisoformat(chat.draft["day"]))
    place = chat.draft.get("place")
    chat.forget()
    _, number = chat._, writer.meeting.id
    text = _("Noted; {who} is told when the minutes are approved.") if rule.paused_at else _("Noted; {who} is told.")
    again, where = f"todo:{number}", f"minutes:{number}"
    if place is not None:
        again, where = f"todo-in:{number}:{place}", f"minutes-at:{number}:{place}"
    more = Button(_("Another task"), again)
    back = Button(_("Go on with the minutes"), where)
    return Reply(
        text.format(who=_called(chat, who)), rows(more, back, Button(_("What was agreed"), f"agreed:{number}"))
    )


@routes.button("todo-drop:{meeting_id}:{rule_id}")
async def drop(chat: Chat, meeting_id: int, rule_id: int) -> Reply:
    """Take back what nobody owes yet."""
    await agreed.drop(chat.db, await _writer(chat, meeting_id), rule_id)
    return await show(chat, meeting_id)


def replied(letter: ReplyLetter, t: Translator) -> Reply:
    """Tell who asked what was answered."""
    text = t("{name} has answered a request of {meeting}:\n“{request}”\n\n{reply}")
    meeting = phrases.meeting_line(t, letter.meeting)
    text = text.format(name=letter.by, meeting=meeting, request=letter.request, reply=letter.reply)
    return Reply(text, rows(Button(t("What was agreed"), f"agreed:{letter.meeting.id}")), step=STAY)
