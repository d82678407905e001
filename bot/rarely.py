"""What is asked at nearly every step and changes a few times a year: kept in the process until somebody writes it.

It is kept with a number. Whoever writes to one of `TABLES` raises the number: `Database.writing` sees to it, so that no
act needs to think of it. A process on SQLite is alone on its tables (`bot.serving.alone_on`) and counts by itself.
Replicas on PostgreSQL ask for the number once in a transaction, and it is raised in the transaction that writes: so
what is read under a number is never older than it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

TABLES = frozenset({"custom", "day_off"})
"""The organisation's settings and its days off."""

Known = dict[str, Any]

# A row among the settings that no setting reads: so it is in every copy and backup, and needs no table of its own.
_NUMBER = text("SELECT version FROM custom WHERE name = 'rarely changed'")
_RAISE = text(
    "INSERT INTO custom (name, value, version, changed_at) VALUES ('rarely changed', '{}', 1, now()) "
    "ON CONFLICT (name) DO UPDATE SET version = custom.version + 1"
)


class Rarely:
    """What one process has read, of one database."""

    def __init__(self) -> None:
        self._number = 0
        self._known: Known = {}

    def as_begun(self, tables: Collection[str] = ()) -> dict[str, Any]:
        """Return what a transaction that begins now is to have in its `info`: what was known when it began.

        One that looks at the tables of before a change, and reads after it, so keeps what it reads to itself. `tables`
        is what it will have written to.
        """
        return {"rarely": self, "known": self._known, "written": tables}

    def forget(self) -> None:
        """Note that a process alone on its tables has committed a change."""
        self._known = {}

    def of(self, number: int) -> Known:
        """Return what is known under a number; what is put into it is known from then on, unless it is outdated."""
        if number > self._number:
            self._number, self._known = number, {}
        return self._known if number == self._number else {}


async def changed(db: AsyncSession) -> Known:
    """Return what is known of what changes rarely; who reads some of it puts it in.

    Whoever has written to any of it reads for themselves until they commit.
    """
    if "written" not in db.info or written(db.info["written"]):
        return {}
    if "rarely" in db.info and db.get_bind().dialect.name != "sqlite":
        rarely: Rarely = db.info.pop("rarely")
        db.info["known"] = rarely.of(await db.scalar(_NUMBER) or 0)
    found: Known = db.info.setdefault("known", {})
    return found


def written(tables: Collection[str]) -> bool:
    """Say whether a transaction has written to some of it, by the names that it wrote to."""
    return any(name.partition(".")[0] in TABLES for name in tables)


async def raise_number(db: AsyncSession, tables: Collection[str]) -> None:
    """Raise the number on PostgreSQL where the transaction, which is about to commit, has written to some of it."""
    await db.flush()
    if written(tables):
        await db.execute(_RAISE)
