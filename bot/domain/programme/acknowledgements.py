"""Who has said "Đã rõ" to a change of a meeting, and who is chased because they have not.

People say it to one version. What counts is the newest version that people were told of: whoever has acknowledged that
one or a later one has understood.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    Acknowledgement,
    Appointment,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Person,
    Purpose,
    Role,
    Topic,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Changed
from bot.domain.outbox.outbox import Due
from bot.domain.programme import changes, concerned, reminders
from bot.domain.programme.changes import Told
from bot.errors import N_, Gone, Refusal
from bot.vietnamese import local, sort_key

CHANGES = (Purpose.MOVED, Purpose.CANCELLED, Purpose.RESTORED)
ASKING = (*CHANGES, Purpose.CHASE, Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.PART)
"""Letters with a button to acknowledge."""
AFTER = timedelta(seconds=10)
"""How long after a change its leads are shown who has understood."""
CHASED_AGAIN = timedelta(hours=1)
CHASES = 100
"""More often than this nobody is chased because of one change."""

TOO_LATE = N_("This meeting has begun or is over; nobody needs to be chased any more.")


class Said(Enum):
    """What became of somebody's "Đã rõ"."""

    NOTED = auto()
    NOTED_BEFORE = auto()
    OUTDATED = auto()
    """It was said to a version that does not hold any more."""


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """How many were told of the newest change, who has not acknowledged it, and who was chased last."""

    version: int
    told: int
    missing: Mapping[int, str]
    """Full names by id, in the order of lists."""
    chased: tuple[str, ...] = ()
    chased_at: datetime | None = None
    chases: int = 0

    @property
    def understood(self) -> int:
        """How many have acknowledged it."""
        return self.told - len(self.missing)


@dataclass(frozen=True, slots=True)
class ChasedSilent:
    """What a lead's chasing led to: how it stands after it, and the hour at which it leaves, None where none does."""

    standing: ChangeStanding
    leaves_at: datetime | None = None


async def begin(db: AsyncSession, meeting: Meeting, told: Told | None, *, by_id: int | None, now: datetime) -> None:
    """Let the leads see who acknowledges a change; whoever made it has understood it."""
    # Else the lead who moved the meeting would be counted as silent, and chased.
    if by_id:
        await _keep(db, meeting.id, meeting.version, by_id, now)
    if told is None:
        return
    # After the change itself, so that the list does not stand above the news in a lead's chat.
    due = told.leaves_at + AFTER
    until = meeting.ends_at if meeting.state is MeetingState.CANCELLED else meeting.ahead_until
    await outbox.put(
        db,
        await terms.leaders(db, meeting.cluster_id, local(now).date()),
        Purpose.ACKS,
        Topic.meeting(meeting.id),
        version=meeting.version,
        due_at=due,
        not_after=max(until or due + changes.USEFUL_FOR, due + reminders.DEBOUNCE),
        urgent=told.urgent,
    )


async def understand(db: AsyncSession, meetings: Iterable[Meeting], person_id: int, now: datetime) -> None:
    """Note that whoever changed some meetings has understood it."""
    rows = [{"meeting_id": one.id, "version": one.version, "person_id": person_id, "at": now} for one in meetings]
    if rows:
        await db.execute(insert(db, Acknowledgement).on_conflict_do_nothing(), rows)


async def _keep(db: AsyncSession, meeting_id: int, version: int, person_id: int, now: datetime) -> bool:
    row = insert(db, Acknowledgement).values(meeting_id=meeting_id, version=version, person_id=person_id, at=now)
    return bool((await db.execute(row.on_conflict_do_nothing())).rowcount)  # type: ignore[attr-defined] # an INSERT has it


async def note(db: AsyncSession, meeting: Meeting, person: Person, version: int, now: datetime) -> Said:
    """Note that somebody has understood one version of a meeting. Idempotent.

    Raises Gone for somebody whom the meeting does not concern, and for a version that never was.
    """
    if version > meeting.version or not await _is_asked(db, meeting, person.id):
        raise Gone
    if version != meeting.version and not await _still_holds(db, meeting, version):
        return Said.OUTDATED
    return Said.NOTED if await _keep(db, meeting.id, version, person.id, now) else Said.NOTED_BEFORE


async def _is_asked(db: AsyncSession, meeting: Meeting, person_id: int) -> bool:
    if person_id in await concerned.with_a_place(db, meeting.id):
        return True
    asked = exists().where(
        Outbox.person_id == person_id,
        Outbox.purpose.in_(ASKING),
        Outbox.topic == Topic.meeting(meeting.id),
        Outbox.state != OutboxState.VOID,
    )
    return bool(await db.scalar(select(asked)))


async def _still_holds(db: AsyncSession, meeting: Meeting, version: int) -> bool:
    """Say whether a version was the last one told, and the meeting came back to it before anybody heard otherwise."""
    newest = select(Outbox.version, Outbox.facts).where(*_of_changes([meeting.id])).order_by(Outbox.version.desc())
    row = (await db.execute(newest.limit(1))).first()
    told = Changed.of(row.facts) if row and row.version == version else None
    return told is not None and told.now == changes.stands(meeting)


def _of_changes(meetings: Iterable[int]) -> tuple[ColumnElement[bool], ...]:
    topics = [Topic.meeting(meeting) for meeting in meetings]
    return Outbox.topic.in_(topics), Outbox.purpose.in_(CHANGES), Outbox.state != OutboxState.VOID


async def standing(db: AsyncSession, meeting: Meeting) -> ChangeStanding | None:
    """Return how the newest change of a meeting stands, None where nobody was told of any."""
    return (await standings(db, [meeting.id])).get(meeting.id)


async def standings(db: AsyncSession, meetings: Collection[int]) -> dict[int, ChangeStanding]:
    """Return how the newest changes of several meetings stand, in as many statements as for one.

    Whoever has given the seat up since is not counted: that is an answer too.
    """
    newest = await _newest(db, meetings)
    versions = {meeting: told.version for meeting, told in newest.items()}
    places, understood = await concerned.places(db, newest), await _understood(db, versions)
    chases = await _chases(db, versions)
    found = {}
    for meeting, told in newest.items():
        counted = {one: told.names[one] for one in told.names if one in told.by_role or (meeting, one) in places}
        silent = [person for person in counted if (meeting, person) not in understood]
        missing = {person: counted[person] for person in sorted(silent, key=lambda one: sort_key(counted[one]))}
        found[meeting] = ChangeStanding(told.version, len(counted), missing, *chases.get(meeting, ()))
    return found


@dataclass(slots=True)
class _Newest:
    """The newest change of a meeting that people were told of."""

    version: int
    names: dict[int, str] = field(default_factory=dict)
    by_role: set[int] = field(default_factory=set)
    """Who is told because of a role, whatever becomes of seats."""


async def _newest(db: AsyncSession, meetings: Collection[int]) -> dict[int, _Newest]:
    asked = select(Outbox.topic, Outbox.version, Outbox.person_id, Outbox.facts, Person.name)
    told = asked.join(Person, Person.id == Outbox.person_id).where(*_of_changes(meetings), Person.erased_at.is_(None))
    found: dict[int, _Newest] = {}
    for topic, version, person, facts, name in await db.execute(told.order_by(Outbox.version)):
        newest = found.get(topic.meeting_id)
        if newest is None or version > newest.version:
            newest = found[topic.meeting_id] = _Newest(version)
        newest.names[person] = name
        change = Changed.of(facts)
        if change is None or change.role:
            newest.by_role.add(person)
    return found


async def _understood(db: AsyncSession, newest: Mapping[int, int]) -> set[tuple[int, int]]:
    asked = select(Acknowledgement.meeting_id, Acknowledgement.person_id, Acknowledgement.version)
    rows = await db.execute(asked.where(Acknowledgement.meeting_id.in_(newest)))
    return {(meeting, person) for meeting, person, version in rows if version >= newest[meeting]}


async def _chases(db: AsyncSession, newest: Mapping[int, int]) -> dict[int, tuple[tuple[str, ...], datetime, int]]:
    """Return by meeting who was chased last because of this version, when, and how often that was done."""
    topics = [Topic.meeting(meeting) for meeting in newest]
    asked = (
        select(Outbox.topic, Outbox.version, Outbox.facts, Person.name)
        .join(Person, Person.id == Outbox.person_id)
        .where(Outbox.topic.in_(topics), Outbox.purpose == Purpose.CHASE)
    )
    turns: dict[tuple[int, int], tuple[list[str], datetime]] = {}
    for topic, turn, facts, name in await db.execute(asked):
        meeting = topic.meeting_id
        if turn // CHASES == newest[meeting]:
            turns.setdefault((meeting, turn), ([], Changed.read(facts).at))[0].append(name)
    found = {}
    for (meeting, turn), (names, at) in sorted(turns.items(), key=lambda item: item[0]):
        found[meeting] = tuple(sorted(names, key=sort_key)), at, turn % CHASES + 1
    return found


async def chase(db: AsyncSession, meeting: Meeting, rights: Rights, version: int, now: datetime) -> ChasedSilent:
    """Tell those once more who have not acknowledged a change; within an hour of the last time, nobody.

    Also nobody where the version is not the newest one told. Raises NotAllowed unless one leads the cluster, Gone where
    nobody was told of a change, Refusal once the meeting has begun.
    """
    rights.must_lead(meeting.cluster_id)
    await lock(db, meeting)
    how = await standing(db, meeting)
    if how is None:
        raise Gone
    if meeting.ahead_until and meeting.ahead_until <= now:
        raise Refusal(TOO_LATE)
    lately = how.chased_at is not None and now - how.chased_at < CHASED_AGAIN
    if how.version != version or not how.missing or lately or how.chases >= CHASES:
        return ChasedSilent(how)
    leaves_at = await _chase(db, meeting, how, now)
    after = await standing(db, meeting)
    assert after
    return ChasedSilent(after, leaves_at)


async def _chase(db: AsyncSession, meeting: Meeting, how: ChangeStanding, now: datetime) -> datetime:
    opens = await quiet.leaves(db, now)
    urgent = changes.is_urgent(meeting.starts_at, opens, now)
    newest = select(Outbox.facts).where(*_of_changes([meeting.id]), Outbox.version == how.version)
    told = (await db.scalars(newest.limit(1))).one()
    await outbox.put(
        db,
        how.missing,
        Purpose.CHASE,
        Topic.meeting(meeting.id),
        version=how.version * CHASES + how.chases,
        due_at=now if urgent else opens,
        not_after=meeting.ahead_until or now + changes.USEFUL_FOR,
        urgent=urgent,
        facts=replace(Changed.read(told), at=now),
    )
    return now if urgent else opens


@dataclass(frozen=True, slots=True)
class ShownStanding:
    """What a lead was shown: since when, and how many have answered after that."""

    row: Due
    since: datetime
    answers: int


_HEADS = select(Appointment.person_id).where(Appointment.person_id.is_not(None), Appointment.role != Role.TEACHER)
# By person and purpose the rows are found at once; by purpose alone every message ever sent would be looked at.
_SHOWN = select(Outbox).where(
    Outbox.person_id.in_(_HEADS),
    Outbox.purpose == Purpose.ACKS,
    Outbox.state == OutboxState.SENT,
    Outbox.not_after > bindparam("now"),
)


async def live(db: AsyncSession, now: datetime) -> Sequence[ShownStanding]:
    """Return what leads were shown of changes of meetings that still lie ahead."""
    rows = (await db.scalars(_SHOWN, {"now": now})).all()
    answers = await _answers(db, {row.topic.meeting_id for row in rows}) if rows else {}
    return [
        ShownStanding(
            _due(row), since=row.settled_at or now, answers=sum(at >= row.due_at for at in answers.get(meeting, ()))
        )
        for row in rows
        for meeting in [row.topic.meeting_id]
    ]


def _due(row: Outbox) -> Due:
    return Due(**{name: getattr(row, name) for name in Due._fields})


async def _answers(db: AsyncSession, meetings: Collection[int]) -> dict[int, list[datetime]]:
    asked = select(Acknowledgement.meeting_id, Acknowledgement.at).where(Acknowledgement.meeting_id.in_(meetings))
    found: dict[int, list[datetime]] = {}
    for meeting, at in await db.execute(asked):
        found.setdefault(meeting, []).append(at)
    return found
