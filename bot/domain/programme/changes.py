"""Telling people that a meeting changed: one message for all edits within two minutes, from before to after.

Before is what each of them was last told, whatever the meeting was in between.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.calendar.quiet import Quiet
from bot.domain.models import Meeting, MeetingState, Outbox, OutboxState, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING, Changed, WhenAndWhere
from bot.domain.outbox.outbox import OutboxRow
from bot.domain.programme import beginning, concerned, pieces, reminders
from bot.domain.programme.concerned import SILENT
from bot.vietnamese import at, local

SOON = timedelta(hours=2)
"""What begins so soon after the quiet ends cannot wait for its end."""
USEFUL_FOR = timedelta(days=7)
"""For a meeting that has no hour."""
UNTOLD = (OutboxState.WAITING, OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.MISSED)
ABOUT_A_CHANGE = (Purpose.MOVED, Purpose.CANCELLED, Purpose.RESTORED, Purpose.ACKS, Purpose.CHASE)
# Whom a letter did not reach, the notice that there is no meeting may not reach either: a lead still hears of them.
_ENDS_WITH_IT = Outbox.purpose != Purpose.MISSED


@dataclass(frozen=True, slots=True)
class Told:
    """How many people are told of a change, and when."""

    people: int
    leaves_at: datetime
    deferred: bool
    urgent: bool


def stands(meeting: Meeting, *, host: int | None = None) -> WhenAndWhere:
    """Return of a meeting what people are told of when it changes, with another `host` if one is given."""
    day = None if meeting.starts_at else meeting.day
    halves = pieces.several(meeting)
    return WhenAndWhere(meeting.starts_at, meeting.room, meeting.link, host or meeting.host_id, day, halves)


def elsewhen(before: WhenAndWhere, after: WhenAndWhere) -> bool:
    """Say whether who could not come before may come now; the hour of a day that they knew of is no other time."""
    if before.starts_at:
        return before.starts_at != after.starts_at
    return before.day is not None and before.day != (local(after.starts_at).date() if after.starts_at else after.day)


def would_stand(meeting: Meeting, starts_at: datetime, room: str | None, link: str | None) -> WhenAndWhere:
    """Return how a meeting would stand at another hour, in another room, behind another link."""
    return WhenAndWhere(starts_at, room, link, meeting.host_id)


async def whom(
    db: AsyncSession, meeting: Meeting, *, by_id: int | None, now: datetime, hosts: Iterable[int] = ()
) -> set[int]:
    """Return who is told of a change by somebody: who has a place, the hosts' principals, the other leads."""
    today, run_by = local(now).date(), {meeting.host_id, *hosts}
    run_it = await concerned.running(db, meeting.cluster_id, run_by, today, but=by_id)
    return await _with_a_place(db, meeting, by_id) | run_it


async def _with_a_place(db: AsyncSession, meeting: Meeting, by_id: int | None) -> set[int]:
    """Return who has a place, but for who makes the change and has only not answered yet."""
    found = await concerned.places(db, [meeting.id])
    return {person for (_, person), place in found.items() if person != by_id or place != {SILENT}}


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
    return await _put(db, meeting, told, by_id=by_id or 0, now=now)


async def would_hear(db: AsyncSession, meeting: Meeting, after: WhenAndWhere, *, by_id: int, now: datetime) -> set[int]:
    """Return who will be told if a meeting's hour, room and link become these; its host stays."""
    before = stands(meeting)
    if after == before:
        return set()
    return {*await _touched(db, meeting, before, after, by_id=by_id, heads=True, now=now)}


async def tell_cancelled(db: AsyncSession, meeting: Meeting, *, by_id: int | None, heads: bool, now: datetime) -> Told:
    """Queue the message that a meeting is called off; nothing else leaves any more but what says who missed what."""
    told = await _last_told(db, meeting, stands(meeting), by_id=by_id, heads=heads, now=now)
    await outbox.void(db, Outbox.topic == Topic.meeting(meeting.id), _ENDS_WITH_IT, now=now)
    return await _put(db, meeting, told, by_id=by_id or 0, now=now)


async def _put(db: AsyncSession, meeting: Meeting, told: Mapping[int, WhenAndWhere], by_id: int, now: datetime) -> Told:
    going = _leaving(await quiet.read(db), meeting, told, now)
    places = await concerned.with_a_place(db, meeting.id)
    # Whoever runs it hears of it whatever they answer.
    places -= await concerned.running(db, meeting.cluster_id, {meeting.host_id}, local(now).date())
    await outbox.put_alike(db, _letters(meeting, told, going, places, now, by_id=by_id))
    return going


def by_the_plan(run_it: Collection[int], places: Mapping[int, Collection[str]]) -> set[int]:
    """Return who of those who run a meeting hears of its change from the plan: who has only not answered themselves."""
    return {person for person in run_it if {*places.get(person, ())} <= {SILENT}}


async def tell_places(
    db: AsyncSession,
    changed: Sequence[tuple[Meeting, WhenAndWhere]],
    run_by: Mapping[int, Collection[int]],
    *,
    now: datetime,
) -> None:
    """Tell who has a place in meetings that have moved or were called off, as the acts of one person do it one by one.

    Left out is who hears of it `by_the_plan`, of those who run each meeting. In as many statements as for one meeting.
    """
    if not changed:
        return
    ids = [meeting.id for meeting, _ in changed]
    untold, places, when = await _untold(db, ids), await concerned.places(db, ids), await quiet.read(db)
    there: dict[int, dict[int, frozenset[str]]] = {}
    for (meeting_id, person), place in places.items():
        there.setdefault(meeting_id, {})[person] = place
    unread = await _not_invited_yet(db, ids)
    moved = [Topic.meeting(meeting.id) for meeting, _ in changed if not _is_off(meeting)]
    called_off = [Topic.meeting(meeting.id) for meeting, _ in changed if _is_off(meeting)]
    await outbox.void(db, Outbox.topic.in_(moved), Outbox.purpose.in_(ABOUT_A_CHANGE), now=now)
    await outbox.void(db, Outbox.topic.in_(called_off), _ENDS_WITH_IT, now=now)
    letters: list[tuple[OutboxRow, Sequence[int]]] = []
    for meeting, before in changed:
        after, persons, last = stands(meeting), there.get(meeting.id, {}), untold.get(meeting.id, {})
        others = unread.get(meeting.id, set()) | by_the_plan(run_by.get(meeting.id, ()), persons)
        told = {person: last.get(person, before) for person in persons.keys() - others}
        told = {person: known for person, known in told.items() if known != after or _is_off(meeting)}
        letters += _letters(meeting, told, _leaving(when, meeting, told, now), persons, now)
    await outbox.put_alike(db, letters)


async def tell_restored(db: AsyncSession, meeting: Meeting, *, by_id: int | None, now: datetime) -> Told | None:
    """Queue the message that a meeting takes place after all, to who heard that it does not; None where nobody did."""
    about = (Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose == Purpose.CANCELLED)
    unheard = select(Outbox.person_id).where(*about, Outbox.state.in_(UNTOLD))
    stood = dict.fromkeys(
        await whom(db, meeting, by_id=by_id, now=now) - {*await db.scalars(unheard.with_for_update())}, stands(meeting)
    )
    await outbox.void(db, Outbox.topic == Topic.meeting(meeting.id), Outbox.purpose.in_(ABOUT_A_CHANGE), now=now)
    if not stood:
        return None
    going = _leaving(await quiet.read(db), meeting, stood, now)
    letters = _letters(meeting, stood, going, await concerned.with_a_place(db, meeting.id), now, by_id=by_id or 0)
    await outbox.put_alike(db, [(row._replace(purpose=Purpose.RESTORED), persons) for row, persons in letters])
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
    untold = (await _untold(db, [meeting.id])).get(meeting.id, {})
    unread = (await _not_invited_yet(db, [meeting.id])).get(meeting.id, set())
    if not heads:
        with_a_place = await _with_a_place(db, meeting, by_id)
        return {person: untold.get(person, before) for person in with_a_place - unread}
    # Who hosted until now hears that they do no more, though the meeting is not at their school any longer.
    former = await terms.principals(db, {before.host}, local(now).date())
    hosts = {known.host for known in untold.values()}
    # Who would have hosted for a minute, and never heard of it, is told nothing.
    told = await whom(db, meeting, by_id=by_id, now=now, hosts=hosts) | {*former} - untold.keys()
    return {person: untold.get(person, before) for person in told - unread}


async def _not_invited_yet(db: AsyncSession, meetings: Collection[int]) -> Mapping[int, set[int]]:
    """Return by meeting whose invitation has not left: it says how the meeting stands then, which is no change."""
    waiting = (Outbox.topic.in_([Topic.meeting(one) for one in meetings]), Outbox.purpose == Purpose.INVITE)
    asked = select(Outbox.topic, Outbox.person_id).where(*waiting, Outbox.state == OutboxState.WAITING)
    found: dict[int, set[int]] = {}
    for topic, person in await db.execute(asked):
        found.setdefault(topic.meeting_id, set()).add(person)
    return found


async def _untold(db: AsyncSession, meetings: Collection[int]) -> Mapping[int, Mapping[int, WhenAndWhere]]:
    """Return by meeting what those last knew whom its newest change has not reached."""
    topics = [Topic.meeting(meeting) for meeting in meetings]
    asked = select(Outbox).where(
        Outbox.topic.in_(topics), Outbox.purpose == Purpose.MOVED, Outbox.state != OutboxState.VOID
    )
    newest: dict[int, dict[int, Outbox]] = {}
    # What a sender is just taking counts as told: either it leaves, or what is told next says from where.
    for row in await db.scalars(asked.order_by(Outbox.version).with_for_update()):
        newest.setdefault(row.topic.meeting_id, {})[row.person_id] = row
    return {
        meeting: {person: Changed.read(row.facts).before for person, row in rows.items() if row.state in UNTOLD}
        for meeting, rows in newest.items()
    }


def _is_off(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.CANCELLED


def _leaving(when: Quiet, meeting: Meeting, told: Mapping[int, WhenAndWhere], now: datetime) -> Told:
    """Say when a change leaves: at once where it is for today or soon after the quiet, else when the quiet ends.

    A move waits a little, since it may still be corrected.
    """
    due = now if _is_off(meeting) else now + reminders.DEBOUNCE
    opens, number = when.opens(due), len(told)
    soonest = min((begins for one in (*told.values(), stands(meeting)) if (begins := _begins(one))), default=None)
    if is_urgent(soonest, opens, now):
        return Told(number, due, deferred=False, urgent=True)
    return Told(number, opens, deferred=opens > due, urgent=False)


def _begins(stood: WhenAndWhere) -> datetime | None:
    return at(stood.day, beginning.MORNING) if stood.day else stood.starts_at


def is_urgent(begins: datetime | None, opens: datetime, now: datetime) -> bool:
    """Say whether what begins then cannot wait for the end of the quiet: it is today, or soon after that."""
    return begins is not None and (local(begins).date() == local(now).date() or begins <= opens + SOON)


def _letters(
    meeting: Meeting,
    told: Mapping[int, WhenAndWhere],
    going: Told,
    places: Collection[int],
    now: datetime,
    *,
    by_id: int = 0,
) -> list[tuple[OutboxRow, Sequence[int]]]:
    """Return the letters about a change, one for all who were told the same before."""
    purpose, useful = Purpose.MOVED, meeting.ahead_until
    if _is_off(meeting):
        purpose, useful = Purpose.CANCELLED, meeting.ends_at
    # A change made a minute before the meeting still needs the time to leave.
    until = max(useful or now + USEFUL_FOR, going.leaves_at + reminders.DEBOUNCE)
    alike: dict[Changed, list[int]] = {}
    for person, known in told.items():
        changed = Changed(known, stands(meeting), now, role=person not in places, by=by_id)
        alike.setdefault(changed, []).append(person)
    topic, leaves, urgent = Topic.meeting(meeting.id), going.leaves_at, going.urgent
    same = OutboxRow(0, purpose, topic, meeting.version, NOTHING, leaves, until, urgent)
    return [(same._replace(facts=changed), persons) for changed, persons in alike.items()]
