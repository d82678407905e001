"""A school's people by name: who has joined, who of its list has not, whom nothing reaches any more, who is on leave.

A school has some dozens of people, so all of them are read at once: three statements, whatever their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Account, LongLeave, Person, RosterEntry, Unit
from bot.domain.organisation import namesakes
from bot.domain.organisation.people import Rights
from bot.errors import Gone
from bot.vietnamese import fold, sort_key


class Belonging(StrEnum):
    """How somebody stands to the service."""

    JOINED = "joined"
    MISSING = "missing"
    """On the school's list, and has not joined."""
    LEFT = "left"
    """Has blocked the service in every chat."""
    AWAY = "away"
    """On long leave today, joined or not."""


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """Somebody of a school: a person who has joined, or a name of its list."""

    key: str
    """"p12" is a person, "r5" a name of the list."""
    name: str
    subject: str | None
    level: str | None
    standing: Belonging
    leave: LongLeave | None
    """The leave that is on, or the next one ahead."""


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """All people of a school, as Vietnamese lists are sorted."""

    school: Unit
    people: Sequence[OwnPerson]
    withdrawn: int
    """How many have taken their consent back: nothing is left of them but this number."""

    def standing(self, standing: Belonging) -> list[OwnPerson]:
        """Return who stands so."""
        return [one for one in self.people if one.standing is standing]

    def called(self, typed: str) -> list[OwnPerson]:
        """Return those in whose name all words stand that were typed, with or without accents."""
        words = fold(typed).split()
        return [one for one in self.people if words and all(word in fold(one.name).split() for word in words)]

    def alike(self, one: OwnPerson) -> list[OwnPerson]:
        """Return who else has joined under a name that may be the same person's, earliest first."""
        joined = [
            other for other in self.people if other.key.startswith("p") and one.key.startswith("p") and other != one
        ]
        found = [other for other in joined if namesakes.compared(other.name, one.name) != "two people"]
        return sorted(found, key=lambda other: int(other.key[1:]))

    def one(self, key: str) -> OwnPerson:
        """Return somebody by their key. Raises Gone where nobody of this school has it (any more)."""
        found = next((one for one in self.people if one.key == key), None)
        if found is None:
            raise Gone
        return found


async def of_school(db: AsyncSession, rights: Rights, unit_id: int, today: date) -> OwnPeople:
    """Return everybody of a school. Raises NotAllowed unless one heads it or is an officer."""
    rights.must_head(unit_id)
    school = await existing(db, Unit, unit_id)
    withdrawn = select(func.count()).where(
        Person.unit_id == unit_id, Person.erased_at.is_not(None), Person.merged_into_id.is_(None)
    )
    found = [*await _joined(db, unit_id, today), *await _listed(db, unit_id, today)]
    return OwnPeople(school, sorted(found, key=lambda one: sort_key(one.name)), await db.scalar(withdrawn) or 0)


async def _joined(db: AsyncSession, unit_id: int, today: date) -> list[OwnPerson]:
    here = (Person.unit_id == unit_id, Person.erased_at.is_(None), Person.name != "")
    reached = exists().where(Account.person_id == Person.id, Account.blocked_at.is_(None))
    asked = select(Person.id, Person.name, Person.subject, Person.level, reached, LongLeave)
    leave = (LongLeave.person_id == Person.id) & (LongLeave.last_day >= today)
    rows = await db.execute(asked.outerjoin(LongLeave, leave).where(*here).order_by(LongLeave.first_day))
    found: dict[int, OwnPerson] = {}
    for number, name, subject, level, is_reached, away in rows:
        standing = Belonging.JOINED if is_reached else Belonging.LEFT
        about = (f"p{number}", name, subject, level)
        # Of several leaves the one that is on, or the next one, is the first.
        found.setdefault(number, OwnPerson(*about, _with(away, standing, today), away))
    return [*found.values()]


async def _listed(db: AsyncSession, unit_id: int, today: date) -> list[OwnPerson]:
    here = (RosterEntry.unit_id == unit_id, RosterEntry.person_id.is_(None), RosterEntry.gone_on.is_(None))
    leave = (LongLeave.roster_entry_id == RosterEntry.id) & (LongLeave.last_day >= today)
    asked = select(RosterEntry, LongLeave).outerjoin(LongLeave, leave).where(*here).order_by(LongLeave.first_day)
    found: dict[int, OwnPerson] = {}
    for entry, away in await db.execute(asked):
        about = (f"r{entry.id}", entry.name, entry.subject, entry.level)
        found.setdefault(entry.id, OwnPerson(*about, _with(away, Belonging.MISSING, today), away))
    return [*found.values()]


def _with(leave: LongLeave | None, standing: Belonging, today: date) -> Belonging:
    return Belonging.AWAY if leave and leave.first_day <= today else standing
