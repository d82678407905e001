"""Plans that name a school as it was called before the year: the one that it is today is meant, and that is shown."""

from datetime import date

import pytest

from bot.domain import plan
from bot.domain.models import Unit, UnitKind, UnitName
from tests.domain.plan_kit import ROW, YEAR, a_database, a_draft, said

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
