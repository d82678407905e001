"""A meeting as a file for one's calendar, read back by another program's eyes, and who is sent it when."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Component, Event

from bot.domain.models import Form, Role
from bot.domain.programme import meetings
from bot.messages import NotTaken
from tests.conftest import START
from tests.handlers.test_moving import changes, moves
from tests.handlers.test_other_end import ends
from tests.handlers.test_reminders import at, seated, settled
from tests.talk import Message, Talk, TalkChannel, World


@pytest.fixture
async def world(talk: Talk) -> World:
    return await talk.world()


def opened(message: Message) -> tuple[Component, Event]:
    """Read the one file that a message carries."""
    [upload] = message.uploads
    assert upload.name.endswith(".ics")
    calendar = Calendar.from_ical(upload.content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


async def test_a_seat_brings_the_meeting_into_the_calendar(talk: Talk, world: World) -> None:
    """With Vietnam's own zone in it, the room, the school, the topic; said as of the clock that was handed in."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    calendar, event = opened(await lan.forges(f"take:{world.meeting}"))
    assert calendar["METHOD"] == "PUBLISH"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Asia/Ho_Chi_Minh"
    [standard] = zone.walk("STANDARD")
    assert standard["TZOFFSETTO"].td == timedelta(hours=7)
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2023, 10, 26, 14)  # noqa: DTZ001 - the school's wall
    assert event["DTSTART"].dt == at(26, 14)
    assert event["DTEND"].dt == at(26, 17)
    assert event["DTSTAMP"].dt == START.astimezone(UTC)
    assert event["LOCATION"] == "Phòng họp, PTDTBT TH số 1 Na Sang"
    assert "Phương pháp dạy lớp 4" in event["DESCRIPTION"]
    assert event["SUMMARY"] == talk.said("SHCM {cluster}", cluster="Cụm số 1")
    assert re.fullmatch(rf"meeting-{world.meeting}@[\w.-]+\.invalid", event["UID"])
    assert "URL" not in event


async def test_lines_are_as_the_standard_wants_them(talk: Talk, world: World) -> None:
    """CRLF, at most 75 octets a line, UTF-8."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    content = (await lan.forges(f"take:{world.meeting}")).uploads[0].content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.decode().replace("\r\n ", "").count("Phương pháp dạy lớp 4") == 1


async def test_an_online_meeting_has_its_link(talk: Talk, world: World) -> None:
    await settled(world)
    async with talk.app.database.writing() as db:
        meeting = await meetings.get(db, world.meeting)
        meeting.form, meeting.link, meeting.room = Form.ONLINE, "https://meet.example.com/abc", None
    lan = await world.has("Vàng Thị Lan")
    _, event = opened(await lan.forges(f"take:{world.meeting}"))
    assert event["URL"] == "https://meet.example.com/abc"


async def test_who_waits_gets_it_with_the_seat(talk: Talk, world: World) -> None:
    """Not before: an offer that is taken brings it."""
    await settled(world, seats="1")
    lan = await seated(world)
    waits = await world.has("Quàng Văn Tùng")
    assert (await waits.forges(f"take:{world.meeting}")).uploads == ()
    await lan.forges(f"leave:{world.meeting}")
    await talk.passes(seconds=1)
    _, event = opened(await waits.presses(talk.said("Take the seat")))
    assert event["SEQUENCE"] == 1


async def test_who_accepts_a_part_gets_it_as_well(talk: Talk, world: World) -> None:
    """Also on a second tap; not with a no, and not while the meeting has no hour."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan, minh, hoa = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa"])
    for task, somebody in enumerate((lan, minh, hoa)):
        await lead.forges(f"role-ask:{world.meeting}:{task}:{await world.id_of(somebody)}")
    await talk.passes(seconds=1)
    assert (await hoa.presses(talk.said("Accept"))).uploads == ()
    await world.settles(lead)
    asked = lan.last
    for _tap in range(2):
        thanks = await lan.presses(talk.said("Accept"), on=asked)
        assert talk.said("1 day") in thanks.text
        calendar, event = opened(thanks)
        assert calendar["METHOD"] == "PUBLISH"
        assert (event["DTSTART"].dt, event["SEQUENCE"]) == (at(26, 14), 1)
    assert (await minh.presses(talk.said("Decline"))).uploads == ()


async def test_a_move_replaces_it_and_a_calling_off_takes_it_out(talk: Talk, world: World) -> None:
    """The same UID, each time a higher SEQUENCE."""
    lead = await settled(world)
    lan = await world.has("Vàng Thị Lan")
    _, first = opened(await lan.forges(f"take:{world.meeting}"))
    lan.new()
    await moves(talk, world, at(27, 8), room="Hội trường")
    moved_at = talk.clock.now()
    await talk.passes(minutes=2)
    [told] = lan.new()
    calendar, second = opened(told)
    assert calendar["METHOD"] == "PUBLISH"
    assert second["DTSTART"].dt == at(27, 8)
    assert second["LOCATION"].startswith("Hội trường")
    assert second["DTSTAMP"].dt == moved_at
    await lead.forges(f"cancelled:{world.meeting}")
    await talk.passes(seconds=1)
    calendar, last = opened(lan.new()[0])
    assert (calendar["METHOD"], last["STATUS"]) == ("CANCEL", "CANCELLED")
    assert first["UID"] == second["UID"] == last["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"] < last["SEQUENCE"]


async def test_another_end_replaces_it(talk: Talk, world: World) -> None:
    """Though it is no new version: as of when it was changed, with a higher SEQUENCE, also for who comes later."""
    lead = await settled(world)
    lan = await world.has("Vàng Thị Lan")
    _, first = opened(await lan.forges(f"take:{world.meeting}"))
    await ends(lead, world, "16:00")
    changed_at = talk.clock.now()
    lan.new()
    await talk.passes(minutes=2)
    [told] = lan.new()
    _, second = opened(told)
    assert (second["UID"], second["DTSTART"].dt, second["DTEND"].dt) == (first["UID"], at(26, 14), at(26, 16))
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["DTSTAMP"].dt == changed_at
    minh = await world.has("Lò Văn Minh")
    _, later = opened(await minh.forges(f"take:{world.meeting}"))
    assert later["SEQUENCE"] == second["SEQUENCE"]
    await moves(talk, world, at(27, 8))
    lan.new()
    await talk.passes(minutes=2)
    _, moved = opened(lan.new()[0])
    assert moved["SEQUENCE"] > second["SEQUENCE"]


def events(message: Message) -> list[Event]:
    """Read what stands in the one file that a message carries, half-day by half-day."""
    [upload] = message.uploads
    return list(Calendar.from_ical(upload.content).walk("VEVENT"))


async def test_each_half_day_is_an_event_of_its_own(talk: Talk, world: World) -> None:
    """The yes and the letter of a change name each as well; a half-day that is no more is taken out of calendars."""
    lead = await settled(world, when="14h-16h 26/10 và 8h-11h 27/10")
    lan = await world.has("Vàng Thị Lan")
    answered = await lan.forges(f"take:{world.meeting}")
    one, other = events(answered)
    halves = ["14:00–16:00", "26/10", "08:00–11:00", "27/10"]
    assert all(half in answered.text for half in halves)
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (at(26, 14), at(26, 16))
    assert (other["DTSTART"].dt, other["DTEND"].dt) == (at(27, 8), at(27, 11))
    assert str(other["UID"]) == str(one["UID"]).replace("@", "-2@")
    assert str(one["UID"]).startswith(f"meeting-{world.meeting}@")
    await world.settles(lead, when="8h-10h 28/10 và 14h-16h 28/10")
    lan.new()
    await talk.passes(minutes=2)
    [told] = lan.new()
    before, now = told.text.splitlines()[1:3]
    assert all(half in before for half in halves)
    assert all(half in now for half in ["08:00–10:00", "14:00–16:00", "28/10"])
    assert [event["UID"] for event in events(told)] == [one["UID"], other["UID"]]
    assert all(event["SEQUENCE"] > one["SEQUENCE"] for event in events(told))
    await world.settles(lead, when="8h-10h 29/10")
    await talk.passes(minutes=2)
    [told] = lan.new()
    stays, gone = events(told)
    assert (stays["UID"], stays["STATUS"], stays["DTSTART"].dt) == (one["UID"], "CONFIRMED", at(29, 8))
    assert (gone["UID"], gone["STATUS"], gone["DTSTART"].dt) == (other["UID"], "CANCELLED", at(28, 14))
    assert "14:00–16:00" in told.text.splitlines()[1]


async def test_only_who_comes_is_sent_it(talk: Talk, world: World) -> None:
    """Who plays a part is; the host's principal, who waits, and who has not answered are only told."""
    lead = await settled(world, seats="1")
    await seated(world)
    waits = await seated(world, "Quàng Văn Tùng")
    host = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    plays, asked = await world.has("Giàng Thị Hoa"), await world.has("Lò Văn Minh")
    for somebody in (plays, asked):
        await lead.forges(f"role-ask:{world.meeting}:0:{await world.id_of(somebody)}")
    await talk.passes(seconds=1)
    await plays.presses(talk.said("Accept"))
    await moves(talk, world, at(27, 8))
    for one in (waits, host, plays, asked):
        one.new()
    await talk.passes(minutes=2)
    [sent] = changes(talk, plays.new())
    opened(sent)
    for one in (waits, host, asked):
        [sent] = changes(talk, one.new())
        assert sent.uploads == ()


async def test_the_words_leave_where_files_are_not_taken(talk: Talk, world: World, channel: TalkChannel) -> None:
    """A change must not be lost with its file."""
    await settled(world)
    lan = await seated(world)
    await moves(talk, world, at(27, 8))
    channel.troubles[lan.address].append(NotTaken())
    await talk.passes(minutes=2)
    [told] = lan.new()
    assert told.uploads == ()
    assert "27/10" in told.text
