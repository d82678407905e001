"""What letters about duties still have to say when they leave: only what is owed then, to who is concerned then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar.settings import Rung
from bot.domain.duties import history, owners, proofs
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.duties.owners import Organisation, Owed
from bot.domain.models import Duty, DutyEventKind, DutyState, Purpose
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local


def is_about_duties(row: Due) -> bool:
    """Say whether a row speaks of duties; a superior's reminder may be about a meeting as well."""
    return row.purpose in history.SPEAK_OF_DUTIES and "duties" in row.facts


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> Mapping[int, tuple[DutyLine, ...]]:
    """Return by row the duties that it speaks of and that are owed as it knows them, in a handful of statements."""
    about = [row for row in rows if is_about_duties(row)]
    if not about:
        return {}
    ids = {duty for row in about for duty in history.spoken_of(row.facts)}
    standing = Duty.id.in_(await proofs.still_open(db, ids, now))
    known = await lines(db, standing)
    owed = {one.duty.id: one for one in await owners.read_owed(db, owners.owed(standing))}
    organisation = await owners.read(db, local(now).date())
    return {
        row.id: tuple(
            line
            for line in known
            if spoken.get(line.id) == line.version
            and row.person_id in _concerned(organisation, owed[line.id], row.purpose)
        )
        for row, spoken in [(row, history.spoken_of(row.facts)) for row in about]
    }


def _concerned(organisation: Organisation, owed: Owed, purpose: Purpose) -> owners.People:
    if purpose is not Purpose.OVERDUE:
        return organisation.owners(owed)
    return owners.NOBODY.union(*(organisation.superiors(owed, rung) for rung in Rung))


async def note_unsaid(db: AsyncSession, left: Iterable[Due], now: datetime) -> None:
    """Write down of which duties letters have said nothing because they came too late for them."""
    pairs = {pair for row in left if is_about_duties(row) for pair in history.spoken_of(row.facts).items()}
    over = (Duty.not_after <= now, Duty.state.in_((DutyState.OPEN, DutyState.LAPSED)))
    known = select(Duty.id, Duty.version).where(Duty.id.in_({duty for duty, _ in pairs}), *over)
    late = pairs.intersection(map(tuple, await db.execute(known))) if pairs else ()
    await history.note(db, sorted(duty for duty, _ in late), DutyEventKind.MISSED, now)
