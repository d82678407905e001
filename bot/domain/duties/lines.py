"""Duties as lists and cards show them: each with its rule, its owner's name, and what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.domain.duties import by_paper, proofs
from bot.domain.models import (
    Cluster,
    DaySource,
    Duty,
    DutyRule,
    DutyState,
    Meeting,
    Owner,
    Person,
    Proof,
    Round,
    Unit,
)
from bot.entities import Entities
from bot.vietnamese import in_order, sort_key


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with what is shown of it; fields without a word here are those of `Duty` and `DutyRule`."""

    id: int
    version: int
    rule_id: int
    code: str | None
    title: str
    basis: str
    sentence: str
    quoted: bool
    day_source: DaySource
    proof: Proof
    owner: Owner
    who: str
    """The name of the person, the school or the cluster that owes it."""
    person_id: int | None
    unit_id: int | None
    cluster_id: int | None
    meeting: Meeting | None
    month: date | None
    """The month of the round that it is about."""
    due_on: date
    not_after: datetime
    state: DutyState
    waits: bool
    """Whether its paper has gone up and the level above has not decided yet: it is late for nobody who owes it."""
    opened_at: datetime
    closed_at: datetime | None
    """None while it is open, and where its evidence came since `proofs.close` last looked."""
    reason: str | None
    note: str | None
    sha: str | None
    file_name: str | None
    form: Mapping[str, Any] | None

    @property
    def name_key(self) -> tuple[object, ...]:
        """What its owner is sorted by: people by tên, schools and clusters as they are read, and before people."""
        return bool(self.person_id), sort_key(self.who) if self.person_id else in_order(self.who)

    def late(self, today: date) -> bool:
        """Say whether it is owed since before today."""
        return self.state is DutyState.OPEN and self.due_on < today and not self.waits


Asked = Select[Duty, DutyState, str, date]


async def lines(
    db: AsyncSession,
    *which: ColumnElement[bool],
    state: ColumnElement[DutyState] | InstrumentedAttribute[DutyState] = Duty.state,
) -> list[DutyLine]:
    """Return duties as lines, by due day and then by the name of who owes them, in two queries.

    Their `state` is the one that was last written, or that of `proofs.standing`.
    """
    return await read(db, asking(*which, state=state))


# Aliased, so that conditions of `which` and `state` on these tables do not refer to the rows joined here; once for all
# statements, since each keeps what it was made of.
_PERSON, _UNIT, _CLUSTER, _ROUND = aliased(Person), aliased(Unit), aliased(Cluster), aliased(Round)


def asking(
    *which: ColumnElement[bool], state: ColumnElement[DutyState] | InstrumentedAttribute[DutyState] = Duty.state
) -> Asked:
    """Build what `read` reads: once for all where conditions and state are of parameters."""
    return (
        select(Duty, state, func.coalesce(_PERSON.name, _UNIT.name, _CLUSTER.name), _ROUND.month)
        .select_from(Duty)
        .outerjoin(_PERSON, _PERSON.id == Duty.person_id)
        .outerjoin(_UNIT, _UNIT.id == Duty.unit_id)
        .outerjoin(_CLUSTER, _CLUSTER.id == Duty.cluster_id)
        .outerjoin(_ROUND, _ROUND.id == Duty.round_id)
        .where(*which)
        .execution_options(populate_existing=True)
    )


class OwedBy(NamedTuple):
    """What somebody's duties are found by: values, or parameters for them."""

    who: Any
    heads: Any
    """The schools all of whose duties they do."""
    leads: Any
    offices: Any
    groups: Any
    """The schools in which they head the group of their subject."""
    subject: Any


def owed(held: OwedBy, *, everywhere: bool) -> ColumnElement[bool]:
    """Say which duties are owed by a person with what they hold, or who oversees everything."""
    of_office = Duty.rule_id.in_(select(DutyRule.id).where(DutyRule.owner == Owner.OFFICE))
    of_subject = (Cluster.id == Meeting.cluster_id) & Cluster.subject.is_not_distinct_from(held.subject)
    met = exists().where(Meeting.id == Duty.meeting_id, of_subject).correlate(Duty)
    # Each way on its own: SQLite finds rows by an index for each of several that are one "or", and for none within it.
    of_school = Duty.unit_id.in_(held.heads) & ~of_office
    of_group = Duty.unit_id.in_(held.groups) & met & ~of_office
    theirs = Duty.unit_id.is_not(None) if everywhere else Duty.unit_id.in_(held.offices)
    return or_(Duty.person_id == held.who, of_school, of_group, Duty.cluster_id.in_(held.leads), theirs & of_office)


def _mine(*, everywhere: bool) -> Asked:
    heads, leads, offices, groups = (
        bindparam(one, type_=Integer, expanding=True) for one in ("heads", "leads", "offices", "groups")
    )
    who, subject = bindparam("who", type_=Integer), bindparam("subject", type_=String)
    held = OwedBy(who, heads, leads, offices, groups, subject)
    theirs = owed(held, everywhere=everywhere)
    return asking(proofs.STANDING == DutyState.OPEN, theirs, state=proofs.STANDING)


MINE = (Entities(_mine(everywhere=False)), Entities(_mine(everywhere=True)))
"""What is asked for what one owes, built once: for everybody, and for officers over everything."""


async def read(
    db: AsyncSession, asked: Asked | Entities[Duty], told: Mapping[str, Any] | None = None
) -> list[DutyLine]:
    """Return the duties that were asked for, in the order of `lines`; `told` are the parameters."""
    all_rows: Sequence[Any] = (
        await asked.rows(db, **(told or {})) if isinstance(asked, Entities) else (await db.execute(asked, told)).all()
    )
    rows = [(duty, state, who, month) for duty, state, who, month in all_rows]
    about = {duty.meeting_id for duty, *_ in rows} - {None}
    found = {}
    if about:
        found = {meeting.id: meeting for meeting in await db.scalars(select(Meeting).where(Meeting.id.in_(about)))}
    waits = await by_paper.waiting(db, [duty for duty, state, *_ in rows if state is DutyState.OPEN])
    found_lines = [_line(*row, found.get(row[0].meeting_id or 0), waits=row[0].id in waits) for row in rows]
    return sorted(found_lines, key=lambda line: (line.due_on, line.name_key, line.id))


def _line(
    duty: Duty, state: DutyState, who: str | None, month: date | None, meeting: Meeting | None, *, waits: bool
) -> DutyLine:
    rule = duty.rule
    beside = {"waits": waits, "state": state, "who": who or "", "meeting": meeting, "month": month}
    of_rule = ("code", "title", "basis", "sentence", "quoted", "day_source", "proof", "owner")
    of_duty = [name for name in DutyLine.__dataclass_fields__ if name not in {*of_rule, *beside}]
    said = {name: getattr(rule, name) for name in of_rule} | {name: getattr(duty, name) for name in of_duty}
    return DutyLine(**said | beside)
