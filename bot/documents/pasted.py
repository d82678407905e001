"""Text that somebody pastes in pieces: a phone cuts a long message anywhere, in the middle of a row as well."""

from collections.abc import Callable, Iterator, Sequence

from bot.documents import over
from bot.documents.blocks import Cell

_BETWEEN = ("\t", "|")
MOST_LETTERS_OF_A_REST = 60
MOST_CUTS = 3
IsHeader = Callable[[tuple[Cell, ...]], bool]


def joined(former: str, piece: str) -> str:
    """Return the text with one more piece: on a new line, or where a row was cut, in the same one.

    A row was cut where its cells and those of the piece's first line make just as many as the row above has.
    """
    if not former:
        return piece
    *above, last = former.split("\n")
    first = piece.split("\n", maxsplit=1)[0]
    for mark in _BETWEEN:
        full = max((line.count(mark) for line in above), default=0)
        if full > 1 and 0 < last.count(mark) < full and last.count(mark) + first.count(mark) == full:
            return former + piece
    return f"{former}\n{piece}"


def whole_rows(lines: Sequence[str], is_header: IsHeader) -> Iterator[str]:
    """Give the lines of a text, those of a row that a line's end has cut put together again.

    Of two halves their cells together must be as many as the header's; words alone go to the row above only where
    another row follows and they are no heading. What fits nowhere stays as it is, and is asked about as a row.
    """
    mark, full = "", 0
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if not mark:
            mark = next((one for one in _BETWEEN if is_header(_cells(line, one))), "")
            full = line.count(mark) if mark else 0
            yield line
            continue
        if line.strip(" .").isdigit() and at < len(lines) and lines[at].count(mark) == full - 1:
            # The row was cut behind its number.
            line, at = f"{line}{mark}{lines[at]}", at + 1
        if rest := _rest_of_row(line, lines[at : at + MOST_CUTS], mark, full):
            line, at = " ".join([line, *(one.strip(" ") for one in rest)]), at + len(rest)
        at_end = line.count(mark) == full and at + 1 < len(lines)
        if at_end and _is_rest(lines[at], lines[at + 1], mark, full) and not is_header(_cells(lines[at + 1], mark)):
            line, at = f"{line.rstrip()} {lines[at].strip()}", at + 1
        yield line


def _cells(line: str, mark: str) -> tuple[Cell, ...]:
    return tuple(Cell(" ".join(text.split()), column) for column, text in enumerate(line.strip(" |").split(mark)))


def _rest_of_row(line: str, following: Sequence[str], mark: str, full: int) -> Sequence[str]:
    """Return the lines that make a row full; none where they do not, or where one begins a row of its own."""
    cells = line.count(mark)
    if not 0 < cells < full:
        return []
    for count, one in enumerate(following, start=1):
        begins = one.split(mark)[0].strip(" .")
        if not one.strip() or begins.isdigit() or over.heading_of(begins)[1]:
            return []
        cells += one.count(mark)
        if cells == full:
            return following[:count]
    return []


def _is_rest(line: str, following: str, mark: str, full: int) -> bool:
    if mark in line or not line.strip() or following.count(mark) != full or len(line) > MOST_LETTERS_OF_A_REST:
        return False
    return not over.is_heading(line) and ":" not in line
