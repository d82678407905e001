"""What a plan of 2,000 rows costs, from the bytes to the proposal, as Word and as Excel.

The peer is python-docx's own way to a table's text, `row.cells`, on the same file; it reads and
understands nothing. Beside it the most that is read, and twice as much, which is refused: by the door that a stranger's
file comes in by, a process of its own whose memory is bounded.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

import xlsxwriter
from docx import Document

from bot.db import Database
from bot.documents.plan import read
from bot.documents.safely import read_safely
from bot.domain import plan
from bot.domain.plan.nouns import Proposal
from bot.errors import BadInput
from bot.migrate import upgrade

ROUNDS = 3
ROWS, FULL, TOO_MANY = 2000, 4900, 10_000
YEAR = "2023-2024"
CLUSTERS, SCHOOLS = 20, 25
MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5)
HEADER = ("Stt", "Thời gian", "Cụm", "Địa điểm", "Nội dung", "Hình thức")


def run() -> None:
    """Print seconds for each format, and what python-docx's own walk would need; medians of interleaved rounds."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"
        upgrade(url)
        word, sheet = as_word(ROWS), as_sheet(ROWS)
        full, more = as_sheet(FULL), as_sheet(TOO_MANY)
        ways: dict[str, Callable[[], object]] = {
            f".docx, {ROWS} rows, read and understood": lambda: asyncio.run(understood(url, word, "a.docx")),
            f".xlsx, {ROWS} rows, read and understood": lambda: asyncio.run(understood(url, sheet, "a.xlsx")),
            f".xlsx, {FULL} rows, read apart": lambda: asyncio.run(read_safely(full, "a.xlsx")),
            f".xlsx, {TOO_MANY} rows, refused apart": lambda: asyncio.run(refused(more)),
            f".docx, {ROWS} rows, only read": lambda: read(word, "a.docx"),
            f".docx, {ROWS} rows, python-docx row.cells": lambda: walked(word),
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                found[name].append(timed(way))
    seconds = {name: median(times) for name, times in found.items()}
    for name, taken in seconds.items():
        print(f"  {name:42}{taken:8.2f} s")
    *_, ours, theirs = seconds.values()
    print(f"  reading costs {ours / theirs:.1f} of python-docx's own walk")


def timed(way: Callable[[], object]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


async def understood(url: str, content: bytes, name: str) -> Proposal:
    """Read a plan and understand it against empty tables; all its meetings must be there."""
    draft = read(content, name)
    database = Database(url)
    try:
        async with database.reading() as db:
            proposal = await plan.propose(db, draft, YEAR)
    finally:
        await database.close()
    assert len(proposal.meetings) == ROWS
    assert not proposal.doubts
    return proposal


async def refused(content: bytes) -> None:
    """Read what is too long, which must be said."""
    try:
        await read_safely(content, "a.xlsx")
    except BadInput:
        return
    raise AssertionError


def walked(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in Document(BytesIO(content)).tables for row in table.rows]


def entries(count: int) -> list[tuple[str, ...]]:
    """Return rows over the year, some with days and hours, in the several ways that offices write a school."""
    return [_entry(row) for row in range(count)]


def _entry(row: int) -> tuple[str, ...]:
    month = MONTHS[row * len(MONTHS) // ROWS % len(MONTHS)]
    cluster, number = row % CLUSTERS, row // CLUSTERS % SCHOOLS
    days = (f"Tháng {month}", f"14h ngày {row % 28 + 1}/{month}", f"Chiều ngày {row % 28 + 1} tháng {month}")
    host = (_school(cluster, number), f"Trường {_school(cluster, number)}", _school(cluster, number).upper())[row % 3]
    return str(row + 1), days[row % 3], f"Cụm {cluster + 1}", host, f"Chuyên đề {row}: dạy học theo nhóm", "Trực tiếp"


def _school(cluster: int, number: int) -> str:
    return f"TH số {number + 1} Bản Thử {chr(ord('A') + cluster)}"


def _lists() -> list[str]:
    schools = [", ".join(_school(cluster, number) for number in range(SCHOOLS)) for cluster in range(CLUSTERS)]
    return [
        f"Cụm số {cluster}: {listed}. Giao cho trường {_school(cluster - 1, 0)} làm cụm trưởng."
        for cluster, listed in enumerate(schools, start=1)
    ]


def as_word(count: int) -> bytes:
    document = Document()
    document.add_paragraph(f"Kế hoạch năm học {YEAR}")
    rows = [HEADER, *entries(count)]
    table = document.add_table(rows=len(rows), cols=len(HEADER))
    for element, texts in zip(table._tbl.tr_lst, rows, strict=True):  # noqa: SLF001 - row.cells is what is measured
        for cell, text in zip(element.tc_lst, texts, strict=True):
            cell.p_lst[0].add_r().text = text
    for line in _lists():
        document.add_paragraph(line)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def as_sheet(count: int, year: str = YEAR) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("Kế hoạch")
        lines = [(f"Kế hoạch năm học {year}",), HEADER, *entries(count), *((line,) for line in _lists())]
        for row, texts in enumerate(lines):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
    return written.getvalue()
