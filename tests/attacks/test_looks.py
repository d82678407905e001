"""What looks at all that is open does so again only where it can find something more."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Duty, Meeting, Outbox, Purpose, Role
from bot.jobs import LOOKS
from bot.looks import AGAIN
from tests.counting import counted
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def seated(talk: Talk, world: World) -> Somebody:
    """Somebody with a seat at a meeting, after a derive and a minute in which nothing was written."""
    await world.settles(await world.has("Lò Văn Sinh", Role.LEAD))
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    for _ in range(3):
        await minute(talk)
    return lan


async def minute(talk: Talk, span: timedelta = timedelta(minutes=1)) -> int:
    """Let a minute pass, and return how often all open duties were looked at."""
    talk.clock.move_by(span)
    with counted(talk.app) as found:
        assert await talk.app.jobs.derive() == []
    return sum(sql.startswith("SELECT anon_1.id, anon_1.state") for sql, _ in found.sent)


async def test_an_idle_minute_looks_at_nothing(talk: Talk, seated: Somebody) -> None:
    assert [await minute(talk) for _ in range(3)] == [0, 0, 0]


@pytest.mark.sqlite("replicas are told of tables, not of columns, and by the server, which takes its time")
async def test_only_what_a_look_reads_has_it_taken_again(talk: Talk, world: World, seated: Somebody) -> None:
    looks = []
    for change in (
        update(Outbox).values(purpose=Purpose.WEEK_BEFORE),
        update(Duty).values(told_until=talk.clock.now()),
        update(Duty).values(not_after=talk.clock.now()),
        update(Meeting).where(Meeting.id == world.meeting).values(host_id=world.school),
    ):
        async with talk.app.database.writing() as db:
            await db.execute(change.execution_options(synchronize_session=False))
        looks.append(await minute(talk))
    assert looks == [0, 0, 1, 1]


async def test_each_day_and_the_end_of_a_meeting_are_looked_at(talk: Talk, world: World, seated: Somebody) -> None:
    """So is a clock that was set back; what it finds then is looked for once more, and then no more."""
    ends = (await talk.finds(select(Meeting.ends_at).where(Meeting.id == world.meeting)))[0]
    assert await minute(talk, timedelta(days=1)) == 1
    talk.clock.move_to(ends - timedelta(minutes=2))
    for _ in range(3):
        await minute(talk, timedelta(seconds=1))
    assert await minute(talk, timedelta(seconds=30)) == 0
    assert await minute(talk, timedelta(minutes=2)) == 1
    for _ in range(3):
        await minute(talk, timedelta(seconds=1))
    assert await minute(talk, -timedelta(hours=1)) == 1


async def test_a_look_that_failed_is_taken_again(talk: Talk, seated: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = talk.app.jobs
    close = next(step for step, look in LOOKS.items() if look.find is None)
    async with talk.app.database.writing() as db:
        await db.execute(update(Duty).values(not_after=talk.clock.now()))
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_step", _breaks)
        await jobs._take(close, talk.clock.now(), set(), looks=True)
    assert await minute(talk) == 1


async def _breaks(*_: object) -> bool:
    raise OSError


async def test_beside_replicas_it_is_looked_now_and_then(talk: Talk, seated: Somebody) -> None:
    """A server may count late what somebody else has written."""
    assert await minute(talk, AGAIN) == (0 if talk.app.database.alone else 1)
