"""The data types of putting a plan in: the draft as typed, and the proposal of what it means.

A draft knows no file format and interprets nothing; a proposal is interpreted, compared with the tables, not stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Self

from pydantic import TypeAdapter

from bot.domain.models import Form, HowAppointed, UnitKind
from bot.domain.organisation.units import School
from bot.errors import N_
from bot.i18n import Translator


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


@dataclass(frozen=True, slots=True)
class TypedCluster:
    """One line or some rows that list the schools of a cluster and its lead."""

    place: Place
    name: str
    schools: tuple[str, ...]
    lead: str
    areas: tuple[str, ...] = ()
    """Districts or communes whose schools it has, where the plan file names no school."""


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
    leads_by: HowAppointed | None = None
    """How cluster leads come about, where the plan file says so."""

    def to_json(self) -> str:
        """Return the draft as JSON, to be kept while a person answers questions."""
        return _json().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return a draft that `to_json` wrote. Raises ValueError where it is none."""
        draft = _json().validate_json(text)
        assert isinstance(draft, cls)
        return draft


@cache
def _json() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the person who puts the plan in: an English sentence and its facts."""

    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def say(self, _: Translator) -> str:
        """Return the note in one language; facts that are callables are asked in it."""
        facts = {name: fact(_) if callable(fact) else fact for name, fact in self.facts.items()}
        return _(self.sentence).format(**facts)


@dataclass(frozen=True, slots=True)
class Repair:
    """A typed word, what it was taken for, and why."""

    place: Place
    original: str
    becomes: str
    why: Note


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that only a person can answer; the answer is one of the candidates."""

    key: str
    place: Place
    typed: str
    question: Note
    candidates: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Further answers that are taken and hardly likely: the rest of the schools."""


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster, or with a subject the group of that subject, which all schools of the plan belong to."""

    key: str
    name: str
    subject: str | None
    schools: tuple[School, ...]
    lead: School | None = None
    lead_by: HowAppointed | None = None
    """How its lead comes about; also where the plan file names none yet."""


@dataclass(frozen=True, slots=True)
class Core:
    """A teacher whom the plan names to lead a subject group."""

    teacher: str
    group: str
    school: School


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting as understood: its month always, and of day and hours only what the plan file says."""

    place: Place
    round: int
    month: date
    group: str
    number: int
    host: School
    content: str
    form: Form
    day: date | None = None
    starts_at: datetime | None = None
    """Aware; never without `day`."""
    ends_at: datetime | None = None
    """Aware; never without `starts_at`, and often unsaid where that is said."""
    room: str = ""

    @property
    def key(self) -> tuple[int, str, int]:
        """What tells a meeting of a year from the others."""
        return self.round, self.group, self.number


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each are new."""

    schools: int = 0
    clusters: int = 0
    subject_groups: int = 0
    leads: int = 0
    core_teachers: int = 0
    rounds: int = 0
    meetings: int = 0
    other: int = 0
    """Offices, places of schools in clusters, confirmed spellings, and the plan itself."""

    @property
    def total(self) -> int:
        """All of them; 0 says that the plan stands already."""
        return sum(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be kept, and what a person should know before saying yes."""

    year: str
    title: str
    issuer: str
    issuer_kind: UnitKind
    schools: tuple[School, ...]
    groups: tuple[Group, ...]
    cores: tuple[Core, ...]
    rounds: Mapping[int, date]
    meetings: tuple[Planned, ...]
    aliases: Mapping[str, School]
    """Spellings that a person has just confirmed, by their key."""
    repairs: tuple[Repair, ...]
    doubts: tuple[Doubt, ...]
    warnings: tuple[Note, ...]
    new: Counts = field(default_factory=Counts)

    def group(self, key: str) -> Group:
        """Return the group of that key."""
        return next(group for group in self.groups if group.key == key)
