"""What was begun and is left for later ("để sau") is kept and reminded of, whatever it is: one rule for all."""

from bot.domain import asides
from bot.domain.asides import DUTIES, ITSELF, MEETING, MINUTES, OUTLASTS, Aside
from bot.domain.letters.later import LaterLetter
from bot.domain.models import Meeting, Purpose
from bot.domain.programme import awaited, concerned, meetings, reflections, reminders
from bot.errors import N_, Gone
from bot.i18n import Translator, shortened
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

NOTHING = N_("Nothing is begun that could wait. Please choose:")
NOTHING_WAITS = N_("Nothing that was begun waits. Please choose:")
WAITS = N_("You left this for later:")
KEPT = N_("It is kept as it stands. You will be reminded at {when}.")
IN_A_LINE = 200
"""Letters of a question in its reminder."""


@routes.command("desau")
@routes.button("for-later")
async def leave(chat: Chat) -> Reply:
    """Leave for later what was begun, and remind of it this evening or tomorrow."""
    chat.must_have_joined()
    kind, _colon, rest = chat.step.partition(":")
    number = rest.partition(":")[0]
    if kind == "reflect" and number.isdecimal():
        _reflection, meeting = await reflections.mine(chat.db, chat.person, chat.rights, int(number), chat.now)
        return await of_reflection(chat, meeting, tomorrow=_tomorrow(chat))
    if kind.startswith("minutes") and number.isdecimal():
        return await of_minutes(chat, await meetings.get(chat.db, int(number)))
    if not asides.is_begun(chat.step):
        return await of_notice(chat)
    return await _set_aside(chat)


def _tomorrow(chat: Chat) -> bool:
    return asides.by_itself(chat.now, chat.text)


async def _set_aside(chat: Chat) -> Reply:
    number = asides.free_number(chat.draft, chat.now)
    gathered = {name: value for name, value in chat.draft.items() if name not in OUTLASTS}
    menu = [[one.label, one.press] for row in chat.choices for one in row]
    yes = next((one.press for row in chat.choices for one in row if one.yes), "")
    new = Aside(number, chat.step, chat.question, menu, gathered, yes)
    chat.forget()
    asides.put(chat.draft, new)
    return await _remind(chat, ITSELF, number, tomorrow=_tomorrow(chat))


async def of_reflection(chat: Chat, meeting: Meeting, *, tomorrow: bool) -> Reply:
    """Remind of a reflection: its answers are kept, and what invited to it invites again."""
    due = asides.due(chat.now, tomorrow=tomorrow)
    due = await reminders.reflect_again(chat.db, meeting, chat.person.id, due)
    text = chat._(KEPT).format(when=chat._.moment(due))
    label, days = _other(chat, tomorrow=tomorrow)
    other = Button(label, f"reflect-at:{meeting.id}:{days}")
    return Reply(text, rows(other, Button(chat._("Go on"), f"reflect:{meeting.id}"), across=2))


async def of_minutes(chat: Chat, meeting: Meeting) -> Reply:
    """Remind of minutes: what was written of them is kept."""
    return await _remind(chat, MINUTES, meeting.id, tomorrow=_tomorrow(chat))


async def of_notice(chat: Chat) -> Reply:
    """Remind of what a notice asked: the one that this is a reply to, else the last one."""
    asked = await awaited.asked_last(chat.db, chat.person, chat.under, chat.now)
    if asked is None:
        return Reply(chat._(NOTHING), await phrases.home(chat))
    purpose, meeting_id = asked
    if not meeting_id:
        return await _remind(chat, DUTIES, 0, tomorrow=_tomorrow(chat))
    meeting = await meetings.get(chat.db, meeting_id)
    if purpose is Purpose.REFLECT:
        return await of_reflection(chat, meeting, tomorrow=_tomorrow(chat))
    kind = MINUTES if purpose is Purpose.MINUTES_ASK else MEETING
    return await _remind(chat, kind, meeting_id, tomorrow=_tomorrow(chat))


async def _what(chat: Chat, kind: str, number: int) -> str:
    """Return in words what a press goes on with. Raises Gone where that is nothing, or no longer left for later."""
    if kind == ITSELF:
        return _left(chat, number).question
    if kind == DUTIES:
        return chat._("My duties")
    meeting = await meetings.get(chat.db, number)
    match kind:
        case asides.MINUTES:
            return chat._("Minutes: {meeting}").format(meeting=phrases.meeting_name(chat._, meeting))
        case asides.MEETING:
            return phrases.meeting_line(chat._, meeting)
        case _:
            raise Gone


async def _remind(chat: Chat, kind: str, number: int, *, tomorrow: bool) -> Reply:
    what = shortened((await _what(chat, kind, number)).strip(), IN_A_LINE)
    due = asides.due(chat.now, tomorrow=tomorrow)
    due = await asides.remind(chat.db, chat.person.id, f"{kind}:{number}", what, due)
    text = chat._(KEPT).format(when=chat._.moment(due))
    label, days = _other(chat, tomorrow=tomorrow)
    other = Button(label, f"later:{kind}:{number}:{days}")
    return Reply(text, rows(other, _go_on(chat._, kind, number), across=2))


def _other(chat: Chat, *, tomorrow: bool) -> tuple[str, int]:
    """Return the hour that was not taken by itself: how its button is labelled, and in how many days it is."""
    return (chat._("Remind me this evening"), 0) if tomorrow else (chat._("Remind me tomorrow"), 1)


def _go_on(t: Translator, kind: str, number: int) -> Button:
    """Return the button that goes on with what was left."""
    label = t("Go on")
    match kind:
        case asides.ITSELF:
            return Button(label, f"later-on:{number}")
        case asides.MINUTES:
            return Button(label, f"minutes:{number}")
        case asides.MEETING:
            return Button(label, f"meeting:{number}")
    return Button(label, "duties")


@routes.button("later:{kind}:{number}:{days}")
async def move(chat: Chat, kind: str, number: int, days: int) -> Reply:
    """Remind at the other hour. Raises Gone where it is not left for later any more."""
    chat.must_have_joined()
    return await _remind(chat, kind, number, tomorrow=bool(days))


@routes.button("reflect-at:{meeting_id}:{days}")
async def move_reflection(chat: Chat, meeting_id: int, days: int) -> Reply:
    """Remind of a reflection at the other hour."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    return await of_reflection(chat, meeting, tomorrow=bool(days))


@routes.button("later-on:{number}")
async def go_on(chat: Chat, number: int) -> Reply:
    """Go on where somebody has left: the question, its choices, and what was gathered."""
    chat.must_have_joined()
    aside = _left(chat, number)
    asides.drop(chat.draft, number)
    chat.forget()
    chat.draft |= aside.draft
    menu = tuple((Button.kept(one, aside.yes),) for one in aside.menu)
    return Reply(aside.question, menu, step=aside.step)


async def go_on_last(chat: Chat) -> Reply:
    """Go on with what waits here, else with what was left or broken off last, by typing so."""
    chat.must_have_joined()
    if asides.is_begun(chat.step):
        return Reply(chat.question, chat.choices, step=STAY)
    kept = asides.of(chat.draft)
    return await go_on(chat, kept[-1].number) if kept else Reply(chat._(NOTHING_WAITS), await phrases.home(chat))


@routes.button("later-off:{number}")
async def drop(chat: Chat, number: int) -> Reply:
    """Leave for good what was left for later."""
    chat.must_have_joined()
    asides.drop(chat.draft, number)
    return Reply(chat._("Left. Nothing was sent or changed."), step=STAY)


def _left(chat: Chat, number: int) -> Aside:
    """Return what was left for later. Raises Gone where it was gone on with."""
    aside = asides.find(chat.draft, number)
    if aside is None:
        raise Gone
    return aside


def reminded(letter: LaterLetter, t: Translator) -> Reply:
    """Remind somebody of what they have left for later."""
    buttons = [_go_on(t, letter.kind, letter.number)]
    if letter.kind == ITSELF:
        buttons.append(Button(t("Leave it"), f"later-off:{letter.number}"))
    return Reply(f"{t(WAITS)}\n\n{letter.what}", rows(*buttons, across=2), step=STAY)
