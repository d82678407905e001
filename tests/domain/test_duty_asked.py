"""What is read of a paper's text: who is asked for what by when, and what only tells of aims asks nobody."""

from datetime import date

import pytest

from bot.documents.plan import read_text
from bot.domain.duties import asked, directives
from bot.domain.duties.asked import Asked
from bot.domain.models import Anchor, DaySource, Owner, Proof
from bot.domain.organisation import naming
from tests.beside import DOCUMENTS, with_documents

TODAY = date(2026, 9, 1)
LETTER = """SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐẮK LẮK
Số: 1234/SGDĐT-GDPT
Đắk Lắk, ngày 05 tháng 9 năm 2026
V/v sinh hoạt chuyên môn cấp tiểu học
Sở Giáo dục và Đào tạo yêu cầu các trường thực hiện một số nội dung sau:
"""


def read(*lines: str) -> list[Asked]:
    return asked.read(read_text(LETTER + "\n".join(lines)), TODAY)


@pytest.mark.parametrize(
    ("line", "owner", "anchor", "day"),
    [
        (
            "1. Các trường nộp danh sách chuyên đề về Sở trước ngày 15/11 hằng năm.",
            Owner.SCHOOL,
            Anchor.YEARLY,
            date(2026, 11, 14),
        ),
        (
            "1. Đăng ký chuyên đề cấp cụm chậm nhất ngày 30/10/2026.",
            Owner.SCHOOL,
            Anchor.DAY,
            date(2026, 10, 30),
        ),
        ("1. Cụm trưởng gửi biên bản về Sở sau mỗi buổi sinh hoạt.", Owner.CLUSTER, Anchor.END, None),
        ("1. Giáo viên cốt cán báo cáo kết quả về Sở sau mỗi đợt.", Owner.GROUP, Anchor.ROUND, None),
        ("1. Sau mỗi lần, cụm trưởng tổ chức họp và gửi báo cáo về Sở.", Owner.CLUSTER, Anchor.END, None),
        ("1. Kịp thời khen thưởng tập thể, cá nhân điển hình.", Owner.SCHOOL, Anchor.NONE, None),
    ],
)
def test_a_sentence_is_read(line: str, owner: Owner, anchor: Anchor, day: date | None) -> None:
    [one] = read(line)
    assert (one.owner, one.anchor, one.day, one.where) == (owner, anchor, day, "mục 1")
    assert one.sentence in line, "word for word"


@pytest.mark.parametrize(
    ("by", "day"),
    [
        ("trước ngày 15/11/2026", date(2026, 11, 14)),
        ("xong trước 15/11/2026", date(2026, 11, 14)),
        ("chậm nhất trước ngày 15/11/2026", date(2026, 11, 14)),
        ("trước thứ Sáu, ngày 11/12/2026", date(2026, 12, 10)),
        ("trước ngày 01/01/2027", date(2026, 12, 31)),
        ("trước tháng 12/2026", date(2026, 11, 30)),
        ("trước 17 giờ ngày 20/12/2026", date(2026, 12, 20)),
        ("chậm nhất ngày 20/12/2026", date(2026, 12, 20)),
        ("muộn nhất là ngày 30/5/2027", date(2027, 5, 30)),
        ("không quá ngày 15/12/2026", date(2026, 12, 15)),
        ("hạn cuối ngày 10/10/2026", date(2026, 10, 10)),
        ("thời hạn: 15/12/2026", date(2026, 12, 15)),
        ("đến hết ngày 15/10/2026", date(2026, 10, 15)),
        ("từ ngày 10/12/2026 đến ngày 15/12/2026", date(2026, 12, 15)),
        ("vào ngày 25/5/2027", date(2027, 5, 25)),
        ("trong tháng 5 năm 2027", date(2027, 5, 31)),
        ("trước ngày 15 hằng tháng", None),
        ("trong vòng 05 ngày", None),
        ("không quá 05 trang", None),
    ],
)
def test_the_words_before_a_day_say_whether_it_counts(by: str, day: date | None) -> None:
    """Before a day is by the end of the day before it; by a month by the end of its last day, or of the one before."""
    [one] = read(f"1. Các trường nộp báo cáo về Sở {by}.")
    assert one.day == day


def test_a_day_without_a_year_is_of_the_papers_own_time() -> None:
    """Put in late it is over, and not the same day of next year."""
    late = asked.read(read_text(LETTER + "1. Các trường nộp báo cáo về Sở trước ngày 15/10."), date(2026, 11, 28))
    assert [one.day for one in late] == [date(2026, 10, 14)]


def test_a_video_is_asked_of_who_films() -> None:
    [one] = read("2. Giao người phụ trách quay lại video tiết dạy, gửi về Sở.")
    assert (one.owner, one.proof, one.anchor, one.day_source) == (
        Owner.CAMERA,
        Proof.VIDEO,
        Anchor.END,
        DaySource.OURS,
    )


def test_a_named_number_of_days_is_taken() -> None:
    [one] = read("1. Cụm trưởng gửi biên bản về Sở chậm nhất 05 ngày sau mỗi buổi sinh hoạt.")
    assert (one.anchor, one.shift) == (Anchor.END, 5)


@pytest.mark.parametrize(
    "line",
    [
        "1. Sinh hoạt chuyên môn giúp giáo viên nâng cao năng lực nghề nghiệp.",
        "2. Chú trọng bồi dưỡng kỹ năng điều hành.",
        "(Đối với năm học này đăng kí tại địa chỉ trên trang của ngành)",
    ],
)
def test_what_asks_nobody_is_left(line: str) -> None:
    assert read(line) == []


def test_aims_and_receivers_ask_nobody() -> None:
    text = "I. MỤC ĐÍCH\n- Báo cáo kết quả kịp thời cho mọi người cùng biết.\nNơi nhận:\n- Nộp lưu văn thư cơ quan Sở."
    assert asked.read(read_text(text), TODAY) == []


def test_a_paper_is_called_by_its_own_number_day_and_issuer() -> None:
    paper = read_text(LETTER + "1. Các trường nộp danh sách về Sở trước ngày 15/11/2026.")
    found = directives.read(paper, naming.issuer(paper.issuer, paper.superior, paper.town)[0], TODAY)
    assert found.heading.basis("mục 1") == (
        "mục 1 Công văn số 1234/SGDĐT-GDPT ngày 05/09/2026 của Sở Giáo dục và Đào tạo Đắk Lắk"
    )
    assert found.levels == ("th",)


def test_what_the_paper_leaves_open_is_not_made_up() -> None:
    text = "KẾ HOẠCH\nSinh hoạt cụm\nSố:    /KH-PGD\n1. Các trường nộp bài trước 15/11."
    found = directives.read(read_text(text), "", TODAY)
    assert found.heading.basis() == "Kế hoạch “Sinh hoạt cụm”"


@with_documents
@pytest.mark.parametrize(
    ("paper", "wanted"),
    [
        (
            "000",
            {
                ("mục 4", Owner.SCHOOL, Anchor.YEARLY): "Lựa chọn ít nhất 01 chuyên đề",
                ("mục 5", Owner.SCHOOL, Anchor.NONE): "Kịp thời khen thưởng",
                ("mục 6", Owner.SCHOOL, Anchor.NONE): "Thực hiện báo cáo bằng văn bản kèm theo minh chứng",
            },
        ),
        (
            "003",
            {
                ("mục 2 Phần III", Owner.CLUSTER, Anchor.END): "Báo cáo về Sở Giáo dục và Đào tạo",
                ("mục 2.2 Phần II", Owner.CLUSTER, Anchor.NONE): "Cụm trưởng được các trung tâm",
                ("mục 3 Phần III", Owner.SCHOOL, Anchor.NONE): "Căn cứ vào quy chế chi tiêu nội bộ",
            },
        ),
        (
            "004",
            {
                ("mục 4 Phần II", Owner.SCHOOL, Anchor.DAY): "Các trường THPT",
                ("mục 4 Phần II", Owner.OFFICE, Anchor.NONE): "Các phòng GD&ĐT chủ động xây dựng kế hoạch tập huấn",
                ("mục 4 Phần II", Owner.OFFICE, Anchor.DAY): "Kế hoạch tập huấn theo cụm trường của các phòng",
                ("mục 4 Phần II", Owner.SCHOOL, Anchor.NONE): "Đơn vị nào có nhu cầu tập huấn",
            },
        ),
        (
            "001",
            {
                ("mục 1.1 Phần III", Owner.CLUSTER, Anchor.END): "Sau mỗi lần tổ chức sinh hoạt chuyên môn cụm trưởng",
                ("mục 1.2 Phần III", Owner.GROUP, Anchor.ROUND): "Sau mỗi đợt sinh hoạt chuyên môn giáo viên cốt cán",
                ("mục 2 Phần III", Owner.SCHOOL, Anchor.NONE): "Bố trí hợp lý thời gian",
            },
        ),
        ("002", {}),
    ],
)
def test_the_five_papers(paper: str, wanted: dict[tuple[str, Owner, Anchor], str]) -> None:
    """What they ask is found; the article of a teacher asks nothing."""
    text = next(DOCUMENTS.glob(f"{paper}_*.txt")).read_text("utf-8")
    found = asked.read(read_text(text), TODAY)
    for (where, owner, anchor), begins in wanted.items():
        same = [one.sentence for one in found if (one.where, one.owner, one.anchor) == (where, owner, anchor)]
        assert any(sentence.startswith(begins) for sentence in same), (begins, same)
    assert bool(found) == bool(wanted)
