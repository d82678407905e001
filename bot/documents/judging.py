"""What a table of times and places is: the plan's, that of another matter or of another year, or doubtful.

Its other columns decide, and what stands over it. What only looks odd is asked about, once for the whole table.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.documents import heads
from bot.documents.members import is_school
from bot.domain.drafts import Place, TypedMeeting
from bot.vietnamese import fold

Verdict = Literal["plan", "other", "ask"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that tells of times and places, whatever they are of."""

    place: Place
    header: tuple[str, ...]
    columns: tuple[str, ...]
    over: tuple[str, ...]
    """The headings over it, and the line just above."""
    rows: list[TypedMeeting] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    """Columns that say something and are none of a meeting's, in their order."""

    @property
    def called(self) -> str:
        """What a person finds it by."""
        return self.over[-1] if self.over else " | ".join(cell for cell in self.header if cell)


# Columns of exams, inspections, costs and results, folded.
_COLUMNS = re.compile(
    r"\b(?:giam (?:thi|khao)|phong thi|ca thi|thi sinh|so bao danh|sbd|coi thi|cham thi|thoi gian (?:lam bai|thi)"
    r"|thoi luong(?: lam bai)?|(?:doi tuong|noi dung|don vi|doan|thanh phan doan) (?:duoc )?(?:kiem tra|thanh tra)"
    r"|kinh phi|thanh tien|don gia|so tien|du toan|nguon chi|xep loai|nhan xet|ket qua|minh chung|diem so"
    r"|hoat dong cua (?:giao vien|gv|hoc sinh|hs)|dien bien|san pham du kien)\b"
)
_COUNTED = re.compile(
    r"^(?:so|tong so|sl)\b.*\b(?:tham (?:du|gia)|du gio|gv|giao vien|nguoi|luot|tiet)\b|^da (?:thuc hien|to chuc)"
)
_CLUSTER = re.compile(r"^(?:ten )?(?:tieu )?cum\b")
# A list of what is to be done in a year has months and doers, and few meetings.
_TASKS = re.compile(r"\b(?:cong viec|nhiem vu|giai phap|bien phap)\b")
_OTHER = re.compile(
    r"\blich (?:thi|kiem tra|khao sat|thanh tra|cong tac|truc|tiep|cham|coi|hop)\b"
    r"|\bke hoach (?:kiem tra|thanh tra|thi|khao sat)\b"
    r"|\bkiem tra (?:cuoi|giua|dinh k[iy]|noi bo|hoc k[iy]|cheo|thuong xuyen|chuyen de|danh gia)\b|\bthanh tra\b"
    r"|\bdu toan\b|\bkinh phi\b|\bbien ban\b|\bphieu (?:du gio|danh gia|quan sat|khao sat)\b|\b(?:hoi|ky|cuoc) thi\b"
    r"|\bthi (?:giao vien|gv|hoc sinh|hs|hoc k[iy]|cuoi|giua|tuyen sinh|tot nghiep)\b|\bgiai (?:dau|the thao)\b"
    r"|\btap huan\b|\bboi duong thuong xuyen\b|\blich giang day\b|\bthoi khoa bieu\b"
)
_PAST = re.compile(
    r"\bnam hoc (?:truoc|vua qua|da qua)\b"
    r"|\bket qua (?:thuc hien|dat duoc|nam hoc|sinh hoat|hoat dong|trien khai|to chuc)\b"
    r"|\bdanh gia (?:ket qua|tinh hinh|cong tac|viec|hoat dong|nam hoc|thuc trang|chung)\b"
    r"|\bda (?:to chuc|thuc hien|trien khai|dien ra)\b"
    r"|\btong ket\b|\bso ket\b|\bcac (?:buoi|chuyen de) da\b"
)
_NO_PLANS = re.compile(
    r"^(?:bien ban|phieu (?:du gio|danh gia|quan sat)|bao cao|lich (?:cong tac|thi|kiem tra|truc|tiep)|thoi khoa bieu"
    r"|du toan|ban tin|tin (?:tuc|bai|hoat dong)|ke hoach kiem tra|nghi quyet|giay moi)\b"
)

# Papers on these may have meetings of clusters in them, and mostly have none.
_OTHER_WORK = re.compile(
    r"\b(?:tap huan|hoi (?:thi|giang|khoe)|cuoc thi|chi tieu|thi dua|thanh tra|kiem tra|tuyen sinh)\b"
)
_MEETINGS = re.compile(r"\b(?:sinh hoat|shcm|nghien cuu bai hoc|lien truong|chuyen mon cum|cum chuyen mon)\b")


def is_other_header(texts: Sequence[str]) -> bool:
    """Tell whether a row is the header of a table of costs, exams or results: two of its cells say so."""
    return sum(bool(_COLUMNS.search(fold(text))) and len(text) <= SHORT for text in texts) > 1


SHORT = 30


def of_paper(title_lines: Iterable[str]) -> bool:
    """Tell whether the paper itself says that it is no plan: minutes, a report, a timetable of exams."""
    return any(_NO_PLANS.match(fold(line).strip(" .:-–")) for line in title_lines)


def may_be_none(title_lines: Iterable[str]) -> bool:
    """Tell whether a paper is called after other work than meetings of clusters: its tables are asked about."""
    lines = " ".join(fold(line) for line in title_lines)
    return bool(_OTHER_WORK.search(lines)) and not _MEETINGS.search(lines)


def of_table(table: "Table", year: str) -> Verdict:
    """Judge a table by its header, the headings over it, the plan's own year and what stands in its rows."""
    cells = [fold(cell).strip(" .:") for cell in table.header]
    named = set(table.columns)
    over = table.over
    odd = [cell for cell in cells if _COLUMNS.search(cell)]
    counted = any(_COUNTED.search(cell) for cell in cells)
    lines = [fold(line) for line in over]
    other = any(_OTHER.search(line) for line in lines)
    another_year = bool(year) and any(found != year for found in heads.years(list(over)))
    past = another_year or any(_PAST.search(line) for line in lines)
    whose = any(_CLUSTER.search(cell) for cell in cells)
    dated = _is_of(year, [row.time for row in table.rows])
    if other or odd:
        return "ask" if whose and dated and "content" in named and not (other and odd) else "other"
    if past:
        return "ask" if dated else "other"
    # Numbers of people may be planned as well, where the rows are of the plan's own year.
    if (counted and not dated) or any(_TASKS.search(cell) for cell in cells):
        return "ask"
    # A time, a subject and a place are an examination as well as a meeting.
    bare = not whose and "content" not in named
    # A list of what is to be done names no school either.
    placed = any(is_school(row.host) or not row.host for row in table.rows)
    return "ask" if bare or not placed else "plan"


def _is_of(year: str, times: Sequence[str]) -> bool:
    """Tell whether days or months are written with a year, and all of them of the plan's."""
    years = {found for time in times for found in re.findall(r"\b20\d\d\b", time)}
    return bool(years) and bool(year) and years <= set(year.split("-"))
