"""Taking a name out of where others' conversations keep it: menus, drafts, answers and letters that wait.

What others wrote themselves (a text, minutes, a reason) is theirs, and what an app has shown already cannot be taken
back; a label that was cut short no longer names anybody.
"""

import json
import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.models import Dialogue, Outbox, Received
from bot.vietnamese import fold

ERASED = "(đã xóa)"
"""What stands in its place, in labels that are answered by number or press all the same."""
WHERE: tuple[tuple[type[Any], tuple[InstrumentedAttribute[Any], ...]], ...] = (
    (Dialogue, (Dialogue.menu, Dialogue.older, Dialogue.draft, Dialogue.shown)),
    (Outbox, (Outbox.facts,)),
    (Received, (Received.payload, Received.reply)),
)


async def take_out(db: AsyncSession, names: Collection[str]) -> int:
    """Take names out of every row that keeps one in JSON, and return how many rows that were."""
    every = {name for name in names if name.strip()}
    # In full it is typed in many ways; a word alone may be anybody's, or a part of another word.
    typed = {way for name in every if " " in name for way in (name, fold(name))}
    every |= {cased for way in typed for cased in (way, way.lower(), way.upper(), way.title())}
    wanted = sorted(every, key=len, reverse=True)
    if not wanted:
        return 0
    number = 0
    for table, columns in WHERE:
        said = [_holds(column, name) for column in columns for name in wanted]
        for row in await db.scalars(select(table).where(or_(*said))):
            for column in columns:
                if (value := getattr(row, column.key)) is not None:
                    setattr(row, column.key, _without(value, wanted))
            number += 1
    await db.flush()
    return number


def _holds(column: InstrumentedAttribute[Any], name: str) -> Any:
    # In its column JSON is text with its letters escaped.
    written = json.dumps(name)[1:-1]
    return cast(column, Text).contains(written, autoescape=True)


def _without(value: Any, names: Collection[str]) -> Any:
    """Return a JSON value whose texts, at any depth, do not hold the names."""
    if isinstance(value, str):
        for name in names:
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", ERASED, value)
        return value
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items()}
    return [_without(inner, names) for inner in value] if isinstance(value, list) else value
