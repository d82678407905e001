"""Who notes something in the same turn is written in one transaction, and nobody hangs on who was called off."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.group_commit import GroupCommit, by_itself


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(template, tmp_path / "tables")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tables'}")
    yield database
    await database.close()


class Written:
    """Notes the groups; what is odd was written before."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.trouble: BaseException | None = None
        self.began = asyncio.Event()
        self.may = asyncio.Event()
        self.may.set()

    async def __call__(self, db, items):
        self.groups.append(sorted(items))
        self.began.set()
        await self.may.wait()
        if self.trouble:
            raise self.trouble
        return {item for item in items if item % 2 == 0}


async def test_one_turn_is_one_group_and_each_hears_of_its_own(database):
    written = Written()
    commits = GroupCommit[int](by_itself(database, written))
    told = await asyncio.gather(*(commits.note(item) for item in range(6)))
    assert written.groups == [[0, 1, 2, 3, 4, 5]]
    assert told == [True, False, True, False, True, False]


async def test_who_comes_while_one_is_written_gathers_for_the_next(database):
    written = Written()
    written.may.clear()
    commits = GroupCommit[int](by_itself(database, written))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(commits.note(0))
        await written.began.wait()
        later = [tasks.create_task(commits.note(item)) for item in (2, 3, 4)]
        await asyncio.sleep(0.01)
        written.may.set()
    assert written.groups == [[0], [2, 3, 4]]
    assert [one.result() for one in later] == [True, False, True]


@pytest.mark.parametrize("gathering", [True, False])
async def test_the_others_are_written_though_who_led_is_called_off(database, gathering):
    """Both while they gather, and in the middle of the transaction, which is rolled back."""
    written = Written()
    written.may.clear()
    commits = GroupCommit[int](by_itself(database, written))
    async with asyncio.TaskGroup() as tasks:
        led = tasks.create_task(commits.note(0))
        others = [tasks.create_task(commits.note(item)) for item in (1, 2)]
        await asyncio.sleep(0)
        if not gathering:
            await written.began.wait()
        led.cancel()
        written.may.set()
    assert led.cancelled()
    assert [one.result() for one in others] == [False, True]
    assert written.groups[-1] == [1, 2]


async def test_a_transaction_that_fails_is_said_to_each_and_the_next_is_tried(database):
    written = Written()
    written.trouble = OSError("the disk")
    commits = GroupCommit[int](by_itself(database, written))
    told = await asyncio.gather(*(commits.note(item) for item in (1, 2)), return_exceptions=True)
    assert [type(one) for one in told] == [OSError, OSError]
    written.trouble = None
    assert await commits.note(2)
