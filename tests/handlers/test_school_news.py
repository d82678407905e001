"""What becomes of a school by hand: its people are told, its head says "Đã rõ", and the officer sees who has not."""

import pytest
from sqlalchemy import select

from bot.domain.models import Outbox, OutboxState, Purpose, Role, SchoolNews
from bot.errors import NotAllowed
from tests.talk import Somebody, Talk, World

SCHOOL, OTHER = "PTDTBT TH số 1 Na Sang", "TH Thị trấn"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER, school=world.office)


@pytest.fixture
async def head(world: World) -> Somebody:
    return await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)


async def renames(officer: Somebody, unit: int, name: str) -> None:
    await officer.forges(f"unit-name:{unit}")
    await officer.says(name)
    await officer.says("hom nay")
    await officer.says("vâng")


async def test_the_head_of_a_renamed_school_says_that_it_is_known(
    talk: Talk, world: World, officer: Somebody, head: Somebody
) -> None:
    """A teacher reads it without a button; until the head has pressed, the officer sees the school and the name."""
    teacher = await world.has("Vàng Thị Lan", school=world.other_school)
    await renames(officer, world.other_school, "TH Hoa Ban")
    await talk.passes(minutes=8)
    day = {"vi": "thứ Hai 09/10", "en": "Monday 09/10"}[talk.language]
    said = talk.said("{former} is called {to} from {day} on.", former=OTHER, to="TH Hoa Ban", day=day)
    assert said in head.last.text
    assert said in teacher.last.text
    assert talk.said("Understood") in head.last.labels
    assert talk.said("Understood") not in teacher.last.labels
    letter = head.last
    await officer.says("/tochuc")
    shown = await officer.presses(talk.said("Schools to answer: {number}", number=1))
    assert "Hạng A Tủa" in shown.text
    await officer.presses(talk.said("Chase the rest"))
    assert talk.said("{number} people are told once more.", number=1) in officer.last.text
    await officer.presses(talk.said("Chase the rest"))
    assert talk.said("They were reminded lately already, so nobody was told again.") in officer.last.text
    await talk.passes(minutes=8)
    assert talk.said("Understood") in head.last.labels
    await head.presses(talk.said("Understood"), on=letter)
    assert talk.said("Thank you, it is noted.") in head.last.text
    await head.presses(talk.said("Understood"), on=letter)
    assert talk.said("It is noted already. Thank you.") in head.last.text
    shown = await officer.forges("school-news:0")
    assert "Hạng A Tủa" not in shown.text
    assert talk.said("Chase the rest") not in shown.labels
    assert talk.said("Schools to answer: {number}", number=1) not in (await officer.says("/tochuc")).labels


async def test_a_school_without_a_head_stands_in_the_list(talk: Talk, world: World, officer: Somebody) -> None:
    await renames(officer, world.other_school, "TH Hoa Ban")
    shown = await officer.forges("school-news:0")
    assert talk.said("no principal has joined") in shown.text
    assert talk.said("Chase the rest") not in shown.labels


async def test_nobody_else_answers_for_a_school(talk: Talk, world: World, officer: Somebody, head: Somebody) -> None:
    other = await world.has("Lý A Sếnh", Role.PRINCIPAL)
    await renames(officer, world.other_school, "TH Hoa Ban")
    [news] = await talk.finds(select(SchoolNews.id))
    for somebody in (other, officer):
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"know-school:{news}")).text
    assert talk.said(NotAllowed.sentence) in (await other.forges("school-news:0")).text
    assert talk.said(NotAllowed.sentence) in (await other.forges("school-news-chase")).text
    assert await talk.finds(select(SchoolNews.known_at)) == [None]


async def test_what_is_taken_back_at_once_is_told_to_nobody(
    talk: Talk, world: World, officer: Somebody, head: Somebody
) -> None:
    """A tap lets a school leave its cluster, another one lets it in again."""
    press = f"about-school:{world.cluster}:{world.other_school}:0:0"
    await officer.forges(press)
    await officer.forges(press.removesuffix("0") + "1")
    await talk.passes(minutes=10)
    states = await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.SCHOOL_MOVED))
    assert set(states) == {OutboxState.VOID}
    assert await talk.counts(SchoolNews) == 0
    await officer.forges(press)
    await talk.passes(minutes=10)
    assert talk.said("Understood") in head.last.labels
    assert "Cụm số 1" in head.last.text


async def test_a_school_that_moves_or_goes_on_elsewhere_is_told(
    talk: Talk, world: World, officer: Somebody, head: Somebody
) -> None:
    """To another commune by the card; into another school to the people and heads of both."""
    heir = await world.has("Lý A Sếnh", Role.PRINCIPAL)
    await officer.forges(f"org-move:{world.other_school}:0")
    await officer.says("xã Na Sang")
    await officer.says("9/10/2023")
    await officer.presses(talk.said("Yes, move it"))
    await talk.passes(minutes=8)
    assert "xã Na Sang" in head.last.text
    await officer.forges(f"org-into:{world.other_school}:{world.school}")
    await officer.says("1/11/2023")
    await officer.presses(talk.said("Yes, merge them"))
    await talk.passes(minutes=8)
    for somebody in (head, heir):
        assert SCHOOL in somebody.last.text
        await somebody.presses(talk.said("Understood"))
    known = await talk.finds(select(SchoolNews.unit_id).where(SchoolNews.known_at.is_not(None)))
    assert set(known) == {world.school, world.other_school}
