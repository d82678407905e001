"""Steps that find out what is due by looking at all that is open, and when that can be spared.

Such a look costs what is open and not what is due. So it is taken up again only where something that it depends on was
written since, where a moment has come at which time alone changes what it finds, and with each new day.

Whoever is alone on the tables knows what was written. Replicas on PostgreSQL ask the server, which counts the rows that
were written to each table. It counts a little later than it commits: so a look is compared with what was counted before
it, and what is counted late is looked at in the next minute. An older server may keep back what an idle connection has
written last, and so it is looked again every few minutes all the same.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.vietnamese import local

Step = Callable[[AsyncSession, datetime], Awaitable[object]]
"""What says True is not through yet, and goes on in another transaction."""
Find = Callable[[AsyncSession, datetime], Awaitable[Sequence[int]]]
TakeSome = Callable[[AsyncSession, datetime, Sequence[int]], Awaitable[object]]
Until = Callable[[AsyncSession, datetime], Awaitable[datetime | None]]

AT_ONCE = 25
"""Of what was found so many are done in one transaction."""
AGAIN = timedelta(minutes=10)
"""Beside replicas."""
_WRITTEN = text(
    "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables "
    "WHERE relname IN :tables AND current_setting('track_counts')::boolean"
).bindparams(bindparam("tables", expanding=True))


@dataclass(frozen=True, slots=True)
class LookAtAll:
    """A step that looks at everything."""

    depends_on: Callable[[], Collection[str]]
    """The tables and columns that are read, as `db.named_in` names them."""
    find: Find | None = None
    """Looks while no writer waits for it, where that costs more than what is to be done, which `take` does."""
    take: TakeSome | None = None
    until: Until | None = None
    """Returns the next moment after a look at which time alone changes what it finds."""


def _some(take: TakeSome, some: Sequence[int], db: AsyncSession, now: datetime) -> Awaitable[object]:
    return take(db, now, some)


class LastLook:
    """What one look has seen, and when."""

    def __init__(self, database: Database, look: LookAtAll) -> None:
        self._database = database
        self._look = look
        self._unseen = set[str]()
        """What this process has written since."""
        self._at: datetime | None = None
        self._until: datetime | None = None
        self._counted: int | None = None
        self._looks = False

    def note(self, names: Collection[str]) -> None:
        """Note what was written to."""
        self._unseen.update(names)

    async def rests(self, now: datetime) -> bool:
        """Say whether a look finds nothing that the last one did not."""
        if self._at is None or not self._at <= now or local(self._at).date() != local(now).date():
            return False
        if (self._until and self._until <= now) or not self._unseen.isdisjoint(self._look.depends_on()):
            return False
        if self._database.alone:
            return True
        return now - self._at < AGAIN and self._counted is not None and self._counted == await self._count()

    async def pieces(self, step: Step, now: datetime, *, every_minute: bool) -> Sequence[Step]:
        """Return a step as it is to be taken, none where it would find nothing; then it is to be `ended`.

        What has a `find` looks only `every_minute`, and not at once where something was written.
        """
        due = not await self.rests(now) if every_minute else self._look.find is None
        self._looks = due
        if due:
            self._at, self._unseen, self._counted = None, set(), await self._count()
        if self._look.find is None or self._look.take is None:
            return [step] if due else []
        found: Sequence[int] = ()
        if due:
            async with self._database.reading() as db:
                found = await self._look.find(db, now)
        pieces = [found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)]
        return [partial(_some, self._look.take, some) for some in pieces or [()]]

    async def ended(self, now: datetime) -> None:
        """Note that what was found is done. Where it failed, the next look sees everything anew."""
        if not self._looks:
            return
        if self._look.until is not None:
            async with self._database.reading() as db:
                self._until = await self._look.until(db, now)
        self._at = now

    async def _count(self) -> int | None:
        """Return how often somebody has written to the tables; None where that is not known, or need not be."""
        if self._database.alone:
            return None
        tables = [name for name in self._look.depends_on() if "." not in name]
        async with self._database.reading() as db:
            found = await db.scalar(_WRITTEN, {"tables": tables})
        return None if found is None else int(found)
