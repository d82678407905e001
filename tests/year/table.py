"""The table of all notices: who was told what and when, one line a person, read from the outbox."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.domain.duties.history import SPEAK_OF_DUTIES, spoken_of
from bot.domain.duties.lines import DutyLine, lines
from bot.domain.models import Duty, Meeting, Outbox, OutboxState, Part, Person, Purpose
from bot.domain.outbox.facts import Changed
from bot.domain.programme.acknowledgements import CHASES
from bot.domain.programme.hosting import ASKS
from bot.vietnamese import ZONE, given_name, local

WIDTHS = (21, 8, 13, 17)
APART = "  "
PREFIXES = ("PTDTBT TH ", "TH ")


@dataclass(frozen=True, order=True)
class Told:
    """One line of the table."""

    at: datetime
    purpose: str
    who: str
    what: str
    state: str
    row: int = field(default=0, compare=False)

    def __str__(self) -> str:
        fields = (f"{self.at:%Y-%m-%d %a %H:%M}", self.state, self.purpose, self.who)
        return APART.join([*(name.ljust(width) for name, width in zip(fields, WIDTHS, strict=True)), self.what])

    @classmethod
    def read(cls, line: str) -> "Told":
        """Return what a line of the table says."""
        day, state, purpose, who, what = re.split(r"\s{2,}", line.strip())
        return cls(datetime.strptime(day, "%Y-%m-%d %a %H:%M").replace(tzinfo=ZONE), purpose, who, what, state)


async def told(database: Database) -> list[Told]:
    """Return what everybody was told, in the order of its hours; what never left stands at the hour it was dropped."""
    async with database.reading() as db:
        rows = (await db.scalars(select(Outbox))).all()
        about = await _read(db, rows)
    return sorted(about.line(row) for row in rows)


@dataclass
class _About:
    """What is needed to say what a row is about."""

    meetings: Mapping[int, Meeting]
    duties: Mapping[int, DutyLine]
    parts: Mapping[int, Part]
    names: Mapping[int, str]
    hours: Mapping[tuple[int, int], datetime | None]
    """When a meeting was to begin in each of its versions, where that was told."""

    def line(self, row: Outbox) -> Told:
        """Return the line of a row."""
        at = local(row.settled_at or row.due_at).replace(second=0, microsecond=0)
        return Told(at, str(row.purpose), self.names[row.person_id], self._of(row), str(row.state), row.id)

    def _of(self, row: Outbox) -> str:
        topic = row.topic
        if row.purpose in SPEAK_OF_DUTIES and "duties" in row.facts:
            return self._duties(row)
        if topic.kind == "part":
            part = self.parts[topic.part_id]
            player = given_name(self.names[part.person_id])
            return f"{self._name(part.meeting_id)} {part.kind}: {player} {row.facts['news']}"
        if topic.kind == "meeting":
            return self._meeting(row, topic.meeting_id)
        return topic.key

    def _name(self, meeting: int) -> str:
        found = self.meetings[meeting]
        return f"{found.cluster.name} T{found.month:%m}"

    def _meeting(self, row: Outbox, number: int) -> str:
        times = {Purpose.HOST_CHECK: ASKS, Purpose.CHASE: CHASES}.get(row.purpose, 1)
        if row.purpose in (Purpose.SETTLE, Purpose.OFFER, Purpose.MISSED):
            turn = f" #{row.version}" if row.purpose is Purpose.SETTLE else ""
            return self._name(number) + turn
        version = row.version // times
        begins = self.hours.get((number, version), self.meetings[number].starts_at)
        turn = f" #{row.version % times + 1}" if times > 1 else ""
        when = f" ({local(begins):%d/%m %H:%M})" if begins else ""
        return f"{self._name(number)}{when}{turn}"

    def _duties(self, row: Outbox) -> str:
        by_code: dict[str, list[str]] = defaultdict(list)
        for duty in spoken_of(row.facts):
            line = self.duties[duty]
            by_code[line.code or line.title].append(self._duty(line, row))
        found = "; ".join(f"{code} {', '.join(sorted(ones))}".strip() for code, ones in sorted(by_code.items()))
        return f"{found} ({row.facts['news']})" if "news" in row.facts else found

    def _duty(self, line: DutyLine, row: Outbox) -> str:
        """Say what a duty is about, and whose it is where that is not the reader."""
        matter = self._name(line.meeting.id) if line.meeting else f"T{line.month:%m}" if line.month else ""
        mine = row.purpose is not Purpose.OVERDUE or line.who in matter
        who = "" if mine else given_name(line.who) if line.person_id else _short(line.who)
        return f"{matter} {who}".strip()


def _short(school: str) -> str:
    return next((school.removeprefix(prefix) for prefix in PREFIXES if school.startswith(prefix)), school)


async def _read(db: AsyncSession, rows: Sequence[Outbox]) -> _About:
    duties = {duty for row in rows if "duties" in row.facts for duty in spoken_of(row.facts)}
    return _About(
        meetings={one.id: one for one in await db.scalars(select(Meeting))},
        duties={line.id: line for line in await lines(db, Duty.id.in_(duties))},
        parts={one.id: one for one in await db.scalars(select(Part))},
        names=dict((await db.execute(select(Person.id, Person.name))).all()),
        hours=_hours(rows),
    )


def _hours(rows: Iterable[Outbox]) -> dict[tuple[int, int], datetime | None]:
    """Return when meetings were to begin in versions that do not hold any more: what a change said."""
    changes = sorted((row for row in rows if "before" in row.facts), key=lambda row: (row.topic, row.version, row.id))
    found: dict[tuple[int, int], Any] = {}
    for row in changes:
        meeting = row.topic.meeting_id
        if row.purpose in (Purpose.MOVED, Purpose.CANCELLED) and row.state is not OutboxState.VOID:
            found.setdefault((meeting, row.version - 1), Changed.read(row.facts).before.starts_at)
            found[meeting, row.version] = Changed.read(row.facts).now.starts_at
    return found
