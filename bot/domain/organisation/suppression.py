"""Who was erased must not come back by a list: kept as keyed digests that nobody can turn back into names.

Of two people of one name in one school the other one is kept out as well: they join by the school's link.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Suppressed
from bot.errors import N_
from bot.signing import sign
from bot.vietnamese import nfc

PHOTO = "photo:"
"""Begins the digest of a photo that was taken out; its moment is when it was sent: sent anew it is another one."""
HAD_THEMSELVES_ERASED = N_(
    "{name} asked to have their data erased and is not put in. Somebody else of this name joins by the school's link."
)


def digest(unit_id: int, name: str, secret: str) -> str:
    """Return what somebody of a school is kept out by; marks of the name count, case does not."""
    return sign(f"erased:{unit_id}:{' '.join(nfc(name).lower().split())}", secret)


async def keep_out(db: AsyncSession, digests: Iterable[str], now: datetime) -> None:
    """Keep somebody out from now on. Idempotent."""
    rows = [{"digest": one, "at": now} for one in digests]
    if rows:
        await db.execute(insert(db, Suppressed).on_conflict_do_nothing(), rows)


async def keep_photos_out(db: AsyncSession, photos: Iterable[Sequence[Any]]) -> None:
    """Keep photos that were taken out (digest of the file, moment they were sent) from coming back by a backup."""
    rows = [{"digest": f"{PHOTO}{sha}", "at": at} for sha, at in photos]
    if rows:
        new = insert(db, Suppressed)
        later = {"at": new.excluded.at}
        await db.execute(new.on_conflict_do_update(index_elements=["digest"], set_=later), rows)


async def kept_out_of(db: AsyncSession, people: Iterable[tuple[int, str]], secret: str) -> set[tuple[int, str]]:
    """Return which of these people, by school and name, are kept out of its lists."""
    digests = {digest(unit_id, name, secret): (unit_id, name) for unit_id, name in people}
    out = await db.scalars(select(Suppressed.digest).where(Suppressed.digest.in_(digests)))
    return {digests[one] for one in out}
