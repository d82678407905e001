"""The workbook of a year, read back: real dates and numbers, frozen heads, filters, Excel's own chart, text as text."""

import re
import zipfile
from collections import Counter
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.db import Database
from bot.documents import chart
from bot.domain.models import Invitee, Presence
from bot.i18n import Translator
from tests.documents.test_papers import ALL, COLOURS, FIRST_HOUR, IN_ORDER, SCHOOLS, bars, fill, made
from tests.documents.test_papers import database as database  # noqa: PLC0414 - a fixture

VI = Translator("vi")


async def book(database: Database, **facts) -> bytes:
    return await made(database, "year-book", **{"year": 2026, "topics_of": None} | facts)


def rows(content: bytes, name: str) -> list[list]:
    sheets = CalamineWorkbook.from_filelike(BytesIO(content))
    return sheets.get_sheet_by_name(name).to_python(skip_empty_area=False)


async def test_every_figure_is_the_log_s(database):
    await fill(database)
    content = await book(database)
    schools = rows(content, VI("By school"))
    assert [row[1] for row in schools[3:8]] == IN_ORDER
    async with database.reading() as db:
        kinds = Counter((await db.scalars(select(Invitee.presence))).all())
    assert schools[8][2:8] == [kinds.total(), *(kinds[kind] for kind in (*Presence, None))]
    assert all(isinstance(cell, int | float) for row in schools[3:9] for cell in row[2:8])
    people = rows(content, VI("By person"))
    assert len(people) - 3 == len(SCHOOLS) * 3
    dossier = rows(content, VI("BDTX dossier"))
    assert len(dossier) - 3 == kinds.total()
    assert all(isinstance(row[3], datetime) for row in dossier[3:])


async def test_heads_are_frozen_lists_filtered_and_the_chart_is_excel_s_own(database):
    await fill(database)
    parts = zipfile.ZipFile(BytesIO(await book(database)))
    sheets = [name for name in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name)]
    assert len(sheets) == 4
    for name in sheets:
        said = parts.read(name).decode()
        assert 'state="frozen"' in said
        assert "<autoFilter " in said
        assert "<cols>" in said
    drawn = parts.read("xl/charts/chart1.xml").decode()
    assert drawn.count("<c:ser>") == 5
    assert '<c:barDir val="bar"/>' in drawn


@pytest.mark.parametrize("schools", [SCHOOLS, SCHOOLS[:1]])
async def test_the_workbook_of_a_summary_is_as_easy_to_read(database, schools):
    """Frozen heads on each sheet, widths, filters on the lists; a chart by school, of one school by meeting."""
    await fill(database, schools, meetings=3)
    parts = zipfile.ZipFile(BytesIO(await made(database, "attendance-book")))
    said = [parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
    assert all('state="frozen"' in one and "<cols>" in one for one in said)
    assert ["<autoFilter " in one for one in said] == [False, True, True]
    drawn = parts.read("xl/charts/chart1.xml").decode()
    assert drawn.count("<c:ser>") == 5
    first, last = re.search(r"\$B\$(\d+):\$B\$(\d+)</c:f>", drawn).groups()
    assert int(last) - int(first) + 1 == (5 if len(schools) > 1 else 3)
    assert "descr=" in parts.read("xl/drawings/drawing1.xml").decode()


async def test_what_begins_with_a_sign_stays_text(database):
    hostile = ["=HYPERLINK(1)", "+84", "-2", "@SUM(1)"]
    await fill(database, hostile, names=("=cmd|' /C calc'!A0", "@x", "Hờ " * 66))
    content = await book(database, title="=1+1")
    assert {row[1] for row in rows(content, VI("By school"))[3:7]} == set(hostile)
    parts = zipfile.ZipFile(BytesIO(content))
    for number in (2, 3, 4):
        assert b"<f>" not in parts.read(f"xl/worksheets/sheet{number}.xml")


async def test_a_time_without_meetings_still_opens(database):
    content = await book(database)
    assert len(rows(content, VI("By school"))) == 4


async def test_the_picture_by_meeting_has_a_bar_a_meeting_and_says_its_source(database):
    await fill(database, meetings=3)
    with_source = await made(database, "attendance-chart", by="meeting")
    assert len(bars(with_source)) == 3
    assert Image.open(BytesIO(with_source)).width == 780


@pytest.mark.parametrize(("number", "lines"), [(3, 3), (81, 55)])
def test_who_has_and_who_has_not_is_told_by_a_word_too(number, lines):
    found = [(f"PTDTBT TH số {one} Na Sang", one % 3 == 0) for one in range(number)]
    content = chart.has_and_has_not(found, "Đăng ký chuyên đề năm học 2026-2027", VI, FIRST_HOUR)
    picture = Image.open(BytesIO(content)).convert("RGB")
    assert picture.width == 780
    assert picture.height < 2700
    seen = [picture.getpixel((38, y)) for y in range(picture.height)]
    marks = [one for one, before in zip(seen[1:], seen, strict=False) if one in COLOURS and one != before]
    assert len(marks) == lines
    assert Counter(marks)[COLOURS[0]] == sum(done for _name, done in found[:lines])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Chưa có trường nào được giao việc này."),
        ([("TH Pa Ham", False)], "Chưa có trường nào nộp. Số trường được giao: 1."),
        ([("TH Pa Ham", True), ("TH Na Sang", False)], "Đã có: 1. Chưa có: 1."),
    ],
)
def test_where_nobody_has_it_words_say_so(rows, said, monkeypatch):
    written = []
    monkeypatch.setattr(chart._Page, "paragraph", lambda _page, text, *_size, **_look: written.append(text))
    chart.has_and_has_not(rows, "Đăng ký chuyên đề", VI, FIRST_HOUR)
    assert said in written


async def test_a_year_of_nobody_asks_for_everything(database):
    await fill(database, ["TH Pa Ham"], meetings=1)
    content = await book(database, which=ALL, topics_of=[])
    assert VI("Topics") not in CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
