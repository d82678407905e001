"""What one person is told once more: the row that stands waits for another hour, so that nobody has two of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, OutboxState, Purpose, Topic
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING, Facts, kept
from bot.domain.outbox.outbox import NOBODYS


async def put(
    db: AsyncSession,
    person_id: int,
    purpose: Purpose,
    topic: Topic,
    *,
    version: int = 0,
    due_at: datetime,
    not_after: datetime,
    facts: Facts = NOTHING,
) -> None:
    """Queue a message to one person also where they have had it already, or it waits for another hour."""
    same = (Outbox.person_id == person_id, Outbox.purpose == purpose, Outbox.topic == topic, Outbox.version == version)
    anew: dict[str, Any] = {
        "due_at": due_at,
        "not_after": not_after,
        "begun": False,
        "attempts": 0,
        "retries": 0,
        "put_off_at": None,
        "settled_at": None,
    }
    anew |= {"state": OutboxState.WAITING, **NOBODYS, "facts": kept(purpose, facts)}
    told = update(Outbox).where(*same, Outbox.state != OutboxState.LEAVING)
    await db.execute(told.values(anew).execution_options(synchronize_session=False))
    # Who never had it has no row yet; of who did this passes over the one that stands.
    await outbox.put(db, [person_id], purpose, topic, version=version, due_at=due_at, not_after=not_after, facts=facts)
