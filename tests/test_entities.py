"""What a step asks each time is read past the session's loader, and is the session's all the same."""

import pytest
from sqlalchemy import bindparam, func, inspect, select, update

from bot.domain.models import Cluster, Dialogue, Meeting, Person, Round, Unit
from bot.entities import Entities
from tests.counting import counted

MEETING = select(Meeting).where(Meeting.id == bindparam("meeting_id"))
FOUND = Entities(MEETING)
ANEW = Entities(MEETING.execution_options(populate_existing=True))
BOTH = (
    select(Person, Dialogue, func.count().over())
    .outerjoin(Dialogue, Dialogue.key == bindparam("nobody"))
    .where(Person.name == bindparam("name"))
)


@pytest.fixture
async def meeting_id(talk) -> int:
    world = await talk.world()
    return (await world.stands()).id


async def test_what_it_finds_is_what_the_loader_finds(talk, meeting_id):
    async with talk.app.database.reading() as db:
        [mine] = await FOUND.all(db, meeting_id=meeting_id)
    async with talk.app.database.reading() as db:
        theirs = await db.get_one(Meeting, meeting_id)
        for one, other in ((mine, theirs), (mine.round.plan, theirs.round.plan), (mine.host, theirs.host)):
            columns = [attribute.key for attribute in inspect(type(one)).column_attrs]
            assert [getattr(one, name) for name in columns] == [getattr(other, name) for name in columns]
        # One of a key: the loader does not make a second one of what is there already.
        assert await FOUND.first(db, meeting_id=meeting_id) is theirs
        assert await FOUND.first(db, meeting_id=0) is None


async def test_what_comes_along_is_known_without_asking(talk, meeting_id):
    with counted(talk.app) as found:
        async with talk.app.database.reading() as db:
            meeting = await FOUND.first(db, meeting_id=meeting_id)
            for table, key in ((Cluster, meeting.cluster_id), (Unit, meeting.host_id), (Round, meeting.round_id)):
                assert await db.get(table, key) in (meeting.cluster, meeting.host, meeting.round)
    assert found.number == 1


async def test_who_is_there_and_what_is_not(talk):
    await (await talk.world()).have(["Lò Thị Mai"])
    async with talk.app.database.reading() as db:
        [(person, dialogue, number)] = await Entities(BOTH).rows(db, name="Lò Thị Mai", nobody="x")
    assert (person.name, dialogue, number) == ("Lò Thị Mai", None, 1)


async def test_what_is_changed_in_it_is_written(talk, meeting_id):
    async with talk.app.database.writing() as db:
        (await FOUND.first(db, meeting_id=meeting_id)).content = "Bài mới"
        # Asked for once more it is what it was made, since that is written first.
        assert (await FOUND.first(db, meeting_id=meeting_id)).content == "Bài mới"
    async with talk.app.database.reading() as db:
        assert await db.scalar(select(Meeting.content)) == "Bài mới"


async def test_it_is_read_anew_only_where_that_is_asked(talk, meeting_id):
    async with talk.app.database.writing() as db:
        meeting = await FOUND.first(db, meeting_id=meeting_id)
        before = meeting.content
        await db.execute(update(Meeting).values(content="Bài khác").execution_options(synchronize_session=False))
        assert (await FOUND.first(db, meeting_id=meeting_id)).content == before
        assert await ANEW.first(db, meeting_id=meeting_id) is meeting
        assert (meeting.content, meeting in db.dirty) == ("Bài khác", False)


async def test_after_a_rollback_nothing_of_it_is_believed(talk, meeting_id):
    async with talk.app.database.reading() as db:
        meeting = await FOUND.first(db, meeting_id=meeting_id)
        before, meeting.content = meeting.content, "Bài mới"
        await db.flush()
        await db.rollback()
        assert "content" not in inspect(meeting).dict  # what it was made is forgotten, not kept
        assert await FOUND.first(db, meeting_id=meeting_id) is meeting
        assert (meeting.content, meeting.host.name) == (before, (await db.get_one(Unit, meeting.host_id)).name)
