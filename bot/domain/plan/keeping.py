"""Puts an accepted proposal into the tables: adds what is missing, changes what differs, calls off what is gone.

All of it is one transaction, at whose end everybody sees the new plan; its statements are as many for 2,000 meetings
as for two. What the yes is to was computed before it, while nobody was held up (`plan.Review`), and is taken where the
tables still stand as they did then; else it is computed again. Reminders and letters follow (`plan.following`).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, insert, lock, lock_name
from bot.domain.models import (
    Appointment,
    Base,
    Cluster,
    ClusterSchool,
    Plan,
    PlanState,
    Role,
    Round,
    Unit,
    UnitAlias,
    UnitKind,
)
from bot.domain.organisation import clusters, units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.units import School
from bot.domain.plan import following, moves
from bot.domain.plan.difference import compare
from bot.domain.plan.meeting_rows import MeetingRows
from bot.domain.plan.moves import Moves
from bot.domain.plan.nouns import Counts, Proposal
from bot.domain.plan.own import must_be_open
from bot.domain.plan.review import Review
from bot.domain.plan.standing import Missing, Of, Standing, load, missing, of_whose, office_of, stamp
from bot.errors import N_, BadInput, Gone


async def accept(
    db: AsyncSession,
    rights: Rights,
    proposal: Proposal,
    *,
    now: datetime,
    removing: bool = True,
    by: int | None = None,
    own: int | None = None,
    seen: Review | None = None,
) -> Counts:
    """Put a proposal in, flushed and not committed; return what was new. `now` is aware.

    Without `removing` nothing is called off. `by` is the person who says yes and need not be told; `own` is the
    cluster whose own plan it is, which must have been begun. `seen` is the review that the yes is to, if there was one.
    Raises BadInput while doubts are open, NotAllowed unless the person is an officer or leads the cluster of an own
    plan, Refusal where that is not its author's to change now.
    """
    if proposal.doubts:
        raise BadInput(N_("{count} questions about the plan are still open."), count=len(proposal.doubts))
    year = SchoolYear.read(proposal.year)
    await lock_name(db, LockName.ORGANISATION)
    of = await of_whose(db, proposal.whose, year, own)
    stands = seen if seen and seen.of == of and await stamp(db, year, of, locks=True) == seen.stamp else None
    before = stands.standing if stands else await _locked(db, await load(db, year, of))
    _must_accept(rights, before.plan, of)
    difference = stands.difference if stands else compare(proposal, before, now)
    new = missing(proposal, before, difference.added)
    after = await _with_new(db, proposal, before, new, now)
    moved = Moves(year.starts) if own else moves.within(moves.moves(proposal, before, now), rights)
    await moves.end(db, moved)
    await moves.rename(db, moved, before, now)
    await _tie(db, new, after, year, moved)
    rows = MeetingRows(rights, after, now, first=before.plan is None)
    for meeting in difference.removed if removing else ():
        rows.remove(meeting)
    for change in (*difference.again, *difference.changed):
        rows.change(change)
    for planned in difference.added:
        rows.add(planned)
    assert after.plan
    after.plan.number, after.plan.signed_on = proposal.number, proposal.signed_on
    to = [after.clusters[one.to].id for one in moved.schools]
    await moves.tell(db, after.plan, moved, to, by=by, now=now)
    await following.begin(db, after.plan, await rows.write(db), by=by, now=now)
    return new.counts()


async def _locked(db: AsyncSession, before: Standing) -> Standing:
    await lock(db, *([before.plan] if before.plan else []))
    await lock(db, *(stood.meeting for stood in before.meetings))
    return before


def _must_accept(rights: Rights, plan: Plan | None, of: Of) -> None:
    if of.own is None:
        # An office that does not stand yet is made only by who oversees everything.
        rights.must_oversee_unit(of.office or 0)
        return
    rights.must_lead(of.own)
    if plan is None:
        raise Gone
    must_be_open(plan, rights)


async def _with_new(db: AsyncSession, proposal: Proposal, before: Standing, new: Missing, now: datetime) -> Standing:
    """Add schools, clusters, the plan and its rounds; return how it stands with them, which have ids now."""
    schools = await _new_schools(db, new)
    plan = before.plan or await _new_plan(db, proposal, before, now)
    groups = [
        Cluster(
            school_year=proposal.year,
            name=group.name,
            folded=group.key,
            subject=group.subject,
            level=group.level or proposal.whose.level,
            office_id=plan.unit_id,
        )
        for group in new.groups
    ]
    db.add_all(groups)
    await db.flush()
    every = {**before.clusters, **{row.folded: row for row in groups}}
    for group, row in zip(new.groups, groups, strict=True):
        row.parent_id = every[group.under].id if group.under in every else None
    if groups:
        await db.flush()
        await clusters.mark_twins(db, proposal.year)
    return replace(
        before,
        schools=(*before.schools, *schools),
        unit_ids={**{school.key: school.unit_id for school in schools if school.unit_id}, **before.unit_ids},
        clusters=every,
        plan=plan,
        rounds=await _number_rounds(db, plan, proposal, before),
    )


async def _new_schools(db: AsyncSession, new: Missing) -> list[School]:
    """Add the schools that are missing; as entities each would be a statement."""
    if not new.schools:
        return []
    rows = [{"kind": UnitKind.SCHOOL, "name": school.name, "folded": school.key} for school in new.schools]
    last = await db.scalar(select(func.max(Unit.id))) or 0
    await db.execute(insert(db, Unit), rows)
    added = await db.execute(select(Unit.name, Unit.id).where(Unit.id > last).order_by(Unit.id))
    return [School(name, unit_id) for name, unit_id in added]


async def _new_plan(db: AsyncSession, proposal: Proposal, before: Standing, now: datetime) -> Plan:
    issuer = office_of(proposal, before)
    if issuer is None:
        issuer = Unit(kind=proposal.whose.kind, name=proposal.issuer, folded=units.key(proposal.issuer))
        db.add(issuer)
        await db.flush()
    plan = Plan(
        title=proposal.title,
        school_year=proposal.year,
        unit_id=issuer.id,
        imported_at=now,
        state=PlanState.PUBLISHED,
        level=proposal.whose.level,
    )
    db.add(plan)
    await db.flush()
    return plan


async def _number_rounds(db: AsyncSession, plan: Plan, proposal: Proposal, before: Standing) -> dict[date, Round]:
    """Add the rounds that are missing; the plan's own numbers hold where it names every month that stands."""
    numbers = {month: number for number, month in proposal.rounds.items()}
    if not before.rounds.keys() <= numbers.keys():
        months = sorted({*before.rounds, *numbers})
        numbers = {month: position for position, month in enumerate(months, start=1)}
    otherwise = {row.id: numbers[month] for month, row in before.rounds.items() if row.number != numbers[month]}
    if otherwise:
        # Numbers are unique in a plan, and two rounds may change places.
        which = update(Round).where(Round.id.in_(otherwise)).execution_options(synchronize_session=False)
        await db.execute(which.values(number=-Round.number))
        await db.execute(which.values(number=case(otherwise, value=Round.id)))
    fresh = [
        Round(plan_id=plan.id, number=number, month=month)
        for month, number in numbers.items()
        if month not in before.rounds
    ]
    db.add_all(fresh)
    await db.flush()
    return {**before.rounds, **{row.month: row for row in fresh}}


async def _tie(db: AsyncSession, new: Missing, after: Standing, year: SchoolYear, moved: Moves) -> None:
    """Add the rows that refer to schools and clusters, all of which have ids by now."""
    ids = after.unit_ids

    def unit_id(school: School) -> int:
        return school.unit_id or ids[school.key]

    time = {"valid_from": year.starts, "valid_to": year.ends}
    members = [
        {
            "cluster_id": after.clusters[group.key].id,
            "unit_id": unit_id(school),
            "valid_from": moved.since(group.key, unit_id(school)),
        }
        for group, school in new.members
    ]
    leads = [
        {
            "holder_unit_id": unit_id(group.lead),
            "cluster_id": after.clusters[group.key].id,
            "how": group.lead_by,
            "valid_from": moved.day if group.key in moved.led_anew else year.starts,
        }
        for group in new.leads
        if group.lead
    ]
    deputies = [
        {"holder_unit_id": unit_id(group.deputy), "cluster_id": after.clusters[group.key].id}
        for group in new.deputies
        if group.deputy
    ]
    named = [
        {
            "role": Role.DEPUTY_LEAD if one.deputy else Role.LEAD,
            "named": one.name,
            "unit_id": unit_id(one.school),
            "cluster_id": after.clusters[group.key].id,
        }
        for group, one in new.named
    ]
    cores = [
        {"named": core.teacher, "unit_id": unit_id(core.school), "cluster_id": after.clusters[core.group].id}
        for core in new.cores
    ]
    await _add(db, ClusterSchool, members)
    await _add(db, Appointment, [{"role": Role.LEAD, **time, **lead} for lead in leads])
    await _add(db, Appointment, [{"role": Role.DEPUTY_LEAD, **time, **deputy} for deputy in deputies])
    await _add(db, Appointment, [{**time, **one} for one in named])
    await _add(db, Appointment, [{"role": Role.CORE, **time, **core} for core in cores])
    await _add(db, UnitAlias, [{"unit_id": unit_id(school), "folded": key} for key, school in new.aliases.items()])


async def _add(db: AsyncSession, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        await db.execute(insert(db, table), rows)
