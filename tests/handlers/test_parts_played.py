"""What playing a part means: no seat, the reminder, handing over, roll call, reflection, moves."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.endings import privacy
from bot.domain.models import (
    Assent,
    Outbox,
    PartKind,
    Person,
    Plan,
    PlanState,
    Purpose,
    Reflection,
    Role,
    Seat,
    SeatState,
    Topic,
    Viewpoint,
)
from bot.domain.programme.meetings import OVER
from bot.domain.programme.parts import PARTS_LATER, SOMEBODY_ELSES
from bot.domain.programme.reflections import QUESTIONS
from bot.domain.programme.seats import PLAYS
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.meeting.ask_parts import MEANINGS
from tests.handlers.test_parts import parts, plays, settled
from tests.talk import Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)


async def test_a_part_needs_no_seat_and_frees_one(talk: Talk, world: World) -> None:
    """A full meeting: whoever accepts a part gives the seat to who waits, and cannot take one again."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats="1")
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lan.forges(f"take:{world.meeting}")
    await minh.forges(f"take:{world.meeting}")
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    assert talk.said(PLAYS) in (await lan.forges(f"take:{world.meeting}")).text
    assert talk.said("I will come") not in (await lan.forges(f"meeting:{world.meeting}")).labels
    assert minh.new()[-1].labels[0] == talk.said("Take the seat")
    states = {seat.person_id: seat.state for seat in await talk.finds(select(Seat))}
    assert states == {await world.id_of(lan): SeatState.GIVEN_UP, await world.id_of(minh): SeatState.OFFERED}
    assert (await world.stands()).taken == 1


async def test_reminded_of_the_own_part(talk: Talk, world: World) -> None:
    """A day before with what it means, once for two parts; a week and two hours before as everybody is."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.SECRETARY, lan, "Vàng Thị Lan")
    await plays(world, lead, PartKind.CAMERA, lan, "Vàng Thị Lan")
    lan.new()
    await talk.comes(BEGINS - timedelta(days=7))
    assert len(lan.new()) == 1
    await talk.comes(BEGINS - timedelta(days=1) - timedelta(seconds=1))
    assert lan.new() == []
    await talk.comes(BEGINS - timedelta(days=1))
    [told] = lan.new()
    assert talk.said(MEANINGS[PartKind.SECRETARY]) in told.text
    assert talk.said(MEANINGS[PartKind.CAMERA]) in told.text
    await talk.comes(BEGINS - timedelta(hours=2))
    [soon] = lan.new()
    assert talk.said("I cannot come") not in soon.labels
    assert talk.said("secretary") in soon.text


async def test_declined_before_the_reminder_only_their_coming_is_asked_for(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.CHAIR, lan, "Vàng Thị Lan")
    await lan.forges("part-no:1")
    lan.new()
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        await talk.comes(BEGINS - before)
    told = lan.new()
    assert not [one for one in told if talk.said("chair") in one.text]
    assert all(talk.said("I will come") in one.labels for one in told)


async def test_handed_over(talk: Talk, world: World) -> None:
    """The former player stays until the new one says yes; then both and the lead know, and one is reminded."""
    say = talk.said
    lead, lan, minh = await settled(world), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    await lan.presses(say("Hand it over"))
    asked = await lan.presses("Lò Văn Minh")
    assert say("Until then the part stays yours.") in asked.text
    await talk.app.jobs.tick()
    assert {part.assent for part in await parts(talk)} == {Assent.ACCEPTED, Assent.ASKED}
    assert "Vàng Thị Lan" in minh.last.text
    lead.new(), lan.new()
    await minh.presses(say("Accept"))
    await talk.app.jobs.tick()
    assert "Lò Văn Minh" in lead.new()[0].text
    assert "Lò Văn Minh" in lan.new()[0].text
    assert [part.assent for part in await parts(talk)] == [Assent.HANDED_OVER, Assent.ACCEPTED]
    assert say(SOMEBODY_ELSES) in (await lan.forges("part-yes:1")).text
    await talk.comes(BEGINS - timedelta(days=7))
    minh.new(), lan.new()
    await talk.comes(BEGINS - timedelta(days=1))
    assert len(minh.new()) == 1
    # Whoever has handed it over is only asked whether they come all the same.
    assert [talk.said("I will come") in one.labels for one in lan.new()] == [True]


async def test_a_hand_over_that_is_declined_leaves_all_as_it_was(talk: Talk, world: World) -> None:
    lead, lan, minh = await settled(world), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    await lan.forges(f"role-ask:{world.meeting}:0:{await world.id_of(minh)}")
    await talk.app.jobs.tick()
    lan.new()
    await minh.presses(talk.said("Decline"))
    await talk.app.jobs.tick()
    assert "Lò Văn Minh" in lan.new()[0].text
    assert [part.assent for part in await parts(talk)] == [Assent.ACCEPTED, Assent.DECLINED]


async def test_whoever_plays_one_part_gives_no_other(talk: Talk, world: World) -> None:
    """The teacher of the demo lesson hands that over, and nothing else."""
    lead, lan, minh = await settled(world), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    number = await world.id_of(minh)
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"role-ask:{world.meeting}:1:{number}")).text


async def test_taken_back(talk: Talk, world: World) -> None:
    """Before the question left nobody hears of it; afterwards the player is told, and an old yes is refused."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    number = await world.id_of(lan)
    await lead.forges(f"role-ask:{world.meeting}:1:{number}")
    await lead.forges("role-back:1")
    await talk.app.jobs.tick()
    assert lan.new() == []
    await plays(world, lead, PartKind.CHAIR, lan, "Vàng Thị Lan")
    lan.new()
    await lead.forges("role-back:1")
    await talk.app.jobs.tick()
    assert len(lan.new()) == 1
    assert talk.said(SOMEBODY_ELSES) in (await lan.forges("part-yes:1")).text


async def test_in_the_roll_call_and_asked_to_reflect_as_the_teacher(talk: Talk, world: World) -> None:
    """Expected without a seat; after the meeting the teacher's questions come without asking for the part."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    await talk.comes(BEGINS)
    assert "Vàng Thị Lan" in " ".join((await lead.forges(f"names:{world.meeting}:0:0")).labels)
    lan.new()
    await talk.comes(BEGINS + timedelta(hours=3))
    assert len(lan.new()) == 1
    question = await lan.presses(talk.said("Reflect"))
    assert talk.said(QUESTIONS[Viewpoint.TEACHER][0]) in question.text
    assert [one.viewpoint for one in await talk.finds(select(Reflection))] == [Viewpoint.TEACHER]
    assert talk.said(Gone.sentence) in (await lan.forges(f"part:{world.meeting}:prepare")).text


async def test_moved_and_called_off_with_parts(talk: Talk, world: World) -> None:
    """Players are told before → after, reminded by the new hour only, and told when it is off."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.CHAIR, lan, "Vàng Thị Lan")
    lan.new()
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=3)
    [moved] = lan.new()
    assert "27/10" in moved.text
    assert talk.said("I cannot come") not in moved.labels
    await talk.comes(BEGINS - timedelta(days=1))
    assert lan.new() != []  # the week before was reached on the way
    await talk.comes(datetime(2023, 10, 26, 8, tzinfo=ZONE))
    assert len(lan.new()) == 1
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=3)
    assert len(lan.new()) == 1
    for door in (f"role-ask:{world.meeting}:1:{await world.id_of(lan)}",):
        assert talk.said(OVER) in (await lead.forges(door)).text


async def test_a_question_about_a_cancelled_meeting_does_not_leave(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await lead.forges(f"role-ask:{world.meeting}:1:{await world.id_of(lan)}")
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.app.jobs.tick()
    said = [message.text for message in lan.new()]
    assert [talk.said("Called off: {meeting}. No further reminder will come.", meeting="|").split("|")[0] in text
            for text in said] == [True]  # fmt: skip
    assert talk.said(OVER) in (await lan.forges("part-yes:1")).text


async def test_an_announcement_to_a_meeting_reaches_its_players(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.CHAIR, lan, "Vàng Thị Lan")
    lan.new()
    await lead.forges(f"tell:meeting:{world.meeting}")
    await lead.says("Xin mang theo sách.")
    await lead.presses(lead.last.labels[0])
    await talk.app.jobs.tick()
    assert any("Xin mang theo sách." in message.text for message in lan.new())


async def test_parts_of_a_draft_wait(talk: Talk, world: World) -> None:
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        (await db.get_one(Plan, 1)).state = PlanState.DRAFT
    refused = await lead.forges(f"role-ask:{world.meeting}:1:{await world.id_of(lan)}")
    assert talk.said(PARTS_LATER) in refused.text


async def test_before_the_day_is_settled(talk: Talk, world: World) -> None:
    """Parts may be given with only a month known; settling arms the reminder of them."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    await world.settles(lead)
    lan.new()
    await talk.comes(BEGINS - timedelta(days=1))
    assert any(talk.said(MEANINGS[PartKind.TEACH]) in message.text for message in lan.new())


async def test_the_lead_plays_too(talk: Talk, world: World) -> None:
    """Oneself says yes at once and is not written to; a core teacher who leads asks a second one and stays."""
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    lead_number, lan_number = await world.id_of(lead), await world.id_of(lan)
    await lead.forges(f"role-ask:{world.meeting}:4:{lead_number}")
    await lead.forges(f"role-ask:{world.meeting}:4:{lan_number}")
    await lan.forges("part-yes:2")
    assert [part.assent for part in await parts(talk)] == [Assent.ACCEPTED, Assent.ACCEPTED]
    rows = await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.ASK_PART, Outbox.topic == Topic.part(1)))
    assert rows == []


async def test_erased_plays_no_part(talk: Talk, world: World) -> None:
    lead, lan = await settled(world), await world.has("Vàng Thị Lan")
    await plays(world, lead, PartKind.CHAIR, lan, "Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        await privacy.erase(db, await db.get_one(Person, await world.id_of(lan)), talk.clock.now())
    assert [part.assent for part in await parts(talk)] == [Assent.DECLINED]
    assert "Vàng Thị Lan" not in (await lead.forges(f"roles:{world.meeting}")).text
