"""Gives the lines of a plain text, and its tables: of tabs, of bars, or set in columns by spaces.

What is set by spaces is a table from a line that is the header of one.
"""

import re
from collections.abc import Callable, Iterator

from bot.documents.blocks import Block, Cell, TableRow, Text, tidy
from bot.vietnamese import nfc

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
IsHeader = Callable[[tuple[Cell, ...]], bool]


def blocks(text: str, is_header: IsHeader) -> Iterator[Block]:
    """Give lines and rows in reading order; `is_header` tells the header of a table that is set by spaces."""
    table, former = 0, ""
    columns: tuple[int, ...] = ()
    for line in nfc(text).splitlines():
        plain = _BULLET.sub("- ", _MARKS.sub("", line.rstrip()))
        if _RULE.fullmatch(plain):
            continue
        if not plain.strip():
            yield Text("")
            continue
        how = _how(plain, bool(columns))
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
