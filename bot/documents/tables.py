"""Reads a paper block by block: what a table is, which rows it has, and what stands over them.

What a table is, its header says; a table without one goes on with the former, if only blank lines lie between and
it is as wide. So blank lines may cut the table of meetings anywhere, and letterheads and signatures are no meetings.
"""

import re
from dataclasses import dataclass, field, replace

from bot.documents import heads, judging, lists, over, shapes
from bot.documents.blocks import Cell
from bot.documents.columns import as_above
from bot.documents.headers import Layout, column_of, layout_of
from bot.documents.members import is_school
from bot.domain.drafts import LooseLine, Place, TypedCluster, TypedCore, TypedMeeting
from bot.errors import N_, BadInput
from bot.vietnamese import fold

MOST_LETTERS_OF_A_NAME = 200
LIKE_A_HEADER = 4
"""So many cells that name columns of a plan make a row worth telling, though no table was made of it."""
_END = re.compile(r"^(?:noi nhan|nguoi lap|kt\b|tm\b|tl\b|truong phong|hieu truong|giam doc|xac nhan)")
_NAMES_ITS_SCHOOLS = re.compile(r"^\W*cụm\s[^:]{1,30}:\s*$", re.IGNORECASE)
_CONTINUED = re.compile(r"^\W*(?:tiep theo|tiep|con nua)\W*$")
_HOST_BEHIND = re.compile(r"^((?:tiểu\s+)?cụm\s+[^:,;(]{1,30}?)\s*(?::|\s[-–])\s*(?=\S)", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:tong(?: cong| so)?|cong)\b")


@dataclass
class PaperReading:
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
    times: list[judging.Table] = field(default_factory=list)
    """Tables of times and places, whatever they are of."""
    clusters: list[TypedCluster] = field(default_factory=list)
    cores: list[TypedCore] = field(default_factory=list)
    strays: list[LooseLine] = field(default_factory=list)
    hidden: list[Place] = field(default_factory=list)
    crossed_out: list[LooseLine] = field(default_factory=list)
    _headings: over.Headings = field(default_factory=over.Headings)
    _over: over.Over = field(default_factory=over.Over)
    _sheet: str = ""
    _above: tuple[Cell, ...] = ()
    """The last row of the table, which the next one may refer to."""
    _interrupted: bool = False
    """Whether words that hold for no row came between the rows: a header behind them begins another table."""

    def text(self, typed: str) -> None:
        """Take a line of running text; one that is not empty ends the table before it."""
        if typed.strip() and not _CONTINUED.match(fold(typed)):
            self.end_table()
            self.line(typed)

    def sheet(self, name: str) -> None:
        """Begin a sheet: its name may be a cluster or a month, and nothing of the sheet before holds."""
        if name != self._sheet:
            self.end_table()
            self._sheet, self._headings = name, over.Headings()
            self._headings.over.take(name)

    def struck(self, typed: str) -> None:
        """Take words that somebody has struck through."""
        place = Place(self.tables, self.rows + 1) if self.layout else Place(0, len(self.lines))
        self.crossed_out.append(LooseLine(place, heads.hide(typed)))

    def end_table(self) -> None:
        """Forget the layout; the former one only serves to tell which rows are left out."""
        self.former, self.layout = self.layout or self.former, None

    def line(self, typed: str) -> None:
        """Take words that stand in no column."""
        place = Place(0, len(self.lines) + 1)
        shown = self.hide(place, typed)
        line = " ".join(shown.split())
        self.lines.append(LooseLine(place, line))
        self._its_schools(place, line)
        if self.layout is None:
            self._headings.take(line)
        if self.body or heads.begins(line):
            self.body.append(line)
        else:
            self.head.extend(shown.split("\n"))

    def _its_schools(self, place: Place, line: str) -> None:
        """Take the schools and the lead of the cluster that stands over a line: "Các trường: …", "Cụm trưởng: …"."""
        over_it = self._headings.over.cluster
        if over_it and (cluster := lists.of_heading(place, over_it, line)):
            self.clusters.append(cluster)
        elif self.clusters and self.clusters[-1].name == over_it and not self.clusters[-1].lead:
            self.clusters[-1] = replace(self.clusters[-1], lead=lists.lead_alone(line))

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
            self._header(layout)
        elif _NAMES_ITS_SCHOOLS.match(texts[0]) or _END.match(fold(texts[0])):
            self.end_table()
            self.line(" ".join(texts))
        elif self.layout and judging.is_other_header(texts):
            # A table of costs below the plan in one sheet: its rows are no meetings.
            self.end_table()
            self.line(" ".join(texts))
        elif self.layout:
            self.rows += 1
            self._above = as_above(cells, self._above)
            self._entry(self.layout, Place(self.tables, self.rows), self._above)
        else:
            self._outside(cells, texts)

    def _header(self, layout: Layout) -> None:
        if self.rows or self.layout is None or self.layout.kind != layout.kind:
            changed = self.layout is None or self.layout.columns != layout.columns or self._interrupted
            self.tables, self.rows = (self.tables + 1, 0) if changed else (self.tables, self.rows)
            if changed:
                self._begin(layout)
        self.layout = layout

    def _begin(self, layout: Layout) -> None:
        self._interrupted, self._above = False, ()
        headings = tuple(self._headings.lines())
        self._over = self._headings.table()
        if layout.kind == "meetings":
            header = tuple(cell.text for cell in layout.header)
            self.times.append(judging.Table(Place(self.tables, 1), header, layout.columns, headings))

    def _outside(self, cells: tuple[Cell, ...], texts: list[str]) -> None:
        """Take a row that belongs to no table we know; where it could have been an entry, it is told."""
        goes_on = self.former and len(self.former.header) == len(cells) and self.former.kind == "meetings"
        if (goes_on and len(texts) > 1) or sum(bool(column_of(text)) for text in texts) >= LIKE_A_HEADER:
            self.strays.append(LooseLine(Place(0, len(self.lines)), heads.hide(" ".join(texts))))
        if (self.body or len(texts) == 1) and shapes.said_apart(texts):
            for line in (line for text in texts for line in text.split("\n")):
                self.line(line)
        elif self.body or len(texts) == 1:
            self.line(" ".join(texts))
        else:
            self.head.extend(heads.hide(line) for text in texts for line in text.split("\n"))

    def _entry(self, layout: Layout, place: Place, cells: tuple[Cell, ...]) -> None:
        texts = [cell.text for cell in cells if cell.text]
        if len(set(texts)) == 1 and not _is_member(layout, cells):
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
        else:
            self._meeting(layout, place, names, texts)
            self.times[-1].unread.update(dict.fromkeys(layout.unread(cells)))

    def _meeting(self, layout: Layout, place: Place, names: dict[str, str], texts: list[str]) -> None:
        cluster, time = self._over.of("", names.get("time", ""))
        says_whose = names.get("cluster") or names.get("host") or (names.get("content") and time)
        if not says_whose or not (time or layout.timed) or _TOTAL.match(fold(texts[0])):
            self._stray(place, texts)
            return
        if layout.timed and not self._over.time:
            time = names.get("time", "")
        self.times[-1].rows.append(_meeting(place, names | {"time": time}, cluster))

    def _aside(self, place: Place, typed: str) -> None:
        """Take words that stand alone in a table: what holds for the rows below, in a sheet a list, else nothing."""
        known = len(self.lines)
        if listed := lists.in_lines([LooseLine(place, typed)]).clusters:
            # "Cụm 1 (gồm: TH A, TH B)" is a list, and the heading of the rows below where none says its own cluster.
            if self.layout and "cluster" not in self.layout.columns:
                self._over.take(listed[-1].name)
        elif self._over.take(typed):
            return
        self.line(typed)
        self._interrupted = True
        self._headings.take(self.lines[-1].text)
        if not lists.in_lines(self.lines[known:]).clusters:
            self._stray(place, [typed])

    def _stray(self, place: Place, texts: list[str]) -> None:
        self.strays.append(LooseLine(place, " ".join(heads.hide(text) for text in texts)))

    def _core(self, place: Place, names: dict[str, str]) -> None:
        if names.get("teacher") and names.get("subject"):
            self.cores.append(TypedCore(place, names["teacher"], names.get("unit", ""), names["subject"]))

    def _cluster(self, place: Place, names: dict[str, str]) -> None:
        over_it = self._over.cluster
        if not names.get("cluster") and not names.get("subcluster") and over_it:
            names = names | {"cluster": over_it}
        if cluster := lists.of_row(place, names, self.clusters[-1] if self.clusters else None):
            self.clusters.append(cluster)

    def same_width(self, cells: tuple[Cell, ...]) -> bool:
        """Tell whether a new table may go on with the one before."""
        return self.layout is not None and len(self.layout.header) == len(cells)


def _is_member(layout: Layout, cells: tuple[Cell, ...]) -> bool:
    """Tell a school alone in its row of a list of clusters, whose name stands in a row above, from a heading."""
    if layout.kind != "clusters" or len(cells) != len(layout.header):
        return False
    found = layout.sort(cells)
    return not found.get("cluster") and is_school(found.get("unit", "") or found.get("members", ""))


_NAMES = {"number", "time", "cluster", "host", "form", "teacher", "subject"}
_LISTS = {"content", "members", "unit"}


def _one_line(column: str, text: str) -> str:
    return text if column in _LISTS else " ".join(text.split())


def _meeting(place: Place, names: dict[str, str], over_it: str) -> TypedMeeting:
    if not names.get("cluster") and (found := _HOST_BEHIND.match(names.get("host", ""))):
        # "Cụm 1: TH A" in one cell.
        names = names | {"cluster": found[1], "host": names["host"][found.end() :]}
    if is_school(names.get("host", "")):
        names = names | {"host": lists.in_ward(names["host"], names.get("ward", ""))}
    return TypedMeeting(
        place=place,
        number=names.get("number", ""),
        time=names.get("time", ""),
        cluster=names.get("cluster", ""),
        host=names.get("host", ""),
        content=names.get("content", ""),
        form=names.get("form", ""),
        over="" if names.get("cluster") else over_it,
    )
