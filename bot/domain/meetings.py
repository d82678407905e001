"""Meetings: who sees which, settling the day of one that had only a month, moving, cancelling.

A meeting's day is never invented: the plan gives a month, and a lead settles the rest.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import notices, outbox, tree
from bot.domain.models import (
    Assent,
    Assignment,
    Cluster,
    ClusterSchool,
    Form,
    HostItem,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Person,
    Plan,
    PlanState,
    Purpose,
    Round,
    Seat,
    SeatState,
)
from bot.domain.people import Rights
from bot.errors import N_, BadInput, Gone, Refusal
from bot.vietnamese import local, next_month

LENGTH = timedelta(hours=3)
"""A buổi is half a day; its end is only needed to know when it is over."""
MOST_SEATS = 500
LONGEST_LINK = 300
_LINK = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
LONGEST_NUMBER = 6

PAST_HOUR = N_("That hour has passed. Please give an hour that lies ahead, for example: 14h ngày 26/11/2026.")
TOO_FAR = N_("That day lies outside the school year of the plan ({year}). Please check the day.")
FEWER_THAN_TAKEN = N_("{taken} people have a seat already. Please give a number that is not smaller.")
NO_CAPACITY = N_("Please give the number of seats as a number from 1 to {most}, or choose:")
OVER = N_("This meeting is over or was cancelled; it cannot be changed any more.")
NO_LINK = N_(
    "Please send the link of the online meeting; it begins with https://, for example: https://meet.google.com/abc"
)
NOT_PUBLISHED = N_("The plan of this meeting is not published yet. Its day can be settled afterwards.")


async def get(db: AsyncSession, meeting_id: int) -> Meeting:
    """Return a meeting as it stands now. Refuses an id that is none."""
    meeting = await db.scalar(select(Meeting).where(Meeting.id == meeting_id).execution_options(populate_existing=True))
    if meeting is None:
        raise Gone
    return meeting


def published() -> ColumnElement[bool]:
    """Say which meetings stand in a published plan: drafts are for those who lead the cluster, and for officers."""
    return exists().where(Round.id == Meeting.round_id, Plan.id == Round.plan_id, Plan.state == PlanState.PUBLISHED)


def is_published(meeting: Meeting) -> bool:
    """Say whether everybody whom a meeting concerns may see it."""
    return meeting.round.plan.state is PlanState.PUBLISHED


def concerns(person: Person, rights: Rights) -> ColumnElement[bool]:
    """Say which meetings are a person's: of the school's clusters, of the subject, led, hosted; all for an officer.

    What is not published yet is seen by who leads its cluster.
    """
    if rights.officer:
        return Meeting.id.is_not(None)
    schools = {person.unit_id} | rights.principal_of
    subject = or_(Cluster.subject.is_(None), Cluster.subject == person.subject)
    near = exists().where(
        ClusterSchool.cluster_id == Meeting.cluster_id,
        or_(ClusterSchool.unit_id.in_(schools), ClusterSchool.unit_id.in_(tree.were_at(person.id))),
        tree.in_cluster_then(),
        Cluster.id == Meeting.cluster_id,
        subject,
    )
    hosted = Meeting.host_id.in_(rights.principal_of)
    plays = Meeting.id.in_(
        select(Assignment.meeting_id).where(
            Assignment.person_id == person.id, Assignment.assent.in_((Assent.ASKED, Assent.ACCEPTED))
        )
    )
    return or_(published() & or_(near, hosted, plays), Meeting.cluster_id.in_(rights.leads))


def _in_order(which: ColumnElement[bool]) -> Select[Meeting]:
    by_day = (Meeting.month, Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)
    return select(Meeting).where(which).order_by(*by_day)


async def ahead(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return a person's meetings that are not over: those of this month and later, soonest first."""
    this_month = local(now).date().replace(day=1)
    not_over = or_(Meeting.ends_at > now, Meeting.ends_at.is_(None) & (Meeting.month >= this_month))
    alive = Meeting.state != MeetingState.CANCELLED
    return (await db.scalars(_in_order(concerns(person, rights) & not_over & alive))).all()


async def open_to(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return the meetings one can sign up for now."""
    signed_up = (Meeting.state == MeetingState.SETTLED) & (Meeting.starts_at > now)
    return (await db.scalars(_in_order(concerns(person, rights) & signed_up))).all()


async def held(db: AsyncSession, person: Person, rights: Rights, now: datetime, limit: int = 8) -> Sequence[Meeting]:
    """Return a person's meetings that have begun, newest first."""
    begun = (Meeting.state == MeetingState.SETTLED) & (Meeting.starts_at <= now)
    newest = select(Meeting).where(concerns(person, rights) & begun).order_by(Meeting.starts_at.desc()).limit(limit)
    return (await db.scalars(newest)).all()


async def led(db: AsyncSession, rights: Rights, *, settled: bool, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that one leads and that are still ahead, settled or with only a month."""
    mine = Meeting.cluster_id.in_(rights.leads) if not rights.officer else Meeting.id.is_not(None)
    state = MeetingState.SETTLED if settled else MeetingState.PLANNED
    ahead_of = Meeting.ends_at > now - timedelta(days=1) if settled else Meeting.month >= _month(now)
    return (await db.scalars(_in_order(mine & published() & (Meeting.state == state) & ahead_of))).all()


def _month(now: datetime) -> date:
    return local(now).date().replace(day=1)


async def must_concern(db: AsyncSession, meeting: Meeting, person: Person, rights: Rights) -> None:
    """Refuse who has nothing to do with a meeting, such as a guessed id."""
    if await db.scalar(select(Meeting.id).where(Meeting.id == meeting.id, concerns(person, rights))) is None:
        raise Gone


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting has ended or was cancelled."""
    return meeting.state is MeetingState.CANCELLED or (meeting.ends_at is not None and meeting.ends_at <= now)


def check_hour(meeting: Meeting, starts_at: datetime, now: datetime) -> None:
    """Refuse an hour that has passed or lies outside the plan's school year (1 August to 31 July)."""
    if starts_at <= now:
        raise BadInput(PAST_HOUR)
    year = meeting.cluster.school_year
    first, second = int(year[:4]), int(year[-4:])
    if not date(first, 8, 1) <= local(starts_at).date() <= date(second, 7, 31):
        raise BadInput(TOO_FAR, year=year)


def outside_month(meeting: Meeting, starts_at: datetime) -> bool:
    """Say whether an hour lies outside the month that the plan gives."""
    return not meeting.month <= local(starts_at).date() < next_month(meeting.month)


def read_capacity(meeting: Meeting, typed: str) -> int:
    """Return a typed number of seats. Refuses none, zero, and fewer than are taken."""
    if not typed.isdecimal() or len(typed) > LONGEST_NUMBER or not 1 <= int(typed) <= MOST_SEATS:
        raise BadInput(NO_CAPACITY, most=MOST_SEATS)
    if int(typed) < meeting.taken:
        raise BadInput(FEWER_THAN_TAKEN, taken=meeting.taken)
    return int(typed)


def read_link(typed: str) -> str:
    """Return a typed link. Refuses what is not one whole https address."""
    found = _LINK.fullmatch(typed.strip())
    if found is None or len(typed) > LONGEST_LINK:
        raise BadInput(NO_LINK)
    return found[0]


async def settle(
    db: AsyncSession,
    meeting: Meeting,
    rights: Rights,
    *,
    starts_at: datetime,
    room: str | None,
    capacity: int | None,
    now: datetime,
    form: Form = Form.IN_PERSON,
    link: str | None = None,
) -> datetime | None:
    """Give a meeting its hour, room or link, and seats, open its sign-up and arm its notices.

    For a meeting that was settled before this is a move: whoever has a seat or waits is told once, before → after,
    two minutes later at the earliest and not at night, so that a second correction replaces the first. Returns that
    hour, None where nobody is told. Refuses who does not lead it, a past hour, and a meeting that is over.
    """
    rights.must_lead(meeting.cluster_id)
    if is_over(meeting, now):
        raise Refusal(OVER)
    if not is_published(meeting):
        raise Refusal(NOT_PUBLISHED)
    check_hour(meeting, starts_at, now)
    if capacity is not None and capacity < meeting.taken:
        raise BadInput(FEWER_THAN_TAKEN, taken=meeting.taken)
    before = _when_and_where(meeting.starts_at, meeting.room, meeting.link) if meeting.starts_at else None
    meeting.capacity, meeting.form = capacity, form
    if before == _when_and_where(starts_at, room, link):
        return None
    meeting.starts_at, meeting.ends_at, meeting.room = starts_at, starts_at + LENGTH, room
    meeting.link = link
    meeting.state = MeetingState.SETTLED
    meeting.version += 1
    await db.flush()
    await notices.arm(db, meeting, now=now)
    # What was made ready was made ready for the former hour and room.
    await db.execute(delete(HostItem).where(HostItem.meeting_id == meeting.id))
    return await _tell_move(db, meeting, before, now) if before else None


def _when_and_where(starts_at: datetime, room: str | None, link: str | None) -> dict[str, Any]:
    where = {"starts_at": starts_at.astimezone(UTC).isoformat(), "room": room}
    return where | {"link": link} if link else where


async def _tell_move(db: AsyncSession, meeting: Meeting, before: dict[str, Any], now: datetime) -> datetime | None:
    subject = notices.subject(meeting)
    waiting = (Outbox.subject == subject, Outbox.purpose == Purpose.MOVED, Outbox.state == OutboxState.WAITING)
    untold = await db.scalar(select(Outbox.facts).where(*waiting).order_by(Outbox.id).limit(1))
    await outbox.void(db, *waiting, now=now)
    assert meeting.starts_at
    before = untold or before
    if before == _when_and_where(meeting.starts_at, meeting.room, meeting.link):
        return None  # moved back before anybody was told
    sooner = min(meeting.starts_at, datetime.fromisoformat(before["starts_at"]))
    leaves_at = notices.leaves(now + notices.DEBOUNCE, sooner)
    people = await with_seat(db, meeting.id, waiting=True)
    await outbox.put(
        db,
        people,
        Purpose.MOVED,
        subject,
        version=meeting.version,
        due_at=leaves_at,
        not_after=max(meeting.starts_at, leaves_at + notices.DEBOUNCE),
        facts=before,
    )
    return leaves_at if people else None


async def cancel(db: AsyncSession, meeting: Meeting, rights: Rights, *, now: datetime) -> int:
    """Call a meeting off and return how many will be told. Everything else armed for it stops."""
    rights.must_lead(meeting.cluster_id)
    if is_over(meeting, now):
        raise Refusal(OVER)
    meeting.state = MeetingState.CANCELLED
    meeting.version += 1
    await db.flush()
    await notices.disarm(db, meeting, now=now)
    await outbox.void(db, Outbox.subject == notices.subject(meeting), now=now)
    people = await with_seat(db, meeting.id, waiting=True)
    await outbox.put(
        db,
        people,
        Purpose.CANCELLED,
        notices.subject(meeting),
        version=meeting.version,
        due_at=notices.leaves(now, meeting.starts_at or now),
        not_after=meeting.ends_at or now + timedelta(days=7),
    )
    return len(people)


async def with_seat(db: AsyncSession, meeting_id: int, *, waiting: bool = False) -> Sequence[int]:
    """Return who has a seat at a meeting; with `waiting` also who waits, plays a part, or was asked to host it."""
    states = {SeatState.HELD} | ({SeatState.OFFERED, SeatState.WAITING} if waiting else set())
    seated = select(Seat.person_id).where(Seat.meeting_id == meeting_id, Seat.state.in_(states))
    if not waiting:
        return (await db.scalars(seated)).all()
    playing = select(Assignment.person_id).where(
        Assignment.meeting_id == meeting_id, Assignment.assent.in_((Assent.ASKED, Assent.ACCEPTED))
    )
    hosting = select(Outbox.person_id).where(
        Outbox.subject == f"meeting:{meeting_id}",
        Outbox.purpose.in_((Purpose.HOST, Purpose.HOST_CHECK)),
        Outbox.state == OutboxState.SENT,
    )
    return (await db.scalars(seated.union(playing, hosting))).all()


def reflection_until(meeting: Meeting) -> datetime:
    """Return until when reflections may be edited: the end of the round, or two weeks after a late meeting."""
    end_of_round = datetime.combine(next_month(meeting.round.month), datetime.min.time(), local(_end(meeting)).tzinfo)
    return max(end_of_round, _end(meeting) + timedelta(days=14))


def _end(meeting: Meeting) -> datetime:
    if meeting.ends_at is None:
        raise Gone
    return meeting.ends_at


async def clusters(db: AsyncSession, school_year: str | None = None) -> Sequence[Cluster]:
    """Return the clusters of a school year, the newest one's where none is named; general ones first."""
    year = school_year or await db.scalar(select(Cluster.school_year).order_by(Cluster.school_year.desc()).limit(1))
    of_year = select(Cluster).where(Cluster.school_year == year)
    return (await db.scalars(of_year.order_by(Cluster.subject.is_not(None), Cluster.id))).all()
