"""Second versions as offices send them, each with what is true of it: what differs, what stays, what is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from bot.domain import plan
from bot.domain.drafts import Draft, Place, TypedCluster, TypedMeeting
from bot.domain.organisation.people import EVERYTHING
from bot.errors import BadInput
from bot.i18n import Translator
from bot.vietnamese import fold
from tests.domain.plan_kit import a_database, a_draft

ENGLISH = Translator("en")
NOW = datetime(2026, 10, 20, 3, tzinfo=UTC)
YEAR = "2026-2027"
ONE = TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban", "TH Hoa Mai", "TH Hoa Đào"), "TH Hoa Ban")
TWO = TypedCluster(Place(0, 2), "Cụm số 2", ("TH Nậm Pồ", "TH Nậm Chua", "TH Nậm Nhừ"), "TH Nậm Pồ")
THREE = TypedCluster(Place(0, 3), "Cụm số 3", ("TH Sín Chải", "TH Phình Sáng", "TH Ta Ma"), "TH Sín Chải")
LISTS = (ONE, TWO, THREE)
TOPICS = {"Tháng 11/2026": "Dạy học STEM lớp 4", "Tháng 01/2027": "Phép nhân lớp 2", "Tháng 03/2027": "Tập làm văn"}
ROWS = tuple(
    (str(3 * number + place + 1), month, cluster.name, cluster.schools[number], topic)
    for number, (month, topic) in enumerate(TOPICS.items())
    for place, cluster in enumerate(LISTS)
)
SIGNED = ("Số: 19/KH-PGDĐT", "Nậm Pồ, ngày 12 tháng 10 năm 2026")
MORE = ("10", "Tháng 04/2027", "Cụm số 1", "TH Hoa Ban", "Trải nghiệm")
NUMBER, TIME, CLUSTER, HOST, TOPIC = range(5)


def draft(rows: tuple[tuple[str, ...], ...] = ROWS, clusters: tuple[TypedCluster, ...] = LISTS, **changes) -> Draft:
    return a_draft(*rows, clusters=clusters, cores=(), **{"years": (YEAR,), "head": SIGNED, **changes})


def with_cell(row: int, column: int, text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows with another text in one cell; both count from 0."""
    return tuple(
        tuple(text if (at, place) == (row, column) else cell for place, cell in enumerate(cells))
        for at, cells in enumerate(ROWS)
    )


def without_accents() -> Draft:
    lists = tuple(
        replace(
            one,
            name=fold(one.name),
            schools=tuple(fold(school).replace("th ", "TH ") for school in one.schools),
            lead=fold(one.lead).replace("th ", "TH "),
        )
        for one in LISTS
    )
    return draft(tuple(tuple(fold(cell) for cell in row) for row in ROWS), lists)


class Pair(NamedTuple):
    """A second version, and the truth of it: positions in `ROWS`, sentences before the yes, parts of questions."""

    name: str
    second: Draft
    added: tuple[str, ...] = ()
    changed: tuple[tuple[int, tuple[str, ...]], ...] = ()
    gone: tuple[int, ...] = ()
    says: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    moved: bool = False


SWAPPED = tuple((*row[:HOST], ROWS[{3: 6, 6: 3}.get(at, at)][HOST], row[TOPIC]) for at, row in enumerate(ROWS))
OF_TWO = tuple(row for row in ROWS if row[CLUSTER] == TWO.name)
NOT_TWO = tuple(place for place, row in enumerate(ROWS) if row[CLUSTER] != TWO.name)
TWICE = "At table 1, row 10 stands the same meeting once more. It is kept once."
NOT_LISTED = "TH Ta Ma stands in Cụm số 3 and not in this file's list. It stays."
LED = "Cụm số 2: from Monday 12/10 on {} leads it, in the place of TH Nậm Pồ."
MOVED = "TH Hoa Đào: from Monday 12/10 on in Cụm số 2, no longer in Cụm số 1. Its people are told."
WITH_DAO = (replace(ONE, schools=ONE.schools[:2]), replace(TWO, schools=(*TWO.schools, "TH Hoa Đào")), THREE)
PAIRS = (
    Pair("the same", draft()),
    Pair(
        "another lead",
        draft(clusters=(ONE, replace(TWO, lead="TH Nậm Chua"), THREE)),
        says=(LED.format("TH Nậm Chua"),),
        moved=True,
    ),
    Pair(
        "a moved school, its meeting elsewhere",
        draft(with_cell(6, HOST, "TH Hoa Mai"), WITH_DAO),
        changed=((6, ("host",)),),
        says=(MOVED,),
        moved=True,
    ),
    Pair(
        "a moved school that still hosts",
        draft(clusters=WITH_DAO),
        says=(MOVED, "At table 1, row 7, TH Hoa Đào hosts a cluster that it does not belong to."),
        moved=True,
    ),
    Pair(
        "a moved school that leads there",
        draft(clusters=(WITH_DAO[0], replace(WITH_DAO[1], lead="TH Hoa Đào"), THREE)),
        says=(MOVED, LED.format("TH Hoa Đào")),
        moved=True,
    ),
    Pair(
        "a renamed school",
        draft(
            with_cell(3, HOST, "TH&THCS Hoa Cúc"),
            (replace(ONE, schools=("TH Hoa Ban", "TH&THCS Hoa Cúc", "TH Hoa Đào")), TWO, THREE),
        ),
        asks=("TH&THCS Hoa Cúc",),
    ),
    Pair(
        "a dropped school",
        draft(with_cell(8, HOST, "TH Phình Sáng"), (ONE, TWO, replace(THREE, schools=THREE.schools[:2]))),
        changed=((8, ("host",)),),
        says=(NOT_LISTED,),
    ),
    Pair(
        "a new school",
        draft(with_cell(6, HOST, "TH Hoa Sen"), (replace(ONE, schools=(*ONE.schools, "TH Hoa Sen")), TWO, THREE)),
        changed=((6, ("host",)),),
    ),
    Pair("another host", draft(with_cell(0, HOST, "TH Hoa Mai")), changed=((0, ("host",)),)),
    Pair("two hosts that change places", draft(SWAPPED), changed=((3, ("host",)), (6, ("host",)))),
    Pair("another month", draft(with_cell(4, TIME, "Tháng 02/2027")), changed=((4, ("month",)),)),
    Pair("a day", draft(with_cell(0, TIME, "14 giờ ngày 12/11/2026")), changed=((0, ("day", "hour")),)),
    Pair("another topic", draft(with_cell(2, TOPIC, "Trải nghiệm lớp 1")), changed=((2, ("content",)),)),
    Pair("a new meeting", draft((*ROWS, MORE)), added=("Trải nghiệm",)),
    Pair("one line", draft((MORE,), ()), added=("Trải nghiệm",), gone=tuple(range(9))),
    Pair("a month less", draft(ROWS[:6]), gone=(6, 7, 8)),
    Pair("a row twice", draft((*ROWS, ROWS[4])), says=(TWICE,)),
    Pair("a row twice with another number", draft((*ROWS, ("10", *ROWS[4][1:]))), says=(TWICE,)),
    Pair("a row twice without accents", draft((*ROWS, (*ROWS[4][:4], fold(ROWS[4][TOPIC])))), says=(TWICE,)),
    Pair("rows in another order", draft(tuple(reversed(ROWS)))),
    Pair("numbers of its own", draft(tuple((str(9 - at), *row[1:]) for at, row in enumerate(ROWS)))),
    Pair("without accents", without_accents()),
    Pair(
        "in capitals",
        draft(tuple(tuple(cell.upper() if at == HOST else cell for at, cell in enumerate(row)) for row in ROWS)),
    ),
    Pair("one cluster's sheet with its list", draft(OF_TWO, (TWO,)), gone=NOT_TWO),
    Pair("one cluster's sheet without it", draft(OF_TWO, ()), gone=NOT_TWO),
    Pair(
        "another cluster name for the same schools",
        draft(
            tuple((*row[:2], row[2].replace("Cụm số 3", "Cụm Tủa Chùa"), *row[3:]) for row in ROWS),
            (ONE, TWO, replace(THREE, name="Cụm Tủa Chùa")),
        ),
        added=tuple(TOPICS.values()),
        gone=(2, 5, 8),
        says=("rename Cụm số 3 first",),
    ),
    Pair(
        "last year's rows under this year's title",
        draft(tuple((row[0], row[1].replace("2026", "2025").replace("2027", "2026"), *row[2:]) for row in ROWS)),
        asks=("Tháng 11/2025",) * 3,
    ),
)


@pytest.fixture
async def db(database_url):
    """The first version, accepted three weeks before."""
    async with a_database(database_url) as database, database.writing() as db:
        first = await plan.review(db, draft(head=()), YEAR, now=NOW - timedelta(days=21))
        await plan.accept(db, EVERYTHING, first.proposal, now=NOW - timedelta(days=21))
        yield db


@pytest.mark.parametrize("pair", PAIRS, ids=[one.name for one in PAIRS])
async def test_a_second_version_differs_by_what_is_true_and_no_more(db, pair: Pair):
    """After a yes that calls nothing off the same file brings nothing new; a question refuses the yes."""
    found = await plan.review(db, pair.second, YEAR, now=NOW)
    asked = [doubt.question.say(ENGLISH) for doubt in found.proposal.doubts]
    assert all(any(part in one for one in asked) for part in pair.asks), asked
    if pair.asks:
        with pytest.raises(BadInput):
            await plan.accept(db, EVERYTHING, found.proposal, now=NOW)
        return
    difference, rows = found.difference, {meeting_of(row): at for at, row in enumerate(ROWS)}
    assert asked == []
    assert tuple(one.content for one in difference.added) == pair.added
    changed = {(rows[of(one.meeting)], one.fields) for one in difference.changed}
    assert changed == {*pair.changed}
    assert {rows[of(meeting)] for meeting in difference.removed} == {*pair.gone}
    said = [note.say(ENGLISH) for note in found.notes]
    assert all(any(part in one for one in said) for part in pair.says), said
    assert bool(found.moves) is pair.moved
    assert not [
        one
        for one in said
        if "No meeting in semester" in one and pair.name != "another cluster name for the same schools"
    ]
    await plan.accept(db, EVERYTHING, found.proposal, now=NOW, removing=False, seen=found)
    again = await plan.review(db, pair.second, YEAR, now=NOW)
    assert (again.difference.added, again.difference.changed, bool(again.moves)) == ((), (), False)


def meeting_of(row: tuple[str, ...]) -> tuple[str, str, date]:
    month = row[TIME].removeprefix("Tháng ").split("/")
    return row[CLUSTER], row[TOPIC], date(int(month[1]), int(month[0]), 1)


def of(meeting) -> tuple[str, str, date]:
    return meeting.cluster.name, meeting.content, meeting.month


@pytest.mark.parametrize("level", ["THCS", "MN"])
async def test_another_level_s_plan_touches_nothing_of_this_one(db, level: str):
    lists = (TypedCluster(Place(0, 1), "Cụm số 1", (f"{level} Hoa Ban", f"{level} Nậm Pồ"), f"{level} Hoa Ban"),)
    other = draft((("1", "Tháng 11/2026", "Cụm số 1", f"{level} Hoa Ban", "Tổ chức dạy học"),), lists)
    found = await plan.review(db, other, YEAR, now=NOW)
    assert [one.content for one in found.difference.added] == ["Tổ chức dạy học"]
    assert (found.difference.changed, found.difference.removed, bool(found.moves)) == ((), (), False)


async def test_last_year_s_plan_touches_nothing_of_this_year_and_says_first_that_it_is_over(db):
    meetings = tuple(
        TypedMeeting(Place(1, at), row[0], row[1].replace("2026", "2025").replace("2027", "2026"), *row[2:], form="")
        for at, row in enumerate(ROWS, start=1)
    )
    found = await plan.review(db, draft(years=("2025-2026",), meetings=meetings), "2025-2026", now=NOW)
    assert (found.difference.changed, found.difference.removed) == ((), ())
    assert "is over" in found.notes[0].say(ENGLISH)
