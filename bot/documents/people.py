"""Reads a list of people: each row's name, school, subject and level, with its number.

Which column is which is told by the header, wherever it stands; a school may stand over its people: in the title, in a
row across, in the name of the sheet. What the cells mean is `roster`'s to say.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from bot.documents.blocks import Block, Cell, Text
from bot.documents.blocks import TableRow as Line
from bot.documents.columns import as_above, is_former
from bot.documents.lists import in_ward
from bot.documents.members import is_school
from bot.documents.packed import MEGABYTE
from bot.documents.safely import RowsOrRefusal, read_list, serve
from bot.domain.drafts import LONGEST_CELL, RosterRow
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc

MOST_BYTES = 10 * MEGABYTE
MOST_ROWS = 5000

TOO_MANY = N_("{name} names more than {most} people. Please send it in parts.")
PUPILS = N_("{name} is a list of pupils. The bot keeps nothing of pupils; please send a list of teachers and staff.")
NO_HEADER = N_("In {name} no column of names was found. A list needs a header: Họ và tên, Trường, Môn, Cấp học.")

# What headers of lists are really called, folded: "Họ và tên đệm", "Tên", "Họ tên giáo viên", "Đơn vị công tác".
_HEADERS = (
    (
        "family",
        re.compile(r"^(?:ho(?: va)?|ho,? (?:va )?(?:ten )?(?:chu )?(?:dem|lot))$"),
    ),
    ("middle", re.compile(r"^(?:ten |chu )?(?:dem|lot)$")),
    ("given", re.compile(r"^ten$")),
    (
        "name",
        re.compile(
            r"^ho(?: va|,)?(?: (?:chu )?(?:dem|lot))?(?: va|,)? ten\b"
            r"|^(?:ten )?(?:giao vien|gv|can bo|cbgv|cb,? gv)\b(?!.*\b(?:mon|chu nhiem)\b)"
        ),
    ),
    ("school", re.compile(r"^(?:ten )?(?:truong|don vi|noi cong tac|co so giao duc)\b")),
    ("ward", re.compile(r"^(?:xa|phuong)\b")),
    (
        "subject",
        re.compile(
            r"^(?:(?:phu trach|phan cong|giang day|day|chuyen) )*(?:bo )?mon\b|^chuyen (?:nganh|mon)\b|^to chuyen mon$"
            r"|^giang day$|^(?:day|giang day|phu trach) lop\b|^lop\s*[,/&–-]\s*mon\b"
            r"|^phan cong (?:giang day|chuyen mon)$"
        ),
    ),
    ("level", re.compile(r"^(?:cap|bac)\b(?! (?:bac|dao tao|luong))")),
)
_PUPILS = re.compile(
    r"^(?:ho (?:va )?)?ten (?:(?:cua )?(?:hoc sinh|hs|tre|chau|cha|me|bo|phu huynh)\b)|^(?:phu huynh|hoc sinh)$"
    r"|^danh sach (?:cac )?(?:em )?(?:hoc sinh|hs|tre)\b"
)
_OF_A_SUBJECT = re.compile(r"^(?:giao vien|gv) (.+)$")
_BARE = re.compile(r"ho (?:va )?ten[ .:]*")
_TOTAL = re.compile(r"^(?:tong(?: cong| so)?|cong)\b|^(?:danh sach (?:nay )?(?:gom|co)|an dinh)\b")
# With their accents: people are called Tô and Tổ, and Khôi.
_GROUP = re.compile(
    r"^(?:tổ|nhóm|khối|bộ phận|ban giám hiệu|văn phòng)\b(?!\s+(?:văn(?! phòng)|thị)\b)|^to \d", re.IGNORECASE
)
_NUMBER = re.compile(r"\(?\d{1,2}\)?|\(?[A-Ga-g]\)?")
_SIGNED = re.compile(r"^(?:nguoi lap|hieu truong|thu truong|noi nhan|.*, ngay \d*\s*thang|ke toan|xac nhan)\b")
# "DANH SÁCH GIÁO VIÊN TRƯỜNG TH KIM ĐỒNG NĂM HỌC …", "Đơn vị: Trường TH Kim Đồng".
_SCHOOL_IN_A_LINE = re.compile(
    r"\b(?:trường|đơn vị\s*:)\s*:?\s*(.{4,100}?)(?:\s*[,–-]?\s*năm học\b.*)?\W*$", re.IGNORECASE
)


async def read_safely(content: bytes, name: str) -> list[RosterRow]:
    """Read a list in a process of its own; `BadInput` says what is wrong with the file."""
    return await read_list(__name__, RowsOrRefusal[RosterRow], content, name, most=MOST_BYTES)


def read(content: bytes, name: str) -> list[RosterRow]:
    """Read a list. Blocks, and trusts the file: strangers' files go through `read_safely`. Raises BadInput."""
    from bot.documents import formats  # noqa: PLC0415 - only the process that reads a list needs what opens one

    rows: list[RosterRow] = []
    found, told = _People(), set[str]()
    try:
        for row in found.read(formats.modern_blocks(content, name, lambda cells: bool(_header(cells)), told)):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise BadInput(TOO_MANY, name=name, most=MOST_ROWS)
    except PupilsError:
        raise BadInput(PUPILS, name=name) from None
    if not found.headed:
        raise BadInput(NO_HEADER, name=name)
    rows, letters = _below_its_school(rows), ", ".join(sorted(told))
    return [replace(row, old_letters=letters) for row in rows] if letters else rows


LEAST_GAPS = 2
"""One row without a school is one that somebody forgot."""


def _below_its_school(rows: list[RosterRow]) -> list[RosterRow]:
    """Give a row without a school that of the row above, in a sheet that writes each school only where it begins.

    Where a school is written on two rows that follow each other, every row has its own, and a gap is asked about.
    """
    for sheet in {row.sheet for row in rows}:
        here = [row.school for row in rows if row.sheet == sheet]
        written = [school for school in here if school]
        once = all(one != other for one, other in pairwise(here) if one and other)
        gaps = len(here) - len(written)
        if not here[0] or not once or len({*written}) < len(written) or gaps < max(len(written), LEAST_GAPS):
            continue
        above = ""
        for place, row in enumerate(rows):
            if row.sheet == sheet:
                above = row.school or above
                rows[place] = replace(row, school=above)
    return rows


class PupilsError(Exception):
    """The list is of pupils."""


class _People:
    """Reads rows one by one, and remembers the header above them and the school that stands over them."""

    def __init__(self) -> None:
        self.headed = False
        self._columns: dict[int, str] = {}
        self._beside: list[dict[int, str]] = []
        """The columns of lists that stand to the right of the first one, under one header."""
        self._between = ""
        """The school that a line of text since the last table has named."""
        self._signed = False
        """Whether the lines of who signs have begun: a bare name below them is nobody of the list."""
        self._head: tuple[str, ...] = ()
        self._above: tuple[Cell, ...] = ()
        """The last row below the header, which the next one may refer to; none yet where it is empty."""
        self._sheet = 0
        self._heads: set[int] = set()
        self._school = ""
        self._rows = 0

    def read(self, found: Iterable[Block]) -> Iterator[RosterRow]:
        """Give the people of all sheets; of what stands above a header only the school is taken."""
        for line in found:
            if isinstance(line, Text):
                self._between = self._over(line.text) or self._between
            if isinstance(line, Line):
                yield from self._row(line)

    def _row(self, line: Line) -> Iterator[RosterRow]:
        if line.table != self._sheet:
            self._begin(line)
        self._rows += 1
        # A header may come again on the next page. Nothing else under one is a header: people are called Hồ Tén.
        if self._columns and _texts(line.cells) == self._head:
            return
        again = bool(self._columns) and self._is_second_header(line)
        if again and not self._above:
            return
        if self._columns and not again:
            line = replace(line, cells=as_above(line.cells, self._above))
            self._above = line.cells
            people = (self._person(line, columns) for columns in (self._columns, *self._beside))
            yield from filter(None, people)
            return
        if any(_PUPILS.match(fold(cell.text).strip(" .:*")) for cell in line.cells):
            raise PupilsError
        if columns := _header(line.cells):
            self.headed, self._columns, self._head, self._above = True, columns, _texts(line.cells), ()
            self._beside = _beside(line.cells, columns)
            self._heads = {cell.start for cell in line.cells if cell.text}
            return
        for cell in line.cells:
            self._over(cell.text)

    def _begin(self, line: Line) -> None:
        """Begin a table: one of a paper has the school of the line above it, a sheet may have a name of its own."""
        if line.sheet or self._columns:
            self._school = line.sheet if is_school(line.sheet) else self._between
        self._between = ""
        self._sheet, self._columns, self._beside, self._rows, self._signed = line.table, {}, [], 0, False

    def _over(self, typed: str) -> str:
        """Take the school that a title or a heading names, and return it."""
        named = [school for text in typed.split("\n") if (school := _school_of(text))]
        self._school = named[-1] if named else self._school
        return named[-1] if named else ""

    def _is_second_header(self, line: Line) -> bool:
        """Tell the lower row of a header of two: it repeats the name of the column of names."""
        return any(
            self._columns.get(cell.start) in {"name", "family"} and cell.text and cell.text.lower() in self._head
            for cell in line.cells
        )

    def _person(self, line: Line, columns: dict[int, str]) -> RosterRow | None:
        filled = _texts(line.cells)
        if all(_NUMBER.fullmatch(text) for text in filled) or (len(filled) == 1 and self._names_school(line)):
            return None  # columns numbered below their header; the next school's name over its rows
        texts = self._sorted(line, columns)
        name = texts.get("name") or " ".join(filter(None, map(texts.get, ("family", "middle", "given"))))
        about = {column: texts.get(column, "") for column in ("school", "subject", "level")}
        if not any(about.values()) and (not name or self._is_heading(name, line)):
            return None  # a heading, or the line of totals
        if not name and not (about["subject"] or about["level"]):
            return None
        school = in_ward(about["school"], texts.get("ward", "")) if about["school"] else self._school
        return RosterRow(number=line.number or self._rows, name=name, sheet=line.table, **about | {"school": school})

    def _is_heading(self, name: str, line: Line) -> bool:
        """Tell a row that is nobody: a school over the rows below, a total, who signed."""
        if school := _school_of(name):
            self._school = school
            return True
        alone = len([cell for cell in line.cells if cell.text]) == 1
        self._signed |= alone and bool(_SIGNED.match(fold(name)))
        if _TOTAL.match(fold(name)) or _GROUP.match(nfc(name)):
            return True
        return alone and (self._signed or name.isupper())

    def _names_school(self, line: Line) -> bool:
        """Take the school that a row alone names, whichever column it stands in."""
        school = next((found for cell in line.cells if (found := _school_of(cell.text))), "")
        self._school = school or self._school
        return bool(school)

    def _sorted(self, line: Line, columns: dict[int, str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for cell in line.cells:
            column = columns.get(cell.start)
            # A cell that is too long is told as such; more of it nobody needs.
            text = " ".join(cell.text.split())[: LONGEST_CELL + 1]
            if column and text:
                texts.setdefault(column, text)
            elif text and column is None and self._left_of(cell.start) == "name" and len(text.split()) <= _GIVEN_WORDS:
                # The header of names lies over two columns: the second one has the tên.
                texts["name"] = f"{texts.get('name', '')} {text}".strip()
        return texts

    def _left_of(self, start: int) -> str:
        """Return the column that a cell without a header of its own belongs to: the merged one left of it."""
        left = max((column for column in self._columns if column < start), default=-1)
        return "" if start in self._heads or left != start - 1 else self._columns.get(left, "")


_GIVEN_WORDS = 2


def _school_of(text: str) -> str:
    """Return the school that a line over a list names, empty where it names none."""
    line = " ".join(text.split())
    found = _SCHOOL_IN_A_LINE.search(line)
    named = (found[1] if found else line).strip(" .:-–")
    named = re.sub(r"^(?:[IVX]{1,5}|\d{1,2})\s*[.)/-]\s*", "", named)
    return named if is_school(named) and len(named.split()) > 1 else ""


def _header(cells: tuple[Cell, ...]) -> dict[int, str]:
    """Return which column holds what, nothing where a row is no header."""
    columns: dict[int, str] = {}
    for cell in cells:
        if is_former(cell.text):
            continue  # "Trường cũ", "Trường trước đây" are those of nobody in this list
        text = re.sub(r"\s*\(.*?\)", "", fold(cell.text)).strip(" .:*")
        column = next((column for column, pattern in _HEADERS if pattern.search(text)), "")
        taught = _OF_A_SUBJECT.match(text)
        if column and column not in columns.values() and not (taught and known_subject(subject_key(taught[1]))):
            columns[cell.start] = column
    named = set(columns.values())
    if "name" not in named and not ("given" in named and named & {"family", "middle"}):
        return {}
    # A title stands alone in its row, and so does the header of a list of bare names.
    alone = len([cell for cell in cells if cell.text]) == 1
    return {} if alone and not _BARE.fullmatch(fold(next(cell.text for cell in cells if cell.text))) else columns


def _beside(cells: tuple[Cell, ...], first: dict[int, str]) -> list[dict[int, str]]:
    """Return the columns of each further list that the same header names once more, to the right of the first."""
    texts = {cell.start: fold(cell.text) for cell in cells if cell.text}
    again = {texts[start]: column for start, column in first.items()}
    found: list[dict[int, str]] = []
    for start, text in sorted(texts.items()):
        column = again.get(text)
        if column is None or start in first:
            continue
        if not found or column in found[-1].values():
            found.append({})
        found[-1][start] = column
    return [columns for columns in found if set(columns.values()) == set(again.values())]


def _texts(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(cell.text.lower() for cell in cells if cell.text)


if __name__ == "__main__":
    serve(RowsOrRefusal, read)
