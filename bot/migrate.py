"""Bringing the tables to the newest version. Alembic is loaded only where there is something to do: it costs 0.2 s."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from bot.db import create_engine

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_REVISION = re.compile(r'^(down_)?revision = "(\w+)"', re.MULTILINE)


def config(url: str) -> "Config":
    """Return Alembic's configuration for a database; no file besides pyproject.toml holds any."""
    from alembic.config import Config  # noqa: PLC0415 - not for who only starts

    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    alembic.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return alembic


def newest() -> str:
    """Return the newest version that tables may have: the one that no other comes after. Raises where there are two."""
    named = [found for file in (MIGRATIONS / "versions").glob("*.py") for found in _REVISION.findall(file.read_text())]
    [head] = {name for after, name in named if not after} - {name for after, name in named if after}
    return str(head)


async def _version(url: str) -> str:
    """Return the version that tables have; empty where there are none, or nobody can be asked."""
    engine = create_engine(url)
    try:
        async with engine.execution_options(sqlite_begin="BEGIN").connect() as connection:
            return str(await connection.scalar(text("SELECT version_num FROM alembic_version")))
    except DBAPIError:
        return ""
    finally:
        await engine.dispose()


def upgrade(url: str) -> None:
    """Migrate a database to the newest version; runs its own event loop, so not from within one."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    if asyncio.run(_version(url)) == newest():
        return
    from alembic import command  # noqa: PLC0415 - not for who only starts

    command.upgrade(config(url), "head")
