"""In the middle of any step: what is no answer leaves it standing, hours later it is asked about, an edit corrects."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

import handlers
from bot.domain.models import Dialogue, Role
from bot.messages import Kind
from bot.router import CORRECTED
from bot.routes import Route
from tests.handlers.duties_kit import duty_of, head, owed
from tests.talk import Talk, World

WAITING = "Đang hỏi điều này"
STEPS = [
    (route.pattern.replace("{", "").replace("}", ""), route)
    for route in handlers.ROUTES.steps
    if route.lasts is not None
]
"""Each step that does not wait for ever, with words in the places that are numbers."""


async def waits_at(talk: Talk, step: str) -> None:
    """Let somebody have been asked something, with one choice."""
    asked = {"asked": [["Lịch", "calendar:0"]], "question": WAITING}
    async with talk.app.database.writing() as db:
        await db.execute(update(Dialogue).values(step=step, shown=asked, changed_at=talk.clock.now(), draft={}))


def numbered_step(pattern: str, route: Route) -> str:
    """Return a step with ids in its places."""
    step = pattern
    for name in route.names:
        step = step.replace(name, "1") if name in route.numbers else step
    return step


async def step_of(talk: Talk) -> list[str]:
    return await talk.finds(select(Dialogue.step).where(Dialogue.key.startswith("person:")))


async def test_a_voice_message_leaves_every_step_standing(talk: Talk, world: World) -> None:
    """Each of a hundred steps, in one conversation of an officer: it costs more than others."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/toi")
    for pattern, route in STEPS:
        step = numbered_step(pattern, route)
        for what in ("voice", "contact", "location", "poll"):
            await waits_at(talk, step)
            said = await officer.does(Kind.OTHER, what=what)
            assert said.text.strip(), step
            assert await step_of(talk) == [step], (step, what, said.text)


async def test_a_greeting_of_a_day_later_is_asked_about_at_every_step(talk: Talk, world: World) -> None:
    """Whatever it waits for: words, a photo, a file, a choice. What hears by itself greets back."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    greeted = await officer.says("em chào cả nhà, chúc buổi sáng tốt lành")
    await officer.says("/toi")
    for pattern, route in STEPS:
        step = numbered_step(pattern, route)
        await waits_at(talk, step)
        talk.clock.move_by(timedelta(days=1))
        asked = await officer.says("em chào cả nhà, chúc buổi sáng tốt lành")
        if route.hears:
            assert asked.text == greeted.text, step
            continue
        assert asked.labels == [talk.said("Go on"), talk.said("Leave it")], step
        assert WAITING in asked.text, step


async def test_an_edit_corrects_an_earlier_answer_of_a_form(talk: Talk, world: World) -> None:
    """Before the yes: the field is the corrected one, and the question that stood is asked again."""
    principal = await head(world)
    await owed(world, "000-6")
    await principal.forges(f"theme:{await duty_of(world, '000-6', unit_id=world.school)}")
    await principal.says("Dạy đọc hiẻu lớp 2", sent="m1")
    asked = await principal.says("Tiếng Việt", sent="m2")
    shown = await principal.edits("m1", "Dạy đọc hiểu lớp 2")
    assert shown.text.startswith(talk.said(CORRECTED))
    assert "Dạy đọc hiểu lớp 2" in shown.text
    assert asked.text.splitlines()[-1] == shown.text.splitlines()[-1]


@pytest.mark.parametrize("later", ["/lich", "thôi"])
async def test_an_edit_after_the_form_was_left_changes_nothing(talk: Talk, world: World, later: str) -> None:
    principal = await head(world)
    await owed(world, "000-6")
    await principal.forges(f"theme:{await duty_of(world, '000-6', unit_id=world.school)}")
    await principal.says("Dạy đọc hiẻu lớp 2", sent="m1")
    await principal.says(later)
    assert talk.said(CORRECTED) not in (await principal.edits("m1", "Dạy đọc hiểu lớp 2")).text
