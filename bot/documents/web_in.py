"""Gives the lines and rows of a web page, whatever it is called: school software exports tables as pages named .xls.

lxml parses what browsers forgive; nothing is loaded from anywhere.
"""

from collections.abc import Iterator
from typing import Any

from lxml import html

from bot.documents.blocks import Block, Cell, Struck, TableRow, Text, tidy
from bot.documents.packed import broken

_BREAKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "ul",
    "ol",
    "section",
    "article",
    "center",
    "body",
}
_UNSEEN = {"script", "style", "head", "title", "meta", "template", "noscript"}
_STRIKES = {"s", "strike", "del"}
MOST_SPAN = 100


def blocks(text: str, name: str) -> Iterator[Block]:
    """Give the blocks in reading order; `name` is only for the sentence of a refusal."""
    try:
        # Bytes, since a declaration of another encoding no longer holds.
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except Exception as damage:
        raise broken(name) from damage
    yield from _WebPage().blocks(page)


def _is_unseen(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.tag in _UNSEEN
        or "display:none" in style
        or "visibility:hidden" in style
        or element.get("hidden") is not None
    )


def _is_struck(element: Any) -> bool:
    return element.tag in _STRIKES or "line-through" in (element.get("style") or "").lower()


class _WebPage:
    """Goes through the page: words until a block ends, tables row by row."""

    def __init__(self) -> None:
        self._tables = 0
        self._words: list[str] = []

    def blocks(self, page: Any) -> Iterator[Block]:
        """Give the blocks of an element and all in it."""
        yield from self._inside(page)
        yield from self._line()

    def _inside(self, element: Any) -> Iterator[Block]:
        if not isinstance(element.tag, str) or _is_unseen(element):
            return
        if element.tag == "table":
            yield from self._line()
            yield from self._table(element)
            return
        if _is_struck(element):
            yield Struck(" ".join(element.text_content().split()))
            return
        breaks = element.tag in _BREAKS or element.tag == "br"
        if breaks:
            yield from self._line()
        self._words.append(element.text or "")
        for child in element:
            yield from self._inside(child)
            self._words.append(child.tail or "")
        if breaks and element.tag != "br":
            yield from self._line()

    def _line(self) -> Iterator[Block]:
        line, self._words = " ".join("".join(self._words).split()), []
        if line:
            yield Text(line)

    def _table(self, table: Any) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        below: dict[int, tuple[int, str]] = {}
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is not table or _is_unseen(row):
                continue
            cells = list(_cells(row, below))
            if any(cell.text for cell in cells):
                yield TableRow(number, tuple(cells))
            for inner in row.iter("table"):
                if next(inner.iterancestors("table")) is table:
                    yield from self._table(inner)


def _cells(row: Any, below: dict[int, tuple[int, str]]) -> Iterator[Cell]:
    """Give a row's cells; one that goes on over rows repeats its text, as far as `below` says."""
    column = 0
    for cell in [*row.iterchildren("td", "th"), None]:
        while column in below:
            left, text = below.pop(column)
            if left > 1:
                below[column] = (left - 1, text)
            yield Cell(text, column)
            column += 1
            if cell is None and column > MOST_SPAN:
                return
        if cell is None or _is_unseen(cell):
            continue
        text = tidy("\n".join(_lines(cell)))
        if (down := _span(cell, "rowspan")) > 1:
            below[column] = (down - 1, text)
        yield Cell(text, column)
        column += _span(cell, "colspan")


def _span(cell: Any, what: str) -> int:
    typed = cell.get(what) or "1"
    return min(int(typed), MOST_SPAN) if typed.isdigit() and int(typed) else 1


def _lines(cell: Any) -> Iterator[str]:
    words = [cell.text or ""]
    for child in cell:
        if isinstance(child.tag, str) and not _is_unseen(child) and not _is_struck(child) and child.tag != "table":
            inner = " ".join(_lines(child))
            words.append(f"\n{inner}\n" if child.tag in _BREAKS or child.tag == "br" else inner)
        words.append(child.tail or "")
    yield from ("\n".join(" ".join(line.split()) for line in "".join(words).split("\n"))).split("\n")
