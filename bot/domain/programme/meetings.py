"""Meetings: who sees which, settling the day of one that had only a month, moving, cancelling.

A meeting's day is never invented: the plan gives a month, and a lead settles the rest.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.models import (
    Cluster,
    Form,
    HostItem,
    Meeting,
    MeetingState,
    Person,
    Unit,
)
from bot.domain.models.base import UtcDateTime
from bot.domain.organisation import tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.outbox.facts import WhenAndWhere
from bot.domain.programme import (
    acknowledgements,
    beginning,
    changes,
    concerned,
    ends,
    invitations,
    invitees,
    marks,
    pieces,
    reminders,
)
from bot.domain.programme.changes import Told
from bot.entities import Entities
from bot.errors import N_, BadInput, Gone, Refusal
from bot.typed_numbers import count_in
from bot.vietnamese import local, next_month

LENGTH = pieces.LENGTH
MOST_SEATS = 500
LONGEST_LINK = 300
_LINK = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
LONGEST_NUMBER = 6

PAST_HOUR = N_("That hour has passed. Please write a day and hour that lie ahead.")
TOO_FAR = N_("That day lies outside the school year of the plan ({year}). Please check the day.")
FEWER_THAN_TAKEN = N_("{taken} people have a seat already. Please give a number that is not smaller.")
NO_CAPACITY = N_("Please give the number of seats as a number from 1 to {most}, or choose:")
OVER = N_("This meeting is over or was cancelled; it cannot be changed any more.")
NO_LINK = N_(
    "Please send the link of the online meeting; it begins with https://, for example: https://meet.google.com/abc"
)
NOT_PUBLISHED = N_("The plan of this meeting is not published yet. Its day can be settled afterwards.")


# `taken` moves by UPDATE statements that the session does not see: what it holds is read again.
_BY_ID = Entities(
    select(Meeting).where(Meeting.id == bindparam("meeting_id")).execution_options(populate_existing=True)
)


async def get(db: AsyncSession, meeting_id: int) -> Meeting:
    """Return a meeting. Raises Gone where there is none of that id."""
    meeting = await _BY_ID.first(db, meeting_id=meeting_id)
    if meeting is None:
        raise Gone
    return meeting


def in_order(which: ColumnElement[bool]) -> Select[Meeting]:
    """Select meetings as the year goes, those of a month without a day after those with one."""
    day = tree.day_of_meeting()
    by_day = (Meeting.month, day.is_(None), day, Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)
    return select(Meeting).where(which).order_by(*by_day)


_HAS_HOUR = Meeting.state == MeetingState.SETTLED
_NOW = bindparam("now", type_=UtcDateTime)


def asked_for(
    which: Callable[[ColumnElement[bool]], Select[Meeting, *tuple[Any, ...]]],
) -> tuple[Entities[Meeting], Entities[Meeting]]:
    """Build once what is asked for somebody, and the same for an officer."""
    return Entities(which(concerned.CONCERNS)), Entities(which(Meeting.id.is_not(None)))


_OPEN = asked_for(lambda theirs: in_order(theirs & beginning.ahead()))
_HELD = asked_for(
    lambda theirs: (
        select(Meeting)
        .where(theirs & _HAS_HOUR & (Meeting.starts_at <= _NOW))
        .order_by(Meeting.starts_at.desc())
        .limit(bindparam("most"))
    )
)


async def open_to(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return the meetings one can sign up for now."""
    return await _OPEN[rights.sees_all].all(db, **concerned.whom(person, rights), **beginning.values(now))


async def held(db: AsyncSession, person: Person, rights: Rights, now: datetime, limit: int = 8) -> Sequence[Meeting]:
    """Return a person's meetings that have begun, newest first."""
    return await _HELD[rights.sees_all].all(db, **concerned.whom(person, rights), now=now, most=limit)


async def led(db: AsyncSession, rights: Rights, *, settled: bool, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that one leads and that are still ahead, settled or with only a month."""
    return (await db.scalars(led_by(rights, now, settled=settled))).all()


def led_by(rights: Rights, now: datetime, *, settled: bool) -> Select[Meeting]:
    """Select what `led` returns."""
    mine = Meeting.id.is_not(None) if rights.sees_all else Meeting.cluster_id.in_(rights.leads | rights.clusters)
    state = MeetingState.SETTLED if settled else MeetingState.PLANNED
    # Settled ones stay for a day after their end, so that the roll call can be put right.
    ahead_of = Meeting.ends_at > now - timedelta(days=1) if settled else Meeting.month >= _month(now)
    return in_order(mine & concerned.published() & (Meeting.state == state) & ahead_of)


def _month(now: datetime) -> date:
    return local(now).date().replace(day=1)


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting has its hour or its day, and has neither begun nor been called off."""
    if meeting.only_day and not concerned.is_published(meeting):
        return False
    until = meeting.ahead_until
    return meeting.state is not MeetingState.CANCELLED and until is not None and until > now


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting has ended or was cancelled."""
    return meeting.state is MeetingState.CANCELLED or (meeting.ends_at is not None and meeting.ends_at <= now)


def check_hour(meeting: Meeting, starts_at: datetime, now: datetime) -> None:
    """Raise BadInput where an hour has passed or lies outside the plan's school year."""
    if starts_at <= now:
        raise BadInput(PAST_HOUR)
    year = SchoolYear.read(meeting.cluster.school_year)
    if local(starts_at).date() not in year:
        raise BadInput(TOO_FAR, year=str(year))


def outside_month(meeting: Meeting, starts_at: datetime) -> bool:
    """Say whether an hour lies outside the month that the plan gives."""
    return not meeting.month <= local(starts_at).date() < next_month(meeting.month)


def read_capacity(meeting: Meeting, typed: str) -> int:
    """Return a typed number of seats ("30", "khoảng ba chục người"). Raises BadInput unless it is from 1 to 500.

    Also not where it is below what is taken.
    """
    number = count_in(typed)
    if number is None or not 1 <= number <= MOST_SEATS:
        raise BadInput(NO_CAPACITY, most=MOST_SEATS)
    if number < meeting.taken:
        raise BadInput(FEWER_THAN_TAKEN, taken=meeting.taken)
    return number


def read_link(typed: str) -> str:
    """Return a typed link. Raises BadInput unless it is one whole https address."""
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
    ends_at: datetime | None = None,
    parted: Sequence[pieces.FromTo] = (),
    form: Form = Form.IN_PERSON,
    link: str | None = None,
    by_id: int | None = None,
    heads: bool = True,
) -> Told | None:
    """Give a meeting its hour, room or link, and seats, open its sign-up and arm its notices.

    For a meeting that was settled before, or had a day without an hour, this is a move: those whom it concerns get one
    message, before → after, two minutes later at the earliest (debounced, so that a second correction replaces the
    first); None where nobody does.
    It ends three hours after it begins, unless an end or `parted`, the half-days it consists of, say otherwise.
    Without `heads` principals and leads are left out, who are told by other letters.
    Raises NotAllowed unless the person leads it, BadInput for a past hour, Refusal where the meeting is over.
    """
    await lock(db, meeting)
    must_change(meeting, rights, now)
    check_hour(meeting, starts_at, now)
    if capacity is not None and capacity < meeting.taken:
        raise BadInput(FEWER_THAN_TAKEN, taken=meeting.taken)
    before, known = changes.stands(meeting), await is_known(db, meeting)
    meeting.capacity, meeting.form = capacity, form
    until, halves = ends_at or starts_at + LENGTH, pieces.kept(parted)
    if before == changes.would_stand(meeting, starts_at, room, link):
        if ends_at and (until, halves) != (meeting.ends_at, meeting.pieces):
            return await ends.change(db, meeting, until, halves, by_id=by_id, now=now)
        return None
    meeting.starts_at, meeting.ends_at, meeting.room = starts_at, until, room
    meeting.link, meeting.pieces = link, halves
    meeting.state = MeetingState.SETTLED
    if before.starts_at != starts_at:
        await marks.void(db, meeting, by_id=by_id, now=now)
    await anew(db, meeting, now)
    if by_id:
        await invitations.knows_already(db, meeting, by_id, now)
    if changes.elsewhen(before, changes.stands(meeting)):
        await invitations.ask_anew(db, [meeting.id])
    return await tell(db, meeting, before, by_id=by_id, heads=heads, now=now) if known else None


async def is_known(db: AsyncSession, meeting: Meeting) -> bool:
    """Say whether a new time of a meeting is a change to somebody: it had an hour, or a day that people heard of."""
    return meeting.starts_at is not None or (meeting.only_day and await invitations.any_knows(db, meeting))


async def give_day(db: AsyncSession, meeting: Meeting, day: date, *, by_id: int | None, now: datetime) -> None:
    """Give a meeting without an hour its day, or another one. Whoever calls this holds its row."""
    if meeting.day == day:
        return
    before, known = changes.stands(meeting), await is_known(db, meeting)
    meeting.day = day
    await anew(db, meeting, now)
    if by_id:
        await invitations.knows_already(db, meeting, by_id, now)
    if known:
        await invitations.ask_anew(db, [meeting.id])
        await tell(db, meeting, before, by_id=by_id, heads=True, now=now)


def must_change(meeting: Meeting, rights: Rights, now: datetime) -> None:
    """Raise NotAllowed unless the person leads a meeting, Refusal where it is over or its plan is not published."""
    rights.must_lead(meeting.cluster_id)
    if is_over(meeting, now):
        raise Refusal(OVER)
    if not concerned.is_published(meeting):
        raise Refusal(NOT_PUBLISHED)


async def anew(db: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Begin a new version: reminders are armed again, the host's check list begins anew."""
    meeting.version += 1
    # Notices and letters are written by statements that read the meeting's row.
    await db.flush()
    if meeting.state is MeetingState.SETTLED or meeting.only_day:
        await invitees.write(db, meeting, now)
        await reminders.arm(db, meeting, now=now)
        await invitations.ask_heads(db, meeting, now)
    await db.execute(delete(HostItem).where(HostItem.meeting_id == meeting.id))


async def tell(
    db: AsyncSession, meeting: Meeting, before: WhenAndWhere, *, by_id: int | None, heads: bool, now: datetime
) -> Told | None:
    """Tell people of a change, from before to after, and let the leads see who has understood it."""
    told = await changes.tell_move(db, meeting, before, by_id=by_id, heads=heads, now=now)
    await acknowledgements.begin(db, meeting, told if heads else None, by_id=by_id, now=now)
    return told


async def possible_hosts(db: AsyncSession, meeting: Meeting, now: datetime) -> list[Unit]:
    """Return the schools of the meeting's cluster that could host it in place of the one that does."""
    day = meeting.on_day or max(meeting.month, local(now).date())
    return [school for school in await tree.members(db, meeting.cluster_id, day) if school.id != meeting.host_id]


async def rehost(
    db: AsyncSession, meeting: Meeting, rights: Rights, host: Unit, *, now: datetime, by_id: int | None = None
) -> Told | None:
    """Let another school of the cluster host a meeting, in a room that is not known yet; it is told as a move is.

    Idempotent. Raises NotAllowed unless the person leads it, Refusal where it has begun or is over, Gone for a school
    that is not of the cluster.
    """
    await lock(db, meeting)
    must_change(meeting, rights, now)
    if meeting.starts_at and meeting.starts_at <= now:
        raise Refusal(OVER)
    if host.id == meeting.host_id:
        return None
    if host.id not in {school.id for school in await possible_hosts(db, meeting, now)}:
        raise Gone
    before = changes.stands(meeting)
    meeting.host, meeting.host_id, meeting.room = host, host.id, None
    await marks.void(db, meeting, by_id=by_id, now=now)
    await anew(db, meeting, now)
    return await tell(db, meeting, before, by_id=by_id, heads=True, now=now)


def reflection_until(meeting: Meeting) -> datetime:
    """Return until when reflections may be edited: the end of the round, or two weeks after a late meeting."""
    end_of_round = datetime.combine(next_month(meeting.round.month), datetime.min.time(), local(_end(meeting)).tzinfo)
    return max(end_of_round, _end(meeting) + timedelta(days=14))


def _end(meeting: Meeting) -> datetime:
    if meeting.ends_at is None:
        raise Gone
    return meeting.ends_at


async def clusters(db: AsyncSession, school_year: str | None = None, *, rights: Rights) -> Sequence[Cluster]:
    """Return the clusters that one leads or oversees, of a school year or the newest one's; general ones first."""
    mine = true() if rights.sees_all else Cluster.id.in_(rights.leads | rights.clusters)
    newest = select(Cluster.school_year).where(mine).order_by(Cluster.school_year.desc()).limit(1)
    of_year = select(Cluster).where(mine, Cluster.school_year == (school_year or await db.scalar(newest)))
    return (await db.scalars(of_year.order_by(Cluster.subject.is_not(None), Cluster.id))).all()
