"""What officers set: reminder hours, days before deadlines, who hears of delays, quiet hours, days off."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.calendar.days_off import BACKWARDS, HOW, IN_THE_PAST, NO_SUCH_DAY
from bot.domain.calendar.days_off import TOO_FAR as DAY_TOO_FAR
from bot.domain.calendar.days_off import TOO_LONG as LEAVE_TOO_LONG
from bot.domain.calendar.settings import CHANGED_MEANWHILE, NAMES
from bot.domain.calendar.settings_typed import (
    BEFORE_HOW,
    GOES_DOWN,
    LADDER_HOW,
    NOT_ABOVE_ZERO,
    NOT_IN_WINTER,
    QUIET_HOW,
    REMINDERS_HOW,
    SAME_HOUR,
    SEMESTER_HOW,
    TOO_FAR,
    TOO_LONG,
    TOO_MANY,
)
from bot.domain.models import DayOff, Notice, OrganisationSetting, Outbox, OutboxState, Purpose, Role
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, tzinfo=ZONE)
BEFORE, REMINDERS, LADDER, QUIET, SEMESTER = (
    "Reminders before meetings",
    "Reminders before deadlines",
    "Who is told of delays",
    "Quiet hours",
    "Start of semester 2",
)
YES = "Yes, change it"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 10, day, hour, minute, tzinfo=ZONE)


async def an_officer(world: World, name: str = "Nguyễn Văn Cường") -> Somebody:
    return await world.has(name, Role.OFFICER)


async def opens(talk: Talk, officer: Somebody, what: str) -> None:
    await officer.forges("settings")
    await officer.presses(talk.said(what))


async def sets(talk: Talk, officer: Somebody, what: str, typed: str) -> str:
    await opens(talk, officer, what)
    await officer.says(typed)
    return (await officer.presses(talk.said(YES))).text


async def held(talk: Talk) -> dict[str, Any]:
    return {
        row.name: row.value["is"]
        for row in await talk.finds(select(OrganisationSetting).where(OrganisationSetting.name.in_(NAMES)))
    }


async def version(talk: Talk, name: str) -> int:
    return int((await talk.finds(select(OrganisationSetting.version).where(OrganisationSetting.name == name)))[0])


async def due(talk: Talk, purpose: Purpose) -> list[datetime]:
    return await talk.finds(select(Notice.due_at).where(Notice.purpose == purpose, Notice.expanded_at.is_(None)))


async def test_one_screen_shows_what_holds(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    await officer.says("/tochuc")
    shown = (await officer.presses(talk.said("Reminders and quiet days"))).text
    for told in ("30, 14, 7, 3, 1", "21:00", "06:30", "3", "7"):
        assert told in shown
    assert talk.said("{number} days", number=7) in shown
    assert talk.said("1 day") in shown


TAKEN = [
    (BEFORE, "3 ngày, 1 ngày, 3 giờ", "before", [72, 24, 3]),
    (BEFORE, "3 ngay 2 gio", "before", [0, 72, 2]),
    (BEFORE, "1 week, 2 days and 5 hours", "before", [168, 48, 5]),
    (BEFORE, "không", "before", [0, 0, 0]),
    (REMINDERS, "7, 3 ngày, 1", "reminders", [7, 3, 1]),
    (REMINDERS, "1 5 60", "reminders", [60, 5, 1]),
    (
        LADDER,
        "hiệu trưởng 2, cụm trưởng 2, chuyên viên 5",
        "ladder",
        [["principal", 2], ["lead", 2], ["officer", 5]],
    ),
    (LADDER, "Hieu truong sau 3 ngay; officer 10", "ladder", [["principal", 3], ["officer", 10]]),
    (QUIET, "20h-6h30", "quiet", ["20:00", "06:30"]),
    (SEMESTER, "20/1/2027", "second_semester", [1, 20]),
    (SEMESTER, "ngày 12 tháng 1", "second_semester", [1, 12]),
    (QUIET, "từ 22 giờ đến 5 giờ 45", "quiet", ["22:00", "05:45"]),
]


async def test_what_is_typed_is_shown_and_set_by_one_yes(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    for what, typed, name, value in TAKEN:
        await opens(talk, officer, what)
        before = await held(talk)
        sure = await officer.says(typed)
        assert sure.labels == [talk.said(YES), talk.said("No, leave it")], typed
        assert await held(talk) == before
        await officer.presses(talk.said(YES))
        assert await held(talk) == before | {name: value}
        changes = await version(talk, name)
        await officer.forges(f"setting-yes:{name}")
        assert await version(talk, name) == changes, "a second tap changes nothing"


@pytest.mark.parametrize("what", [BEFORE, REMINDERS, QUIET])
async def test_what_is_offered_is_set_as_well(talk: Talk, world: World, what: str) -> None:
    officer = await an_officer(world)
    await opens(talk, officer, what)
    await officer.presses(officer.last.labels[0])
    await officer.presses(talk.said(YES))
    assert len(await held(talk)) == 1


async def test_who_takes_a_seat_hears_how_early_they_are_reminded(talk: Talk, world: World) -> None:
    """And nothing of reminders where there are none."""
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await an_officer(world)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    for typed, told in (("3 ngày", talk.said("{number} days", number=3)), ("không", "")):
        await opens(talk, officer, BEFORE)
        await officer.says(typed)
        await officer.presses(talk.said(YES))
        seat = await lan.forges(f"take:{world.meeting}")
        assert told in seat.text
        assert talk.said("not at all") not in seat.text
        await lan.forges(f"leave:{world.meeting}")


async def test_nothing_changes_without_the_yes(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    await opens(talk, officer, BEFORE)
    await officer.says("3 ngày")
    await officer.says("có lẽ")
    await officer.presses(talk.said("No, leave it"))
    await opens(talk, officer, REMINDERS)
    again = await officer.says("30, 14, 7, 3, 1")
    assert talk.said("It is so already; nothing was changed.") in again.text
    assert await held(talk) == {}


REFUSED: list[tuple[str, str, str, dict[str, int]]] = [
    (BEFORE, "400 ngày", TOO_FAR, {"most": 60}),
    (BEFORE, "61 ngày", TOO_FAR, {"most": 60}),
    (BEFORE, "0 ngày", NOT_ABOVE_ZERO, {}),
    (BEFORE, "-2 giờ", NOT_ABOVE_ZERO, {}),
    (BEFORE, "sớm một chút", BEFORE_HOW, {"most": 3}),
    (BEFORE, "7, 1, 2", BEFORE_HOW, {"most": 3}),
    (BEFORE, "9 ngày, 7 ngày, 3 ngày, 1 ngày, 5 giờ, 2 giờ, 1 giờ", TOO_MANY, {"most": 3}),
    (BEFORE, f"{'9' * 50} ngày", BEFORE_HOW, {"most": 3}),
    (REMINDERS, "400", TOO_FAR, {"most": 60}),
    (REMINDERS, "0", NOT_ABOVE_ZERO, {}),
    (REMINDERS, "7, -1", NOT_ABOVE_ZERO, {}),
    (REMINDERS, "bảy ngày", REMINDERS_HOW, {"most": 6}),
    (REMINDERS, "7 6 5 4 3 2 1", TOO_MANY, {"most": 6}),
    (LADDER, "cụm trưởng 1, hiệu trưởng 3", GOES_DOWN, {}),
    (LADDER, "hiệu trưởng 1, cụm trưởng 3, hiệu trưởng 7", GOES_DOWN, {}),
    (LADDER, "hiệu trưởng 1, hiệu trưởng 3", GOES_DOWN, {}),
    (LADDER, "hiệu trưởng 5, cụm trưởng 3", GOES_DOWN, {}),
    (LADDER, "hiệu trưởng 0", NOT_ABOVE_ZERO, {}),
    (LADDER, "chuyên viên 400", TOO_FAR, {"most": 60}),
    (LADDER, "bộ trưởng 3", LADDER_HOW, {}),
    (SEMESTER, "giữa tháng 1", SEMESTER_HOW, {}),
    (SEMESTER, "32/1", SEMESTER_HOW, {}),
    (SEMESTER, "19/10", NOT_IN_WINTER, {}),
    (SEMESTER, "29/2", NOT_IN_WINTER, {}),
    (QUIET, "20h-20h", SAME_HOUR, {}),
    (QUIET, "17h-8h", TOO_LONG, {"most": 14}),
    (QUIET, "27h-6h", QUIET_HOW, {}),
    (QUIET, "đêm", QUIET_HOW, {}),
]


async def test_what_cannot_be_set_is_refused_and_asked_again(talk: Talk, world: World) -> None:
    """Each with its own sentence; the question stays open and takes the next try."""
    officer = await an_officer(world)
    for what, typed, no, places in REFUSED:
        await opens(talk, officer, what)
        assert talk.said(no, **places) in (await officer.says(typed)).text, typed
        assert officer.talk.said("Leave it") in officer.last.labels
    assert await held(talk) == {}
    await officer.says("20h-6h")
    assert officer.last.labels == [talk.said(YES), talk.said("No, leave it")]


async def test_of_two_officers_the_second_is_told(talk: Talk, world: World) -> None:
    """Both have the form open; the second yes changes nothing and shows what holds now. A third try goes through."""
    one, other = await an_officer(world), await an_officer(world, "Lê Thị Bình")
    for officer, typed in ((one, "10, 5"), (other, "20, 2")):
        await opens(talk, officer, REMINDERS)
        await officer.says(typed)
    await one.presses(talk.said(YES))
    late = await other.presses(talk.said(YES))
    assert late.text.startswith(talk.said(CHANGED_MEANWHILE))
    assert "10, 5" in late.text
    assert await held(talk) == {"reminders": [10, 5]}
    await sets(talk, other, REMINDERS, "20, 2")
    assert await held(talk) == {"reminders": [20, 2]}


async def test_only_officers(talk: Talk, world: World) -> None:
    """Teachers, leads and principals are refused at every door, and somebody whose role ended in the middle."""
    doors = ("settings", "settings:before", "setting-pick:before:0", "setting-yes:before", "days-off:0", "day-off-yes")
    doors += ("day-off-out:20231120", "day-off-gone:20231120:1", "hours-schools:0")
    for name, *roles in (("Vàng Thị Lan",), ("Sùng A Dơ", Role.LEAD), ("Hạng A Tủa", Role.PRINCIPAL)):
        somebody = await world.has(name, *roles)
        for door in doors:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(door)).text, door
    officer = await an_officer(world)
    await opens(talk, officer, BEFORE)
    await officer.says("3 ngày")
    await world.ends_roles(officer)
    assert talk.said(NotAllowed.sentence) in (await officer.presses(talk.said(YES))).text
    assert await held(talk) == {}


async def test_forged_presses(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    await officer.forges("settings")
    for door in ("settings:colour", "setting-pick:before:99", "setting-pick:colour:0", "setting-pick:before:0"):
        assert talk.said(Gone.sentence) in (await officer.forges(door)).text, door
    await opens(talk, officer, BEFORE)
    for door in ("day-off-out:99999999", "day-off-gone:20231120:1", "day-off-out:0"):
        assert talk.said(Gone.sentence) in (await officer.forges(door)).text, door
    for door in ("setting-yes:before", "setting-yes:colour", "day-off-yes"):
        await officer.forges(door)
    assert await held(talk) == {}
    assert await talk.counts(DayOff) == 0


async def test_new_hours_hold_for_meetings_that_are_settled_already(talk: Talk, world: World) -> None:
    """What has not become due is armed anew; what was sent already is not sent again."""
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    officer, lan = await an_officer(world), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(BEGINS - timedelta(days=7))
    lan.new()
    await sets(talk, officer, BEFORE, "6 ngày, 2 ngày, 3 giờ")
    assert await due(talk, Purpose.WEEK_BEFORE) == []
    assert await due(talk, Purpose.DAY_BEFORE) == [BEGINS - timedelta(days=2)]
    assert await due(talk, Purpose.HOURS_BEFORE) == [BEGINS - timedelta(hours=3)]
    heard = []
    for hour in (at(20, 14), at(24, 13, 59), at(24, 14), at(25, 14), at(26, 11)):
        await talk.comes(hour)
        heard.append(len(lan.new()))
    assert heard == [0, 0, 1, 0, 1]


async def test_what_has_just_become_due_is_not_lost_by_a_change(talk: Talk, world: World) -> None:
    """The officer's yes comes in the second in which a reminder is due, before any round has seen it."""
    officer, lan = await an_officer(world), await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    await lan.forges(f"take:{world.meeting}")
    lan.new()
    talk.clock.move_to(BEGINS - timedelta(days=7) + timedelta(seconds=1))
    await sets(talk, officer, BEFORE, "6 ngày, 1 ngày, 2 giờ")
    await talk.app.jobs.tick()
    assert sum(one.text.startswith(talk.said("Reminder:")) for one in lan.new()) == 1


async def test_reminders_can_be_turned_off(talk: Talk, world: World) -> None:
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await an_officer(world)
    await world.settles(lead)
    await sets(talk, officer, BEFORE, "không")
    for purpose in (Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE):
        assert await due(talk, purpose) == []
    assert await due(talk, Purpose.REFLECT) == [BEGINS + timedelta(hours=3)]


async def test_an_overtaken_reminder_is_missed_and_shown(talk: Talk, world: World) -> None:
    """After a sleep over two reminders only the later one is sent; the lead hears of the other."""
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    await lead.forges(f"leave:{world.meeting}")
    for somebody in (lead, lan):
        somebody.new()
    await talk.comes(at(25, 15))
    assert len(lan.new()) == 1
    missed = await talk.finds(select(Outbox.purpose).where(Outbox.state == OutboxState.MISSED))
    assert missed == [Purpose.WEEK_BEFORE]
    assert [one.text[:2] for one in lead.new() if one.text[0].isdigit()] == ["1 "]


async def test_a_day_off_is_typed_listed_and_taken_out(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    await officer.forges("settings")
    await officer.presses(talk.said("Days off"))
    sure = await officer.says("20/11 Hội giảng")
    assert "20/11/2023 Hội giảng" in sure.text
    assert await talk.counts(DayOff) == 0
    await officer.presses(talk.said("Yes, days off"))
    await officer.says("01/02/2024 - 15/02/2024 Nghỉ Tết")
    listed = await officer.presses(talk.said("Yes, days off"))
    assert "01/02/2024–15/02/2024 Nghỉ Tết" in listed.text
    assert await talk.counts(DayOff) == 16
    shown = await officer.forges("settings")
    assert "Hội giảng" in shown.text
    await officer.forges("days-off:0")
    await officer.presses("01/02/2024")
    await officer.presses(talk.said("Yes, take it out"))
    assert await talk.finds(select(DayOff.day)) == [date(2023, 11, 20)]
    gone = await officer.forges("day-off-gone:20240201:15")
    assert talk.said(Gone.sentence) in gone.text


NO_DAYS: list[tuple[str, str, dict[str, int]]] = [
    ("nghỉ", HOW, {}),
    ("31/02 Nghỉ", NO_SUCH_DAY, {}),
    ("01/09/2023 Khai giảng", IN_THE_PAST, {}),
    ("01/01/2024 - 31/12/2024 Cả năm", LEAVE_TOO_LONG, {"most": 92}),
    ("20/11/2023 - 10/11/2023", BACKWARDS, {}),
    ("01/01/2030 Nghỉ", DAY_TOO_FAR, {}),
]


async def test_days_that_cannot_be_off(talk: Talk, world: World) -> None:
    officer = await an_officer(world)
    await officer.forges("days-off:0")
    for typed, no, places in NO_DAYS:
        assert talk.said(no, **places) in (await officer.says(typed)).text, typed
    assert await talk.counts(DayOff) == 0
    await officer.says("20/11")
    await officer.presses(talk.said("Yes, days off"))
    assert await talk.counts(DayOff) == 1, "the question was still open"


async def test_a_day_off_moves_what_was_planned_on_it(talk: Talk, world: World) -> None:
    """The reminder of a day off leaves at the same hour of the last working day; taken out, it is as before."""
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await an_officer(world)
    await world.settles(lead)
    assert await due(talk, Purpose.DAY_BEFORE) == [BEGINS - timedelta(days=1)]
    await officer.forges("days-off:0")
    await officer.says("24/10 - 25/10 Hội giảng")
    await officer.presses(talk.said("Yes, days off"))
    assert await due(talk, Purpose.DAY_BEFORE) == [at(23, 14)]
    await officer.presses("24/10/2023")
    await officer.presses(talk.said("Yes, take it out"))
    assert await due(talk, Purpose.DAY_BEFORE) == [BEGINS - timedelta(days=1)]


async def test_a_half_day_is_not_proposed_on_a_day_off(talk: Talk, world: World) -> None:
    """The proposals avoid the organisation's own days, and one that is typed is noted."""
    lead, officer = await world.has("Sùng A Dơ", Role.LEAD), await an_officer(world)
    await officer.forges("days-off:0")
    await officer.says("10/10/2023 - 30/10/2023 Hội giảng")
    await officer.presses(talk.said("Yes, days off"))
    proposed = await lead.forges(f"settle:{world.meeting}")
    days = [label for label in proposed.labels if "/10" in label]
    assert days
    assert all("31/10" in label for label in days)
    noted = await lead.says("14h ngày 26/10")
    assert talk.said("Please note: a day off ({name}).", name="Hội giảng") in noted.text
