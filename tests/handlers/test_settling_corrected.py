"""At any question of a settling an earlier answer is corrected by typing it: what was read stands in the next one."""

import pytest

from bot.domain.models import Role
from bot.vietnamese import local
from tests.talk import Somebody, Talk, World

DAY, ROOM, SEATS = "14h ngày 26/10", "Phòng họp", "30"


async def at(world: World, step: str) -> Somebody:
    """Return a lead who is asked for the room, the seats, or whether it is all right."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    for typed in (DAY, ROOM, SEATS)[: ("room", "seats", "sure").index(step) + 1]:
        await lead.says(typed)
    return lead


@pytest.mark.parametrize("step", ["room", "seats", "sure"])
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15h ngày 27/10", ("15:00", "27/10")),
        ("à nhầm, 15h ạ", ("15:00", "26/10")),
        ("27/10", ("14:00", "27/10")),
        ("doi lai 15h30 27/10 nhe", ("15:30", "27/10")),
    ],
)
async def test_another_hour(talk: Talk, world: World, step: str, typed: str, read: tuple[str, str]) -> None:
    """No hour becomes the name of a room, and nothing that was said before is asked again."""
    lead = await at(world, step)
    said = await lead.says(typed)
    assert read[0] in said.text
    assert read[1] in said.text
    for answer in {"room": (ROOM, SEATS), "seats": (SEATS,), "sure": ()}[step]:
        said = await lead.says(answer)
    assert talk.said("Settle it") in said.labels
    assert f"{ROOM}, " in said.text
    await lead.says("ok")
    assert local((await world.stands()).starts_at).strftime("%H:%M %d/%m") == " ".join(read)


@pytest.mark.parametrize("step", ["seats", "sure"])
async def test_another_room(talk: Talk, world: World, step: str) -> None:
    lead = await at(world, step)
    said = await lead.says("à nhầm, phòng hội đồng")
    said = said if step == "sure" else await lead.says(SEATS)
    assert "phòng hội đồng, " in said.text
    assert talk.said("Settle it") in said.labels


async def test_another_number_of_seats(talk: Talk, world: World) -> None:
    lead = await at(world, "sure")
    assert talk.said("Seats: {number}", number="45") in (await lead.says("45 người")).text


@pytest.mark.parametrize("typed", ["phòng 14", "Hội trường 26/3", "lớp 4/2", "P.203"])
async def test_what_only_looks_like_an_hour_is_a_room(world: World, typed: str) -> None:
    lead = await at(world, "room")
    await lead.says(typed)
    assert f"{typed}, " in (await lead.says(SEATS)).text


async def test_an_hour_after_two_corrections_is_of_the_last_day(world: World) -> None:
    lead = await at(world, "sure")
    await lead.says("27/10")
    assert "16:00" in (await lead.says("16h")).text
    assert "27/10" in (await lead.says("15h")).text
    await lead.says("ok")
    assert (await world.stands()).starts_at.isoformat().startswith("2023-10-27T08:00")


@pytest.mark.parametrize("typed", ["30/2", "25h"])
async def test_a_day_that_cannot_be_is_no_room(talk: Talk, world: World, typed: str) -> None:
    lead = await at(world, "room")
    await lead.says(typed)
    assert f"{typed}, " not in (await lead.says(SEATS)).text


async def test_anything_else_leaves_the_choices(talk: Talk, world: World) -> None:
    lead = await at(world, "sure")
    assert talk.said("Settle it") in (await lead.says("cái gì cơ")).labels


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("doi phong buoi 26/10 sang hoi truong nhe", " 26/10, hoi truong, "),
        ("đổi phòng buổi 26/10 sang phòng A", " 26/10, phòng A, "),
        ("doi gio buoi 26/10 sang 8h sang", "08:00–11:00 "),
        ("tang so cho buoi 26/10 len 45", ": 45\n"),
    ],
)
async def test_what_is_new_stands_behind_to(talk: Talk, world: World, typed: str, read: str) -> None:
    """Where seats are asked for and out of the blue: such a sentence is no room, and nothing more is asked."""
    lead = await at(world, "seats")
    said = await lead.says(typed)
    if talk.said("Settle it") not in said.labels:
        await lead.says(SEATS)
    for corrected in ("à nhầm, 14h ạ", "phòng họp", SEATS + " người", "ok"):
        await lead.says(corrected)
    said = await lead.says(typed)
    assert talk.said("Settle it") in said.labels
    assert read in said.text


@pytest.mark.parametrize("step", ["seats", "sure"])
async def test_a_room_with_one_letter_keeps_it(world: World, step: str) -> None:
    lead = await at(world, step)
    said = await lead.says("à nhầm, phòng A ạ")
    said = said if step == "sure" else await lead.says(SEATS)
    assert "phòng A, " in said.text


async def test_a_room_may_come_with_its_seats(talk: Talk, world: World) -> None:
    lead = await at(world, "room")
    await lead.says("14h 26/10")
    said = await lead.says("phong hop lon 20 cho nhe")
    assert "phong hop lon, " in said.text
    assert talk.said("Seats: {number}", number="20") in said.text


async def test_moving_to_a_sunday_is_noted(talk: Talk, world: World) -> None:
    """All that stood is kept, so that the whole is shown at once: what is to be noted of the new day stands above."""
    lead = await at(world, "sure")
    assert talk.said("Please note: a Sunday.") in (await lead.says("14h ngày 29/10")).text
