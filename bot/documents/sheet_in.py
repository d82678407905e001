"""Gives the rows of a workbook that was looked at before (`packed`): of every sheet that is not hidden, a table each.

Of a formula the stored result is read; one without a result gives what Excel shows there ("#NAME?"), which is no text
of anybody. Empty rows are skipped.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from posixpath import join, normpath
from zipfile import ZipFile

from docx.oxml import parse_xml
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from bot.documents import fonts, unseen
from bot.documents.blocks import Block, Cell, Converted, Struck, TableRow, tidy
from bot.documents.packed import FileKind, broken, locked
from bot.documents.unseen import Unseen
from bot.domain.drafts import NO_RESULT
from bot.errors import N_, BadInput

MOST_COLUMNS = 100
MOST_SHEET_ROWS = 200_000
"""A workbook is unpacked as one block from its first to its last cell, so a far one costs all between."""

Value = int | float | str | bool | time | date | datetime | object
Covered = dict[tuple[int, int], tuple[int, int]]

# Cells are looked for in the raw bytes: a parser would build them all before one could say no.
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_RESULT = re.compile(rb"<v>([^<]{1,20})</v>")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def blocks(content: bytes, name: str, kind: FileKind) -> Iterator[Block]:
    """Give the rows in reading order; `name` is only for the sentence of a refusal."""
    try:
        with load_workbook(BytesIO(content)) as book:
            not_seen = _checked(content, _shown(book)) if kind is FileKind.SHEET else {}
            for table, sheet in enumerate(_shown(book), start=1):
                yield from _rows(table, book.get_sheet_by_name(sheet), not_seen.get(sheet, Unseen()))
    except BadInput:
        raise
    except PasswordError as no:
        raise locked(name) from no
    except Exception as damage:
        raise broken(name) from damage


def _shown(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _checked(content: bytes, shown: Sequence[str]) -> dict[str, Unseen]:
    """Look at the cells themselves before they are unpacked: no far ones, and no formula without a result.

    Returns what a person does not see of each sheet.
    """
    unseen_of: dict[str, Unseen] = {}
    with ZipFile(BytesIO(content)) as packed:
        styles, old_fonts = unseen.struck_styles(packed), fonts.old_styles(packed)
        for sheet, part in _parts(packed):
            if sheet in shown:
                xml = packed.read(part)
                faults: dict[tuple[int, int], str] = {}
                for found in _CELL.finditer(xml):
                    letters, number, how, inside = found.groups(default=b"")
                    _check_cell(sheet, letters, number, inside)
                    if fault := _fault(how, inside):
                        faults[int(number) - 1, unseen.column_of(letters) - 1] = fault
                unseen_of[sheet] = unseen.of_sheet(xml, styles, old_fonts, faults)
    return unseen_of


def _parts(packed: ZipFile) -> Iterator[tuple[str, str]]:
    """Give the name of each sheet and the part of the file that holds it."""
    ties = parse_xml(packed.read("xl/_rels/workbook.xml.rels"))
    targets = {tie.get("Id"): tie.get("Target", "") for tie in ties}
    for sheet in parse_xml(packed.read("xl/workbook.xml")).iter("{*}sheet"):
        if target := targets.get(sheet.get(_REL)):
            yield sheet.get("name", ""), normpath(join("xl", target)).lstrip("/")


def _check_cell(sheet: str, letters: bytes, number: bytes, inside: bytes) -> None:
    if b"<v" not in inside and b"<f" not in inside and b"<is" not in inside:
        return
    cell = (letters + number).decode()
    if unseen.column_of(letters) > MOST_COLUMNS or int(number) > MOST_SHEET_ROWS:
        raise BadInput(
            N_("In sheet '{sheet}', cell {cell} lies far outside a table. Please clear it and send the file again."),
            sheet=sheet,
            cell=cell,
        )


def _fault(how: bytes, inside: bytes) -> str:
    """Return what stands where a formula has no result: what Excel shows, or a mark of ours where it shows nothing."""
    if b't="e"' in how:
        found = _RESULT.search(inside)
        return found[1].decode(errors="replace") if found else NO_RESULT
    return NO_RESULT if b"<f" in inside and b"<v" not in inside else ""


def _rows(table: int, sheet: CalamineSheet, not_seen: Unseen) -> Iterator[Block]:
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = sheet.merged_cell_ranges or ()
    covered = _covered(merged, sheet.end or (0, 0))
    origins = set(covered.values())
    kept: dict[tuple[int, int], str] = {}
    # The rows come from the first of the sheet on, their cells only from the first column that holds something.
    first = sheet.start[1] if sheet.start else 0
    whole = [{column: _text(value) for column, value in enumerate(values, start=first)} for values in sheet.iter_rows()]
    _put_faults(whole, not_seen)
    yield from map(Converted, _in_old_fonts(whole, not_seen))
    for number, typed in enumerate(whole):
        crossed_out = [text for column, text in typed.items() if text and (number, column) in not_seen.struck]
        texts = {column: "" if (number, column) in not_seen.struck else text for column, text in typed.items()}
        kept |= {(number, column): text for column, text in texts.items() if (number, column) in origins}
        if number in not_seen.rows:
            continue
        cells = tuple(cell for cell in _cells(number, texts, covered, kept) if cell.start not in not_seen.columns)
        # A row that only goes on with merged cells is an entry as little as an empty one.
        if any(text for column, text in texts.items() if column not in not_seen.columns):
            yield TableRow(table, cells, number + 1, sheet.name)
        if crossed_out:
            yield Struck(" ".join(crossed_out))


def _put_faults(whole: list[dict[int, str]], not_seen: Unseen) -> None:
    """Put in what Excel shows where a formula has no result: the reader of values takes such a cell for empty."""
    for (row, column), fault in not_seen.faults.items():
        whole.extend({} for _more in range(row + 1 - len(whole)))
        whole[row] = dict(sorted((whole[row] | {column: fault}).items()))


def _in_old_fonts(whole: list[dict[int, str]], not_seen: Unseen) -> list[str]:
    """Put cells that are set in an old font into letters of today; return in which encodings they were."""
    told = set[str]()
    found = [(at, font) for at, font in not_seen.fonts.items() if at[0] < len(whole) and at[1] in whole[at[0]]]
    old = fonts.OldFonts([(font, whole[row][column]) for (row, column), font in found], told)
    for (row, column), font in found:
        whole[row][column] = old.read(font, whole[row][column])
    return sorted(told)


def _cells(number: int, texts: dict[int, str], covered: Covered, kept: dict[tuple[int, int], str]) -> Iterator[Cell]:
    """Give a row's cells: merged down, the text is repeated; merged across, there is one cell."""
    for column, text in texts.items():
        origin = covered.get((number, column))
        if origin is None:
            yield Cell(text, column)
        elif origin[1] == column:
            yield Cell(kept.get(origin, ""), column)


def _covered(merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], end: tuple[int, int]) -> Covered:
    """Return the first cell of every cell that was merged, as far as the sheet's last one."""
    return {
        (row, column): (top, left)
        for (top, left), (bottom, right) in merged
        for row in range(top, min(bottom, end[0]) + 1)
        for column in range(left, min(right, end[1]) + 1)
    }


def _text(value: Value) -> str:
    """Return a cell as an office would type it."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        return f"{value:%H:%M %d/%m/%Y}" if value.time() != time() else _day(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _day(day: date) -> str:
    # Excel turns a typed "10/2023" into the first of October and keeps no trace of it, so either may be meant.
    typed = f"{day:%d/%m/%Y}"
    return f"{typed} hoặc tháng {day:%m/%Y}" if day.day == 1 else typed
