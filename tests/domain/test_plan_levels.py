"""Plans of one year beside each other: of two levels, of two offices; and what is asked where it is not said."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.domain import plan
from bot.domain.drafts import Draft, Place, TypedCluster
from bot.domain.models import Cluster, Meeting, MeetingState, Plan, Unit, UnitKind
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.reach import Oversight
from bot.domain.plan.whose import SEVERAL
from bot.errors import NotAllowed
from tests.domain.plan_kit import NOW, YEAR, a_database, a_draft, said

HEAD = {"superior": "UBND TỈNH HOA", "issuer": "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "cores": ()}
PRIMARY = ("TH Hoa Ban", "TH Hoa Đào")
SECONDARY = ("THCS Hoa Ban", "THCS Hoa Đào")


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


def of(level: str, schools: tuple[str, ...], *, title: str = "", **changes: object) -> Draft:
    row = ("1", "Tháng 10", "Cụm 1", schools[0], f"Chuyên đề {level}")
    return a_draft(row, schools=schools, title=title or f"Kế hoạch sinh hoạt cụm cấp {level}", **(HEAD | changes))


async def put(db, draft: Draft, **about: object) -> None:
    found = await plan.review(db, draft, YEAR, now=NOW, **about)
    assert found.proposal.doubts == ()
    await plan.accept(db, EVERYTHING, found.proposal, now=NOW, seen=found)


async def test_two_levels_of_one_office_stand_beside_each_other(db):
    """Both say "Cụm số 1": neither takes the other's cluster, and nothing of it is changed or called off."""
    await put(db, of("tiểu học", PRIMARY))
    assert [one.called for one in await db.scalars(select(Cluster))] == ["Cụm số 1"]
    found = await plan.review(db, of("THCS", SECONDARY), YEAR, now=NOW)
    assert (found.difference.removed, found.difference.changed, found.proposal.new.clusters) == ((), (), 1)
    await plan.accept(db, EVERYTHING, found.proposal, now=NOW, seen=found)
    clusters = (await db.scalars(select(Cluster).order_by(Cluster.id))).all()
    assert [(one.name, one.level) for one in clusters] == [("Cụm số 1", "th"), ("Cụm số 1", "thcs")]
    assert [one.called for one in clusters] == ["Cụm số 1 (TH)", "Cụm số 1 (THCS)"]
    assert len({one.office_id for one in clusters}) == 1
    assert [one.level for one in await db.scalars(select(Plan).order_by(Plan.id))] == ["th", "thcs"]
    hosts = [(one.cluster.level, one.host.name) for one in await db.scalars(select(Meeting).order_by(Meeting.id))]
    assert hosts == [("th", "TH Hoa Ban"), ("thcs", "THCS Hoa Ban")]
    for draft in (of("tiểu học", PRIMARY), of("THCS", SECONDARY)):
        again = await plan.review(db, draft, YEAR, now=NOW)
        assert not again.brings_something
    assert not await db.scalar(select(func.count()).where(Meeting.state == MeetingState.CANCELLED))


async def test_two_communes_have_each_their_own(db):
    """One name, one level, two offices."""
    for commune in ("XÃ HOA MUA", "XÃ HOA SIM"):
        await put(db, of("tiểu học", PRIMARY, superior=f"UBND {commune}", issuer="PHÒNG VĂN HÓA - XÃ HỘI"))
    offices = (await db.scalars(select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(Unit.id))).all()
    assert [one.name for one in offices] == ["UBND xã Hoa Mua", "UBND xã Hoa Sim"]
    assert [one.office_id for one in await db.scalars(select(Cluster).order_by(Cluster.id))] == [
        one.id for one in offices
    ]


async def test_the_level_is_asked_where_nothing_says_it(db):
    """Schools without a level in their names, and a title without one."""
    draft = of("", ("Hoa Ban", "Hoa Đào"), title="Kế hoạch sinh hoạt cụm")
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert doubt.candidates == ("Mầm non", "Tiểu học", "THCS", "THPT", SEVERAL)
    assert (await plan.propose(db, draft, YEAR, {doubt.key: "THCS"})).whose.level == "thcs"
    assert (await plan.propose(db, draft, YEAR, {doubt.key: SEVERAL})).whose.level is None


async def test_a_level_that_contradicts_the_schools_is_asked(db):
    [doubt] = (await plan.propose(db, of("THCS", PRIMARY), YEAR)).doubts
    assert "The title says THCS, and the schools are Tiểu học" in said([doubt.question])[0]
    assert (await plan.propose(db, of("THCS", PRIMARY), YEAR, {doubt.key: "Tiểu học"})).whose.level == "th"


async def test_a_school_of_another_level_is_told_and_stops_nothing(db):
    proposal = await plan.propose(db, of("tiểu học", (*PRIMARY, "TH&THCS Hoa Mai", "THCS Hoa Ban")), YEAR)
    assert (proposal.whose.level, proposal.doubts) == ("th", ())
    [told] = [one for one in said(proposal.warnings) if "do not teach it" in one]
    assert told.endswith(": THCS Hoa Ban.")


async def test_the_level_over_a_list_is_that_of_its_cluster(db):
    """A paper of several levels: each cluster has its own."""
    lists = (
        TypedCluster(Place(0, 1), "Cụm 1", PRIMARY, PRIMARY[0], under="Cấp Tiểu học"),
        TypedCluster(Place(0, 2), "Cụm 1", SECONDARY, SECONDARY[0], under="Cấp THCS"),
    )
    proposal = await plan.propose(db, a_draft(clusters=lists, **HEAD), YEAR)
    assert (proposal.whose.level, proposal.doubts) == (None, ())
    assert [group.level for group in proposal.groups] == ["th", "thcs"]


async def test_an_office_is_asked_for_where_several_stand_and_none_is_named(db):
    names = ("Sở Giáo dục và Đào tạo Hoa", "Sở Giáo dục và Đào tạo Sim")
    db.add_all(Unit(kind=UnitKind.DEPARTMENT, name=name, folded=name.lower()) for name in names)
    await db.flush()
    draft = of("tiểu học", PRIMARY, superior="", issuer="")
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert doubt.candidates == names
    assert (await plan.propose(db, draft, YEAR, {doubt.key: names[1]})).issuer == names[1]
    said_before = await plan.review(db, draft, YEAR, now=NOW, office="Sở GD&ĐT Sim")
    assert (said_before.proposal.doubts, said_before.of.office) == ((), 2)


async def test_a_school_s_letterhead_makes_no_office(db):
    """What a lead school sends out is its own paper: the only office that stands here is meant, and that is told."""
    db.add(Unit(kind=UnitKind.DEPARTMENT, name="Sở GD&ĐT Hoa", folded="so gd&dt hoa"))
    await db.flush()
    draft = of("tiểu học", PRIMARY, superior="UBND XÃ HOA MUA", issuer="TRƯỜNG TH HOA BAN")
    proposal = await plan.propose(db, draft, YEAR)
    assert proposal.issuer == "Sở GD&ĐT Hoa"
    [repair] = [one for one in proposal.repairs if one.becomes == "Sở GD&ĐT Hoa"]
    assert repair.original == "TRƯỜNG TH HOA BAN"


async def test_nobody_puts_in_the_plan_of_another_office(db):
    await put(db, of("tiểu học", PRIMARY))
    office = await db.scalar(select(Unit.id).where(Unit.kind == UnitKind.DEPARTMENT))
    proposal = await plan.propose(db, of("tiểu học", PRIMARY), YEAR)
    for may in (Oversight(units=frozenset({999})), Oversight(units=frozenset())):
        with pytest.raises(NotAllowed):
            await plan.accept(db, Rights(officer=True, reach=may), proposal, now=NOW)
    await plan.accept(db, Rights(officer=True, reach=Oversight(units=frozenset({office}))), proposal, now=NOW)
    new = replace(proposal, whose=replace(proposal.whose, key="so hoa khac"))
    with pytest.raises(NotAllowed):
        await plan.accept(db, Rights(officer=True, reach=Oversight(units=frozenset({office}))), new, now=NOW)
