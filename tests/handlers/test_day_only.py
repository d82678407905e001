"""A meeting with a day and no hour: everybody is invited for the day, reminded by day, and told the hour at last."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Coming, Meeting, MeetingState, Outbox, OutboxState, Purpose, Role
from bot.i18n import Translator
from bot.vietnamese import ZONE
from tests.handlers.test_invitees import expected
from tests.handlers.test_plan_files import accepts, sends
from tests.talk import Message, Somebody, Talk, World

DAY = date(2023, 10, 26)
INVITED, CHANGED = "You are invited:", "Before: {before}"


@pytest.fixture(autouse=True)
def heard(world: World) -> None:
    world.invites = True


def day(talk: Talk, day: str = "26/10", weekday: str = "Thursday") -> str:
    vi = {"Thursday": "thứ Năm", "Friday": "thứ Sáu"}[weekday]
    return talk.said("{day}, no hour yet", day=f"{vi if talk.language == 'vi' else weekday} {day}")


async def dated(lead: Somebody, meeting: int, typed: str = "26/10") -> Message:
    await lead.forges(f"settle:{meeting}")
    await lead.says(typed)
    return await lead.presses(lead.talk.said("No hour yet"))


async def hour(lead: Somebody, meeting: int, typed: str = "14h") -> Message:
    await lead.forges(f"settle:{meeting}")
    for text in (typed, "Phòng họp"):
        await lead.says(text)
    await lead.answers("30")
    return await lead.presses(lead.talk.said("Settle it"))


def with_words(talk: Talk, somebody: Somebody, sentence: str) -> list[Message]:
    words = Translator(talk.language)(sentence).split("{")[0]
    return [one for one in somebody.new() if words in one.text]


async def test_everybody_expected_is_invited_for_the_day_and_told_the_hour(talk: Talk, world: World) -> None:
    """One invitation, answers by one tap; the hour comes as before → after, and whoever said no is not asked again."""
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    assert day(talk) in (await dated(lead, world.meeting)).text
    lead.new()
    await talk.passes(minutes=1)
    for somebody in (lan, minh, head):
        [told] = with_words(talk, somebody, INVITED)
        assert day(talk) in told.text
        assert talk.said("The hour follows as soon as it is settled.") in told.text
    assert lead.new() == [], "whoever gave the day is not invited to it"
    await lan.presses(talk.said("I will come"))
    await minh.presses(talk.said("I cannot come"))
    await minh.says("con ốm")
    assert {name: row.answer for name, row in (await expected(world)).items()} == {
        "Sùng A Dơ": None,
        "Vàng Thị Lan": Coming.YES,
        "Lò Văn Minh": Coming.NO,
        "Hạng A Tủa": None,
    }
    shown = await lan.says("/lich")
    assert day(talk) in shown.text
    assert talk.said("You come.") in shown.text
    for somebody in (lan, minh, head):
        somebody.new()
    await hour(lead, world.meeting)
    await talk.passes(minutes=3)
    for somebody in (lan, head):
        [told] = with_words(talk, somebody, CHANGED)
        assert day(talk) in told.text
        assert "14:00" in told.text or "14 giờ" in told.text
    assert with_words(talk, minh, CHANGED) == []
    assert [one for one in lan.chat if talk.said(INVITED) in one.text] == [lan.chat[0]]
    assert (await expected(world))["Lò Văn Minh"].reason == "con ốm"
    assert (await world.stands()).taken == 1


async def test_the_hour_within_the_minute_is_the_invitation_itself(talk: Talk, world: World) -> None:
    """Nobody heard of the day alone, so nothing has changed for them."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await dated(lead, world.meeting)
    await hour(lead, world.meeting)
    await talk.passes(minutes=5)
    [told] = [one for one in lan.new() if talk.said(INVITED) in one.text]
    assert "26/10" in told.text
    assert day(talk) not in told.text
    assert await talk.finds(select(Outbox.id).where(Outbox.purpose == Purpose.MOVED)) == []


async def test_another_day_asks_a_no_again_and_tells_the_others(talk: Talk, world: World) -> None:
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await dated(lead, world.meeting)
    await talk.passes(minutes=1)
    await lan.presses(talk.said("I will come"))
    await minh.presses(talk.said("I cannot come"))
    await minh.says("con ốm")
    for somebody in (lan, minh):
        somebody.new()
    await dated(lead, world.meeting, "27/10")
    await talk.passes(minutes=3)
    for somebody in (lan, minh):
        [told] = with_words(talk, somebody, CHANGED)
        assert day(talk) in told.text
        assert day(talk, "27/10", "Friday") in told.text
    assert talk.said("I will come") in minh.chat[-1].labels
    rows = await expected(world)
    assert (rows["Vàng Thị Lan"].answer, rows["Lò Văn Minh"].answer) == (Coming.YES, None)


async def test_it_is_reminded_of_by_day_and_never_by_the_hour(talk: Talk, world: World) -> None:
    """A week and a day before, to the silent in short; three days before only they are asked; nothing on the day."""
    lead, lan, minh, mai = [
        await world.has("Sùng A Dơ", Role.LEAD),
        *await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Cà Thị Mai"]),
    ]
    await dated(lead, world.meeting)
    await talk.passes(minutes=1)
    await lan.presses(talk.said("I will come"))
    await mai.presses(talk.said("I cannot come"))
    came: dict[str, list[int]] = {"Lan": [], "Minh": [], "Mai": []}
    names = dict(zip(came, (lan, minh, mai), strict=True))
    for number in range(18, 28):
        for hours in (8, 15):
            for somebody in names.values():
                somebody.new()
            await talk.comes(datetime(2023, 10, number, hours, tzinfo=ZONE))
            for name, somebody in names.items():
                came[name] += [number] * len([one for one in somebody.new() if "26/10" in one.text])
    assert came == {"Lan": [19, 25], "Minh": [19, 23, 25], "Mai": []}
    assert "chưa chốt ngày" not in "".join(one.text for somebody in names.values() for one in somebody.chat)


async def test_called_off_and_brought_back_with_its_people(talk: Talk, world: World) -> None:
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await dated(lead, world.meeting)
    await talk.passes(minutes=1)
    await lan.presses(talk.said("I will come"))
    lan.new()
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=3)
    assert day(talk) in lan.new()[-1].text
    await lead.forges(f"restored:{world.meeting}")
    await talk.passes(minutes=3)
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES


async def test_after_its_day_nobody_answers_and_late_letters_are_missed(talk: Talk, world: World) -> None:
    """Until midnight of the day an answer counts, since nobody knows whether it has begun."""
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await dated(lead, world.meeting)
    await talk.comes(datetime(2023, 10, 26, 23, 30, tzinfo=ZONE))
    await lan.forges(f"take:{world.meeting}")
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES
    await talk.comes(datetime(2023, 10, 27, 0, 1, tzinfo=ZONE))
    before = minh.new()
    assert before is not None
    await minh.forges(f"take:{world.meeting}")
    assert (await expected(world))["Lò Văn Minh"].answer is None
    late = await world.has("Cà Thị Mai")
    await talk.passes(minutes=1)
    assert late.chat == []


async def test_a_plan_that_gives_a_day_invites_for_it_and_another_version_moves_it(talk: Talk, world: World) -> None:
    """From a file alone, with nobody settling anything; the second version's hour asks a no again."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await sends(officer, ("1", "26/10/2023", "Cụm số 1", "PTDTBT TH số 1 Na Sang", "Phương pháp dạy lớp 4"))
    await accepts(officer)
    await talk.passes(minutes=1)
    [meeting] = await talk.finds(select(Meeting).where(Meeting.day == DAY))
    assert meeting.state is MeetingState.PLANNED
    for somebody in (lan, minh):
        assert len(with_words(talk, somebody, INVITED)) == 1
    await lan.forges(f"take:{meeting.id}")
    await minh.forges(f"leave:{meeting.id}")
    for somebody in (lan, minh):
        somebody.new()
    await sends(officer, ("1", "8 giờ ngày 27/10/2023", "Cụm số 1", "PTDTBT TH số 1 Na Sang", "Phương pháp dạy lớp 4"))
    await accepts(officer)
    await talk.passes(minutes=3)
    for somebody in (lan, minh):
        assert len(with_words(talk, somebody, CHANGED)) == 1
    rows = await expected(world, meeting.id)
    assert (rows["Vàng Thị Lan"].answer, rows["Lò Văn Minh"].answer) == (Coming.YES, None)
    waiting = select(Outbox.id).where(Outbox.purpose == Purpose.INVITE, Outbox.state == OutboxState.WAITING)
    assert await talk.finds(waiting) == []
