"""A directive on paper, read word for word into a draft.

What a table is, its header says; a table without one goes on with the former, if only blank lines lie between and
it is as wide. So blank lines may cut the table of meetings anywhere, and letterheads and signatures are no meetings.
Where no table tells of meetings, sentences may.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.documents import heads, lists, sentences, sheet_in, text_in, word_in
from bot.documents.blocks import Block, Cell, Text, bounded
from bot.documents.headers import Layout, layout_of
from bot.documents.packed import FileKind, decoded, kind_of
from bot.domain.drafts import Draft, LooseLine, Place, TypedCluster, TypedCore, TypedMeeting
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc

MOST_LETTERS_OF_A_NAME = 200
_END = re.compile(r"^(?:noi nhan|nguoi lap|kt\b|tm\b|tl\b|truong phong|hieu truong|giam doc|xac nhan)")
_NAMES_ITS_SCHOOLS = re.compile(r"^\W*cụm\s[^:]{1,30}:\s*$", re.IGNORECASE)


def read(content: bytes, name: str) -> Draft:
    """Read a .docx, .xlsx, .xls or .txt file, whatever its name ends in. Raises BadInput.

    Blocks, and sets no limits on time and memory: strangers' files go through `safely.read_safely`.
    """
    return read_blocks(_blocks(content, name))


def read_text(text: str) -> Draft:
    """Read what somebody pasted."""
    return read_blocks(text_in.blocks(text, _is_header))


def _blocks(content: bytes, name: str) -> Iterator[Block]:
    kind = kind_of(content, name)
    if kind is FileKind.WORD:
        return word_in.blocks(content, name)
    if kind is FileKind.TEXT:
        return text_in.blocks(decoded(content) or "", _is_header)
    return sheet_in.blocks(content, name, kind)


def _is_header(cells: tuple[Cell, ...]) -> bool:
    return layout_of(cells) is not None


@dataclass
class _Reading:
    """What was read so far, and in which table we are."""

    layout: Layout | None = None
    former: Layout | None = None
    """The layout that words have ended."""
    tables: int = 0
    rows: int = 0
    lines: list[LooseLine] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    """Lines before the title."""
    body: list[str] = field(default_factory=list)
    """Lines from the title on."""
    meetings: list[TypedMeeting] = field(default_factory=list)
    clusters: list[TypedCluster] = field(default_factory=list)
    cores: list[TypedCore] = field(default_factory=list)
    strays: list[LooseLine] = field(default_factory=list)
    hidden: list[Place] = field(default_factory=list)

    def text(self, typed: str) -> None:
        """Take a line of running text; one that is not empty ends the table before it."""
        if typed.strip():
            self.end_table()
            self.line(typed)

    def end_table(self) -> None:
        """Forget the layout; the former one only serves to tell which rows are left out."""
        self.former, self.layout = self.layout or self.former, None

    def line(self, typed: str) -> None:
        """Take words that stand in no column."""
        place = Place(0, len(self.lines) + 1)
        shown = self.hide(place, typed)
        line = " ".join(shown.split())
        self.lines.append(LooseLine(place, line))
        if self.body or heads.begins(line):
            self.body.append(line)
        else:
            self.head.extend(shown.split("\n"))

    def hide(self, place: Place, typed: str) -> str:
        """Return the words without what is private, and remember that something was."""
        shown = heads.hide(typed)
        if shown != typed and place not in self.hidden:
            self.hidden.append(place)
        return shown

    def row(self, cells: tuple[Cell, ...]) -> None:
        """Take a row of a table: a header, an entry, or words that only stand in cells."""
        texts = [cell.text for cell in cells if cell.text]
        if not texts:
            return
        if layout := layout_of(cells):
            if self.rows or self.layout is None or self.layout.kind != layout.kind:
                changed = self.layout is None or self.layout.columns != layout.columns
                self.tables, self.rows = (self.tables + 1, 0) if changed else (self.tables, self.rows)
            self.layout = layout
        elif _NAMES_ITS_SCHOOLS.match(texts[0]) or _END.match(fold(texts[0])):
            self.end_table()
            self.line(" ".join(texts))
        elif self.layout:
            self.rows += 1
            self._entry(self.layout, Place(self.tables, self.rows), cells)
        else:
            self._outside(cells, texts)

    def _outside(self, cells: tuple[Cell, ...], texts: list[str]) -> None:
        """Take a row that belongs to no table we know; where it could have been an entry, it is told."""
        if self.former and len(texts) > 1 and len(self.former.header) == len(cells) and self.former.kind == "meetings":
            self.strays.append(LooseLine(Place(0, len(self.lines)), heads.hide(" ".join(texts))))
        if self.body or len(texts) == 1:
            self.line(" ".join(texts))
        else:
            self.head.extend(heads.hide(line) for text in texts for line in text.split("\n"))

    def _entry(self, layout: Layout, place: Place, cells: tuple[Cell, ...]) -> None:
        texts = [cell.text for cell in cells if cell.text]
        if len(texts) == 1:
            self._aside(place, texts[0])
            return
        found = {column: self.hide(place, text) for column, text in layout.sort(cells).items()}
        names = {column: _one_line(column, text) for column, text in found.items()}
        too_long = (text for column, text in names.items() if len(text) > MOST_LETTERS_OF_A_NAME and column in _NAMES)
        if start := next(too_long, ""):
            raise BadInput(N_("At {place} a name is too long: '{start}…'."), place=place, start=start[:40])
        if layout.kind == "cores":
            self._core(place, names)
        elif layout.kind == "clusters":
            self._cluster(place, names)
        elif names.get("cluster") or names.get("host"):
            self.meetings.append(_meeting(place, names))
        else:
            self._stray(place, texts)

    def _aside(self, place: Place, typed: str) -> None:
        """Take words that stand alone in a table: in a sheet, a list of schools; else a heading across the row."""
        known = len(self.lines)
        self.line(typed)
        if not list(lists.in_lines(self.lines[known:])):
            self._stray(place, [typed])

    def _stray(self, place: Place, texts: list[str]) -> None:
        self.strays.append(LooseLine(place, " ".join(heads.hide(text) for text in texts)))

    def _core(self, place: Place, names: dict[str, str]) -> None:
        if names.get("teacher") and names.get("subject"):
            self.cores.append(TypedCore(place, names["teacher"], names.get("unit", ""), names["subject"]))

    def _cluster(self, place: Place, names: dict[str, str]) -> None:
        if cluster := lists.of_row(place, names, self.clusters[-1] if self.clusters else None):
            self.clusters.append(cluster)

    def same_width(self, cells: tuple[Cell, ...]) -> bool:
        """Tell whether a new table may go on with the one before."""
        return self.layout is not None and len(self.layout.header) == len(cells)


_NAMES = {"number", "time", "cluster", "host", "form", "teacher", "subject"}
_LISTS = {"content", "members", "unit"}


def _one_line(column: str, text: str) -> str:
    return text if column in _LISTS else " ".join(text.split())


def _meeting(place: Place, names: dict[str, str]) -> TypedMeeting:
    return TypedMeeting(
        place=place,
        number=names.get("number", ""),
        time=names.get("time", ""),
        cluster=names.get("cluster", ""),
        host=names.get("host", ""),
        content=names.get("content", ""),
        form=names.get("form", ""),
    )


def read_blocks(found: Iterable[Block]) -> Draft:
    """Read lines and rows, whatever format they came from."""
    reading, table = _Reading(), 0
    for block in bounded(found):
        if isinstance(block, Text):
            reading.text(nfc(block.text))
            continue
        cells = tuple(Cell(nfc(cell.text), cell.start) for cell in block.cells)
        if block.table != table and not reading.same_width(cells):
            reading.end_table()
        table = block.table
        reading.row(cells)
    return _draft(reading)


def _draft(reading: _Reading) -> Draft:
    superior, issuer = heads.offices(reading.head)
    draft = Draft(
        title=heads.title(reading.head, reading.body),
        years=heads.years([*reading.body, *reading.head]),
        superior=superior,
        issuer=issuer,
        town=heads.town(reading.head),
        clusters=(*lists.in_lines(reading.lines), *lists.merged(reading.clusters)),
        meetings=tuple(reading.meetings),
        cores=tuple(reading.cores),
        lines=tuple(reading.lines),
        strays=tuple(reading.strays),
        hidden=tuple(reading.hidden),
        leads_by=lists.leads_by(reading.lines),
    )
    if draft.meetings:
        return draft
    told = sentences.meetings(draft.lines)
    listed = draft.clusters or tuple(sentences.clusters(draft.lines, told))
    return replace(draft, meetings=tuple(told), clusters=listed)
