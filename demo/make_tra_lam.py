"""Builds the papers of the demo's second world: the list of schools and the two plans of a Sở of 2026-2027.

Run it anew after a change; the bytes stay equal. Province, communes, schools and people are invented.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from make_plan import grid, in_cell, line, page, same_bytes
from xlsxwriter import Workbook

FOLDER = Path(__file__).parent
_WRITTEN = datetime(2026, 8, 24)  # noqa: DTZ001 - a file's properties know no zone

SCHOOLS = (
    ("Cụm", "Tiểu cụm", "Tên trường", "Cấp học", "Xã/phường"),
    ("Cụm số 1", "Tiểu cụm 1", "Trường TH Sông Trăng", "TH", "UBND phường Sông Trăng"),
    ("Cụm số 1", "Tiểu cụm 1", "Trường TH Cầu Mây", "TH", "UBND phường Sông Trăng"),
    ("Cụm số 1", "Tiểu cụm 2", "Trường TH Đồi Mận", "TH", "UBND xã Đồi Mận"),
    ("Cụm số 1", "Tiểu cụm 2", "Trường TH Lũng Chanh", "TH", "UBND xã Đồi Mận"),
    ("Cụm số 2", "", "Trường TH Nà Sim", "TH", "UBND xã Đồi Mận"),
    ("Cụm số 2", "", "Trường TH Bến Lau", "TH", "UBND xã Bến Lau"),
    ("Cụm số 2", "", "Trường TH Gò Dứa", "TH", "UBND xã Bến Lau"),
    ("Cụm số 1", "Tiểu cụm 1", "Trường THCS Sông Trăng", "THCS", "UBND phường Sông Trăng"),
    ("Cụm số 1", "Tiểu cụm 1", "Trường THCS Cầu Mây", "THCS", "UBND phường Sông Trăng"),
    ("Cụm số 1", "Tiểu cụm 2", "Trường THCS Đồi Mận", "THCS", "UBND xã Đồi Mận"),
    ("Cụm số 1", "Tiểu cụm 2", "Trường THCS Lũng Chanh", "THCS", "UBND xã Đồi Mận"),
    ("Cụm số 2", "", "Trường THCS Bến Lau", "THCS", "UBND xã Bến Lau"),
    ("Cụm số 2", "", "Trường THCS Gò Dứa", "THCS", "UBND xã Bến Lau"),
)
HEADER = ("Đợt", "Thời gian", "Cụm", "Địa điểm", "Nội dung", "Hình thức")
PRIMARY = {
    "clusters": (
        (
            "Cụm số 1: gồm các trường: TH Sông Trăng, TH Cầu Mây, TH Đồi Mận, TH Lũng Chanh. Giao bà Tạ Thị Hoài "
            "Thu, Hiệu trưởng Trường TH Sông Trăng làm cụm trưởng; ông Kiều Văn Ngạn, Hiệu trưởng Trường TH Đồi "
            "Mận làm cụm phó."
        ),
        (
            "Cụm số 2: gồm các trường: TH Nà Sim, TH Bến Lau, TH Gò Dứa. Giao ông Phí Đình Lãm, Hiệu trưởng "
            "Trường TH Bến Lau làm cụm trưởng; bà Mạc Thị Diệu, Phó Hiệu trưởng Trường TH Gò Dứa làm cụm phó."
        ),
    ),
    "meetings": (
        ("1", "Tháng 10", "Cụm số 1", "TH Sông Trăng", "Dạy học phát triển năng lực môn Toán lớp 5"),
        ("1", "Tháng 10", "Cụm số 2", "TH Bến Lau", "Dạy đọc hiểu môn Tiếng Việt lớp 3"),
        ("2", "Tháng 12", "Cụm số 1", "TH Đồi Mận", "Tổ chức hoạt động trải nghiệm lớp 4"),
        ("2", "Tháng 12", "Cụm số 2", "TH Nà Sim", "Dạy học môn Khoa học lớp 4 qua thí nghiệm đơn giản"),
        ("3", "Tháng 3", "Cụm số 1", "TH Cầu Mây", "Dạy học môn Tự nhiên và Xã hội lớp 2"),
        ("3", "Tháng 3", "Cụm số 2", "TH Gò Dứa", "Dạy học môn Toán lớp 1 cho học sinh còn chậm"),
    ),
}
SECONDARY = {
    "clusters": (
        (
            "Cụm số 1: gồm các trường: THCS Sông Trăng, THCS Cầu Mây, THCS Đồi Mận, THCS Lũng Chanh. Giao ông "
            "Bạch Xuân Khải, Hiệu trưởng Trường THCS Sông Trăng làm cụm trưởng; bà Ngô Thị Mai Chi, Hiệu trưởng "
            "Trường THCS Lũng Chanh làm cụm phó."
        ),
        (
            "Cụm số 2: gồm các trường: THCS Bến Lau, THCS Gò Dứa. Giao bà Đàm Thị Thục, Hiệu trưởng Trường THCS "
            "Gò Dứa làm cụm trưởng; ông Lưu Văn Viễn, Hiệu trưởng Trường THCS Bến Lau làm cụm phó."
        ),
    ),
    "meetings": (
        ("1", "Tháng 10", "Cụm số 1", "THCS Sông Trăng", "Dạy học môn Khoa học tự nhiên lớp 8 qua thí nghiệm"),
        ("1", "Tháng 10", "Cụm số 2", "THCS Gò Dứa", "Dạy viết đoạn văn nghị luận lớp 7"),
        ("2", "Tháng 12", "Cụm số 1", "THCS Lũng Chanh", "Dạy học môn Lịch sử và Địa lí lớp 6"),
        ("2", "Tháng 12", "Cụm số 2", "THCS Bến Lau", "Dạy học môn Toán lớp 9: ôn tập theo nhóm"),
        ("3", "Tháng 3", "Cụm số 1", "THCS Cầu Mây", "Giáo dục địa phương lớp 7"),
        ("3", "Tháng 3", "Cụm số 2", "THCS Gò Dứa", "Dạy học môn Tin học lớp 8"),
    ),
}
PLANS = {
    "tra-lam-ke-hoach-th.docx": ("tiểu học", PRIMARY),
    "tra-lam-ke-hoach-thcs.docx": ("trung học cơ sở", SECONDARY),
}
LIST = "tra-lam-truong.xlsx"
SIGNER = "Vi Thị Minh Tưởng"


def plan(level: str, says: dict[str, Any]) -> bytes:
    """Return a plan's bytes, the same each time."""
    paper = Document()
    page(paper)
    _letterhead(paper)
    line(paper, "KẾ HOẠCH", bold=True, centred=True)
    title = f"Tổ chức sinh hoạt chuyên môn theo cụm trường cấp {level} năm học 2026-2027"
    line(paper, title, bold=True, centred=True)
    line(paper, "I. CỤM TRƯỜNG", bold=True)
    for number, cluster in enumerate(says["clusters"], start=1):
        line(paper, f"{number}. {cluster}")
    line(paper, "II. LỊCH SINH HOẠT", bold=True)
    grid(paper, [HEADER, *((*row, "Trực tiếp") for row in says["meetings"])])
    line(paper, "III. TỔ CHỨC THỰC HIỆN", bold=True)
    line(paper, "- Cụm trưởng thống nhất ngày, giờ với trường đăng cai; khi vắng thì cụm phó làm thay.")
    line(paper, "- UBND các xã, phường tạo điều kiện để giáo viên các trường tham gia đầy đủ./.")
    _signature(paper)
    return same_bytes(paper, _WRITTEN)


def schools() -> bytes:
    """Return the list's bytes."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"title": "Danh sách trường năm học 2026-2027", "created": _WRITTEN})
        sheet = book.add_worksheet("Danh sách")
        sheet.set_column(0, len(SCHOOLS[0]) - 1, 22)
        sheet.write_row(0, 0, ("DANH SÁCH CỤM TRƯỜNG NĂM HỌC 2026-2027",))
        for number, row in enumerate(SCHOOLS, start=1):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def build() -> dict[str, bytes]:
    """Return every file of the world by its name."""
    return {LIST: schools()} | {name: plan(level, says) for name, (level, says) in PLANS.items()}


def _letterhead(paper: Any) -> None:
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    in_cell(
        left,
        (
            ("UBND TỈNH TRÀ LAM", False, False),
            ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", True, False),
            ("Số :       /KH-SGDĐT", False, False),
        ),
    )
    in_cell(
        right,
        (
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
            ("Độc lập - Tự do - Hạnh phúc", True, False),
            ("Trà Lam, ngày      tháng 8 năm 2026", False, True),
        ),
    )
    paper.add_paragraph()


def _signature(paper: Any) -> None:
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    in_cell(
        left,
        (("Nơi nhận:", True, True), ("- UBND các xã, phường;", False, False), ("- Lưu: VT.", False, False)),
        size=11,
    )
    in_cell(right, (("KT. GIÁM ĐỐC", True, False), ("PHÓ GIÁM ĐỐC", True, False), (SIGNER, True, False)))


if __name__ == "__main__":
    for name, content in build().items():
        (FOLDER / name).write_bytes(content)
