"""What a person does not see of a sheet: hidden rows and columns; and which of its cells are struck through.

Read from the parts of the workbook themselves, since the reader of values knows nothing of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from docx.oxml import parse_xml

_ATTRIBUTE = re.compile(rb'\b([A-Za-z]+)="([^"]*)"')
_ROW = re.compile(rb"<row\b([^>]*)>")
_COLUMN = re.compile(rb"<col\b([^>]*)>")
_CELL = re.compile(rb"<c\b([^>]*)>")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_ON = {b"1", b"true"}
MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Unseen:
    """Rows, columns and cells of one sheet, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The fonts of the time before Unicode that cells are set in."""
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """What Excel shows in cells whose formula has no result: "#NAME?"."""


def of_sheet(
    xml: bytes, struck_styles: frozenset[int], old_fonts: Mapping[int, str], faults: Mapping[tuple[int, int], str]
) -> Unseen:
    """Return what is hidden, struck through or set in an old font in the part of a sheet; styles are by number."""
    return Unseen(
        frozenset(
            int(row[b"r"]) - 1 for row in _all(_ROW, xml) if row.get(b"hidden") in _ON and row.get(b"r", b"").isdigit()
        ),
        frozenset(
            number
            for column in _all(_COLUMN, xml)
            if column.get(b"hidden") in _ON
            for number in range(int(column.get(b"min", b"1")) - 1, min(int(column.get(b"max", b"0")), MOST_COLUMNS))
        ),
        frozenset(place for place, style in _styled(xml) if style in struck_styles) if struck_styles else frozenset(),
        {place: old_fonts[style] for place, style in _styled(xml) if style in old_fonts} if old_fonts else {},
        faults,
    )


def _all(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[bytes, bytes]]:
    for found in pattern.finditer(xml):
        yield dict(_ATTRIBUTE.findall(found[1]))


def _styled(xml: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    for cell in _all(_CELL, xml):
        style, place = cell.get(b"s", b""), _PLACE.fullmatch(cell.get(b"r", b""))
        if place and style.isdigit():
            yield (int(place[2]) - 1, column_of(place[1]) - 1), int(style)


def column_of(letters: bytes) -> int:
    """Return the number of a column, counted from 1: 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def struck_styles(packed: ZipFile) -> frozenset[int]:
    """Return the styles of cells whose font is struck through."""
    if "xl/styles.xml" not in packed.namelist():
        return frozenset()
    styles = parse_xml(packed.read("xl/styles.xml"))
    fonts = [
        any(strike.get("val", "1") in {"1", "true"} for strike in font.iter("{*}strike"))
        for font in styles.iterfind("{*}fonts/{*}font")
    ]
    used = [int(style.get("fontId", "0")) for style in styles.iterfind("{*}cellXfs/{*}xf")]
    return frozenset(number for number, font in enumerate(used) if font < len(fonts) and fonts[font])
