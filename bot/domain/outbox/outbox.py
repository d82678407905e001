"""The outbox: what other people are to be told, one row a person, kept until its fate is known.

    waiting ──claim──▶ leaving ──begin──▶ leaving, begun ──▶ sent | blocked | failed | unclear
       │  ▲               │                    │
       │  ├───────────────┴ lease ran out,     ├ lease ran out: unclear, or waiting once more where that does no harm
       │  │                 or given back      │ (a lease is over, too, where its holder is known to be gone)
       │  └─────────────────────────────────── ┴ the platform asks to wait, or is in trouble (back-off to `not_after`)
       ├──▶ missed (its latest useful hour passed)
       └──▶ void   (not wanted any more)

Every statement works on many rows at once, so ten thousand people cost as many statements as ten.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SelectBase, Update, bindparam, case, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Account, Outbox, OutboxState, Person, Purpose, Topic
from bot.domain.outbox.facts import NOTHING, Facts, kept
from bot.domain.outbox.retries import retry_at
from bot.plain import Plain, PlainForMany

LEASE = timedelta(seconds=150)
"""Longer than the longest upload: what is still being sent must not be handed out again."""
HARMLESS_TWICE = frozenset(
    {
        Purpose.INVITE,
        Purpose.INVITE_AGAIN,
        Purpose.SENT,
        Purpose.WEEK_BEFORE,
        Purpose.DAY_BEFORE,
        Purpose.HOURS_BEFORE,
        Purpose.HOST,
        Purpose.HOST_CHECK,
        Purpose.PART,
        Purpose.LATER,
        Purpose.SETTLE,
        Purpose.PAPER_SENT,
        Purpose.PAPER_NEWS,
        Purpose.DUTY,
        Purpose.DUTY_NEW,
        Purpose.OVERDUE,
        Purpose.REPORT,
        Purpose.MISSED,
    }
)
"""Reminders, and what became of what was sent: a second copy does less harm than none."""
NO_MESSAGES: Mapping[int, str] = MappingProxyType({})
NOBODYS: Mapping[str, None] = MappingProxyType({"lease_until": None, "holder": None})
"""What stands in a row that no sender has."""


class Due(NamedTuple):
    """A row that was handed out or judged: plain values, since building entities costs more than the statement."""

    id: int
    person_id: int
    purpose: Purpose
    topic: Topic
    version: int
    facts: dict[str, Any]
    not_after: datetime
    urgent: bool
    retries: int = 0


class OutboxRow(NamedTuple):
    """A message to one person that is to be queued."""

    person_id: int
    purpose: Purpose
    topic: Topic
    version: int
    facts: Facts
    due_at: datetime
    not_after: datetime
    urgent: bool = False

    def kept(self) -> dict[str, Any]:
        """Return it as the table keeps it."""
        fresh = {"state": OutboxState.WAITING, "attempts": 0}
        return self._asdict() | {"facts": kept(self.purpose, self.facts)} | fresh


DUE = [getattr(Outbox, name) for name in Due._fields]


async def put(
    db: AsyncSession,
    people: Iterable[int],
    purpose: Purpose,
    topic: Topic,
    *,
    version: int = 0,
    due_at: datetime,
    not_after: datetime,
    facts: Facts = NOTHING,
    urgent: bool = False,
) -> None:
    """Queue one message a person; who has it already for this purpose, topic and version is passed over.

    What is `urgent` leaves in the quiet as well; for the rest `due_at` is to be an hour outside of it.
    """
    await put_alike(db, [(OutboxRow(0, purpose, topic, version, facts, due_at, not_after, urgent), people)])


async def put_alike(db: AsyncSession, letters: Iterable[tuple[OutboxRow, Iterable[int]]]) -> None:
    """Queue messages that are the same but for the person, each for some people, as `put` does."""
    same = [(letter.kept(), people) for letter, people in letters]
    await _add(db, [row | {"person_id": person} for row, people in same for person in people])


async def put_each(db: AsyncSession, letters: Iterable[OutboxRow]) -> None:
    """Queue messages that say something else to each person, as `put` does."""
    await _add(db, [letter.kept() for letter in letters])


async def _add(db: AsyncSession, rows: list[dict[str, Any]]) -> None:
    if rows:
        await db.execute(insert(db, Outbox).on_conflict_do_nothing(), rows)


async def put_select(
    db: AsyncSession,
    people: SelectBase,
    purpose: Purpose,
    topic: Topic,
    *,
    version: int = 0,
    due_at: datetime,
    not_after: datetime,
    facts: Facts = NOTHING,
    urgent: bool = False,
) -> int:
    """Queue one message for each person whose id a query finds, in one statement; return how many are new."""
    who = people.subquery()
    same = OutboxRow(0, purpose, topic, version, facts, due_at, not_after, urgent).kept()
    del same["person_id"]
    columns = Outbox.__table__.c
    rows = select(who.c[0], *(literal(value, columns[name].type) for name, value in same.items()))
    # SQLite cannot tell ON CONFLICT from a join's ON where the query has no WHERE.
    rows = rows.where(who.c[0].is_not(None))
    done = await db.execute(insert(db, Outbox).from_select(["person_id", *same], rows).on_conflict_do_nothing())
    return int(done.rowcount)  # type: ignore[attr-defined] # an INSERT's result has it


async def put_select_each(
    db: AsyncSession, letters: SelectBase, purpose: Purpose, *, due_at: datetime, urgent: bool
) -> None:
    """Queue a letter a row of a query, in one statement: its columns are person, topic, version and latest hour."""
    each = letters.subquery().c
    same = OutboxRow(0, purpose, Topic.meeting(0), 0, NOTHING, due_at, due_at, urgent).kept()
    named = dict(zip(("person_id", "topic", "version", "not_after"), each, strict=True))
    columns = Outbox.__table__.c
    alike = {name: literal(value, columns[name].type) for name, value in same.items() if name not in named}
    # SQLite cannot tell ON CONFLICT from a join's ON where the query has no WHERE.
    rows = select(*named.values(), *alike.values()).where(each[0].is_not(None))
    await db.execute(insert(db, Outbox).from_select([*named, *alike], rows).on_conflict_do_nothing())


def voiding(*which: ColumnElement[bool]) -> Update:
    """Return the statement that takes back, at the hour `now` of its parameters, what has not left yet."""
    taken_back = update(Outbox).where(Outbox.state == OutboxState.WAITING, *which)
    taken_back = taken_back.values(state=OutboxState.VOID, settled_at=bindparam("now"))
    return taken_back.execution_options(synchronize_session=False)


async def void(db: AsyncSession, *which: ColumnElement[bool], now: datetime) -> None:
    """Take back what has not left yet."""
    await db.execute(voiding(*which), {"now": now})


_MISS = (
    update(Outbox)
    .where(Outbox.state == OutboxState.WAITING, Outbox.due_at <= bindparam("now"))
    .where(or_(Outbox.not_after <= bindparam("now"), ~Outbox.urgent & (Outbox.not_after <= bindparam("opens"))))
    .values(state=OutboxState.MISSED, settled_at=bindparam("now"))
    .returning(*DUE)
    .execution_options(synchronize_session=False)
)


async def miss(db: AsyncSession, now: datetime, opens: datetime | None = None) -> Sequence[Due]:
    """Record as missed what can no longer leave in time, and return it.

    `opens` is when the quiet ends that keeps what can wait from leaving now.
    """
    return [Due(*row) for row in await db.execute(_MISS, {"now": now, "opens": opens or now})]


async def defer(db: AsyncSession, now: datetime, until: datetime) -> None:
    """Defer every due row that is not urgent, but for those that would be too late then."""
    await db.execute(
        update(Outbox)
        .where(Outbox.state == OutboxState.WAITING, Outbox.due_at <= now, ~Outbox.urgent, Outbox.not_after > until)
        .values(due_at=until, put_off_at=now)
        .execution_options(synchronize_session=False)
    )


# Of the table and not of its entity: the session would look for entities to keep in step, at each of many batches.
_ROWS: Any = Outbox.__table__
_ROW = _ROWS.c
_CLAIMED = (
    select(_ROW.id)
    .where(_ROW.state == OutboxState.WAITING, _ROW.due_at <= bindparam("now"), _ROW.not_after > bindparam("now"))
    .order_by(_ROW.due_at, _ROW.id)
    .limit(bindparam("most"))
    # On PostgreSQL a second replica passes over these rows; SQLite has one writer anyway.
    .with_for_update(skip_locked=True)
)
HAND_OUT = (
    update(_ROWS)
    .values(state=OutboxState.LEAVING, lease_until=bindparam("lease"), holder=bindparam("by"), begun=False)
    .returning(*(_ROW[name] for name in Due._fields))
)
_CLAIM = Plain(HAND_OUT.where(_ROW.id.in_(_CLAIMED)))


async def claim(db: AsyncSession, now: datetime, limit: int, holder: int | None = None) -> Sequence[Due]:
    """Hand out up to `limit` due rows, earliest first; two claims never share a row."""
    rows = await _CLAIM.rows(db, now=now, most=limit, lease=now + LEASE, by=holder)
    # RETURNING promises no order; ids rise with the order in which people were told.
    return [Due(*row) for row in sorted(rows)]


_HELD = (_ROW.state == OutboxState.LEAVING) & _ROW.begun.is_(False)
_FREE = (_ROW.state == OutboxState.WAITING) & (_ROW.due_at <= bindparam("now")) & (_ROW.not_after > bindparam("now"))
_TAKEN = {"state": OutboxState.LEAVING, "lease_until": bindparam("lease"), "holder": bindparam("by")}
_BEGUN = _TAKEN | {"begun": True, "attempts": _ROW.attempts + 1}
_BEGIN = PlainForMany(
    lambda rows: update(_ROWS).where(_ROW.id.in_(rows), _HELD | _FREE).values(_BEGUN).returning(_ROW.id)
)


async def begin(db: AsyncSession, rows: Collection[int], now: datetime, holder: int | None = None) -> Collection[int]:
    """Note that the turn of these rows has come, before their requests leave: only they can become unclear.

    Returns those that may leave: a row whose lease ran out, because the clock jumped or the machine slept, may be with
    another sender by now, or of no more use.
    """
    begun = await _BEGIN.rows(db, rows, now=now, lease=now + LEASE, by=holder)
    return {row for (row,) in begun}


_SETTLED: dict[str, Any] = {"state": bindparam("fate"), "settled_at": bindparam("now"), **NOBODYS}
_SETTLE = PlainForMany(lambda rows: update(_ROWS).where(_ROW.id.in_(rows)).values(_SETTLED))
_ONE = update(_ROWS).where(_ROW.id == bindparam("row"))
_ARRIVED = Plain(_ONE.values(_SETTLED | {"message": bindparam("as_message")}))


async def settle(
    db: AsyncSession, fates: Mapping[int, OutboxState], now: datetime, messages: Mapping[int, str] = NO_MESSAGES
) -> None:
    """Record the fate of claimed rows, and of those that arrived by which message (`told.message_key`)."""
    quiet = {row: fate for row, fate in fates.items() if row not in messages}
    for state in set(quiet.values()):
        rows = [row for row, fate in quiet.items() if fate is state]
        await _SETTLE.rows(db, rows, fate=state, now=now)
    known = [{"row": row, "fate": fates[row], "now": now, "as_message": key} for row, key in messages.items()]
    await _ARRIVED.each(db, known)


_FREED: dict[str, Any] = {"state": OutboxState.WAITING, **NOBODYS}
_GIVE_BACK = PlainForMany(lambda rows: update(_ROWS).where(_ROW.id.in_(rows), _HELD).values(_FREED))


async def give_back(db: AsyncSession, rows: Collection[int]) -> None:
    """Let claimed rows whose turn has not come wait again."""
    await _GIVE_BACK.rows(db, rows)


_LATER: dict[str, Any] = {"due_at": bindparam("until"), "put_off_at": bindparam("now")}
# Another one may have sent by now what its sender, cut off or asleep meanwhile, finds it could not; or said that nobody
# knows, which is said once: it stays so unless there is time for it still.
_NOT_OVER = _ROW.settled_at.is_(None) | (_ROW.state == OutboxState.UNCLEAR) & (_ROW.not_after > bindparam("until"))
_WAITS = _ONE.where(_NOT_OVER).values(state=OutboxState.WAITING, begun=False, settled_at=None, **_LATER, **NOBODYS)
_NO_ATTEMPT = {"attempts": _ROW.attempts - case((_ROW.begun, 1), else_=0)}
_PUT_BACK = Plain(_WAITS.values(_NO_ATTEMPT))
_BACK_OFF = Plain(_WAITS.values(_NO_ATTEMPT | {"retries": _ROW.retries + 1}))


async def put_back(db: AsyncSession, waits: Mapping[int, datetime], now: datetime) -> None:
    """Let rows that the platform did not take wait until their new hours; the wait counts as no attempt."""
    await _PUT_BACK.each(db, [{"row": row, "until": until, "now": now} for row, until in waits.items()])


async def back_off(db: AsyncSession, rows: Iterable[Due], now: datetime) -> None:
    """Let rows wait that a platform in trouble did not take: longer each time, but for a last try in time."""
    until = {row.id: retry_at(row.retries, row.not_after, now) for row in rows}
    await _BACK_OFF.each(db, [{"row": row, "until": moment, "now": now} for row, moment in until.items()])


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a person can be reached, and in which language."""

    channel: str
    address: str
    language: str
    account: int = 0
    """The row of the chat."""


async def reaches(db: AsyncSession, people: Iterable[int]) -> dict[int, tuple[Reach, ...]]:
    """Return the open chats of each person that has one: the preferred one first, then the newest.

    Who has stopped (`models.Person.paused_at`) stands there with none.
    """
    preferred = func.coalesce(Account.channel == Person.preferred_channel, false())
    rows = await db.execute(
        select(Account.person_id, Account.channel, Account.address, Person.language, Account.id, Person.paused_at)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id.in_(set(people)), Account.blocked_at.is_(None), Person.erased_at.is_(None))
        .order_by(preferred.desc(), Account.id.desc())
    )
    found: dict[int, tuple[Reach, ...]] = {}
    for person, channel, address, language, account, paused_at in rows:
        found[person] = () if paused_at else (*found.get(person, ()), Reach(channel, address, language, account))
    return found
