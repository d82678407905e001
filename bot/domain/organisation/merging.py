"""Merging schools: one goes on in another from a day, and what happened before that day keeps the old name.

Rows with dates are cut at the day at once. What has no dates (where people belong, open links, the roster) goes over
when the day has come: `come_true`, which every tick calls and which is idempotent.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import LocalDay, LockName, lock, lock_name
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Invite,
    Invitee,
    LongLeave,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Role,
    RosterEntry,
    Unit,
    UnitTie,
)
from bot.domain.organisation import clusters, former_names, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.terms import A_DAY
from bot.errors import N_, BadInput
from bot.vietnamese import local

INTO_ITSELF = N_("A school cannot be merged into itself. Please choose another school.")
NOT_A_SCHOOL = N_("Only schools, branches and sites can be merged.")
ENDS_ALREADY = N_("{unit} ends on {day} already. Please choose another school.")


@dataclass(frozen=True, slots=True)
class MergeEffects:
    """What merging two schools would change."""

    people: int
    clusters: Sequence[str]
    leads: Sequence[str]
    """The clusters that the ending school leads."""
    meetings: int
    """Meetings ahead that it was to host."""
    twice: Sequence[tuple[Cluster, Cluster]] = ()
    """The clusters that the other one comes into, each with the one of the same kind that it is in already."""


async def preview(db: AsyncSession, old: Unit, new: Unit, day: date) -> MergeEffects:
    """Return what a merger would change. Raises BadInput where `check` does."""
    check(old, new, day)
    people = select(func.count()).where(Person.unit_id == old.id, Person.erased_at.is_(None))
    here = select(Cluster).join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    led = select(Cluster).join(Appointment, Appointment.cluster_id == Cluster.id)
    return MergeEffects(
        people=await db.scalar(people) or 0,
        clusters=_called(await db.scalars(here.where(*_in_clusters(old, day)).order_by(Cluster.id))),
        leads=_called(await db.scalars(led.where(*_led(old, day), Appointment.role == Role.LEAD).order_by(Cluster.id))),
        meetings=await db.scalar(select(func.count()).where(_hosted_from(old, day))) or 0,
        twice=await _twice(db, old, new, day),
    )


def _called(found: Iterable[Cluster]) -> list[str]:
    return [one.called for one in found]


async def _twice(db: AsyncSession, old: Unit, new: Unit, day: date) -> list[tuple[Cluster, Cluster]]:
    here = select(Cluster).join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    comes = (await db.scalars(here.where(*_in_clusters(old, day)).order_by(Cluster.id))).all()
    there = [
        one for year in {one.school_year for one in comes} for _, one in await clusters.places(db, year, [new.id], day)
    ]
    within = {one.id for one in there}
    return [
        (one, other) for one in comes if one.id not in within for other in there if clusters.of_one_kind(one, other)
    ]


def check(old: Unit, new: Unit, day: date | None = None) -> None:
    """Check whether two schools can be merged, with `day` also on that day.

    Raises BadInput for a school merged into itself, for a unit that is no school, for one whose end is set already, and
    for one that does not exist on the day.
    """
    if old.id == new.id:
        raise BadInput(INTO_ITSELF)
    if not {old.kind, new.kind} <= tree.SCHOOLS:
        raise BadInput(NOT_A_SCHOOL)
    for unit in (old, new):
        if (last := unit.valid_to) is not None:
            raise BadInput(ENDS_ALREADY, unit=unit.name, day=lambda t, last=last: t.day(last))
    if day is not None:
        # The day before is the old school's last one, so it must have been there then, too.
        for unit, then in ((old, day - A_DAY), (old, day), (new, day)):
            tree.must_exist_on(unit, then)


def _in_clusters(old: Unit, day: date) -> tuple[ColumnElement[bool], ...]:
    return ClusterSchool.unit_id == old.id, terms.lasting(ClusterSchool, day)


def _led(old: Unit, day: date) -> tuple[ColumnElement[bool], ...]:
    of_school = Appointment.role.in_((Role.LEAD, Role.DEPUTY_LEAD)) & (Appointment.holder_unit_id == old.id)
    return of_school, terms.lasting(Appointment, day)


def _hosted_from(old: Unit, day: date) -> ColumnElement[bool]:
    then = func.coalesce(LocalDay(Meeting.starts_at), Meeting.day)
    # With only a month it is still to be settled, so it will be held by the school that is left.
    ahead = or_(then >= day, then.is_(None) & (Meeting.month >= day.replace(day=1)))
    return (Meeting.host_id == old.id) & (Meeting.state != MeetingState.CANCELLED) & ahead


async def merge(
    db: AsyncSession, rights: Rights, old: Unit, new: Unit, day: date, *, by: Person | None, now: datetime
) -> None:
    """Let a school go on in another one from a day.

    Raises NotAllowed unless an officer oversees both, BadInput where `check` does.
    """
    rights.must_oversee_unit(old.id)
    rights.must_oversee_unit(new.id)
    await lock_name(db, LockName.ORGANISATION)
    await lock(db, old, new)
    check(old, new, day)
    old.valid_to, old.merged_into_id = day - A_DAY, new.id
    await _hand_clusters_on(db, rights, old, new, day)
    await _hand_leads_on(db, old, new, day, by)
    await _cut(
        db,
        Appointment,
        Appointment.role.in_((*terms.ACTING_HEADS, *terms.ASSISTING)) & (Appointment.unit_id == old.id),
        day,
    )
    for child in await tree.children_of(db, old, day):
        await tree.move_unit(db, rights, child, new, day)
    await _cut(db, UnitTie, UnitTie.unit_id == old.id, day)
    await db.execute(update(Meeting).where(_hosted_from(old, day)).values(host_id=new.id))
    await db.flush()
    await come_true(db, now)


async def _cut(db: AsyncSession, table: type[Appointment | UnitTie], which: ColumnElement[bool], day: date) -> None:
    """End rows the day before `day`; what would only begin later is not to be."""
    await db.execute(delete(table).where(which, table.valid_from >= day))
    await db.execute(update(table).where(which, terms.lasting(table, day)).values(valid_to=day - A_DAY))


async def _hand_clusters_on(db: AsyncSession, rights: Rights, old: Unit, new: Unit, day: date) -> None:
    for row in (await db.scalars(select(ClusterSchool).where(*_in_clusters(old, day)))).all():
        cluster = await db.get_one(Cluster, row.cluster_id)
        begins = max(day, row.valid_from) if row.valid_from else day
        await clusters.let_in(db, rights, cluster, new, since=begins, until=row.valid_to)
        if row.valid_from and row.valid_from >= day:
            await db.delete(row)
        else:
            row.valid_to = day - A_DAY


async def _hand_leads_on(db: AsyncSession, old: Unit, new: Unit, day: date, by: Person | None) -> None:
    for tie in (await db.scalars(select(Appointment).where(*_led(old, day)))).all():
        if tie.valid_from >= day:
            tie.holder_unit_id = new.id
            continue
        time = {"valid_from": day, "valid_to": tie.valid_to}
        same = {"role": tie.role, "cluster_id": tie.cluster_id, "how": tie.how, "by_id": by.id if by else None}
        db.add(Appointment(holder_unit_id=new.id, instead=tie.instead, only=tie.only, **same, **time))
        tie.valid_to = day - A_DAY
    # Who leads a cluster is not the own deputy there, whichever of both the two schools were.
    leads = (Appointment.role == Role.LEAD, Appointment.holder_unit_id == new.id)
    led = select(Appointment.cluster_id).where(*leads, terms.lasting(Appointment, day))
    beside_itself = (Appointment.role == Role.DEPUTY_LEAD) & (Appointment.holder_unit_id == new.id)
    await db.flush()
    await _cut(db, Appointment, beside_itself & Appointment.cluster_id.in_(led), day)


# In the order of their ends, so that a school merged twice goes on to where the second merger leads.
_ENDED = (
    select(Unit).where(Unit.merged_into_id.is_not(None), terms.over(Unit, bindparam("today"))).order_by(Unit.valid_to)
)


async def come_true(db: AsyncSession, now: datetime) -> int:
    """Bring over what has no dates of its own of the schools that have ended; return how many people moved.

    Schools whose new name's day has come are called by it. Idempotent: a second call finds nobody and nothing left.
    """
    await lock_name(db, LockName.ORGANISATION)
    await former_names.come_true(db, now)
    moved = 0
    for unit in (await db.scalars(_ENDED, {"today": local(now).date()})).all():
        assert unit.valid_to
        assert unit.merged_into_id
        for person in (await db.scalars(select(Person).where(Person.unit_id == unit.id))).all():
            await tree.move_person(db, person, unit.merged_into_id, unit.valid_to + A_DAY)
            moved += 1
        await _bring_over(db, unit.id, unit.merged_into_id, unit.valid_to)
        # A link for a principal gives a post that is no more; a teacher's link opens the new school (`_bring_over`).
        heads = (Invite.unit_id == unit.id, Invite.role == Role.PRINCIPAL, Invite.revoked_at.is_(None))
        await db.execute(update(Invite).where(*heads).values(revoked_at=now))
        await db.flush()
    return moved


async def _bring_over(db: AsyncSession, old: int, new: int, last_day: date) -> None:
    await db.execute(update(Invite).where(Invite.unit_id == old, Invite.role == Role.TEACHER).values(unit_id=new))
    of_core = (Appointment.role == Role.CORE) & (Appointment.unit_id == old)
    lasting = terms.lasting(Appointment, last_day + A_DAY)
    await db.execute(update(Appointment).where(of_core, lasting).values(unit_id=new))
    here = (await db.scalars(select(RosterEntry).where(RosterEntry.unit_id.in_((old, new))))).all()
    known = {(entry.name, entry.subject): entry.id for entry in here if entry.unit_id == new}
    for entry in here:
        if entry.unit_id == old and (same := known.get((entry.name, entry.subject))):
            await _expect_once(db, entry, same)
            await db.delete(entry)
        elif entry.unit_id == old:
            entry.unit_id = new
    later = select(Meeting.id).where(tree.day_of_meeting() > last_day)
    listed = (Invitee.unit_id == old, Invitee.roster_entry_id.is_not(None), Invitee.meeting_id.in_(later))
    await db.execute(update(Invitee).where(*listed).values(unit_id=new))


async def _expect_once(db: AsyncSession, entry: RosterEntry, same: int) -> None:
    """Let meetings that expect somebody by one of two equal names of lists expect them by the other one.

    Where both stood, a row that was marked keeps its name: marks are never lost.
    """
    other = aliased(Invitee)
    both = exists().where(other.meeting_id == Invitee.meeting_id, other.roster_entry_id == same)
    theirs = Invitee.roster_entry_id == entry.id
    marked = exists().where(Mark.invitee_id == Invitee.id)
    turns = (
        update(Invitee).where(theirs, ~both).values(roster_entry_id=same),
        delete(Invitee).where(theirs, ~marked),
        update(Invitee).where(theirs).values(roster_entry_id=None, name=entry.name),
        update(LongLeave).where(LongLeave.roster_entry_id == entry.id).values(roster_entry_id=same),
    )
    for turn in turns:
        await db.execute(turn.execution_options(synchronize_session=False))


async def with_merged(db: AsyncSession, school_ids: Collection[int], today: date) -> set[int]:
    """Return schools together with those that have gone on in them, whose former matters are theirs to see."""
    known, newest = set(school_ids), set(school_ids)
    while newest:
        gone_on = select(Unit.id).where(Unit.merged_into_id.in_(newest), terms.over(Unit, today))
        newest = set(await db.scalars(gone_on)) - known
        known |= newest
    return known
