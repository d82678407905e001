"""A cluster ends with a day, and is brought back: what it held stays as it was, whom it touches is told, once each.

With it end the places of its schools and all that somebody was given in it; its meetings of later days are called off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet
from bot.domain.models import Appointment, Cluster, ClusterSchool, Meeting, MeetingState, Person, Purpose, Topic
from bot.domain.organisation import clusters, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.terms import A_DAY
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import ClusterEnds
from bot.domain.programme import calling_off
from bot.errors import N_, BadInput
from bot.vietnamese import at, local

USEFUL_FOR = timedelta(days=30)

HAS_PARTS = N_("{parts} are parts of {cluster}. Please end them first, or make them parts of another cluster.")
HELD_LATER = N_("{cluster} met on {day}. Please give that day or a later one.")
IS_OVER = N_("{cluster} ended on {day} already.")
OUTSIDE = N_("{cluster} is of the school year {year}. Please give a day of that year.")


@dataclass(frozen=True, slots=True)
class Effects:
    """What the end of a cluster does."""

    schools: int
    meetings: Sequence[Meeting]
    """The meetings that are called off, by month."""


async def preview(db: AsyncSession, cluster: Cluster, last_day: date, now: datetime) -> Effects:
    """Return what the end of a cluster with a day does.

    Raises BadInput where it has ended, has met after that day, or has parts, and for a day of another school year.
    """
    over = cluster.valid_to
    if over:
        raise BadInput(IS_OVER, cluster=cluster.called, day=lambda t: t.day(over))
    if last_day not in SchoolYear.read(cluster.school_year):
        raise BadInput(OUTSIDE, cluster=cluster.called, year=cluster.school_year)
    if parts := [one.name for one in await clusters.parts_of(db, cluster) if one.valid_to is None]:
        raise BadInput(HAS_PARTS, parts=", ".join(parts), cluster=cluster.called)
    later = await _later(db, cluster, last_day)
    if held := [one for one in later if one.starts_at and one.starts_at <= now]:
        met = local(max(one.starts_at for one in held if one.starts_at)).date()
        raise BadInput(HELD_LATER, cluster=cluster.called, day=lambda t: t.day(met))
    return Effects(len(await tree.members(db, cluster.id, last_day)), later)


async def _later(db: AsyncSession, cluster: Cluster, last_day: date) -> Sequence[Meeting]:
    """Return the meetings after a day; one that only has a month counts unless its month is over by then."""
    dayless = Meeting.starts_at.is_(None)
    after = or_(
        Meeting.starts_at >= at(last_day + A_DAY, time.min),
        dayless & (Meeting.day > last_day),
        dayless & Meeting.day.is_(None) & (Meeting.month >= last_day.replace(day=1)),
    )
    asked = select(Meeting).where(Meeting.cluster_id == cluster.id, Meeting.state != MeetingState.CANCELLED, after)
    return (await db.scalars(asked.order_by(Meeting.month, Meeting.id))).all()


async def end(
    db: AsyncSession, rights: Rights, cluster: Cluster, last_day: date, *, by: Person, now: datetime
) -> Effects:
    """End a cluster with a day, and tell who leads it and who heads its schools.

    Raises NotAllowed unless an officer oversees it, BadInput as `preview` does.
    """
    rights.must_oversee_cluster(cluster.id)
    await lock_name(db, LockName.ORGANISATION)
    await db.refresh(cluster)
    effects = await preview(db, cluster, last_day, now)
    today = local(now).date()
    schools = [one.id for one in await tree.members(db, cluster.id, min(last_day, today))]
    told = {*await terms.leaders(db, cluster.id, today), *await terms.principals(db, schools, today)} - {by.id}
    for meeting in effects.meetings:
        await calling_off.cancel(db, meeting, rights, now=now, by_id=by.id, heads=False)
    for table in (ClusterSchool, Appointment):
        await _cut(db, table, cluster, last_day)
    cluster.valid_to = last_day
    await db.flush()
    facts = ClusterEnds(last_day, len(effects.meetings), by.id)
    due = await quiet.leaves(db, now)
    await outbox.put(
        db,
        told,
        Purpose.CLUSTER_ENDS,
        Topic.cluster(cluster.id),
        version=int(now.timestamp()),
        due_at=due,
        not_after=due + USEFUL_FOR,
        facts=facts,
    )
    return effects


async def _cut(db: AsyncSession, table: type[ClusterSchool | Appointment], cluster: Cluster, last_day: date) -> None:
    here = table.cluster_id == cluster.id
    await db.execute(delete(table).where(here, table.valid_from > last_day))
    running = update(table).where(here, terms.lasting(table, last_day + A_DAY)).values(valid_to=last_day)
    await db.execute(running.execution_options(synchronize_session=False))


async def bring_back(db: AsyncSession, rights: Rights, cluster: Cluster) -> None:
    """Let a cluster go on whose end was a mistake, with the schools that left it by that end. Idempotent.

    Who leads it is appointed anew, and meetings are brought back one by one. Raises NotAllowed unless an officer
    oversees it.
    """
    rights.must_oversee_cluster(cluster.id)
    await lock_name(db, LockName.ORGANISATION)
    await db.refresh(cluster)
    if cluster.valid_to is None:
        return
    left = update(ClusterSchool).where(
        ClusterSchool.cluster_id == cluster.id, ClusterSchool.valid_to == cluster.valid_to
    )
    ends = SchoolYear.read(cluster.school_year).ends
    await db.execute(left.values(valid_to=ends).execution_options(synchronize_session=False))
    cluster.valid_to = None
    await db.flush()
