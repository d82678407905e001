"""Files that are no plan, or that nobody should open: each is refused with a sentence that says what and where."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from bot.documents import formats, packed
from bot.documents.plan import read
from bot.domain.drafts import Place
from bot.errors import BadInput
from tests.documents import old_excel
from tests.documents.typings import paper, sheet, tabs, with_body, with_part

HEADER = ("Stt", "Thời gian", "Tên cụm (Môn)", "Địa điểm", "Nội dung", "Hình thức")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def locked() -> bytes:
    made = bytearray(paper("x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = made.find(mark)
        while position >= 0:
            made[position + offset] |= 1
            position = made.find(mark, position + 1)
    return bytes(made)


def zipped(part: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as target:
        target.writestr(part, "<a/>")
    return made.getvalue()


def old(stream: str) -> bytes:
    """A compound file of the years before 2007, or one that Office locked with a password."""
    return old_excel.compound(stream, b"x" * 5000)


def formula(result: object, formula: str = "=1/0") -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet("Kế hoạch").write_formula("B5", formula, None, result)
    return written.getvalue()


def uncounted() -> bytes:
    """A formula as libraries write it that do not count."""
    content, name = formula("x", '="TH "&"Hoa"'), "xl/worksheets/sheet1.xml"
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(changed, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, text.replace(b"<v>x</v>", b"") if part == name else text)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "none of Word"),
        ("Kế hoạch".encode("utf-32-le"), "none of Word"),
        (b"%PDF-1.7 not a zip", "is a PDF"),
        (zipped("content.xml"), "none of Word"),
        (zipped("xl/workbook.xml"), "damaged"),
        (OLE + bytes(100), "none of Word"),
        (old("WordDocument"), "old Word file"),
        (old("EncryptedPackage"), "has a password"),
        (old("Workbook"), "damaged"),
        (old_excel.workbook([("x",)])[:1600], "damaged"),
        (locked(), "has a password"),
        (paper("x")[:-400], "damaged"),
        (sheet("x")[:-400], "damaged"),
        (with_part("word/document.xml", b"<w:document"), "damaged"),
        (with_part("word/document.xml", b"\xff\xfe" + ENTITIES.encode("utf-16-le")), "damaged"),
        (with_body("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", ENTITIES), "damaged"),
        (with_body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>'), "damaged"),
        (with_part("word/media/a.bin", bytes(4 * 1024 * 1024)), "far more"),
        (with_body("<w:tbl>" + "<w:tr/>" * 5001 + "</w:tbl>"), "rows or lines"),
        (with_body("<w:p/>" * 20001), "rows or lines"),
        (tabs([("a", "b")] * 5001), "rows or lines"),
        (sheet([("a", "b")] * 5001), "rows or lines"),
        (paper("x" * 4001), "letters"),
        (sheet([("a", "x" * 4001)]), "letters"),
        (b"x" * 4001, "letters"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_and_says_why(content, words):
    with pytest.raises(BadInput) as no:
        read(content, "ke-hoach")
    assert words in no.value.sentence
    assert no.value.facts.get("name", "ke-hoach") == "ke-hoach"


@pytest.mark.parametrize("content", [b"PK" + bytes(20 * 1024 * 1024), OLE + bytes(50 * 1024 * 1024)])
def test_too_many_bytes_are_not_even_opened(content):
    with pytest.raises(BadInput) as no:
        read(content, "a.docx")
    assert "larger than" in no.value.sentence


@pytest.mark.parametrize("made", [paper("x"), sheet("x")])
def test_the_sum_of_all_parts_is_limited(monkeypatch, made):
    monkeypatch.setattr(packed, "MOST_UNPACKED", 1000)
    with pytest.raises(BadInput) as no:
        read(made, "a.docx")
    assert "far more" in no.value.sentence


def test_even_unchecked_an_entity_reads_no_file(monkeypatch, tmp_path):
    """python-docx's own parser resolves nothing; the check before it is a second lock."""
    (tmp_path / "secret").write_text("a secret")
    monkeypatch.setattr(packed, "_declares_entities", lambda _: False)
    entity = f'<!DOCTYPE w [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    draft = read(with_body("<w:p><w:r><w:t>KẾ HOẠCH &s;</w:t></w:r></w:p>", entity), "a.docx")
    assert "secret" not in str(draft)


@pytest.mark.parametrize("made", [paper, sheet])
def test_a_name_that_is_too_long_says_in_which_row(made):
    with pytest.raises(BadInput) as no:
        read(made([HEADER, ("1", "Tháng 10", "Cụm 1", "x" * 201, "", "")]), "a")
    assert "too long" in no.value.sentence
    assert no.value.facts["place"] == Place(1, 1)


@pytest.mark.parametrize(("content", "shown"), [(formula("#DIV/0!"), "#DIV/0!"), (uncounted(), "#N/A")])
def test_a_formula_without_a_result_says_what_excel_shows(content, shown):
    """Not the whole file falls with one cell; the plan's reader tells it or asks about it."""
    cells = [cell.text for row in formats.blocks(content, "a.xlsx", lambda _: False) for cell in row.cells]
    assert [text for text in cells if text] == [shown]


def test_a_cell_far_outside_is_refused_before_the_sheet_is_unpacked():
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet("Kế hoạch").write("XFD1048576", "x")
    with pytest.raises(BadInput) as no:
        read(written.getvalue(), "a.xlsx")
    assert no.value.facts["cell"] == "XFD1048576"


def test_a_paper_without_a_plan_is_an_empty_draft():
    """What is missing is told by the domain, which knows no formats."""
    draft = read(paper("Thư mời", [("a", "b")]), "a.docx")
    assert (draft.meetings, draft.clusters, draft.cores) == ((), (), ())
