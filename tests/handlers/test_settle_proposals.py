"""Settling in five taps: free half-days to choose from, the form and its link, and being asked for the day at all."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.models import Form, Meeting, MeetingState, Outbox, OutboxState, Plan, PlanState, Purpose, Role
from bot.domain.programme import halfdays, meetings
from bot.domain.programme.meetings import NO_LINK
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE, at, local, next_month
from handlers.meeting.when import NO_DAY, NONE_AS_LAST
from tests.talk import Message, Somebody, Talk, TalkChannel, World

LINK = "https://meet.google.com/abc-defg-hij"


async def changed(world: World, meeting: int, **values: object) -> None:
    async with world.talk.app.database.writing() as db:
        found = await db.get_one(Meeting, meeting)
        for name, value in values.items():
            setattr(found, name, value)


async def proposed(talk: Talk, meeting: int) -> list[datetime]:
    async with talk.app.database.reading() as db:
        return await halfdays.proposals(db, await meetings.get(db, meeting), talk.clock.now())


def half_days(message: Message) -> list[str]:
    return [button.press for row in message.buttons for button in row if button.press.startswith("half:")]


@pytest.mark.parametrize("typed", ["như lần trước", "lap lai buoi truoc nhe", "giống buổi trước ạ"])
async def test_as_last_time_offers_its_weekday_and_hour(talk: Talk, world: World, typed: str) -> None:
    """Nothing is taken without a tap; without a meeting before it this is said."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    assert talk.said(NONE_AS_LAST) in (await lead.says(typed)).text
    await world.settles(lead, "15h ngày 12/10")
    other = await world.plans()
    await lead.forges(f"settle:{other}")
    offered = half_days(await lead.says(typed))
    assert offered == [f"half:{other}:{day}:1500" for day in ("20231019", "20231026")]
    await lead.presses(lead.last.labels[0])
    assert "19/10" in lead.last.text


async def test_five_taps(talk: Talk, world: World) -> None:
    """A half-day, a room, a form, seats, yes: nothing is typed, and sign-up is open."""
    say = talk.said
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    asked = await lead.forges(f"settle:{world.meeting}")
    assert 5 <= len(half_days(asked)) <= 6
    first = (await proposed(talk, world.meeting))[0]
    await lead.presses(asked.labels[0])
    await lead.presses(say("Meeting room"))
    preview = await lead.presses("40")
    assert say("Form: {form}", form=say("in person")) in preview.text
    card = await lead.presses(say("Settle it"))
    assert say("Settled. Sign-up is open.") in card.text
    assert say("Parts") in card.labels
    meeting = await world.stands()
    assert (meeting.state, meeting.starts_at, meeting.capacity) == (MeetingState.SETTLED, first, 40)


@pytest.mark.parametrize(
    ("typed", "months"),
    [("tháng 12", {"202312"}), ("sang thang 11 nhe", {"202311"}), ("sau Tết", {"202402", "202403"})],
)
async def test_a_month_that_is_typed_offers_its_free_half_days(
    talk: Talk, world: World, typed: str, months: set[str]
) -> None:
    """A tap takes one; what names no day at all is asked again."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    asked = await lead.says(typed)
    assert {press.split(":")[2][:6] for press in half_days(asked)} == months
    assert talk.said("Meeting room") in (await lead.presses(asked.labels[0])).labels
    await lead.forges(f"settle:{world.meeting}")
    assert talk.said(NO_DAY) in (await lead.says("cả nhà ơi")).text


async def test_proposals_avoid_what_speaks_against_a_day(talk: Talk, world: World) -> None:
    """Neither Sundays nor the past nor days on which the cluster or the host meets already; all in the month."""
    theirs = await world.plans(cluster=world.group, host=world.school)
    await changed(world, theirs, state=MeetingState.SETTLED, starts_at=at(date(2023, 10, 12), MORNING),
                  ends_at=at(date(2023, 10, 12), AFTERNOON))  # fmt: skip
    await changed(world, await world.plans(number=3), day=date(2023, 10, 20))
    found = await proposed(talk, world.meeting)
    days = [local(one).date() for one in found]
    assert len(set(days)) == len(days) == 6
    assert found == sorted(found)
    assert all(date(2023, 10, 10) <= day <= date(2023, 10, 31) and day.weekday() != 6 for day in days)
    assert not {date(2023, 10, 12), date(2023, 10, 20)} & set(days)
    assert {local(one).time() for one in found} == {MORNING, AFTERNOON}


async def test_a_day_that_the_plan_gives_is_proposed_first(talk: Talk, world: World) -> None:
    """Its two half-days, whatever else is on that day."""
    await changed(world, world.meeting, day=date(2023, 10, 22))
    found = await proposed(talk, world.meeting)
    assert found[:2] == [at(date(2023, 10, 22), MORNING), at(date(2023, 10, 22), AFTERNOON)]
    assert len(found) == 6


async def test_a_month_that_is_over_has_nothing_to_propose(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    talk.clock.move_to(at(date(2023, 10, 31), time(9)))
    asked = await lead.forges(f"settle:{world.meeting}")
    assert half_days(asked) == []
    await lead.says("14h ngày 2/11")
    assert "2023" in lead.last.text


MORNING, AFTERNOON = time(7, 30), time(14)
MONTHS = st.dates(date(2023, 9, 1), date(2028, 5, 1)).map(lambda day: day.replace(day=1))


@pytest.mark.parametrize(("channel", "language"), [(TalkChannel(), "vi")], ids=["buttons-vi"])
async def test_no_month_is_ever_proposed_a_day_off(talk: Talk, world: World) -> None:
    """Over any months and busy days: never a Sunday, a holiday, Tết, the 24/11 from 2026, or a busy day; in order."""
    other = await world.plans()
    cases: list[tuple[date, int]] = []

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(MONTHS, st.integers(0, 27))
    def draw(month: date, number: int) -> None:
        cases.append((month, number))

    draw()
    for month, number in cases:
        busy = month + timedelta(days=number)
        await changed(world, world.meeting, month=month)
        await changed(world, other, month=month, day=busy)
        talk.clock.now = lambda month=month: at(month - timedelta(days=20), time(9))  # type: ignore[method-assign] # any month
        found = await proposed(talk, world.meeting)
        days = [local(one).date() for one in found]
        assert 4 <= len(found) <= 6, month
        assert found == sorted(found)
        assert busy not in days
        for one, day in zip(found, days, strict=True):
            assert month <= day < next_month(month)
            assert day.weekday() != 6
            assert not halfdays.day_off(day)
            assert local(one).time() in (MORNING, AFTERNOON)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2025, 11, 24), ""),
        (date(2026, 11, 20), ""),
        (date(2027, 2, 6), "Tết Nguyên Đán"),
        (date(2027, 2, 1), "Tết Nguyên Đán"),
        (date(2027, 2, 15), "Tết Nguyên Đán"),
        (date(2027, 2, 22), ""),
        (date(2027, 4, 30), "Ngày Chiến thắng"),
    ],
)
def test_days_off(day: date, name: str) -> None:
    found = halfdays.day_off(day)
    assert bool(found) == bool(name)
    assert name in found or name == "Ngày Chiến thắng"


async def test_what_speaks_against_a_typed_day_is_said(talk: Talk, world: World) -> None:
    """A Sunday, a holiday, another meeting of the host: allowed, and pointed out."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, "8h ngày 20/10", meeting=await world.plans(number=3))
    await lead.forges(f"settle:{world.meeting}")
    assert talk.said("Please note: a Sunday.") in (await lead.says("14h ngày 22/10")).text
    await lead.forges(f"settle:{world.meeting}")
    told = await lead.says("14h ngày 20/10")
    assert talk.said("Please note, on that day: {meeting}.", meeting="|").split("|")[0] in told.text
    await lead.forges(f"settle:{world.meeting}")
    off = halfdays.day_off(date(2024, 1, 1), talk.language)
    assert off in (await lead.says("14h ngày 1/1")).text


@pytest.mark.parametrize(("form", "needs_room"), [(Form.ONLINE, False), (Form.BOTH, True)])
async def test_online_asks_for_the_link(talk: Talk, world: World, form: Form, needs_room: bool) -> None:
    """One of three buttons; only an https address is a link; people see it on the card and in reminders."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan = await world.has("Vàng Thị Lan")
    await lead.forges(f"settle:{world.meeting}")
    for typed in ("14h ngày 26/10", "Phòng họp", "30"):
        preview = await lead.says(typed)
    # The four ways to say who should come; the three forms stand behind a button of their own.
    assert sum(label.startswith(("●", "○")) for label in preview.labels) == 4
    assert sum(label.startswith(("●", "○")) for label in (await lead.presses(talk.said("Another form"))).labels) == 3
    names = {Form.ONLINE: "○ " + talk.said("online"), Form.BOTH: "○ " + talk.said("in person and online")}
    assert talk.said(NO_LINK) in (await lead.presses(names[form])).text
    for typed in ("meet.google.com/abc", "http://meet.google.com/abc", "https://", "https://localhost",
                  "https://a.b c", "javascript:alert(1)", "https://a.b/" + "x" * 400):  # fmt: skip
        assert talk.said(NO_LINK) in (await lead.says(typed)).text
    preview = await lead.says(LINK)
    assert LINK in preview.text
    await lead.presses(talk.said("Settle it"))
    meeting = await world.stands()
    assert (meeting.form, meeting.link, bool(meeting.room)) == (form, LINK, needs_room)
    await lan.forges(f"take:{world.meeting}")
    lan.new()
    await talk.comes(datetime(2023, 10, 25, 14, tzinfo=ZONE))
    assert LINK in lan.new()[-1].text


async def test_online_from_the_room_question_and_back(talk: Talk, world: World) -> None:
    """Whoever said online and means in person is asked for the room then."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.presses(talk.said("Online, no room"))
    await lead.says(LINK)
    await lead.says("30")
    await lead.presses(talk.said("Another form"))
    room = await lead.presses("○ " + talk.said("in person"))
    assert talk.said("Meeting room") in room.labels
    await lead.presses(talk.said("Meeting room"))
    await lead.presses(talk.said("Settle it"))
    meeting = await world.stands()
    assert (meeting.form, meeting.link, meeting.room) == (Form.IN_PERSON, None, talk.said("Meeting room"))


async def test_a_new_link_is_a_change_that_people_are_told_of(talk: Talk, world: World) -> None:
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    lan.new()
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.presses(talk.said("Another form"))
    await lead.presses("○ " + talk.said("in person and online"))
    await lead.says(LINK)
    await lead.presses(talk.said("Settle it"))
    await talk.passes(minutes=3)
    [told] = lan.new()
    assert LINK in told.text


async def test_forged_and_foreign_buttons_settle_nothing(talk: Talk, world: World) -> None:
    """A half-day of no calendar, a form that is none, another meeting's answers, a teacher's press."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    other = await world.plans()
    for data in (
        f"half:{world.meeting}:20231399:0730",
        f"half:{world.meeting}:x:y",
        f"half:{world.meeting}:20231026:9900",
    ):
        assert talk.said(Gone.sentence) in (await lead.forges(data)).text
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"half:{world.meeting}:20231026:0730")).text
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    unfinished = talk.said("This was not finished. Please choose the meeting again and start anew.")
    assert unfinished in (await lead.forges(f"room:{other}:0")).text
    assert unfinished in (await lead.forges(f"form:{other}:online")).text
    assert talk.said(Gone.sentence) in (await lead.forges(f"form:{world.meeting}:hybrid")).text
    assert (await world.stands(other)).state is MeetingState.PLANNED


async def asked(talk: Talk) -> list[Outbox]:
    return await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.SETTLE).order_by(Outbox.id))


async def in_december(world: World) -> Somebody:
    """A lead whose only meeting has the month of December."""
    await changed(world, world.meeting, month=date(2023, 12, 1))
    return await world.has("Sùng A Dơ", Role.LEAD)


def ninth_hour(day: int, month: int = 11) -> datetime:
    return datetime(2023, month, day, 9, tzinfo=ZONE)


async def test_the_lead_is_asked_from_21_days_before_the_month(talk: Talk, world: World) -> None:
    """Not a day sooner; once a week; the button begins the conversation; after settling never again."""
    lead = await in_december(world)
    await talk.comes(ninth_hour(9))
    assert lead.new() == []
    await talk.comes(ninth_hour(10))
    await talk.passes(minutes=1)
    await talk.comes(ninth_hour(16))
    [told] = lead.new()
    assert "12/2023" in told.text or "December 2023" in told.text
    await talk.comes(ninth_hour(17))
    [again] = lead.new()
    assert half_days(await lead.presses(talk.said("Settle the day"), on=again))
    await lead.says("14h ngày 5/12")
    await lead.says("Phòng họp")
    await lead.says("30")
    await lead.presses(talk.said("Settle it"))
    lead.new()
    for day in (24, 28):
        await talk.comes(ninth_hour(day))
        assert lead.new() == []
    assert [row.version for row in await asked(talk)] == [1, 2]


async def test_a_question_on_its_way_stops_when_the_day_is_settled(talk: Talk, world: World) -> None:
    """Queued at night for the morning, settled in between: nobody is asked for what is done."""
    lead = await in_december(world)
    await talk.comes(datetime(2023, 11, 10, 22, tzinfo=ZONE))
    assert lead.new() == []
    await world.settles(lead, "14h ngày 5/12")
    lead.new()
    await talk.comes(ninth_hour(11))
    assert lead.new() == []
    assert [row.state for row in await asked(talk)] == [OutboxState.VOID]


async def test_nobody_is_asked_about_a_draft_a_cancelled_meeting_or_a_month_gone_by(talk: Talk, world: World) -> None:
    lead = await in_december(world)
    async with talk.app.database.writing() as db:
        (await db.get_one(Plan, 1)).state = PlanState.DRAFT
    await talk.comes(ninth_hour(12))
    assert lead.new() == []
    async with talk.app.database.writing() as db:
        (await db.get_one(Plan, 1)).state = PlanState.PUBLISHED
    await lead.forges(f"cancelled:{world.meeting}")
    lead.new()
    await talk.comes(ninth_hour(20))
    assert lead.new() == []
    await changed(world, world.meeting, state=MeetingState.PLANNED)
    await talk.comes(datetime(2024, 1, 1, 9, tzinfo=ZONE))
    assert lead.new() == []


async def test_whoever_leads_is_asked_once_whatever_the_roles(talk: Talk, world: World) -> None:
    """The lead school's principal who is the lead too gets one message; teachers none."""
    await changed(world, world.meeting, month=date(2023, 12, 1))
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, Role.LEAD)
    lan = await world.has("Vàng Thị Lan")
    await talk.comes(ninth_hour(10))
    assert len(head.new()) == 1
    assert lan.new() == []
