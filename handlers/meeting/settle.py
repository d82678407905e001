"""Settling a meeting once its day is known: room, seats, a look at it all with its form and its end, yes.

Moving asks only what changes and shows it from before to after. The form is the plan's until one of three buttons
changes it; whoever meets online has a link.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.models import Form, Meeting
from bot.domain.programme import ahead, changes, ends, meetings, narrowing, pieces
from bot.domain.programme.changes import Told
from bot.domain.programme.pieces import FromTo
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import local, nfc
from handlers import kit, phrases
from handlers.meeting import calendar, whom
from handlers.meeting.call_off import changed

routes = Routes()

SEATS = ("30", "40", "60", "100")
NO_LIMIT = "0"
LONGEST_ROOM = 80

ROOM_TOO_LONG = N_("Please name the room in at most {most} letters.")
UNFINISHED = N_("This was not finished. Please choose the meeting again and start anew.")
ENDS = (timedelta(hours=2), timedelta(hours=3), timedelta(hours=4))
"""How long a meeting may last that are offered as buttons."""


@routes.button("settle")
async def choose(chat: Chat) -> Reply:
    """Show the meetings that wait for their day, and those that can still be moved."""
    _ = chat._
    waiting = await ahead.led(chat.db, chat.rights, settled=False, now=chat.now, most=8)
    settled = await ahead.led(chat.db, chat.rights, settled=True, now=chat.now, most=4)
    more = rows(Button(_("Outside the plan"), "extra:0")) if chat.rights.officer or chat.rights.leads else ()
    if not waiting.rows and not settled.rows:
        return Reply(_("You lead no meeting that lies ahead."), (*more, *await phrases.home(chat)))
    buttons = [
        Button(label, f"settle:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(waiting.rows), waiting.rows, strict=True)
    ]
    buttons += [
        Button(label, f"meeting:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(settled.rows, "✓ "), settled.rows, strict=True)
    ]
    text = _("Waiting for day or hour: {number}. Please choose a meeting:").format(number=waiting.total)
    return Reply(text, (*rows(*buttons), *more))


async def begin(chat: Chat, meeting: Meeting) -> None:
    """Begin to gather: for a meeting that has its hour all that stands, of which only what changes is asked."""
    chat.forget()
    chat.draft |= {"meeting": meeting.id, "form": meeting.form} | ({"link": meeting.link} if meeting.link else {})
    whom.remember(chat, await narrowing.stands(chat.db, meeting))
    if meeting.starts_at is not None:
        chat.draft |= {"moves": True, "capacity": meeting.capacity}
        chat.draft |= {"room": meeting.room} if meeting.room else {}
        remember(chat, pieces.stands(meeting))


def moves(chat: Chat) -> bool:
    """Say whether the meeting that is being settled has its hour already."""
    return bool(chat.draft.get("moves"))


def remember(chat: Chat, spans: Sequence[FromTo]) -> None:
    """Keep when the meeting is to take place; an hour that is typed alone from now on is of these days."""
    chat.draft["spans"] = [[one.isoformat() for one in span] for span in spans]
    chat.draft["days"] = list(dict.fromkeys(local(begins).date().isoformat() for begins, _ends in spans))
    chat.draft.pop("hour", None)


def so_far(chat: Chat) -> tuple[FromTo, ...]:
    """Return when the meeting is to take place, as far as that is gathered."""
    return pieces.taken(chat.draft.get("spans", ()))


def must_be_gathering(chat: Chat, meeting: Meeting) -> None:
    """Raise BadInput unless this is the meeting that is being settled, and its hour is known."""
    if chat.draft.get("meeting") != meeting.id or "spans" not in chat.draft:
        raise BadInput(UNFINISHED)


async def go_on(chat: Chat, meeting: Meeting, said: str = "", noted: str = "") -> Reply:
    """Ask for the first thing that is still missing; after the last show it all, below what is to be noted of it."""
    must_be_gathering(chat, meeting)
    form = Form(chat.draft["form"])
    if form is not Form.ONLINE and "room" not in chat.draft:
        return _ask_room(chat, meeting, said)
    if form is not Form.IN_PERSON and "link" not in chat.draft:
        return kit.ask(chat, chat._(meetings.NO_LINK), step=f"settle:link:{meeting.id}")
    if "capacity" not in chat.draft:
        return _ask_seats(chat, meeting, said)
    return await _preview(chat, meeting, noted)


def _ask_room(chat: Chat, meeting: Meeting, said: str) -> Reply:
    text = chat._("In which room at {host}?").format(host=meeting.host.name)
    choices = [Button(room, f"room:{meeting.id}:{number}") for number, room in enumerate(_rooms(chat, meeting))]
    choices.append(Button(chat._("Online, no room"), f"form:{meeting.id}:{Form.ONLINE}"))
    return kit.ask(chat, kit.after(said, text), rows(*choices, across=2), step=f"settle:room:{meeting.id}")


def _rooms(chat: Chat, meeting: Meeting) -> tuple[str, ...]:
    usual = chat._("Meeting room"), chat._("School hall")
    return tuple(dict.fromkeys([meeting.room, *usual] if meeting.room else usual))


@routes.button("room:{meeting_id}:{number}")
async def choose_room(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a room that was offered."""
    meeting = await kit.led(chat, meeting_id)
    rooms = _rooms(chat, meeting)
    return await take_room(chat, meeting, rooms[min(number, len(rooms) - 1)])


async def take_room(chat: Chat, meeting: Meeting, typed: str, noted: str = "") -> Reply:
    """Take the room as it was typed, and say what is noted of it. Raises BadInput where it is too long."""
    room = " ".join(nfc(typed).split())
    if len(room) > LONGEST_ROOM:
        raise BadInput(ROOM_TOO_LONG, most=LONGEST_ROOM)
    must_be_gathering(chat, meeting)
    chat.draft["room"] = room
    return await go_on(chat, meeting, noted, noted)


@routes.button("form:{meeting_id}:{form}")
async def choose_form(chat: Chat, meeting_id: int, form: str) -> Reply:
    """Take how people attend; online the link is asked for, in place of one that was given."""
    meeting = await kit.led(chat, meeting_id)
    must_be_gathering(chat, meeting)
    if form not in set(Form):
        raise Gone
    chat.draft["form"] = form
    chat.draft.pop("link", None)
    return await go_on(chat, meeting)


@routes.step("settle:link:{meeting_id}")
async def take_link(chat: Chat, meeting_id: int) -> Reply:
    """Take the link of the online meeting."""
    meeting = await kit.led(chat, meeting_id)
    must_be_gathering(chat, meeting)
    chat.draft["link"] = meetings.read_link(chat.text)
    return await go_on(chat, meeting)


def _ask_seats(chat: Chat, meeting: Meeting, said: str) -> Reply:
    choices = [Button(number, f"capacity:{meeting.id}:{number}") for number in SEATS]
    choices.append(Button(chat._("No limit"), f"capacity:{meeting.id}:{NO_LIMIT}"))
    text = chat._("How many seats?")
    return kit.ask(chat, kit.after(said, text), rows(*choices, across=4), step=f"settle:seats:{meeting.id}")


@routes.button("capacity:{meeting_id}:{pressed}")
async def choose_seats(chat: Chat, meeting_id: int, pressed: str) -> Reply:
    """Take the number of seats that was offered; 0 stands for no limit."""
    meeting = await kit.led(chat, meeting_id)
    return await take_seats(chat, meeting, None if pressed == NO_LIMIT else meetings.read_capacity(meeting, pressed))


async def take_seats(chat: Chat, meeting: Meeting, capacity: int | None) -> Reply:
    """Take the number of seats, or None for no limit."""
    must_be_gathering(chat, meeting)
    chat.draft["capacity"] = capacity
    return await go_on(chat, meeting)


async def _preview(chat: Chat, meeting: Meeting, noted: str) -> Reply:
    spans, room, form, link = _gathered(chat)
    _ = chat._
    lines = (
        [phrases.meeting_name(_, meeting), *_changes(chat, meeting, spans, room)]
        if moves(chat)
        else [
            phrases.meeting_name(_, meeting),
            phrases.hours(_, spans),
            _("Place: {place}").format(place=_place(meeting, room)),
        ]
    )
    lines += [
        _("Form: {form}").format(form=_(phrases.FORMS[form])),
        *([_("Link: {link}").format(link=link)] if link else []),
        _("Seats: {number}").format(number=chat.draft["capacity"] or _("no limit")),
        *await whom.lines(chat, meeting, spans),
        "",
        _("Is this right?") if moves(chat) else _("Is this right? Sign-up opens at once."),
    ]
    known = moves(chat) or await meetings.is_known(chat.db, meeting)
    if known and (told := await _told(chat, meeting, spans[0][0], room, link)):
        lines.append(_("{number} people will be told of the change.").format(number=told))
    sure = (Button(_("Settle it"), f"settled:{meeting.id}", yes=True), Button(_("Start again"), f"settle:{meeting.id}"))
    known_well = ways(chat, meeting) if moves(chat) else ()
    choices = (sure, *known_well, *_seldom(chat, meeting), *whom.choices(chat, meeting))
    return kit.ask(chat, kit.after(noted, "\n".join(lines)), choices, step=f"settle:sure:{meeting.id}")


def _place(meeting: Meeting, room: str | None) -> str:
    return f"{room}, {meeting.host.name}" if room else meeting.host.name


def _changes(chat: Chat, meeting: Meeting, spans: Sequence[FromTo], room: str | None) -> list[str]:
    """Return day and place from before to after; once where nothing of them changes."""
    _ = chat._
    before = f"{phrases.hours(_, pieces.stands(meeting))}, {_place(meeting, meeting.room)}"
    after = f"{phrases.hours(_, spans)}, {_place(meeting, room)}"
    if before == after:
        return [before]
    return [_("Before: {before}").format(before=before), _("Now: {now}").format(now=after)]


def ways(chat: Chat, meeting: Meeting) -> Rows:
    """Return the buttons to what changes beside day and hour."""
    buttons = (
        Button(chat._("Another room"), f"other:{meeting.id}:room"),
        Button(chat._("Other seats"), f"other:{meeting.id}:capacity"),
    )
    return rows(*buttons, across=2)


def _seldom(chat: Chat, meeting: Meeting) -> Rows:
    """Return the buttons to what mostly stays as it is shown: the end and the form."""
    end = (Button(chat._("Another end"), f"other:{meeting.id}:end"),) if _ends(chat, meeting) else ()
    return rows(*end, Button(chat._("Another form"), f"other:{meeting.id}:form"), across=2)


@routes.button("other:{meeting_id}:{what}")
async def choose_other(chat: Chat, meeting_id: int, what: str) -> Reply:
    """Ask for the room, the seats, the end or the form anew. Raises Gone for anything else."""
    meeting = await kit.led(chat, meeting_id)
    if what not in {"room", "capacity", "end", "form"}:
        raise Gone
    if chat.draft.get("meeting") != meeting.id:
        await begin(chat, meeting)
    return await change(chat, meeting, what)


async def change(chat: Chat, meeting: Meeting, what: str) -> Reply:
    """Ask for the room, the seats, the end or the form anew, while all else stays."""
    must_be_gathering(chat, meeting)
    if what == "end":
        return kit.ask(chat, chat._("Until when?"), _ends(chat, meeting), step=f"settle:sure:{meeting.id}")
    if what == "form":
        text, choices = chat._("How do people attend?"), _forms(chat, meeting, Form(chat.draft["form"]))
        return kit.ask(chat, text, choices, step=f"settle:sure:{meeting.id}")
    chat.draft.pop(what, None)
    if what == "room" and Form(chat.draft["form"]) is Form.ONLINE:
        return _ask_room(chat, meeting, "")
    return await go_on(chat, meeting)


def _ends(chat: Chat, meeting: Meeting) -> Rows:
    """Return buttons to end a meeting of one piece at another hour."""
    spans = so_far(chat)
    begins, ends = local(spans[0][0]), local(spans[0][1])
    if len(spans) > 1 or begins.date() != ends.date():
        return ()
    hours = sorted({ends, *(begins + length for length in ENDS if (begins + length).date() == begins.date())})
    buttons = []
    for hour in hours:
        label = ("✓ " if hour == ends else "") + chat._("until {hour}").format(hour=f"{hour:%H:%M}")
        buttons.append(Button(label, f"ends:{meeting.id}:{hour:%H%M}"))
    return rows(*buttons, across=len(buttons))


@routes.button("ends:{meeting_id}:{hour}")
async def choose_end(chat: Chat, meeting_id: int, hour: int) -> Reply:
    """Take another end. Raises Gone for one that does not lie behind the beginning."""
    meeting = await kit.led(chat, meeting_id)
    must_be_gathering(chat, meeting)
    begins = local(so_far(chat)[0][0])
    try:
        ends = begins.replace(hour=hour // 100, minute=hour % 100)
    except ValueError:
        raise Gone from None
    if ends <= begins:
        raise Gone
    remember(chat, [(begins, ends)])
    return await go_on(chat, meeting)


async def _told(chat: Chat, meeting: Meeting, starts_at: datetime, room: str | None, link: str | None) -> int:
    after = changes.would_stand(meeting, starts_at, room, link)
    if after == changes.stands(meeting):
        moved = so_far(chat) != pieces.stands(meeting)
        return len(await ends.whom(chat.db, meeting, by_id=chat.person.id)) if moved else 0
    return len(await changes.would_hear(chat.db, meeting, after, by_id=chat.person.id, now=chat.now))


def _forms(chat: Chat, meeting: Meeting, chosen: Form) -> Rows:
    buttons = [
        Button(("● " if form is chosen else "○ ") + chat._(name), f"form:{meeting.id}:{form}")
        for form, name in phrases.FORMS.items()
    ]
    return rows(*buttons, across=3)


def _gathered(chat: Chat) -> tuple[tuple[FromTo, ...], str | None, Form, str | None]:
    """Return hours, room, form and link: no room where all meet online, no link where all are there.

    Raises BadInput while something is missing.
    """
    kit.must_have(chat, "spans", "form", "capacity", otherwise=UNFINISHED)
    form = Form(chat.draft["form"])
    room = None if form is Form.ONLINE else chat.draft["room"]
    link = None if form is Form.IN_PERSON else chat.draft["link"]
    return so_far(chat), room, form, link


@routes.button("settled:{meeting_id}")
async def settled(chat: Chat, meeting_id: int) -> Reply:
    """Settle the meeting as it was gathered; idempotent: a second tap shows how the meeting stands."""
    meeting = await kit.led(chat, meeting_id)
    # The first tap has ended the conversation and emptied its draft.
    if chat.step != f"settle:sure:{meeting_id}":
        return await calendar.show(chat, meeting)
    spans, room, form, link = _gathered(chat)
    moved = meeting.starts_at is not None
    # Before the day is known nobody is expected yet; of a meeting that has it the list follows at once.
    await narrowing.narrow(chat.db, meeting, chat.rights, whom.chosen(chat), by=chat.person, now=chat.now)
    told = await meetings.settle(
        chat.db,
        meeting,
        chat.rights,
        starts_at=spans[0][0],
        ends_at=spans[-1][1],
        parted=spans,
        room=room,
        form=form,
        link=link,
        capacity=chat.draft["capacity"],
        by_id=chat.person.id,
        now=chat.now,
    )
    return await calendar.show(chat, meeting, changed(chat, told) if moved else _opened(chat, told))


def _opened(chat: Chat, told: Told | None) -> str:
    opened = chat._("Settled. Sign-up is open.") + " " + chat._("Please choose now who plays which part.")
    return f"{changed(chat, told)}\n{opened}" if told else opened
