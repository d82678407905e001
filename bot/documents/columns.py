"""What every table may have, whatever it is of: columns of what was before, and marks that say "as above"."""

import re
from collections.abc import Sequence

from bot.documents.blocks import Cell
from bot.vietnamese import nfc

# With accents: "địa điểm cụ thể" is no former place.
_FORMER = re.compile(
    r"\bcũ\b|\b(?:trước đây|ban đầu)\b|\btrước (?:khi )?(?:điều chỉnh|sắp xếp|sáp nhập|thay đổi|chuyển)\b"
    r"|\b(?:đã|được) (?:duyệt|ban hành)\b|\btheo kế hoạch\b|\b(?:chuyển|đi) từ\b"
)
_FORMER_BARE = re.compile(r"\bcu$")
_AS_ABOVE = re.compile(r"[-–\s]*(?:[\"“”″〃]|''|//|n/?t|như trên|nhu tren)[-–\s.]*", re.IGNORECASE)


def current(headers: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns without those of what was before, where another column says the same of what is to be."""
    former = [is_former(header) for header in headers]
    new = {column for column, before in zip(columns, former, strict=True) if not before}
    return tuple("" if before and column in new else column for column, before in zip(columns, former, strict=True))


def is_former(header: str) -> bool:
    """Tell whether a column holds what was before: "Thời gian cũ", "Trường cũ"."""
    text = nfc(header).lower().strip(" .:)")
    return bool(_FORMER.search(text) or (text.isascii() and _FORMER_BARE.search(text)))


def as_above(cells: tuple[Cell, ...], above: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return a row with what stands above in place of each "nt" and ditto mark."""
    if not any(_AS_ABOVE.fullmatch(cell.text) for cell in cells if cell.text):
        return cells
    texts = {cell.start: cell.text for cell in above}
    return tuple(
        Cell(texts.get(cell.start) or cell.text, cell.start) if _AS_ABOVE.fullmatch(cell.text) else cell
        for cell in cells
    )
