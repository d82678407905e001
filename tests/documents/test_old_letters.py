"""Plans and lists of the time before Unicode: by font and by bytes, whole and mixed; told, and nothing garbled."""

import pytest

from bot.documents import people, unit_list
from bot.documents.plan import read
from tests.documents.old_letters import (
    in_tcvn3,
    in_vni,
    in_windows_1258,
    paper_in,
    sheet_in_font,
)

YEAR = "KẾ HOẠCH sinh hoạt chuyên môn theo cụm trường năm học 2026-2027"
LIST = "Cụm 1: Trường TH Hoa Ban, Trường TH Hoa Mai"
HEADER = ("STT", "Thời gian", "Cụm", "Địa điểm", "Nội dung")
PLAN = [
    ("1", "Tháng 10/2026", "Cụm 1", "Trường TH Hoa Ban", "Phương pháp dạy học đọc hiểu lớp 4"),
    ("2", "Tháng 12/2026", "Cụm 1", "Trường TH Hoa Mai", "Vận dụng trò chơi vào tiết ôn tập"),
]
TCVN3, VNI, WINDOWS = "TCVN3 (.VnTime)", "VNI", "Windows-1258"
CSV = "\n".join([YEAR, LIST, *(";".join(row) for row in (HEADER, *PLAN))])


def set_in(font: str, write=str, of_today: frozenset[int] = frozenset()) -> bytes:
    """Write the plan in a font, but for the columns that are of today."""
    rows = [
        tuple((text, "Times New Roman") if at in of_today else (write(text), font) for at, text in enumerate(row))
        for row in (HEADER, *PLAN)
    ]
    return paper_in(font, [write(YEAR), write(LIST)], rows)


@pytest.mark.parametrize(
    ("content", "letters"),
    [
        (set_in(".VnTime", in_tcvn3), TCVN3),
        (set_in("VNI-Times", in_vni), VNI),
        (set_in(".VnTime", in_tcvn3, of_today=frozenset({0, 1, 2})), TCVN3),
        (set_in("VNI-Times", in_vni, of_today=frozenset({1, 3})), VNI),
        (set_in(".VnTime"), ""),
        (set_in("", in_tcvn3), TCVN3),
        (in_tcvn3(CSV).encode("latin-1"), TCVN3),
        (in_vni(CSV).encode("latin-1"), VNI),
        (in_windows_1258(CSV), WINDOWS),
        (CSV.encode("utf-16"), ""),
        (CSV.encode("utf-16-le"), ""),
        (CSV.encode("utf-16-be"), ""),
        (sheet_in_font(".VnTime", [(in_tcvn3(LIST),), *(tuple(map(in_tcvn3, row)) for row in (HEADER, *PLAN))]), TCVN3),
    ],
)
def test_a_plan_is_read_as_it_was_meant(content, letters):
    draft = read(content, "ke-hoach")
    assert [(one.time, one.cluster, one.host, one.content) for one in draft.meetings] == [row[1:] for row in PLAN]
    assert draft.old_letters == letters


def test_cells_of_old_letters_in_rows_of_today_are_read_without_a_font():
    rows = [(*row[:4], in_tcvn3(row[4])) for row in PLAN]
    content = paper_in("", [YEAR, LIST], [tuple((text, "") for text in row) for row in (HEADER, *rows)])
    draft = read(content, "a.docx")
    assert ([one.content for one in draft.meetings], draft.old_letters) == ([row[4] for row in PLAN], TCVN3)


PEOPLE = [("Nguyễn Thị Hường", "TH Hoa Ban", "Toán"), ("Lò A Sáng", "TH Hoa Ban", "Tiếng Anh")]
HEAD = ("Họ và tên", "Trường", "Môn")


@pytest.mark.parametrize(
    ("content", "letters"),
    [
        (sheet_in_font(".VnTime", [tuple(map(in_tcvn3, row)) for row in (HEAD, *PEOPLE)]), TCVN3),
        (sheet_in_font("VNI-Times", [HEAD, *(tuple(map(in_vni, row)) for row in PEOPLE)]), VNI),
        (sheet_in_font("Arial", [HEAD, *(tuple(map(in_tcvn3, row)) for row in PEOPLE)]), TCVN3),
        ("\n".join(";".join(map(in_tcvn3, row)) for row in (HEAD, *PEOPLE)).encode("latin-1"), TCVN3),
        (in_windows_1258("\n".join(";".join(row) for row in (HEAD, *PEOPLE))), WINDOWS),
        ("\r\n".join("\t".join(row) for row in (HEAD, *PEOPLE)).encode("utf-16-le"), ""),
        (paper_in("", [], [tuple((in_tcvn3(text), ".VnTime") for text in row) for row in (HEAD, *PEOPLE)]), TCVN3),
    ],
)
def test_a_list_of_people_is_read_as_it_was_meant(content, letters):
    rows = people.read(content, "danh-sach")
    assert [(row.name, row.school, row.subject) for row in rows] == PEOPLE
    assert {row.old_letters for row in rows} == {letters}


def test_a_list_of_schools_is_read_as_it_was_meant():
    rows = [("Trường", "Cấp học", "Xã"), ("TH Hường Lợi", "TH", "Mường Lò")]
    [found] = unit_list.read(sheet_in_font(".VnTimeH", [tuple(map(in_tcvn3, row)) for row in rows]), "a.xlsx")
    assert (found.school.lower(), found.old_letters) == ("th hường lợi", TCVN3)


def test_a_mark_in_the_next_run_belongs_to_its_letter():
    """VNI has the mark behind the letter, and Word cuts runs where somebody corrected a word."""
    from docx import Document  # noqa: PLC0415 - only here a paper is written run by run

    from bot.documents.fonts import read_paper  # noqa: PLC0415

    paragraph = Document().add_paragraph()
    for text in ("Tröô", "øng Tieå", "u hoïc"):
        paragraph.add_run(text).font.name = "VNI-Times"
    told: set[str] = set()
    body = paragraph._element.getparent()
    read_paper(body, None, told)
    assert (paragraph.text, told) == ("Trường Tiểu học", {VNI})
