"""A meeting beside the plan: added by who leads the cluster, for a day, and never called off by a newer plan."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.models import Cluster, Form, Meeting, Plan, PlanState
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan import own
from bot.domain.programme import meetings
from bot.errors import N_, BadInput, NotAllowed, Refusal

FIRST_NUMBER = 1000
"""Extra meetings are numbered from here in their round, so that a newer plan finds its own numbers free."""

NO_PLAN = N_("No plan of {cluster} is published yet. Once it is, meetings can be added to it.")


async def clusters(db: AsyncSession, rights: Rights, today: date) -> Sequence[Cluster]:
    """Return the clusters to which somebody may add a meeting: those one leads or oversees, of this year and later."""
    if not rights.officer:
        return await own.led(db, rights, today)
    mine = true() if rights.sees_all else Cluster.id.in_(rights.leads | rights.clusters)
    every = select(Cluster).where(mine, Cluster.school_year >= str(SchoolYear.of(today)))
    return (await db.scalars(every.order_by(Cluster.school_year, Cluster.subject.is_not(None), Cluster.id))).all()


async def add(
    db: AsyncSession,
    rights: Rights,
    cluster: Cluster,
    *,
    day: date,
    host_id: int,
    content: str,
    form: Form,
    now: datetime,
    hour_follows: bool = False,
) -> Meeting:
    """Add a meeting on a day that has no hour yet, to the published plan that the cluster meets by.

    Where the `hour_follows` at once, the day comes with it: nobody is invited for a day whose hour is known.
    Raises NotAllowed unless the person leads the cluster and the host is one of its schools, Refusal where no plan of
    it is published, BadInput for a day outside its school year.
    """
    rights.must_lead(cluster.id)
    if day not in SchoolYear.read(cluster.school_year):
        raise BadInput(meetings.TOO_FAR, year=cluster.school_year)
    if host_id not in {unit.id for unit in await own.hosts(db, cluster)}:
        raise NotAllowed
    plan = await _plan(db, cluster)
    await lock(db, plan)
    month = day.replace(day=1)
    row = await own.round_of(db, plan, month)
    same = (Meeting.round_id == row.id, Meeting.cluster_id == cluster.id, Meeting.extra)
    number = (await db.scalar(select(func.max(Meeting.number)).where(*same)) or FIRST_NUMBER) + 1
    meeting = Meeting(
        round_id=row.id,
        cluster_id=cluster.id,
        number=number,
        host_id=host_id,
        content=content,
        form=form,
        month=month,
        day=None,
        extra=True,
    )
    db.add(meeting)
    await db.flush()
    await db.refresh(meeting)
    if not hour_follows:
        await meetings.give_day(db, meeting, day, by_id=None, now=now)
    return meeting


async def _plan(db: AsyncSession, cluster: Cluster) -> Plan:
    plans = (await own.of_cluster(db, cluster.id), await own.of_office(db, cluster))
    found = next((plan for plan in plans if plan and plan.state is PlanState.PUBLISHED), None)
    if found is None:
        raise Refusal(NO_PLAN, cluster=cluster.name)
    return found
