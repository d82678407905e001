"""The same weeks of the year on a service that dies at random instants: the same table, but for the minute."""

from datetime import datetime, timedelta
from difflib import unified_diff
from pathlib import Path
from shutil import copy

import pytest

from bot.domain.models import OutboxState, Purpose
from tests.year.lived import SPANS, TABLE, TABLES, lines_of, settings_in, tables_at
from tests.year.mishaps import Mishaps, MortalChannel
from tests.year.script import SCRIPT
from tests.year.table import Told, told
from tests.year.walk import Year, a_year

Span = tuple[datetime, datetime]
LATE = timedelta(minutes=5)
REPEATED = {
    Purpose.WEEK_BEFORE,
    Purpose.DAY_BEFORE,
    Purpose.HOURS_BEFORE,
    Purpose.HOST,
    Purpose.HOST_CHECK,
    Purpose.PART,
    Purpose.SETTLE,
    Purpose.DUTY,
    Purpose.DUTY_NEW,
    Purpose.OVERDUE,
}
"""Reminders leave once more where they may have arrived: a second copy does less harm than none."""


@pytest.mark.parametrize(("seed", "span"), [*enumerate(SPANS)])
async def test_the_same_table_after_kills(
    year: Path, tmp_path: Path, seed: int, span: tuple[datetime, datetime]
) -> None:
    """Who was told what stands as it did; what was in flight at a kill and cannot be repeated is unclear, and shown."""
    since, until = span
    copy(tables_at(year, since), tmp_path / TABLES)
    mishaps, channel = Mishaps(seed), MortalChannel()
    async with a_year(settings_in(tmp_path), channel, since) as service:
        service.tick, service.asleep = mishaps.tick, mishaps.nights(since, until)
        await service.lives(SCRIPT, until)
        happened = [one for one in await told(service.app.database) if since <= one.at < until]
    assert mishaps.deaths
    planned = [one for one in map(Told.read, lines_of(year / TABLE)) if since <= one.at < until]
    compare(planned, happened, mishaps, service)
    sent = sum(one.state == OutboxState.SENT for one in happened)
    assert sent <= channel.unasked <= sent + len(mishaps.in_flight)


def compare(planned: list[Told], happened: list[Told], mishaps: Mishaps, service: Year) -> None:
    unclear = [one for one in happened if one.state == OutboxState.UNCLEAR]
    assert {one.row for one in unclear} <= mishaps.in_flight
    assert not {one.purpose for one in unclear} & REPEATED
    shown = [one for one in happened if one.purpose == Purpose.MISSED]
    assert bool(shown) <= bool(unclear)
    same = [one for one in happened if one not in shown]
    both = [_but_for_hours(lines, lost=bool(unclear)) for lines in (planned, same)]
    changed = list(unified_diff(*both, "whole", "killed", n=0, lineterm=""))
    assert not changed, "\n".join(changed)
    for plain, late in zip(sorted(planned, key=_day), sorted(same, key=_day), strict=True):
        slept = any(sleeps < plain.at < wakes for sleeps, wakes in service.asleep)
        assert slept or abs(late.at - plain.at) <= LATE, f"{plain}\n{late}"


def _day(one: Told) -> tuple[str, ...]:
    return f"{one.at:%Y-%m-%d}", one.purpose, one.who, one.what


def _but_for_hours(lines: list[Told], *, lost: bool) -> list[str]:
    """Return what was told on which day; what may have left counts as sent.

    Where something was lost, a week's letter says so that else had nothing to say.
    """
    left = (OutboxState.SENT, OutboxState.UNCLEAR)
    either = (*left, OutboxState.VOID) if lost else left
    return sorted(
        "  ".join([*_day(one), _state(one, either if one.purpose == Purpose.DIGEST else left)]) for one in lines
    )


def _state(one: Told, left: tuple[OutboxState, ...]) -> str:
    return "left" if one.state in left else one.state
