"""Days and people that sentences name by less than all of it: "buổi 26", "sang chiều 27", "thầy Minh có đi mà …"."""

from datetime import date, datetime

import pytest

from bot.domain.models import Mark, Role
from bot.domain.programme.spoken_days import read_span
from bot.vietnamese import ZONE, fold
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def lead(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    return lead


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("buổi 26 họp ở đâu", date(2023, 10, 26)),
        ("hôm 10 ai vắng", date(2023, 10, 10)),
        ("buổi 2 họp khi nào", None),
        ("buổi 26 người", None),
    ],
)
def test_a_day_by_its_number_is_the_next_to_today(said: str, day: date | None) -> None:
    found = read_span(f" {fold(said)} ", said, date(2023, 10, 12), None)
    assert (found.since if found else None) == day


@pytest.mark.parametrize(
    "typed",
    [
        "dời buổi 26 sang chiều 27/10 giúp tôi",
        "doi sang 14h ngay 27/10",
        "chốt buổi tháng 10 vào 14h ngày 27",
        "tôi nhầm giờ, 14h ngày 27/10 chứ không phải 26",
    ],
)
async def test_the_one_meeting_moves_to_the_day_that_is_named(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    """Before and after are shown, and only the yes moves it."""
    shown = await lead.says(typed)
    assert "27/10" in shown.text
    stands = (await world.stands()).on_day
    assert stands
    assert stands.day == 26


@pytest.mark.parametrize("typed", ["thầy Minh có đi mà em quên điểm danh", "thay Minh co di ma quen diem danh a"])
async def test_who_was_forgotten_at_the_roll_is_asked_about(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    await world.has("Lò Văn Minh")
    await talk.comes(datetime(2023, 10, 26, 17, 30, tzinfo=ZONE))
    asked = await lead.says(typed)
    assert asked.labels[0].startswith("Lò Văn Minh")
    assert await talk.counts(Mark) == 0


@pytest.mark.parametrize("typed", ["tiến độ cụm 2", "cụm 2 nộp kế hoạch đủ chưa", "cum 2 chua nop bien ban"])
async def test_progress_is_of_the_cluster_that_is_named(world: World, typed: str) -> None:
    await world.elsewhere()
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    assert (await officer.says(typed)).text.startswith("Cụm số 2")


async def test_a_cluster_that_has_its_days_is_told_so_and_no_other(talk: Talk, world: World, lead: Somebody) -> None:
    await world.elsewhere()
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    assert "Cụm số 2" not in (await officer.says("cụm 1 chốt lịch chưa")).text
    assert "Cụm số 2" in (await officer.says("cụm 2 chốt lịch chưa")).text


async def test_a_teacher_who_asks_for_the_plan_has_the_calendar(talk: Talk, world: World, lead: Somebody) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert "26/10" in (await lan.says("em muốn xem kế hoạch cả năm")).text
