"""Bringing the tables to the newest version. Alembic is imported only here: it costs 85 ms."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def config(url: str) -> Config:
    """Return Alembic's configuration for a database; no file besides pyproject.toml holds any."""
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    alembic.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return alembic


def newest() -> str:
    """Return the newest version that tables may have."""
    return ScriptDirectory.from_config(config("")).get_current_head() or ""


def upgrade(url: str) -> None:
    """Migrate a database to the newest version; runs its own event loop, so not from within one."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(url), "head")
