"""The same plan in every format, and what workbooks and pasted text bring of their own."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO

import pytest
import xlsxwriter

from bot.documents.plan import read, read_text
from bot.domain.drafts import Draft, Place
from bot.domain.organisation.units import key
from tests.documents import old_excel
from tests.documents.typings import NAMES, paper, sheet, spaces, tabs, typed
from tests.domain.plan_kit import demo

HEADER = ("Stt", "Thời gian", "Tên cụm (Môn)", "Địa điểm", "Nội dung", "Hình thức")
LIST = "Cụm số 1: TH Hoa Ban, TH Hoa Mai. Giao cho trường TH Hoa Ban làm cụm trưởng."
ENTRY = ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "Chuyên đề", "Trực tiếp")


def blocks_of(draft: Draft) -> list:
    """The demo's plan as an office would type it anew: lines, the programme, the lists, the core teachers."""
    entries = [(row.number, row.time, row.cluster, row.host, row.content, row.form) for row in draft.meetings]
    lists = [
        f"- {one.name}: {', '.join(one.schools)}. Giao cho trường {one.lead} làm cụm trưởng." for one in draft.clusters
    ]
    cores = [(str(n), row.teacher, row.unit, row.subject) for n, row in enumerate(draft.cores, start=1)]
    return [
        "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
        "Mường Chà, ngày tháng 10 năm 2023",
        "KẾ HOẠCH",
        draft.title,
        [HEADER, *entries],
        "3. Cụm chuyên môn",
        *lists,
        [("Stt", "Họ tên giáo viên", "Đơn vị", "Phụ trách môn"), *cores],
        "Nơi nhận:",
    ]


def programme(draft: Draft) -> list[tuple[str, ...]]:
    return [(row.number, row.time, row.cluster, row.host, row.content, row.form) for row in draft.meetings]


@pytest.mark.parametrize("how", NAMES)
def test_one_plan_in_every_format_reads_the_same(how):
    there = read(typed(how, *blocks_of(demo())), "whatever.bin")
    assert programme(there) == programme(demo())
    assert [row.place for row in there.meetings] == [row.place for row in demo().meetings]
    assert [(one.name, one.schools, one.lead) for one in there.clusters] == [
        (one.name, one.schools, one.lead) for one in demo().clusters
    ]
    assert [replace(row, place=Place(0, 0)) for row in there.cores] == [
        replace(row, place=Place(0, 0)) for row in demo().cores
    ]
    assert (there.title, there.years, there.issuer, there.town) == (
        demo().title,
        ("2023-2024",),
        demo().issuer,
        "Mường Chà",
    )


@pytest.mark.parametrize("how", NAMES)
@pytest.mark.parametrize("change", [lambda text: unicodedata.normalize("NFD", text), str.upper])
def test_decomposed_letters_and_capitals_change_no_school(how, change):
    blocks = [change(b) if isinstance(b, str) else [tuple(map(change, r)) for r in b] for b in blocks_of(demo())]
    there = read(typed(how, *blocks), "a")
    assert [key(row.host) for row in there.meetings] == [key(row.host) for row in demo().meetings]
    assert [[key(school) for school in one.schools] for one in there.clusters] == [
        [key(school) for school in one.schools] for one in demo().clusters
    ]
    assert len(there.cores) == 5


@pytest.mark.parametrize("how", NAMES)
@pytest.mark.parametrize(
    ("header", "entry", "time"),
    [
        (("TT", "Nội dung sinh hoạt", "Đơn vị đăng cai/Địa điểm", "Cụm", "Tháng"), (0, 4, 3, 2, 1), "Tháng 10"),
        (("Địa điểm", "Cụm trường", "Thời gian thực hiện", "Chuyên đề", "TT"), (3, 2, 1, 4, 0), "Tháng 10"),
        (("Đợt", "Môn", "Trường đăng cai", "Thời điểm", "Tên bài dạy"), (0, 2, 3, 1, 4), "Tháng 10"),
        (("STT", "Ngày tổ chức", "Bộ môn", "Nơi tổ chức", "Chủ đề"), (0, 1, 2, 3, 4), "Tháng 10"),
    ],
)
def test_columns_in_any_order_under_other_words(how, header, entry, time):
    there = read(typed(how, LIST, [header, tuple(ENTRY[column] for column in entry)]), "a")
    [row] = there.meetings
    assert (row.number, row.time, row.cluster, row.host, row.content) == ("1", time, *ENTRY[2:5])


@pytest.mark.parametrize("how", NAMES)
def test_month_day_and_hour_in_columns_of_their_own(how):
    header = ("TT", "Giờ", "Ngày", "Tháng", "Cụm", "Địa điểm")
    there = read(typed(how, LIST, [header, ("1", "14", "16", "12", "Cụm 1", "TH Hoa Ban")]), "a")
    assert there.meetings[0].time == "14 giờ ngày 16 tháng 12"


def test_time_and_place_in_one_column():
    there = read(paper(LIST, [("TT", "Cụm", "Thời gian, địa điểm"), ("1", "Cụm 1", "14h ngày 16/12 tại TH Mai")]), "a")
    assert (there.meetings[0].time, there.meetings[0].host) == ("14h ngày 16/12", "TH Mai")


# Clusters in tables


@pytest.mark.parametrize("how", NAMES)
def test_clusters_one_row_each(how):
    table = [("TT", "Cụm", "Các trường trong cụm", "Cụm trưởng"), ("1", "Cụm 1", "TH A, TH B và TH C", "TH A")]
    [cluster] = read(typed(how, [HEADER, ENTRY], "Danh sách cụm", table), "a").clusters
    assert (cluster.name, cluster.schools, cluster.lead) == ("Cụm 1", ("TH A", "TH B", "TH C"), "TH A")


@pytest.mark.parametrize("how", NAMES)
def test_clusters_one_school_a_row(how):
    table = [
        ("TT", "Cụm", "Tên trường", "Ghi chú"),
        ("1", "1", "TH A", ""),
        ("2", "", "TH B", "Cụm trưởng"),
        ("3", "2", "TH C", "Cụm trưởng"),
    ]
    first, second = read(typed(how, [HEADER, ENTRY], "Danh sách cụm", table), "a").clusters
    assert (first.name, first.schools, first.lead) == ("Cụm 1", ("TH A", "TH B"), "TH B")
    assert (second.name, second.schools, second.lead) == ("Cụm 2", ("TH C",), "TH C")


def test_lists_beside_their_cluster_in_a_sheet():
    there = read(sheet([HEADER, ENTRY], [("Cụm số 1:", "TH Hoa Ban, TH Hoa Mai")]), "a.xlsx")
    assert there.clusters[0].schools == ("TH Hoa Ban", "TH Hoa Mai")
    assert len(there.meetings) == 1


# Workbooks


def book(fill) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written) as made:
        fill(made)
    return written.getvalue()


def test_merged_cells_repeat_what_they_were_merged_into():
    def fill(made):
        page = made.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.merge_range(1, 0, 2, 0, "1")
        page.merge_range(1, 1, 2, 1, "14h ngày 16/12")
        page.write_row(1, 2, ("Cụm 1", "TH Hoa Ban", "A"))
        page.write_row(2, 2, ("Cụm 2", "TH Mai", "B"))
        page.merge_range(3, 0, 3, 5, "Nghỉ Tết")
        page.write(4, 0, LIST)

    there = read(book(fill), "a.xlsx")
    assert [(row.number, row.time, row.host) for row in there.meetings] == [
        ("1", "14h ngày 16/12", "TH Hoa Ban"),
        ("1", "14h ngày 16/12", "TH Mai"),
    ]
    assert [stray.text for stray in there.strays] == ["Nghỉ Tết"]
    old = old_excel.workbook([HEADER, ("1", "Tháng 9", "Cụm 1", "TH A"), ("", "", "Cụm 2", "TH B")], ((1, 2, 1, 1),))
    assert [row.time for row in read(old, "a.xls").meetings] == ["Tháng 9", "Tháng 9"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10, "10"),
        (2.2024, "2.2024"),
        (datetime(2023, 12, 16), "16/12/2023"),  # noqa: DTZ001 - a cell knows no zone
        (datetime(2023, 12, 16, 14, 30), "14:30 16/12/2023"),  # noqa: DTZ001 - a cell knows no zone
        (date(2023, 10, 1), "01/10/2023 hoặc tháng 10/2023"),
        (time(14, 30), "14:30"),
    ],
)
def test_numbers_and_dates_are_read_as_an_office_would_type_them(value, text):
    """Excel keeps a typed "10/2023" as the first of October, so either may be meant."""

    def fill(made):
        page = made.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ENTRY)
        if isinstance(value, int | float):
            page.write_number(1, 1, value)
        else:
            page.write_datetime(1, 1, value, made.add_format({"num_format": "dd/mm/yyyy hh:mm"}))

    assert read(book(fill), "a.xlsx").meetings[0].time == text


def test_a_formula_is_read_by_its_result():
    def fill(made):
        page = made.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ENTRY)
        page.write_formula(1, 3, '="TH "&"Hoa Mai"', None, "TH Hoa Mai")

    assert read(book(fill), "a.xlsx").meetings[0].host == "TH Hoa Mai"


def test_an_error_of_excel_is_shown_as_such_in_its_cell():
    """Never an empty cell, which would mean what stands above it."""

    def fill(made):
        page = made.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ENTRY)
        page.write_row(2, 0, ENTRY)
        page.write_formula(2, 4, "=FOO()", None, "#NAME?")

    draft = read(book(fill), "a.xlsx")
    assert "#NAME?" in repr(draft.meetings[1])
    assert "#NAME?" not in repr(draft.meetings[0])


def test_hidden_sheets_are_not_read_and_others_are():
    def fill(made):
        for name in ("Kế hoạch", "Năm ngoái", "Cụm"):
            page = made.add_worksheet(name)
            page.write_row(0, 0, HEADER if name != "Cụm" else (LIST,))
            page.write_row(1, 0, ENTRY if name != "Cụm" else ())
        made.get_worksheet_by_name("Năm ngoái").hide()

    there = read(book(fill), "a.xlsx")
    assert (len(there.meetings), len(there.clusters)) == (1, 1)


def test_a_hundred_thousand_empty_rows_are_nothing():
    def fill(made):
        page = made.add_worksheet()
        bold = made.add_format({"bold": True})
        page.write_row(0, 0, HEADER)
        for number in range(1, 100_001):
            page.write_blank(number, 0, None, bold)
        page.write_row(100_001, 0, ENTRY)

    assert [row.place for row in read(book(fill), "a.xlsx").meetings] == [Place(1, 1)]


def test_what_stands_below_the_table_is_no_meeting():
    there = read(sheet([HEADER, ENTRY], "", [("Nơi nhận:", "", "", "TRƯỞNG PHÒNG"), ("", "", "", "Lò Văn Thử")]), "a")
    assert len(there.meetings) == 1


# Pasted text


def test_pasted_text_is_read_like_a_file():
    text = tabs(LIST, [HEADER, ENTRY, ("", "", "Cụm 1", "TH Hoa Mai", "", "")]).decode("utf-16")
    assert [row.host for row in read_text(text).meetings] == ["TH Hoa Ban", "TH Hoa Mai"]


def test_bullets_and_markup_of_a_chat_are_no_part_of_names():
    there = read_text("-\tCụm số 1: **TH Hoa Ban**, TH Hoa Mai. Giao cho trường **TH Hoa Ban** làm cụm trưởng.")
    assert (there.clusters[0].schools, there.clusters[0].lead) == (("TH Hoa Ban", "TH Hoa Mai"), "TH Hoa Ban")


def test_a_line_below_its_column_is_told_and_the_table_goes_on():
    lines = spaces([HEADER, ENTRY, ("", "", "", "", "và thảo luận", ""), ENTRY]).decode("utf-8-sig")
    there = read_text(f"{LIST}\n{lines}")
    assert len(there.meetings) == 2
    assert [stray.text for stray in there.strays] == ["và thảo luận"]


def test_a_table_cut_by_words_is_told_where_its_rest_may_be_entries():
    there = read(paper(LIST, [HEADER, ENTRY], "Các trường lưu ý", [ENTRY]), "a.docx")
    assert len(there.meetings) == 1
    assert [stray.text for stray in there.strays] == [" ".join(ENTRY)]


def test_a_table_goes_on_behind_words_that_say_so():
    there = read(paper(LIST, [HEADER, ENTRY], "(tiếp theo)", [ENTRY]), "a.docx")
    assert len(there.meetings) == 2
    assert not there.strays


def test_a_row_that_stands_askew_is_told_and_not_guessed():
    """Its month stands nearer to the number's header, and would else be taken from the row above."""
    lines = [
        "Địa điểm     Stt   Thời gian   Cụm     Nội dung",
        "TH Hoa Ban   1     Tháng 9     Cụm 1   Bài 1",
        "TH Hoa Ban      Tháng 11    Cụm 1   Bài 2",
        "TH Hoa Ban   3     Tháng 12    Cụm 1   Bài 3",
    ]
    there = read_text("\n".join([LIST, *lines]))
    assert [row.time for row in there.meetings] == ["Tháng 9", "Tháng 12"]
    assert [stray.text for stray in there.strays] == ["TH Hoa Ban Tháng 11 Cụm 1 Bài 2"]


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u200f", "\u202b", "\u202c", "\u2060", "\ufeff", "\u00ad"])
def test_marks_that_nobody_sees_change_nothing(mark: str):
    """As web pages and right-to-left programs leave them within and around words."""
    plain = read_text("\n".join((LIST, "\t".join(HEADER), "\t".join(ENTRY))))
    entry = (f"{mark}{cell[:2]}{mark}{cell[2:]}{mark}" for cell in ENTRY)
    marked = read_text("\n".join((LIST, "\t".join(HEADER), "\t".join(entry))))
    assert marked.meetings == plain.meetings
    assert len(plain.meetings) == 1
