"""Attendance as a workbook: every mark on one sheet, and on another the totals that Excel counts from it.

The totals carry the figures counted here as well, for readers that do not calculate. Names come from people: they
are written as text, whatever they begin with.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from bot.domain.models import Presence
from bot.domain.programme import figures
from bot.domain.programme.attendance import ERASED
from bot.domain.programme.figures import MarkLine
from bot.domain.programme.marks import PRESENCES
from bot.errors import N_
from bot.i18n import Translator
from bot.vietnamese import local, sort_key

KINDS = {kind: PRESENCES[kind] for kind in Presence}
TOTAL_LINE = N_(
    "Total {expected}; present {present}; late {late}; excused absence {excused}; unexcused absence {absent}."
)
COLUMNS = (
    (N_("No."), 6),
    (N_("Full name"), 26),
    (N_("School"), 32),
    (N_("Meeting (day and hour)"), 18),
    (N_("Cluster"), 18),
    (N_("Host school"), 32),
    (N_("Roll call"), 20),
    (N_("Marked at"), 18),
)
NUMBER, PERSON, SCHOOL, STARTS, CLUSTER, HOST, KIND, AT = range(len(COLUMNS))
HEAD = 2
"""The row of the first sheet's header, counted from 0; the marks begin below it."""

LABEL, TOTAL, FIRST_KIND, WHERE = 1, 2, 3, 7
"""The columns of the second sheet: school or meeting, the total, one a kind, a meeting's cluster and host."""
BY_SCHOOL = {LABEL: SCHOOL}
BY_MEETING = {LABEL: STARTS, WHERE: CLUSTER, WHERE + 1: HOST}
"""Which column of the first sheet a column of a table of totals is compared with."""
WIDTHS_OF_TOTALS = (6, 34, 11, 11, 11, 11, 11, 20, 32)

# Names come from people: xlsxwriter would turn "=…" into a formula and "https…" into a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}
A4 = 9
MARGINS = {"left": 1.2, "right": 0.6, "top": 0.8, "bottom": 0.8}
"""Inches; the wide left one is for filing."""

Groups = Mapping[tuple[Any, ...], Sequence[MarkLine]]


def by_school(lines: Sequence[MarkLine]) -> Groups:
    """Return the marks by (school,), in the order of a Vietnamese list read from the first word on."""
    groups: dict[tuple[Any, ...], list[MarkLine]] = {}
    for line in sorted(lines, key=lambda line: _reading_order(line.school)):
        groups.setdefault((line.school,), []).append(line)
    return groups


def by_meeting(lines: Sequence[MarkLine]) -> Groups:
    """Return the marks by (hour, cluster, host) of their meeting, the earliest first."""
    groups: dict[tuple[Any, ...], list[MarkLine]] = {}
    for line in sorted(lines, key=lambda line: (line.starts_at, _reading_order(line.cluster))):
        groups.setdefault((line.starts_at, line.cluster, line.host), []).append(line)
    return groups


def _reading_order(name: str) -> list[Any]:
    # Padded, so that "số 10" follows "số 2".
    return [sort_key(word.zfill(4) if word.isdecimal() else word) for word in name.split()]


def write(lines: Sequence[MarkLine], title: str, t: Translator) -> bytes:
    """Return an .xlsx of these marks; it blocks, so call it in a thread."""
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        marks = _Sheet(book, t(N_("Every mark")), title, t, [width for _name, width in COLUMNS])
        totals = _Sheet(book, t(N_("Totals")), title, t, WIDTHS_OF_TOTALS)
        _write_marks(marks, sorted(lines, key=_order))
        _write_totals(totals, lines, marks.column)
    return content.getvalue()


def _order(line: MarkLine) -> Any:
    # Within a meeting by tên; those who had their name erased come last.
    return line.starts_at, line.meeting_id, line.person == ERASED, sort_key(line.person)


class _Looks:
    """The few looks that cells have."""

    def __init__(self, book: Workbook) -> None:
        cell = {"border": 1, "valign": "vcenter", "text_wrap": True}
        middle = cell | {"align": "center"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(middle | {"bold": True, "bg_color": "#DDE6F0"})
        self.text = book.add_format(cell)
        self.number = book.add_format(middle)
        self.sum = book.add_format(middle | {"bold": True})
        self.moment = book.add_format(middle | {"num_format": "dd/mm/yyyy hh:mm"})


class _Sheet:
    """A sheet with its title, set up for A4 on its side."""

    def __init__(self, book: Workbook, name: str, title: str, t: Translator, widths: Sequence[int]) -> None:
        self.t, self.looks, self.last = t, _Looks(book), HEAD + 1
        self.raw = book.add_worksheet(name)
        for column, width in enumerate(widths):
            self.raw.set_column(column, column, width)
        self.raw.write_string(0, 0, title, self.looks.title)
        self.raw.set_landscape()
        self.raw.set_paper(A4)
        self.raw.set_margins(**MARGINS)
        self.raw.fit_to_pages(1, 0)
        self.raw.set_footer("&C&P/&N")

    def write(self, row: int, values: Mapping[int, Any]) -> None:
        """Write the cells of a row by column; text stays text."""
        for column, value in values.items():
            if isinstance(value, datetime):
                self.raw.write_datetime(row, column, local(value), self.looks.moment)
            elif isinstance(value, int):
                self.raw.write_number(row, column, value, self.looks.number)
            else:
                self.raw.write_string(row, column, value, self.looks.text)
        self.last = max(self.last, row)

    def head(self, row: int, names: Mapping[int, str]) -> None:
        """Write a header's cells by column."""
        for column, name in names.items():
            self.raw.write_string(row, column, name, self.looks.head)

    def column(self, column: int) -> str:
        """Return the address of a column from the header of marks down to the last row."""
        return f"'{self.raw.name}'!{xl_range_abs(HEAD + 1, column, self.last, column)}"


def _write_marks(sheet: _Sheet, lines: Sequence[MarkLine]) -> None:
    sheet.head(HEAD, {column: sheet.t(name) for column, (name, _width) in enumerate(COLUMNS)})
    for number, line in enumerate(lines, start=1):
        kind = sheet.t(KINDS[line.presence])
        cells = (number, line.person, line.school, line.starts_at, line.cluster, line.host, kind, line.at)
        sheet.write(HEAD + number, dict(enumerate(cells)))
    sheet.raw.autofilter(HEAD, NUMBER, sheet.last, AT)
    sheet.raw.freeze_panes(HEAD + 1, 0)
    sheet.raw.repeat_rows(HEAD)


def _write_totals(sheet: _Sheet, lines: Sequence[MarkLine], marks: Callable[[int], str]) -> None:
    sums = _write_table(sheet, HEAD + 1, BY_SCHOOL, by_school(lines), marks)
    _write_table(sheet, sums + 2, BY_MEETING, by_meeting(lines), marks)
    figures = _figures(lines)
    cells = {name: f'"&{xl_rowcol_to_cell(sums, TOTAL + place)}&"' for place, name in enumerate(figures)}
    sentence = sheet.t(TOTAL_LINE)
    formula = '="' + sentence.replace('"', '""').format(**cells) + '"'
    sheet.raw.write_formula(1, 0, formula, None, sentence.format(**figures))


def _write_table(sheet: _Sheet, head: int, keys: Mapping[int, int], groups: Groups, marks: Callable[[int], str]) -> int:
    """Write one table of totals and return the row of its sums."""
    names = {column: COLUMNS[compared][0] for column, compared in {NUMBER: NUMBER, **keys}.items()}
    names |= dict(enumerate((N_("Total"), *KINDS.values()), start=TOTAL))
    sheet.head(head, {column: sheet.t(name) for column, name in names.items()})
    row = head
    for row, (key, lines) in enumerate(groups.items(), start=head + 1):
        cells = dict(zip(keys, key, strict=True))
        sheet.write(row, {NUMBER: row - head, **cells})
        same = [f"{marks(keys[column])},{_criterion(row, column, value)}" for column, value in cells.items()]
        _write_counts(sheet, row, head, f"{','.join(same)},{marks(KIND)}", lines)
    _write_sums(sheet, row + 1, head, [line for lines in groups.values() for line in lines])
    return row + 1


def _write_counts(sheet: _Sheet, row: int, head: int, same: str, lines: Sequence[MarkLine]) -> None:
    total, *counts = _figures(lines).values()
    kinds = xl_range(row, FIRST_KIND, row, WHERE - 1)
    sheet.raw.write_formula(row, TOTAL, f"=SUM({kinds})", sheet.looks.number, total)
    for column, figure in enumerate(counts, start=FIRST_KIND):
        kind = xl_rowcol_to_cell(head, column, row_abs=True)
        sheet.raw.write_formula(row, column, f"=COUNTIFS({same},{kind})", sheet.looks.number, figure)


def _write_sums(sheet: _Sheet, row: int, head: int, lines: Sequence[MarkLine]) -> None:
    sheet.head(row, {LABEL: sheet.t(N_("Total"))})
    for column, figure in enumerate(_figures(lines).values(), start=TOTAL):
        # From the header on, which counts as nothing, so that a table without rows has a range too.
        above = xl_range(head, column, row - 1, column)
        sheet.raw.write_formula(row, column, f"=SUM({above})", sheet.looks.sum, figure)


def _criterion(row: int, column: int, value: Any) -> str:
    cell: str = xl_rowcol_to_cell(row, column, col_abs=True)
    if isinstance(value, datetime):
        return cell
    # COUNTIFS reads a leading sign as a comparison and * ? ~ as wildcards; a name is to be met word for word.
    for sign in "~*?":
        if sign in value:
            cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return f'"="&{cell}'


def _figures(lines: Sequence[MarkLine]) -> dict[str, int]:
    count = figures.count(lines)
    return {"expected": count.expected, **asdict(count)}
