"""Schools that are named as they were called before: everybody hears which one it is today, wherever it is typed."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.duties import doers
from bot.domain.models import Meeting, Role, RosterEntry, Unit, UnitKind, UnitName
from bot.vietnamese import local
from handlers import formerly
from handlers.organisation import my_school
from tests.handlers.test_roster_chat import sends
from tests.talk import Talk, World

FORMER, HEIR = "TH Nà Sim", "TH Thị trấn"


@pytest.fixture(autouse=True)
async def merged(talk: Talk, world: World) -> None:
    """Let a school have gone on in another one, which itself was called otherwise."""
    last = {"valid_to": date(2023, 9, 30)}
    async with talk.app.database.writing() as db:
        old = Unit(kind=UnitKind.SCHOOL, name=FORMER, folded="th na sim", merged_into_id=world.other_school, **last)
        db.add_all([old, UnitName(unit_id=world.other_school, name="TH Mường Chà", **last)])


def is_now(talk: Talk, former: str = FORMER) -> str:
    return talk.said(formerly.IS_NOW, former=former, school=HEIR, day="@").partition("@")[0]


@pytest.mark.parametrize("typed", ["TH Nà Sim", "th na sim", "truong na sim dau roi", "trường Nà Sim thế nào rồi"])
async def test_a_teacher_hears_which_school_it_is_today(talk: Talk, world: World, typed: str) -> None:
    teacher = await world.has("Vàng Thị Nhung")
    answer = await teacher.says(typed)
    assert answer.text.startswith(is_now(talk))
    assert "1/10" in answer.text


async def test_a_name_of_before_is_that_of_today(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    assert (await head.says("TH Mường Chà")).text.startswith(is_now(talk, "TH Mường Chà"))


async def test_what_only_speaks_of_a_place_is_heard_as_before(talk: Talk, world: World) -> None:
    teacher = await world.has("Vàng Thị Nhung")
    for typed in ("ban Na Sim hom nay mua to qua cac em den muon het ca", "nà"):
        assert is_now(talk) not in (await teacher.says(typed)).text


@pytest.mark.parametrize("typed", ["na sim", "trường Nà Sim", "muong cha"])
async def test_who_changes_school_finds_it_by_its_name_of_before(talk: Talk, world: World, typed: str) -> None:
    teacher = await world.has("Vàng Thị Nhung")
    await teacher.forges("my-school:0")
    answer = await teacher.says(typed)
    assert is_now(talk, FORMER if "sim" in typed.lower() else "TH Mường Chà") in answer.text
    await teacher.presses(HEIR)
    assert talk.said("Yes, ask") in teacher.last.labels


async def test_a_sentence_that_names_it_offers_the_heir(talk: Talk, world: World) -> None:
    teacher = await world.has("Vàng Thị Nhung")
    answer = await teacher.says("em chuyển trường sang Nà Sim rồi ạ")
    assert is_now(talk) in answer.text
    assert HEIR in answer.labels
    assert talk.said(my_school.NO_SUCH_SCHOOL, typed="") not in answer.text


async def test_a_list_of_schools_is_searched_by_it(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.says("/tochuc")
    await officer.presses(talk.said("Schools"))
    answer = await officer.says("na sim")
    assert is_now(talk) in answer.text
    assert HEIR in answer.labels
    assert is_now(talk) not in (await officer.says("th so 7")).text


async def test_a_list_of_people_that_names_it_is_of_the_heir(talk: Talk, world: World) -> None:
    """What was read is shown beside what became of the list."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    told = await sends(officer, ("Lò Thị Mai", "Trường TH Nà Sim", "", "TH"))
    assert talk.said("New on the roster: {number}", number=1) in told.text
    assert f"{FORMER}" in told.text
    assert HEIR in told.text
    assert await talk.finds(select(RosterEntry.unit_id)) == [world.other_school]


async def test_who_is_to_do_something_is_the_heir(talk: Talk, world: World) -> None:
    async with talk.app.database.reading() as db:
        meeting = await db.get_one(Meeting, world.meeting)
        found = await doers.find(db, meeting, "trường Nà Sim", local(talk.clock.now()).date())
    assert [(one.kind, one.name) for one in found] == [("unit", HEIR)]
