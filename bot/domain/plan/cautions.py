"""Cautions beside a plan: meetings on days off, semesters without a meeting, clusters whose lead has not joined."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import settings
from bot.domain.models import (
    Account,
    Cluster,
    Meeting,
    MeetingState,
)
from bot.domain.organisation import clusters, terms
from bot.domain.organisation.school_year import A_DAY, DayOfYear, SchoolYear
from bot.domain.plan.nouns import Group, Note, Planned, Proposal
from bot.domain.plan.standing import Of, Standing, missing, offices_of
from bot.domain.programme.halfdays import NEW_YEAR, day_off
from bot.errors import N_
from bot.vietnamese import WEEKDAYS, local, next_month

NAMED = 3
"""So many schools are named in one caution."""
SUNDAY = WEEKDAYS.index("Chủ nhật")


async def cautions(
    db: AsyncSession, proposal: Proposal, standing: Standing, now: datetime, *, staying: Collection[Meeting] = ()
) -> list[Note]:
    """Return the cautions, those about single meetings first. Nothing here stops a plan.

    `staying` are meetings that stand and that the plan does not name any more.
    """
    names = {group.key: group.name for group in proposal.groups}
    months = await _months(db, standing, proposal, staying)
    silent = await _silent(db, proposal.groups, standing, local(now).date())
    return [
        *_days(proposal.meetings, names),
        *_around_tet(proposal.meetings),
        *_semesters(proposal, months, (await settings.read(db)).second_semester),
        *await _in_others(db, proposal, standing, local(now).date()),
        *_nobody_there(silent),
    ]


async def new_office(db: AsyncSession, proposal: Proposal, of: Of) -> list[Note]:
    """Say that keeping the plan makes an office beside those that stand: it may be another office's plan."""
    if of.own or of.office is not None:
        return []
    there = await offices_of(db, SchoolYear.read(proposal.year))
    if not there:
        return []
    named = ", ".join(office.name for office in there[:NAMED]) + (" …" if len(there) > NAMED else "")
    text = N_("This plan is of {office}, which is not in the system yet ({others}). Keeping it adds that office.")
    return [Note(text, {"office": proposal.whose.name, "others": named})]


async def _in_others(db: AsyncSession, proposal: Proposal, standing: Standing, today: date) -> list[Note]:
    """Say which schools are in another cluster of the kind already: of another office, or one that the file leaves out.

    What becomes of the clusters that the file itself lists is told where it is compared with them (`moves`).
    """
    comes = [(group, unit) for group, unit in _coming(proposal, standing) if not group.subject]
    day = max(today, SchoolYear.read(proposal.year).starts)
    listed = {row.id for key, row in standing.clusters.items() if any(group.key == key for group in proposal.groups)}
    there: dict[int, list[Cluster]] = defaultdict(list)
    for unit, row in await clusters.places(db, proposal.year, {unit for _, unit in comes}, day):
        if row.id not in listed and row.subject is None:
            there[unit].append(row)
    names = {school.unit_id: school.name for school in standing.schools}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group, unit in comes:
        level, known = group.level or proposal.whose.level, standing.clusters.get(group.key)
        for row in there[unit]:
            if row.level == level and not _of_one(known, row):
                found[group.name, row.called].append(names.get(unit, "–"))
    return [_both(group, other, schools) for (group, other), schools in found.items()]


def _coming(proposal: Proposal, standing: Standing) -> Iterator[tuple[Group, int]]:
    for group, school in missing(proposal, standing).members:
        if (unit := standing.unit_of(school)) is not None:
            yield group, unit


def _of_one(known: Cluster | None, other: Cluster) -> bool:
    return known is not None and (known.parent_id == other.id or other.parent_id == known.id)


def _both(group: str, other: str, schools: list[str]) -> Note:
    named = ", ".join(schools[:NAMED]) + (" …" if len(schools) > NAMED else "")
    facts = {"number": len(schools), "cluster": group, "other": other, "schools": named}
    return Note(N_("Of {cluster}, these are in {other} as well until one is ended ({number}): {schools}."), facts)


def _days(meetings: Iterable[Planned], names: dict[str, str]) -> Iterator[Note]:
    for planned in meetings:
        day = planned.day
        if day is None:
            continue
        facts = {"place": planned.place, "cluster": names[planned.group], "day": _day(day)}
        if day_off(day):
            yield Note(N_("At {place}, {cluster} meets on {day}: {holiday}."), facts | {"holiday": _holiday(day)})
        elif day.weekday() == SUNDAY:
            yield Note(N_("At {place}, {cluster} meets on {day}, a Sunday."), facts)


def _day(day: date) -> object:
    return lambda t: t.day(day)


def _holiday(day: date) -> object:
    return lambda t: day_off(day, t.language)


def _around_tet(meetings: Iterable[Planned]) -> Iterator[Note]:
    for month in sorted({planned.month for planned in meetings if planned.day is None}):
        if leave := _tet_in(month):
            yield _tet_note(month, leave)


def _tet_in(month: date) -> list[date]:
    days = (month + timedelta(days=number) for number in range((next_month(month) - month).days))
    return [day for day in days if NEW_YEAR["en"] in day_off(day, "en")]


def _tet_note(month: date, leave: list[date]) -> Note:
    facts = {"month": lambda t: t.month(month), "first": f"{leave[0]:%d/%m}", "last": f"{leave[-1]:%d/%m}"}
    return Note(N_("In {month} the days from {first} to {last} fall into the Tết leave."), facts)


Months = dict[str, set[tuple[date, date | None]]]


async def _months(db: AsyncSession, standing: Standing, proposal: Proposal, staying: Collection[Meeting]) -> Months:
    """Return when each cluster meets, by this plan and by any other that stands."""
    found: Months = {group.key: set() for group in proposal.groups}
    clusters = {cluster.id: key for key, cluster in standing.clusters.items()}
    this = {stood.meeting.id for stood in standing.meetings} - {meeting.id for meeting in staying}
    others = select(Meeting.id, Meeting.cluster_id, Meeting.month, Meeting.day).where(
        Meeting.cluster_id.in_(clusters), Meeting.state != MeetingState.CANCELLED
    )
    for meeting_id, cluster_id, month, day in await db.execute(others):
        if meeting_id not in this:
            found.setdefault(clusters[cluster_id], set()).add((month, day))
    for planned in proposal.meetings:
        found[planned.group].add((planned.month, planned.day))
    return found


def _semesters(proposal: Proposal, months: Months, second: DayOfYear) -> Iterator[Note]:
    year = SchoolYear.read(proposal.year)

    def may_be_in(month: date, day: date | None) -> set[int]:
        # Of the month in which the semesters meet, a meeting that has no day yet may be in either.
        span = [day] if day else [month, next_month(month) - A_DAY]
        return {year.semester_of(one, second) for one in span}

    for number in (1, 2):
        within = {key: any(number in may_be_in(*one) for one in when) for key, when in months.items()}
        without = [group.name for group in proposal.groups if not within[group.key]]
        if without:
            facts = {"number": number, "clusters": ", ".join(without)}
            yield Note(N_("No meeting in semester {number}: {clusters}."), facts)


async def _silent(db: AsyncSession, groups: Iterable[Group], standing: Standing, today: date) -> list[str]:
    """Return the names of clusters that nobody leads who has joined."""
    # A plan may come before its year does: who is to lead later counts as well.
    head, lead = (pairs(today, when=terms.lasting) for pairs in (terms.heading, terms.leading))
    headed = set(await db.scalars(select(head.c.unit_id).join(Account, Account.person_id == head.c.person_id)))
    led = set(await db.scalars(select(lead.c.cluster_id).join(Account, Account.person_id == lead.c.person_id)))

    def is_led(group: Group) -> bool:
        cluster, school = standing.clusters.get(group.key), standing.unit_of(group.lead) if group.lead else None
        return (cluster is not None and cluster.id in led) or school in headed

    return [group.name for group in groups if not is_led(group)]


def _nobody_there(silent: list[str]) -> Iterator[Note]:
    if silent:
        facts = {"clusters": ", ".join(silent)}
        yield Note(N_("Of those who lead, nobody has joined the chat yet: {clusters}. Please invite them."), facts)


def past(year: str, now: datetime) -> Iterator[Note]:
    """Say that the school year of a plan is over: that of last year may have been taken by mistake."""
    if is_over(year, now):
        yield Note(N_("The school year {year} is over: nobody will be reminded of its meetings."), {"year": year})


def is_over(year: str, now: datetime) -> bool:
    """Say whether a school year is over."""
    return SchoolYear.read(year).ends < local(now).date()
