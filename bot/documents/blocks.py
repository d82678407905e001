"""A paper as lines and rows: what every reader of a format gives, and all that the reading of a plan knows of one."""

from dataclasses import dataclass


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
class Row:
    """A row of the paper's `table`-th table, as cut by the paper's own blank lines."""

    table: int
    cells: tuple[Cell, ...]


Block = Text | Row
