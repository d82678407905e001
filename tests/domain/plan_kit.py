"""What the tests of plans share: the demo's paper and what it says, small drafts, a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bot.db import Database
from bot.documents.plan import read
from bot.domain.drafts import Draft, Place, TypedCluster, TypedCore, TypedMeeting

NOW = datetime(2023, 10, 2, 3, tzinfo=UTC)
YEAR = "2023-2024"
DEMO = Path(__file__).parents[2] / "demo" / "ke-hoach-muong-cha-2023-2024.docx"
PROGRAMME = [
    (1, "Cụm số 1", "PTDTBT TH số 1 Na Sang", "Phương pháp dạy lớp 4"),
    (1, "Cụm số 2", "PTDTBT TH Nậm He", "Phương pháp dạy lớp 4"),
    (1, "Cụm số 3", "PTDTBT TH Nậm Nèn", "Phương pháp dạy lớp 4"),
    (1, "Tiếng Anh", "PTDTBT TH số 1 Na Sang", "Chia sẻ kinh nghiệm trong công tác ôn thi"),
    (1, "Tin học và Công nghệ", "TH số 1 Mường Mươn", "Thực hành dạy chuyên đề môn công nghệ lớp 4"),
    (1, "Âm nhạc", "TH Thị trấn", "Tập luyện Đàn"),
    (1, "Mĩ Thuật", "PTDTBT TH số 1 Na Sang", "Thảo luận, tìm hiểu"),
    (1, "Giáo dục thể chất", "PTDTBT TH số 1 Na Sang", "Bài 2: Đi đều vòng bên trái"),
    (2, "Cụm số 1", "PTDTBT TH số 2 Na Sang", "Dạy tập làm văn"),
    (2, "Cụm số 2", "PTDTBT TH Hừa Ngài", "Dạy tập làm văn"),
    (2, "Cụm số 3", "PTDTBT TH Mường Anh", "Dạy tập làm văn"),
    (2, "Tiếng Anh", "PTDTBT TH Sa Lông", "Tiết dạy minh họa (Tiếng Anh 4"),
    (2, "Tin học và Công nghệ", "PTDTBT TH Hừa Ngài", "Thực hành dạy chuyên đề dạy học Giáo dục STEM môn tin học"),
    (2, "Âm nhạc", "TH Thị trấn", "Tập huấn sử dụng nhạc cụ"),
    (2, "Mĩ Thuật", "PTDTBT TH Ma Thì Hồ", "Chuyên đề: Chủ đề 6"),
    (2, "Giáo dục thể chất", "PTDTBT TH Ma Thì Hồ", "Bài 3: Động tác nhảy"),
    (3, "Cụm số 1", "TH số 1 Mường Mươn", "Giáo dục STEM"),
    (3, "Cụm số 2", "PTDTBT TH Ma Thì Hồ", "Giáo dục STEM"),
    (3, "Cụm số 3", "PTDTBT TH số 2 Sá Tổng", "Giáo dục STEM"),
    (3, "Tiếng Anh", "PTDTBT TH số 2 Mường Mươn", "Tiết dạy minh họa (Tiếng Anh 3"),
    (3, "Tin học và Công nghệ", "PTDTBT TH số 2 Sá Tổng", "Thực hành dạy chuyên đề môn tin học lớp 4"),
    (3, "Âm nhạc", "PTDTBT TH Nậm Nèn", 'Dạy thực hành nội dung "Nhạc cụ"'),
    (3, "Mĩ Thuật", "PTDTBT TH số 1 Na Sang", "Trao đổi thảo luận lựa chọn bài dạy"),
    (3, "Giáo dục thể chất", "PTDTBT TH Mường Anh", "Bài 3: Bài tập rèn luyện kỹ năng bật cao"),
    (4, "Cụm số 1", "PTDTBT TH số 2 Mường Mươn", "Hoạt động trải nghiệm"),
    (4, "Cụm số 2", "PTDTBT TH Huổi Lèng", "Hoạt động trải nghiệm"),
    (4, "Cụm số 3", "TH&THCS Sá Tổng", "Hoạt động trải nghiệm"),
    (4, "Tiếng Anh", "PTDTBT TH số 1 Na Sang", "Xây dựng ngân hàng đề"),
    (4, "Tin học và Công nghệ", "PTDTBT TH Mường Anh", "Thực hành dạy chuyên đề dạy học Giáo dục STEM môn công"),
    (4, "Âm nhạc", "PTDTBT TH Mường Anh", 'Dạy thực hành nội dung "Độc nhạc"'),
    (4, "Mĩ Thuật", "PTDTBT TH Hừa Ngài", "Chuyên đề: Chủ đề 8"),
    (4, "Giáo dục thể chất", "PTDTBT TH Huổi Mí", "Bài 2: Động tác tại chỗ dẫn bóng"),
]
MONTHS = {1: date(2023, 10, 1), 2: date(2023, 12, 1), 3: date(2024, 2, 1), 4: date(2024, 4, 1)}


REPAIRS = {
    2: ("Trường PTDTBT TH Nậm He", "PTDTBT TH Nậm He", "another way to write"),
    3: ("Trường PTDTBT Nậm Nèn", "PTDTBT TH Nậm Nèn", "only school of Cụm số 3"),
    7: ("Mỹ Thuật", "Mĩ Thuật", "another way to write"),
    10: ("PTDTBT TH Hừa Ngải", "PTDTBT TH Hừa Ngài", "accents"),
    11: ("Trường PTDTBT Mường Anh", "PTDTBT TH Mường Anh", "only school of Cụm số 3"),
    12: ("Trường PTDTBT TH Sa Long.", "PTDTBT TH Sa Lông", "accents"),
    13: ("PTDTBT TH Hừa Ngải", "PTDTBT TH Hừa Ngài", "accents"),
    19: ("Trường PTDTBT Số 2 Sá Tổng", "PTDTBT TH số 2 Sá Tổng", "only school of Cụm số 3"),
    21: ("PTDTBT TH Sá Tổng 2", "PTDTBT TH số 2 Sá Tổng", "another way to write"),
    22: ("PTDTBT TH Nậm Nền", "PTDTBT TH Nậm Nèn", "accents"),
    27: ("Trường PTDTBT TH & THCS Sá Tổng", "TH&THCS Sá Tổng", "only school of Cụm số 3"),
    31: ("PTDTBT Tiểu học Hừa Ngải", "PTDTBT TH Hừa Ngài", "accents"),
}


@cache
def demo() -> Draft:
    return read(DEMO.read_bytes(), DEMO.name)


@asynccontextmanager
async def a_database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


def said(notes) -> list[str]:
    def english(sentence: str) -> str:
        return sentence

    english.month = lambda month: f"{month:%m/%Y}"
    return [note.say(english) for note in notes]


def a_draft(*rows: tuple[str, ...], schools=("TH Hoa Ban", "TH số 1 Hoa Đào", "TH số 2 Hoa Đào"), **changes) -> Draft:
    """A plan of one cluster; a row is number, time, cluster, host, content."""
    draft = Draft(
        title="Kế hoạch thử",
        years=(YEAR,),
        superior="UBND HUYỆN HOA",
        issuer="PHÒNG GD&ĐT",
        town="",
        clusters=(TypedCluster(Place(0, 1), "Cụm số 1", schools, schools[0]),),
        meetings=tuple(TypedMeeting(Place(1, row), *cells, form="") for row, cells in enumerate(rows, start=1)),
        cores=(TypedCore(Place(2, 1), "Lò Thị Thử", "TH Hoa Ban", "Thể dục"),),
    )
    return replace(draft, **changes)


ROW = ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "Chuyên đề")
