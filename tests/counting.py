"""How many statements something sends to the database."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from bot.app import App

LOCKS = ("FOR NO KEY UPDATE", "pg_advisory_xact_lock", "rarely changed")
"""What PostgreSQL is asked for besides, and SQLite need not be."""


@dataclass
class Statements:
    """Counts what is asked of the database, by how it begins; many rows in one go are one."""

    by_kind: Counter[str] = field(default_factory=Counter)
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, *sent: Any) -> None:
        if any(lock in sent[2] for lock in LOCKS):
            return
        self.by_kind[" ".join(str(sent[2]).split()[:3])] += 1
        self.sent.append((sent[2], sent[3]))

    @property
    def number(self) -> int:
        return sum(number for kind, number in self.by_kind.items() if not kind.startswith("BEGIN"))


@contextmanager
def counted(app: App) -> Iterator[Statements]:
    found, engine = Statements(), app.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", found.note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", found.note)
