"""Puts an accepted proposal into the tables: adds what is missing, changes what differs, calls off what is gone.

The difference is computed again against the tables as they are now. Whom it touches gets one letter, by the outbox.
"""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock, lock_name
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    HostItem,
    Meeting,
    MeetingState,
    Plan,
    PlanState,
    Role,
    Round,
    Unit,
    UnitAlias,
    UnitKind,
)
from bot.domain.organisation import units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.units import School
from bot.domain.plan.difference import MeetingChange, compare
from bot.domain.plan.nouns import Counts, Planned, Proposal
from bot.domain.plan.own import must_be_open
from bot.domain.plan.standing import Missing, Standing, load, missing, office_of
from bot.domain.plan.telling import PlanNews
from bot.domain.programme import concerned, meetings, reminders
from bot.errors import N_, BadInput, Gone

Tie = ClusterSchool | Appointment | UnitAlias


async def accept(
    db: AsyncSession,
    rights: Rights,
    proposal: Proposal,
    *,
    now: datetime,
    removing: bool = True,
    by: int | None = None,
    own: int | None = None,
) -> Counts:
    """Put a proposal in, flushed and not committed; return what was new. `now` is aware.

    Without `removing` nothing is called off. `by` is the person who says yes and need not be told; `own` is the
    cluster whose own plan it is, which must have been begun.
    Raises BadInput while doubts are open, NotAllowed unless the person is an officer or leads the cluster of an own
    plan, Refusal where that is not its author's to change now.
    """
    if proposal.doubts:
        raise BadInput(N_("{count} questions about the plan are still open."), count=len(proposal.doubts))
    year = SchoolYear.read(proposal.year)
    await lock_name(db, LockName.ORGANISATION)
    before = await load(db, year, own)
    await lock(db, *([before.plan] if before.plan else []))
    await lock(db, *(stood.meeting for stood in before.meetings))
    _must_accept(rights, before.plan, own)
    new, difference = missing(proposal, before), compare(proposal, before, now)
    plan = await _plan(db, proposal, before, new, now)
    await _number_rounds(db, plan, proposal, before)
    # Read once more: what points at schools, clusters and rounds needs the ids that they have got just now.
    after = await load(db, year, own)
    db.add_all(_ties(new, after, year))
    clusters = {cluster.id: cluster for cluster in after.clusters.values()}
    told = PlanNews(plan, clusters, first=before.plan is None, by=by)
    keeping = _Keeping(db, rights, after, told, now)
    if removing:
        for meeting in difference.removed:
            await keeping.remove(meeting)
    for change in (*difference.again, *difference.changed):
        await keeping.change(change)
    for planned in difference.added:
        await keeping.add(planned)
    await db.flush()
    await told.send(db, now)
    return new.counts()


def _must_accept(rights: Rights, plan: Plan | None, own: int | None) -> None:
    if own is None:
        rights.must_oversee()
        return
    rights.must_lead(own)
    if plan is None:
        raise Gone
    must_be_open(plan, rights)


async def _plan(db: AsyncSession, proposal: Proposal, before: Standing, new: Missing, now: datetime) -> Plan:
    """Return the row of the plan, after adding the units and clusters that are missing."""
    db.add_all(Unit(kind=UnitKind.SCHOOL, name=school.name, folded=school.key) for school in new.schools)
    db.add_all(
        Cluster(school_year=proposal.year, name=group.name, folded=group.key, subject=group.subject)
        for group in new.groups
    )
    await db.flush()
    if before.plan:
        return before.plan
    issuer = office_of(proposal, before) or Unit(
        kind=proposal.issuer_kind, name=proposal.issuer, folded=units.key(proposal.issuer)
    )
    db.add(issuer)
    await db.flush()
    plan = Plan(title=proposal.title, school_year=proposal.year, unit_id=issuer.id, imported_at=now)
    db.add(plan)
    await db.flush()
    return plan


async def _number_rounds(db: AsyncSession, plan: Plan, proposal: Proposal, before: Standing) -> None:
    """Add the rounds that are missing; the plan's own numbers hold where it names every month that stands."""
    numbers = {month: number for number, month in proposal.rounds.items()}
    if not before.rounds.keys() <= numbers.keys():
        months = sorted({*before.rounds, *numbers})
        numbers = {month: position for position, month in enumerate(months, start=1)}
    otherwise = [row for month, row in before.rounds.items() if row.number != numbers[month]]
    for row in otherwise:
        row.number = -row.number  # numbers are unique in a plan, and two rounds may change places
    await db.flush()
    for row in otherwise:
        row.number = numbers[row.month]
    db.add_all(
        Round(plan_id=plan.id, number=number, month=month)
        for month, number in numbers.items()
        if month not in before.rounds
    )
    await db.flush()


def _unit_ids(standing: Standing) -> dict[str, int]:
    # Backwards, so that of two schools of one name the oldest row wins.
    return {school.key: school.unit_id for school in reversed(standing.schools) if school.unit_id is not None}


def _ties(new: Missing, after: Standing, year: SchoolYear) -> list[Tie]:
    """Return the rows that refer to schools and clusters, all of which have ids by now."""
    ids = _unit_ids(after)

    def unit_id(school: School) -> int:
        return school.unit_id or ids[school.key]

    time = {"valid_from": year.starts, "valid_to": year.ends}
    return [
        *(
            ClusterSchool(cluster_id=after.clusters[group.key].id, unit_id=unit_id(school))
            for group, school in new.members
        ),
        *(
            Appointment(
                role=Role.LEAD,
                holder_unit_id=unit_id(group.lead),
                cluster_id=after.clusters[group.key].id,
                how=group.lead_by,
                **time,
            )
            for group in new.leads
            if group.lead
        ),
        *(
            Appointment(
                role=Role.CORE,
                named=core.teacher,
                unit_id=unit_id(core.school),
                cluster_id=after.clusters[core.group].id,
                **time,
            )
            for core in new.cores
        ),
        *(UnitAlias(unit_id=unit_id(school), folded=key) for key, school in new.aliases.items()),
    ]


class _Keeping:
    """Carries the difference out, meeting by meeting, and notes for `told` what happens."""

    def __init__(self, db: AsyncSession, rights: Rights, after: Standing, told: PlanNews, now: datetime) -> None:
        self._db = db
        self._rights = rights
        self._after = after
        self._told = told
        self._now = now
        self._ids = _unit_ids(after)
        self._numbers: dict[tuple[int, int], set[int]] = defaultdict(set)
        for stood in after.meetings:
            self._numbers[stood.meeting.round_id, stood.meeting.cluster_id].add(stood.meeting.number)

    @property
    def _published(self) -> bool:
        return bool(self._after.plan and self._after.plan.state is PlanState.PUBLISHED)

    async def add(self, planned: Planned) -> None:
        """Add a meeting: with day and hour it is settled, with a day alone or a month it waits for its lead."""
        round_id, cluster_id = self._after.rounds[planned.month].id, self._after.clusters[planned.group].id
        meeting = Meeting(
            round_id=round_id,
            cluster_id=cluster_id,
            number=self._free_number(round_id, cluster_id, planned.number),
            host_id=self._host(planned),
            content=planned.content,
            form=planned.form,
            month=planned.month,
            day=planned.day,
        )
        self._db.add(meeting)
        self._told.added(planned, cluster_id, meeting.host_id)
        if planned.starts_at and self._published:
            await self._settle_new(meeting, planned, planned.starts_at)

    async def _settle_new(self, meeting: Meeting, planned: Planned, starts_at: datetime) -> None:
        meeting.starts_at, meeting.ends_at = starts_at, planned.ends_at or starts_at + meetings.LENGTH
        meeting.room, meeting.state, meeting.version = planned.room or None, MeetingState.SETTLED, 1
        await self._db.flush()
        await reminders.arm(self._db, meeting, now=self._now)

    def _free_number(self, round_id: int, cluster_id: int, wanted: int) -> int:
        used = self._numbers[round_id, cluster_id]
        number = wanted if wanted not in used else max(used) + 1
        used.add(number)
        return number

    def _host(self, planned: Planned) -> int:
        return planned.host.unit_id or self._ids[planned.host.key]

    async def change(self, change: MeetingChange) -> None:
        """Change a meeting; one that was taken out before comes back with only its month."""
        meeting, planned = change.meeting, change.planned
        # Noted first: the letter says what was there before.
        seated = await concerned.with_a_place(self._db, meeting.id)
        self._told.changed(change, self._host(planned), seated)
        if meeting.state is MeetingState.CANCELLED:
            meeting.state, meeting.version = MeetingState.PLANNED, meeting.version + 1
        if "host" in change.fields:
            await self._move_to_host(meeting, self._host(planned))
        meeting.content = planned.content
        if "form" in change.fields:
            meeting.form = planned.form
        if "month" in change.fields:
            self._put_into_month(meeting, planned.month)
        meeting.day = planned.day
        if planned.starts_at and "hour" in change.fields and planned.starts_at > self._now and self._published:
            await self._settle(meeting, planned, planned.starts_at)

    async def _move_to_host(self, meeting: Meeting, host_id: int) -> None:
        meeting.host_id = host_id
        # The check list was of the former school's room.
        await self._db.execute(delete(HostItem).where(HostItem.meeting_id == meeting.id))

    def _put_into_month(self, meeting: Meeting, month: date) -> None:
        row = self._after.rounds[month]
        if row.id != meeting.round_id:
            meeting.number = self._free_number(row.id, meeting.cluster_id, meeting.number)
        meeting.month, meeting.round_id = month, row.id

    async def _settle(self, meeting: Meeting, planned: Planned, starts_at: datetime) -> None:
        await self._db.flush()
        await meetings.settle(
            self._db,
            meeting,
            self._rights,
            starts_at=starts_at,
            room=planned.room or meeting.room,
            capacity=meeting.capacity,
            form=meeting.form,
            link=meeting.link,
            by_id=self._told.by,
            heads=False,  # the letter about the plan tells them
            now=self._now,
        )
        if planned.ends_at:
            meeting.ends_at = planned.ends_at
            await reminders.arm(self._db, meeting, now=self._now)

    async def remove(self, meeting: Meeting) -> None:
        """Call a meeting off that the plan does not name any more; of a draft nothing is left."""
        if not self._published:
            await self._db.delete(meeting)
            return
        seated = await concerned.with_a_place(self._db, meeting.id)
        self._told.removed(meeting, seated)
        await meetings.cancel(self._db, meeting, self._rights, by_id=self._told.by, heads=False, now=self._now)
