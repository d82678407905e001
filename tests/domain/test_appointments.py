"""Terms in a row: on every day one lead, and what is open always lies with them."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.endings import term_handover
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    HowAppointed,
    Outbox,
    OutboxState,
    Person,
    Plan,
    PlanState,
    Purpose,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation import people, terms
from bot.domain.organisation.people import Rights
from bot.errors import BadInput
from bot.vietnamese import ZONE, fold
from tests.tables import session_on

START = date(2023, 9, 4)
LAST = 30
NAMES = ("Sùng A Dơ", "Vàng Thị Nhung", "Lò Văn Minh")
OFFICER = Rights(officer=True)


def at(day: int) -> datetime:
    return datetime.combine(START + timedelta(days=day), datetime.min.time(), ZONE).replace(hour=9)


async def begin(db: AsyncSession) -> tuple[Cluster, list[Person], Plan]:
    """Return a cluster, three people of whom the first leads it, and a draft of theirs."""
    cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum 1")
    school = Unit(kind=UnitKind.SCHOOL, name="TH Thị trấn", folded="th thi tran")
    db.add_all([cluster, school])
    await db.flush()
    found = [Person(name=name, folded=fold(name), unit_id=school.id, language="vi", joined_at=at(0)) for name in NAMES]
    db.add_all(found)
    await db.flush()
    db.add_all(Account(person_id=one.id, channel="talk", address=str(one.id)) for one in found)
    db.add(Appointment(role=Role.LEAD, person_id=found[0].id, cluster_id=cluster.id, valid_from=START))
    here = {"unit_id": school.id, "cluster_id": cluster.id, "author_id": found[0].id}
    plan = Plan(title="x", school_year="2023-2024", imported_at=at(0), state=PlanState.DRAFT, **here)
    db.add(plan)
    await db.flush()
    return cluster, found, plan


async def told(db: AsyncSession) -> int:
    rows = select(func.count()).where(Outbox.purpose == Purpose.HANDOVER, Outbox.state == OutboxState.WAITING)
    return await db.scalar(rows) or 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST), st.integers(0, 2)), max_size=7))
async def test_on_every_day_one_leads_and_has_what_is_open(databases, tmp_path_factory, changes):
    """Appointments on any day, from any day, for anybody: never two leads, never none, drafts with the lead."""
    async with session_on(databases, tmp_path_factory.mktemp("terms")) as db:
        cluster, found, plan = await begin(db)
        for day in range(LAST + 1):
            for said_on, from_day, who in changes:
                if said_on == day and from_day >= day:
                    await _appoint(db, cluster, found[who], (day, from_day), found[0])
            await term_handover.hand_over(db, at(day))
            leads = await terms.leaders(db, cluster.id, START + timedelta(days=day))
            assert len(leads) == 1
            await db.refresh(plan)
            assert plan.author_id == leads[0]
            assert (await people.rights(db, leads[0], START + timedelta(days=day))).leads == {cluster.id}
            before = await told(db)
            assert await term_handover.hand_over(db, at(day)) == 0
            assert await told(db) == before


async def _appoint(db: AsyncSession, cluster: Cluster, who: Person, days: tuple[int, int], by: Person) -> None:
    said_on, first = days
    from_day = START + timedelta(days=first)
    # Who leads on that day already is not appointed again; that is said, and changes nothing.
    with suppress(BadInput):
        await term_handover.appoint(
            db,
            OFFICER,
            cluster,
            who,
            from_day=from_day,
            how=HowAppointed.ROTATING,
            instead=True,
            by=by,
            now=at(said_on),
        )
