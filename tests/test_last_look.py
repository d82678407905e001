"""When a look at all that is open is taken again, and that nothing of what it found is left out."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.looks import AT_ONCE, LastLook, LookAtAll

NOON = datetime(2023, 10, 20, 5, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
TURNS = NOON + 5 * A_MINUTE
FOUND = range(2 * AT_ONCE + 10)


class Alone:
    """The tables of a process that alone writes to them."""

    alone = True

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Give nothing to be read."""
        yield


def looking(**how: Any) -> LastLook:
    """Return a look at one column."""
    return LastLook(Alone(), LookAtAll(lambda: {"duty.state"}, **how))  # type: ignore[arg-type]


def for_many(taken: list[int]) -> LastLook:
    """Return a look that finds many, and puts into `taken` what is done of them."""

    async def find(_db: object, _now: datetime) -> Sequence[int]:
        return FOUND

    async def take(_db: object, _now: datetime, some: Sequence[int]) -> None:
        taken.extend(some)

    return looking(find=find, take=take)


async def step(*_: object) -> None:
    """Do nothing."""


async def test_the_hour_at_which_something_turns_is_looked_at() -> None:
    async def until(*_: object) -> datetime:
        return TURNS

    look = looking(until=until)
    await look.pieces(step, NOON, every_minute=True)
    await look.ended(NOON)
    assert [await look.rests(at) for at in (NOON, TURNS - A_MINUTE, TURNS)] == [True, True, False]


async def test_what_is_written_while_it_looks_is_looked_at() -> None:
    look = looking()
    assert await look.pieces(step, NOON, every_minute=True) == [step]
    look.note({"duty.told_until"})
    await look.ended(NOON)
    assert await look.rests(NOON + A_MINUTE)
    await look.pieces(step, NOON, every_minute=False)
    look.note({"duty.state"})
    await look.ended(NOON)
    assert not await look.rests(NOON + A_MINUTE)


async def test_a_look_that_failed_is_not_the_last_one() -> None:
    """Also where others looked at it before, and where a step in between looked at nothing."""
    look = for_many([])
    await look.pieces(step, NOON, every_minute=True)
    await look.ended(NOON)
    look.note({"duty.state"})
    await look.pieces(step, NOON + A_MINUTE, every_minute=True)
    assert not await look.rests(NOON + A_MINUTE)
    await look.pieces(step, NOON + A_MINUTE, every_minute=False)
    await look.ended(NOON + A_MINUTE)
    assert not await look.rests(NOON + A_MINUTE)


async def test_all_that_was_found_is_done_a_piece_at_a_time() -> None:
    taken: list[int] = []
    pieces = await for_many(taken).pieces(step, NOON, every_minute=True)
    sizes = []
    for piece in pieces:
        before = len(taken)
        await piece(None, NOON)  # type: ignore[arg-type]
        sizes.append(len(taken) - before)
    assert taken == [*FOUND]
    assert sizes == [AT_ONCE, AT_ONCE, 10]
