"""Which steps of the lesson study a meeting covered: asked once, where its stage does not say; then only these."""

from collections.abc import Collection

from bot.domain.models import Heading
from bot.domain.programme import lesson_steps, minute_taking, minutes
from bot.domain.programme.lesson_steps import STEPS
from bot.errors import N_
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers.meeting import minutes as taking
from handlers.meeting import minutes_whole

routes = Routes()

CHOICES = {
    "1": N_("Step 1: preparing"),
    "23": N_("Steps 2, 3: teaching, talk"),
    "234": N_("Steps 2, 3 and 4"),
    "3": N_("Step 3: talk only"),
    "4": N_("Step 4: applied"),
    "1234": N_("All four steps"),
}
"""What meetings usually cover, by the numbers of the steps in 1315/BGDĐT-GDTH."""


@routes.button("minutes-steps:{meeting_id}")
async def which(chat: Chat, meeting_id: int) -> Reply:
    """Ask which steps the meeting covered; one tap answers."""
    _, writer = chat._, await taking.writer_of(chat, meeting_id)
    writer.must_have_begun()
    asked = _("Which steps of the lesson study did the meeting cover? Only these are asked. Other ones: write “1, 3”.")
    buttons = [Button(_(label), f"minutes-cover:{meeting_id}:{numbers}") for numbers, label in CHOICES.items()]
    back = Button(_("Back to the head"), f"minutes:{meeting_id}")
    return Reply(asked, (*rows(*buttons, across=2), (back,)), step=f"minutes-steps:{meeting_id}")


@routes.button("minutes-cover:{meeting_id}:{numbers}")
async def cover(chat: Chat, meeting_id: int, numbers: str) -> Reply:
    """Keep which steps they are, and go on to the first of them; a second tap changes nothing."""
    return await _keep(chat, meeting_id, [STEPS[int(one) - 1] for one in numbers if one in "1234"])


@routes.step("minutes-steps:{meeting_id}", Kind.TEXT, Kind.OTHER, lasts=taking.HALF_A_DAY)
async def take(chat: Chat, meeting_id: int) -> Reply:
    """Take the numbers of the steps as they are typed."""
    if fold(chat.text).strip(" .!") in taking.ON:
        return await _keep(chat, meeting_id, STEPS)
    return await _keep(chat, meeting_id, lesson_steps.read(chat.text))


async def _keep(chat: Chat, meeting_id: int, steps: Collection[Heading]) -> Reply:
    writer = await taking.writer_of(chat, meeting_id)
    await minute_taking.set_steps(chat.db, writer, steps)
    full = await minutes.read_or_blank(chat.db, writer.meeting, chat.now)
    said = minutes_whole.steps_line(chat._, full)
    return await taking.ask(chat, writer, taking.first_open(full), said)
