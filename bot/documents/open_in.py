"""Gives the lines and rows of an OpenDocument text or table (.odt, .ods) that was looked at before (`packed`).

Of a table the words are taken as they are shown, days and formulas too. What a person does not see is left out: rows,
columns and sheets that are hidden, and words that are struck through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml import parse_xml

from bot.documents.blocks import Block, Cell, Struck, TableRow, Text, tidy
from bot.documents.packed import broken
from bot.errors import BadInput

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_GONE = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note"}
MOST_REPEATED = 100
MOST_COLUMNS = 200


def blocks(content: bytes, name: str) -> Iterator[Block]:
    """Give the lines and rows in reading order; `name` is only for the sentence of a refusal."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            paper = parse_xml(packed.read("content.xml"))
        body, styles = paper.find(f"{_OFFICE}body"), _styles(paper)
        if (text := body.find(f"{_OFFICE}text")) is not None:
            yield from _OpenText(styles).blocks(text)
            return
        for number, sheet in enumerate(body.iter(f"{_TABLE}table"), start=1):
            if sheet.get(f"{_TABLE}style-name") not in styles.unseen:
                yield from _sheet(sheet, number, styles)
    except BadInput:
        raise
    except Exception as damage:
        raise broken(name) from damage


@dataclass(frozen=True, slots=True)
class Styles:
    """The names of the styles of what nobody sees; among these those of words struck through, which are told."""

    unseen: frozenset[str]
    crossed: frozenset[str]

    def crossed_out(self, element: Any) -> Iterator[Struck]:
        """Give the words that are struck through in a row or a paragraph, together."""
        names = (f"{_TEXT}style-name", f"{_TABLE}style-name")
        struck = [one for one in element.iter() if any(one.get(name) in self.crossed for name in names)]
        if words := tidy(" ".join("".join(one.itertext()) for one in struck)):
            yield Struck(words)


def _styles(paper: Any) -> Styles:
    unseen, crossed = set(), set()
    for style in paper.iter(f"{_STYLE}style"):
        name = style.get(f"{_STYLE}name")
        text, table = style.find(f"{_STYLE}text-properties"), style.find(f"{_STYLE}table-properties")
        if text is not None and text.get(f"{_STYLE}text-line-through-style", "none") != "none":
            crossed.add(name)
        if text is not None and text.get(f"{_TEXT}display") == "none":
            unseen.add(name)
        if table is not None and table.get(f"{_TABLE}display") == "false":
            unseen.add(name)
    return Styles(frozenset(unseen | crossed), frozenset(crossed))


def _sheet(sheet: Any, number: int, styles: Styles) -> Iterator[Block]:
    """Give the rows of a sheet that say something, numbered as the sheet shows them."""
    hidden, at, above = _hidden_columns(sheet), 0, dict[int, str]()
    for row in sheet.iter(f"{_TABLE}table-row"):
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = tuple(_cells(row, above, styles))
        above = {cell.start: cell.text for cell in cells}
        shown = tuple(cell for cell in cells if cell.start not in hidden)
        if row.get(f"{_TABLE}visibility", "visible") == "visible":
            for turn in range(min(repeated, MOST_REPEATED) if any(cell.text for cell in shown) else 0):
                yield TableRow(number, shown, at + turn + 1, sheet.get(f"{_TABLE}name", ""))
            yield from styles.crossed_out(row)
        at += repeated


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in sheet.iter(f"{_TABLE}table-column"):
        repeated = min(int(column.get(f"{_TABLE}number-columns-repeated", "1")), MOST_COLUMNS)
        if column.get(f"{_TABLE}visibility", "visible") != "visible":
            hidden |= set(range(at, at + repeated))
        at += repeated
    return hidden


class _OpenText:
    """Goes through the text; tables are numbered as they come."""

    def __init__(self, styles: Styles) -> None:
        self._tables = 0
        self._styles = styles

    def blocks(self, element: Any) -> Iterator[Block]:
        """Give the blocks of what holds paragraphs, lists, sections and tables."""
        for child in element:
            if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                yield Text(_words(child, self._styles))
                yield from self._styles.crossed_out(child)
            elif child.tag == f"{_TABLE}table":
                self._tables += 1
                yield from _rows(child, self._tables, self._styles)
            elif child.tag not in _GONE and isinstance(child.tag, str):
                yield from self.blocks(child)


def _rows(table: Any, number: int, styles: Styles) -> Iterator[Block]:
    above: dict[int, str] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        if row.get(f"{_TABLE}visibility", "visible") != "visible":
            continue
        cells = tuple(_cells(row, above, styles))
        above = {cell.start: cell.text for cell in cells}
        yield TableRow(number, cells)
        yield from styles.crossed_out(row)


def _cells(row: Any, above: dict[int, str], styles: Styles) -> Iterator[Cell]:
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
            lines = [] if cell.get(f"{_TABLE}style-name") in styles.unseen else cell.iter(f"{_TEXT}p", f"{_TEXT}h")
            text = tidy("\n".join(_words(line, styles) for line in lines))
            for _ in range(repeated):
                yield Cell(text, column)
                column += 1


def _words(element: Any, styles: Styles) -> str:
    return tidy("".join(_pieces(element, styles)))


def _pieces(element: Any, styles: Styles) -> Iterator[str]:
    if element.get(f"{_TEXT}style-name") in styles.unseen:
        return
    yield element.text or ""
    for child in element:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _pieces(child, styles)
        yield child.tail or ""
