"""Questions for entities that every step asks: built once, with named parameters, since building costs most."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

Found = TypeVar("Found")


class Entities(Generic[Found]):
    """A SELECT of entities, and of columns beside them, whose parameters are named (`bindparam`)."""

    def __init__(self, asked: Select[Found, *tuple[Any, ...]]) -> None:
        self._asked = asked

    async def rows(self, db: AsyncSession, **parameters: Any) -> Sequence[Any]:
        """Return the rows, each a tuple of what was asked for; an entity that is not there is None."""
        found: Sequence[Any] = (await db.execute(self._asked, parameters)).all()
        return found

    async def all(self, db: AsyncSession, **parameters: Any) -> list[Found]:
        """Return what was asked for first, of each row."""
        return [row[0] for row in await self.rows(db, **parameters)]

    async def first(self, db: AsyncSession, **parameters: Any) -> Found | None:
        """Return what was asked for first in the first row, None where there is none."""
        found = await self.rows(db, **parameters)
        return found[0][0] if found else None
