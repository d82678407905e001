"""Settling a meeting that has only a month: day and hour, room, seats, a look at it all, yes. Moving is the same."""

from datetime import date, datetime, time

from bot.domain import meetings
from bot.domain.models import Meeting
from bot.errors import N_, BadInput
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import at, nfc, read_day, read_hour
from handlers import calendar, phrases

routes = Routes()

HOURS = ("07:30", "08:00", "13:30", "14:00")
SEATS = ("30", "40", "60", "100")
LONGEST_ROOM = 80

NO_DAY = N_("No day was found in this. Please write day and hour, for example: 14h ngày 26/10.")
NO_SUCH_DAY = N_("There is no such day. Please write day and hour, for example: 14h ngày 26/10.")
NO_SUCH_HOUR = N_("There is no such hour. Please write the hour, for example: 14h or 7h30.")
ROOM_TOO_LONG = N_("Please name the room in at most {most} letters.")


@routes.button("settle")
async def choose(chat: Chat) -> Reply:
    """Show the meetings that wait for their day, and those that can still be moved."""
    _ = chat._
    waiting = await meetings.led(chat.db, chat.rights, settled=False, now=chat.now)
    settled = await meetings.led(chat.db, chat.rights, settled=True, now=chat.now)
    if not waiting and not settled:
        return Reply(_("You lead no meeting that lies ahead."), await phrases.home(chat))
    buttons = [Button(phrases.meeting_label(meeting), f"settle:{meeting.id}") for meeting in waiting[:8]]
    buttons += [Button(phrases.meeting_label(meeting, "✓ "), f"meeting:{meeting.id}") for meeting in settled[:4]]
    text = _("Waiting for their day: {number}. Please choose a meeting:").format(number=len(waiting))
    return Reply(text, rows(*buttons))


@routes.button("settle:{meeting_id}")
async def ask_day(chat: Chat, meeting_id: int) -> Reply:
    """Ask for day and hour."""
    meeting = await _led(chat, meeting_id)
    chat.draft.clear()
    _ = chat._
    text = _("{meeting}\n\nOn which day and at what hour? (For example: 14h ngày 26/10)")
    return _asking(chat, text.format(meeting=phrases.meeting_facts(_, meeting)), step=f"settle:when:{meeting_id}")


def _asking(chat: Chat, text: str, *choices: Button, step: str) -> Reply:
    leave = Button(chat._("Leave it"), "leave-it")
    return Reply(text, (*rows(*choices, across=4), (leave,)), step=step)


@routes.step("settle:when:{meeting_id}")
async def take_day(chat: Chat, meeting_id: int) -> Reply:
    """Take a day, with or without its hour."""
    meeting = await _led(chat, meeting_id)
    day, hour = _read(chat)
    if day is None:
        raise BadInput(NO_DAY)
    if hour is None:
        chat.draft["day"] = day.isoformat()
        choices = [Button(choice, f"hour:{meeting_id}:{choice.replace(':', 'h')}") for choice in HOURS]
        text = chat._("At what hour on {day}?").format(day=chat._.day(day))
        return _asking(chat, text, *choices, step=f"settle:hour:{meeting_id}")
    return _ask_room(chat, meeting, day, hour)


@routes.step("settle:hour:{meeting_id}")
async def take_hour(chat: Chat, meeting_id: int) -> Reply:
    """Take the hour of the day that was given."""
    return _hour_of_day(chat, await _led(chat, meeting_id), chat.text)


@routes.button("hour:{meeting_id}:{typed}")
async def choose_hour(chat: Chat, meeting_id: int, typed: str) -> Reply:
    """Take an hour that was offered."""
    return _hour_of_day(chat, await _led(chat, meeting_id), typed)


def _hour_of_day(chat: Chat, meeting: Meeting, typed: str) -> Reply:
    try:
        hour = read_hour(typed) or read_hour(f"{typed}h")
    except ValueError:
        raise BadInput(NO_SUCH_HOUR) from None
    if hour is None or "day" not in chat.draft:
        raise BadInput(NO_SUCH_HOUR)
    return _ask_room(chat, meeting, date.fromisoformat(chat.draft["day"]), hour)


def _read(chat: Chat) -> tuple[date | None, time | None]:
    try:
        day = read_day(chat.text, chat.today)
    except ValueError:
        raise BadInput(NO_SUCH_DAY) from None
    try:
        return day, read_hour(chat.text)
    except ValueError:
        raise BadInput(NO_SUCH_HOUR) from None


def _ask_room(chat: Chat, meeting: Meeting, day: date, hour: time) -> Reply:
    starts_at = at(day, hour)
    meetings.check_hour(meeting, starts_at, chat.now)
    chat.draft["starts_at"] = starts_at.isoformat()
    _ = chat._
    text = _("{when}.\n\nIn which room at {host}?").format(when=_.moment(starts_at), host=meeting.host.name)
    if meetings.outside_month(meeting, starts_at):
        text = _("Please note: the plan gives {month}.").format(month=_.month(meeting.month)) + "\n" + text
    choices = [Button(room, f"room:{meeting.id}:{number}") for number, room in enumerate(_rooms(chat))]
    return _asking(chat, text, *choices, step=f"settle:room:{meeting.id}")


def _rooms(chat: Chat) -> tuple[str, ...]:
    return chat._("Meeting room"), chat._("School hall")


@routes.step("settle:room:{meeting_id}")
async def take_room(chat: Chat, meeting_id: int) -> Reply:
    """Take the room as it was typed."""
    room = " ".join(nfc(chat.text).split())
    if len(room) > LONGEST_ROOM:
        raise BadInput(ROOM_TOO_LONG, most=LONGEST_ROOM)
    return _ask_seats(chat, await _led(chat, meeting_id), room)


@routes.button("room:{meeting_id}:{number}")
async def choose_room(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a room that was offered."""
    rooms = _rooms(chat)
    return _ask_seats(chat, await _led(chat, meeting_id), rooms[min(number, len(rooms) - 1)])


def _ask_seats(chat: Chat, meeting: Meeting, room: str) -> Reply:
    chat.draft["room"] = room
    choices = [Button(number, f"capacity:{meeting.id}:{number}") for number in SEATS]
    choices.append(Button(chat._("No limit"), f"capacity:{meeting.id}:0"))
    return _asking(chat, chat._("How many seats?"), *choices, step=f"settle:seats:{meeting.id}")


@routes.step("settle:seats:{meeting_id}")
async def take_seats(chat: Chat, meeting_id: int) -> Reply:
    """Take the number of seats as it was typed."""
    meeting = await _led(chat, meeting_id)
    return _preview(chat, meeting, meetings.read_capacity(meeting, chat.text))


@routes.button("capacity:{meeting_id}:{number}")
async def choose_seats(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a number of seats that was offered; 0 stands for no limit."""
    meeting = await _led(chat, meeting_id)
    return _preview(chat, meeting, meetings.read_capacity(meeting, str(number)) if number else None)


def _preview(chat: Chat, meeting: Meeting, capacity: int | None) -> Reply:
    chat.draft["capacity"] = capacity
    starts_at, room = _gathered(chat)
    _ = chat._
    lines = [
        phrases.meeting_name(_, meeting),
        _.moment(starts_at),
        _("Place: {place}").format(place=f"{room}, {meeting.host.name}"),
        _("Seats: {number}").format(number=capacity or _("no limit")),
        "",
        _("Is this right? Sign-up opens at once.") if meeting.starts_at is None else _("Is this right?"),
    ]
    if meeting.starts_at is not None and meeting.taken:
        lines.append(_("{number} people with a seat will be told of the change.").format(number=meeting.taken))
    buttons = (Button(_("Settle it"), f"settled:{meeting.id}"), Button(_("Start again"), f"settle:{meeting.id}"))
    return Reply("\n".join(lines), rows(*buttons, Button(_("Leave it"), "leave-it")), step=f"settle:sure:{meeting.id}")


def _gathered(chat: Chat) -> tuple[datetime, str]:
    if not {"starts_at", "room", "capacity"} <= chat.draft.keys():
        raise BadInput(N_("This was not finished. Please choose the meeting again and start anew."))
    return datetime.fromisoformat(chat.draft["starts_at"]), chat.draft["room"]


@routes.step("settle:sure:{meeting_id}")
async def unsure(chat: Chat, meeting_id: int) -> Reply:
    """Say that a yes or a no is wanted."""
    await _led(chat, meeting_id)
    raise BadInput(N_("Please choose one of the following:"))


@routes.button("settled:{meeting_id}")
async def settled(chat: Chat, meeting_id: int) -> Reply:
    """Settle the meeting as it was gathered; a second tap finds nothing gathered and says how it stands."""
    meeting = await _led(chat, meeting_id)
    if chat.step != f"settle:sure:{meeting_id}":
        return await calendar.show(chat, meeting)
    starts_at, room = _gathered(chat)
    moved = meeting.starts_at is not None
    await meetings.settle(
        chat.db,
        meeting,
        chat.rights,
        starts_at=starts_at,
        room=room,
        capacity=chat.draft["capacity"],
        now=chat.now,
    )
    _ = chat._
    said = _("Changed. Whoever has a seat or waits will be told.") if moved else _("Settled. Sign-up is open.")
    return await calendar.show(chat, meeting, said)


@routes.button("cancel:{meeting_id}")
async def ask_cancel(chat: Chat, meeting_id: int) -> Reply:
    """Ask before calling a meeting off, with the number of people it touches."""
    meeting = await _led(chat, meeting_id)
    people = len(await meetings.with_seat(chat.db, meeting_id, waiting=True))
    _ = chat._
    text = _("Call this meeting off?\n\n{meeting}\n\n{number} people will be told.")
    text = text.format(meeting=phrases.meeting_facts(_, meeting), number=people)
    yes = Button(_("Yes, call it off"), f"cancelled:{meeting_id}")
    return Reply(text, rows(yes, Button(_("No, keep it"), f"meeting:{meeting_id}")))


@routes.button("cancelled:{meeting_id}")
async def cancel(chat: Chat, meeting_id: int) -> Reply:
    """Call the meeting off."""
    meeting = await _led(chat, meeting_id)
    number = await meetings.cancel(chat.db, meeting, chat.rights, now=chat.now)
    text = chat._("Called off. {number} people are being told.").format(number=number)
    return Reply(text, await phrases.home(chat), edits=True)


async def _led(chat: Chat, meeting_id: int) -> Meeting:
    meeting = await meetings.get(chat.db, meeting_id)
    chat.rights.must_lead(meeting.cluster_id)
    return meeting
