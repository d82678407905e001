"""Letters whose sender vanished with them: killed, without power, or with a clock that was set back since."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, OutboxState
from bot.domain.outbox.outbox import DUE, HARMLESS_TWICE, LEASE, NOBODYS, Due

MOST_ATTEMPTS = 2
"""A reminder that may have arrived is sent once more, not again and again."""

# Only where one range is named does SQLite look at leases alone.
_LEASED = (Outbox.state == OutboxState.LEAVING) & (Outbox.lease_until > datetime(1970, 1, 1, tzinfo=UTC))
HOLDERS = select(Outbox.holder).where(_LEASED, Outbox.holder.is_not(None)).distinct()
"""Finds who has letters in hand, by their names in `bot.living`."""


def _lost(now: datetime) -> ColumnElement[bool]:
    # A lease that nobody can have got by now is of a clock that was set back since, as at boot by hours.
    return _LEASED & or_(Outbox.lease_until <= now, Outbox.lease_until > now + 2 * LEASE)


async def reap(
    db: AsyncSession,
    now: datetime,
    *,
    all_leases: bool = False,
    holders: Collection[int] = (),
    in_hand: Collection[int] = (),
) -> Sequence[Due]:
    """Judge rows whose sender vanished with them: whose lease is over, that `holders` had, or all where nobody is left.

    A clock that jumps ends leases of rows that this very process has `in_hand`: what became of them it will know.
    What had not begun waits again, and so does once more what does no harm twice; the others are unclear and returned.
    """
    which = _LEASED if all_leases else _LEASED & Outbox.holder.in_(holders) if holders else _lost(now)
    # A sender has few in hand; of who is gone there may be any number.
    which = which & Outbox.id.not_in(in_hand) if in_hand else which
    # Nearly always nothing is lost: a read instead of two updates each minute.
    if await db.scalar(select(Outbox.id).where(which).limit(1)) is None:
        return []
    lost = update(Outbox).where(which).execution_options(synchronize_session=False)
    again = lost.where(Outbox.begun.is_(False) | Outbox.purpose.in_(HARMLESS_TWICE) & (Outbox.attempts < MOST_ATTEMPTS))
    await db.execute(again.values(state=OutboxState.WAITING, begun=False, **NOBODYS))
    unclear = lost.values(state=OutboxState.UNCLEAR, settled_at=now, **NOBODYS).returning(*DUE)
    return [Due(*row) for row in await db.execute(unclear)]
