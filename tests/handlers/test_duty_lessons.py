"""What rests on a taught lesson, its video or its trying out, is owed of meetings in which somebody teaches."""

import pytest

from bot.domain.duties.due import speaks_of_a_lesson
from bot.domain.models import Meeting, Stage
from tests.handlers.duties_kit import duties, met, owed
from tests.talk import Talk, World

OF_A_LESSON, OF_ANY = ("000-4", "000-5b", "001-5"), ("001-7",)


@pytest.mark.parametrize(("stage", "lesson"), [(Stage.PREPARE, False), (Stage.TEACH, True), (None, True)])
async def test_a_meeting_that_prepares_owes_no_video(
    talk: Talk, world: World, stage: Stage | None, lesson: bool
) -> None:
    """Buổi 1 of a lesson owes its minutes all the same."""
    async with talk.app.database.writing() as db:
        (await db.get_one(Meeting, world.meeting)).stage = stage
    await met(world, "Vàng Thị Lan")
    await owed(world, *OF_A_LESSON, *OF_ANY)
    assert bool(await duties(talk, *OF_A_LESSON)) == lesson
    assert await duties(talk, *OF_ANY)


@pytest.mark.parametrize(
    ("sentence", "speaks"),
    [
        ("quay lại video các tiết dạy minh họa", True),
        ("Chú trọng vận dụng nghiên cứu bài học", True),
        ("Nộp biên bản buổi sinh hoạt", False),
        ("Báo cáo, minh chứng, họa tiết", False),
    ],
)
def test_which_sentences_speak_of_a_lesson(sentence: str, speaks: bool) -> None:
    assert speaks_of_a_lesson(sentence) == speaks
