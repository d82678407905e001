"""What is typed while a meeting is being settled: what was asked, or a correction of what was said before it.

At whatever question, a text that is only a day or an hour is the meeting's new one, and a room is a room; it is shown
with the next question, as what is pressed is.
"""

import re

from bot.at_a_step import STILL_WAITS
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Nothing
from bot.domain.models import Form, Meeting
from bot.domain.programme import meetings
from bot.errors import N_, BadInput
from bot.messages import Kind, Reply
from bot.routes import Chat, Routes
from bot.typed_numbers import count_in
from bot.vietnamese import fold, nfc
from handlers import kit
from handlers.meeting import beside_the_hour, calendar, settle, when, whom

routes = Routes()

_CORRECTING = re.compile(
    r"^(?:(?:dạ|da|à|a|ừ|ờ|thôi|thoi|hay là|hay la|hay|mà|khoan|chuyển|"
    r"nhầm|nham|sửa|sua|đổi|doi|lại|lai|thành|thanh|sang|xin lỗi|xin loi|là|la)\b[\s,.:]*)+"
    r"|(?<!phòng)(?<!phong)(?:\s+(?:ạ|a|nhé|nhe|nha|nghen|nghe|hen|nhen|hỉ|đi|luôn|em|thôi|thoi|cơ|co))+[\s.!]*$",
    re.IGNORECASE,
)
"""What people put around a correction: "à nhầm, 15h ngày 21 ạ"; "phòng A" is a room."""
_A_ROOM = re.compile(r"(?:phong|hoi truong|nha da nang|san truong|thu vien|room|hall)\b")
_POLITELY = r"(?: (?:a|nhe|nha|em|thoi|di|luon))*[\s.!]*"
_ONLINE = re.compile(
    r"(?:hop |lam |to chuc |qua |thi )*(?:online|onl|truc tuyen|zoom|google meet|meet|teams|qua mang)"
    rf"(?: (?:qua|tren|bang|zoom|google|meet|teams|mang|zalo|online))*{_POLITELY}"
)
_AS_EVER = re.compile(
    r"(?:van |thi |giu )*(?:nhu (?:cu|lan truoc|hom truoc|buoi truoc|moi khi|moi lan|truoc)|"
    r"(?:phong|cho) cu|nguyen|y cu|"
    rf"giu nguyen){_POLITELY}"
)
_ANYWHERE = re.compile(
    r"(?:o |tai )?(?:phong|cho|truong|dau)(?: nao)? cung (?:duoc|dc|on)(?: het| ca)?"
    r"|tuy (?:truong|phong|chi|co|thay|em)"
)
LAST_DAY = 31
"""A number beyond is neither a day nor an hour nor a choice: behind "à … thôi" it corrects the seats."""
NO_ROOM_YET = N_("No room is known of before. Please write it.\n\n{question}")
_ANY_NUMBER = re.compile(
    r"(?:bao nhieu cung duoc|cang dong cang (?:tot|vui)|thoai mai|khong (?:han che|gioi han)(?: so nguoi)?)"
    r"(?: (?:a|nhe|nha|em|luon|thoi|di))*"
)
_TO = re.compile(
    r"(?:bớt|đổi|doi|chuyển|chuyen|tăng|tang|giảm|giam|nâng|nang|sửa|sua|hạ|ha)\b.*?"
    r"\b(?:sang|qua|thành|thanh|lên|len|xuống|xuong|còn|con|về|ve)\b\s+(?P<new>.+)$",
    re.IGNORECASE,
)
"""What stands behind is the new: "đổi phòng buổi 31/10 sang hội trường". "Sáng" with its accent is a time of day."""
_WITH_SEATS = re.compile(
    r"(?P<room>\w+ .*?\w)[\s,;(]+(?P<seats>\d{1,3}) ?(?:chỗ|cho|người|nguoi|ng|seats?)\)?[\s.]*", re.IGNORECASE
)
"""A room and how many sit in it: "phòng họp lớn 20 chỗ"."""
_SEATS = re.compile(r"\b(?:so cho|cho ngoi|so nguoi|so luong|cho|seats)\b")
_AS_IT_STANDS = re.compile(r"^(?:thoi )?(?:cu )?(?:giu nguyen|de nguyen|de nhu cu|giu nhu cu|khong doi)\b")
"""What leaves the meeting as it is, once its change is shown."""
_FIGURES = re.compile(r"[\d.,\s-]+")


def _said(chat: Chat) -> str:
    found = _TO.search(nfc(chat.text))
    typed = found["new"] if found else chat.text
    return _CORRECTING.sub("", typed).strip() or typed


async def moved(chat: Chat, meeting: Meeting) -> Reply:
    """Begin to move a meeting by a sentence that may say what is new: its day or hour, its room or its seats."""
    await settle.begin(chat, meeting)
    if meeting.starts_at is not None and _TO.search(nfc(chat.text)) and (known := await _corrected(chat, meeting.id)):
        return known
    if meeting.starts_at is not None and isinstance(reader.read(chat.text, chat.today), Nothing):
        beside_the_hour.keep(chat, meeting, chat.text)
        if any(beside_the_hour.read(chat.text)):
            return await settle.go_on(chat, meeting)
    return await when.moved(chat, meeting)


@routes.step("settle:room:{meeting_id}")
async def take_room(chat: Chat, meeting_id: int) -> Reply:
    """Take the room as it was typed, with its seats where it says them, or another day or hour."""
    meeting, said = await kit.led(chat, meeting_id), _said(chat)
    if other := await when.take_other(chat, meeting, said):
        return other
    if _ONLINE.fullmatch(fold(said)):
        return await settle.choose_form(chat, meeting_id, Form.ONLINE)
    if _ANYWHERE.fullmatch(fold(said)):
        raise BadInput(STILL_WAITS, question=chat.question)
    if _AS_EVER.fullmatch(fold(said)):
        if not meeting.room:
            raise BadInput(NO_ROOM_YET, question=chat.question)
        return await settle.take_room(chat, meeting, meeting.room)
    return await _take_room(chat, meeting, said if _A_ROOM.match(fold(said)) else chat.text)


async def _take_room(chat: Chat, meeting: Meeting, said: str) -> Reply:
    room, parts = beside_the_hour.room_alone(said)
    if not _A_ROOM.match(fold(room)):
        return await settle.take_room(chat, meeting, said)
    settle.must_be_gathering(chat, meeting)
    beside_the_hour.keep(chat, meeting, said)
    if found := _WITH_SEATS.fullmatch(room):
        room, chat.draft["capacity"] = found["room"], meetings.read_capacity(meeting, found["seats"])
    noted = chat._("Who plays which part is asked once this is settled: “{said}”.").format(said=parts) if parts else ""
    return await settle.take_room(chat, meeting, room, noted)


@routes.step("settle:seats:{meeting_id}", digits=True)
async def take_seats(chat: Chat, meeting_id: int) -> Reply:
    """Take the number of seats as it was typed, or what corrects an earlier answer."""
    meeting = await kit.led(chat, meeting_id)
    # "3.5" is a number here, and no day.
    if not _FIGURES.fullmatch(chat.text) and (corrected := await _corrected(chat, meeting_id)):
        return corrected
    if _ANY_NUMBER.fullmatch(fold(chat.text).strip(" .!")):
        return await settle.take_seats(chat, meeting, None)
    return await settle.take_seats(chat, meeting, meetings.read_capacity(meeting, chat.text))


@routes.step("settle:sure:{meeting_id}", Kind.TEXT, Kind.PRESS)
async def correct(chat: Chat, meeting_id: int) -> Reply:
    """Take what corrects the whole that is shown; anything else is answered with the choices. Raises BadInput."""
    if chat.incoming.kind is not Kind.TEXT:
        raise BadInput(kit.PLEASE_CHOOSE)
    if _AS_IT_STANDS.search(fold(chat.text)):
        chat.forget()
        return await calendar.show(chat, await kit.led(chat, meeting_id), chat._("Nothing was changed."))
    if corrected := await _corrected(chat, meeting_id):
        return corrected
    raise BadInput(kit.PLEASE_CHOOSE)


async def _corrected(chat: Chat, meeting_id: int) -> Reply | None:
    """Take another day or hour, room or number of seats that names itself; None for anything else."""
    meeting, said = await kit.led(chat, meeting_id), _said(chat)
    settle.must_be_gathering(chat, meeting)
    if not _A_ROOM.match(fold(said)) and beside_the_hour.read(said).quota:
        beside_the_hour.keep(chat, meeting, said)
        return await settle.go_on(chat, meeting, await whom.line(chat, meeting))
    if other := await when.take_other(chat, meeting, said):
        return other
    corrects = said != chat.text
    number = count_in(said, of_people=not (corrects and _SEATS.search(fold(chat.text))))
    if number is None and corrects and (bare := count_in(said)) and bare > LAST_DAY:
        number = bare
    if number is not None:
        return await settle.take_seats(chat, meeting, meetings.read_capacity(meeting, str(number)))
    return await _take_room(chat, meeting, said) if _A_ROOM.match(fold(said)) else None
