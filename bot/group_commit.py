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


class GroupCommit(Generic[Item]):
    """Writes items down in groups by `write`, each group in a transaction of its own."""

    def __init__(self, database: Database, write: Write[Item]) -> None:
        self._database = database
        self._write = write
        self._waiting: dict[Item, asyncio.Future[bool]] = {}
        self._turn = asyncio.Lock()

    async def note(self, item: Item) -> bool:
        """Return when the item is committed, and whether it was still to be written.

        Raises what the transaction of its group raised.
        """
        noted = self._waiting.setdefault(item, asyncio.get_running_loop().create_future())
        await asyncio.sleep(0)  # who begins in the same turn of the loop comes along
        async with self._turn:
            if not noted.done():
                taken, self._waiting = self._waiting, {}
                await self._commit(taken)
        return await noted

    async def _commit(self, taken: dict[Item, asyncio.Future[bool]]) -> None:
        try:
            async with self._database.writing() as db:
                written = await self._write(db, taken.keys())
        except BaseException as trouble:
            for waiting in taken.values():
                waiting.set_exception(trouble) if isinstance(trouble, Exception) else waiting.cancel()
            if not isinstance(trouble, Exception):
                raise
        else:
            for item, waiting in taken.items():
                waiting.set_result(item in written)
