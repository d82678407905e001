"""A second version that says otherwise of the clusters themselves: told by name before the yes."""

import pytest

from bot.domain import plan
from bot.domain.drafts import Place, TypedCluster
from bot.domain.organisation.people import EVERYTHING
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft, said

FIRST = (
    TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban", "TH số 1 Hoa Đào"), "TH Hoa Ban"),
    TypedCluster(Place(0, 2), "Cụm số 2", ("TH Hoa Mai", "TH Hoa Lê"), "TH Hoa Mai"),
)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        proposal = await plan.propose(db, a_draft(ROW, clusters=FIRST), YEAR)
        await plan.accept(db, EVERYTHING, proposal, now=NOW)
        yield db


async def notes(db, *clusters: TypedCluster) -> list[str]:
    found = await plan.review(db, a_draft(ROW, clusters=clusters), YEAR, now=NOW)
    return [line for line in said(found.notes) if "Cụm số" in line and ("led by" in line or "TH" in line)]


async def test_the_same_lists_say_nothing(db):
    assert not [line for line in await notes(db, *FIRST) if "stands in" in line or "moves" in line or "led by" in line]


async def test_another_lead_a_school_that_is_gone_and_one_that_moved(db):
    second = (
        TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban",), "TH Hoa Ban"),
        TypedCluster(Place(0, 2), "Cụm số 2", ("TH Hoa Mai", "TH số 1 Hoa Đào"), "TH số 1 Hoa Đào"),
    )
    told = await notes(db, *second)
    for line in (
        "TH số 1 Hoa Đào moves from Cụm số 1 to Cụm số 2 by this file. Until somebody ends it, it is in both.",
        "TH Hoa Lê stands in Cụm số 2 and not in this file's list. It stays.",
        "Cụm số 2 is led by TH Hoa Mai, and the file names TH số 1 Hoa Đào. Please end the former appointment.",
    ):
        assert line in told


async def test_a_paper_without_lists_says_nothing_of_them(db):
    assert not [line for line in await notes(db) if "stands in" in line]
