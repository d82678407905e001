"""The commands on a machine that is not as they need it: one sentence that says what to do, and nothing begun."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest
from click import ClickException
from click.testing import CliRunner

from bot.__main__ import main
from bot.serving import alone_on
from bot.settings import Secret, Settings, UnreadableSettings, read_settings, unread
from tests.tables import say

SQLITE = pytest.mark.sqlite("the lock and the backup are the file's")
ROOT = Path(__file__).parent.parent
NAMED = {"secret": "long", "keeper": "Phòng", "keeper_address": "Na Sang", "contact": "a@b.vn", "data_officer": "Lan"}
PATIENCE = 120
"""Seconds that a busy machine may take."""


@pytest.fixture
def busy() -> Iterator[int]:
    """A port at which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def said(*words: str, **settings: str) -> str:
    """Run a command that fails, and return what it says."""
    result = CliRunner().invoke(main, words, env={f"DUGIO_{name.upper()}": value for name, value in settings.items()})
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    return result.output


@pytest.mark.parametrize("before", [0, 1])
def test_a_demo_says_that_one_of_its_ports_is_taken(busy, before):
    sentence = f"Error: Cannot listen at 127.0.0.1:{busy}: address already in use. Stop what listens there, or choose"
    assert said("demo", "--port", str(busy - before)).startswith(sentence)


def test_the_service_says_that_its_port_is_taken_and_makes_no_tables(busy, tmp_path):
    tables = tmp_path / "tables.sqlite3"
    where = {"listen": f"127.0.0.1:{busy}", "public_url": "https://example.org"}
    sentence = said("run", **NAMED, telegram_token="1:a", database_url=f"sqlite+aiosqlite:///{tables}", **where)
    assert sentence.endswith("or set DUGIO_LISTEN to another address.\n")
    assert sentence.count("\n") == 1
    assert not tables.exists()


@pytest.mark.parametrize("missing", ["keeper", "keeper_address", "contact", "data_officer"])
def test_the_service_does_not_start_while_nobody_answers_for_the_data(missing, tmp_path):
    """One line names what to set, and no tables are made; spaces alone are no name."""
    tables = tmp_path / "tables.sqlite3"
    env = NAMED | {missing: " ", "telegram_token": "1:a", "database_url": f"sqlite+aiosqlite:///{tables}"}
    name = f"DUGIO_{missing.upper()}"
    assert said("run", **env) == f"Error: Set {name}: people are told who keeps their data before they agree.\n"
    assert not tables.exists()


NOWHERE = "postgresql://dugio:a-secret@127.0.0.1:1/dugio"


@pytest.mark.parametrize("words", [("migrate",), ("run",)])
def test_a_database_out_of_reach_is_one_sentence(words, tmp_path):
    env = NAMED | {"telegram_token": "1:a", "media_dir": str(tmp_path)}
    sentence = said(*words, database_url=NOWHERE, **env)
    assert sentence.startswith("Error: The database at postgresql://dugio:***@127.0.0.1:1/dugio cannot be reached")
    assert sentence.count("\n") == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_on_postgresql_another_tool_is_named(command, tmp_path):
    (tmp_path / "a.tar").touch()
    assert "pg_dump" in said(command, str(tmp_path / "a.tar"), database_url=NOWHERE)


@pytest.fixture
def served(settings: Settings) -> dict[str, str]:
    """The settings of a service, on whose tables another one runs."""
    tables = {"database_url": settings.database_url, "media_dir": str(settings.media_dir)}
    with alone_on(settings.database_url):
        yield NAMED | {"telegram_token": "1:a"} | tables


@pytest.fixture
def strange_platform() -> Iterator[str]:
    """A Bot API that knows no bot."""

    class KnowsNobody(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
            self.send_response(401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is to be read of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), KnowsNobody) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_wrong_token_is_one_sentence(strange_platform, settings, tmp_path):
    tables = {"database_url": settings.database_url, "media_dir": str(tmp_path)}
    sentence = said("run", **NAMED, telegram_token="1:a", telegram_api=strange_platform, **tables)
    assert sentence.endswith("Error: Telegram does not know the bot's token: set DUGIO_TELEGRAM_TOKEN anew.\n")
    assert sentence.count("DUGIO_TELEGRAM_TOKEN") == 1


def test_an_invitation_while_the_platform_is_away_still_works(busy, settings, tmp_path, monkeypatch):
    """The invitation stands; only the bot's address is not known, so what to send is said instead."""
    monkeypatch.setattr("bot.invite.REACHED_WITHIN", 0.3)
    env = {"secret": "long", "telegram_token": "1:a", "telegram_api": f"http://127.0.0.1:{busy}"}
    say(settings.database_url, "INSERT INTO unit (kind, name, folded) VALUES ('office', 'Phòng GD&ĐT', 'phong gd&dt')")
    sentence = said("invite", "officer", database_url=settings.database_url, media_dir=str(tmp_path), **env)
    assert "telegram is out of reach" in sentence
    assert "send: /start " in sentence


def test_an_office_that_is_made_beside_others_is_said_to_be_new(busy, settings, tmp_path, monkeypatch):
    """It may be but another spelling of one that stands; the very first one is no surprise."""
    monkeypatch.setattr("bot.invite.REACHED_WITHIN", 0.3)
    env = {"secret": "long", "telegram_token": "1:a", "telegram_api": f"http://127.0.0.1:{busy}"}
    env |= {"database_url": settings.database_url, "media_dir": str(tmp_path)}
    first = said("invite", "officer", "--unit", "Sở GD&ĐT Hoa Sim", **env)
    assert "/start " in first
    assert "Mới lập" not in first
    assert "Mới lập" not in said("invite", "officer", "--unit", "SỞ GIÁO DỤC VÀ ĐÀO TẠO HOA SIM", **env)
    second = said("invite", "officer", "--unit", "UBND xã Hoa Xim", **env)
    assert "Mới lập, không trực thuộc cơ quan nào: UBND xã Hoa Xim. Trước đó đã có: Sở GD&ĐT Hoa Sim." in second


@SQLITE
def test_a_second_service_says_that_one_runs(served):
    sentence = said("run", **served)
    assert sentence.startswith("Error: Another service runs on the tables at ")
    assert sentence.endswith("Stop it, or set DUGIO_DATABASE_URL to others.\n")
    assert sentence.count("\n") == 1


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    """A read-only disk, or a path that leads nowhere."""
    (tmp_path / "file").touch()
    with pytest.raises(ClickException, match="Nothing can be written beside the tables"):
        alone_on(f"sqlite+aiosqlite:///{tmp_path}/file/dugio.sqlite3").__enter__()


@SQLITE
def test_other_commands_work_beside_a_service(served, tmp_path):
    env = {f"DUGIO_{name.upper()}": value for name, value in served.items()}
    for words in (("migrate",), ("backup", str(tmp_path / "backup.tar"))):
        assert CliRunner().invoke(main, words, env=env).exit_code == 0, words


@SQLITE
def test_a_service_that_was_killed_holds_nothing(settings):
    """A kill leaves the file of the lock behind, and nobody holding it."""
    holding = f"with alone_on({settings.database_url!r}): print(1, flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", f"import sys\nfrom bot.serving import alone_on\n{holding}"]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"1\n"
        with pytest.raises(click.ClickException), alone_on(settings.database_url):
            pass
        other.kill()
        other.wait()
        with alone_on(settings.database_url):
            pass


@SQLITE
def test_tables_have_one_lock_by_whatever_name(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    there, here = (f"sqlite+aiosqlite:///{tmp_path}/{folder}/dugio.sqlite3" for folder in ("real", "link"))
    with alone_on(there), pytest.raises(click.ClickException), alone_on(here):
        pass


def test_a_setting_that_cannot_be_read_is_named_and_not_shown():
    sentence = said("migrate", listen="a-secret-in-the-wrong-place")
    assert sentence == "Error: DUGIO_LISTEN cannot be read. Where the web door listens. By default: 127.0.0.1:8080\n"


@pytest.mark.parametrize(
    ("name", "stands", "read"),
    [
        ("zalo_messages", "", 3000),
        ("zalo_messages", " 500\r", 500),
        ("zalo_messages", "many", None),
        ("processor", " ", False),
        ("processor", "TRUE", True),
        ("processor", "yes", None),
        ("database_url", "mysql://user:word@host/tables", None),
        ("database_url", "postgresql://user:word@host/tables", "postgresql://user:word@host/tables"),
        ("media_dir", "", Path("var/media")),
        ("log_level", "", "INFO"),
        ("listen", "127.0.0.1:80 ", "127.0.0.1:80"),
        ("keep_marks", "999999", None),
        ("keep_marks", "0", 0),
    ],
)
def test_a_line_of_an_environment_file(name: str, stands: str, read: object):
    """One with nothing in it leaves what is usual, and blanks that editors leave do no harm."""
    environment = {f"DUGIO_{name.upper()}": stands}
    if read is None:
        with pytest.raises(UnreadableSettings, match=f"^DUGIO_{name.upper()} cannot be read"):
            read_settings(environment)
    else:
        assert getattr(read_settings(environment), name) == read


def test_a_name_that_only_looks_like_a_setting_is_said_to_be_unread():
    """A slip of the keyboard there would leave what is usual, and nobody would know. What stands there is not shown."""
    given = {"dugio_processor": "true", "DUGIO_KEEPER_ADRESS": "Na Sang", "DUGIO_SECRET": "long", "HOME": "/"}
    assert unread(given) == [
        "DUGIO_KEEPER_ADRESS is not read: there is no such setting.",
        "dugio_processor is not read. Write it in capitals: DUGIO_PROCESSOR",
    ]
    result = CliRunner().invoke(main, ["run"], env={"dugio_secret": "a-long-one"})
    assert "dugio_secret is not read. Write it in capitals: DUGIO_SECRET" in result.output
    assert "a-long-one" not in result.output


def test_no_password_is_shown_with_the_settings():
    shown = repr(Settings(database_url="postgresql://user:word@host/tables", secret=Secret("long")))
    assert not {"word", "long"} & {*re.findall(r"\w+", shown)}


def test_only_the_secret_keeps_its_blanks():
    """What it has signed must still be found; a token with a blank behind it opens nothing."""
    read = read_settings({"DUGIO_SECRET": " long ", "DUGIO_TELEGRAM_TOKEN": "1:a\r", "DUGIO_ZALO_TOKEN": " "})
    assert (read.secret.reveal(), read.telegram_token.reveal(), read.zalo_token.reveal()) == (" long ", "1:a", "")


def test_the_image_has_compiled_whatever_starts_in_it():
    """`run` without docstrings, all else with them; who serves there may not write what it has compiled.

    The image comes without compiled files of the standard library, and what is installed lies below it.
    """
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert image.count("compileall -q -o 0 -o 2 ") == 2
    assert 'get_path("stdlib")' in image
    assert "-o 0 -o 2 bot handlers\n" in image
    assert '"python", "-OO"' in image


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree without an environment: what `make` looks at before it makes one."""
    for name in ("Makefile", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def made(checkout: Path, python: str) -> str:
    """Ask for the tests with this interpreter, and return what is said."""
    # `make test` itself may run this: then make would speak of its folders, too.
    words = ["make", "--no-print-directory", "test", f"PYTHON={python}"]
    result = subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=False)
    assert result.returncode
    assert not (checkout / ".venv" / "lib").exists()
    return result.stdout + result.stderr


@pytest.mark.parametrize("python", ["no-such-python", "false"])
def test_make_says_which_python_it_needs(checkout, python):
    sentence = made(checkout, python).splitlines()[0]
    assert sentence.startswith(f"This needs Python 3.11 or newer, which '{python}' is not.")
    assert sentence.endswith("make test PYTHON=python3.12")


def test_make_says_that_the_venv_module_is_missing(checkout):
    """Debian keeps it in a package of its own."""
    bare = checkout / "bare-python"
    bare.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n')
    bare.chmod(0o755)
    assert made(checkout, str(bare)).splitlines()[0].endswith("on Debian and Ubuntu: apt install python3-venv")


def test_make_leaves_an_older_environment_alone(checkout):
    """Laid over it, the new one would go on with the old interpreter."""
    old = checkout / ".venv" / "bin" / "python"
    old.parent.mkdir(parents=True)
    old.symlink_to("/bin/false")
    assert made(checkout, sys.executable).splitlines()[0].endswith("Remove it and say the same again: rm -r .venv")


def test_the_demo_serves_its_page_and_says_one_line(tmp_path):
    """The first command of the README, as a process of its own: three seconds that nothing shorter can stand for.

    And two for the other world, which begins when it is chosen and is left beside the first.
    """
    port = 20_000 + os.getpid() % 10_000  # below those that the machine hands out by itself: the next one is free too
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},  # noqa: TID251 - the child needs the machine's own environment
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        line = demo.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
            assert page.status == 200
        assert not Path(tmp_path, "var", "demo", str(port + 2)).exists()
        for _again in range(2):
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/control/worlds", b'{"world": "tra-lam"}', timeout=PATIENCE
            ) as led:
                assert json.load(led) == {"address": f"http://127.0.0.1:{port + 2}/"}
        for here, world in ((port, "muong-cha"), (port + 2, "tra-lam")):
            with urllib.request.urlopen(f"http://127.0.0.1:{here}/control/worlds", timeout=PATIENCE) as shown:
                assert json.load(shown)["here"] == world
        demo.send_signal(signal.SIGINT)
        assert demo.communicate(timeout=PATIENCE)[0] == ""
        assert line == f"The demo runs: open http://127.0.0.1:{port}/ in a browser. Ctrl+C stops it.\n"
        assert demo.returncode == 0
    finally:
        demo.kill()


def test_the_service_starts_without_what_only_some_messages_need():
    """In a process of its own, since the tests have loaded everything. Each costs megabytes and a part of a second.

    To ask whether a day is a holiday, as every minute does, loads none of them either.
    """
    late = ("matplotlib", "docx", "lxml", "holidays", "icalendar", "xlsxwriter", "segno", "python_calamine", "alembic")
    late += ("bot.demo", "PIL", "sqlalchemy.dialects.postgresql")
    late += ("bot.channels.zalo", "bot.front", "aiohttp.web")
    asked = (
        "import sys; from bot.__main__ import *; from bot.domain.programme.halfdays import day_off;"
        f"day_off(SystemClock().now().date()); print([name for name in {late} if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_an_invitation_before_there_are_tables_says_what_to_do(tmp_path):
    """It is the first command that people who begin remember; without tables they saw a traceback."""
    where = {"database_url": f"sqlite+aiosqlite:///{tmp_path}/none/dugio.sqlite3", "media_dir": str(tmp_path)}
    (tmp_path / "empty.sqlite3").touch()
    for more in ({}, {"database_url": f"sqlite+aiosqlite:///{tmp_path}/empty.sqlite3"}):
        sentence = said("invite", "officer", "--unit", "Sở GD&ĐT Hoa Sim", secret="long", **where | more)
        assert "python -m bot migrate" in sentence
        assert sentence.count("\n") == 1


def test_an_invitation_to_a_cluster_says_of_which_level(settings, tmp_path):
    """Two levels of one Sở have a cluster of one number, and a link for the wrong one gives its rights away."""
    for level in ("th", "thcs"):
        say(
            settings.database_url,
            "INSERT INTO cluster (school_year, name, folded, level, apart) "  # noqa: S608 - our words
            f"VALUES ('2026-2027', 'Cụm số 1', 'cum 1', '{level}', '{level.upper()}')",
        )
    env = {"secret": "long", "database_url": settings.database_url, "media_dir": str(tmp_path)}
    assert "Cụm số 1 (TH), Cụm số 1 (THCS)" in said("invite", "lead", "--unit", "cum 1", **env)
    assert "No such cluster" in said("invite", "lead", "--unit", "cụm 1 cấp THPT", **env)
    named = {f"DUGIO_{name.upper()}": value for name, value in env.items()}
    for typed in ("Cụm số 1 (TH)", "cụm 1 tiểu học"):
        result = CliRunner().invoke(main, ["invite", "lead", "--unit", typed], env=named)
        assert (result.exit_code, result.output.startswith("/start ")) == (0, True)
