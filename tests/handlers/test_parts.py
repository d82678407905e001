"""Parts in a meeting: asked, accepted or declined, reminded of, handed over, taken back."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Assent,
    Part,
    PartKind,
    Person,
    Role,
)
from bot.domain.programme.parts import OUTSIDE, SAID_NO
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.meeting.ask_parts import MEANINGS, NOBODY, ORDER
from handlers.phrases import PARTS
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)


async def parts(talk: Talk) -> list[Part]:
    return await talk.finds(select(Part).order_by(Part.id))


async def settled(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lead.new()
    return lead


async def gives(world: World, lead: Somebody, task: PartKind, name: str) -> Message:
    """Let a lead ask somebody by typing the whole name; the letter leaves."""
    await lead.forges(f"roles:{world.meeting}")
    await lead.presses(world.talk.said(PARTS[task]))
    answer = await lead.says(name)
    await world.talk.app.jobs.tick()
    return answer


async def plays(world: World, lead: Somebody, task: PartKind, somebody: Somebody, name: str) -> None:
    await gives(world, lead, task, name)
    await somebody.presses(world.talk.said("Accept"))
    await world.talk.app.jobs.tick()


async def test_asked_by_school_and_name_and_accepted(talk: Talk, world: World) -> None:
    """From the card: a part, a school, a person; a yes; the lead is told; the card names the player to all."""
    say = talk.said
    lead, lan = await settled(world), await world.has("Vàng Thị Lan", school=world.other_school)
    await lead.forges(f"meeting:{world.meeting}")
    await lead.presses(say("Parts"))
    await lead.presses(say("secretary"))
    await lead.presses("TH Thị trấn")
    page = await lead.presses("Vàng Thị Lan")
    assert say("no answer yet") in page.text
    await talk.app.jobs.tick()
    [asked] = lan.new()
    assert "Sùng A Dơ" in asked.text
    assert say(MEANINGS[PartKind.SECRETARY]) in asked.text
    thanks = await lan.presses(say("Accept"))
    assert say(MEANINGS[PartKind.SECRETARY]) in thanks.text
    lead.new()
    await talk.app.jobs.tick()
    [told] = lead.new()
    assert (
        say("{name} said yes: {part}, {meeting}.", name="Vàng Thị Lan", part="|", meeting="").split("|")[0] in told.text
    )
    minh = await world.has("Lò Văn Minh")
    assert "Vàng Thị Lan" in (await minh.forges(f"meeting:{world.meeting}")).text
    assert [(part.kind, part.assent) for part in await parts(talk)] == [(PartKind.SECRETARY, Assent.ACCEPTED)]


async def test_declined_and_asked_again(talk: Talk, world: World) -> None:
    """The lead is told of the no; a yes pressed afterwards is refused until somebody asks anew."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await gives(world, lead, PartKind.CAMERA, "Vàng Thị Lan")
    first = lan.last
    await lan.presses(talk.said("Decline"))
    lead.new()
    await talk.app.jobs.tick()
    assert "Vàng Thị Lan" in lead.new()[0].text
    assert talk.said(SAID_NO) in (await lan.presses(talk.said("Accept"), on=first)).text
    lan.new()
    await gives(world, lead, PartKind.CAMERA, "vang thi lan")
    assert len(lan.new()) == 1
    await lan.presses(talk.said("Accept"))
    assert [part.assent for part in await parts(talk)] == [Assent.ACCEPTED]


async def test_names_typed(talk: Talk, world: World) -> None:
    """Folded, in part; several are shown to choose from; nobody is a sentence, and the question still waits."""
    lead = await settled(world)
    await world.have(["Vàng Thị Lan", "Lò Thị Lan", "Lò Văn Minh"])
    await lead.forges(f"role:{world.meeting}:1:0")
    assert talk.said(NOBODY) in (await lead.says("Nguyễn Văn Không")).text
    assert talk.said(NOBODY) in (await lead.says("%")).text
    which = await lead.says("thi LAN")
    assert sum("Thị Lan" in label for label in which.labels) == 2
    assert await parts(talk) == []
    await lead.presses("Lò Thị Lan")
    assert [part.kind for part in await parts(talk)] == [PartKind.CHAIR]


async def test_namesakes_are_asked_about(talk: Talk, world: World) -> None:
    """Two of the same name at two schools: never one of them by chance."""
    lead = await settled(world)
    await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        db.add(
            Person(name="Vàng Thị Lan", folded="vang thi lan", unit_id=world.other_school, joined_at=talk.clock.now())
        )
    await lead.forges(f"role:{world.meeting}:0:0")
    which = await lead.says("Vàng Thị Lan")
    assert len([label for label in which.labels if label.startswith("Vàng Thị Lan")]) == 2
    assert await parts(talk) == []


async def test_schools_and_people_are_paged(talk: Talk, world: World) -> None:
    lead = await settled(world)
    await world.have([f"Lò Văn {chr(65 + number)}nh" for number in range(11)], school=world.other_school)
    await lead.forges(f"role-at:{world.meeting}:5:{world.other_school}:0")
    first = [label for label in lead.last.labels if label.startswith("Lò Văn")]
    await lead.presses(talk.said("More ›"))
    second = [label for label in lead.last.labels if label.startswith("Lò Văn")]
    assert (len(first), len(second)) == (8, 3)
    assert not set(first) & set(second)


async def test_outsiders_play_no_part_but_as_guests(talk: Talk, world: World) -> None:
    """Somebody of another cluster's school is refused; core teachers observe from anywhere, and anybody is a guest."""
    lead = await settled(world)
    school, _cluster, _meeting = await world.elsewhere()
    pa = await world.has("Giàng A Pá", school=school)
    core = await world.has("Vàng Thị Nhung", Role.CORE, school=school)
    number, core_number = await world.id_of(pa), await world.id_of(core)
    for task in set(PartKind) - {PartKind.GUEST}:
        refused = await lead.forges(f"role-ask:{world.meeting}:{ORDER.index(task)}:{number}")
        assert talk.said(OUTSIDE, name="Giàng A Pá") in refused.text
    assert await parts(talk) == []
    await lead.forges(f"role-ask:{world.meeting}:4:{core_number}")
    await gives(world, lead, PartKind.GUEST, "Giàng A Pá")
    await pa.presses(talk.said("Accept"))
    assert (
        talk.said("Your part: {parts}", parts=talk.said("guest")) in (await pa.forges(f"meeting:{world.meeting}")).text
    )
    assert {part.kind for part in await parts(talk)} == {PartKind.CORE, PartKind.GUEST}


async def test_only_who_leads_gives_parts(talk: Talk, world: World) -> None:
    """Teachers, other principals, another cluster's lead: refused at every door."""
    await settled(world)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    head = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    number = await world.id_of(minh)
    doors = (f"roles:{world.meeting}", f"role:{world.meeting}:1:0", f"role-ask:{world.meeting}:1:{number}",
             f"role-at:{world.meeting}:1:{world.school}:0")  # fmt: skip
    for somebody in (lan, head):
        for door in doors:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(door)).text
    assert await parts(talk) == []


async def test_forged_doors(talk: Talk, world: World) -> None:
    """A task that is none, a person who is none, somebody else's question, a meeting that is none."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await gives(world, lead, PartKind.CHAIR, "Vàng Thị Lan")
    minh = await world.has("Lò Văn Minh")
    for data in (
        f"role:{world.meeting}:6:0",
        f"role-ask:{world.meeting}:1:99999",
        "roles:99999",
        "role-back:999",
    ):
        assert talk.said(Gone.sentence) in (await lead.forges(data)).text
    for data in ("part-yes:1", "part-no:1", "hand:1", "part-yes:999"):
        assert talk.said(Gone.sentence) in (await minh.forges(data)).text
    assert talk.said(NotAllowed.sentence) in (await lan.forges("role-back:1")).text
    assert [part.assent for part in await parts(talk)] == [Assent.ASKED]


async def test_a_second_tap_changes_nothing(talk: Talk, world: World) -> None:
    """Asking twice is one question, a yes twice one yes and one message to the lead."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    number = await world.id_of(lan)
    for _time in range(2):
        await lead.forges(f"role-ask:{world.meeting}:1:{number}")
    await talk.app.jobs.tick()
    assert len(lan.new()) == 1
    lead.new()
    for _time in range(2):
        await lan.forges("part-yes:1")
    await talk.app.jobs.tick()
    assert len(lead.new()) == 1
    assert len(await parts(talk)) == 1


@pytest.mark.parametrize("task", list(PartKind))
async def test_killed_in_the_middle(talk: Talk, world: World, task: PartKind) -> None:
    """Every answer is given to a service newly started."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await lead.forges(f"role:{world.meeting}:{ORDER.index(task)}:0")
    async with talk.killed():
        await lead.says("Vàng Thị Lan")
    async with talk.killed():
        await talk.app.jobs.tick()
        await lan.presses(talk.said("Accept"))
    assert [(part.kind, part.assent) for part in await parts(talk)] == [(task, Assent.ACCEPTED)]


async def test_names_in_a_sentence_are_read_for_a_part(talk: Talk, world: World) -> None:
    """Each of two that a sentence names is offered, though titles and other words stand around them."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.have(["Vàng Thị Hạnh", "Lò Văn Páo"])
    await lead.forges(f"role:{world.meeting}:1:0")
    asked = await lead.says("thầy Páo với cô Hạnh nhé")
    assert {label.split(" · ")[0] for label in asked.labels} >= {"Vàng Thị Hạnh", "Lò Văn Páo"}
