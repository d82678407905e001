"""What an official paper costs: forty pages with thirty photos, made beside the loop; ten at once; an officer's board.

Beside it the way that python-docx's own guide shows: a paragraph and a cell at a time, photos as they were sent.
"""

import asyncio
import random
import resource
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from docx import Document
from docx.shared import Mm
from PIL import Image
from sqlalchemy import insert

from bot.db import Database
from bot.documents.office import papers as office
from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Coming,
    Invitee,
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
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import about_time
from bot.domain.papers.paper import (
    Appendix,
    Paper,
    PaperColumn,
    PaperLine,
    PaperPhoto,
    PaperTable,
    PaperTop,
    Signature,
)
from bot.domain.programme import figures
from bot.media import Media
from bot.migrate import upgrade

PHOTOS, NAMES, LINES, AT_ONCE, ROUNDS = 30, 700, 60, 10, 3
SIDES = (2560, 1920)
"""Dots of a photo as the service keeps it."""
SCHOOLS, PEOPLE, MEETINGS = 1000, 5, 4
NOW = datetime(2023, 10, 9, 2, tzinfo=UTC)
TICK = 0.005


def run() -> None:
    """Print seconds and milliseconds, medians of a few rounds, and mebibytes above idle."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_papers(Path(folder)))
        url = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
        upgrade(url)
        asyncio.run(_board(url))


async def _papers(folder: Path) -> None:
    media = Media(folder / "media")
    shas = [await media.keep(_photo(number)) for number in range(PHOTOS)]
    paper = _paper(shas)
    await office.written(paper, media)
    idle = _memory()
    found = [await _beside(lambda: office.written(paper, media)) for _ in range(ROUNDS)]
    wall, cpu, waits = (median(one) for one in zip(*found, strict=True))
    alone = _memory() - idle
    began = perf_counter()
    await asyncio.gather(*(office.written(paper, media) for _ in range(AT_ONCE)))
    ten, above = perf_counter() - began, _memory() - idle
    began = process_time()
    content = await asyncio.to_thread(_as_the_guide_shows, paper, media)
    print(f"one paper: {wall:.2f} s, {cpu:.2f} s CPU, others wait {1000 * waits:.0f} ms at most, {alone:.0f} MiB")
    print(f"{AT_ONCE} at once: {ten:.1f} s, {above:.0f} MiB above idle")
    size = len(await office.written(paper, media)) / 1024**2
    print(f"as the guide shows: {process_time() - began:.2f} s CPU, {len(content) / 1024**2:.0f} MiB beside {size:.1f}")


async def _beside(work: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """Return how long something takes, its CPU, and the longest that the event loop kept somebody waiting meanwhile."""
    late = [0.0]

    async def others() -> None:
        while True:
            due = perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(perf_counter() - due)

    async with asyncio.TaskGroup() as together:
        ticking = together.create_task(others())
        began, cpu = perf_counter(), process_time()
        await work()
        took = perf_counter() - began, process_time() - cpu
        ticking.cancel()
    return *took, max(late)


def _photo(number: int) -> bytes:
    noise = Image.frombytes("RGB", (160, 120), random.Random(number).randbytes(160 * 120 * 3))
    content = BytesIO()
    noise.resize(SIDES, Image.Resampling.BICUBIC).save(content, "JPEG", quality=88)
    return content.getvalue()


def _paper(shas: list[str]) -> Paper:
    columns = tuple(PaperColumn(name, 20) for name in ("TT", "Họ và tên", "Đơn vị", "Chức vụ", "Có mặt", "Ghi chú"))
    rows = tuple((f"{n}", f"Lò Thị {n}", "PTDTBT TH số 1 Na Sang", "Giáo viên", "14:05", "") for n in range(NAMES))
    text = tuple(PaperLine(f"{n}. Học sinh nhóm {n} trao đổi sôi nổi, giáo viên quan sát. " * 4) for n in range(LINES))
    photos = tuple(PaperPhoto(sha, f"Ảnh {place}") for place, sha in enumerate(shas, start=1))
    top = PaperTop("UBND xã Na Sang", "Trường PTDTBT TH số 1 Na Sang", "BC-THNS", "Na Sang", date(2026, 11, 27))
    appendices = (Appendix("Danh sách", (PaperTable(columns, rows),)), Appendix("Ảnh minh chứng", photos))
    signed = Signature("HIỆU TRƯỞNG", "Hạng A Tủa")
    return Paper(top, "BÁO CÁO", "Kết quả", blocks=text, right=signed, appendices=appendices)


def _as_the_guide_shows(paper: Paper, media: Media) -> bytes:
    document = Document()
    for line in paper.blocks:
        assert isinstance(line, PaperLine)
        document.add_paragraph(line.text)
    listed, photos = (appendix.blocks for appendix in paper.appendices)
    [found] = listed
    assert isinstance(found, PaperTable)
    table = document.add_table(rows=1, cols=len(found.columns))
    for row in found.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for photo in photos:
        assert isinstance(photo, PaperPhoto)
        document.add_picture(BytesIO(media.read_now(photo.sha) or b""), width=Mm(150))
        document.add_paragraph(photo.caption)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _board(url: str) -> None:
    database = Database(url)
    await _fill(database)
    later = NOW + timedelta(days=100)
    which = figures.Which(None, span=SchoolYear(2023).span)
    board, report = [], []
    for _ in range(ROUNDS):
        async with database.reading() as db:
            began = perf_counter()
            seen = await figures.seen_by(db, Rights(officer=True), NOW.date())
            await figures.by_school(db, seen, later)
            await figures.not_closed(db, seen, later)
            board.append(1000 * (perf_counter() - began))
            began = perf_counter()
            await about_time.read(db, which, later, people=False)
            report.append(1000 * (perf_counter() - began))
    print(f"an officer's board of {SCHOOLS} schools: {median(board):.0f} ms")
    print(f"the facts of a year's report on them: {median(report):.0f} ms")
    await database.close()


async def _fill(database: Database) -> None:
    """Put schools in clusters of ten, their people, and meetings at which everybody is marked, into the tables."""
    async with database.writing() as db:
        schools, clusters = range(1, SCHOOLS + 1), range(1, SCHOOLS // 10 + 1)
        named = [{"kind": UnitKind.SCHOOL, "name": f"TH số {n}", "folded": f"th so {n}"} for n in schools]
        await db.execute(insert(Unit), named)
        same = {"school_year": "2023-2024"}
        await db.execute(insert(Cluster), [same | {"name": f"Cụm số {n}", "folded": f"cum {n}"} for n in clusters])
        await db.execute(insert(ClusterSchool), [{"cluster_id": (n - 1) // 10 + 1, "unit_id": n} for n in schools])
        plan = {"title": "Kế hoạch", "school_year": "2023-2024", "unit_id": 1, "imported_at": NOW}
        await db.execute(insert(Plan), [plan])
        await db.execute(insert(Round), [{"plan_id": 1, "number": 1, "month": date(2023, 10, 1)}])
        people = range(SCHOOLS * PEOPLE)
        about = {"folded": "", "language": "vi", "joined_at": NOW}
        await db.execute(insert(Person), [about | {"name": f"Lò Thị {n}", "unit_id": n // PEOPLE + 1} for n in people])
        held = {"round_id": 1, "content": "", "month": date(2023, 10, 1), "state": MeetingState.SETTLED}
        meetings = [
            held
            | {"number": turn, "cluster_id": n, "host_id": 10 * n - 9, "starts_at": NOW + timedelta(days=turn)}
            | {"ends_at": NOW + timedelta(days=turn, hours=3)}
            for turn in range(1, MEETINGS + 1)
            for n in clusters
        ]
        await db.execute(insert(Meeting), meetings)
        kinds = list(Presence)
        rows = [
            {"meeting_id": turn * len(clusters) + n // PEOPLE // 10 + 1, "person_id": n + 1, "unit_id": n // PEOPLE + 1}
            | {"why": Why.CONCERNED, "answer": Coming.YES, "presence": kinds[(n + turn) % len(kinds)]}
            for turn in range(MEETINGS)
            for n in people
        ]
        await db.execute(insert(Invitee), rows)
