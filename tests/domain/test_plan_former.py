"""Plans and lists that name a school as it was called before: the one that it is today is meant, and that is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.domain import plan
from bot.domain.drafts import UnitRow
from bot.domain.models import Unit, UnitKind, UnitName
from bot.domain.organisation import founding, merging
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import NEW, ForWhom
from bot.domain.organisation.unit_list_reading import look
from bot.vietnamese import local
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft, said

LAST = {"valid_to": date(2023, 7, 31)}
WHY = "the school has another name now, or goes on in this one"


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        heir = Unit(kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban")
        db.add(heir)
        await db.flush()
        old = Unit(kind=UnitKind.SCHOOL, name="TH Nà Sim", folded="th na sim", merged_into_id=heir.id, **LAST)
        db.add_all([old, UnitName(unit_id=heir.id, name="TH Mường Chà", **LAST)])
        await db.flush()
        yield db


@pytest.mark.parametrize("again", ["Tháng 3", "15/3/2024"])
async def test_a_plan_that_is_sent_once_more_gives_nothing_back_to_a_school_that_ended_since(db, again):
    """What it hosted stays its own, what lies ahead stays the heir's, which is shown."""
    first, gone = (*ROW[:3], "TH số 1 Hoa Đào", "Chuyên đề"), "TH số 1 Hoa Đào"
    draft = a_draft(first, ("2", again, "Cụm 1", gone, "Chuyên đề 2"), cores=())
    found = await plan.review(db, draft, YEAR, now=NOW)
    await plan.accept(db, EVERYTHING, found.proposal, now=NOW, seen=found)
    names = {unit.name: unit for unit in await db.scalars(select(Unit))}
    later = datetime(2024, 1, 10, 3, tzinfo=UTC)
    heir = names["TH số 2 Hoa Đào"]
    await merging.merge(db, EVERYTHING, names[gone], heir, date(2024, 1, 8), by=None, now=later)
    found = await plan.review(db, draft, YEAR, now=later)
    assert [one.host.name for one in found.proposal.meetings] == [gone, heir.name]
    assert not found.brings_something
    [repair] = [one for one in found.proposal.repairs if one.becomes == heir.name]
    assert (repair.original, said([repair.why])) == (gone, [WHY])


@pytest.mark.parametrize("typed", ["Trường TH Nà Sim", "nà sim", "TH Mường Chà"])
async def test_a_host_is_the_heir(db, typed):
    row = (*ROW[:3], typed, "Chuyên đề")
    proposal = await plan.propose(db, a_draft(row), YEAR)
    assert proposal.doubts == ()
    assert [one.host.name for one in proposal.meetings] == ["TH Hoa Ban"]
    [repair] = [one for one in proposal.repairs if one.original == typed]
    assert (repair.becomes, said([repair.why])) == ("TH Hoa Ban", [WHY])


async def test_a_list_makes_no_school_anew(db):
    """Nor stands the heir there twice."""
    proposal = await plan.propose(db, a_draft(ROW, schools=("TH Hoa Ban", "TH Nà Sim", "TH Hoa Đào")), YEAR)
    assert [one.name for one in proposal.schools] == ["TH Hoa Ban", "TH Hoa Đào"]
    assert [(one.original, one.becomes) for one in proposal.repairs if said([one.why]) == [WHY]] == [
        ("TH Nà Sim", "TH Hoa Ban")
    ]


async def test_a_list_of_schools_asks_before_it_makes_one_anew(db):
    whom = ForWhom(await founding.office(db, EVERYTHING, "Sở GD&ĐT Hoa"), SchoolYear(2023), local(NOW).date())
    rows = [UnitRow(1, "TH Nà Sim")]
    [doubt] = (await look(db, EVERYTHING, rows, whom)).doubts
    [(heir, name), (new, _)] = doubt.ways
    assert (name, new) == ("TH Hoa Ban", NEW)
    assert (await look(db, EVERYTHING, rows, replace(whom, answers={doubt.row.place: heir}))).doubts == []
