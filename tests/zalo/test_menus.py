"""Menus without buttons: bare numbers for the newest, letters for the older ones, whatever comes in between."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Dialogue, Person
from bot.domain.programme.attendance import WRONG_CODE
from bot.picking import WANTS_PHOTO
from handlers.sayings.conversation import NOT_UNDERSTOOD
from handlers.sayings.other_things import AFTER_CHOICES
from tests.talk import World, photo
from tests.zalo.kit import House, Phone, choices, letter_of, say

LEFT = say("Left. Nothing was sent or changed; answers you gave are kept.")
LETTERS_ONLY = say("Please send your full name in letters only, for example: Sùng A Dơ.")
ONE_OF_THEM = say("Please choose one of the following:")
CALENDAR = "Số buổi sắp tới: 1"


@pytest.fixture
async def lan(world: World) -> Phone:
    return await world.has("Vàng Thị Lan", school=world.other_school)


async def test_the_newest_menu_answers_bare_numbers_and_older_ones_their_letter(lan: Phone) -> None:
    first = await lan.says("/trogiup")
    assert dict(choices(first))["1"] == "Lịch"
    second = await lan.says("1")
    assert CALENDAR in second
    assert "Cụm số 1" in dict(choices(second))["1"]
    assert "Địa điểm" in await lan.says("1"), "the newest menu's 1 is the meeting, no longer the calendar"
    assert CALENDAR in await lan.says("A1")
    assert "Địa điểm" in await lan.says("b1.")


@pytest.mark.parametrize("typed", ["Điểm danh", "điểm danh", "diem danh", "  DIEM  DANH ", "a3", "A3."])
async def test_an_older_menu_answers_to_its_labels_and_its_letter(lan: Phone, typed: str) -> None:
    await lan.says("/trogiup")
    await lan.chooses("Lịch")
    assert "chữ số" in await lan.says(typed)


@pytest.mark.parametrize("typed", ["1000", "A9", "Z1", "A", "A0", "1 2", "-1", "²"])
async def test_what_names_no_choice_presses_none(lan: Phone, typed: str) -> None:
    await lan.says("/trogiup")
    assert say(NOT_UNDERSTOOD) in await lan.says(typed)


@pytest.mark.parametrize("typed", ["8", "99", "số 12"])
async def test_a_number_that_no_choice_has_is_answered_with_the_same_choices(lan: Phone, typed: str) -> None:
    menu = dict(choices(await lan.says("/trogiup")))
    answer = await lan.says(typed)
    assert "không có số" in answer
    assert dict(choices(answer)) == menu


@pytest.mark.parametrize("typed", ["1", "1.", "số 1", "chọn 1 ạ", "1)", " 1 "])
async def test_the_ways_to_type_a_number(lan: Phone, typed: str) -> None:
    await lan.says("/trogiup")
    assert CALENDAR in await lan.says(typed)


async def test_the_first_menu_says_how_it_is_answered_and_no_other_one(lan: Phone) -> None:
    assert (await lan.says("/trogiup")).endswith("\nThầy/cô trả lời bằng số, ví dụ: 1")
    second = await lan.says("/trogiup")
    assert second.splitlines()[-1] == f"{len(dict(choices(second)))}. {[*dict(choices(second)).values()][-1]}"


async def test_who_has_begun_on_telegram_is_told_so_as_well(house: House, lan: Phone) -> None:
    """One conversation goes on in two chats; numbers are new in this one."""
    await lan.says("/trogiup")
    async with house.app.database.writing() as db:
        await db.execute(update(Dialogue).values(shown={"numbers": ["telegram"]}))
    assert (await lan.says("/trogiup")).endswith("\nThầy/cô trả lời bằng số, ví dụ: 1")


async def test_a_notice_says_how_it_is_answered_late(house: House, world: World, lan: Phone) -> None:
    """Its letter is said under it alone, in words; it answers when newer ones have come."""
    await lan.says("/trogiup")
    letter = letter_of(await house.notice(lan, world.meeting))
    assert letter
    await lan.says("/toi")
    await lan.says("/trogiup")
    assert CALENDAR in await lan.says(f"{letter}1")


async def test_letters_come_round_after_z_and_the_newest_of_a_letter_counts(house: House, lan: Phone) -> None:
    """An A of long ago is forgotten; the new A is what it shows now."""
    for _ in range(26):
        await lan.says("/trogiup")
    assert say(NOT_UNDERSTOOD) in await lan.says("C1"), "only the last few menus are kept"
    assert CALENDAR in await lan.says("A1")
    assert "Địa điểm" in await lan.says("B1")
    assert CALENDAR in await lan.says("Z1")
    assert list((await house.dialogue(lan)).older) == ["Y", "Z", "A", "B", "C", "D"]


async def test_menus_and_the_step_outlive_the_process(house: House, world: World, lan: Phone) -> None:
    await lan.says("/trogiup")
    await lan.says("1")
    await house.restart()
    assert "Địa điểm" in await lan.says("1")
    await house.restart()
    assert "chữ số" in await lan.says("A3")
    await house.restart()
    assert say(WRONG_CODE) in await lan.says("12345")


async def _waits_for_a_name(house: House, _world: World, lan: Phone) -> None:
    await lan.says("/toi")
    await lan.chooses(say("Correct my data"))
    assert "họ và tên" in await lan.chooses(say("Correct my name"))


async def _waits_for_digits(house: House, _world: World, lan: Phone) -> None:
    assert "chữ số" in await lan.says("/diemdanh")


async def _waits_for_a_photo(house: House, world: World, lan: Phone) -> None:
    await house.meeting(world.meeting, starts=-timedelta(hours=1), ends=timedelta(hours=2))
    assert "gửi ảnh" in await lan.says("/minhchung")


async def _waits_for_a_choice(house: House, _world: World, lan: Phone) -> None:
    async with house.app.database.writing() as db:
        await db.execute(update(Person).values(level=None))
    assert "môn" in await lan.says("/start")


STEPS = {
    "name": (_waits_for_a_name, "join:name", LETTERS_ONLY),
    "digits": (_waits_for_digits, "checkin", say(WRONG_CODE)),
    "photo": (_waits_for_a_photo, "photos:1", CALENDAR),
    "choice": (_waits_for_a_choice, "join:choose", CALENDAR),
}
WORDS = pytest.mark.parametrize("waiting", ["name", "digits"])
CHOICES = pytest.mark.parametrize("waiting", ["photo", "choice"])


async def interrupted(house: House, world: World, lan: Phone, waiting: str) -> str:
    """Let a person who has seen an older menu be asked for something, and then a notice arrive."""
    await lan.says("/trogiup")
    enter, step, _ = STEPS[waiting]
    await enter(house, world, lan)
    notice = await house.notice(lan, world.meeting)
    assert (await house.dialogue(lan)).step == step, "a notice ends no conversation"
    return notice


@pytest.mark.parametrize("waiting", STEPS)
@pytest.mark.parametrize("typed", ["a1", "lich"])
async def test_after_a_notice_letters_and_labels_press_whatever_is_waited_for(
    house: House, world: World, lan: Phone, waiting: str, typed: str
) -> None:
    await interrupted(house, world, lan, waiting)
    assert CALENDAR in await lan.says(typed)


@pytest.mark.parametrize("waiting", STEPS)
async def test_a_bare_number_is_the_choice_on_the_screen_whatever_is_waited_for(
    house: House, world: World, lan: Phone, waiting: str
) -> None:
    """The notice has come last: its 1 is what is read; where the question has a 1, too, it is asked which is meant."""
    notice = await interrupted(house, world, lan, waiting)
    assert dict(choices(notice)) == {"1": "Lịch"}
    asked = await lan.says("1")
    assert dict(choices(asked))["1"] == "Lịch"
    assert CALENDAR in await lan.says("1")


@pytest.mark.parametrize("waiting", STEPS)
async def test_a_number_that_two_messages_have_answers_the_question_that_waited(
    house: House, world: World, lan: Phone, waiting: str
) -> None:
    """Nobody is reported absent because an invitation came while they chose their level."""
    await interrupted(house, world, lan, waiting)
    own = (await house.dialogue(lan)).shown["asked"][0][0]
    assert dict(choices(await lan.says("1")))["2"] == own
    assert CALENDAR not in await lan.says("2")


@WORDS
async def test_where_letters_are_expected_zero_is_one_of_them(
    house: House, world: World, lan: Phone, waiting: str
) -> None:
    await interrupted(house, world, lan, waiting)
    assert STEPS[waiting][2] in await lan.says("0")


@pytest.mark.parametrize("waiting", STEPS)
@pytest.mark.parametrize("typed", ["huỷ", "/huy"])
async def test_leaving_works_everywhere(house: House, world: World, lan: Phone, waiting: str, typed: str) -> None:
    await interrupted(house, world, lan, waiting)
    assert LEFT in await lan.says(typed)
    assert (await house.dialogue(lan)).step == ""


@CHOICES
async def test_zero_leaves_where_choices_are_expected(house: House, world: World, lan: Phone, waiting: str) -> None:
    await interrupted(house, world, lan, waiting)
    assert LEFT in await lan.says("0")


@pytest.mark.parametrize("waiting", STEPS)
async def test_after_a_notice_the_conversation_goes_on(house: House, world: World, lan: Phone, waiting: str) -> None:
    """What was waited for is still taken, by its own label or by what is sent."""
    await interrupted(house, world, lan, waiting)
    if waiting == "photo":
        assert "1" in await lan.sends_photo(photo())
        assert "1 ảnh" in await lan.says("xong")
    elif waiting == "choice":
        assert "đã tham gia" in await lan.says("nhieu mon")
    elif waiting == "name":
        await lan.says("Vàng Thị Lan Anh")
        await lan.says("1")
        assert await house.finds(select(Person.name)) == ["Vàng Thị Lan Anh"]
    else:
        assert say(WRONG_CODE) in await lan.says("12345")


async def test_a_sticker_takes_no_choices_away(house: House, lan: Phone) -> None:
    """What was shown is still chosen by its number."""
    await lan.says("/trogiup")
    number = len(lan.said)
    house.emulator.zalo.send_sticker(lan.id)
    answer = await lan.hears(number)
    assert say(AFTER_CHOICES) in answer
    assert not dict(choices(answer))
    assert "Lịch" not in await lan.says("6")


@CHOICES
async def test_what_cannot_be_taken_shows_the_choices_of_the_step_again(
    house: House, world: World, lan: Phone, waiting: str
) -> None:
    """And not those of the notice that came in between."""
    await interrupted(house, world, lan, waiting)
    number = len(lan.said)
    house.emulator.zalo.send_sticker(lan.id)
    answer = await lan.hears(number)
    wanted, label = (say(WANTS_PHOTO), "Xong") if waiting == "photo" else (ONE_OF_THEM, "Nhiều môn")
    assert wanted in answer
    assert label in " ".join(label for _, label in choices(answer))
