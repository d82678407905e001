"""Gives the lines and rows of a .docx that was looked at before (`packed`).

python-docx parses with entities off and without the network.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from bot.documents.blocks import Block, Cell, TableRow, Text, tidy
from bot.documents.packed import broken
from bot.errors import BadInput

_VALUE = qn("w:val")
_GRID_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_GRID_SPAN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}"
_MERGED = f"{qn('w:tcPr')}/{qn('w:vMerge')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
_AROUND = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}
_P, _T, _TBL, _TR, _TC = (qn(name) for name in ("w:p", "w:t", "w:tbl", "w:tr", "w:tc"))


def blocks(content: bytes, name: str) -> Iterator[Block]:
    """Give the lines and rows in reading order; `name` is only for the sentence of a refusal."""
    try:
        yield from _walk(Document(BytesIO(content)).element.body)
    except BadInput:
        raise
    except Exception as damage:
        raise broken(name) from damage


def _walk(body: Any) -> Iterator[Block]:
    tables = 0
    for element in _children(body):
        if element.tag == _P:
            yield Text(_text(element))
        elif element.tag == _TBL:
            tables += 1
            yield from (TableRow(tables, cells) for cells in _rows(element))


def _children(element: Any) -> Iterator[Any]:
    """Give what stands directly inside, also where a content control or a tracked insertion is around it."""
    for child in element:
        if child.tag in _AROUND:
            yield from _children(child)
        else:
            yield child


def _rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    # A vertically merged cell has its text only in the first row.
    above: dict[int, str] = {}
    for row in _children(table):
        if row.tag == _TR and row.find(_DELETED_ROW) is None:
            cells = tuple(_cells(row, above))
            above = {cell.start: cell.text for cell in cells}
            yield cells


def _cells(row: Any, above: dict[int, str]) -> Iterator[Cell]:
    start = _number(row.find(_GRID_BEFORE), default=0)
    for cell in _children(row):
        if cell.tag == _TC:
            yield Cell(above.get(start, "") if _continues(cell) else _cell_text(cell), start)
            start += _number(cell.find(_GRID_SPAN), default=1)


def _number(found: Any, default: int) -> int:
    return default if found is None else int(found.get(_VALUE, default))


def _continues(cell: Any) -> bool:
    found = cell.find(_MERGED)
    return found is not None and found.get(_VALUE, "continue") == "continue"


def _cell_text(cell: Any) -> str:
    lines = (_text(paragraph) for paragraph in cell.iter(_P))
    return "\n".join(line for line in lines if line)


_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What was moved away, and the fallback of a drawing, would be read twice; properties hold no text.
_HIDDEN = {
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def _text(element: Any) -> str:
    """Return the visible text, each line with single spaces."""
    return tidy("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _HIDDEN and child.tag != _P:
            yield from _pieces(child)
