"""A person's data as a workbook: one sheet a kind, every row and column that is theirs to have."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter.workbook import Workbook

from bot.domain.endings import my_data_words
from bot.domain.endings.my_data import Names, Row
from bot.errors import N_
from bot.i18n import Translator

# What people wrote stays text: xlsxwriter would turn "=…" into a formula and "https…" into a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}
LONGEST_CELL = 32_000
LONGEST_NAME = 31
"""Letters of a sheet's name."""
CONTENTS, NUMBER = N_("Contents"), N_("Rows")

Found = Sequence[tuple[str, list[str], list[Row]]]


def write(found: Found, names: Names, t: Translator) -> bytes:
    """Return the workbook. Blocks: make it in a thread."""
    content = BytesIO()
    book = Workbook(content, OPTIONS)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet(t(CONTENTS))
    first.set_column(0, 0, 50)
    for place, (name, _columns, rows) in enumerate(found):
        first.write_string(place + 1, 0, my_data_words.table_name(t, name))
        first.write_number(place + 1, 1, len(rows))
    for name, columns, rows in found:
        sheet = book.add_worksheet(_sheet_name(book, my_data_words.table_name(t, name)))
        sheet.set_column(0, len(columns), 22, wrapped)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(columns):
            sheet.write_string(0, column, my_data_words.column_name(t, title), bold)
        for place, row in enumerate(rows, start=1):
            for column, title in enumerate(columns):
                said = my_data_words.value(t, name, title, row[title], names)
                sheet.write_string(place, column, said[:LONGEST_CELL])
    book.close()
    return content.getvalue()


def _sheet_name(book: Workbook, name: str) -> str:
    """Return a name that a sheet may have and none has yet."""
    clean = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name).strip()
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    tails = ["", *(f" {number}" for number in range(2, 99))]
    return next(one for tail in tails if (one := clean[: LONGEST_NAME - len(tail)] + tail).lower() not in taken)
