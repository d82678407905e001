"""Everything that the tables say of one person, read from the tables' own description: a new table cannot be forgotten.

A row is about somebody where a column named `person_id` or `author_id` points at them, or where it hangs at a row that
does (`THROUGH`). A row that somebody only had a hand in (`by_id`, `asked_by_id`) may tell of others: of it only what
was done and when is theirs to have. Who answers for a table that tells of nobody is `OF_NOBODY`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Enum, Table, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Base, Cluster, Consent, Meeting, Unit
from bot.domain.models.base import UtcDateTime
from bot.slices import Slice

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
SECRET = frozenset({"digest", "payload", "reply", "draft", "menu", "older", "shown"})
"""Columns that are no matter of a copy: digests of codes, and what the conversation keeps to go on with,
where others may be named."""
TECHNICAL = SECRET | frozenset(
    {
        *("id", "folded", "version", "key", "lease_until", "begun", "attempts", "retries", "urgent", "told_until"),
        *("next_at", "place", "sha", "facts", "not_after", "album", "step", "event_id"),
        *("invitee_id", "reflection_id", "notice", "state_at", "person_id", "author_id"),
    }
)
"""What the chat leaves out and only the file has."""
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
    """What ids in rows are called: units, clusters, meetings; and which of people's is one's own."""

    me: int
    units: Mapping[int, str]
    clusters: Mapping[int, str]
    meetings: Mapping[int, Meeting]


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


async def names(db: AsyncSession, rows: Sequence[Row], me: int) -> Names:
    """Return what the ids in some rows are called, by three statements."""

    def ids(*columns: str) -> set[int]:
        return {row[name] for row in rows for name in columns if isinstance(row.get(name), int)}

    units = select(Unit.id, Unit.name).where(Unit.id.in_(ids("unit_id", "holder_unit_id", "host_id")))
    clusters = select(Cluster.id, Cluster.name).where(Cluster.id.in_(ids("cluster_id")))
    meetings = select(Meeting).where(Meeting.id.in_(ids("meeting_id")))
    return Names(
        me,
        dict((await db.execute(units)).all()),
        dict((await db.execute(clusters)).all()),
        {meeting.id: meeting for meeting in await db.scalars(meetings)},
    )


def points_at_people(name: str, column: str) -> bool:
    """Say whether a column of a table holds ids of people."""
    table = tables()[name.partition(":")[0]]
    return column in table.c and _points_at_people(table.c[column])
