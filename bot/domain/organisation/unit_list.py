"""What a list of schools says, what it would bring, and what is in doubt, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.drafts import UnitRow
from bot.domain.models import Unit, UnitKind
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.units import LEVELS, Name
from bot.errors import N_

NEW, MOVE = "new", "move"
"""Answers: it is another school; it moves from today on. Others are a level, or the number of a known school."""
OF = "of:"
"""How an answer begins that says of which school a site is: before its number, or its key while it is new itself."""
LEAVE = "-"
"""The answer that leaves a row out."""
FOR_MANY = (NEW, MOVE, *LEVELS)
"""Answers that mean the same in every row that is in doubt for the same reason."""
Answers = Mapping[str, str]
"""Some of a doubt's `ways`, by the place of its row: a row may be asked about twice, its level and then its school."""


def also(answers: Answers, place: str, way: str) -> dict[str, str]:
    """Return the answers with one more for a row."""
    said = LEAVE if way == LEAVE else f"{answers.get(place, '')} {way}".strip()
    return {**answers, place: said}


NOBODY = N_("The list names no school.")
NO_SCHOOL = N_("No school is named in this row.")
TOO_LONG = N_("A name has at most {most} letters.")
LEVEL_UNKNOWN = N_("'{typed}' is no level. Please write MN, TH, THCS or THPT.")
LEVEL_DIFFERS = N_("The level is {typed}, and the school's name says {named}.")
LEVEL_OPEN = N_("{school} teaches several levels, and {cluster} stands in the list for each. Please fill in the level.")
NO_CLUSTER = N_("{school} is of {part}, and no cluster is named in its row. Please fill in the cluster.")
TWICE = N_("{school} stands in {cluster} in row {row} already. A school is in one cluster of a level.")
WHICH_COMMUNE = N_("Several schools are called {school}. Please fill in the commune.")
MAY_BE = N_("Is {school} a school that is known already, or a new one?")
ELSEWHERE = N_("{school} stands under {before}. Does it move to {now}, or is it another school?")
IN_ANOTHER = N_("{school} is in {before}. Does it move to {now} from today on?")
OF_WHICH = N_("Of which school is {school}? In the file it may be written like 'Điểm trường A - TH B'.")


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whose list it is, for which school year, on which day."""

    office: Unit
    year: SchoolYear
    today: date
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitDoubt:
    """A row that is left out, why, and what may be answered."""

    row: UnitRow
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    ways: tuple[tuple[str, str], ...] = ()
    """What may be answered, each with the name of the school that it stands for; empty where the file is at fault."""


@dataclass(frozen=True, slots=True)
class Known:
    """A school that stands."""

    id: int
    kind: UnitKind
    name: str
    parts: Name
    commune: int | None
    """The unit that it stands under."""


@dataclass(eq=False, slots=True)
class Listed:
    """A unit or a cluster that a list speaks of; `id` is None until it stands."""

    name: str
    key: str
    kind: UnitKind = UnitKind.SCHOOL
    level: str | None = None
    above: "Listed | None" = None
    id: int | None = None


@dataclass(slots=True)
class Looked:
    """What a list would bring, in counts, and what is in doubt."""

    communes: list[Listed] = field(default_factory=list)
    schools: list[Listed] = field(default_factory=list)
    clusters: list[Listed] = field(default_factory=list)
    """Those that others are part of first."""
    ties: list[tuple[Listed, Listed]] = field(default_factory=list)
    members: list[tuple[Listed, Listed]] = field(default_factory=list)
    """Cluster and school."""
    left: list[tuple[int, int]] = field(default_factory=list)
    """Cluster and school of a time that ends yesterday."""
    doubts: list[UnitDoubt] = field(default_factory=list)
    rows: int = 0
    known: int = 0
    """Rows of schools that stood already."""

    def pending(self, answers: Answers) -> list[UnitDoubt]:
        """Return the doubts that an answer would clear, and that nobody has left out."""
        return [one for one in self.doubts if one.ways and answers.get(one.row.place) != LEAVE]

    @property
    def brings_something(self) -> bool:
        """Whether a yes would change anything."""
        return any((self.communes, self.schools, self.clusters, self.ties, self.members, self.left))

    def new(self, kind: UnitKind) -> int:
        """Return how many units of a kind are new."""
        return sum(one.kind is kind for one in (*self.communes, *self.schools))

    @property
    def parts(self) -> int:
        """How many of the new clusters are parts of one."""
        return sum(one.above is not None for one in self.clusters)


class RowDoubtError(Exception):
    """Leaves a row out."""

    def __init__(self, sentence: str, *ways: tuple[str, str], **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.ways, self.facts = sentence, ways, facts
