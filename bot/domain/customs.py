"""What the organisation has set for itself: how early it reminds, how duties climb, when it is quiet.

What nobody has set is as the directives and good manners have it. Officers change it in chat; whoever changes what
another officer has changed meanwhile is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Custom
from bot.domain.people import Rights
from bot.errors import N_, NotAllowed, Refusal

CHANGED_MEANWHILE = N_("Somebody else has changed this meanwhile. Please look at it again before you change it.")


class Rung(StrEnum):
    """Who is told of a duty that is not done; in this order upwards."""

    PRINCIPAL = "principal"
    LEAD = "lead"
    OFFICER = "officer"


Ladder = tuple[tuple[Rung, int], ...]
"""Who is told how many days after the due day."""


@dataclass(frozen=True, slots=True)
class Customs:
    """What holds now. Each field is a row of its own once somebody has set it."""

    before: tuple[int, ...] = (7 * 24, 24, 2)
    """Hours before a meeting at which it is reminded of: the first, the second, the last; 0 for not at all."""
    reminders: tuple[int, ...] = (30, 14, 7, 3, 1)
    """Days before a due day."""
    ladder: Ladder = ((Rung.PRINCIPAL, 1), (Rung.LEAD, 3), (Rung.OFFICER, 7))
    quiet: tuple[time, time] = (time(21), time(6, 30))
    """From when to when nothing leaves that can wait, in Vietnam."""


NAMES = frozenset(field.name for field in fields(Customs))


async def read(db: AsyncSession) -> Customs:
    """Return what holds now."""
    rows = {row.name: row.value["is"] for row in await db.scalars(select(Custom))}
    return Customs(**{name: _read(name, value) for name, value in rows.items() if name in NAMES})


def _read(name: str, value: Any) -> Any:
    if name == "ladder":
        return tuple((Rung(rung), days) for rung, days in value)
    return tuple(time.fromisoformat(hour) for hour in value) if name == "quiet" else tuple(value)


async def versions(db: AsyncSession) -> Mapping[str, int]:
    """Return how often each custom was changed; what nobody has set is not there."""
    return {row.name: row.version for row in await db.scalars(select(Custom))}


async def change(
    db: AsyncSession, rights: Rights, name: str, value: Any, *, seen: int, by_id: int, now: datetime
) -> None:
    """Set one custom, as `Customs` has it. `seen` is the version that the editor looked at, 0 for none.

    Refuses who is no officer, and a change over somebody else's.
    """
    if not rights.officer:
        raise NotAllowed
    row = await db.get(Custom, name, populate_existing=True)
    if (row.version if row else 0) != seen:
        raise Refusal(CHANGED_MEANWHILE)
    row = row or Custom(name=name)
    db.add(row)
    row.value = {"is": [_plain(part) for part in value]}
    row.version, row.by_id, row.changed_at = seen + 1, by_id, now
    await db.flush()


def _plain(part: Any) -> Any:
    if isinstance(part, time):
        return part.isoformat("minutes")
    return [str(part[0]), part[1]] if isinstance(part, tuple) else part
