"""Runs migrations over the service's own engine, so that SQLite's pragmas and BEGIN are the same."""

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, event, func, select

from bot.db import create_engine
from bot.domain.models import Base
from bot.domain.models.base import UtcDateTime, for_postgres
from bot.domain.models.topic import TopicText

URL = context.config.get_main_option("sqlalchemy.url", "")


def render(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are in the tables, so that old migrations need none of the code."""
    if kind != "type":
        return False
    if isinstance(thing, TopicText):
        return "sa.String()"
    return "sa.DateTime(timezone=True)" if isinstance(thing, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    """Bring the tables to the asked version, in one transaction; a second service that starts waits for it."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("migrations"))))
    context.configure(
        connection=connection,
        target_metadata=for_postgres(Base.metadata),
        render_as_batch=True,
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Open the engine for the length of the migration."""
    engine = create_engine(URL)
    if engine.dialect.name == "sqlite":
        # SQLite changes a table by making it anew; with the keys on, dropping the old one would be refused.
        event.listen(engine.sync_engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
        if engine.dialect.name == "sqlite" and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
            raise RuntimeError("the migration would leave rows that point nowhere")
    await engine.dispose()


asyncio.run(main())
