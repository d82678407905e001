"""The Vietnamese lunar calendar: which solar day a lunar one is (Hồ Ngọc Đức's algorithm, at UTC+7).

`holidays` knows the feasts only, not any day, and by the Chinese calendar, which now and then differs by a day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from math import floor, pi, sin

ZONE = 7
"""Hours by which Vietnam's days begin before those of Greenwich."""
MONTHS = 12
_MONTH = 29.530588853
_FIRST_MOON = 2415021
"""The Julian day near which the first new moon of 1900 lies, from which they are numbered."""
_JULIAN = 1721425
"""The Julian day whose noon lies in date.fromordinal(0)."""
_SOLSTICE_MONTH = 11


def _degrees(value: float) -> float:
    return sin(value * pi / 180)


@cache
def _new_moon(number: int) -> int:
    """Return the Julian day, in Vietnam, on which a new moon falls."""
    t = number / 1236.85
    t2, t3 = t * t, t * t * t
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * t2 - 0.000000155 * t3
    mean += 0.00033 * _degrees(166.56 + 132.87 * t - 0.009173 * t2)
    sun = 359.2242 + 29.10535608 * number - 0.0000333 * t2 - 0.00000347 * t3
    moon = 306.0253 + 385.81691806 * number + 0.0107306 * t2 + 0.00001236 * t3
    node = 21.2964 + 390.67050646 * number - 0.0016528 * t2 - 0.00000239 * t3
    shift = (0.1734 - 0.000393 * t) * _degrees(sun) + 0.0021 * _degrees(2 * sun)
    shift += -0.4068 * _degrees(moon) + 0.0161 * _degrees(2 * moon) - 0.0004 * _degrees(3 * moon)
    shift += 0.0104 * _degrees(2 * node) - 0.0051 * _degrees(sun + moon) - 0.0074 * _degrees(sun - moon)
    shift += 0.0005 * _degrees(sun + 2 * moon)
    shift += 0.0004 * _degrees(2 * node + sun) - 0.0004 * _degrees(2 * node - sun)
    shift += -0.0006 * _degrees(2 * node + moon) + 0.0010 * _degrees(2 * node - moon)
    # What the earth's turning has lost since: for years after 1600 this series is good to seconds.
    lost = -0.000278 + 0.000265 * t + 0.000262 * t2
    return floor(mean + shift - lost + 0.5 + ZONE / 24)


def _sun_twelfth(day: int) -> int:
    """Return in which twelfth of its way, 0 to 11 from the spring equinox, the sun stands as a day begins."""
    t = (day - 2451545.5 - ZONE / 24) / 36525
    t2 = t * t
    mean = 357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2
    true = 280.46645 + 36000.76983 * t + 0.0003032 * t2
    true += (1.914600 - 0.004817 * t - 0.000014 * t2) * _degrees(mean)
    true += (0.019993 - 0.000101 * t) * _degrees(2 * mean) + 0.000290 * _degrees(3 * mean)
    return int(true % 360 // 30)


def _eleventh(year: int) -> int:
    """Return the number of the new moon that begins the lunar month of a solar year's winter solstice."""
    last = date(year, 12, 31).toordinal() + _JULIAN
    number = floor((last - _FIRST_MOON) / _MONTH)
    # The month of the solstice begins before the sun enters its tenth twelfth (270 degrees).
    return number - 1 if _sun_twelfth(_new_moon(number)) >= 9 else number  # noqa: PLR2004 - 270 degrees


def _leap(first: int) -> int:
    """Return which month after the eleventh is the leap one: the first in which the sun enters no new twelfth."""
    for after in range(1, MONTHS + 2):
        if _sun_twelfth(_new_moon(first + after)) == _sun_twelfth(_new_moon(first + after + 1)):
            return after
    return MONTHS + 2


def solar(day: int, month: int, year: int) -> date | None:
    """Return the solar day of a lunar one, None where there is none; of a leap month and its like, the first is meant.

    `year` is the solar year in which that lunar year's Tết lies.
    """
    first = _eleventh(year - 1 if month < _SOLSTICE_MONTH else year)
    after = (month - _SOLSTICE_MONTH) % MONTHS
    if _eleventh(year if month < _SOLSTICE_MONTH else year + 1) - first > MONTHS and after >= _leap(first):
        after += 1
    begins, ends = _new_moon(first + after), _new_moon(first + after + 1)
    if not 1 <= day <= ends - begins or not 1 <= month <= MONTHS:
        return None
    return date.fromordinal(begins - _JULIAN) + timedelta(days=day - 1)


def days_from(day: int, month: int, since: date) -> Iterator[date]:
    """Return the solar days of a lunar one in the coming years, from the lunar year before `since` on."""
    found = (solar(day, month, year) for year in range(since.year - 1, since.year + 3))
    return (one for one in found if one is not None)
