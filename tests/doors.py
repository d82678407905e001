"""What the handlers let people press and what they wait for, read from their code without running it.

Each press and step is given as data would look that comes back: what is only known while running is a 1. A name is
followed to where it was set in its function, to the calls of that function, or to the constant of its module.
"""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType

from bot.messages import STAY

ROOT = Path(__file__).parent.parent
UNKNOWN = "1"
DEEPEST = 6


@dataclass(frozen=True)
class Place:
    """Where an expression stands: its module, and the function around it if there is one."""

    module: ModuleType
    function: ast.FunctionDef | ast.AsyncFunctionDef | None


class Handlers:
    """All calls and functions of the conversations."""

    def __init__(self) -> None:
        self.calls: dict[str, list[tuple[ast.Call, Place]]] = defaultdict(list)
        # What stands at every step asks what becomes of what was begun hours ago.
        for path in (*sorted(ROOT.glob("handlers/**/*.py")), ROOT / "bot/at_a_step.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            self._read(ast.parse(path.read_text("utf-8")), Place(import_module(name), None))

    def _read(self, node: ast.AST, place: Place) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                self.calls[_name(child.func)].append((child, place))
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            self._read(child, Place(place.module, child) if inside else place)

    @cached_property
    def presses(self) -> dict[str, str]:
        """What the buttons carry, with where it stands."""
        return dict(self._given("Button", "press", 1))

    @cached_property
    def steps(self) -> dict[str, str]:
        """What replies wait for, and which step handlers ask after, with where it stands."""
        return dict([*self._given("Reply", "step", 2), *self._given("must_have", "step", None)])

    def _given(self, callee: str, name: str, position: int | None) -> Iterator[tuple[str, str]]:
        for call, place in self.calls[callee]:
            given = _argument(call, name, position)
            for value in self._values(given, place) if given else ():
                yield value, f"{place.module.__name__}:{call.lineno}"

    def _values(self, node: ast.AST, place: Place, depth: int = 0) -> set[str]:
        """Return what an expression may be."""
        if depth > DEEPEST:
            return {UNKNOWN}

        def inside(*nodes: ast.expr) -> set[str]:
            return set().union(*(self._values(one, place, depth + 1) for one in nodes))

        match node:
            case ast.Constant(value=str() as text):
                found = {text}
            case ast.JoinedStr(values=parts):
                found = {"".join(one) for one in product(*map(inside, parts))}
            case ast.FormattedValue(value=inner):
                found = inside(inner)
            case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
                found = inside(one, other)
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                found = {re.sub(r"\{\w+\}", UNKNOWN, one) for one in inside(text)}
            case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)):
                found = self._named(name, place, depth)
            case ast.Attribute(attr="step"):
                found = {STAY}  # the step of another reply, or the one the conversation is at
            case _:
                found = {UNKNOWN}
        return found

    def _returned(self, function: FunctionType, place: Place, depth: int) -> set[str]:
        if function.__module__ != place.module.__name__:
            return {UNKNOWN}
        [definition] = ast.parse(inspect.getsource(function)).body
        returns = [one.value for one in ast.walk(definition) if isinstance(one, ast.Return) and one.value]
        inside = Place(place.module, definition)
        return set().union(*(self._values(one, inside, depth + 1) for one in returns))

    def _named(self, name: str, place: Place, depth: int) -> set[str]:
        constant = getattr(place.module, name, None)
        if inspect.isfunction(constant):
            return self._returned(constant, place, depth)
        if place.function is None:
            return {constant} if isinstance(constant, str) else {UNKNOWN}
        found: set[str] = set()
        for node in ast.walk(place.function):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found |= self._values(value, place, depth + 1)
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    for one, value in zip(names, values, strict=True):
                        found |= self._values(value, place, depth + 1) if getattr(one, "id", "") == name else set()
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Subscript(value=ast.Name(id=table))):
                    column = [getattr(one, "id", "") for one in names]
                    if name in column:
                        found |= {row[column.index(name)] for row in getattr(place.module, table).values()}
        parameters = [one.arg for one in (*place.function.args.args, *place.function.args.kwonlyargs)]
        if name in parameters:
            return found | self._passed(name, parameters, place, depth)
        return found or ({constant} if isinstance(constant, str) else {UNKNOWN})

    def _passed(self, name: str, parameters: list[str], place: Place, depth: int) -> set[str]:
        """Return what the calls of a function give one of its parameters."""
        assert place.function
        position = parameters.index(name) - (parameters[0] == "self")
        found: set[str] = set()
        for call, where in self.calls[place.function.name]:
            if given := _argument(call, name, position) if _means(call, where, place) else None:
                found |= self._values(given, where, depth + 1)
        return found or {UNKNOWN}


def _means(call: ast.Call, where: Place, place: Place) -> bool:
    """Say whether a call is one of a function of that module; what is called on a value is taken to be."""
    assert place.function
    match call.func:
        case ast.Name(id=name):
            called = getattr(where.module, name, None)
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if inspect.ismodule(getattr(where.module, owner, None)):
            called = getattr(getattr(where.module, owner), name, None)
        case _:
            return True
    return getattr(called, "__module__", "") == place.module.__name__


def _argument(call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    named = next((one.value for one in call.keywords if one.arg == name), None)
    by_place = call.args[position] if position is not None and len(call.args) > position else None
    return named or by_place


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))
