"""What was erased, beside the tables: so that a backup of before, put back, does not bring anybody back.

One line a person who was erased (their number and the moment they joined, no name), one a digest that keeps somebody
off lists, one a photo that was taken out. The file lies in the folder of files, outlives the tables, and is part of the
next backup; a restored one is merged into it. It is written after the commit and read when the service starts.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.domain import files
from bot.domain.endings import privacy
from bot.domain.models import Evidence, Person, Suppressed
from bot.domain.organisation import suppression
from bot.domain.organisation.suppression import PHOTO
from bot.domain.programme import photos
from bot.media import Media
from bot.settings import Settings

NAME = "erasures.jsonl"


def place(settings: Settings) -> Path:
    """Return where the file lies."""
    return settings.media_dir / NAME


def lines(file: Path) -> list[dict[str, Any]]:
    """Return what stands in it; a line that a crash has cut short is passed over."""
    if not file.exists():
        return []
    found = []
    for line in file.read_text("utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def merge(file: Path, more: list[dict[str, Any]]) -> None:
    """Add the lines that are not there yet."""
    known = {json.dumps(one, sort_keys=True) for one in lines(file)}
    fresh = [said for one in more if (said := json.dumps(one, sort_keys=True)) not in known]
    if fresh:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write("".join(f"{said}\n" for said in fresh))


async def note(database: Database, settings: Settings) -> None:
    """Write down what the tables know to be erased."""
    async with database.reading() as db:
        found = await _erased(db)
    merge(place(settings), found)


async def _erased(db: AsyncSession) -> list[dict[str, Any]]:
    rows = select(Person.id, Person.joined_at, Person.merged_into_id).where(Person.erased_at.is_not(None))
    gone = {person: (joined, into) for person, joined, into in await db.execute(rows)}
    people = [(person, joined) for person, (joined, _into) in gone.items() if _asked_for_it(gone, person)]
    digests = await db.execute(select(Suppressed.digest, Suppressed.at))
    return [
        *({"person": person, "joined": joined.isoformat()} for person, joined in people),
        *({"digest": digest, "at": at.isoformat()} for digest, at in digests),
    ]


def _asked_for_it(gone: Mapping[int, tuple[datetime, int | None]], person: int) -> bool:
    """Say whether somebody had themselves erased: who was put together with another one goes as that one goes.

    A backup of before that has both of them again, and neither asked to be erased.
    """
    seen: set[int] = set()
    while person in gone and person not in seen:
        seen.add(person)
        into = gone[person][1]
        if into is None:
            return True
        person = into
    return False


async def replay(database: Database, settings: Settings, now: datetime) -> int:
    """Erase anew who was erased after the tables that stand here now were copied; return how many that were."""
    found = lines(place(settings))
    joined = {one["person"]: one["joined"] for one in found if "person" in one}
    secret, media, number = settings.secret.reveal(), Media(settings.media_dir), 0
    async with database.writing() as db:
        kept_out = {one["digest"]: datetime.fromisoformat(one["at"]) for one in found if "digest" in one}
        await suppression.keep_out(db, [digest for digest in kept_out if not digest.startswith(PHOTO)], now)
        back = select(Person).where(Person.id.in_(joined), Person.erased_at.is_(None))
        gone: list[str] = []
        for digest, at in kept_out.items():
            if digest.startswith(PHOTO):
                sent = (Evidence.sha == digest.removeprefix(PHOTO), Evidence.at <= at)
                gone += await files.unspoken(db, await photos.take_out(db, *sent))
        for person in (await db.scalars(back)).all():
            # The number alone may be somebody else's, where the tables were begun anew.
            if person.joined_at.isoformat() == joined[person.id]:
                gone += await privacy.erase(db, person, now, secret=secret)
                number += 1
    for sha in gone:
        await media.erase(sha)
    return number
