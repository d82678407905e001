"""Gives the lines of a plain text, and its tables: of tabs, of bars, or set in columns by spaces.

What is set by spaces is a table from a line that is the header of one.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice, pairwise

from bot.documents.blocks import Block, Cell, TableRow, Text, tidy
from bot.documents.pasted import IsHeader, whole_rows
from bot.errors import N_, BadInput
from bot.vietnamese import composed

# Markdown of texts that were pasted from elsewhere, and what converters of Word files leave behind.
_MARKS = re.compile(r"^\s*#{1,6}\s+|\*{2,3}|\\(?=[*_#.-])|\[bookmark:[^\]]*\]")
_RULE = re.compile(r"[\s|:+=-]*-{3}[\s|:+=-]*")
_GAP = re.compile(r"\s{2,}")
_WIDE_GAP = re.compile(r"\s{4,}")
_PIECE = re.compile(r"\S+(?: \S+)*")
# A bullet before a tab is no cell.
_BULLET = re.compile(r"^\s*(?:[-+*•–]|\w{1,3}[.)])\t+")
ASKEW = 1
"""By how many letters a cell may stand beside its header."""


def blocks(text: str, is_header: IsHeader) -> Iterator[Block]:
    """Give lines and rows in reading order; `is_header` tells the header of a table that is set by spaces."""
    if separator := _separator(text, is_header):
        yield from _separated(text, separator, is_header)
        return
    if piled := _piled(composed(text).splitlines(), is_header):
        yield from piled
        return
    table, former = 0, ""
    columns: tuple[int, ...] = ()
    lines = list(whole_rows(composed(text).splitlines(), is_header))
    for at, line in enumerate(lines):
        plain = _BULLET.sub("- ", _MARKS.sub("", line.rstrip()))
        if _RULE.fullmatch(plain):
            continue
        if not plain.strip():
            yield Text("")
            continue
        how = _how(plain, bool(columns))
        if how == "words" and former == "tabs" and _goes_on(lines[at + 1 :], is_header):
            # A row whose other cells are empty, or words across the table.
            yield TableRow(table, (Cell(tidy(plain), 0),))
            continue
        if how == "spaces" and is_header(aligned := tuple(_pieces(plain))):
            columns = tuple(cell.start for cell in aligned)
        if how == "words" or (how == "spaces" and not columns):
            former, columns = "", ()
            # A letterhead has its two halves side by side.
            yield from (Text(tidy(part)) for part in _WIDE_GAP.split(plain.strip()))
            continue
        table += how != former
        former = how
        yield TableRow(table, tuple(_cells(plain, how, columns)))


def _goes_on(lines: Sequence[str], is_header: IsHeader) -> bool:
    """Say whether the next line is a row of tabs again, and the header of no other table."""
    following = next((line for line in lines if line.strip()), "")
    return "\t" in following.strip() and not is_header(_cells_of(following.split("\t")))


def _separator(text: str, is_header: IsHeader) -> str:
    """Return by what the cells of a .csv are set apart, nothing where the text is none."""
    for separator in ";,":
        heads = any(line.count(separator) > 1 and is_header(_split(line, separator)) for line in text.splitlines())
        if heads and _has_rows(text, separator, is_header):
            return separator
    return ""


def _has_rows(text: str, separator: str, is_header: IsHeader) -> bool:
    """Say whether a row as wide as the header stands below it: a sentence may list "nội dung, địa điểm" as well."""
    rows = (row for row in csv.reader(StringIO(text), delimiter=separator) if any(row))
    try:
        return any(len(row) == len(below) and is_header(_cells_of(row)) for row, below in pairwise(rows))
    except csv.Error:  # a quotation that never ends, or lines without an end
        return False


def _split(line: str, separator: str) -> tuple[Cell, ...]:
    return _cells_of(next(csv.reader([line], delimiter=separator), []))


def _separated(text: str, separator: str, is_header: IsHeader) -> Iterator[Block]:
    """Give the rows of a .csv; what is not as wide as its header is a line of text."""
    width, table = 0, 1
    for row in csv.reader(StringIO(composed(text)), delimiter=separator):
        cells = _cells_of(row)
        if is_header(cells):
            width, table = len(cells), table + (width != len(cells))
        if width == len(cells) and len([cell for cell in cells if cell.text]) > 1:
            yield TableRow(table, cells)
        elif len(row) <= 1 or not any(row[1:]):
            yield Text(tidy("".join(row[:1])))
        else:
            yield Text(tidy(separator.join(row)))


LEAST_PILED, MOST_PILED = 4, 10
LONGEST_HEADER = 40
_APART = re.compile(r"[:\t|]")
MOST_ABOVE = 500
"""Lines among which the header of such a table is looked for."""


def _piled(lines: list[str], is_header: IsHeader) -> list[Block]:
    """Return the blocks of a text that has each cell of its table on a line of its own, as it is copied from a PDF.

    Nothing where it is no such text, or where the lines do not fill whole rows: then nobody can tell what is missing.
    """
    for start in range(min(len(lines), MOST_ABOVE)):
        first = list(islice((text for at in range(start, len(lines)) if (text := lines[at].strip())), MOST_PILED - 1))
        widths = [width for width in range(LEAST_PILED, MOST_PILED) if _heads(first[:width], width, is_header)]
        if not widths:
            continue
        texts = [line.strip() for line in lines[start:] if line.strip()]
        for width in widths:
            if rows := _rows_piled(texts, width):
                return [*(Text(tidy(line)) for line in lines[:start]), *rows]
        raise BadInput(
            N_(
                "In this text the cells of the table stand below each other, and its rows cannot be told apart. "
                "Please send the file that it was copied from."
            )
        )
    return []


def _heads(texts: list[str], width: int, is_header: IsHeader) -> bool:
    # "Thời gian: tháng 10", "Địa điểm: TH A" are lines that say what they are, and no names of columns; a line with
    # a tab or a bar is a row of several.
    short = all(len(text) < LONGEST_HEADER and not _APART.search(text.rstrip(" :")) for text in texts)
    return len(texts) == width and short and is_header(_cells_of(texts))


def _rows_piled(texts: list[str], width: int) -> list[Block]:
    """Return the rows where each is full and begins with its number."""
    rows = [texts[first : first + width] for first in range(0, len(texts), width)]
    numbers = [row[0].strip(" .") for row in rows[1:]]
    if len(rows[-1]) != width or numbers != [str(number) for number in range(1, len(rows))]:
        return []
    return [TableRow(1, _cells_of(row)) for row in rows]


def _cells_of(texts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(tidy(text), column) for column, text in enumerate(texts))


def _how(line: str, in_columns: bool) -> str:
    """Say how a line is cut into cells; "words" if it is none of a table. In columns a cell may stand alone below."""
    if "\t" in line.strip() or line.startswith("\t"):
        return "tabs"
    if "|" in line.strip(" |") or line.strip().startswith("|"):
        return "bars"
    return "spaces" if _GAP.search(line if in_columns else line.strip()) else "words"


def _cells(line: str, how: str, columns: tuple[int, ...]) -> Iterator[Cell]:
    if how == "spaces":
        yield from _under(line, columns)
        return
    pieces = line.split("\t") if how == "tabs" else line.strip().removeprefix("|").removesuffix("|").split("|")
    for start, piece in enumerate(pieces):
        yield Cell(tidy(re.sub(r"<br\s*/?>", "\n", piece)), start)


def _pieces(line: str) -> Iterator[Cell]:
    for found in _PIECE.finditer(line.expandtabs()):
        yield Cell(found[0], found.start())


def _under(line: str, columns: tuple[int, ...]) -> Iterator[Cell]:
    """Give each piece its column: by count, or where cells are empty by where the header begins.

    A row that stands askew is one cell, which is no entry of any table: it is told rather than guessed.
    """
    pieces = list(_pieces(line))
    if len(pieces) == len(columns):
        yield from (Cell(piece.text, column) for piece, column in zip(pieces, columns, strict=True))
        return
    texts = {column: piece.text for column in columns for piece in pieces if abs(column - piece.start) <= ASKEW}
    if len(texts) < len(pieces):
        yield Cell(tidy(line), columns[0])
        return
    for column in columns:
        yield Cell(texts.get(column, ""), column)
