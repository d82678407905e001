"""An edited message corrects what it has become, and says so; what comes in parts within seconds is one answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.duties.correcting import CORRECTED_WITHIN
from bot.domain.models import Announcement, Answer, Duty, Invitee, Role
from handlers.letters.announce import HAS_LEFT
from handlers.sayings.conversation import NOT_CORRECTED
from tests.handlers.duties_kit import TOPIC, head, met, owed
from tests.handlers.test_announcing import send, written
from tests.talk import Somebody, Talk, World

LINE = "Nhóm 2 ngồi im suốt mười phút đầu"


@pytest.fixture
async def reflecting(talk: Talk, world: World) -> Somebody:
    """A teacher who is asked the first question about a meeting."""
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await lan.forges(f"part:{world.meeting}:observer")
    return lan


async def answers(talk: Talk) -> list[str]:
    return [one.text for one in await talk.finds(select(Answer).order_by(Answer.question))]


async def after(talk: Talk, seconds: float) -> None:
    talk.clock.move_by(timedelta(seconds=seconds))


async def test_an_edit_corrects_the_answer_and_says_so(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE, sent="7")
    said = await reflecting.edits("7", LINE + " vì chưa hiểu lệnh")
    assert "chưa hiểu lệnh" in said.text
    assert await answers(talk) == [LINE + " vì chưa hiểu lệnh"]
    await reflecting.says("Các em nhìn nhau", sent="8")
    assert await answers(talk) == [LINE + " vì chưa hiểu lệnh", "Các em nhìn nhau"]
    await reflecting.edits("7", LINE)
    assert await answers(talk) == [LINE, "Các em nhìn nhau"]


async def test_an_edit_that_nobody_made_is_passed_over(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE, sent="7")
    heard = len(reflecting.chat)
    await reflecting.edits("7", LINE)
    assert len(reflecting.chat) == heard


async def test_an_edit_of_what_was_handed_in_long_ago_changes_nothing(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE, sent="7")
    await talk.passes(days=30)
    await reflecting.edits("7", "khác")
    assert await answers(talk) == [LINE]


async def test_an_edit_of_what_was_refused_is_heard_anew(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("hôm nào đó", sent="7")
    asked = await lead.edits("7", "14h ngày 26/10")
    assert "26/10" in asked.text
    lan = await world.has("Vàng Thị Lan")
    await lan.says("lihc lihc", sent="8")
    assert talk.said(NOT_CORRECTED) not in (await lan.edits("8", "lịch")).text


async def test_an_edit_of_what_is_past_says_how_to_change_it(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert (await lan.edits("99", "lịch")).text == talk.said(NOT_CORRECTED)


async def test_an_announcement_is_corrected_until_it_leaves(talk: Talk, world: World) -> None:
    await world.has("Vàng Thị Lan")
    lead, _preview = await written(world, "")
    await lead.says("Mang theo sách lớp 4", sent="7")
    preview = await lead.edits("7", "Mang theo sách lớp 5")
    assert "lớp 5" in preview.text
    await lead.presses(send(talk, 1), on=preview)
    [sent] = await talk.finds(select(Announcement))
    assert sent.text == "Mang theo sách lớp 5"
    assert (await lead.edits("7", "Mang theo sách lớp 3")).text == talk.said(HAS_LEFT)


async def test_a_reason_is_corrected(talk: Talk, world: World) -> None:
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"leave:{world.meeting}")
    await lan.says("con ốm", sent="7")
    await lan.edits("7", "con nằm viện")
    rows = await talk.finds(select(Invitee.reason).where(Invitee.person_id == await world.id_of(lan)))
    assert rows == ["con nằm viện"]


async def test_what_was_handed_in_is_corrected_within_the_hour(talk: Talk, world: World) -> None:
    principal = await head(world)
    [duty] = [one for one in await owed(world, "000-6") if one.unit_id == world.school]
    await principal.forges(f"duty-in:{duty.id}")
    await principal.says("Dạy đọc lớp 2", sent="7")
    said = await principal.edits("7", "Dạy đọc lớp 3")
    assert talk.said(TOPIC) in said.text
    assert await talk.finds(select(Duty.note).where(Duty.id == duty.id)) == ["Dạy đọc lớp 3"]
    talk.clock.move_by(CORRECTED_WITHIN)
    await principal.edits("7", "Dạy đọc lớp 4")
    assert await talk.finds(select(Duty.note).where(Duty.id == duty.id)) == ["Dạy đọc lớp 3"]


async def test_a_text_that_the_app_has_parted_is_one_answer(talk: Talk, reflecting: Somebody) -> None:
    long = "Nhóm 2 " * 580
    await reflecting.says(long, sent="7")
    await after(talk, 1)
    said = await reflecting.says("Cuối giờ các em mới hiểu.", sent="8")
    assert talk.said("Put to answer {number}: it is one answer now.", number=1) in said.text
    [answer] = await answers(talk)
    assert answer.startswith("Nhóm 2")
    assert answer.endswith("2 Cuối giờ các em mới hiểu.")
    await after(talk, 60)
    await reflecting.says("Em A cười", sent="9")
    assert len(await answers(talk)) == 2


async def test_two_messages_in_a_row_are_one_answer(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE, sent="7")
    await after(talk, 3)
    await reflecting.says("vì chưa hiểu lệnh", sent="8")
    assert await answers(talk) == [f"{LINE}\nvì chưa hiểu lệnh"]
    await reflecting.edits("8", "vì cô giao việc chưa rõ")
    assert await answers(talk) == [f"{LINE}\nvì cô giao việc chưa rõ"]


async def test_what_came_before_the_next_question_was_shown_is_a_second_part(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE)
    await reflecting.says("Em C làm một mình", hasty=True)
    assert await answers(talk) == [f"{LINE}\nEm C làm một mình"]


@pytest.mark.parametrize("seconds", [0, 0.2, 6, 60])
async def test_what_comes_at_a_readers_pace_is_the_next_answer(
    talk: Talk, reflecting: Somebody, seconds: float
) -> None:
    await reflecting.says(LINE)
    await after(talk, seconds)
    await reflecting.says("các em nhìn nhau")
    assert await answers(talk) == [LINE, "các em nhìn nhau"]


async def test_what_follows_a_choice_goes_on_with_nothing(talk: Talk, reflecting: Somebody) -> None:
    """A skip is no answer, however it is typed: what comes seconds later answers the next question."""
    skip = talk.said("Skip")
    for number, (typed, answer) in enumerate([(skip, "các em nhìn nhau"), (skip.lower(), "em C cười")]):
        await reflecting.says(typed)
        await after(talk, 3)
        await reflecting.says(answer)
        assert len(await answers(talk)) == number + 1
        await after(talk, 60)
    assert await answers(talk) == ["các em nhìn nhau", "em C cười"]


async def test_a_word_of_a_door_behind_for_later_opens_it(talk: Talk, reflecting: Somebody) -> None:
    await reflecting.says(LINE)
    await reflecting.says("để sau")
    await after(talk, 3)
    opened = await reflecting.says("viec")
    assert talk.said("Put to answer {number}: it is one answer now.", number=1) not in opened.text
    assert await answers(talk) == [LINE]


async def test_an_announcement_in_two_messages_is_one(talk: Talk, world: World) -> None:
    await world.has("Vàng Thị Lan")
    lead, _preview = await written(world, "Mai họp lúc 14 giờ,")
    await after(talk, 3)
    preview = await lead.says("mang theo sách lớp 4")
    assert "14 giờ,\nmang theo" in preview.text
    await after(talk, 30)
    assert "14 giờ" not in (await lead.says("Mai không họp nữa")).text
