"""What people were told, by the message it stands in: a reply to an older notice is about that notice."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, OutboxState, Person, Purpose
from bot.domain.outbox.outbox import Due
from bot.messages import Incoming
from bot.plain import PlainForMany

LATELY = timedelta(days=2)
"""So long what was told last is what an unasked sentence may be about."""
ARRIVED = Outbox.state.in_((OutboxState.SENT, OutboxState.UNCLEAR))
_DUE = [getattr(Outbox, name) for name in Due._fields]


def message_key(channel: str, message_id: str) -> str:
    """Return how a message that arrived is kept with its row."""
    return f"{channel}|{message_id}"


_ERASED = PlainForMany(lambda people: select(Person.id).where(Person.id.in_(people), Person.erased_at.is_not(None)))


async def forget_erased(db: AsyncSession, arrived: Collection[Due]) -> Collection[int]:
    """Return which of these people were erased while their letters left, and forget which messages those were.

    Only after their rows were settled in this transaction: an erasing that is under way waits for those, or was done.
    """
    erased = {person for (person,) in await _ERASED.rows(db, {row.person_id for row in arrived})} if arrived else set()
    if erased:
        rows = [row.id for row in arrived if row.person_id in erased]
        # What was made another's, since two were one, is told to somebody who is there.
        theirs = update(Outbox).where(Outbox.id.in_(rows), Outbox.person_id.in_(erased)).values(message=None)
        await db.execute(theirs.execution_options(synchronize_session=False))
    return erased


async def answered_by(db: AsyncSession, person_id: int, incoming: Incoming) -> Due | None:
    """Return which notice a person's message is the platform's own reply to; None where it is to none."""
    if not incoming.answers:
        return None
    of_message = (Outbox.person_id == person_id, Outbox.message == message_key(incoming.channel, incoming.answers))
    found = (await db.execute(select(*_DUE).where(*of_message).order_by(Outbox.id).limit(1))).first()
    return Due(*found) if found else None


async def last(
    db: AsyncSession, person_id: int, now: datetime, *purposes: Purpose, since: timedelta = LATELY
) -> Due | None:
    """Return what a person was told last, within so long; of some purposes, where they are named."""
    told = select(*_DUE).where(Outbox.person_id == person_id, ARRIVED, Outbox.settled_at > now - since)
    told = told.where(Outbox.purpose.in_(purposes)) if purposes else told
    found = (await db.execute(told.order_by(Outbox.settled_at.desc(), Outbox.id.desc()).limit(1))).first()
    return Due(*found) if found else None
