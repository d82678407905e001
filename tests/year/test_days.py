"""Deadlines on days off: in 2026 the fifteenth of November is a Sunday, and the day before it a Saturday."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from shutil import copy

import pytest

from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.duties import steps
from bot.domain.duties.steps import LATE
from bot.domain.models import Duty, DutyRule, Owner, Purpose
from bot.vietnamese import ZONE, at
from tests.talk import TalkChannel
from tests.year.cast import DUYEN
from tests.year.lived import TABLES, settings_in
from tests.year.table import told
from tests.year.walk import a_year, begin, paper

SUNDAY = date(2026, 11, 15)
SATURDAY_OFF = frozenset({date(2026, 11, 14)})


def said_on(reminders: list[int] | None, off: frozenset[date] = frozenset()) -> dict[str, str]:
    """Return on which days a duty of a school that is due on the Sunday speaks to who owes it."""
    duty = Duty(rule=DutyRule(owner=Owner.SCHOOL, reminders=reminders), unit_id=1, due_on=SUNDAY)
    duty.not_after = at(date(2026, 12, 16), time.min)
    found = steps.of(duty, OrganisationSettings(), Quiet(*OrganisationSettings().quiet, off))
    return {f"{step.at:%a %d/%m}": step.detail for step in found if step.rung is None}


@pytest.mark.parametrize(
    ("reminders", "off", "last"),
    [(None, frozenset(), "Sat 14/11"), ([7], frozenset(), "Sat 14/11"), ([7], SATURDAY_OFF, "Fri 13/11")],
)
def test_the_last_working_day_before_is_reminded_of(
    reminders: list[int] | None, off: frozenset[date], last: str
) -> None:
    """Also where nothing is asked so near the day; time ends with Monday, so who is late hears so on Tuesday."""
    said = said_on(reminders, off)
    assert not any(day.startswith("Sun") for day in said)
    assert [*said][-2:] == [last, "Tue 17/11"]
    assert said["Tue 17/11"] == LATE


def test_every_day_on_which_a_school_hears_of_it() -> None:
    assert [*said_on(None)] == ["Fri 16/10", "Sat 31/10", "Sat 07/11", "Thu 12/11", "Sat 14/11", "Tue 17/11"]


async def test_a_school_is_reminded_on_friday(template: Path, tmp_path: Path) -> None:
    """In 2026-2027 "before 15/11" ends on the Saturday, so who is late hears so on Monday."""
    copy(template, tmp_path / TABLES)
    meetings = [replace(one, time=one.time.replace("2024", "2027")) for one in paper().meetings]
    draft = replace(paper(), years=("2026-2027",), meetings=tuple(meetings))
    async with a_year(settings_in(tmp_path), TalkChannel(), datetime(2026, 11, 12, 18, tzinfo=ZONE)) as year:
        await begin(year, draft, "2026-2027")
        await year.lives((), datetime(2026, 11, 17, 18, tzinfo=ZONE))
        lines = [one for one in await told(year.app.database) if (one.who, one.purpose) == (DUYEN, Purpose.DUTY)]
    assert [f"{one.at:%a %d/%m %H:%M} {one.what}" for one in lines] == [
        "Fri 13/11 07:00 000-6",
        "Mon 16/11 07:00 000-6",
    ]
