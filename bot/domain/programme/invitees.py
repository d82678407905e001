"""Who is expected at a meeting, name by name: the one home of the notion from the invitation to the summary.

Who that is says `concerned.expecting`; here it is written down, for all of a meeting by one statement, and kept in
step by every tick as long as the meeting lasts. From its end on the list stays as it is: only a name of a school's
list still becomes the person who joins by it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Delete,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import insert, named_in, one_writer
from bot.domain.models import (
    Assent,
    Cluster,
    Coming,
    Contest,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Part,
    Person,
    RosterEntry,
    Why,
)
from bot.domain.organisation import tree
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import beginning, concerned
from bot.entities import Entities
from bot.plain import Plain
from bot.vietnamese import local

BY_RULE = (Why.CONCERNED, Why.CHOSEN, Why.PART)
"""Who is there because a rule finds them, where nobody asked them by name."""

Values = dict[str, object]


def expected(meeting_id: int) -> Select[int | None]:
    """Select who is expected at a meeting and has joined, whatever they have answered."""
    return select(Invitee.person_id).where(Invitee.meeting_id == meeting_id, Invitee.person_id.is_not(None))


def answering(meeting_id: int, *answers: Coming | None) -> Select[int | None]:
    """Select who is expected at a meeting and has given one of these answers; None is for no answer yet."""
    said = Invitee.answer.in_([answer for answer in answers if answer])
    return expected(meeting_id).where(or_(said, Invitee.answer.is_(None)) if None in answers else said)


def coming(meeting_id: int) -> Select[int | None]:
    """Select who has said that they come to a meeting, or has accepted a part in it."""
    return answering(meeting_id, Coming.YES)


def _open() -> tuple[ColumnElement[bool], ...]:
    lasts = (Meeting.state == MeetingState.SETTLED) & (Meeting.ends_at > bindparam("now"))
    return (or_(lasts, beginning.has_day_ahead(bindparam("today"))),)


def _unlisted() -> tuple[ColumnElement[bool], ...]:
    """Say which meetings ended before anybody wrote who was expected: of this year, from before that was done."""
    of_year = Meeting.cluster_id.in_(select(Cluster.id).where(Cluster.school_year == bindparam("year")))
    over = (Meeting.state == MeetingState.SETTLED, Meeting.ends_at <= bindparam("now"))
    return *over, Meeting.listed_at.is_(None), of_year


def _missing(*which: ColumnElement[bool]) -> Select[object]:
    """Select the rows that are missing of some `Meeting`s, in the order of `_COLUMNS`."""
    found = concerned.expecting(bindparam("today"), *which)
    plays = exists().where(
        Part.meeting_id == found.c.meeting_id, Part.person_id == found.c.person_id, Part.assent == Assent.ACCEPTED
    )
    yes = case((plays, literal(Coming.YES.value, String)), else_=cast(null(), String))
    there = exists().where(Invitee.meeting_id == found.c.meeting_id, Invitee.person_id == found.c.person_id)
    of_nobody = cast(null(), Integer)
    persons = (
        select(Meeting.id, Person.id, of_nobody, tree.school_then(), found.c.why, yes)
        .select_from(found)
        .join(Person, Person.id == found.c.person_id)
        .join(Meeting, Meeting.id == found.c.meeting_id)
        .where(~there)
    )
    listed = concerned.expecting_by_list(*which)
    known = exists().where(
        Invitee.meeting_id == listed.c.meeting_id, Invitee.roster_entry_id == listed.c.roster_entry_id
    )
    names = select(
        listed.c.meeting_id, of_nobody, listed.c.roster_entry_id, listed.c.unit_id, listed.c.why, cast(null(), String)
    ).where(~known)
    both = union_all(persons, names).subquery()
    # SQLite cannot tell ON CONFLICT from a join's ON where the query has no WHERE.
    return select(both, literal(""), literal(""), false()).where(both.c[0].is_not(None))


_COLUMNS = ("meeting_id", "person_id", "roster_entry_id", "unit_id", "why", "answer", "name", "reason", "left_early")


def spoken_of() -> ColumnElement[bool]:
    """Say which `Invitee`s the log speaks of, though their mark may have been taken off again."""
    return or_(exists().where(Mark.invitee_id == Invitee.id), exists().where(Contest.invitee_id == Invitee.id))


def _no_more(*which: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """Say whom a rule put in and does not find any more; whoever was asked by name, or marked, stays."""
    person, listed = concerned.expecting(bindparam("today"), *which), concerned.expecting_by_list(*which)
    of_person = tuple_(Invitee.meeting_id, Invitee.person_id).not_in(select(person.c.meeting_id, person.c.person_id))
    of_list = tuple_(Invitee.meeting_id, Invitee.roster_entry_id).not_in(
        select(listed.c.meeting_id, listed.c.roster_entry_id)
    )
    no_more = or_(and_(Invitee.person_id.is_not(None), of_person), and_(Invitee.roster_entry_id.is_not(None), of_list))
    by_rule = and_(Invitee.why.in_(BY_RULE), Invitee.asked_by_id.is_(None), ~spoken_of())
    here = Invitee.meeting_id.in_(select(Meeting.id).where(*which))
    return here, by_rule, no_more


def _gone(*which: ColumnElement[bool]) -> Delete:
    return delete(Invitee).where(*_no_more(*which)).execution_options(synchronize_session=False)


def _listed(*which: ColumnElement[bool]) -> Update:
    marked = update(Meeting).where(*which, Meeting.listed_at.is_(None)).values(listed_at=bindparam("now"))
    return marked.execution_options(synchronize_session=False)


class _Lists:
    """What is said about the lists of some meetings. To build them is a tenth of a start, so it waits until then."""

    def __init__(self, *which: ColumnElement[bool]) -> None:
        self.missing = _missing(*which)
        self._gone, self._listed = Plain(_gone(*which)), Plain(_listed(*which))
        self._added: dict[bool, Plain] = {}

    async def bring_in_step(self, db: AsyncSession, values: Values) -> None:
        """Take out who is not expected any more, and write who is."""
        await self._gone.changed(db, **values)
        await self.write(db, values)

    async def write(self, db: AsyncSession, values: Values) -> None:
        """Write who is expected."""
        if one_writer(db) not in self._added:
            rows = insert(db, Invitee).from_select(_COLUMNS, self.missing, include_defaults=False)
            self._added[one_writer(db)] = Plain(rows.on_conflict_do_nothing())
        await self._added[one_writer(db)].changed(db, **values)
        await self._listed.changed(db, **values)


@cache
def _of_all() -> _Lists:
    return _Lists(*_open())


@cache
def _of_some() -> _Lists:
    return _Lists(*_open(), Meeting.id.in_(bindparam("meetings", expanding=True)))


@cache
def _of_past() -> _Lists:
    return _Lists(*_unlisted())


_ANY_PAST = Plain(select(Meeting.id).where(*_unlisted()).limit(1))


def _values(now: datetime) -> Values:
    today = local(now).date()
    return {"now": now, "today": today, "year": str(SchoolYear.of(today))}


async def write(db: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Write who is expected at a meeting with a day that is not over, and take out who is not any more. Idempotent."""
    await write_all(db, [meeting.id], now)


async def write_all(db: AsyncSession, meetings: Sequence[int], now: datetime) -> None:
    """Do for several meetings what `write` does for one, in as many statements."""
    await join_up(db)
    if meetings:
        await _of_some().bring_in_step(db, _values(now) | {"meetings": meetings})


@cache
def _out_of_step() -> Plain:
    lacks = select(_of_all().missing.subquery().c[0])
    has_more = select(Invitee.meeting_id).where(*_no_more(*_open()))
    return Plain(union(lacks, has_more, select(Meeting.id).where(*_open(), Meeting.listed_at.is_(None))))


@cache
def looked_at() -> frozenset[str]:
    """Return what `out_of_step` depends on, besides the day: where none of it was written, it finds nothing new."""
    return named_in(_out_of_step().statement)


async def out_of_step(db: AsyncSession, now: datetime) -> Sequence[int]:
    """Return the meetings ahead whose list is not what the rule finds now.

    Of thousands of schools that takes a second or two, so it is found out while no writer waits.
    """
    return await _out_of_step().column(db, **_values(now))


async def keep_in_step(db: AsyncSession, now: datetime, meetings: Sequence[int] | None = None) -> None:
    """Do for all meetings that are not over what `write` does for one, and write once those of this year that are.

    Whoever joined, moved, was erased, or plays a part since: the list follows, and no act needs to think of it.
    `meetings` are those that are `out_of_step`, or some of them; None is for all there are.
    """
    values = _values(now)
    if meetings is None:
        await join_up(db)
        await _of_all().bring_in_step(db, values)
    else:
        await write_all(db, meetings, now)
    if await _ANY_PAST.rows(db, **values):
        await _of_past().write(db, values)


_JOINED = select(RosterEntry.id).where(
    RosterEntry.person_id.is_not(None), exists().where(Invitee.roster_entry_id == RosterEntry.id)
)
_ANY_JOINED = Plain(_JOINED.limit(1))


def _newcomers_own() -> Delete:
    """Take out what was written for a newcomer as a person while the list's name was there: that one keeps."""
    by_list = aliased(Invitee)
    same = exists().where(
        by_list.meeting_id == Invitee.meeting_id,
        by_list.roster_entry_id == RosterEntry.id,
        RosterEntry.person_id == Invitee.person_id,
    )
    untouched = (Invitee.answer.is_(None), ~spoken_of(), Invitee.asked_by_id.is_(None))
    return delete(Invitee).where(Invitee.person_id.is_not(None), *untouched, same)


def _become() -> Update:
    of_list = select(RosterEntry.person_id).where(RosterEntry.id == Invitee.roster_entry_id)
    # Named, since inside of EXISTS it would else look at every row.
    person = of_list.correlate(Invitee).scalar_subquery()
    other = aliased(Invitee)
    taken = exists().where(other.meeting_id == Invitee.meeting_id, other.person_id == person)
    joined = Invitee.roster_entry_id.in_(_JOINED)
    return update(Invitee).where(joined, ~taken).values(person_id=person, roster_entry_id=None)


def _hand_marks_on() -> tuple[Update, Update]:
    """Let the marks of a list's name be of the row that its person has beside it, whose newest one holds."""
    by_list, own = aliased(Invitee), aliased(Invitee)
    twins = select(own.id).join(RosterEntry, RosterEntry.person_id == own.person_id)
    twins = twins.join(by_list, (by_list.roster_entry_id == RosterEntry.id) & (by_list.meeting_id == own.meeting_id))
    of_mark = twins.where(by_list.id == Mark.invitee_id).correlate(Mark).scalar_subquery()
    newest = select(Mark.presence).where(Mark.invitee_id == Invitee.id).order_by(Mark.id.desc()).limit(1)
    early = newest.with_only_columns(Mark.left_early).scalar_subquery()
    held = {"presence": newest.scalar_subquery(), "left_early": func.coalesce(early, false())}
    return (
        update(Mark).where(of_mark.is_not(None)).values(invitee_id=of_mark),
        update(Invitee).where(Invitee.id.in_(twins)).values(held),
    )


@cache
def _join_up() -> Sequence[Delete | Update]:
    left = delete(Invitee).where(Invitee.roster_entry_id.in_(_JOINED))
    steps = (_newcomers_own(), _become(), *_hand_marks_on(), left)
    return [one.execution_options(synchronize_session=False) for one in steps]


async def join_up(db: AsyncSession) -> None:
    """Let the rows of those who have joined by their school's list be theirs, at meetings of the past as well."""
    if await _ANY_JOINED.rows(db):
        for statement in _join_up():
            await db.execute(statement)


_OF = Entities(
    select(Invitee)
    .where(Invitee.meeting_id == bindparam("meeting_id"), Invitee.person_id == bindparam("person_id"))
    .execution_options(populate_existing=True)
)


async def of(db: AsyncSession, meeting_id: int, person_id: int) -> Invitee | None:
    """Return somebody's row at a meeting, None where they are not expected."""
    return await _OF.first(db, meeting_id=meeting_id, person_id=person_id)


async def name_of(db: AsyncSession, row: Invitee) -> str:
    """Return the name of somebody expected, from the table that has it."""
    named = select(func.coalesce(Person.name, RosterEntry.name, Invitee.name)).where(Invitee.id == row.id)
    named = named.select_from(Invitee).outerjoin(Person, Person.id == Invitee.person_id)
    return await db.scalar(named.outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)) or ""


_SAYS = ("answer", "answered_at", "answered_by_id", "reason", "excused")
_SAID = Plain(
    update(Invitee)
    .where(Invitee.meeting_id == bindparam("of_meeting"), Invitee.person_id == bindparam("of_person"))
    .values({name: bindparam(f"new_{name}") for name in _SAYS})
)


async def say(
    db: AsyncSession, meeting_id: int, person: Person, answer: Coming, *, now: datetime, why: Why = Why.CHOSEN
) -> None:
    """Keep what somebody answers; who was not expected comes in by themselves. Who answers anew has no reason yet."""
    said = {"answer": answer, "answered_at": now, "answered_by_id": person.id, "reason": "", "excused": None}
    news = {f"new_{name}": value for name, value in said.items()}
    if await _SAID.changed(db, of_meeting=meeting_id, of_person=person.id, **news):
        return
    new = {"meeting_id": meeting_id, "person_id": person.id, "unit_id": person.unit_id, "why": why}
    by_themselves = {"asked_by_id": person.id} if why is Why.CHOSEN else {}
    await db.execute(insert(db, Invitee).on_conflict_do_nothing(), new | by_themselves | said)
