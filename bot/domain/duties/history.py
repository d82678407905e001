"""The history of each duty: a log to which lines are only added."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Duty, DutyEvent, DutyEventKind, Outbox, Person, Purpose
from bot.domain.organisation import capacities
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.outbox.facts import DutyFacts
from bot.domain.outbox.outbox import Due
from bot.vietnamese import local

SPEAK_OF_DUTIES = frozenset({Purpose.DUTY, Purpose.DUTY_NEW, Purpose.DUTY_BACK, Purpose.OVERDUE, Purpose.CHASE})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a duty's history, with the name of who did it; empty where it came by itself."""

    at: datetime
    kind: DutyEventKind
    by: str
    detail: str
    acted: Capacity | None = None
    """As what who did it acted, and for whom; None for who acted for nobody."""


async def of(db: AsyncSession, duty_id: int) -> Sequence[Event]:
    """Return a duty's history, the oldest first."""
    asked = select(DutyEvent, Person.name, Duty.unit_id, Duty.cluster_id).join(Duty, Duty.id == DutyEvent.duty_id)
    lines = asked.outerjoin(Person, Person.id == DutyEvent.by_id).where(DutyEvent.duty_id == duty_id)
    found = (await db.execute(lines.order_by(DutyEvent.id))).all()
    return [event for _, event in await _events(db, found)]


async def handed_in_by(db: AsyncSession, duties: Collection[int]) -> Mapping[int, Event]:
    """Return of each duty that was handed in by whom it last was, and for whom; in two queries."""
    handed = (DutyEvent.duty_id.in_(duties), DutyEvent.kind.in_((DutyEventKind.DONE, DutyEventKind.CORRECTED)))
    asked = select(DutyEvent, Person.name, Duty.unit_id, Duty.cluster_id).join(Duty, Duty.id == DutyEvent.duty_id)
    lines = asked.join(Person, Person.id == DutyEvent.by_id).where(*handed)
    found = (await db.execute(lines.order_by(DutyEvent.id))).all()
    return dict(await _events(db, found))


async def _events(db: AsyncSession, found: Sequence[Any]) -> list[tuple[int, Event]]:
    """Return rows of event, name, unit and cluster as events by their duties."""
    did = {
        event.id: Did(event.by_id, local(event.at).date(), cluster=cluster or 0, unit=unit or 0)
        for event, _, unit, cluster in found
        if event.by_id
    }
    acted = await capacities.of(db, did.values())
    return [
        (
            event.duty_id,
            Event(event.at, event.kind, name or "", event.detail, acted[did[event.id]] if event.id in did else None),
        )
        for event, name, *_ in found
    ]


async def note(
    db: AsyncSession,
    duties: Iterable[int],
    kind: DutyEventKind,
    now: datetime,
    *,
    by_id: int | None = None,
    detail: str = "",
) -> None:
    """Add one line to each of some duties."""
    await note_each(db, kind, dict.fromkeys(duties, detail), now, by_id=by_id)


async def note_each(
    db: AsyncSession, kind: DutyEventKind, details: Mapping[int, str], now: datetime, *, by_id: int | None = None
) -> None:
    """Add a line with a detail of its own to each of some duties."""
    same = {"kind": kind, "at": now, "by_id": by_id}
    rows = [{"duty_id": duty, "detail": detail, **same} for duty, detail in details.items()]
    if rows:
        await db.execute(insert(db, DutyEvent), rows)


async def told_late(db: AsyncSession, duties: Iterable[Duty]) -> set[tuple[int, str]]:
    """Return pairs of duty and step (or rung) that were taken after the duty's present due day."""
    due = {duty.id: duty.due_on for duty in duties}
    said = select(DutyEvent.duty_id, DutyEvent.detail, DutyEvent.at).where(
        DutyEvent.duty_id.in_(due), DutyEvent.kind.in_((DutyEventKind.TOLD, DutyEventKind.CLIMBED))
    )
    return {(duty, step) for duty, step, at in await db.execute(said) if local(at).date() > due[duty]}


async def who_sent_back(db: AsyncSession, duty_id: int) -> int | None:
    """Return who sent a duty back last; None where nobody did."""
    back = (DutyEvent.duty_id == duty_id, DutyEvent.kind == DutyEventKind.RETURNED)
    return await db.scalar(select(DutyEvent.by_id).where(*back).order_by(DutyEvent.id.desc()).limit(1))


async def length(db: AsyncSession, duty_id: int) -> int:
    """Return how many lines the history of a duty has."""
    return await db.scalar(select(func.count()).select_from(DutyEvent).where(DutyEvent.duty_id == duty_id)) or 0


def spoken_of(facts: Mapping[str, Any]) -> Mapping[int, int]:
    """Return the duties that a letter speaks of, each with the version that it knows."""
    return dict(DutyFacts.read(facts).duties)


def speaks_of_duties(row: Due | Outbox) -> bool:
    """Say whether a row is about duties: what a superior reminds of may be the change of a meeting as well."""
    return row.purpose in SPEAK_OF_DUTIES and not row.topic.meeting_id


async def note_lost(db: AsyncSession, rows: Iterable[Due | Outbox], now: datetime) -> None:
    """Note in the history that letters about duties were missed, failed, or are unclear."""
    lost = {duty for row in rows if speaks_of_duties(row) for duty in spoken_of(row.facts)}
    standing = set(await db.scalars(select(Duty.id).where(Duty.id.in_(lost)))) if lost else set()
    await note(db, sorted(standing), DutyEventKind.MISSED, now)
