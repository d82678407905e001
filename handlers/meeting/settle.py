"""Settling a meeting that has only a month: a half-day, room, seats, a look at it all with its form, yes.

Moving is the same. The form is the plan's until one of three buttons changes it; whoever meets online has a link.
"""

from datetime import date, datetime, time

from bot.domain.models import Form, Meeting
from bot.domain.programme import changes, halfdays, meetings
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import at, local, nfc, read_day, read_hour
from handlers import kit, phrases
from handlers.meeting import calendar
from handlers.meeting.call_off import changed

routes = Routes()

HOURS = ("07:30", "08:00", "13:30", "14:00")
SEATS = ("30", "40", "60", "100")
NO_LIMIT = "0"
LONGEST_ROOM = 80

NO_DAY = N_("No day was found in this. Please write day and hour, for example: 14h ngày 26/10.")
NO_SUCH_DAY = N_("There is no such day. Please write day and hour, for example: 14h ngày 26/10.")
NO_SUCH_HOUR = N_("There is no such hour. Please write the hour, for example: 14h or 7h30.")
ROOM_TOO_LONG = N_("Please name the room in at most {most} letters.")
UNFINISHED = N_("This was not finished. Please choose the meeting again and start anew.")
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


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
    """Ask for day and hour, with free half-days to choose from."""
    meeting = await kit.led(chat, meeting_id)
    chat.forget()
    chat.draft |= {"meeting": meeting.id, "form": meeting.form} | ({"link": meeting.link} if meeting.link else {})
    _ = chat._
    text = _("{meeting}\n\nOn which day and at what hour? (For example: 14h ngày 26/10)")
    free = [_half_day(_, meeting, starts_at) for starts_at in await halfdays.proposals(chat.db, meeting, chat.now)]
    text = text.format(meeting=phrases.meeting_facts(_, meeting))
    if free:
        text += "\n" + _("These half-days are free; another day can be typed.")
    return kit.ask(chat, text, rows(*free, across=2), step=f"settle:when:{meeting_id}")


def _half_day(t: Translator, meeting: Meeting, starts_at: datetime) -> Button:
    here = local(starts_at)
    label = f"{t(WEEKDAYS[here.weekday()])} {here:%d/%m, %H:%M}"
    return Button(label, f"half:{meeting.id}:{here:%Y%m%d}:{here:%H%M}")


def _begun(chat: Chat, meeting: Meeting) -> None:
    """Raise BadInput unless this is the meeting that is being settled, and its hour is known."""
    if chat.draft.get("meeting") != meeting.id or "starts_at" not in chat.draft:
        raise BadInput(UNFINISHED)


@routes.button("half:{meeting_id}:{day}:{hour}")
async def choose_half(chat: Chat, meeting_id: int, day: int, hour: int) -> Reply:
    """Take a half-day that was offered."""
    meeting = await kit.led(chat, meeting_id)
    try:
        starts_at = datetime.strptime(f"{day:08} {hour:04}", "%Y%m%d %H%M")  # noqa: DTZ007 - the hour of the school's wall
    except ValueError:
        raise Gone from None
    if chat.draft.get("meeting") != meeting.id:
        # The button is of an older message: what was gathered since is of another meeting and is dropped.
        await ask_day(chat, meeting_id)
    return await _take_hour(chat, meeting, starts_at.date(), starts_at.time())


@routes.step("settle:when:{meeting_id}")
async def take_day(chat: Chat, meeting_id: int) -> Reply:
    """Take a day, with or without its hour."""
    meeting = await kit.led(chat, meeting_id)
    day, hour = _read(chat)
    if day is None:
        raise BadInput(NO_DAY)
    if hour is None:
        chat.draft["day"] = day.isoformat()
        choices = [Button(choice, f"hour:{meeting_id}:{choice.replace(':', 'h')}") for choice in HOURS]
        text = chat._("At what hour on {day}?").format(day=chat._.day(day))
        return kit.ask(chat, text, rows(*choices, across=len(HOURS)), step=f"settle:hour:{meeting_id}")
    return await _take_hour(chat, meeting, day, hour)


@routes.step("settle:hour:{meeting_id}", digits=True)
@routes.button("hour:{meeting_id}:{pressed}")
async def take_hour(chat: Chat, meeting_id: int, pressed: str = "") -> Reply:
    """Take the hour of the day that was given, as it was offered or typed."""
    meeting, typed = await kit.led(chat, meeting_id), pressed or chat.text
    try:
        # Asked for an hour alone, people also type a bare "14".
        hour = read_hour(typed) or read_hour(f"{typed}h")
    except ValueError:
        raise BadInput(NO_SUCH_HOUR) from None
    if hour is None or "day" not in chat.draft or chat.draft.get("meeting") != meeting.id:
        raise BadInput(NO_SUCH_HOUR)
    return await _take_hour(chat, meeting, date.fromisoformat(chat.draft["day"]), hour)


def _read(chat: Chat) -> tuple[date | None, time | None]:
    try:
        day = read_day(chat.text, chat.today)
    except ValueError:
        raise BadInput(NO_SUCH_DAY) from None
    try:
        return day, read_hour(chat.text)
    except ValueError:
        raise BadInput(NO_SUCH_HOUR) from None


async def _take_hour(chat: Chat, meeting: Meeting, day: date, hour: time) -> Reply:
    starts_at = at(day, hour)
    meetings.check_hour(meeting, starts_at, chat.now)
    chat.draft["starts_at"] = starts_at.isoformat()
    said = [*await _notes(chat, meeting, starts_at), chat._.moment(starts_at) + "."]
    return await go_on(chat, meeting, "\n".join(said))


async def _notes(chat: Chat, meeting: Meeting, starts_at: datetime) -> list[str]:
    """Return warnings about a day: outside the plan's month, a day off, other meetings on it."""
    _, found = chat._, await halfdays.remarks(chat.db, meeting, starts_at)
    notes = []
    if meetings.outside_month(meeting, starts_at):
        notes.append(_("Please note: the plan gives {month}.").format(month=_.month(meeting.month)))
    if found.off:
        off = halfdays.day_off(local(starts_at).date(), _.language)
        notes.append(_("Please note: a day off ({name}).").format(name=off))
    elif found.own is not None:
        notes.append(_("Please note: a day off ({name}).").format(name=found.own or _("set by the organisation")))
    elif found.sunday:
        notes.append(_("Please note: a Sunday."))
    told = _("Please note, on that day: {meeting}.")
    return notes + [told.format(meeting=phrases.meeting_line(_, other)) for other in found.others[:2]]


async def go_on(chat: Chat, meeting: Meeting, said: str = "") -> Reply:
    """Ask for the first thing that is still missing; after the last show it all."""
    _begun(chat, meeting)
    form = Form(chat.draft["form"])
    if form is not Form.ONLINE and "room" not in chat.draft:
        return _ask_room(chat, meeting, said)
    if form is not Form.IN_PERSON and "link" not in chat.draft:
        return kit.ask(chat, chat._(meetings.NO_LINK), step=f"settle:link:{meeting.id}")
    if "capacity" not in chat.draft:
        return _ask_seats(chat, meeting, said)
    return await _preview(chat, meeting)


def _ask_room(chat: Chat, meeting: Meeting, said: str) -> Reply:
    text = chat._("In which room at {host}?").format(host=meeting.host.name)
    choices = [Button(room, f"room:{meeting.id}:{number}") for number, room in enumerate(_rooms(chat))]
    choices.append(Button(chat._("Online, no room"), f"form:{meeting.id}:{Form.ONLINE}"))
    return kit.ask(chat, kit.after(said, text), rows(*choices, across=2), step=f"settle:room:{meeting.id}")


def _rooms(chat: Chat) -> tuple[str, ...]:
    return chat._("Meeting room"), chat._("School hall")


@routes.step("settle:room:{meeting_id}")
async def take_room(chat: Chat, meeting_id: int) -> Reply:
    """Take the room as it was typed."""
    room = " ".join(nfc(chat.text).split())
    if len(room) > LONGEST_ROOM:
        raise BadInput(ROOM_TOO_LONG, most=LONGEST_ROOM)
    return await _take_room(chat, await kit.led(chat, meeting_id), room)


@routes.button("room:{meeting_id}:{number}")
async def choose_room(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a room that was offered."""
    rooms = _rooms(chat)
    return await _take_room(chat, await kit.led(chat, meeting_id), rooms[min(number, len(rooms) - 1)])


async def _take_room(chat: Chat, meeting: Meeting, room: str) -> Reply:
    _begun(chat, meeting)
    chat.draft["room"] = room
    return await go_on(chat, meeting)


@routes.button("form:{meeting_id}:{form}")
async def choose_form(chat: Chat, meeting_id: int, form: str) -> Reply:
    """Take how people attend; online the link is asked for, in place of one that was given."""
    meeting = await kit.led(chat, meeting_id)
    _begun(chat, meeting)
    if form not in set(Form):
        raise Gone
    chat.draft["form"] = form
    chat.draft.pop("link", None)
    return await go_on(chat, meeting)


@routes.step("settle:link:{meeting_id}")
async def take_link(chat: Chat, meeting_id: int) -> Reply:
    """Take the link of the online meeting."""
    meeting = await kit.led(chat, meeting_id)
    _begun(chat, meeting)
    chat.draft["link"] = meetings.read_link(chat.text)
    return await go_on(chat, meeting)


def _ask_seats(chat: Chat, meeting: Meeting, said: str) -> Reply:
    choices = [Button(number, f"capacity:{meeting.id}:{number}") for number in SEATS]
    choices.append(Button(chat._("No limit"), f"capacity:{meeting.id}:{NO_LIMIT}"))
    text = chat._("How many seats?")
    return kit.ask(chat, kit.after(said, text), rows(*choices, across=4), step=f"settle:seats:{meeting.id}")


@routes.step("settle:seats:{meeting_id}", digits=True)
@routes.button("capacity:{meeting_id}:{pressed}")
async def take_seats(chat: Chat, meeting_id: int, pressed: str = "") -> Reply:
    """Take the number of seats, offered or typed; 0, which is only offered, stands for no limit."""
    meeting = await kit.led(chat, meeting_id)
    capacity = None if pressed == NO_LIMIT else meetings.read_capacity(meeting, pressed or chat.text)
    _begun(chat, meeting)
    chat.draft["capacity"] = capacity
    return await go_on(chat, meeting)


async def _preview(chat: Chat, meeting: Meeting) -> Reply:
    starts_at, room, form, link = _gathered(chat)
    _, capacity = chat._, chat.draft["capacity"]
    lines = [
        phrases.meeting_name(_, meeting),
        _.moment(starts_at),
        _("Place: {place}").format(place=f"{room}, {meeting.host.name}" if room else meeting.host.name),
        _("Form: {form}").format(form=_(phrases.FORMS[form])),
        *([_("Link: {link}").format(link=link)] if link else []),
        _("Seats: {number}").format(number=capacity or _("no limit")),
        "",
        _("Is this right? Sign-up opens at once.") if meeting.starts_at is None else _("Is this right?"),
    ]
    if meeting.starts_at is not None and (told := await _told(chat, meeting, starts_at, room, link)):
        lines.append(_("{number} people will be told of the change.").format(number=told))
    sure = (Button(_("Settle it"), f"settled:{meeting.id}"), Button(_("Start again"), f"settle:{meeting.id}"))
    return kit.ask(chat, "\n".join(lines), (sure, *_forms(chat, meeting, form)), step=f"settle:sure:{meeting.id}")


async def _told(chat: Chat, meeting: Meeting, starts_at: datetime, room: str | None, link: str | None) -> int:
    after = changes.would_stand(meeting, starts_at, room, link)
    return len(await changes.would_hear(chat.db, meeting, after, by_id=chat.person.id, now=chat.now))


def _forms(chat: Chat, meeting: Meeting, chosen: Form) -> Rows:
    buttons = [
        Button(("● " if form is chosen else "○ ") + chat._(name), f"form:{meeting.id}:{form}")
        for form, name in phrases.FORMS.items()
    ]
    return rows(*buttons, across=3)


def _gathered(chat: Chat) -> tuple[datetime, str | None, Form, str | None]:
    """Return hour, room, form and link: no room where all meet online, no link where all are there.

    Raises BadInput while something is missing.
    """
    kit.must_have(chat, "starts_at", "form", "capacity", otherwise=UNFINISHED)
    form = Form(chat.draft["form"])
    room = None if form is Form.ONLINE else chat.draft["room"]
    link = None if form is Form.IN_PERSON else chat.draft["link"]
    return datetime.fromisoformat(chat.draft["starts_at"]), room, form, link


kit.only_buttons(routes, "settle:sure:{meeting_id}")


@routes.button("settled:{meeting_id}")
async def settled(chat: Chat, meeting_id: int) -> Reply:
    """Settle the meeting as it was gathered; idempotent: a second tap shows how the meeting stands."""
    meeting = await kit.led(chat, meeting_id)
    # The first tap has ended the conversation and emptied its draft.
    if chat.step != f"settle:sure:{meeting_id}":
        return await calendar.show(chat, meeting)
    starts_at, room, form, link = _gathered(chat)
    moved = meeting.starts_at is not None
    told = await meetings.settle(
        chat.db,
        meeting,
        chat.rights,
        starts_at=starts_at,
        room=room,
        form=form,
        link=link,
        capacity=chat.draft["capacity"],
        by_id=chat.person.id,
        now=chat.now,
    )
    return await calendar.show(chat, meeting, changed(chat, told) if moved else _opened(chat))


def _opened(chat: Chat) -> str:
    return chat._("Settled. Sign-up is open.") + " " + chat._("Please choose now who plays which part.")


def asked(meeting: Meeting, t: Translator) -> Reply:
    """Return a letter that asks a lead for the day of a meeting that has only a month."""
    text = t("{meeting}\n\nThis meeting waits for its day. Settling it takes five taps; then sign-up opens.")
    text = text.format(meeting=phrases.meeting_facts(t, meeting))
    return Reply(text, rows(Button(t("Settle the day"), f"settle:{meeting.id}")), step=STAY)
