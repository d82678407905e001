"""Gives the lines and rows of a .docx that was looked at before (`packed`).

python-docx parses with entities off and without the network.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package

from bot.documents import fonts
from bot.documents.blocks import Block, Cell, Converted, Struck, TableRow, Text, tidy
from bot.documents.packed import broken
from bot.errors import BadInput

_VALUE = qn("w:val")
_GRID_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_GRID_SPAN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}"
_MERGED = f"{qn('w:tcPr')}/{qn('w:vMerge')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
_AROUND = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}
_HIDDEN_ROW = f"{qn('w:trPr')}/{qn('w:hidden')}"
_VANISH = f"{qn('w:rPr')}/{qn('w:vanish')}"
_STRIKES = (f"{qn('w:rPr')}/{qn('w:strike')}", f"{qn('w:rPr')}/{qn('w:dstrike')}")
_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_COLUMNS_OF_A_TABLE = 3
_P, _T, _TBL, _TR, _TC = (qn(name) for name in ("w:p", "w:t", "w:tbl", "w:tr", "w:tc"))


def blocks(content: bytes, name: str) -> Iterator[Block]:
    """Give the lines and rows in reading order; `name` is only for the sentence of a refusal."""
    try:
        part = Package.open(BytesIO(content)).main_document_part
        body, told = _tree(part).find(qn("w:body")), set[str]()
        fonts.read_paper(body, _styles(part), told)
        yield from map(Converted, sorted(told))
        yield from _walk(body)
    except BadInput:
        raise
    except Exception as damage:
        raise broken(name) from damage


def _tree(part: Any) -> Any:
    """Return what a part holds, of a paper with macros (.docm) too, which python-docx takes for none; none is run."""
    # A part of a kind that it does not know has only its bytes.
    known = getattr(part, "element", None)
    return parse_xml(part.blob) if known is None else known


def _styles(part: Any) -> Any:
    found = next((tie for tie in part.rels.values() if tie.reltype == RELATIONSHIP_TYPE.STYLES), None)
    return None if found is None else _tree(found.target_part)


def _walk(body: Any) -> Iterator[Block]:
    yield from _Walk().blocks(body)


class _Walk:
    """Goes through the paper; tables are numbered as they come, those in cells and in text boxes too."""

    def __init__(self) -> None:
        self._tables = 0

    def blocks(self, body: Any) -> Iterator[Block]:
        """Give the blocks of what holds paragraphs and tables."""
        for element in _children(body):
            if element.tag == _P:
                struck: list[str] = []
                yield Text(_text(element, struck))
                yield from _told(struck)
                for box in _boxes(element):
                    yield from self.blocks(box)
            elif element.tag == _TBL:
                yield from self._table(element)

    def _table(self, table: Any) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        # A vertically merged cell has its text only in the first row.
        above: dict[int, str] = {}
        for row in _children(table):
            if row.tag != _TR or row.find(_DELETED_ROW) is not None or _is_on(row.find(_HIDDEN_ROW)):
                continue
            struck: list[str] = []
            cells = tuple(_cells(row, above, struck))
            above = {cell.start: cell.text for cell in cells}
            yield TableRow(number, cells)
            yield from _told(struck)
            for inner in row.iter(_TBL):
                if _parent_row(inner) is row and _is_table(inner):
                    yield from self._table(inner)


def _told(struck: list[str]) -> Iterator[Struck]:
    if text := tidy(" ".join(struck)):
        yield Struck(" ".join(text.split()))


def _parent_row(table: Any) -> Any:
    return next((above for above in table.iterancestors() if above.tag == _TR), None)


def _is_table(inner: Any) -> bool:
    """Tell a table within a cell from words that are set in columns there."""
    rows = inner.findall(_TR)
    return len(rows) > 1 and max(len(row.findall(_TC)) for row in rows) >= _COLUMNS_OF_A_TABLE


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_BOX):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield box


def _children(element: Any) -> Iterator[Any]:
    """Give what stands directly inside, also where a content control or a tracked insertion is around it."""
    for child in element:
        if child.tag in _AROUND:
            yield from _children(child)
        else:
            yield child


def _cells(row: Any, above: dict[int, str], struck: list[str]) -> Iterator[Cell]:
    start = _number(row.find(_GRID_BEFORE), default=0)
    for cell in _children(row):
        if cell.tag == _TC:
            yield Cell(above.get(start, "") if _continues(cell) else _cell_text(cell, struck), start)
            start += _number(cell.find(_GRID_SPAN), default=1)


def _number(found: Any, default: int) -> int:
    return default if found is None else int(found.get(_VALUE, default))


def _continues(cell: Any) -> bool:
    found = cell.find(_MERGED)
    return found is not None and found.get(_VALUE, "continue") == "continue"


def _cell_text(cell: Any, struck: list[str]) -> str:
    lines = (_text(paragraph, struck) for paragraph in _paragraphs(cell))
    return "\n".join(line for line in lines if line)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """Give the paragraphs of a cell, those of a table within it only where that is no table by itself."""
    for child in cell:
        if child.tag == _P:
            yield child
        elif child.tag != _TBL or not _is_table(child):
            yield from _paragraphs(child)


_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What was moved away, and the fallback of a drawing, would be read twice; boxes are read apart.
_HIDDEN = {qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), _FALLBACK, _BOX}


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(_VALUE, "true") not in {"0", "false", "off"}


def _text(element: Any, struck: list[str]) -> str:
    """Return the visible text, each line with single spaces; `struck` gets what is struck through."""
    return tidy("".join(_pieces(element, struck)))


def _pieces(element: Any, struck: list[str]) -> Iterator[str]:
    if _is_on(element.find(_VANISH)):
        return
    if any(_is_on(element.find(name)) for name in _STRIKES):
        struck.append("".join(text.text or "" for text in element.iter(_T)))
        return
    for child in element:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _HIDDEN and child.tag != _P:
            yield from _pieces(child, struck)
