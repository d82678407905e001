"""An earlier answer of a wizard is corrected: the later ones stand where they still fit, and it is all shown again."""

import pytest

from bot.domain.models import Role
from bot.router import CORRECTED
from handlers.organisation.own_people import LEAVES
from tests.talk import Message, Somebody, Talk, World


async def is_corrected(talk: Talk, who: Somebody, sent: str, text: str, *stands: str) -> Message:
    """Edit an earlier answer, and see the last question with it, as it was before."""
    asked = who.last
    shown = await who.edits(sent, text)
    assert shown.text.startswith(talk.said(CORRECTED))
    assert shown.labels == asked.labels, shown.text
    for one in (text, *stands):
        assert one in shown.text
    return shown


async def test_the_topic_of_a_meeting_outside_the_plan(talk: Talk, world: World) -> None:
    """School and day stand."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges("extra:0")
    await lead.says("Dạy học theo gốc", sent="m1")
    await lead.presses("Na Sang")
    await lead.says("14h 16/11", sent="m2")
    await is_corrected(talk, lead, "m1", "Dạy học theo góc", "14:00", "16/11", "Na Sang")
    shown = await lead.edits("m2", "14h 17/11")
    assert "17/11" in shown.text
    assert "Dạy học theo góc" in shown.text


async def test_what_was_agreed(talk: Talk, world: World) -> None:
    """Who does it and by when stand."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Vàng Thị Lan")
    await lead.forges(f"todo:{world.meeting}")
    await lead.says("Gửi kế hoach bài dạy", sent="m1")
    await lead.says("Lan")
    await lead.says("trước 15/11")
    await is_corrected(talk, lead, "m1", "Gửi kế hoạch bài dạy", "Vàng Thị Lan", "14/11")


async def test_a_duty_that_is_written_for_schools(talk: Talk, world: World) -> None:
    """At the look at it all; before that the question that waits is asked again, with the schools that were tapped."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await lead.forges("duty-new")
    await lead.says("Nộp danh sach chuyên đề", sent="m1")
    await lead.says("trước 15/11", sent="m2")
    await lead.presses("Na Sang")
    asked = lead.last.labels
    assert (await lead.edits("m1", "Nộp danh sách chuyên đề")).labels == asked
    await lead.presses(talk.said("All {number} schools", number=2))
    await is_corrected(talk, lead, "m1", "Nộp danh sách chuyên đề lớp 4", "14/11")
    assert "19/11" in (await lead.edits("m2", "trước 20/11")).text


async def test_the_first_day_of_a_lead(talk: Talk, world: World) -> None:
    officer, lan = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Vàng Thị Lan")
    await officer.forges(f"holder:{world.cluster}:person:{await world.id_of(lan)}")
    await officer.says("15/10/2023", sent="m1")
    await officer.forges("how:elected")
    before = officer.last.labels
    shown = await officer.edits("m1", "16/10/2023")
    assert shown.labels == before
    assert "16/10" in shown.text


@pytest.mark.parametrize(("first", "stands"), [("16/10/2023", True), ("1/2/2024", False)])
async def test_the_first_day_of_a_leave(talk: Talk, world: World, first: str, *, stands: bool) -> None:
    """Behind the last day it does not fit: then that is asked for."""
    head, lan = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has("Vàng Thị Lan")
    await head.forges(f"own-leave:{world.school}:p{await world.id_of(lan)}")
    await head.presses(talk.said(next(iter(LEAVES.values()))))
    await head.says("15/10/2023", sent="m1")
    await head.says("31/12/2023")
    before = head.last.labels
    shown = await head.edits("m1", first)
    assert (shown.labels == before) is stands
    assert ("31/12/2023" in shown.text) is stands


async def test_the_commune_that_a_school_moves_to(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges(f"org-move:{world.school}:0")
    await officer.says("Xã Na San", sent="m1")
    await officer.says("1/11/2023")
    await is_corrected(talk, officer, "m1", "Xã Na Sang", "01/11/2023" if talk.language == "en" else "11")
