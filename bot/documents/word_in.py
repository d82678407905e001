"""Opens a .docx that a stranger may have made, and gives its lines and rows.

The zip's directory is checked before anything is unpacked. python-docx parses with entities off and without the
network; a paper that declares its own entities is refused all the same, as no Word writes them.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - a class with a small name

from docx import Document
from docx.oxml.ns import qn

from bot.documents.blocks import Block, Cell, Row, Text
from bot.errors import N_, BadInput
from bot.vietnamese import nfc

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_XML = 25 * MEGABYTE
MOST_PARTS = 5000
MOST_RATIO = 200
SMALL = MEGABYTE
"""Below this a part may be packed as tightly as it likes."""
MOST_ROWS = 5000
MOST_LINES = 20000
MOST_LETTERS = 4000

_VALUE = qn("w:val")
_GRID_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_GRID_SPAN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}"
_MERGED = f"{qn('w:tcPr')}/{qn('w:vMerge')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
_AROUND = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}
_P, _T, _TBL, _TR, _TC = (qn(name) for name in ("w:p", "w:t", "w:tbl", "w:tr", "w:tc"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_NOT_DOCX = N_("{name} is not a Word file (.docx). Please save the plan as .docx and send it again.")
_BOMB = N_("{name} would unpack to far more than a plan needs, so it was not opened. Please save it anew in Word.")
_BROKEN = N_("{name} is damaged and cannot be read. Please open it in Word, save it anew and send it again.")


def blocks(content: bytes, name: str) -> list[Block]:
    """Return a .docx file's lines and rows in reading order; `name` is only for the sentence of a refusal."""
    _check(content, name)
    try:
        body = Document(BytesIO(content)).element.body
        found = list(_walk(body))
    except BadInput:
        raise
    except Exception as broken:
        raise BadInput(_BROKEN, name=name) from broken
    return found


def _check(content: bytes, name: str) -> None:
    if len(content) > MOST_BYTES:
        raise BadInput(N_("{name} is larger than {most} MB."), name=name, most=MOST_BYTES // MEGABYTE)
    if content.startswith(_OLE):
        raise BadInput(
            N_("{name} is an old Word file (.doc) or has a password. Please save it as .docx without a password."),
            name=name,
        )
    try:
        with ZipFile(BytesIO(content)) as packed:
            _check_parts(packed, name)
    except (BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError, ZlibError) as broken:
        raise BadInput(_BROKEN if content.startswith(b"PK") else _NOT_DOCX, name=name) from broken


def _check_parts(packed: ZipFile, name: str) -> None:
    parts = packed.infolist()
    if "word/document.xml" not in packed.namelist():
        raise BadInput(_NOT_DOCX, name=name)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise BadInput(N_("{name} has a password. Please save it without one."), name=name)
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(_is_bomb(part) for part in parts)
    ):
        raise BadInput(_BOMB, name=name)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _declares_entities(packed.read(part)):
            raise BadInput(_BROKEN, name=name)


def _is_bomb(part: ZipInfo) -> bool:
    too_tight = part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
    return too_tight or (part.filename.endswith((".xml", ".rels")) and part.file_size > MOST_XML)


def _declares_entities(xml: bytes) -> bool:
    return any("<!DOCTYPE".encode(encoding) in xml for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _walk(body: Any) -> Iterator[Block]:
    lines = rows = tables = 0
    for element in _children(body):
        if element.tag == _P:
            lines += 1
            yield Text(_limited(_text(element)))
        elif element.tag == _TBL:
            tables += 1
            for cells in _rows(element):
                rows += 1
                _check_count(rows, MOST_ROWS)
                yield Row(tables, cells)
        _check_count(lines, MOST_LINES)


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise BadInput(N_("The file has more than {most} rows or lines; that is no plan of a year."), most=most)


def _limited(text: str) -> str:
    if len(text) > MOST_LETTERS:
        raise BadInput(N_("The file has a line or cell of more than {most} letters."), most=MOST_LETTERS)
    return text


def _children(element: Any) -> Iterator[Any]:
    """Give what stands directly inside, also where a content control or a tracked insertion is around it."""
    for child in element:
        if child.tag in _AROUND:
            yield from _children(child)
        else:
            yield child


def _rows(table: Any) -> Iterator[tuple[Cell, ...]]:
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
    return _limited("\n".join(line for line in lines if line))


_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HIDDEN = {
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def _text(element: Any) -> str:
    """Return the visible text, each line with single spaces."""
    lines = nfc("".join(_pieces(element))).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _HIDDEN and child.tag != _P:
            yield from _pieces(child)
