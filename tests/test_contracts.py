"""What the house promises of itself: read from the tree, so that discipline is not needed."""

import ast
import re
import statistics
import subprocess
import tomllib
from collections import Counter
from functools import cache
from inspect import signature
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import handlers
from bot.__main__ import main
from bot.messages import STAY
from bot.settings import names
from bot.vietnamese import fold
from tests.doors import Handlers

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
WORDS = (ROOT / "docs" / "words.md").read_text("utf-8")
OURS = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")])
MADE = {".git", ".venv", "var", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
"""Folders that are made here and are no part of the tree."""


def files():
    """Return the tree's files; a tree that was unpacked from an archive has no git to ask."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not MADE.intersection(path.parts)]


TREE = files()


@cache
def parsed(path):
    """Return a file's tree, read once for all tests of a run."""
    return ast.parse(path.read_text("utf-8"))


def test_every_setting_stands_in_the_readme():
    for name in names():
        assert f"`DUGIO_{name.upper()}`" in README


def test_every_command_stands_in_the_readme():
    for name in main.list_commands(click.Context(main)):
        assert f"| `{name}" in README
    for name in handlers.COMMANDS:
        assert f"`/{name}`" in README


def terms():
    """Give the rows of the glossary that have a home: the term, and the name of the module, class or function."""
    for line in WORDS.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4:
            yield from ((cells[0], name) for name in re.findall(r"`([^`]+)`", cells[3]))


def parent(path):
    """Return the folder that a file or folder stands in, empty at the top."""
    return path.rstrip("/").rpartition("/")[0]


def told_in_the_tree():
    """Give the paths that the README's tree names: folders end with a stroke, indents say what stands in what."""
    above = []
    for line in re.search(r"^```\n(bot/.*?)^```", README, re.MULTILINE | re.DOTALL)[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.split()[0]]
        yield "".join(above)


def test_the_readme_tells_the_tree_as_it_is():
    """A folder of which it tells anything is told whole, the top too; tests, which name themselves, are left out."""
    told = set(told_in_the_tree())
    opened = {parent(path) for path in told}
    there = {f"{folder}/" for path in TREE for folder in Path(path).parents} | set(TREE)
    aside = re.compile(r"(\./)?|\.\w+ignore|README\.md|(.*/)?__init__\.py|tests/test_.*")
    expected = {path for path in there if parent(path) in opened}
    assert {path for path in told ^ expected if not aside.fullmatch(path)} == set()


def test_contributing_names_files_that_exist_and_what_stands_in_them():
    """A path in backticks exists; "`NAME` in `path`" is a word of that file, or of a file of that folder."""
    for path in re.findall(r"`((?:bot|handlers|locales|migrations|tests|docs)/[^`]*)`", CONTRIBUTING):
        assert (ROOT / path).exists(), path
    for name, path in re.findall(r"`(\w+)` in\s+`([\w/.]+\.py)`", CONTRIBUTING):
        assert re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")), f"{name} in {path}"


def is_there(name):
    """Say whether a module, class, function or column of this name exists."""
    try:
        return resolve_name(name if name.startswith(("bot.", "handlers.")) else f"bot.domain.{name}") is not None
    except (ImportError, AttributeError):
        return False


def test_what_the_glossary_names_exists():
    assert [f"{term}: {name}" for term, name in terms() if not is_there(name)] == []


def test_the_glossary_tells_each_term_once():
    told = re.findall(r"^\| (.+?) \|", WORDS, re.MULTILINE)
    assert len(list(terms())) > 100
    assert [term for term in told if told.count(term) > 1 and term not in {"term", "not"}] == []


def test_every_command_has_its_door_and_is_typed_without_accents():
    for name in handlers.COMMANDS:
        assert name in handlers.ROUTES.commands
    assert all(name == fold(name) for name in handlers.ROUTES.commands)


def functions():
    for path in OURS:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, node.end_lineno - node.lineno + 1


def test_functions_and_files_are_small():
    """Median at most 8 lines, 95 of 100 at most 30, none over 50; no file over 350."""
    lengths = sorted(length for _, _, length in functions())
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.95)] <= 30
    assert [f"{path.name}:{node.name}" for path, node, length in functions() if length > 50] == []
    assert [path.name for path in OURS if path.read_text("utf-8").count("\n") > 350] == []


def test_nobody_reaches_into_a_library():
    """What begins with an underscore is a library's own affair, and changes without a word."""
    hint = re.compile(r"^\s*(?:from|import)\s[^(\n]*(?:\([^)]*)?[\s.(,]_(?!_)", re.MULTILINE)
    suspects = [
        path for path in map(ROOT.joinpath, TREE) if path.suffix == ".py" and hint.search(path.read_text("utf-8"))
    ]
    reached = []
    for path in suspects:
        for node in ast.walk(parsed(path)):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            for first, *others in ((module + name).split(".") for name in names):
                private = [part for part in others if part.startswith("_") and not part.startswith("__")]
                if private and first not in {"bot", "handlers", "tests", "benchmarks"}:
                    reached.append(f"{path.name}:{node.lineno}")
    assert reached == []


def test_a_class_name_stands_for_one_thing():
    """A reader who looks a name up finds one class."""
    named = Counter(node.name for path in OURS for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef))
    assert [name for name, times in named.items() if times > 1] == []


def test_an_assert_only_narrows_a_type():
    """Under -O asserts are gone: what has to be checked is checked by an `if`, and nothing is called in an assert."""
    wrong = []
    for path, node, _ in functions():
        body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
        asserts = [one for one in ast.walk(node) if isinstance(one, ast.Assert)]
        calls = [call for one in asserts for call in ast.walk(one) if isinstance(call, ast.Call)]
        if body and all(isinstance(one, ast.Assert) for one in body):
            wrong.append(f"{path.name}:{node.name}")
        wrong += [f"{path.name}:{node.name}" for call in calls if getattr(call.func, "id", "") != "isinstance"]
    assert wrong == []


def test_no_sentence_hides_in_an_f_string():
    """Babel does not look into f-strings: a sentence there would never reach the catalogues."""
    hidden = []
    for path in OURS:
        for outer in ast.walk(parsed(path)):
            if not isinstance(outer, ast.JoinedStr):
                continue
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if name in {"_", "t", "N_"}:
                        hidden.append(f"{path.name}:{node.lineno}")
    assert hidden == []


@pytest.mark.parametrize("host", ["pypi.org", "pythonhosted", "npmjs", "debian.org"])
def test_no_registry_is_named_in_the_tree(host):
    """Locks without hosts install from wherever a machine installs from."""
    for name in TREE:
        path = ROOT / name
        if path.is_file() and path != Path(__file__):
            assert host.encode() not in path.read_bytes(), name


def pinned(lock):
    """Return the versions that a lock pins each package to: more than one where they differ by Python."""
    versions = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def test_the_locks_hold_what_the_project_asks_for():
    """`make locks` mends it. What runs is what was tested: both locks pin the same versions."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for lock, wanted in (
        ("requirements.lock", asked["dependencies"]),
        ("requirements-dev.lock", asked["dependencies"] + asked["optional-dependencies"]["dev"]),
    ):
        have = pinned(lock)
        for one in map(Requirement, wanted):
            assert all(map(one.specifier.contains, have[canonicalize_name(one.name)])), one
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()


DOORS = Handlers()


def misfits(told, routes):
    """Return what fits no route or several, with the place in the code that says it."""
    fitting = {data: sum(route.arguments(data) is not None for route in routes) for data in told}
    return {data: told[data] for data, number in fitting.items() if number != 1}


def test_every_press_has_its_one_door():
    """A button without a door is answered as if it were too old; of two doors the second is never opened."""
    assert len(DOORS.presses) > 200
    assert misfits(DOORS.presses, handlers.ROUTES.buttons) == {}


def test_every_step_is_answered_by_one_handler():
    """Where nothing waits for an answer, it falls among what nobody understood."""
    told = {step: where for step, where in DOORS.steps.items() if step not in {"", STAY}}
    assert len(told) > 50
    assert misfits(told, handlers.ROUTES.steps) == {}


def test_every_door_is_reached():
    """A pattern that no button carries and no reply waits for is dead, or misspelt."""
    for told, routes in ((DOORS.presses, handlers.ROUTES.buttons), (DOORS.steps, handlers.ROUTES.steps)):
        assert [route.pattern for route in routes if not any(route.arguments(data) is not None for data in told)] == []


def test_the_places_of_a_pattern_are_the_arguments_of_its_handler():
    wrong = []
    routes = handlers.ROUTES
    for route in (*routes.commands.values(), *routes.buttons, *routes.steps, *routes.loose):
        _chat, *parameters = signature(route.handler).parameters.values()
        open_ended = any(one.kind is one.VAR_KEYWORD for one in parameters)
        known = {one.name for one in parameters}
        needed = {one.name for one in parameters if one.default is one.empty and one.kind is not one.VAR_KEYWORD}
        if not needed <= set(route.names) or not (open_ended or set(route.names) <= known):
            wrong.append(route.pattern)
    assert wrong == []


def test_a_press_fits_into_64_bytes():
    """Telegram takes no more; the longest ids are ten digits."""
    for route in handlers.ROUTES.buttons:
        longest = route.pattern
        for name in route.names:
            longest = longest.replace(f"{{{name}}}", "9" * 9 if name in route.numbers else "x" * 36)
        assert len(longest.encode()) <= 64, route.pattern
