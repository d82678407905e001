"""What lies ahead of somebody, a page at a time: of a thousand schools nobody reads all of it."""

from datetime import datetime

from sqlalchemy import Date, bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Meeting, MeetingState, Person
from bot.domain.models.base import UtcDateTime
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, meetings
from bot.entities import Entities
from bot.slices import Slice, slice_of, sliced
from bot.vietnamese import local

_LATER = Meeting.month >= bindparam("month", type_=Date)
_NOT_OVER = or_(Meeting.ends_at > bindparam("now", type_=UtcDateTime), Meeting.ends_at.is_(None) & _LATER)
_ALIVE = Meeting.state != MeetingState.CANCELLED
_AHEAD = meetings.asked_for(lambda which: sliced(meetings.in_order(which & _NOT_OVER & _ALIVE)))


async def of(
    db: AsyncSession, person: Person, rights: Rights, now: datetime, *, first: int, most: int
) -> Slice[Meeting]:
    """Return some of a person's meetings that are not over: those of this month and later, soonest first."""
    asked = concerned.whom(person, rights) | {"now": now, "month": local(now).date().replace(day=1)}
    return await slice_of(db, _AHEAD[rights.sees_all], asked, first=first, most=most)


async def led(db: AsyncSession, rights: Rights, *, settled: bool, now: datetime, most: int) -> Slice[Meeting]:
    """Return the first of what `meetings.led` returns."""
    led_now = Entities(sliced(meetings.led_by(rights, now, settled=settled)))
    return await slice_of(db, led_now, {}, first=0, most=most)
