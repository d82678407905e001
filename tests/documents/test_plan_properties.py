"""Many plans that nobody wrote, in any shape of table: never a wrong school unasked, never an invented day."""

import asyncio
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.db import Database
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.organisation import units
from bot.domain.plan.nouns import Proposal
from bot.migrate import upgrade
from bot.vietnamese import fold
from tests.documents.typings import NAMES, typed

YEAR = "2023-2024"
# A letter or a tone apart, as the communes of one district are.
PLACES = (
    "Na Sang",
    "Sa Lông",
    "Sá Tổng",
    "Nậm He",
    "Nậm Nèn",
    "Hoa Ban",
    "Hoa Bàn",
    "Thị trấn",
    "Mường Mươn",
    "Nà Sơ 3",
)
LEVELS = {"TH": "Tiểu học", "THCS": "Trung học cơ sở", "TH&THCS": "TH và THCS"}
HEADERS = {
    "number": ("Stt", "TT", "Đợt"),
    "time": ("Thời gian", "Tháng", "THỜI GIAN THỰC HIỆN", "Ngày tổ chức"),
    "cluster": ("Tên cụm (Môn)", "Cụm", "Cụm trường"),
    "host": ("Địa điểm", "Đơn vị đăng cai/Địa điểm", "Nơi tổ chức"),
    "content": ("Nội dung", "Nội dung sinh hoạt", "Chuyên đề"),
    "form": ("Hình thức", "HÌNH THỨC TỔ CHỨC"),
}


@st.composite
def schools(draw) -> str:
    boarding, number = draw(st.sampled_from(["", "PTDTBT "])), draw(st.sampled_from(["", "số 1 ", "số 2 "]))
    return f"{boarding}{draw(st.sampled_from(list(LEVELS)))} {number}{draw(st.sampled_from(PLACES))}"


CLUSTERS = st.lists(st.lists(schools(), min_size=1, max_size=5), min_size=1, max_size=3)


@st.composite
def spellings(draw, school: str) -> str:
    """A way in which somebody in haste types that school; words may be left out, none is put in or changed."""
    name = units.parse(school)
    words = {
        "as it is": school,
        "long": school.replace("TH ", "Tiểu học ", 1) if " TH " in f" {school}"[:9] else school,
        "number last": f"{school.replace(f'số {name.number} ', '')} {name.number}" if name.number else school,
        "no boarding": school.removeprefix("PTDTBT "),
        "no level": " ".join(word for word in school.split() if word not in LEVELS),
    }
    text = draw(st.sampled_from(["", "Trường "])) + words[draw(st.sampled_from(list(words)))]
    change = draw(st.sampled_from([str, str.upper, fold, lambda text: unicodedata.normalize("NFD", text)]))
    return change(text) + draw(st.sampled_from(["", ".", " "]))


@st.composite
def times(draw) -> tuple[str, date, date | None]:
    """A cell, its month, and the day if it says one."""
    day = draw(st.dates(date(2023, 8, 1), date(2024, 7, 31)))
    month = day.replace(day=1)
    return draw(
        st.sampled_from(
            [
                (f"Tháng {day.month}", month, None),
                (f"tuần 3 tháng {day.month}/{day.year}", month, None),
                (f"trước ngày {day.day}/{day.month}", month, None),
                (f"{day.day}/{day.month}", month, day),
                (f"14h ngày {day.day}/{day.month}/{day.year}", month, day),
                (f"CHIỀU NGÀY {day.day} THÁNG {day.month}", month, day),
            ]
        )
    )


@st.composite
def plans(draw):
    """Clusters, rows with what they truly mean, and the blocks of a paper that says so."""
    clusters = draw(CLUSTERS)
    rows = []
    for number in range(draw(st.integers(1, 6))):
        cluster = draw(st.integers(0, len(clusters) - 1))
        host, (time, month, day) = draw(st.sampled_from(clusters[cluster])), draw(times())
        cells = {"number": str(number + 1), "time": time, "cluster": f"Cụm {cluster + 1}", "form": ""}
        cells |= {"host": draw(spellings(host)), "content": f"Bài {number}: họp ngày 5/11/2023, tháng 4/2024"}
        rows.append((cells, host, month, day))
    columns = draw(st.permutations(list(HEADERS)))
    header = tuple(draw(st.sampled_from(HEADERS[column])) for column in columns)
    table = [header, *(tuple(cells[column] for column in columns) for cells, *_ in rows)]
    lists = [f"- Cụm số {n}: {', '.join(names)}" for n, names in enumerate(clusters, start=1)]
    blocks = ["Kế hoạch năm học 2023-2024", *draw(st.permutations([*lists, table]))]
    return clusters, rows, blocks


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('plans') / Path('empty.sqlite3')}"
    upgrade(url)
    return url


def proposed(url: str, draft: Draft) -> Proposal:
    async def propose() -> Proposal:
        database = Database(url)
        async with database.reading() as db:
            proposal = await plan.propose(db, draft, YEAR)
        await database.close()
        return proposal

    return asyncio.run(propose())


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.sampled_from(NAMES))
def test_never_a_wrong_school_and_never_an_invented_day(tables, made, how):
    clusters, rows, blocks = made
    keys = {units.key(school) for names in clusters for school in names}
    # Who leaves out so much that another school's own name is left, means that school to every reader.
    assume(not any(units.key(cells["host"]) in keys - {units.key(host)} for cells, host, *_ in rows))
    draft = read(typed(how, *blocks), "a")
    assert len(draft.meetings) == len(rows)
    proposal = proposed(tables, draft)
    found = {meeting.place.row: meeting for meeting in proposal.meetings}
    asked = {doubt.place.row for doubt in proposal.doubts}
    for number, (_, host, month, day) in enumerate(rows, start=1):
        if number not in found:
            assert asked
            continue
        assert units.key(found[number].host.name) == units.key(host)
        assert (found[number].month, found[number].day) == (month, day)


@settings(deadline=None, max_examples=60)
@given(CLUSTERS)
@example([["TH Hoa Ban", "TH Hoa Bàn"]])
@example([["TH Hoa Ban"], ["TH Nậm He", "TH Hoa Bàn"]])
def test_two_schools_of_a_list_never_become_one_without_a_question(tables, clusters):
    lines = [f"Cụm số {number}: {', '.join(names)}" for number, names in enumerate(clusters, start=1)]
    proposal = proposed(tables, read(typed("docx", *lines), "a.docx"))
    names = {school for names in clusters for school in names}
    kept = {school.name for school in proposal.schools}
    assert kept == names or proposal.doubts
