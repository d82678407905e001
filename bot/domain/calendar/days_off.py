"""The organisation's own days off, beside Sundays and public holidays: typed, listed, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Impossible, Moments, No, Result, Stretch
from bot.domain.calendar.reading.tokens import without_times
from bot.domain.models import DayOff
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput, Gone

LONGEST = 92
"""Days in one leave: a summer."""
FARTHEST = timedelta(days=2 * 366)
LONGEST_NAME = 60
A_DAY = timedelta(days=1)

HOW = N_("Please write a day with its name, or two days: 20/11 Hội giảng, or 01/02/2027 - 15/02/2027 Nghỉ Tết.")
NO_SUCH_DAY = N_("There is no such day. Please check it and write it once more, for example: 20/11 Hội giảng.")
IN_THE_PAST = N_("That day has passed. Please write a day that lies ahead.")
BACKWARDS = N_("The last day lies before the first one. Please write the earlier day first.")
TOO_LONG = N_("That is too long: at most {most} days at a time. Please check the years.")
TOO_FAR = N_("That day is more than two years ahead. Please check the year.")
NAME_TOO_LONG = N_("The name is too long. Please shorten it to {most} letters.")


@dataclass(frozen=True, slots=True)
class Leave:
    """Days off in a row that have one name."""

    first: date
    last: date
    name: str

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first) // A_DAY + 1

    def days(self) -> list[date]:
        """Return each of its days."""
        return [self.first + A_DAY * number for number in range(self.length)]


def read(typed: str, today: date) -> Leave:
    """Return a typed day or range with its name. Raises BadInput where it is none, past, too long or too far."""
    first, last = _days(reader.read(typed, today))
    leave = Leave(first, last, without_times(typed))
    if leave.first < today:
        raise BadInput(IN_THE_PAST)
    if leave.length > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST)
    if leave.last - today > FARTHEST:
        raise BadInput(TOO_FAR)
    if len(leave.name) > LONGEST_NAME:
        raise BadInput(NAME_TOO_LONG, most=LONGEST_NAME)
    return leave


def _days(found: Result) -> tuple[date, date]:
    match found:
        case Impossible(No.BACKWARDS):
            raise BadInput(BACKWARDS)
        case Impossible():
            raise BadInput(NO_SUCH_DAY)
        case Moments((Stretch(date() as first, None, None, last, None),)):
            return first, last or first
        case Moments(parts) if all(part.day and part.starts is None and part.half is None for part in parts):
            days = found.days
            # "20/11, 21/11": days that do not follow each other are two leaves.
            if len(days) == len(parts) and days[-1] - days[0] == A_DAY * (len(days) - 1):
                return days[0], days[-1]
    raise BadInput(HOW)


async def ahead(db: AsyncSession, today: date) -> Sequence[Leave]:
    """Return the days off from today on, those in a row that have one name together."""
    rows = await db.scalars(select(DayOff).where(DayOff.day >= today).order_by(DayOff.day))
    found: list[Leave] = []
    for row in rows:
        if found and found[-1].last + A_DAY == row.day and found[-1].name == row.name:
            found[-1] = Leave(found[-1].first, row.day, row.name)
        else:
            found.append(Leave(row.day, row.day, row.name))
    return found


async def name_of(db: AsyncSession, day: date) -> str | None:
    """Return the name of the organisation's own day off, which may be empty; None where it is none."""
    return await db.scalar(select(DayOff.name).where(DayOff.day == day))


async def add(db: AsyncSession, rights: Rights, leave: Leave, *, by_id: int) -> None:
    """Set days off; one that is set already gets the new name. Raises NotAllowed unless the person is an officer."""
    rights.must_govern()
    rows = [{"day": day, "name": leave.name, "by_id": by_id} for day in leave.days()]
    put = insert(db, DayOff)
    new = {"name": put.excluded.name, "by_id": put.excluded.by_id}
    await db.execute(put.on_conflict_do_update(index_elements=["day"], set_=new), rows)


async def find(db: AsyncSession, first: date, today: date) -> Leave:
    """Return the leave ahead that begins on a day. Raises Gone where none does (any more)."""
    found = next((leave for leave in await ahead(db, today) if leave.first == first), None)
    if found is None:
        raise Gone
    return found


async def take_out(db: AsyncSession, rights: Rights, leave: Leave) -> None:
    """Let days be ordinary ones again. Raises NotAllowed unless the person is an officer."""
    rights.must_govern()
    await db.execute(delete(DayOff).where(DayOff.day.between(leave.first, leave.last)))
