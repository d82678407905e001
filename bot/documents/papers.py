"""The papers that go out. Each has a name, and is made from a few facts when the message that carries it leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.documents import ics
from bot.documents.office import papers as office
from bot.domain.duties import themes
from bot.domain.endings import my_data
from bot.domain.models import Person
from bot.domain.organisation import people
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import about_year, year_of_school
from bot.domain.programme import figure_lines, figures
from bot.domain.programme.figures import Totals, Which
from bot.i18n import Translator
from bot.media import Media
from bot.messages import Attachment
from bot.vietnamese import local

Maker = Callable[[Database, Mapping[str, Any]], Awaitable[bytes]]


async def make(database: Database, attachment: Attachment, media: Media | None = None) -> bytes:
    """Return the bytes of the paper that an attachment names. Raises KeyError for a name that no paper has.

    `media` is where the photos of official papers are; without it they are said to be gone.
    """
    if attachment.paper == "office":
        return await office.make(database, media, attachment.facts)
    return await _MAKERS[attachment.paper](database, attachment.facts)


async def _qr(_database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import qr  # noqa: PLC0415 - as below: the first one pays for what makes it

    return await asyncio.to_thread(qr.picture, facts["link"])


async def _invitation(_database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import qr  # noqa: PLC0415

    ways = [(caption, link) for caption, link in facts["ways"]]
    return await asyncio.to_thread(qr.invitation, ways, facts["title"], facts["code"])


async def _totals(db: AsyncSession, which: Which, at: datetime) -> Totals:
    schools = await figures.by_school(db, which, at)
    open_rolls, beyond = await figures.not_closed(db, which, at), await figures.unexpected(db, which, at)
    return Totals(schools, await figures.by_meeting(db, which, at), open_rolls, beyond)


async def _chart(database: Database, facts: Mapping[str, Any]) -> bytes:
    at = datetime.fromisoformat(facts["at"])
    async with database.reading() as db:
        totals = await _totals(db, Which.from_json(facts["which"]), at)
    by = facts.get("by", "")
    return await asyncio.to_thread(_draw, totals, facts["title"], Translator(facts["language"]), at, by)


def _draw(totals: Totals, title: str, t: Translator, at: datetime, by: str) -> bytes:
    from bot.documents import chart  # noqa: PLC0415 - matplotlib is 47 MiB and a third of a second: the first chart pays

    return chart.draw(totals, title, t, at=at, by_meeting=by == "meeting")


async def _book(database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents.book import Book  # noqa: PLC0415

    which, at = Which.from_json(facts["which"]), datetime.fromisoformat(facts["at"])
    # One reading transaction for totals and rows, so that they agree whatever is marked meanwhile.
    async with database.reading() as db:
        totals = await _totals(db, which, at)
        written = await asyncio.to_thread(Book, totals, facts["title"], Translator(facts["language"]))
        if written.takes_rows:
            async for lines in figure_lines.lines(db, which, at):
                await asyncio.to_thread(written.add, lines)
    return await asyncio.to_thread(written.close)


async def _year_book(database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents.year_book import YearBook  # noqa: PLC0415 - as above

    which, at = Which.from_json(facts["which"]), datetime.fromisoformat(facts["at"])
    year, schools = SchoolYear(facts["year"]), facts["topics_of"]
    written = await asyncio.to_thread(YearBook, facts["title"], Translator(facts["language"]))
    async with database.reading() as db:
        await asyncio.to_thread(written.schools, await _totals(db, which, at))
        taught = await about_year.taught(db, which, at)
        await asyncio.to_thread(written.people, await figures.by_person(db, which, at), taught)
        async for lines in figure_lines.lines(db, which, at):
            await asyncio.to_thread(written.lines, lines)
        if schools != []:
            await asyncio.to_thread(written.topics, await about_year.topics(db, year, schools))
    return await asyncio.to_thread(written.close)


async def _school_year(database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import chart  # noqa: PLC0415 - as above

    moment, t = datetime.fromisoformat(facts["at"]), Translator(facts["language"])
    which, year = Which.from_json(facts["which"]), SchoolYear(facts["year"])
    async with database.reading() as db:
        found = await year_of_school.read(db, which, facts["unit"], year, moment)
    return await asyncio.to_thread(chart.year_of_school, found, facts["title"], t, moment)


async def _topics_picture(database: Database, facts: Mapping[str, Any]) -> bytes:
    async with database.reading() as db:
        found = await about_year.topics(db, SchoolYear(facts["year"]), facts["topics_of"])
    rows = [(one.school, bool(one.text)) for one in found]
    moment, t = datetime.fromisoformat(facts["at"]), Translator(facts["language"])
    return await asyncio.to_thread(_has, rows, facts["title"], moment, t)


def _has(rows: Sequence[tuple[str, bool]], title: str, moment: datetime, t: Translator) -> bytes:
    from bot.documents import chart  # noqa: PLC0415 - as above

    return chart.has_and_has_not(rows, title, t, moment)


async def _my_data(database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import copy  # noqa: PLC0415 - as above

    person = facts["person"]
    async with database.reading() as db:
        found = await my_data.everything(db, person)
        names = await my_data.names(db, [(name, rows) for name, _columns, rows in found], person)
    return await asyncio.to_thread(copy.write, found, names, Translator(facts["language"]))


async def _themes(database: Database, facts: Mapping[str, Any]) -> bytes:
    from bot.documents import themes_book  # noqa: PLC0415 - as above

    now = datetime.fromisoformat(facts["at"])
    async with database.reading() as db:
        person = await db.get_one(Person, facts["person"])
        rights = await people.rights(db, person.id, local(now).date())
        found = await themes.listed(db, facts["rule"], person, rights, now)
    return await asyncio.to_thread(themes_book.write, found, facts["title"], Translator(facts["language"]))


async def _ics(_database: Database, facts: Mapping[str, Any]) -> bytes:
    return ics.write(facts)


_MAKERS: dict[str, Maker] = {
    "qr": _qr,
    "invitation": _invitation,
    "attendance-chart": _chart,
    "attendance-book": _book,
    "ics": _ics,
    "themes-book": _themes,
    "my-data": _my_data,
    "year-book": _year_book,
    "topics-picture": _topics_picture,
    "school-year": _school_year,
}
