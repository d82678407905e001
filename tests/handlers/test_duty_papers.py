"""The library of sample papers in chat: nothing of it holds before an officer's yes, and off is off at once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from bot.domain.duties import orders
from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.duties.catalogue.entry import paper_of
from bot.domain.duties.catalogue.papers import PAPERS
from bot.domain.duties.catalogue.short import LONGEST, SHORT
from bot.domain.models import (
    Cluster,
    ClusterSchool,
    DaySource,
    Duty,
    DutyRule,
    DutyState,
    Outbox,
    Purpose,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation.people import Rights
from bot.errors import BadInput, Gone
from handlers.duty import duty_papers, duty_rules
from handlers.kit import NOT_FINISHED
from tests.handlers.duties_kit import duties
from tests.talk import Message, Somebody, Talk, World

TOPIC = "000-6"
OURS = "(day proposed by the service)"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def rule(talk: Talk, code: str = TOPIC) -> DutyRule:
    return (await talk.finds(select(DutyRule).where(DutyRule.code == code)))[0]


async def opens(talk: Talk, officer: Somebody, paper: str) -> Message:
    await officer.forges("papers")
    return await officer.presses(PAPERS[paper].place)


async def asks_one(talk: Talk, officer: Somebody, code: str = TOPIC) -> Message:
    await officer.forges(f"rule:{(await rule(talk, code)).id}")
    return await officer.presses(talk.said("Switch it on"))


def names_said(talk: Talk, *codes: str) -> str:
    names = "; ".join(talk.said(SHORT[code]) for code in codes)
    return talk.said("Left out, since the same is asked already: {names}.", names=names)


async def test_nothing_but_the_law_holds_from_the_start(talk: Talk, world: World, officer: Somebody) -> None:
    """A principal and a lead are there, days pass: nobody owes anything, no letter names a paper."""
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await talk.passes(days=60)
    assert await talk.finds(select(Duty)) == []
    spoken = (Purpose.DUTY, Purpose.DUTY_NEW, Purpose.OVERDUE)
    assert await talk.finds(select(Outbox).where(Outbox.purpose.in_(spoken))) == []
    shown = await officer.forges("rules")
    assert talk.said(duty_rules.NO_PAPER_YET) in shown.text
    on = await talk.finds(select(DutyRule.code).where(DutyRule.paused_at.is_(None)))
    assert on == [entry.code for entry in CATALOGUE if entry.law]
    assert "Báo" not in shown.text


async def test_the_law_is_in_force_on_its_card_as_well(talk: Talk, world: World, officer: Somebody) -> None:
    """It stands in no sample paper, and nothing of the library's numbers is shown."""
    await officer.forges("rules")
    listed = await officer.presses(f"{talk.said('Law')} (2)")
    asked = [f"· {talk.said(SHORT[code])}" for code in ("law-1", "law-2")]
    assert listed.labels[:2] == asked
    for label in asked:
        card = await officer.presses(label, on=listed)
        assert talk.said("In force.") in card.text
        assert talk.said("Switch it on") not in card.labels


async def test_no_label_of_a_paper_is_longer_than_a_row(talk: Talk, world: World, officer: Somebody) -> None:
    for paper in PAPERS:
        for page in (0, 1):
            listed = await officer.forges(f"rules:{paper}:{page}")
            assert not [label for label in listed.labels if len(label) > LONGEST or "…" in label]


async def test_every_paper_says_what_it_is(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await officer.forges("papers")
    assert not any("✓" in label for label in shown.labels)
    card = await opens(talk, officer, "001")
    assert talk.said("from {since} to {until}", since="01/08/2023", until="31/07/2024") in card.text
    assert talk.said("primary school") in card.text
    assert talk.said("it is an article and orders nothing") in (await opens(talk, officer, "002")).text
    over = talk.said("from {since} to {until}", since="01/08/2017", until="31/07/2018")
    assert talk.said("{span} (it is over)", span=over) in (await opens(talk, officer, "004")).text


async def test_what_would_follow_is_shown_before_the_yes(talk: Talk, world: World, officer: Somebody) -> None:
    """Two principals, five reminders each, the next day; nothing is opened by looking."""
    for school in (world.school, world.other_school):
        await world.has(f"Hạng A {school}", Role.PRINCIPAL, school=school)
    shown = await asks_one(talk, officer)
    assert talk.said("{number} principals", number=2) in shown.text
    assert talk.said("{number} messages each", number=5) in shown.text
    assert talk.said("next on {day}", day="14/11/2023") in shown.text
    await talk.passes(minutes=2)
    assert await duties(talk, TOPIC) == []


async def test_deputies_who_are_messaged_are_counted_as_deputies(talk: Talk, world: World, officer: Somebody) -> None:
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.has("Lò Văn Inh", Role.DEPUTY)
    shown = await asks_one(talk, officer)
    assert talk.said("{number} principals, {deputies} deputies", number=1, deputies=1) in shown.text


async def test_as_it_stands_the_paper_is_cited(talk: Talk, world: World, officer: Somebody) -> None:
    await world.issues("Phòng GD&ĐT Lạc Thủy")
    head = await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await asks_one(talk, officer)
    card = await officer.presses(talk.said("As the paper stands"))
    assert talk.said("Switched on: {number} duties.", number=1) in card.text
    assert talk.said("In force.") in card.text
    await talk.passes(minutes=2)
    [duty] = [one for one in await duties(talk, TOPIC) if one.unit_id == world.other_school]
    shown = await head.forges(f"duty:{duty.id}")
    assert "công văn của Phòng GD&ĐT Lạc Thủy" in shown.text
    assert "“Lựa chọn ít nhất 01 chuyên đề" in shown.text
    assert talk.said(OURS) not in shown.text, "the paper names this day"


async def test_in_the_own_name_nothing_of_the_paper_is_cited(talk: Talk, world: World, officer: Somebody) -> None:
    """Neither the foreign office, nor its words, nor its day as somebody's order."""
    head = await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await asks_one(talk, officer)
    card = await officer.presses(talk.said("By our office's plan"))
    basis = "kế hoạch năm học 2023-2024 của Phòng GD&ĐT Mường Chà"
    assert talk.said("Basis: {basis}", basis=basis) in card.text
    listed = await officer.forges("rules")
    assert talk.said("{own} (sample: {place})", own=basis, place=PAPERS["000"].place) in listed.text
    assert PAPERS["000"].name not in listed.text, "it is not the paper that is in force"
    await talk.passes(minutes=2)
    [duty] = [one for one in await duties(talk, TOPIC) if one.unit_id == world.other_school]
    shown = await head.forges(f"duty:{duty.id}")
    assert "Lạc Thủy" not in shown.text
    assert "Lựa chọn ít nhất" not in shown.text
    assert talk.said(OURS) in shown.text
    await talk.comes(datetime(2023, 11, 13, 1, tzinfo=UTC))
    reminder = head.new()[-1]
    assert "Mường Chà" in reminder.text
    assert "Lạc Thủy" not in reminder.text
    assert talk.said(OURS) in reminder.text


async def test_a_whole_paper_leaves_out_what_is_asked_already(talk: Talk, world: World, officer: Somebody) -> None:
    await opens(talk, officer, "001")
    shown = await officer.presses(talk.said("Switch the paper on"))
    left_out = names_said(talk, "001-3", "001-12", "001-14")
    assert left_out in shown.text
    assert talk.said(OURS) in shown.text
    card = await officer.presses(talk.said("As the paper stands"))
    assert talk.said("Switched on: {on} of {all} duties.", on=12, all=15) in card.text
    await opens(talk, officer, "000")
    assert names_said(talk, "000-4") in (await officer.presses(talk.said("Switch the paper on"))).text


@pytest.mark.parametrize("paper", ["002", "004", "practice"])
async def test_what_is_no_order_today_is_never_cited(talk: Talk, world: World, officer: Somebody, paper: str) -> None:
    """The button is not there; forged, it is refused."""
    await opens(talk, officer, paper)
    shown = await officer.presses(talk.said("Switch the paper on"))
    assert talk.said("As the paper stands") not in shown.labels
    refused = await officer.forges(f"paper-yes:{duty_papers.AS_IT_STANDS}")
    assert talk.said(orders.CANNOT_STAND) in refused.text
    assert {one.switched_on_at for one in await talk.finds(select(DutyRule)) if paper_of(one.code) == paper} == {None}


async def test_another_provinces_paper_is_never_cited(talk: Talk, world: World, officer: Somebody) -> None:
    """It holds where it was issued: here what it asks is the own office's plan, and forged it is refused."""
    await opens(talk, officer, "000")
    shown = await officer.presses(talk.said("Switch the paper on"))
    assert talk.said("As the paper stands") not in shown.labels
    assert talk.said(orders.CANNOT_STAND) in (await officer.forges(f"paper-yes:{duty_papers.AS_IT_STANDS}")).text
    assert (await rule(talk)).sample


async def test_the_second_tap_switches_nothing_on_again(talk: Talk, world: World, officer: Somebody) -> None:
    await world.issues("Phòng GD&ĐT Lạc Thủy")
    await asks_one(talk, officer)
    yes = officer.last
    await officer.presses(talk.said("As the paper stands"))
    assert talk.said(NOT_FINISHED) in (await officer.presses(talk.said("As the paper stands"), on=yes)).text
    assert (await rule(talk)).version == 1
    assert talk.said(duty_papers.ON_ALREADY) in (await officer.forges(f"rule-on:{(await rule(talk)).id}")).text


async def test_somebody_joins_between_the_look_and_the_yes(talk: Talk, world: World, officer: Somebody) -> None:
    await world.issues("Phòng GD&ĐT Lạc Thủy")
    await asks_one(talk, officer)
    await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    shown = await officer.presses(talk.said("As the paper stands"))
    assert talk.said(duty_papers.CHANGED) in shown.text
    assert (await rule(talk)).sample
    await officer.presses(talk.said("As the paper stands"))
    assert not (await rule(talk)).sample


async def test_off_closes_at_once_and_letters_on_their_way_say_nothing(
    talk: Talk, world: World, officer: Somebody
) -> None:
    await world.issues("Phòng GD&ĐT Lạc Thủy")
    head = await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await asks_one(talk, officer)
    await officer.presses(talk.said("As the paper stands"))
    await talk.passes(minutes=2)
    head.new()
    await talk.comes(datetime(2023, 10, 15, 23, 40, tzinfo=UTC))
    before = len(await duties(talk, TOPIC))
    card = await officer.forges(f"rule:{(await rule(talk)).id}")
    assert talk.said("Switch it off") in card.labels
    asked = await officer.presses(talk.said("Switch it off"))
    assert (
        talk.said(
            "Switch {number} duties off? Their reminders stop at once, and {open} open duties are closed.",
            number=1,
            open=before,
        )
        in asked.text
    )
    await officer.presses(talk.said("Yes, switch off"))
    assert {duty.state for duty in await duties(talk, TOPIC)} == {DutyState.VOID}
    await talk.passes(days=40)
    sent = await talk.finds(select(Outbox.settled_at).where(Outbox.purpose == Purpose.DUTY))
    assert all(at is None or at < datetime(2023, 10, 16, tzinfo=UTC) for at in sent)


async def test_what_was_switched_off_is_owed_again_once_it_is_on(talk: Talk, world: World, officer: Somebody) -> None:
    await world.owes(TOPIC)
    await talk.passes(minutes=2)
    async with talk.app.database.writing() as db:
        number = (await rule(talk)).id
        await orders.switch_off(db, [number], Rights(officer=True), talk.clock.now())
        assert await orders.switch_off(db, [number], Rights(officer=True), talk.clock.now()) == []
    await world.owes(TOPIC)
    await talk.passes(minutes=2)
    assert {duty.state for duty in await duties(talk, TOPIC)} == {DutyState.OPEN}


async def test_a_paper_for_primary_schools_reaches_no_lower_secondary_one(talk: Talk, world: World) -> None:
    """By the school's name, by its cluster's level, by its neighbours; what nobody knows is reached."""
    names = {"THCS Pa Ham": None, "TH&THCS Hừa Ngài": None, "Huổi Lèng": "thcs", "Nậm Nèn": None}
    async with talk.app.database.writing() as db:
        for number, (name, level) in enumerate(names.items(), start=7):
            school = Unit(kind=UnitKind.SCHOOL, name=name, folded=name.lower())
            cluster = Cluster(school_year="2023-2024", name=f"Cụm {number}", folded=f"cum {number}", level=level)
            db.add_all([school, cluster])
            await db.flush()
            db.add(ClusterSchool(cluster_id=cluster.id, unit_id=school.id))
    await world.owes(TOPIC)
    await talk.passes(minutes=2)
    asked = select(Unit.name).join(Duty, Duty.unit_id == Unit.id)
    assert set(await talk.finds(asked)) == {
        *("PTDTBT TH số 1 Na Sang", "TH Thị trấn"),
        *("TH&THCS Hừa Ngài", "Nậm Nèn"),
    }


async def test_a_day_that_an_officer_sets_is_not_the_papers(talk: Talk, world: World, officer: Somebody) -> None:
    await world.owes("000-8")
    number = (await rule(talk, "000-8")).id
    await officer.forges(f"rule:{number}")
    await officer.presses(talk.said("Change the day"))
    await officer.says("30/05/2024")
    card = await officer.presses(talk.said("Yes, change it"))
    assert talk.said("(day set by the office)") in card.text
    assert (await rule(talk, "000-8")).day_source is DaySource.OFFICE


async def test_an_expired_paper_is_under_the_own_name_only(talk: Talk, world: World) -> None:
    """Its last day counts: on the day after, the same act is refused."""
    talk.clock.move_to(datetime(2024, 7, 31, 16, tzinfo=UTC))
    may, act = Rights(officer=True), {"office_id": None, "by_id": None}
    async with talk.app.database.writing() as db:
        first = (await rule(talk, "001-7")).id
        assert len(await orders.switch_on(db, [first], may, **act, now=talk.clock.now())) == 1
        talk.clock.move_to(datetime(2024, 7, 31, 17, tzinfo=UTC))
        with pytest.raises(BadInput):
            await orders.switch_on(db, [(await rule(talk, "001-5")).id], may, **act, now=talk.clock.now())


async def test_no_law_and_nothing_written_is_switched(talk: Talk, world: World, officer: Somebody) -> None:
    """Nor in the name of an office that is not one's own."""
    async with talk.app.database.writing() as db:
        now, may = talk.clock.now(), Rights(officer=True)
        with pytest.raises(Gone):
            await orders.switch_off(db, [(await rule(talk, "law-1")).id], may, now)
        mine = {"office_id": world.school, "by_id": await world.id_of(officer), "now": now}
        with pytest.raises(BadInput):
            await orders.switch_on(db, [(await rule(talk)).id], may, **mine)


async def test_a_rule_that_was_never_switched_on_is_not_resumed(talk: Talk, world: World, officer: Somebody) -> None:
    number = (await rule(talk)).id
    await officer.forges(f"rule-resume:{number}:0")
    answer = await officer.presses(talk.said("Yes, change it"))
    assert talk.said("This stands in a sample paper only. Please switch it on first.") in answer.text
    assert (await rule(talk)).sample


async def test_a_day_of_past_years_is_shown_as_none(talk: Talk, world: World, officer: Somebody) -> None:
    async with talk.app.database.writing() as db:
        await db.execute(update(DutyRule).where(DutyRule.code == TOPIC).values(day=date(2023, 10, 1)))
    shown = await asks_one(talk, officer)
    assert talk.said("next on {day}", day="01/10/2024") in shown.text


async def test_days_of_a_paper_that_is_over_are_only_proposed(talk: Talk, world: World, officer: Somebody) -> None:
    """Before the yes as after it; a day of 2017 is none, and an officer enters another one."""
    talk.clock.move_to(datetime(2026, 10, 5, 1, tzinfo=UTC))
    assert talk.said(OURS) in (await asks_one(talk, officer)).text
    shown = await asks_one(talk, officer, "004-4")
    assert talk.said("no day yet; nobody owes it before a day is entered") in shown.text
    card = await officer.presses(talk.said("By our office's plan"))
    assert "2017" not in card.text.split("“")[0]
    assert talk.said("Change the day") in card.labels
    assert (await rule(talk, "004-4")).day is None
