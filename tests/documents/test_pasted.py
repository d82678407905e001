"""A plan that is pasted in pieces, cut anywhere."""

import pytest

from bot.documents.pasted import joined
from bot.documents.plan import read, read_text

LIST = "Cụm số 1: TH Hoa Ban, TH Hoa Mai. Giao cho trường TH Hoa Ban làm cụm trưởng."
ROWS = [
    ("Thời gian", "Cụm", "Địa điểm", "Nội dung"),
    ("Tháng 10", "Cụm 1", "TH Hoa Ban", "Bài một"),
    ("Tháng 12", "Cụm 1", "TH Hoa Mai", "Bài hai"),
]


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_a_row_that_was_cut_anywhere_is_one_row(mark):
    table = "\n".join(mark.join(row) for row in ROWS)
    whole = f"{LIST}\n{table}"
    start = len(whole) - len(mark.join(ROWS[2]))
    for cut in range(start + len("Tháng 12") + len(mark), len(whole) - len("Bài hai") - len(mark)):
        if whole[cut - 1] == " " or whole[cut] == " ":
            continue  # a chat takes spaces from the ends of a message
        draft = read_text(joined(whole[:cut], whole[cut:]))
        assert [(row.time, row.cluster, row.host, row.content) for row in draft.meetings] == ROWS[1:]


def test_whole_rows_stay_rows():
    table = ["\t".join(row) for row in ROWS]
    text = joined(joined("", "\n".join([LIST, *table[:2]])), table[2])
    assert len(read_text(text).meetings) == 2


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_a_row_that_a_lines_end_has_cut_is_one_row(mark):
    """As it is copied out of a mail: a cell goes on in the next line, the last one of a row too."""
    table = "\n".join(mark.join(row) for row in [ROWS[0], ("Tháng 10", "Cụm 1", "TH Hoa\nBan", "Bài\nmột"), *ROWS[2:]])
    draft = read_text(f"{LIST}\n{table}")
    assert [(row.time, row.cluster, row.host, row.content) for row in draft.meetings] == ROWS[1:]


def test_rows_whose_last_cells_are_empty_stay_two():
    """Two short rows make a full one by their count only."""
    table = "\n".join(["\t".join(ROWS[0]), "Tháng 10\tCụm 1", "Tháng 12\tCụm 1\tTH Hoa Mai"])
    assert [row.time for row in read_text(f"{LIST}\n{table}").meetings] == ["Tháng 10", "Tháng 12"]


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_a_row_without_its_header_is_read_by_what_its_cells_say(mark):
    row = mark.join(("4", "Tháng 4", "Cụm số 2", "TH Nà Sim", "Ôn tập cuối năm", "Trực tiếp"))
    [found] = read(row.encode(), "ke-hoach.txt").meetings
    said = (found.time, found.cluster, found.host, found.content, found.form)
    assert said == ("Tháng 4", "Cụm số 2", "TH Nà Sim", "Ôn tập cuối năm", "Trực tiếp")


@pytest.mark.parametrize(
    "row", ["Thứ Hai\tHọp hội đồng\tPhòng họp", "15/10\tTH An\tTH Bình\tTập huấn", "TH An\tĐọc hiểu\tA"]
)
def test_a_row_without_its_header_that_says_no_time_or_no_one_school_is_none(row):
    assert read(row.encode(), "ke-hoach.txt").meetings == ()


def test_lines_that_say_what_they_are_are_no_table_cell_by_cell():
    blocks = [
        f"Buổi {n}\nThời gian: {when}\nCụm: Cụm 1\nĐịa điểm: TH Hoa Ban\nNội dung: Bài {n}"
        for n, when in enumerate(("Tháng 10", "Tháng 12"), start=1)
    ]
    draft = read_text("\n\n".join([LIST, *blocks]))
    assert [(row.time, row.content) for row in draft.meetings] == [("Tháng 10", "Bài 1"), ("Tháng 12", "Bài 2")]
