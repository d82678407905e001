"""What people write for the steps of a lesson study (1315/BGDĐT-GDTH): "2, 3", "bước 2 đến 4", "cả bốn"."""

import re
from collections.abc import Iterable

from bot.domain.models import Heading
from bot.errors import N_, BadInput
from bot.vietnamese import fold

STEPS = (Heading.PREPARE, Heading.TEACH, Heading.DISCUSS, Heading.APPLY)
"""In the order in which they are counted, from 1."""
WHICH = N_("Please write the numbers of the steps, from 1 to 4, for example: 2, 3.")
_ALL = frozenset({"tat ca", "ca bon", "ca 4", "ca bon buoc", "ca 4 buoc", "bon buoc", "du", "du ca", "all"})
_SPAN = re.compile(r"([1-4])\s*(?:-|–|den)\s*([1-4])")


def read(typed: str) -> list[Heading]:
    """Return the steps that something typed names, in order. Raises BadInput for none of them."""
    words = fold(typed).strip(" .!")
    if words in _ALL:
        return list(STEPS)
    spans = "".join("1234"[int(one) - 1 : int(last)] for one, last in _SPAN.findall(words))
    numbers = {*re.findall(r"\d+", words), *spans}
    if not numbers or not numbers <= {*"1234"}:
        raise BadInput(WHICH)
    return [step for place, step in enumerate(STEPS, start=1) if f"{place}" in numbers]


def numbers(steps: Iterable[Heading]) -> str:
    """Return the numbers of steps: "2, 3"."""
    return ", ".join(f"{STEPS.index(one) + 1}" for one in steps)
