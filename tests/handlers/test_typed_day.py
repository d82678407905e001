"""A day that is typed with nothing else, or together with what is to be settled."""

import pytest

from bot.domain.models import MeetingState, Role
from handlers.sayings.conversation import NOT_UNDERSTOOD
from handlers.sayings.doors_meeting import NONE_THEN
from tests.talk import Talk, World

SHORT = {"vi": "14:00 thứ Năm 26/10", "en": "14:00 Thursday 26/10"}


@pytest.mark.parametrize("typed", ["14h 26/10", "26/10 luc 14h", "chieu 26/10 14 gio nhe"])
async def test_a_lead_is_asked_for_which_meeting_a_day_is(talk: Talk, world: World, typed: str) -> None:
    """What was read is shown before anything counts, and the rest is asked as ever."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert "26/10" in (await lead.says(typed)).text
    asked = await lead.presses("10/2023")
    assert SHORT[talk.language] in asked.text
    assert talk.said("Meeting room") in asked.labels
    assert (await world.stands()).state is MeetingState.PLANNED


async def test_a_day_beside_what_is_to_be_settled_goes_straight_on(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    asked = await lead.says("chot ngay hop thang 10 vao 14h 26/10 nhe")
    assert SHORT[talk.language] in asked.text
    assert talk.said("Meeting room") in asked.labels


async def test_for_a_teacher_a_day_is_what_is_on_it(talk: Talk, world: World) -> None:
    """Of a day with nothing on it that is said."""
    lan = await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    assert talk.said("I cannot come") in (await lan.says("26/10")).labels
    for typed in ("27/10", "tuần 2 tháng 12", "thang 11 a"):
        assert talk.said(NONE_THEN) in (await lan.says(typed)).text


async def test_something_else_may_be_said_instead_of_choosing(talk: Talk, world: World) -> None:
    """The button of the question is then of no day any more: the meeting's day is asked from the start."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("14h 26/10")
    assert talk.said(NOT_UNDERSTOOD) not in (await lead.says("lịch")).text
    asked = await lead.forges(f"settle-on:{world.meeting}")
    assert SHORT[talk.language] not in asked.text
    assert (await world.stands()).state is MeetingState.PLANNED
