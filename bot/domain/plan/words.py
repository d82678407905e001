"""How plans write forms, clusters, rooms and the office that issues them."""

import re
from collections.abc import Iterable

from bot.domain.drafts import LooseLine
from bot.domain.models import Form
from bot.domain.plan.nouns import Note
from bot.errors import N_
from bot.vietnamese import fold, nfc

FORMS = {"Trực tiếp": Form.IN_PERSON, "Trực tuyến": Form.ONLINE, "Trực tiếp kết hợp trực tuyến": Form.BOTH}


def read_form(typed: str) -> Form | None:
    """Understand how people attend; an empty cell is in person, None where the words are not known."""
    text = fold(typed)
    here, online = "truc tiep" in text, "truc tuyen" in text or "online" in text
    if (here and online) or "ket hop" in text:
        return Form.BOTH
    if online:
        return Form.ONLINE
    return Form.IN_PERSON if here or not text else None


# "Phòng GD&ĐT" and "Phòng Văn hóa" are offices and no rooms.
_ROOM = r"(?:hội trường|phòng(?!\s*(?:gd|giáo dục|văn hóa|vh))|thư viện|nhà đa năng|sân trường|tầng)"
_ROOM_FIRST = re.compile(
    rf"^({_ROOM}[^,;()]*?)\s*(?:[,–-]|của|tại)?\s*((?:trường|ptdt|thcs|thpt|th|mn|tiểu học|mầm non)\b.+)$",
    re.IGNORECASE,
)
_ROOM_LAST = re.compile(rf"^(.+?)\s*[,;(–-]\s*({_ROOM}[^()]*?)\s*\)?$", re.IGNORECASE)


def split_room(typed: str) -> tuple[str, str]:
    """Return the school and the room of a place such as "Hội trường TH Hoa Ban"; mostly the room is empty."""
    text = " ".join(nfc(typed).split())
    if found := _ROOM_FIRST.match(text):
        return found[2], found[1].strip()
    if found := _ROOM_LAST.match(text):
        return found[1].strip(), found[2].strip()
    return text, ""


# Misreadings that scanned plans really have; each is only pointed out.
_SUSPECTS = (
    (re.compile(r"\bđộc nhạc\b", re.IGNORECASE), "Đọc nhạc"),
    (re.compile(r"\bTiếng anh\b"), "Tiếng Anh"),
    (re.compile(r"\b(?:báo cáo|phối hợp với|yêu cầu của) cụm trường\b(?! chuyên môn)", re.IGNORECASE), "cụm trưởng"),
    (re.compile(r"^1\. 1\."), "1.1."),
)


def suspects(lines: Iterable[LooseLine]) -> list[Note]:
    """Return what looks misread by a scanner; the text itself is kept as written."""
    return [
        Note(
            N_("At {place}, '{found}' may be meant as '{meant}'. It is kept as written."),
            {"place": line.place, "found": found[0], "meant": meant},
        )
        for line in lines
        for pattern, meant in _SUSPECTS
        if (found := pattern.search(nfc(line.text)))
    ]
