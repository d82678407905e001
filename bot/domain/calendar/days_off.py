"""The organisation's own days off, beside Sundays and public holidays: typed, listed, taken out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import DayOff
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import nfc, read_day

LONGEST = 92
"""Days in one leave: a summer."""
FARTHEST = timedelta(days=2 * 366)
LONGEST_NAME = 60
A_DAY = timedelta(days=1)

_ONE = r"[0-9]{1,2}\s*[/.]\s*[0-9]{1,2}(?:\s*[/.]\s*[0-9]{4})?"
_TO = r"\s*(?:[-–—]|đến|den|to)\s*"
_TYPED = re.compile(rf"(?:(?:từ|tu|from)\s+)?({_ONE})(?:{_TO}({_ONE}))?(?![0-9/.])[\s:,]*(.*)", re.IGNORECASE)

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
    found = _TYPED.fullmatch(" ".join(nfc(typed).split()))
    if not found:
        raise BadInput(HOW)
    first = _day(found[1], today)
    # The second day is read from the first one on: "20/12 - 05/01" ends in the next year.
    leave = Leave(first, _day(found[2], max(first, today)) if found[2] else first, found[3].strip())
    if leave.first < today:
        raise BadInput(IN_THE_PAST)
    if leave.last < leave.first:
        raise BadInput(BACKWARDS)
    if leave.length > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST)
    if leave.last - today > FARTHEST:
        raise BadInput(TOO_FAR)
    if len(leave.name) > LONGEST_NAME:
        raise BadInput(NAME_TOO_LONG, most=LONGEST_NAME)
    return leave


def _day(typed: str, today: date) -> date:
    try:
        day = read_day(typed, today)
    except ValueError:
        raise BadInput(NO_SUCH_DAY) from None
    if day is None:
        raise BadInput(HOW)
    return day


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
    rights.must_oversee()
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
    rights.must_oversee()
    await db.execute(delete(DayOff).where(DayOff.day.between(leave.first, leave.last)))
