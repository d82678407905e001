"""A stranger's file is read in a process of its own, which may run away, grow or fall without harm."""

import asyncio
import os
import signal
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from bot.documents import safely
from bot.documents.plan import read
from bot.documents.safely import read_safely
from bot.errors import BadInput
from tests.documents.typings import paper

DEMO = Path(__file__).parents[2] / "demo" / "ke-hoach-muong-cha-2023-2024.docx"


async def refusal(content: bytes, name: str = "ke-hoach.docx") -> BadInput:
    with pytest.raises(BadInput) as no:
        await read_safely(content, name)
    return no.value


async def test_a_draft_comes_back_whole():
    assert await read_safely(DEMO.read_bytes(), DEMO.name) == read(DEMO.read_bytes(), DEMO.name)


async def test_a_refusal_comes_back_with_its_facts():
    no = await refusal(paper([("TT", "Tháng", "Cụm", "Địa điểm"), ("1", "10", "Cụm 1", "x" * 201)]))
    assert "too long" in no.sentence
    assert (no.facts["place"].table, no.facts["place"].row) == (1, 1)


async def test_a_name_that_no_command_line_takes_is_only_a_name():
    no = await refusal(b"%PDF", "k\0ế\n\ud800.pdf")
    assert "is a PDF" in no.sentence


async def test_what_takes_too_long_is_ended(monkeypatch):
    """Nobody waits for a reader that does not come back, and it does not go on in secret."""
    readers = []

    class Reader(subprocess.Popen):
        def __init__(self, *how, **more) -> None:
            super().__init__(*how, **more)
            readers.append(self)

    monkeypatch.setattr(subprocess, "Popen", Reader)
    monkeypatch.setattr(safely, "SECONDS", 0.1)
    assert "could not be read within" in (await refusal(DEMO.read_bytes())).sentence
    assert [reader.returncode for reader in readers] == [-signal.SIGKILL]


async def test_what_takes_too_much_memory_is_ended(monkeypatch):
    """A reader in another language ends its whole process where it finds no memory."""
    monkeypatch.setattr(safely, "MOST_MEMORY", 400 * 1024 * 1024)
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet()
        page.write(0, 0, "x")
        page.write(199_000, 90, "x")
    assert await read_safely(DEMO.read_bytes(), DEMO.name)
    assert "could not be read within" in (await refusal(written.getvalue(), "a.xlsx")).sentence


async def test_the_process_knows_no_secret(monkeypatch):
    """It is started without the environment, in which the settings stand."""
    monkeypatch.setenv("DUGIO_SECRET", "a secret")
    seen = []
    run = safely.subprocess.run
    monkeypatch.setattr(safely.subprocess, "run", lambda *args, **more: seen.append(more["env"]) or run(*args, **more))
    await read_safely(DEMO.read_bytes(), DEMO.name)
    assert seen == [{}]
    assert "DUGIO_SECRET" in os.environ  # noqa: TID251 - what the process must not see


async def test_the_loop_goes_on_meanwhile():
    reading = asyncio.ensure_future(read_safely(DEMO.read_bytes(), DEMO.name))
    beats = 0
    while not reading.done():
        await asyncio.sleep(0.01)
        beats += 1
    assert beats > 5
    await reading
