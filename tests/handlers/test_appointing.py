"""Terms in the chat: appointing, ending, handing over; everything that is open goes to the successor, once."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Appointment,
    Dialogue,
    HowAppointed,
    Outbox,
    OutboxState,
    Person,
    Plan,
    PlanState,
    Purpose,
    Role,
    Topic,
)
from bot.domain.organisation import appointments
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers import kit
from tests.talk import Message, Somebody, Talk, World

OFFICER, LEAD, SUCCESSOR = "Điêu Thị Phượng", "Sùng A Dơ", "Vàng Thị Nhung"
FIRST_OF_NOVEMBER = datetime(2023, 11, 1, 8, tzinfo=ZONE)


async def ties(world: World) -> list[Appointment]:
    """Return the terms of the cluster, earliest first."""
    asked = select(Appointment).where(Appointment.cluster_id == world.cluster)
    return await world.talk.finds(asked.order_by(Appointment.valid_from, Appointment.id))


async def letters(talk: Talk, *purposes: Purpose) -> list[Outbox]:
    waiting = select(Outbox).where(Outbox.purpose.in_(purposes or (Purpose.HANDOVER,)))
    return await talk.finds(waiting.where(Outbox.state != OutboxState.VOID).order_by(Outbox.id))


def handed(somebody: Somebody) -> Message:
    """Return the message that tells somebody that they lead."""
    return next(one for one in somebody.chat if somebody.talk.said("Settle days") in one.labels)


async def appoints(
    world: World, officer: Somebody, name: str, day: str, *, school: str = "TH Thị trấn", how: str = "elected"
) -> Message:
    """Let an officer gather an appointment up to the look at it all."""
    say = world.talk.said
    await officer.says("/tochuc")
    await officer.presses(say("Leads of clusters"))
    await officer.presses("Cụm số 1")
    await officer.presses(say("Appoint"))
    await officer.presses(school)
    await officer.presses(name)
    await officer.says(day)
    return await officer.presses(say(how))


async def a_change(world: World) -> tuple[Somebody, Somebody, Somebody]:
    """Return an officer, a person who leads, and one who is to."""
    officer = await world.has(OFFICER, Role.OFFICER)
    lead = await world.has(LEAD, Role.LEAD)
    successor = await world.has(SUCCESSOR, school=world.other_school)
    return officer, lead, successor


async def test_a_lead_is_appointed_from_today(talk: Talk, world: World) -> None:
    """The look at it all names who leads already; on a yes the rights change at once and both are told."""
    say = talk.said
    officer, lead, successor = await a_change(world)
    await lead.forges(f"settle:{world.meeting}")
    shown = await appoints(world, officer, SUCCESSOR, "9/10/2023")
    assert LEAD in shown.text
    assert "PTDTBT TH số 1 Na Sang" in shown.text
    done = await officer.presses(say("Yes, appoint and end them"))
    assert f"{SUCCESSOR}" in done.text
    by_id = {tie.person_id: tie for tie in await ties(world)}
    tie = by_id[await world.id_of(successor)]
    assert (tie.role, tie.valid_from, tie.valid_to) == (Role.LEAD, date(2023, 10, 9), date(2024, 7, 31))
    assert (tie.how, tie.by_id) == (HowAppointed.ELECTED, await world.id_of(officer))
    assert by_id[await world.id_of(lead)].valid_to == date(2023, 10, 8)

    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"settle:{world.meeting}")).text
    await talk.passes(minutes=1)
    assert SUCCESSOR in lead.last.text
    told = handed(successor)
    assert "Cụm số 1" in told.text
    assert LEAD in told.text
    await successor.presses(say("Settle days"), on=told)
    await talk.passes(days=1)
    assert len(await letters(talk)) == 2


async def test_what_begins_later_takes_effect_by_itself(talk: Talk, world: World) -> None:
    """Until the day the former lead leads; on it the drafts move, once, whatever was killed in between."""
    say = talk.said
    officer, lead, successor = await a_change(world)
    await appoints(world, officer, SUCCESSOR, "1/11/2023", how="in rotation")
    later = talk.said("Appointed. It takes effect by itself on {day}; whom it concerns will be told then.", day="@")
    done = await officer.presses(say("Yes, appoint and end them"))
    assert later.partition("@")[2] in done.text
    await talk.passes(minutes=1)
    assert await letters(talk) == []
    assert talk.said(NotAllowed.sentence) in (await successor.forges(f"settle:{world.meeting}")).text
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/11")
    await lead.says("Phòng họp")

    async with talk.killed():
        await talk.comes(FIRST_OF_NOVEMBER)
    await talk.comes(FIRST_OF_NOVEMBER)
    told = await letters(talk)
    assert sorted(one.person_id for one in told) == sorted([await world.id_of(lead), await world.id_of(successor)])
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"settle:{world.meeting}")).text
    [former] = await talk.finds(select(Dialogue).where(Dialogue.key == f"person:{await world.id_of(lead)}"))
    assert former.step == ""
    await successor.presses(talk.said("Go on: {meeting}", meeting="").strip(), on=handed(successor))
    await successor.says("30")
    sure = await successor.presses(say("Settle it"))
    assert "Phòng họp" in sure.text
    meeting = await world.stands()
    assert meeting.starts_at == datetime(2023, 11, 26, 14, tzinfo=ZONE)


async def test_open_tasks_and_drafts_move(talk: Talk, world: World) -> None:
    """Drafts, waiting messages to the lead and what was asked go over; what is personal stays."""
    officer, lead, successor = await a_change(world)
    old, new = await world.id_of(lead), await world.id_of(successor)
    later = datetime(2023, 12, 1, 8, tzinfo=ZONE)
    async with talk.app.database.writing() as db:
        for state in (PlanState.DRAFT, PlanState.PUBLISHED):
            year = {"school_year": "2023-2024" if state is PlanState.DRAFT else "2022-2023"}
            here = {"cluster_id": world.cluster, "unit_id": world.office, "author_id": old}
            db.add(Plan(title="Cụm", state=state, imported_at=talk.clock.now(), **year, **here))
        topic = Topic.meeting(world.meeting)
        for purpose in (Purpose.MISSED, Purpose.WEEK_BEFORE):
            db.add(
                Outbox(person_id=old, purpose=purpose, topic=topic, version=7, facts={}, due_at=later, not_after=later)
            )
    await appoints(world, officer, SUCCESSOR, "9/10/2023")
    await officer.presses(talk.said("Yes, appoint and end them"))
    assert {
        plan.state: plan.author_id for plan in await talk.finds(select(Plan).where(Plan.author_id.is_not(None)))
    } == {
        PlanState.DRAFT: new,
        PlanState.PUBLISHED: old,
    }
    waiting = await letters(talk, Purpose.MISSED, Purpose.WEEK_BEFORE)
    assert {one.purpose: one.person_id for one in waiting} == {Purpose.MISSED: new, Purpose.WEEK_BEFORE: old}


async def test_the_principal_of_a_lead_school_changes(talk: Talk, world: World) -> None:
    """The school goes on leading: rights follow its principal at once, and so do the open tasks."""
    officer = await world.has(OFFICER, Role.OFFICER)
    former, new = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has("Lò Thị Mai")
    await former.forges(f"settle:{world.meeting}")
    await officer.forges(f"org-school:{world.school}")
    await officer.presses(talk.said("End: {name}", name="Hạng A Tủa"))
    await officer.says("15/10/2023")
    await officer.presses(talk.said("Yes, end it"))
    async with talk.app.database.writing() as db:
        db.add(
            Appointment(
                role=Role.PRINCIPAL,
                person_id=await world.id_of(new),
                unit_id=world.school,
                valid_from=date(2023, 10, 16),
            )
        )
    await talk.comes(datetime(2023, 10, 15, 20, tzinfo=ZONE))
    assert "Cụm số 1" in (await former.forges(f"settle:{world.meeting}")).text
    assert talk.said(NotAllowed.sentence) in (await new.forges(f"settle:{world.meeting}")).text
    await talk.comes(datetime(2023, 10, 16, 8, tzinfo=ZONE))
    assert talk.said(NotAllowed.sentence) in (await former.forges(f"settle:{world.meeting}")).text
    assert "Cụm số 1" in (await new.forges(f"settle:{world.meeting}")).text
    told = [one for one in await letters(talk) if one.topic.kind == "term"]
    assert {one.person_id for one in told} == {await world.id_of(former), await world.id_of(new)}


async def test_a_second_lead_beside_the_first(talk: Talk, world: World) -> None:
    """Nobody's term ends unless the officer says so."""
    officer, lead, successor = await a_change(world)
    await appoints(world, officer, SUCCESSOR, "9/10/2023")
    await officer.presses(talk.said("Appoint beside them"))
    for somebody in (lead, successor):
        assert "Cụm số 1" in (await somebody.forges(f"settle:{world.meeting}")).text
    await talk.passes(minutes=1)
    assert [one.person_id for one in await letters(talk)] == [await world.id_of(successor)]


async def test_a_school_is_appointed(talk: Talk, world: World) -> None:
    """Its principal acts; a subject group is led by a person only."""
    officer = await world.has(OFFICER, Role.OFFICER)
    head = await world.has("Lò Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await appoints(world, officer, talk.said("The school itself (its principal acts)"), "9/10/2023", how="appointed")
    await officer.presses(talk.said("Yes, appoint and end them"))
    assert "Cụm số 1" in (await head.forges(f"settle:{world.meeting}")).text
    assert (
        talk.said(appointments.ONLY_A_PERSON)
        in (await officer.forges(f"holder:{world.group}:unit:{world.school}")).text
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/2/2024", kit.NO_SUCH_DAY),
        ("hôm nào đó", kit.NO_DAY),
        ("5/11 hoặc 6/11", kit.ONE_DAY),
        ("1/10/2024", appointments.OUTSIDE_YEAR),
        ("1/1/0001", "{day} lies too far from today. Please check the year."),
        ("1/1/9999", "{day} lies too far from today. Please check the year."),
    ],
)
async def test_a_day_that_is_none(talk: Talk, world: World, typed: str, sentence: str) -> None:
    """A sentence says what is wrong, and the day can be given again."""
    officer, _lead, _successor = await a_change(world)
    before = len(await ties(world))
    await officer.forges(f"holder:{world.cluster}:person:{await world.id_of(_successor)}")
    answer = await officer.says(typed)
    assert talk.said(sentence, day="@", days="@", year="2023-2024").partition("@")[2] in answer.text
    assert len(await ties(world)) == before
    await officer.says("1/11/2023")
    assert talk.said("How did it come about?") in officer.last.text


async def test_a_term_cannot_end_before_it_begins(talk: Talk, world: World) -> None:
    officer, _lead, _successor = await a_change(world)
    [_of_school, tie] = await ties(world)
    await officer.forges(f"term:{tie.id}")
    answer = await officer.says("31/8/2023")
    assert talk.said(appointments.ENDS_BEFORE, day="@").partition("@")[2] in answer.text
    await officer.forges(f"ended:{tie.id}:2023-08-01")
    assert [one.valid_to for one in await ties(world)] == [None, None]


async def test_a_term_ends_and_nobody_follows(talk: Talk, world: World) -> None:
    """Who held it is told; a second tap on the yes changes nothing."""
    officer, lead, _successor = await a_change(world)
    [_of_school, tie] = await ties(world)
    await officer.forges(f"term:{tie.id}")
    sure = await officer.presses(talk.said("Today"))
    await officer.presses(talk.said("Yes, end it"), on=sure)
    await officer.presses(talk.said("Yes, end it"), on=sure)
    assert "Cụm số 1" in (await lead.forges(f"settle:{world.meeting}")).text
    await talk.passes(days=1)
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"settle:{world.meeting}")).text
    assert [one.person_id for one in await letters(talk)] == [await world.id_of(lead)]


async def test_what_has_not_begun_can_be_taken_back(talk: Talk, world: World) -> None:
    officer, lead, _successor = await a_change(world)
    await appoints(world, officer, SUCCESSOR, "1/11/2023")
    card = await officer.presses(talk.said("Appoint beside them"))
    await officer.presses(talk.said("End: {name}", name=SUCCESSOR), on=card)
    await officer.presses(talk.said("Yes, take it back"))
    await talk.comes(FIRST_OF_NOVEMBER)
    assert len(await ties(world)) == 2
    assert await letters(talk) == []
    assert "Cụm số 1" in (await lead.forges(f"settle:{world.meeting}")).text


async def test_somebody_erased_meanwhile_is_not_appointed(talk: Talk, world: World) -> None:
    officer, _lead, successor = await a_change(world)
    number = await world.id_of(successor)
    shown = await appoints(world, officer, SUCCESSOR, "9/10/2023")
    await successor.says("/toi")
    await successor.presses(talk.said("Erase my data"))
    await successor.presses(talk.said("Yes, erase it"))
    answer = await officer.presses(talk.said("Yes, appoint and end them"), on=shown)
    assert talk.said(appointments.ERASED) in answer.text
    assert talk.said(appointments.ERASED) in (await officer.forges(f"holder:{world.cluster}:person:{number}")).text
    assert [tie.valid_to for tie in await ties(world)] == [None, None]


async def test_who_leads_already_is_not_appointed_again(talk: Talk, world: World) -> None:
    officer, lead, _successor = await a_change(world)
    await officer.forges(f"holder:{world.cluster}:person:{await world.id_of(lead)}")
    answer = await officer.says("9/10/2023")
    assert talk.said(appointments.HOLDS_ALREADY, name=LEAD, day="@").partition("@")[2] in answer.text
    assert len(await ties(world)) == 2


async def test_only_an_officer_puts_the_tree_in_order(talk: Talk, world: World) -> None:
    """Teachers, leads, principals and strangers are refused at every door, also with forged buttons."""
    lead = await world.has(LEAD, Role.LEAD)
    teacher = await world.has(SUCCESSOR)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    number = await world.id_of(teacher)
    [_of_school, tie] = await ties(world)
    doors = (
        *(
            "org-clusters:0",
            f"org-cluster:{world.cluster}",
            f"appoint:{world.cluster}",
            "appointed:beside",
            "how:given",
        ),
        *(f"appoint-at:{world.cluster}:{world.school}:0", f"holder:{world.cluster}:person:{number}", f"term:{tie.id}"),
        *(f"last-day:{tie.id}:2023-10-10", f"ended:{tie.id}:2023-10-10", f"taken-back:{tie.id}", "units-merged"),
        *("org-schools:0", f"org-school:{world.school}", f"org-move:{world.school}:0", "unit-moved"),
        *(f"org-merge:{world.school}:0", f"org-into:{world.school}:{world.other_school}", "merge-day:2023-10-10"),
    )
    for somebody in (lead, teacher, head):
        for door in doors:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(door)).text, door
    assert [one.valid_to for one in await ties(world)] == [None, None]
    assert await talk.finds(select(Person.unit_id).where(Person.unit_id == world.other_school)) == []


async def test_stale_and_forged_buttons_of_an_officer_do_no_harm(talk: Talk, world: World) -> None:
    officer, _lead, _successor = await a_change(world)
    doors = (
        *("appointed:instead", "how:given", "how:xyz", "units-merged", "unit-moved", "merge-day:2023-10-10"),
        *("move-day:2023-10-10", "first-day:2023-13-45", "first-day:x", "holder:1:office:1", "holder:1:person:99999"),
        *("org-cluster:99999", "org-school:99999", "term:99999", "ended:99999:2023-10-10", "go-on:1:0", "go-on:99:9"),
        *("appoint:99999", "org-into:99999:1", "org-under:1:99999", "org-clusters:99", "org-schools:99"),
    )
    for door in doors:
        await officer.forges(door)
    assert [one.valid_to for one in await ties(world)] == [None, None]
