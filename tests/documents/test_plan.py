"""Plans in Word: the demo's directive, and the ways such papers vary."""

import importlib.util
import unicodedata
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from bot.documents.plan import read
from bot.domain.drafts import Place
from bot.domain.organisation.units import key
from tests.documents.typings import W, paper, with_body

FOLDER = Path(__file__).parents[2] / "demo"
DEMO = FOLDER / "ke-hoach-muong-cha-2023-2024.docx"
HEADER = ("Stt", "Thời gian", "Tên cụm (Môn)", "Địa điểm", "Nội dung", "Hình thức")
LIST = "Cụm số 1: TH Hoa Ban, TH Hoa Mai. Giao cho trường TH Hoa Ban làm cụm trưởng."


def rows(draft) -> list[tuple[str, ...]]:
    return [
        (typed.number, typed.time, typed.cluster, typed.host, typed.content, typed.form) for typed in draft.meetings
    ]


# The demo's directive


def test_the_demo_file_is_what_its_maker_makes():
    spec = importlib.util.spec_from_file_location("make_plan", FOLDER / "make_plan.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    first, second = maker.build(), maker.build()
    assert first == second
    with ZipFile(BytesIO(first)) as built, ZipFile(DEMO) as committed:
        assert {name: built.read(name) for name in built.namelist()} == {
            name: committed.read(name) for name in committed.namelist()
        }


def test_the_demo_is_read_word_for_word():
    draft = read(DEMO.read_bytes(), DEMO.name)
    assert draft.title == "Tổ chức sinh hoạt chuyên môn theo cụm trường cấp tiểu học năm học 2023-2024"
    assert (draft.superior, draft.issuer) == ("UBND HUYỆN MƯỜNG CHÀ", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO")
    assert (draft.town, draft.years) == ("Mường Chà", ("2023-2024",))
    assert [(cluster.name, len(cluster.schools), cluster.lead) for cluster in draft.clusters] == [
        ("Cụm số 1", 5, "PTDTBT TH số 1 Na Sang"),
        ("Cụm số 2", 7, "TH Thị trấn"),
        ("Cụm số 3", 4, "PTDTBT TH Nậm Nèn"),
    ]
    assert [core.subject for core in draft.cores] == [
        "Tiếng Anh",
        "Tin học và Công nghệ",
        "Âm nhạc",
        "Mĩ Thuật",
        "Giáo dục thể chất",
    ]
    assert not draft.strays


def test_blank_lines_do_not_end_the_table():
    """Rows 8 and 22 begin new tables in the paper, and are counted on."""
    draft = read(DEMO.read_bytes(), DEMO.name)
    assert [typed.place for typed in draft.meetings] == [Place(1, row) for row in range(1, 33)]
    assert (draft.meetings[7].cluster, draft.meetings[7].time) == ("Giáo dục thể chất", "")
    assert (draft.meetings[21].host, draft.meetings[21].time) == ("PTDTBT TH Nậm Nền", "")


def test_merged_cells_repeat_what_they_were_merged_into():
    draft = read(DEMO.read_bytes(), DEMO.name)
    first = draft.meetings[:3]
    assert {(typed.number, typed.time, typed.content) for typed in first} == {
        ("1", "Tháng 10", "Phương pháp dạy lớp 4")
    }
    assert [typed.host for typed in first] == [
        "PTDTBT TH số 1 Na Sang",
        "Trường PTDTBT TH Nậm He",
        "Trường PTDTBT Nậm Nèn",
    ]


# How such papers vary


def respelled(change) -> bytes:
    document = Document(BytesIO(DEMO.read_bytes()))
    for text in document.element.body.iter(f"{{{W}}}t"):
        text.text = change(text.text or "")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("change", [lambda text: unicodedata.normalize("NFD", text), str.upper])
def test_decomposed_letters_and_capitals_change_nothing(change):
    plain, changed = read(DEMO.read_bytes(), "a.docx"), read(respelled(change), "b.docx")
    assert [key(typed.host) for typed in changed.meetings] == [key(typed.host) for typed in plain.meetings]
    assert [[key(school) for school in cluster.schools] for cluster in changed.clusters] == [
        [key(school) for school in cluster.schools] for cluster in plain.clusters
    ]
    assert [key(cluster.lead) for cluster in changed.clusters] == [key(cluster.lead) for cluster in plain.clusters]
    assert (changed.years, len(changed.cores)) == (plain.years, 5)


def test_other_headers_in_another_order():
    header = ("TT", "Nội dung sinh hoạt", "Đơn vị đăng cai/Địa điểm", "Cụm", "Tháng", "Ghi chú")
    table = [header, ("1", "Chuyên đề", "TH Hoa Ban", "Cụm 1", "10/2023", "họp")]
    [typed] = read(paper(LIST, table), "a.docx").meetings
    assert (typed.time, typed.cluster, typed.host, typed.content) == ("10/2023", "Cụm 1", "TH Hoa Ban", "Chuyên đề")
    assert typed.form == ""


def test_a_repeated_header_is_no_row():
    entry = ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "A", "Trực tiếp")
    draft = read(paper(LIST, [HEADER, entry], "", [HEADER, entry, HEADER, entry]), "a.docx")
    assert [typed.place for typed in draft.meetings] == [Place(1, 1), Place(1, 2), Place(1, 3)]


def test_a_table_after_words_is_not_part_of_the_programme():
    entry = ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "A", "Trực tiếp")
    draft = read(paper(LIST, [HEADER, entry], "Nơi nhận:", [("a", "b", "c", "d", "e", "f")]), "a.docx")
    assert len(draft.meetings) == 1


def test_a_row_across_the_table_is_left_out_and_told():
    table = [HEADER, ("Nghỉ Tết", "", "", "", "", ""), ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "A", "")]
    draft = read(paper(LIST, table), "a.docx")
    assert [(line.place, line.text) for line in draft.strays] == [(Place(1, 1), "Nghỉ Tết")]
    assert draft.meetings[0].place == Place(1, 2)


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table_row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def programme(*made: str) -> bytes:
    header = table_row(*(cell(text) for text in HEADER))
    return with_body(f"<w:tbl>{header}{''.join(made)}</w:tbl><w:p><w:r><w:t>{LIST}</w:t></w:r></w:p>")


def test_merged_repeated_and_empty_cells_are_told_apart():
    first = [cell(text) for text in ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban")]
    start, onward = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rest = [cell(text) for text in ("", "", "Cụm 2", "TH Hoa Mai")]
    merged = programme(
        table_row(*first, cell("A", start), cell("")), table_row(*rest, cell("hidden", onward), cell(""))
    )
    repeated = programme(table_row(*first, cell("A"), cell("")), table_row(*rest, cell("A"), cell("")))
    empty = programme(table_row(*first, cell("A"), cell("")), table_row(*rest, cell(""), cell("")))
    assert rows(read(merged, "a.docx")) == rows(read(repeated, "a.docx"))
    assert [typed.content for typed in read(empty, "a.docx").meetings] == ["A", ""]


def test_cells_that_span_columns_find_theirs_by_the_grid():
    wide = cell("1", '<w:gridSpan w:val="2"/>')
    made = programme(table_row(wide, *(cell(text) for text in ("Cụm 1", "TH Hoa Ban", "A", ""))))
    [typed] = read(made, "a.docx").meetings
    assert (typed.number, typed.time, typed.cluster, typed.host) == ("1", "", "Cụm 1", "TH Hoa Ban")


def test_deleted_text_is_not_read_and_inserted_text_is():
    run = "<w:del><w:r><w:delText>Cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>Mới</w:t></w:r></w:ins>"
    run += "<w:moveFrom><w:r><w:t>Đi</w:t></w:r></w:moveFrom>"
    changed = f"<w:tc><w:p>{run}</w:p></w:tc>"
    entry = [cell(text) for text in ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban")]
    [typed] = read(programme(table_row(*entry, changed, cell(""))), "a.docx").meetings
    assert typed.content == "Mới"


@pytest.mark.parametrize(
    ("line", "schools", "lead"),
    [
        (LIST, ("TH Hoa Ban", "TH Hoa Mai"), "TH Hoa Ban"),
        ("Cụm 2; Gồm TH Hoa Ban, TH và THCS Hoa Mai và TH Lê", ("TH Hoa Ban", "TH và THCS Hoa Mai", "TH Lê"), ""),
        ("+ Cụm trường số 3: TH A; TH B. Cụm trưởng: TH A.", ("TH A", "TH B"), "TH A"),
        ("Cụm 1: TH Giao Thủy, TH B; giao trường TH B làm cụm trường.", ("TH Giao Thủy", "TH B"), "TH B"),
        ("Cụm 1: Trường THCS: An, Bình (Trưởng cụm: Bình)", ("THCS An", "THCS Bình"), "THCS Bình"),
        ("Cụm 1: TH: An, Bình; THCS: Chi", ("TH An", "TH Bình", "THCS Chi"), ""),
        ("Cụm 1: Trường TH An (trưởng cụm) và các trường: TH B, TH C", ("TH An", "TH B", "TH C"), "TH An"),
    ],
)
def test_lists_of_clusters(line, schools, lead):
    [cluster] = read(paper(line), "a.docx").clusters
    assert (cluster.schools, cluster.lead) == (schools, lead)


def test_who_leads_is_named_behind_the_lists():
    lists = ("Cụm 1: TH A, TH B", "Cụm 2: TH C, TH D")
    found = read(paper(*lists, "Cụm trưởng cụm 1: TH B; cụm trưởng cụm 2 là TH C."), "a.docx").clusters
    assert [(one.name, one.lead) for one in found] == [("Cụm 1", "TH B"), ("Cụm 2", "TH C")]


@pytest.mark.parametrize(
    "line",
    [
        "- Cụm trưởng chủ trì phối hợp với các trường: TH A, TH B.",
        "- Cụm chuyên môn: trao đổi, thảo luận",
        "Đối với cụm trưởng các cụm chuyên môn (TH A, TH B).",
    ],
)
def test_what_clusters_have_to_do_is_no_list(line):
    assert not read(paper(line), "a.docx").clusters


def test_a_paper_without_a_letterhead():
    draft = read(
        paper("Số : /KH-PGDĐT", "Mường Chà, ngày tháng 10 năm 2023", "KẾ HOẠCH", "Năm học 2023 – 2024"), "a.docx"
    )
    assert (draft.issuer, draft.town, draft.years) == ("", "Mường Chà", ("2023-2024",))
