"""What a person sees of a paper is read, what is hidden or struck through is not, and letters of old are converted.

Papers are made by hand here, as Word, Excel, LibreOffice and school software write them.
"""

import unicodedata
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from bot.documents import legacy
from bot.documents.plan import read, read_text
from bot.domain.drafts import Draft, Place
from bot.errors import BadInput
from tests.documents.typings import paper, sheet, with_body

LIST = "Cụm số 1: TH Hoa Ban, TH Hoa Mai. Giao cho trường TH Hoa Ban làm cụm trưởng."
HEADER = ("Thời gian", "Cụm", "Địa điểm", "Nội dung")
ROWS = [("Tháng 10", "Cụm 1", "TH Hoa Ban", "Bài một"), ("Tháng 12", "Cụm 1", "TH Hoa Mai", "Bài hai")]


def said(draft: Draft) -> list[tuple[str, ...]]:
    return [(row.time, row.cluster, row.host, row.content) for row in draft.meetings]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def cell(*runs: str, inside: str = "") -> str:
    return f"<w:tc><w:p>{''.join(runs)}</w:p>{inside}</w:tc>"


def table(*rows: tuple[str, ...], properties: str = "") -> str:
    made = (f"<w:tr>{properties}{''.join(cell(run(text)) for text in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def word(*xml: str) -> Draft:
    return read(with_body("".join(xml) + f"<w:p>{run(LIST)}</w:p>"), "a.docx")


def test_hidden_words_and_rows_are_not_read():
    rest = "".join(cell(run(text)) for text in ROWS[0][1:])
    row = f"<w:tr>{cell(run('Tháng 10'), run(' ngày 5', '<w:vanish/>'))}{rest}</w:tr>"
    unseen = f"<w:tr><w:trPr><w:hidden/></w:trPr>{''.join(cell(run(text)) for text in ROWS[1])}</w:tr>"
    head = "".join(cell(run(text)) for text in HEADER)
    draft = word(f"<w:tbl><w:tr>{head}</w:tr>{row}{unseen}</w:tbl>")
    assert said(draft) == [ROWS[0]]
    assert not draft.crossed_out


def test_a_row_that_is_struck_through_is_left_out_and_told():
    struck = "".join(cell(run(text, "<w:strike/>")) for text in ROWS[1])
    kept = "".join(cell(run(text, '<w:strike w:val="0"/>')) for text in ROWS[0])
    head = "".join(cell(run(text)) for text in HEADER)
    draft = word(f"<w:tbl><w:tr>{head}</w:tr><w:tr>{kept}</w:tr><w:tr>{struck}</w:tr></w:tbl>")
    assert said(draft) == [ROWS[0]]
    assert [(line.place, line.text) for line in draft.crossed_out] == [(Place(1, 2), " ".join(ROWS[1]))]


def test_a_table_within_a_cell_and_one_in_a_text_box_are_read():
    layout = f"<w:tbl><w:tr>{cell(run('LỊCH'), inside=table(HEADER, ROWS[0]))}</w:tr></w:tbl>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{table(HEADER, ROWS[1])}</w:txbxContent></w:pict></w:r></w:p>"
    assert said(word(layout, box)) == ROWS


def test_words_set_in_columns_within_a_cell_stay_its_words():
    inside = f"<w:tbl><w:tr>{cell(run('Bài'))}{cell(run('một'))}</w:tr></w:tbl>"
    row = "".join(cell(run(text)) for text in ROWS[0][:3]) + cell(inside=inside)
    head = "".join(cell(run(text)) for text in HEADER)
    [(*_, content)] = said(word(f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"))
    assert content == "Bài\nmột"


def test_hidden_rows_and_columns_of_a_sheet_are_not_read_and_struck_ones_are_told():
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet()
        gone = book.add_format({"font_strikeout": True})
        header = (*HEADER[:2], "Thời gian cũ", *HEADER[2:])
        page.write_row(0, 0, header)
        for number, (time, *rest) in enumerate([*ROWS, ROWS[0]], start=1):
            look = gone if number == len(ROWS) + 1 else None
            page.write_row(number, 0, (time, rest[0], "Tháng 1", *rest[1:]), look)
        page.set_column(2, 2, None, None, {"hidden": True})
        page.set_row(1, None, None, {"hidden": True})
        page.write(5, 0, LIST)
    draft = read(written.getvalue(), "a.xlsx")
    assert said(draft) == [ROWS[1]]
    assert [line.text for line in draft.crossed_out] == ["Tháng 10 Cụm 1 Tháng 1 TH Hoa Ban Bài một"]


def test_the_name_of_a_sheet_holds_for_its_rows():
    header = ("Thời gian", "Địa điểm", "Nội dung")
    draft = read(sheet(LIST, [header, ("Tháng 10", "TH Hoa Ban", "Bài")], name="Cụm 1"), "a.xlsx")
    assert [(row.cluster, row.over) for row in draft.meetings] == [("", "Cụm 1")]


# Other formats


def rows_of_html(*rows: tuple[str, ...]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)


def test_a_web_page_called_xls_is_read():
    hidden = f"<tr style='display: none'>{'<td>Tháng 1</td>' * 4}</tr>"
    merged = f"<tr><td rowspan=2>Tháng 10</td>{''.join(f'<td>{t}</td>' for t in ROWS[0][1:])}</tr>"
    below = f"<tr>{''.join(f'<td>{text}</td>' for text in ROWS[1][1:])}</tr>"
    page = f"<html><body><p>{LIST}<table>{rows_of_html(HEADER)}{hidden}{merged}{below}</table></body></html>"
    draft = read(page.encode(), "a.xls")
    assert said(draft) == [ROWS[0], ("Tháng 10", *ROWS[1][1:])]
    assert len(draft.clusters) == 1


@pytest.mark.parametrize("separator", [";", ","])
def test_a_csv_is_read(separator):
    lines = [f'"{LIST}"', *(separator.join(row) for row in (HEADER, *ROWS))]
    draft = read("\r\n".join(lines).encode("utf-8-sig"), "a.csv")
    assert (said(draft), len(draft.clusters)) == (ROWS, 1)


@pytest.mark.parametrize("separator", [";", ","])
def test_a_sentence_that_lists_what_headers_name_is_no_csv(separator):
    """Its line is kept, as the fourth document's "ghi rõ mục đích, đối tượng, nội dung, địa điểm và thời gian"."""
    said_so = separator.join(("Văn bản ghi rõ mục đích", " đối tượng", " nội dung", " địa điểm và thời gian tập huấn."))
    draft = read(f"{LIST}\n{said_so}\nCác đơn vị theo dõi lịch công tác tháng.".encode(), "a.txt")
    assert said_so in [line.text for line in draft.lines]
    assert not draft.meetings


def odt(*rows: tuple[str, ...]) -> bytes:
    """An OpenDocument text of the list and a table."""
    made = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return _open("text", f"<office:text><text:p>{LIST}</text:p><table:table>{made}</table:table></office:text>")


def _cell(text: str, style: str = "") -> str:
    return f'<table:table-cell table:style-name="{style}"><text:p>{text}</text:p></table:table-cell>'


STYLES = (
    '<office:automatic-styles><style:style style:name="gone"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style><style:style style:name="hidden"><style:table-properties '
    'table:display="false"/></style:style></office:automatic-styles>'
)


def _open(kind: str, body: str) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in {"office": "office", "text": "text", "table": "table", "style": "style"}.items()
    )
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        packed.writestr(
            "content.xml",
            f"<office:document-content{names}>{STYLES}<office:body>{body}</office:body></office:document-content>",
        )
    return written.getvalue()


def test_an_open_document_is_read():
    draft = read(odt(HEADER, *ROWS), "a.odt")
    assert (said(draft), len(draft.clusters)) == (ROWS, 1)


def test_of_an_open_table_is_read_what_a_person_sees():
    """Not the sheet, the row and the column that are hidden; what is struck through is told; far rows cost nothing."""
    hidden = (
        '<table:table-row table:visibility="collapse">' + "".join(map(_cell, ("", *ROWS[0]))) + "</table:table-row>"
    )
    struck = f"<table:table-row>{_cell('')}{''.join(_cell(one, 'gone') for one in ROWS[0])}</table:table-row>"
    shown = [f"<table:table-row>{_cell('ẩn')}{''.join(map(_cell, row))}</table:table-row>" for row in (HEADER, *ROWS)]
    sheet = (
        '<table:table table:name="KH"><table:table-column table:visibility="collapse"/><table:table-column '
        f'table:number-columns-repeated="16000"/><table:table-row>{_cell("")}{_cell(LIST)}</table:table-row>'
        f'{"".join(shown)}{hidden}{struck}<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16000"/></table:table-row></table:table>'
    )
    other = f"<table:table-row>{_cell('Cụm 9: TH A, TH B')}</table:table-row>"
    gone = f'<table:table table:style-name="hidden">{other}</table:table>'
    draft = read(_open("spreadsheet", f"<office:spreadsheet>{gone}{sheet}</office:spreadsheet>"), "a.ods")
    assert (said(draft), len(draft.clusters)) == (ROWS, 1)
    assert [line.text for line in draft.crossed_out] == [" ".join(ROWS[0])]


@pytest.mark.parametrize(
    ("content", "name"),
    [(rb"{\rtf1\ansi x}", ".rtf"), (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", ".mht"), (b"%PDF-1.4", "PDF")],
)
def test_what_is_not_read_is_refused_by_its_true_name(content, name):
    with pytest.raises(BadInput) as no:
        read(content, "ke-hoach.doc")
    assert name in no.value.sentence


def test_cells_below_each_other_are_rows_where_each_is_full():
    cells = ["STT", *HEADER, "1", *ROWS[0], "2", *ROWS[1]]
    assert said(read_text("\n".join([LIST, *cells]))) == ROWS
    with pytest.raises(BadInput):
        read_text("\n".join([LIST, *cells[:-2], cells[-1]]))


# Letters of old


def in_tcvn3(text: str) -> str:
    back = {new: old for old, new in zip(legacy._TCVN3, legacy._UNICODE, strict=True)}
    return "".join(back.get(letter, back.get(letter.lower(), letter)) for letter in text)


def test_a_paper_in_an_old_font_is_converted_and_told():
    draft = read(paper(in_tcvn3(LIST), [tuple(map(in_tcvn3, row)) for row in (HEADER, *ROWS)]), "a.docx")
    assert (said(draft), draft.old_letters) == (ROWS, "TCVN3 (.VnTime)")
    assert draft.clusters[0].schools == ("TH Hoa Ban", "TH Hoa Mai")


def test_only_a_table_in_an_old_font_is_converted():
    table = [tuple(map(in_tcvn3, row)) for row in (HEADER, *ROWS)]
    draft = read(paper(LIST, "Địa điểm: Trường Tiểu học Đồng Lợi", table), "a.docx")
    assert (said(draft), draft.old_letters) == (ROWS, "TCVN3 (.VnTime)")
    assert draft.lines[1].text == "Địa điểm: Trường Tiểu học Đồng Lợi"


def test_vni_is_converted():
    assert legacy.of_vni("Tröôøng Tieåu hoïc Nguyeãn Vaên Cöø, thaùng 10, ñòa ñieåm: kyø") == (
        "Trường Tiểu học Nguyễn Văn Cừ, tháng 10, địa điểm: kỳ"
    )


def test_a_text_of_windows_1258_is_converted():
    whole = "\n".join([LIST, *("\t".join(row) for row in (HEADER, *ROWS))])
    tones = "\u0300\u0301\u0303\u0309\u0323"
    bytes_ = b"".join(
        nfd.encode("cp1258")
        for letter in whole
        for nfd in [
            unicodedata.normalize("NFC", "".join(m for m in unicodedata.normalize("NFD", letter) if m not in tones))
            + "".join(m for m in unicodedata.normalize("NFD", letter) if m in tones)
        ]
    )
    draft = read(bytes_, "a.txt")
    assert (said(draft), draft.old_letters) == (ROWS, "Windows-1258")


@pytest.mark.parametrize("text", ["Trường TH «Hoa Ban» – 100 m²", "20°C ± 1; § 3; Café", "Lê Văn Ðức", "ÑÖ"])
def test_text_of_today_is_left_as_it_is(text):
    assert legacy.guess(text) == ""
