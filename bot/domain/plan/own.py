"""A cluster's own plan while it is built: begun, copied from last year, filled meeting by meeting.

Its meetings stand in the tables from the first one on; until the plan is published only those see them who lead the
cluster, and officers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.models import Cluster, ClusterSchool, Meeting, MeetingState, Person, Plan, PlanState, Round, Unit
from bot.domain.organisation import schools, terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import nfc

OPEN = (PlanState.DRAFT, PlanState.SENT_BACK)
"""In these states it is its author's to change."""
SUMMER = (7, 8)
"""Months in which no meeting is offered: pupils are away."""
MOST_MEETINGS = 60
LONGEST_TOPIC = 500

NOT_OPEN = N_("This plan has been submitted; it can be changed again when an officer sends it back.")
PUBLISHED = N_("This plan is published. Its meetings are settled, moved or called off one by one.")
NO_TOPIC = N_("Please write the topic in at most {most} letters.")
FULL = N_("A plan has at most {most} meetings.")
NO_OFFICE = N_("No office stands here yet. Please ask the officer to put the year's plan in first.")


@dataclass(frozen=True, slots=True)
class Own:
    """A plan and the cluster whose own it is."""

    plan: Plan
    cluster: Cluster


async def get(db: AsyncSession, plan_id: int) -> Own:
    """Return a cluster's own plan. Raises Gone where there is none of that id."""
    asked = select(Plan, Cluster).join(Cluster, Cluster.id == Plan.cluster_id).where(Plan.id == plan_id)
    found = (await db.execute(asked.execution_options(populate_existing=True))).first()
    if found is None:
        raise Gone
    return Own(*found)


async def of_cluster(db: AsyncSession, cluster_id: int) -> Plan | None:
    """Return a cluster's own plan, if one was begun."""
    return await db.scalar(select(Plan).where(Plan.cluster_id == cluster_id))


async def of_office(db: AsyncSession, cluster: Cluster) -> Plan | None:
    """Return the office's plan of a cluster's year and level."""
    whose = Plan.unit_id == cluster.office_id if cluster.office_id else true()
    level = or_(Plan.level == cluster.level, Plan.level.is_(None)) if cluster.level else true()
    asked = select(Plan).where(Plan.school_year == cluster.school_year, Plan.cluster_id.is_(None), whose, level)
    return await db.scalar(asked.order_by(Plan.level.is_(None), Plan.id).limit(1))


async def of_offices(db: AsyncSession, rights: Rights, today: date) -> Sequence[Plan]:
    """Return the offices' plans of this school year and later, to an officer those of the own offices."""
    mine = Plan.unit_id.in_(rights.units) if rights.units else true()
    of_office = select(Plan).where(mine, Plan.cluster_id.is_(None), Plan.school_year >= str(SchoolYear.of(today)))
    return (await db.scalars(of_office.order_by(Plan.school_year, Plan.id))).all()


async def waiting(db: AsyncSession, rights: Rights) -> Sequence[Own]:
    """Return the plans that wait for an officer's decision, longest first."""
    mine = true() if rights.sees_all else Plan.cluster_id.in_(rights.clusters)
    asked = select(Plan, Cluster).join(Cluster, Cluster.id == Plan.cluster_id)
    rows = await db.execute(asked.where(mine, Plan.state == PlanState.SUBMITTED).order_by(Plan.submitted_at, Plan.id))
    return [Own(plan, cluster) for plan, cluster in rows]


async def led(db: AsyncSession, rights: Rights, today: date) -> Sequence[Cluster]:
    """Return the clusters whose own plan one may build now: those one leads, of this school year and later."""
    mine = select(Cluster).where(Cluster.id.in_(rights.leads), Cluster.school_year >= str(SchoolYear.of(today)))
    return (await db.scalars(mine.order_by(Cluster.school_year, Cluster.id))).all()


async def cluster_of(db: AsyncSession, cluster_id: int, rights: Rights) -> Cluster:
    """Return a cluster. Raises NotAllowed unless the person leads it, Gone where there is none."""
    rights.must_lead(cluster_id)
    return await existing(db, Cluster, cluster_id)


async def begin(db: AsyncSession, cluster: Cluster, author: Person, rights: Rights, now: datetime) -> Plan:
    """Begin a cluster's own plan, or return the one that was begun. Raises NotAllowed unless the person leads it."""
    rights.must_lead(cluster.id)
    if known := await of_cluster(db, cluster.id):
        return known
    office = await of_office(db, cluster)
    offices = await schools.offices(db)
    first = offices[0].id if len(offices) == 1 else author.unit_id
    unit_id = office.unit_id if office else cluster.office_id or first
    if unit_id is None:
        raise Refusal(NO_OFFICE)
    plan = Plan(
        title=f"Kế hoạch {cluster.name} {cluster.school_year}",
        school_year=cluster.school_year,
        unit_id=unit_id,
        imported_at=now,
        cluster_id=cluster.id,
        state=PlanState.DRAFT,
        author_id=author.id,
    )
    db.add(plan)
    await db.flush()
    return plan


async def meetings_of(db: AsyncSession, plan: Plan) -> Sequence[Meeting]:
    """Return a plan's meetings in order, without those that were called off."""
    of_plan = select(Meeting).join(Round, Round.id == Meeting.round_id).where(Round.plan_id == plan.id)
    alive = of_plan.where(Meeting.state != MeetingState.CANCELLED)
    in_order = alive.order_by(Meeting.month, Meeting.day, Meeting.number, Meeting.id)
    return (await db.scalars(in_order.execution_options(populate_existing=True))).all()


async def hosts(db: AsyncSession, cluster: Cluster) -> Sequence[Unit]:
    """Return the schools that may host: those of the cluster."""
    year = SchoolYear.read(cluster.school_year)
    still = terms.lasting(ClusterSchool, year.starts)
    here = select(ClusterSchool.unit_id).where(ClusterSchool.cluster_id == cluster.id, still)
    return (await db.scalars(select(Unit).where(Unit.id.in_(here)).order_by(Unit.folded))).all()


def months(cluster: Cluster, today: date) -> list[date]:
    """Return the months that a meeting may still be planned for: of the school year, and not past."""
    ahead = (month for month in SchoolYear.read(cluster.school_year).months() if month >= today.replace(day=1))
    return [month for month in ahead if month.month not in SUMMER]


async def topics(db: AsyncSession, cluster: Cluster, limit: int = 4) -> Sequence[str]:
    """Return topics that this cluster, or the one of its name before, met about: to be tapped instead of typed."""
    alike = select(Cluster.id).where(Cluster.folded == cluster.folded)
    said = select(Meeting.content).where(Meeting.cluster_id.in_(alike), Meeting.content != "")
    newest = said.group_by(Meeting.content).order_by(func.max(Meeting.id).desc()).limit(limit)
    return (await db.scalars(newest)).all()


def read_topic(typed: str) -> str:
    """Return a typed topic in NFC. Raises BadInput where it is empty or too long."""
    topic = nfc(typed)
    if not topic or len(topic) > LONGEST_TOPIC:
        raise BadInput(NO_TOPIC, most=LONGEST_TOPIC)
    return topic


def must_be_open(plan: Plan, rights: Rights) -> None:
    """Raise NotAllowed unless the person leads the cluster, Refusal where the plan cannot be changed now."""
    if plan.cluster_id is None:
        raise Gone
    rights.must_lead(plan.cluster_id)
    if plan.state not in OPEN:
        raise Refusal(PUBLISHED if plan.state is PlanState.PUBLISHED else NOT_OPEN)


async def add(db: AsyncSession, plan: Plan, rights: Rights, *, month: date, host_id: int, content: str) -> Meeting:
    """Add a meeting to a draft."""
    await lock(db, plan)
    must_be_open(plan, rights)
    assert plan.cluster_id
    cluster = await db.get_one(Cluster, plan.cluster_id)
    if host_id not in {unit.id for unit in await hosts(db, cluster)}:
        raise NotAllowed
    if len(await meetings_of(db, plan)) >= MOST_MEETINGS:
        raise BadInput(FULL, most=MOST_MEETINGS)
    row = await round_of(db, plan, month)
    same = (Meeting.round_id == row.id, Meeting.cluster_id == cluster.id)
    number = (await db.scalar(select(func.max(Meeting.number)).where(*same)) or 0) + 1
    meeting = Meeting(
        round_id=row.id, cluster_id=cluster.id, number=number, host_id=host_id, content=content, month=month
    )
    db.add(meeting)
    await db.flush()
    return meeting


async def round_of(db: AsyncSession, plan: Plan, month: date) -> Round:
    """Return the plan's round of a month; a new one takes the number after the others, set right by `publish`."""
    of_plan = (await db.scalars(select(Round).where(Round.plan_id == plan.id))).all()
    if known := next((row for row in of_plan if row.month == month), None):
        return known
    row = Round(plan_id=plan.id, number=max((row.number for row in of_plan), default=0) + 1, month=month)
    db.add(row)
    await db.flush()
    return row


async def drop(db: AsyncSession, meeting_id: int, rights: Rights) -> Plan:
    """Take a meeting out of a draft and return the plan."""
    meeting = await existing(db, Meeting, meeting_id)
    plan = await db.get_one(Plan, meeting.round.plan_id)
    await lock(db, plan)
    must_be_open(plan, rights)
    await db.delete(meeting)
    await db.flush()
    return plan


@dataclass(frozen=True, slots=True)
class Copied:
    """What came over from last year, and how many meetings did not because their school is not in the cluster now."""

    meetings: int
    left: int


async def last_year(db: AsyncSession, cluster: Cluster) -> Sequence[Meeting]:
    """Return the meetings of the cluster of this name in the school year before, by any published plan."""
    before = SchoolYear(SchoolYear.read(cluster.school_year).first - 1)
    same = (Cluster.folded == cluster.folded, Cluster.office_id.is_not_distinct_from(cluster.office_id))
    level = true() if cluster.level is None else or_(Cluster.level == cluster.level, Cluster.level.is_(None))
    former = select(Cluster.id).where(*same, level, Cluster.school_year == str(before))
    published = select(Round.id).join(Plan, Plan.id == Round.plan_id).where(Plan.state == PlanState.PUBLISHED)
    alive = Meeting.state != MeetingState.CANCELLED
    asked = select(Meeting).where(Meeting.cluster_id.in_(former), Meeting.round_id.in_(published), alive)
    return (await db.scalars(asked.order_by(Meeting.month, Meeting.number))).all()


async def copy(db: AsyncSession, plan: Plan, cluster: Cluster, rights: Rights) -> Copied:
    """Copy last year's meetings into a draft that is empty: month, host and topic, never a day."""
    await lock(db, plan)
    must_be_open(plan, rights)
    old, here = await last_year(db, cluster), {unit.id for unit in await hosts(db, cluster)}
    if await meetings_of(db, plan):
        return Copied(0, 0)
    year, taken = SchoolYear.read(cluster.school_year), [meeting for meeting in old if meeting.host_id in here]
    for meeting in taken[:MOST_MEETINGS]:
        month = year.month(meeting.month.month)
        await add(db, plan, rights, month=month, host_id=meeting.host_id, content=meeting.content)
    return Copied(len(taken[:MOST_MEETINGS]), len(old) - len(taken[:MOST_MEETINGS]))
