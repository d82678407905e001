"""Nothing that can wait leaves in the quiet: nights, Sundays, holidays, days off, a school's and one's own hours."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.calendar.settings_typed import QUIET_HOW, SAME_HOUR, TOO_LONG
from bot.domain.letters import announcements
from bot.domain.models import DayOff, Outbox, OutboxState, Person, Purpose, Role, Unit
from bot.domain.organisation import people
from bot.domain.programme import calling_off, meetings
from bot.errors import Gone, NotAllowed
from bot.i18n import Translator
from bot.messages import NotTaken, RetryLater
from bot.vietnamese import ZONE
from handlers.kit import IN_QUIET
from tests.talk import Message, Somebody, Talk, World

TEXT = "Mang theo sách lớp 4"


def at(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=ZONE)


async def announces(world: World, lead: Somebody) -> Message:
    """Let a lead write to the cluster and send it; return the preview."""
    await lead.forges(f"tell:cluster:{world.cluster}")
    preview = await lead.says(TEXT)
    await lead.forges("send-it")
    return preview


def heard(somebody: Somebody) -> int:
    return sum(message.text.endswith(TEXT) for message in somebody.chat)


async def takes(world: World, *names: str) -> list[Somebody]:
    """Let people have a seat at the meeting."""
    seated = await world.have(names)
    for one in seated:
        await one.forges(f"take:{world.meeting}")
        one.new()
    return seated


def reminded(talk: Talk, somebody: Somebody) -> int:
    return sum(one.text.startswith(talk.said("Reminder:")) for one in somebody.new())


def figures(somebody: Somebody) -> list[int]:
    """Return the numbers that reports of what did not arrive begin with."""
    return [int(one.text.split()[0]) for one in somebody.new() if one.text[0].isdigit()]


QUIET_MOMENTS = {
    "night": (at(19, 22), at(20, 6, 30)),
    "Saturday night": (at(21, 21), at(23, 6, 30)),
    "Sunday noon": (at(22, 12), at(23, 6, 30)),
    "day off": (at(20, 9, month=11), at(21, 6, 30, month=11)),
    "before 2/9": (at(1, 22, month=9), at(5, 6, 30, month=9)),
}


@pytest.mark.parametrize("when", QUIET_MOMENTS)
async def test_the_sender_is_told_when_it_leaves(talk: Talk, world: World, when: str) -> None:
    """Preview and answer name the hour, and not a second before it does anybody hear of it.

    2/9/2023 was a Saturday, with days off from 1/9 to 4/9.
    """
    written, leaves_at = QUIET_MOMENTS[when]
    talk.clock.move_to(written)
    async with talk.app.database.writing() as db:
        db.add(DayOff(day=at(20, 0, month=11).date(), name="Hội giảng"))
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    preview = await announces(world, lead)
    told = talk.said(IN_QUIET, when=Translator(talk.language).moment(leaves_at))
    assert told in preview.text
    assert told in lead.last.text
    await talk.app.jobs.tick()
    await talk.comes(leaves_at - timedelta(seconds=1))
    assert heard(lan) == 0
    assert told in lead.last.text
    await talk.comes(leaves_at)
    assert heard(lan) == 1


async def test_by_day_it_leaves_at_once(talk: Talk, world: World) -> None:
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    preview = await announces(world, lead)
    assert talk.said(IN_QUIET, when="").rstrip(" .") not in preview.text
    await talk.passes(seconds=5)
    assert heard(lan) == 1


async def test_what_the_platform_put_off_into_the_night_waits(talk: Talk, world: World) -> None:
    """Due at 20:59, to be sent again at 21:00: it leaves in the morning."""
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    talk.clock.move_to(at(19, 20, 59))
    talk.channel.troubles[lan.address] = [RetryLater(60)]
    await announces(world, lead)
    await talk.app.jobs.tick()
    await talk.passes(minutes=1)
    await talk.passes(hours=2)
    assert heard(lan) == 0
    await talk.comes(at(20, 6, 30))
    assert heard(lan) == 1


async def test_to_the_audience_of_todays_meeting_it_leaves_at_once(talk: Talk, world: World) -> None:
    """On a Sunday on which they meet; for a meeting on Monday it waits."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, when="14h ngày 22/10")
    [lan] = await takes(world, "Vàng Thị Lan")
    other = await world.plans()
    await world.settles(lead, when="14h ngày 23/10", meeting=other)
    minh = await world.has("Lò Văn Minh")
    await minh.forges(f"take:{other}")
    talk.clock.move_to(at(22, 9))
    for meeting in (world.meeting, other):
        await lead.forges(f"tell:meeting:{meeting}")
        await lead.says(TEXT)
        await lead.forges("send-it")
    await talk.app.jobs.tick()
    assert [heard(lan), heard(minh)] == [1, 0]
    await talk.comes(at(23, 6, 30))
    assert [heard(lan), heard(minh)] == [1, 1]


async def test_a_sunday_before_a_monday_meeting(talk: Talk, world: World) -> None:
    """The day-before reminder and the host's come on Saturday at the same hour; on Sunday comes nothing."""
    lead, host = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.settles(lead, when="14h ngày 23/10")
    [lan] = await takes(world, "Vàng Thị Lan")
    await talk.comes(at(16, 14))
    await talk.comes(at(21, 13, 59))
    for somebody in (lan, host):
        somebody.new()
    await talk.comes(at(21, 14))
    assert reminded(talk, lan) == 1
    tail = talk.said(
        "Your school hosts:\n{meeting}\n\nPlease have the room, tables and equipment ready. Signed up: {taken}.",
        meeting="",
        taken=1,
    ).rsplit("\n", 1)[-1]
    assert sum(one.text.endswith(tail) for one in host.new()) == 1
    for hour in range(7, 21):
        await talk.comes(at(22, hour))
    assert [lan.new(), host.new()] == [[], []]
    await talk.comes(at(23, 12))
    assert reminded(talk, lan) == 1


async def test_a_meeting_on_a_sunday(talk: Talk, world: World) -> None:
    """Two hours before, on its own Sunday, it is reminded of; who came is asked on Monday morning."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), when="14h ngày 22/10")
    [lan] = await takes(world, "Vàng Thị Lan")
    await talk.comes(at(21, 14))
    lan.new()
    await talk.comes(at(22, 11, 59))
    assert lan.new() == []
    await talk.comes(at(22, 12))
    assert reminded(talk, lan) == 1
    await talk.comes(at(22, 18))
    assert lan.new() == []
    await talk.comes(at(23, 6, 30))
    assert talk.said("Reflect") in lan.last.labels


async def test_a_service_that_wakes_on_the_meetings_own_sunday(talk: Talk, world: World) -> None:
    """The reminder that it slept over leaves at once: for this meeting the day is no day off."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), when="14h ngày 22/10")
    [lan] = await takes(world, "Vàng Thị Lan")
    await talk.comes(at(20, 12))
    lan.new()
    await talk.comes(at(22, 9))
    assert reminded(talk, lan) == 1


async def test_own_hours_hold_a_letter_back(talk: Talk, world: World) -> None:
    """One's own, else the school's; who has none hears at once. The wait is no attempt."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan, minh, hoa = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa"])
    tung = await world.has("Quàng Văn Tùng", school=world.other_school)
    await sets_hours(talk, world, lan, time(20), time(8))
    await sets_hours(talk, world, minh, time(22), time(6))
    async with talk.app.database.writing() as db:
        school = await db.get_one(Unit, world.school)
        school.quiet_from, school.quiet_to = time(19), time(7)
    talk.clock.move_to(at(19, 20, 15))
    await announces(world, lead)
    await talk.passes(seconds=5)
    assert [heard(one) for one in (lan, minh, hoa, tung)] == [0, 1, 0, 1]
    rows = await talk.finds(select(Outbox).where(Outbox.state == OutboxState.WAITING, Outbox.purpose == "announcement"))
    assert {row.attempts for row in rows} == {0}
    await talk.comes(at(20, 6, 59))
    assert [heard(one) for one in (lan, hoa)] == [0, 0]
    await talk.comes(at(20, 7))
    assert [heard(one) for one in (lan, hoa)] == [0, 1]
    await talk.comes(at(20, 8))
    assert heard(lan) == 1


async def sets_hours(talk: Talk, world: World, somebody: Somebody, since: time, until: time) -> None:
    async with talk.app.database.writing() as db:
        person = await db.get_one(Person, await world.id_of(somebody))
        person.quiet_from, person.quiet_to = since, until


async def test_what_own_hours_would_make_too_late_is_missed_and_shown(talk: Talk, world: World) -> None:
    """The last reminder of an early meeting finds its reader asleep: the lead hears of it in time to call."""
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    await world.settles(lead, when="8h30 ngày 26/10")
    lan, minh = await takes(world, "Vàng Thị Lan", "Lò Văn Minh")
    await sets_hours(talk, world, lan, time(20), time(8, 45))
    await talk.comes(at(19, 9))
    await talk.comes(at(25, 9))
    for one in (lead, lan, minh):
        one.new()
    await talk.comes(at(26, 6, 30))
    assert [reminded(talk, lan), reminded(talk, minh)] == [0, 1]
    assert figures(lead) == [1]
    missed = select(Outbox.person_id).where(Outbox.state == OutboxState.MISSED, Outbox.purpose == Purpose.HOURS_BEFORE)
    assert await talk.finds(missed) == [await world.id_of(lan)]


async def test_a_change_for_the_same_day_comes_whatever_the_hours(talk: Talk, world: World) -> None:
    """In the early morning, in one's own quiet: a meeting of today is called off."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, when="14h ngày 26/10")
    [lan] = await takes(world, "Vàng Thị Lan")
    await sets_hours(talk, world, lan, time(20), time(8))
    talk.clock.move_to(at(26, 5))
    await talk.app.jobs.tick()
    lan.new()
    async with talk.app.database.writing() as db:
        meeting = await meetings.get(db, world.meeting)
        await calling_off.cancel(db, meeting, people.Rights(officer=True), now=talk.clock.now())
    await talk.passes(minutes=3)
    assert len(lan.new()) == 1


async def test_hours_that_leave_nothing_free_give_way(talk: Talk, world: World) -> None:
    """One's own quiet by day and the organisation's by night would mean never: the own ones give way."""
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    await sets_hours(talk, world, lan, time(6), time(21))
    await announces(world, lead)
    await talk.passes(seconds=5)
    assert heard(lan) == 1


async def test_everybody_sets_their_own(talk: Talk, world: World) -> None:
    """In one's own data: offered or typed, back to the school's; what cannot be is refused and asked again."""
    lan = await world.has("Vàng Thị Lan")
    await lan.says("/toi")
    shown = await lan.presses(talk.said("Quiet hours"))
    assert [label for label in shown.labels if "–" in label] == ["20:00–06:30", "21:00–07:00", "22:00–06:00"]
    await lan.presses("20:00–06:30")
    assert await hours_of(talk, lan, world) == (time(20), time(6, 30))
    await lan.says("19h30 - 7h")
    assert await hours_of(talk, lan, world) == (time(19, 30), time(7))
    for typed, no in (("20h-20h", talk.said(SAME_HOUR)), ("16h-7h", talk.said(TOO_LONG, most=14))):
        assert no in (await lan.says(typed)).text
    assert talk.said(QUIET_HOW) in (await lan.says("ban đêm")).text
    assert await hours_of(talk, lan, world) == (time(19, 30), time(7))
    await lan.presses(talk.said("as the school"))
    assert await hours_of(talk, lan, world) == (None, None)
    again = await lan.forges("hours-set:0:0")
    assert talk.said("It is so already; nothing was changed.") in again.text


async def hours_of(talk: Talk, somebody: Somebody, world: World) -> tuple[time | None, time | None]:
    person = (await talk.finds(select(Person).where(Person.id == await world.id_of(somebody))))[0]
    return person.quiet_from, person.quiet_to


async def test_a_principal_and_an_officer_set_a_schools(talk: Talk, world: World) -> None:
    """A principal only the own school's; a teacher none; an officer any."""
    lan, head = await world.has("Vàng Thị Lan"), await world.has("Hạng A Tủa", Role.PRINCIPAL)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await head.forges("hours")
    await head.presses(talk.said("Quiet hours of my school"))
    await head.says("20h30-6h30")
    assert await school_hours(talk, world.school) == (time(20, 30), time(6, 30))
    for door in (f"hours-of:{world.other_school}", f"hours-set:{world.other_school}:1"):
        assert talk.said(NotAllowed.sentence) in (await head.forges(door)).text
        assert talk.said(NotAllowed.sentence) in (await lan.forges(door)).text
    assert await school_hours(talk, world.other_school) == (None, None)
    await officer.forges("settings")
    await officer.presses(talk.said("Quiet hours of a school"))
    await officer.presses("TH Thị trấn")
    await officer.presses("21:00–07:00")
    assert await school_hours(talk, world.other_school) == (time(21), time(7))
    for door in ("hours-set:0:9", "hours-of:999999", "hours-set:999999:1"):
        assert talk.said(Gone.sentence) in (await officer.forges(door)).text


async def school_hours(talk: Talk, school: int) -> tuple[time | None, time | None]:
    unit = (await talk.finds(select(Unit).where(Unit.id == school)))[0]
    return unit.quiet_from, unit.quiet_to


async def test_letters_that_failed_are_shown_to_the_lead_as_one(talk: Talk, world: World) -> None:
    """Two reminders that the platform would not take, one after the other: one report, once, two minutes later."""
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    await world.settles(lead)
    lan, minh, hoa = await takes(world, "Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa")
    lead.new()
    talk.channel.troubles[lan.address] = [NotTaken()]
    talk.channel.troubles[minh.address] = [RetryLater(40), NotTaken()]
    await talk.comes(at(19, 14))
    assert [reminded(talk, one) for one in (lan, minh, hoa)] == [0, 0, 1]
    await talk.passes(seconds=41)
    assert figures(lead) == []
    await talk.passes(minutes=3)
    assert figures(lead) == [2]
    await talk.passes(minutes=30)
    assert figures(lead) == []


async def test_an_offer_runs_from_when_its_reader_is_awake(talk: Talk, world: World) -> None:
    """On Sunday a seat becomes free: it is offered on Monday, to an early sleeper when their own quiet ends."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats="1")
    lan, minh = await takes(world, "Vàng Thị Lan", "Lò Văn Minh")
    await sets_hours(talk, world, minh, time(20), time(8))
    talk.clock.move_to(at(22, 10))
    await lan.forges(f"leave:{world.meeting}")
    await talk.comes(at(23, 7, 59))
    assert minh.new() == []
    await talk.comes(at(23, 8))
    assert talk.said("Take the seat") in minh.last.labels
    await talk.comes(at(23, 9, 59))
    await minh.presses(talk.said("Take the seat"))
    assert talk.said("I cannot come") in minh.last.labels


async def test_useful_long_enough_over_a_leave(talk: Talk, world: World) -> None:
    """An announcement before a leave of ten days still leaves when it ends."""
    async with talk.app.database.writing() as db:
        db.add_all(DayOff(day=at(day, 0).date(), name="Nghỉ") for day in range(14, 25))
    talk.clock.move_to(at(13, 22))
    lan, lead = await world.has("Vàng Thị Lan"), await world.has("Sùng A Dơ", Role.LEAD)
    await announces(world, lead)
    await talk.comes(at(25, 6, 30))
    assert heard(lan) == 1
    assert timedelta(days=2) == announcements.USEFUL_FOR, "it is of use for less than the leave lasts"
