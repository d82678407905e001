"""A meeting moves or is called off: one message from before to after, and what was armed for the old hour stops."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import MOST_UNDER_WAY
from bot.domain.models import MeetingState, Notice, Outbox, OutboxState, Purpose, Role, Seat, Topic
from bot.domain.organisation.people import Rights
from bot.domain.programme import calling_off, meetings
from bot.errors import NotAllowed
from bot.messages import Blocked, Leaving, Outgoing, RetryLater
from handlers.sayings import calling_off as by_sentence
from handlers.sayings.doors_lead import NONE_CALLED_OFF
from tests.handlers.test_reminders import BEGINS, at, reminders, seated, settled
from tests.talk import Message, Somebody, Talk, World


def changes(talk: Talk, messages: list[Message]) -> list[Message]:
    """Keep the messages that say something has changed."""
    return [one for one in messages if one.text.startswith(talk.said("Change: {meeting}", meeting=""))]


async def moves(talk: Talk, world: World, starts_at: datetime, room: str = "Phòng họp") -> None:
    """Let an officer move the meeting, without a conversation."""
    async with talk.app.database.writing() as db:
        meeting = await meetings.get(db, world.meeting)
        rights, now = Rights(officer=True), talk.clock.now()
        await meetings.settle(db, meeting, rights, starts_at=starts_at, room=room, capacity=None, now=now)


async def test_a_move_is_told_once_with_before_and_after(talk: Talk, world: World) -> None:
    """Two minutes after the change, not before: to who comes, who waits, who has not answered and who said no."""
    lead = await settled(world, seats="1")
    lan = await seated(world)
    waits = await seated(world, "Quàng Văn Tùng")
    silent, no = await world.have(["Giàng Thị Hoa", "Cà Thị Mai"])
    await no.forges(f"leave:{world.meeting}")
    no.new()
    asked = await world.settles(lead, when="8h ngày 27/10", seats="1")
    assert talk.said("Changed. {number} people will be told.", number=4) in asked.text
    await talk.passes(minutes=1, seconds=59)
    assert lan.new() == []
    await talk.passes(seconds=1)
    [told] = lan.new()
    assert told.text.index("26/10") < told.text.index("27/10")
    assert len(waits.new()) == 1
    # Whoever said no said it to the former day: they are asked anew.
    for one in (silent, no):
        [told] = one.new()
        assert {talk.said("I will come"), talk.said("I cannot come")} <= set(told.labels)
    await talk.passes(minutes=10)
    assert lan.new() == []


async def test_two_corrections_are_one_message(talk: Talk, world: World) -> None:
    """A second change within two minutes takes the place of the first: from the old hour to the newest."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=1)
    await world.settles(lead, when="9h ngày 28/10")
    await talk.passes(minutes=1, seconds=30)
    assert lan.new() == []
    await talk.passes(seconds=30)
    [told] = lan.new()
    assert "26/10" in told.text
    assert "28/10" in told.text
    assert "27/10" not in told.text


async def test_moved_back_in_time_is_no_message(talk: Talk, world: World) -> None:
    """Changed and changed back before anybody was told: nobody hears of it, and the reminders stand."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=1)
    await world.settles(lead)
    await talk.passes(minutes=10)
    assert lan.new() == []
    await talk.comes(BEGINS - timedelta(days=7))
    assert len(reminders(talk, lan.new())) == 1


async def test_a_second_move_after_the_first_was_told_is_told_too(talk: Talk, world: World) -> None:
    """What was told stands as before: the second message goes from there on."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=2)
    lan.new()
    await world.settles(lead)
    await talk.passes(minutes=2)
    [told] = lan.new()
    assert told.text.index("27/10") < told.text.index("26/10")


async def test_reminders_move_with_the_meeting(talk: Talk, world: World) -> None:
    """Nothing comes at the old hours, everything at the new ones, also what had been sent for the old day."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(19, 14))
    await world.settles(lead, when="14h ngày 31/10")
    await talk.passes(minutes=2)
    lan.new()
    await talk.comes(at(24, 13, 59))
    assert reminders(talk, lan.new()) == []
    await talk.comes(at(24, 14))
    assert len(reminders(talk, lan.new())) == 1
    for old in (at(25, 14), at(26, 12), at(26, 17)):
        await talk.comes(old)
    assert lan.new() == []
    await talk.comes(at(30, 14))
    [reminder] = reminders(talk, lan.new())
    assert "31/10" in reminder.text


async def test_only_more_seats_is_no_move(talk: Talk, world: World) -> None:
    """Nobody is told when only the number of seats changes, and no reminder comes twice."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(19, 14))
    lan.new()
    await world.settles(lead, seats="40")
    assert (await world.stands()).capacity == 40
    await talk.passes(minutes=5)
    assert lan.new() == []


async def test_calling_off_stops_everything_else(talk: Talk, world: World) -> None:
    """One message says so, to the number of people the lead was told; no reminder, no invitation follows."""
    lead = await settled(world, seats="1")
    lan = await seated(world)
    waits = await seated(world, "Quàng Văn Tùng")
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await lead.forges(f"meeting:{world.meeting}")
    asked = await lead.presses_on_card(talk.said("Call off"))
    assert "3" in asked.text.splitlines()[-1]
    done = await lead.presses(talk.said("Yes, call it off"))
    assert "3" in done.text
    assert await talk.finds(select(Notice)) == []
    await talk.passes(seconds=1)
    assert [len(one.new()) for one in (lan, waits, host)] == [1, 1, 1]
    await talk.passes(minutes=1)
    for moment in (at(19, 14), at(25, 14), at(26, 12), at(26, 14), at(26, 17), at(27, 8)):
        await talk.comes(moment)
    about = select(Outbox.purpose).where(Outbox.topic == Topic.meeting(world.meeting), Outbox.state == OutboxState.SENT)
    assert set(await talk.finds(about)) == {Purpose.CANCELLED, Purpose.ACKS}
    assert [reminders(talk, one.new()) for one in (lan, waits, host)] == [[], [], []]


async def test_calling_off_stops_the_look_at_an_older_change(talk: Talk, world: World) -> None:
    """What leads were to be shown of a move that was just told is not shown any more."""
    lead = await settled(world)
    await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=2)
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=2)
    about = select(Outbox).where(Outbox.purpose == Purpose.ACKS).order_by(Outbox.version)
    assert [row.state for row in await talk.finds(about)] == [OutboxState.VOID, OutboxState.SENT]


async def test_a_move_and_a_calling_off_wait_for_the_morning(talk: Talk, world: World) -> None:
    """Changed at 22:00, told at 6:30; the lead is told that hour."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(17, 22))
    lan.new()
    answer = await world.settles(lead, when="8h ngày 27/10")
    assert "06" in answer.text.split("27/10")[0]
    await talk.comes(at(18, 6, 29))
    assert lan.new() == []
    await talk.comes(at(18, 6, 30))
    assert len(lan.new()) == 1
    await talk.comes(at(18, 22))
    assert "06" in (await lead.forges(f"cancelled:{world.meeting}")).text
    await talk.passes(minutes=5)
    assert lan.new() == []
    await talk.comes(at(19, 6, 30))
    assert len(lan.new()) == 1


async def test_a_change_before_a_sunday_waits_for_monday(talk: Talk, world: World) -> None:
    """Changed on a Saturday night, told on Monday at 6:30."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(14, 22))
    answer = await world.settles(lead, when="8h ngày 27/10")
    assert "16/10" in answer.text.split("27/10")[0]
    await talk.comes(at(15, 9))
    assert changes(talk, lan.new()) == []
    await talk.comes(at(16, 6, 30))
    assert len(changes(talk, lan.new())) == 1


async def test_a_change_for_tomorrow_morning_leaves_at_night(talk: Talk, world: World) -> None:
    """What begins within two hours after the night cannot wait for its end; what begins later can."""
    lead = await settled(world, when="8h30 ngày 26/10")
    lan = await seated(world)
    await talk.comes(at(25, 22))
    lan.new()
    answer = await world.settles(lead, when="15h ngày 26/10")
    assert talk.said("Changed. {number} people will be told.", number=1) == answer.text.splitlines()[0]
    assert "06" not in answer.text.splitlines()[1]
    await talk.comes(at(25, 22, 2))
    [told] = lan.new()
    assert told.text.index("08") < told.text.index("15")
    await talk.comes(at(25, 22, 10))
    await world.settles(lead, when="16h ngày 26/10")
    await talk.comes(at(25, 23))
    assert lan.new() == []
    await talk.comes(at(26, 6, 30))
    assert len(changes(talk, lan.new())) == 1


async def test_what_was_today_and_is_put_off_twice_is_still_told_today(talk: Talk, world: World) -> None:
    """The second edit speaks of two days that can wait; who waits for the first knows of today."""
    lead = await settled(world, when="20h55 ngày 26/10")
    lan = await seated(world)
    await talk.comes(at(26, 20, 58) - timedelta(minutes=13))
    lan.new()
    await world.settles(lead, when="8h ngày 30/10")
    await talk.passes(minutes=1)
    await world.settles(lead, when="8h ngày 31/10")
    await talk.passes(minutes=2)
    [told] = changes(talk, lan.new())
    assert told.text.index("26/10") < told.text.index("31/10")


async def test_calling_off_today_leaves_at_night(talk: Talk, world: World) -> None:
    """Before dawn of the day itself nobody is left to come in vain."""
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(26, 5))
    lan.new()
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(seconds=1)
    assert len(lan.new()) == 1


async def test_three_edits_are_one_message_of_hour_room_and_host(talk: Talk, world: World) -> None:
    """From what people know to what holds at last, whatever was in between."""
    lead = await settled(world)
    lan = await seated(world)
    between = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=1)
    await lead.forges(f"rehosted:{world.meeting}:{world.other_school}")
    await talk.passes(minutes=1)
    await lead.forges(f"rehosted:{world.meeting}:{world.school}")
    await world.settles(lead, when="9h ngày 28/10")
    await talk.passes(minutes=1, seconds=59)
    assert lan.new() == []
    await talk.passes(seconds=1)
    [told] = lan.new()
    assert told.text.index("26/10") < told.text.index("28/10")
    assert "27/10" not in told.text
    assert "TH Thị trấn" not in told.text
    [told] = between.new()
    assert "TH Thị trấn" not in told.text, "who would have hosted for a minute never hears of it"


async def test_the_principal_of_the_host_hears_without_an_answer(talk: Talk, world: World) -> None:
    """Also whoever else leads the cluster; not the one who made the change, nor anybody of another cluster."""
    lead = await settled(world)
    other = await world.has("Lò Thị Cúc", Role.LEAD, school=world.other_school)
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    school, *_ = await world.elsewhere()
    teacher = await world.has("Giàng Thị Hoa", school=school)
    answer = await world.settles(lead, when="8h ngày 27/10")
    assert talk.said("Changed. {number} people will be told.", number=2) in answer.text
    await talk.passes(minutes=2)
    lead.new()
    for somebody in (host, other):
        [told] = somebody.new()
        assert changes(talk, [told])
        assert talk.said("I will come") in told.labels
        assert told.uploads == ()
    assert teacher.new() == []
    assert changes(talk, lead.new()) == []


async def counted(talk: Talk, world: World, lead: Somebody, when: str) -> list[int]:
    """Let a lead gather a change, and return how many people are said to be told of it, where anybody is."""
    await lead.forges(f"settle:{world.meeting}")
    await lead.says(when)
    told = [talk.said("{number} people will be told of the change.", number=number) for number in range(9)]
    return [number for number, line in enumerate(told) if line in lead.last.text.splitlines()]


async def test_as_many_are_counted_beforehand_as_are_told(talk: Talk, world: World) -> None:
    """The host's principal, the other lead, who has a seat and who was asked for a part; nobody for more seats only."""
    lead = await settled(world)
    await seated(world)
    await world.has("Lò Thị Cúc", Role.LEAD, school=world.other_school)
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    hoa = await world.has("Giàng Thị Hoa")
    await lead.forges(f"role-ask:{world.meeting}:0:{await world.id_of(hoa)}")
    assert await counted(talk, world, lead, "8h ngày 27/10") == [4]
    answer = await lead.presses(talk.said("Settle it"))
    assert talk.said("Changed. {number} people will be told.", number=4) in answer.text
    assert await counted(talk, world, lead, "8h ngày 27/10") == []


async def test_whom_a_change_takes_back_to_what_they_know_is_not_counted(talk: Talk, world: World) -> None:
    """Back within the two minutes: nobody would be told, and nobody is."""
    lead = await settled(world)
    await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    assert await counted(talk, world, lead, "14h ngày 26/10") == []
    answer = await lead.presses(talk.said("Settle it"))
    assert talk.said("Changed. Nobody needs to be told.") in answer.text


async def test_three_roles_are_one_message(talk: Talk, world: World) -> None:
    """Who leads, heads the host school and has a seat hears of a colleague's change once."""
    lead = await settled(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, Role.LEAD, Role.CORE)
    await head.forges(f"take:{world.meeting}")
    head.new()
    await world.settles(lead, when="8h ngày 27/10")
    await talk.passes(minutes=2)
    assert len(head.new()) == 1


async def test_who_was_asked_to_play_a_part_hears(talk: Talk, world: World) -> None:
    """Also before saying yes; after saying no as everybody expected does."""
    lead = await settled(world)
    asked, declined = await world.has("Giàng Thị Hoa"), await world.has("Lò Văn Minh")
    for somebody in (asked, declined):
        await lead.forges(f"role-ask:{world.meeting}:0:{await world.id_of(somebody)}")
    await talk.passes(seconds=1)
    await declined.presses(talk.said("Decline"))
    await world.settles(lead, when="8h ngày 27/10")
    asked.new(), declined.new()
    await talk.passes(minutes=2)
    assert len(changes(talk, asked.new())) == 1
    assert len(changes(talk, declined.new())) == 1


async def test_who_gives_the_seat_up_meanwhile_hears_only_in_another_role(talk: Talk, world: World) -> None:
    """Within the two minutes: the teacher hears nothing any more, the host's principal still does."""
    lead = await settled(world)
    lan = await seated(world)
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.settles(lead, when="8h ngày 27/10")
    for somebody in (lan, host):
        await somebody.forges(f"take:{world.meeting}")
        await somebody.forges(f"leave:{world.meeting}")
        somebody.new()
    await talk.passes(minutes=2)
    assert changes(talk, lan.new()) == []
    assert len(changes(talk, host.new())) == 1


async def test_a_move_in_the_middle_of_telling(talk: Talk, world: World) -> None:
    """Whoever heard of the first change hears from there on; whoever did not, from what they know."""
    await settled(world)
    crowd = await world.have([f"Lò Thị {letter}{tail}" for letter in "ABCDEGH" for tail in ("a", "e", "i", "o", "u")])
    for one in crowd:
        await one.forges(f"take:{world.meeting}")
        one.new()
    await moves(talk, world, at(27, 8))
    send = talk.channel.send
    moved = []

    async def and_moves(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if not reply and not moved:
            moved.append(address)
            await moves(talk, world, at(28, 9))
        return await send(address, message, reply=reply, leaving=leaving)

    talk.channel.send = and_moves
    await talk.passes(minutes=2)
    talk.channel.send = send
    await talk.passes(minutes=2)
    heard = [[told.text for told in changes(talk, one.new())] for one in crowd]
    twice = [texts for texts in heard if len(texts) == 2]
    once = [texts for texts in heard if len(texts) == 1]
    assert len(twice) + len(once) == len(crowd)
    assert 0 < len(twice) <= MOST_UNDER_WAY, "only whose letter was claimed already, on PostgreSQL a batch ahead"
    for first, second in twice:
        assert first.index("26/10") < first.index("27/10")
        assert second.index("27/10") < second.index("28/10")
    for [only] in once:
        assert only.index("26/10") < only.index("28/10")
        assert "27/10" not in only


async def test_whom_the_first_change_did_not_reach_is_told_from_what_they_know(talk: Talk, world: World) -> None:
    """Blocked then, reachable again: before is the hour that was settled first."""
    await settled(world)
    lan = await seated(world)
    talk.channel.troubles[lan.address].append(Blocked())
    await moves(talk, world, at(27, 8))
    await talk.passes(minutes=2)
    assert changes(talk, lan.new()) == []
    await lan.says("/lich")
    lan.new()
    await moves(talk, world, at(28, 9))
    await talk.passes(minutes=2)
    [told] = changes(talk, lan.new())
    assert "26/10" in told.text
    assert "27/10" not in told.text


async def test_what_a_platform_held_back_does_not_come_after_something_newer(talk: Talk, world: World) -> None:
    """Moved while a message was on its way, which then had to wait longer than the next one: it stays away."""
    await settled(world)
    lan = await seated(world)
    await moves(talk, world, at(27, 8))
    send = talk.channel.send

    async def moves_and_waits(address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if address != lan.address:
            return await send(address, message, reply=reply, leaving=leaving)
        talk.channel.send = send
        await moves(talk, world, at(28, 9))
        raise RetryLater(600)

    talk.channel.send = moves_and_waits
    await talk.passes(minutes=2)
    await talk.passes(minutes=2)
    [told] = changes(talk, lan.new())
    assert "28/10" in told.text
    await talk.passes(minutes=10)
    assert changes(talk, lan.new()) == []


async def test_who_would_have_hosted_for_a_minute_never_hears(talk: Talk, world: World) -> None:
    """The hour stays changed, the host does not: whom nobody told that they host need not be told that they do not."""
    lead = await settled(world)
    lan = await seated(world)
    between = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await world.settles(lead, when="8h ngày 27/10")
    for school in (world.other_school, world.school):
        await lead.forges(f"rehosted:{world.meeting}:{school}")
    await talk.passes(minutes=2)
    assert len(changes(talk, lan.new())) == 1
    [told] = between.new()
    assert "TH Thị trấn" not in told.text


async def test_what_is_called_off_is_named_by_the_hour_that_people_know(talk: Talk, world: World) -> None:
    """Moved and called off within two minutes: nobody heard of the new hour."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=5)
    [told] = lan.new()
    assert "26/10" in told.text
    assert "27/10" not in told.text


async def test_calling_off_within_two_minutes_of_a_move_is_one_message(talk: Talk, world: World) -> None:
    """The move that nobody was told of yet is not told any more."""
    lead = await settled(world)
    lan = await seated(world)
    await world.settles(lead, when="8h ngày 27/10")
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=5)
    [told] = lan.new()
    assert told.text.startswith(talk.said("Called off: {meeting}. No further reminder will come.", meeting="")[:6])


async def test_called_off_by_mistake_it_comes_back_with_its_people(talk: Talk, world: World) -> None:
    """Seats, hour and reminders as before; who heard that it is off hears that it is on, and says "Đã rõ"."""
    lead = await settled(world)
    lan = await seated(world)
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(minutes=5)
    lan.new()
    off = await lead.forges(f"meeting:{world.meeting}")
    card = await lead.presses(talk.said("Bring it back"), on=off)
    assert talk.said("Brought back. {number} people are being told.", number=1) in card.text
    await talk.passes(minutes=2)
    [told] = lan.new()
    assert talk.said("It takes place after all: {meeting}", meeting="") in told.text
    assert told.uploads
    meeting = await world.stands()
    assert (meeting.state, meeting.starts_at, meeting.version) == (MeetingState.SETTLED, BEGINS, 3)
    assert talk.said("I cannot come") in (await lan.forges(f"meeting:{world.meeting}")).labels
    await talk.comes(BEGINS - timedelta(days=1))
    assert len(reminders(talk, lan.new())) == 1


@pytest.mark.square("words of two languages")
@pytest.mark.parametrize("typed", ["mở lại buổi đã hủy", "khoi phuc buoi 26/10 a"])
async def test_a_meeting_is_brought_back_by_its_name_days_later(talk: Talk, world: World, typed: str) -> None:
    """The sentence shows it with its button and does nothing; where none is called off it says so, a teacher none."""
    lead = await settled(world)
    lan = await seated(world)
    await lead.says("/lich")
    assert talk.said(NONE_CALLED_OFF) in (await lead.says(typed)).text
    await lead.forges(f"cancelled:{world.meeting}")
    await lead.says("lịch")
    assert talk.said("Bring it back") in (await lead.says(typed)).labels
    assert (await world.stands()).state is MeetingState.CANCELLED
    assert talk.said("Bring it back") not in (await lan.says(typed)).labels
    await lead.says(typed)
    await lead.presses(talk.said("Bring it back"))
    assert (await world.stands()).state is MeetingState.SETTLED


async def test_brought_back_before_anybody_heard_nobody_is_told(talk: Talk, world: World) -> None:
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(at(17, 22))
    lan.new()
    await lead.forges(f"cancelled:{world.meeting}")
    card = await lead.presses(talk.said("Bring it back"))
    assert talk.said("Brought back. Nobody needs to be told.") in card.text
    await talk.comes(at(18, 8))
    assert lan.new() == []


async def test_what_cannot_be_brought_back(talk: Talk, world: World) -> None:
    """By nobody else, not twice, and not after its hour."""
    lead = await settled(world)
    lan = await seated(world)
    assert talk.said(calling_off.NOT_CALLED_OFF) in (await lead.forges(f"restore:{world.meeting}")).text
    await lead.forges(f"cancelled:{world.meeting}")
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"restore:{world.meeting}")).text
    talk.clock.move_to(BEGINS)
    assert talk.said(meetings.OVER) in (await lead.forges(f"restore:{world.meeting}")).text
    assert (await world.stands()).state is MeetingState.CANCELLED


@pytest.mark.parametrize("typed", ["huy buoi 26/10", "hủy buổi họp ngày 26/10 nhé"])
async def test_a_lead_calls_off_by_a_sentence_and_is_asked_first(talk: Talk, world: World, typed: str) -> None:
    """Whoever else says it hears who may and what they can do; a yes behind it signs nobody up."""
    lead = await settled(world)
    lan = await seated(world)
    head = await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await lead.forges("help")
    for other in (lan, head):
        shown = await other.says(typed)
        assert talk.said(by_sentence.BY_ITS_LEAD, meeting="").split(":")[0] in shown.text
        assert "Sùng A Dơ" in shown.text
        assert shown.labels == [talk.said("I cannot come"), talk.said("See the meeting")]
        before = await talk.counts(Seat)
        await other.says("co")
        assert await talk.counts(Seat) == before
    assert talk.said("Yes, call it off") in (await lead.says(typed)).labels
    await lead.says("co")
    assert (await world.stands()).state is MeetingState.CANCELLED
