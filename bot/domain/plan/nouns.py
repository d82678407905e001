"""The data types of putting a plan in: the proposal of what a draft means, compared with the tables, not stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.drafts import Place
from bot.domain.models import Form, HowAppointed, UnitKind
from bot.domain.organisation.units import School
from bot.errors import N_
from bot.i18n import Translator


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
class Rows:
    """Some places of a plan file, to be said in one."""

    places: tuple[Place, ...]

    def __call__(self, t: Translator) -> str:
        """Say the first place in words, and the other rows where there are any."""
        first, *more = self.places
        if not more:
            return first(t)
        rows = ", ".join(str(place.row) if place.table == first.table else place(t) for place in self.places)
        sentence = N_("table {table}, rows {rows}") if first.table else N_("lines {rows} of the text")
        return t(sentence).format(table=first.table, rows=rows)


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
    rows: tuple[Place, ...] = ()
    """All the rows that it is about, the first one included."""


@dataclass(frozen=True, slots=True)
class NamedLead:
    """Somebody who is no principal and is named to lead a cluster, or to be its deputy lead."""

    name: str
    school: School
    deputy: bool


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
    deputy: School | None = None
    """The school whose principal is named as deputy lead."""
    named: tuple[NamedLead, ...] = ()
    level: str | None = None
    """The level that its list or all its schools name; None for that of the plan."""
    under: str = ""
    """The key of the cluster that it is a part of."""


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
class Whose:
    """Which office issues a plan, and for which level of schooling."""

    name: str
    kind: UnitKind
    key: str
    """What its office is compared by (`words.office_key`)."""
    level: str | None = None
    """One of `units.LEVELS`; None for several."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each are new."""

    schools: int = 0
    clusters: int = 0
    subject_groups: int = 0
    leads: int = 0
    """Schools and persons that are to lead a cluster."""
    deputies: int = 0
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
    whose: Whose
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
    renamed: Mapping[int, str] = field(default_factory=dict)
    """By school the name that it has now, as a person has answered."""
    new: Counts = field(default_factory=Counts)
    number: str = ""
    """As the paper has it; empty where it leaves it open."""
    signed_on: date | None = None

    @property
    def issuer(self) -> str:
        """Return the name of the office that issues it."""
        return self.whose.name

    def group(self, key: str) -> Group:
        """Return the group of that key."""
        return next(group for group in self.groups if group.key == key)
