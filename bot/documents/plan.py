"""A directive on paper, read word for word into a draft.

What a table is, its header says; a table without one goes on with the former, if only blank lines lie between and
it is as wide. So blank lines may cut the table of meetings anywhere, and letterheads and signatures are no meetings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.documents.blocks import Block, Cell, Text
from bot.documents.word_in import blocks
from bot.domain.plan.nouns import Draft, Line, Place, TypedCluster, TypedCore, TypedMeeting
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc


def read(content: bytes, name: str) -> Draft:
    """Read a .docx file; it blocks, so call it in a thread. `BadInput` says what is wrong with the file."""
    return read_blocks(blocks(content, name))


# In this order, so that "Đơn vị đăng cai" is the host and a plain "Đơn vị" is not.
_HEADERS = (
    ("number", re.compile(r"^(?:s?tt|so tt|so thu tu|dot)$")),
    ("time", re.compile(r"^(?:thoi gian|thoi diem|thang$|thang (?!\d))")),
    ("host", re.compile(r"^(?:dia diem|noi to chuc)|\bdang cai\b")),
    ("form", re.compile(r"^hinh thuc")),
    ("content", re.compile(r"^(?:noi dung|chuyen de)")),
    ("teacher", re.compile(r"^ho (?:va )?ten|^(?:giao vien|cot can)\b")),
    ("cluster", re.compile(r"^(?:ten )?cum\b")),
    ("subject", re.compile(r"^(?:phu trach )?mon\b")),
    ("unit", re.compile(r"^(?:don vi|truong)\b")),
)
_MEETINGS = {"time", "cluster", "host"}
_CORES = {"teacher", "unit", "subject"}
MOST_LETTERS_OF_A_NAME = 200
LINES_OF_A_HEAD = 20


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column holds what, by the table's header."""

    header: tuple[Cell, ...]
    columns: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Which of the two tables it is."""
        return "meetings" if set(self.columns) >= _MEETINGS else "cores"

    def sort(self, cells: tuple[Cell, ...]) -> dict[str, str]:
        """Give each cell its column: by count where the row has as many as the header, else by the grid."""
        if len(cells) == len(self.header):
            return {column: cell.text for column, cell in zip(self.columns, cells, strict=True)}
        return {self._column(cell.start): cell.text for cell in reversed(cells)}

    def _column(self, start: int) -> str:
        return next(
            (column for column, head in zip(self.columns[::-1], self.header[::-1], strict=True) if head.start <= start),
            "",
        )


def _layout(cells: tuple[Cell, ...]) -> _Layout | None:
    columns = tuple(_column_of(fold(cell.text).strip(" .:")) for cell in cells)
    named = set(columns)
    if named >= _MEETINGS - {"cluster"} and "subject" in named and "cluster" not in named:
        columns = tuple("cluster" if column == "subject" else column for column in columns)
        named = set(columns)
    return _Layout(cells, columns) if named >= _MEETINGS or named >= _CORES else None


def _column_of(header: str) -> str:
    return next((column for column, pattern in _HEADERS if pattern.search(header)), "")


@dataclass
class _Reading:
    """What was read so far, and in which table we are."""

    layout: _Layout | None = None
    tables: int = 0
    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    """Lines before the title."""
    body: list[str] = field(default_factory=list)
    """Lines from the title on."""
    meetings: list[TypedMeeting] = field(default_factory=list)
    cores: list[TypedCore] = field(default_factory=list)
    strays: list[Line] = field(default_factory=list)

    def text(self, typed: str) -> None:
        """Take a line of running text; one that is not empty ends the table before it."""
        line = " ".join(typed.split())
        if not line:
            return
        self.layout = None
        self.lines.append(Line(Place(0, len(self.lines) + 1), line))
        if self.body or fold(line).startswith("ke hoach"):
            self.body.append(line)
        else:
            self.head.extend(typed.split("\n"))

    def row(self, cells: tuple[Cell, ...]) -> None:
        """Take a row of a table: a header, an entry, or nothing of a plan."""
        texts = [cell.text for cell in cells]
        if not any(texts):
            return
        if layout := _layout(cells):
            if self.layout is None or self.layout.columns != layout.columns:
                self.tables, self.rows = self.tables + 1, 0
            self.layout = layout
        elif self.layout:
            self.rows += 1
            self._entry(self.layout, Place(self.tables, self.rows), cells)
        elif not self.body:
            self.head.extend(line for text in texts for line in text.split("\n"))

    def _entry(self, layout: _Layout, place: Place, cells: tuple[Cell, ...]) -> None:
        found = layout.sort(cells)
        names = {column: " ".join(text.split()) for column, text in found.items() if column != "content"}
        if too_long := next((text for text in names.values() if len(text) > MOST_LETTERS_OF_A_NAME), None):
            raise BadInput(N_("At {place} a name is too long: '{start}…'."), place=place, start=too_long[:40])
        if layout.kind == "cores":
            self._core(place, names)
        elif names.get("cluster") or names.get("host"):
            self.meetings.append(_meeting(place, names, found.get("content", "")))
        else:
            self.strays.append(Line(place, " ".join(cell.text for cell in cells if cell.text)))

    def _core(self, place: Place, names: dict[str, str]) -> None:
        if names.get("teacher") and names.get("subject"):
            self.cores.append(TypedCore(place, names["teacher"], names.get("unit", ""), names["subject"]))

    def same_width(self, cells: tuple[Cell, ...]) -> bool:
        """Tell whether a new table may go on with the one before."""
        return self.layout is not None and len(self.layout.header) == len(cells)


def _meeting(place: Place, names: dict[str, str], content: str) -> TypedMeeting:
    return TypedMeeting(
        place=place,
        number=names.get("number", ""),
        time=names.get("time", ""),
        cluster=names.get("cluster", ""),
        host=names.get("host", ""),
        content=content,
        form=names.get("form", ""),
    )


def read_blocks(found: Iterable[Block]) -> Draft:
    """Read lines and rows, whatever format they came from."""
    reading, table = _Reading(), 0
    for block in found:
        if isinstance(block, Text):
            reading.text(nfc(block.text))
            continue
        cells = tuple(Cell(nfc(cell.text), cell.start) for cell in block.cells)
        if block.table != table and not reading.same_width(cells):
            reading.layout = None
        table = block.table
        reading.row(cells)
    return _draft(reading)


def _draft(reading: _Reading) -> Draft:
    head = [line for line in reading.head[:LINES_OF_A_HEAD] if len(line) <= MOST_LETTERS_OF_A_NAME]
    offices = [line for line in head if _OFFICE.match(fold(line))]
    towns = [town[1] for line in head if (town := _TOWN.match(line))]
    years = [year for line in [*reading.body, *head] if (year := _school_year(line))]
    return Draft(
        title=_title(reading.body),
        years=tuple(dict.fromkeys(years)),
        superior=offices[-2] if len(offices) > 1 else "",
        issuer=offices[-1] if offices else "",
        town=towns[0] if towns else "",
        clusters=tuple(_clusters(reading.lines)),
        meetings=tuple(reading.meetings),
        cores=tuple(reading.cores),
        lines=tuple(reading.lines),
        strays=tuple(reading.strays),
    )


_OFFICE = re.compile(r"^(?:phong (?:giao duc|gd|van hoa)|so (?:giao duc|gd)|ubnd|uy ban nhan dan)\b")
_TOWN = re.compile(r"^([^\d,]{2,40}),\s*ngày\b", re.IGNORECASE)
_YEAR = re.compile(r"năm\s+học\s*:?\s*(20\d\d)\s*[-–—]\s*(20\d\d)", re.IGNORECASE)


def _school_year(line: str) -> str:
    found = _YEAR.search(line)
    return f"{found[1]}-{found[2]}" if found and int(found[2]) == int(found[1]) + 1 else ""


def _title(lines: list[str]) -> str:
    """Return the line under "KẾ HOẠCH", or what follows the word on its own line."""
    alone = fold(lines[0]).strip(" .:") == "ke hoach" if lines else False
    return (lines[1] if len(lines) > 1 else "") if alone else "".join(lines[:1])


# The lookahead keeps out what cụm trưởng have to do; scanners write cụm trường for both.
_CLUSTER = re.compile(r"^\W*(cụm\s+(?!tr[ưu][ởờo]ng\s+(?!số|\d))[^:;,.]{1,30}?)\s*[:;]\s*(.+)$", re.IGNORECASE)
_LEAD = re.compile(
    r"[.;,]?\s*\b(?:giao\s+(?:nhiệm\s+vụ\s+)?cho\s+(?:trường\s+)?|(?:giao|do)\s+trường\s+)(.{2,100}?)\s+làm\s+cụm\s+tr[ưu][ởờo]ng\b.*$",
    re.IGNORECASE,
)
_LEAD_NAMED = re.compile(r"[.;,(]?\s*cụm\s+tr[ưu][ởờo]ng\s*(?:là|:)\s*([^.;)]{2,100})\W*$", re.IGNORECASE)
_INTRO = re.compile(r"^(?:bao\s+)?gồm(?:\s+các\s+(?:trường|đơn\s+vị))?\s*:?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*|(?<!\bTH)(?<!\bMN)(?<!\bTHCS)(?<!\btiểu học)(?<!\bmầm non)\s+và\s+", re.IGNORECASE)
_SCHOOL = re.compile(r"^(?:truong|ptdt[bn]t|th|thcs|thpt|mn|tieu hoc|trung hoc|trung tam|mam non|pho thong)\b")


def _clusters(lines: Iterable[Line]) -> Iterable[TypedCluster]:
    for line in lines:
        if found := _CLUSTER.match(line.text):
            cluster = _cluster(line.place, found[1], found[2])
            if any(_SCHOOL.match(fold(school)) for school in cluster.schools):
                yield cluster


def _cluster(place: Place, name: str, rest: str) -> TypedCluster:
    lead = _LEAD.search(rest) or _LEAD_NAMED.search(rest)
    listed = _INTRO.sub("", rest[: lead.start()] if lead else rest)
    schools = (school.strip(" .") for school in _BETWEEN.split(listed))
    return TypedCluster(place, name, tuple(school for school in schools if school), lead[1].strip() if lead else "")
