"""A page of a list, read without the rest of it: in one statement, with how many rows the whole list has."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select, bindparam, func
from sqlalchemy.ext.asyncio import AsyncSession

from bot.entities import Entities

Row = TypeVar("Row")


class Slice(NamedTuple, Generic[Row]):
    """Some rows of a list, where they begin, and how many the whole list has."""

    rows: Sequence[Row]
    first: int
    total: int


def sliced(asked: Select[Row]) -> Select[Row, int]:
    """Let a question take `slice_of`: the rows that are asked for, each with the number of all."""
    return asked.add_columns(func.count().over()).limit(bindparam("most")).offset(bindparam("first"))


async def slice_of(
    db: AsyncSession, asked: Entities[Row], values: Mapping[str, Any], *, first: int, most: int
) -> Slice[Row]:
    """Return a page of a `sliced` list; where it has become shorter than that, its last page."""
    found = await asked.rows(db, **values, first=first, most=most)
    if found or not first:
        return Slice([row for row, _ in found], first, found[0][1] if found else 0)
    total = (await slice_of(db, asked, values, first=0, most=1)).total
    return await slice_of(db, asked, values, first=max(0, (total - 1) // most * most), most=most)
