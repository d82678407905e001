"""Builds the demo's directive, `ke-hoach-muong-cha-2023-2024.docx`: run it anew after a change; the bytes stay equal.

Schools, clusters, months and contents are those of a real year, with every slip of the pen that such papers have;
the people in it are invented.
"""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FILE = Path(__file__).parent / "ke-hoach-muong-cha-2023-2024.docx"
_WRITTEN = datetime(2023, 10, 1)  # noqa: DTZ001 - the file's properties know no zone

HEADER = ("Stt", "Thời gian", "Tên cụm (Môn)", "Địa điểm", "Nội dung", "Hình thức")
SAME = "^"
"""A cell that is merged into the one above; in the first row of a part there is none, and it is empty."""
PROGRAMME = """
1 | Tháng 10 | Cụm 1 | PTDTBT TH số 1 Na Sang | Phương pháp dạy lớp 4
^ | ^ | Cụm 2 | Trường PTDTBT TH Nậm He | ^
^ | ^ | Cụm 3 | Trường PTDTBT Nậm Nèn | ^
^ | ^ | Tiếng Anh | PTDTBT TH số 1 Na Sang | Chia sẻ kinh nghiệm trong công tác ôn thi và nâng cao chất lượng IOE, \
giao lưu HSG cuối năm
^ | ^ | Tin học và Công nghệ | TH số 1 Mường Mươn | Thực hành dạy chuyên đề môn công nghệ lớp 4
^ | ^ | Âm nhạc | TH Thị trấn | Tập luyện Đàn, hát các bài hát, các bài đọc nhạc trong chương trình âm nhạc lớp 4
^ | ^ | Mỹ Thuật | PTDTBT TH số 1 Na Sang | Thảo luận, tìm hiểu nội dung chương trình sách giáo khoa Mỹ thuật lớp 4.

^ | ^ | Giáo dục thể chất | PTDTBT TH số 1 Na Sang | Bài 2: Đi đều vòng bên trái (tiết 5)
2 | Tháng 12 | Cụm 1 | PTDTBT TH số 2 Na Sang | Dạy tập làm văn theo hướng mở
^ | ^ | Cụm 2 | PTDTBT TH Hừa Ngải | ^
^ | ^ | Cụm 3 | Trường PTDTBT Mường Anh | ^
^ | ^ | Tiếng Anh | Trường PTDTBT TH Sa Long. | Tiết dạy minh họa (Tiếng Anh 4 Lesson 3)
^ | ^ | Tin học và Công nghệ | PTDTBT TH Hừa Ngải | Thực hành dạy chuyên đề dạy học Giáo dục STEM môn tin học lớp 4
^ | ^ | Âm nhạc | TH Thị trấn | Tập huấn sử dụng nhạc cụ giai điệu: Sáo ri-cooc-đơ và nhạc cụ kèn phím
^ | ^ | Mĩ Thuật | PTDTBT TH Ma Thì Hồ | Chuyên đề: Chủ đề 6: Biết ơn thầy cô – Mĩ thuật lớp 3
^ | ^ | Giáo dục thể chất | PTDTBT TH Ma Thì Hồ | Bài 3: Động tác nhảy, động tác điều hòa với vòng (Tiết 2)
3 | Tháng 2/2024 | Cụm 1 | TH số 1 Mường Mươn | Giáo dục STEM
^ | ^ | Cụm 2 | PTDTBT TH Ma Thì Hồ | ^
^ | ^ | Cụm 3 | Trường PTDTBT Số 2 Sá Tổng | ^
^ | ^ | Tiếng Anh | PTDTBT TH số 2 Mường Mươn | Tiết dạy minh họa (Tiếng Anh 3 Lesson 2).
^ | ^ | Tin học và Công nghệ | PTDTBT TH Sá Tổng 2 | Thực hành dạy chuyên đề môn tin học lớp 4

^ | ^ | Âm nhạc | PTDTBT TH Nậm Nền | Dạy thực hành nội dung "Nhạc cụ" trong chương trình Âm nhạc lớp 4
^ | ^ | Mĩ Thuật | PTDTBT TH số 1 Na Sang | Trao đổi thảo luận lựa chọn bài dạy minh họa cho buổi sinh hoạt chuyên \
môn tháng 4/2024
^ | ^ | Giáo dục thể chất | PTDTBT TH Mường Anh | Bài 3: Bài tập rèn luyện kỹ năng bật cao (tiết 4).
4 | Tháng 4/2024 | Cụm 1 | PTDTBT TH số 2 Mường Mươn | Hoạt động trải nghiệm
^ | ^ | Cụm 2 | PTDTBT TH Huổi Lèng | ^
^ | ^ | Cụm 3 | Trường PTDTBT TH & THCS Sá Tổng | ^
^ | ^ | Tiếng Anh | PTDTBT TH số 1 Na Sang | Xây dựng ngân hàng đề Tiếng anh tiểu học
^ | ^ | Tin học và Công nghệ | PTDTBT TH Mường Anh | Thực hành dạy chuyên đề dạy học Giáo dục STEM môn công nghệ lớp 4
^ | ^ | Âm nhạc | PTDTBT TH Mường Anh | Dạy thực hành nội dung "Độc nhạc" trong chương trình Âm nhạc lớp 4
^ | ^ | Mĩ Thuật | PTDTBT Tiểu học Hừa Ngải | Chuyên đề: Chủ đề 8: Quê hương thanh bình – Mĩ thuật lớp 4
^ | ^ | Giáo dục thể chất | PTDTBT TH Huổi Mí | Bài 2: Động tác tại chỗ dẫn bóng theo hình chữ V, dẫn bóng vượt \
chướng ngại vật (tiết 4).
"""
"""The table of meetings, cut where the paper's blank lines cut it. How people attend is the same throughout."""

CLUSTERS = {
    "Cụm số 1: PTDTBT TH số 2 Mường Mươn, TH số 1 Mường Mươn, PTDTBT TH số 1 Na Sang, PTDTBT TH số 2 Na Sang, "
    "PTDTBT TH Huổi Mí": "PTDTBT TH số 1 Na Sang",
    "Cụm số 2: TH Thị trấn, PTDTBT TH Ma Thị Hồ, PTDTBT TH Sa Lông, PTDTBT TH Huổi Lèng, PTDTBT TH Hừa Ngài, "
    "TH&THCS Mường Tùng, PTDTBT TH Nậm He": "TH Thị trấn",
    "Cụm số 3: PTDTBT TH Nậm Nèn, PTDTBT TH Mường Anh, TH&THCS Sá Tổng, PTDTBT TH số 2 Sá Tổng": "PTDTBT TH Nậm Nèn",
}
"""Each list with its lead school."""
CORES = (
    ("Stt", "Họ tên giáo viên", "Đơn vị", "Phụ trách môn"),
    ("1", "Lò Thị Hoa Ban", "PTDTBT TH số 1 Na Sang", "Tiếng Anh"),
    ("2", "Quàng Văn Thử", "PTDTBT TH số 2 Mường Mươn", "Tin học và Công nghệ"),
    ("3", "Giàng A Mẫu", "PTDTBT TH Ma Thị Hồ", "Âm nhạc"),
    ("4", "Cà Thị Minh Họa", "PTDTBT TH số 1 Na Sang", "Mĩ Thuật"),
    ("5", "Mùa A Ví Dụ", "PTDTBT TH số 2 Na Sang", "Giáo dục thể chất"),
)
SIGNER = "Điêu Văn Giả Định"


def build() -> bytes:
    """Return the file's bytes, the same each time."""
    paper = Document()
    page(paper)
    _letterhead(paper)
    line(paper, "KẾ HOẠCH", bold=True, centred=True)
    line(
        paper,
        "Tổ chức sinh hoạt chuyên môn theo cụm trường cấp tiểu học năm học 2023-2024",
        bold=True,
        centred=True,
    )
    _aims(paper)
    _programme(paper)
    _clusters(paper)
    _tasks(paper)
    _signature(paper)
    return same_bytes(paper)


def page(paper: Any) -> None:
    """Set up a sheet as offices do (A4, Times New Roman 14)."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(6)


def line(at: Any, text: str, *, bold: bool = False, italic: bool = False, centred: bool = False) -> Any:
    """Add a paragraph and return it."""
    paragraph = at.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def in_cell(cell: Any, lines: tuple[tuple[str, bool, bool], ...], size: int = 13) -> None:
    """Fill a cell with lines, each with whether it is bold and italic."""
    for position, (text, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _letterhead(paper: Any) -> None:
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    in_cell(
        left,
        (
            ("UBND HUYỆN MƯỜNG CHÀ", False, False),
            ("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", True, False),
            ("Số :       /KH-PGDĐT", False, False),
        ),
    )
    in_cell(
        right,
        (
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
            ("Độc lập - Tự do - Hạnh phúc", True, False),
            ("Mường Chà, ngày      tháng 10 năm 2023", False, True),
        ),
    )
    paper.add_paragraph()


def _aims(paper: Any) -> None:
    line(paper, "I. MỤC ĐÍCH, YÊU CẦU", bold=True)
    line(paper, "- Giáo viên các trường cùng nghiên cứu bài học, học hỏi lẫn nhau qua dự giờ.")
    line(paper, "- Sau mỗi buổi có rút kinh nghiệm; khó khăn được tháo gỡ ngay tại cụm.")
    line(paper, "II. NỘI DUNG, HÌNH THỨC TỔ CHỨC", bold=True)
    line(paper, "1. Nội dung: các môn văn hóa; các môn chuyên (Tiếng Anh; Âm nhạc; Mỹ thuật; Thể dục; Tin học).")
    line(paper, "2. Hình thức tổ chức: Trực tiếp, 2 lần/học kì (4 lần/năm học). Cụ thể:")


def _programme(paper: Any) -> None:
    parts = [part.splitlines() for part in PROGRAMME.strip().split("\n\n")]
    for position, part in enumerate(parts):
        rows = [(*row.split(" | "), "Trực tiếp") for row in part]
        table = grid(paper, rows if position else [HEADER, *rows])
        for row in table.rows:
            for column, cell in enumerate(row.cells):
                if cell.text == SAME:
                    _merge_up(table, row, column)
        paper.add_paragraph()


def grid(paper: Any, rows: Iterable[tuple[str, ...]]) -> Any:
    """Add a table with lines and return it."""
    table = paper.add_table(rows=0, cols=0, style="Table Grid")
    for row in rows:
        while len(table.columns) < len(row):
            table.add_column(Cm(3))
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    return table


def _merge_up(table: Any, row: Any, column: int) -> None:
    """Merge a cell into the one above as Word does: that one starts the run, this one only goes on."""
    here = row._tr.tc_lst[column]  # noqa: SLF001 - python-docx would pour the texts of both together
    row.cells[column].text = ""
    if row._index:  # noqa: SLF001 - likewise
        above = table.rows[row._index - 1]._tr.tc_lst[column]  # noqa: SLF001 - likewise
        above.vMerge, here.vMerge = above.vMerge or "restart", "continue"


def _clusters(paper: Any) -> None:
    line(paper, "3. Cụm chuyên môn", bold=True)
    line(paper, "3.1. Đối với các môn văn hóa")
    for schools, lead in CLUSTERS.items():
        paragraph = line(paper, f"- {schools}. Giao cho trường ")
        paragraph.add_run(lead).bold = True
        paragraph.add_run(" làm cụm trưởng.")
    line(paper, "3.2. Đối với các môn chuyên: giáo viên cốt cán phụ trách như sau:")
    grid(paper, CORES)
    paper.add_paragraph()


def _tasks(paper: Any) -> None:
    line(paper, "III. TỔ CHỨC THỰC HIỆN", bold=True)
    line(paper, "1. 1. Đối với cụm trưởng (PTDTBT TH số 1 Na Sang, TH Thị trấn, PTDTBT TH Nậm Nèn)")
    line(paper, "- Cụm trưởng lập kế hoạch của cụm: chủ trì, điều hành các buổi, gửi video tiết dạy về Phòng.")
    line(paper, "1.2. Đối với cốt cán các môn chuyên: sau mỗi đợt báo cáo kết quả về Phòng.")
    line(paper, "2. Đối với các trường TH, TH&THCS")
    line(paper, "- Đề xuất nội dung, phương pháp với cụm trường chuyên môn và với các môn chuyên.")
    line(paper, "- Tổng hợp ý kiến giáo viên và báo cáo cụm trường.")
    line(paper, "- Chủ động phối hợp với cụm trường, chỉ đạo tổ chuyên môn thực hiện kế hoạch.")
    line(paper, "- Chuẩn bị phòng học, bàn ghế khi có yêu cầu của cụm trường./.")


def _signature(paper: Any) -> None:
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    in_cell(
        left,
        (("Nơi nhận:", True, True), ("- Như trên;", False, False), ("- Lưu: VT.", False, False)),
        size=11,
    )
    in_cell(
        right,
        (
            ("KT. TRƯỞNG PHÒNG", True, False),
            ("PHÓ TRƯỞNG PHÒNG", True, False),
            ("", False, False),
            (SIGNER, True, False),
        ),
    )


def same_bytes(paper: Any, on: datetime = _WRITTEN) -> bytes:
    """Return a paper's bytes as written on a day: the same each time, whatever machine makes them."""
    about = paper.core_properties
    about.author, about.title, about.comments = "Dự Giờ", "Kế hoạch sinh hoạt chuyên môn (bản minh họa)", ""
    about.created = about.modified = on
    written, same = BytesIO(), BytesIO()
    paper.save(written)
    with ZipFile(written) as source, ZipFile(same, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            # A ZipInfo made by hand carries 1980 and no machine's habits.
            part = ZipInfo(name)
            part.compress_type, part.external_attr, part.create_system = ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(part, source.read(name))
    return same.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(build())
