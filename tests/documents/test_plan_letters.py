"""Letters and reports that are no tables: what of them is a plan, what is not, and what must not be kept.

The letters are written for these tests and carry the traps of real ones; where the real ones stand beside the
project, they are read too.
"""

from datetime import date

import pytest

from bot.documents.plan import read, read_text
from bot.domain import plan
from bot.domain.models import HowAppointed, UnitKind
from bot.errors import BadInput
from tests.beside import DOCUMENTS, with_documents
from tests.domain.plan_kit import YEAR, a_database, said

CALL = """
Số: /PGD&ĐT
Sông Thử, ngày tháng 11 năm 2023

V/v đẩy mạnh nghiên cứu bài học
ở các trường tiểu học.

Kính gửi: Các trường TH, TH&THCS.

Thực hiện Công văn số 12/SGD&ĐT ngày 08/11/2023 của Sở Giáo dục và Đào tạo;
Phòng Giáo dục và Đào tạo yêu cầu các trường làm những việc sau:
1. Đăng kí 01 chuyên đề và thời gian tại [đây](#) trước ngày 15/11 hàng năm (năm học 2023-2024).
2. Các trường, cụm trường dự giờ và thảo luận tại trường sau mỗi buổi.
"""

REPORT = """SINH HOẠT CHUYÊN MÔN THEO NGHIÊN CỨU BÀI HỌC
CỤM KHU TÂY

Nhằm đổi mới cách dạy,  Phòng Giáo dục và Đào tạo Sông Thử đã chỉ đạo sinh hoạt theo cụm trường.
Căn cứ Hướng dẫn số 07/HD-PGD&ĐT ngày 21/9/2020 về nhiệm vụ năm học 2020- 2021;
Thực hiện Kế hoạch số 03 ngày 05 tháng 10 năm 2020 của cụm chuyên môn khu Tây. Ngày 26/11/2020 cụm chuyên môn \
khu Tây đã tổ chức sinh hoạt chuyên môn theo nghiên cứu bài học tại trường THCS Hoa Lê.
     Về dự có BGH và giáo viên các trường THCS Hoa Mai, THCS Hoa Lê, THCS Hoa Đào và THCS Hoa Sen.
Mỗi bài học hai buổi :
   Buổi  1:  Thống nhất kế hoạch bài dạy
 Buổi 2: Dạy minh họa, lớp 8A, bài 12/3: Tuần hoàn
[bookmark: _GoBack] Việc thảo luận không xếp loại giờ dạy.
                                        Lò Thị Thử
"""

CENTRES = """
Kính gửi:
- Giám đốc các trung tâm;
Sở Giáo dục và Đào tạo hướng dẫn sinh hoạt cụm chuyên môn từ năm học 2019 - 2020 như sau:

## **I. MỤC ĐÍCH, YÊU CẦU**
### **2.1. Thành lập các cụm chuyên môn**
- Cụm 1: Gồm các trung tâm trên địa bàn Quận 1, 4, 7, huyện Bờ Sông.
- Cụm 2; Gồm các trung tâm trên địa bàn Quận 2, 9, Gò Cát.

Sinh hoạt cụm do cụm trưởng điều hành. Cụm trưởng được các trung tâm trong cụm bầu luân phiên.
- Cụm trưởng cụm chuyên môn lập kế hoạch: chủ trì, báo cáo Sở. /L
- Lưu: VP ✓
"""

TERMS = """
HƯỚNG DẪN
Tập huấn chuyên môn theo cụm trường cấp THCS
Năm học 2017-2018

Căn cứ Công văn số 1177/BGDDĐT-TrH ngày 06/7/2016;
- Các phòng GD&ĐT tổ chức tập huấn theo cụm trường ít nhất một lần một học kì. Kế hoạch gửi về Sở và qua \
E-mail: lo.thi-thu@thu.example.vn trước ngày 20/9/2017.
- Cụm 1 đăng kí tại trường THCS Hoa Mai chậm nhất ngày 20/9/2017.
Liên hệ đồng chí Lò Thị Thử, ĐT: 0912.345.678 hoặc +84 912 345 678.
"""


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


async def test_a_report_of_what_is_over_is_no_plan(db):
    with pytest.raises(BadInput) as no:
        await plan.propose(db, read_text(REPORT), "2020-2021")
    assert "no table of meetings" in no.value.sentence


async def test_a_sentence_of_what_is_to_come_is_a_meeting_with_a_day_and_no_hour(db):
    draft = read_text(REPORT.replace("đã tổ chức", "tổ chức"))
    proposal = await plan.propose(db, draft, "2020-2021")
    [meeting] = proposal.meetings
    assert (meeting.day, meeting.starts_at, meeting.ends_at) == (date(2020, 11, 26), None, None)
    assert (meeting.month, meeting.host.name) == (date(2020, 11, 1), "THCS Hoa Lê")
    [cluster] = proposal.groups
    assert [school.name for school in cluster.schools] == [
        "THCS Hoa Mai",
        "THCS Hoa Lê",
        "THCS Hoa Đào",
        "THCS Hoa Sen",
    ]
    assert cluster.key == "cum khu tay"
    assert not proposal.doubts


async def test_clusters_of_districts_are_a_result_and_no_error(db):
    proposal = await plan.propose(db, read_text(CENTRES), "2019-2020")
    assert [(group.name, group.schools, group.lead_by) for group in proposal.groups] == [
        ("Cụm 1", (), HowAppointed.ROTATING),
        ("Cụm 2", (), HowAppointed.ROTATING),
    ]
    assert (proposal.meetings, proposal.rounds, proposal.doubts) == ((), {}, ())
    assert proposal.whose.kind is UnitKind.DEPARTMENT
    warnings = "\n".join(said(proposal.warnings))
    assert "names clusters and no meetings" in warnings
    assert "Cụm 1 is told by places and not by schools: Quận 1, Quận 4, Quận 7, huyện Bờ Sông" in warnings
    assert "Cụm 2 elects its lead" in warnings


@pytest.mark.parametrize(("letter", "year"), [(CALL, YEAR), (TERMS, "2017-2018")])
async def test_a_letter_with_terms_is_no_plan_and_says_what_to_do(db, letter, year):
    draft = read_text(letter)
    assert (draft.meetings, draft.clusters) == ((), ())
    with pytest.raises(BadInput) as no:
        await plan.propose(db, draft, year)
    assert "nothing of it goes into the calendar" in no.value.sentence
    assert "Please send the plan" in no.value.sentence
    assert no.value.facts["title"] == draft.title


def test_letters_are_called_what_they_are_about():
    assert read_text(CALL).title == "đẩy mạnh nghiên cứu bài học ở các trường tiểu học"
    assert read_text(TERMS).title == "Tập huấn chuyên môn theo cụm trường cấp THCS"
    assert read_text(REPORT).title == "SINH HOẠT CHUYÊN MÔN THEO NGHIÊN CỨU BÀI HỌC"


def test_telephones_and_addresses_are_not_kept_anywhere():
    draft = read_text(TERMS)
    kept = draft.to_json()
    assert not [private for private in ("@", "0912", "345", "lo.thi-thu") if private in kept]
    assert [place.row for place in draft.hidden] == [5, 7]


async def test_what_was_hidden_in_a_table_is_told(db):
    text = "Cụm số 1: TH A, TH B. Giao cho trường TH A làm cụm trưởng.\n"
    text += "Thời gian\tCụm\tĐịa điểm\tNội dung\nTháng 10\tCụm 1\tTH A\tDự giờ, gọi 0912345678\n"
    draft = read_text(text)
    assert draft.meetings[0].content == "Dự giờ, gọi […]"
    assert any("telephone" in warning for warning in said((await plan.propose(db, draft, YEAR)).warnings))


@pytest.mark.parametrize(
    ("sentence", "time", "cluster", "host"),
    [
        ("Tháng 10: Cụm 1 dự giờ tại TH Hoa Ban, nội dung: Toán lớp 4.", "Tháng 10", "Cụm 1", "TH Hoa Ban"),
        ("Sáng thứ Năm, ngày 26/11 cụm số 2 họp ở Trường TH&THCS Hoa Mai.", "26/11", "Cụm số 2", "TH&THCS Hoa Mai"),
        ("Lúc 14 giờ 30 phút ngày 3/12/2023, môn Tiếng Anh tại TH số 1 Hoa Lê.", "14", "Tiếng Anh", "TH số 1 Hoa Lê"),
    ],
)
def test_a_meeting_in_a_sentence(sentence, time, cluster, host):
    [meeting] = read_text(sentence).meetings
    assert time in meeting.time
    assert (meeting.cluster, meeting.host) == (cluster, host)


@pytest.mark.parametrize(
    "sentence",
    [
        "Trước ngày 20/9/2023, cụm 1 đăng kí tại trường TH Hoa Ban.",
        "Căn cứ Kế hoạch ngày 2/10/2023 của cụm 1 tại trường TH Hoa Ban.",
        "Ngày 26/11/2023 cụm trường họp tại hội trường.",
        "Cụm 1 họp tại TH Hoa Ban, bài 12.",
    ],
)
def test_what_only_sounds_like_a_meeting(sentence):
    assert not read_text(sentence).meetings


# The real ones, where they stand beside the project


def the_real(number: str):
    [path] = DOCUMENTS.glob(f"{number}_*.txt")
    return read(path.read_bytes(), path.name)


@with_documents
async def test_the_real_plan_is_read_whole(db):
    proposal = await plan.propose(db, the_real("001"), YEAR)
    assert (len(proposal.meetings), len(proposal.schools), len(proposal.groups), proposal.doubts) == (32, 16, 8, ())
    assert not [meeting for meeting in proposal.meetings if meeting.day]


@with_documents
async def test_the_real_report_of_what_is_over_is_no_plan(db):
    with pytest.raises(BadInput) as no:
        await plan.propose(db, the_real("002"), "2020-2021")
    assert "no table of meetings" in no.value.sentence


@with_documents
async def test_the_real_clusters_of_districts(db):
    proposal = await plan.propose(db, the_real("003"), "2020-2021")
    assert [group.lead_by for group in proposal.groups] == [HowAppointed.ROTATING] * 4
    assert not proposal.meetings


@with_documents
@pytest.mark.parametrize(("number", "year"), [("000", YEAR), ("004", "2017-2018")])
async def test_the_real_letters_without_a_plan(db, number, year):
    draft = the_real(number)
    assert "@" not in draft.to_json()
    with pytest.raises(BadInput):
        await plan.propose(db, draft, year)


def test_clusters_of_one_line_each_have_their_meeting():
    text = (
        "Cụm 1: TH A, TH B\nCụm 2: TH C, TH D\nTháng 10: cụm 1 ở TH A, nội dung Bài một; cụm 2 ở TH D, nội dung Bài hai"
    )
    found = [(one.time, one.cluster, one.host, one.content) for one in read_text(text).meetings]
    assert found == [("Tháng 10", "Cụm 1", "TH A", "Bài một"), ("Tháng 10", "Cụm 2", "TH D", "Bài hai")]
