"""What asks for something else while a question waits that cannot take it: its door stands beside, nothing is lost."""

import pytest

from bot.at_a_step import BACK, KEPT_MEANWHILE
from bot.domain.models import Role
from bot.errors import Gone, WhichDoor
from handlers.sayings.at_a_question import IT_IS
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


@pytest.fixture
async def at_the_room(asked: Somebody) -> Somebody:
    """Who settles a meeting and is asked for its room, which may be called anything."""
    await asked.says("14h ngày 26/10")
    return asked


@pytest.mark.parametrize(
    ("typed", "door"),
    [
        ("ai chưa trả lời", "Who has not signed up"),
        ("ai chua tra loi a", "Who has not signed up"),
        ("cho tôi xem biên bản buổi trước với", "Minutes"),
        ("cum truong la ai", "Who leads my cluster"),
    ],
)
async def test_where_any_text_is_an_answer_a_wish_is_asked_about(
    talk: Talk, world: World, at_the_room: Somebody, typed: str, door: str
) -> None:
    """It is the room where that is said, however long it is, and nothing before."""
    shown = await at_the_room.says(typed)
    assert talk.said(WhichDoor.sentence, said=typed) in shown.text
    assert doors(talk, shown) == [talk.said("Open: {door}", door=talk.said(door))]
    assert talk.said("How many seats?") in (await at_the_room.presses(talk.said(IT_IS))).text
    await at_the_room.answers("40")
    await at_the_room.presses(talk.said("Settle it"))
    assert (await world.stands()).room == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Hội trường",
        "phòng họp tầng 2 nhà hiệu bộ",
        "ở hội trường giúp tôi",
        "phòng cô Hạnh",
        "phòng ở đầu dãy nhà B",
        "phòng nào trống cũng được",
        "nhà văn hóa bản Cổ Chua",
    ],
)
async def test_a_room_is_no_wish(talk: Talk, at_the_room: Somebody, typed: str) -> None:
    assert talk.said("How many seats?") in (await at_the_room.says(typed)).text


async def test_a_second_press_answers_no_other_question(talk: Talk, at_the_room: Somebody) -> None:
    """The first one has given the room; the seats are still asked for."""
    press = (await at_the_room.says("ai chưa trả lời")).buttons[0][0].press
    await at_the_room.forges(press)
    again = await at_the_room.forges(press)
    assert talk.said(Gone.sentence).split(".")[0] in again.text


async def test_an_answer_that_calls_somebody_by_a_sign_is_one(talk: Talk, at_the_room: Somebody) -> None:
    await at_the_room.says("@Lan ai chưa trả lời")
    assert talk.said("How many seats?") in (await at_the_room.presses(talk.said(IT_IS))).text


async def test_what_was_asked_about_and_is_forgotten_answers_nothing(talk: Talk, at_the_room: Somebody) -> None:
    gone = await at_the_room.forges("as-typed:20260101000000000000")
    assert talk.said(Gone.sentence).split(".")[0] in gone.text


@pytest.mark.parametrize("typed", ["tiếp tục", "tiep tuc di em", "làm tiếp ạ", "go on"])
async def test_who_wants_to_go_on_is_asked_once_more(talk: Talk, at_the_room: Somebody, typed: str) -> None:
    said = await at_the_room.says(typed)
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in said.text
