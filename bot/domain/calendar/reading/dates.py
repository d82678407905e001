"""Which day a day as typed is: within a school year where one is given, else the next such day."""

from datetime import date, timedelta

from bot.domain.calendar.reading import lunar
from bot.domain.calendar.reading.results import No
from bot.domain.calendar.reading.tokens import TypedDay, TypedWeekday, Vague
from bot.domain.organisation.school_year import SchoolYear
from bot.vietnamese import next_month

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
SATURDAY = 5
YEARS_AHEAD = 9
"""29 February may exist only in a later year, at most eight ahead."""


class Cannot(Exception):
    """A day or hour that cannot be, and why; the reader makes a result of it."""

    def __init__(self, why: No) -> None:
        self.why = why
        super().__init__(why.name)


class Days:
    """Finds days, seen from `today`."""

    def __init__(self, today: date, year: SchoolYear | None) -> None:
        self.today, self._year = today, year

    def of(self, named: TypedDay) -> date:
        """Return the day. Raises Cannot where there is none, or it is over, or of another school year."""
        day = self._find(named)
        if self._year is not None:
            if day < self.today:
                raise Cannot(No.OVER)
            if day not in self._year:
                raise Cannot(No.OTHER_YEAR)
        return day

    @property
    def bounded(self) -> bool:
        """Whether days are looked for in one school year only."""
        return self._year is not None

    def _find(self, named: TypedDay) -> date:
        if named.ahead is not None:
            return self.today + A_DAY * named.ahead
        if named.lunar:
            return self._lunar(named)
        if named.month is None:
            return self._next_numbered(named)
        year = named.year if named.years is None else self.today.year + named.years
        if year is not None:
            return _day(year, named.month, named.day)
        if self._year is not None:
            return self._in_year(self._year, named.day, named.month)
        return self._next(named.day, named.month)

    def _in_year(self, year: SchoolYear, day: int, month: int) -> date:
        _day(2000, month, day)
        try:
            return year.month(month).replace(day=day)
        except ValueError:
            raise Cannot(No.NOT_THIS_YEAR) from None

    def _next(self, day: int, month: int) -> date:
        # A leap year's days: what does not exist there exists in none.
        _day(2000, month, day)
        years = range(self.today.year, self.today.year + YEARS_AHEAD)
        found = (then for year in years if (then := _or_none(year, month, day)))
        return next(then for then in found if then >= self.today)

    def _next_numbered(self, named: TypedDay) -> date:
        _day(2000, 1, named.day)
        month = self.today.replace(day=1)
        if named.months is not None:
            for _ in range(named.months):
                month = next_month(month)
            month = (month - A_DAY).replace(day=1) if named.months < 0 else month
            return _day(month.year, month.month, named.day)
        while (found := _or_none(month.year, month.month, named.day)) is None or found < self.today:
            month = next_month(month)
        return found

    def _lunar(self, named: TypedDay) -> date:
        months = [named.month] if named.month else range(1, lunar.MONTHS + 1)
        found = sorted(
            day
            for month in months
            for day in lunar.days_from(named.day, month, self.today)
            if named.year is None or day.year == named.year
        )
        near = [day for day in found if self._year is None or day in self._year] or found
        if not near:
            raise Cannot(No.DAY)
        return next((day for day in near if day >= self.today), near[-1])

    def weekday(self, week: TypedWeekday) -> list[date]:
        """Return the day of a weekday; both where it may be today as well as a week later."""
        monday = self.today - A_DAY * self.today.weekday()
        if week.weeks is not None:
            found = monday + A_WEEK * week.weeks + A_DAY * week.day
            return [found + A_WEEK] if week.coming and found < self.today else [found]
        ahead = (week.day - self.today.weekday()) % 7
        if ahead == 0:
            later = self.today + A_WEEK
            return [later] if week.coming else [self.today, later]
        return [self.today + A_DAY * ahead]

    def fits(self, day: date, week: TypedWeekday) -> bool:
        """Say whether a day is of a weekday, and of its week where one is named."""
        if week.weeks is not None:
            return day in self.weekday(week)
        return day.weekday() == week.day

    def near(self, day: date, week: TypedWeekday) -> date:
        """Return the day of a weekday that lies nearest to a day, or of the week that is named with it."""
        if week.weeks is not None:
            return self.weekday(week)[0]
        return day + A_DAY * ((week.day - day.weekday() + 3) % 7 - 3)

    def choices(self, vague: Vague) -> list[date]:
        """Return the likely days of a week or month that is named without a day, none in the past."""
        if vague.weeks is not None:
            monday = self.today - A_DAY * self.today.weekday() + A_WEEK * vague.weeks
            days = [monday + A_DAY * number for number in _OF_WEEK[vague.edge]]
        else:
            days = _of_month(self._month(vague), vague.edge)
        return [day for day in days if day >= self.today]

    def at_edge(self, vague: Vague, week: TypedWeekday) -> date:
        """Return the one such weekday at the edge of a month: "thứ hai đầu tháng 11", of its middle or its end."""
        month = self._month(vague)
        last = (next_month(month) - A_DAY).day
        first = month.replace(day={"dau": 1, "giua": 12, "cuoi": last - 6}[vague.edge])
        return first + A_DAY * ((week.day - first.weekday()) % 7)

    def of_week(self, month: int, week: int, weekday: int) -> list[date]:
        """Return a weekday of a month's n-th week: of the n-th calendar week, and the n-th such weekday."""
        first = self._month(Vague(month=month))
        by_calendar = first + A_WEEK * (week - 1) + A_DAY * (weekday - first.weekday())
        counted = first + A_WEEK * (week - 1) + A_DAY * ((weekday - first.weekday()) % 7)
        return [day for day in dict.fromkeys((by_calendar, counted)) if day >= self.today]

    def _month(self, vague: Vague) -> date:
        if vague.month is not None:
            return self._in_year(self._year, 1, vague.month) if self._year else self._next(1, vague.month)
        month = self.today.replace(day=1)
        return next_month(month) if vague.months else month


_OF_WEEK = {"": range(SATURDAY + 1), "dau": range(2), "giua": range(1, 4), "cuoi": (SATURDAY, 4, 3)}


def _of_month(month: date, edge: str) -> list[date]:
    """Return working days of a month's beginning, middle or end, Sundays left out."""
    last = (next_month(month) - A_DAY).day
    numbers = {"dau": range(1, 8), "giua": range(13, 19), "cuoi": range(last, last - 7, -1)}[edge]
    days = (month.replace(day=number) for number in numbers)
    return [day for day in days if day.weekday() <= SATURDAY][:4]


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date:
    found = _or_none(year, month, day)
    if found is None:
        raise Cannot(No.DAY)
    return found
