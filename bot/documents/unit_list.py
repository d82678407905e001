"""Reads a list of schools: each row's school, level, commune, cluster and part of the cluster, with its number.

Which column is which is told by the header, wherever it stands and in whatever order. A cell that is merged over
several rows holds for all of them. What the cells mean is `bot.domain.organisation.unit_list`'s to say.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.documents.blocks import Cell, TableRow
from bot.documents.columns import as_above, is_former
from bot.documents.safely import RowsOrRefusal, read_list, serve
from bot.domain.drafts import LONGEST_CELL, UnitRow
from bot.errors import N_, BadInput
from bot.vietnamese import fold

MOST_ROWS = 2000

TOO_MANY = N_("{name} names more than {most} schools. Please send it in parts.")
NO_HEADER = N_("In {name} no column of schools was found. A list needs a header: Trường, Cấp học, Xã, Cụm, Tiểu cụm.")

_HEADERS = (
    ("part", re.compile(r"^(?:tieu cum|cum (?:con|nho)|nhom(?: truong)?|to nhom)\b")),
    ("cluster", re.compile(r"^(?:ten |so )?cum\b")),
    ("commune", re.compile(r"^(?:ten |thuoc |ubnd )?(?:xa|phuong|dac khu|dia ban|don vi hanh chinh)\b")),
    ("level", re.compile(r"^(?:cap|bac)\b")),
    ("school", re.compile(r"^(?:ten )?(?:truong|don vi|co so giao duc|co so|trung tam)\b")),
)
_NUMBER = re.compile(r"\(?(?:[ivx]{1,5}|\d{1,3}|[a-z])\)?[.)]?")
_OVER = {
    "cluster": re.compile(r"^cum\b(?! pho\b| truong\b(?! (?:so|\d)))"),
    "commune": re.compile(r"^(?:ubnd )?(?:xa|phuong|dac khu|thi tran) "),
    "level": re.compile(
        r"^(?:(?:cac )?truong |khoi |cap |bac )*"
        r"(?:mam non|mau giao|tieu hoc|trung hoc co so|thcs|trung hoc pho thong|thpt)$"
    ),
}
"""What stands alone in a row, over the schools below it: whose they are, or of which level."""
_TOTAL = re.compile(r"^(?:tong(?: cong| so)?|cong|danh sach nay)\b")


async def read_safely(content: bytes, name: str) -> list[UnitRow]:
    """Read a list in a process of its own; `BadInput` says what is wrong with the file."""
    return await read_list(__name__, RowsOrRefusal[UnitRow], content, name)


def read(content: bytes, name: str) -> list[UnitRow]:
    """Read a list. Blocks, and trusts the file: strangers' files go through `read_safely`. Raises BadInput."""
    from bot.documents import formats  # noqa: PLC0415 - only the process that reads a list needs what opens one

    columns: dict[int, str] = {}
    table, rows, headed, head = 0, 0, False, [""]
    above: tuple[Cell, ...] = ()
    over: dict[str, str] = {}
    found: list[UnitRow] = []
    told = set[str]()
    for line in formats.modern_blocks(content, name, lambda cells: bool(_header(cells)), told):
        if not isinstance(line, TableRow):
            continue
        if line.table != table:
            table, columns, rows, over, above = line.table, {}, 0, {}, ()
        rows += 1
        # Under a header nothing else is one: "Trường TH …" and "xã …" stand in the rows as well.
        if columns and [cell.text for cell in line.cells] != head:
            above = as_above(line.cells, above)
            if not _took(over, above):
                found += _rows(line, _texts(above, columns), over, rows)
        elif header := _header(line.cells):
            columns, headed, head = header, True, [cell.text for cell in line.cells]
        if len(found) > MOST_ROWS:
            raise BadInput(TOO_MANY, name=name, most=MOST_ROWS)
    if not headed:
        raise BadInput(NO_HEADER, name=name)
    found, letters = _below_its_cluster(found), ", ".join(sorted(told))
    return [replace(row, old_letters=letters) for row in found] if letters else found


def _took(over: dict[str, str], cells: tuple[Cell, ...]) -> bool:
    """Take what a row says of the rows below it, and say whether it does: "I. XÃ BẢO HÀ", "CẤP TIỂU HỌC"."""
    texts = {" ".join(cell.text.split()) for cell in cells if cell.text}
    alone = [text for text in texts if not _NUMBER.fullmatch(fold(text))]
    if len(alone) != 1:
        return False
    said = re.sub(r"^(?:[IVX]{1,5}|\d{1,2}|[A-Z])\s*[.)/-]\s*", "", alone[0]).strip(" .:")
    column = next((column for column, pattern in _OVER.items() if pattern.match(fold(said))), "")
    if column:
        over[column] = re.sub(r"^(?:các |trường |khối |cấp |bậc )+", "", said, flags=re.IGNORECASE)
    return bool(column)


def _below_its_cluster(rows: list[UnitRow]) -> list[UnitRow]:
    """Give a row without a cluster that of the row above, in a sheet that writes each cluster only where it begins."""
    for sheet in {row.sheet for row in rows}:
        here = [row.cluster for row in rows if row.sheet == sheet]
        written = [cluster for cluster in here if cluster]
        if not here[0] or len(written) < LEAST or len({*map(fold, written)}) < len(written):
            continue
        above = ""
        for place, row in enumerate(rows):
            if row.sheet == sheet:
                above = row.cluster or above
                rows[place] = replace(row, cluster=above)
    return rows


LEAST = 2
"""Of a single cluster nobody knows whether it goes on."""


def _texts(cells: tuple[Cell, ...], columns: dict[int, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for cell in cells:
        if (column := columns.get(cell.start)) and (text := " ".join(cell.text.split())):
            texts.setdefault(column, text[: LONGEST_CELL + 1])
    return texts


def _rows(line: TableRow, texts: dict[str, str], over: dict[str, str], position: int) -> Iterator[UnitRow]:
    # A line of totals or of a signature has no more than one cell that means something here.
    if _TOTAL.match(fold(texts.get("school", ""))) or not texts or (len(texts) == 1 and "school" not in texts):
        return
    yield UnitRow(number=line.number or position, sheet=line.table, **over | texts)


def _header(cells: tuple[Cell, ...]) -> dict[int, str]:
    """Return which column holds what, nothing where a row is no header: one has schools and something about them."""
    columns: dict[int, str] = {}
    for cell in cells:
        if is_former(cell.text):
            continue  # "Tên trường cũ" is the name of no school of today
        text = re.sub(r"\s*\(.*?\)", "", fold(cell.text)).strip(" .:*")
        column = next((column for column, pattern in _HEADERS if pattern.search(text)), "")
        if column and column not in columns.values() and not re.search(r"\d", text):
            columns[cell.start] = column
    named = set(columns.values())
    return columns if "school" in named and len(named) > 1 else {}


if __name__ == "__main__":
    serve(RowsOrRefusal, read)
