"""A school's year month by month: who came of those expected, where nothing took place, and what is still ahead.

Beside the months stand the demo lessons its teachers gave and the topics it registered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import ClusterSchool, Meeting, MeetingState
from bot.domain.organisation import tree
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import about_year
from bot.domain.papers.about_year import RegisteredTopic
from bot.domain.programme import concerned, figures
from bot.domain.programme.figures import NOBODY, Figures, Which
from bot.vietnamese import local


@dataclass(frozen=True, slots=True)
class MonthOfSchool:
    """One month, by its first day."""

    first: date
    meetings: int
    """That have begun and expected somebody of the school."""
    ahead: int
    """Of the school's clusters that have not begun, those without a day among them."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class YearOfSchool:
    """What a school's year is told by."""

    months: Sequence[MonthOfSchool]
    lessons: int
    """Demo lessons that its teachers gave."""
    topics: Sequence[RegisteredTopic]
    """What it was to register: without a text where it has not yet."""
    not_closed: int
    """Meetings whose roll call is not closed yet: their figures may still change."""
    unexpected: int
    """Of those counted, who had not been expected: guests, and who walked in."""

    @property
    def figures(self) -> Figures:
        """Those of the whole year."""
        return sum((one.figures for one in self.months), NOBODY)

    @property
    def meetings(self) -> int:
        """How many meetings expected somebody of the school so far."""
        return sum(one.meetings for one in self.months)


async def read(db: AsyncSession, which: Which, unit_id: int, year: SchoolYear, now: datetime) -> YearOfSchool:
    """Return a school's year; `which` says whose rows somebody may see, and of which clusters."""
    theirs = (which.schools or (unit_id,)) if which.only is None else (unit_id,)
    lessons = await about_year.demo_lessons(db, year, theirs, now)
    topics = await about_year.topics(db, year, [unit_id])
    of_year = replace(which, span=year.span)
    months = await _months(db, which, unit_id, year, now)
    still, beyond = await figures.not_closed(db, of_year, now), await figures.unexpected(db, of_year, now)
    return YearOfSchool(months, len(lessons), topics, still, beyond)


async def _months(
    db: AsyncSession, which: Which, unit_id: int, year: SchoolYear, now: datetime
) -> Sequence[MonthOfSchool]:
    found = await figures.by_meeting(db, replace(which, span=year.span), now)
    coming = await _ahead(db, which, unit_id, year, now)
    told = {first: MonthOfSchool(first, 0, coming.get(first, 0), NOBODY) for first in year.months()}
    for one in found:
        first = local(one.starts_at).date().replace(day=1)
        month = told[first]
        told[first] = replace(month, meetings=month.meetings + 1, figures=month.figures + one.figures)
    return [*told.values()]


async def _ahead(db: AsyncSession, which: Which, unit_id: int, year: SchoolYear, now: datetime) -> Mapping[date, int]:
    """Count by month what lies ahead in the clusters of a school, on the day or in the month of each meeting."""
    member = exists().where(
        ClusterSchool.cluster_id == Meeting.cluster_id, ClusterSchool.unit_id == unit_id, tree.in_cluster_then()
    )
    led = (Meeting.cluster_id.in_(which.clusters),) if which.schools == () else ()
    asked = select(Meeting.starts_at, Meeting.day, Meeting.month, Meeting.state)
    asked = asked.where(Meeting.state != MeetingState.CANCELLED, concerned.published(), member, *led)
    found: dict[date, int] = {}
    for starts_at, day, month, state in await db.execute(asked):
        settled = starts_at if state is MeetingState.SETTLED else None
        if settled and settled <= now:
            continue
        on = local(settled).date() if settled else day or month
        if on in year:
            first = on.replace(day=1)
            found[first] = found.get(first, 0) + 1
    return found
