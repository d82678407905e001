"""A cluster's own plan: built by taps, submitted, sent back or approved, published; only then do teachers see it."""

import pytest
from sqlalchemy import select, update

from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Meeting,
    MeetingState,
    Outbox,
    Plan,
    PlanState,
    Purpose,
    Role,
    Round,
)
from bot.domain.plan.life import EMPTY, NOT_APPROVED, NOT_SUBMITTED
from bot.domain.plan.own import NOT_OPEN, PUBLISHED
from bot.domain.plan.review import EXAMPLE, NO_MEETING
from bot.domain.programme.meetings import NOT_PUBLISHED
from bot.errors import NotAllowed
from tests.handlers.test_plan_files import FIRST, paper
from tests.talk import Somebody, Talk, World

TOPIC = "Dạy học theo hướng mở"


@pytest.fixture
async def lead(world: World) -> Somebody:
    return await world.has("Sùng A Dơ", Role.LEAD)


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Lò Văn Cán", Role.OFFICER)


async def begins(lead: Somebody) -> None:
    await lead.says("/kehoach")
    await lead.presses("Cụm số 1")
    await lead.presses(lead.talk.said("Begin a draft"))


async def adds(lead: Somebody, month: str = "11/2023", topic: str = TOPIC) -> None:
    await lead.presses(lead.talk.said("Add a meeting"))
    await lead.presses(month)
    await lead.presses("TH Thị trấn")
    await lead.says(topic)


async def submits(lead: Somebody) -> None:
    await begins(lead)
    await adds(lead)
    await lead.presses(lead.talk.said("Submit"))


async def stands(talk: Talk) -> Plan:
    return (await talk.finds(select(Plan).where(Plan.cluster_id.is_not(None))))[0]


async def own_meeting(talk: Talk) -> Meeting:
    return (await talk.finds(select(Meeting).where(Meeting.content == TOPIC)))[0]


async def test_from_the_first_tap_to_the_teachers(talk: Talk, world: World, lead: Somebody, officer: Somebody) -> None:
    """Submitted, sent back with a sentence, changed, approved, published: everybody hears what is theirs, once."""
    teacher = await world.has("Vàng Thị Lan")
    await submits(lead)
    await talk.passes(minutes=1)
    asked = officer.new()[-1]
    assert "Cụm số 1" in asked.text
    await officer.presses(talk.said("Send back"), on=asked)
    await officer.says("Thêm một buổi vào tháng 12.")
    await talk.passes(minutes=1)
    back = lead.new()[-1]
    assert "Thêm một buổi vào tháng 12." in back.text
    await lead.presses(talk.said("Change the plan"), on=back)
    await adds(lead, "12/2023", "Buổi thứ hai")
    await lead.presses(talk.said("Submit"))
    await talk.passes(minutes=1)
    await officer.presses(talk.said("Approve"), on=officer.new()[-1])
    assert not [m for m in teacher.new() if TOPIC in m.text]
    assert TOPIC not in (await teacher.says("/lich")).text
    teacher.new()
    await talk.passes(minutes=1)
    await lead.presses(talk.said("Publish"), on=lead.new()[-1])
    await talk.passes(minutes=1)
    [letter] = teacher.new()
    assert "Cụm số 1" in letter.text
    meeting = await own_meeting(talk)
    await teacher.forges(f"meeting:{meeting.id}")
    assert TOPIC in teacher.last.text
    again = await lead.forges(f"own:publish:{(await stands(talk)).id}")
    assert talk.said("This plan was published before; nobody is told again.") in again.text
    teacher.new()
    await talk.passes(minutes=1)
    assert not teacher.new()


async def test_a_draft_is_seen_by_those_who_lead_and_marked(talk: Talk, world: World, lead: Somebody) -> None:
    """Not by a teacher, not by the host's principal, not by another lead; a guessed id finds nothing."""
    await begins(lead)
    await adds(lead)
    meeting = await own_meeting(talk)
    card = await lead.forges(f"meeting:{meeting.id}")
    assert talk.said("Draft: teachers do not see it before the plan is published.") in card.text
    teacher = await world.has("Vàng Thị Lan")
    host = await world.has("Cà Văn Chủ", Role.PRINCIPAL, school=world.other_school)
    for somebody in (teacher, host):
        assert TOPIC not in (await somebody.forges(f"meeting:{meeting.id}")).text
        assert TOPIC not in (await somebody.forges(f"take:{meeting.id}")).text
    refused = await _tries(lead, meeting.id)
    assert talk.said(NOT_PUBLISHED) in refused
    assert (await own_meeting(talk)).state is MeetingState.PLANNED


async def _tries(lead: Somebody, meeting: int) -> str:
    """Settle by the forms of the conversation as far as they go; return all that was said."""
    lead.new()
    await lead.forges(f"settle:{meeting}")
    await lead.says("14h ngày 16/11")
    await lead.says("Phòng họp")
    await lead.says("30")
    await lead.forges(f"settled:{meeting}")
    return "\n".join(message.text for message in lead.new())


async def test_nothing_is_submitted_empty_and_nothing_decided_twice(
    talk: Talk, world: World, lead: Somebody, officer: Somebody
) -> None:
    """Each state has its own presses; any other is refused with a sentence."""
    await begins(lead)
    number = (await stands(talk)).id
    assert talk.said(EMPTY) in (await lead.forges(f"own:submit:{number}")).text
    assert talk.said(NOT_SUBMITTED) in (await officer.forges(f"own:approve:{number}")).text
    await lead.forges(f"own:see:{number}")
    await adds(lead)
    await lead.presses(talk.said("Submit"))
    assert talk.said(NOT_OPEN) in (await lead.forges(f"own:add:{number}")).text
    assert talk.said(NOT_OPEN) in (await lead.forges(f"own:drop:{(await own_meeting(talk)).id}")).text
    assert talk.said(NOT_APPROVED) in (await lead.forges(f"own:publish:{number}")).text
    await officer.forges(f"own:approve:{number}")
    assert talk.said(NOT_SUBMITTED) in (await officer.forges(f"own:back:{number}")).text
    await officer.forges(f"own:publish:{number}")
    assert talk.said(PUBLISHED) in (await lead.forges(f"own:add:{number}")).text
    assert (await stands(talk)).state is PlanState.PUBLISHED


async def test_rights_are_asked_at_every_press(talk: Talk, world: World, lead: Somebody, officer: Somebody) -> None:
    """Leads do not decide, teachers do nothing, and who leads no more changes nothing."""
    await submits(lead)
    number = (await stands(talk)).id
    teacher = await world.has("Vàng Thị Lan")
    for somebody in (lead, teacher):
        for press in ("approve", "back"):
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"own:{press}:{number}")).text
    for press in (f"own:{world.cluster}", f"own:see:{number}", f"own:begin:{world.cluster}", f"own:publish:{number}"):
        assert talk.said(NotAllowed.sentence) in (await teacher.forges(press)).text
    await officer.forges(f"own:back:{number}")
    await world.ends_roles(officer)
    assert talk.said(NotAllowed.sentence) in (await officer.says("Thêm một buổi.")).text
    await world.ends_roles(lead)
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"own:see:{number}")).text
    assert (await stands(talk)).state is PlanState.SUBMITTED


async def test_one_decision_ends_the_asking_of_the_others(
    talk: Talk, world: World, lead: Somebody, officer: Somebody
) -> None:
    """Two officers: the second is not told any more of what the first has decided before it left."""
    other = await world.has("Quàng Thị Hai", Role.OFFICER)
    await submits(lead)
    await officer.forges(f"own:approve:{(await stands(talk)).id}")
    other.new()
    await talk.passes(minutes=1)
    assert not other.new()


async def test_copied_from_last_year(talk: Talk, world: World, lead: Somebody) -> None:
    """Month, place and topic come over; a school that is not in the cluster now stays behind, and is counted."""
    async with talk.app.database.writing() as db:
        next_year = Cluster(school_year="2024-2025", name="Cụm số 1", folded="cum 1", office_id=world.office)
        db.add(next_year)
        await db.flush()
        db.add(ClusterSchool(cluster_id=next_year.id, unit_id=world.school))
        await db.execute(update(Appointment).where(Appointment.person_id.is_not(None)).values(cluster_id=next_year.id))
    await world.plans(host=world.other_school)
    await lead.says("/kehoach")
    await lead.presses("Cụm số 1")
    page = await lead.presses(talk.said("Copy from last year ({number})", number=2))
    assert talk.said("Copied from last year: {number} meetings.", number=1) in page.text
    assert talk.said("Not copied, for their school is not in the cluster now: {number}.", number=1) in page.text
    copied = await talk.finds(select(Meeting).where(Meeting.cluster_id == next_year.id))
    assert [(m.content, f"{m.month:%m/%Y}", m.day) for m in copied] == [("Phương pháp dạy lớp 4", "10/2024", None)]


async def test_a_leads_file_fills_the_own_plan_and_nothing_else(talk: Talk, world: World, lead: Somebody) -> None:
    """Of a paper only the own cluster is taken, as a draft; the office's plan stays as it is."""
    mine = ("1", "Tháng 11/2023", "Cụm số 1", "TH Thị trấn", TOPIC)
    other = ("", "", "Tiếng Anh", "TH Thị trấn", "Ôn thi")
    await begins(lead)
    await lead.presses(talk.said("Send it as a file"))
    await lead.sends_file("ke-hoach.docx", paper(mine, other))
    await lead.presses(talk.said("See the changes and decide"))
    page = await lead.presses(talk.said("Accept everything"))
    assert TOPIC in page.text
    meeting = await own_meeting(talk)
    assert meeting.round.plan.state is PlanState.DRAFT
    assert await talk.counts(Meeting) == 2
    assert not await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.PLAN_CHANGED))
    assert len(await talk.finds(select(Meeting).where(Meeting.content == FIRST[4]))) == 1


async def test_the_conversation_survives_a_kill(talk: Talk, world: World, lead: Somebody) -> None:
    """Between any two taps."""
    await begins(lead)
    await lead.presses(talk.said("Add a meeting"))
    async with talk.killed():
        await lead.presses("11/2023")
    async with talk.killed():
        await lead.presses("TH Thị trấn")
    async with talk.killed():
        page = await lead.says(TOPIC)
    assert TOPIC in page.text


async def test_the_line_that_a_refused_paste_is_shown_is_read_when_typed(talk: Talk, lead: Somebody) -> None:
    """One line without a table, its sticker and all; a second yes shows the draft and writes nothing more."""
    example = EXAMPLE.format(cluster="Cụm số 1", year=2023)
    await lead.says("/kehoach")
    await lead.presses(talk.said("Send a plan (file or text)"))
    await lead.says("Dạy STEM lớp 5 ở trường thị trấn")
    refused = await lead.presses(talk.said("That is all"))
    assert talk.said(NO_MEETING, cluster="Cụm số 1", example=example) in refused.text
    await lead.says(example)
    await lead.sends_sticker()
    await lead.presses(talk.said("That is all"))
    await lead.presses(talk.said("See the changes and decide"))
    await lead.presses(talk.said("Accept everything"))
    again = await lead.forges("plan:accept:all")
    assert talk.said("This plan was accepted before: it is kept, and nothing more is needed.") in again.text
    plan = await stands(talk)
    kept = await talk.finds(select(Meeting.content).join(Meeting.round).where(Round.plan_id == plan.id))
    assert kept == ["Dạy học STEM"]
