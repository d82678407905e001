"""What somebody typed into a file, as it was read and before anything is made of it: plans and lists of people.

It knows no file format, interprets nothing and needs no table: the process that reads a stranger's file loads this
alone of the domain, and is there in a third of the time.
"""

import re
from dataclasses import dataclass
from typing import Literal, Self

from msgspec import json

from bot.errors import N_
from bot.i18n import Translator

LeadsBy = Literal["elected", "rotating"]
NO_RESULT = "#N/A"
"""What stands for a formula without a result."""
_FAULT = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
LONGEST_CELL = 120
"""Letters in a cell of a list of people."""


def is_fault(text: str) -> bool:
    """Say whether a cell shows an error of Excel instead of a text."""
    return bool(_FAULT.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a plan file; table 0 is the running text, its rows the lines that are not empty.

    Rows count the entries of a table from 1, without its header and over the parts that blank lines cut it into.
    """

    table: int
    row: int

    def __call__(self, _: Translator) -> str:
        """Say the place in words."""
        sentence = N_("table {table}, row {row}") if self.table else N_("line {row} of the text")
        return _(sentence).format(table=self.table, row=self.row)


@dataclass(frozen=True, slots=True)
class TypedMeeting:
    """One row of the table of meetings, or a sentence that tells of one. A merged cell repeats the text above."""

    place: Place
    number: str
    time: str
    cluster: str
    host: str
    content: str
    form: str
    over: str = ""
    """The cluster or subject that stands over the row, where its own cell says none."""


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """Somebody whom a paper names to lead a cluster, or to be its deputy lead: a person of a school, and no school."""

    name: str
    post: str
    """What they are there, as written: "Hiệu trưởng"."""
    unit: str
    deputy: bool = False


@dataclass(frozen=True, slots=True)
class TypedCluster:
    """One line or some rows that list the schools of a cluster and its lead."""

    place: Place
    name: str
    schools: tuple[str, ...]
    lead: str
    areas: tuple[str, ...] = ()
    """Districts or communes whose schools it has, where the plan file names no school."""
    under: str = ""
    """The level or the cluster that stands over it: "Cụm 1" of the primary schools is not that of the secondary."""
    persons: tuple[TypedPerson, ...] = ()
    """Who is named to lead it."""


@dataclass(frozen=True, slots=True)
class TypedCore:
    """One row of the table of core teachers."""

    place: Place
    teacher: str
    unit: str
    subject: str


@dataclass(frozen=True, slots=True)
class LooseLine:
    """A line of running text, or a row that has no place in its table."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a plan says, word for word."""

    title: str
    years: tuple[str, ...]
    """School years in the order named, the title's first."""
    superior: str
    issuer: str
    """The letterhead's two bodies; empty where it has none."""
    town: str
    """The place in front of the date."""
    clusters: tuple[TypedCluster, ...]
    meetings: tuple[TypedMeeting, ...]
    cores: tuple[TypedCore, ...]
    lines: tuple[LooseLine, ...] = ()
    strays: tuple[LooseLine, ...] = ()
    hidden: tuple[Place, ...] = ()
    """Where somebody's telephone or e-mail stood; it was not taken."""
    crossed_out: tuple[LooseLine, ...] = ()
    """What somebody has struck through."""
    old_letters: str = ""
    """The encodings of the time before Unicode that the file was converted from; empty where it needed none."""
    others: tuple[LooseLine, ...] = ()
    """Tables of times and places that are no part of the plan, by what stands over them: left out."""
    doubtful: tuple[LooseLine, ...] = ()
    """Tables that may be no part of it: a person says so."""
    unread: tuple[LooseLine, ...] = ()
    """Columns of the tables of meetings that say something and are not taken."""
    leads_by: LeadsBy | None = None
    """How cluster leads come about, where the plan file says so."""
    head: tuple[str, ...] = ()
    """What stands above the paper's title: offices, number, place and date."""

    def to_json(self) -> str:
        """Return the draft as JSON, to be kept while a person answers questions."""
        return json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return a draft that `to_json` wrote. Raises ValueError where it is none."""
        return json.decode(text, type=cls)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person of a list, as typed."""

    number: int
    """The row as the sheet counts it."""
    name: str
    school: str = ""
    subject: str = ""
    level: str = ""
    sheet: int = 1
    old_letters: str = ""
    """The encodings of the time before Unicode that the list was converted from; empty where it needed none."""

    @property
    def place(self) -> str:
        """Where it stands: "7", on a second sheet "2/7"."""
        return str(self.number) if self.sheet == 1 else f"{self.sheet}/{self.number}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A school of a list of schools, as typed."""

    number: int
    """The row as the sheet counts it."""
    school: str = ""
    level: str = ""
    commune: str = ""
    cluster: str = ""
    part: str = ""
    """The sub-cluster."""
    sheet: int = 1
    old_letters: str = ""
    """The encodings of the time before Unicode that the list was converted from; empty where it needed none."""

    @property
    def place(self) -> str:
        """Where it stands: "7", on a second sheet "2/7"."""
        return str(self.number) if self.sheet == 1 else f"{self.sheet}/{self.number}"
