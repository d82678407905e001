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
