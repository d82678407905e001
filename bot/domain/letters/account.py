"""Another chat has become somebody's: said in the new one and in each that was there, so that nobody is overtaken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Purpose
from bot.domain.outbox.facts import AccountTied
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.ACCOUNT})


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """A chat that has become somebody's."""

    facts: AccountTied
    name: str
    by: str
    """The name of who vouched, empty where nobody needed to."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, AccountLetter]:
    """Return what is said by row; it is wanted whatever happened since."""
    del now
    facts = {row.id: AccountTied.read(row.facts) for row in rows}
    names = await reading.names(db, {row.person_id for row in rows} | {one.by for one in facts.values()})
    return {
        row.id: AccountLetter(facts[row.id], names.get(row.person_id, ""), names.get(facts[row.id].by, ""))
        for row in rows
    }
