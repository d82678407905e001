"""Attendance as a workbook: totals, everybody expected with what stands with them, and who was away with the reason.

It is written school by school and row by row, so that it needs no more memory for a province than for a cluster. The
totals are formulas over the second sheet where that is short, and carry the figures counted by the database in any
case, for readers that do not calculate. Names come from people: they are written as text, whatever they begin with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from bot.domain.models import Coming, Presence
from bot.domain.programme import figures
from bot.domain.programme.figure_lines import Line
from bot.domain.programme.figures import KINDS, Figures, Totals
from bot.domain.programme.marks import BEYOND, OFF_LIST, OPEN_LINE, PRESENCES
from bot.errors import N_
from bot.i18n import Translator, shortened
from bot.vietnamese import local

TOTAL_LINE = N_(
    "Expected {expected}; present {present}; late {late}; excused absence {excused}; unexcused absence {absent}; "
    "not marked {unmarked}."
)
MOST_TITLE = 255
"""Letters of a chart's title: Excel takes no more, and a chart would be without one."""
TOO_MANY = N_("{number} rows are too many for one sheet. Please ask for one school or one month.")
ANSWERS = {Coming.YES: N_("will come"), Coming.WAITING: N_("will come"), Coming.NO: N_("cannot come")}
EARLY = N_("left early")
GUESTS = N_("Guests")
COLUMNS = (
    (N_("No."), 6),
    (N_("Full name"), 26),
    (N_("School"), 32),
    (N_("Meeting (day and hour)"), 18),
    (N_("Cluster"), 18),
    (N_("Host school"), 32),
    (N_("Answer"), 14),
    (N_("Roll call"), 20),
    (N_("Marked at"), 18),
    (N_("Remark"), 16),
)
NUMBER, PERSON, SCHOOL, STARTS, CLUSTER, HOST, ANSWER, KIND, AT, REMARK = range(len(COLUMNS))
ABSENCES = (*COLUMNS[:4], (N_("Roll call"), 20), (N_("Reason"), 50))
HEAD = 2
"""The row of a list's header, counted from 0; the rows begin below it."""
MOST_ROWS = 50_000
"""Of a sheet: what is longer nobody reads, and a chat does not carry."""
COLOURS = ("#004488", "#DDAA33", "#C8C8C8", "#BB5566", "#E4F1EC")
"""Those of the picture (`chart.COLOURS`), told apart with any colour vision."""
CHARTED = 40
"""Rows in a chart: more bars nobody reads; the table has them all."""
BAR_HIGH, LEAST_HIGH, WIDE = 22, 320, 720
"""Dots."""
MOST_COUNTED = 10_000
"""Rows over which Excel counts the totals itself without a wait."""

LABEL, TOTAL, FIRST_KIND = 1, 2, 3
ANSWERED = FIRST_KIND + len(KINDS)
WHERE = ANSWERED + 1
"""The columns of the totals: school or meeting, expected, one a kind, answered, a meeting's cluster and host."""
BY_SCHOOL = {LABEL: SCHOOL}
BY_MEETING = {LABEL: STARTS, WHERE: CLUSTER, WHERE + 1: HOST}
"""Which column of the list a column of a table of totals is compared with."""
WIDTHS_OF_TOTALS = (6, 34, 11, 11, 11, 11, 11, 11, 11, 20, 32)

# Names come from people: xlsxwriter would turn "=…" into a formula and "https…" into a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}
A4 = 9
MARGINS = {"left": 1.2, "right": 0.6, "top": 0.8, "bottom": 0.8}
"""Inches; the wide left one is for filing."""


class Book:
    """A workbook as it is written; each call blocks, so make it in a thread, one after the other."""

    def __init__(self, totals: Totals, title: str, t: Translator) -> None:
        self._t, self._rows = t, totals.figures.expected
        self._content = BytesIO()
        self._book = Workbook(self._content, OPTIONS)
        looks = BookLooks(self._book)
        first = BookSheet(self._book, looks, t, name=t(N_("Totals")), title=title, widths=WIDTHS_OF_TOTALS)
        self._all = BookSheet(self._book, looks, t, name=t(N_("Every mark")), title=title, widths=_widths(COLUMNS))
        self._away = BookSheet(self._book, looks, t, name=t(N_("Absences")), title=title, widths=_widths(ABSENCES))
        _write_totals(first, totals, self._all if self._rows <= MOST_COUNTED else None)
        first.raw.freeze_panes(HEAD + 2, 2)
        if len(totals.schools) > 1:
            draw(self._book, first, title, head=HEAD + 1, last=HEAD + 1 + len(totals.schools), first=FIRST_KIND)
        elif totals.meetings:
            head = HEAD + 4 + len(totals.schools)
            draw(self._book, first, title, head=head, last=head + len(totals.meetings), first=FIRST_KIND)
        for sheet, columns in ((self._all, COLUMNS), (self._away, ABSENCES)):
            if self._rows > MOST_ROWS:
                sheet.raw.write_string(1, 0, t(TOO_MANY).format(number=self._rows), looks.text)
            else:
                sheet.head(HEAD, {column: t(name) for column, (name, _width) in enumerate(columns)})
        self._next, self._next_away = HEAD + 1, HEAD + 1

    @property
    def takes_rows(self) -> bool:
        """Whether rows are to be added: not where there are too many of them."""
        return self._rows <= MOST_ROWS

    def add(self, lines: Sequence[Line]) -> None:
        """Write more rows of those expected, in their order."""
        t = self._t
        for line in lines:
            kind = t(PRESENCES[line.presence])
            answer = t(ANSWERS[line.answer]) if line.answer else ""
            school = line.school or t(GUESTS)
            cells: tuple[Any, ...] = (self._next - HEAD, line.person, school, line.starts_at, line.cluster)
            remark = [t(said) for said, holds in ((EARLY, line.left_early), (OFF_LIST, line.off_list)) if holds]
            cells += (line.host, answer, kind, line.at or "", ", ".join(remark))
            self._all.write(self._next, dict(enumerate(cells)))
            self._next += 1
            if line.presence in (Presence.EXCUSED, Presence.ABSENT):
                row = (self._next_away - HEAD, line.person, school, line.starts_at, kind, line.reason)
                self._away.write(self._next_away, dict(enumerate(row)))
                self._next_away += 1

    def close(self) -> bytes:
        """Return the .xlsx."""
        for sheet, last, columns in ((self._all, self._next, COLUMNS), (self._away, self._next_away, ABSENCES)):
            if self.takes_rows:
                sheet.raw.autofilter(HEAD, 0, max(last - 1, HEAD + 1), len(columns) - 1)
                sheet.raw.freeze_panes(HEAD + 1, 0)
                sheet.raw.repeat_rows(HEAD)
        self._book.close()
        return self._content.getvalue()


def as_day(said: str) -> datetime | None:
    """Return "10/12/2026" as a day that Excel sorts; None for a month or words."""
    try:
        return datetime.strptime(said, "%d/%m/%Y")  # noqa: DTZ007 - a day of a calendar, as cells hold it
    except ValueError:
        return None


def _widths(columns: Sequence[tuple[str, int]]) -> list[int]:
    return [width for _name, width in columns]


class BookLooks:
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
        self.day = book.add_format(middle | {"num_format": "dd/mm/yyyy"})


class BookSheet:
    """A sheet with its title, set up for A4 on its side; rows are written downwards, each once."""

    def __init__(
        self, book: Workbook, looks: BookLooks, t: Translator, *, name: str, title: str, widths: Sequence[int]
    ) -> None:
        self.t, self.looks = t, looks
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

    def head(self, row: int, names: Mapping[int, str]) -> None:
        """Write a header's cells by column."""
        for column, name in names.items():
            self.raw.write_string(row, column, name, self.looks.head)


def draw(book: Workbook, sheet: BookSheet, title: str, *, head: int, last: int, first: int) -> None:
    """Put Excel's own chart beside a table: a bar a row, its kinds from column `first` on, labels in column 1."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    name, last = sheet.raw.name, min(last, head + CHARTED)
    for place, colour in enumerate(COLOURS):
        column = first + place
        series = {"name": [name, head, column], "categories": [name, head + 1, LABEL, last, LABEL]}
        fill = {"fill": {"color": colour}, "border": {"color": "#666666", "width": 0.5}}
        chart.add_series(series | fill | {"values": [name, head + 1, column, last, column]})
    # The first row stands on top, as in the table.
    chart.set_y_axis({"reverse": True, "text_axis": True})
    chart.set_title({"name": shortened(title, MOST_TITLE), "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDE, "height": max(LEAST_HIGH, (last - head) * BAR_HIGH + 140)})
    sheet.raw.insert_chart(HEAD, first + len(COLOURS) + 3, chart, {"description": shortened(title, MOST_TITLE)})


def remarks(totals: Totals, t: Translator) -> str:
    """Return what is to be known beside figures: who was not on the list, and that a roll call is still open."""
    beyond = t(BEYOND).format(number=totals.unexpected) if totals.unexpected else ""
    still_open = t(OPEN_LINE).format(number=totals.not_closed) if totals.not_closed else ""
    return " ".join(part for part in (beyond, still_open) if part)


def _write_totals(sheet: BookSheet, totals: Totals, counted: BookSheet | None) -> None:
    """Write the totals; `counted` is the list that Excel counts them from, None where it is too long for that."""
    t, everything = sheet.t, totals.figures
    below = HEAD + 1 + len(totals.schools) + 1
    said = dict(zip((*(kind.value for kind in Presence), "unmarked"), everything.kinds, strict=True))
    sentence = t(TOTAL_LINE)
    cells = {name: f'"&{xl_rowcol_to_cell(below, FIRST_KIND + place)}&"' for place, name in enumerate(said)}
    cells["expected"] = f'"&{xl_rowcol_to_cell(below, TOTAL)}&"'
    formula = '="' + sentence.replace('"', '""').format(**cells) + '"'
    sheet.raw.write_formula(1, 0, formula, None, sentence.format(expected=everything.expected, **said))
    sheet.raw.write_string(2, 0, remarks(totals, t))
    last = HEAD + everything.expected
    schools = [({LABEL: one.school or t(GUESTS)}, one.figures) for one in totals.schools]
    _write_table(sheet, HEAD + 1, BY_SCHOOL, schools, counted=counted, last=last)
    meetings = [
        ({LABEL: one.starts_at, WHERE: one.cluster, WHERE + 1: one.host}, one.figures) for one in totals.meetings
    ]
    _write_table(sheet, below + 2, BY_MEETING, meetings, counted=counted, last=last)


def _write_table(
    sheet: BookSheet,
    head: int,
    keys: Mapping[int, int],
    groups: Sequence[tuple[dict[int, Any], Figures]],
    *,
    counted: BookSheet | None,
    last: int,
) -> None:
    """Write one table of totals, with the sums below it."""
    names = {column: COLUMNS[compared][0] for column, compared in {NUMBER: NUMBER, **keys}.items()}
    names |= dict(enumerate((N_("Expected"), *(PRESENCES[kind] for kind in KINDS), N_("answered")), start=TOTAL))
    sheet.head(head, {column: sheet.t(name) for column, name in sorted(names.items())})
    for row, (cells, of) in enumerate(groups, start=head + 1):
        sheet.write(row, {NUMBER: row - head, LABEL: cells[LABEL]})
        _write_counts(sheet, row, head, of, _same(counted, keys, row, cells, last) if counted else "")
        sheet.write(row, {ANSWERED: of.answered} | {column: one for column, one in cells.items() if column != LABEL})
    sums = sum((of for _cells, of in groups), figures.NOBODY)
    row = head + 1 + len(groups)
    sheet.head(row, {LABEL: sheet.t(N_("Total"))})
    for column, figure in enumerate((sums.expected, *sums.kinds, sums.answered), start=TOTAL):
        # From the header on, which counts as nothing, so that a table without rows has a range too.
        above = xl_range(head, column, row - 1, column)
        sheet.raw.write_formula(row, column, f"=SUM({above})", sheet.looks.sum, figure)


def _same(counted: BookSheet, keys: Mapping[int, int], row: int, cells: Mapping[int, Any], last: int) -> str:
    """Return by which columns of the list COUNTIFS finds the rows of one line of totals, but for their kind."""
    met = [f"{_column(counted, keys[column], last)},{_criterion(row, column, of)}" for column, of in cells.items()]
    return ",".join([*met, _column(counted, KIND, last)])


def _write_counts(sheet: BookSheet, row: int, head: int, of: Figures, same: str) -> None:
    kinds = xl_range(row, FIRST_KIND, row, ANSWERED - 1)
    sheet.raw.write_formula(row, TOTAL, f"=SUM({kinds})", sheet.looks.number, of.expected)
    for column, figure in enumerate(of.kinds, start=FIRST_KIND):
        kind = xl_rowcol_to_cell(head, column, row_abs=True)
        if same:
            sheet.raw.write_formula(row, column, f"=COUNTIFS({same},{kind})", sheet.looks.number, figure)
        else:
            sheet.raw.write_number(row, column, figure, sheet.looks.number)


def _column(sheet: BookSheet, column: int, last: int) -> str:
    return f"'{sheet.raw.name}'!{xl_range_abs(HEAD + 1, column, max(last, HEAD + 1), column)}"


def _criterion(row: int, column: int, value: Any) -> str:
    cell: str = xl_rowcol_to_cell(row, column, col_abs=True)
    if isinstance(value, datetime):
        return cell
    # COUNTIFS reads a leading sign as a comparison and * ? ~ as wildcards; a name is to be met word for word.
    for sign in "~*?":
        if sign in value:
            cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return f'"="&{cell}'
