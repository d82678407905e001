"""Lists of people as offices sent them, where they lie beside the project: everybody of the truth and nobody else."""

import json

import pytest
from sqlalchemy import select

from bot.documents import people
from bot.domain.models import RosterEntry, Unit, UnitKind
from bot.domain.organisation import roster, units
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.subjects import subject_key
from tests.beside import CASES
from tests.domain.plan_kit import NOW, a_database

FOLDER = CASES / "people"
TRUTH = json.loads((FOLDER / "truth.json").read_text()) if FOLDER.is_dir() else {}


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        for name in ("TH Kim Đồng", "TH Lê Lợi"):
            db.add(Unit(kind=UnitKind.SCHOOL, name=name, folded=units.key(name)))
        await db.flush()
        yield db


def answer(doubt: roster.LeftOutRow, true: dict[str, str]) -> str | None:
    """What somebody says who knows: the school of a person of the truth, else nothing."""
    school = true.get(doubt.row.name.lower())
    return school if school in doubt.ways else None


@pytest.mark.parametrize("name", sorted(TRUTH) or ["none beside the project"])
async def test_everybody_of_a_list_and_nobody_else(db, name):
    """Costs more than others: workbooks are read; only where they lie beside the project."""
    if name not in TRUTH:
        return
    rows = people.read((FOLDER / name).read_bytes(), name)
    true = {person.lower(): school for person, school, _ in TRUTH[name]["people"]}
    taken = await roster.take(db, EVERYTHING, rows, NOW)
    for doubt in taken.doubts:
        if said := answer(doubt, true):
            await roster.take(db, EVERYTHING, [doubt.row], NOW, {doubt.row.place: said})
    found = await db.execute(select(RosterEntry, Unit.name).join(Unit, Unit.id == RosterEntry.unit_id))
    kept = sorted((entry.name.replace("' ", "'"), school, subject_key(entry.subject or "")) for entry, school in found)
    wanted = sorted(
        (person.replace("' ", "'"), school, subject_key(subject or ""))
        for person, school, subject in TRUTH[name]["people"]
    )
    assert kept == wanted
