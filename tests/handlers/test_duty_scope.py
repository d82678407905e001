"""Whose orders reach whom: a commune's reach its own schools, a foreign paper is taken up in the own name only."""

from datetime import date

import pytest
from sqlalchemy import ColumnElement, select, update

from bot.domain.duties import directives, issuing, orders
from bot.domain.models import (
    Appointment,
    DaySource,
    Duty,
    DutyRule,
    DutyState,
    Owner,
    Plan,
    Role,
    Unit,
    UnitKind,
    UnitTie,
)
from bot.domain.organisation import people
from bot.domain.organisation.people import Rights
from bot.domain.organisation.reach import Oversight
from bot.errors import BadInput, NotAllowed, Refusal
from tests.handlers.duties_kit import met
from tests.handlers.test_duty_directive import LETTER, held
from tests.talk import Message, Somebody, Talk, World

COMMUNE, OTHER_COMMUNE = "UBND xã Na Sang", "UBND xã Mường Mươn"
ITS_LETTER = """UBND XÃ NA SANG
Số: 15/UBND-VHXH
Na Sang, ngày 06 tháng 10 năm 2023
V/v sinh hoạt chuyên môn cấp tiểu học
UBND xã yêu cầu các trường thực hiện một số nội dung sau:
1. Các trường nộp danh sách giáo viên dự sinh hoạt cụm trước ngày 15/11/2023.
2. Cụm trưởng gửi biên bản về xã sau mỗi buổi sinh hoạt.
"""
FOREIGN = LETTER.replace("SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐẮK LẮK", "PHÒNG GD&ĐT LẠC THỦY").replace(
    "về Sở trước", "về Phòng Giáo dục và Đào tạo huyện Lạc Thủy trước"
)


@pytest.fixture
async def commune(world: World) -> int:
    """A commune with the first school, another one with the second; both under the office."""
    async with world.talk.app.database.writing() as db:
        units = [Unit(kind=UnitKind.COMMUNE, name=name, folded=name.lower()) for name in (COMMUNE, OTHER_COMMUNE)]
        db.add_all(units)
        await db.flush()
        first, second = (one.id for one in units)
        ties = {world.school: first, world.other_school: second, first: world.office, second: world.office}
        db.add_all(UnitTie(unit_id=one, parent_id=above, valid_from=date(2023, 8, 1)) for one, above in ties.items())
        return first


@pytest.fixture
async def officer(world: World, commune: int) -> Somebody:
    """The commune's officer; the principals of both schools are there."""
    await world.has("Điêu Thị Phượng", Role.OFFICER)
    somebody = await world.has("Hứa Văn Tiệp", Role.OFFICER)
    person = await world.id_of(somebody)
    async with world.talk.app.database.writing() as db:
        await db.execute(update(Appointment).where(Appointment.person_id == person).values(unit_id=commune))
    for school in (world.school, world.other_school):
        await world.has(f"Hạng A {school}", Role.PRINCIPAL, school=school)
    return somebody


async def puts_in(officer: Somebody, letter: str) -> Message:
    await officer.says("/kehoach")
    await officer.presses(officer.talk.said("Send a plan (file or text)"))
    await officer.sends_file("cong-van.txt", letter.encode())
    return await officer.forges("orders:all")


async def test_what_a_commune_orders_is_for_its_own_schools(talk: Talk, world: World, officer: Somebody) -> None:
    """One of two principals, before the yes and after it; and no lead of a cluster that is another office's."""
    shown = await puts_in(officer, ITS_LETTER)
    assert talk.said("{number} principals", number=1) in shown.text
    assert talk.said("{number} people who lead clusters", number=0) in shown.text
    await officer.presses(talk.said("Yes, they hold from now"))
    await talk.passes(minutes=2)
    owing = select(Duty.unit_id).join(Duty.rule).where(DutyRule.code.is_(None))
    assert await talk.finds(owing) == [world.school]
    [first, _second] = await held(talk)
    card = await officer.forges(f"rule:{first.id}")
    assert talk.said("Pause the rule") in card.labels, "what one's own office has ordered is one's own to stop"


async def test_what_its_officers_owe_is_asked_of_them_alone(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await puts_in(officer, ITS_LETTER)
    await officer.forges("orders:is:0:office")
    shown = await officer.forges("orders:all")
    # Who oversees everything sees what a commune owes as well.
    assert talk.said("{number} officers", number=2) in shown.text
    await officer.presses(talk.said("Yes, they hold from now"))
    await talk.passes(minutes=2)
    [duty] = await talk.finds(select(Duty).join(Duty.rule).where(DutyRule.owner == Owner.OFFICE))
    assert duty.unit_id == (await held(talk))[0].scope_id


async def switches_on(officer: Somebody, paper: str = "000") -> Message:
    """Switch a whole paper on under the own office's name."""
    await officer.forges(f"paper:{paper}")
    await officer.presses(officer.talk.said("Switch the paper on"))
    return await officer.presses(officer.talk.said("By our office's plan"))


async def owing(talk: Talk, *which: ColumnElement[bool]) -> set[tuple[int | None, int | None]]:
    """Return which schools owe something of a sample that every school owes, each with the office that ordered it."""
    asked = select(Duty.unit_id, DutyRule.scope_id).join(Duty.rule).where(DutyRule.owner == Owner.SCHOOL)
    async with talk.app.database.reading() as db:
        found = await db.execute(asked.where(DutyRule.code.is_not(None), DutyRule.scope_id.is_not(None), *which))
        return {(unit, scope) for unit, scope in found}


async def test_a_commune_switches_a_sample_on_for_its_own_schools(
    talk: Talk, world: World, officer: Somebody, commune: int
) -> None:
    """Under its own name; the department's stays off, and its later order reaches the other schools alone, once."""
    so = talk("Điêu Thị Phượng")
    shown = await switches_on(officer)
    assert talk.said("Switch the paper off") in shown.labels
    mine = await talk.finds(select(DutyRule).where(DutyRule.scope_id == commune))
    assert mine
    assert all(COMMUNE in rule.basis for rule in mine)
    before = await so.forges("paper:000")
    assert talk.said("Switch the paper on") in before.labels, "another office's copy is not the department's own"
    assert talk.said("Switch the paper off") not in before.labels
    await talk.passes(minutes=2)
    first = await owing(talk)
    assert first
    assert {unit for unit, _ in first} == {world.school}
    await so.presses(talk.said("Switch the paper on"))
    own = talk.said("These have it on for their own schools, which are not reminded twice: {offices}.", offices=COMMUNE)
    assert own in so.last.text
    await so.presses(talk.said("By our office's plan"))
    both = await officer.forges("paper:000")
    number = len({rule.code for rule in mine})
    assert talk.said("See each duty ({number})", number=number) in both.labels, "none stands there twice"
    await talk.passes(minutes=2)
    every = await owing(talk)
    assert {scope for unit, scope in every if unit == world.school} == {commune}, "who asked first goes on asking"
    assert {scope for unit, scope in every if unit == world.other_school} == {world.office}
    # Ended by the commune, the department's order reaches its schools as well.
    await officer.forges("paper-off:000")
    await officer.presses(talk.said("Yes, switch off"))
    assert all(not rule.sample for rule in await talk.finds(select(DutyRule).where(DutyRule.scope_id == world.office)))
    await talk.passes(minutes=2)
    assert {scope for unit, scope in await owing(talk, Duty.state == DutyState.OPEN) if unit == world.school} == {
        world.office
    }


async def test_what_the_department_has_on_is_not_asked_twice(
    talk: Talk, world: World, officer: Somebody, commune: int
) -> None:
    """The commune's officer sees whose order it is, and neither switches it on once more nor off."""
    await switches_on(talk("Điêu Thị Phượng"))
    office = await talk.finds(select(Unit.name).where(Unit.id == world.office))
    shown = await officer.forges("paper:000")
    assert office[0] in shown.text
    assert talk.said("Switch the paper on") not in shown.labels
    assert talk.said("Switch the paper off") not in shown.labels
    [rule, *_] = await talk.finds(select(DutyRule).where(DutyRule.scope_id == world.office))
    person, today = await world.id_of(officer), date(2023, 10, 9)
    async with talk.app.database.writing() as db:
        rights = await people.rights(db, person, today)
        for forged in (
            orders.switch_on(db, [rule.id], rights, office_id=commune, by_id=person, now=talk.clock.now()),
            orders.switch_off(db, [rule.id], rights, talk.clock.now()),
        ):
            with pytest.raises(Refusal):
                await forged
    assert await talk.finds(select(DutyRule).where(DutyRule.scope_id == commune)) == []


async def test_a_foreign_paper_holds_in_the_own_name(talk: Talk, world: World, officer: Somebody) -> None:
    """Neither its office, nor its words, nor its day as somebody's order; forged, the other yes is refused."""
    [head] = [talk(f"Hạng A {world.school}")]
    shown = await puts_in(officer, FOREIGN)
    assert talk.said("Yes, they hold from now") not in shown.labels
    issuer = "Phòng Giáo dục và Đào tạo Lạc Thủy"
    assert talk.said(directives.OF_ANOTHER, issuer=issuer) in shown.text
    assert talk.said(directives.OF_ANOTHER, issuer=issuer) in (await officer.forges("orders:yes")).text
    assert await held(talk) == []
    await puts_in(officer, FOREIGN)
    done = await officer.presses(talk.said("By our office's plan"))
    assert f"kế hoạch của {COMMUNE}" in done.text
    assert {one.day_source for one in await held(talk)} == {DaySource.OURS, DaySource.PAPER}
    await talk.passes(minutes=2)
    mine = (await head.says("/viec")).text
    await head.presses(next(label for label in head.last.labels if "Các trường" in label))
    for told in (mine, head.last.text):
        assert "Lạc Thủy" not in told
        assert f"về {COMMUNE} trước" in told
    assert talk.said("(day proposed by the service)") in head.last.text
    assert (
        talk.said("Every sentence is left out. Please take at least one, or leave.")
        in (await puts_in(officer, FOREIGN)).text
    ), "the second time changes nothing"


async def test_an_office_cites_its_own_papers_and_those_from_above(talk: Talk, world: World, commune: int) -> None:
    """Of the ministry, of what stands above in the tree; where nothing is said to stand above, of a higher kind."""
    expected = {
        "": True,
        "Bộ Giáo dục và Đào tạo": True,
        COMMUNE: True,
        OTHER_COMMUNE: False,
        "Phòng Giáo dục và Đào tạo Mường Chà": True,
        "Phòng Giáo dục và Đào tạo": True,
        "Phòng Giáo dục và Đào tạo Lạc Thủy": False,
        "Sở Giáo dục và Đào tạo Điện Biên": True,
    }
    async with talk.app.database.reading() as db:
        said = {one: await issuing.may_cite(db, commune, one, date(2023, 10, 9)) for one in expected}
    assert said == expected


async def test_nobody_orders_for_another_office(talk: Talk, world: World, commune: int) -> None:
    narrow = Rights(officer=True, reach=Oversight(offices=frozenset({commune})))
    directive = directives.Directive(directives.asking.PaperName("Công văn", "", None, "", ""), (), ())
    async with talk.app.database.writing() as db:
        for office in (None, world.office):
            with pytest.raises(NotAllowed):
                await directives.adopt(db, narrow, directive, talk.clock.now(), office_id=office)
        foreign = directives.Directive(directives.asking.PaperName("Công văn", "", None, OTHER_COMMUNE, ""), (), ())
        with pytest.raises(BadInput):
            await directives.adopt(db, narrow, foreign, talk.clock.now(), office_id=commune)


async def test_the_own_name_is_the_plan_with_its_number_and_day(talk: Talk, world: World) -> None:
    """Of two plans that of the level; where the plan leaves its number open, its year."""
    today = date(2023, 10, 9)
    async with talk.app.database.writing() as db:
        plan = (await db.scalars(select(Plan).where(Plan.unit_id == world.office))).one()
        assert (await issuing.own_name(db, world.office, today)).basis(["th"]) == (
            "kế hoạch năm học 2023-2024 của Phòng GD&ĐT Mường Chà"
        )
        plan.level, plan.number, plan.signed_on = "th", "12/KH-PGDĐT", date(2023, 9, 5)
        await db.flush()
        name = await issuing.own_name(db, world.office, today)
    assert name.basis(["th"]) == "kế hoạch số 12/KH-PGDĐT ngày 05/09/2023 của Phòng GD&ĐT Mường Chà"
    assert name.basis(["thcs"]) == "kế hoạch của Phòng GD&ĐT Mường Chà"


async def test_a_day_that_is_over_asks_for_nothing(talk: Talk, world: World) -> None:
    """It is shown as none, so that the officer enters another one."""
    somebody = await world.has("Lò Văn Cán", Role.OFFICER)
    shown = await puts_in(somebody, LETTER.replace("15/11/2023", "20/9/2023"))
    assert talk.said("no day yet; nobody owes it before a day is entered") in shown.text
    await somebody.forges("orders:day:0")
    card = await somebody.says("30/11/2023")
    assert talk.said("by the end of {day}", day="30/11/2023") in card.text


@pytest.mark.parametrize(("year", "owing"), [("2023-2024", {Owner.CLUSTER, Owner.SCHOOL}), ("2022-2023", set())])
async def test_what_a_plan_asks_ends_with_its_year(talk: Talk, world: World, year: str, owing: set[Owner]) -> None:
    somebody = await world.has("Lò Văn Cán", Role.OFFICER)
    letter = LETTER.replace("V/v sinh", "KẾ HOẠCH\nSinh").replace("tiểu học\n", f"tiểu học năm học {year}\n")
    await puts_in(somebody, letter)
    await somebody.presses(talk.said("Yes, they hold from now" if owing else "As the paper stands"))
    assert {one.school_year for one in await held(talk)} == {year}
    await met(world, "Cà Văn Pó")
    assert set(await talk.finds(select(DutyRule.owner).join(Duty, Duty.rule_id == DutyRule.id))) == owing
