"""What closes a duty by itself: the evidence in the tables, and what makes a duty void.

Nobody reports that a duty is done. Whatever happens in the service is looked at here, for all duties in one statement,
whenever something changed; so no other part of the service needs to know of duties.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import audience, history
from bot.domain.models import (
    Assent,
    Duty,
    DutyEventKind,
    DutyRule,
    DutyState,
    HostItem,
    Mark,
    Meeting,
    MeetingState,
    Owner,
    Part,
    PartKind,
    Person,
    Plan,
    PlanState,
    Proof,
    Reflection,
    Seat,
    SeatState,
    Unit,
)
from bot.domain.organisation import terms, tree
from bot.domain.programme import attendance
from bot.domain.programme.concerned import ALIVE
from bot.domain.programme.hosting import NEEDS
from bot.vietnamese import local

HANDED = frozenset({Proof.HAND_IN, Proof.VIDEO, Proof.APPLIED})
"""What its owner hands in; the rest is found in the tables."""
HALF_A_YEAR = timedelta(days=153)
ANSWERED = (Assent.ACCEPTED, Assent.DECLINED)


def _meeting(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Meeting.id == Duty.meeting_id, *which)


def _part(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Part.meeting_id == Duty.meeting_id, *which)


def _my_part(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return _part(Part.person_id == Duty.person_id, *which)


def _ready() -> ColumnElement[bool]:
    """Say whether the whole check list of the meeting's form is ticked."""
    ticked = select(func.count()).where(HostItem.meeting_id == Duty.meeting_id)
    return or_(
        *(
            _meeting(Meeting.form == form) & (ticked.where(HostItem.item.in_(items)).scalar_subquery() == len(items))
            for form, items in NEEDS.items()
        )
    )


def _parts_asked() -> ColumnElement[bool]:
    asked = (Part.assent.in_(ALIVE),)
    return _part(Part.kind == PartKind.TEACH, *asked) & _part(Part.kind == PartKind.CHAIR, *asked)


def _plan() -> ColumnElement[bool]:
    handed_in = Plan.state.in_((PlanState.SUBMITTED, PlanState.APPROVED, PlanState.PUBLISHED))
    return exists().where(Plan.cluster_id == Duty.cluster_id, Plan.school_year == Duty.school_year, handed_in)


def _met(days: Iterable[date], now: datetime) -> ColumnElement[bool]:
    """Say whether the cluster has met in the half year before the due day, which is one of these."""
    over = (Meeting.cluster_id == Duty.cluster_id) & (Meeting.state == MeetingState.SETTLED) & (Meeting.ends_at <= now)
    day = tree.day_of_meeting()
    return or_(
        false(),
        *((Duty.due_on == due) & exists().where(over, day <= due, day > due - HALF_A_YEAR) for due in days),
    )


def _by_itself(met_by: Iterable[date], now: datetime) -> dict[Proof, ColumnElement[bool]]:
    """Return the evidence of each proof that the tables hold; duties of other proofs are closed by handing in."""
    reflected = (Reflection.meeting_id == Duty.meeting_id) & (Reflection.person_id == Duty.person_id)
    return {
        Proof.SETTLED: _meeting(Meeting.state == MeetingState.SETTLED),
        Proof.PARTS: _parts_asked(),
        Proof.READY: _ready(),
        Proof.REFLECTED: exists().where(reflected, Reflection.submitted_at.is_not(None)),
        Proof.PLAN: _plan(),
        Proof.MET: _met(met_by, now),
        Proof.ANSWERED: _my_part(Part.assent.in_(ANSWERED)) & ~_my_part(Part.assent == Assent.ASKED),
    }


def _came() -> ColumnElement[bool]:
    """Say whether a person was at the meeting, or was expected there and never marked (`attendance.came`)."""
    marks = select(Mark.presence).where(Mark.meeting_id == Duty.meeting_id, Mark.person_id == Duty.person_id)
    newest = marks.order_by(Mark.id.desc()).limit(1).scalar_subquery()
    mine = (Seat.meeting_id == Duty.meeting_id, Seat.person_id == Duty.person_id)
    expected = or_(exists().where(*mine, Seat.state == SeatState.HELD), _my_part(Part.assent == Assent.ACCEPTED))
    return or_(newest.in_(attendance.CAME), newest.is_(None) & expected)


def _stands(rules: Sequence[DutyRule], today: date) -> ColumnElement[bool]:
    """Say which duties are still about something: the rule holds, the owner is there, the meeting is on."""
    in_force = _of(rule for rule in rules if rule.paused_at is None)
    known = exists().where(Person.id == Duty.person_id, Person.erased_at.is_(None))
    lasts = exists().where(Unit.id == Duty.unit_id, terms.holds(Unit, today))
    is_on = _meeting(Meeting.state != MeetingState.CANCELLED)
    return and_(
        in_force,
        or_(Duty.person_id.is_(None), known),
        or_(Duty.unit_id.is_(None), lasts),
        or_(Duty.meeting_id.is_(None), is_on),
        _still_theirs(rules, today),
    )


def _still_theirs(rules: Sequence[DutyRule], today: date) -> ColumnElement[bool]:
    """Say which duties are still their owner's: another school may host, somebody else may film, nobody has come."""
    there = exists().where(Person.id == Part.person_id, Person.erased_at.is_(None))
    films = (Part.kind == PartKind.CAMERA, Part.assent == Assent.ACCEPTED, there)
    # Where nobody films, the cluster owes the video; as soon as somebody does, they do.
    of_nobody = Duty.cluster_id.is_not(None) & ~_part(*films)
    # Schools that a person has chosen owe it wherever they are; else they must be in a cluster of the year.
    chosen = _of(rule for rule in rules if rule.chosen is not None)
    still = {
        Owner.HOST: _meeting(Meeting.host_id == Duty.unit_id),
        Owner.ATTENDED: _came(),
        Owner.CAMERA: or_(_my_part(*films), of_nobody),
        Owner.ASKED: _my_part(Part.assent.in_((Assent.ASKED, *ANSWERED))),
        Owner.SCHOOL: or_(chosen, Duty.unit_id.in_(audience.schools(today))),
    }
    others = _of(rule for rule in rules if rule.owner not in still)
    return or_(others, *(_of(rule for rule in rules if rule.owner is owner) & holds for owner, holds in still.items()))


def _of(rules: Iterable[DutyRule]) -> ColumnElement[bool]:
    # Rules are few, the catalogue has 54: their ids stand in the statement instead of a join.
    return Duty.rule_id.in_([rule.id for rule in rules])


async def _done(db: AsyncSession, rules: Sequence[DutyRule], now: datetime) -> ColumnElement[bool]:
    met = [rule for rule in rules if rule.proof is Proof.MET]
    # What is done by it is looked at again as well.
    of_use = (Duty.state.in_((DutyState.OPEN, DutyState.DONE)), Duty.not_after > now)
    met_by = await db.scalars(select(Duty.due_on).where(_of(met), *of_use).distinct()) if met else ()
    shown = _by_itself(list(met_by), now)
    asked = {rule.proof for rule in rules} & shown.keys()
    return or_(
        false(),
        *(_of(rule for rule in rules if rule.proof is proof) & shown[proof] for proof in shown if proof in asked),
    )


class _Turn(NamedTuple):
    """A state that some duties come to by themselves, and which those are; no duty is of two turns."""

    state: DutyState
    kind: DutyEventKind
    which: ColumnElement[bool]


async def _turns(db: AsyncSession, now: datetime) -> Sequence[_Turn]:
    """Return what closes duties, and what opens them again.

    What was void and is about something again is owed again, and so are what lapsed and has another day now, and what
    was done and its evidence is gone, such as a part that was declined.
    """
    rules, today = (await db.scalars(select(DutyRule))).all(), local(now).date()
    stands, done, is_open = _stands(rules, today), await _done(db, rules, now), Duty.state == DutyState.OPEN
    undone = (Duty.state == DutyState.DONE) & Duty.rule_id.in_([one.id for one in rules if one.proof not in HANDED])
    gone = Duty.state.in_((DutyState.VOID, DutyState.LAPSED))
    return (
        _Turn(DutyState.DONE, DutyEventKind.DONE, is_open & done),
        _Turn(DutyState.VOID, DutyEventKind.VOID, is_open & ~stands & ~done),
        _Turn(DutyState.OPEN, DutyEventKind.AGAIN, or_(gone, undone) & (Duty.not_after > now) & stands & ~done),
    )


async def close(db: AsyncSession, now: datetime) -> None:
    """Write down what closed by itself and what is owed again, in three statements whatever their number."""
    for turn in await _turns(db, now):
        await _write(db, turn, now)


async def standing(db: AsyncSession, now: datetime) -> ColumnElement[DutyState]:
    """Return the state of each duty at this moment, whatever `close` has written of it already, as a column.

    So who has just done something sees that it is done, and looking writes nothing.
    """
    turns = [(turn.which, literal(turn.state, Duty.state.type)) for turn in await _turns(db, now)]
    return case(*turns, else_=Duty.state)


async def lapse(db: AsyncSession, now: datetime) -> None:
    """Close every duty whose latest useful hour has passed, once all its steps were taken."""
    over = (Duty.state == DutyState.OPEN) & (Duty.not_after <= now)
    await _write(db, _Turn(DutyState.LAPSED, DutyEventKind.LAPSED, over), now)


async def _write(db: AsyncSession, turn: _Turn, now: datetime) -> None:
    fresh = {"next_at": now, "told_until": now, "closed_at": None}
    values = fresh if turn.state is DutyState.OPEN else {"next_at": None, "closed_at": now}
    turned = await db.scalars(
        update(Duty)
        .where(turn.which)
        .values(state=turn.state, **values)
        .returning(Duty.id)
        .execution_options(synchronize_session=False)
    )
    await history.note(db, turned.all(), turn.kind, now)


async def still_open(db: AsyncSession, duties: Iterable[int], now: datetime) -> set[int]:
    """Return which of some open duties are still owed at this moment."""
    of_use = (Duty.id.in_(set(duties)), Duty.state == DutyState.OPEN, Duty.not_after > now)
    return set(await db.scalars(select(Duty.id).where(*of_use, await standing(db, now) == DutyState.OPEN)))
