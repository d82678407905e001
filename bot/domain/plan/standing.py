"""What of a plan stands in the tables already, what is missing, and adding that.

A plan is only ever added to: what stands, perhaps moved or cancelled since, is never written over by a second import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import units
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Meeting,
    Person,
    Plan,
    Role,
    Round,
    Unit,
    UnitAlias,
    UnitKind,
)
from bot.domain.plan.nouns import Core, Counts, Group, Planned, Proposal
from bot.domain.plan.words import SchoolYear
from bot.domain.units import School
from bot.errors import N_, BadInput
from bot.vietnamese import fold

SCHOOLS = {UnitKind.SCHOOL, UnitKind.BRANCH}


@dataclass(frozen=True, slots=True)
class Standing:
    """The tables as far as a plan of one school year touches them."""

    offices: tuple[Unit, ...]
    schools: tuple[School, ...]
    """The oldest row first."""
    aliases: Mapping[str, int]
    clusters: Mapping[str, Cluster]
    members: frozenset[tuple[int, int]]
    appointed: tuple[tuple[Appointment, Person | None], ...]
    plan: Plan | None
    rounds: Mapping[int, Round]
    meetings: Mapping[tuple[int, str, int], Meeting]

    def unit_of(self, school: School) -> int | None:
        """Return the row of a school, also where it was added after the proposal was made."""
        if school.unit_id is not None:
            return school.unit_id
        return next((known.unit_id for known in self.schools if known.key == school.key), None)


async def load(db: AsyncSession, year: SchoolYear) -> Standing:
    """Read what stands: one query a table, however long the plan."""
    open_then = (Unit.valid_to.is_(None)) | (Unit.valid_to >= year.starts)
    clusters = {row.folded: row for row in await db.scalars(select(Cluster).where(Cluster.school_year == str(year)))}
    ids = [cluster.id for cluster in clusters.values()]
    appointed = (
        select(Appointment, Person)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Appointment.cluster_id.in_(ids))
    )
    plan = await db.scalar(select(Plan).where(Plan.school_year == str(year)))
    rounds, meetings = await _programme(db, plan)
    units_then = list(await db.scalars(select(Unit).where(open_then).order_by(Unit.id)))
    return Standing(
        offices=tuple(unit for unit in units_then if unit.kind not in SCHOOLS),
        schools=tuple(School(unit.name, unit.id) for unit in units_then if unit.kind in SCHOOLS),
        aliases={alias.folded: alias.unit_id for alias in await db.scalars(select(UnitAlias))},
        clusters=clusters,
        members=frozenset(
            (row.cluster_id, row.unit_id)
            for row in await db.scalars(select(ClusterSchool).where(ClusterSchool.cluster_id.in_(ids)))
        ),
        appointed=tuple((appointment, person) for appointment, person in await db.execute(appointed)),
        plan=plan,
        rounds=rounds,
        meetings=meetings,
    )


async def _programme(
    db: AsyncSession, plan: Plan | None
) -> tuple[dict[int, Round], dict[tuple[int, str, int], Meeting]]:
    if plan is None:
        return {}, {}
    rounds = {row.number: row for row in await db.scalars(select(Round).where(Round.plan_id == plan.id))}
    rows = await db.execute(
        select(Meeting, Round.number, Cluster.folded)
        .join(Round, Round.id == Meeting.round_id)
        .join(Cluster, Cluster.id == Meeting.cluster_id)
        .where(Round.plan_id == plan.id)
    )
    return rounds, {(number, folded, meeting.number): meeting for meeting, number, folded in rows}


@dataclass(frozen=True, slots=True)
class Missing:
    """What a proposal would add."""

    schools: list[School]
    groups: list[Group]
    members: list[tuple[Group, School]]
    leads: list[Group]
    cores: list[Core]
    rounds: dict[int, date]
    meetings: list[Planned]
    aliases: dict[str, School]
    issuer: bool
    plan: bool

    def counts(self) -> Counts:
        """Count it."""
        return Counts(
            schools=len(self.schools),
            clusters=sum(group.subject is None for group in self.groups),
            subject_groups=sum(group.subject is not None for group in self.groups),
            leads=len(self.leads),
            core_teachers=len(self.cores),
            rounds=len(self.rounds),
            meetings=len(self.meetings),
            other=len(self.members) + len(self.aliases) + self.issuer + self.plan,
        )


def missing(proposal: Proposal, standing: Standing) -> Missing:
    """Compare a proposal with the tables."""
    return Missing(
        schools=[school for school in proposal.schools if standing.unit_of(school) is None],
        groups=[group for group in proposal.groups if group.key not in standing.clusters],
        members=_missing_members(proposal, standing),
        leads=[group for group in proposal.groups if group.lead and not _leads(standing, group, group.lead)],
        cores=[core for core in proposal.cores if not _is_core(standing, core)],
        rounds={number: month for number, month in proposal.rounds.items() if number not in standing.rounds},
        meetings=[meeting for meeting in proposal.meetings if meeting.key not in standing.meetings],
        aliases={key: school for key, school in proposal.aliases.items() if key not in standing.aliases},
        issuer=_office(proposal, standing) is None,
        plan=standing.plan is None,
    )


def _missing_members(proposal: Proposal, standing: Standing) -> list[tuple[Group, School]]:
    unit_ids = {school: standing.unit_of(school) for school in proposal.schools}
    return [
        (group, school)
        for group in proposal.groups
        for school in group.schools
        if (cluster := standing.clusters.get(group.key)) is None
        or (cluster.id, unit_ids[school]) not in standing.members
    ]


def _leads(standing: Standing, group: Group, lead: School) -> bool:
    # Also an appointment that ended counts: who handed the lead over does not get it back by a second import.
    cluster = standing.clusters.get(group.key)
    unit_id = standing.unit_of(lead)
    return any(
        cluster and given.role == Role.LEAD and (given.cluster_id, given.holder_unit_id) == (cluster.id, unit_id)
        for given, _ in standing.appointed
    )


def _is_core(standing: Standing, core: Core) -> bool:
    cluster = standing.clusters.get(core.group)
    given = [
        (appointment, person)
        for appointment, person in standing.appointed
        if cluster and appointment.role == Role.CORE and appointment.cluster_id == cluster.id
    ]
    return any(fold(core.teacher) in _names(appointment, person) for appointment, person in given) or any(
        # An erased person's name must not come back; the nameless row of the same school stands for it.
        person and person.erased_at and appointment.unit_id == standing.unit_of(core.school)
        for appointment, person in given
    )


def _names(appointment: Appointment, person: Person | None) -> set[str]:
    return {fold(name) for name in (appointment.named, person.name if person else None) if name}


def _office(proposal: Proposal, standing: Standing) -> Unit | None:
    wanted = units.key(proposal.issuer)
    return next((unit for unit in standing.offices if unit.folded == wanted), None)


async def accept(db: AsyncSession, proposal: Proposal, *, now: datetime) -> Counts:
    """Keep what is missing of a proposal, flushed and not committed; `now` is aware. Refused while doubts are open."""
    if proposal.doubts:
        raise BadInput(N_("{count} questions about the plan are still open."), count=len(proposal.doubts))
    year = SchoolYear.read(proposal.year)
    before = await load(db, year)
    new = missing(proposal, before)
    issuer = _office(proposal, before) or Unit(
        kind=proposal.issuer_kind, name=proposal.issuer, folded=units.key(proposal.issuer)
    )
    db.add_all([issuer, *(Unit(kind=UnitKind.SCHOOL, name=school.name, folded=school.key) for school in new.schools)])
    db.add_all(
        Cluster(school_year=str(year), name=group.name, folded=group.key, subject=group.subject) for group in new.groups
    )
    await db.flush()
    plan = before.plan or Plan(title=proposal.title, school_year=str(year), unit_id=issuer.id, imported_at=now)
    db.add(plan)
    await db.flush()
    db.add_all(Round(plan_id=plan.id, number=number, month=month) for number, month in new.rounds.items())
    await db.flush()
    db.add_all(_ties(new, await load(db, year), year))
    await db.flush()
    return new.counts()


def _ties(new: Missing, after: Standing, year: SchoolYear) -> list[ClusterSchool | Appointment | UnitAlias | Meeting]:
    """Return the rows that point at schools, clusters and rounds, which by now all have their ids."""
    ids = {school.key: school.unit_id for school in reversed(after.schools)}

    def unit_id(school: School) -> int:
        found = school.unit_id or ids[school.key]
        assert found is not None
        return found

    time = {"valid_from": year.starts, "valid_to": year.ends}
    return [
        *(
            ClusterSchool(cluster_id=after.clusters[group.key].id, unit_id=unit_id(school))
            for group, school in new.members
        ),
        *(
            Appointment(
                role=Role.LEAD, holder_unit_id=unit_id(group.lead), cluster_id=after.clusters[group.key].id, **time
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
        *(_meeting(planned, after, unit_id(planned.host)) for planned in new.meetings),
    ]


def _meeting(planned: Planned, after: Standing, host_id: int) -> Meeting:
    return Meeting(
        round_id=after.rounds[planned.round].id,
        cluster_id=after.clusters[planned.group].id,
        number=planned.number,
        host_id=host_id,
        content=planned.content,
        form=planned.form,
        month=planned.month,
    )
