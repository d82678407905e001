"""Stopping without erasing: nothing is sent, nothing is shown to others, counts remain (Luật 91/2025/QH15, Điều 10).

Where attendance is kept by consent the name itself is put aside, so that no list, figure or paper can show it.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Outbox, Person
from bot.domain.outbox import outbox
from bot.vietnamese import fold

NOBODYS = "Ẩn danh {number}"
"""What stands in lists instead of the name; the number tells two of them apart and is nobody's otherwise."""


async def stop(db: AsyncSession, person: Person, now: datetime, *, named: bool) -> None:
    """Let somebody stop; with `named` their name stays in lists that are kept as part of their work. Idempotent."""
    if person.paused_at:
        return
    person.paused_at = now
    await outbox.void(db, Outbox.person_id == person.id, now=now)
    if not named:
        person.true_name = person.name
        person.name = NOBODYS.format(number=person.id)
        person.folded = fold(person.name)


def go_on(person: Person) -> None:
    """Let somebody go on who had stopped. Idempotent."""
    person.paused_at = None
    if person.true_name:
        person.name, person.true_name = person.true_name, ""
        person.folded = fold(person.name)
