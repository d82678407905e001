"""A backup is one .tar: the tables as SQLite itself copies them while it runs, and the files beside them."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

import click

from bot import erasures
from bot.settings import Settings

TABLES = "dugio.sqlite3"
FILES = "media"


def _tables(settings: Settings) -> Path:
    kind, _, path = settings.database_url.partition(":///")
    if not kind.startswith("sqlite"):
        raise click.ClickException("This copies SQLite only. For PostgreSQL please use pg_dump and pg_restore.")
    return Path(path)


def copy_out(settings: Settings, file: Path) -> None:
    """Write tables and files to a .tar. Copying a WAL database by `cp` would lose what is in the log."""
    source = _tables(settings)
    if not source.exists():
        raise click.ClickException(f"There are no tables at {source}.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / TABLES
        with closing(sqlite3.connect(source)) as tables:
            # A consistent copy beside running writers, and without pages of rows that were erased.
            tables.execute("VACUUM INTO ?", (str(copy),))
        with tarfile.open(file, "w") as out:
            out.add(copy, TABLES)
            if settings.media_dir.exists():
                out.add(settings.media_dir, FILES)


def copy_in(settings: Settings, file: Path) -> None:
    """Restore a backup. Raises ClickException where tables stand already, and where the file is no backup of ours."""
    target = _tables(settings)
    if target.exists():
        raise click.ClickException(f"Tables stand at {target} already. Please move them away first.")
    try:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(file) as packed:
            # The data filter keeps members from leaving the folder.
            packed.extractall(folder, filter="data")
            copy, media = Path(folder) / TABLES, Path(folder) / FILES
            if not copy.exists():
                raise click.ClickException("This file is no backup: it holds no tables.")
            target.parent.mkdir(parents=True, exist_ok=True)
            # What was erased since is known here and not in the backup: that file is added to, never replaced.
            erasures.merge(erasures.place(settings), erasures.lines(media / erasures.NAME))
            for part in media.rglob("*") if media.exists() else ():
                if part.is_file() and part.name != erasures.NAME:
                    place = settings.media_dir / part.relative_to(media)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(part.read_bytes())
            # Last, so that a restore that fails half-way can be run again.
            target.write_bytes(copy.read_bytes())
    except tarfile.TarError as broken:
        raise click.ClickException("This file is no backup: it cannot be opened.") from broken
