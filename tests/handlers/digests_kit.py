"""What the tests of digests share: plans of other months, duties, and telling their letters from others."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from bot.domain.models import (
    Anchor,
    Duty,
    DutyRule,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Owner,
    Plan,
    Proof,
    Purpose,
    Round,
)
from bot.vietnamese import ZONE
from tests.talk import Message, Talk, World

A_SECOND = timedelta(seconds=1)
NOVEMBER = date(2023, 11, 1)
FIRST_OF_NOVEMBER = datetime(2023, 11, 1, 7, tzinfo=ZONE)
MONDAY = datetime(2023, 10, 16, 7, tzinfo=ZONE)
DIGESTS = (Purpose.MONTH, Purpose.DIGEST)


async def planned(
    world: World, month: date, *, cluster: int | None = None, starts_at: datetime | None = None, number: int = 1
) -> int:
    """Put a meeting of another month into the plan, with a day where one is given; return its id."""
    async with world.talk.app.database.writing() as db:
        first = await db.get_one(Meeting, world.meeting)
        of_month = select(Round).where(Round.plan_id == first.round.plan_id, Round.month == month)
        turn = await db.scalar(of_month)
        if turn is None:
            turn = Round(plan_id=first.round.plan_id, number=month.year * 12 + month.month, month=month)
            db.add(turn)
            await db.flush()
        meeting = Meeting(
            round_id=turn.id,
            cluster_id=cluster or world.cluster,
            number=number,
            host_id=world.school,
            content="Dạy đọc lớp 2",
            month=month,
        )
        if starts_at:
            meeting.state, meeting.starts_at = MeetingState.SETTLED, starts_at
            meeting.ends_at, meeting.version = starts_at + timedelta(hours=3), 1
        db.add(meeting)
        await db.flush()
        return meeting.id


def months(talk: Talk, messages: Sequence[Message]) -> list[Message]:
    start = talk.said("Calendar of {month}. Meetings: {number}", month="§", number="").split("§")[0]
    return [one for one in messages if one.text.startswith(start)]


def weeks(talk: Talk, messages: Sequence[Message]) -> list[Message]:
    start = talk.said("The week {first} – {last}", first="§", last="").split("§")[0]
    return [one for one in messages if one.text.startswith(start)]


async def rows(talk: Talk, *purposes: Purpose) -> set[tuple[object, ...]]:
    """Return what stands in the outbox of the digests, but for its fate."""
    found = await talk.finds(select(Outbox).where(Outbox.purpose.in_(purposes or DIGESTS)))
    return {(one.person_id, one.purpose, str(one.topic), one.version, one.due_at, one.not_after) for one in found}


async def states(talk: Talk, purpose: Purpose) -> list[tuple[str, OutboxState]]:
    found = await talk.finds(select(Outbox).where(Outbox.purpose == purpose).order_by(Outbox.id))
    return [(str(one.topic), one.state) for one in found]


async def plan_since(talk: Talk) -> None:
    """Let the plan have come now."""
    async with talk.app.database.writing() as db:
        await db.execute(update(Plan).values(imported_at=talk.clock.now()))


async def owed(world: World, title: str, due_on: date, number: int = 1, **owner: int) -> None:
    """Let duties of a rule of that title be open."""
    async with world.talk.app.database.writing() as db:
        now = world.talk.clock.now()
        rule = await db.scalar(select(DutyRule).where(DutyRule.title == title)) or DutyRule(
            title=title,
            basis="",
            sentence="",
            owner=Owner.SCHOOL,
            proof=Proof.HAND_IN,
            anchor=Anchor.NONE,
            changed_at=now,
        )
        db.add(rule)
        await db.flush()
        for turn in range(number):
            about = {"rule_id": rule.id, "key": f"{title}:{due_on}:{owner}:{turn}", "school_year": "2023-2024"}
            end = now + timedelta(days=90)
            db.add(Duty(**about, **owner, due_on=due_on, not_after=end, opened_at=now, told_until=now))
