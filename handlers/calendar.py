"""`/lich`: the meetings that concern a person, and one meeting's card with all that can be done about it."""

from bot.domain import evidence, meetings, reflections, seats
from bot.domain.models import Meeting, MeetingState, SeatState
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

A_PAGE = 5
SIGNS = {SeatState.HELD: "✓ ", SeatState.OFFERED: "! ", SeatState.WAITING: "… "}
NO_MEETINGS = N_("No meeting lies ahead in your clusters and subject.")


@routes.command("lich")
async def calendar(chat: Chat) -> Reply:
    """Show the first page of what lies ahead."""
    return await page(chat, 0)


@routes.button("calendar:{number}")
async def page(chat: Chat, number: int) -> Reply:
    """Show one page of what lies ahead."""
    _ = chat._
    ahead = await meetings.ahead(chat.db, chat.person, chat.rights, chat.now)
    if not ahead:
        return Reply(_(NO_MEETINGS), await phrases.home(chat))
    number = min(number, (len(ahead) - 1) // A_PAGE)
    shown = ahead[number * A_PAGE : (number + 1) * A_PAGE]
    places = await seats.states(chat.db, chat.person, shown)
    lines = [_("Meetings ahead: {number}").format(number=len(ahead))]
    lines += [_entry(chat, meeting, places.get(meeting.id)) for meeting in shown]
    signs = {meeting_id: SIGNS.get(place, "") for meeting_id, place in places.items()}
    buttons = [Button(phrases.meeting_label(m, signs.get(m.id, "")), f"meeting:{m.id}") for m in shown]
    turn = []
    if number:
        turn.append(Button(_("‹ Earlier"), f"calendar:{number - 1}"))
    if (number + 1) * A_PAGE < len(ahead):
        turn.append(Button(_("Later ›"), f"calendar:{number + 1}"))
    return Reply("\n\n".join(lines), (*rows(*buttons), *rows(*turn, across=2)), edits=bool(chat.incoming.message))


def _entry(chat: Chat, meeting: Meeting, place: SeatState | None) -> str:
    _ = chat._
    lines = [
        phrases.meeting_name(_, meeting),
        phrases.meeting_when(_, meeting),
        meeting.host.name,
    ]
    if place in phrases.PLACES:
        lines.append(_(phrases.PLACES[place]))
    return "\n".join(lines)


@routes.button("meeting:{meeting_id}")
async def card(chat: Chat, meeting_id: int) -> Reply:
    """Show one meeting and what this person can do about it now."""
    meeting = await meetings.get(chat.db, meeting_id)
    await meetings.must_concern(chat.db, meeting, chat.person, chat.rights)
    return await show(chat, meeting)


async def show(chat: Chat, meeting: Meeting, said: str = "") -> Reply:
    """Return a meeting's card, after what has just been said about it."""
    _ = chat._
    seat = await seats.seat_of(chat.db, meeting.id, chat.person.id)
    place = seat.state if seat else None
    text = phrases.meeting_facts(_, meeting)
    if place in phrases.PLACES:
        text += "\n" + _(phrases.PLACES[place])
    if phrases.can_lead(chat, meeting):
        text += await _numbers(chat, meeting)
    buttons = [*_own_buttons(chat, meeting, place), *_lead_buttons(chat, meeting)]
    back = Button(_("‹ Calendar"), "calendar:0")
    return Reply(
        f"{said}\n\n{text}" if said else text, (*rows(*buttons, across=2), (back,)), edits=bool(chat.incoming.message)
    )


async def _numbers(chat: Chat, meeting: Meeting) -> str:
    _ = chat._
    parts = []
    if waiting := await seats.waiting(chat.db, meeting.id):
        parts.append(_("waiting: {number}").format(number=waiting))
    if phrases.is_running(meeting, chat.now):
        handed_in = await reflections.submitted(chat.db, meeting.id)
        photos = await evidence.number(chat.db, meeting.id)
        parts.append(_("reflections: {reflections}, photos: {photos}").format(reflections=handed_in, photos=photos))
    return "\n" + "; ".join(parts) if parts else ""


def _own_buttons(chat: Chat, meeting: Meeting, place: SeatState | None) -> list[Button]:
    _, number = chat._, meeting.id
    if meeting.state is not MeetingState.SETTLED:
        return []
    if phrases.is_running(meeting, chat.now):
        buttons = [Button(_("Send photos"), f"photos:{number}")]
        return [Button(_("Reflect"), f"reflect:{number}"), *buttons] if meetings.is_over(meeting, chat.now) else buttons
    if place is SeatState.HELD:
        return [Button(_("Give the seat up"), f"leave:{number}")]
    if place is SeatState.WAITING:
        return [Button(_("Leave the waiting list"), f"leave:{number}")]
    return [Button(_("Sign up"), f"take:{number}")]


def _lead_buttons(chat: Chat, meeting: Meeting) -> list[Button]:
    _, number = chat._, meeting.id
    if not phrases.can_lead(chat, meeting) or meeting.state is MeetingState.CANCELLED:
        return []
    if meeting.state is MeetingState.PLANNED:
        return [Button(_("Settle the day"), f"settle:{number}")]
    ahead = [Button(_("Change day or room"), f"settle:{number}"), Button(_("Call off"), f"cancel:{number}")]
    always = [Button(_("Roll call"), f"roll:{number}"), Button(_("Announce"), f"tell:meeting:{number}")]
    after = [Button(_("Reflections"), f"thoughts:{number}"), Button(_("See photos"), f"album:{number}")]
    if meetings.is_over(meeting, chat.now):
        return [*always, *after]
    return [*always, *(after if phrases.is_running(meeting, chat.now) else ahead)]
