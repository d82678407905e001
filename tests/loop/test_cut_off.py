"""A PostgreSQL that is locked, silent or gone: nobody hangs on it, and who is cut off from it holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from click import ClickException
from sqlalchemy import make_url, text

from bot import living, postgres, serving
from bot.away import TablesAway
from bot.db import Database, LockName, lock_name
from tests.tables import SERVER

pytestmark = pytest.mark.skipif(not SERVER, reason="SQLite has no server that one could be cut off from")


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """What lies between a process and the server, and can be cut: nothing is refused then, and nothing is answered."""

    def __init__(self, url: str, folder: Path) -> None:
        self._server = make_url(url)
        self.url = self._server.set(host=None, port=None, query={"host": str(folder)})
        self.socket = folder / ".s.PGSQL.5432"
        self._stands = asyncio.Event()
        self._used = set[asyncio.Task[None] | None]()
        self.mend()

    def cut(self) -> None:
        self._stands.clear()

    def mend(self) -> None:
        """Let new connections through; who was cut off hears nothing ever again."""
        self._stands = asyncio.Event()
        self._stands.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._used.add(asyncio.current_task())
        stands, ends = self._stands, [(reader, writer)]
        with suppress(asyncio.CancelledError):
            await stands.wait()
            ends.append(await self._to_the_server())
            (here, says), (there, hears) = ends
            await asyncio.gather(_carry(here, hears, stands), _carry(there, says, stands))
        for _, end in ends:
            end.transport.abort()

    async def end(self) -> None:
        used = [task for task in self._used if task]
        for task in used:
            task.cancel()
        await asyncio.wait(used)

    async def _to_the_server(self) -> Ends:
        host, port = str(self._server.query.get("host") or self._server.host), self._server.port or 5432
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)


async def _carry(here: asyncio.StreamReader, there: asyncio.StreamWriter, stands: asyncio.Event) -> None:
    while said := await here.read(2**16):
        await stands.wait()
        there.write(said)
    await stands.wait()
    there.close()


@pytest.fixture
async def line(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    line = Line(database_url, tmp_path_factory.mktemp("line"))
    async with await asyncio.start_unix_server(line.carry, line.socket):
        yield line
        await line.end()


@pytest.fixture
async def cut_off(line: Line, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """Who reaches the tables by that line, and waits for a moment where it would be for seconds."""
    monkeypatch.setattr(postgres, "ANSWERS_WITHIN", 1)
    monkeypatch.setattr(postgres, "IDLES_FOR", 0.5)
    monkeypatch.setitem(postgres.TO_SERVE, "timeout", 1)
    database = Database(line.url.render_as_string(hide_password=False))
    yield database
    await database.close()


async def test_a_line_that_was_cut_is_given_up_and_holds_nobody_else_up(
    line: Line, cut_off: Database, database_url: str
) -> None:
    """What it had locked is free within seconds, and once a line stands again it serves again."""
    other = Database(database_url)
    with pytest.raises(TablesAway):
        await _locks_and_is_cut_off(cut_off, line)
    async with asyncio.timeout(5), other.writing() as db:
        await lock_name(db, LockName.DERIVING)
    with pytest.raises(TablesAway):
        await _answers(cut_off)
    line.mend()
    async with asyncio.timeout(5):
        await _answers(cut_off)
    await other.close()


async def test_what_somebody_else_has_locked_is_not_waited_for_without_end(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keeper of the server who has locked a table and left for lunch."""
    monkeypatch.setattr(postgres, "RUNS_FOR", 0.2)
    database = Database(database_url)
    keeper = await asyncpg.connect(make_url(database_url).set(drivername="postgresql").render_as_string(False))
    async with keeper.transaction():
        await keeper.execute("LOCK TABLE outbox")
        with pytest.raises(TablesAway):
            await _answers(database, "outbox")
    await _answers(database, "outbox")
    await keeper.close()
    await database.close()


async def test_who_says_nothing_behind_a_line_that_stands_lets_its_name_go(
    line: Line, cut_off: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server would keep the name for as long as a pooler or a frozen machine keeps the connection."""
    monkeypatch.setattr(living, "LOOK", 0.05)
    monkeypatch.setattr(living, "SILENT_FOR", 1)
    monkeypatch.setattr(living, "ANSWERS_WITHIN", 2)

    async def judge(_: object) -> None:
        """Nobody else is looked at."""

    other = Database(database_url)
    async with living.Living(cut_off, judge), other.session_of_its_own(5) as connection, asyncio.timeout(20):
        while not (await connection.scalars(living.NAMES)).all():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)
        line.cut()
        while (await connection.scalars(living.NAMES)).all():  # noqa: ASYNC110 - nor of this
            await asyncio.sleep(0.05)
    await other.close()


async def test_a_pooler_that_shares_connections_is_refused_by_a_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of each connection would be answered by another one."""
    await serving.must_keep_sessions(database_url)
    monkeypatch.setattr(serving, "WHOSE", text("SELECT random()"))
    with pytest.raises(ClickException, match="pool_mode=session"):
        await serving.must_keep_sessions(database_url)


async def _locks_and_is_cut_off(database: Database, line: Line) -> None:
    async with database.writing() as db:
        await lock_name(db, LockName.DERIVING)
        line.cut()
        await db.execute(text("SELECT 1"))


async def _answers(database: Database, table: str = "person") -> None:
    async with database.reading() as db:
        await db.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
