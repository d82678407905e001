"""Papers that were passed on: to the level above while they wait, to who sent them once something was decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Purpose
from bot.domain.outbox.facts import PaperNews
from bot.domain.outbox.outbox import Due
from bot.domain.papers import passing
from bot.domain.papers.passing import SentPaper

PURPOSES = frozenset({Purpose.PAPER_SENT, Purpose.PAPER_NEWS})


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, SentPaper]:
    """Return by row the version; what waits no more is asked of nobody, and of several decisions the last is told."""
    del now
    spoken = {row.id: PaperNews.read(row.facts) for row in rows}
    found = {one.version.id: one for one in await passing.read_all(db, [one.version for one in spoken.values()])}
    told = {}
    for row in rows:
        sent = found.get(spoken[row.id].version)
        if sent and sent.version.state == spoken[row.id].state:
            told[row.id] = replace(sent, again=row.version >= passing.REMINDER)
    return told
