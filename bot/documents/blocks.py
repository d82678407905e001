"""A paper as lines and rows: what every reader of a format gives, and all that the reading of a plan knows of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.errors import N_, BadInput
from bot.vietnamese import composed

MOST_ROWS = 5000
MOST_LINES = 20000
MOST_LETTERS = 4000
MOST_IN_ALL = 4_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A line of running text; empty lines are kept, for they say where things end."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, with the column of the table's grid that it begins in. A merged-down cell repeats the text above."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the paper's `table`-th table, as cut by the paper's own blank lines."""

    table: int
    cells: tuple[Cell, ...]
    number: int = field(default=0, compare=False)
    """In a workbook the row of its sheet, counted from 1 as Excel shows it."""
    sheet: str = field(default="", compare=False)
    """The name of the sheet."""


@dataclass(frozen=True, slots=True)
class Struck:
    """Words that somebody has struck through: no part of the paper any more, and told."""

    text: str


@dataclass(frozen=True, slots=True)
class Converted:
    """The name of an encoding of the time before Unicode in which words of the file were."""

    text: str


Block = Text | TableRow | Struck | Converted


def tidy(text: str) -> str:
    """Return a text composed, each line with single spaces, without empty lines; soft hyphens are `legacy`'s."""
    lines = (" ".join(line.split()) for line in composed(text).split("\n"))
    return "\n".join(line for line in lines if line)


def bounded(found: Iterable[Block]) -> Iterator[Block]:
    """Pass blocks on. Raises BadInput, with the place, as soon as they are more than a year's plan can be."""
    rows = lines = letters = 0
    for block in found:
        if isinstance(block, TableRow):
            rows += 1
            longest = max((len(cell.text) for cell in block.cells), default=0)
            letters += sum(len(cell.text) for cell in block.cells)
        else:
            lines += 1
            longest = len(block.text)
            letters += longest
        if longest > MOST_LETTERS:
            raise _too_long(block, rows if isinstance(block, TableRow) else lines)
        if rows > MOST_ROWS or lines > MOST_LINES or letters > MOST_IN_ALL:
            most = MOST_ROWS if rows > MOST_ROWS else MOST_LINES
            raise BadInput(N_("The file has more than {most} rows or lines; that is no plan of a year."), most=most)
        yield block


def _too_long(block: Block, number: int) -> BadInput:
    if isinstance(block, TableRow):
        sentence = N_("Row {number} of the file's tables has a cell of more than {most} letters.")
    else:
        sentence = N_("Line {number} of the file has more than {most} letters.")
    return BadInput(sentence, number=number, most=MOST_LETTERS)
