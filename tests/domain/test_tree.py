"""The tree with dates: where a unit stands on a day, who is in a cluster on a day, and schools that are merged."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Appointment,
    Base,
    Cluster,
    ClusterSchool,
    Invite,
    Invitee,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Presence,
    Role,
    RosterEntry,
    Round,
    Unit,
    UnitKind,
    UnitTie,
    Why,
)
from bot.domain.organisation import clusters, invites, merging, people, schools, terms, tree
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import attendance, concerned, figure_lines, figures, marks
from bot.domain.programme.figures import Which
from bot.errors import BadInput
from bot.vietnamese import ZONE, fold
from tests.tables import session_on, transaction_on

JULY = date(2023, 7, 1)
MERGED = date(2024, 1, 1)
NOW = datetime(2023, 12, 10, 9, tzinfo=ZONE)


@pytest.fixture
async def db(database_url) -> AsyncIterator[AsyncSession]:
    """One open transaction on empty tables."""
    async with transaction_on(database_url) as opened:
        yield opened


async def keep(db: AsyncSession, *rows: Base) -> None:
    db.add_all(rows)
    await db.flush()


def unit(kind: UnitKind, name: str) -> Unit:
    return Unit(kind=kind, name=name, folded=fold(name))


class Year:
    """Two schools of one cluster, a third of another, a meeting in each of two months with two marks."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def begin(self) -> "Year":
        db = self.db
        self.old, self.new, self.far = (
            unit(UnitKind.SCHOOL, name) for name in ("TH Sa Lông", "TH Hừa Ngài", "TH Pa Ham")
        )
        self.cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum 1")
        self.other = Cluster(school_year="2023-2024", name="Cụm số 2", folded="cum 2")
        await keep(db, self.old, self.new, self.far, self.cluster, self.other)
        await keep(db, ClusterSchool(cluster_id=self.cluster.id, unit_id=self.old.id))
        await keep(db, ClusterSchool(cluster_id=self.other.id, unit_id=self.far.id))
        plan = Plan(title="x", school_year="2023-2024", unit_id=self.old.id, imported_at=NOW)
        await keep(db, plan)
        self.round = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
        await keep(db, self.round)
        self.lan = await self.person("Vàng Thị Lan", self.old)
        self.minh = await self.person("Lò Văn Minh", self.new)
        self.before = await self.meeting(datetime(2023, 11, 20, 14, tzinfo=ZONE), 1)
        self.after = await self.meeting(datetime(2024, 2, 20, 7, 30, tzinfo=ZONE), 2)
        return self

    async def person(self, name: str, school: Unit) -> Person:
        joined = datetime(2023, 9, 1, 8, tzinfo=ZONE)
        person = Person(name=name, folded=fold(name), unit_id=school.id, language="vi", joined_at=joined)
        await keep(self.db, person)
        return person

    async def meeting(self, starts_at: datetime | None, number: int, month: date | None = None) -> Meeting:
        meeting = Meeting(
            round_id=self.round.id,
            cluster_id=self.cluster.id,
            number=number,
            host_id=self.old.id,
            content="x",
            month=month or starts_at.date().replace(day=1),
            state=MeetingState.SETTLED if starts_at else MeetingState.PLANNED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3) if starts_at else None,
        )
        await keep(self.db, meeting)
        await self.db.refresh(meeting)
        return meeting

    async def mark(self, meeting: Meeting, *who: Person) -> None:
        for one in who:
            then = select(tree.school_then()).select_from(Person).join(Meeting, Meeting.id == meeting.id)
            school = await self.db.scalar(then.where(Person.id == one.id))
            row = Invitee(meeting_id=meeting.id, person_id=one.id, unit_id=school, why=Why.CONCERNED)
            await keep(self.db, row)
            there = {"presence": Presence.PRESENT, "by_id": one.id, "now": meeting.starts_at}
            await marks.write(self.db, Invitee.id == row.id, **there)

    async def schools_of(self, meeting: Meeting, *school_ids: int) -> dict[str, str]:
        """Return the school that a summary names beside each mark."""
        which = Which(school_ids or None, meeting_id=meeting.id)
        return {line.person: line.school async for some in figure_lines.lines(self.db, which, NOW) for line in some}


@pytest.fixture
async def year(db) -> Year:
    return await Year(db).begin()


async def merge(year: Year, day: date = MERGED, now: datetime = NOW) -> None:
    await merging.merge(year.db, EVERYTHING, year.old, year.new, day, by=None, now=now)


async def come(year: Year, day: date) -> int:
    return await merging.come_true(year.db, datetime(day.year, day.month, day.day, 1, tzinfo=ZONE))


async def test_a_school_moves_to_another_commune(db):
    """Before the day it stands where it stood; a later correction of the same day replaces the first."""
    school, office = unit(UnitKind.SCHOOL, "TH Sá Tổng"), unit(UnitKind.OFFICE, "Phòng GD&ĐT Mường Chà")
    lay, pon = unit(UnitKind.COMMUNE, "phường Mường Lay"), unit(UnitKind.COMMUNE, "xã Mường Pồn")
    await keep(db, school, office, lay, pon)
    assert await tree.parent_of(db, school, JULY) is None
    await tree.move_unit(db, EVERYTHING, school, office, date(2020, 9, 1))
    await tree.move_unit(db, EVERYTHING, school, pon, date(2025, 7, 1))
    await tree.move_unit(db, EVERYTHING, school, lay, date(2025, 7, 1))
    for day, parent in (
        (date(2020, 8, 31), None),
        (JULY, office),
        (date(2025, 6, 30), office),
        (date(2025, 7, 1), lay),
    ):
        assert await tree.parent_of(db, school, day) is parent
    assert list(await tree.children_of(db, office, JULY)) == [school]
    assert list(await tree.children_of(db, pon, date(2026, 1, 1))) == []


async def test_a_unit_stands_only_where_its_kind_may(db):
    """Not under itself, not under what stands below it, not where it stands already, not before it exists."""
    school, site = unit(UnitKind.SCHOOL, "TH Nậm Nèn"), unit(UnitKind.SITE, "Huổi Mí")
    commune, young = unit(UnitKind.COMMUNE, "xã Nậm Nèn"), unit(UnitKind.COMMUNE, "xã Na Sang")
    young.valid_from = date(2025, 7, 1)
    await keep(db, school, site, commune, young)
    await tree.move_unit(db, EVERYTHING, site, school, JULY)
    await tree.move_unit(db, EVERYTHING, school, commune, JULY)
    for what, parent, day in (
        (school, school, JULY),
        (school, site, JULY),
        (commune, school, JULY),
        (school, commune, date(2024, 1, 1)),
        (school, young, date(2024, 1, 1)),
    ):
        with pytest.raises(BadInput):
            await tree.move_unit(db, EVERYTHING, what, parent, day)
    assert len((await db.scalars(select(UnitTie))).all()) == 2


async def test_a_cluster_is_never_its_own_part(db):
    one, two, three = (Cluster(school_year="2025-2026", name=f"Cụm {n}", folded=f"cum {n}", level="th") for n in "123")
    last_year = Cluster(school_year="2024-2025", name="Cụm 1", folded="cum 1", decision_no="999/QĐ-SGDĐT")
    await keep(db, one, two, three, last_year)
    await clusters.put_under(db, EVERYTHING, two, one)
    await clusters.put_under(db, EVERYTHING, three, two)
    await db.flush()
    for cluster, parent in ((one, three), (one, one), (one, last_year)):
        with pytest.raises(BadInput):
            await clusters.put_under(db, EVERYTHING, cluster, parent)
    assert list(await clusters.parts_of(db, one)) == [two]
    await clusters.put_under(db, EVERYTHING, two, None)
    assert two.parent_id is None


async def test_a_school_is_in_a_cluster_for_its_days_only(db, year):
    """The calendar and the roll call respect the days; who leaves keeps what was, and has nothing of what comes."""
    row = await db.get_one(ClusterSchool, (year.cluster.id, year.old.id))
    row.valid_to = date(2024, 1, 31)
    await db.flush()
    assert await _concerned(year, year.lan) == {year.before.id}
    assert tree.ids(await tree.members(db, year.cluster.id, date(2024, 1, 31))) == {year.old.id}
    assert list(await tree.members(db, year.cluster.id, date(2024, 2, 1))) == []
    row.valid_from, row.valid_to = date(2023, 12, 1), None
    await db.flush()
    assert await _concerned(year, year.lan) == {year.after.id}


async def _concerned(year: Year, person: Person) -> set[int]:
    rights = await people.rights(year.db, person.id, NOW.date())
    asked = select(Meeting.id).where(concerned.concerns(person, rights))
    return set(await year.db.scalars(asked))


async def test_a_meeting_with_only_a_month_is_seen_by_who_is_in_the_cluster_then(db, year):
    planned = await year.meeting(None, 3, month=date(2024, 3, 1))
    row = await db.get_one(ClusterSchool, (year.cluster.id, year.old.id))
    row.valid_to = date(2024, 2, 29)
    await db.flush()
    assert planned.id not in await _concerned(year, year.lan)
    row.valid_to = date(2024, 3, 1)
    await db.flush()
    assert planned.id in await _concerned(year, year.lan)


async def test_what_happened_before_a_merger_keeps_the_old_name(db, year):
    """Marks, hosts, members and leads: the old school before the day, the new one from it on."""
    await keep(db, Appointment(role=Role.LEAD, holder_unit_id=year.old.id, cluster_id=year.cluster.id, valid_from=JULY))
    await year.mark(year.before, year.lan, year.minh)
    about = {"holder_unit_id": year.old.id, "cluster_id": year.other.id, "valid_from": JULY}
    await keep(db, Appointment(role=Role.DEPUTY_LEAD, **about))
    planned = await year.meeting(None, 3, month=date(2024, 3, 1))
    await merge(year)
    assert year.lan.unit_id == year.old.id
    assert await come(year, MERGED) == 1
    assert await come(year, MERGED) == 0
    await year.mark(year.after, year.lan, year.minh)

    assert year.lan.unit_id == year.new.id
    assert await year.schools_of(year.before) == {"Vàng Thị Lan": "TH Sa Lông", "Lò Văn Minh": "TH Hừa Ngài"}
    assert set((await year.schools_of(year.after)).values()) == {"TH Hừa Ngài"}
    assert await year.schools_of(year.before, year.new.id) == {"Lò Văn Minh": "TH Hừa Ngài"}
    assert await year.schools_of(year.before, year.old.id) == {"Vàng Thị Lan": "TH Sa Lông"}
    assert await year.schools_of(year.after, year.old.id) == {}
    assert [line.school for line in await attendance.roll(db, year.before.id)] == ["TH Hừa Ngài", "TH Sa Lông"]

    for meeting, host in ((year.before, year.old), (year.after, year.new), (planned, year.new)):
        await db.refresh(meeting)
        assert meeting.host_id == host.id
    last = MERGED - timedelta(days=1)
    for day, school in ((last, year.old), (MERGED, year.new)):
        assert tree.ids(await tree.members(db, year.cluster.id, day)) == {school.id}
        for role in (Role.LEAD, Role.DEPUTY_LEAD):
            holder = select(Appointment.holder_unit_id).where(Appointment.role == role, terms.holds(Appointment, day))
            assert list(await db.scalars(holder)) == [school.id]
    assert await _concerned(year, year.lan) == {year.before.id, year.after.id, planned.id}
    span = SchoolYear(2023).semester(1, (7, 31))
    for school, held in ((year.old, [year.before]), (year.new, [year.after, year.before])):
        found = await figures.meetings_seen(db, Which((school.id,), span=span), datetime(2024, 8, 1, tzinfo=ZONE))
        assert [one.id for one in found] == [one.id for one in held]


@pytest.mark.parametrize("lead", ["old", "new"])
async def test_of_a_lead_and_its_deputy_that_merge_the_lead_is_left(db, year, lead: str):
    """Else a school would act instead of itself, and only in the parts that its deputy was given."""
    deputy = {"old": "new", "new": "old"}[lead]
    about = {"cluster_id": year.cluster.id, "valid_from": JULY}
    await keep(db, Appointment(role=Role.LEAD, holder_unit_id=getattr(year, lead).id, **about))
    acts = {"role": Role.DEPUTY_LEAD, "holder_unit_id": getattr(year, deputy).id, "instead": True}
    await keep(db, Appointment(**acts, **about))
    elsewhere = Appointment(**acts, cluster_id=year.other.id, valid_from=JULY)
    await keep(db, elsewhere)
    await merge(year)
    held = select(Appointment.cluster_id, Appointment.role, Appointment.holder_unit_id)
    on_the_day = await db.execute(held.where(terms.holds(Appointment, MERGED)).order_by(Appointment.cluster_id))
    assert [tuple(row) for row in on_the_day] == [
        (year.cluster.id, Role.LEAD, year.new.id),
        (year.other.id, Role.DEPUTY_LEAD, year.new.id),
    ]
    before = await db.execute(held.where(terms.holds(Appointment, MERGED - timedelta(days=1))))
    assert len(before.all()) == 3


async def test_a_merger_from_a_day_that_is_past_holds_at_once(db, year):
    """Who is told of it late enters the day it was; nobody waits for a round."""
    await year.mark(year.before, year.lan)
    await merge(year, date(2023, 12, 1))
    assert year.lan.unit_id == year.new.id
    assert await year.schools_of(year.before) == {"Vàng Thị Lan": "TH Sa Lông"}


async def test_the_principal_of_the_heir_sees_what_the_old_school_left(db, year):
    await merge(year)
    assert await merging.with_merged(db, {year.new.id}, MERGED) == {year.new.id, year.old.id}
    assert await merging.with_merged(db, {year.new.id}, MERGED - timedelta(days=1)) == {year.new.id}
    assert await merging.with_merged(db, {year.far.id}, MERGED) == {year.far.id}


async def test_who_headed_the_old_school_heads_nothing_from_the_day(db, year):
    head = await year.person("Hạng A Tủa", year.old)
    await keep(db, Appointment(role=Role.PRINCIPAL, person_id=head.id, unit_id=year.old.id, valid_from=JULY))
    await keep(db, Appointment(role=Role.LEAD, holder_unit_id=year.old.id, cluster_id=year.cluster.id, valid_from=JULY))
    await merge(year)
    before = await people.rights(db, head.id, MERGED - timedelta(days=1))
    assert (before.principal_of, before.leads) == ({year.old.id}, {year.cluster.id})
    assert not (await people.rights(db, head.id, MERGED)).runs_something


async def test_open_links_and_the_roster_go_over_with_the_school(db, year):
    """A link of the old school opens the new one; the old school's principal link is closed."""
    for role in (Role.TEACHER, Role.PRINCIPAL):
        await invites.create(db, EVERYTHING, role, unit_id=year.old.id, now=NOW)
    for school, name in ((year.old, "Cà Văn Dơ"), (year.old, "Lò Thị Mai"), (year.new, "Lò Thị Mai")):
        entry = RosterEntry(unit_id=school.id, name=name, folded=fold(name), subject="Tiếng Anh", imported_at=NOW)
        await keep(db, entry)
    await merge(year)
    await come(year, MERGED)
    asked = select(Invite.role, Invite.unit_id, Invite.revoked_at.is_(None)).order_by(Invite.id)
    found = list(await db.execute(asked))
    assert found == [(Role.TEACHER, year.new.id, True), (Role.PRINCIPAL, year.old.id, False)]
    names = select(RosterEntry.name).where(RosterEntry.unit_id == year.new.id).order_by(RosterEntry.name)
    assert list(await db.scalars(names)) == ["Cà Văn Dơ", "Lò Thị Mai"]
    assert year.old not in await schools.all_schools(db, MERGED)
    assert year.old in await schools.all_schools(db, MERGED - timedelta(days=1))


async def test_a_school_is_not_merged_into_itself_nor_twice(db, year):
    office = unit(UnitKind.OFFICE, "Phòng GD&ĐT Mường Chà")
    await keep(db, office)
    with pytest.raises(BadInput):
        await merging.merge(db, EVERYTHING, year.old, year.old, MERGED, by=None, now=NOW)
    with pytest.raises(BadInput):
        await merging.merge(db, EVERYTHING, year.old, office, MERGED, by=None, now=NOW)
    await merge(year)
    with pytest.raises(BadInput):
        await merging.merge(db, EVERYTHING, year.old, year.far, MERGED, by=None, now=NOW)
    with pytest.raises(BadInput):
        await merging.merge(db, EVERYTHING, year.far, year.old, MERGED, by=None, now=NOW)
    assert year.old.merged_into_id == year.new.id
    assert year.far.valid_to is None


async def test_schools_that_are_merged_one_after_the_other(db, year):
    """Everybody ends up in the last one, and each mark keeps the school of its day."""
    await year.mark(year.before, year.lan)
    await merge(year)
    await merging.merge(db, EVERYTHING, year.new, year.far, date(2024, 3, 1), by=None, now=NOW)
    await come(year, date(2024, 6, 1))
    later = await year.meeting(datetime(2024, 4, 20, 14, tzinfo=ZONE), 4)
    for meeting in (year.after, later):
        await year.mark(meeting, year.lan)
    names = [(await year.schools_of(one))["Vàng Thị Lan"] for one in (year.before, year.after, later)]
    assert names == ["TH Sa Lông", "TH Hừa Ngài", "TH Pa Ham"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2)), max_size=6),
    days=st.lists(st.integers(0, 220), min_size=1, max_size=8),
)
async def test_the_school_of_a_day_is_where_somebody_was_that_day(databases, tmp_path_factory, moves, days):
    """Whatever the moves: every day has exactly one school, the one that the newest move up to it says."""
    start = date(2023, 9, 1)
    async with session_on(databases, tmp_path_factory.mktemp("moves")) as db:
        year = await Year(db).begin()
        all_of_them, expected = (year.old, year.new, year.far), dict.fromkeys(range(221), year.old)
        for offset, target in sorted(moves, key=lambda move: move[0]):
            await tree.move_person(db, year.lan, all_of_them[target].id, start + timedelta(days=offset))
            expected |= dict.fromkeys(range(offset, 221), all_of_them[target])
        for number, day in enumerate(days, start=10):
            meeting = await year.meeting(datetime(2023, 9, 1, 6, tzinfo=ZONE) + timedelta(days=day), number)
            await year.mark(meeting, year.lan)
            assert (await year.schools_of(meeting))["Vàng Thị Lan"] == expected[day].name
            assert [line.school for line in await attendance.roll(db, meeting.id)] == [expected[day].name]
