"""Writes a migration from what the models have and the newest migration has not yet: to be read, and mended."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory

from bot.clock import SystemClock
from bot.migrate import config, upgrade
from bot.vietnamese import local


def write(what: str) -> None:
    """Compare the models with tables made for the occasion. A second migration of a day has a longer number."""
    with TemporaryDirectory() as room:
        url = f"sqlite+aiosqlite:///{Path(room) / 'tables.sqlite3'}"
        upgrade(url)
        known = {script.revision for script in ScriptDirectory.from_config(config(url)).walk_revisions()}
        day = f"{local(SystemClock().now()):%Y%m%d}"
        number = next(one for one in (day, *(f"{day}_{more}" for more in range(2, 100))) if one not in known)
        command.revision(config(url), what.rstrip("."), autogenerate=True, rev_id=number)


if __name__ == "__main__":
    if not sys.argv[1]:
        sys.exit('Please say what changes: make migration SAYS="Meetings have a colour"')
    write(sys.argv[1])
