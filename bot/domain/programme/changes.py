"""Telling people that a meeting changed: one message for all edits within two minutes, from before to after.

Before is what each of them was last told, whatever the meeting was in between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Meeting, Outbox, OutboxState, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Changed, WhenAndWhere
from bot.domain.programme import concerned, reminders
from bot.vietnamese import local

SOON = timedelta(hours=2)
"""What begins so soon after the quiet ends cannot wait for its end."""
USEFUL_FOR = timedelta(days=7)
"""For a meeting that has no hour."""
UNTOLD = (OutboxState.WAITING, OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.MISSED)
ABOUT_A_CHANGE = (Purpose.MOVED, Purpose.CANCELLED, Purpose.ACKS, Purpose.CHASE)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people are told of a change, and when."""

    people: int
    leaves_at: datetime
    deferred: bool
    urgent: bool


def stands(meeting: Meeting) -> WhenAndWhere:
    """Return of a meeting what people are told of when it changes."""
    return WhenAndWhere(meeting.starts_at, meeting.room, meeting.link, meeting.host_id)


def would_stand(meeting: Meeting, starts_at: datetime, room: str | None, link: str | None) -> WhenAndWhere:
    """Return how a meeting would stand at another hour, in another room, behind another link."""
    return WhenAndWhere(starts_at, room, link, meeting.host_id)


async def whom(
    db: AsyncSession, meeting: Meeting, *, by_id: int | None, now: datetime, hosts: Iterable[int] = ()
) -> set[int]:
    """Return who is told of a change by somebody: who has a place, the hosts' principals, the other leads."""
    today, run_by = local(now).date(), {meeting.host_id, *hosts}
    run_it = await concerned.running(db, meeting.cluster_id, run_by, today, but=by_id)
    return await concerned.with_a_place(db, meeting.id) | run_it


async def tell_move(
    db: AsyncSession, meeting: Meeting, before: WhenAndWhere, *, by_id: int | None, heads: bool, now: datetime
) -> Told | None:
    """Queue the message about a change, in place of one that has not left yet; None where nobody needs one.

    `before` is how the meeting stood until this edit. Without `heads` only those are told whom the meeting concerns.
    """
    after = stands(meeting)
    told = await _touched(db, meeting, before, after, by_id=by_id, heads=heads, now=now)
    await outbox.void(db, Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose.in_(ABOUT_A_CHANGE), now=now)
    if not told:
        return None  # changed back before anybody was told
    going = await _leaving(db, [*told.values(), after], now + reminders.DEBOUNCE, len(told), now)
    await _put(db, meeting, Purpose.MOVED, told, going, now=now)
    return going


async def would_hear(db: AsyncSession, meeting: Meeting, after: WhenAndWhere, *, by_id: int, now: datetime) -> set[int]:
    """Return who will be told if a meeting's hour, room and link become these; its host stays."""
    before = stands(meeting)
    if after == before:
        return set()
    return {*await _touched(db, meeting, before, after, by_id=by_id, heads=True, now=now)}


async def tell_cancelled(db: AsyncSession, meeting: Meeting, *, by_id: int | None, heads: bool, now: datetime) -> Told:
    """Queue the message that a meeting is called off; nothing else that waits for it leaves any more."""
    told = await _last_told(db, meeting, stands(meeting), by_id=by_id, heads=heads, now=now)
    await outbox.void(db, Outbox.topic == Topic.meeting(meeting.id), now=now)
    going = await _leaving(db, [*told.values(), stands(meeting)], now, len(told), now)
    await _put(db, meeting, Purpose.CANCELLED, told, going, now=now)
    return going


async def _touched(
    db: AsyncSession,
    meeting: Meeting,
    before: WhenAndWhere,
    after: WhenAndWhere,
    *,
    by_id: int | None,
    heads: bool,
    now: datetime,
) -> dict[int, WhenAndWhere]:
    """Return whom to tell, each with what they know of the meeting, but for those to whom it is nothing new."""
    everybody = await _last_told(db, meeting, before, by_id=by_id, heads=heads, now=now)
    return {person: known for person, known in everybody.items() if known != after}


async def _last_told(
    db: AsyncSession, meeting: Meeting, before: WhenAndWhere, *, by_id: int | None, heads: bool, now: datetime
) -> dict[int, WhenAndWhere]:
    """Return whom to tell, each with what they know of the meeting."""
    untold = await _untold(db, meeting)
    if not heads:
        return {person: untold.get(person, before) for person in await concerned.with_a_place(db, meeting.id)}
    # Who hosted until now hears that they do no more, though the meeting is not at their school any longer.
    former = await terms.principals(db, {before.host}, local(now).date())
    hosts = {known.host for known in untold.values()}
    # Who would have hosted for a minute, and never heard of it, is told nothing.
    told = await whom(db, meeting, by_id=by_id, now=now, hosts=hosts) | {*former} - untold.keys()
    return {person: untold.get(person, before) for person in told}


async def _untold(db: AsyncSession, meeting: Meeting) -> dict[int, WhenAndWhere]:
    """Return what those last knew whom the newest change has not reached."""
    asked = select(Outbox).where(
        Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.MOVED, Outbox.state != OutboxState.VOID
    )
    # What a sender is just taking counts as told: either it leaves, or what is told next says from where.
    rows = await db.scalars(asked.order_by(Outbox.version).with_for_update())
    newest = {row.person_id: row for row in rows}
    return {person: Changed.read(row.facts).before for person, row in newest.items() if row.state in UNTOLD}


async def _leaving(db: AsyncSession, known: Iterable[WhenAndWhere], due: datetime, number: int, now: datetime) -> Told:
    """Say when a change leaves: at once where it is for today or soon after the quiet, else when the quiet ends."""
    opens = await quiet.leaves(db, due)
    soonest = min((begins for one in known if (begins := one.starts_at)), default=None)
    if is_urgent(soonest, opens, now):
        return Told(number, due, deferred=False, urgent=True)
    return Told(number, opens, deferred=opens > due, urgent=False)


def is_urgent(begins: datetime | None, opens: datetime, now: datetime) -> bool:
    """Say whether what begins then cannot wait for the end of the quiet: it is today, or soon after that."""
    return begins is not None and (local(begins).date() == local(now).date() or begins <= opens + SOON)


async def _put(
    db: AsyncSession,
    meeting: Meeting,
    purpose: Purpose,
    told: Mapping[int, WhenAndWhere],
    going: Told,
    *,
    now: datetime,
) -> None:
    """Queue the letters, in one statement for all who were told the same before."""
    useful = meeting.ends_at if purpose is Purpose.CANCELLED else meeting.starts_at
    # A change made a minute before the meeting still needs the time to leave.
    until = max(useful or now + USEFUL_FOR, going.leaves_at + reminders.DEBOUNCE)
    of_seats = await concerned.with_a_place(db, meeting.id)
    alike: dict[Changed, list[int]] = {}
    for person, known in told.items():
        changed = Changed(known, stands(meeting), now, role=person not in of_seats)
        alike.setdefault(changed, []).append(person)
    for changed, persons in alike.items():
        await outbox.put(
            db,
            persons,
            purpose,
            Topic.meeting(meeting.id),
            version=meeting.version,
            due_at=going.leaves_at,
            not_after=until,
            urgent=going.urgent,
            facts=changed,
        )
