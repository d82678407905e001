"""Reflections: one question at a time; skip, go back, look at it all, hand in, change until the end of the round."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Answer, Evidence, Outbox, OutboxState, Purpose, Reflection, Role, Viewpoint
from bot.domain.programme.reflections import NOT_YET, NOTHING, QUESTIONS
from bot.errors import Gone, NotAllowed
from bot.media import EMPTY
from bot.picking import WANTS_TEXT
from bot.vietnamese import ZONE
from handlers.meeting.reflect import PART_UNREAD, PRAISE
from tests.talk import Message, Somebody, Talk, World, photo

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)
CLOSES = ENDED + timedelta(days=14)
CLOSED = "Reflections on this meeting were open until {until}; they cannot be changed any more."


async def after_the_meeting(world: World, *names: str) -> list[Somebody]:
    """Let a meeting be settled, seats be taken, and the meeting end."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    people = await world.have(names or ["Vàng Thị Lan"])
    for one in people:
        await one.forges(f"take:{world.meeting}")
    await world.talk.comes(ENDED)
    return people


async def begun(world: World) -> Somebody:
    """Let an observer stand at the first question."""
    [lan] = await after_the_meeting(world)
    await lan.presses(world.talk.said("Reflect"))
    await lan.presses(world.talk.said("I observed"))
    return lan


async def answers(talk: Talk) -> list[str]:
    return await talk.finds(select(Answer.text).order_by(Answer.question))


def asks(talk: Talk, message: Message, number: int, part: Viewpoint = Viewpoint.OBSERVER) -> bool:
    return talk.said(QUESTIONS[part][number]) in message.text


@pytest.mark.parametrize(
    ("part", "label"), [(Viewpoint.OBSERVER, "I observed"), (Viewpoint.TEACHER, "I taught the demo lesson")]
)
async def test_every_question_in_its_turn(talk: Talk, world: World, part: Viewpoint, label: str) -> None:
    """From the invitation to handing in; each part has its own questions, and all answers are shown at the end."""
    [lan] = await after_the_meeting(world)
    await lan.presses(talk.said("Reflect"))
    message = await lan.presses(talk.said(label))
    for number in range(len(QUESTIONS[part])):
        assert asks(talk, message, number, part)
        message = await lan.says(f"Nhóm {number} thảo luận sôi nổi")
    for number in range(len(QUESTIONS[part])):
        assert f"Nhóm {number} thảo luận sôi nổi" in message.text
    done = await lan.presses(talk.said("Hand in"))
    assert talk.said("See or change it") in done.labels
    [reflection] = await talk.finds(select(Reflection))
    assert (reflection.viewpoint, reflection.submitted_at) == (part, ENDED.astimezone(reflection.submitted_at.tzinfo))
    assert await answers(talk) == [f"Nhóm {number} thảo luận sôi nổi" for number in range(len(QUESTIONS[part]))]


async def test_skipping_and_going_back(talk: Talk, world: World) -> None:
    """A skipped question has no answer; going back shows the answer there is, which can be kept or replaced."""
    say, lan = talk.said, await begun(world)
    assert asks(talk, await lan.presses(say("Skip")), 1)
    assert asks(talk, await lan.says("Em A giải thích cho bạn"), 2)
    back = await lan.presses(say("Go back"))
    assert "Em A giải thích cho bạn" in back.text
    assert asks(talk, await lan.presses(say("Keep it")), 2)
    await lan.presses(say("Go back"))
    await lan.says("Em A vẽ sơ đồ")
    end = await lan.presses(say("To the end"))
    assert say("(skipped)") in end.text
    assert await answers(talk) == ["Em A vẽ sơ đồ"]
    assert asks(talk, await lan.presses(say("Change {number}", number=1)), 0)


async def test_only_praise_is_asked_again_once(talk: Talk, world: World) -> None:
    """What was seen of the pupils is asked for gently; the same words again are kept."""
    lan = await begun(world)
    asked = await lan.says("Cô dạy rất hay!")
    assert talk.said(PRAISE) in asked.text
    assert await answers(talk) == []
    assert asks(talk, await lan.says("Cô dạy rất hay!"), 1)
    assert await answers(talk) == ["Cô dạy rất hay!"]
    assert talk.said(PRAISE) in (await lan.says("Very good")).text
    assert asks(talk, await lan.says("Nhóm 2 chưa hiểu đề"), 2)
    assert await answers(talk) == ["Cô dạy rất hay!", "Nhóm 2 chưa hiểu đề"]


async def test_an_empty_reflection_is_not_handed_in(talk: Talk, world: World) -> None:
    """All skipped is nothing; then one answer is enough."""
    lan = await begun(world)
    await lan.presses(talk.said("To the end"))
    refused = await lan.presses(talk.said("Hand in"))
    assert talk.said(NOTHING) in refused.text
    assert await talk.finds(select(Reflection.submitted_at)) == [None]
    [number] = await talk.finds(select(Reflection.id))
    await lan.forges(f"q:{number}:0")
    await lan.says("Nhóm 2 thảo luận")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    assert await talk.finds(select(Reflection.submitted_at)) != [None]


async def test_nobody_is_asked_again_for_what_is_done(talk: Talk, world: World) -> None:
    """Handed in before the invitation leaves, the invitation does not leave."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    talk.clock.move_to(ENDED)
    await lan.says("/suyngam")
    await lan.presses(talk.said("I observed"))
    await lan.says("Nhóm 2 thảo luận")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    lan.new()
    await talk.app.jobs.tick()
    assert lan.new() == []
    invited = await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.REFLECT))
    assert OutboxState.SENT not in invited


async def test_a_second_hand_in_changes_nothing(talk: Talk, world: World) -> None:
    """The first hour stands."""
    lan = await begun(world)
    await lan.says("Nhóm 2 thảo luận")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    [first] = await talk.finds(select(Reflection))
    await talk.passes(hours=1)
    await lan.forges(f"submit:{first.id}")
    assert await talk.finds(select(Reflection.submitted_at)) == [first.submitted_at]


async def test_changing_until_the_end_of_the_round(talk: Talk, world: World) -> None:
    """A change is kept to the last second; afterwards every door is closed with the hour it closed at."""
    lan = await begun(world)
    await lan.says("Nhóm 2 thảo luận")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    [number] = await talk.finds(select(Reflection.id))
    talk.clock.move_to(CLOSES)
    await lan.says("suy ngẫm")
    await lan.presses(talk.said("Change {number}", number=1))
    await lan.says("Nhóm 2 làm phiếu")
    assert await answers(talk) == ["Nhóm 2 làm phiếu"]
    await lan.forges(f"q:{number}:0")
    talk.clock.move_to(CLOSES + timedelta(seconds=1))
    closed = talk.said(CLOSED, until="|").split("|")[0]
    assert closed in (await lan.says("Muộn rồi")).text
    for data in (f"q:{number}:1", f"submit:{number}", f"reflect:{world.meeting}", f"part:{world.meeting}:observer"):
        assert closed in (await lan.forges(data)).text
    assert await answers(talk) == ["Nhóm 2 làm phiếu"]
    assert talk.said("Calendar") in (await lan.says("/suyngam")).labels


async def test_before_the_end_there_is_nothing_to_reflect_on(talk: Talk, world: World) -> None:
    """A forged button in the middle of the lesson is told when the questions open."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    talk.clock.move_to(ENDED - timedelta(seconds=1))
    assert talk.said(NOT_YET) in (await lan.forges(f"part:{world.meeting}:observer")).text
    assert await talk.counts(Reflection) == 0


@pytest.mark.square("words of two languages")
@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("em dạy", Viewpoint.TEACHER),
        ("nguoi day minh hoa a", Viewpoint.TEACHER),
        ("người dự", Viewpoint.OBSERVER),
        ("em du gio co Lan day", Viewpoint.OBSERVER),
        ("em không dạy ạ", Viewpoint.OBSERVER),
    ],
)
async def test_the_part_one_had_may_be_typed(talk: Talk, world: World, typed: str, part: Viewpoint) -> None:
    [lan] = await after_the_meeting(world)
    await lan.presses(talk.said("Reflect"))
    assert asks(talk, await lan.says(typed), 0, part)


async def test_a_part_that_is_not_read_is_asked_once_more(talk: Talk, world: World) -> None:
    """With the same choices, also to a sticker."""
    [lan] = await after_the_meeting(world)
    await lan.presses(talk.said("Reflect"))
    choices = lan.last.labels
    again = await lan.says("xyz qwv")
    assert talk.said(PART_UNREAD) in again.text
    assert again.labels == choices
    assert (await lan.sends_sticker()).labels == choices
    assert await talk.counts(Reflection) == 0
    assert asks(talk, await lan.presses(talk.said("I observed")), 0)


async def test_killed_at_any_step_the_conversation_goes_on(talk: Talk, world: World) -> None:
    """Every answer is given to a service newly started; none is lost and none is asked twice."""
    [lan] = await after_the_meeting(world)
    async with talk.killed():
        await lan.presses(talk.said("Reflect"))
    async with talk.killed():
        message = await lan.presses(talk.said("I observed"))
    for number in range(len(QUESTIONS[Viewpoint.OBSERVER])):
        assert asks(talk, message, number)
        async with talk.killed():
            message = await lan.says(f"Trả lời {number}")
    async with talk.killed():
        await lan.presses(talk.said("Hand in"))
    assert await answers(talk) == [f"Trả lời {number}" for number in range(5)]
    assert await talk.finds(select(Reflection.submitted_at)) != [None]


async def test_left_and_taken_up_again(talk: Talk, world: World) -> None:
    """/huy keeps the answers, and /suyngam goes on at the first question without one."""
    lan = await begun(world)
    await lan.says("Nhóm 2 thảo luận")
    await lan.says("huỷ")
    assert asks(talk, await lan.says("/suyngam"), 1)
    await lan.says("/lich")
    await lan.says("lời này không phải câu trả lời")
    assert await answers(talk) == ["Nhóm 2 thảo luận"]


async def test_photos_in_the_middle_of_a_reflection(talk: Talk, world: World) -> None:
    """A photo at any step is kept and counted, and the question goes on waiting for its answer."""
    lan = await begun(world)
    counted = await lan.sends_photo()
    assert talk.said("Go on reflecting") in counted.labels
    assert asks(talk, await lan.says("Nhóm 2 thảo luận"), 1)
    await lan.sends_photo(photo("blue"))
    assert asks(talk, await lan.presses(talk.said("Go on reflecting")), 1)
    assert await talk.counts(Evidence) == 2
    assert (
        "2"
        in (await lan.presses(talk.said("To the end"))).text.split(
            talk.said("Photos: {number}", number="|").split("|")[0]
        )[-1]
    )


async def test_the_question_of_faces_comes_back_to_the_reflection(talk: Talk, world: World) -> None:
    """After the photos' own question the reflection stands where it stood."""
    lan = await begun(world)
    await lan.says("Nhóm 2 thảo luận")
    await lan.sends_photo()
    await lan.presses(talk.said("Done"))
    back = await lan.presses(talk.said("No, they cannot"))
    assert talk.said("Go on reflecting") in back.labels
    await lan.says("Em A vẽ sơ đồ")
    assert await answers(talk) == ["Nhóm 2 thảo luận", "Em A vẽ sơ đồ"]


async def test_what_is_no_answer_leaves_the_question_waiting(talk: Talk, world: World) -> None:
    """9,500 letters, a sticker, an empty photo, a file: a sentence each, no answer kept, the question still there."""
    lan = await begun(world)
    long = await lan.says("a" * 9500)
    assert "9500" in long.text
    assert "9000" in long.text
    assert talk.said(WANTS_TEXT) in (await lan.sends_sticker()).text
    assert talk.said(EMPTY) in (await lan.sends_photo(b"")).text
    assert talk.said("Skip") in lan.last.labels
    assert "bài.docx" in (await lan.sends_file("bài.docx", b"PK")).text
    assert await answers(talk) == []
    assert asks(talk, await lan.says("b" * 3000), 1)
    assert await answers(talk) == ["b" * 3000]


@pytest.mark.parametrize("typed", ["1", "1.", "số 1 ạ"])
async def test_a_number_is_the_choice_on_the_screen_and_never_an_answer(talk: Talk, world: World, typed: str) -> None:
    """The first choice skips the question."""
    lan = await begun(world)
    assert asks(talk, await lan.says(typed), 1)
    assert await answers(talk) == []


async def test_another_persons_reflection_is_closed(talk: Talk, world: World) -> None:
    """Forged buttons with somebody else's reflection read and write nothing."""
    lan, minh = await after_the_meeting(world, "Vàng Thị Lan", "Lò Văn Minh")
    await lan.presses(talk.said("Reflect"))
    await lan.presses(talk.said("I observed"))
    await lan.says("Nhóm 2 thảo luận")
    [number] = await talk.finds(select(Reflection.id))
    for data in (f"q:{number}:0", f"submit:{number}", "q:999999:0", f"part:{world.meeting}:nobody", f"q:{number}:-1"):
        answer = await minh.forges(data)
        assert talk.said(Gone.sentence) in answer.text
        assert "Nhóm 2" not in answer.text
    assert talk.said(NotAllowed.sentence) in (await minh.forges(f"thoughts:{world.meeting}:0")).text
    assert await talk.finds(select(Reflection.submitted_at)) == [None]


async def test_a_question_past_the_last_shows_the_whole(talk: Talk, world: World) -> None:
    """A forged number of a question does no harm."""
    lan = await begun(world)
    [number] = await talk.finds(select(Reflection.id))
    assert talk.said("Hand in") in (await lan.forges(f"q:{number}:77")).labels


async def test_changing_the_part_asks_the_other_questions(talk: Talk, world: World) -> None:
    """Who chose the wrong part and presses the other sees its questions, without answers to the first ones."""
    lan = await begun(world)
    choice = next(one for one in lan.chat if talk.said("I observed") in one.labels)
    await lan.says("Nhóm 2 thảo luận")
    assert asks(talk, await lan.presses(talk.said("I taught the demo lesson"), on=choice), 0, Viewpoint.TEACHER)
    assert await answers(talk) == []


async def test_the_lead_reads_without_names(talk: Talk, world: World) -> None:
    """What was handed in, by question; drafts and names are not shown."""
    lan, minh = await after_the_meeting(world, "Vàng Thị Lan", "Lò Văn Minh")
    for somebody, text in ((lan, "Nhóm 2 thảo luận"), (minh, "Chưa nộp")):
        await somebody.presses(talk.said("Reflect"))
        await somebody.presses(talk.said("I observed"))
        await somebody.says(text)
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    lead = talk("Sùng A Dơ")
    await lead.forges(f"meeting:{world.meeting}")
    read = await lead.presses(talk.said("Reflections"))
    assert "Nhóm 2 thảo luận" in read.text
    assert "Chưa nộp" not in read.text
    assert "Lan" not in read.text


@pytest.mark.parametrize("typed", ["xong", "Hết rồi ạ", "thế thôi"])
async def test_who_says_that_it_is_all_sees_the_whole(talk: Talk, world: World, typed: str) -> None:
    """It is no answer to the question that is asked; what is not answered is skipped."""
    lan = await begun(world)
    await lan.says("Nhóm 2 chưa hiểu đề")
    assert talk.said("(skipped)") in (await lan.says(typed)).text
    assert await answers(talk) == ["Nhóm 2 chưa hiểu đề"]
