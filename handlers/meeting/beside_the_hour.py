"""The room, the seats and how many each school sends that a sentence names beside the day.

Such as "chốt 31/10 vào 14h, phòng hội đồng, 45 chỗ" and "hội trường, mỗi trường 4 người".
"""

import re
from datetime import timedelta
from typing import NamedTuple

from bot.domain.models import Meeting
from bot.domain.organisation.school_year import Span
from bot.domain.programme import halfdays, meetings, narrowing
from bot.errors import N_
from bot.routes import Chat
from bot.vietnamese import fold
from handlers.meeting import ask_parts, whom

_ROOM = re.compile(
    r"(?:^|[\s,;])(?P<room>(?:phong(?! (?:giao duc|gd))|hoi truong|nha da nang|thu vien)"
    r"(?: (?!(?:luc|vao|ngay|nhe|nha|sang|chieu|thu|moi|"
    r"cho|tu|gom|va|voi|a|so nguoi|toi da|\d{1,3} (?:cho|nguoi|ng)|\d{1,2}(?:h|g|:|/|gio)\w*)\b)[^\s,;.\n]+){0,5})"
)
_SEATS = re.compile(
    r"\b(?P<seats>\d{1,3}) ?(?:(?:nguoi|ng)\b(?! (?:phong (?:giao duc|gd|van hoa)|pgd|so (?:gd|giao duc)|sgd|cua|"
    r"truong|thuoc|tu|ben|o|xin|vang|om|ban|nghi|day|quay|ghi|chu tri|moi|khong|chua|da|dang|nua)\b)|suat\b|"
    r"cho(?= ngoi|[\s]*(?:$|[,;.])| (?:a|nhe|nha|nua|thoi)\b))"
)
"""Behind "3 người" stands of whom it is told: "3 người phòng giáo dục dự", "2 ng quay phim" are no seats."""
_MORE = re.compile(r"\bthem(?: cho(?: toi| chi| em)?)? \d{1,3} ?(?:cho|suat|nguoi|ng|ghe)\b")
"""So many more than there are: "mở thêm 20 chỗ"."""
_WHY = re.compile(r"\b(?:vì|vi|do|bởi)\b", re.IGNORECASE)
"""What stands behind it is a reason: "vì phòng học đang sửa" names no room, "vì 3 người ốm" no seats."""
_BARE = ("phong",)


PUT_OFF = N_(
    "{meeting}\n\nPut off to which day? Please write the new day and hour (for example: 14h ngày 26/10), or choose."
)
_PUTS_OFF = re.compile(r"\b(?:hoan|lui|postpone)\b")
_WEEKS = re.compile(
    r"\b(?:hoan|lui|doi|day)(?: lich| buoi| hop| ngay| hom)?(?: \d{1,2}(?:/\d{1,2})?)?"
    r"(?: lai| them| xuong)?(?: them)? (?P<number>\d|mot|hai|ba) (?P<unit>tuan|ngay|hom)\b"
)
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3}


class Beside(NamedTuple):
    """What was read beside the day and the hour; None where it was not said."""

    room: str | None
    seats: str | None
    quota: str | None = None
    """How many each school sends."""


def read(typed: str) -> Beside:
    """Return the room, spelt as it was typed, the number of seats, and how many each school sends."""
    quota, text = narrowing.find_quota(_WHY.split(typed, maxsplit=1)[0])
    folded = fold(text)
    room, seats = _ROOM.search(folded), _SEATS.search(folded)
    named = text[room.start("room") : room.end("room")].strip() if room else ""
    room_said = named if named and fold(named) not in _BARE else None
    return Beside(room_said, seats["seats"] if seats else None, quota or None)


def room_alone(typed: str) -> tuple[str, str]:
    """Return the room of a sentence that begins with it, without who comes, and what it says of who plays which part.

    All else between commas is where the room is: "hội trường, tầng 2, nhà B".
    """
    _quota, text = narrowing.find_quota(typed)
    first, *others = [piece.strip(" .") for piece in text.split(",") if piece.strip(" .")] or [""]
    others = [piece for piece in others if not _SEATS.search(fold(piece))]
    parts = [piece for piece in others if any(spoken.search(fold(piece)) for spoken in ask_parts.SPOKEN.values())]
    return ", ".join([first, *(piece for piece in others if piece not in parts)]), ", ".join(parts)


def keep(chat: Chat, meeting: Meeting, typed: str) -> None:
    """Put them to what is gathered of a meeting, and shown with it. Raises BadInput for bad numbers."""
    found = read(typed)
    if found.room:
        chat.draft["room"] = found.room
    if found.seats:
        more = meeting.capacity if meeting.capacity and _MORE.search(fold(typed)) else 0
        chat.draft["capacity"] = meetings.read_capacity(meeting, str(int(found.seats) + more))
    if found.quota:
        whom.remember(chat, narrowing.read_quota(found.quota))


def later(chat: Chat, meeting: Meeting) -> Span | None:
    """Return the weeks behind a meeting that is put off without a day; None for any other change."""
    on_day = meeting.on_day
    if on_day is None or not _PUTS_OFF.search(fold(chat.text)):
        return None
    return Span(on_day + halfdays.A_DAY, on_day + halfdays.WEEKS_LATER)


def weeks_later(meeting: Meeting, typed: str) -> str | None:
    """Return the day to which "lùi 1 tuần", "dời 2 ngày" moves a meeting, as it would be typed; None for all else."""
    found = _WEEKS.search(fold(typed))
    if found is None or meeting.on_day is None:
        return None
    number = _NUMBERS.get(found["number"]) or int(found["number"])
    later_by = timedelta(weeks=number) if found["unit"] == "tuan" else timedelta(days=number)
    return f"{meeting.on_day + later_by:%d/%m/%Y}"
