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
    assert not [note for note in proposal.warnings if note.sentence == "No lead school is named for {cluster}."]
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


SUBS = f"""{HEAD}a) Cụm số 1 gồm 05 trường: TH Minh Tân, TH Đồng Tiến, TH An Khê, TH Lê Lợi, TH Suối Bạc. Phân công \
ông Trần Quốc Huy - Hiệu trưởng Trường TH Minh Tân làm Cụm trưởng, bà Phạm Thị Thu Hà - Phó Hiệu trưởng Trường TH Lê \
Lợi làm Cụm phó.
Cụm số 1 chia thành 02 tiểu cụm: Tiểu cụm 1.1 gồm TH Minh Tân, TH Đồng Tiến (nhóm trưởng: bà Lò Thị Mai, Hiệu trưởng \
Trường TH Đồng Tiến); Tiểu cụm 1.2 gồm TH An Khê, TH Lê Lợi, TH Suối Bạc (nhóm trưởng: ông Quàng Văn Sơn, Hiệu trưởng \
Trường TH An Khê).
TT | Thời gian | Cụm | Trường đăng cai | Nội dung
1 | Tháng 11 | Cụm số 1 | TH Lê Lợi | Kiểm tra, đánh giá theo năng lực
"""
DECISION = """ỦY BAN NHÂN DÂN PHƯỜNG ĐÔNG SƠN
QUYẾT ĐỊNH
Về việc thành lập các cụm sinh hoạt chuyên môn cấp Tiểu học, năm học 2026 - 2027
STT | Tên cụm | Trường thành viên | Cụm trưởng | Cụm phó
1 | Cụm Đông | TH Đông Sơn 1; TH Nguyễn Trãi | Bà Hoàng Thị Lý (Hiệu trưởng Trường TH Đông Sơn 1) | Ông Bùi Văn Nam \
(Phó HT Trường TH Nguyễn Trãi)
"""
BY_COMMUNES = f"""{HEAD}Cụm 1: Gồm các phường, xã, đặc khu: phường Bắc Lĩnh, xã Thượng Lâm. Cụm trưởng: bà Lê Thị Hồng \
Gấm, Hiệu trưởng Trường TH Bắc Lĩnh; cụm phó: ông Mùa A Chu, Hiệu trưởng Trường PTDTBT TH Thượng Lâm.
Cụm 2: Gồm các xã: Hạ Lâm, Tân Lập. Cụm trưởng: Hiệu trưởng Trường TH Tân Lập.
Cụm 3: Gồm đặc khu Côn Sơn. Sở sẽ thông báo cụm trưởng sau.
Đợt | Thời gian | Cụm | Đơn vị đăng cai | Nội dung
1 | Tháng 9 | Cụm 1 | TH Bắc Lĩnh | Chuyên đề Tiếng Việt 1
"""


def test_sub_clusters_stand_in_one_sentence_with_who_leads_them():
    whole, one, two = read(SUBS.encode(), "ke-hoach.txt").clusters
    assert [person.deputy for person in whole.persons] == [False, True]
    assert len(whole.schools) == 5
    assert (one.name, one.under, one.schools) == ("Tiểu cụm 1.1", "Cụm số 1", ("TH Minh Tân", "TH Đồng Tiến"))
    assert one.persons == (TypedPerson("Lò Thị Mai", "Hiệu trưởng", "TH Đồng Tiến"),)
    assert (two.name, two.under, len(two.schools)) == ("Tiểu cụm 1.2", "Cụm số 1", 3)
    assert two.persons == (TypedPerson("Quàng Văn Sơn", "Hiệu trưởng", "TH An Khê"),)


async def test_sub_clusters_of_a_sentence_are_kept_under_theirs(db):
    proposal = await plan.propose(db, read(SUBS.encode(), "ke-hoach.txt"), "2026-2027")
    assert proposal.doubts == ()
    assert not [note for note in proposal.warnings if note.sentence == "{school} stands in {times} clusters."]
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    kept = {one.name: one for one in await db.scalars(select(Cluster))}
    assert {one.parent_id for name, one in kept.items() if name.startswith("Tiểu")} == {kept["Cụm số 1"].id}
    assert len(kept) == 3
    assert len((await db.scalars(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))).all()) == 5


def test_a_deputy_is_no_principal_in_a_decision_of_a_commune():
    [cluster] = read(DECISION.encode(), "quyet-dinh.txt").clusters
    assert cluster.persons == (
        TypedPerson("Hoàng Thị Lý", "Hiệu trưởng", "TH Đông Sơn 1"),
        TypedPerson("Bùi Văn Nam", "Phó HT", "TH Nguyễn Trãi", deputy=True),
    )


def test_communes_end_with_their_sentence_and_who_leads_stands_behind_it():
    one, two, three = read(BY_COMMUNES.encode(), "ke-hoach.txt").clusters
    assert one.areas == ("phường Bắc Lĩnh", "xã Thượng Lâm")
    assert one.persons == (
        TypedPerson("Lê Thị Hồng Gấm", "Hiệu trưởng", "TH Bắc Lĩnh"),
        TypedPerson("Mùa A Chu", "Hiệu trưởng", "PTDTBT TH Thượng Lâm", deputy=True),
    )
    assert (two.areas, two.lead, two.persons) == (("xã Hạ Lâm", "xã Tân Lập"), "TH Tân Lập", ())
    assert (three.areas, three.lead, three.persons) == (("đặc khu Côn Sơn",), "", ())
