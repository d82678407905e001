"""What the attacks share: a channel that remembers what came unasked, and a look at every table at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from bot.clock import MovableClock
from bot.db import Database
from bot.domain.models import Base
from bot.messages import Leaving, Outgoing, SendError
from tests.talk import TalkChannel

OWN_TO_EACH_MESSAGE = ("received", "dialogue")
"""Tables that every message changes: the record of it and where its conversation stands."""


@dataclass(frozen=True)
class Unasked:
    """Something that came without having been asked for."""

    at: datetime
    address: str
    text: str


class WatchedChannel(TalkChannel):
    """A channel in memory whose trouble meets only what is unasked, and which remembers when that came."""

    def __init__(self, clock: MovableClock, name: str = "talk") -> None:
        super().__init__(name=name)
        self.clock = clock
        self.unasked: list[Unasked] = []
        self.meets: dict[str, list[SendError]] = defaultdict(list)

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if not reply and self.meets[address]:
            if leaving:
                await leaving()
            raise self.meets[address].pop(0)
        shown = await super().send(address, message, reply=reply, leaving=leaving)
        if not reply:
            self.unasked.append(Unasked(self.clock.now(), address, message.text))
        return shown

    def heard(self, address: str) -> list[str]:
        """Return what came unasked to one person, oldest first."""
        return [one.text for one in self.unasked if one.address == address]


async def dump(database: Database, *, without: int = 0) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those that each message changes, and but one person's own."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in OWN_TO_EACH_MESSAGE]
    async with database.reading() as db:
        found = {table.name: await db.execute(select(table).where(*_not_of(table, without))) for table in tables}
        return {name: sorted(map(tuple, rows), key=repr) for name, rows in found.items()}


def _not_of(table: Table, person: int) -> list[ColumnElement[bool]]:
    # Who looked at something is named in a row of their own.
    names = {"person": "id", "look": "reader_id"}
    name = names.get(table.name, "person_id")
    return [table.c[name].is_distinct_from(person)] if name in table.c else []
