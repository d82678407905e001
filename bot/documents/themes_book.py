"""The list of registered topics as a workbook: every school a row, those that have none as well."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter.workbook import Workbook

from bot.documents.book import A4, MARGINS, OPTIONS, as_day
from bot.domain.duties.lines import DutyLine
from bot.domain.duties.themes import Theme
from bot.domain.models import DutyState
from bot.errors import N_
from bot.i18n import Translator

COLUMNS = (
    (N_("No."), 6),
    (N_("School"), 36),
    (N_("Topic"), 50),
    (N_("Subject"), 18),
    (N_("When"), 14),
    (N_("Who teaches"), 26),
    (N_("It stands"), 22),
)
STANDS = {
    DutyState.OPEN: N_("not registered yet"),
    DutyState.DONE: N_("registered"),
    DutyState.EXCUSED: N_("was let off"),
    DutyState.LAPSED: N_("not registered in time"),
}
HEAD = 2
"""The row of the header, counted from 0."""
WHEN = 4
"""The column of the day or month."""


def write(found: Sequence[tuple[DutyLine, Theme | None]], title: str, t: Translator) -> bytes:
    """Return the workbook. Blocks: make it in a thread."""
    content = BytesIO()
    book = Workbook(content, OPTIONS)
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    text, head = book.add_format(cell), book.add_format(cell | {"bold": True, "align": "center", "bg_color": "#DDE6F0"})
    when = book.add_format(cell | {"num_format": "dd/mm/yyyy", "align": "left"})
    sheet = book.add_worksheet(t("Topics"))
    for column, (_name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for column, (name, _width) in enumerate(COLUMNS):
        sheet.write_string(HEAD, column, t(name), head)
    for place, (line, theme) in enumerate(found, start=1):
        sheet.write_number(HEAD + place, 0, place, text)
        for column, said in enumerate(_cells(t, line, theme), start=1):
            if day := as_day(said) if column == WHEN else None:
                sheet.write_datetime(HEAD + place, column, day, when)
            else:
                sheet.write_string(HEAD + place, column, said, text)
    sheet.autofilter(HEAD, 0, HEAD + max(len(found), 1), len(COLUMNS) - 1)
    sheet.freeze_panes(HEAD + 1, 2)
    book.close()
    return content.getvalue()


def _cells(t: Translator, line: DutyLine, theme: Theme | None) -> Sequence[str]:
    back = theme and line.state is DutyState.OPEN
    stands = t("sent back") if back else t(STANDS.get(line.state, ""))
    if theme:
        return line.who, theme.title, theme.subject, theme.held, theme.who, stands
    # Handed in as a text or a file, outside of the form.
    return line.who, line.note or line.file_name or "", "", "", "", stands
