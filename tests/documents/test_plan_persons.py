"""Papers of these days: who leads is a person of a school and never a school, and clusters are told by communes."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.documents.plan import read
from bot.domain import plan
from bot.domain.drafts import TypedPerson
from bot.domain.models import Appointment, Cluster, Role, Unit, UnitKind, UnitTie
from bot.domain.organisation.people import EVERYTHING
from tests.domain.plan_kit import NOW, a_database

HEAD = """UBND TỈNH HOA
SỞ GIÁO DỤC VÀ ĐÀO TẠO
KẾ HOẠCH
Sinh hoạt chuyên môn cụm trường cấp tiểu học năm học 2026-2027
"""
PROSE = f"""{HEAD}1. Cụm số 1: gồm các trường: TH Hoa Ban, TH Hoa Mai, TH Hoa Lê. Giao bà Nguyễn Thị An, Hiệu trưởng \
Trường TH Hoa Ban làm cụm trưởng; ông Lê Văn Bình, Hiệu trưởng Trường TH Hoa Mai làm cụm phó.
2. Cụm số 2: gồm các trường: TH Hoa Sen, TH Hoa Sim. Giao cô Vàng Thị Mỷ, Phó Hiệu trưởng Trường TH Hoa Sen làm cụm \
trưởng.
Đợt | Thời gian | Cụm | Địa điểm | Nội dung
1 | Tháng 8 | Cụm số 1 | TH Hoa Ban | Chuyên đề A
1 | 22/8 | Cụm số 2 | TH Hoa Sen | Chuyên đề B
"""
COMMUNES = f"""{HEAD}1. Cụm số 1: Gồm các phường, xã, đặc khu: phường Hải Châu, xã Hòa Vang. Giao bà Nguyễn Thị An, \
Hiệu trưởng Trường TH Hoa Ban làm cụm trưởng.
Đợt | Thời gian | Cụm | Địa điểm | Nội dung
1 | Tháng 10 | Cụm số 1 | TH Hoa Ban | Chuyên đề A
"""


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


def test_persons_are_read_with_their_schools():
    one, two = read(PROSE.encode(), "ke-hoach.txt").clusters
    assert one.schools == ("TH Hoa Ban", "TH Hoa Mai", "TH Hoa Lê")
    assert one.persons == (
        TypedPerson("Nguyễn Thị An", "Hiệu trưởng", "TH Hoa Ban"),
        TypedPerson("Lê Văn Bình", "Hiệu trưởng", "TH Hoa Mai", deputy=True),
    )
    assert two.persons == (TypedPerson("Vàng Thị Mỷ", "Phó Hiệu trưởng", "TH Hoa Sen"),)


async def test_persons_lead_and_are_no_schools(db):
    """A principal acts for the school, whoever that will be; who is no principal is kept by name until they join."""
    proposal = await plan.propose(db, read(PROSE.encode(), "ke-hoach.txt"), "2026-2027")
    assert proposal.doubts == ()
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    schools = (await db.scalars(select(Unit.name).where(Unit.kind == UnitKind.SCHOOL))).all()
    assert {*schools} == {"TH Hoa Ban", "TH Hoa Mai", "TH Hoa Lê", "TH Hoa Sen", "TH Hoa Sim"}
    asked = select(Cluster.name, Appointment.role, Appointment.named, Unit.name).join(
        Cluster, Cluster.id == Appointment.cluster_id
    )
    asked = asked.join(Unit, (Unit.id == Appointment.holder_unit_id) | (Unit.id == Appointment.unit_id))
    assert {tuple(row) for row in await db.execute(asked)} == {
        ("Cụm số 1", Role.LEAD, None, "TH Hoa Ban"),
        ("Cụm số 1", Role.DEPUTY_LEAD, None, "TH Hoa Mai"),
        ("Cụm số 2", Role.LEAD, "Vàng Thị Mỷ", "TH Hoa Sen"),
    }
    again = await plan.propose(db, read(PROSE.encode(), "ke-hoach.txt"), "2026-2027")
    assert again.new.total == 0


async def test_august_is_of_the_year(db):
    proposal = await plan.propose(db, read(PROSE.encode(), "ke-hoach.txt"), "2026-2027")
    assert [(one.month, one.day) for one in proposal.meetings] == [
        (date(2026, 8, 1), None),
        (date(2026, 8, 1), date(2026, 8, 22)),
    ]


async def test_a_cluster_told_by_communes_has_their_schools(db):
    """As far as they teach the level of the plan; those that stand elsewhere are none of it."""
    here, there, away = (
        Unit(kind=UnitKind.COMMUNE, name=name, folded=name.lower())
        for name in ("UBND phường Hải Châu", "xã Hòa Vang", "xã Hoa Mua")
    )
    names = (("TH Hoa Ban", here), ("TH Hoa Mai", there), ("THCS Hoa Lê", there), ("TH Hoa Sim", away))
    db.add_all([here, there, away])
    await db.flush()
    for name, above in names:
        unit = Unit(kind=UnitKind.SCHOOL, name=name, folded=name.lower())
        db.add(unit)
        await db.flush()
        db.add(UnitTie(unit_id=unit.id, parent_id=above.id, valid_from=date(2025, 7, 1)))
    await db.flush()
    [cluster] = read(COMMUNES.encode(), "ke-hoach.txt").clusters
    assert cluster.areas == ("phường Hải Châu", "xã Hòa Vang")
    proposal = await plan.propose(db, read(COMMUNES.encode(), "ke-hoach.txt"), "2026-2027")
    [group] = proposal.groups
    assert {school.name for school in group.schools} == {"TH Hoa Ban", "TH Hoa Mai"}
    assert group.lead
    assert group.lead.name == "TH Hoa Ban"
    assert proposal.doubts == ()


TABLE = f"""{HEAD}Danh sách các cụm
STT | Cụm | Các trường | Cụm trưởng | Cụm phó
1 | Cụm số 1 | TH Hoa Ban, TH Hoa Mai | Nguyễn Thị An - Hiệu trưởng Trường TH Hoa Ban | Lê Văn Bình - Hiệu trưởng \
Trường TH Hoa Mai
2 | Cụm số 2 | TH Hoa Sen, TH Hoa Sim | Lò Văn Cương - Hiệu trưởng Trường TH Hoa Sim | Vàng Thị Mỷ - Hiệu trưởng \
Trường TH Hoa Sen
"""


def test_persons_stand_in_a_table_too():
    one, two = read(TABLE.encode(), "ke-hoach.txt").clusters
    assert (one.schools, one.lead) == (("TH Hoa Ban", "TH Hoa Mai"), "")
    assert one.persons == (
        TypedPerson("Nguyễn Thị An", "Hiệu trưởng", "TH Hoa Ban"),
        TypedPerson("Lê Văn Bình", "Hiệu trưởng", "TH Hoa Mai", deputy=True),
    )
    assert [person.unit for person in two.persons] == ["TH Hoa Sim", "TH Hoa Sen"]
