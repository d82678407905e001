"""The tables that steps are measured on: a cluster of schools in the middle of its year, by the machine's own hour."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.db import Database
from bot.domain.models import (
    Account,
    Cluster,
    ClusterSchool,
    Coming,
    Consent,
    Invitee,
    Meeting,
    MeetingState,
    Person,
    Plan,
    PlanState,
    Round,
    Scope,
    Seat,
    SeatState,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation import consents
from bot.domain.organisation.school_year import SchoolYear
from bot.migrate import upgrade
from bot.settings import read_settings
from bot.vietnamese import local

SCHOOLS, PEOPLE, AHEAD = 16, 400, 6
RUNNING, OVER = AHEAD + 1, AHEAD + 2
"""Numbers of meetings: 1 to `AHEAD` are open for sign-up, one takes its roll call, one its reflections and photos."""
KEPT_BY = dict.fromkeys(("keeper", "keeper_address", "contact", "data_officer"), "benchmark")
"""Settings without which the service does not start; the notice that people have answered names them."""
CODE = "54321"
FIRST_CHAT = 1000
"""The address of the first person; the others follow it."""


ASKERS = 20
"""The first people, who are always told already."""


def fill(url: str, now: datetime, *, tells: bool = False) -> None:
    """Make the tables. With `tells` the first meeting begins in an hour and nobody but the askers has heard of it."""
    upgrade(url)
    asyncio.run(_fill(Database(url), now, tells=tells))


async def _fill(database: Database, now: datetime, *, tells: bool) -> None:
    today, year = local(now).date(), SchoolYear.of(local(now).date())
    async with database.writing() as db:
        names = [f"TH Hoa Ban {number}" for number in range(1, SCHOOLS + 1)]
        db.add_all([Unit(kind=UnitKind.SCHOOL, name=name, folded=name.lower()) for name in names])
        cluster = Cluster(school_year=str(year), name="Cụm số 1", folded="cum so 1")
        db.add(cluster)
        await db.flush()
        members = [{"cluster_id": cluster.id, "unit_id": school} for school in range(1, SCHOOLS + 1)]
        await db.execute(insert(ClusterSchool), members)
        published = {"unit_id": 1, "imported_at": now, "state": PlanState.PUBLISHED}
        plan = Plan(title="Kế hoạch", school_year=str(year), **published)
        db.add(plan)
        await db.flush()
        db.add(Round(id=1, plan_id=plan.id, number=1, month=today.replace(day=1)))
        await db.flush()
        await db.execute(insert(Person), [_person(number, now) for number in range(1, PEOPLE + 1)])
        accounts = [(number, str(FIRST_CHAT + number - 1)) for number in range(1, PEOPLE + 1)]
        rows = [{"person_id": number, "channel": "telegram", "address": address} for number, address in accounts]
        await db.execute(insert(Account), rows)
        scopes = [(number, scope) for number in range(1, PEOPLE + 1) for scope in Scope]
        given = {"version": consents.NOTICE_VERSION, "given_at": now}
        await db.execute(insert(Consent), [{"person_id": one, "scope": scope} | given for one, scope in scopes])
        await db.execute(insert(Meeting), [*_meetings(now, tells=tells)])
        await db.execute(insert(Invitee), [*_invitees(now, tells=tells)])
        seats = [(meeting, person) for meeting in (RUNNING, OVER) for person in range(1, PEOPLE + 1)]
        held = {"state": SeatState.HELD, "since": now}
        await db.execute(insert(Seat), [{"meeting_id": meeting, "person_id": one} | held for meeting, one in seats])
    await database.close()


def _person(number: int, now: datetime) -> dict[str, Any]:
    name = f"Lò Thị Mai {number}"
    # They have answered the notice that holds, else the service would ask them about it while it is measured.
    notice = consents.edition(read_settings({}, **KEPT_BY))
    at = {"unit_id": number % SCHOOLS + 1, "joined_at": now}
    return {"name": name, "folded": name.lower(), "notice": notice} | at


def _invitees(now: datetime, *, tells: bool) -> Iterator[dict[str, Any]]:
    """Give who is expected and has been invited: else the service would invite them while it is measured."""
    for meeting in range(1, OVER + 1):
        for person in range(1, (ASKERS if tells and meeting == 1 else PEOPLE) + 1):
            answer = Coming.YES if meeting in (RUNNING, OVER) else None
            told = {"invited_at": now, "answer": answer, "answered_at": now if answer else None}
            yield {"meeting_id": meeting, "person_id": person, "why": Why.CONCERNED} | told


def _meetings(now: datetime, *, tells: bool) -> Iterator[dict[str, Any]]:
    begins = [now + timedelta(days=10 + number) for number in range(AHEAD)]
    if tells:
        begins[0] = now + timedelta(hours=1)
    begins += [now - timedelta(minutes=5), now - timedelta(hours=4)]
    for number, starts_at in enumerate(begins, start=1):
        yield {
            "round_id": 1,
            "cluster_id": 1,
            "host_id": number,
            "number": number,
            "content": f"Phương pháp dạy học, bài {number}",
            "month": local(now).date().replace(day=1),
            "state": MeetingState.SETTLED,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=3),
            "capacity": PEOPLE + 10,
            "taken": PEOPLE if number in (RUNNING, OVER) else 0,
            "version": 1,
            "code": CODE if number == RUNNING else None,
            "opened_at": now if number == RUNNING else None,
        }
