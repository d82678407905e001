"""The year is lived once in a run of the tests, whatever the number of workers."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.year.lived import live

LONGEST = 600
"""Seconds that another worker is waited for."""


@pytest.fixture(scope="session")
def year(template: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str) -> Path:
    """Return the folder in which the year's table stands, and the tables as they stood at some moments of it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / f"year-{testrun_uid}"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(folder / "lived")
        return folder
    try:
        asyncio.run(live(folder, template))
    finally:
        (folder / "lived").touch()
    return folder


def _wait_for(sign: Path) -> None:
    until = time.monotonic() + LONGEST
    while not sign.exists() and time.monotonic() < until:
        time.sleep(0.1)
