"""Who came: every figure recomputed by hand from the log of marks; a chart and a workbook come with it."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import load_workbook
from sqlalchemy import select

from bot.domain.models import Invitee, Mark, Presence, Role
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.phrases import PRESENCES
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
CAME = "Came: {here} of {expected} ({share} %)"
KINDS = "In time {present}, late {late}; absent: excused {excused}, unexcused {absent}"
HERE = ("Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa", "Quàng Văn Tùng")
THERE = ("Hờ A Chu", "Mùa A Páo")


async def marked(world: World) -> Somebody:
    """Let a lead mark six people of two schools, two of them twice."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    world.talk.clock.move_to(BEGINS)
    people = [await world.has(name) for name in HERE]
    people += [await world.has(name, school=world.other_school) for name in THERE]
    for somebody, mode in [*zip(people, (0, 3, 2, 3, 0, 1), strict=True), (people[1], 1), (people[4], 3)]:
        await lead.forges(f"mark:{world.meeting}:{await world.expects(somebody)}:{mode}:0")
    return lead


async def by_hand(talk: Talk, *schools: int) -> Counter[Presence]:
    """Read the whole log in its order and keep each person's last word."""
    holding: dict[int, Presence] = {}
    rows = {row.id: row.unit_id for row in await talk.finds(select(Invitee))}
    for line in await talk.finds(select(Mark).order_by(Mark.id)):
        if rows[line.invitee_id] in schools:
            holding[line.invitee_id] = line.presence
    return Counter(holding.values())


def figures(talk: Talk, count: Counter[Presence]) -> tuple[str, str]:
    here, all_of_them = count[Presence.PRESENT] + count[Presence.LATE], count.total()
    came = talk.said(CAME, here=here, expected=all_of_them, share=round(100 * here / all_of_them))
    kinds = {presence.value: count[presence] for presence in Presence}
    return came, talk.said(KINDS, **kinds)


def workbook(message: Message) -> list[list[object]]:
    """Return the rows of marks of the workbook that came with a message."""
    [file] = [one for one in message.uploads if one.kind == "document"]
    return load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()[3:]


async def test_a_principal_sees_the_own_school(talk: Talk, world: World) -> None:
    """Text, chart and workbook of the semester agree with the log; the other school stays out of all three."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("/diemdanh")
    await head.presses(talk.said("Summary of attendance"))
    told = await head.presses(talk.said("Semester {number}", number=1))
    count = await by_hand(talk, world.school)
    assert count == Counter({Presence.PRESENT: 1, Presence.LATE: 1, Presence.EXCUSED: 1, Presence.ABSENT: 1})
    for line in figures(talk, count):
        assert line in told.text
    assert "Giàng Thị Hoa" in told.text
    assert "Mùa A Páo" not in told.text
    [chart] = [one for one in told.uploads if one.kind == "photo"]
    assert chart.content.startswith(b"\x89PNG")
    rows = workbook(told)
    assert sorted(str(row[1]) for row in rows) == sorted(HERE)
    assert Counter(row[6] for row in rows) == {talk.said(PRESENCES[kind]): number for kind, number in count.items()}


async def test_an_officer_sees_every_school(talk: Talk, world: World) -> None:
    """All marks, school by school; one meeting by itself gives the same figures."""
    await marked(world)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/diemdanh")
    await officer.presses(talk.said("Summary of attendance"))
    told = await officer.presses("26/10")
    count = await by_hand(talk, world.school, world.other_school)
    assert count.total() == 6
    for line in figures(talk, count):
        assert line in told.text
    assert "PTDTBT TH số 1 Na Sang: 2/4" in told.text
    assert "TH Thị trấn: 1/2" in told.text
    assert len(workbook(told)) == 6


async def test_before_any_mark(talk: Talk, world: World) -> None:
    """Nothing is invented: no mark, no figure, no paper."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    told = await head.forges("sum:semester:1")
    assert talk.said("No mark has been made yet.") in told.text
    assert told.uploads == ()


async def test_semesters_are_kept_apart(talk: Talk, world: World) -> None:
    """In February the first semester can still be asked for, and the second has nothing yet."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    talk.clock.move_to(datetime(2024, 2, 1, 9, 0, tzinfo=ZONE))
    await head.forges("summary")
    assert (
        talk.said("No mark has been made yet.") in (await head.presses(talk.said("Semester {number}", number=2))).text
    )
    await head.presses(talk.said("‹ Another summary"))
    told = await head.presses(talk.said("Semester {number}", number=1))
    assert figures(talk, await by_hand(talk, world.school))[0] in told.text


async def test_the_semesters_meet_on_the_day_that_officers_set(talk: Talk, world: World) -> None:
    """From the day on which the second one begins, the summary begins with it; set later, it is the first again."""
    head, officer = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has("Nguyễn Văn Cường", Role.OFFICER)
    semesters = [talk.said("Semester {number}", number=number) for number in (2, 1)]
    talk.clock.move_to(datetime(2024, 1, 18, 23, 59, tzinfo=ZONE))
    assert (await head.forges("summary")).labels[:2] == semesters[1:]
    talk.clock.move_to(datetime(2024, 1, 19, 0, 1, tzinfo=ZONE))
    assert (await head.forges("summary")).labels[:2] == semesters
    await officer.forges("settings:second_semester")
    await officer.says("22/1")
    await officer.presses(talk.said("Yes, change it"))
    assert (await head.forges("summary")).labels[:2] == semesters[1:]


@pytest.mark.parametrize("data", ["summary", "sum:semester:1", "sum:meeting:1"])
async def test_who_may_not_see(talk: Talk, world: World, data: str) -> None:
    """Teachers and leads have no summary, nor has a principal whose appointment ended yesterday."""
    lead = await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.ends_roles(head)
    for somebody in (talk("Vàng Thị Lan"), lead, head):
        refused = await somebody.forges(data)
        assert talk.said(NotAllowed.sentence) in refused.text
        assert refused.uploads == ()


async def test_forged_summaries(talk: Talk, world: World) -> None:
    """A meeting or semester that is none; another cluster's meeting shows a principal nothing of it."""
    await marked(world)
    _school, _cluster, elsewhere = await world.elsewhere()
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for data in ("sum:meeting:999999", "sum:semester:7", "sum:semester:0", "sum:meeting:x"):
        assert talk.said(Gone.sentence) in (await head.forges(data)).text, data
    assert talk.said(Gone.sentence) in (await head.forges(f"sum:meeting:{elsewhere}")).text


async def test_a_name_that_looks_like_a_formula_stays_text(talk: Talk, world: World) -> None:
    """Whatever stands in the tables, the workbook calculates nothing from a person's name."""
    lead = await marked(world)
    bad = await world.has('=HYPERLINK("http://x.example";"Lan")')
    await lead.forges(f"mark:{world.meeting}:{await world.expects(bad)}:0:0")
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    talk.clock.move_by(timedelta(hours=1))
    told = await head.forges(f"sum:meeting:{world.meeting}")
    assert '=HYPERLINK("http://x.example";"Lan")' in [row[1] for row in workbook(told)]
