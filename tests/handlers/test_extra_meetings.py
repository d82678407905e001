"""Meetings outside the plan: added in chat by who leads, copied from a former one, and left alone by a newer plan."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Meeting, MeetingState, Role
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan import standing
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.plan.plan_extra import ONE_DAY
from tests.talk import Somebody, Talk, World

STARTS = datetime(2023, 11, 16, 14, tzinfo=ZONE)


async def gathers(talk: Talk, lead: Somebody, when: str = "14h-16h30 16/11") -> None:
    await lead.forges("settle")
    await lead.presses(talk.said("Outside the plan"))
    await lead.says("Dạy học theo góc")
    await lead.presses("Na Sang")
    await lead.says(when)


async def extras(talk: Talk) -> list[Meeting]:
    return await talk.finds(select(Meeting).where(Meeting.extra))


async def test_from_the_list_to_open_sign_up(talk: Talk, world: World) -> None:
    """Shown before the yes; room and seats follow, and teachers see it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(talk, lead)
    assert "14:00–16:30" in lead.last.text
    assert await extras(talk) == []
    await lead.presses(talk.said("Yes, add it"))
    await lead.says("Phòng họp")
    await lead.answers("30")
    await lead.presses(talk.said("Settle it"))
    [meeting] = await extras(talk)
    assert (meeting.state, meeting.starts_at, meeting.content) == (MeetingState.SETTLED, STARTS, "Dạy học theo góc")
    assert meeting.ends_at == STARTS + timedelta(hours=2, minutes=30)
    lan = await world.has("Vàng Thị Lan")
    assert "16/11" in (await lan.says("/lich")).text


async def test_who_is_settling_what_they_added_is_not_asked_for_its_day(talk: Talk, world: World) -> None:
    """Only where an hour later it still waits."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(talk, lead, "14h 27/10")
    await lead.presses(talk.said("Yes, add it"))
    lead.new()
    await talk.passes(minutes=5)
    assert not any("Dạy học theo góc" in one.text for one in lead.new())
    await talk.passes(hours=2)
    assert any("Dạy học theo góc" in one.text for one in lead.new())


async def test_a_day_alone_is_enough_and_a_second_yes_adds_nothing(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(talk, lead, "16/11")
    await lead.presses(talk.said("Yes, add it"))
    await lead.forges("extra-yes")
    [meeting] = await extras(talk)
    assert (meeting.state, meeting.day) == (MeetingState.PLANNED, STARTS.date())


async def test_a_copy_of_a_former_meeting(talk: Talk, world: World) -> None:
    """Its topic and school, on another day."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    talk.clock.move_to(datetime(2023, 10, 27, 8, tzinfo=ZONE))
    await lead.forges(f"meeting:{world.meeting}")
    await lead.presses_on_card(talk.said("One more like this"))
    await lead.says("14h 16/11")
    await lead.presses(talk.said("Yes, add it"))
    [copy], former = await extras(talk), await world.stands()
    assert (copy.content, copy.host_id, copy.cluster_id) == (former.content, former.host_id, former.cluster_id)


@pytest.mark.parametrize("typed", ["hôm nào đó", "14h", "14h 16/11 hoặc 17/11", "trước 16/11"])
async def test_a_day_that_is_not_one(talk: Talk, world: World, typed: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(talk, lead, typed)
    assert talk.said(ONE_DAY) in lead.last.text
    assert await extras(talk) == []


async def test_only_who_leads_adds(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    for door in ("extra:0", f"extra:of:{world.cluster}", f"extra:like:{world.meeting}"):
        assert talk.said(NotAllowed.sentence) in (await lan.forges(door)).text
    await lan.forges("extra-yes")
    assert await extras(talk) == []


async def test_a_newer_plan_does_not_see_it(talk: Talk, world: World) -> None:
    """What a plan does not name is called off; an extra meeting was never named by one."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(talk, lead, "16/11")
    await lead.presses(talk.said("Yes, add it"))
    [meeting] = await extras(talk)
    async with talk.app.database.reading() as db:
        known = await standing.load(db, SchoolYear(2023))
    assert meeting.id not in {stood.meeting.id for stood in known.meetings}
