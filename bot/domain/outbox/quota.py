"""A channel's month: some platforms sell a number of messages, and every piece counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import SentCount
from bot.domain.outbox import outbox
from bot.vietnamese import local

PIECE = 1900
"""Letters, as UTF-16 units, that go in one message of a sold month; a longer text goes in pieces."""


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


async def count(db: AsyncSession, channel: str, pieces: int, now: datetime) -> None:
    """Add messages that left to the month's number."""
    row = insert(db, SentCount).values(channel=channel, month=month_of(now), number=pieces)
    more = {"number": SentCount.number + pieces}
    await db.execute(row.on_conflict_do_update(index_elements=["channel", "month"], set_=more))


async def used(db: AsyncSession, channel: str, most: int, now: datetime) -> Used:
    """Return how much of this month is used."""
    asked = select(SentCount.number).where(SentCount.channel == channel, SentCount.month == month_of(now))
    return Used(channel, month_of(now), await db.scalar(asked) or 0, most)


def pieces(text: str, *, photo: bool) -> int:
    """Return how many messages a text is, with or without a photo: its caption where it fits, else before it."""
    number = max(1, -(-len(text.encode("utf-16-le")) // (2 * PIECE)))
    return number + 1 if photo and number > 1 else number


async def needed(db: AsyncSession, channel: str, people: list[int], each: int) -> int:
    """Return how many messages telling these people takes of the channel, with so many for `each` reached there."""
    reaches = await outbox.reaches(db, people)
    return each * sum(first.channel == channel for first, *_ in reaches.values())
