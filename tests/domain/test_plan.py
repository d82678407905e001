"""The real plan on its way in, and a second time."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.domain import plan
from bot.domain.models import (
    Appointment,
    Base,
    Cluster,
    ClusterSchool,
    Form,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Role,
    Round,
    Unit,
    UnitKind,
)
from bot.domain.organisation import units
from bot.domain.organisation.people import EVERYTHING
from bot.domain.plan.nouns import Counts
from tests.domain.plan_kit import MONTHS, NOW, PROGRAMME, REPAIRS, YEAR, a_database, demo, said


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


async def test_all_meetings_have_their_school_and_content(db):
    proposal = await plan.propose(db, demo(), YEAR)
    assert not proposal.doubts
    found = [(meeting.round, proposal.group(meeting.group).name, meeting.host.name) for meeting in proposal.meetings]
    assert found == [expected[:3] for expected in PROGRAMME]
    for meeting, (number, _, _, content) in zip(proposal.meetings, PROGRAMME, strict=True):
        assert meeting.content.startswith(content)
        assert (meeting.month, meeting.form, meeting.number) == (MONTHS[number], Form.IN_PERSON, 1)


async def test_what_is_kept_reads_the_same(db):
    counts = await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    assert counts == Counts(16, 3, 5, 3, 0, 5, 4, 32, other=16 + 5 * 16 + 2)
    rows = await db.execute(
        select(Round.number, Cluster.name, Unit.name, Meeting)
        .join(Meeting, Meeting.round_id == Round.id)
        .join(Cluster, Cluster.id == Meeting.cluster_id)
        .join(Unit, Unit.id == Meeting.host_id)
        .order_by(Meeting.id)
    )
    for (number, cluster, host, meeting), expected in zip(rows.all(), PROGRAMME, strict=True):
        assert (number, cluster, host) == expected[:3]
        assert meeting.content.startswith(expected[3])
        assert (meeting.month, meeting.state, meeting.starts_at) == (MONTHS[number], MeetingState.PLANNED, None)


async def test_the_plan_and_its_office_are_kept(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    kept, office = (await db.execute(select(Plan, Unit).join(Unit, Unit.id == Plan.unit_id))).one()
    assert (kept.school_year, kept.imported_at) == (YEAR, NOW)
    assert kept.title.startswith("Tổ chức sinh hoạt chuyên môn theo cụm trường")
    assert (office.name, office.kind) == ("Phòng Giáo dục và Đào tạo Mường Chà", UnitKind.OFFICE)
    assert office.folded == units.key(office.name)


async def test_clusters_have_their_schools_and_subject_groups_have_all(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    sizes = await db.execute(
        select(Cluster.name, Cluster.subject, func.count())
        .join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
        .group_by(Cluster.id)
        .order_by(Cluster.id)
    )
    assert sizes.all() == [
        ("Cụm số 1", None, 5),
        ("Cụm số 2", None, 7),
        ("Cụm số 3", None, 4),
        ("Tiếng Anh", "Tiếng Anh", 16),
        ("Tin học và Công nghệ", "Tin học và Công nghệ", 16),
        ("Âm nhạc", "Âm nhạc", 16),
        ("Mĩ Thuật", "Mĩ Thuật", 16),
        ("Giáo dục thể chất", "Giáo dục thể chất", 16),
    ]


async def test_leads_and_core_teachers_are_appointed_for_the_year(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    rows = (
        await db.execute(
            select(Appointment, Cluster.name, Unit.name)
            .join(Cluster, Cluster.id == Appointment.cluster_id)
            .join(Unit, Unit.id == func.coalesce(Appointment.holder_unit_id, Appointment.unit_id))
        )
    ).all()
    assert {(cluster, school) for given, cluster, school in rows if given.role == Role.LEAD} == {
        ("Cụm số 1", "PTDTBT TH số 1 Na Sang"),
        ("Cụm số 2", "TH Thị trấn"),
        ("Cụm số 3", "PTDTBT TH Nậm Nèn"),
    }
    assert {(given.named, cluster, school) for given, cluster, school in rows if given.role == Role.CORE} == {
        ("Lò Thị Hoa Ban", "Tiếng Anh", "PTDTBT TH số 1 Na Sang"),
        ("Quàng Văn Thử", "Tin học và Công nghệ", "PTDTBT TH số 2 Mường Mươn"),
        ("Giàng A Mẫu", "Âm nhạc", "PTDTBT TH Ma Thì Hồ"),
        ("Cà Thị Minh Họa", "Mĩ Thuật", "PTDTBT TH số 1 Na Sang"),
        ("Mùa A Ví Dụ", "Giáo dục thể chất", "PTDTBT TH số 2 Na Sang"),
    }
    assert {(given.valid_from, given.valid_to) for given, _, _ in rows} == {(date(2023, 8, 1), date(2024, 7, 31))}


async def test_every_repair_of_a_row_is_reported_with_what_was_written(db):
    proposal = await plan.propose(db, demo(), YEAR)
    repairs = {repair.place.row: repair for repair in proposal.repairs if repair.place.table == 1}
    assert repairs.keys() == REPAIRS.keys()
    for row, (original, becomes, why) in REPAIRS.items():
        assert (repairs[row].original, repairs[row].becomes) == (original, becomes)
        assert why in said([repairs[row].why])[0]


async def test_the_official_spelling_wins_where_the_list_has_another(db):
    """The list and the core teachers' table write Ma Thị Hồ, the rows Ma Thì Hồ, which is the commune's name."""
    proposal = await plan.propose(db, demo(), YEAR)
    repaired = [repair.place.table for repair in proposal.repairs if repair.original == "PTDTBT TH Ma Thị Hồ"]
    assert sorted(repaired) == [0, 2]
    assert {repair.becomes for repair in proposal.repairs if "Ma Thị" in repair.original} == {"PTDTBT TH Ma Thì Hồ"}


async def test_warnings_about_hosts(db):
    warnings = said((await plan.propose(db, demo(), YEAR)).warnings)
    assert [warning for warning in warnings if "hosts" in warning] == [
        "PTDTBT TH số 1 Na Sang hosts 4 meetings in 10/2023.",
        "PTDTBT TH Hừa Ngài hosts 2 meetings in 12/2023.",
        "PTDTBT TH Ma Thì Hồ hosts 2 meetings in 12/2023.",
        "PTDTBT TH số 2 Sá Tổng hosts 2 meetings in 02/2024.",
        "PTDTBT TH Mường Anh hosts 2 meetings in 04/2024.",
        "TH&THCS Mường Tùng hosts no meeting.",
    ]


async def test_what_looks_misread_is_suggested_and_kept_as_written(db):
    proposal = await plan.propose(db, demo(), YEAR)
    suspects = [note.facts["found"] for note in proposal.warnings if "found" in note.facts]
    assert suspects == [
        "1. 1.",
        "báo cáo cụm trường",
        "phối hợp với cụm trường",
        "yêu cầu của cụm trường",
        "Tiếng anh",
        "Độc nhạc",
    ]
    assert '"Độc nhạc"' in proposal.meetings[29].content


async def test_a_month_inside_the_content_is_not_the_date(db):
    meeting = (await plan.propose(db, demo(), YEAR)).meetings[22]
    assert "tháng 4/2024" in meeting.content
    assert meeting.month == date(2024, 2, 1)


# A second import


async def counted(db) -> list[int]:
    return [await db.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables]


async def test_a_second_import_changes_nothing(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    before = await counted(db)
    again = await plan.propose(db, demo(), YEAR)
    assert again.new == Counts()
    assert (await plan.accept(db, EVERYTHING, again, now=NOW)).total == 0
    assert await counted(db) == before


async def test_what_people_changed_since_stays(db):
    """A cancelled meeting, a moved host, a lead handed over and a core teacher who joined are not put back."""
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    first, second = (await db.scalars(select(Meeting).order_by(Meeting.id).limit(2))).all()
    first.state, second.host_id = MeetingState.CANCELLED, first.host_id
    lead = (await db.scalars(select(Appointment).where(Appointment.role == Role.LEAD))).first()
    lead.valid_to = date(2023, 12, 31)
    core = (await db.scalars(select(Appointment).where(Appointment.role == Role.CORE))).first()
    person = Person(name=core.named, folded=units.key(core.named), joined_at=NOW)
    db.add(person)
    await db.flush()
    core.person_id, core.named = person.id, None
    again = await plan.propose(db, demo(), YEAR)
    assert again.new.total == 0


async def test_an_erased_core_teachers_name_does_not_come_back(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    core = (await db.scalars(select(Appointment).where(Appointment.role == Role.CORE))).first()
    person = Person(name="", folded="", joined_at=NOW, erased_at=NOW)
    db.add(person)
    await db.flush()
    core.person_id, core.named = person.id, None
    assert (await plan.propose(db, demo(), YEAR)).new.total == 0


async def test_only_what_is_missing_is_added(db):
    proposal = await plan.propose(db, replace(demo(), meetings=demo().meetings[:8]), YEAR)
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    rest = await plan.propose(db, demo(), YEAR)
    assert (rest.new.rounds, rest.new.meetings, rest.new.schools) == (3, 24, 0)
    assert (await plan.accept(db, EVERYTHING, rest, now=NOW)).meetings == 24


async def test_a_proposal_that_waited_adds_nothing_twice(db):
    """Two people look at the same file; both say yes."""
    one, two = await plan.propose(db, demo(), YEAR), await plan.propose(db, demo(), YEAR)
    assert (await plan.accept(db, EVERYTHING, one, now=NOW)).meetings == 32
    assert (await plan.accept(db, EVERYTHING, two, now=NOW)).total == 0


async def test_next_years_plan_finds_the_schools(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    rows = [replace(row, time=row.time.replace("2024", "2025")) for row in demo().meetings]
    proposal = await plan.propose(db, replace(demo(), years=(), meetings=tuple(rows)), "2024-2025")
    assert (proposal.new.schools, proposal.new.clusters, proposal.new.meetings) == (0, 3, 32)
    assert "The file does not say for which school year it is." in said(proposal.warnings)
