"""The papers that go out. Each has a name, and is made from a few facts when the message that carries it leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from bot.db import Database
from bot.documents import ics
from bot.domain.organisation.school_year import Span
from bot.domain.programme import figures
from bot.domain.programme.figures import MarkLine
from bot.i18n import Translator
from bot.messages import Attachment

Render = Callable[[Sequence[MarkLine], str, Translator], bytes]
Maker = Callable[[Database, Mapping[str, Any]], Awaitable[bytes]]


async def make(database: Database, attachment: Attachment) -> bytes:
    """Return the bytes of the paper that an attachment names. Raises KeyError for a name that no paper has."""
    return await _MAKERS[attachment.paper](database, attachment.facts)


async def _qr(_database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import qr  # noqa: PLC0415 - as below: the first one pays for what makes it

    return await asyncio.to_thread(qr.picture, facts["link"])


async def _attendance(render: Render, database: Database, facts: Mapping[str, Any]) -> bytes:
    lines = await _lines(database, facts)
    return await asyncio.to_thread(render, lines, facts["title"], Translator(facts["language"]))


async def _lines(database: Database, facts: Mapping[str, Any]) -> list[MarkLine]:
    span = Span(*(date.fromisoformat(day) for day in facts["span"])) if "span" in facts else None
    async with database.reading() as db:
        return await figures.lines(db, school_ids=facts["schools"], span=span, meeting_id=facts.get("meeting"))


def _chart(lines: Sequence[MarkLine], title: str, t: Translator) -> bytes:
    from bot.documents import chart  # noqa: PLC0415 - matplotlib is 47 MiB and a third of a second: the first chart pays

    return chart.draw(lines, title, t)


def _book(lines: Sequence[MarkLine], title: str, t: Translator) -> bytes:
    from bot.documents import book  # noqa: PLC0415

    return book.write(lines, title, t)


async def _ics(_database: Database, facts: Mapping[str, Any]) -> bytes:
    return ics.write(facts)


_MAKERS: dict[str, Maker] = {
    "qr": _qr,
    "attendance-chart": partial(_attendance, _chart),
    "attendance-book": partial(_attendance, _book),
    "ics": _ics,
}
