"""The second world of the demo, Trà Lam in 2026: a Sở, three communes, and clusters of two levels with their parts.

Its papers come in by the doors of the service: the list of schools as by `import-units`, the plans as by `import-plan`,
the people by links. No paper of the library is switched on. Province, communes, schools and people are invented.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import App
from bot.demo_people import SEATS, Arrival, let_in, names
from bot.documents import unit_list
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.drafts import Draft, UnitRow
from bot.domain.duties import rules
from bot.domain.models import Appointment, Cluster, ClusterSchool, Meeting, Person, Role, Unit, UnitKind
from bot.domain.organisation import consents, founding, schools, unit_list_keeping, units
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import ForWhom
from bot.domain.programme import meetings, seats
from bot.emulator import Emulator
from bot.vietnamese import ZONE, local

FOLDER = Path(__file__).parent.parent / "demo"
LIST = "tra-lam-truong.xlsx"
PLANS = ("tra-lam-ke-hoach-th.docx", "tra-lam-ke-hoach-thcs.docx")
OFFICE = "Sở Giáo dục và Đào tạo Trà Lam"
YEAR = SchoolYear(2026)
START = datetime(2026, 10, 5, 8, tzinfo=ZONE)
MEETS_AT = datetime(2026, 10, 22, 14, tzinfo=ZONE)
ROOM = "Phòng hội đồng"
OTHER_NAMES = 40
"""From which of the invented names on theirs are taken: Mường Chà's people have the first ones."""
SUBJECTS = {"th": (None, None, "Tiếng Anh"), "thcs": ("Toán", "Ngữ văn", "Khoa học tự nhiên")}
"""Of each school's three teachers; None for who teaches all that a class has."""


async def prepare(app: App, emulator: Emulator, channel: str) -> None:
    """Put the list and both plans in, bring the people in, and settle one meeting."""
    rows, drafts = await asyncio.to_thread(_papers)
    now = app.clock.now()
    async with app.database.writing() as db:
        office = await founding.office(db, EVERYTHING, OFFICE)
        await unit_list_keeping.take(db, EVERYTHING, rows, ForWhom(office, YEAR, local(now).date()))
        for draft in drafts:
            await plan.accept(db, EVERYTHING, await plan.propose(db, draft, str(YEAR)), now=now)
        await rules.ensure(db, now)
        arrivals = [*await _officers(db, office), *await _of_schools(db, drafts)]
        edition = consents.edition(app.settings)
        await let_in(db, emulator, arrivals, channel=channel, now=now, edition=edition)
        await _settle_one(db, now)


def _papers() -> tuple[list[UnitRow], list[Draft]]:
    rows = unit_list.read((FOLDER / LIST).read_bytes(), LIST)
    return rows, [read((FOLDER / name).read_bytes(), name) for name in PLANS]


async def _officers(db: AsyncSession, office: Unit) -> list[Arrival]:
    communes = await db.scalars(select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(Unit.id).limit(1))
    return [
        Arrival("Vi Thị Thanh Nhạn", f"Chuyên viên, {office.name}", Role.OFFICER, unit_id=office.id),
        *(
            Arrival("Hứa Văn Tiệp", f"Chuyên viên Phòng VH-XH, {one.name}", Role.OFFICER, unit_id=one.id)
            for one in communes
        ),
    ]


async def _of_schools(db: AsyncSession, drafts: Sequence[Draft]) -> list[Arrival]:
    """Return everybody of the schools: those with a part in a cluster first, so that the page begins with them."""
    said = _named(drafts)
    leading = await _leading(db)
    in_parts = await _parts(db)
    others = names()
    for _ in range(OTHER_NAMES):
        next(others)
    found: list[tuple[int, Arrival]] = []
    for school in await schools.all_schools(db):
        found += _of_school(school, said, leading, in_parts.get(school.id), others)
    return [arrival for _, arrival in sorted(found, key=lambda one: one[0])]


def _of_school(
    school: Unit,
    said: Mapping[str, tuple[str, bool]],
    leading: Mapping[int, tuple[Role, Cluster]],
    part: Cluster | None,
    others: Iterator[str],
) -> Iterator[tuple[int, Arrival]]:
    """Give a school's people, each with how far down the page they stand.

    The principal, whom the plan may name; a deputy principal whom it names, or who leads the sub-cluster; teachers.
    """
    level = units.parse(school.name).levels[0]
    name, is_deputy = said.get(units.key(school.name), ("", False))
    role, cluster = leading.get(school.id, (Role.TEACHER, None))
    called = {Role.LEAD: "Cụm trưởng", Role.DEPUTY_LEAD: "Cụm phó"}.get(role, "")
    # Both levels have a "Cụm số 1", and the page shows the first words: they say which.
    leads = f"{called} {cluster.name} cấp {level.upper()}, " if cluster else ""
    here = Arrival("", "", Role.TEACHER, school, unit_id=school.id, level=level)
    principal = next(others) if is_deputy or not name else name
    as_head = f"{'' if is_deputy else leads}Hiệu trưởng, {school.name}"
    yield 0 if leads and not is_deputy else 2, replace(here, name=principal, about=as_head, role=Role.PRINCIPAL)
    deputy = replace(here, role=Role.DEPUTY)
    if is_deputy and cluster:
        more = ((role, None, cluster.id),)
        yield 0, replace(deputy, name=name, about=f"{leads}Phó Hiệu trưởng, {school.name}", more=more)
    elif part:
        more = ((Role.LEAD, None, part.id),)
        whole = f"Nhóm trưởng {part.name} cấp {level.upper()}, Phó Hiệu trưởng, {school.name}"
        yield 1, replace(deputy, name=next(others), about=whole, more=more)
    for subject in SUBJECTS[level]:
        teaches = f"Giáo viên {subject or 'văn hóa'}, {school.name}"
        yield 3, replace(here, name=next(others), about=teaches, subject=subject)


def _named(drafts: Sequence[Draft]) -> dict[str, tuple[str, bool]]:
    """Return whom the plans name, by the key of the school, and whether that is its deputy principal."""
    persons = [person for draft in drafts for cluster in draft.clusters for person in cluster.persons]
    return {units.key(one.unit): (one.name, one.post.lower().startswith("phó")) for one in persons}


async def _leading(db: AsyncSession) -> dict[int, tuple[Role, Cluster]]:
    """Return which school's head leads which cluster, and as what; also where a person is named by name."""
    asked = select(Appointment, Cluster).join(Cluster, Cluster.id == Appointment.cluster_id)
    rows = await db.execute(asked.where(Appointment.role.in_((Role.LEAD, Role.DEPUTY_LEAD))))
    return {tie.holder_unit_id or tie.unit_id or 0: (tie.role, cluster) for tie, cluster in rows}


async def _parts(db: AsyncSession) -> dict[int, Cluster]:
    """Return each sub-cluster by its last school, whose deputy principal leads it."""
    asked = select(ClusterSchool.unit_id, Cluster).join(Cluster, Cluster.id == ClusterSchool.cluster_id)
    rows = await db.execute(asked.where(Cluster.parent_id.is_not(None)).order_by(ClusterSchool.unit_id))
    last = {cluster.id: (unit_id, cluster) for unit_id, cluster in rows}
    return dict(last.values())


async def _settle_one(db: AsyncSession, now: datetime) -> None:
    """Settle the first meeting and let most of its seats be taken."""
    first = await db.scalar(select(Meeting.id).order_by(Meeting.month, Meeting.id).limit(1))
    meeting = await meetings.get(db, first or 0)
    await meetings.settle(db, meeting, EVERYTHING, starts_at=MEETS_AT, room=ROOM, capacity=SEATS, now=now)
    inside = select(ClusterSchool.unit_id).where(ClusterSchool.cluster_id == meeting.cluster_id)
    led = select(Appointment.person_id).where(Appointment.person_id.is_not(None))
    teachers = select(Person).where(Person.unit_id.in_(inside), Person.id.not_in(led)).order_by(Person.id)
    for person in list(await db.scalars(teachers))[1 : SEATS - 1]:
        await db.flush()
        await seats.take(db, person, Rights(), await meetings.get(db, meeting.id), now)
