"""A channel's month: some platforms sell a number of messages, and every piece counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain import outbox
from bot.domain.models import Account, Appointment, Purpose, Role, SentCount
from bot.vietnamese import local

WARN_AT = 80
"""Of a hundred."""


@dataclass(frozen=True, slots=True)
class Used:
    """How much of a channel's month is used."""

    channel: str
    month: str
    number: int
    most: int

    @property
    def left(self) -> int:
        """Messages that are left."""
        return max(0, self.most - self.number)

    @property
    def share(self) -> int:
        """Of a hundred, how much is used."""
        return 100 * self.number // self.most if self.most else 0


def month_of(now: datetime) -> str:
    """Return the month as it runs in Vietnam: "2026-11"."""
    return f"{local(now):%Y-%m}"


async def count(db: AsyncSession, channel: str, pieces: int, most: int | None, now: datetime) -> None:
    """Add messages that left; at four fifths of the month's number the officers are told, once."""
    month = month_of(now)
    row = insert(db, SentCount).values(channel=channel, month=month, number=pieces)
    more = {"number": SentCount.number + pieces}
    await db.execute(row.on_conflict_do_update(index_elements=["channel", "month"], set_=more))
    if most is None:
        return
    used_now = await used(db, channel, most, now)
    if used_now.share >= WARN_AT:
        await outbox.put(
            db,
            await _officers(db),
            Purpose.QUOTA,
            f"quota:{channel}:{month}",
            due_at=now,
            not_after=now + timedelta(days=3),
            facts={"channel": channel, "number": used_now.number, "most": most},
        )


async def used(db: AsyncSession, channel: str, most: int, now: datetime) -> Used:
    """Return how much of this month is used."""
    asked = select(SentCount.number).where(SentCount.channel == channel, SentCount.month == month_of(now))
    return Used(channel, month_of(now), await db.scalar(asked) or 0, most)


async def needed(db: AsyncSession, channel: str, people: list[int]) -> int:
    """Return how many of these people are reached on the channel."""
    asked = select(Account.person_id).where(Account.channel == channel, Account.blocked_at.is_(None))
    return len(set(await db.scalars(asked.where(Account.person_id.in_(people)))))


async def _officers(db: AsyncSession) -> list[int]:
    held = select(Appointment.person_id).where(Appointment.role == Role.OFFICER, Appointment.valid_to.is_(None))
    return [person for person in await db.scalars(held) if person]
