"""Tables of other shapes: two beside each other, a sheet for each cluster, calendars with a column for each cluster."""

from io import BytesIO
from zipfile import ZipFile

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
