"""A day or an hour typed where a topic or a task is asked for becomes none: it is said so, and the question stands."""

import pytest

from bot.domain.models import Role
from handlers.kit import ONLY_A_TIME
from tests.talk import Talk, World


@pytest.mark.parametrize("typed", ["14h 20/10", "ngay mai", "15h chieu thu 5"])
async def test_a_day_is_no_task(talk: Talk, world: World, typed: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges("duty-new")
    assert talk.said(ONLY_A_TIME) in (await lead.says(typed)).text
    asked = await lead.says("Nộp danh sách chuyên đề trước 15/11")
    assert talk.said("By which day? For example: before 15/11, or 15/11/2026.") in asked.text
