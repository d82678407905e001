"""What every test stands on: a migrated database of its own, the real parts, a clock that stands still."""

import gc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from bot import db, logs
from bot.app import App, build
from bot.clock import MovableClock
from bot.settings import Secret, Settings
from tests import statements
from tests.tables import SERVER, Databases, OnFiles, OnServer, lent
from tests.talk import Talk, TalkChannel

START = datetime(2023, 10, 9, 2, 0, tzinfo=UTC)
"""A Monday of the plan's own October, 9 in the morning in Vietnam."""


DURABLE = db.PRAGMAS
# No test outlives a power cut, and each commit would wait for the disk.
db.PRAGMAS = (*DURABLE, "synchronous=OFF")
logs.configure()
statements.share()
# The same examples each time: what is green today is green tomorrow. A wider search is a run with another profile.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("wide", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where tests get their databases from."""
    if not SERVER:
        yield OnFiles(tmp_path_factory.mktemp("template"))
        return
    server = OnServer(SERVER)
    yield server
    server.close()


@pytest.fixture(scope="session")
def template(databases: OnFiles) -> Path:
    """The file of a database at the newest migration: for tests of what SQLite alone has."""
    return databases.template


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    with lent(databases, tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        media_dir=tmp_path / "media",
        secret=Secret("a secret of the tests"),
        keeper="Phòng GD&ĐT Mường Chà",
        keeper_address="Mường Chà, Điện Biên",
        contact="dulieu@muongcha.example",
        data_officer="Điêu Thị Phượng",
    )


DIAGONAL = (("buttons", "vi"), ("numbers", "en"))
SQUARE = (*DIAGONAL, ("buttons", "en"), ("numbers", "vi"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--once", action="store_true", help="hold each dialogue once, with buttons and in Vietnamese")


FIRST = ("tests/year/", "tests/loop/")
"""A year that is lived once, and services that start: at the end of a run one worker would wait for the other."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest. On PostgreSQL leave out what asks no database, or is about SQLite's file."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
    if SERVER:
        left_out = {item for item in items if not _asks_a_server(item)}
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=[*left_out])


def _asks_a_server(item: pytest.Item) -> bool:
    on_file = "template" in item.fixturenames or item.get_closest_marker("sqlite")
    return "databases" in item.fixturenames and not on_file


def pytest_collection_finish() -> None:
    """Let what was read so far be looked through for garbage no more, and what follows more rarely than by default.

    It is most of what a run has in memory, and stays to the end.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold every dialogue twice, so that either menu and either language is met; four times if marked `square`.

    What a conversation does hangs on the menu or on the language, hardly ever on the two together.
    """
    if "manner" in metafunc.fixturenames:
        square = metafunc.definition.get_closest_marker("square") and not metafunc.config.getoption("once")
        manners = SQUARE if square else DIAGONAL[: 1 if metafunc.config.getoption("once") else None]
        metafunc.parametrize("manner", manners, ids="-".join, indirect=True)


@pytest.fixture
def manner(request: pytest.FixtureRequest) -> tuple[str, str]:
    """How one dialogue is held: with buttons to press or menus typed as numbers, and in which language."""
    menus, language = request.param
    return menus, language


@pytest.fixture
def channel(manner: tuple[str, str]) -> TalkChannel:
    return TalkChannel(buttons=manner[0] == "buttons")


@pytest.fixture
async def app(settings: Settings, channel: TalkChannel, clock: MovableClock) -> AsyncIterator[App]:
    async with build(settings, channels=[channel], clock=clock) as built:
        yield built


@pytest.fixture
def language(manner: tuple[str, str]) -> str:
    return manner[1]


@pytest.fixture
def talk(app: App, channel: TalkChannel, clock: MovableClock, language: str) -> Iterator[Talk]:
    """Drive dialogues through the real router; see `tests/talk.py`."""
    return Talk(app, channel, clock, language)
