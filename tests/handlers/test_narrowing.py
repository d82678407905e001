"""Whom a meeting expects, chosen in the card that settles it; clashes are said there and wherever one answers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Expects, Invitee, Meeting, Role, Why
from bot.domain.programme.narrowing import NO_QUOTA, UNKNOWN_NAME, read_quota
from bot.errors import BadInput
from tests.handlers.test_invitees import expected, lists
from tests.talk import Message, Somebody, Talk, World


async def gathers(world: World, lead: Somebody, when: str = "14h ngày 26/10") -> Message:
    """Let a lead gather all up to the card with the yes."""
    await lead.forges(f"settle:{world.meeting}")
    await lead.says(when)
    await lead.says("Phòng họp")
    await lead.presses(world.talk.said("No limit"))
    return lead.last


@pytest.mark.parametrize(
    ("typed", "number"), [("2 GV lớp 4 + 1 CBQL", 3), ("3 người", 3), ("1 CBQL, 2 GV khối 5", 3), ("02 GV", 2)]
)
def test_what_each_school_sends_is_read(typed: str, number: int) -> None:
    assert read_quota(typed).number == number


@pytest.mark.parametrize("typed", ["Mỗi trường cử 2 GV lớp 4", "moi truong: 2 GV lớp 4", "MỖI TRƯỜNG 2 GV lớp 4"])
def test_that_each_school_is_asked_goes_without_saying(typed: str) -> None:
    assert read_quota(typed).quota == "2 GV lớp 4"


@pytest.mark.parametrize("typed", ["", "vài người", "0 người", "GV lớp 4", "500 GV", "1 " + "x" * 90])
def test_what_is_no_number_of_people_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_quota(typed)


async def test_so_many_of_each_school(talk: Talk, world: World) -> None:
    """Shown before it counts; heads are asked to send, nobody else, and once more while people are missing."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    world.invites = True
    await gathers(world, lead)
    await lead.presses(talk.said("So many of each school"))
    assert talk.said(NO_QUOTA) in (await lead.says("vài người")).text
    shown = await lead.says("1 GV lớp 4")
    line = talk.said(
        "Expected: {number} people of each school ({quota}); their principals name them", number=1, quota="1 GV lớp 4"
    )
    assert line in shown.text
    await lead.presses(talk.said("Settle it"))
    meeting = await world.stands()
    assert (meeting.expects, meeting.quota_number) == (Expects.NUMBERS, 1)
    await talk.passes(minutes=1)
    [asked] = head.new()
    assert (
        talk.said("Please send {number} people of your school ({quota}) to:", number=1, quota="1 GV lớp 4")
        in asked.text
    )
    assert lan.new() == []
    assert meeting.starts_at
    await talk.comes(meeting.starts_at - timedelta(days=3))
    [again] = head.new()
    assert again.text == asked.text
    await head.presses(talk.said("Send people"))
    await head.presses("Vàng Thị Lan")
    await head.presses(talk.said("Send {number} people", number=1))
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Vàng Thị Lan"}


async def test_some_schools_or_some_people(talk: Talk, world: World) -> None:
    await world.has("Vàng Thị Lan")
    await world.has("Lò Văn Minh", school=world.other_school)
    await lists(world, "Cà Thị Mai", school=world.other_school)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await gathers(world, lead)
    await lead.presses(talk.said("Some schools"))
    await lead.presses("TH Thị trấn")
    assert "TH Thị trấn" in (await lead.presses(talk.said("These schools"))).text
    await lead.presses(talk.said("Settle it"))
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Lò Văn Minh", "(Cà Thị Mai)"}
    assert found["Lò Văn Minh"].why is Why.CHOSEN
    # Whoever has said yes stays where it is narrowed further.
    await talk("Lò Văn Minh").forges(f"take:{world.meeting}")
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 27/10")
    await lead.presses(talk.said("Some people"))
    assert talk.said(UNKNOWN_NAME, name="cô Hoa") in (await lead.says("cô Hoa")).text
    shown = await lead.says("cô Vàng Thị Lan")
    assert talk.said("By name: {names}", names="Vàng Thị Lan") in shown.text or "1" in shown.text
    await lead.presses(talk.said("Settle it"))
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Lò Văn Minh", "Vàng Thị Lan"}
    await talk.passes(minutes=1)
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Lò Văn Minh", "Vàng Thị Lan"}


async def test_a_clash_is_said_and_nothing_is_forbidden(talk: Talk, world: World) -> None:
    """At settling by name, with the invitation, at answering and at asking for a part; a no ends it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan = await world.has("Vàng Thị Lan", subject="Tiếng Anh")
    core = await world.has("Lò Thị Cúc", Role.OFFICER)
    await world.settles(lead)
    world.invites = True
    other = await world.plans(cluster=world.group)
    await core.forges(f"settle:{other}")
    await core.says("15h ngày 26/10")
    await core.says("Phòng họp")
    shown = await core.presses(talk.said("No limit"))
    where = "26/10 14:00 · Cụm số 1"
    clash = talk.said("At another meeting at that hour ({meeting}): {names}", meeting=where, names="Vàng Thị Lan")
    assert clash in shown.text
    await core.presses(talk.said("Settle it"))
    lan.new()
    await talk.passes(minutes=1)
    [told] = lan.new()
    line = talk.said("At the same hour: {meeting}", meeting="").strip()
    assert line in told.text
    assert line in (await lan.forges(f"take:{other}")).text
    assert line in (await core.forges(f"role-ask:{other}:0:{await world.id_of(lan)}")).text
    await lan.forges(f"leave:{world.meeting}")
    assert line not in (await lan.forges(f"take:{other}")).text
    assert len(await talk.finds(select(Invitee.id).where(Invitee.meeting_id == other))) >= 1
    assert await talk.counts(Meeting) == 2


async def test_between_two_half_days_nothing_clashes(talk: Talk, world: World) -> None:
    """A meeting of two half-days leaves what lies between them free; at one of them it is said."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan = await world.has("Vàng Thị Lan", subject="Tiếng Anh")
    core = await world.has("Lò Thị Cúc", Role.OFFICER)
    await world.settles(lead, when="14h-16h 26/10 và 8h-11h 30/10")
    other = await world.plans(cluster=world.group)
    line = talk.said("At the same hour: {meeting}", meeting="").strip()
    for typed, clashes in (("8h ngày 27/10", False), ("9h ngày 30/10", True)):
        await world.settles(core, when=typed, meeting=other)
        assert (line in (await lan.forges(f"take:{other}")).text) is clashes
