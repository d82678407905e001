"""Two offices with nobody above them, and two levels of one office: each has its own of a sample paper."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.duties import orders, rules
from bot.domain.models import (
    Appointment,
    Duty,
    DutyRule,
    DutyState,
    Plan,
    PlanState,
    Role,
    Unit,
    UnitKind,
    UnitTie,
)
from bot.domain.organisation.people import EVERYTHING
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.duty.duty_papers import LEVELS, ON_ALREADY
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
    await world.issues("Phòng GD&ĐT Lạc Thủy")
    await first.forges("papers")
    await first.forges(f"rule-on:{(await rule(talk)).id}")
    await first.presses(talk.said("As the paper stands"))
    return second


async def rule(talk: Talk) -> DutyRule:
    """The library's row, which the first office has on."""
    [found] = await talk.finds(select(DutyRule).where(DutyRule.code == TOPIC, ~DutyRule.copied))
    return found


async def owing(talk: Talk) -> set[tuple[int, int]]:
    """Who owes something of which rule, while it is open."""
    found = await talk.finds(select(Duty).where(Duty.state == DutyState.OPEN))
    return {(one.rule_id, one.unit_id or 0) for one in found}


async def changes(
    talk: Talk, world: World, who: Somebody, number: int, change: Callable[..., Awaitable[DutyRule]]
) -> None:
    """Have somebody change a rule, as it stands."""
    async with talk.app.database.writing() as db:
        seen = (await db.get_one(DutyRule, number)).version
        await change(db, number, rules.Edit(await world.id_of(who), EVERYTHING, seen, talk.clock.now()))


async def switches_on(talk: Talk, second: Somebody) -> int:
    """The second office switches the same duty on under its own plan; return its rule."""
    card = await second.forges(f"rule:{(await rule(talk)).id}")
    assert talk.said("Only in a sample paper: nobody is told of it.") in card.text
    assert talk.said("Change the day") not in card.labels
    await second.presses(talk.said("Switch it on"))
    done = await second.presses(talk.said("By our office's plan"))
    assert "Sở GD&ĐT Lai Châu" in done.text
    [own] = await talk.finds(select(DutyRule.id).where(DutyRule.code == TOPIC, DutyRule.copied))
    return own


async def test_each_office_has_its_own_for_its_own_schools(talk: Talk, world: World, second: Somebody) -> None:
    """Under its own name, from the same duty of the same paper; each school is asked once, by its own office."""
    first = await rule(talk)
    shown = await second.forges("paper:000")
    assert talk.said("Switched on: {on} of {all} duties.", on=0, all=11) in shown.text
    assert talk.said("Switch the paper on") in shown.labels
    own = await switches_on(talk, second)
    await talk.passes(minutes=2)
    assert await owing(talk) == {(first.id, world.school), (own, world.other_school)}
    [basis] = await talk.finds(select(DutyRule.basis).where(DutyRule.id == own))
    assert "Lai Châu" in basis
    assert (await rule(talk)).basis == first.basis
    assert talk.said(ON_ALREADY) in (await second.forges(f"rule-on:{own}")).text


async def test_one_switches_off_and_the_other_stays(talk: Talk, world: World, second: Somebody) -> None:
    own = await switches_on(talk, second)
    await talk.passes(minutes=2)
    await second.forges(f"rule-off:{own}")
    await second.presses(talk.said("Yes, switch off"))
    assert await owing(talk) == {((await rule(talk)).id, world.school)}
    # On again it is the same one, and what was void is owed again.
    await second.forges(f"rule-on:{(await rule(talk)).id}")
    await second.presses(talk.said("By our office's plan"))
    await talk.passes(minutes=2)
    assert (own, world.other_school) in await owing(talk)
    first = talk("Điêu Thị Phượng")
    await first.forges(f"rule-off:{(await rule(talk)).id}")
    await first.presses(talk.said("Yes, switch off"))
    assert await owing(talk) == {(own, world.other_school)}


async def test_what_rested_does_not_ask_beside_who_asked_meanwhile(talk: Talk, world: World, second: Somebody) -> None:
    """A commune's rule rests, the office above switches the same duty on: each school is asked by that one alone."""
    own = await switches_on(talk, second)
    await talk.passes(minutes=2)
    await changes(talk, world, second, own, rules.pause)
    async with talk.app.database.writing() as db:
        below = (await db.get_one(DutyRule, own)).scope_id
        db.add(UnitTie(unit_id=below, parent_id=world.office, valid_from=date(2023, 8, 1)))
    first, number = talk("Điêu Thị Phượng"), (await rule(talk)).id
    await first.forges(f"rule-off:{number}")
    await first.presses(talk.said("Yes, switch off"))
    await first.forges(f"rule-on:{number}")
    await first.presses(talk.said("As the paper stands"))
    await talk.passes(minutes=2)
    both = {(number, world.school), (number, world.other_school)}
    assert await owing(talk) == both
    await changes(talk, world, second, own, rules.resume)
    await talk.passes(minutes=2)
    assert await owing(talk) == both


@pytest.mark.parametrize("way", ["pause", "switch"])
async def test_what_is_late_is_owed_again_after_a_rest(talk: Talk, world: World, second: Somebody, way: str) -> None:
    """Nobody else asks for it: a rest by mistake does not take back what came due before it."""
    own = await switches_on(talk, second)
    await talk.passes(minutes=2)
    [due] = await talk.finds(select(Duty.due_on).where(Duty.rule_id == own))
    await talk.comes(datetime.combine(due + timedelta(days=4), time(9), ZONE))
    late = (own, world.other_school)
    assert late in await owing(talk)
    if way == "pause":
        await changes(talk, world, second, own, rules.pause)
        assert late not in await owing(talk)
        await changes(talk, world, second, own, rules.resume)
    else:
        await second.forges(f"rule-off:{own}")
        await second.presses(talk.said("Yes, switch off"))
        assert late not in await owing(talk)
        await second.forges(f"rule-on:{(await rule(talk)).id}")
        await second.presses(talk.said("By our office's plan"))
    await talk.passes(minutes=2)
    assert late in await owing(talk)


async def test_it_switches_nothing_of_the_first_off(talk: Talk, world: World, second: Somebody) -> None:
    """Nor changes its days, whatever old button it presses."""
    [name] = await talk.finds(select(Unit.name).where(Unit.id == world.office))
    number, seen = (await rule(talk)).id, (await rule(talk)).version
    await second.forges(f"rule-off:{number}")
    told = await second.presses(talk.said("Yes, switch off"))
    assert talk.said(orders.OF_ANOTHER, office=name) in told.text
    assert talk.said(NotAllowed.sentence) in (await second.forges(f"rule-to:day:{number}:{seen}")).text
    assert not (await rule(talk)).sample


async def test_two_levels_of_one_office_have_their_own(talk: Talk, world: World) -> None:
    """An office with a plan for each level is asked for which; each is off and on without the other."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    async with talk.app.database.writing() as db:
        about = {"school_year": "2023-2024", "unit_id": world.office, "imported_at": talk.clock.now()}
        about |= {"state": PlanState.PUBLISHED}
        for level in ("th", "thcs"):
            db.add(Plan(title=f"Kế hoạch {level}", level=level, number=f"{level}-1", **about))
        school = await db.get_one(Unit, world.other_school)
        school.name, school.folded = "THCS Thị trấn", "thcs thi tran"
    await officer.forges("papers")
    await officer.forges("paper:practice")
    asked = await officer.presses(talk.said("Switch the paper on"))
    assert asked.labels[:3] == [talk.said(one).capitalize() for one in (LEVELS["th"], LEVELS["thcs"])] + [
        talk.said("All levels")
    ]
    await officer.presses(talk.said(LEVELS["th"]).capitalize())
    await officer.presses(talk.said("By our office's plan"))
    primary = await talk.finds(select(DutyRule).where(DutyRule.copied))
    assert {tuple(one.levels or ()) for one in primary} == {("th",)}
    assert all("th-1" in one.basis for one in primary)
    shown = await officer.forges("paper:practice")
    assert {talk.said("Switch the paper on"), talk.said("Switch the paper off")} <= set(shown.labels)
    await officer.presses(talk.said("Switch the paper on"))
    assert talk.said("By our office's plan") in officer.last.labels, "only one plan is left, so nothing is asked"
    await officer.presses(talk.said("By our office's plan"))
    both = await talk.finds(select(DutyRule).where(DutyRule.copied))
    assert {tuple(one.levels or ()) for one in both} == {("th",), ("mn", "thcs", "thpt", "gdtx")}
    assert all("thcs-1" in one.basis for one in both if one.levels != ["th"])
    first = min(primary, key=lambda one: one.id)
    assert talk.said("For: {levels}", levels="TH") in (await officer.forges(f"rule:{first.id}")).text
    await officer.forges(f"rule-off:{first.id}")
    await officer.presses(talk.said("Yes, switch off"))
    still = await talk.finds(select(DutyRule).where(DutyRule.copied, DutyRule.code == first.code))
    assert {one.sample for one in still if one.levels == ["th"]} == {True}
    assert {one.sample for one in still if one.levels != ["th"]} == {False}
