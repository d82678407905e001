"""Everything that the tables say of one person, read from the tables' own description: a new table cannot be forgotten.

A row is about somebody where a column named `person_id` or `author_id` points at them, or where it hangs at a row that
does (`THROUGH`). A row that somebody only had a hand in (`by_id`, `asked_by_id`) may tell of others: of it only what
was done and when is theirs to have. Who answers for a table that tells of nobody is `OF_NOBODY`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Enum, Select, Table, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Base, Consent, Meeting, Topic
from bot.domain.models.base import UtcDateTime
from bot.slices import Slice
from bot.vietnamese import local

ABOUT = ("person_id", "author_id", "writer_id", "reader_id")
THROUGH = {"answer": "reflection", "mark": "invitee", "contest": "invitee"}
"""Tables whose rows are about whom the row is that they hang at."""
OWN_WORDS = frozenset({"lesson", "lesson_file", "minutes", "minutes_entry"})
"""What somebody wrote or handed in themselves, though another column says so."""
BY_CHAT = frozenset({"upload_link"})
"""Tables that know a chat and no person."""
FOR_DAYS = frozenset({"received"})
"""Updates and their answers, for three days and by no person's key: what they did stands in the other tables."""
OF_NOBODY = frozenset(
    {
        *("unit", "unit_tie", "unit_alias", "unit_name", "cluster", "cluster_school", "chosen_school", "sent_count"),
        *("round", "meeting", "notice", "accepted_change", "paper"),
        *("tombstone", "suppressed"),
    }
)
"""Tables that tell of schools and meetings, and of nobody."""
SECRET = frozenset(
    {"digest", "payload", "reply", "draft", "menu", "older", "shown", "step", "facts", "holder", "put_off_at"}
)
"""Columns that are no matter of a copy: digests of codes, and what a conversation or a letter keeps to go on with,
where others may be named."""
TECHNICAL = SECRET | frozenset(
    {
        *("id", "folded", "version", "key", "lease_until", "begun", "attempts", "retries", "urgent", "told_until"),
        *("next_at", "sha", "not_after", "album", "notice", "person_id", "author_id", "message", "letter"),
        *("paper_id", "round_id", "roster_entry_id", "announcement_id", "evidence_id", "duty_id", "approval_id"),
    }
)
"""What the chat leaves out and only the file has."""
SPOKEN_OF = frozenset({"topic", "audience"})
"""Columns that say what something is about in one word, "meeting:5"."""
NAMED = ("unit", "cluster", "duty_rule", "plan", "lesson")
"""Tables whose rows have a name or a title."""
OF_A_MEETING = ("minutes", "reflection", "invitee")
"""Tables whose rows are called as the meeting that they are of."""
MOST_ROWS = 50_000
"""Of one kind in the file: more no spreadsheet shows."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KindOfRows:
    """The rows of one table that are about somebody, and how many there are."""

    table: str
    number: int


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in rows are called, by the table that they point to; and which of people's is one's own."""

    me: int
    called: Mapping[str, Mapping[int, str]]


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables in which rows about somebody can stand, by name."""
    return {table.name: table for table in Base.metadata.sorted_tables if _is_of_people(table)}


def unclaimed() -> set[str]:
    """Return the tables of which nobody has said whether they tell of people: there must be none."""
    return {table.name for table in Base.metadata.sorted_tables} - tables().keys() - OF_NOBODY - FOR_DAYS


def _is_of_people(table: Table) -> bool:
    known = {"person", "dialogue", "consent_text", *BY_CHAT, *THROUGH}
    return table.name in known or any(_points_at_people(column) for column in table.columns)


def _points_at_people(column: Column[Any]) -> bool:
    return any(key.column.table.name == "person" for key in column.foreign_keys)


def about(table: Table, person: int) -> ColumnElement[bool] | None:
    """Say which rows of a table are about somebody; None where none can be."""
    if table.name == "person":
        return table.c.id == person
    if table.name == "dialogue":
        return table.c.key == f"person:{person}"
    if table.name == "consent_text":
        return table.c.digest.in_(select(Consent.digest).where(Consent.person_id == person))
    if table.name in BY_CHAT:
        mine = (Account.person_id == person, Account.channel == table.c.channel, Account.address == table.c.address)
        return exists().where(*mine)
    if above := THROUGH.get(table.name):
        owner = Base.metadata.tables[above]
        return table.c[f"{above}_id"].in_(select(owner.c.id).where(owner.c.person_id == person))
    own = [column for column in table.columns if column.name in ABOUT or table.name in OWN_WORDS]
    return _any_of(own, person)


def had_a_hand_in(table: Table, person: int) -> ColumnElement[bool] | None:
    """Say in which rows of a table somebody did something that is not about themselves; None where in none."""
    acts = _any_of(list(table.columns), person)
    mine = about(table, person)
    if acts is None or table.name in OWN_WORDS:
        return None
    return acts if mine is None else and_(acts, ~func.coalesce(mine, False))


def _any_of(columns: Sequence[Column[Any]], person: int) -> ColumnElement[bool] | None:
    pointing = [column == person for column in columns if _points_at_people(column)]
    return or_(*pointing) if pointing else None


async def kinds(db: AsyncSession, person: int) -> list[KindOfRows]:
    """Count the rows about somebody, table by table; those that have none are left out."""
    found = []
    for name, table in tables().items():
        which = about(table, person)
        if which is None:
            continue
        number = await db.scalar(select(func.count()).select_from(table).where(which)) or 0
        found += [KindOfRows(name, number)] if number else []
    return found


async def page(db: AsyncSession, person: int, name: str, *, first: int, most: int) -> Slice[Row]:
    """Return some rows about somebody of one table, the newest last. Raises KeyError for a table that has none."""
    table = tables()[name]
    which = about(table, person)
    if which is None:
        raise KeyError(name)
    total = await db.scalar(select(func.count()).select_from(table).where(which)) or 0
    rows = select(table).where(which).order_by(*table.primary_key).limit(most).offset(first)
    return Slice([dict(row) for row in (await db.execute(rows)).mappings()], first, total)


async def everything(db: AsyncSession, person: int) -> list[tuple[str, list[str], list[Row]]]:
    """Return for the file every table with its columns and rows: first what is about somebody, then what they did."""
    found = []
    for name, table in tables().items():
        columns = [column.name for column in table.columns if column.name not in SECRET]
        if rows := await _all(db, table, about(table, person)):
            found.append((name, columns, rows))
    for name, table in tables().items():
        columns = list(_of_an_act(table))
        if rows := await _all(db, table, had_a_hand_in(table, person)):
            found.append((f"{name}:by", columns, rows))
    return found


async def _all(db: AsyncSession, table: Table, which: ColumnElement[bool] | None) -> list[Row]:
    if which is None:
        return []
    rows = select(table).where(which).order_by(*table.primary_key).limit(MOST_ROWS)
    return [dict(row) for row in (await db.execute(rows)).mappings()]


def _of_an_act(table: Table) -> Iterator[str]:
    """Give the columns of a row that somebody only had a hand in: when, and what kind of act, nothing of others."""
    for column in table.columns:
        if column.name in SECRET or _points_at_people(column) or column.foreign_keys:
            continue
        if isinstance(column.type, UtcDateTime | Date | Enum):
            yield column.name


async def names(db: AsyncSession, found: Iterable[tuple[str, Sequence[Row]]], me: int) -> Names:
    """Return what the ids in rows of some tables are called, by a statement or two for each table pointed to."""
    ids: dict[str, set[int]] = {}
    for name, rows in found:
        for table, number in _pointed_to(tables()[name.partition(":")[0]], rows):
            ids.setdefault(table, set()).add(number)
    called = {name: dict((await db.execute(_called(name, ids.get(name, set())))).all()) for name in NAMED}
    at = {name: dict((await db.execute(_meeting_of(name, ids.get(name, set())))).all()) for name in OF_A_MEETING}
    wanted = {*ids.get("meeting", ()), *(meeting for some in at.values() for meeting in some.values())}
    meetings = {one.id: _meeting(one) for one in await db.scalars(select(Meeting).where(Meeting.id.in_(wanted)))}
    called |= {name: {number: meetings[meeting] for number, meeting in some.items()} for name, some in at.items()}
    return Names(me, called | {"meeting": meetings})


def _pointed_to(table: Table, rows: Sequence[Row]) -> Iterator[tuple[str, int]]:
    for column in table.columns:
        target = target_of(table.name, column.name)
        for row in rows:
            said = row.get(column.name)
            if column.name in SPOKEN_OF and said:
                topic = Topic.parse(str(said))
                yield from [(topic.kind, int(topic.key))] if topic.key.isdecimal() else []
            elif target and isinstance(said, int):
                yield target, said


def _called(name: str, ids: set[int]) -> Select[int, str]:
    table = Base.metadata.tables[name]
    return select(table.c.id, table.c.name if "name" in table.c else table.c.title).where(table.c.id.in_(ids))


def _meeting_of(name: str, ids: set[int]) -> Select[int, int]:
    table = Base.metadata.tables[name]
    return select(table.c.id, table.c.meeting_id).where(table.c.id.in_(ids))


def _meeting(meeting: Meeting) -> str:
    moment = local(meeting.starts_at).strftime("%H:%M %d/%m/%Y") if meeting.starts_at else f"{meeting.month:%m/%Y}"
    return f"{meeting.cluster.name} {moment}"


def target_of(name: str, column: str) -> str:
    """Return the table that a column points to, "" for one that points to none."""
    keys = tables()[name.partition(":")[0]].c[column].foreign_keys
    return next((str(key.column.table.name) for key in keys), "")


def points_at_people(name: str, column: str) -> bool:
    """Say whether a column of a table holds ids of people."""
    table = tables()[name.partition(":")[0]]
    return column in table.c and _points_at_people(table.c[column])
