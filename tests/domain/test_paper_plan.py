"""The plan as a paper: what is exported and imported again is the same plan."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.documents.office.write import write
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.models import Appointment, Meeting, OfficePaper, Person, Role, Unit
from bot.domain.organisation.people import EVERYTHING, rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import making
from bot.domain.papers.kinds import WantedPaper
from bot.domain.papers.views import Asker
from bot.domain.plan.difference import compare
from bot.domain.plan.standing import load
from bot.vietnamese import local
from tests.documents.office_kit import Read
from tests.domain.plan_kit import NOW, YEAR, a_database, demo


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with a_database(database_url) as one:
        yield one


async def exported(database: Database, change=None) -> bytes:
    """Put the demo's plan in, change it, and return it as an officer exports it."""
    async with database.writing() as db:
        await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
        office = (await db.scalars(select(Unit).where(Unit.name.contains("Giáo dục và Đào tạo")))).first()
        officer = Person(name="Nguyễn Văn Cường", folded="nguyen van cuong", unit_id=office.id, joined_at=NOW)
        db.add(officer)
        await db.flush()
        day = local(NOW).date()
        db.add(Appointment(role=Role.OFFICER, person_id=officer.id, unit_id=office.id, valid_from=day))
        await db.flush()
        if change:
            await change(db)
        asker = Asker(officer, await rights(db, officer.id, day), NOW, lambda _said: "")
        made = await making.make(db, asker, WantedPaper.read("plan.office", int(YEAR[:4]), 0))
        assert (await db.scalars(select(OfficePaper))).one().id == made.id
    assert made.file_name.startswith("KH_SHCM_")
    return write(made.paper, lambda _sha: None)


async def difference(database: Database, content: bytes):
    draft = read(content, "ke-hoach.docx")
    async with database.reading() as db:
        year = SchoolYear.read(YEAR)
        proposal = await plan.propose(db, draft, YEAR)
        assert proposal.doubts == ()
        return compare(proposal, await load(db, year), NOW), proposal


async def test_a_plan_exported_and_imported_again_is_the_same(database: Database) -> None:
    content = await exported(database)
    found, proposal = await difference(database, content)
    assert not found
    assert found.same == 32
    assert proposal.new.total == 0
    rows = next(table for table in Read(content).tables if "Tên cụm (Môn)" in table[0])
    assert len(rows) == 33
    assert rows[1][:4] == ["1", "Tháng 10/2023", "Cụm số 1", "PTDTBT TH số 1 Na Sang"]
    assert "Giao cho trường PTDTBT TH số 1 Na Sang làm cụm trưởng." in Read(content).text
    assert demo().cores[0].teacher in Read(content).text


async def test_a_day_that_the_plan_gives_comes_back(database: Database) -> None:
    async def give_days(db) -> None:
        for place, meeting in enumerate(await db.scalars(select(Meeting).order_by(Meeting.id).limit(3))):
            meeting.day = meeting.month.replace(day=20 + place)

    found, _proposal = await difference(database, await exported(database, give_days))
    assert not found
