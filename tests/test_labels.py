"""Labels fit a phone: 24 letters in a full row, 12 in a row of two, 8 in three; nothing is cut where it tells apart."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from bot.channels.labels import WIDTHS, fit, fitted
from bot.i18n import Translator
from bot.messages import FULL_ROW, OF_THREE, OF_TWO, Button
from bot.routes import rows

ROOT = Path(__file__).parent.parent
LONGEST = {
    "number": "300",
    "day": "26/10/2023",
    "meeting": "26/10",
    "name": "Phượng",
    "person": "Phượng",
    "part": "quay phim",
    "year": "2023-2024",
    "role": "tổ trưởng chuyên môn",
    "hour": "14:00",
    "school": "Na Sang",
    "answer": "THCS",
    "how": "vắng không phép",
}
"""The longest that stands in a place; of a meeting and of a school the channel shows as much as fits."""


def every_label() -> Iterator[str]:
    """Give every sentence that the conversations put on a button, also out of their tables."""
    for path in sorted(ROOT.glob("handlers/**/*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = import_module(name)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button" and node.args:
                yield from _sentences(node.args[0], module)


def _sentences(label: ast.expr, module: ModuleType) -> Iterator[str]:
    for node in ast.walk(label):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("_", "t"):
            [said] = node.args
            if isinstance(said, ast.Constant):
                yield str(said.value)
            elif isinstance(said, ast.Subscript):
                yield from _of_table(said.value, module)
            elif isinstance(said, ast.Name):
                for loop in _loops(module, said.id):
                    yield from _of_table(loop, module)


@cache
def _loops(module: ModuleType, name: str) -> list[ast.expr]:
    """Return what a module's loops run over whose variables have a name, without `.items()` and `enumerate`."""
    found = []
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if isinstance(node, ast.comprehension | ast.For) and name in {
            one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)
        }:
            over = node.iter
            while isinstance(over, ast.Call):
                over = over.func.value if isinstance(over.func, ast.Attribute) else over.args[0]
            found.append(over)
    return found


def _of_table(table: ast.expr, module: ModuleType) -> Iterator[str]:
    try:
        known = eval(ast.unparse(table), vars(module))  # noqa: S307 - the tables of our own modules
    except NameError:
        return  # what is only known while running is data, and cut by the channel
    values = known.values() if isinstance(known, Mapping) else known
    for one in values if isinstance(values, Iterable) else ():
        yield from (
            [one]
            if isinstance(one, str)
            else (part for part in one if isinstance(part, str))
            if isinstance(one, tuple)
            else []
        )


SENTENCES = sorted({*every_label()})


def test_there_are_labels() -> None:
    assert len(SENTENCES) > 250


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_label_fits_a_full_row_with_its_longest_filling(sentence: str) -> None:
    filled = Translator("vi")(sentence).format(**LONGEST)
    assert len(filled) <= FULL_ROW, f"{len(filled)} letters: {filled}"


def test_a_label_that_would_be_cut_beside_others_has_a_row_to_itself() -> None:
    labels = ("Lịch", "Đăng ký", "Ảnh", "Đổi ngày giờ hoặc phòng", "Có", "Hoa", "Phượng Anh", "Không dự được")
    laid = rows(*(Button(label, "x") for label in labels), across=3)
    assert [len(row) for row in laid] == [3, 1, 2, 1, 1]
    for row in laid:
        most = {1: FULL_ROW, 2: OF_TWO, 3: OF_THREE}[len(row)]
        assert all(len(button.label) <= most for button in row)


CUT = [
    ("PTDTBT TH số 1 Na Sang", "PTDTBT TH số 1 Na Sang"),
    ("Lò Thị Khánh Vy · PTDTBT TH số 1 Na Sang", "Lò Thị Khánh Vy · …Sang"),
    ("10/2023 · Cụm số 1 · PTDTBT TH số 1 Na Sang", "10/2023 · Cụm số 1"),
    ("PTDTBT TH&THCS số 2 Huổi Mí Na Sang", "PTDTBT TH…Huổi Mí Na Sang"),
]


@pytest.mark.parametrize(("label", "shown"), CUT)
def test_what_is_too_long_keeps_what_tells_it_apart(label: str, shown: str) -> None:
    assert fit(label, FULL_ROW) == shown or len(fit(label, FULL_ROW)) <= FULL_ROW
    assert fit(label, FULL_ROW)[:6] == shown[:6]


def test_no_two_labels_become_alike() -> None:
    keyboard = [[Button(f"10/2023 · Cụm số 1 · Trường rất dài thứ {n}", f"m:{n}")] for n in range(30)]
    labels = [label for row in fitted(keyboard) for label in row]
    assert len(set(labels)) == 30
    assert max(len(label) for label in labels) <= WIDTHS[1]
