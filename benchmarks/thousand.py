"""A thousand schools in the middle of their year: 40 clusters, 20,000 teachers, 1,350 meetings, marks of 27,000 people.

What others measure on: it fills tables only.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.domain.duties import orders, rules
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    ClusterSchool,
    Coming,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Presence,
    Role,
    Round,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.models.base import Base
from bot.domain.organisation.people import Rights
from bot.migrate import upgrade

YEAR = "2023-2024"
NOW = datetime(2023, 12, 6, 2, tzinfo=UTC)
ASKED_TWICE = frozenset({"000-4", "001-3", "001-12", "001-14"})
CLUSTERS, SCHOOLS, TEACHERS = 40, 25, 20
MEETINGS = 1350
OVER, CAME = 150, 180
"""Meetings of the last days, and how many people came to each."""
MONTHS = [date(2023, month, 1) for month in (9, 10, 11, 12)] + [date(2024, month, 1) for month in (1, 2, 3, 4, 5)]


def fill(url: str, *, over: int = OVER) -> None:
    """Make tables and fill them; with fewer meetings that are just over there is less to derive."""
    upgrade(url)
    asyncio.run(_fill_and_close(Database(url), over))


async def _fill_and_close(database: Database, over: int) -> None:
    await fill_tables(database, over=over)
    await database.close()


async def fill_tables(
    database: Database,
    *,
    over: int = OVER,
    meetings: int = MEETINGS,
    teachers: int = TEACHERS,
    channel: str = "telegram",
) -> int:
    """Fill empty tables, with so many teachers a school; return the id of the officer, which is that of the chat."""
    officer = CLUSTERS * SCHOOLS * teachers + 1
    rows: list[tuple[type[Base], Iterator[dict[str, Any]]]] = [
        (Unit, _units()),
        (Cluster, ({"id": n, "school_year": YEAR, "name": f"Cụm {n}", "folded": f"cum {n}"} for n in _clusters())),
        (ClusterSchool, ({"cluster_id": 1 + n // SCHOOLS, "unit_id": 2 + n} for n in range(CLUSTERS * SCHOOLS))),
        (Person, _people(officer)),
        (Account, ({"person_id": n, "channel": channel, "address": str(n)} for n in range(1, officer + 1))),
        (Appointment, _appointments(officer)),
        (Plan, iter([{"id": 1, "title": "Kế hoạch", "school_year": YEAR, "unit_id": 1, "imported_at": NOW}])),
        (Round, ({"id": n, "plan_id": 1, "number": n, "month": month} for n, month in enumerate(MONTHS, start=1))),
        (Meeting, (_meeting(number, meetings, over) for number in range(1, meetings + 1))),
        (Invitee, _came(over)),
        (Mark, ({"invitee_id": n, "presence": Presence.PRESENT, "at": NOW} for n in range(1, over * CAME + 1))),
    ]
    async with database.writing() as db:
        for table, some in rows:
            if found := [*some]:
                await db.execute(insert(table), found)
    return officer


async def switch_on(db: AsyncSession) -> None:
    """Let the two sample papers for primary schools hold, but for what both of them ask."""
    await rules.ensure(db, NOW)
    papers = [await orders.of_paper(db, key) for key in ("000", "001")]
    asked = [rule.id for paper in papers for rule in paper if rule.code not in ASKED_TWICE]
    await orders.switch_on(db, asked, Rights(officer=True), office_id=None, by_id=None, now=NOW)


def _clusters() -> range:
    return range(1, CLUSTERS + 1)


def _units() -> Iterator[dict[str, Any]]:
    yield {"id": 1, "kind": UnitKind.OFFICE, "name": "Phòng", "folded": "phong"}
    for number in range(2, CLUSTERS * SCHOOLS + 2):
        yield {"id": number, "kind": UnitKind.SCHOOL, "name": f"TH Bản {number}", "folded": f"th ban {number}"}


def _people(officer: int) -> Iterator[dict[str, Any]]:
    for number in range(1, officer + 1):
        school = 2 + (number - 1) % (CLUSTERS * SCHOOLS)
        name = f"Lò Thị Mai {number}"
        yield {"id": number, "name": name, "folded": name.lower(), "unit_id": school, "joined_at": NOW}


def _appointments(officer: int) -> Iterator[dict[str, Any]]:
    since = {"valid_from": date(2023, 8, 1), "unit_id": None, "cluster_id": None, "holder_unit_id": None}
    yield since | {"role": Role.OFFICER, "person_id": officer, "unit_id": 1}
    for number in range(CLUSTERS * SCHOOLS):
        yield since | {"role": Role.PRINCIPAL, "person_id": number + 1, "unit_id": number + 2}
    for cluster in _clusters():
        first = 2 + (cluster - 1) * SCHOOLS
        yield since | {"role": Role.LEAD, "person_id": None, "holder_unit_id": first, "cluster_id": cluster}


def _meeting(number: int, meetings: int, over: int) -> dict[str, Any]:
    """The first ones are just over, a third of the others is settled; the rest has only its month."""
    cluster = 1 + number % CLUSTERS
    host = 2 + (cluster - 1) * SCHOOLS + number // CLUSTERS % SCHOOLS
    place = 3 + (len(MONTHS) - 3) * number // (meetings + 1) if number > over else 3
    begins = (
        NOW - timedelta(days=1 + number % 4) if number <= over else NOW + timedelta(days=2 + number * 150 // meetings)
    )
    settled = number <= over or number % 3 == 0
    return {
        "id": number,
        "round_id": place + 1,
        "cluster_id": cluster,
        "host_id": host,
        "number": number,
        "content": f"Chuyên đề {number}: dạy học theo nhóm",
        "month": MONTHS[place],
        "state": MeetingState.SETTLED if settled else MeetingState.PLANNED,
        "starts_at": begins if settled else None,
        "ends_at": begins + timedelta(hours=3) if settled else None,
        "version": int(settled),
        "listed_at": NOW if settled else None,
    }


def _came(over: int) -> Iterator[dict[str, Any]]:
    there = {"answer": Coming.YES, "why": Why.CONCERNED, "presence": Presence.PRESENT}
    for number in range(over * CAME):
        meeting, place = 1 + number // CAME, number % CAME
        school = (meeting % CLUSTERS) * SCHOOLS + place % SCHOOLS
        person = 1 + school + place // SCHOOLS * CLUSTERS * SCHOOLS
        yield there | {"id": number + 1, "meeting_id": meeting, "person_id": person, "unit_id": 2 + school}
