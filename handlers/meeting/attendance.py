"""`/diemdanh`: a lead opens the roll call, a teacher scans or types its code, a lead marks names by tapping."""

from bot.domain.models import Mark, Meeting, Presence
from bot.domain.programme import attendance, meetings
from bot.domain.programme.attendance import RollLine
from bot.errors import Gone
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases

routes = Routes()

A_PAGE = 10
MODES = tuple(Presence)
"""Buttons speak of a mark by its place here."""


@routes.command("diemdanh")
@routes.button("attendance")
async def begin(chat: Chat) -> Reply:
    """Ask a teacher for the code; show leads their roll calls, principals and officers their summary as well."""
    chat.must_have_joined()
    _ = chat._
    text = _("Please type the {digits} digits of the roll call, or scan the picture on the lead's screen.")
    text = text.format(digits=attendance.DIGITS)
    buttons = []
    if chat.rights.officer or chat.rights.leads:
        led = await meetings.led(chat.db, chat.rights, settled=True, now=chat.now)
        soon = [
            meeting for meeting in led if meeting.starts_at and meeting.starts_at - attendance.OPENS_BEFORE <= chat.now
        ]
        buttons += [
            Button(_("Roll call · {meeting}").format(meeting=phrases.meeting_label(meeting)), f"roll:{meeting.id}")
            for meeting in soon[:6]
        ]
    if chat.rights.officer or chat.rights.principal_of:
        buttons.append(Button(_("Summary of attendance"), "summary"))
    # The code is expected from everybody, leads too: they come to meetings of others.
    return Reply(text, rows(*buttons), step="checkin")


@routes.step("checkin")
async def type_code(chat: Chat) -> Reply:
    """Take the code; what is wrong can be typed again."""
    meeting, mark = await attendance.check_in(chat.db, chat.person, chat.text, chat.now)
    return checked_in(chat, meeting, mark)


def checked_in(chat: Chat, meeting: Meeting, mark: Mark) -> Reply:
    """Tell a person how they are marked."""
    _ = chat._
    text = _("Marked {presence} at {hour}: {meeting}.").format(
        presence=_(phrases.PRESENCES[mark.presence]),
        hour=f"{local(mark.at):%H:%M}",
        meeting=phrases.meeting_name(_, meeting),
    )
    return Reply(text, rows(Button(_("Send photos"), f"photos:{meeting.id}")))


@routes.button("roll:{meeting_id}")
async def open_roll(chat: Chat, meeting_id: int) -> Reply:
    """Show the roll call's code and picture."""
    meeting = await meetings.get(chat.db, meeting_id)
    code = await attendance.open_roll(chat.db, meeting, chat.rights, chat.now)
    _ = chat._
    text = _("Roll call: {meeting}\n\nCode: {code}\n\nTeachers scan the picture, or send /diemdanh and type the code.")
    text = text.format(meeting=phrases.meeting_line(_, meeting), code=code)
    # The picture is read by the phone's own camera and opens the chat with `/start c<code>`.
    picture = Attachment("photo", f"diem-danh-{code}.png", paper="qr", facts={"link": chat.link(f"c{code}")})
    names = Button(_("Mark by name"), f"names:{meeting_id}:0:0")
    return Reply(text, rows(names), attachments=(picture,))


@routes.button("names:{meeting_id}:{mode}:{page}")
async def names(chat: Chat, meeting_id: int, mode: int, page: int) -> Reply:
    """Show the names; a tap on one writes the mark that is chosen below."""
    return await _sheet(chat, await kit.led(chat, meeting_id), mode, page)


async def _sheet(chat: Chat, meeting: Meeting, mode: int, page: int) -> Reply:
    _ = chat._
    if mode >= len(MODES):
        raise Gone
    lines = await attendance.roll(chat.db, meeting)
    sheet = kit.page_of(lines, page, A_PAGE)
    marks = [line.presence for line in lines]
    counted = ", ".join(f"{_(phrases.PRESENCES[kind])} {marks.count(kind)}" for kind in MODES if kind in marks)
    text = _("{meeting}\nExpected: {expected}; {counted}\n\nA tap on a name writes: {mode}").format(
        meeting=phrases.meeting_name(_, meeting),
        expected=len(lines),
        counted=counted or _("nobody marked yet"),
        mode=_(phrases.PRESENCES[MODES[mode]]).upper(),
    )
    if not lines:
        text = _("Nobody has a seat at this meeting yet, and nobody checked in.")
    place = f"{mode}:{sheet.number}"
    people = [Button(_name(line), f"mark:{meeting.id}:{line.person_id}:{place}") for line in sheet.shown]
    modes = [_mode_button(chat, meeting, number, mode, sheet.number) for number in range(len(MODES))]
    turns = sheet.turns(chat, f"names:{meeting.id}:{mode}")
    done = Button(_("Done"), f"meeting:{meeting.id}")
    # An aside (STAY): a lead marks names while something else waits for their answer.
    return Reply(
        text,
        (*rows(*people), *rows(*modes, across=2), *turns, (done,)),
        edits=True,
        step=STAY,
    )


def _name(line: RollLine) -> str:
    sign = phrases.SIGNS[line.presence] + " " if line.presence else ""
    return f"{sign}{line.name} · {line.school}"


def _mode_button(chat: Chat, meeting: Meeting, number: int, mode: int, page: int) -> Button:
    label = f"{phrases.SIGNS[MODES[number]]} {chat._(phrases.PRESENCES[MODES[number]])}"
    return Button(f"[{label}]" if number == mode else label, f"names:{meeting.id}:{number}:{page}")


@routes.button("mark:{meeting_id}:{person_id}:{mode}:{page}")
async def mark(chat: Chat, meeting_id: int, person_id: int, mode: int, page: int) -> Reply:
    """Write one mark; idempotent."""
    if mode >= len(MODES):
        raise Gone
    meeting = await meetings.get(chat.db, meeting_id)
    await attendance.mark(chat.db, meeting, chat.rights, person_id, MODES[mode], by=chat.person, now=chat.now)
    return await _sheet(chat, meeting, mode, page)
