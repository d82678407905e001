"""`make bench`: a part that ends badly ends alone, and what is named that is no part is said."""

from importlib.util import find_spec
from pathlib import Path

from benchmarks.__main__ import main
from benchmarks.parts import PARTS, run_each

ROOT = Path(__file__).parents[1]
SHARED = ("aiohttp", "aiosqlite", "pillow", "sqlalchemy")
"""What the service and the bot beside it stand on alike: another version would be measured, and not another bot."""


def test_one_that_fails_keeps_none_from_running(capsys):
    ran: list[str] = []

    def run(name: str) -> bool:
        ran.append(name)
        return name != "due"

    assert run_each(["plan", "due", "yes"], run) == ["due"]
    assert ran == ["plan", "due", "yes"]
    said = capsys.readouterr().out
    assert "due: 0 s, FAILED" in said
    assert "failed: due" in said


def test_what_is_no_part_is_said(capsys):
    assert main(["yes", "duty"]) == 2
    assert "no part duty" in capsys.readouterr().err


def test_every_part_is_a_file_of_the_bench():
    assert [name for name in PARTS if find_spec(f"benchmarks.{name}") is None] == []


def _pinned(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text().splitlines()
    pins = (line.partition(" ")[0].partition("==") for line in lines if "==" in line and not line.startswith(" "))
    return {name: version for name, _, version in pins if name in SHARED}


def test_both_stand_on_the_same():
    assert _pinned("benchmarks/requirements.lock") == _pinned("requirements.lock") != {}
