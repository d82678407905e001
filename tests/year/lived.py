"""The year as it goes where nothing breaks, with the tables as they stood at some moments of it."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from shutil import copy

from bot.settings import Secret, Settings
from bot.vietnamese import ZONE
from tests.talk import TalkChannel
from tests.year.script import SCRIPT
from tests.year.table import told
from tests.year.walk import BEGINS, ENDS, a_year, begin, paper

SPANS = tuple(
    (datetime(*first, 18, tzinfo=ZONE), datetime(*last, 18, tzinfo=ZONE))
    for first, last in (
        ((2023, 10, 18), (2023, 10, 26)),
        ((2023, 12, 6), (2023, 12, 13)),
        ((2023, 12, 19), (2023, 12, 27)),
        ((2024, 4, 25), (2024, 5, 3)),
    )
)
"""Weeks in which much happens."""
TABLES, TABLE = "dugio.sqlite3", "notices.txt"


def settings_in(folder: Path) -> Settings:
    """Return the settings of a service on the tables in a folder."""
    return Settings(
        database_url=f"sqlite+aiosqlite:///{folder / TABLES}",
        media_dir=folder / "media",
        secret=Secret("a secret of the year"),
        keeper="Phòng GD&ĐT Mường Chà",
        keeper_address="Mường Chà",
        contact="dulieu@muongcha.example",
        data_officer="Điêu Thị Phượng",
    )


def tables_at(folder: Path, moment: datetime) -> Path:
    """Return where the tables stand as they were at a moment."""
    return folder / f"{moment:%Y-%m-%d}.sqlite3"


async def live(folder: Path, empty: Path) -> None:
    """Let the whole year pass on a copy of empty tables, and leave its table of notices in the folder."""
    copy(empty, folder / TABLES)
    async with a_year(settings_in(folder), TalkChannel(), BEGINS) as year:
        await begin(year, paper())
        for moment in [since for since, _ in SPANS] + [ENDS]:
            await year.lives(SCRIPT, moment)
            _keep(folder / TABLES, tables_at(folder, moment))
        write(folder / TABLE, [str(one) for one in await told(year.app.database)])


def _keep(tables: Path, where: Path) -> None:
    source, target = sqlite3.connect(tables), sqlite3.connect(where)
    source.backup(target)
    # Who goes on from here may be another process, whose updates are numbered anew.
    target.execute("DELETE FROM received")
    target.commit()
    source.close()
    target.close()


def write(path: Path, lines: Sequence[str]) -> None:
    """Write the lines of a table."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def lines_of(path: Path) -> list[str]:
    """Return the lines of a table."""
    return path.read_text(encoding="utf-8").splitlines()
