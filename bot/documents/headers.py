"""What a table is, by its header: of meetings, of core teachers, or of clusters; and which column holds what."""

import re
from dataclasses import dataclass

from bot.documents.blocks import Cell
from bot.vietnamese import fold, nfc

# In this order, so that "Đơn vị đăng cai" is the host and a plain "Đơn vị" is not.
# Each pattern is of headers that real plans have, folded.
_HEADERS = (
    ("number", re.compile(r"^(?:s?tt|so tt|so thu tu|dot|lan)$")),
    ("time and host", re.compile(r"^thoi gian\b.*\b(?:dia diem|noi to chuc)\b")),
    ("hour", re.compile(r"^(?:gio|gio bat dau|thoi gian bat dau)$")),
    ("day", re.compile(r"^(?:(?:thu,? )?ngay(?: thang)?|ngay (?:to chuc|thuc hien|sinh hoat).*)$")),
    ("time", re.compile(r"^(?:thoi gian|thoi diem|lich$|thang$|thang (?!\d))")),
    ("host", re.compile(r"^(?:dia diem|noi (?:to chuc|sinh hoat|thuc hien)|(?:truong|don vi) to chuc)|\bdang cai\b")),
    ("form", re.compile(r"^hinh thuc")),
    ("content", re.compile(r"^(?:noi dung|chuyen de|ten chuyen de|chu de|ten bai|bai day)")),
    ("teacher", re.compile(r"^ho (?:va )?ten|^(?:giao vien|cot can)\b")),
    (
        "members",
        re.compile(r"^(?:gom )?(?:cac|danh sach) (?:truong|don vi)|^(?:truong|don vi) (?:thanh vien|trong)"),
    ),
    ("cluster", re.compile(r"^(?:ten )?cum(?: (?:truong|chuyen mon|hoc tap))*(?:\s*[(/,–-].*)?$")),
    ("subject", re.compile(r"^(?:phu trach )?(?:bo )?mon\b")),
    ("unit", re.compile(r"^(?:ten )?(?:don vi|truong)(?: (?:hoc|cong tac|giang day))*(?:\s*[(/,–-].*)?$")),
    ("remark", re.compile(r"^ghi chu")),
)
# Without accents "cụm trưởng" cannot be told from "cụm trường", so it is looked for with them.
_LEAD = re.compile(r"cụm trưởng|trưởng cụm", re.IGNORECASE)
# In one column for both: "14h ngày 26/10 tại TH số 1 Na Sang".
_PLACE = re.compile(r"\s*(?:\btại\b|\n)\s*", re.IGNORECASE)
_BARE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what, by the table's header."""

    header: tuple[Cell, ...]
    columns: tuple[str, ...]
    kind: str
    """One of "meetings", "cores" and "clusters"."""

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
            elif not found.get(column):
                found[column] = text
        return _joined(found)

    def _column(self, start: int) -> str:
        return next(
            (column for column, head in zip(self.columns[::-1], self.header[::-1], strict=True) if head.start <= start),
            "",
        )


def layout_of(cells: tuple[Cell, ...]) -> Layout | None:
    """Return the layout if this row is the header of a table that a plan has."""
    columns = tuple(_column_of(cell.text) for cell in cells)
    named = set(columns)
    timed, placed = named & {"time", "day", "time and host"}, named & {"host", "time and host"}
    if timed and placed and named & {"cluster", "subject", "content"}:
        if "cluster" not in named:
            columns = tuple("cluster" if column == "subject" else column for column in columns)
        return Layout(cells, columns, "meetings")
    if named >= {"teacher", "unit", "subject"}:
        return Layout(cells, columns, "cores")
    if "cluster" in named and named & {"members", "unit"} and "teacher" not in named:
        return Layout(cells, columns, "clusters")
    return None


def _column_of(typed: str) -> str:
    text = fold(typed).strip(" .:")
    if _LEAD.search(nfc(typed)) and not text.startswith("ten cum"):
        return "lead"
    return next((column for column, pattern in _HEADERS if pattern.search(text)), "")


def _joined(found: dict[str, str]) -> dict[str, str]:
    """Put what several columns say of time into one, as a single cell would say it."""
    if both := found.pop("time and host", ""):
        found["time"], _, found["host"] = _cut(both)
    hour, day, month = (found.pop(column, "") for column in ("hour", "day", "time"))
    if _BARE.fullmatch(hour):
        hour = f"{hour} giờ"
    if _BARE.fullmatch(day):
        day = f"ngày {day}"
    if day and _BARE.fullmatch(month):
        month = f"tháng {month}"
    found["time"] = " ".join(piece for piece in (hour, day, month) if piece)
    return found


def _cut(both: str) -> tuple[str, str, str]:
    time, *places = _PLACE.split(both, maxsplit=1)
    return time, "", " ".join(places)
