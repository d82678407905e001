"""What becomes of schools, in names of no language: kept in letters, and by what their heads say that they know."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class SchoolMoved:
    """A school that a plan moves from one cluster to another, by names."""

    school: str
    former: str
    to: str


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """A school that a plan lists under another name, and from which day on; in older rows from the yes on."""

    former: str
    name: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """What becomes of one school from a day on, by names; `former` is empty where nothing stood there before."""

    kind: Literal["renamed", "moved", "in", "out", "under", "into"]
    """Another name; another cluster; into or out of one; below another office; goes on in another school."""
    school: str
    former: str
    to: str
    day: date
