"""Who is told of a change says "Đã rõ"; leads see who has not, and chase them once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Acknowledgement, Outbox, OutboxState, Purpose, Role
from bot.errors import Gone, NotAllowed
from bot.messages import Incoming, Kind
from tests.handlers.test_moving import changes, moves
from tests.handlers.test_reminders import BEGINS, at, reminders, seated, settled
from tests.talk import Message, Somebody, Talk, TalkChannel, World

NOTED = "Thank you, it is noted: {meeting}."
BEFORE = "It is noted already that you have understood: {meeting}."
CHANGED = "This has changed since. What holds now:\n\n{meeting}"


def begins_with(talk: Talk, message: Message, sentence: str) -> bool:
    return message.text.startswith(talk.said(sentence, meeting="@").split("@")[0])


async def told(talk: Talk, world: World, *people: Somebody, when: datetime | None = None) -> int:
    """Move the meeting, let everybody hear of it, and return the version."""
    await moves(talk, world, when or at(27, 8))
    await talk.passes(minutes=2)
    for one in people:
        assert len(changes(talk, one.new())) == 1
    return (await world.stands()).version


async def known(talk: Talk) -> list[tuple[int, int]]:
    """Return who has acknowledged which version."""
    return [(row.version, row.person_id) for row in await talk.finds(select(Acknowledgement))]


def count(talk: Talk, understood: int, of: int) -> str:
    return talk.said("{understood}/{told} have understood", understood=understood, told=of)


async def looks(talk: Talk, lead: Somebody) -> Message:
    """Let a lead look at who has understood: the message that keeps itself current, or asked for anew."""
    if talk.channel.buttons:
        return next(one for one in reversed(lead.chat) if talk.said("See how it stands") in one.labels)
    label = talk.said("See how it stands")
    said = await lead.says(label)
    # Whoever is asked for a reason is asked first whether it is one.
    return await lead.presses(label) if label in said.labels else said


async def test_one_tap_says_that_one_has_understood(talk: Talk, world: World) -> None:
    """Noted once; a second tap says so and changes nothing."""
    await settled(world)
    lan = await seated(world)
    version = await told(talk, world, lan)
    answer = await lan.presses(talk.said("Understood"))
    assert begins_with(talk, answer, NOTED)
    assert "27/10" in answer.text
    expected = [(version, await world.id_of(lan))]
    assert await known(talk) == expected
    assert begins_with(talk, await lan.forges(f"ack:{world.meeting}:{version}"), BEFORE)
    assert await known(talk) == expected


@pytest.mark.square("labels are typed")
async def test_it_can_be_typed(talk: Talk, world: World) -> None:
    """By its number or by its label, with or without accents."""
    await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    await told(talk, world, lan, minh)
    assert begins_with(talk, await lan.says("1"), NOTED)
    assert begins_with(talk, await minh.says(talk.said("Understood").upper()), NOTED)


async def test_an_older_version_is_told_what_holds_now(talk: Talk, world: World) -> None:
    """It counts for nothing; the answer has the button for what holds."""
    await settled(world)
    lan = await seated(world)
    old = await told(talk, world, lan)
    new = await told(talk, world, lan, when=at(28, 9))
    answer = await lan.forges(f"ack:{world.meeting}:{old}")
    assert begins_with(talk, answer, CHANGED)
    assert "28/10" in answer.text
    assert await known(talk) == []
    assert begins_with(talk, await lan.presses(talk.said("Understood")), NOTED)
    assert await known(talk) == [(new, await world.id_of(lan))]


async def test_moving_voids_what_was_understood(talk: Talk, world: World) -> None:
    """It is asked again, and the lead's count begins anew."""
    lead = await settled(world)
    lan = await seated(world)
    await told(talk, world, lan)
    await lan.presses(talk.said("Understood"))
    await told(talk, world, lan, when=at(28, 9))
    assert talk.said("Understood") in lan.last.labels
    await lead.forges(f"acks:{world.meeting}")
    assert count(talk, 0, 2) in lead.last.text


async def test_changed_back_before_anybody_heard_leaves_it_understood(talk: Talk, world: World) -> None:
    """What people said still holds: nobody was told otherwise."""
    lead = await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    version = await told(talk, world, lan, minh)
    await lan.presses(talk.said("Understood"))
    await moves(talk, world, at(28, 9))
    await moves(talk, world, at(27, 8))
    assert begins_with(talk, await minh.forges(f"ack:{world.meeting}:{version}"), NOTED)
    await lead.forges(f"acks:{world.meeting}")
    assert count(talk, 2, 3) in lead.last.text


@pytest.mark.parametrize("version", [0, 1, 2, 999_999_999])
async def test_whom_it_does_not_concern_says_nothing(talk: Talk, world: World, version: int) -> None:
    """People of another cluster, a guessed version or meeting."""
    await settled(world)
    lan = await seated(world)
    school, _, elsewhere = await world.elsewhere()
    await told(talk, world, lan)
    stranger, hoa = await world.has("Mùa A Chứ", school=school), await world.has("Giàng Thị Hoa", school=school)
    gone = talk.said(Gone().sentence)
    for somebody in (stranger, hoa):
        assert gone in (await somebody.forges(f"ack:{world.meeting}:{version}")).text
    for press in (f"ack:{elsewhere}:{version}", f"ack:999999:{version}", f"ack:{world.meeting}:999999"):
        assert gone in (await lan.forges(press)).text
    assert await known(talk) == []


async def test_a_reminder_asks_until_it_is_understood(talk: Talk, world: World) -> None:
    """The first has the button; once it was pressed the second has it no more; two hours before nobody is asked."""
    await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    await talk.comes(BEGINS - timedelta(days=7))
    assert begins_with(talk, await lan.presses(talk.said("Understood")), NOTED)
    for one in (lan, minh):
        one.new()
    await talk.comes(BEGINS - timedelta(days=1))
    asked = [talk.said("Understood") in reminders(talk, one.new())[0].labels for one in (lan, minh)]
    assert asked == [False, True]
    await talk.comes(BEGINS - timedelta(hours=2))
    assert talk.said("Understood") not in reminders(talk, minh.new())[0].labels


async def test_who_plays_a_part_is_asked_with_the_reminder_of_it(talk: Talk, world: World) -> None:
    lead = await settled(world)
    hoa = await world.has("Giàng Thị Hoa")
    await lead.forges(f"role-ask:{world.meeting}:0:{await world.id_of(hoa)}")
    await talk.passes(seconds=1)
    await hoa.presses(talk.said("Accept"))
    hoa.new()
    await talk.comes(BEGINS - timedelta(days=1))
    assert talk.said("Understood") in hoa.last.labels
    assert begins_with(talk, await hoa.presses(talk.said("Understood")), NOTED)


async def test_a_reminder_after_a_move_asks_anew(talk: Talk, world: World) -> None:
    """Whoever understood the former day has not understood the new one; whoever understood the move has."""
    await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    await talk.comes(BEGINS - timedelta(days=7))
    await lan.presses(talk.said("Understood"))
    lan.new(), minh.new()
    await told(talk, world, lan, minh, when=at(31, 8))
    await minh.presses(talk.said("Understood"))
    await talk.comes(at(24, 8))
    asked = [talk.said("Understood") in reminders(talk, one.new())[0].labels for one in (lan, minh)]
    assert asked == [True, False]


async def test_the_lead_sees_38_of_41(talk: Talk, world: World) -> None:
    """The count and the three names by tên, in the order of lists, on one message and on the card."""
    lead = await settled(world, seats="60")
    missing = await world.have(["Vàng Thị Sinh", "Lò Thị Nhung", "Ánh Văn Đức"])
    rest = await world.have(
        [f"Lò Thị {first}{tail}" for first in "ABCDEGHK" for tail in ("a", "e", "i", "o", "u")][:37]
    )
    for one in (*missing, *rest):
        await one.forges(f"take:{world.meeting}")
        one.new()
    version = await told(talk, world, *missing, *rest)
    lead.new()
    await talk.passes(seconds=10)
    [shown] = lead.new() or [lead.last]
    # The lead is told of the officer's change as well.
    assert count(talk, 0, 41) in shown.text
    for one in (*rest, lead):
        await one.forges(f"ack:{world.meeting}:{version}")
    await talk.passes(seconds=3)
    now = await looks(talk, lead)
    names = talk.said("not yet: {names}", names="Đức, Nhung, Sinh")
    assert f"{count(talk, 38, 41)} – {names}" in now.text
    assert f"{count(talk, 38, 41)} – {names}" in (await lead.forges(f"meeting:{world.meeting}")).text


async def test_of_many_only_ten_are_named_and_namesakes_in_full(talk: Talk, world: World) -> None:
    lead = await settled(world)
    crowd = await world.have([f"Lò Thị B{letter}" for letter in "abcdeghiklm"] + ["Vàng Thị An", "Lò Văn An"])
    for one in crowd:
        await one.forges(f"take:{world.meeting}")
        one.new()
    await told(talk, world, *crowd)
    text = (await lead.forges(f"acks:{world.meeting}")).text
    assert "Lò Văn An, Vàng Thị An, Ba, Bă" not in text
    assert "Vàng Thị An" in text
    assert "Lò Văn An" in text
    listed = text.splitlines()[0].split(": ")[1]
    names = talk.said("{names} and {number} more", names="@", number=4).split("@")[1]
    assert listed.endswith(names)
    assert listed.removesuffix(names).count(",") == 9


async def test_the_message_keeps_itself_current(talk: Talk, world: World) -> None:
    """Edited in place at most every three seconds, until all have understood; else nothing comes."""
    lead = await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    version = await told(talk, world, lan, minh)
    await lead.forges(f"ack:{world.meeting}:{version}")
    await talk.passes(seconds=10)
    shown = lead.new()[-1]
    assert count(talk, 1, 3) in shown.text
    await lan.forges(f"ack:{world.meeting}:{version}")
    await talk.passes(seconds=2)
    assert shown.edits == 0
    await talk.passes(seconds=1)
    edits = talk.channel.edits
    assert (count(talk, 2, 3) in shown.text) == edits
    await minh.forges(f"ack:{world.meeting}:{version}")
    await talk.passes(seconds=2)
    assert count(talk, 3, 3) not in shown.text
    await talk.passes(seconds=1)
    assert (count(talk, 3, 3) in shown.text) == edits
    done = shown.edits
    await talk.passes(seconds=30)
    assert shown.edits == done
    assert lead.new() == []
    if not edits:
        assert count(talk, 3, 3) in (await lead.presses(talk.said("See how it stands"), on=shown)).text


class TestWhereMessagesAreChangedInPlace:
    @pytest.fixture
    def channel(self) -> TalkChannel:
        return TalkChannel(buttons=True)

    async def test_it_is_current_after_a_restart_and_rests_once_the_meeting_has_begun(
        self, talk: Talk, world: World
    ) -> None:
        lead = await settled(world)
        lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
        version = await told(talk, world, lan, minh)
        await talk.passes(seconds=10)
        shown = lead.new()[-1]
        await lan.forges(f"ack:{world.meeting}:{version}")
        async with talk.killed():
            await talk.passes(seconds=3)
            assert count(talk, 1, 3) in shown.text
            await talk.comes(at(27, 8))
            done = shown.edits
            await minh.forges(f"ack:{world.meeting}:{version}")
            await talk.passes(seconds=10)
            assert shown.edits == done


async def test_chasing_reaches_who_has_not_understood_and_nobody_twice(talk: Talk, world: World) -> None:
    """A second tap, also of somebody else, says when it was done; an hour later it can be done again."""
    lead = await settled(world)
    other = await world.has("Lò Thị Cúc", Role.CORE, school=world.other_school)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    version = await told(talk, world, lan, minh, other)
    for one in (lan, lead, other):
        await one.forges(f"ack:{world.meeting}:{version}")
        one.new()
    await talk.passes(seconds=10)
    answer = await lead.presses(talk.said("Chase the rest"), on=lead.new()[-1])
    assert talk.said("{number} people are told once more.", number=1) in answer.text
    await talk.passes(seconds=1)
    [chased] = minh.new()
    assert chased.text.index("26/10") < chased.text.index("27/10")
    assert lan.new() == []
    lately = talk.said("They were told once more a short time ago; an hour after that they can be told again.")
    for one in (lead, other):
        again = await one.forges(f"chase:{world.meeting}:{version}")
        assert lately in again.text
        assert "Minh" in again.text
    await talk.passes(minutes=59)
    minh.new()
    assert lately in (await lead.forges(f"chase:{world.meeting}:{version}")).text
    await talk.passes(minutes=1)
    assert minh.new() == []
    await lead.forges(f"chase:{world.meeting}:{version}")
    await talk.passes(seconds=1)
    [chased] = minh.new()
    assert begins_with(talk, await minh.presses(talk.said("Understood"), on=chased), NOTED)
    done = await lead.forges(f"chase:{world.meeting}:{version}")
    assert talk.said("Everybody has understood; nobody needs to be told again.") in done.text


async def test_two_leads_chase_at_once(talk: Talk, world: World) -> None:
    """Whoever comes second finds it done."""
    lead = await settled(world)
    other = await world.has("Lò Thị Cúc", Role.CORE, school=world.other_school)
    lan = await seated(world)
    version = await told(talk, world, lan)
    await asyncio.gather(*(one.forges(f"chase:{world.meeting}:{version}") for one in (lead, other)))
    rows = await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.CHASE))
    assert len(rows) == len({row.person_id for row in rows})
    await talk.passes(seconds=1)
    assert len(lan.new()) == 1


async def test_chasing_at_night_waits_and_is_dropped_where_it_was_answered(talk: Talk, world: World) -> None:
    """The lead is told the hour; who has understood meanwhile is not reminded of it."""
    lead = await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    version = await told(talk, world, lan, minh)
    await talk.comes(at(17, 22))
    answer = await lead.forges(f"chase:{world.meeting}:{version}")
    assert "18/10" in answer.text.split(count(talk, 0, 3))[0]
    lan.new(), minh.new()
    await lan.forges(f"ack:{world.meeting}:{version}")
    lan.new()
    await talk.comes(at(18, 6, 29))
    assert minh.new() == []
    await talk.comes(at(18, 6, 30))
    assert [len(lan.new()), len(minh.new())] == [0, 1]


async def test_a_move_or_a_calling_off_voids_a_chase_that_waits(talk: Talk, world: World) -> None:
    lead = await settled(world)
    lan = await seated(world)
    version = await told(talk, world, lan)
    await talk.comes(at(17, 22))
    await lead.forges(f"chase:{world.meeting}:{version}")
    await lead.forges(f"cancelled:{world.meeting}")
    lan.new()
    await talk.comes(at(18, 6, 30))
    [only] = lan.new()
    assert begins_with(talk, only, "Called off: {meeting}. No further reminder will come.")
    states = await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.CHASE))
    assert set(states) == {OutboxState.VOID}


async def test_an_older_chase_button_shows_how_it_stands_now(talk: Talk, world: World) -> None:
    lead = await settled(world)
    lan = await seated(world)
    old = await told(talk, world, lan)
    await told(talk, world, lan, when=at(28, 9))
    answer = await lead.forges(f"chase:{world.meeting}:{old}")
    assert talk.said("This has changed since; here is how it stands now.") in answer.text
    assert await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.CHASE)) == []


async def test_only_leads_look_and_chase(talk: Talk, world: World) -> None:
    """Not a teacher, not the lead of another cluster, not one whose role has ended; an officer may."""
    lead = await settled(world)
    lan = await seated(world)
    officer = await world.has("Vừ Thị Mai", Role.OFFICER)
    version = await told(talk, world, lan)
    await world.ends_roles(lead)
    no = talk.said(NotAllowed().sentence)
    for press in (f"acks:{world.meeting}", f"chase:{world.meeting}:{version}"):
        for somebody in (lan, lead):
            assert no in (await somebody.forges(press)).text
        assert no not in (await officer.forges(press)).text
        assert talk.said(Gone().sentence) in (await officer.forges(press.replace(str(world.meeting), "99999", 1))).text


async def test_nothing_to_look_at_where_nobody_was_told(talk: Talk, world: World) -> None:
    lead = await settled(world)
    for press in (f"acks:{world.meeting}", f"chase:{world.meeting}:1"):
        assert talk.said(Gone().sentence) in (await lead.forges(press)).text
    assert talk.said("Who has understood") not in (await lead.forges(f"meeting:{world.meeting}")).labels


async def test_nobody_is_chased_once_it_has_begun(talk: Talk, world: World) -> None:
    lead = await settled(world)
    lan = await seated(world)
    version = await told(talk, world, lan)
    await talk.comes(at(27, 8))
    lan.new()
    answer = await lead.forges(f"chase:{world.meeting}:{version}")
    assert talk.said("This meeting has begun or is over; nobody needs to be chased any more.") in answer.text
    await talk.passes(seconds=1)
    assert lan.new() == []


async def test_a_calling_off_is_acknowledged_as_well(talk: Talk, world: World) -> None:
    """Whoever made a change is taken to know of it."""
    lead = await settled(world)
    lan = await seated(world)
    await lead.forges(f"take:{world.meeting}")
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(seconds=1)
    await lead.forges(f"acks:{world.meeting}")
    assert count(talk, 1, 2) in lead.last.text
    assert begins_with(talk, await lan.presses(talk.said("Understood")), NOTED)
    await lead.forges(f"acks:{world.meeting}")
    assert count(talk, 2, 2) in lead.last.text


async def test_who_gives_the_seat_up_has_answered(talk: Talk, world: World) -> None:
    """They are neither counted nor chased."""
    lead = await settled(world)
    lan, minh = await seated(world), await seated(world, "Lò Văn Minh")
    version = await told(talk, world, lan, minh)
    await minh.presses(talk.said("I cannot come"))
    answer = await lead.forges(f"chase:{world.meeting}:{version}")
    assert count(talk, 0, 2) in answer.text
    await talk.passes(seconds=1)
    minh.new(), lan.new()
    assert "Minh" not in answer.text


async def test_understood_at_the_moment_of_a_move(talk: Talk, world: World) -> None:
    """Whichever comes first, what was said to the older version counts for nothing."""
    lead = await settled(world)
    crowd = await world.have([f"Lò Thị {letter}a" for letter in "ABCDEGH"])
    for one in crowd:
        await one.forges(f"take:{world.meeting}")
        one.new()
    version = await told(talk, world, *crowd)
    presses = [
        talk.app.router.handle(
            Incoming(
                talk.channel.name,
                f"race-{n}",
                one.address,
                Kind.PRESS,
                text=f"ack:{world.meeting}:{version}",
                press="p",
            )
        )
        for n, one in enumerate(crowd)
    ]
    await asyncio.gather(*presses[:3], moves(talk, world, at(28, 9)), *presses[3:])
    assert {seen for seen, _ in await known(talk)} <= {version}
    await talk.passes(minutes=2)
    for one in crowd:
        assert talk.said("Understood") in changes(talk, one.new())[-1].labels
    await lead.forges(f"acks:{world.meeting}")
    assert count(talk, 0, 8) in lead.last.text
