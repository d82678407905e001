"""What closes a duty by itself: the evidence in the tables, and what makes a duty void.

Nobody reports that a duty is done. Whatever happens in the service is looked at here, for all duties in one statement,
whenever something changed; so no other part of the service needs to know of duties.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import DaysBefore, named_in
from bot.domain.duties import audience, by_paper, history
from bot.domain.models import (
    Assent,
    Coming,
    Duty,
    DutyEventKind,
    DutyRule,
    DutyState,
    HostItem,
    Invitee,
    Meeting,
    MeetingState,
    Minutes,
    MinutesApproval,
    Owner,
    Part,
    PartKind,
    Person,
    Plan,
    PlanState,
    Proof,
    Reflection,
    Unit,
)
from bot.domain.models.base import UtcDateTime
from bot.domain.organisation import terms, tree
from bot.domain.organisation.terms import Day
from bot.domain.programme.concerned import ALIVE
from bot.domain.programme.hosting import NEEDS
from bot.domain.programme.marks import CAME
from bot.vietnamese import local

HANDED = frozenset({Proof.HAND_IN, Proof.VIDEO, Proof.APPLIED, Proof.REPLY})
"""What its owner hands in; the rest is found in the tables."""
BY_SOMEBODY = HANDED | {Proof.PAPER}
"""What somebody has closed, and so stays closed whatever the tables say later."""
HALF_A_YEAR = timedelta(days=153)
ANSWERED = (Assent.ACCEPTED, Assent.DECLINED)
AT_ONCE = 1000
"""Duties that are written in one statement: SQLite takes some thousands of parameters."""
Moment = datetime | ColumnElement[datetime]


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


def _approved() -> ColumnElement[bool]:
    """Say whether the minutes of the meeting are approved, of a round those of each meeting that was held."""
    has_minutes = exists().where(Minutes.id == MinutesApproval.minutes_id, Minutes.meeting_id == Meeting.id)
    of_round = (Meeting.round_id == Duty.round_id, Meeting.cluster_id == Duty.cluster_id)
    held = (*of_round, Meeting.state == MeetingState.SETTLED)
    return or_(_meeting(has_minutes), exists().where(*held, has_minutes) & ~exists().where(*held, ~has_minutes))


def _plan() -> ColumnElement[bool]:
    handed_in = Plan.state.in_((PlanState.SUBMITTED, PlanState.APPROVED, PlanState.PUBLISHED))
    return exists().where(Plan.cluster_id == Duty.cluster_id, Plan.school_year == Duty.school_year, handed_in)


def _met(now: Moment) -> ColumnElement[bool]:
    """Say whether the cluster has met in the half year before the due day."""
    over = (Meeting.cluster_id == Duty.cluster_id) & (Meeting.state == MeetingState.SETTLED) & (Meeting.ends_at <= now)
    day = tree.day_of_meeting()
    return exists().where(over, day <= Duty.due_on, day > DaysBefore(Duty.due_on, HALF_A_YEAR.days))


def _by_itself(now: Moment) -> dict[Proof, ColumnElement[bool]]:
    """Return the evidence of each proof that the tables hold; duties of other proofs are closed by handing in."""
    reflected = (Reflection.meeting_id == Duty.meeting_id) & (Reflection.person_id == Duty.person_id)
    return {
        Proof.SETTLED: _meeting(Meeting.state == MeetingState.SETTLED),
        Proof.PARTS: _parts_asked(),
        Proof.READY: _ready(),
        Proof.REFLECTED: exists().where(reflected, Reflection.submitted_at.is_not(None)),
        Proof.PLAN: _plan(),
        Proof.MET: _met(now),
        Proof.MINUTES: _approved(),
        Proof.ANSWERED: _my_part(Part.assent.in_(ANSWERED)) & ~_my_part(Part.assent == Assent.ASKED),
    }


def _came() -> ColumnElement[bool]:
    """Say whether a person was at the meeting, or was expected there and never marked (`attendance.came`)."""
    mine = (Invitee.meeting_id == Duty.meeting_id, Invitee.person_id == Duty.person_id)
    comes = and_(Invitee.presence.is_(None), Invitee.answer == Coming.YES)
    return exists().where(*mine, or_(Invitee.presence.in_(CAME), comes))


def _stands(today: Day) -> ColumnElement[bool]:
    """Say which duties are still about something: the rule holds, the owner is there, the meeting is on."""
    known = exists().where(Person.id == Duty.person_id, Person.erased_at.is_(None))
    lasts = exists().where(Unit.id == Duty.unit_id, terms.holds(Unit, today))
    is_on = _meeting(Meeting.state != MeetingState.CANCELLED)
    return and_(
        _of(DutyRule.paused_at.is_(None)),
        or_(Duty.person_id.is_(None), known),
        or_(Duty.unit_id.is_(None), lasts),
        or_(Duty.meeting_id.is_(None), is_on),
        _still_theirs(today),
    )


def _still_theirs(today: Day) -> ColumnElement[bool]:
    """Say which duties are still their owner's: another school may host, somebody else may film, nobody has come."""
    there = exists().where(Person.id == Part.person_id, Person.erased_at.is_(None))
    films = (Part.kind == PartKind.CAMERA, Part.assent == Assent.ACCEPTED, there)
    # Where nobody films, the cluster owes the video; as soon as somebody does, they do.
    of_nobody = Duty.cluster_id.is_not(None) & ~_part(*films)
    # Schools that a person has chosen owe it wherever they are; else they must be in a cluster of the year.
    # What stands in the table for none chosen is NULL or the word of JSON.
    chosen = _of(func.coalesce(cast(DutyRule.chosen, String), "null") != "null")
    still = {
        Owner.HOST: _meeting(Meeting.host_id == Duty.unit_id),
        Owner.ATTENDED: _came(),
        Owner.CAMERA: or_(_my_part(*films), of_nobody),
        Owner.ASKED: _my_part(Part.assent.in_((Assent.ASKED, *ANSWERED))),
        Owner.SCHOOL: or_(chosen, Duty.unit_id.in_(audience.schools(today))),
    }
    others = _of(DutyRule.owner.not_in(still))
    return or_(others, *(_of(DutyRule.owner == owner) & holds for owner, holds in still.items()))


def _of(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return Duty.rule_id.in_(select(DutyRule.id).where(which))


def _state(now: Moment, today: Day) -> ColumnElement[DutyState]:
    """Return the state that each duty comes to by itself, or the one that it has.

    What was void and is about something again is owed again, and so are what lapsed and has another day now, and what
    was done and its evidence is gone, such as a part that was declined. What somebody handed in stays done, also where
    its rule asks for other evidence by now.
    """
    done = or_(*(_of(DutyRule.proof == proof) & shown for proof, shown in _by_itself(now).items()))
    stands, is_open = _stands(today), Duty.state == DutyState.OPEN
    undone = (Duty.state == DutyState.DONE) & Duty.closed_by_id.is_(None) & _of(DutyRule.proof.not_in(BY_SOMEBODY))
    gone = Duty.state.in_((DutyState.VOID, DutyState.LAPSED))
    turns = {
        DutyState.DONE: is_open & done,
        DutyState.VOID: is_open & ~stands & ~done,
        DutyState.OPEN: or_(gone, undone) & (Duty.not_after > now) & stands & ~done,
    }
    return case(*((which, literal(state, Duty.state.type)) for state, which in turns.items()), else_=Duty.state)


def standing(now: datetime) -> ColumnElement[DutyState]:
    """Return the state of each duty at this moment, whatever `close` has written of it already, as a column.

    So who has just done something sees that it is done, and looking writes nothing.
    """
    return _state(now, local(now).date())


STANDING = _state(bindparam("now", type_=UtcDateTime), bindparam("today", type_=Date))
"""What `standing` says at a moment and day given as parameters: it is large, and what is asked often is built once."""

_LOOKED_AT = select(Duty.id, Duty.state, STANDING.label("new")).subquery()
_TURNED = select(_LOOKED_AT).where(_LOOKED_AT.c.new != _LOOKED_AT.c.state)
_ENDS = select(func.min(Meeting.ends_at)).where(Meeting.state == MeetingState.SETTLED)
_ENDS = _ENDS.where(Meeting.ends_at > bindparam("now"))
_OVER = select(Duty).where(Duty.state == DutyState.OPEN, Duty.not_after <= bindparam("now"))
_KIND = {
    DutyState.DONE: DutyEventKind.DONE,
    DutyState.VOID: DutyEventKind.VOID,
    DutyState.OPEN: DutyEventKind.AGAIN,
    DutyState.LAPSED: DutyEventKind.LAPSED,
}


async def close(db: AsyncSession, now: datetime) -> None:
    """Write down what closed by itself and what is owed again: one statement finds all of it."""
    turned: dict[tuple[DutyState, DutyState], list[int]] = {}
    for duty, was, new in await db.execute(_TURNED, {"now": now, "today": local(now).date()}):
        turned.setdefault((was, new), []).append(duty)
    for (was, new), duties in turned.items():
        await _write(db, duties, was, new, now)


@cache
def looked_at() -> frozenset[str]:
    """Return what `close` depends on, besides the day and the hours at which meetings end."""
    return named_in(_TURNED)


async def turns_at(db: AsyncSession, now: datetime) -> datetime | None:
    """Return the next hour at which something closes because of the hour: a meeting is over, and so was held."""
    return await db.scalar(_ENDS, {"now": now})


async def lapse(db: AsyncSession, now: datetime) -> None:
    """Close every duty whose latest useful hour has passed, once all its steps were taken.

    What waits for the decision of the level above stays open: its owner has done their part.
    """
    over = (await db.scalars(_OVER, {"now": now})).all()
    waits = await by_paper.waiting(db, over)
    if ended := [duty.id for duty in over if duty.id not in waits]:
        await _write(db, ended, DutyState.OPEN, DutyState.LAPSED, now)


async def _write(db: AsyncSession, duties: Sequence[int], was: DutyState, new: DutyState, now: datetime) -> None:
    fresh = {"next_at": now, "told_until": now, "closed_at": None}
    values = fresh if new is DutyState.OPEN else {"next_at": None, "closed_at": now}
    # Guarded, so that of two replicas that found the same only one writes it down.
    turn = update(Duty).where(Duty.state == was).values(state=new, **values).returning(Duty.id)
    for start in range(0, len(duties), AT_ONCE):
        some = turn.where(Duty.id.in_(duties[start : start + AT_ONCE]))
        turned = await db.scalars(some.execution_options(synchronize_session=False))
        await history.note(db, turned.all(), _KIND[new], now)


async def still_open(db: AsyncSession, duties: Iterable[int], now: datetime) -> set[int]:
    """Return which of some open duties are still owed at this moment."""
    of_use = (Duty.id.in_(set(duties)), Duty.state == DutyState.OPEN, Duty.not_after > now)
    return set(await db.scalars(select(Duty.id).where(*of_use, standing(now) == DutyState.OPEN)))
