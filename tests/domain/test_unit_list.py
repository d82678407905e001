"""A list of 300 schools: read in any order of columns, previewed with its doubts, kept once, and nothing new twice."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from bot.documents import unit_list as lists
from bot.domain.drafts import UnitRow
from bot.domain.models import Cluster, ClusterSchool, Unit, UnitKind, UnitTie
from bot.domain.organisation import founding, unit_list
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import MOVE, NEW, ForWhom
from bot.domain.organisation.unit_list_keeping import take
from bot.domain.organisation.unit_list_reading import look
from bot.errors import BadInput, NotAllowed
from bot.vietnamese import local
from tests.counting import counted
from tests.domain.plan_kit import NOW, a_database

YEAR, TODAY = SchoolYear(2023), local(NOW).date()
HEADER = ("Tiểu cụm", "Xã/phường", "TT", "Tên trường", "Cụm", "Cấp học")


def workbook(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> bytes:
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([("DANH SÁCH TRƯỜNG NĂM HỌC 2023-2024",), header, *rows]):
            sheet.write_row(line, 0, row)
    return kept.getvalue()


def a_row(number: int, school: str, **about: str) -> UnitRow:
    return UnitRow(number, school, **about)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


@pytest.fixture
async def whom(db) -> ForWhom:
    return ForWhom(await founding.office(db, EVERYTHING, "Sở GD&ĐT Hoa"), YEAR, TODAY)


def test_columns_stand_in_any_order():
    content = workbook(
        ("Nhóm 1", "xã Hoa Mua", 1, "Trường TH Hoa Ban", "Cụm số 1", "TH"),
        (None, "phường Hoa Sim", 2, "TTGDTX Hoa Sim", None, None),
        (None, None, None, "Tổng cộng: 2 trường", None, None),
    )
    assert lists.read(content, "ds.xlsx") == [
        UnitRow(3, "Trường TH Hoa Ban", "TH", "xã Hoa Mua", "Cụm số 1", "Nhóm 1"),
        UnitRow(4, "TTGDTX Hoa Sim", "", "phường Hoa Sim"),
    ]
    with pytest.raises(BadInput):
        lists.read(workbook(header=("Họ và tên", "Môn")), "ds.xlsx")


async def test_what_stands_over_schools_is_theirs_and_is_no_school(db, whom):
    rows = (("I", "XÃ HOA MUA", None), (1, "TH Hoa Ban", None), (None, "CẤP THCS", None), (2, "THCS Hoa Mai", None))
    content = workbook(
        *rows, ("II", "Phường Hoa Sim", None), (1, "TH Hoa Lê", "TH"), header=("TT", "Tên trường", "Cấp")
    )
    found = lists.read(content, "ds.xlsx")
    assert [(one.school, one.level) for one in found] == [
        ("TH Hoa Ban", ""),
        ("THCS Hoa Mai", "THCS"),
        ("TH Hoa Lê", "TH"),
    ]
    looked = await look(db, EVERYTHING, found, whom)
    assert [one.name for one in looked.communes] == ["xã Hoa Mua", "phường Hoa Sim"]


def test_a_cluster_that_is_written_once_is_that_of_the_rows_below_it():
    def read(*clusters: str | None) -> list[str]:
        rows = ((f"TH Hoa {number}", cluster) for number, cluster in enumerate(clusters))
        return [one.cluster for one in lists.read(workbook(*rows, header=("Trường", "Cụm")), "ds.xlsx")]

    assert read("Cụm 1", None, "Cụm 2", None) == ["Cụm 1", "Cụm 1", "Cụm 2", "Cụm 2"]
    assert read("Cụm 1", "nt", "Cụm 2") == ["Cụm 1", "Cụm 1", "Cụm 2"]
    assert read("Cụm 1", "Cụm 1", None, "Cụm 2") == ["Cụm 1", "Cụm 1", "", "Cụm 2"]


def test_the_new_name_of_a_school_is_read_and_not_the_old_one():
    content = workbook(("TH Hoa Cũ", "TH Hoa Mới", "Hoa Mua"), header=("Tên trường cũ", "Tên trường mới", "Xã"))
    assert [one.school for one in lists.read(content, "ds.xlsx")] == ["TH Hoa Mới"]


def three_hundred() -> list[UnitRow]:
    """260 clear rows of two levels in ten communes, and 40 in doubt."""
    clear = [
        a_row(
            number,
            f"{level} Hoa {number // 2}",
            level=level,
            commune=f"xã Hoa {number % 10}",
            cluster=f"Cụm số {number // 2 % 4 + 1}",
            part=f"Nhóm {number % 3 + 1}",
        )
        for number in range(260)
        for level in [("TH", "THCS")[number % 2]]
    ]
    nameless = [a_row(300 + number, "", commune="xã Hoa 1") for number in range(10)]
    strange = [a_row(320 + number, f"TH Lạ {number}", level="cấp 9") for number in range(10)]
    against = [a_row(340 + number, f"TH Khác {number}", level="THCS") for number in range(10)]
    twice = [
        a_row(360 + number, f"TH Hoa {number}", commune=f"xã Hoa {number * 2 % 10}", cluster="Cụm số 9", level="TH")
        for number in range(10)
    ]
    return [*clear, *nameless, *strange, *against, *twice]


async def test_three_hundred_rows_in_one_go_and_nothing_new_twice(db, whom):
    rows = three_hundred()
    with counted(SimpleNamespace(database=SimpleNamespace(_engine=db.bind))) as statements:
        seen = await look(db, EVERYTHING, rows, whom)
        kept = await take(db, EVERYTHING, rows, whom)
    assert statements.number < 40
    assert (seen.rows, len(seen.doubts), seen.new(UnitKind.SCHOOL), seen.new(UnitKind.COMMUNE)) == (300, 40, 260, 10)
    assert {one.row.number // 20 * 20 for one in seen.doubts} == {300, 320, 340, 360}
    assert len(kept.schools) == 260
    assert await db.scalar(select(func.count()).where(Unit.kind == UnitKind.SCHOOL)) == 260
    # Of each level four clusters, each with its parts; both levels have a "Cụm số 1".
    asked = select(Cluster.name, Cluster.level).where(Cluster.parent_id.is_(None))
    names = sorted((one.name, one.level) for one in await db.execute(asked))
    assert names == [(f"Cụm số {number}", level) for number in (1, 2, 3, 4) for level in ("th", "thcs")]
    again = await take(db, EVERYTHING, rows, whom)
    assert not again.brings_something
    assert (again.known, len(again.doubts)) == (260, 40)
    ties = select(func.count()).select_from(UnitTie)
    assert await db.scalar(ties) == 260 + 10


async def test_two_schools_of_one_name_in_two_communes_are_two(db, whom):
    rows = [a_row(n, "TH Hoa Ban", commune=f"xã Hoa {n}") for n in (1, 2)]
    await take(db, EVERYTHING, rows, whom)
    names = (await db.scalars(select(Unit.name).where(Unit.kind == UnitKind.SCHOOL).order_by(Unit.id))).all()
    assert names == ["TH Hoa Ban (xã Hoa 1)", "TH Hoa Ban (xã Hoa 2)"]
    assert not (await look(db, EVERYTHING, rows, whom)).brings_something
    [doubt] = (await look(db, EVERYTHING, [a_row(9, "TH Hoa Ban", cluster="Cụm 1")], whom)).doubts
    assert doubt.sentence == unit_list.WHICH_COMMUNE


async def test_a_school_of_another_commune_is_asked_about(db, whom):
    await take(db, EVERYTHING, [a_row(1, "TH Hoa Ban", commune="xã Hoa 1")], whom)
    rows = [a_row(5, "TH Hoa Ban", commune="xã Hoa 2")]
    [doubt] = (await look(db, EVERYTHING, rows, whom)).doubts
    assert (doubt.sentence, [way for way, _ in doubt.ways]) == (unit_list.ELSEWHERE, [MOVE, NEW])
    found = await look(db, EVERYTHING, rows, ForWhom(whom.office, YEAR, TODAY, {"5": MOVE}))
    assert (len(found.schools), len(found.ties), found.doubts) == (0, 1, [])
    found = await look(db, EVERYTHING, rows, ForWhom(whom.office, YEAR, TODAY, {"5": NEW}))
    assert [one.name for one in found.schools] == ["TH Hoa Ban (xã Hoa 2)"]


async def test_a_school_in_another_cluster_of_the_level_is_asked_about(db, whom):
    await take(db, EVERYTHING, [a_row(1, "TH Hoa Ban", cluster="1"), a_row(2, "TH Hoa Mai", cluster="2")], whom)
    rows = [a_row(1, "TH Hoa Ban", cluster="Cụm số 2")]
    [doubt] = (await look(db, EVERYTHING, rows, whom)).doubts
    assert doubt.sentence == unit_list.IN_ANOTHER
    await take(db, EVERYTHING, rows, ForWhom(whom.office, YEAR, TODAY, {"1": MOVE}))
    running = select(Cluster.name).join(ClusterSchool).join(Unit, Unit.id == ClusterSchool.unit_id)
    assert (await db.scalars(running.where(Unit.name == "TH Hoa Ban", ClusterSchool.valid_to > TODAY))).all() == [
        "Cụm số 2"
    ]


async def test_a_school_of_two_levels_is_of_the_level_of_its_cluster(db, whom):
    rows = [a_row(1, "TH Hoa Ban", cluster="1"), a_row(2, "TH&THCS Hoa Mai", cluster="1")]
    await take(db, EVERYTHING, rows, whom)
    assert (await db.execute(select(Cluster.name, Cluster.level))).all() == [("Cụm số 1", "th")]
    both = [*rows, a_row(3, "THCS Hoa Sim", cluster="1")]
    [doubt] = (await look(db, EVERYTHING, both, whom)).doubts
    assert (doubt.row.number, doubt.sentence) == (2, unit_list.LEVEL_OPEN)


async def test_a_cluster_of_centres_is_of_no_one_level(db, whom):
    """What the column calls continuing education is no mistake, also beside schools' clusters of the same name."""
    rows = [
        a_row(1, "TTGDTX Hoa Mai", level="GDTX", cluster="Cụm số 1"),
        a_row(2, "Trung tâm GDNN-GDTX Hoa Ban", level="Giáo dục thường xuyên", cluster="Cụm số 1"),
        a_row(3, "TH Hoa Sim", level="TH", cluster="Cụm số 1"),
        a_row(4, "THCS Hoa Sim", level="THCS", cluster="Cụm số 1"),
    ]
    found = await take(db, EVERYTHING, rows, whom)
    assert found.doubts == []
    levels = (await db.execute(select(Cluster.level, func.count()).join(ClusterSchool).group_by(Cluster.level))).all()
    assert sorted((level or "", number) for level, number in levels) == [("", 2), ("th", 1), ("thcs", 1)]


@pytest.mark.parametrize(("written", "level"), [("cấp 1", "th"), ("Cấp II", "thcs"), ("cap 3", "thpt")])
async def test_levels_as_people_count_them(db, whom, written: str, level: str):
    found = await look(db, EVERYTHING, [a_row(1, "Hoa Ban", level=written, cluster="Cụm số 1")], whom)
    assert (found.doubts, [one.level for one in found.clusters]) == ([], [level])


@pytest.mark.parametrize("written", ["Cụm số 2 cấp TH", "cụm 2 tiểu học", "cum TH so 2", "Cụm 02 (TH)", "2"])
async def test_a_level_beside_the_number_of_a_cluster_makes_no_other_cluster(db, whom, written: str):
    """Two levels have a cluster of one number, and neither takes in the schools of the other."""
    rows = [a_row(1, "TH Hoa Ban", cluster="Cụm số 2"), a_row(2, "THCS Hoa Ban", cluster="Cụm số 2")]
    await take(db, EVERYTHING, rows, whom)
    more = [a_row(1, "TH Hoa Mai", cluster=written), a_row(2, "TH&THCS Hoa Sim", cluster=written)]
    found = await take(db, EVERYTHING, more[: 1 if written == "2" else 2], whom)
    assert (found.doubts, found.clusters) == ([], [])
    of_level = select(Cluster.level, func.count()).join(ClusterSchool).group_by(Cluster.level)
    assert dict((await db.execute(of_level)).all()) == {"th": 2 if written == "2" else 3, "thcs": 1}


async def test_a_school_in_a_cluster_of_another_level_is_asked_about(db, whom):
    found = await look(db, EVERYTHING, [a_row(1, "TH Hoa Ban", cluster="Cụm số 2 THCS")], whom)
    assert [(one.sentence, one.facts["typed"]) for one in found.doubts] == [(unit_list.LEVEL_DIFFERS, "Cụm số 2 THCS")]


async def test_a_site_may_stand_above_its_school(db, whom):
    """Rows in doubt are still named in the order of the list."""
    rows = [
        a_row(1, "Điểm trường Nà Hoa - TH Hoa Sim"),
        a_row(2, "Phân hiệu Hoa Lê"),
        a_row(3, "TH Hoa Sim"),
        a_row(4, "TH Hoa Ban", level="lạ"),
    ]
    found = await take(db, EVERYTHING, rows, whom)
    assert [one.row.place for one in found.doubts] == ["2", "4"]
    above = select(Unit.name).join(UnitTie, UnitTie.parent_id == Unit.id)
    site = select(Unit.id).where(Unit.kind == UnitKind.SITE).scalar_subquery()
    assert await db.scalar(above.where(UnitTie.unit_id == site)) == "TH Hoa Sim"


async def test_centres_branches_and_sites(db, whom):
    rows = [
        a_row(1, "Trung tâm GDNN-GDTX Hoa Ban"),
        a_row(2, "TTGDTX Hoa Mai"),
        a_row(3, "TH Hoa Sim"),
        a_row(4, "Điểm trường Nà Hoa - TH Hoa Sim"),
        a_row(5, "Phân hiệu Hoa Lê"),
    ]
    found = await take(db, EVERYTHING, rows, whom)
    assert [one.sentence for one in found.doubts] == [unit_list.OF_WHICH]
    assert (found.new(UnitKind.CENTRE), found.new(UnitKind.SITE), found.new(UnitKind.SCHOOL)) == (2, 1, 1)
    site = await db.scalar(select(Unit.id).where(Unit.kind == UnitKind.SITE))
    above = select(Unit.name).join(UnitTie, UnitTie.parent_id == Unit.id)
    assert await db.scalar(above.where(UnitTie.unit_id == site)) == "TH Hoa Sim"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("TTGDTX Hoa Mai", UnitKind.CENTRE),
        ("T.T GDTX Hoa Mai", UnitKind.CENTRE),
        ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Hoa Mai", UnitKind.CENTRE),
        ("TH Hoa Sim - Phân hiệu 1", UnitKind.BRANCH),
        ("TH Hoa Sim (phân hiệu Nà Hoa)", UnitKind.BRANCH),
        ("TH Hoa Sim cơ sở 2", UnitKind.BRANCH),
        ("Cơ sở 2 TH Hoa Sim", UnitKind.BRANCH),
        ("TH Hoa Sim - điểm Nà Hoa", UnitKind.SITE),
        ("TH Hoa Sim, điểm trường Nà Hoa", UnitKind.SITE),
        ("Điểm lẻ Nà Hoa", UnitKind.SITE),
        ("TH Hoa Sim", UnitKind.SCHOOL),
    ],
)
def test_the_kind_of_what_teaches_is_read_off_its_name(name: str, kind: UnitKind) -> None:
    assert founding.teaching_kind(name) is kind


async def test_a_branch_or_site_finds_its_school_in_every_writing(db, whom):
    """Before or behind the school's name, in brackets, by a number alone; of no listed school it is asked about."""
    names = [
        "TH Hoa Sim - điểm Nà Hoa",
        "TH Hoa Sim (phân hiệu Nà Lê)",
        "TH Hoa Sim cơ sở 2",
        "Phân hiệu Nà Lò, TH Hoa Sim",
        "Cơ sở 3 TH Hoa Sim",
        "Phân hiệu TH Hoa Sim tại Nà Mơ",
        "Điểm trường Nà Đào thuộc TH Hoa Sim",
    ]
    rows = [a_row(1, "TH Hoa Sim"), *(a_row(number, name) for number, name in enumerate(names, start=2))]
    found = await take(db, EVERYTHING, [*rows, a_row(9, "Phân hiệu Nà Mận - TH Hoa Cúc")], whom)
    assert [(one.row.number, one.sentence) for one in found.doubts] == [(9, unit_list.OF_WHICH)]
    school = await db.scalar(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))
    below = select(Unit.name).join(UnitTie, UnitTie.unit_id == Unit.id).where(UnitTie.parent_id == school)
    assert set(await db.scalars(below)) == set(names)
    assert not (await take(db, EVERYTHING, rows, whom)).new(UnitKind.BRANCH), "the same list makes nothing new"


async def test_a_centre_is_one_in_every_writing(db, whom):
    """The same list in other words makes nothing new; with vocational training it is another one."""
    await take(db, EVERYTHING, [a_row(1, "TTGDTX Hoa Mai"), a_row(2, "TT GDNN-GDTX Hoa Ban")], whom)
    again = [
        a_row(1, "Trung tâm Giáo dục thường xuyên Hoa Mai"),
        a_row(2, "Trung tâm GDNN - GDTX Hoa Ban"),
        a_row(3, "T.T. GDTX Hoa Mai"),
        a_row(4, "TTGDNN–GDTX Hoa Ban"),
    ]
    await take(db, EVERYTHING, again, whom)
    names = (await db.scalars(select(Unit.name).where(Unit.kind == UnitKind.CENTRE))).all()
    assert sorted(names) == ["TT GDNN-GDTX Hoa Ban", "TTGDTX Hoa Mai"]
    await take(db, EVERYTHING, [a_row(1, "TTGDNN-GDTX Hoa Mai")], whom)
    assert len((await db.scalars(select(Unit.id).where(Unit.kind == UnitKind.CENTRE))).all()) == 3


async def test_who_does_not_oversee_the_office_is_refused(db, whom):
    for may in (Rights(), Rights(leads=frozenset({1})), Rights(principal_of=frozenset({1}))):
        with pytest.raises(NotAllowed):
            await look(db, may, [a_row(1, "TH Hoa Ban")], whom)
    with pytest.raises(BadInput):
        await look(db, EVERYTHING, [], whom)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Sở GD&ĐT Điện Biên", UnitKind.DEPARTMENT),
        ("Sở Giáo dục và Đào tạo Điện Biên", UnitKind.DEPARTMENT),
        ("Phòng GD&ĐT Mường Chà", UnitKind.OFFICE),
        ("UBND xã Na Sang", UnitKind.COMMUNE),
        ("phường Hải Châu", UnitKind.COMMUNE),
        ("Bộ Giáo dục và Đào tạo", UnitKind.MINISTRY),
        ("Trường TH Hoa Ban", None),
        ("Cụm số 1", None),
    ],
)
def test_the_kind_of_an_office_is_read_off_its_name(name, kind):
    assert founding.kind_of(name) is kind


async def test_an_office_stands_once_however_it_is_written(db):
    one = await founding.office(db, EVERYTHING, "Sở GD&ĐT Hoa")
    assert await founding.office(db, EVERYTHING, "Sở Giáo dục và Đào tạo tỉnh Hoa") is one
    assert await founding.office(db, EVERYTHING, "") is one
    await founding.office(db, EVERYTHING, "Sở GD&ĐT Sim")
    with pytest.raises(BadInput):
        await founding.office(db, EVERYTHING, "")
    with pytest.raises(BadInput):
        await founding.office(db, EVERYTHING, "Trường TH Hoa Ban")


async def test_a_part_without_its_cluster_is_asked_about(db, whom):
    """A part of no cluster is nothing: the row is left out and named, not taken without its place."""
    rows = [UnitRow(2, "TH Hoa Ban", "TH", "xã Hoa 1", "Cụm số 1", "Tiểu cụm 1")]
    rows.append(UnitRow(3, "TH Hoa Gạo", "TH", "xã Hoa 1", "", "Tiểu cụm 1"))
    seen = await look(db, EVERYTHING, rows, whom)
    assert [(one.row.number, one.sentence) for one in seen.doubts] == [(3, unit_list.NO_CLUSTER)]
    assert [one.name for one in seen.schools] == ["TH Hoa Ban"]
