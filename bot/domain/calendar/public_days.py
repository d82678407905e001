"""The public holidays of Vietnam by year (BLLĐ 2019, Điều 112; NQ 28/2026/QH16: 24/11), with what each is called.

`holidays` knows them, and the days that the government moves; but its package loads the calendars of the whole world,
7 MiB for as long as the service runs. So the years that a service lives through stand in `public_days.txt`, and the
package is asked for others alone. `python -m bot.domain.calendar.public_days` writes the file anew; a test compares.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

YEARS = range(2023, 2041)
"""The years that stand in the file."""
FILE = Path(__file__).with_suffix(".txt")
LANGUAGES = {"vi": "vi", "en": "en_US"}
"""What the package calls our languages, in the order of the file's columns."""

Days = Mapping[date, str]
"""The holidays of a year, each with its name."""


def of_year(year: int, language: str) -> Days:
    """Return the public holidays of a year, named in a language: in Vietnamese where it is not one of ours."""
    return _years(language if language in LANGUAGES else "vi").get(year) or worked_out(year, language)


@cache
def _years(language: str) -> Mapping[int, dict[date, str]]:
    years: dict[int, dict[date, str]] = {year: {} for year in YEARS}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        day, *names = line.split("\t")
        found = date.fromisoformat(day)
        years[found.year][found] = names[list(LANGUAGES).index(language)]
    return years


@cache
def worked_out(year: int, language: str) -> Days:
    """Return the holidays as the package works them out, which it takes a third of a second to load."""
    return dict(sorted(_vietnam()(years=year, language=LANGUAGES.get(language, "vi")).items()))


@cache
def _vietnam() -> "type[HolidayBase]":
    """Return the class of Vietnam's calendar, loaded by itself: with the other countries it is twice as large."""
    import holidays  # noqa: PLC0415 - see above

    file = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = spec_from_file_location("holidays.countries.vietnam", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: type[HolidayBase] = module.Vietnam
    return found


def as_text() -> str:
    """Return what the file must say."""
    lines = []
    for year in YEARS:
        named = [worked_out(year, language) for language in LANGUAGES]
        lines += ["\t".join([day.isoformat(), *(names[day] for names in named)]) for day in named[0]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
