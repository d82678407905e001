"""A cluster's own plan through its life.

    draft ──submit──▶ submitted ──approve──▶ approved ──publish──▶ published
      ▲                   │
      └───── sent back ◀──┘  with a sentence

Its lead or core teacher builds it and submits it, an officer decides, and from publishing on its meetings are there for
everybody. Rights are read anew at every step.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.calendar import quiet
from bot.domain.models import Outbox, Person, Plan, PlanState, Purpose, Round, Topic
from bot.domain.organisation import reach, terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Event, PlanEvent
from bot.domain.plan.following import USEFUL_FOR
from bot.domain.plan.own import Own, meetings_of, must_be_open
from bot.domain.programme import concerned, reminders
from bot.errors import N_, BadInput, Refusal
from bot.vietnamese import local, nfc

LONGEST_REMARK = 500
NOT_SUBMITTED = N_("This plan does not wait for a decision any more.")
NOT_APPROVED = N_("This plan has not been approved yet.")
EMPTY = N_("There is no meeting in this plan yet. Please add one first.")
NO_REMARK = N_("Please say in one sentence what should be different, in at most {most} letters.")


async def submit(db: AsyncSession, own: Own, rights: Rights, now: datetime) -> int:
    """Hand a draft to the officers and return how many are told. Raises BadInput where it has no meeting."""
    await lock(db, own.plan)
    must_be_open(own.plan, rights)
    if not await meetings_of(db, own.plan):
        raise BadInput(EMPTY)
    own.plan.state, own.plan.submitted_at, own.plan.remark = PlanState.SUBMITTED, now, None
    officers = await reach.overseers(db, local(now).date(), cluster=own.cluster.id)
    await _tell(db, officers, own, "submitted", now=now)
    return len(officers)


def must_decide(plan: Plan, rights: Rights) -> None:
    """Raise NotAllowed unless an officer oversees the cluster, Refusal where the plan does not wait for a decision."""
    rights.must_oversee_cluster(plan.cluster_id or 0)
    if plan.state is not PlanState.SUBMITTED:
        raise Refusal(NOT_SUBMITTED)


async def approve(db: AsyncSession, own: Own, *, officer: Person, rights: Rights, now: datetime) -> None:
    """Approve a submitted plan and tell its author and the leads; letters to other officers are void."""
    await lock(db, own.plan)
    must_decide(own.plan, rights)
    own.plan.state, own.plan.decided_by_id, own.plan.decided_at = PlanState.APPROVED, officer.id, now
    await _decided(db, own, officer, "approved", now)


async def send_back(db: AsyncSession, own: Own, *, officer: Person, rights: Rights, remark: str, now: datetime) -> None:
    """Send a submitted plan back with a sentence. Raises BadInput where that is empty or too long."""
    await lock(db, own.plan)
    must_decide(own.plan, rights)
    sentence = nfc(remark)
    if not sentence or len(sentence) > LONGEST_REMARK:
        raise BadInput(NO_REMARK, most=LONGEST_REMARK)
    own.plan.state, own.plan.decided_by_id, own.plan.decided_at = PlanState.SENT_BACK, officer.id, now
    own.plan.remark = sentence
    await _decided(db, own, officer, "sent_back", now)


async def _decided(db: AsyncSession, own: Own, officer: Person, event: Event, now: datetime) -> None:
    asked = (Outbox.topic == Topic.plan(own.plan.id), Outbox.purpose == Purpose.PLAN)
    await outbox.void(db, *asked, now=now)
    leads = {*await terms.leaders(db, own.cluster.id, local(now).date())}
    authors = leads | ({own.plan.author_id} if own.plan.author_id else set())
    await _tell(db, sorted(authors - {officer.id}), own, event, now=now)


async def publish(db: AsyncSession, own: Own, *, by: Person, rights: Rights, now: datetime) -> int | None:
    """Publish an approved plan, whose meetings everybody then sees; return how many are told. Idempotent.

    None where it was published before. Raises NotAllowed unless the person leads the cluster, Refusal where it is not
    approved.
    """
    rights.must_lead(own.cluster.id)
    if own.plan.state is PlanState.PUBLISHED:
        return None
    # Guarded by the state: of two who press at once, one publishes.
    approved = update(Plan).where(Plan.id == own.plan.id, Plan.state == PlanState.APPROVED)
    if not (await db.execute(approved.values(state=PlanState.PUBLISHED))).rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        raise Refusal(NOT_APPROVED)
    await db.refresh(own.plan)
    await _number_rounds(db, own.plan)
    await reminders.arm_all(db, [one for one in await meetings_of(db, own.plan) if one.only_day], now=now)
    told = [person for person in await _concerned(db, own, local(now).date()) if person != by.id]
    await _tell(db, told, own, "published", now=now, version=0)
    return len(told)


async def _number_rounds(db: AsyncSession, plan: Plan) -> None:
    rows = (await db.scalars(select(Round).where(Round.plan_id == plan.id).order_by(Round.month))).all()
    for row in rows:
        row.number = -row.number  # numbers are unique in a plan, and two rounds may change places
    await db.flush()
    for number, row in enumerate(rows, start=1):
        row.number = number
    await db.flush()


async def _concerned(db: AsyncSession, own: Own, today: date) -> Sequence[int]:
    """Return the people whom the cluster's meetings concern, and the principals of the host schools."""
    here = select(Person.id).where(concerned.of_cluster(own.cluster.id, today))
    hosting = {meeting.host_id for meeting in await meetings_of(db, own.plan)}
    return sorted({*await db.scalars(here), *await terms.principals(db, hosting, today)})


async def _tell(
    db: AsyncSession,
    whom: Sequence[int],
    own: Own,
    event: Event,
    *,
    now: datetime,
    version: int | None = None,
) -> None:
    number = len(await meetings_of(db, own.plan))
    due = await quiet.leaves(db, now)
    remark = own.plan.remark or "" if event == "sent_back" else ""
    facts = PlanEvent(event, own.plan.id, own.cluster.name, own.plan.school_year, number, remark)
    await outbox.put(
        db,
        whom,
        Purpose.PLAN,
        Topic.plan(own.plan.id),
        version=int(now.timestamp()) if version is None else version,
        due_at=due,
        not_after=due + USEFUL_FOR,
        facts=facts,
    )
