"""The migrations go up, down and up again, and end where the models are."""

import sqlite3
from contextlib import closing

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.domain.models import Base
from bot.migrate import config, upgrade


def tables(path):
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_up_down_up(tmp_path):
    path = tmp_path / "stairs.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    upgrade(url)
    assert set(Base.metadata.tables) < tables(path)
    command.downgrade(config(url), "base")
    assert tables(path) == {"alembic_version"}
    upgrade(url)
    assert set(Base.metadata.tables) < tables(path)


def test_the_migrations_equal_the_models(template):
    engine = create_engine(f"sqlite:///{template}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []
