"""What letters about duties still have to say when they leave: only what is owed then, to who is concerned then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar.settings import Rung
from bot.domain.duties import history, owners, proofs
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.duties.owners import Organisation, Owed
from bot.domain.letters import reading
from bot.domain.models import Duty, DutyEventKind, DutyState, Purpose
from bot.domain.outbox.facts import ChasedDutyFacts, NewDutyFacts, News
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

PURPOSES = frozenset({Purpose.DUTY, Purpose.DUTY_NEW, Purpose.DUTY_BACK, Purpose.OVERDUE})


@dataclass(frozen=True, slots=True)
class DutyLetter:
    """Duties, as a reminder, a superior's or one to superiors, or as news."""

    row_id: int
    duties: tuple[DutyLine, ...]
    today: date
    by: str = ""
    """Which superior reminds or sends back, by name."""
    news: News | None = None


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, DutyLetter]:
    """Return by row what is still wanted: duties that are owed as it knows them, in a handful of statements."""
    spoken = {row.id: history.spoken_of(row.facts) for row in rows}
    standing = Duty.id.in_(await proofs.still_open(db, {duty for duties in spoken.values() for duty in duties}, now))
    # Of what waits for the level above its owner has done their part, and no superior is told that it is late.
    known = [line for line in await lines(db, standing) if not line.waits]
    owed = {one.duty.id: one for one in await owners.read_owed(db, owners.owed(standing))}
    today = local(now).date()
    organisation = await owners.read(db, today)
    superiors = await _superiors(db, rows)
    told = {}
    for row in rows:
        current = [line for line in known if spoken[row.id].get(line.id) == line.version]
        mine = [line for line in current if row.person_id in _concerned(organisation, owed[line.id], row.purpose)]
        news = NewDutyFacts.read(row.facts).news if row.purpose is Purpose.DUTY_NEW else None
        if mine:
            told[row.id] = DutyLetter(row.id, tuple(mine), today, superiors.get(row.id, ""), news)
    return told


async def _superiors(db: AsyncSession, rows: Iterable[Due]) -> dict[int, str]:
    """Return by row the name of the superior who reminds, where one does."""
    by = {
        row.id: ChasedDutyFacts.read(row.facts).by for row in rows if row.purpose in (Purpose.CHASE, Purpose.DUTY_BACK)
    }
    names = await reading.names(db, by.values()) if by else {}
    return {row: names.get(person, "") for row, person in by.items()}


def _concerned(organisation: Organisation, owed: Owed, purpose: Purpose) -> owners.People:
    if purpose is not Purpose.OVERDUE:
        return organisation.owners(owed)
    return owners.NOBODY.union(*(organisation.superiors(owed, rung) for rung in Rung))


async def note_unsaid(db: AsyncSession, left: Iterable[Due], now: datetime) -> None:
    """Write down of which duties letters have said nothing because they came too late for them."""
    pairs = {pair for row in left if history.speaks_of_duties(row) for pair in history.spoken_of(row.facts).items()}
    if not pairs:
        return
    over = (Duty.not_after <= now, Duty.state.in_((DutyState.OPEN, DutyState.LAPSED)))
    known = select(Duty.id, Duty.version).where(Duty.id.in_({duty for duty, _ in pairs}), *over)
    late = pairs.intersection(map(tuple, await db.execute(known)))
    await history.note(db, sorted(duty for duty, _ in late), DutyEventKind.MISSED, now)
