"""Until when meetings lie ahead, inside of a query: until their hour, or the end of a day that has no hour yet.

People are invited for such a day, answer and are reminded of it; of one meeting `Meeting.ahead_until` says the same.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_

from bot.db import DayEnds
from bot.domain.models import Meeting, MeetingState
from bot.domain.models.base import UtcDateTime
from bot.domain.programme import concerned
from bot.vietnamese import local

MORNING = time(7, 30)
"""When a half-day begins: what is planned for a day without an hour goes by it."""
_NOW, _TODAY = bindparam("now", type_=UtcDateTime), bindparam("today", type_=Date)


def values(now: datetime) -> dict[str, Any]:
    """Return the parameters of the conditions below."""
    return {"now": now, "today": local(now).date()}


def ahead(now: Any = _NOW, today: Any = _TODAY) -> ColumnElement[bool]:
    """Say which `Meeting`s have their hour or their day before them; drafts have none that counts."""
    return or_(has_hour_ahead(now), has_day_ahead(today))


def has_hour_ahead(now: Any = _NOW) -> ColumnElement[bool]:
    """Say which `Meeting`s have not begun."""
    return and_(Meeting.state == MeetingState.SETTLED, Meeting.starts_at > now)


def has_day_ahead(today: date | Any = _TODAY) -> ColumnElement[bool]:
    """Say which published `Meeting`s have a day without an hour that is not over."""
    waits = (Meeting.state == MeetingState.PLANNED, Meeting.starts_at.is_(None))
    return and_(*waits, Meeting.day >= today, concerned.published())


def until() -> ColumnElement[datetime]:
    """Return what `Meeting.ahead_until` is."""
    return func.coalesce(Meeting.starts_at, DayEnds(Meeting.day))
