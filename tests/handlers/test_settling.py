"""A lead settles a meeting that has only a month: day and hour, room, seats, a look at it all, yes."""

from datetime import datetime, timedelta

import pytest

from bot.at_a_step import BACK, MY_ANSWER
from bot.domain.models import MeetingState, Notice, Role
from bot.domain.programme.meetings import FEWER_THAN_TAKEN, NO_CAPACITY, OVER, PAST_HOUR, TOO_FAR
from bot.errors import Gone, NotAllowed
from bot.picking import WANTS_TEXT
from bot.vietnamese import ZONE
from handlers.meeting.read_back import WHICH
from handlers.meeting.settle import ROOM_TOO_LONG
from handlers.meeting.when import A_DEADLINE, NO_DAY, NO_SUCH_DAY, NO_SUCH_HOUR
from tests.talk import Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
SHORT = {"vi": "14:00 thứ Năm 26/10", "en": "14:00 Thursday 26/10"}
SPAN = {"vi": "14:00–17:00 thứ Năm 26/10", "en": "14:00–17:00 Thursday 26/10"}
FORM = {"vi": "14:00 thứ Năm 26/10", "en": "14:00 Thursday 26/10"}
UNFINISHED = "This was not finished. Please choose the meeting again and start anew."


async def asked_for_day(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    return lead


async def is_untouched(world: World) -> bool:
    meeting = await world.stands()
    armed = await world.talk.counts(Notice)
    return (meeting.state, meeting.starts_at, meeting.version, armed) == (MeetingState.PLANNED, None, 0, 0)


async def test_from_the_menu_to_open_sign_up(talk: Talk, world: World) -> None:
    """By choices alone but for the day: everything is shown before the yes, and nothing is settled until then."""
    say = talk.said
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("/start")
    await lead.presses(say("Settle days"))
    assert "2023" in (await lead.presses("10/2023")).text
    room = await lead.says("14h ngày 26/10")
    assert SHORT[talk.language] in room.text
    await lead.presses(say("Meeting room"))
    preview = await lead.presses("40")
    for told in (SPAN[talk.language], say("Meeting room"), "40"):
        assert told in preview.text
    assert await is_untouched(world)
    card = await lead.presses(say("Settle it"))
    assert say("Settled. Sign-up is open.") in card.text
    meeting = await world.stands()
    assert (meeting.state, meeting.starts_at, meeting.room, meeting.capacity) == (
        MeetingState.SETTLED,
        BEGINS.astimezone(meeting.starts_at.tzinfo),
        say("Meeting room"),
        40,
    )
    lan = await world.has("Vàng Thị Lan")
    assert FORM[talk.language] in (await lan.says("/dangky")).text


async def test_by_its_numbers_alone(talk: Talk, world: World) -> None:
    """The last question answers to 1 as well: nothing but a choice is wanted there."""
    lead = await asked_for_day(world)
    for typed in ("14h ngày 26/10", "Phòng họp", "30", "1"):
        await lead.says(typed)
    assert (await world.stands()).state is MeetingState.SETTLED


async def test_a_choice_may_be_typed_in_short_and_politely(talk: Talk, world: World) -> None:
    """What is shortened for a sentence is shortened for a button too, also where text is expected."""
    lead = await asked_for_day(world)
    short = {"vi": ("dạ phong hop nhé", "ko gioi han a"), "en": ("Meeting room", "no limit nhé")}
    for typed in ("14h ngày 26/10", *short[talk.language], "1"):
        await lead.says(typed)
    meeting = await world.stands()
    assert (meeting.state, meeting.room, meeting.capacity) == (MeetingState.SETTLED, talk.said("Meeting room"), None)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("26/10 14h", None),
        ("ngày 26 tháng 10", "14"),
        ("26-10-2023", "2h chiều"),
        ("26.10", "14:00"),
        ("26/10", "14g00"),
    ],
)
async def test_days_and_hours_as_people_type_them(talk: Talk, world: World, typed: str, hour: str | None) -> None:
    """A day without its hour is asked for the hour."""
    lead = await asked_for_day(world)
    message = await lead.says(typed)
    if hour:
        assert "14:00" in message.labels
        message = await lead.says(hour)
    assert SHORT[talk.language] in message.text


async def test_an_hour_by_its_button(talk: Talk, world: World) -> None:
    """The usual hours are offered."""
    lead = await asked_for_day(world)
    await lead.says("26/10")
    assert SHORT[talk.language] in (await lead.presses("14:00")).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02", NO_SUCH_DAY),
        ("14h ngày 31/2", NO_SUCH_DAY),
        ("14h 00/13", NO_SUCH_DAY),
        ("14h 26/10/0000", NO_SUCH_DAY),
        ("hôm nào cũng được", NO_DAY),
        ("27h ngày 26/10", NO_SUCH_HOUR),
        ("14h99 ngày 26/10", NO_SUCH_HOUR),
        ("7h ngày 9/10", PAST_HOUR),
        ("14h ngày 26/10/2022", PAST_HOUR),
        ("x" * 5000, NO_DAY),
    ],
)
async def test_a_day_that_cannot_be(talk: Talk, world: World, typed: str, sentence: str) -> None:
    """31/02, a past hour, no day at all: a sentence with an example, and the same question still waits."""
    lead = await asked_for_day(world)
    refused = await lead.says(typed)
    assert talk.said(sentence) in refused.text
    assert talk.said("Leave it") in refused.labels
    assert await is_untouched(world)
    assert SHORT[talk.language] in (await lead.says("14h ngày 26/10")).text


async def test_a_day_of_another_school_year(talk: Talk, world: World) -> None:
    """The plan's year ends in July."""
    lead = await asked_for_day(world)
    for typed in ("14h ngày 1/8/2024", "14h ngày 26/10/9999"):
        assert talk.said(TOO_FAR, year="2023-2024") in (await lead.says(typed)).text
    assert await is_untouched(world)


async def test_a_day_outside_the_plans_month_is_pointed_out(talk: Talk, world: World) -> None:
    """It is allowed, and said."""
    lead = await asked_for_day(world)
    note = talk.said("Please note: the plan gives {month}.", month="|").split("|")[0]
    assert note in (await lead.says("14h ngày 2/11")).text
    await lead.presses(talk.said("Leave it"))
    await lead.forges(f"settle:{world.meeting}")
    assert note not in (await lead.says("14h ngày 31/10")).text


async def test_an_hour_that_cannot_be(talk: Talk, world: World) -> None:
    """After the day alone, a wrong hour is asked again, and a past one too."""
    lead = await asked_for_day(world)
    await lead.says("9/10")
    assert talk.said(NO_SUCH_HOUR) in (await lead.says("25h")).text
    assert talk.said(NO_SUCH_HOUR) in (await lead.says("sáng")).text
    assert talk.said(NO_SUCH_HOUR) in (await lead.forges(f"hour:{world.meeting}:xyz")).text
    assert talk.said(PAST_HOUR) in (await lead.says("7h30")).text
    assert "09/10" in (await lead.says("15h")).text
    assert await is_untouched(world)


@pytest.mark.parametrize(
    ("typed", "seats"),
    [
        ("30 ng", 30), ("khoảng 30 người ạ", 30), ("ba mươi", 30), ("tam ba chuc", 30), ("3 chục", 30),
        ("hai mươi lăm người", 25), ("tối đa 40", 40), ("bao nhiêu cũng được", None), ("càng đông càng tốt", None),
    ],
)  # fmt: skip
async def test_seats_are_typed_as_people_count(talk: Talk, world: World, typed: str, seats: int | None) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.says("Phòng họp")
    await lead.says(typed)
    await lead.presses(talk.said("Settle it"))
    assert (await world.stands()).capacity == seats


async def test_rooms_and_seats_that_cannot_be(talk: Talk, world: World) -> None:
    """A room of 5,000 letters, a sticker, no number, none, too many: asked again each time."""
    lead = await asked_for_day(world)
    question = (await lead.says("14h ngày 26/10")).text.splitlines()[-1]
    assert talk.said(ROOM_TOO_LONG, most=80) in (await lead.says("p" * 5000)).text
    again = (await lead.sends_sticker()).text
    assert talk.said(WANTS_TEXT) in again
    assert question in again
    await lead.says("Phòng  họp\ntầng 2")
    for typed in ("nhiều", "0", "-3", "501", "9" * 5000, "3.5", "²"):
        assert talk.said(NO_CAPACITY, most=500) in (await lead.says(typed)).text
    preview = await lead.says("25")
    assert "Phòng họp tầng 2" in preview.text
    assert await is_untouched(world)


async def test_left_in_the_middle_nothing_is_settled(talk: Talk, world: World) -> None:
    """/huy forgets what was gathered; an old button of the preview finds it gone."""
    lead = await asked_for_day(world)
    for typed in ("14h ngày 26/10", "Phòng họp", "30"):
        preview = await lead.says(typed)
    await lead.says("/huy")
    await lead.presses(talk.said("Settle it"), on=preview)
    assert await is_untouched(world)


async def test_a_word_where_a_yes_is_wanted(talk: Talk, world: World) -> None:
    """Anything but a choice shows the choices again."""
    lead = await asked_for_day(world)
    for typed in ("14h ngày 26/10", "Phòng họp", "30"):
        await lead.says(typed)
    again = await lead.says("mai em chốt sau")
    assert talk.said("Please choose one of the following:") in again.text
    assert talk.said("Settle it") in again.labels
    assert await is_untouched(world)
    await lead.says(talk.said("Settle it").upper())
    assert (await world.stands()).state is MeetingState.SETTLED


async def test_a_second_yes_changes_nothing(talk: Talk, world: World) -> None:
    """It shows how the meeting stands, and is no second version."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    assert FORM[talk.language] in (await lead.forges(f"settled:{world.meeting}")).text
    assert (await world.stands()).version == 1


async def test_buttons_pressed_out_of_their_turn(talk: Talk, world: World) -> None:
    """Rooms, hours and seats without a day before them settle nothing."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    number = world.meeting
    assert talk.said(NO_SUCH_HOUR) in (await lead.forges(f"hour:{number}:14h00")).text
    await lead.forges(f"room:{number}:9")
    assert talk.said(UNFINISHED) in (await lead.forges(f"capacity:{number}:30")).text
    await lead.forges(f"settled:{number}")
    for data in ("settle:999999", "room:999999:0", "capacity:999999:1", "settled:999999", "cancel:999999"):
        assert talk.said(Gone.sentence) in (await lead.forges(data)).text
    assert await is_untouched(world)


async def test_only_who_leads_settles(talk: Talk, world: World) -> None:
    """Teachers, leads of other clusters, and a lead whose right ended in the middle are refused at every door."""
    _school, _cluster, theirs = await world.elsewhere()
    lead = await asked_for_day(world)
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"settle:{theirs}")).text
    for typed in ("14h ngày 26/10", "Phòng họp", "30"):
        preview = await lead.says(typed)
    await world.ends_roles(lead)
    assert talk.said(NotAllowed.sentence) in (await lead.presses(talk.said("Settle it"), on=preview)).text
    doors = ("settle", "settled", "cancel", "cancelled")
    for somebody in (lan, lead):
        for door in doors:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"{door}:{world.meeting}")).text
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"capacity:{world.meeting}:5")).text
    assert await is_untouched(world)


async def test_the_lead_schools_principal_and_the_officer_settle_too(talk: Talk, world: World) -> None:
    """A school that leads the cluster acts through its principal; another school's principal does not."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    assert talk.said(NotAllowed.sentence) in (await other.forges(f"settle:{world.meeting}")).text
    await world.settles(head)
    assert (await world.stands()).version == 1
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await world.settles(officer, when="8h ngày 27/10")
    assert (await world.stands()).version == 2


async def test_fewer_seats_than_are_taken(talk: Talk, world: World) -> None:
    """Nobody loses a seat that way."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    for one in await world.have(["Vàng Thị Lan", "Lò Văn Minh"]):
        await one.forges(f"take:{world.meeting}")
    await lead.forges(f"settle:{world.meeting}")
    await lead.presses(talk.said("Other seats"))
    assert talk.said(FEWER_THAN_TAKEN, taken=2) in (await lead.answers("1")).text
    await lead.answers("2")
    await lead.presses(talk.said("Settle it"))
    assert (await world.stands()).capacity == 2


@pytest.mark.square("menus are what it is about")
async def test_a_number_is_the_room_that_is_offered_and_asked_about_where_it_may_be_the_answer(
    talk: Talk, world: World
) -> None:
    """Never a room called 1; of seats a 5 may be the fifth choice or five seats where the choices have numbers."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.says("1")
    await lead.says("5")
    if not talk.channel.buttons:
        assert lead.last.labels == [talk.said("No limit"), talk.said(MY_ANSWER, number="5")]
        await lead.says("2")
    await lead.presses(talk.said("Settle it"))
    stands = await world.stands()
    assert (stands.room, stands.capacity) == (talk.said("Meeting room"), 5)


@pytest.mark.square("menus are what it is about")
@pytest.mark.parametrize("typed", ["lich", "Lịch ạ", "điểm danh", "tro giup"])
async def test_the_name_of_a_command_is_no_room_unasked(talk: Talk, world: World, typed: str) -> None:
    """Which is meant is asked: as the answer it is the room, and nothing that was given before is lost."""
    lead = await asked_for_day(world)
    await lead.says("14h ngày 26/10")
    which = await lead.says(typed)
    assert f"“{typed}”" in which.text
    assert len(which.labels) == 2
    assert which.labels[1] == talk.said(MY_ANSWER, number=typed)
    assert await is_untouched(world)
    await lead.presses(which.labels[1])
    await lead.presses("40")
    await lead.presses(talk.said("Settle it"))
    stands = await world.stands()
    assert (stands.room, stands.starts_at) == (typed, BEGINS.astimezone(stands.starts_at.tzinfo))


async def test_the_command_opens_where_it_was_meant(talk: Talk, world: World) -> None:
    """By its button, and by its number: the room stays unnamed."""
    lead = await asked_for_day(world)
    await lead.says("14h ngày 26/10")
    calendar = await lead.presses((await lead.says("lich")).labels[0])
    assert calendar.labels[-2:] == [talk.said("Over"), talk.said(BACK)]
    assert await is_untouched(world)


async def test_a_meeting_that_is_over_stays_as_it_was(talk: Talk, world: World) -> None:
    """Neither moved nor called off afterwards, nor when it was called off already."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    talk.clock.move_to(BEGINS + timedelta(hours=3))
    assert talk.said(OVER) in (await world.settles(lead, when="14h ngày 30/10")).text
    assert talk.said(OVER) in (await lead.forges(f"cancelled:{world.meeting}")).text
    assert (await world.stands()).version == 1


async def test_called_off_once(talk: Talk, world: World) -> None:
    """A second tap is told that it is off already; keeping it shows the card."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await lead.presses_on_card(talk.said("Call off"))
    assert FORM[talk.language] in (await lead.presses(talk.said("No, keep it"))).text
    await lead.presses_on_card(talk.said("Call off"))
    await lead.presses(talk.said("Yes, call it off"))
    assert talk.said(OVER) in (await lead.forges(f"cancelled:{world.meeting}")).text
    meeting = await world.stands()
    assert (meeting.state, meeting.version) == (MeetingState.CANCELLED, 2)


async def test_what_may_be_meant_in_two_ways_is_asked(talk: Talk, world: World) -> None:
    """Day and weekday that do not fit, two days, a week: each reading is a button, and anything else can be typed."""
    lead = await asked_for_day(world)
    asked = await lead.says("14h thứ Sáu 26/10")
    assert talk.said(WHICH["WEEKDAY"]) in asked.text
    assert SHORT[talk.language] in asked.labels
    asked = await lead.says("cuối tuần sau")
    assert talk.said(WHICH["VAGUE"]) in asked.text
    asked = await lead.says("14h 25/10 hoặc 26/10")
    assert talk.said(WHICH["DAYS"]) in asked.text
    assert SHORT[talk.language] in (await lead.presses(SHORT[talk.language])).text
    assert await is_untouched(world)


async def test_a_reading_of_an_older_question_is_gone(talk: Talk, world: World) -> None:
    lead = await asked_for_day(world)
    asked = await lead.says("14h 25/10 hoặc 26/10")
    await lead.says("/huy")
    assert talk.said(Gone.sentence) in (await lead.presses(SHORT[talk.language], on=asked)).text
    assert talk.said(Gone.sentence) in (await lead.forges(f"meant:{world.meeting}:0")).text
    assert await is_untouched(world)


async def test_what_was_assumed_is_said(talk: Talk, world: World) -> None:
    """A bare small hour is one of the afternoon, and a lunar day is named as well."""
    lead = await asked_for_day(world)
    assert f"14:00 {talk.said('(afternoon)')}" in (await lead.says("2h 26/10")).text
    await lead.forges(f"settle:{world.meeting}")
    told = (await lead.says("8h 12/9 âm lịch")).text
    assert "26/10" in told
    assert talk.said("({day}/{month} of the lunar calendar)", day=12, month=9) in told


async def test_the_hour_before_the_day(talk: Talk, world: World) -> None:
    """An hour alone is kept, and the day asked."""
    lead = await asked_for_day(world)
    assert "14:00" in (await lead.says("14h")).text
    assert SHORT[talk.language] in (await lead.says("26/10")).text


async def test_a_part_of_the_day_offers_its_hours(talk: Talk, world: World) -> None:
    lead = await asked_for_day(world)
    assert (await lead.says("sáng 26/10")).labels[0] == "07:30"
    assert (await lead.says("/huy")).text
    await lead.forges(f"settle:{world.meeting}")
    assert (await lead.says("chiều 26/10")).labels[0] == "14:00"
    assert SHORT[talk.language] in (await lead.presses("14:00")).text


async def test_left_open_and_a_deadline(talk: Talk, world: World) -> None:
    """Neither is the day of a meeting: the one leaves the question, the other keeps it."""
    lead = await asked_for_day(world)
    told = talk.said(A_DEADLINE, day="|").partition("|")[2]
    assert told in (await lead.says("trước ngày 27/10")).text
    assert talk.said("Nothing is changed; the day can be settled at any time.") in (await lead.says("chưa biết")).text
    assert await is_untouched(world)


@pytest.mark.parametrize(
    ("typed", "ends", "shown"),
    [
        ("14h-16h30 26/10", datetime(2023, 10, 26, 16, 30, tzinfo=ZONE), "14:00–16:30"),
        ("14h 26/10", datetime(2023, 10, 26, 17, tzinfo=ZONE), "14:00–17:00"),
        ("14h ngày 26/10 đến 11h ngày 27/10", datetime(2023, 10, 27, 11, tzinfo=ZONE), "11:00"),
        ("14h-16h 26/10 và 8h-11h 27/10", datetime(2023, 10, 27, 11, tzinfo=ZONE), "08:00–11:00"),
    ],
)
async def test_the_end_is_typed_or_three_hours_later(
    talk: Talk, world: World, typed: str, ends: datetime, shown: str
) -> None:
    """Also over several half-days, which the card keeps apart."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    card = await world.settles(lead, when=typed)
    meeting = await world.stands()
    assert (meeting.starts_at, meeting.ends_at) == (BEGINS, ends)
    assert bool(meeting.pieces) == ("và" in typed)
    hour = shown.rsplit("–", maxsplit=1)[-1]
    assert hour in card.text
    if meeting.pieces:
        assert shown in card.text


async def test_a_day_without_an_hour(talk: Talk, world: World) -> None:
    """It is shown as that day, never as a month, and its lead is asked for the hour on each of its last days."""
    lead = await asked_for_day(world)
    await lead.says("26/10")
    card = await lead.presses(talk.said("No hour yet"))
    shown = talk.said("{day}, no hour yet", day={"vi": "thứ Năm 26/10", "en": "Thursday 26/10"}[talk.language])
    assert shown in card.text
    meeting = await world.stands()
    assert (meeting.state, meeting.day, meeting.starts_at) == (MeetingState.PLANNED, BEGINS.date(), None)
    lan = await world.has("Vàng Thị Lan")
    assert shown in (await lan.says("/lich")).text
    for day in (24, 25, 26, 27):
        lead.new()
        await talk.comes(datetime(2023, 10, day, 7, 30, tzinfo=ZONE))
        asked = [one for one in lead.new() if talk.said("Settle the hour") in one.labels]
        assert [shown in one.text for one in asked] == ([True] if day < 27 else [])


@pytest.mark.parametrize("day", ["20231101", "20231008", "99999999", "x"])
async def test_a_day_without_an_hour_that_cannot_be(talk: Talk, world: World, day: str) -> None:
    """Of another month, over, or no day at all."""
    lead = await asked_for_day(world)
    assert talk.said(Gone.sentence) in (await lead.forges(f"day-only:{world.meeting}:{day}")).text
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"day-only:{world.meeting}:20231026")).text
    assert (await world.stands()).day is None


async def test_another_end(talk: Talk, world: World) -> None:
    lead = await asked_for_day(world)
    for typed in ("14h 26/10", "Phòng họp", "30"):
        await lead.says(typed)
    assert "✓ " + talk.said("until {hour}", hour="17:00") in (await lead.presses(talk.said("Another end"))).labels
    for forged in ("1300", "2560", "0"):
        assert talk.said(Gone.sentence) in (await lead.forges(f"ends:{world.meeting}:{forged}")).text
    changed = await lead.presses(talk.said("until {hour}", hour="16:00"))
    assert "14:00–16:00" in changed.text
    await lead.presses(talk.said("Settle it"))
    assert (await world.stands()).ends_at == BEGINS + timedelta(hours=2)


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("27/10", datetime(2023, 10, 27, 14, tzinfo=ZONE)),
        ("8h", datetime(2023, 10, 26, 8, tzinfo=ZONE)),
        ("giữ nguyên ngày, 8h", datetime(2023, 10, 26, 8, tzinfo=ZONE)),
        ("dời sang 8h 27/10", datetime(2023, 10, 27, 8, tzinfo=ZONE)),
    ],
)
async def test_moving_asks_only_what_changes(talk: Talk, world: World, typed: str, after: datetime) -> None:
    """From before to after, before the yes; what is not said stays."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await lead.forges(f"settle:{world.meeting}")
    shown = await lead.says(typed)
    assert talk.said("Before: {before}", before=SPAN[talk.language]) in shown.text
    assert talk.said("Now: {now}", now=f"{after:%H:%M}–") in shown.text
    assert (await world.stands()).version == 1
    await lead.presses(talk.said("Settle it"))
    meeting = await world.stands()
    assert (meeting.starts_at, meeting.room, meeting.capacity) == (after, "Phòng họp", 30)


@pytest.mark.parametrize("typed", ["giữ nguyên", "chỉ đổi phòng", "đổi phòng ạ"])
async def test_only_the_room_changes(talk: Talk, world: World, typed: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await lead.forges(f"settle:{world.meeting}")
    assert "Phòng họp" in (await lead.says(typed)).labels, "the room that it has comes first"
    shown = await lead.says("Hội trường lầu 2")
    assert talk.said("Now: {now}", now=SPAN[talk.language]) in shown.text
    await lead.presses(talk.said("Settle it"))
    meeting = await world.stands()
    assert (meeting.starts_at, meeting.room) == (BEGINS, "Hội trường lầu 2")


async def test_killed_in_the_middle(talk: Talk, world: World) -> None:
    """Every answer is given to a service newly started."""
    lead = await asked_for_day(world)
    for typed in ("26/10", "14h", "Phòng họp", "30"):
        async with talk.killed():
            await lead.says(typed)
    async with talk.killed():
        await lead.presses(talk.said("Settle it"))
    assert (await world.stands()).starts_at == BEGINS
