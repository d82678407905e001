"""Reads a list of people from a workbook: each row's name, school, subject and level, with its number.

Which column is which is told by the header, wherever it stands. What the cells mean is `roster`'s to say.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from bot.documents.blocks import Block, Cell
from bot.documents.blocks import TableRow as Line
from bot.documents.packed import MEGABYTE, FileKind, kind_of
from bot.documents.safely import apart, serve
from bot.domain.drafts import LONGEST_CELL, RosterRow
from bot.errors import N_, BadInput
from bot.vietnamese import fold

MOST_BYTES = 10 * MEGABYTE
MOST_ROWS = 5000

TOO_LARGE = N_("{name} is larger than {most} MB.")
TOO_MANY = N_("{name} names more than {most} people. Please send it in parts.")
NO_WORKBOOK = N_("{name} is not an Excel file. Please send the list as .xlsx.")
NO_HEADER = N_("In {name} no column of names was found. A list needs a header: Họ và tên, Trường, Môn, Cấp học.")

# What headers of lists are really called, folded: "Họ và tên đệm", "Tên", "Họ tên giáo viên", "Đơn vị công tác".
_HEADERS = (
    ("family", re.compile(r"^ho(?: (?:va )?(?:ten )?(?:dem|lot|chu dem))?$")),
    ("given", re.compile(r"^ten$")),
    (
        "name",
        re.compile(
            r"^ho(?: va|,)?(?: (?:chu )?(?:dem|lot))?(?: va|,)? ten\b|^(?:ten )?(?:giao vien|gv|can bo)\b(?!.*\bmon\b)"
        ),
    ),
    ("school", re.compile(r"^(?:ten )?(?:truong|don vi|noi cong tac|co so giao duc)\b")),
    ("subject", re.compile(r"^(?:(?:phu trach|giang day|day|chuyen) )*(?:bo )?mon\b")),
    ("level", re.compile(r"^(?:cap|bac)\b")),
)
_BARE = re.compile(r"ho (?:va )?ten[ .:]*")


@dataclass(frozen=True, slots=True)
class _PeopleOrRefusal:
    """What the process found: people, or the sentence of a refusal."""

    rows: list[RosterRow] = field(default_factory=list)
    sentence: str = ""
    facts: dict[str, int | str] = field(default_factory=dict)


_ANSWER = TypeAdapter(_PeopleOrRefusal)


async def read_safely(content: bytes, name: str) -> list[RosterRow]:
    """Read a list in a process of its own; `BadInput` says what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise BadInput(TOO_LARGE, name=name, most=MOST_BYTES // MEGABYTE)
    answer = await apart(__name__, _ANSWER, content, name)
    if answer.sentence:
        raise BadInput(answer.sentence, **answer.facts)
    return answer.rows


def read(content: bytes, name: str) -> list[RosterRow]:
    """Read a list. Blocks, and trusts the file: strangers' files go through `read_safely`. Raises BadInput."""
    from bot.documents import sheet_in  # noqa: PLC0415 - only the process that reads a list needs what opens one

    kind = kind_of(content, name)
    if kind not in (FileKind.SHEET, FileKind.OLD_SHEET):
        raise BadInput(NO_WORKBOOK, name=name)
    rows: list[RosterRow] = []
    found = _People()
    for row in found.read(sheet_in.blocks(content, name, kind)):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise BadInput(TOO_MANY, name=name, most=MOST_ROWS)
    if not found.headed:
        raise BadInput(NO_HEADER, name=name)
    return rows


class _People:
    """Reads rows one by one, and remembers the header above them."""

    def __init__(self) -> None:
        self.headed = False
        self._columns: dict[int, str] = {}
        self._head: tuple[str, ...] = ()
        self._sheet = 0

    def read(self, found: Iterable[Block]) -> Iterator[RosterRow]:
        """Give the people of all sheets; what stands above a header is nothing."""
        for line in found:
            if not isinstance(line, Line):
                continue
            if line.table != self._sheet:
                self._sheet, self._columns = line.table, {}
            # A header may come again on the next page. Nothing else under one is a header: people are called Hồ Tén.
            if self._columns and _texts(line.cells) == self._head:
                continue
            if not self._columns and (columns := _header(line.cells)):
                self.headed, self._columns, self._head = True, columns, _texts(line.cells)
            elif self._columns and (row := self._person(line)):
                yield row

    def _person(self, line: Line) -> RosterRow | None:
        texts: dict[str, str] = {}
        for cell in line.cells:
            if (column := self._columns.get(cell.start)) and cell.text:
                # A cell that is too long is told as such; more of it nobody needs.
                texts.setdefault(column, " ".join(cell.text.split())[: LONGEST_CELL + 1])
        name = texts.get("name") or " ".join(filter(None, (texts.get("family"), texts.get("given"))))
        if not name and not (texts.get("subject") or texts.get("level")):
            return None  # a heading, or the line of totals
        about = {column: texts.get(column, "") for column in ("school", "subject", "level")}
        return RosterRow(number=line.number, name=name, sheet=line.table, **about)


def _header(cells: tuple[Cell, ...]) -> dict[int, str]:
    """Return which column holds what, nothing where a row is no header."""
    columns: dict[int, str] = {}
    for cell in cells:
        text = re.sub(r"\s*\(.*?\)", "", fold(cell.text)).strip(" .:*")
        column = next((column for column, pattern in _HEADERS if pattern.search(text)), "")
        if column and column not in columns.values():
            columns[cell.start] = column
    named = set(columns.values())
    if "name" not in named and not {"family", "given"} <= named:
        return {}
    # A title stands alone in its row, and so does the header of a list of bare names.
    alone = len([cell for cell in cells if cell.text]) == 1
    return {} if alone and not _BARE.fullmatch(fold(next(cell.text for cell in cells if cell.text))) else columns


def _texts(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(cell.text.lower() for cell in cells if cell.text)


if __name__ == "__main__":
    serve(_ANSWER, _PeopleOrRefusal, read)
