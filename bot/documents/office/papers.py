"""Makes the file of an official paper when the message that carries it leaves: read in a transaction, then written.

Writing goes through a pool of two threads: ten papers asked for at once are made two by two, so that their photos
never stand in memory together and the event loop keeps its turn.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bot.db import Database
from bot.domain.models import PaperVersion, Person
from bot.domain.organisation import people
from bot.domain.papers import facts as paper_facts
from bot.domain.papers import making
from bot.domain.papers.kinds import WantedPaper
from bot.domain.papers.paper import Paper
from bot.domain.papers.views import Asker
from bot.media import Media
from bot.vietnamese import local

AT_ONCE = 2
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="paper")


async def make(database: Database, media: Media | None, facts: Mapping[str, Any]) -> bytes:
    """Return the .docx of a paper as it stands, or of a version as it was passed on. Raises what `making.read` does."""
    paper = await (_version(database, facts["version"]) if "version" in facts else _as_it_stands(database, facts))
    return await written(paper, media)


async def written(paper: Paper, media: Media | None) -> bytes:
    """Return the .docx of a paper, made beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _write, paper, media)


async def _version(database: Database, version_id: int) -> Paper:
    async with database.reading() as db:
        paper = Paper.from_json((await db.get_one(PaperVersion, version_id)).content)
        # Whoever takes a photo or the consent to it back, takes it out of what was passed on as well.
        return paper.with_photos(await paper_facts.may_show(db, paper.photos()))


async def _as_it_stands(database: Database, facts: Mapping[str, Any]) -> Paper:
    now = datetime.fromisoformat(facts["at"])
    async with database.reading() as db:
        person = await db.get_one(Person, facts["by"])
        rights = await people.rights(db, person.id, local(now).date())
        asker = Asker(person, rights, now, lambda _said: str(facts["link"]))
        return (await making.read(db, asker, WantedPaper.read(facts["what"], facts["number"], facts["of"]))).paper


def _write(paper: Paper, media: Media | None) -> bytes:
    from bot.documents.office.write import write  # noqa: PLC0415 - python-docx and Pillow: the first paper pays

    # Read one by one as they are put in, so that a paper holds one photo of a camera's size at a time.
    return write(paper, media.read_now if media else _nothing)


def _nothing(_sha: str) -> bytes | None:
    return None
