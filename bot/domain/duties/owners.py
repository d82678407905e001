"""Who owes a duty and who oversees it, on one day: answered for all duties at once from a few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Date, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar.settings import Rung
from bot.domain.duties.audience import newest_year
from bot.domain.models import Cluster, ClusterSchool, Duty, DutyRule, Meeting, Owner, Person
from bot.domain.organisation import terms
from bot.domain.organisation.reach import Oversight, of_officers
from bot.domain.organisation.terms import SubjectGroup
from bot.plain import Plain

People = frozenset[int]
NOBODY: People = frozenset()
Key = TypeVar("Key")


class Owed(NamedTuple):
    """A duty with what its people are found by."""

    duty: Duty
    school: int | None
    """Of the person who owes it."""
    cluster: int | None
    """Of the meeting it is about, else of the lead who wrote it."""
    of_meeting: str | None = None
    """The subject of the cluster whose meeting it is about."""
    taught: str | None = None
    """The subject of the person who owes it."""


def owed(*which: ColumnElement[bool]) -> Select[Any, Any, Any, Any, Any, Any]:
    """Select duties, each row as `Owed` has it."""
    shown = (Duty, Person.unit_id, Meeting.cluster_id, DutyRule.cluster_id, Cluster.subject, Person.subject)
    about = select(*shown).join(Duty.rule).outerjoin(Person, Person.id == Duty.person_id)
    about = about.outerjoin(Meeting, Meeting.id == Duty.meeting_id).outerjoin(Cluster, Cluster.id == Meeting.cluster_id)
    return about.where(*which).execution_options(populate_existing=True)


async def read_owed(db: AsyncSession, asked: Select[Any, Any, Any, Any, Any, Any], **values: object) -> list[Owed]:
    """Return what `owed` selects, with the values that it leaves open."""
    rows = await db.execute(asked, values)
    return [Owed(duty, school, met or wrote, of, taught) for duty, school, met, wrote, of, taught in rows]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who holds which role on a day."""

    heads: Mapping[int, People]
    """By school."""
    leads: Mapping[int, People]
    """By cluster."""
    above: Mapping[int, frozenset[int]]
    """By school the clusters of all teachers that it is in."""
    assistants: Mapping[int, People]
    """By school who does what it owes without heading it."""
    helpers: Mapping[int, People]
    """By cluster who does what it owes without leading it."""
    reaches: Mapping[int, Oversight | None]
    """By officer how far their word reaches."""
    groups: Mapping[SubjectGroup, People] = field(default_factory=dict)
    """By subject group of a school who heads it."""

    def owners(self, owed: Owed) -> People:
        """Return who is to do it."""
        duty = owed.duty
        if duty.person_id:
            return frozenset({duty.person_id})
        if duty.cluster_id:
            return self.leads.get(duty.cluster_id, NOBODY) | self.helpers.get(duty.cluster_id, NOBODY)
        if duty.rule.owner is Owner.OFFICE:
            return self._officers(owed)
        school = duty.unit_id or 0
        of_group = self.groups.get(SubjectGroup(school, owed.of_meeting), NOBODY) if duty.meeting_id else NOBODY
        return self.heads.get(school, NOBODY) | self.assistants.get(school, NOBODY) | of_group

    def _officers(self, owed: Owed) -> People:
        """Return who oversees the unit or the cluster that a duty is of."""
        unit, cluster = owed.duty.unit_id or owed.school, owed.duty.cluster_id or owed.cluster
        return frozenset(
            person
            for person, far in self.reaches.items()
            if far is None or unit in far.units or cluster in far.clusters
        )

    def superiors(self, owed: Owed, rung: Rung, below: Iterable[Rung] = ()) -> People:
        """Return who is told on a rung, without the duty's owners and without those who were told on a rung `below`."""
        return self._on(owed, rung).difference(self.owners(owed), *(self._on(owed, lower) for lower in below))

    def _on(self, owed: Owed, rung: Rung) -> People:
        duty = owed.duty
        if rung is Rung.OFFICER:
            return self._officers(owed)
        if rung is Rung.PRINCIPAL:
            return self._over_person(owed) if duty.person_id else NOBODY
        if duty.cluster_id or duty.rule.owner is Owner.OFFICE:
            return NOBODY
        clusters = {owed.cluster} if owed.cluster else self.above.get(duty.unit_id or owed.school or 0, NOBODY)
        return NOBODY.union(*(self.leads.get(cluster or 0, NOBODY) for cluster in clusters))

    def _over_person(self, owed: Owed) -> People:
        """Return who heads the school of the person who owes it, and who heads their subject group there."""
        school = owed.school or 0
        return self.heads.get(school, NOBODY) | self.groups.get(SubjectGroup(school, owed.taught), NOBODY)


class _HoldersAsked(NamedTuple):
    """The questions for who holds which role on `today`: to build them anew costs many times what SQLite does."""

    heads: Plain
    leads: Plain
    above: Plain
    assistants: Plain
    helpers: Plain
    groups: Plain


@cache
def _asked() -> _HoldersAsked:
    today = bindparam("today", type_=Date)
    head, lead, assists = terms.heading(today), terms.leading(today), terms.assisting(today)
    helps, of_group = terms.helping(today), terms.heading_groups(today)
    general = (
        select(ClusterSchool.unit_id, ClusterSchool.cluster_id)
        .join(Cluster, Cluster.id == ClusterSchool.cluster_id)
        .where(Cluster.school_year == newest_year(), Cluster.subject.is_(None), terms.holds(ClusterSchool, today))
    )
    return _HoldersAsked(
        heads=Plain(select(head.c.unit_id, head.c.person_id)),
        leads=Plain(select(lead.c.cluster_id, lead.c.person_id)),
        above=Plain(general),
        assistants=Plain(select(assists.c.unit_id, assists.c.person_id)),
        helpers=Plain(select(helps.c.cluster_id, helps.c.person_id)),
        groups=Plain(select(of_group.c.unit_id, of_group.c.subject, of_group.c.person_id)),
    )


async def read(db: AsyncSession, today: date) -> Organisation:
    """Read who holds which role on a day."""
    asked = _asked()
    in_groups = await asked.groups.rows(db, today=today)
    return Organisation(
        heads=_together(await asked.heads.rows(db, today=today)),
        leads=_together(await asked.leads.rows(db, today=today)),
        above=_together(await asked.above.rows(db, today=today)),
        assistants=_together(await asked.assistants.rows(db, today=today)),
        helpers=_together(await asked.helpers.rows(db, today=today)),
        reaches=await of_officers(db, today),
        groups=_together((SubjectGroup(unit, subject), one) for unit, subject, one in in_groups),
    )


def _together(pairs: Iterable[tuple[Key, int]]) -> dict[Key, People]:
    found: dict[Key, set[int]] = {}
    for key, one in pairs:
        found.setdefault(key, set()).add(one)
    return {key: frozenset(ones) for key, ones in found.items()}
