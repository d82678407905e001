"""Meetings that are over stay: with who came, reflections in full, captions of photos and what was handed in."""

from datetime import datetime, timedelta

from bot.domain.models import Presence, Role
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from tests.handlers.test_reminders import BEGINS, seated, settled
from tests.talk import Somebody, Talk, World

AFTER = BEGINS + timedelta(hours=4)


async def over(talk: Talk, world: World) -> tuple[Somebody, Somebody]:
    """Let a meeting be over, to which somebody came; return its lead and them."""
    lead, lan = await settled(world), await seated(world)
    await world.marks(lan, Presence.PRESENT)
    await talk.comes(AFTER)
    return lead, lan


async def test_from_the_calendar_to_what_has_been(talk: Talk, world: World) -> None:
    """Ahead and over lead to each other, also where nothing lies ahead."""
    lead, lan = await over(talk, world)
    for somebody in (lead, lan):
        await somebody.says("/lich")
        listed = await somebody.presses(talk.said("Over"))
        assert "26/10" in listed.text
        card = await somebody.presses("26/10 14:00")
        seen = [*card.labels]
        if somebody is lead:
            seen += (await lead.presses(talk.said("More choices"))).labels
            card = await lead.presses(talk.said("See the meeting"))
        assert {talk.said("Videos and files"), talk.said("See photos")} <= {*seen}
        assert talk.said("Ahead") in (await somebody.presses(talk.said("‹ Calendar"))).labels


async def test_nothing_has_been_yet(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert talk.said("No meeting of your clusters has taken place yet.") in (await lan.forges("past:0")).text
    assert talk.said("No meeting of your clusters has taken place yet.") in (await lan.forges("past:99")).text


async def test_who_came_as_far_as_one_may_see(talk: Talk, world: World) -> None:
    """The lead sees all, a principal their own school, a teacher themselves."""
    lead, lan = await over(talk, world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    came = talk.said("Came: {here} of {expected} expected", here="|", expected="").split("|")[0]
    for somebody in (lead, head):
        card = await somebody.forges(f"meeting:{world.meeting}")
        assert came in card.text
        assert came in (await somebody.presses(talk.said("Who came"))).text
    mine = await lan.forges(f"meeting:{world.meeting}")
    assert talk.said("You: {presence}.", presence=talk.said("present")) in mine.text
    assert talk.said("Who came") not in mine.labels
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"sum:meeting:{world.meeting}")).text


async def test_reflections_are_read_in_full_page_by_page(talk: Talk, world: World) -> None:
    """No letter of an answer is cut off."""
    lead, lan = await over(talk, world)
    long = "Nhóm 2 đọc chậm. " * 60 + "hết"
    await lan.forges(f"reflect:{world.meeting}")
    await lan.presses(talk.said("I observed"))
    for _ in range(4):
        await lan.says(long)
    await lan.forges("submit:1")
    read = await lead.forges(f"thoughts:{world.meeting}:0")
    pages = [read.text]
    while talk.said("More ›") in read.labels:
        read = await lead.presses(talk.said("More ›"))
        pages.append(read.text)
    assert len(pages) > 1
    assert "\n".join(pages).count(long) == 4


async def test_captions_stand_with_the_photos(talk: Talk, world: World) -> None:
    lead, lan = await over(talk, world)
    await lan.forges(f"photos:{world.meeting}")
    await lan.sends_photo(caption="Nhóm 2 trình bày")
    await lan.presses(talk.said("Done"))
    await lan.presses(talk.said("No, they cannot"))
    assert "1. Nhóm 2 trình bày" in (await lead.forges(f"album:{world.meeting}")).text


async def test_what_was_handed_in(talk: Talk, world: World) -> None:
    lead, _lan = await over(talk, world)
    nothing = talk.said("Nothing has been handed in about this meeting that you may see.")
    assert nothing in (await lead.forges(f"handed-in:{world.meeting}")).text
    assert datetime(2023, 10, 26, 18, tzinfo=ZONE) == AFTER
