"""The invented people of Mường Chà: they come in by links like anybody else. Nobody of them exists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, cycle

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Appointment, Cluster, Meeting, Person, Role, Unit
from bot.domain.organisation import invites, people, schools
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.programme import meetings, seats
from bot.emulator import Emulator
from bot.vietnamese import ZONE

FAMILY = ("Lò", "Giàng", "Vàng", "Quàng", "Cà", "Lường", "Sùng", "Mùa", "Nguyễn", "Thào", "Tòng", "Hạng", "Trần")
MIDDLE = ("Thị", "A", "Văn", "Thị Mai", "Minh", "Thị Thu", "Đức")
GIVEN = (
    *("Nhung", "Dơ", "Sinh", "Duyên", "Páo", "Hạnh", "Tỏa", "Ánh", "Chứ", "Lan", "Ân", "Pó", "Thảo", "Dình"),
    *("Hương", "Đức", "Sua", "Yến", "Lử", "Bích", "Khai"),
)
TEACHERS_A_SCHOOL = 5
FIRST_ID = 1001
SEATS = 12
ON_BOTH = 8
"""How many of them are on Zalo too."""
STARTS_AT = datetime(2023, 10, 26, 14, tzinfo=ZONE)
ROOM = "Phòng họp"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person on the way in."""

    name: str
    about: str
    role: Role
    school: Unit | None = None
    unit_id: int | None = None
    cluster_id: int | None = None
    subject: str | None = None
    level: str = "th"
    more: tuple[tuple[Role, int | None, int | None], ...] = ()
    """Further links that the person opens: a role with its unit or cluster."""


async def enter(db: AsyncSession, emulator: Emulator, channel: str, now: datetime, edition: str) -> None:
    """Bring in an officer, of each school a principal and five teachers, and the core teachers; one stays outside.

    They have answered this `edition` of the notice. One meeting is settled, so that there is something to sign up for;
    most of its seats are taken.
    """
    arrivals = [*await _officers(db), *await _teachers(db), *await _cores(db)]
    await let_in(db, emulator, arrivals, channel=channel, now=now, edition=edition)
    await _settle_one(db, now)


async def let_in(
    db: AsyncSession, emulator: Emulator, arrivals: Iterable[Arrival], *, channel: str, now: datetime, edition: str
) -> None:
    """Bring people in by links, the first of them on Zalo too; the last one stays outside.

    They have answered that `edition` of the notice.
    """
    numbers = count(FIRST_ID)
    for arrival in arrivals:
        number = next(numbers)
        emulator.add_person(number, arrival.name, arrival.about, started=True)
        person = await _join(db, arrival, channel, str(number), now)
        person.notice = edition
        if number < FIRST_ID + ON_BOTH:
            db.add(Account(person_id=person.id, channel="zalo", address=emulator.zalo.add_person(number)))
            person.preferred_channel = channel
    emulator.add_person(next(numbers), "Khách mới", "Chưa tham gia: mở đường dẫn mời để vào")


def names() -> Iterator[str]:
    """Return invented names without an end."""
    for family, middle, given in zip(cycle(FAMILY), cycle(MIDDLE), cycle(GIVEN), strict=False):
        yield f"{family} {middle} {given}"


async def _officers(db: AsyncSession) -> Sequence[Arrival]:
    office = (await schools.offices(db))[0]
    return [Arrival("Điêu Thị Phượng", f"Chuyên viên, {office.name}", Role.OFFICER, unit_id=office.id)]


async def _cores(db: AsyncSession) -> Sequence[Arrival]:
    arrivals = []
    named = select(Appointment, Cluster).join(Cluster).where(Appointment.role == Role.CORE).order_by(Appointment.id)
    for core, cluster in (await db.execute(named)).all():
        school = await schools.get(db, core.unit_id or 0)
        about = f"Cốt cán {cluster.name}, {school.name}"
        who = core.named or ""
        arrivals.append(Arrival(who, about, Role.CORE, school, cluster_id=cluster.id, subject=cluster.subject))
    return arrivals


async def _teachers(db: AsyncSession) -> Sequence[Arrival]:
    called, subjects = names(), cycle([*await schools.subjects(db), None, None, None])
    leading = select(Appointment.holder_unit_id).where(Appointment.role == Role.LEAD).order_by(Appointment.id)
    lead_schools = list(await db.scalars(leading))
    arrivals = []
    # The schools that lead come first, so that the page begins with people of every role.
    for school in sorted(await schools.all_schools(db), key=lambda school: school.id not in lead_schools):
        head = "Hiệu trưởng, cụm trưởng" if school.id in lead_schools else "Hiệu trưởng"
        arrivals.append(Arrival(next(called), f"{head}, {school.name}", Role.PRINCIPAL, school, unit_id=school.id))
        for _number in range(TEACHERS_A_SCHOOL):
            subject = next(subjects)
            about = f"Giáo viên {subject or 'văn hóa'}, {school.name}"
            arrivals.append(Arrival(next(called), about, Role.TEACHER, school, unit_id=school.id, subject=subject))
    return arrivals


async def _join(db: AsyncSession, arrival: Arrival, channel: str, address: str, now: datetime) -> Person:
    person = await people.agree(db, channel, address, language="vi", now=now)
    people.rename(person, arrival.name)
    for role, unit_id, cluster_id in ((arrival.role, arrival.unit_id, arrival.cluster_id), *arrival.more):
        invite = await invites.create(db, EVERYTHING, role, unit_id=unit_id, cluster_id=cluster_id, now=now)
        await invites.accept(db, invite, person, now)
    person.unit_id = arrival.school.id if arrival.school else None
    person.subject, person.level = arrival.subject, arrival.level
    return person


async def _settle_one(db: AsyncSession, now: datetime) -> None:
    group = await db.scalar(select(Cluster).where(Cluster.subject.is_not(None)).order_by(Cluster.id).limit(1))
    assert group
    first = await db.scalar(select(Meeting.id).where(Meeting.cluster_id == group.id).order_by(Meeting.month).limit(1))
    meeting = await meetings.get(db, first or 0)
    await meetings.settle(db, meeting, EVERYTHING, starts_at=STARTS_AT, room=ROOM, capacity=SEATS, now=now)
    specialists = await db.scalars(select(Person).where(Person.subject == group.subject).order_by(Person.id))
    for person in list(specialists)[1 : SEATS - 1]:
        await db.flush()
        await seats.take(db, person, Rights(), await meetings.get(db, meeting.id), now)
