"""Statements that are put into SQL once say what SQLAlchemy would, on either engine."""

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError

from bot import plain
from bot.domain.models import Outbox, OutboxState, Person, Purpose, Topic
from bot.domain.outbox import outbox
from bot.plain import Plain, PlainForMany
from bot.writer import driver_of
from tests.counting import counted

JOINED = datetime(2023, 9, 5, 1, 30, tzinfo=UTC)
LATER = JOINED + timedelta(days=1)
_PEOPLE = Person.__table__
NAMED = PlainForMany(lambda people: select(Person.id, Person.name, Person.joined_at).where(Person.id.in_(people)))
RENAME = Plain(update(_PEOPLE).where(_PEOPLE.c.id == bindparam("who")).values(name=bindparam("as_name")))
CALLED = Plain(select(Person.id).where(Person.name == bindparam("as_name")))
FACTS = Plain(select(Outbox.facts).where(Outbox.purpose == bindparam("purpose")))
JOIN = Plain(
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
    monkeypatch.setattr(plain, "MOST", 4)
    async with talk.app.database.reading() as db:
        for number in range(len(people) + 1):
            found = await NAMED.rows(db, people[:number])
            assert sorted(row[0] for row in found) == people[:number]


async def test_values_are_written_and_read_as_their_columns_do(talk, people):
    async with talk.app.database.writing() as db:
        moment = JOINED.astimezone(timezone(timedelta(hours=7))) + timedelta(microseconds=5)
        assert [*map(tuple, await JOIN.rows(db, who=people[0], since=moment))] == [(moment, None)]
        await RENAME.each(db, [{"who": who, "as_name": f"Lò Thị {who}"} for who in people])
        await RENAME.each(db, [])
    async with talk.app.database.reading() as db:
        assert {row[0]: row[1] for row in await NAMED.rows(db, people)} == {who: f"Lò Thị {who}" for who in people}


async def test_what_entities_have_changed_stands_before_it_is_asked(talk, people):
    async with talk.app.database.writing() as db:
        (await db.get_one(Person, people[0])).name = "Lò Thị Mới"
        assert [row[1] for row in await NAMED.rows(db, people[:1])] == ["Lò Thị Mới"]


async def test_what_entities_were_added_or_deleted_is_counted_before_it_is_asked(talk, people):
    async with talk.app.database.writing() as db:
        added = Person(name="Lò Thị Thêm", folded="lo thi them", language="vi", joined_at=JOINED)
        db.add(added)
        assert await CALLED.column(db, as_name="Lò Thị Thêm") == [added.id]
        await db.delete(added)
        assert await CALLED.column(db, as_name="Lò Thị Thêm") == []


class _TakenBack(Exception):
    pass


async def test_what_it_writes_is_of_the_transaction_alone(talk, people):
    """Nobody else sees it before the commit, the session sees it at once, and a rollback takes it back."""
    with suppress(_TakenBack):
        async with talk.app.database.writing() as db:
            assert await RENAME.changed(db, who=people[0], as_name="Lò Thị Mới") == 1
            assert await db.scalar(select(Person.name).where(Person.id == people[0])) == "Lò Thị Mới"
            async with talk.app.database.reading() as other:
                assert [row[1] for row in await NAMED.rows(other, people[:1])] == ["Lò Thị 0"]
            raise _TakenBack
    async with talk.app.database.reading() as db:
        assert [row[1] for row in await NAMED.rows(db, people[:1])] == ["Lò Thị 0"]


async def test_only_what_is_undone_to_a_savepoint_is_undone(talk, people):
    async with talk.app.database.writing() as db:
        await RENAME.changed(db, who=people[0], as_name="Lò Thị Giữ")
        with suppress(_TakenBack):
            async with db.begin_nested():
                await RENAME.changed(db, who=people[1], as_name="Lò Thị Bỏ")
                raise _TakenBack
    async with talk.app.database.reading() as db:
        assert {row[1] for row in await NAMED.rows(db, people[:2])} == {"Lò Thị Giữ", "Lò Thị 1"}


async def test_whoever_listens_is_told_what_was_written(talk, people):
    """A derive looks only at what was written: what went past the session counts, what was only read does not."""
    told: list[set[str]] = []
    async with talk.app.database.writing(wrote=lambda tables: told.append(set(tables))) as db:
        await NAMED.rows(db, people)
        await RENAME.changed(db, who=people[0], as_name="Lò Thị Mới")
    assert told == [{"person.name"}]
    with counted(talk.app) as found:
        async with talk.app.database.reading() as db:
            await NAMED.rows(db, people)
    assert found.number == 1


async def test_what_the_tables_refuse_is_told_as_by_a_session(talk, people):
    async with talk.app.database.writing() as db:
        with pytest.raises(IntegrityError):
            await Plain(insert(_PEOPLE).values({"id": bindparam("number"), "name": "x", "folded": "x"})).changed(
                db, number=people[0]
            )
        await db.rollback()


async def test_who_changes_what_was_read_changes_it_in_no_other_row(talk, people):
    """What two rows keep alike is read for each of them, an empty one too."""
    async with talk.app.database.writing() as db:
        for purpose, kept in ((Purpose.INVITE, {}), (Purpose.SENT, {"said": "alike"})):
            await outbox.put(db, people[:2], purpose, Topic.meeting(1), due_at=JOINED, not_after=JOINED)
            await db.execute(update(Outbox).where(Outbox.purpose == purpose).values(facts=kept))
            one, other = await FACTS.column(db, purpose=purpose)
            one["said"] = "more"
            assert other == kept


async def test_a_value_that_is_not_given_is_an_error_and_never_the_one_of_before(talk, people):
    async with talk.app.database.writing() as db:
        await RENAME.rows(db, who=people[0], as_name="Lò Thị Mới")
        with pytest.raises((KeyError, StatementError)):
            await RENAME.rows(db, who=people[1])


async def test_what_follows_a_refusal_that_ended_the_transaction_is_refused(talk, people):
    """A session whose rows the tables refused has undone everything: what went on would be committed by itself."""
    async with talk.app.database.writing() as db:
        await CALLED.rows(db, as_name="Lò Thị 1")
        db.add(Person(name=None, folded=None))
        with pytest.raises(IntegrityError):
            await db.flush()
        with pytest.raises(InvalidRequestError):
            await RENAME.changed(db, who=people[0], as_name="Lò Thị Lẻ")
    async with talk.app.database.reading() as db:
        assert not await CALLED.rows(db, as_name="Lò Thị Lẻ")


@pytest.mark.sqlite("how SQLite plans")
async def test_what_is_asked_of_each_batch_is_planned_once(talk, people):
    """Its states are written out: a bound one would be looked at by the indexes of one state, at each run anew."""
    planned: list[str] = []

    def note(_what: int, table: str | None, *_: object) -> int:
        planned.append(table or "")
        return sqlite3.SQLITE_OK

    async with talk.app.database.writing() as db:
        driver = driver_of((await db.connection()).sync_connection)
        driver._conn.set_authorizer(note)
        for purpose in (Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE):
            await outbox.put(db, people[:4], purpose, Topic.meeting(1), due_at=JOINED, not_after=LATER)
            planned.clear()
            claimed = [row.id for row in await outbox.claim(db, JOINED, 4)]
            await outbox.give_back(db, claimed[2:])
            assert await outbox.begin(db, claimed, JOINED) == set(claimed)
            await outbox.settle(db, dict.fromkeys(claimed, OutboxState.SENT), JOINED)
        driver._conn.set_authorizer(None)
    assert planned == []
