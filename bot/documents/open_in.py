"""Gives the lines and rows of an OpenDocument text (.odt) that was looked at before (`packed`)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml import parse_xml

from bot.documents.blocks import Block, Cell, TableRow, Text, tidy
from bot.documents.packed import broken
from bot.errors import BadInput

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_GONE = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note"}
MOST_REPEATED = 100


def blocks(content: bytes, name: str) -> Iterator[Block]:
    """Give the lines and rows in reading order; `name` is only for the sentence of a refusal."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            body = parse_xml(packed.read("content.xml")).find(f"{_OFFICE}body/{_OFFICE}text")
        yield from _OpenText().blocks(body)
    except BadInput:
        raise
    except Exception as damage:
        raise broken(name) from damage


class _OpenText:
    """Goes through the text; tables are numbered as they come."""

    def __init__(self) -> None:
        self._tables = 0

    def blocks(self, element: Any) -> Iterator[Block]:
        """Give the blocks of what holds paragraphs, lists, sections and tables."""
        for child in element:
            if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                yield Text(_words(child))
            elif child.tag == f"{_TABLE}table":
                self._tables += 1
                yield from _rows(child, self._tables)
            elif child.tag not in _GONE and isinstance(child.tag, str):
                yield from self.blocks(child)


def _rows(table: Any, number: int) -> Iterator[TableRow]:
    above: dict[int, str] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        if row.get(f"{_TABLE}visibility", "visible") != "visible":
            continue
        cells = tuple(_cells(row, above))
        above = {cell.start: cell.text for cell in cells}
        yield TableRow(number, cells)


def _cells(row: Any, above: dict[int, str]) -> Iterator[Cell]:
    """Give a row's cells: merged down, the text is repeated; merged across, there is one cell."""
    column = 0
    for cell in row:
        repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), MOST_REPEATED)
        if cell.tag == f"{_TABLE}covered-table-cell":
            for _ in range(repeated):
                if column in above:
                    yield Cell(above[column], column)
                column += 1
        elif cell.tag == f"{_TABLE}table-cell":
            text = tidy("\n".join(_words(line) for line in cell.iter(f"{_TEXT}p", f"{_TEXT}h")))
            for _ in range(repeated):
                yield Cell(text, column)
                column += 1


def _words(element: Any) -> str:
    return tidy("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""
