"""How many taps and messages a task costs whoever does it: a change that makes one dearer shows here."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Invitee, Meeting, MeetingState, Presence, Reflection, Role
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

ENDED = datetime(2023, 10, 26, 18, 0, tzinfo=ZONE)
SIGN_UP, SETTLE, CHECK_IN, REFLECT = 1, 5, 1, 6

pytestmark = pytest.mark.parametrize("language", ["vi"])


class Counted:
    """Somebody whose taps and messages are counted as they are handed over.

    Where there are no buttons a tap is a number that is typed, and what is asked back about it is answered by one more.
    """

    def __init__(self, who: Somebody) -> None:
        self.who, self.cost = who, 0

    async def taps(self, label: str) -> None:
        before = self.who.handed
        await self.who.presses(label)
        self.cost += self.who.handed - before

    async def types(self, text: str) -> None:
        self.cost += 1
        await self.who.says(text)


async def test_signing_up_is_one_tap_from_the_invitation(talk: Talk, world: World) -> None:
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await talk.passes(minutes=1)
    counted = Counted(lan)
    await counted.taps(talk.said("I will come"))
    assert counted.cost <= SIGN_UP
    assert (await world.stands()).taken == 1


async def test_settling_takes_five(talk: Talk, world: World) -> None:
    """From the letter that asks the lead for the day to the yes."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await talk.app.jobs.tick()
    await lead.forges(f"settle:{world.meeting}")
    counted = Counted(lead)
    await counted.types("14h ngày 26/10")
    if (await world.stands()).state is not MeetingState.SETTLED:
        await counted.types("Phòng họp")
        # The number itself, which stands on the screen, may be typed as well as its place in the list.
        await (counted.taps("30") if talk.channel.buttons else counted.types("30"))
        await counted.taps(talk.said("Settle it"))
    assert counted.cost + 1 <= SETTLE, "the tap on the letter counts as well"
    assert await talk.finds(select(Meeting.state)) == [MeetingState.SETTLED]


async def test_checking_in_is_one_after_the_scan(talk: Talk, world: World) -> None:
    """Scanning opens the chat and says `/start c<code>`: at most one tap more."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(datetime(2023, 10, 26, 14, 0, tzinfo=ZONE))
    await lead.forges(f"roll:{world.meeting}")
    code = next(word for word in lead.last.text.replace("\n", " ").split() if word.isdecimal() and len(word) == 5)
    counted = Counted(lan)
    await lan.says(f"/start c{code}")
    which = select(Invitee.presence).where(Invitee.person_id == await world.id_of(lan))
    if await talk.finds(which) != [Presence.PRESENT]:
        await counted.taps(talk.said("Yes"))
    assert counted.cost <= CHECK_IN
    assert await talk.finds(which) == [Presence.PRESENT]


async def test_a_reflection_without_photos_takes_six_messages(talk: Talk, world: World) -> None:
    """Five answers typed, the first below the invitation itself, and one tap to hand them in."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(ENDED)
    await talk.passes(minutes=30)
    counted = Counted(lan)
    for answer in (
        "Nhóm 2 ngồi im suốt mười phút đầu vì chưa hiểu lệnh",
        "Em A nhìn sang bạn rồi mới viết",
        "Các em chưa rõ phải làm gì",
        "Nhiệm vụ giao dài quá",
        "Khi có đồ dùng thì các em nói nhiều",
    ):
        await counted.types(answer)
        talk.clock.move_by(timedelta(minutes=1))
    await counted.taps(talk.said("Hand in"))
    assert counted.cost <= REFLECT
    assert len(await talk.finds(select(Reflection.id).where(Reflection.submitted_at.is_not(None)))) == 1
