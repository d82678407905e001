"""When a term has ended and another one runs: everything open moves to the successor, once, and both are told.

What a cluster has (its meetings) is the cluster's anyway. What moves is what names a person: drafts of its plan, parts
that were asked for and not answered, messages to the lead that wait, and a meeting whose settling was begun.
The row of the outbox that tells the successor is also the proof that it happened.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import LockName, lock_name
from bot.domain.asides import OUTLASTS
from bot.domain.calendar import quiet
from bot.domain.dialogues import WRITING
from bot.domain.models import (
    Appointment,
    Assent,
    Cluster,
    Dialogue,
    HowAppointed,
    Meeting,
    Outbox,
    OutboxState,
    Part,
    Person,
    Plan,
    PlanState,
    Purpose,
    Role,
    Topic,
    Unit,
    topic_of_each,
)
from bot.domain.organisation import appointments, terms
from bot.domain.organisation.appointments import Term
from bot.domain.organisation.people import Rights
from bot.domain.organisation.terms import Day
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Begun, Moved, TermHandover
from bot.vietnamese import local

USEFUL_FOR = timedelta(days=14)
TO_THE_LEAD = (Purpose.SETTLE, Purpose.MISSED, Purpose.PLAN)
OPEN_PLANS = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.SENT_BACK)
SETTLING = "settle:"
"""How the steps of the conversation begin in which a lead settles a meeting; its id is their last part."""


async def appoint(
    db: AsyncSession,
    rights: Rights,
    cluster: Cluster,
    holder: Person | Unit,
    *,
    from_day: date,
    how: HowAppointed,
    instead: bool,
    by: Person,
    now: datetime,
) -> Appointment:
    """Appoint as `appointments.appoint` does, and hand over at once what has ended with it."""
    tie = await appointments.appoint(
        db, rights, cluster, holder, from_day=from_day, how=how, instead=instead, by=by, now=now
    )
    await hand_over(db, now)
    return tie


async def end(db: AsyncSession, rights: Rights, term: Term, last_day: date, *, now: datetime) -> None:
    """End a term as `appointments.end` does, tell its holder, and hand over at once what has ended with it."""
    await appointments.end(db, rights, term, last_day, now=now)
    await _tell_end(db, term.tie, now)
    await hand_over(db, now)


async def hand_over(db: AsyncSession, now: datetime) -> int:
    """Hand over every term that has ended where somebody leads now; tell who newly leads. Return how many terms.

    Idempotent; a successor who has not joined yet is waited for.
    """
    await lock_name(db, LockName.ORGANISATION)
    today = local(now).date()
    ended: dict[tuple[int, Appointment], list[Appointment]] = {}
    for old in (await db.scalars(_ENDED, {"today": today})).all():
        for cluster_id in await _clusters(db, old, today):
            if heir := await _heir(db, cluster_id, today):
                ended.setdefault((cluster_id, heir), []).append(old)
    for (cluster_id, heir), former in ended.items():
        await _pass_on(db, former, cluster_id, heir, now)
    await _tell_begun(db, {heir.id for _, heir in ended}, now)
    return sum(len(former) for former in ended.values())


def _row_of(topic: Callable[[int], Topic]) -> ColumnElement[bool]:
    return exists().where(Outbox.topic == topic_of_each(topic, Appointment.id), Outbox.purpose == Purpose.HANDOVER)


def _have_ended(today: Day) -> Select[Appointment]:
    other = aliased(Appointment)
    runs = terms.holds(other, today)
    led_now = exists().where(other.cluster_id == Appointment.cluster_id, other.role.in_(terms.LEADING), runs)
    school_leads = exists().where(other.holder_unit_id == Appointment.unit_id, other.role == Role.LEAD, runs)
    headed_now = Appointment.unit_id.in_(select(terms.heading(today).c.unit_id))
    which = or_(
        Appointment.role.in_(terms.LEADING) & led_now,
        (Appointment.role == Role.PRINCIPAL) & school_leads & headed_now,
    )
    asked = select(Appointment).where(terms.over(Appointment, today), which, ~_row_of(Topic.term))
    return asked.order_by(Appointment.valid_to, Appointment.id)


def _have_begun(today: Day) -> Select[Appointment]:
    return select(Appointment).where(
        Appointment.role.in_(terms.LEADING),
        Appointment.by_id.is_not(None),
        terms.holds(Appointment, today),
        ~_row_of(Topic.begins),
    )


_ENDED, _BEGUN = _have_ended(bindparam("today")), _have_begun(bindparam("today"))


async def _clusters(db: AsyncSession, old: Appointment, today: date) -> Sequence[int]:
    if old.role is not Role.PRINCIPAL:
        return [old.cluster_id] if old.cluster_id else []
    return await terms.led_by_schools(db, [old.unit_id], today) if old.unit_id else []


async def _heir(db: AsyncSession, cluster_id: int, today: date) -> Appointment | None:
    """Return the newest term that runs and whose holder has joined."""
    running = select(Appointment).where(
        Appointment.cluster_id == cluster_id, Appointment.role.in_(terms.LEADING), terms.holds(Appointment, today)
    )
    newest_first = running.order_by(Appointment.valid_from.desc(), Appointment.id.desc())
    for tie in (await db.scalars(newest_first)).all():
        if await _holders(db, tie, today):
            return tie
    return None


async def _holders(db: AsyncSession, tie: Appointment, day: date) -> Sequence[int]:
    if tie.person_id:
        return [tie.person_id]
    return await terms.principals(db, {tie.holder_unit_id}, day) if tie.holder_unit_id else []


async def _pass_on(
    db: AsyncSession, ended: Sequence[Appointment], cluster_id: int, heir: Appointment, now: datetime
) -> None:
    """Hand the ended terms of a cluster over to the running one; several get the successor one letter."""
    today = local(now).date()
    heirs = await _holders(db, heir, today)
    holders = {old.id: await _holders(db, old, _last(old, today)) for old in ended}
    held = {person for of_term in holders.values() for person in of_term}
    # Whoever leads on, by another term, hands nothing over.
    former = held - {*await terms.leaders(db, cluster_id, today)}
    moved = await _move(db, cluster_id, sorted(former), heirs[0]) if former else Moved()
    to_heirs = TermHandover("successor", heir.valid_from, cluster_id, others=tuple(sorted(former)), moved=moved)
    nobody_goes = bool(held) and not former
    for number, old in enumerate(ended):
        topic = Topic.term(old.id)
        await _void(db, Topic.ends(old.id), now)
        await _tell(db, heirs, topic, to_heirs, now, version=cluster_id)
        if number or nobody_goes:
            # Each term needs its row as the proof that it was handed over; only the first one's is sent.
            await _void(db, topic, now)
        gone = [person for person in holders[old.id] if person in former]
        to_former = TermHandover("former", _last(old, today), cluster_id, others=tuple(heirs))
        await _tell(db, gone, topic, to_former, now, version=cluster_id)


def _last(old: Appointment, today: date) -> date:
    return old.valid_to or today


async def _void(db: AsyncSession, topic: Topic, now: datetime) -> None:
    await outbox.void(db, Outbox.topic == topic, Outbox.purpose == Purpose.HANDOVER, now=now)


async def _tell(
    db: AsyncSession, whom: Iterable[int], topic: Topic, facts: TermHandover, now: datetime, *, version: int = 0
) -> None:
    due = await quiet.leaves(db, now)
    until = due + USEFUL_FOR
    await outbox.put(db, whom, Purpose.HANDOVER, topic, version=version, due_at=due, not_after=until, facts=facts)


async def _tell_begun(db: AsyncSession, told: set[int], now: datetime) -> None:
    """Tell who leads from today without a predecessor; who was told as a successor is only noted."""
    today = local(now).date()
    for tie in (await db.scalars(_BEGUN, {"today": today})).all():
        topic = Topic.begins(tie.id)
        begins = TermHandover("successor", tie.valid_from, tie.cluster_id)
        await _tell(db, await _holders(db, tie, today), topic, begins, now)
        if tie.id in told:
            await _void(db, topic, now)


async def _tell_end(db: AsyncSession, tie: Appointment, now: datetime) -> None:
    """Tell who holds a term on which day it ends."""
    assert tie.valid_to
    day = min(tie.valid_to, local(now).date())
    ends = TermHandover("ends", tie.valid_to, tie.cluster_id, tie.unit_id)
    topic = Topic.ends(tie.id)
    before = await db.scalar(select(func.count()).where(Outbox.topic == topic)) or 0
    await _void(db, topic, now)
    await _tell(db, await _holders(db, tie, day), topic, ends, now, version=before)


async def _move(db: AsyncSession, cluster_id: int, former: Sequence[int], heir: int) -> Moved:
    plans = await db.execute(
        update(Plan)
        .where(Plan.cluster_id == cluster_id, Plan.author_id.in_(former), Plan.state.in_(OPEN_PLANS))
        .values(author_id=heir)
    )
    held = set(await db.scalars(select(Meeting.id).where(Meeting.cluster_id == cluster_id)))
    parts, letters = await _move_parts(db, held, former, heir)
    topics = {Topic.meeting(one) for one in held}
    of_plans = await db.scalars(select(Plan.id).where(Plan.cluster_id == cluster_id))
    topics |= {Topic.plan(one) for one in of_plans}
    to_lead = Outbox.purpose.in_(TO_THE_LEAD) & Outbox.topic.in_(topics)
    letters += await _readdress(db, to_lead, former, heir)
    begun = await _take_over(db, held, former)
    return Moved(plans.rowcount, parts, letters, begun)  # type: ignore[attr-defined] # an UPDATE's result has it


async def _move_parts(db: AsyncSession, held: set[int], former: Sequence[int], heir: int) -> tuple[int, int]:
    """Let the answers to what the former lead asked come to the successor; return how many parts and letters."""
    asked = select(Part).where(Part.meeting_id.in_(held), Part.asked_by_id.in_(former), Part.assent == Assent.ASKED)
    parts = (await db.scalars(asked)).all()
    for part in parts:
        part.asked_by_id = heir
    answered = select(Part).where(Part.meeting_id.in_(held), Part.asked_by_id.in_(former))
    # What is said to who plays the part goes to them, whatever else they were.
    news = {Topic.part(part.id): part.person_id for part in [*parts, *await db.scalars(answered)]}
    letters = 0
    for topic, holder in news.items():
        about = (Outbox.topic == topic) & (Outbox.person_id != holder)
        letters += await _readdress(db, about, former, heir)
    return len(parts), letters


async def _readdress(db: AsyncSession, which: ColumnElement[bool], former: Sequence[int], heir: int) -> int:
    """Send what waits for the former lead to the successor, unless they are told the same themselves."""
    waiting = select(Outbox).where(which, Outbox.person_id.in_(former), Outbox.state == OutboxState.WAITING)
    number = 0
    for row in (await db.scalars(waiting)).all():
        same = select(Outbox.id).where(
            Outbox.person_id == heir,
            Outbox.purpose == row.purpose,
            Outbox.topic == row.topic,
            Outbox.version == row.version,
        )
        if await db.scalar(same) is None:
            row.person_id = heir
            number += 1
        else:
            row.state = OutboxState.VOID
        await db.flush()
    return number


async def _take_over(db: AsyncSession, held: set[int], former: Sequence[int]) -> tuple[Begun, ...]:
    """Take the conversations in which a meeting of the cluster is being settled out of the former lead's chat."""
    begun = []
    for person in sorted(former):
        dialogue = await db.get(Dialogue, f"person:{person}", with_for_update=WRITING)
        if dialogue is None or not dialogue.step.startswith(SETTLING):
            continue
        meeting = next((int(part) for part in reversed(dialogue.step.split(":")) if part.isdecimal()), 0)
        if meeting not in held:
            continue
        begun.append(Begun(meeting, {k: v for k, v in dialogue.draft.items() if k not in OUTLASTS}))
        dialogue.step, dialogue.menu = "", []
        dialogue.draft = {k: v for k, v in dialogue.draft.items() if k in OUTLASTS}
    return tuple(begun)


async def begun_settling(db: AsyncSession, row_id: int, place: int, person: Person) -> Begun | None:
    """Return a meeting whose settling was handed over to this person, with what was gathered; None for none."""
    row = await db.get(Outbox, row_id)
    if row is None or row.person_id != person.id or row.purpose is not Purpose.HANDOVER:
        return None
    begun = TermHandover.read(row.facts).moved.begun
    return begun[place] if place < len(begun) else None
