"""The school year, from 1 August to 31 July: its name, its months, and its two semesters.

Teachers are back in August, before classes begin on 5 September, and plan the year then: so August opens it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.errors import N_, BadInput
from bot.vietnamese import at

FIRST_MONTH = 8
MONTHS = 12
A_DAY = timedelta(days=1)

DayOfYear = tuple[int, int]
"""Month and day: (1, 19) is 19 January."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days; `until` is the day after the last."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Their first moment in Vietnam, and the one after their last."""
        return at(self.since, time.min), at(self.until, time.min)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year, by the calendar year in which it begins."""

    first: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """Return the school year that a day lies in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def read(cls, typed: str) -> "SchoolYear":
        """Understand "2023-2024", with or without spaces, with any dash."""
        found = re.fullmatch(r"\s*(20\d\d)\s*[-–—]\s*(20\d\d)\s*", typed)
        if not found or int(found[2]) != int(found[1]) + 1:
            raise BadInput(
                N_("{typed} is not a school year. Please write two years that follow each other, like 2023-2024."),
                typed=typed,
            )
        return cls(int(found[1]))

    def __str__(self) -> str:
        return f"{self.first}-{self.first + 1}"

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    @property
    def span(self) -> Span:
        """All of its days."""
        return Span(self.starts, self.ends + A_DAY)

    @property
    def starts(self) -> date:
        """Its first day."""
        return self.month(FIRST_MONTH)

    @property
    def ends(self) -> date:
        """Its last day."""
        return SchoolYear(self.first + 1).starts - A_DAY

    def month(self, number: int) -> date:
        """Return the first day of this year's month: August to December stand in the first calendar year."""
        return date(self.first if number >= FIRST_MONTH else self.first + 1, number, 1)

    def months(self) -> list[date]:
        """Return the first days of its twelve months, in order."""
        return [self.month((FIRST_MONTH - 1 + step) % MONTHS + 1) for step in range(MONTHS)]

    def semester(self, number: int, second: DayOfYear) -> Span:
        """Return the days of the first or second semester; `second` is the day on which the second one begins."""
        month, day = second
        border = self.month(month).replace(day=day)
        return Span(self.starts, border) if number == 1 else Span(border, self.ends + A_DAY)

    def semester_of(self, day: date, second: DayOfYear) -> int:
        """Return in which semester, 1 or 2, a day of this year lies."""
        return 1 if day < self.semester(2, second).since else 2
