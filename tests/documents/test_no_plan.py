"""What is no plan is no plan: minutes, news, exams, costs and tasks; in doubt one question about the table."""

import pytest

from bot.documents.plan import read, read_text
from tests.documents.typings import paper

LISTS = ["Cụm 1: TH A, TH B", "Cụm 2: TH C, TH D"]
HEAD = ["KẾ HOẠCH", "Sinh hoạt cụm năm học 2026-2027", *LISTS]


def a_text(*blocks) -> str:
    lines = [block if isinstance(block, str) else "\n".join("\t".join(row) for row in block) for block in blocks]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "blocks",
    [
        (
            "BIÊN BẢN",
            "Sinh hoạt năm học 2026-2027",
            *LISTS,
            [("Thời gian", "Địa điểm", "Nội dung"), ("8h", "TH A", "X")],
        ),
        ("PHIẾU DỰ GIỜ", "Cụm 1", [("Thời gian", "Địa điểm", "Nội dung"), ("5 phút", "TH A", "X")]),
        ("TIN TỨC", "Ngày 20/10/2026 Cụm 1 tổ chức sinh hoạt tại trường TH A."),
        (*HEAD, "Ngày 15/10/2026, tại trường TH A, Cụm 1 đã tổ chức sinh hoạt chuyên môn."),
        (*HEAD, "III. KINH PHÍ", [("Nội dung", "Thời gian", "Địa điểm", "Số tiền"), ("Nước", "Tháng 10", "TH A", "1")]),
        (*HEAD, "LỊCH THANH TRA", [("Thời gian", "Nội dung", "Địa điểm"), ("Tháng 10", "Hồ sơ", "TH A")]),
        (*HEAD, [("Thời gian", "Môn", "Địa điểm", "Thời gian làm bài"), ("15/12/2026", "Toán", "TH A", "60 phút")]),
        (*HEAD, "Kết quả năm học 2025-2026:", [("Thời gian", "Cụm", "Địa điểm"), ("Tháng 10", "Cụm 1", "TH A")]),
    ],
)
def test_no_meeting_is_read_of_what_is_no_plan(blocks):
    assert not read_text(a_text(*blocks)).meetings


@pytest.mark.parametrize(
    ("over", "header"),
    [
        ("Nhiệm vụ trọng tâm", ("Thời gian", "Nội dung công việc", "Đơn vị thực hiện")),
        ("Lịch", ("Thời gian", "Môn", "Địa điểm")),
        ("Đánh giá kết quả năm học 2025-2026", ("Thời gian", "Cụm", "Địa điểm")),
    ],
)
def test_what_may_be_one_is_asked_about_once(over, header):
    rows = [header, ("Tháng 10/2026", "Toán", "TH A"), ("Tháng 11/2026", "Toán", "TH B")]
    draft = read_text(a_text(*HEAD, f"III. {over}", rows))
    assert (len(draft.meetings), [table.text for table in draft.doubtful]) == (2, [f"III. {over}"])


def test_what_is_left_out_is_told_by_its_heading():
    exams = [("Thời gian", "Môn", "Địa điểm", "Phòng thi"), ("15/12/2026", "Toán", "TH A", "A1")]
    draft = read_text(a_text(*HEAD, "III. LỊCH THI", exams))
    assert [table.text for table in draft.others] == ["III. LỊCH THI"]


def test_planned_numbers_of_people_are_no_doubt():
    rows = [("Thời gian", "Cụm", "Địa điểm", "Nội dung", "Số GV tham dự"), ("10/2026", "Cụm 1", "TH A", "X", "30")]
    draft = read_text(a_text(*HEAD, rows))
    assert (len(draft.meetings), draft.doubtful, draft.others) == (1, (), ())


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("KẾ HOẠCH TẬP HUẤN SÁCH GIÁO KHOA", True),
        ("KẾ HOẠCH HỘI THI GIÁO VIÊN DẠY GIỎI", True),
        ("CHỈ TIÊU THI ĐUA", True),
        ("KẾ HOẠCH TẬP HUẤN VÀ SINH HOẠT CHUYÊN MÔN CỤM", False),
    ],
)
def test_a_table_of_a_paper_on_something_else_is_asked_about(title, asked):
    rows = [("TT", "Thời gian", "Cụm", "Địa điểm", "Nội dung"), ("1", "Tháng 10", "Cụm 1", "TH An", "Bài một")]
    draft = read(paper(title, "Năm học 2026-2027", "Cụm 1: TH An, TH Bình", rows), "a.docx")
    assert (len(draft.meetings), len(draft.doubtful)) == (1, int(asked))
