"""The roster: lists in many typings, rows in doubt, a second import, and finding people again when they join."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.documents import people as lists
from bot.domain.drafts import RosterRow
from bot.domain.models import Cluster, Person, RosterEntry, Unit, UnitKind
from bot.domain.organisation import roster, roster_count, units
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.errors import BadInput, Gone, NotAllowed
from bot.vietnamese import ZONE, fold
from tests.beside import cases
from tests.documents.typings import paper
from tests.tables import transaction_on

NOW = datetime(2023, 10, 9, 9, tzinfo=ZONE)
NAMES = ("PTDTBT TH số 1 Na Sang", "PTDTBT TH số 2 Na Sang", "TH Thị trấn", "PTDTBT TH&THCS Mường Tùng")
HEAD = ("TT", "Họ và tên", "Trường", "Môn", "Cấp học")


def book(*sheets: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """Return a workbook with these rows."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        for rows in sheets:
            page = made.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            for area in merged:
                page.merge_range(*area)
    return written.getvalue()


@pytest.fixture
async def db(database_url) -> AsyncIterator[AsyncSession]:
    """One open transaction in which four schools and a subject group stand."""
    async with transaction_on(database_url) as opened:
        opened.add_all(Unit(kind=UnitKind.SCHOOL, name=name, folded=units.key(name)) for name in NAMES)
        opened.add(Cluster(school_year="2023-2024", name="Mĩ thuật", folded="mi thuat", subject="Mĩ thuật"))
        await opened.flush()
        yield opened


async def entries(db: AsyncSession) -> list[tuple[str, str, str | None, str | None]]:
    asked = select(RosterEntry, Unit.name).join(Unit, Unit.id == RosterEntry.unit_id).order_by(RosterEntry.id)
    return [(one.name, school, one.subject, one.level) for one, school in await db.execute(asked)]


async def school(db: AsyncSession, name: str) -> int:
    return await db.scalar(select(Unit.id).where(Unit.name == name).limit(1)) or 0


# The file


@pytest.mark.parametrize(
    "head",
    [
        ("STT", "Họ và tên", "Trường", "Môn", "Cấp học"),
        ("TT", "HỌ TÊN", "ĐƠN VỊ CÔNG TÁC", "CHUYÊN MÔN", "CẤP"),
        ("Số TT", "Họ và tên giáo viên", "Trường/Đơn vị", "Phụ trách môn", "Cấp dạy"),
        ("", "Giáo viên", "Tên trường:", "Bộ môn (đang dạy)", "Bậc học"),
        ("TT", "Họ, tên", "Đơn vị", "Môn dạy", "Cấp học *"),
    ],
)
def test_columns_are_told_by_their_header(head):
    above = [("PHÒNG GD&ĐT MƯỜNG CHÀ",), ("DANH SÁCH GIÁO VIÊN",), ()]
    rows = [*above, head, (1, "Vàng Thị Nhung", "TH Thị trấn", "Mĩ thuật", "TH"), ("", "", "", "", ""), ("Tổng: 1",)]
    assert lists.read(book(rows), "a.xlsx") == [RosterRow(5, "Vàng Thị Nhung", "TH Thị trấn", "Mĩ thuật", "TH")]


def test_columns_may_stand_in_any_order_and_the_name_in_two():
    rows = [("Cấp", "Môn", "Họ đệm", "Tên", "Ghi chú", "Đơn vị"), ("TH", "", "Sùng A", "Dơ", "x", "TH Thị trấn")]
    assert lists.read(book(rows), "a.xlsx") == [RosterRow(2, "Sùng A Dơ", "TH Thị trấn", "", "TH")]


def test_a_merged_school_holds_for_all_its_rows_and_a_header_may_come_again():
    rows = [HEAD, (1, "Lò Thị Mai"), (2, "Cà Văn Páo"), HEAD, (3, "Hồ Tén", "TH Thị trấn")]
    read = lists.read(book(rows, merged=[(1, 2, 2, 2, "TH Thị trấn")]), "a.xlsx")
    assert [(row.number, row.name, row.school) for row in read] == [
        (2, "Lò Thị Mai", "TH Thị trấn"),
        (3, "Cà Văn Páo", "TH Thị trấn"),
        (5, "Hồ Tén", "TH Thị trấn"),
    ]


def test_every_sheet_is_read_and_told_apart():
    read = lists.read(book([HEAD, (1, "Lò Thị Mai")], [("Ghi chú",)], [(), HEAD, (1, "Cà Văn Páo")]), "a.xlsx")
    assert [(row.place, row.name) for row in read] == [("2", "Lò Thị Mai"), ("3/3", "Cà Văn Páo")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (book([("Trường", "Môn"), ("TH Thị trấn", "Toán")]), lists.NO_HEADER),
        (book([HEAD, *((n, "Lò Thị Mai") for n in range(5001))]), lists.TOO_MANY),
        (b"Lo Thi Mai\nLo Van Minh", lists.NO_HEADER),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(BadInput) as no:
        lists.read(content, "a.xlsx")
    assert no.value.sentence == sentence


async def test_a_broken_locked_or_huge_file_is_refused_apart(monkeypatch):
    """In its own process, with the file's name in the sentence."""
    for content in (
        book([HEAD])[:-200],
        b"PK\x03\x04" + b"x" * 500,
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900,
    ):
        with pytest.raises(BadInput) as no:
            await lists.read_safely(content, "danh-sach.xlsx")
        assert no.value.facts["name"] == "danh-sach.xlsx"
    with pytest.raises(BadInput) as no:
        await lists.read_safely(b"x" * (10 * 1024 * 1024 + 1), "danh-sach.xlsx")
    assert no.value.facts["most"] == 10
    far = BytesIO()
    with xlsxwriter.Workbook(far) as made:
        made.add_worksheet().write(1_048_575, 16_383, "Họ và tên")
    with pytest.raises(BadInput):
        await lists.read_safely(far.getvalue(), "danh-sach.xlsx")
    rows = [HEAD, (1, "Lò Thị Mai", "TH Thị trấn", "Mĩ thuật", "TH")]
    assert await lists.read_safely(book(rows), "a.xlsx") == lists.read(book(rows), "a.xlsx")


# What the rows mean


async def test_a_list_is_taken_once(db):
    """Names as people type them; doubles count once; a second import changes nothing."""
    rows = [
        RosterRow(2, "VÀNG THỊ NHUNG", "Trường TH Thị Trấn", "Mỹ thuật khối 1-5", "Tiểu học"),
        RosterRow(3, "vàng thị nhung", "TH thị trấn", "Mĩ Thuật", ""),
        RosterRow(4, "Su\u0300ng A Dơ", "PTDTBT Tiểu học Na Sang số 1", "5A", "TH"),
        RosterRow(5, "Lò Văn Minh", "PTDTBT TH&THCS Mường Tùng", "Toán", "Cấp 2"),
        RosterRow(6, "Lò Thị Mai", "PTDTBT TH và THCS Mường Tùng", "Chủ nhiệm", ""),
    ]
    taken = await roster.take(db, EVERYTHING, rows, NOW)
    assert (taken.new, taken.known, taken.doubts) == (4, 1, [])
    kept = [
        ("Vàng Thị Nhung", "TH Thị trấn", "Mĩ thuật", "th"),
        ("Sùng A Dơ", "PTDTBT TH số 1 Na Sang", None, "th"),
        ("Lò Văn Minh", "PTDTBT TH&THCS Mường Tùng", "Toán", "thcs"),
        ("Lò Thị Mai", "PTDTBT TH&THCS Mường Tùng", None, None),
    ]
    assert await entries(db) == kept
    again = await roster.take(db, EVERYTHING, rows, NOW)
    assert (again.new, again.known) == (0, 5)
    assert await entries(db) == kept


async def test_rows_in_doubt_are_named_and_left_out(db):
    db.add(Unit(kind=UnitKind.SCHOOL, name="TH Thị trấn", folded=units.key("TH Thị trấn")))
    await db.flush()
    doubts = {
        2: (RosterRow(2, "Lò Thị Mai", "PTDTBT TH Na Sang"), roster.UNKNOWN_SCHOOL),
        3: (RosterRow(3, "Lò Thị Mai", "TH Thị trấn"), roster.SCHOOL_TWICE),
        4: (RosterRow(4, "Lò Thị Mai"), roster.NO_SCHOOL),
        5: (RosterRow(5, "", "PTDTBT TH số 1 Na Sang", "Toán"), roster.NO_NAME),
        6: (RosterRow(6, "Lò Thị Mai", "PTDTBT TH số 1 Na Sang", "Bơi lội"), roster.KEPT_WITHOUT_SUBJECT),
        7: (RosterRow(7, "Lò Thị Mai", "PTDTBT TH số 1 Na Sang", "Toán", "Đại học"), roster.UNKNOWN_LEVEL),
        8: (
            RosterRow(8, "Lò Thị Mai 2", "PTDTBT TH số 1 Na Sang"),
            "Please send your full name in letters only, for example: Sùng A Dơ.",
        ),
        11: (RosterRow(11, "Lò Thị Mai", "Mường Tùng"), roster.UNKNOWN_SCHOOL),
        9: (RosterRow(9, "x" * 200, "PTDTBT TH số 1 Na Sang"), roster.CELL_TOO_LONG),
    }
    good = RosterRow(10, "Cà Văn Páo", "PTDTBT TH số 1 Na Sang")
    taken = await roster.take(db, EVERYTHING, [*(row for row, _ in doubts.values()), good], NOW)
    assert taken.new == 2
    assert {one.row.number: one.sentence for one in taken.doubts} == {n: why for n, (_, why) in doubts.items()}
    # Whose subject is not known is kept without one, and asked about.
    kept = [(name, subject) for name, _, subject, _ in await entries(db)]
    assert kept == [("Lò Thị Mai", None), ("Cà Văn Páo", None)]


PAIRS = [
    ("Trần Thị Thúy", "Trần Thị Thùy", "two people"),
    ("Lê Văn Tú", "Lê Văn Tư", "two people"),
    ("Lê Thị Mỹ", "Lê Thị Mĩ", "ask"),
    ("Vũ Thị Hoà", "Vũ Thị Hòa", "same"),
    ("H'Hen Niê", "H’Hen Niê", "same"),
    ("NGUYỄN THỊ LAN", "Nguyễn Thị Lan", "same"),
    ("Nguyễn Thị Lan, Toán", "Nguyễn Thị Lan, Âm nhạc", "two people"),
    ("Nguyen Thi Lan", "Nguyễn Thị Lan", "ask"),
    *(tuple(row) for row in cases("rosters.tsv")),
]


@pytest.mark.parametrize(("one", "other", "are"), dict.fromkeys(PAIRS))
async def test_different_people_are_never_merged_by_likeness(db, one, other, are):
    """Both in one list, and one after the other; a question is answered either way, and that holds."""
    rows = [
        RosterRow(number, name.strip(), "TH Thị trấn", subject.strip())
        for number, (name, _, subject) in enumerate((typed.partition(",") for typed in (one, other)), start=2)
    ]
    taken = await roster.take(db, EVERYTHING, rows, NOW)
    assert (taken.new, len(taken.doubts)) == {"two people": (2, 0), "same": (1, 0), "ask": (1, 1)}[are]
    again = await roster.take(db, EVERYTHING, rows[1:], NOW)
    assert (again.new, len(again.doubts)) == (0, len(taken.doubts))
    for doubt in taken.doubts:
        assert doubt.ways == (roster.SAME, roster.TWO)
        for way, new in ((roster.SAME, 0), (roster.TWO, 1)):
            told = await roster.take(db, EVERYTHING, [doubt.row], NOW, {doubt.row.place: way})
            assert (told.new, told.doubts) == (new, [])


async def test_a_person_is_kept_without_a_subject_until_somebody_says_which(db):
    row = RosterRow(2, "Lò Thị Mai", "TH Thị trấn", "TPT Đội")
    [doubt] = (await roster.take(db, EVERYTHING, [row], NOW)).doubts
    assert doubt.kept
    assert [entry[2] for entry in await entries(db)] == [None]
    assert "Mĩ thuật" in doubt.ways
    told = await roster.take(db, EVERYTHING, [row], NOW, {"2": "Mĩ thuật"})
    assert (told.new, told.known, told.doubts) == (0, 1, [])
    assert [entry[2] for entry in await entries(db)] == ["Mĩ thuật"]


async def test_who_teaches_a_class_needs_no_subject(db):
    """In a primary school, and of a primary class; a class of older pupils says nothing of the subject."""
    for number, (school, typed) in enumerate(
        (("TH Thị trấn", "GVCN lớp 5A"), ("TH Thị trấn", "GVCN"), ("PTDTBT TH&THCS Mường Tùng", "Lớp 4A1")), start=2
    ):
        row = RosterRow(number, ("Lò Thị Mai", "Cà Văn Páo", "Hạng A Tủa")[number - 2], school, typed)
        assert not (await roster.take(db, EVERYTHING, [row], NOW)).doubts
    row = RosterRow(9, "Lò Thị Hoa", "PTDTBT TH&THCS Mường Tùng", "GVCN lớp 9A")
    [doubt] = (await roster.take(db, EVERYTHING, [row], NOW)).doubts
    assert (doubt.sentence, doubt.kept) == (roster.KEPT_WITHOUT_SUBJECT, True)


async def test_a_school_that_is_asked_about_is_taken_by_the_answer(db):
    row = RosterRow(2, "Lò Thị Mai", "Mường Tùng")
    [doubt] = (await roster.take(db, EVERYTHING, [row], NOW)).doubts
    assert doubt.ways[0] == "PTDTBT TH&THCS Mường Tùng"
    told = await roster.take(db, EVERYTHING, [row], NOW, {"2": doubt.ways[0]})
    assert (told.new, told.doubts) == (1, [])
    mine = Rights(principal_of=frozenset({await school(db, "TH Thị trấn")}))
    told = await roster.take(db, mine, [row], NOW, {"2": doubt.ways[0]})
    assert (told.new, [one.ways for one in told.doubts]) == (0, [()])


@pytest.mark.parametrize(
    ("rows", "school"),
    [
        ([("TRƯỜNG TIỂU HỌC THỊ TRẤN",), ("DANH SÁCH GIÁO VIÊN",), HEAD, (1, "Lò Thị Mai")], "TIỂU HỌC THỊ TRẤN"),
        ([("DANH SÁCH GIÁO VIÊN TRƯỜNG TH THỊ TRẤN NĂM HỌC 2026-2027",), HEAD, (1, "Lò Thị Mai")], "TH THỊ TRẤN"),
        ([HEAD, ("I", "TRƯỜNG TH THỊ TRẤN"), (1, "Lò Thị Mai")], "TH THỊ TRẤN"),
        ([("TT", "Họ và tên", "Trường", "Xã"), (1, "Lò Thị Mai", "TH A", "Na Sang")], "TH A (Na Sang)"),
    ],
)
def test_a_school_may_stand_over_its_people(rows, school):
    made = [*rows, ("", "Tổng cộng: 1 người"), ("", "HIỆU TRƯỞNG")]
    assert [(row.name, row.school) for row in lists.read(book(made), "a.xlsx")] == [("Lò Thị Mai", school)]


def test_names_under_a_merged_or_doubled_header():
    merged = [("TT", "Họ và tên", "", "Trường"), (1, "Lò Thị", "Mai", "TH A"), (2, "Cà Văn", "Páo", "TH A")]
    assert [row.name for row in lists.read(book(merged), "a.xlsx")] == ["Lò Thị Mai", "Cà Văn Páo"]
    double = [("TT", "Họ và tên", "Năm sinh", "", "Trường"), ("TT", "Họ và tên", "Nam", "Nữ", "Trường")]
    rows = [*double, (1, "Lò Thị Mai", "", 1980, "TH A")]
    assert [(row.name, row.school) for row in lists.read(book(rows), "a.xlsx")] == [("Lò Thị Mai", "TH A")]


def test_a_csv_and_a_table_of_word_are_lists_too():
    rows = [("STT", "Họ và tên", "Trường", "Môn"), ("1", "Lò Thị Mai", "TH A", "Toán")]
    for content in (";".join(rows[0]) + "\n" + ";".join(rows[1])).encode(), paper("TRƯỜNG TH A", rows):
        assert [(row.name, row.school, row.subject) for row in lists.read(content, "a")] == [
            ("Lò Thị Mai", "TH A", "Toán")
        ]


async def test_a_principal_brings_the_own_school_only(db):
    """The school's column may be missing; a row of another school is left out and named."""
    mine = Rights(principal_of=frozenset({await school(db, "PTDTBT TH số 1 Na Sang")}))
    taken = await roster.take(db, mine, [RosterRow(2, "Lò Thị Mai"), RosterRow(3, "Cà Văn Páo", "Na Sang số 1")], NOW)
    assert (taken.new, taken.doubts) == (2, [])
    rows = [RosterRow(2, "Vàng Thị Lan"), RosterRow(3, "Sùng A Dơ", "TH Thị trấn")]
    taken = await roster.take(db, mine, rows, NOW)
    [out] = taken.doubts
    assert (taken.new, out.row.name, out.sentence) == (1, "Sùng A Dơ", roster.OTHER_SCHOOL)
    assert len(await entries(db)) == 3
    for nobody in (Rights(), Rights(leads=frozenset({1}))):
        with pytest.raises(NotAllowed):
            await roster.take(db, nobody, [RosterRow(2, "Vàng Thị Lan")], NOW)


async def join(db: AsyncSession, name: str, school_id: int) -> Person:
    person = Person(name=name, folded=fold(name), unit_id=school_id, language="vi", joined_at=NOW)
    db.add(person)
    await db.flush()
    return person


async def test_an_entry_is_claimed_once_and_by_its_own_name_only(db):
    here, there = await school(db, "TH Thị trấn"), await school(db, "PTDTBT TH số 1 Na Sang")
    await roster.take(
        db,
        EVERYTHING,
        [RosterRow(2, "Lò Thị Mai", "TH Thị trấn", "Mĩ thuật"), RosterRow(3, "Lò Thị Mai", "TH Thị trấn")],
        NOW,
    )
    mai, other, far = [
        await join(db, *who) for who in (("Lò Thị Mai", here), ("Cà Văn Páo", here), ("Lò Thị Mai", there))
    ]
    found = await roster.candidates(db, mai)
    assert [entry.subject for entry in found] == ["Mĩ thuật", None]
    for somebody in (other, far):
        assert list(await roster.candidates(db, somebody)) == []
        with pytest.raises(Gone):
            await roster.claim(db, somebody, found[0].id)
    await roster.claim(db, mai, found[0].id)
    assert (mai.subject, mai.level) == ("Mĩ thuật", "th")
    with pytest.raises(Gone):
        await roster.claim(db, mai, found[0].id)
    assert (await roster_count.standing(db, here)) == roster_count.RosterCount(named=2, joined=1)


async def test_who_joined_before_the_list_came_is_counted_as_joined(db):
    here = await school(db, "TH Thị trấn")
    await join(db, "Lò Thị Mai", here)
    for _number in range(2):
        await join(db, "Cà Văn Páo", here)
    rows = [RosterRow(2, "Lò Thị Mai", "TH Thị trấn"), RosterRow(3, "Cà Văn Páo", "TH Thị trấn")]
    await roster.take(db, EVERYTHING, rows, NOW)
    assert list(await roster_count.missing(db, here)) == ["Cà Văn Páo"]


WORDS = st.sampled_from(
    ("Na", "Sang", "TH", "số", "1", "2", "THCS", "PTDTBT", "Thị", "trấn", "Mường", "Tùng", "&", "Sa")
)
KNOWN = units.Directory([units.School(name, number) for number, name in enumerate(NAMES, start=1)])


@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join))
def test_a_school_is_never_taken_by_likeness(typed):
    """Whatever is typed: the school that is taken has the very key of what was typed."""
    judge = roster._Judge(KNOWN, [], None)
    try:
        entry, _ = judge.entry(RosterRow(2, "Lò Thị Mai", typed))
    except BadInput:
        return
    assert units.key(NAMES[entry.unit_id - 1]) == units.key(typed)
