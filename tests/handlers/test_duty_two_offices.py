"""Two offices with nobody above them in one installation: a sample paper serves one, and the other is told so."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.duties import orders
from bot.domain.models import Appointment, DutyRule, Role, Unit, UnitKind, UnitTie
from bot.errors import NotAllowed
from tests.talk import Somebody, Talk, World

TOPIC = "000-6"


@pytest.fixture
async def second(talk: Talk, world: World) -> Somebody:
    """The officer of another Sở, whose one school is under it; the first one's has switched a sample on."""
    first = await world.has("Điêu Thị Phượng", Role.OFFICER)
    second = await world.has("Hứa Văn Tiệp")
    async with talk.app.database.writing() as db:
        office = Unit(kind=UnitKind.OFFICE, name="Sở GD&ĐT Lai Châu", folded="so gd&dt lai chau")
        db.add(office)
        await db.flush()
        since = {"valid_from": date(2023, 8, 1)}
        db.add(UnitTie(unit_id=world.school, parent_id=world.office, **since))
        db.add(UnitTie(unit_id=world.other_school, parent_id=office.id, **since))
        person = await world.id_of(second)
        db.add(Appointment(role=Role.OFFICER, person_id=person, unit_id=office.id, **since))
    await first.forges("papers")
    await first.forges(f"rule-on:{(await rule(talk)).id}")
    await first.presses(talk.said("As the paper stands"))
    return second


async def rule(talk: Talk) -> DutyRule:
    [found] = await talk.finds(select(DutyRule).where(DutyRule.code == TOPIC))
    return found


async def test_the_second_office_is_told_whose_it_is_and_what_to_do(talk: Talk, world: World, second: Somebody) -> None:
    [name] = await talk.finds(select(Unit.name).where(Unit.id == world.office))
    shown = await second.forges("paper:000")
    assert talk.said(orders.OF_ANOTHER, office=name) in shown.text
    assert talk.said("Switch the paper off") not in shown.labels
    assert talk.said("Send a plan (file or text)") in shown.labels


async def test_it_switches_nothing_of_the_first_off(talk: Talk, world: World, second: Somebody) -> None:
    """Nor changes its days, whatever old button it presses."""
    [name] = await talk.finds(select(Unit.name).where(Unit.id == world.office))
    number, seen = (await rule(talk)).id, (await rule(talk)).version
    await second.forges(f"rule-off:{number}")
    told = await second.presses(talk.said("Yes, switch off"))
    assert talk.said(orders.OF_ANOTHER, office=name) in told.text
    assert talk.said(NotAllowed.sentence) in (await second.forges(f"rule-to:day:{number}:{seen}")).text
    assert not (await rule(talk)).sample
