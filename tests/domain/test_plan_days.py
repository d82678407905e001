"""Days, hours and rooms in a plan; clusters that stand already; schools of one name."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain import plan
from bot.domain.drafts import Draft, Place, TypedCluster
from bot.domain.models import Appointment, Cluster, HowAppointed, Meeting, MeetingState, Unit, UnitKind
from bot.domain.organisation import units
from bot.domain.organisation.people import EVERYTHING
from bot.errors import BadInput
from bot.vietnamese import ZONE
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft, demo, said

DAY = date(2023, 12, 16)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


def on(time: str, *, host: str = "TH Hoa Ban") -> tuple[str, ...]:
    return ("1", time, "Cụm 1", host, "Chuyên đề")


async def test_a_day_without_an_hour_keeps_its_day_and_stays_to_be_settled(db):
    proposal = await plan.propose(db, a_draft(on("Sáng thứ Bảy 16/12")), YEAR)
    [meeting] = proposal.meetings
    assert (meeting.day, meeting.starts_at, meeting.month) == (DAY, None, date(2023, 12, 1))
    assert [warning for warning in said(proposal.warnings) if "the lead settles the rest" in warning] == [
        (
            "At table 1, row 1 stands 'Sáng thứ Bảy 16/12'. "
            "Only 'thứ Bảy 16/12/2023' is taken; the lead settles the rest."
        )
    ]
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    kept = (await db.scalars(select(Meeting))).one()
    assert (kept.state, kept.day, kept.starts_at) == (MeetingState.PLANNED, DAY, None)


async def test_a_day_with_hours_and_a_room(db):
    draft = a_draft(on("7h30 đến 11h ngày 16/12", host="Hội trường TH Hoa Ban"))
    proposal = await plan.propose(db, draft, YEAR)
    [meeting] = proposal.meetings
    hours = datetime(2023, 12, 16, 7, 30, tzinfo=ZONE), datetime(2023, 12, 16, 11, tzinfo=ZONE)
    assert (meeting.day, (meeting.starts_at, meeting.ends_at)) == (DAY, hours)
    assert (meeting.host.name, meeting.room) == ("TH Hoa Ban", "Hội trường")
    assert [(repair.original, repair.becomes) for repair in proposal.repairs] == [
        ("Hội trường TH Hoa Ban", "TH Hoa Ban; Hội trường")
    ]


@pytest.mark.parametrize(
    ("answer", "days"),
    [(0, [date(2024, 5, 24)]), (2, [date(2024, 5, 24), date(2024, 5, 25)]), (3, [None])],
)
async def test_two_days_are_asked_about(db, answer, days):
    draft = a_draft(on("24, 25/5/2024"))
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert doubt.candidates[2].startswith("2 buổi: ")
    proposal = await plan.propose(db, draft, YEAR, {doubt.key: doubt.candidates[answer]})
    assert [meeting.day for meeting in proposal.meetings] == days
    assert [meeting.number for meeting in proposal.meetings] == list(range(1, len(days) + 1))
    assert not proposal.doubts


async def test_a_weekday_that_contradicts_its_date_is_asked(db):
    draft = a_draft(on("thứ Hai, 16/12"))
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert doubt.candidates == ("thứ Bảy 16/12/2023", "thứ Hai 18/12/2023", "tháng 12/2023, chưa có ngày")
    proposal = await plan.propose(db, draft, YEAR, {doubt.key: doubt.candidates[-1]})
    assert proposal.meetings[0].day is None


async def test_a_month_that_is_not_said_is_asked_and_the_rows_below_wait(db):
    draft = a_draft(on("Đầu năm"), ("", "", "Cụm 1", "TH Hoa Ban", "B"), on("Tháng 11"))
    proposal = await plan.propose(db, draft, YEAR)
    [doubt] = proposal.doubts
    assert len(doubt.candidates) == 12
    answered = await plan.propose(db, draft, YEAR, {doubt.key: doubt.candidates[0]})
    assert [meeting.month.month for meeting in answered.meetings] == [8, 8, 11]


async def test_an_empty_cell_below_a_day_is_asked_once(db):
    rows = [on("14h ngày 16/12"), ("", "", "Cụm 1", "TH Hoa Ban", "B"), ("", "", "Cụm 1", "TH Hoa Ban", "C")]
    [doubt] = (await plan.propose(db, a_draft(*rows), YEAR)).doubts
    same, month = doubt.candidates
    assert [m.day for m in (await plan.propose(db, a_draft(*rows), YEAR, {doubt.key: same})).meetings] == [DAY] * 3
    only = await plan.propose(db, a_draft(*rows), YEAR, {doubt.key: month})
    assert [meeting.day for meeting in only.meetings] == [DAY, None, None]


async def test_a_date_in_the_content_is_not_the_meetings(db):
    draft = a_draft(("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "Họp lúc 14h ngày 16/12/2023"))
    [meeting] = (await plan.propose(db, draft, YEAR)).meetings
    assert (meeting.month, meeting.day, meeting.starts_at) == (date(2023, 10, 1), None, None)


# Clusters


async def test_the_only_cluster_needs_no_column(db):
    draft = a_draft(("1", "Tháng 10", "", "TH Hoa Ban", "A"), ("2", "Tháng 11", "", "TH Hoa Ban", "B"), cores=())
    proposal = await plan.propose(db, draft, YEAR)
    assert [meeting.group for meeting in proposal.meetings] == ["cum 1", "cum 1"]
    assert not proposal.doubts


async def test_months_below_each_other_are_of_the_cluster_above(db):
    second = TypedCluster(Place(0, 2), "Cụm số 2", ("TH Mai",), "TH Mai")
    draft = a_draft(on("Tháng 10"), ("", "Tháng 11", "", "TH Hoa Ban", "B"), ("", "Tháng 10", "Cụm 2", "TH Mai", "C"))
    proposal = await plan.propose(db, replace(draft, clusters=(*draft.clusters, second)), YEAR)
    assert [meeting.group for meeting in proposal.meetings] == ["cum 1", "cum 1", "cum 2"]
    assert [(repair.place.row, repair.becomes) for repair in proposal.repairs] == [(2, "Cụm số 1")]


async def test_a_plan_without_lists_is_of_the_clusters_that_stand(db):
    await plan.accept(db, EVERYTHING, await plan.propose(db, demo(), YEAR), now=NOW)
    proposal = await plan.propose(db, replace(demo(), clusters=()), YEAR)
    assert (len(proposal.meetings), proposal.new.total, proposal.doubts) == (32, 0, ())
    assert not [warning for warning in said(proposal.warnings) if "No lead school" in warning]


async def test_clusters_without_meetings_are_kept(db):
    draft = a_draft(cores=(), leads_by=HowAppointed.ROTATING)
    proposal = await plan.propose(db, draft, YEAR)
    assert "The file names clusters and no meetings: only the clusters would be kept." in said(proposal.warnings)
    assert proposal.groups[0].lead_by is HowAppointed.ROTATING
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    assert [cluster.name for cluster in await db.scalars(select(Cluster))] == ["Cụm số 1"]
    assert not (await db.scalars(select(Meeting))).all()
    assert (await db.scalars(select(Appointment.how))).all() == [HowAppointed.ROTATING]


# A school that exists twice


async def two_of_a_name(db) -> None:
    name = "TH Hoa Ban"
    db.add_all(Unit(kind=UnitKind.SCHOOL, name=name, folded=units.key(name)) for _ in range(2))
    await db.flush()


@pytest.mark.parametrize("typed", ["TH Hoa Ban", "Trường TH HOA BAN"])
async def test_a_school_that_exists_twice_is_refused_with_its_place(db, typed):
    await two_of_a_name(db)
    with pytest.raises(BadInput) as no:
        await plan.propose(db, a_draft(ROW, schools=(typed, "TH Mai")), YEAR)
    assert (no.value.facts["place"], no.value.facts["typed"], no.value.facts["count"]) == (Place(0, 1), typed, 2)


async def test_a_guest_host_that_exists_twice_is_refused_too(db):
    await two_of_a_name(db)
    with pytest.raises(BadInput) as no:
        await plan.propose(db, a_draft(ROW, schools=("TH Mai",), cores=()), YEAR)
    assert no.value.facts["place"] == Place(1, 1)


async def test_of_two_schools_the_one_of_the_cluster_is_meant(db):
    proposal = await plan.propose(db, a_draft(ROW), YEAR)
    await plan.accept(db, EVERYTHING, proposal, now=NOW)
    mine = await db.scalar(select(Unit).where(Unit.folded == "th hoa ban"))
    db.add(Unit(kind=UnitKind.SCHOOL, name="TH Hoa Ban", folded="th hoa ban"))
    await db.flush()
    again = await plan.propose(db, a_draft(ROW), YEAR)
    assert (again.meetings[0].host.unit_id, again.new.total) == (mine.id, 0)


def test_a_draft_can_be_kept_while_questions_are_answered():
    draft = replace(demo(), hidden=(Place(1, 2),), leads_by=HowAppointed.ELECTED)
    assert Draft.from_json(draft.to_json()) == draft
    with pytest.raises(ValueError, match="title"):
        Draft.from_json('{"title": 1}')
