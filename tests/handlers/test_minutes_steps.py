"""Which steps of the lesson study a meeting covered: asked once where its stage does not say, then only these."""

import pytest
from sqlalchemy import update

from bot.domain.models import Heading, Meeting, MinutesEntry
from bot.domain.programme import lesson_steps
from bot.errors import BadInput
from handlers.meeting.minutes_steps import CHOICES
from handlers.meeting.minutes_whole import PLACES, WHICH_STEPS
from tests.handlers.test_minutes import held, letter, whole, writes
from tests.handlers.test_papers import opens, paper
from tests.talk import Message, Somebody, Talk, World


async def without_stage(world: World) -> tuple[Somebody, Somebody]:
    """Let a meeting be over of which the plan does not say what it does with its lesson."""
    lead, writer = await held(world)
    async with world.talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(stage=None))
    return lead, writer


async def asked(world: World, writer: Somebody) -> Message:
    """Go on from the head, as the letter leads there."""
    talk = world.talk
    head = await writer.presses(talk.said("Write the minutes"), on=letter(writer, talk.said("Write the minutes")))
    assert talk.said("Steps covered: {steps}", steps="").strip() not in head.text
    return await writer.presses(talk.said("Yes, go on writing"))


async def test_one_tap_says_which_steps_and_only_these_are_asked(talk: Talk, world: World) -> None:
    """Who prepared a lesson is asked for nothing of a lesson that was taught; a second tap changes nothing."""
    _lead, writer = await without_stage(world)
    which = await asked(world, writer)
    assert {talk.said(label) for label in CHOICES.values()} <= {*which.labels}
    first = await writer.presses(talk.said("Step 1: preparing"))
    assert talk.said("Steps covered: {steps}", steps="1") in first.text
    assert f"1/6 · {talk.said('Step 1: lesson prepared')}" in first.text
    await writer.presses(talk.said("Step 1: preparing"), on=which)
    assert await talk.counts(MinutesEntry) == 1
    full = await whole(world)
    assert full.headings[:2] == (Heading.PREPARE, Heading.STRENGTHS)
    again = await writer.says("/bienban")
    assert talk.said("Steps covered: {steps}", steps="1") in again.text
    await writer.presses(talk.said("Change the steps"))
    await writer.presses(talk.said("Steps 2, 3: teaching, talk"))
    assert (await whole(world)).steps == (Heading.TEACH, Heading.DISCUSS)


async def test_other_steps_are_typed_and_what_was_written_stays(talk: Talk, world: World) -> None:
    """A text under a step that is not among them any more is no lost text; what is no step is asked again."""
    _lead, writer = await without_stage(world)
    await asked(world, writer)
    wrong = await writer.says("bước 7")
    assert talk.said(lesson_steps.WHICH) in wrong.text
    told = await writer.says("buoc 1, 3")
    assert talk.said("Steps covered: {steps}", steps="1, 3") in told.text
    await writes(world, writer, Heading.PREPARE, "Thống nhất mục tiêu bài 7.")
    await writer.forges(f"minutes-cover:{world.meeting}:3")
    full = await whole(world)
    assert (full.steps, full.text(Heading.PREPARE)) == ((Heading.DISCUSS,), "Thống nhất mục tiêu bài 7.")
    assert full.headings[:2] == (Heading.PREPARE, Heading.DISCUSS)


async def test_who_passes_the_question_over_is_not_offered_all_four_steps(talk: Talk, world: World) -> None:
    """Another heading is written first: no step is counted or called missing, and the way back asks which they are."""
    _lead, writer = await without_stage(world)
    await asked(world, writer)
    told = await writes(world, writer, Heading.STRENGTHS, "Học sinh hợp tác tốt.")
    assert f"1/5 · {talk.said('What went well')}" in told.text
    whole_text = await writer.presses(talk.said("Read it all"))
    assert talk.said("Step 1: lesson prepared") not in whole_text.text
    assert talk.said(WHICH_STEPS) in whole_text.text
    question = await writer.presses(talk.said("Change the minutes"))
    assert talk.said("Step 1: preparing") in question.labels
    await writer.forges(f"minutes-at:{world.meeting}:{PLACES.index(Heading.STRENGTHS)}")
    assert (await writer.presses(talk.said("Go back"))).text == question.text
    told = await writer.presses(talk.said("Steps 2, 3: teaching, talk"))
    assert (await whole(world)).headings[:3] == (Heading.TEACH, Heading.DISCUSS, Heading.STRENGTHS)
    assert f"1/7 · {talk.said('Step 2: lesson taught')}" in told.text


async def test_words_before_the_steps_are_known_may_belong_to_any(talk: Talk, world: World) -> None:
    _lead, writer = await without_stage(world)
    await writer.presses(talk.said("Write the minutes"), on=letter(writer, talk.said("Write the minutes")))
    where = await writer.says("Cô Lan dạy bài 7 ở lớp 4A, nhóm 2 còn chậm.")
    assert talk.said("Step 3: lesson discussed") in where.labels
    await writer.presses(talk.said("Step 2: lesson taught"))
    assert (await whole(world)).headings[:2] == (Heading.TEACH, Heading.STRENGTHS)


async def test_a_meeting_whose_plan_says_its_stage_is_not_asked(talk: Talk, world: World) -> None:
    _lead, writer = await held(world)
    head = await writer.presses(talk.said("Write the minutes"), on=letter(writer, talk.said("Write the minutes")))
    assert talk.said("Steps covered: {steps}", steps="2, 3") in head.text
    first = await writer.presses(talk.said("Yes, go on writing"))
    assert talk.said("Step 2: lesson taught") in first.text


async def test_the_paper_asks_for_the_steps_first_and_says_them(talk: Talk, world: World) -> None:
    """Filling in the paper keeps them in the minutes; the line of the paper names each."""
    lead, _writer = await without_stage(world)
    await opens(lead, talk, world, "Minutes")
    told = await lead.presses(talk.said("Fill in ({number})", number="").rstrip(" ()"))
    question = talk.said("Which steps of the lesson study did it cover? For example: 2, 3")
    while question not in told.text:
        assert talk.said("Step 2: lesson taught") not in told.text
        told = await lead.presses(talk.said("Skip"))
    told = await lead.says("2,3")
    assert "2, 3" in told.text
    assert talk.said("Step 2: lesson taught") in told.text
    read = paper(await lead.presses(talk.said("See the paper")))
    assert "bước 2: Dạy minh họa và dự giờ; bước 3: Phân tích bài học." in read.text


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("2, 3", "2, 3"), ("bước 2 đến 4", "2, 3, 4"), ("2-3", "2, 3"), ("cả bốn", "1, 2, 3, 4"), ("Bước 3 và 1", "1, 3")],
)
def test_steps_are_read_as_people_write_them(typed: str, numbers: str) -> None:
    assert lesson_steps.numbers(lesson_steps.read(typed)) == numbers


@pytest.mark.parametrize("typed", ["", "5", "12", "không biết", "bước 0"])
def test_what_names_no_step_is_asked_again(typed: str) -> None:
    with pytest.raises(BadInput):
        lesson_steps.read(typed)
