"""Who came: every figure recomputed by hand from the log of marks; a chart and a workbook come with it."""

from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from python_calamine import load_workbook
from sqlalchemy import select, update

from bot.documents import chart
from bot.domain.models import Coming, Invitee, Mark, Meeting, MeetingState, Presence, Role, Why
from bot.domain.programme.marks import OPEN_LINE
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.phrases import BEYOND, PRESENCES
from tests.documents.office_kit import Read
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
CAME = "Came: {here} of {expected} expected; answered: {answered}"
CAME_TO_SEVERAL = "Came: {here} of {expected} expected, meeting by meeting; answered: {answered}"
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


async def by_hand(talk: Talk, *schools: int) -> Counter[Presence | None]:
    """Read the whole log in its order and keep each person's last word, None for whom there is none."""
    rows = await talk.finds(select(Invitee))
    holding = {row.id: None for row in rows if row.unit_id in schools}
    for line in await talk.finds(select(Mark).order_by(Mark.id)):
        if line.invitee_id in holding:
            holding[line.invitee_id] = line.presence
    return Counter(holding.values())


def figures(talk: Talk, count: Counter[Presence | None], *, one: bool = False) -> tuple[str, str]:
    """Return how the figures are told of `one` meeting, or of several."""
    here = count[Presence.PRESENT] + count[Presence.LATE]
    came = talk.said(CAME if one else CAME_TO_SEVERAL, here=here, expected=count.total(), answered="|").split("|")[0]
    return came, ", ".join(f"{talk.said(PRESENCES[kind])} {count[kind]}" for kind in (*Presence, None))[1:]


def workbook(message: Message, sheet: int = 1) -> list[list[object]]:
    """Return the rows of a sheet of the workbook that came with a message, of everybody expected."""
    [file] = [one for one in message.uploads if one.kind == "document"]
    return load_workbook(BytesIO(file.content)).get_sheet_by_index(sheet).to_python()[3:]


async def test_a_principal_sees_the_own_school(talk: Talk, world: World) -> None:
    """Text, chart and workbook of the semester agree with the log; the other school stays out of all three."""
    await marked(world)
    head_name = "Hạng A Tủa"
    head = await world.has(head_name, Role.PRINCIPAL)
    await head.says("/diemdanh")
    await head.presses(talk.said("Summary of attendance"))
    told = await head.presses(talk.said("Semester {number}", number=1))
    count = await by_hand(talk, world.school)
    marked_ones = {Presence.PRESENT: 1, Presence.LATE: 1, Presence.EXCUSED: 1, Presence.ABSENT: 1}
    assert {kind: number for kind, number in count.items() if kind} == marked_ones
    assert count[None], "nobody marked the lead"
    for line in figures(talk, count):
        assert line in told.text
    assert "Giàng Thị Hoa" in told.text
    assert "Mùa A Páo" not in told.text
    [chart] = [one for one in told.uploads if one.kind == "photo"]
    assert chart.content.startswith(b"\x89PNG")
    rows = workbook(told)
    assert [str(row[1]) for row in rows if row[1] != head_name] == [
        "Sùng A Dơ",
        "Giàng Thị Hoa",
        "Vàng Thị Lan",
        "Lò Văn Minh",
        "Quàng Văn Tùng",
    ]
    assert Counter(row[7] for row in rows) == {talk.said(PRESENCES[kind]): number for kind, number in count.items()}
    assert {row[1] for row in workbook(told, 2)} == {"Giàng Thị Hoa", "Quàng Văn Tùng"}
    [name] = [one.name for one in told.uploads if one.kind == "document"]
    assert name == "DD_SHCM_PtdtbtTh1NaSang_Hk1_2023-2024.xlsx"


async def test_an_officer_sees_every_school(talk: Talk, world: World) -> None:
    """All marks, school by school; one meeting by itself gives the same figures."""
    await marked(world)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    await officer.says("/diemdanh")
    await officer.presses(talk.said("Summary of attendance"))
    told = await officer.presses("26/10")
    count = await by_hand(talk, world.school, world.other_school)
    assert count.total() == 7
    for line in figures(talk, count, one=True):
        assert line in told.text
    assert "PTDTBT TH số 1 Na Sang: 2/5" in told.text
    assert "TH Thị trấn: 1/2" in told.text
    assert len(workbook(told)) == 7


async def test_the_fifth_who_was_never_marked_and_the_school_that_sent_nobody(talk: Talk, world: World) -> None:
    """Whom nobody marked is counted, not left out; a school of the cluster without a name stands there with 0."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    people = [await world.has(name) for name in (*HERE, "Lò Văn Năm")]
    for somebody in people:
        await somebody.forges(f"take:{world.meeting}")
    world.talk.clock.move_to(BEGINS)
    for somebody in people[:4]:
        await lead.forges(f"mark:{world.meeting}:{await world.expects(somebody)}:0:0")
    told = await lead.forges(f"sum:meeting:{world.meeting}")
    count = await by_hand(talk, world.school)
    assert count == Counter({Presence.PRESENT: 4, None: 2}), "the fifth, and the lead"
    for line in figures(talk, count, one=True):
        assert line in told.text
    assert f"Na Sang: 4/6 ({talk.said(PRESENCES[None])} 2)" in told.text
    assert "TH Thị trấn: 0/0" in told.text
    assert talk.said("The roll call is not closed yet.") in told.text


async def test_a_lead_sees_the_own_cluster(talk: Talk, world: World) -> None:
    """All schools of it, by person too; another cluster's meetings are not counted with them."""
    lead = await marked(world)
    school, _cluster, elsewhere = await world.elsewhere()
    await world.marks(await world.has("Hờ A Chu B", school=school), Presence.PRESENT, elsewhere)
    async with talk.app.database.writing() as db:
        there = await db.get_one(Meeting, elsewhere)
        first = await db.get_one(Meeting, world.meeting)
        there.starts_at, there.ends_at, there.state = first.starts_at, first.ends_at, first.state
    told = await lead.forges("sum:month:202310")
    for line in figures(talk, await by_hand(talk, world.school, world.other_school)):
        assert line in told.text
    assert "TH Pa Ham" not in told.text
    await lead.presses(talk.said("By person"))
    people = await lead.presses("TH Thị trấn")
    assert [line for line in people.text.splitlines() if line.startswith("–")] == [
        f"– Hờ A Chu: {talk.said(PRESENCES[Presence.ABSENT])}",
        f"– Mùa A Páo: {talk.said(PRESENCES[Presence.LATE])}",
    ]
    assert talk.said(Gone.sentence) in (await lead.forges(f"sum-of:month.202310:{school}:0")).text


async def test_a_month_a_round_and_the_year(talk: Talk, world: World) -> None:
    """Each is chosen by buttons and says the same, since one meeting was held; another month says nothing."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    count = await by_hand(talk, world.school)
    for first, then in (("A month", "10/2023"), ("A round", "10/2023"), ("School year {year}", "")):
        await head.forges("summary")
        told = await head.presses(talk.said(first, year="2023-2024"))
        told = await head.presses(then) if then else told
        for line in figures(talk, count):
            assert line in told.text, first
    assert talk.said("Nobody was expected.") in (await head.forges("sum:month:202309")).text


async def test_guests_and_listed_names_are_counted(talk: Talk, world: World) -> None:
    """A guest has no school and stands below the schools; who came unexpected and is taken off again is nobody."""
    lead = await marked(world)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    await lead.forges(f"roll-guest:{world.meeting}")
    await lead.says("Nguyễn Văn An, Sở GD&ĐT")
    told = await officer.forges(f"sum:meeting:{world.meeting}")
    assert f"– {talk.said('Guests')}: 1/1" in told.text
    assert talk.said(BEYOND, number=1) in told.text
    [guest] = await talk.finds(select(Invitee).where(Invitee.why == Why.GUEST))
    await lead.forges(f"mark:{world.meeting}:{guest.id}:5:0")
    told = await officer.forges(f"sum:meeting:{world.meeting}")
    assert talk.said("Guests") not in told.text


async def test_text_picture_workbook_and_papers_say_what_the_log_says(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same figures of one meeting in each, those too of who came and was not on the list."""
    drawn: list[str] = []
    write = chart._Page._write

    def keeps(page: chart._Page, x: float, y: float, text: str, size: int, **look: Any) -> None:
        drawn.append(text)
        write(page, x, y, text, size, **look)

    monkeypatch.setattr(chart._Page, "_write", keeps)
    lead = await marked(world)
    await lead.forges(f"roll-guest:{world.meeting}")
    await lead.says("Nguyễn Văn An, Sở GD&ĐT")
    rows = [row for row in await talk.finds(select(Invitee)) if row.meeting_id == world.meeting]
    last: dict[int, Presence | None] = {row.id: None for row in rows}
    for line in await talk.finds(select(Mark).order_by(Mark.id)):
        last[line.invitee_id] = line.presence
    count, beyond = Counter(last.values()), sum(row.why in (Why.GUEST, Why.WALKED_IN) for row in rows)
    assert beyond == 1
    told = await lead.forges(f"sum:meeting:{world.meeting}")
    for line in figures(talk, count, one=True):
        assert line in told.text
    assert talk.said(BEYOND, number=beyond) in told.text
    picture = " ".join(drawn)
    here = count[Presence.PRESENT] + count[Presence.LATE]
    assert talk.said("Came: {here} of {expected} expected", here=here, expected=count.total()) in picture
    assert talk.said(BEYOND, number=beyond) in picture
    in_bars = Counter(word for word in drawn if word.isdecimal())
    by_school: Counter[tuple[int | None, Presence | None]] = Counter((row.unit_id, last[row.id]) for row in rows)
    assert in_bars == Counter(f"{number}" for number in by_school.values())
    listed = workbook(told)
    assert Counter(row[7] for row in listed) == Counter(
        {talk.said(PRESENCES[kind]): number for kind, number in count.items() if number}
    )
    assert [row[1] for row in listed if talk.said("not on the list") in str(row[9])] == ["Nguyễn Văn An, Sở GD&ĐT"]
    [file] = [one for one in told.uploads if one.kind == "document"]
    totals = load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert talk.said(BEYOND, number=beyond) in str(totals[2][0])
    [paper] = (await lead.forges(f"paper:roll.cluster:{world.meeting}:{world.cluster}")).uploads
    said = Read(paper.content).text
    assert f"Tổng số {count.total():02}; có mặt {here:02};" in said
    assert f"ngoài danh sách {beyond:02}." in said


async def test_reasons_stand_with_absences(talk: Talk, world: World) -> None:
    """The sheet of absences has what they said why, and the one of everybody what they had answered."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    hoa = await world.expects(talk("Giàng Thị Hoa"))
    async with talk.app.database.writing() as db:
        row = await db.get_one(Invitee, hoa)
        row.answer, row.reason = Coming.NO, "con ốm"
    told = await head.forges(f"sum:meeting:{world.meeting}")
    reasons = {row[1]: row[5] for row in workbook(told, 2)}
    assert reasons["Giàng Thị Hoa"] == "con ốm"
    answers = {row[1]: row[6] for row in workbook(told)}
    assert answers["Giàng Thị Hoa"] == talk.said("cannot come")


async def test_before_any_meeting(talk: Talk, world: World) -> None:
    """Nothing is invented: nobody expected, no figure, no paper."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    told = await head.forges("sum:semester:1")
    assert talk.said("Nobody was expected.") in told.text
    assert told.uploads == ()


async def test_semesters_are_kept_apart(talk: Talk, world: World) -> None:
    """In February the first semester can still be asked for, and the second has nothing yet."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    talk.clock.move_to(datetime(2024, 2, 1, 9, 0, tzinfo=ZONE))
    await head.forges("summary")
    assert talk.said("Nobody was expected.") in (await head.presses(talk.said("Semester {number}", number=2))).text
    await head.presses(talk.said("‹ Another summary"))
    told = await head.presses(talk.said("Semester {number}", number=1))
    assert figures(talk, await by_hand(talk, world.school))[0] in told.text


async def test_the_semesters_meet_on_the_day_that_officers_set(talk: Talk, world: World) -> None:
    """From the day on which the second one begins, the summary begins with it; set later, it is the first again."""
    head, officer = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has("Nguyễn Văn Cường", Role.OFFICER)
    semesters = [talk.said("Semester {number}", number=number) for number in (2, 1)]
    talk.clock.move_to(datetime(2024, 1, 18, 23, 59, tzinfo=ZONE))
    assert (await head.forges("summary")).labels[0] == semesters[1]
    talk.clock.move_to(datetime(2024, 1, 19, 0, 1, tzinfo=ZONE))
    assert (await head.forges("summary")).labels[:2] == semesters
    await officer.forges("settings:second_semester")
    await officer.says("22/1")
    await officer.presses(talk.said("Yes, change it"))
    assert (await head.forges("summary")).labels[0] == semesters[1]


@pytest.mark.parametrize(
    "data",
    [
        "summary",
        "sum:semester:1",
        "sum:meeting:1",
        "sum-months:",
        "sum-rounds:",
        "sum-book:year:2023",
        "sum-who:year:2023:0",
    ],
)
async def test_who_may_not_see(talk: Talk, world: World, data: str) -> None:
    """Teachers have no summary, nor has a lead or a principal whose appointment ended yesterday."""
    lead = await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for former in (lead, head):
        await world.ends_roles(former)
    for somebody in (talk("Vàng Thị Lan"), lead, head):
        refused = await somebody.forges(data)
        assert talk.said(NotAllowed.sentence) in refused.text
        assert refused.uploads == ()


async def test_forged_summaries(talk: Talk, world: World) -> None:
    """A meeting or semester that is none; another cluster's meeting shows a principal nothing of it."""
    await marked(world)
    _school, _cluster, elsewhere = await world.elsewhere()
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for data in (
        "sum:meeting:999999",
        "sum:semester:7",
        "sum:semester:0",
        "sum:meeting:x",
        "sum:month:202313",
        "sum:month:999999",
        "sum:year:2024",
        "sum:round:99",
        "sum:week:1",
        "sum-of:year.2023:99:0",
        "sum-of:year.x:1:0",
    ):
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


async def test_a_school_s_year_month_by_month(talk: Talk, world: World) -> None:
    """The principal of the own school, the officer of any: what was, what was not held, what is ahead, as picture."""
    await marked(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    talk.clock.move_to(datetime(2023, 12, 5, 9, 0, tzinfo=ZONE))
    async with talk.app.database.writing() as db:
        first = await db.get_one(Meeting, world.meeting)
        for number, month in enumerate((date(2023, 11, 1), date(2024, 3, 1)), start=1):
            about = {"round_id": first.round_id, "cluster_id": first.cluster_id, "host_id": first.host_id}
            about |= {"content": "Bài", "number": first.number + number, "form": first.form, "month": month}
            db.add(Meeting(**about, state=MeetingState.PLANNED))
    count = await by_hand(talk, world.school)
    here = count[Presence.PRESENT] + count[Presence.LATE]
    shown = [
        "– 10/2023: "
        + talk.said("meetings: {number}", number=1)
        + "; "
        + talk.said("came {here} of {expected}", here=here, expected=count.total()),
        "– 11/2023: " + talk.said("not held: {number}", number=1),
        "– 03/2024: " + talk.said("planned: {number}", number=1),
    ]
    await head.says("/diemdanh")
    await head.presses(talk.said("Summary of attendance"))
    await head.presses(talk.said("School year {year}", year="2023-2024"))
    told = await head.presses(talk.said("The school's year"))
    assert [line for line in told.text.splitlines() if line.startswith("– ")] == shown
    assert "PTDTBT TH số 1 Na Sang" in told.text.splitlines()[0]
    assert talk.said(OPEN_LINE, number=1) in told.text
    assert talk.said(BEYOND, number=1) not in told.text
    [picture] = told.uploads
    assert Image.open(BytesIO(picture.content)).width == 780
    await officer.forges(f"sum-of:year.2023:{world.school}:0")
    assert shown[0] in (await officer.presses(talk.said("The school's year"))).text
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(roll_closed_at=talk.clock.now()))
        lan = Invitee.person_id == await world.id_of(talk("Vàng Thị Lan"))
        await db.execute(update(Invitee).where(lan).values(why=Why.WALKED_IN))
    told = await officer.forges(f"sum-year:year.2023:{world.school}")
    assert talk.said(OPEN_LINE, number=1) not in told.text
    assert talk.said(BEYOND, number=1) in told.text
    for forged in (f"sum-year:year.2023:{world.other_school}", f"sum-year:month.202310:{world.school}", "sum-year:x:1"):
        assert talk.said(Gone.sentence) in (await head.forges(forged)).text
    told = await head.forges(f"paper:year.school:2023:{world.school}")
    told = await head.presses(talk.said("Workbook and picture"))
    assert set(shown) <= set(told.text.splitlines())
    assert [one.kind for one in told.uploads] == ["document", "photo"]
