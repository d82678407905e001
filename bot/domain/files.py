"""Which files rows still speak of: the one place that knows where in the tables a digest can stand.

A file is shared by every row that names its digest, so it may be erased only when none does. Callers take their own
rows out first, ask `unspoken` last, and erase after the commit.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, cast, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Base, Dialogue, Received
from bot.plain import PlainForMany

COLUMNS = tuple(column for table in Base.metadata.sorted_tables for column in table.columns if column.name == "sha")
"""Every column named `sha`, those of tables to come as well."""
IN_JSON = (Dialogue.draft, Received.payload, Received.reply)
"""Photos without a meeting, drafts of announcements and plans; uploads that wait to be answered; answers to leave."""
SHORTEST = 64
DIGEST = re.compile(rf"\b[0-9a-f]{{{SHORTEST}}}\b")


async def unspoken(db: AsyncSession, digests: Iterable[str], *, answered: tuple[str, str] | None = None) -> list[str]:
    """Return which of these digests stand in no row any more.

    That the update being `answered` (its channel and event id) brought a file does not count: it is what is decided.
    """
    asked = set(digests)
    if not asked:
        return []
    # Nearly always a row has it by now, and the texts of all conversations need not be read.
    left = asked - await _in_columns(db, asked)
    return sorted(left - await _in_json(db, answered)) if left else []


async def spoken_of(db: AsyncSession) -> set[str]:
    """Return every digest that stands in a row."""
    return await _in_columns(db) | await _in_json(db)


def inside(value: Any) -> set[str]:
    """Return the digests that stand anywhere in a JSON value."""
    return set(DIGEST.findall(json.dumps(value)))


_EVERY = union(*(select(column).where(column.is_not(None)) for column in COLUMNS))
_OF_THESE = PlainForMany(lambda these: union(*(select(column).where(column.in_(these)) for column in COLUMNS)))


async def _in_columns(db: AsyncSession, asked: set[str] | None = None) -> set[str]:
    if asked is None:
        return set(await db.scalars(_EVERY))
    return {digest for (digest,) in await _OF_THESE.rows(db, asked)}


async def _in_json(db: AsyncSession, answered: tuple[str, str] | None = None) -> set[str]:
    channel, event_id = answered or (None, None)
    mine = (Received.channel == channel) & (Received.event_id == event_id)
    queries = []
    for column in IN_JSON:
        text = cast(column, Text)
        # What is shorter than a digest holds none: nearly all rows are, and stay unread.
        query = select(text).where(func.length(text) >= SHORTEST)
        queries.append(query.where(~mine) if answered and column is Received.payload else query)
    return {digest for text in await db.scalars(union(*queries)) for digest in DIGEST.findall(text)}
