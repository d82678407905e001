"""One transaction for all who wait for the same kind of note at once.

Under load a commit each would be the dearest part of a short step; while one is under way, whoever comes meanwhile
gathers for the next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database

Item = TypeVar("Item", bound=Hashable)
Write = Callable[[AsyncSession, Collection[Item]], Awaitable[Collection[Item]]]
"""Writes some items down and returns those that were still to be written."""
Commit = Callable[[Collection[Item]], Awaitable[Collection[Item]]]
"""Does so in a transaction of its own, and returns when that is committed."""


def by_itself(database: Database, write: Write[Item]) -> Commit[Item]:
    """Return what writes a group in a transaction in which there is nothing else."""

    async def commit(items: Collection[Item]) -> Collection[Item]:
        async with database.writing() as db:
            return await write(db, items)

    return commit


class GroupCommit(Generic[Item]):
    """Writes items down in groups, each by one `commit`."""

    def __init__(self, commit: Commit[Item]) -> None:
        self._commit = commit
        self._waiting: dict[Item, asyncio.Future[bool | None]] = {}
        self._led = False
        """Whether somebody gathers a group, or is writing one."""

    async def note(self, item: Item) -> bool:
        """Return when the item is committed, and whether it was still to be written.

        Raises what the transaction of its group raised.
        """
        return item in await self.note_all([item])

    async def note_all(self, items: Collection[Item]) -> Collection[Item]:
        """Return when all are committed, in one transaction where that is possible, those that were to be written."""
        outcomes: dict[Item, bool | None] = dict.fromkeys(items)
        while left := [item for item, written in outcomes.items() if written is None]:
            new = asyncio.get_running_loop().create_future
            noted = {item: self._waiting.get(item) or self._waiting.setdefault(item, new()) for item in left}
            if not self._led:
                await self._lead()
            if others := [one for one in noted.values() if not one.done()]:
                await asyncio.wait(others)
            troubles = [trouble for one in noted.values() if (trouble := one.exception())]
            if troubles:
                raise troubles[0]
            outcomes |= {item: one.result() for item, one in noted.items()}
        return {item for item, written in outcomes.items() if written}

    async def _lead(self) -> None:
        """Write one group, and leave those who came meanwhile to one of them."""
        self._led = True
        try:
            await asyncio.sleep(0)  # who begins in the same turn of the loop comes along
            taken, self._waiting = self._waiting, {}
            await self._write(taken)
        finally:
            self._led = False
            left, self._waiting = self._waiting, {}
            _tell(left, lambda _: None)

    async def _write(self, taken: dict[Item, asyncio.Future[bool | None]]) -> None:
        try:
            written = await self._commit(taken.keys())
        except Exception as trouble:  # noqa: BLE001 - it is for each of the group
            for waiting in taken.values():
                if not waiting.done():
                    waiting.set_exception(trouble)
        except BaseException:
            _tell(taken, lambda _: None)  # who led was called off: one of the others writes them
            raise
        else:
            _tell(taken, written.__contains__)


def _tell(waiting: dict[Item, asyncio.Future[bool | None]], outcome: Callable[[Item], bool | None]) -> None:
    """Tell who waits what became of their items, None where somebody is to write them yet."""
    for item, noted in waiting.items():
        if not noted.done():
            noted.set_result(outcome(item))
