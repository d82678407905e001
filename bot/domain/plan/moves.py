"""What a later version of a plan says otherwise of the clusters themselves: leads, schools that moved or are gone.

A school that is listed in another cluster or called otherwise now, and a lead who is named for the first time, take
effect on the day of the paper that says so, without one on that of the yes, and not before the school year begins: what
was held before keeps them as they were. What a person changed since the paper's day holds until the yes. Nobody gets
back by a second import what was ended by hand, and nothing ends because a list does not name it: these stay, and are
told by name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar import quiet
from bot.domain.endings import schools_told
from bot.domain.models import Appointment, ClusterSchool, Person, Plan, Purpose, Role, Topic, UnitAlias
from bot.domain.organisation import former_names, terms, units
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.terms import A_DAY
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING, SchoolsMoved
from bot.domain.outbox.outbox import OutboxRow
from bot.domain.outbox.school_changes import SchoolChange, SchoolMoved, SchoolRenamed
from bot.domain.plan.following import USEFUL_FOR
from bot.domain.plan.nouns import Group, Note, Proposal
from bot.domain.plan.standing import Standing
from bot.errors import N_
from bot.vietnamese import local

RENAMES = N_("{former} is called {name} from {day} on. Its people are told.")
Pair = tuple[int, int]
"""A cluster and a school."""


@dataclass(frozen=True, slots=True)
class SchoolMove:
    """A school that goes from one cluster to another; `to` is the key of the group that lists it now."""

    unit_id: int
    school: str
    former_id: int
    former: str
    to: str
    to_name: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """A school that a person has said to be called otherwise now."""

    unit_id: int
    former: str
    name: str
    clusters: tuple[int, ...]
    """In which it stands."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What takes effect with the yes, and what is told before it."""

    day: date
    schools: tuple[SchoolMove, ...] = ()
    ended: frozenset[int] = frozenset()
    """Appointments of former leads."""
    led_anew: frozenset[str] = frozenset()
    """Keys of the groups that have another lead."""
    renamed: tuple[Renaming, ...] = ()
    renamed_on: date = date.max
    """From which day on: that of the paper which says so, else the day of the yes."""
    notes: tuple[Note, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.schools or self.ended or self.renamed)

    def since(self, group: str, unit_id: int) -> date | None:
        """Return from when a school is new in a cluster, None for as long as that lasts."""
        return self.day if any((one.to, one.unit_id) == (group, unit_id) for one in self.schools) else None


def moves(proposal: Proposal, standing: Standing, now: datetime) -> Moves:
    """Return what differs, cluster by cluster; nothing of one that is new or whose schools the plan does not list."""
    today, starts = local(now).date(), SchoolYear.read(proposal.year).starts
    says = _says_so_on(proposal, standing) or today
    found = _moves(proposal, standing, max(says, starts), says)
    return _moves(proposal, standing, max(today, starts), says) if _began_since(found, standing) else found


def _says_so_on(proposal: Proposal, standing: Standing) -> date | None:
    """Return the day of the paper; None where it bears none, or that of the version before it, which said otherwise."""
    before = standing.plan.signed_on if standing.plan else None
    signed = proposal.signed_on
    return None if signed is None or (before and signed <= before) else signed


def _began_since(found: Moves, standing: Standing) -> bool:
    """Say whether something that would end began after the day of the paper: what a person did since."""
    terms = [one.valid_from for one, _ in standing.appointed if one.id in found.ended]
    places = [standing.since.get((one.former_id, one.unit_id)) for one in found.schools]
    return any(begun and begun > found.day for begun in (*terms, *places))


def _moves(proposal: Proposal, standing: Standing, day: date, renamed_on: date) -> Moves:
    listed = {group.key: _ids(group, standing) for group in proposal.groups if not group.subject and group.schools}
    stand = [group for group in proposal.groups if group.key in listed and group.key in standing.clusters]
    found = [one for group in stand for one in _schools(group, proposal, standing, listed, day)]
    leads = [one for group in stand for one in _lead(group, standing, day)]
    renamed = tuple(_renamings(proposal, standing))
    since = {"day": lambda t: t.day(renamed_on)}
    return Moves(
        day,
        renamed=renamed,
        renamed_on=renamed_on,
        schools=tuple(move for move, _ in found if move),
        ended=frozenset(number for _, ended, _ in leads for number in ended),
        led_anew=frozenset(key for key, ended, _ in leads if ended),
        notes=(
            *(Note(RENAMES, {"former": one.former, "name": one.name, **since}) for one in renamed),
            *_renamed(proposal, standing, listed),
            *(note for *_, note in leads),
            *(note for _, note in found),
        ),
    )


def _renamings(proposal: Proposal, standing: Standing) -> Iterator[Renaming]:
    names = _names(standing)
    for unit, name in proposal.renamed.items():
        there = {cluster for cluster, one in standing.members - standing.ended if one == unit}
        yield Renaming(unit, names.get(unit, "–"), name, tuple(sorted(there)))


def _renamed(proposal: Proposal, standing: Standing, listed: "Listed") -> Iterator[Note]:
    """Tell of new clusters that have the schools of one that stands and is not in the file: it may be the same one."""
    named = {group.key for group in proposal.groups}
    for group in proposal.groups:
        if group.key in standing.clusters or not listed.get(group.key):
            continue
        for key, cluster in standing.clusters.items():
            members = {unit for one, unit in standing.members - standing.ended if one == cluster.id}
            if key not in named and members and listed[group.key] == members:
                facts = {"cluster": group.name, "former": cluster.called}
                yield Note(
                    N_(
                        "{cluster} would be a new cluster, and its schools are those of {former}, which is not in the "
                        "file. If it is only called otherwise now, please rename {former} first."
                    ),
                    facts,
                )


Listed = dict[str, set[int]]


def _names(standing: Standing) -> dict[int | None, str]:
    return {school.unit_id: school.name for school in standing.schools}


def _ids(group: Group, standing: Standing) -> set[int]:
    found = (standing.unit_of(school) for school in group.schools)
    return {unit for unit in found if unit is not None}


def _lead(group: Group, standing: Standing, day: date) -> Iterator[tuple[str, list[int], Note]]:
    """Return the group, which appointments end, and what is told."""
    names, cluster = _names(standing), standing.clusters[group.key]
    given = [
        one
        for one, _ in standing.appointed
        if one.role is Role.LEAD and one.cluster_id == cluster.id and one.holder_unit_id
    ]
    leading = [one for one in given if one.valid_to is None or one.valid_to >= day]
    now = standing.unit_of(group.lead) if group.lead else None
    if group.lead is None or not leading or now in {one.holder_unit_id for one in leading}:
        return
    before = ", ".join(sorted({names.get(one.holder_unit_id, "–") for one in leading}))
    facts = {"cluster": group.name, "before": before, "now": group.lead.name, "day": lambda t: t.short_day(day)}
    if now in {one.holder_unit_id for one in given}:
        by_hand = N_("{cluster} is led by {before}, and the file names {now}. Please end the former appointment.")
        yield group.key, [], Note(by_hand, facts)
        return
    changes = N_("{cluster}: from {day} on {now} leads it, in the place of {before}.")
    yield group.key, [one.id for one in leading], Note(changes, facts)


def _schools(
    group: Group, proposal: Proposal, standing: Standing, listed: Listed, day: date
) -> Iterator[tuple[SchoolMove | None, Note]]:
    names, groups = _names(standing), proposal.groups
    cluster = standing.clusters[group.key]
    members = {unit for one, unit in standing.members - standing.ended if one == cluster.id}
    for unit in sorted(members - listed[group.key]):
        school = names.get(unit, "–")
        facts: dict[str, Any] = {"school": school, "cluster": group.name, "day": lambda t: t.short_day(day)}
        others = [other for other in groups if other.key != group.key and unit in listed.get(other.key, ())]
        facts |= {"to": ", ".join(other.name for other in others)}
        known = [standing.clusters[one.key].id for one in others if one.key in standing.clusters]
        if not others:
            yield None, Note(N_("{school} stands in {cluster} and not in this file's list. It stays."), facts)
        elif len(others) > 1 or any((one, unit) in standing.members for one in known):
            stays = N_(
                "{school} stands in {cluster}, and this file lists it in {to}. It is in both until one is ended."
            )
            yield None, Note(stays, facts)
        else:
            move = SchoolMove(unit, school, cluster.id, group.name, others[0].key, others[0].name)
            yield move, Note(N_("{school}: from {day} on in {to}, no longer in {cluster}. Its people are told."), facts)


def within(moved: Moves, rights: Rights) -> Moves:
    """Leave out the schools of other offices: of these the new name is kept as a spelling, and no more."""
    return replace(moved, renamed=tuple(one for one in moved.renamed if rights.oversees_unit(one.unit_id)))


async def rename(db: AsyncSession, moved: Moves, standing: Standing, now: datetime) -> None:
    """Give schools the names that they have from the paper's day on; the former ones stay spellings of theirs."""
    if not moved.renamed:
        return
    names = {one.unit_id: one.name for one in moved.renamed}
    await former_names.rename(db, names, moved.renamed_on, local(now).date())
    spellings = {units.key(one.former): one.unit_id for one in moved.renamed}
    former = [{"unit_id": unit, "folded": key} for key, unit in spellings.items() if key not in standing.aliases]
    if former:
        await db.execute(insert(db, UnitAlias), former)


async def end(db: AsyncSession, moved: Moves) -> None:
    """Let former leads and places in clusters end on the day before."""
    last = moved.day - A_DAY
    if moved.schools:
        pairs = [(one.former_id, one.unit_id) for one in moved.schools]
        there = tuple_(ClusterSchool.cluster_id, ClusterSchool.unit_id).in_(pairs)
        out = update(ClusterSchool).where(there).values(valid_to=last)
        await db.execute(out.execution_options(synchronize_session=False))
    if moved.ended:
        leads = update(Appointment).where(Appointment.id.in_(moved.ended)).values(valid_to=last)
        await db.execute(leads.execution_options(synchronize_session=False))


async def tell(
    db: AsyncSession, plan: Plan, moved: Moves, clusters: Sequence[int], *, by: int | None, now: datetime
) -> None:
    """Tell the people of schools that moved, and who leads the clusters, which were `clusters` by their groups' order.

    A change of leads is told by their terms (`endings.term_handover`).
    """
    if not moved.schools and not moved.renamed:
        return
    touched: dict[int, list[SchoolMoved | SchoolRenamed]] = {}
    by_school, by_cluster = await _people(db, moved), await _leads(db, moved, clusters, local(now).date())
    for renamed in moved.renamed:
        leads = {person for cluster in renamed.clusters for person in by_cluster.get(cluster, ())}
        for person in {*by_school.get(renamed.unit_id, ()), *leads}:
            touched.setdefault(person, []).append(SchoolRenamed(renamed.former, renamed.name, moved.renamed_on))
    for one, to in zip(moved.schools, clusters, strict=True):
        entry = SchoolMoved(one.school, one.former, one.to_name)
        for person in {*by_school.get(one.unit_id, ()), *by_cluster.get(one.former_id, ()), *by_cluster.get(to, ())}:
            touched.setdefault(person, []).append(entry)
    heads = await schools_told.note(db, _to_answer(moved, local(now).date()), by, now)
    alike: dict[tuple[int, tuple[SchoolMoved | SchoolRenamed, ...]], list[int]] = {}
    for person, entries in touched.items():
        if person != by:
            alike.setdefault((heads.get(person, 0), tuple(entries)), []).append(person)
    due = await quiet.leaves(db, now)
    topic, version = Topic.plan(plan.id), int(now.timestamp())
    same = OutboxRow(0, Purpose.SCHOOL_MOVED, topic, version, NOTHING, due, due + USEFUL_FOR)
    letters = [
        (same._replace(facts=replace(_told(moved.day, entries), news=news)), people)
        for (news, entries), people in alike.items()
    ]
    await outbox.put_alike(db, letters)


def _to_answer(moved: Moves, today: date) -> list[tuple[int, SchoolChange]]:
    """Return what heads of schools say that they know of."""
    named = (
        (one.unit_id, SchoolChange("renamed", one.former, one.former, one.name, moved.renamed_on or today))
        for one in moved.renamed
    )
    put = (
        (one.unit_id, SchoolChange("moved", one.school, one.former, one.to_name, moved.day)) for one in moved.schools
    )
    return [*named, *put]


def _told(day: date, entries: Sequence[SchoolMoved | SchoolRenamed]) -> SchoolsMoved:
    moved = tuple(one for one in entries if isinstance(one, SchoolMoved))
    return SchoolsMoved(day, moved, tuple(one for one in entries if isinstance(one, SchoolRenamed)))


async def _people(db: AsyncSession, moved: Moves) -> dict[int, list[int]]:
    here = Person.unit_id.in_({one.unit_id for one in moved.schools} | {one.unit_id for one in moved.renamed})
    found: dict[int, list[int]] = {}
    asked = select(Person.unit_id, Person.id).where(here, Person.erased_at.is_(None), Person.name != "")
    for unit_id, person in await db.execute(asked):
        found.setdefault(unit_id or 0, []).append(person)
    return found


async def _leads(db: AsyncSession, moved: Moves, clusters: Sequence[int], today: date) -> dict[int, list[int]]:
    """Return by cluster who leads it today, and who will from the day on."""
    among = {*clusters, *(one.former_id for one in moved.schools)}
    among |= {cluster for one in moved.renamed for cluster in one.clusters}
    lead = terms.leading(today, Appointment.cluster_id.in_(among), when=terms.lasting)
    found: dict[int, list[int]] = {}
    for person, cluster in await db.execute(select(lead.c.person_id, lead.c.cluster_id)):
        found.setdefault(cluster, []).append(person)
    return found
