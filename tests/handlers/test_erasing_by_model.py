"""Erasing, held by the models: of every table with rows about somebody their words are gone, or belong to others.

A row is made in each table from its own description, with words of the person in each free text; a table or a column
that is added and that erasing forgets fails here.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, String, Table, Time, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.endings import my_data
from bot.domain.models import Base, Person, Topic
from bot.domain.models.base import UtcDateTime
from bot.domain.models.topic import TopicText
from tests.talk import Talk, World

NOT_TYPED = {"sha", "key", "channel", "address", "digest", "audience", "school_year", "month"}
WORDS, NAME = "Nhóm ba cãi nhau về phép chia", "Lưu Thị Ngọc Xuyến"
BELONGS_TO_OTHERS = {
    "minutes": "the meeting's minutes",
    "minutes_entry": "the meeting's minutes",
    "lesson_file": "the lesson's plan, of all who teach it",
    "lesson": "the lesson, of all who teach it",
    "plan": "the office's or cluster's plan",
    "duty_rule": "a rule of the organisation; its basis is the name and goes",
    "consent_text": "the words of the notice, the same for all",
    "account": "deleted",
    "arrival": "a school's own fact",
    "appointment": "which schools one was of stays with the nameless row",
    "look": "who looked is for whom it was looked at, without a name then",
    "file_faces": "by whose consent a file is kept, as long as the file is",
    "upload_link": "has no words",
}
OWN = {"person", "account", "dialogue", "upload_link", "consent_text", "received"}
"""Made by hand, or known by no key."""


def free(column: Column[Any]) -> bool:
    """Say whether a column may hold what somebody typed."""
    plain = type(column.type) is String or isinstance(column.type, JSON)
    return plain and not column.primary_key and column.name not in NOT_TYPED


class Rows:
    """Makes rows, each with what it needs of other tables."""

    def __init__(self, db: AsyncSession, person: int, now: datetime) -> None:
        self.db, self.person, self.now = db, person, now
        self.made: set[str] = set()

    async def make(self, table: Table) -> None:
        """Make a row about the person in a table."""
        values = {c.name: value for c in table.columns if (value := await self.value(table, c)) is not None}
        # A row is of somebody who has joined, or of a name on a list.
        if "person_id" in values:
            values.pop("roster_entry_id", None)
        await self.db.execute(insert(table).values(**values))
        self.made.add(table.name)

    async def value(self, table: Table, column: Column[Any]) -> Any:
        """Return what stands in a column: the person, somebody of the target, words, or any value of its kind."""
        if column.computed is not None:
            return None
        if key := next(iter(column.foreign_keys), None):
            return await self.pointed(table, column, key.column.table)
        if isinstance(column.type, TopicText):
            return Topic("meeting", "1")
        if free(column):
            return {"text": f"{WORDS}: {NAME}"} if isinstance(column.type, JSON) else f"{WORDS}: {NAME}"
        if column.primary_key and isinstance(column.type, Integer) and len(table.primary_key) == 1:
            return 700 + len(self.made)
        return self.plain(column)

    async def pointed(self, table: Table, column: Column[Any], target: Table) -> int | None:
        if target.name == "person":
            return None if column.name == "merged_into_id" else self.person
        found = await self.db.scalar(select(target.c[next(iter(target.primary_key)).name]).limit(1))
        if found is None and not column.nullable and target is not table:
            await self.make(target)
            return await self.pointed(table, column, target)
        return found

    def plain(self, column: Column[Any]) -> Any:
        kinds: list[tuple[type[Any], Any]] = [
            (Enum, getattr(column.type, "enums", [None])[-1]),
            (UtcDateTime, self.now - timedelta(days=1)),
            (Boolean, False),
            (Date, date(2023, 10, 9)),
            (Time, time(20)),
            (Integer, 1),
            (String, f"x{len(self.made)}"),
        ]
        return next(value for kind, value in kinds if isinstance(column.type, kind))


async def test_of_each_table_the_words_of_who_was_erased_are_gone(talk: Talk, world: World) -> None:
    """What is not gone stands in the list of what belongs to others, with the reason."""
    her = await world.has(NAME)
    person = await world.id_of(her)
    async with talk.app.database.writing() as db:
        rows = Rows(db, person, talk.clock.now())
        for name, table in my_data.tables().items():
            own = name not in OWN and my_data.about(table, person) is not None
            if own and name not in rows.made and name != "consent":
                await rows.make(table)
    assert len(rows.made) > 25
    await her.forges("erase:yes")
    async with talk.app.database.reading() as db:
        left: dict[str, list[Any]] = {}
        for table in Base.metadata.sorted_tables:
            found = [dict(one) for one in (await db.execute(select(table))).mappings()]
            left[table.name] = [one for one in found if WORDS in repr(one)]
        kept = {name for name, some in left.items() if some}
        assert await db.scalar(select(Person.name).where(Person.id == person)) == ""
    assert {one["basis"] for one in left["duty_rule"]} == {""}
    assert kept & my_data.tables().keys() <= BELONGS_TO_OTHERS.keys(), kept
