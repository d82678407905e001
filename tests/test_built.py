"""Statements that are put into SQL once say what SQLAlchemy would, on either engine."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, update

from bot import built
from bot.built import Built, BuiltForMany
from bot.domain.models import Person

JOINED = datetime(2023, 9, 5, 1, 30, tzinfo=UTC)
_PEOPLE = Person.__table__
NAMED = BuiltForMany(lambda people: select(Person.id, Person.name, Person.joined_at).where(Person.id.in_(people)))
RENAME = Built(update(_PEOPLE).where(_PEOPLE.c.id == bindparam("who")).values(name=bindparam("as_name")))
JOIN = Built(
    update(_PEOPLE)
    .where(_PEOPLE.c.id == bindparam("who"))
    .values(joined_at=bindparam("since"), paused_at=None)
    .returning(_PEOPLE.c.joined_at, _PEOPLE.c.paused_at)
)


@pytest.fixture
async def people(talk) -> list[int]:
    world = await talk.world()
    await world.have([f"Lò Thị {number}" for number in range(9)])
    async with talk.app.database.reading() as db:
        return list(await db.scalars(select(Person.id).order_by(Person.id)))


async def test_rows_are_found_by_lists_of_any_length(talk, people, monkeypatch):
    """Filled up to a power of two, and asked for in pieces, each key is answered once."""
    monkeypatch.setattr(built, "MOST", 4)
    async with talk.app.database.reading() as db:
        for number in range(len(people) + 1):
            found = await NAMED.run(db, people[:number], {})
            assert sorted(row[0] for row in found) == people[:number]


async def test_values_are_written_and_read_as_their_columns_do(talk, people):
    async with talk.app.database.writing() as db:
        moment = JOINED.astimezone(timezone(timedelta(hours=7))) + timedelta(microseconds=5)
        assert await JOIN.run(db, {"who": people[0], "since": moment}) == [(moment, None)]
        await RENAME.run_each(db, [{"who": who, "as_name": f"Lò Thị {who}"} for who in people])
        await RENAME.run_each(db, [])
    async with talk.app.database.reading() as db:
        assert {row[0]: row[1] for row in await NAMED.run(db, people, {})} == {who: f"Lò Thị {who}" for who in people}


async def test_what_entities_have_changed_stands_before_it_is_asked(talk, people):
    async with talk.app.database.writing() as db:
        (await db.get_one(Person, people[0])).name = "Lò Thị Mới"
        assert [row[1] for row in await NAMED.run(db, people[:1], {})] == ["Lò Thị Mới"]
