"""What asks for something else while a question waits that cannot take it: its door stands beside, nothing is lost."""

import pytest

from bot.at_a_step import BACK, KEPT_MEANWHILE
from bot.domain.models import Role
from tests.talk import Message, Somebody, Talk, World


@pytest.fixture
async def asked(world: World) -> Somebody:
    """Who settles a meeting and is asked for its hour."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    return lead


def doors(talk: Talk, message: Message) -> list[str]:
    """Return the labels below a message that lead elsewhere."""
    begins = talk.said("Open: {door}", door="")
    return [label for label in message.labels if label.startswith(begins)]


def press_of(talk: Talk, message: Message) -> str:
    """Return what the one door below a message says when it is pressed."""
    (door,) = doors(talk, message)
    return next(one.press for row in message.buttons for one in row if one.label == door)


@pytest.mark.parametrize(
    ("typed", "door"),
    [
        ("cho em xem bien ban", "Minutes"),
        ("thong bao cho moi nguoi", "Announce"),
        ("Cụm trưởng là ai ạ", "Who leads my cluster"),
        ("cảm ơn ạ", ""),
        ("vâng", ""),
        ("a b c d", ""),
        ("14h ngày 26/10", ""),
    ],
)
async def test_a_question_that_cannot_take_it_offers_its_door(
    talk: Talk, asked: Somebody, typed: str, door: str
) -> None:
    """Only where what was typed is no answer, and it is sure what it asks for."""
    shown = await asked.says(typed)
    assert doors(talk, shown) == ([talk.said("Open: {door}", door=talk.said(door))] if door else [])
    if door:
        assert talk.said("Leave it") in shown.labels


async def test_the_door_hears_the_sentence_and_keeps_what_was_begun(talk: Talk, world: World, asked: Somebody) -> None:
    """What the sentence tells is not lost either; the way back goes on where it was left."""
    await world.have(["Vàng Thị Lan"])
    await asked.says("14h ngày 26/10")
    await asked.says("Phòng họp tầng 2")
    refused = await asked.says("báo các trường là mai mang máy tính")
    shown = await asked.forges(press_of(talk, refused))
    assert "mai mang máy tính" in shown.text
    assert talk.said(KEPT_MEANWHILE, what="").rstrip("”") in shown.text
    await asked.presses(talk.said(BACK))
    await asked.answers("40")
    await asked.presses(talk.said("Settle it"))
    assert (await world.stands()).room == "Phòng họp tầng 2"


async def test_a_second_tap_and_an_older_one(talk: Talk, asked: Somebody) -> None:
    """A door tapped twice opens once more; of a sentence that is forgotten it says so."""
    refused = await asked.says("cho em xem bien ban")
    first, second = [await asked.forges(press_of(talk, refused)) for _ in range(2)]
    assert first.text.split("\n")[0] == second.text.split("\n")[0]
    await asked.forges("meant:20260101000000000000")
    assert asked.last.text
