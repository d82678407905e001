"""What somebody is told of their place at a school: taken off it, on leave, back again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Purpose, Unit
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.facts import MembershipNews
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.MEMBERSHIP})


@dataclass(frozen=True, slots=True)
class MembershipLetter:
    """One act on somebody's place."""

    facts: MembershipNews
    school: str
    by: str
    """The name of who did it, empty where they are not here any more."""
    acted: Capacity | None
    """As what they did it."""
    who: str
    """The name of whom it is about, where that is not the reader."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, MembershipLetter]:
    """Return what is said by row; it is wanted whatever happened since."""
    facts = {row.id: MembershipNews.read(row.facts) for row in rows}
    of = {one.unit for one in facts.values()}
    schools = dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(of)))).all())
    names = await reading.names(db, {person for one in facts.values() for person in (one.by, one.who)})
    did = {row.id: Did(facts[row.id].by, local(now).date(), unit=facts[row.id].unit) for row in rows}
    acted = await capacities.of(db, did.values())
    return {
        row: MembershipLetter(
            one, schools.get(one.unit, ""), names.get(one.by, ""), acted[did[row]], names.get(one.who, "")
        )
        for row, one in facts.items()
    }
