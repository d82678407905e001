"""What a second version of a plan does: matched meeting by meeting, changed, taken out, brought back, told once."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    Coming,
    Form,
    Invitee,
    Meeting,
    MeetingState,
    Notice,
    Outbox,
    Person,
    Purpose,
    Role,
    Round,
    Seat,
    SeatState,
    Why,
)
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan.difference import Difference, compare
from bot.domain.plan.nouns import Proposal
from bot.domain.plan.standing import load
from bot.domain.programme import calling_off, meetings
from bot.vietnamese import ZONE
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft, said
from tests.tables import lent

SECOND = ("2", "Tháng 12", "Cụm 1", "TH số 1 Hoa Đào", "Tập làm văn")
THIRD = ("3", "Tháng 2", "Cụm 1", "TH số 2 Hoa Đào", "STEM")
OFFICER = Rights(officer=True)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


async def takes(db, draft: Draft, now: datetime = NOW, **how) -> Proposal:
    proposal = await plan.propose(db, draft, YEAR)
    assert not proposal.doubts
    await plan.accept(db, EVERYTHING, proposal, now=now, **how)
    return proposal


async def differs(db, draft: Draft, now: datetime = NOW) -> Difference:
    proposal = await plan.propose(db, draft, YEAR)
    return compare(proposal, await load(db, SchoolYear.read(YEAR)), now)


async def alive(db) -> list[Meeting]:
    asked = select(Meeting).where(Meeting.state != MeetingState.CANCELLED).order_by(Meeting.month, Meeting.id)
    return list(await db.scalars(asked.execution_options(populate_existing=True)))


async def joins(db, name: str, role: Role | None = None, **where) -> Person:
    person = Person(name=name, folded=name.lower(), joined_at=NOW)
    db.add(person)
    await db.flush()
    db.add(Account(person_id=person.id, channel="talk", address=name))
    if role:
        db.add(Appointment(role=role, person_id=person.id, valid_from=date(2023, 9, 1), **where))
    await db.flush()
    return person


async def sits(db, person: Person, meeting: Meeting) -> None:
    db.add(Seat(meeting_id=meeting.id, person_id=person.id, state=SeatState.HELD, since=NOW))
    db.add(
        Invitee(meeting_id=meeting.id, person_id=person.id, why=Why.CHOSEN, asked_by_id=person.id, answer=Coming.YES)
    )
    meeting.taken += 1
    await db.flush()


async def settled(db, meeting: Meeting, when: datetime) -> Meeting:
    await meetings.settle(db, meeting, OFFICER, starts_at=when, room="Phòng họp", capacity=None, now=NOW)
    return meeting


HOUR = datetime(2023, 10, 26, 14, tzinfo=ZONE)


async def test_each_field_is_told_before_and_changed_after(db):
    await takes(db, a_draft(ROW, SECOND))
    draft = a_draft((*ROW[:3], "TH số 2 Hoa Đào", ROW[4]), (*SECOND[:4], "Chính tả"))
    draft = replace(draft, meetings=(draft.meetings[0], replace(draft.meetings[1], form="Trực tuyến")))
    difference = await differs(db, draft)
    assert [change.fields for change in difference.changed] == [("host",), ("content", "form")]
    assert (difference.added, difference.removed, difference.same) == ((), (), 0)
    await takes(db, draft)
    first, second = await alive(db)
    assert (first.host.name, second.content, second.form) == ("TH số 2 Hoa Đào", "Chính tả", Form.ONLINE)
    assert not await differs(db, draft)


async def test_a_month_in_between_keeps_the_others_what_they_are(db):
    """The rounds after it have other numbers now; their meetings are the same."""
    await takes(db, a_draft(ROW, SECOND))
    between = ("2", "Tháng 11", "Cụm 1", "TH số 2 Hoa Đào", "Toán")
    later = ("3", *SECOND[1:])
    difference = await differs(db, a_draft(ROW, between, later))
    assert (len(difference.added), difference.same, difference.changed, difference.removed) == (1, 2, (), ())
    await takes(db, a_draft(ROW, between, later))
    rounds = await db.execute(select(Round.number, Round.month).order_by(Round.number))
    assert rounds.all() == [(1, date(2023, 10, 1)), (2, date(2023, 11, 1)), (3, date(2023, 12, 1))]


async def test_a_meeting_put_into_another_month_is_one_change(db):
    await takes(db, a_draft(ROW, SECOND))
    moved = ("2", "Tháng 11", *SECOND[2:])
    [change] = (await differs(db, a_draft(ROW, moved))).changed
    assert change.fields == ("month",)
    before = {meeting.id for meeting in await alive(db)}
    await takes(db, a_draft(ROW, moved))
    assert {meeting.id for meeting in await alive(db)} == before
    assert [(m.month, m.round.month) for m in await alive(db)][1] == (date(2023, 11, 1), date(2023, 11, 1))


async def test_one_of_two_alike_is_not_taken_for_what_was_moved(db):
    """Where a topic is there twice, on either side, nobody can tell which it was: it is taken out, and others come."""
    alike = [("", f"Tháng {month}", *ROW[2:]) for month in (11, 12)]
    await takes(db, a_draft(ROW))
    difference = await differs(db, a_draft(*alike))
    assert (len(difference.added), len(difference.removed), difference.changed) == (2, 1, ())
    await takes(db, a_draft(*alike))
    difference = await differs(db, a_draft(("", "Tháng 2", *ROW[2:])))
    assert (len(difference.added), len(difference.removed), difference.changed) == (1, 2, ())


async def test_the_second_of_two_in_a_month_is_known_by_what_it_is_about(db):
    """Taking the first out does not turn the second into it."""
    other = ("", "", "Cụm 1", "TH số 1 Hoa Đào", "Khác")
    await takes(db, a_draft(ROW, other))
    difference = await differs(db, a_draft(("1", "Tháng 10", *other[2:])))
    assert [meeting.content for meeting in difference.removed] == ["Chuyên đề"]
    assert (difference.changed, difference.same) == ((), 1)


async def test_what_was_taken_out_comes_back_with_a_later_version(db):
    await takes(db, a_draft(ROW, SECOND))
    await takes(db, a_draft(ROW))
    assert len(await alive(db)) == 1
    [change] = (await differs(db, a_draft(ROW, SECOND))).again
    await takes(db, a_draft(ROW, SECOND))
    assert [meeting.id for meeting in await alive(db)][1] == change.meeting.id
    assert not await differs(db, a_draft(ROW, SECOND))


async def test_what_a_lead_called_off_stays_called_off(db):
    await takes(db, a_draft(ROW, SECOND))
    first = await settled(db, (await alive(db))[0], HOUR)
    await calling_off.cancel(db, first, OFFICER, now=NOW)
    difference = await differs(db, a_draft(ROW, SECOND))
    assert not difference
    assert said(difference.stays) == ["The meeting at table 1, row 1 (Cụm số 1) was called off; it stays called off."]


async def test_another_meeting_of_that_month_is_a_new_one(db):
    await takes(db, a_draft(ROW))
    await calling_off.cancel(db, await settled(db, (await alive(db))[0], HOUR), OFFICER, now=NOW)
    await takes(db, a_draft((*ROW[:4], "Chuyên đề mới")))
    assert [(meeting.content, meeting.number) for meeting in await alive(db)] == [("Chuyên đề mới", 2)]


async def test_what_is_over_is_history(db):
    """No later version takes it out or rewrites it."""
    await takes(db, a_draft(ROW, SECOND))
    await settled(db, (await alive(db))[0], HOUR)
    after = HOUR + timedelta(days=1)
    difference = await differs(db, a_draft((*ROW[:4], "Khác")), after)
    assert [meeting.content for meeting in difference.removed] == ["Tập làm văn"]
    assert difference.changed == ()
    assert [note.sentence for note in difference.stays] == [
        "The meeting at {place} ({cluster}) is over; it stays as it was."
    ]
    assert [meeting.content for meeting in (await differs(db, a_draft(SECOND), after)).removed] == []


async def test_who_settled_the_hour_and_the_form_is_not_written_over(db):
    await takes(db, a_draft(ROW))
    meeting = await settled(db, (await alive(db))[0], HOUR)
    meeting.form = Form.ONLINE
    assert not await differs(db, a_draft(ROW))
    [change] = (await differs(db, a_draft((ROW[0], "Tháng 11", *ROW[2:])))).changed
    assert change.fields == ("month",)
    await takes(db, a_draft((ROW[0], "Tháng 11", *ROW[2:])))
    assert (meeting.starts_at, meeting.state, meeting.month) == (HOUR, MeetingState.SETTLED, date(2023, 11, 1))


def planned(proposal: Proposal, **changes) -> Proposal:
    return replace(proposal, meetings=tuple(replace(one, **changes) for one in proposal.meetings))


async def test_what_the_paper_says_of_day_and_hour_is_kept_and_no_more(db):
    """A day alone waits for its lead; with an hour the meeting is settled and its reminders are armed."""
    proposal = await plan.propose(db, a_draft(ROW), YEAR)
    day = HOUR.date()
    await plan.accept(db, EVERYTHING, planned(proposal, day=day), now=NOW)
    [meeting] = await alive(db)
    assert (meeting.state, meeting.day, meeting.starts_at) == (MeetingState.PLANNED, day, None)
    await plan.accept(db, EVERYTHING, planned(proposal, day=day, starts_at=HOUR, room="Hội trường"), now=NOW)
    [meeting] = await alive(db)
    assert (meeting.state, meeting.starts_at, meeting.room) == (MeetingState.SETTLED, HOUR, "Hội trường")
    assert list(await db.scalars(select(Notice)))


async def test_a_paper_of_the_past_reminds_nobody(db):
    proposal = planned(await plan.propose(db, a_draft(ROW), YEAR), day=HOUR.date(), starts_at=HOUR)
    await plan.accept(db, EVERYTHING, proposal, now=NOW + timedelta(days=400))
    [meeting] = await alive(db)
    assert meeting.starts_at == HOUR
    assert not list(await db.scalars(select(Notice)))
    assert not list(await db.scalars(select(Outbox)))


@pytest.mark.parametrize("hour", [None, HOUR])
async def test_the_day_and_the_hour_that_the_lead_has_settled_are_no_change(db, hour):
    """The next version writes down what was agreed: nobody hears of it. Another day is told."""
    proposal = await plan.propose(db, a_draft(ROW), YEAR)
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    [meeting] = await alive(db)
    await settled(db, meeting, HOUR)
    standing = await load(db, SchoolYear.read(YEAR))
    same = compare(planned(proposal, day=HOUR.date(), starts_at=hour), standing, NOW)
    assert (bool(same), same.same) == (False, 1)
    later = HOUR + timedelta(days=1)
    [moved] = compare(planned(proposal, day=later.date(), starts_at=later), standing, NOW).changed
    assert "day" in moved.fields


async def test_an_hour_that_a_lead_moved_stays_until_the_paper_moves_the_day(db):
    proposal = planned(await plan.propose(db, a_draft(ROW), YEAR), day=HOUR.date(), starts_at=HOUR)
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    [meeting] = await alive(db)
    later = HOUR + timedelta(days=2)
    await settled(db, meeting, later)
    same = compare(proposal, await load(db, SchoolYear.read(YEAR)), NOW)
    assert (bool(same), len(same.stays)) == (False, 1)
    teacher = await joins(db, "Lan")
    await sits(db, teacher, meeting)
    week = HOUR - timedelta(days=7)
    await plan.accept(db, EVERYTHING, planned(proposal, day=week.date(), starts_at=week), now=NOW)
    assert meeting.starts_at == week
    told = list(await db.scalars(select(Outbox.purpose).where(Outbox.person_id == teacher.id)))
    assert told == [Purpose.MOVED]


async def test_everybody_who_is_touched_is_told_once(db):
    """Lead, host and seats; one letter each, whatever their roles and however many meetings."""
    await takes(db, a_draft(ROW, SECOND, THIRD))
    assert not list(await db.scalars(select(Outbox)))
    first, _, third = await alive(db)
    cluster = await db.get_one(Cluster, first.cluster_id)
    lead = await joins(db, "Dơ", Role.LEAD, cluster_id=cluster.id)
    db.add(Appointment(role=Role.PRINCIPAL, person_id=lead.id, unit_id=first.host_id, valid_from=date(2023, 9, 1)))
    host = await joins(db, "Chủ", Role.PRINCIPAL, unit_id=third.host_id)
    teacher, other = await joins(db, "Lan"), await joins(db, "Minh")
    await sits(db, teacher, await settled(db, first, HOUR))
    draft = a_draft((*ROW[:4], "Khác"), (*SECOND[:4], "Khác nữa"), THIRD)
    await takes(db, draft, NOW + timedelta(hours=1))
    letters = list(await db.scalars(select(Outbox).where(Outbox.purpose == Purpose.PLAN_CHANGED)))
    entries = {letter.person_id: len(letter.facts["entries"]) for letter in letters}
    assert entries == {lead.id: 2, teacher.id: 1}
    assert other.id not in entries
    await takes(db, a_draft((*ROW[:4], "Khác"), (*SECOND[:4], "Khác nữa")), NOW + timedelta(hours=2), by=lead.id)
    letters = list(await db.scalars(select(Outbox).where(Outbox.purpose == Purpose.PLAN_CHANGED)))
    assert Counter(letter.person_id for letter in letters) == {lead.id: 1, teacher.id: 1, host.id: 1}


HOSTS = ("TH Hoa Ban", "TH số 1 Hoa Đào", "TH số 2 Hoa Đào")
rows = st.lists(
    st.tuples(st.sampled_from((9, 10, 11, 12, 1, 2, 3)), st.sampled_from(HOSTS), st.sampled_from("ABC")),
    min_size=1,
    max_size=7,
)


def version(entries) -> Draft:
    return a_draft(*(("", f"Tháng {month}", "Cụm 1", host, topic) for month, host, topic in entries))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=2, max_size=4))
async def test_after_any_versions_the_last_one_stands(databases, tmp_path_factory, versions):
    """Whatever came before: month, host and topic are those of the last paper, and it brings nothing a second time."""
    with lent(databases, tmp_path_factory.mktemp("plan")) as url:
        await _take_all(url, versions)


async def _take_all(url: str, versions) -> None:
    async with a_database(url) as database, database.writing() as db:
        for number, entries in enumerate(versions):
            await takes(db, version(entries), NOW + timedelta(hours=number))
        month = SchoolYear.read(YEAR).month
        # The same row twice is one meeting, which is told.
        wanted = Counter({(month(number), host, topic) for number, host, topic in versions[-1]})
        assert Counter((m.month, m.host.name, m.content) for m in await alive(db)) == wanted
        assert all(meeting.round.month == meeting.month for meeting in await alive(db))
        assert not await differs(db, version(versions[-1]))


async def test_the_first_plan_of_a_year_tells_nobody(db):
    """Its leads are asked for days when the months come; a letter about everything at once helps nobody."""
    await takes(db, a_draft(ROW))
    await joins(db, "Chủ", Role.PRINCIPAL, unit_id=(await alive(db))[0].host_id)
    next_year = await plan.propose(db, a_draft(ROW, years=()), "2024-2025")
    await plan.accept(db, EVERYTHING, next_year, now=NOW + timedelta(hours=1))
    assert len(await alive(db)) == 2
    assert not list(await db.scalars(select(Outbox)))
