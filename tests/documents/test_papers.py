"""Papers made through the one door, from real tables, read back by other programs' eyes."""

import re
import zipfile
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import segno
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.db import Database
from bot.documents import papers
from bot.documents.book import TOTAL_LINE, Book
from bot.domain.models import (
    Cluster,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Presence,
    Round,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation.school_year import Span
from bot.domain.programme import marks as log
from bot.domain.programme.attendance import ERASED
from bot.domain.programme.figures import Figures, OfSchool, Totals, Which
from bot.i18n import Translator
from bot.messages import Attachment
from bot.vietnamese import local

SCHOOLS = ("TH Pa Ham", "TH số 10 Na Sang", "TH số 2 Na Sang", "TH Hừa Ngài", "TH Huổi Lèng")
IN_ORDER = ["TH Huổi Lèng", "TH Hừa Ngài", "TH Pa Ham", "TH số 2 Na Sang", "TH số 10 Na Sang"]
FIRST_HOUR = datetime(2026, 10, 26, 18, 30, tzinfo=UTC)  # 01:30 of the next day in Vietnam
COLOURS = [(0x00, 0x44, 0x88), (0xDD, 0xAA, 0x33), (0xC8, 0xC8, 0xC8), (0xBB, 0x55, 0x66), (0xE4, 0xF1, 0xEC)]
ALL = Which(None, span=Span(date(2026, 9, 1), date(2027, 1, 16)))
ODD, EVEN = (Presence.PRESENT, Presence.LATE), (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def fill(
    database: Database, schools=SCHOOLS, *, meetings: int = 2, names=("Vũ Thị Ánh", "Sùng A Dơ", "Lò Văn An")
) -> None:
    """Put in meetings at which the same people of each school are marked, some of them twice."""
    async with database.writing() as db:
        units = [Unit(kind=UnitKind.SCHOOL, name=name, folded=name) for name in schools]
        db.add_all(units)
        await db.flush()
        people = [
            Person(name=name, unit_id=unit.id, joined_at=FIRST_HOUR, erased_at=None if name else FIRST_HOUR)
            for unit in units
            for name in names
        ]
        plan = Plan(title="Kế hoạch", school_year="2026-2027", unit_id=units[0].id, imported_at=FIRST_HOUR)
        db.add_all([*people, plan])
        await db.flush()
        for number in range(meetings):
            meeting = await _meeting(db, plan, units[0], number)
            for place, person in enumerate(people):
                expected = Invitee(meeting_id=meeting.id, person_id=person.id, why=Why.CONCERNED)
                expected.unit_id = person.unit_id
                db.add(expected)
                await db.flush()
                kinds = ODD if place % 2 else EVEN
                for turn, kind in enumerate(kinds[: 1 + (place + number) % len(kinds)]):
                    at = FIRST_HOUR + timedelta(minutes=place + turn)
                    await log.write(db, Invitee.id == expected.id, presence=kind, by_id=person.id, now=at)


async def _meeting(db: Any, plan: Plan, host: Unit, number: int) -> Meeting:
    cluster = Cluster(school_year="2026-2027", name=f"Cụm số {number + 1}", folded=f"cum so {number + 1}")
    turn = Round(plan_id=plan.id, number=number + 1, month=date(2026, 10, 1))
    db.add_all([cluster, turn])
    await db.flush()
    hour = FIRST_HOUR + timedelta(days=number)
    meeting = Meeting(
        round_id=turn.id,
        cluster_id=cluster.id,
        host_id=host.id,
        content="",
        month=turn.month,
        state=MeetingState.SETTLED,
        starts_at=hour,
        ends_at=hour + timedelta(hours=3),
    )
    db.add(meeting)
    await db.flush()
    return meeting


async def made(database: Database, paper: str, which: Which = ALL, **facts: Any) -> bytes:
    at = (FIRST_HOUR + timedelta(days=300)).isoformat()
    facts = {"which": which.to_json(), "at": at, "title": "Điểm danh", "language": "vi"} | facts
    return await papers.make(database, Attachment("document", "x", paper=paper, facts=facts))


def sheets(content: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [book.get_sheet_by_index(place).to_python(skip_empty_area=False) for place in (1, 0)]


async def test_a_name_that_no_paper_has_is_a_mistake(database):
    with pytest.raises(KeyError):
        await papers.make(database, Attachment("photo", "x.png", paper="horoscope"))


async def test_the_code_fills_a_projector_and_has_its_quiet_zone(database):
    link = "https://t.me/du_gio_bot?start=c12345"
    attachment = Attachment("photo", "x.png", paper="qr", facts={"link": link})
    picture = Image.open(BytesIO(await papers.make(database, attachment))).convert("L")
    modules = [list(row) for row in segno.make(link, micro=False, error="m").matrix_iter(border=4)]
    side = picture.width // len(modules)
    assert 600 <= picture.width < 700
    seen = [
        [int(picture.getpixel((x * side + side // 2, y * side + side // 2)) < 128) for x in range(len(modules))]
        for y in range(len(modules))
    ]
    assert seen == modules


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_book_counts_as_the_log_of_marks_does(database, language):
    """Totals by school and by meeting are those of the newest line of each person at each meeting."""
    await fill(database)
    t = Translator(language)
    marks, totals = sheets(await made(database, "attendance-book", language=language))
    async with database.reading() as db:
        found = await db.execute(
            select(Invitee.meeting_id, Invitee.person_id, Mark.presence, Unit.name)
            .join(Mark, Mark.invitee_id == Invitee.id)
            .join(Unit, Unit.id == Invitee.unit_id)
            .order_by(Mark.id)
        )
        newest = {(meeting, person): (presence, school) for meeting, person, presence, school in found}
    assert len(marks) - 3 == len(newest)
    by_school = {row[1]: row[2:8] for row in totals[4:9]}
    assert list(by_school) == IN_ORDER
    for school, (total, *counted) in by_school.items():
        kinds = Counter(presence for presence, of in newest.values() if of == school)
        assert counted == [*(kinds[kind] for kind in Presence), 0]
        assert total == kinds.total()
    everything = Counter(presence for presence, _school in newest.values())
    assert totals[9][2:8] == [everything.total(), *(everything[kind] for kind in Presence), 0]
    per_meeting = Counter(meeting for meeting, _person in newest)
    assert [row[2] for row in totals[12:14]] == list(per_meeting.values())
    words = {kind.value: everything[kind] for kind in Presence}
    assert totals[1][0] == t(TOTAL_LINE).format(expected=everything.total(), unmarked=0, **words)


async def test_excel_would_count_what_the_book_already_shows(database):
    """Each COUNTIFS, done by hand over the first sheet, gives the figure that is stored with it."""
    await fill(database, names=("Vũ Thị Ánh", "Sùng A Dơ", "Lò Văn An", "Giàng A Chớ"), meetings=3)
    content = await made(database, "attendance-book")
    marks, totals = sheets(content)
    root = ET.fromstring(zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    formulas = [cell.text for cell in root.iter() if cell.tag.endswith("}f") and cell.text.startswith("COUNTIFS")]
    cells = [cell for cell in root.iter() if cell.tag.endswith("}c")]
    shown = {cell[0].text: int(cell[1].text) for cell in cells if len(cell) == 2 and cell[0].text in formulas}
    assert len(formulas) == len(shown) == 5 * (5 + 3)
    said = re.sub(
        r'"&(\w)(\d+)&"',
        lambda cell: f"{totals[int(cell[2]) - 1][ord(cell[1]) - 65]:.0f}",
        cells[1][0].text.strip('"'),
    )
    assert said == totals[1][0]
    for formula, figure in shown.items():
        pairs = re.findall(r"!\$(\w)\$(\d+):\$\w\$(\d+),(?:\"=\"&)?\$?(\w)\$?(\d+)", formula)
        wanted = [(ord(col) - 65, totals[int(row) - 1][ord(at) - 65]) for col, _first, _last, at, row in pairs]
        first, last = int(pairs[0][1]) - 1, int(pairs[0][2])
        assert (first, last) == (3, len(marks))
        assert figure == sum(all(row[col] == value for col, value in wanted) for row in marks[first:last])


async def test_marks_stand_by_meeting_and_given_name_with_hours_as_in_vietnam(database):
    await fill(database, ["TH Pa Ham"], names=("", "Vũ Thị Ánh", "Sùng A Dơ", "Lò Văn An", "Hà Thị Đào"))
    marks, _totals = sheets(await made(database, "attendance-book"))
    names = ["Lò Văn An", "Vũ Thị Ánh", "Sùng A Dơ", "Hà Thị Đào", ERASED]
    assert [row[1] for row in marks[3:]] == [name for name in names for _ in range(2)]
    assert [row[0] for row in marks[3:]] == list(range(1, 11))
    assert marks[3][3] == local(FIRST_HOUR).replace(tzinfo=None) == datetime(2026, 10, 27, 1, 30)  # noqa: DTZ001 - cells
    assert isinstance(marks[3][8], datetime)


async def test_a_formula_in_a_name_stays_a_name(database):
    """What begins with a sign is text in its cell, and the totals compare it word for word."""
    hostile = ["=HYPERLINK(1)", "+84", "-2", "@SUM(1)", "{=1}", "https://example.org", "TH * ~?"]
    await fill(database, hostile, names=("=cmd|' /C calc'!A0", "Lò Văn An"))
    content = await made(database, "attendance-book", title="=1+1")
    marks, totals = sheets(content)
    assert {row[2] for row in marks[3:]} == set(hostile)
    assert {row[1] for row in marks[3:]} == {"=cmd|' /C calc'!A0", "Lò Văn An"}
    assert marks[0][0] == totals[0][0] == "=1+1"
    parts = zipfile.ZipFile(BytesIO(content))
    assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")
    assert not [part for part in parts.namelist() if "rels" in part and b"example.org" in parts.read(part)]
    assert b'"="&amp;SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(' in parts.read("xl/worksheets/sheet1.xml")


async def test_a_principal_gets_their_own_school_and_a_meeting_only_itself(database):
    await fill(database)
    marks, _totals = sheets(await made(database, "attendance-book", which=Which((1,), span=ALL.span)))
    assert {row[2] for row in marks[3:]} == {SCHOOLS[0]}
    marks, _totals = sheets(await made(database, "attendance-book", which=Which((1, 2), meeting_id=2)))
    assert {(row[2], row[4]) for row in marks[3:]} == {(school, "Cụm số 2") for school in SCHOOLS[:2]}


async def test_papers_about_nothing_still_open(database):
    """Marks may go between the asking and the making."""
    _marks, totals = sheets(await made(database, "attendance-book"))
    assert totals[4][2:8] == [0, 0, 0, 0, 0, 0]
    assert bars(await made(database, "attendance-chart")) == []


def bars(content: bytes) -> list[list[float]]:
    """Return each bar of a chart as the widths of its parts, in points: found by its colours, under the legend."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    assert picture.width == 780
    found, inside = [], False
    for y in range(picture.height):
        widths = Counter(picture.getpixel((x, y)) for x in range(picture.width))
        wide = sum(widths[colour] for colour in COLOURS) > 60
        if wide and not inside:
            top = Counter(picture.getpixel((x, y + 3)) for x in range(picture.width))
            found.append([top[colour] / 2 for colour in COLOURS])
        inside = wide
    return found


async def test_the_chart_of_a_school_has_a_bar_a_meeting_as_long_as_its_marks(database):
    names = [f"Lò Văn {letter}" for letter in "ABCDEFGH"]
    await fill(database, ["TH $\\frac{$"], meetings=4, names=names)
    drawn = bars(await made(database, "attendance-chart"))
    assert len(drawn) == 4
    _marks, totals = sheets(await made(database, "attendance-book"))
    for widths, row in zip(drawn, totals[8:12], strict=True):
        assert widths == pytest.approx([figure * 362 / 8 for figure in row[3:8]], abs=2)


def test_a_chart_in_a_workbook_keeps_a_title_of_any_length():
    """Excel takes 255 letters; a longer one would be dropped, and the chart would say nothing."""
    said = "Điểm danh, " + "Trường phổ thông dân tộc bán trú " * 10
    schools = [OfSchool(number, name, Figures(present=1)) for number, name in enumerate(SCHOOLS, start=1)]
    content = Book(Totals(schools, []), said, Translator("vi")).close()
    with zipfile.ZipFile(BytesIO(content)) as packed:
        chart = packed.read("xl/charts/chart1.xml").decode()
    assert said[:200] in chart
    assert said not in chart


@pytest.mark.parametrize(("schools", "drawn"), [(16, 16), (81, 28)])
async def test_the_chart_of_many_schools_grows_and_then_stops(database, schools, drawn):
    await fill(database, [f"TH số {number}" for number in range(1, schools + 1)], meetings=1)
    content = await made(database, "attendance-chart")
    assert len(bars(content)) == drawn
    assert Image.open(BytesIO(content)).height < 2700
