"""Stopping without erasing: nothing is sent, nothing is shown to others, counts remain (Luật 91/2025/QH15, Điều 10).

Where attendance is kept by consent the name itself is put aside, so that no list, figure or paper can show it.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.endings import requests
from bot.domain.models import Outbox, Person, Wish
from bot.domain.outbox import outbox
from bot.settings import Settings
from bot.vietnamese import fold

NOBODYS = "Ẩn danh {number}"
"""What stands in lists instead of the name; the number tells two of them apart and is nobody's otherwise."""


async def stop(db: AsyncSession, settings: Settings, person: Person, now: datetime) -> None:
    """Let somebody stop; their name stays in lists where these are kept as part of their work. Idempotent."""
    if person.paused_at:
        return
    person.paused_at = now
    await outbox.void(db, Outbox.person_id == person.id, now=now)
    await requests.done_at_once(db, settings, person, Wish.STOP, now)
    if settings.legal_basis != "duty":
        person.true_name = person.name
        person.name = NOBODYS.format(number=person.id)
        person.folded = fold(person.name)


async def restrict(db: AsyncSession, settings: Settings, person: Person, now: datetime, *, on: bool) -> None:
    """Show what somebody wrote and photographed to nobody else, or again. Idempotent."""
    if on and person.restricted_at is None:
        await requests.done_at_once(db, settings, person, Wish.RESTRICT, now)
    person.restricted_at = (person.restricted_at or now) if on else None


def go_on(person: Person) -> None:
    """Let somebody go on who had stopped. Idempotent."""
    person.paused_at = None
    if person.true_name:
        person.name, person.true_name = person.true_name, ""
        person.folded = fold(person.name)
