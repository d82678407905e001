"""What a power cut must not take back: a commit is on the disk before its answer leaves, and a file before its row."""

import os
from pathlib import Path

import pytest

from bot import db
from bot.media import Media
from bot.settings import Settings
from tests.conftest import DURABLE


@pytest.mark.sqlite("PostgreSQL waits unless it is told otherwise")
async def test_each_commit_waits_for_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the service runs; the other tests do not wait."""
    monkeypatch.setattr(db, "PRAGMAS", DURABLE)
    database = db.Database(settings.database_url)
    async with database.writing() as session:
        core = await session.connection()
        found = [(await core.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in ("synchronous", "journal_mode")]
    await database.close()
    assert found == [2, "wal"]


async def test_a_file_is_on_the_disk_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First the names of the folders that are new, then what it holds, then its own name."""
    synced: list[int] = []
    sync = os.fsync

    def note(opened: int) -> None:
        synced.append(os.fstat(opened).st_ino)
        sync(opened)

    monkeypatch.setattr(os, "fsync", note)
    folder = tmp_path / "media"
    sha = await Media(folder).keep(b"a photo")
    assert synced == [path.stat().st_ino for path in (tmp_path, folder, folder / sha[:2] / sha, folder / sha[:2])]
