"""Kinds of papers in which something was silently wrong once: each is right now, or asked about, or told."""

from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.organisation.people import EVERYTHING
from bot.i18n import Translator
from bot.migrate import upgrade
from tests.documents import typings
from tests.documents.truth import answered, wrong

NOW = datetime(2026, 8, 20, 2, tzinfo=UTC)
YEAR = "2026-2027"
TITLE = "Kế hoạch sinh hoạt chuyên môn cụm trường năm học 2026-2027"
LISTS = ("Cụm 1: TH Yên Bình, TH Quang Sơn.", "Cụm 2: TH Đồng Giao, TH Trung Sơn.")
HEADER = ["TT", "Thời gian", "Cụm", "Địa điểm", "Nội dung"]
READING, GEOMETRY = "Dạy đọc mở rộng lớp 5", "Dạy hình học trực quan"


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('kinds')}/plan.sqlite3"
    upgrade(url)
    return url


@pytest.fixture
async def database(url):
    database = Database(url)
    yield database
    await database.close()


def true(group: str, host: str, month: str, content: str, day: str | None = None) -> dict:
    return {"group": group, "host": host, "month": month, "content": content, "day": day, "hour": None}


TWO = [true("Cụm 1", "TH Yên Bình", "2026-10", READING), true("Cụm 2", "TH Đồng Giao", "2026-12", GEOMETRY)]
KINDS = {
    "from a day on": (
        (TITLE, *LISTS, [HEADER, ["1", "Từ ngày 12/10/2026", "Cụm 1", "TH Yên Bình", READING]]),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING)],
        ["when|"],
    ),
    "about a day": (
        (TITLE, *LISTS, [HEADER, ["1", "Khoảng 12/10/2026", "Cụm 1", "TH Yên Bình", READING]]),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING)],
        ["when|"],
    ),
    "another year": (
        (TITLE, *LISTS, [HEADER, ["1", "15/10/2025", "Cụm 1", "TH Yên Bình", READING]]),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-15")],
        ["when|"],
    ),
    "a column of groups": (
        (
            TITLE,
            LISTS[0],
            [
                ["TT", "Thời gian", "Nhóm", "Trường", "Nội dung"],
                ["1", "10/2026", "Tiếng Anh", "TH Yên Bình", READING],
                ["2", "12/2026", "CLB Robotics", "TH Quang Sơn", GEOMETRY],
            ],
        ),
        [
            true("Tiếng Anh", "TH Yên Bình", "2026-10", READING),
            true("CLB Robotics", "TH Quang Sơn", "2026-12", GEOMETRY),
        ],
        ["group|"],
    ),
    "a column of schools below a month": (
        (
            TITLE,
            *LISTS,
            "Tháng 10/2026",
            [["TT", "Cụm", "Trường", "Chuyên đề"], ["1", "Cụm 1", "TH Yên Bình", READING]],
            "Tháng 12/2026",
            [["TT", "Cụm", "Trường", "Chuyên đề"], ["1", "Cụm 2", "TH Đồng Giao", GEOMETRY]],
        ),
        TWO,
        [],
    ),
    "a month below a semester": (
        (
            TITLE,
            *LISTS,
            "Học kỳ I",
            [
                ["TT", "Tháng", "Cụm", "Địa điểm", "Nội dung"],
                ["1", "10", "Cụm 1", "TH Yên Bình", READING],
                ["2", "12", "Cụm 2", "TH Đồng Giao", GEOMETRY],
            ],
        ),
        TWO,
        [],
    ),
    "what it is about before the place": (
        (
            TITLE,
            *LISTS,
            "Tháng 10/2026:",
            f"- Cụm 1: {READING}, tại TH Yên Bình.",
            "Tháng 12/2026:",
            f"- Cụm 2: {GEOMETRY}, tổ chức tại TH Đồng Giao.",
        ),
        TWO,
        [],
    ),
    "a time that is over beside the new one": (
        (
            TITLE,
            *LISTS,
            [
                ["Cụm", "Nội dung", "Thời gian cũ", "Thời gian điều chỉnh", "Đơn vị đăng cai"],
                ["Cụm 1", READING, "05/11/2026", "15/10/2026", "TH Yên Bình"],
                ["Cụm 2", GEOMETRY, "11/11/2026", "12/2026", "TH Đồng Giao"],
            ],
        ),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-15"), TWO[1]],
        [],
    ),
    "two times of which nobody knows the right one": (
        (
            TITLE,
            *LISTS,
            [
                ["Cụm", "Nội dung", "Thời gian 1", "Thời gian 2", "Địa điểm"],
                ["Cụm 1", READING, "15/10/2026", "16/10/2026", "TH Yên Bình"],
            ],
        ),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-15")],
        ["when|"],
    ),
    "columns of several words of time": (
        (
            TITLE,
            *LISTS,
            [["ĐV tổ chức", "Ngày, giờ", "Cụm", "Nội dung"], ["TH Yên Bình", "15/10/2026", "Cụm 1", READING]],
            [
                ["Cụm", "Tháng/Tuần", "ĐV chủ trì", "Nội dung"],
                ["Cụm 2", "Tuần 2, tháng 12/2026", "TH Đồng Giao", GEOMETRY],
            ],
        ),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-15"), TWO[1]],
        [],
    ),
    "as above": (
        (
            TITLE,
            *LISTS,
            [
                ["Ngày", "Cụm", "Địa điểm", "Nội dung"],
                ["15/10/2026", "Cụm 1", "TH Yên Bình", READING],
                ['"', "nt", "TH Quang Sơn", GEOMETRY],
            ],
        ),
        [
            true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-15"),
            true("Cụm 1", "TH Quang Sơn", "2026-10", GEOMETRY, "2026-10-15"),
        ],
        [],
    ),
    "a cluster without the word, and a half of the day": (
        (
            TITLE,
            "Cụm Tân Lộc Bắc: TH Yên Bình, TH Quang Sơn.",
            "Cụm Tân Lộc Nam: TH Đồng Giao, TH Trung Sơn.",
            [
                ["TT", "Cụm", "Ngày", "Buổi", "Địa điểm", "Nội dung"],
                ["1", "Tân Lộc Bắc", "15/10/2026", "Sáng", "TH Yên Bình", READING],
            ],
        ),
        [true("Cụm Tân Lộc Bắc", "TH Yên Bình", "2026-10", READING, "2026-10-15")],
        [],
    ),
    "two clusters in a paragraph": (
        (
            TITLE,
            *LISTS,
            f"Đợt 1: tháng 10, Cụm 1 tại TH Yên Bình, nội dung {READING}; Cụm 2 tại TH Đồng Giao, nội dung {GEOMETRY}",
            "- Đợt 2: Cụm 1 tổ chức 15/12/2026 tại TH Quang Sơn, chuyên đề Tập đọc. Cụm 2 16/12/2026 tại TH Trung Sơn.",
        ),
        [
            TWO[0],
            true("Cụm 2", "TH Đồng Giao", "2026-10", GEOMETRY),
            true("Cụm 1", "TH Quang Sơn", "2026-12", "Tập đọc", "2026-12-15"),
            true("Cụm 2", "TH Trung Sơn", "2026-12", "", "2026-12-16"),
        ],
        [],
    ),
    "a month in which a cluster has no meeting": (
        (
            TITLE,
            *LISTS,
            [
                ["TT", "Cụm", "Tháng 10/2026", "Tháng 12/2026"],
                ["1", "Cụm 1", f"TH Yên Bình: {READING}", "Không tổ chức"],
                ["2", "Cụm 2", "-", f"TH Đồng Giao: {GEOMETRY}"],
            ],
        ),
        TWO,
        [],
    ),
    "a weekday that is right, beside a day that is not": (
        (TITLE, *LISTS, [HEADER, ["1", "Thứ Sáu, 15/10/2026", "Cụm 1", "TH Yên Bình", READING]]),
        [true("Cụm 1", "TH Yên Bình", "2026-10", READING, "2026-10-16")],
        ["when|"],
    ),
    "a list of clusters that names each cluster once": (
        (
            TITLE,
            [
                ["Cụm", "Trường"],
                ["Cụm 1", "TH Yên Bình"],
                ["", "TH Quang Sơn"],
                ["Cụm 2", "TH Đồng Giao"],
                ["", "TH An"],
            ],
            [HEADER, ["1", "10/2026", "Cụm 1", "TH Quang Sơn", READING], ["2", "12/2026", "Cụm 2", "TH An", GEOMETRY]],
        ),
        [true("Cụm 1", "TH Quang Sơn", "2026-10", READING), true("Cụm 2", "TH An", "2026-12", GEOMETRY)],
        [],
    ),
    "a column of wards": (
        (
            TITLE,
            "Cụm 1: TH Lê Lai (phường Hải Châu), TH Lê Lai (phường Thanh Khê).",
            [
                ["TT", "Thời gian", "Trường đăng cai", "Phường", "Nội dung"],
                ["1", "10/2026", "TH Lê Lai", "Hải Châu", READING],
                ["2", "12/2026", "TH Lê Lai", "Thanh Khê", GEOMETRY],
            ],
        ),
        [
            true("Cụm 1", "TH Lê Lai (Hải Châu)", "2026-10", READING),
            true("Cụm 1", "TH Lê Lai (Thanh Khê)", "2026-12", GEOMETRY),
        ],
        [],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["bars", "docx"])
async def test_it_is_right_after_just_the_questions_that_it_needs(database, kind: str, how: str) -> None:
    blocks, meetings, asked = KINDS[kind]
    draft = read(typings.typed(how, *blocks), f"a.{how.replace('bars', 'txt')}")
    async with database.reading() as db:
        outcome = await answered(db, draft, {"year": YEAR, "meetings": meetings}, NOW)
        refused = await plan.review(db, draft, YEAR, now=NOW)
    assert wrong(outcome.proposal, meetings) == []
    assert [line for line in wrong(refused.proposal, meetings) if not line.startswith("missing")] == []
    assert [doubt.key.partition("|")[0] + "|" for doubt in outcome.asked] == asked


async def test_columns_that_are_not_taken_are_told(database) -> None:
    """Once a table, by their headers, and only where something stands in them."""
    rows = [[*HEADER, "Người phụ trách", "Ghi chú"], ["1", "10/2026", "Cụm 1", "TH Yên Bình", READING, "BGH", ""]]
    async with database.reading() as db:
        found = await plan.review(db, read(typings.typed("bars", TITLE, *LISTS, rows), "a.txt"), YEAR, now=NOW)
    said = [note.say(Translator("en")) for note in found.notes]
    assert "These columns of table 1 are not read: “Người phụ trách”." in said


async def test_a_half_of_the_day_and_a_table_that_was_not_read_are_told(database) -> None:
    halved = [["Cụm", "Ngày", "Buổi", "Địa điểm", "Nội dung"], ["Cụm 1", "15/10/2026", "Sáng", "TH Yên Bình", READING]]
    unknown = [["Cụm", "Tháng", "Môn", "Chuyên đề"], ["Cụm 1", "10", "Toán", GEOMETRY]]
    async with database.reading() as db:
        draft = read(typings.typed("docx", TITLE, *LISTS, halved, "Lịch khác", unknown), "a.docx")
        found = await plan.review(db, draft, YEAR, now=NOW)
    said = " ".join(note.say(Translator("en")) for note in found.notes)
    assert "stands 'Sáng 15/10/2026'. Only '" in said
    assert "Cụm Tháng Môn Chuyên đề" in said


async def test_a_sheet_for_each_level_is_one_plan_and_brings_nothing_the_second_time(database) -> None:
    """The title of the first sheet says one level: a cluster of another one was made again by each import."""
    blocks = (
        "Kế hoạch sinh hoạt chuyên môn cụm trường tiểu học năm học 2026-2027",
        "Cụm 1: TH Yên Bình, TH Quang Sơn.",
        [HEADER, ["1", "10/2026", "Cụm 1", "TH Yên Bình", READING]],
        "Cụm 1: THCS Trần Phú, THCS Mai Sơn.",
        [HEADER, ["1", "12/2026", "Cụm 1", "THCS Trần Phú", GEOMETRY]],
    )
    draft = read(typings.typed("bars", *blocks), "a.txt")
    async with database.writing() as db:
        first = await plan.review(db, draft, YEAR, now=NOW)
        assert len(first.proposal.groups) == 2
        await plan.accept(db, EVERYTHING, first.proposal, now=NOW)
        again = await plan.review(db, draft, YEAR, now=NOW)
        assert not again.brings_something
        await db.rollback()
