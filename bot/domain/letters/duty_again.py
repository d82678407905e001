"""To who sent a duty back: it is handed in anew. Where it came back once more meanwhile, nothing is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties.history import Event, handed_in_by
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.models import Duty, DutyState, Purpose
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.DUTY_AGAIN})


@dataclass(frozen=True, slots=True)
class DutyAgainLetter:
    """One duty with what is handed in now."""

    row_id: int
    duty: DutyLine
    handed: Event | None
    """By whom it was handed in, and for whom; None for what a person owes by themselves."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, DutyAgainLetter]:
    """Return by row the duty that is handed in."""
    del now
    wanted = {row.id: row.topic.duty_id for row in rows}
    found = {line.id: line for line in await lines(db, Duty.id.in_(set(wanted.values())), Duty.state == DutyState.DONE)}
    by = await handed_in_by(db, [line.id for line in found.values() if not line.person_id])
    told = ((row, duty) for row, duty in wanted.items() if duty in found)
    return {row: DutyAgainLetter(row, found[duty], by.get(duty)) for row, duty in told}
