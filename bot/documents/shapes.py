"""Tables that are laid out another way, turned into rows of one meeting each, as every other table has them.

Calendars with a cluster in each column, tables that name their fields in the first column, and two tables beside each
other in one sheet. What fits none of these shapes passes as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.documents import lists, over
from bot.documents.blocks import Block, Cell, TableRow, Text
from bot.documents.headers import column_of, layout_of
from bot.documents.members import is_entry, is_school
from bot.vietnamese import fold

_FIELDS = ("Thời gian", "Cụm", "Địa điểm", "Nội dung")
LEAST_COLUMNS = 2
# "1. TH A", "- TH A" in a cell that lists its schools line by line.
_ITEM = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}\s*[.)/])\s*")
_ANOTHER_TABLE = 1000
"""Added to a table's number for what stands beside it; numbers only tell one table from the next."""
_EMPTY = re.compile(r"[\s\-–—_.…/0]*")
_NOTHING = re.compile(r"(?:khong(?: (?:to chuc|sinh hoat|hop|co|thuc hien))?|nghi(?: (?:tet|he|le).{0,20})?)[\s.]*")
_TICK = re.compile(r"[xX✓✔+v]")
_DAY = re.compile(
    r"^((?:\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?,?\s*)?(?:(?:sáng|chiều)\s+)?(?:thứ\s+\w+,?\s*)?(?:ngày\s+)?"
    r"\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*20\d\d)?)\s*[:,;\n–-]\s*",
    re.IGNORECASE,
)
_AT = re.compile(r"^\W*(?:(?:địa điểm|nơi tổ chức|đơn vị đăng cai|trường đăng cai)\s*:\s*|tại\s+)", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*(?:nội dung|chuyên đề|chủ đề|tên bài)\s*:\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[:;\n]|\s[-–—]\s|,\s*(?=(?:nội dung|chuyên đề|chủ đề)\b))\s*", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:\((?:tại\s+)?([^()]+(?:\([^()]*\))?)\)|[,;]?\s*\btại\s+(.+?))\s*$", re.IGNORECASE)


def upright(found: Iterable[Block]) -> Iterator[Block]:
    """Pass blocks on, the rows of each table together so that their shape can be told."""
    for table, run in groupby(found, key=lambda block: block.table if isinstance(block, TableRow) else None):
        blocks = list(run)
        yield from blocks if table is None else _of_table([row for row in blocks if isinstance(row, TableRow)])


def _of_table(rows: list[TableRow]) -> Iterable[Block]:
    return _listed(rows) or _parted(rows) or _in_columns(rows) or _turned(rows) or rows


def _listed(rows: Sequence[TableRow]) -> list[Block]:
    """Return the lists of a table that has a cluster in each column and its schools below; else nothing."""
    names = [(cell.start, lists.headed(cell.text)) for cell in rows[0].cells if cell.text]
    below = [
        {cell.start: text for cell in row.cells for text in cell.text.split("\n")[line : line + 1] if text.strip()}
        for row in rows[1:]
        for line in range(max(cell.text.count("\n") + 1 for cell in row.cells))
    ]
    below = [{start: _ITEM.sub("", text) for start, text in row.items()} for row in below]
    schools = [text for row in below for start, text in row.items() if start in dict(names)]
    if len(names) < LEAST_COLUMNS or not all(name for _, name in names) or not schools:
        return []
    if not all(is_school(text) and not is_entry(text) for text in schools):
        return []
    return [
        Text(f"{name}: {', '.join(row[start].strip(' ,;.-') for row in below if start in row)}")
        for start, name in names
    ]


def _turned(rows: Sequence[TableRow]) -> list[Block]:
    """Return the table that has its fields in the first column and a meeting in each other one; else nothing."""
    width = len(rows[0].cells)
    if (
        width < LEAST_COLUMNS
        or any(len(row.cells) != width for row in rows)
        or any(layout_of(row.cells) for row in rows)
    ):
        return []
    turned = [tuple(Cell(row.cells[column].text, place) for place, row in enumerate(rows)) for column in range(width)]
    layout = layout_of(turned[0])
    if layout is None or layout.kind != "meetings":
        return []
    return [TableRow(rows[0].table, cells, rows[0].number, rows[0].sheet) for cells in turned]


def _parted(rows: Sequence[TableRow]) -> list[Block]:
    """Return tables that stand beside each other, one after the other; nothing where there is only one."""
    found = next(((at, cut) for at, row in enumerate(rows) if (cut := _repeats(row.cells))), None)
    if found is None:
        return []
    at, border = found[0], rows[found[0]].cells[found[1]].start
    above, below = list(rows[:at]), rows[at:]
    titles = above.pop() if above and _in_both(above[-1], border) else None
    parts: list[Block] = list(above)
    for right in (False, True):
        if titles:
            parts += [Text(cell.text) for cell in titles.cells if cell.text and (cell.start >= border) is right]
        for one in below:
            cells = tuple(cell for cell in one.cells if (cell.start >= border) is right)
            parts.append(TableRow(one.table + right * _ANOTHER_TABLE, cells, one.number, one.sheet))
    return parts


def _repeats(cells: tuple[Cell, ...]) -> int:
    """Return where a header begins for the second time, 0 where it does not."""
    columns = [column_of(cell.text) for cell in cells]
    for cut in range(2, len(columns) - 1):
        left, right = [one for one in columns[:cut] if one], [one for one in columns[cut:] if one]
        if columns[cut] and left == right and layout_of(cells[:cut]) and layout_of(cells[cut:]):
            return cut
    return 0


def _in_both(row: TableRow, border: int) -> bool:
    starts = [cell.start for cell in row.cells if cell.text]
    return any(start < border for start in starts) and any(start >= border for start in starts)


def _in_columns(rows: Sequence[TableRow]) -> list[Block]:
    """Return the meetings of a calendar that crosses times with clusters or schools; else nothing."""
    for at, row in enumerate(rows):
        if layout_of(row.cells):
            return []
        if across := _crossed(row.cells):
            made = [_row(row, _FIELDS)]
            for one in rows[at + 1 :]:
                found = [_row(one, fields) for fields in _meetings(one, row.cells, across)]
                # Words alone in a row, such as a list of schools below the calendar, are read as they stand.
                alone = sum(bool(cell.text) for cell in one.cells) == 1
                made += found or ([one] if alone else [])
            return [*rows[:at], *made] if len(made) > 1 else []
    return []


def _row(like: TableRow, fields: Sequence[str]) -> TableRow:
    cells = tuple(Cell(text, column) for column, text in enumerate(fields))
    return TableRow(like.table, cells, like.number, like.sheet)


def _crossed(header: tuple[Cell, ...]) -> dict[int, tuple[str, str]]:
    """Return the cluster and the time of each column, where a header has nothing but such columns."""
    first = [column for column, cell in enumerate(header) if column_of(cell.text) not in {"number", "remark"}]
    if len(first) < 3:  # noqa: PLR2004 - two columns that are crossed make no calendar
        return {}
    sides, columns = header[first[0]], first[1:]
    found = {column: over.heading_of(header[column].text) for column in columns}
    kinds = {(bool(cluster), bool(time)) for cluster, time in found.values()}
    side = column_of(sides.text)
    if kinds == {(True, False)} and (side in {"time", "day", "week", "semester"} or not sides.text):
        return found
    if kinds == {(False, True)} and side in {"cluster", "subcluster", "subject", "unit", "host"}:
        return found
    return {}


def _meetings(row: TableRow, header: tuple[Cell, ...], across: dict[int, tuple[str, str]]) -> Iterator[Sequence[str]]:
    """Give the fields of each cell of a row that says something."""
    sides = next(column for column in range(len(header)) if column_of(header[column].text) not in {"number", "remark"})
    texts = {cell.start: cell.text for cell in row.cells}
    side, kind = texts.get(header[sides].start, ""), column_of(header[sides].text)
    for column, (cluster, time) in across.items():
        text = texts.get(header[column].start, "")
        if not side or _EMPTY.fullmatch(text) or _NOTHING.fullmatch(fold(text)):
            continue
        day, host, content = _of_cell(text)
        if kind in {"unit", "host"}:
            host, content = side, "" if _TICK.fullmatch(text) else text
        when = time or side
        when = f"{day} {when}" if day and "20" not in day else day or when
        yield when, cluster or ("" if kind in {"unit", "host"} else side), host, content


def _of_cell(text: str) -> tuple[str, str, str]:
    """Return the day, the school and the content that one cell of a calendar says."""
    found = _DAY.match(text)
    day, rest = (found[1], text[found.end() :]) if found else ("", text)
    pieces = [piece for piece in _BETWEEN.split(rest) if piece]
    for place, piece in enumerate(pieces):
        if is_school(_AT.sub("", piece)):
            others = [*pieces[:place], *pieces[place + 1 :]]
            if place:
                return day, _AT.sub("", piece), _ABOUT.sub("", " - ".join(others))
            cut = rest[rest.index(piece) + len(piece) :]
            return day, _AT.sub("", piece), _ABOUT.sub("", cut.strip(" \n,:;-–—"))
    if (behind := _BEHIND.search(rest)) and is_school(behind[1] or behind[2]):
        return day, behind[1] or behind[2], _ABOUT.sub("", rest[: behind.start()])
    return day, "", _ABOUT.sub("", rest)


def said_apart(texts: Sequence[str]) -> bool:
    """Tell whether the cells of a row are lines of their own: each says something of a cluster."""
    heads = [text for text in texts if re.match(r"^\W*(?:tieu )?cum\s+\w{1,20}\s*[:(-]", fold(text))]
    return len(heads) > 1 or any("\n" in text for text in texts)
