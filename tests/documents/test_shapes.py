"""Tables of other shapes: two beside each other, a sheet for each cluster, calendars with a column for each cluster."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from bot.documents.plan import read
from tests.documents.typings import paper, sheet, with_part

TITLE = "Kế hoạch sinh hoạt chuyên môn năm học 2026-2027"
HEADER = ("TT", "Thời gian", "Địa điểm", "Nội dung")


def _said(draft) -> list[tuple[str, str, str, str]]:
    return [(row.time, row.cluster or row.over, row.host, row.content) for row in draft.meetings]


def test_two_tables_beside_each_other_are_two():
    page = sheet(
        TITLE,
        [
            ("Cụm 1: TH An, TH Bình", "", "", "", "", "Cụm 2: TH Chi, TH Dung", "", "", ""),
            (*HEADER, "", *HEADER),
            ("1", "Tháng 10", "TH An", "Bài một", "", "1", "Tháng 11", "TH Chi", "Bài hai"),
            ("2", "Tháng 12", "TH Bình", "Bài ba", "", "", "", "", ""),
        ],
    )
    draft = read(page, "a.xlsx")
    assert [(one.name, one.schools) for one in draft.clusters] == [
        ("Cụm 1", ("TH An", "TH Bình")),
        ("Cụm 2", ("TH Chi", "TH Dung")),
    ]
    assert _said(draft) == [
        ("Tháng 10", "", "TH An", "Bài một"),
        ("Tháng 12", "", "TH Bình", "Bài ba"),
        ("Tháng 11", "", "TH Chi", "Bài hai"),
    ]


def test_a_sheet_is_called_after_its_cluster():
    page = sheet(
        "Các trường: TH An, TH Bình", "Cụm trưởng: TH Bình", [HEADER, ("1", "T10", "TH An", "A")], name="Cụm 7"
    )
    draft = read(page, "a.xlsx")
    assert [(one.name, one.schools, one.lead) for one in draft.clusters] == [("Cụm 7", ("TH An", "TH Bình"), "TH Bình")]
    assert _said(draft) == [("T10", "Cụm 7", "TH An", "A")]


def test_a_calendar_says_day_school_and_topic_in_one_cell():
    table = [
        ("Thời gian", "Cụm 1", "Cụm 2", "Cụm 3"),
        ("Tháng 10/2026", "15/10: TH An\nNội dung: Đọc hiểu", "Phân số (TH Chi)", ""),
        ("Tháng 12/2026", "Tại trường TH Bình, chuyên đề: STEM", "-", "Tự học"),
    ]
    assert _said(read(paper("KẾ HOẠCH", TITLE, table), "a.docx")) == [
        ("15/10 Tháng 10/2026", "Cụm 1", "TH An", "Đọc hiểu"),
        ("Tháng 10/2026", "Cụm 2", "TH Chi", "Phân số"),
        ("Tháng 12/2026", "Cụm 1", "trường TH Bình", "STEM"),
        ("Tháng 12/2026", "Cụm 3", "", "Tự học"),
    ]


def test_schools_against_months_are_ticked():
    table = [("Trường", "Tháng 10/2026", "Tháng 12/2026"), ("TH An", "x", ""), ("TH Bình", "", "Đọc hiểu")]
    assert _said(read(paper("KẾ HOẠCH", TITLE, table), "a.docx")) == [
        ("Tháng 10/2026", "", "TH An", ""),
        ("Tháng 12/2026", "", "TH Bình", "Đọc hiểu"),
    ]


def test_a_list_of_marks_is_no_calendar():
    table = [("Nội dung", "Cụm 1", "Cụm 2", "Cụm 3"), ("Số tiết dạy minh họa", "4", "5", "6")]
    assert read(paper("KẾ HOẠCH", TITLE, table), "a.docx").meetings == ()


def test_a_paper_with_macros_is_read_and_they_are_not():
    content = paper("Cụm 1: TH An, TH Bình")
    with ZipFile(BytesIO(content)) as packed:
        kinds = packed.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    content = with_part(
        "[Content_Types].xml", kinds.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml"), content
    )
    assert [one.name for one in read(content, "a.docm").clusters] == ["Cụm 1"]


def test_an_invitation_to_one_meeting_is_no_plan():
    lines = (
        "Thời gian: 14h00 ngày 15/10/2026",
        "Địa điểm: Trường TH An",
        "Nội dung: Đọc hiểu",
        "Cụm 1: TH An, TH Bình",
    )
    assert read(paper("THÔNG BÁO", *lines), "a.docx").meetings == ()


def test_a_column_for_each_cluster_is_a_list():
    table = [("Cụm 1", "Cụm 2"), ("TH An (Cụm trưởng)", "TH Chi"), ("TH Bình", "TH Dung (cụm trưởng)")]
    assert [(one.name, one.schools, one.lead) for one in read(paper("KẾ HOẠCH", TITLE, table), "a.docx").clusters] == [
        ("Cụm 1", ("TH An", "TH Bình"), "TH An"),
        ("Cụm 2", ("TH Chi", "TH Dung"), "TH Dung"),
    ]


def test_a_column_for_each_cluster_lists_its_schools_line_by_line():
    cells = ("1. TH An\n2. TH Bình (cụm trưởng)", "- TH Chi (cụm trưởng)\n- TH Dung")
    draft = read(paper(TITLE, [("Cụm 1", "Cụm 2"), cells]), "a.docx")
    assert [(one.name, one.schools, one.lead) for one in draft.clusters] == [
        ("Cụm 1", ("TH An", "TH Bình"), "TH Bình"),
        ("Cụm 2", ("TH Chi", "TH Dung"), "TH Chi"),
    ]


def test_lists_below_a_calendar_of_months_are_read():
    rows = [("STT", "Cụm", "T10", "T12"), ("1", "Cụm 1", "Bài một (TH An)", "Bài hai (TH Bình)"), ("",)]
    draft = read(sheet(TITLE, [*rows, ("Cụm 1: TH An, TH Bình",)]), "a.xlsx")
    assert [(one.name, one.schools) for one in draft.clusters] == [("Cụm 1", ("TH An", "TH Bình"))]
    assert [(row.time, row.host) for row in draft.meetings] == [("T10", "TH An"), ("T12", "TH Bình")]


def test_clusters_in_the_lines_of_one_cell_are_told_apart():
    page = sheet(
        "LỊCH", [("Cụm 1: TH An, TH Bình\nCụm 2: TH Chi, TH Dung",), HEADER, ("1", "Tháng 10", "TH An", "Bài")]
    )
    assert [(one.name, one.schools) for one in read(page, "a.xlsx").clusters] == [
        ("Cụm 1", ("TH An", "TH Bình")),
        ("Cụm 2", ("TH Chi", "TH Dung")),
    ]


def test_clusters_of_one_paragraph_are_told_apart():
    line = "Chia như sau: Cụm 1: TH An, TH Bình (trường TH An là cụm trưởng). Cụm 2: TH Chi, TH Dung."
    assert [(one.name, one.schools, one.lead) for one in read(paper("KẾ HOẠCH", TITLE, line), "a.docx").clusters] == [
        ("Cụm 1", ("TH An", "TH Bình"), "TH An"),
        ("Cụm 2", ("TH Chi", "TH Dung"), ""),
    ]


def test_a_month_names_its_clusters_with_their_hosts():
    list_of = "Cụm 1: TH An. Cụm 2: TH Chi."
    lines = (list_of, "Tháng 10/2026: Cụm 1 (TH An), Cụm 2 (TH Chi).")
    assert _said(read(paper("KẾ HOẠCH", TITLE, *lines), "a.docx")) == [
        ("Tháng 10/2026", "Cụm 1", "TH An", ""),
        ("Tháng 10/2026", "Cụm 2", "TH Chi", ""),
    ]


def test_nothing_over_one_sheet_holds_in_the_next():
    """Sheets are called after their months: the month of the first one is not that of the others."""
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        for month in ("T10-2026", "T12-2026"):
            page = book.add_worksheet(month)
            for number, row in enumerate([("Cụm", "Trường đăng cai", "Nội dung"), ("Cụm 1", "TH An", "A")]):
                page.write_row(number, 0, row)
    assert [row.time for row in read(written.getvalue(), "a.xlsx").meetings] == ["T10-2026", "T12-2026"]


def test_costs_below_the_plan_in_one_sheet_are_no_meetings():
    page = sheet(
        TITLE,
        [
            ("TT", "Thời gian", "Cụm", "Địa điểm", "Nội dung"),
            ("1", "T10/2026", "Cụm 1", "TH An", "A"),
            ("DỰ TOÁN", "", "", "", ""),
            ("TT", "Nội dung chi", "Số lượng", "Đơn giá", "Thành tiền"),
            ("1", "Nước uống", "100", "10000", "1000000"),
        ],
    )
    assert _said(read(page, "a.xlsx")) == [("T10/2026", "Cụm 1", "TH An", "A")]


@pytest.mark.parametrize("cell", ["Đọc hiểu tại trường TH An", "Đọc hiểu\nTH An"])
def test_topic_and_place_share_a_column(cell):
    table = [("Thời gian", "Cụm", "Nội dung, địa điểm"), ("T10/2026", "Cụm 1", cell)]
    assert [
        (row.content, row.host.removeprefix("trường "))
        for row in read(paper("KẾ HOẠCH", TITLE, table), "a.docx").meetings
    ] == [("Đọc hiểu", "TH An")]


def test_cluster_and_host_share_a_cell():
    table = [("Thời gian", "Đơn vị tổ chức", "Nội dung"), ("T10/2026", "Cụm 1: TH An", "A")]
    assert _said(read(paper("KẾ HOẠCH", TITLE, table), "a.docx")) == [("T10/2026", "Cụm 1", "TH An", "A")]


def test_what_a_school_is_to_hand_in_is_no_meeting():
    lines = ("Cụm 1: TH An, TH Bình.", "- Tháng 9/2026, TH An: nộp báo cáo về Sở", "- Tháng 10/2026, TH An: Đọc hiểu")
    assert _said(read(paper("KẾ HOẠCH", TITLE, *lines), "a.docx")) == [("Tháng 10/2026", "", "TH An", "Đọc hiểu")]
