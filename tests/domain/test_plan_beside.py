"""A level beside a cluster's number in a plan: "Cụm số 2 cấp TH", "cụm 2 tiểu học", "Cụm 02 (THCS)"."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.domain import plan
from bot.domain.drafts import Draft, Place, TypedCluster
from bot.domain.models import Cluster
from bot.domain.organisation.people import EVERYTHING
from bot.domain.plan.whose import SEVERAL
from tests.domain.plan_kit import NOW, YEAR, a_database, a_draft, said
from tests.domain.test_plan_levels import HEAD, PRIMARY, SECONDARY

PLACES = ("Hoa Ban", "Hoa Đào"), ("Hoa Mai", "Hoa Lê"), ("Hoa Sim", "Hoa Mua")
"""Schools whose names say no level, so that nothing but the cluster's does."""


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


def row(cluster: str, host: str = "") -> tuple[str, ...]:
    return ("1", "Tháng 10", cluster, host, "Chuyên đề")


def lists(*names: str, schools: tuple[tuple[str, ...], ...] = PLACES) -> tuple[TypedCluster, ...]:
    return tuple(
        TypedCluster(Place(0, at), name, here, here[0])
        for at, (name, here) in enumerate(zip(names, schools, strict=False), start=1)
    )


def a_plan(clusters: tuple[TypedCluster, ...], *rows: tuple[str, ...], title: str = "Kế hoạch") -> Draft:
    return a_draft(*rows, title=title, clusters=clusters, **HEAD)


@pytest.mark.parametrize("typed", ["Cụm số 2 cấp TH", "cụm 2 tiểu học", "Cụm 02 (TH)", "Cụm 2 cấp 1", "Cụm 2"])
async def test_a_row_means_the_cluster_of_its_plan(db, typed):
    draft = a_plan(lists("Cụm số 1", "Cụm số 2"), row(typed, "Hoa Mai"), title="Kế hoạch cụm cấp tiểu học")
    proposal = await plan.propose(db, draft, YEAR)
    assert (proposal.doubts, [one.group for one in proposal.meetings]) == ((), ["cum 2"])


async def test_two_of_one_number_are_not_mixed(db):
    """Each row goes to that of its level, whichever school hosts; the level is no part of the name."""
    draft = a_plan(
        lists("Cụm số 1 cấp TH", "Cụm 01 (THCS)", "Cụm số 2 cấp TH"),
        row("Cụm 1 tiểu học", "Hoa Ban"),
        row("Cụm số 1 cấp THCS", "Hoa Mai"),
        row("Cụm 02 TH", "Hoa Sim"),
    )
    proposal = await plan.propose(db, draft, YEAR)
    assert (proposal.doubts, proposal.whose.level) == ((), None)
    groups = [(one.key, one.name, one.level) for one in proposal.groups]
    assert groups == [
        ("cum 1 tieu hoc", "Cụm số 1 (Tiểu học)", "th"),
        ("cum 1 thcs", "Cụm số 1 (THCS)", "thcs"),
        ("cum 2", "Cụm số 2", "th"),
    ]
    assert [one.group for one in proposal.meetings] == ["cum 1 tieu hoc", "cum 1 thcs", "cum 2"]


async def test_a_level_that_is_not_the_plan_s_is_asked_about(db):
    """In a row, of which cluster it is; beside a list, for which level the plan is."""
    title = "Kế hoạch cụm cấp tiểu học"
    [doubt] = (
        await plan.propose(db, a_plan(lists("Cụm số 1", "Cụm số 2"), row("Cụm 2 THCS"), title=title), YEAR)
    ).doubts
    assert "'Cụm 2 THCS'" in said([doubt.question])[0]
    assert doubt.candidates == ("Cụm số 1", "Cụm số 2")
    draft = a_plan(lists("Cụm số 1 (TH)", "Cụm số 2 (THCS)"), row("Cụm 1", "Hoa Ban"), title=title)
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert said([doubt.question]) == [
        "The plan is for Tiểu học, and clusters of THCS stand in it. For which level is it?"
    ]
    assert doubt.candidates[:2] == ("Tiểu học", "THCS")
    assert (await plan.propose(db, draft, YEAR, {doubt.key: SEVERAL})).whose.level is None


async def test_the_level_beside_all_clusters_is_the_plan_s(db):
    draft = a_plan(lists("Cụm số 1 cấp TH", "Cụm số 2 cấp TH"), row("Cụm 2", "Hoa Mai"))
    proposal = await plan.propose(db, draft, YEAR)
    assert (proposal.doubts, proposal.whose.level) == ((), "th")
    assert [one.name for one in proposal.groups] == ["Cụm số 1", "Cụm số 2"]


async def test_what_stands_of_two_levels_is_not_mixed_by_a_plan_of_both(db):
    """Two plans have made a "Cụm số 1" each; a later one of both levels means each by its level."""
    for level, schools in (("tiểu học", PRIMARY), ("THCS", SECONDARY)):
        draft = a_plan(lists("Cụm số 1", schools=(schools,)), row("Cụm 1", schools[0]), title=f"Kế hoạch cấp {level}")
        found = await plan.review(db, draft, YEAR, now=NOW)
        await plan.accept(db, EVERYTHING, found.proposal, now=NOW, seen=found)
    rows = row("Cụm 1 TH", PRIMARY[1]), row("Cụm số 1 (THCS)", SECONDARY[1])
    both = replace(a_plan((), *rows, title="Kế hoạch cấp tiểu học và THCS"), clusters=())
    found = await plan.review(db, both, YEAR, now=NOW)
    assert found.proposal.doubts == ()
    assert [one.group for one in found.proposal.meetings] == ["cum 1 tieu hoc", "cum 1 thcs"]
    assert found.proposal.new.clusters == 0
    listed = a_plan(lists("Cụm 1 cấp TH", "Cụm 1 cấp THCS", schools=(PRIMARY, SECONDARY)), *rows)
    found = await plan.review(db, listed, YEAR, now=NOW)
    assert (found.proposal.doubts, found.proposal.new.clusters) == ((), 0)
    await plan.accept(db, EVERYTHING, found.proposal, now=NOW, seen=found)
    again = await plan.review(db, listed, YEAR, now=NOW)
    assert not again.brings_something
    assert [one.level for one in await db.scalars(select(Cluster).order_by(Cluster.id))] == ["th", "thcs"]
