"""What is asked of the school year before: its meetings, and not those of today's."""

from datetime import date, time

import pytest

from bot.domain.models import Cluster, ClusterSchool, Meeting, MeetingState, Plan, Presence, Role, Round
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.programme.spoken_days import read_span
from bot.vietnamese import at, fold
from handlers.sayings.doors_meeting import NONE_THEN
from tests.talk import Talk, World

TODAY = date(2023, 11, 28)
LAST = SchoolYear(2022).span


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("năm ngoái cụm họp mấy buổi", LAST),
        ("nam hoc truoc", LAST),
        ("năm học vừa rồi em dự mấy buổi", LAST),
        ("buổi 26/10 năm ngoái", Span(date(2022, 10, 26), date(2022, 10, 27))),
        ("buổi 10/3 năm ngoái", Span(date(2023, 3, 10), date(2023, 3, 11))),
        ("thứ năm trước", None),
        ("cô Năm họp buổi nào", None),
    ],
)
def test_which_days_are_of_the_year_before(said: str, days: Span | None) -> None:
    found = read_span(f" {fold(said)} ", said, TODAY, None)
    assert found == days if days else found != LAST


async def a_meeting_of_last_year(talk: Talk, world: World) -> int:
    async with talk.app.database.writing() as db:
        old = Cluster(school_year="2022-2023", name="Cụm số 1", folded="cum 1", subject=None, office_id=world.office)
        db.add(old)
        await db.flush()
        db.add(ClusterSchool(cluster_id=old.id, unit_id=world.school))
        plan = Plan(title="Cũ", school_year="2022-2023", unit_id=world.office, imported_at=talk.clock.now())
        db.add(plan)
        await db.flush()
        month = Round(plan_id=plan.id, number=1, month=date(2023, 3, 1))
        db.add(month)
        await db.flush()
        starts = at(date(2023, 3, 10), time(8))
        meeting = Meeting(
            round_id=month.id,
            cluster_id=old.id,
            host_id=world.school,
            content="Cũ",
            month=date(2023, 3, 1),
            state=MeetingState.SETTLED,
            day=starts.date(),
            starts_at=starts,
            ends_at=starts.replace(hour=11),
        )
        db.add(meeting)
        await db.flush()
        return meeting.id


@pytest.mark.parametrize("typed", ["năm ngoái em dự mấy buổi", "nam hoc truoc em di may buoi a"])
async def test_ones_own_meetings_of_last_year(talk: Talk, world: World, typed: str) -> None:
    lan, meeting = await world.has("Vàng Thị Lan"), await a_meeting_of_last_year(talk, world)
    await world.marks(lan, Presence.PRESENT, meeting)
    said = await lan.says(typed)
    assert said.text.startswith(talk.said("School year {year}", year="2022-2023"))
    assert "10/03/2023" in said.text


@pytest.mark.parametrize("typed", ["năm ngoái cụm mình họp mấy buổi", "lịch năm ngoái", "nam ngoai co nhung buoi nao"])
async def test_the_meetings_of_last_year(talk: Talk, world: World, typed: str) -> None:
    """Never those of this year; where there was none it is said."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    assert talk.said(NONE_THEN) in (await lead.says(typed)).text
    await a_meeting_of_last_year(talk, world)
    assert "10/03" in (await lead.says(typed)).text


@pytest.mark.parametrize("typed", ["sau tết 8h", "8h sau Tết", "ra tet 14h nhe"])
async def test_an_hour_after_tet_is_no_day_yet(talk: Talk, world: World, typed: str) -> None:
    """The free half-days after it are offered, and the meeting is not put on today's date."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    offered = await lead.says(typed)
    assert talk.said("These half-days are free; another day can be typed.") in offered.text
    assert any("/02," in label for label in offered.labels)
