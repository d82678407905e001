"""What others owe, counted: the figures of each rule's duties that somebody oversees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import by_paper, proofs
from bot.domain.duties.ledger import of_this_year
from bot.domain.models import Duty, DutyRule, DutyState, Person
from bot.domain.organisation.people import Rights
from bot.vietnamese import local


@dataclass(frozen=True, slots=True)
class RuleTally:
    """The figures of one rule's duties that somebody oversees."""

    rule_id: int
    code: str | None
    title: str
    open: int
    late: int
    waits: int
    """Of the open ones those whose paper waits for the level above; they are not late."""
    done: int
    other: int


async def kinds(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[RuleTally]:
    """Return the figures of each rule's duties of this school year, rules with late ones first."""
    today, state = local(now).date(), proofs.standing(now).label("state")
    late, waits = (Duty.due_on < today).label("late"), by_paper.WAITS.label("waits")
    figures_of = (Duty.rule_id, state, late, waits)
    mine = select(*figures_of, func.count().label("number")).where(of_this_year(person, rights, today))
    # Grouped first: asked for in each figure the state of a duty would be found out anew for each.
    duties = mine.group_by(*figures_of).subquery()
    is_open, done = duties.c.state == DutyState.OPEN, duties.c.state == DutyState.DONE
    which = (is_open, is_open & duties.c.late & ~duties.c.waits, is_open & duties.c.waits, done, ~is_open & ~done)
    figures = (func.sum(case((one, duties.c.number), else_=0)) for one in which)
    asked = (
        select(DutyRule.id, DutyRule.code, DutyRule.title, *figures)
        .join(duties, duties.c.rule_id == DutyRule.id)
        .where(duties.c.state != DutyState.VOID)
        .group_by(DutyRule.id, DutyRule.code, DutyRule.title)
    )
    found = [RuleTally(*tuple(row)) for row in await db.execute(asked)]
    return sorted(found, key=lambda kind: (not kind.late, not kind.open, kind.code or "", kind.rule_id))
