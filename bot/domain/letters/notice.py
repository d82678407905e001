"""The letter about a notice of data that has changed: once an edition, to everybody who has not answered it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Person, Purpose, Topic
from bot.domain.organisation import consents
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due
from bot.settings import Settings

PURPOSES = frozenset({Purpose.NOTICE})
USEFUL_FOR = timedelta(days=7)


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, str]:
    """Return by row the edition that is asked about; who has answered it is asked no more."""
    del now
    asked = select(Person.id, Person.notice).where(Person.id.in_({row.person_id for row in rows}))
    answered = dict((await db.execute(asked)).all())
    return {row.id: row.topic.key for row in rows if answered.get(row.person_id) != row.topic.key}


async def queue(db: AsyncSession, settings: Settings, now: datetime) -> None:
    """Queue it for whom it concerns, in one statement; who was told of this edition is passed over."""
    edition = consents.edition(settings)
    with_a_chat = select(Account.person_id).where(Account.blocked_at.is_(None))
    people = select(Person.id).where(
        Person.notice != edition, Person.erased_at.is_(None), Person.paused_at.is_(None), Person.id.in_(with_a_chat)
    )
    until = now + USEFUL_FOR
    await outbox.put_select(db, people, Purpose.NOTICE, Topic.notice(edition), due_at=now, not_after=until)
