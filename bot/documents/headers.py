"""What a table is, by its header: of meetings, of core teachers, or of clusters; and which column holds what."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.documents.blocks import Cell
from bot.documents.columns import current
from bot.vietnamese import fold, nfc

# In this order, so that "Đơn vị đăng cai" is the host and a plain "Đơn vị" is not.
# Each pattern is of headers that real plans have, folded.
_HEADERS = (
    ("number", re.compile(r"^(?:s?tt|so tt|so thu tu|dot|lan|#)$")),
    ("half", re.compile(r"^buoi$")),
    ("time and host", re.compile(r"^(?:thoi gian|t\.?\s?gian)\b.*\b(?:dia diem|noi to chuc)\b")),
    ("content and host", re.compile(r"^noi dung\b.*\b(?:dia diem|noi to chuc)\b")),
    ("hour", re.compile(r"^(?:gio|gio bat dau|thoi gian bat dau)$")),
    ("day", re.compile(r"^(?:(?:thu,? )?ngay(?:,? thang)?(?:,? nam)?|ngay (?:to chuc|thuc hien|sinh hoat).*)$")),
    ("week", re.compile(r"^tuan$")),
    ("semester", re.compile(r"^hoc k[iy]$")),
    (
        "time",
        re.compile(
            r"^(?:thoi gian(?! (?:lam bai|thi|chuan bi|nop|gui|dang k[iy])\b)"
            r"|t\.?\s?gian|tg$|thoi diem|lich$|thang$|thang, nam|thang (?!\d)"
            r"|du kien|thoi han$|khi nao$)"
            # "Ngày, giờ", "Tháng/Tuần": several words of time, and nothing else.
            r"|^(?:thu|buoi|gio|ngay|tuan|thang|nam)(?:(?:\s*[,/&–-]\s*| va )(?:thu|buoi|gio|ngay|tuan|thang|nam))+$"
        ),
    ),
    (
        "host",
        re.compile(
            r"^(?:dia diem|d\.?\s?diem|noi (?:to chuc|sinh hoat|thuc hien)|dia chi to chuc"
            r"|(?:truong|don vi|dv|cs|co so)\s*(?:to chuc|chu tri|thuc hien|chu nha|sinh hoat|dam nhan))|\bdang cai\b"
        ),
    ),
    ("form", re.compile(r"^hinh thuc")),
    (
        "content",
        re.compile(
            r"^(?:noi dung|n\.?\s?dung|chuyen de|ten chuyen de|chu de|ten bai|bai day|ten hoat dong|hoat dong$|van de)"
        ),
    ),
    ("teacher", re.compile(r"^ho (?:va )?ten|^(?:giao vien|cot can)\b")),
    (
        "members",
        re.compile(r"^(?:gom )?(?:cac|danh sach) (?:truong|don vi)|^(?:truong|don vi) (?:thanh vien|trong)"),
    ),
    ("subcluster", re.compile(r"^(?:ten )?tieu cum(?: (?:truong|chuyen mon|so))*$")),
    (
        "cluster",
        re.compile(
            r"^(?:thuoc |ten )?cum"
            r"(?: (?:truong|chuyen mon|hoc tap|shcm|sinh hoat|lien truong|so|thuc hien|to chuc|tham gia))*"
            r"(?:\s*[(/,–-].*)?$"
        ),
    ),
    (
        "subject",
        re.compile(r"^(?:phu trach )?(?:bo )?mon\b|^(?:to\s*/\s*)?nhom(?:$|\s*/|\s+(?:(?:bo )?mon|chuyen mon|cm)\b)"),
    ),
    ("level", re.compile(r"^(?:cap|bac)(?: hoc)?$")),
    ("ward", re.compile(r"^(?:(?:thuoc )?(?:xa|phuong)\b|dia ban\b|xa/phuong)")),
    ("unit", re.compile(r"^(?:ten )?(?:don vi|truong)(?: (?:hoc|cong tac|giang day))*(?:\s*[(/,–-].*)?$")),
    ("remark", re.compile(r"^ghi chu")),
    ("task", re.compile(r"^(?:nhiem vu|vai tro|chuc vu|chuc danh)$")),
)
# Without accents "cụm trưởng" cannot be told from "cụm trường", so it is looked for with them.
_LEAD = re.compile(r"cụm trưởng|trưởng cụm|nhóm trưởng|trưởng nhóm", re.IGNORECASE)
# In one column for both: "14h ngày 26/10 tại TH số 1 Na Sang".
_PLACE = re.compile(r"\s*(?:\btại\b|\n)\s*", re.IGNORECASE)
_HALF = re.compile(r"\b(?:sang|trua|chieu|toi|ca ngay)\b")
_BARE = re.compile(r"\d{1,2}")
_BARE_SEMESTER = re.compile(r"I{1,2}|[12]")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what, by the table's header."""

    header: tuple[Cell, ...]
    columns: tuple[str, ...]
    kind: str
    """One of "meetings", "cores" and "clusters"."""
    timed: bool = True
    """Whether a column says when; else the headings do."""

    def sort(self, cells: tuple[Cell, ...]) -> dict[str, str]:
        """Give each cell its column: by count where the row has as many as the header, else by the grid."""
        if len(cells) == len(self.header):
            named = [(column, cell.text) for column, cell in zip(self.columns, cells, strict=True)]
        else:
            named = [(self._column(cell.start), cell.text) for cell in cells]
        found: dict[str, str] = {}
        for column, text in named:
            if column == "content" and text and found.get(column):
                found[column] += f"\n{text}"
            elif column in _ASKED_IF_TWO and text and fold(text) not in fold(found.get(column, text)):
                found[column] += f"; {text}"
            elif not found.get(column):
                found[column] = text
        return joined(found)

    def unread(self, cells: tuple[Cell, ...]) -> list[str]:
        """Return the headers of the columns of a meeting in which a row says something that is not taken."""
        if len(cells) != len(self.header):
            return []
        columns = zip(self.header, self.columns, cells, strict=True)
        return [head.text for head, column, cell in columns if head.text and cell.text and column not in _TAKEN]

    def _column(self, start: int) -> str:
        return next(
            (column for column, head in zip(self.columns[::-1], self.header[::-1], strict=True) if head.start <= start),
            "",
        )


def layout_of(cells: tuple[Cell, ...]) -> Layout | None:
    """Return the layout if this row is the header of a table that a plan has."""
    headers = [cell.text for cell in cells]
    columns = current(headers, [column_of(header) for header in headers])
    named = set(columns)
    timed = named & _TIMED
    if timed and "content" in named and "unit" in named and not named & {"host", "teacher", "members"}:
        # "Thời gian, Cụm, Trường, Nội dung": the school of a row with a time is the one that hosts.
        columns = tuple("host" if column == "unit" else column for column in columns)
        named = set(columns)
    if named >= {"cluster", "unit", "content"} and not named & {"host", "teacher", "members", "lead"}:
        # "Cụm, Trường, Chuyên đề" under a month: a list of clusters has no topics.
        columns = tuple("host" if column == "unit" else column for column in columns)
        named = set(columns)
    placed = named & {"host", "time and host", "content and host"}
    whose = named & {"cluster", "subject", "subcluster"}
    if placed and (whose or "content" in named) and (timed or len(named - {""}) > SURELY):
        return Layout(cells, _of_whom(columns), "meetings", timed=bool(timed))
    if named >= {"teacher", "unit", "subject"}:
        return Layout(cells, columns, "cores")
    if named & {"cluster", "subcluster"} and named & {"members", "unit"} and "teacher" not in named:
        return Layout(cells, columns, "clusters")
    return None


_ASKED_IF_TWO = {"time", "day", "host"}
"""Where two columns of one kind say different things, both are kept: which one is meant is then asked."""
_TAKEN = {"number", "time", "day", "week", "hour", "semester", "time and host", "content and host", "host", "cluster"}
_TAKEN |= {"half", "content", "form", "ward"}
_TIMED = {"time", "day", "week", "semester", "time and host"}
SURELY = 2
"""So many columns that are known, and more, make a table of meetings also where the months are its headings."""


def _of_whom(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns with the one called "cluster" that says whose each meeting is."""
    narrowest = next((name for name in ("subcluster", "cluster", "subject") if name in columns), "")
    others = {name: "" if name == "cluster" else name for name in columns}
    if narrowest:
        others[narrowest] = "cluster"
    return tuple(others[name] for name in columns)


_EXPECTED = re.compile(r"\s*\(?\bdu kien\)?$")
_DEPUTY = re.compile(r"^(?:ho (?:va )?ten )?(?:cum pho|pho cum|nhom pho)\b")


# A text without a table has each of its lines asked again and again, as the header of a table that is piled up.
@lru_cache(maxsize=1000)
def column_of(typed: str) -> str:
    """Return which column of a plan a header names, empty where it names none."""
    text = fold(typed).strip(" .:")
    text = _EXPECTED.sub("", text) or text
    if _DEPUTY.search(text):
        return "deputy"
    if _LEAD.search(nfc(typed)) and not text.startswith("ten cum"):
        return "lead"
    return next((column for column, pattern in _HEADERS if pattern.search(text)), "")


def joined(found: dict[str, str]) -> dict[str, str]:
    """Put what several columns say of time into one, as a single cell would say it."""
    if both := found.pop("content and host", ""):
        found["content"], _, found["host"] = _cut_last(both)
    if both := found.pop("time and host", ""):
        found["time"], _, found["host"] = _cut(both)
    half = found.pop("half", "")
    if half and not _HALF.search(fold(half)):
        # A column "Buổi" has a half of the day, or counts.
        found["number"], half = found.get("number") or half, ""
    hour, day, week, month, semester = (found.pop(name, "") for name in ("hour", "day", "week", "time", "semester"))
    if _BARE.fullmatch(hour):
        hour = f"{hour} giờ"
    if _BARE.fullmatch(day):
        day = f"ngày {day}"
    if day and _BARE.fullmatch(month):
        month = f"tháng {month}"
    if week and not re.search(r"tuan", fold(week)):
        week = f"tuần {week}"
    if semester and _BARE_SEMESTER.fullmatch(semester.strip()):
        semester = f"Học kỳ {semester}"
    if any((day, month)):
        semester = ""
    found["time"] = " ".join(piece for piece in (half, hour, day, week, month, semester) if piece)
    return found


def _cut_last(both: str) -> tuple[str, str, str]:
    *before, place = _PLACE.split(both)
    return (
        (both[: both.rindex(place)].rstrip(" \n,;(").removesuffix("tại").rstrip(" \n,;(-"), "", place.strip(" )."))
        if (before)
        else (both, "", "")
    )


def _cut(both: str) -> tuple[str, str, str]:
    time, *places = _PLACE.split(both, maxsplit=1)
    return time, "", " ".join(places)
