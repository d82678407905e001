"""Duties as they are said: each with its rule, the name of who owes it, and what it is about."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Cluster, Duty, DutyState, Meeting, Owner, Person, Proof, Round, Unit
from bot.vietnamese import in_order, sort_key


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as it is said; what stands for itself here is said of `Duty` and `DutyRule`."""

    id: int
    version: int
    rule_id: int
    code: str | None
    title: str
    basis: str
    sentence: str
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
    opened_at: datetime
    closed_at: datetime | None
    reason: str | None
    note: str | None
    sha: str | None
    file_name: str | None

    @property
    def name_key(self) -> tuple[object, ...]:
        """What its owner is sorted by: people by tên, schools and clusters as they are read, and before people."""
        return bool(self.person_id), sort_key(self.who) if self.person_id else in_order(self.who)

    def late(self, today: date) -> bool:
        """Say whether it is owed since before today."""
        return self.state is DutyState.OPEN and self.due_on < today


async def lines(db: AsyncSession, *which: ColumnElement[bool]) -> list[DutyLine]:
    """Return duties as lines, by due day and then by the name of who owes them, in two queries."""
    who = func.coalesce(Person.name, Unit.name, Cluster.name)
    asked = (
        select(Duty, who, Round.month)
        .select_from(Duty)
        .outerjoin(Person, Person.id == Duty.person_id)
        .outerjoin(Unit, Unit.id == Duty.unit_id)
        .outerjoin(Cluster, Cluster.id == Duty.cluster_id)
        .outerjoin(Round, Round.id == Duty.round_id)
        .where(*which)
        .execution_options(populate_existing=True)
    )
    rows = (await db.execute(asked)).all()
    about = select(Meeting).where(Meeting.id.in_({duty.meeting_id for duty, _, _ in rows}))
    found = {meeting.id: meeting for meeting in await db.scalars(about)}
    told = [_line(duty, who, found.get(duty.meeting_id or 0), month) for duty, who, month in rows]
    return sorted(told, key=lambda line: (line.due_on, line.name_key, line.id))


def _line(duty: Duty, who: str | None, meeting: Meeting | None, month: date | None) -> DutyLine:
    rule = duty.rule
    of_rule = ("code", "title", "basis", "sentence", "proof", "owner")
    of_duty = [name for name in DutyLine.__dataclass_fields__ if name not in {*of_rule, "who", "meeting", "month"}]
    said = {name: getattr(rule, name) for name in of_rule} | {name: getattr(duty, name) for name in of_duty}
    return DutyLine(who=who or "", meeting=meeting, month=month, **said)
