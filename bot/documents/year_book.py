"""A round's or a year's workbook: by school with a chart of Excel's own, by person, everybody's dossier, topics.

The dossier is what BDTX rests on: every meeting of every person, with a real date. Names come from people and are
written as text, whatever they begin with.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook

from bot.documents.book import GUESTS, MOST_ROWS, OPTIONS, BookLooks, BookSheet, as_day, draw, remarks
from bot.domain.papers.about_year import COUNTS, RegisteredTopic
from bot.domain.programme.figure_lines import Line
from bot.domain.programme.figures import KINDS, OfPerson, Totals
from bot.domain.programme.marks import PRESENCES
from bot.errors import N_
from bot.i18n import Translator

HEAD = 2
"""The row of a list's header, counted from 0."""
SCHOOLS = ((N_("No."), 6), (N_("School"), 34))
PEOPLE = ((N_("No."), 6), (N_("Full name"), 28), (N_("School"), 34))
COUNTED = (N_("Expected"), *(PRESENCES[kind] for kind in KINDS))
TAUGHT = ((N_("Demo lessons"), 12), (N_("Periods, if one a lesson"), 16))
DOSSIER = (
    (N_("No."), 6),
    (N_("Full name"), 28),
    (N_("School"), 34),
    (N_("Meeting (day and hour)"), 18),
    (N_("Cluster"), 18),
    (N_("Host school"), 34),
    (N_("Roll call"), 20),
)
TOPICS = (
    (N_("No."), 6),
    (N_("School"), 34),
    (N_("Topic"), 50),
    (N_("Subject"), 16),
    (N_("When"), 16),
    (N_("Who carries it out"), 28),
    (N_("Registered on"), 18),
)
TOPIC_HELD = 4
"""Its column: a day that Excel sorts, or a month in words."""
NONE_YET = N_("not registered")


class YearBook:
    """A workbook as it is written; each call blocks, so make it in a thread, one after the other."""

    def __init__(self, title: str, t: Translator) -> None:
        self._t, self._title = t, title
        self._content = BytesIO()
        self._book = Workbook(self._content, OPTIONS)
        self._looks = BookLooks(self._book)
        self._dossier: BookSheet | None = None
        self._next = HEAD + 1

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]], remark: str = "") -> BookSheet:
        widths = [width for _name, width in columns]
        sheet = BookSheet(self._book, self._looks, self._t, name=self._t(name), title=self._title, widths=widths)
        # Rows are written downwards, each once.
        sheet.raw.write_string(1, 0, remark)
        sheet.head(HEAD, {column: self._t(label) for column, (label, _width) in enumerate(columns)})
        return sheet

    def schools(self, totals: Totals) -> None:
        """Write the figures by school, their sums as formulas, and the chart beside them."""
        counted = ((name, 12) for name in COUNTED)
        sheet = self._sheet(N_("By school"), (*SCHOOLS, *counted), remarks(totals, self._t))
        for place, one in enumerate(totals.schools, start=1):
            cells = (place, one.school or self._t(GUESTS), one.figures.expected, *one.figures.kinds)
            sheet.write(HEAD + place, dict(enumerate(cells)))
        last = HEAD + len(totals.schools)
        sheet.head(last + 1, {1: self._t(N_("Total"))})
        everything = totals.figures
        for column, figure in enumerate((everything.expected, *everything.kinds), start=2):
            above = xl_range(HEAD, column, last, column)
            sheet.raw.write_formula(last + 1, column, f"=SUM({above})", self._looks.sum, figure)
        self._finish(sheet, last, 2 + len(COUNTED))
        if totals.schools:
            draw(self._book, sheet, self._title, head=HEAD, last=last, first=3)

    def people(self, found: Sequence[OfPerson], taught: Mapping[tuple[str, str], int]) -> None:
        """Write the figures by person; `taught` is how many demo lessons by name and school."""
        sheet = self._sheet(N_("By person"), (*PEOPLE, *((name, 12) for name in COUNTED), *TAUGHT))
        for place, one in enumerate(found[:MOST_ROWS], start=1):
            lessons = taught.get((one.name, one.school), 0)
            cells = (place, one.name, one.school, one.figures.expected, *one.figures.kinds, lessons)
            sheet.write(HEAD + place, dict(enumerate(cells)))
            sheet.raw.write_number(HEAD + place, len(cells), lessons * COUNTS, self._looks.number)
        self._finish(sheet, HEAD + len(found[:MOST_ROWS]), len(PEOPLE) + len(COUNTED) + len(TAUGHT))

    def lines(self, found: Sequence[Line]) -> None:
        """Write more rows of everybody's dossier, in their order; what is beyond the most is left out."""
        self._dossier = self._dossier or self._sheet(N_("BDTX dossier"), DOSSIER)
        for line in found:
            if self._next - HEAD > MOST_ROWS:
                return
            school = line.school or self._t(GUESTS)
            kind = self._t(PRESENCES[line.presence])
            cells: tuple[Any, ...] = (self._next - HEAD, line.person, school, line.starts_at, line.cluster, line.host)
            self._dossier.write(self._next, dict(enumerate((*cells, kind))))
            self._next += 1

    def topics(self, found: Sequence[RegisteredTopic]) -> None:
        """Write what schools have registered, and who has registered nothing."""
        sheet = self._sheet(N_("Topics"), TOPICS)
        for place, one in enumerate(found, start=1):
            at = one.at if one.text and one.at else ""
            about = (one.subject, one.held, one.who, at)
            cells = (place, one.school, one.text or self._t(NONE_YET), *about)
            sheet.write(HEAD + place, dict(enumerate(cells)))
            if day := as_day(one.held):
                sheet.raw.write_datetime(HEAD + place, TOPIC_HELD, day, self._looks.day)
        self._finish(sheet, HEAD + len(found), len(TOPICS))

    @staticmethod
    def _finish(sheet: BookSheet, last: int, columns: int) -> None:
        sheet.raw.autofilter(HEAD, 0, max(last, HEAD + 1), columns - 1)
        sheet.raw.freeze_panes(HEAD + 1, 2)
        sheet.raw.repeat_rows(HEAD)

    def close(self) -> bytes:
        """Return the .xlsx."""
        if self._dossier:
            self._finish(self._dossier, self._next - 1, len(DOSSIER))
        self._book.close()
        return self._content.getvalue()
