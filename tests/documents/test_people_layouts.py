"""How schools lay out lists of people: whoever stands in one is read, whoever signs it is not."""

import csv
from io import StringIO

import pytest

from bot.documents import people
from bot.errors import BadInput

HOA, NAM, HA, DO = "Nguyễn Thị Hoa", "Trần Văn Nam", "Lê Thị Thu Hà", "Sùng A Dơ"
TITLE = ["TRƯỜNG TIỂU HỌC KIM ĐỒNG"]
ALL = [(HOA, "Toán"), (NAM, "Tin học"), (HA, ""), (DO, "Âm nhạc")]
HEAD = ["STT", "Họ và tên", "Môn"]
ROWS = [[str(number), *one] for number, one in enumerate(ALL, start=1)]

LISTS: dict[str, list[list[str]]] = {
    "family, middle and given name apart": [
        TITLE,
        ["TT", "Họ", "Tên đệm", "Tên", "Chuyên môn"],
        ["1", "Nguyễn", "Thị", "Hoa", "Toán"],
        ["2", "Trần", "Văn", "Nam", "Tin học"],
        ["3", "Lê", "Thị Thu", "Hà", ""],
        ["4", "Sùng", "A", "Dơ", "Âm nhạc"],
    ],
    "groups between": [TITLE, HEAD, ["I", "Tổ 1", ""], *ROWS[:2], ["II", "Tổ Văn phòng", ""], *ROWS[2:]],
    "columns numbered": [TITLE, HEAD, ["(1)", "(2)", "(3)"], *ROWS],
    "columns numbered without brackets": [TITLE, HEAD, ["1", "2", "3"], *ROWS],
    "who signs": [
        TITLE,
        HEAD,
        *ROWS,
        ["", "Danh sách này có 4 người./.", ""],
        ["", "Na Sang, ngày 10 tháng 9 năm 2026", ""],
        ["", "HIỆU TRƯỞNG", ""],
        ["", "(Đã ký)", ""],
        ["", "Nguyễn Văn Kế", ""],
    ],
    "a header for each group": [
        TITLE,
        ["", "I. Ban giám hiệu", "", ""],
        ["TT", "Họ tên", "Chức vụ", ""],
        ["1", HA, "Hiệu trưởng", ""],
        ["", "II. Giáo viên", "", ""],
        ["TT", "Họ tên", "Chức vụ", "Môn"],
        ["1", HOA, "", "Toán"],
        ["2", NAM, "", "Tin học"],
        ["3", DO, "", "Âm nhạc"],
    ],
    "family and given name": [
        TITLE,
        ["TT", "Họ và", "Tên", "Phân công giảng dạy"],
        ["1", "Nguyễn Thị", "Hoa", "Toán"],
        ["2", "Trần Văn", "Nam", "Tin học"],
        ["3", "Lê Thị Thu", "Hà", ""],
        ["4", "Sùng A", "Dơ", "Âm nhạc"],
    ],
    "where they come from": [
        ["TT", "Họ tên", "Trường cũ", "Trường mới", "Môn"],
        *([number, who, "TH Lê Lợi", "TIỂU HỌC KIM ĐỒNG" if number == "1" else "nt", of] for number, who, of in ROWS),
    ],
    "where they were before": [
        TITLE,
        ["TT", "Họ tên", "Trường trước đây", "Dạy lớp, môn"],
        *([number, who, "TH Lê Lợi", of] for number, who, of in ROWS),
    ],
    "assigned subject": [TITLE, ["STT", "Họ tên CB-GV-NV", "Phân công môn"], *ROWS],
    "subject taught": [TITLE, ["STT", "Họ tên", "Giảng dạy"], *ROWS],
    "two lists beside each other": [
        TITLE,
        [*HEAD, "", *HEAD],
        [*ROWS[0], "", *ROWS[2]],
        [*ROWS[1], "", *ROWS[3]],
    ],
}


def read(rows: list[list[str]]) -> list[tuple[str, str, str]]:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return [(one.name, one.school, one.subject) for one in people.read(file.getvalue().encode(), "ds.csv")]


@pytest.mark.parametrize("name", LISTS)
def test_everybody_of_the_list_is_read_and_nobody_else(name: str) -> None:
    found = read(LISTS[name])
    assert {school for _, school, _ in found} == {"TIỂU HỌC KIM ĐỒNG"}
    assert sorted((who, subject) for who, _, subject in found) == sorted(ALL)


def test_the_next_school_may_stand_in_any_column_of_its_row() -> None:
    """Left over the number, under a header that comes again: its people are never the former school's."""
    rows = [["Trường TH Kim Đồng"], HEAD, *ROWS[:2], [], ["Trường TH Lê Lợi"], HEAD, *ROWS[2:]]
    found = read(rows)
    assert [(who, school.split()[-1]) for who, school, _ in found] == [
        (HOA, "Đồng"),
        (NAM, "Đồng"),
        (HA, "Lợi"),
        (DO, "Lợi"),
    ]


def test_people_are_called_as_groups_are() -> None:
    """Tô is a family, Khối and Nhóm are none; a group without accents has a number."""
    rows = [TITLE, HEAD, ["1", "Tô Thị Lan", ""], ["2", "Tổ Văn Minh", ""], ["", "To 2", ""]]
    assert [who for who, *_ in read(rows)] == ["Tô Thị Lan", "Tổ Văn Minh"]


def test_a_school_that_is_written_once_is_that_of_the_rows_below_it() -> None:
    """But one gap among schools that differ from row to row is nobody's to fill."""
    head = ["Trường", *HEAD]
    once = [head, ["TH Kim Đồng", *ROWS[0]], ["", *ROWS[1]], ["TH Lê Lợi", *ROWS[2]], ["", *ROWS[3]]]
    assert [school for _, school, _ in read(once)] == ["TH Kim Đồng", "TH Kim Đồng", "TH Lê Lợi", "TH Lê Lợi"]
    gap = [head, ["TH Kim Đồng", *ROWS[0]], ["TH Hoa Mai", *ROWS[1]], ["", *ROWS[2]], ["TH Lê Lợi", *ROWS[3]]]
    assert [school for _, school, _ in read(gap)] == ["TH Kim Đồng", "TH Hoa Mai", "", "TH Lê Lợi"]
    each = [head, ["TH Kim Đồng", *ROWS[0]], ["TH Kim Đồng", *ROWS[1]], ["", *ROWS[2]], ["", *ROWS[3]]]
    assert [school for _, school, _ in read(each)] == ["TH Kim Đồng", "TH Kim Đồng", "", ""]


def test_a_list_of_two_columns_is_pasted_into_a_chat() -> None:
    """Its header has the width that lines below each other might make, and is a row of its own."""
    text = "Trường TH Kim Đồng\n" + "\n".join("\t".join(one) for one in [("Họ và tên", "Môn"), *ALL])
    found = [(one.name, one.school, one.subject) for one in people.read(text.encode(), "ds.txt")]
    assert found == [(who, "TH Kim Đồng", subject) for who, subject in ALL]


@pytest.mark.parametrize("header", [["STT", "Họ và tên học sinh", "Lớp"], ["STT", "Họ và tên", "Lớp", "Họ tên cha"]])
def test_pupils_are_on_no_list(header: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        read([TITLE, header, ["1", "Lò Văn An", "5A", "Lò Văn Bảo"][: len(header)]])
    assert refused.value.sentence == people.PUPILS


def test_a_table_of_classes_with_a_teacher_of_each_subject_is_no_list_of_names() -> None:
    with pytest.raises(BadInput):
        read([TITLE, ["TT", "Lớp", "GVCN", "GV Tiếng Anh"], ["1", "1A", HOA, NAM]])
