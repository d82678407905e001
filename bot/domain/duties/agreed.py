"""What a meeting agrees on becomes duties: who does what by when; what it requests waits for a sentence from above.

Each is a rule with one duty, so it is chased, climbs and is closed as all duties are. Until the lead approves the
minutes it is only written down: its rule is paused and nobody owes anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet
from bot.domain.duties import duty_reminders, opening, proofs, rules
from bot.domain.duties.doers import Doer
from bot.domain.duties.due import Wanted
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.models import (
    Anchor,
    Appointment,
    DaySource,
    Duty,
    DutyRule,
    DutyState,
    Heading,
    Meeting,
    MeetingState,
    MinutesApproval,
    Owner,
    Person,
    Proof,
    Purpose,
    Topic,
    Unit,
)
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.programme import minute_taking, minutes
from bot.domain.programme.minute_taking import Writer
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import fold, local

ANSWER_WITHIN = timedelta(days=10)
"""How long an office has to answer a request; ours, the directives name no day."""
A_YEAR = 365
"""Days for which what was agreed or requested is still of use after its day."""
USEFUL_FOR = timedelta(days=30)
FEWEST_WORDS = 2

NO_REPLY = N_("Please answer in a sentence or two.")

OWNERS: dict[str, Owner] = {"person": Owner.PERSON, "unit": Owner.SCHOOL, "cluster": Owner.CLUSTER}


async def agree(db: AsyncSession, writer: Writer, title: str, who: Doer, day: date) -> DutyRule:
    """Write down what a meeting has agreed on; it is owed at once where the minutes are approved. Idempotent.

    Raises NotAllowed unless the person writes the minutes (after approval: leads), BadInput for a bad title or day.
    """
    await minute_taking.begin(db, writer)
    approved = await minutes.newest_approval(db, writer.meeting.id) is not None
    if approved:
        writer.must_lead()
    words = rules.read_title(title)
    rules.check_day(day, Anchor.DAY, writer.now)
    await lock_name(db, LockName.DUTIES)
    same = (DutyRule.agreed_at_id == writer.meeting.id, DutyRule.title == words, DutyRule.day == day)
    known = await db.scalars(select(DutyRule).where(*same, DutyRule.owner == OWNERS[who.kind]))
    if rule := next((one for one in known if one.chosen == [who.id]), None):
        return rule
    rule = _rule(writer, words, OWNERS[who.kind], day, proof=Proof.HAND_IN, chosen=[who.id])
    db.add(rule)
    await db.flush()
    if approved:
        await _open(db, writer.meeting, [rule], writer.now)
    return rule


def _rule(writer: Writer, title: str, owner: Owner, day: date, *, proof: Proof, chosen: list[int]) -> DutyRule:
    meeting, now = writer.meeting, writer.now
    held = f", {local(meeting.starts_at):%d/%m/%Y}" if meeting.starts_at else ""
    return DutyRule(
        title=title,
        sentence="",
        basis=f"biên bản {meeting.cluster.name}{held}",
        owner=owner,
        proof=proof,
        anchor=Anchor.NONE,
        day=day,
        lasts=A_YEAR,
        chosen=chosen,
        paused_at=now,
        # A request has no day of its own; that of a task stands in the minutes.
        day_source=DaySource.OURS if proof is Proof.REPLY else DaySource.PAPER,
        author_id=writer.person.id,
        cluster_id=meeting.cluster_id,
        agreed_at_id=meeting.id,
        school_year=meeting.cluster.school_year,
        changed_at=now,
    )


async def drop(db: AsyncSession, writer: Writer, rule_id: int) -> None:
    """Take back what was written down and nobody owes yet. Raises Gone for anything else."""
    await minute_taking.begin(db, writer)
    rule = await db.get(DutyRule, rule_id)
    if rule is None or rule.agreed_at_id != writer.meeting.id or rule.paused_at is None:
        raise Gone
    await db.delete(rule)
    await db.flush()


async def approve(db: AsyncSession, writer: Writer, *, seen: int) -> tuple[MinutesApproval, bool]:
    """Approve minutes as `minute_taking.approve` does; from then on what was agreed is owed, and requests are asked."""
    approval, new = await minute_taking.approve(db, writer, seen=seen)
    if not new:
        return approval, new
    await lock_name(db, LockName.DUTIES)
    await _request(db, writer)
    waiting = select(DutyRule).where(DutyRule.agreed_at_id == writer.meeting.id, DutyRule.paused_at.is_not(None))
    await _open(db, writer.meeting, (await db.scalars(waiting)).all(), writer.now)
    return approval, new


async def _request(db: AsyncSession, writer: Writer) -> None:
    """Write a request of each line that the minutes have under their heading and that was not requested before."""
    full = await minutes.read(db, writer.meeting)
    typed = full.text(Heading.REQUESTS).split("\n") if full else []
    asked = select(DutyRule.title).where(DutyRule.agreed_at_id == writer.meeting.id, DutyRule.proof == Proof.REPLY)
    known = set(await db.scalars(asked))
    day = (await quiet.read(db)).workday_after(local(writer.now).date() + ANSWER_WITHIN)
    office = writer.meeting.round.plan.unit_id
    for line in typed:
        words = " ".join(line.strip(" -–+•").split())[: rules.LONGEST_TITLE]
        if any(letter.isalnum() for letter in words) and fold(words) not in _NONE and words not in known:
            db.add(_rule(writer, words, Owner.OFFICE, day, proof=Proof.REPLY, chosen=[office]))
            known.add(words)
    await db.flush()


_NONE = frozenset({"khong", "khong co", "khong.", "khong co.", "none", "no"})
"""What people write under requests where they have none, folded."""


async def _open(db: AsyncSession, meeting: Meeting, found: Sequence[DutyRule], now: datetime) -> None:
    """Let what was agreed be owed, and tell who owes it."""
    column = {Owner.PERSON: "person_id", Owner.CLUSTER: "cluster_id"}
    for rule in found:
        rule.paused_at = None
    await db.flush()
    year = meeting.cluster.school_year
    wanted = [
        Wanted(rule, column.get(rule.owner, "unit_id"), one, year, rule.day or local(now).date(), meeting)
        for rule in found
        for one in rule.chosen or ()
    ]
    await opening.put(db, wanted, now, told=True)
    for rule in found:
        owed = (await db.scalars(select(Duty.id).where(Duty.rule_id == rule.id, Duty.state == DutyState.OPEN))).all()
        await duty_reminders.announce(db, owed, Topic.rule(rule.id), "written", version=rule.version, now=now)


@dataclass(frozen=True, slots=True)
class NotYetOwed:
    """Something agreed on that nobody owes yet."""

    rule_id: int
    title: str
    who: str
    day: date


async def noted(db: AsyncSession, meeting: Meeting) -> list[NotYetOwed]:
    """Return what was written down and waits for the approval of the minutes, by day."""
    which = (DutyRule.agreed_at_id == meeting.id, DutyRule.paused_at.is_not(None), DutyRule.proof != Proof.REPLY)
    found = (await db.scalars(select(DutyRule).where(*which).order_by(DutyRule.day, DutyRule.id))).all()
    people = {one for rule in found if rule.owner is Owner.PERSON for one in rule.chosen or ()}
    names = dict((await db.execute(select(Person.id, Person.name).where(Person.id.in_(people)))).all())
    units = {one for rule in found if rule.owner is Owner.SCHOOL for one in rule.chosen or ()}
    schools = dict((await db.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))).all())
    called = {Owner.PERSON: names, Owner.SCHOOL: schools, Owner.CLUSTER: {meeting.cluster_id: meeting.cluster.name}}
    return [
        NotYetOwed(rule.id, rule.title, called[rule.owner].get(one, ""), rule.day)
        for rule in found
        for one in rule.chosen or ()
        if rule.day
    ]


async def of(db: AsyncSession, meetings: Iterable[int], now: datetime) -> tuple[list[DutyLine], list[DutyLine]]:
    """Return what some meetings have agreed on, and what they have requested, each by day."""
    found = await lines(db, _agreed(meetings), state=proofs.standing(now))
    found = [one for one in found if one.state is not DutyState.VOID]
    return [one for one in found if one.proof is not Proof.REPLY], [one for one in found if one.proof is Proof.REPLY]


def _agreed(meetings: Iterable[int]) -> ColumnElement[bool]:
    return Duty.rule_id.in_(select(DutyRule.id).where(DutyRule.agreed_at_id.in_(set(meetings))))


async def promised(db: AsyncSession, meeting: Meeting, now: datetime) -> list[DutyLine]:
    """Return what a meeting has to look back on: what the one before agreed on, and what is open of earlier ones."""
    cluster = (Meeting.cluster_id == meeting.cluster_id, Meeting.id != meeting.id)
    before = select(Meeting.id).where(*cluster, Meeting.state == MeetingState.SETTLED)
    before = before.where(Meeting.starts_at < (meeting.starts_at or now)).order_by(Meeting.starts_at.desc())
    with_rules = before.where(Meeting.id.in_(select(DutyRule.agreed_at_id).where(DutyRule.agreed_at_id.is_not(None))))
    earlier = (await db.scalars(with_rules)).all()
    if not earlier:
        return []
    agreed, _requests = await of(db, earlier, now)
    newest = {line.id for line in agreed if line.meeting and line.meeting.id == earlier[0]}
    return [line for line in agreed if line.id in newest or line.state is DutyState.OPEN]


async def reply(db: AsyncSession, line: DutyLine, said: str, person_id: int, now: datetime) -> None:
    """Tell the leads of the cluster that asked, and who approved the request, that somebody above answers it.

    Raises BadInput where what is said is no sentence.
    """
    if len(said.split()) < FEWEST_WORDS:
        raise BadInput(NO_REPLY)
    rule = await db.get_one(DutyRule, line.rule_id)
    lead = terms.leading(local(now).date(), Appointment.cluster_id == rule.cluster_id)
    to = {*await db.scalars(select(lead.c.person_id))} | ({rule.author_id} if rule.author_id else set())
    due = await quiet.leaves(db, now)
    topic, until = Topic.duty(line.id), due + USEFUL_FOR
    await outbox.put(db, to - {person_id}, Purpose.REPLIED, topic, due_at=due, not_after=until)
