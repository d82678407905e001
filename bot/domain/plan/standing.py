"""What of a plan stands in the tables already, and what of a proposal is missing there."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

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
    UnitTie,
)
from bot.domain.organisation import formerly, terms
from bot.domain.organisation.clusters import by_key
from bot.domain.organisation.naming import commune_place, levels_in, office_key
from bot.domain.organisation.reach import OFFICES
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.schools import TEACHING
from bot.domain.organisation.units import School
from bot.domain.plan.matching import Stood, pair
from bot.domain.plan.nouns import Core, Counts, Group, NamedLead, Planned, Proposal, Whose
from bot.vietnamese import fold

AT_ONCE = 500
"""Meetings that are read in one go."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The tables as far as a plan of one school year touches them."""

    offices: tuple[Unit, ...]
    schools: tuple[School, ...]
    """The oldest row first."""
    unit_ids: Mapping[str, int]
    """The row of each school by its key; of two schools of one name the oldest row."""
    aliases: Mapping[str, int]
    former: formerly.InAYear
    communes: Mapping[str, frozenset[int]]
    """By the place of a commune's name ("hai chau") the schools that stand under it."""
    clusters: Mapping[str, Cluster]
    members: frozenset[tuple[int, int]]
    """Also those whose time there has ended."""
    ended: frozenset[tuple[int, int]]
    """Those of whom it ends before the school year does."""
    since: Mapping[tuple[int, int], date | None]
    """From when each is there, None for as long as the cluster is."""
    appointed: tuple[tuple[Appointment, Person | None], ...]
    plan: Plan | None
    rounds: Mapping[date, Round]
    """By their month."""
    meetings: tuple[Stood, ...]
    """The oldest row first, called-off ones too."""

    def unit_of(self, school: School) -> int | None:
        """Return the row of a school, also where it was added after the proposal was made."""
        return school.unit_id if school.unit_id is not None else self.unit_ids.get(school.key)


@dataclass(frozen=True, slots=True)
class Of:
    """Which plan of a year: of whose office and level, or with `own` the own plan of a cluster."""

    office: int | None = None
    """None for an office that does not stand yet; without any `Of` all offices are meant."""
    level: str | None = None
    own: int | None = None


async def offices_of(db: AsyncSession, year: SchoolYear) -> Sequence[Unit]:
    """Return the offices that stand in a school year, the first one first."""
    asked = select(Unit).where(Unit.kind.in_(OFFICES), terms.lasting(Unit, year.starts))
    return (await db.scalars(asked.order_by(Unit.id))).all()


async def of_whose(db: AsyncSession, whose: Whose, year: SchoolYear, own: int | None = None) -> Of:
    """Return which plan of the tables is meant, as they stand now."""
    if own:
        cluster = await db.get_one(Cluster, own)
        return Of(cluster.office_id, cluster.level, own)
    office = office_among(await offices_of(db, year), whose)
    return Of(office.id if office else None, whose.level)


def office_among(offices: Iterable[Unit], whose: Whose) -> Unit | None:
    """Return the office whose plan it is, None where it does not stand yet."""
    return next((unit for unit in offices if office_key(unit.name) == whose.key), None)


async def load(db: AsyncSession, year: SchoolYear, of: Of | None = None) -> Standing:
    """Read what stands, of all offices where none is named: one query a table, however long the plan."""
    found = await _plan(db, year, of)
    clusters = by_key((await db.scalars(select(Cluster).where(*_clusters(year, of, found)).order_by(Cluster.id))).all())
    ids = [cluster.id for cluster in clusters.values()]
    appointed = (
        select(Appointment, Person)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Appointment.cluster_id.in_(ids))
    )
    plan, of_clusters = found, ClusterSchool.cluster_id.in_(ids)
    rounds, meetings = await _programme(db, plan, {cluster.id: key for key, cluster in clusters.items()})
    members = (await db.scalars(select(ClusterSchool).where(of_clusters))).all()
    units_then = list(await db.scalars(select(Unit).where(terms.lasting(Unit, year.starts)).order_by(Unit.id)))
    schools = tuple(School(unit.name, unit.id) for unit in units_then if unit.kind in TEACHING)
    return Standing(
        offices=tuple(unit for unit in units_then if unit.kind in OFFICES),
        schools=schools,
        # Backwards, so that of two schools of one name the oldest row wins.
        unit_ids={school.key: school.unit_id for school in reversed(schools) if school.unit_id is not None},
        aliases={alias.folded: alias.unit_id for alias in await db.scalars(select(UnitAlias))},
        former=await formerly.in_a_year(db, year.starts, schools),
        communes=await _communes(db, year),
        clusters=clusters,
        members=frozenset((row.cluster_id, row.unit_id) for row in members),
        ended=frozenset((row.cluster_id, row.unit_id) for row in members if row.valid_to and row.valid_to < year.ends),
        since={(row.cluster_id, row.unit_id): row.valid_from for row in members},
        appointed=tuple((appointment, person) for appointment, person in await db.execute(appointed)),
        plan=plan,
        rounds=rounds,
        meetings=meetings,
    )


async def _communes(db: AsyncSession, year: SchoolYear) -> dict[str, frozenset[int]]:
    ties = select(Unit.name, UnitTie.unit_id).join(UnitTie, UnitTie.parent_id == Unit.id)
    found: dict[str, set[int]] = {}
    for name, unit in await db.execute(ties.where(Unit.kind == UnitKind.COMMUNE, terms.lasting(UnitTie, year.starts))):
        found.setdefault(commune_place(name), set()).add(unit)
    return {place: frozenset(units) for place, units in found.items()}


async def stamp(db: AsyncSession, year: SchoolYear, of: Of | None = None, *, locks: bool = False) -> str:
    """Return a short text that is equal where the tables are, as far as `load` reads them.

    How many people have a seat is no part of it: they come and go all the time. With `locks` nobody changes a meeting
    between this look and what is done by it.
    """
    found = await _plan(db, year, of)
    plan = select(Plan.id, Plan.state).where(Plan.id == (found.id if found else None))
    clusters = select(Cluster.id).where(*_clusters(year, of, found))
    of_plan = select(Round.id).where(Round.plan_id.in_(plan.with_only_columns(Plan.id)))
    compared = select(*(getattr(Meeting, name) for name in _COMPARED)).where(
        Meeting.round_id.in_(of_plan), ~Meeting.extra
    )
    compared = compared.order_by(Meeting.id)
    asked = (
        plan.with_for_update(key_share=True) if locks else plan,
        compared.with_for_update(key_share=True) if locks else compared,
        select(Round.id, Round.number, Round.month).where(Round.id.in_(of_plan)).order_by(Round.id),
        select(Cluster.id, Cluster.name, Cluster.folded).where(Cluster.id.in_(clusters)).order_by(Cluster.id),
        select(ClusterSchool.cluster_id, ClusterSchool.unit_id, ClusterSchool.valid_to)
        .where(ClusterSchool.cluster_id.in_(clusters))
        .order_by(ClusterSchool.cluster_id, ClusterSchool.unit_id, ClusterSchool.valid_from),
        select(
            Appointment.id,
            Appointment.role,
            Appointment.holder_unit_id,
            Appointment.valid_to,
            Person.name,
            Person.erased_at,
        )
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Appointment.cluster_id.in_(clusters))
        .order_by(Appointment.id),
        select(Unit.id, Unit.kind, Unit.name).where(terms.lasting(Unit, year.starts)).order_by(Unit.id),
        select(UnitAlias.folded, UnitAlias.unit_id).order_by(UnitAlias.folded),
    )
    seen = hashlib.sha256()
    for one in asked:
        # As plain tuples: a row's own text leaves out the middle of what is long.
        seen.update(repr([tuple(row) for row in await db.execute(one)]).encode())
    return seen.hexdigest()


_COMPARED = "id version state host_id round_id cluster_id number content form month day starts_at ends_at room".split()  # noqa: SIM905


async def _plan(db: AsyncSession, year: SchoolYear, of: Of | None) -> Plan | None:
    """Return the plan that stands: of the level, else the office's only one of which no level is known."""
    asked = select(Plan).where(Plan.school_year == str(year)).order_by(Plan.id)
    if of and of.own:
        return await db.scalar(asked.where(Plan.cluster_id == of.own))
    offices = asked.where(Plan.cluster_id.is_(None))
    if of is None:
        return await db.scalar(offices.limit(1))
    plans = (await db.scalars(offices.where(Plan.unit_id == of.office))).all()
    same = [plan for plan in plans if plan.level == of.level]
    unsaid = [plan for plan in plans if plan.level is None and levels_in(plan.title) <= {of.level or ""}]
    return next(iter([*same, *unsaid]), None)


def _clusters(year: SchoolYear, of: Of | None, plan: Plan | None) -> tuple[ColumnElement[bool], ...]:
    """Say which clusters a plan may speak of: those of its office and level; of several levels, all of the office."""
    of_year = Cluster.school_year == str(year)
    if of is None:
        return (of_year,)
    # Clusters of before offices were told apart have none, and are those of the plan that stands.
    former = Cluster.office_id.is_(None) if plan or of.own else false()
    of_office = or_(Cluster.office_id == of.office, former)
    if of.level is None:
        return of_year, of_office
    # Those of before levels were told apart are this plan's where it is of before as well.
    unsaid = Cluster.level.is_(None) & (plan is None or plan.level is None)
    return of_year, of_office, or_(Cluster.level == of.level, unsaid)


async def _programme(
    db: AsyncSession, plan: Plan | None, keys: Mapping[int, str]
) -> tuple[dict[date, Round], tuple[Stood, ...]]:
    if plan is None:
        return {}, ()
    rounds = await db.scalars(
        select(Round)
        .where(Round.plan_id == plan.id)
        .order_by(Round.number.desc())
        .execution_options(populate_existing=True)
    )
    of_plan = Meeting.round_id.in_(select(Round.id).where(Round.plan_id == plan.id))
    ids = (await db.scalars(select(Meeting.id).where(of_plan, ~Meeting.extra).order_by(Meeting.id))).all()
    meetings: list[Meeting] = []
    # A piece at a time: making entities of thousands of rows would hold everybody up.
    for start in range(0, len(ids), AT_ONCE):
        some = select(Meeting).where(Meeting.id.in_(ids[start : start + AT_ONCE])).order_by(Meeting.id)
        meetings += await db.scalars(some.execution_options(populate_existing=True))
    return {row.month: row for row in rounds}, tuple(
        Stood(meeting, keys.get(meeting.cluster_id, meeting.cluster.folded)) for meeting in meetings
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """What a proposal would add."""

    schools: list[School]
    groups: list[Group]
    members: list[tuple[Group, School]]
    leads: list[Group]
    deputies: list[Group]
    named: list[tuple[Group, NamedLead]]
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
            leads=len(self.leads) + self._named(deputy=False),
            deputies=len(self.deputies) + self._named(deputy=True),
            core_teachers=len(self.cores),
            rounds=len(self.rounds),
            meetings=len(self.meetings),
            other=len(self.members) + len(self.aliases) + self.issuer + self.plan,
        )

    def _named(self, *, deputy: bool) -> int:
        return sum(one.deputy is deputy for _group, one in self.named)


def missing(proposal: Proposal, standing: Standing, meetings: Sequence[Planned] | None = None) -> Missing:
    """Compare a proposal with the tables; `meetings` are the new ones, where they are known already."""
    return Missing(
        schools=[school for school in proposal.schools if standing.unit_of(school) is None],
        groups=[group for group in proposal.groups if group.key not in standing.clusters],
        members=_missing_members(proposal, standing),
        leads=[group for group in proposal.groups if group.lead and not _leads(standing, group, group.lead)],
        deputies=[
            group
            for group in proposal.groups
            if group.deputy and not _leads(standing, group, group.deputy, Role.DEPUTY_LEAD)
        ],
        named=[(group, one) for group in proposal.groups for one in group.named if not _is_named(standing, group, one)],
        cores=[core for core in proposal.cores if not _is_core(standing, core)],
        rounds={number: month for number, month in proposal.rounds.items() if month not in standing.rounds},
        meetings=[*(pair(proposal.meetings, standing.meetings).new if meetings is None else meetings)],
        aliases={key: school for key, school in proposal.aliases.items() if key not in standing.aliases},
        issuer=standing.plan is None and office_of(proposal, standing) is None,
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


def _leads(standing: Standing, group: Group, lead: School, role: Role = Role.LEAD) -> bool:
    # Also an appointment that ended counts: who handed the lead over does not get it back by a second import.
    cluster = standing.clusters.get(group.key)
    unit_id = standing.unit_of(lead)
    return any(
        cluster and given.role == role and (given.cluster_id, given.holder_unit_id) == (cluster.id, unit_id)
        for given, _ in standing.appointed
    )


def _is_named(standing: Standing, group: Group, one: NamedLead) -> bool:
    cluster, role = standing.clusters.get(group.key), Role.DEPUTY_LEAD if one.deputy else Role.LEAD
    return any(
        cluster and given.role == role and given.cluster_id == cluster.id and fold(one.name) in _names(given, person)
        for given, person in standing.appointed
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


def office_of(proposal: Proposal, standing: Standing) -> Unit | None:
    """Return the row of the office that issues the plan, if there is one."""
    return office_among(standing.offices, proposal.whose)
