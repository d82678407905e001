"""What is typed while a meeting is being settled: what was asked, or a correction of what was said before it.

At whatever question, a text that is only a day or an hour is the meeting's new one, and a room is a room; it is shown
with the next question, as what is pressed is.
"""

import re

from bot.domain.programme import meetings
from bot.errors import BadInput
from bot.messages import Reply
from bot.routes import Chat, Routes
from bot.typed_numbers import count_in
from bot.vietnamese import fold
from handlers import kit
from handlers.meeting import settle, when

routes = Routes()

_CORRECTING = re.compile(
    r"^(?:(?:dạ|da|à|a|ừ|nhầm|nham|sửa|sua|đổi|doi|lại|lai|thành|thanh|sang|xin lỗi|xin loi|là|la)\b[\s,.:]*)+"
    r"|(?:\s+(?:ạ|a|nhé|nhe|nha|em|thôi|thoi|cơ|co))+[\s.!]*$",
    re.IGNORECASE,
)
"""What people put around a correction: "à nhầm, 15h ngày 21 ạ"."""
_A_ROOM = re.compile(r"(?:phong|hoi truong|nha da nang|san truong|thu vien|room|hall)\b")
_ANY_NUMBER = re.compile(
    r"(?:bao nhieu cung duoc|cang dong cang (?:tot|vui)|thoai mai|khong (?:han che|gioi han)(?: so nguoi)?)"
    r"(?: (?:a|nhe|nha|em))*"
)
_FIGURES = re.compile(r"[\d.,\s-]+")


def _said(chat: Chat) -> str:
    return _CORRECTING.sub("", chat.text).strip() or chat.text


@routes.step("settle:room:{meeting_id}")
async def take_room(chat: Chat, meeting_id: int) -> Reply:
    """Take the room as it was typed, or another day or hour."""
    meeting = await kit.led(chat, meeting_id)
    return await when.take_other(chat, meeting, _said(chat)) or await settle.take_room(chat, meeting, chat.text)


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


@routes.step("settle:sure:{meeting_id}")
async def correct(chat: Chat, meeting_id: int) -> Reply:
    """Take what corrects the whole that is shown; anything else is answered with the choices. Raises BadInput."""
    if corrected := await _corrected(chat, meeting_id):
        return corrected
    raise BadInput(kit.PLEASE_CHOOSE)


async def _corrected(chat: Chat, meeting_id: int) -> Reply | None:
    """Take another day or hour, room or number of seats that names itself; None for anything else."""
    meeting, said = await kit.led(chat, meeting_id), _said(chat)
    settle.must_be_gathering(chat, meeting)
    if other := await when.take_other(chat, meeting, said):
        return other
    if (number := count_in(said, of_people=True)) is not None:
        return await settle.take_seats(chat, meeting, meetings.read_capacity(meeting, str(number)))
    return await settle.take_room(chat, meeting, said) if _A_ROOM.match(fold(said)) else None
