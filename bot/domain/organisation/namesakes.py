"""Whether two entries of one school's list are one person, two, or a question: never merged by likeness.

Case, spaces, apostrophes and where a tone mark sits ("Hoà", "Hòa") are ways of typing. Another letter or tone is
another person ("Thúy", "Thùy"), unless one of the two was typed without any, or only i and y differ: then somebody
must say.
"""

import re
from typing import Literal

from bot.vietnamese import fold, nfc, sort_key

Judgement = Literal["same", "two people", "ask"]
_APOSTROPHES = re.compile(r"\s*['’‘ʼ`]\s*")


def compared(one: str, other: str) -> Judgement:
    """Compare two names."""
    if loose_key(one) != loose_key(other):
        return "two people"
    first, second = _plain(one), _plain(other)
    if sort_key(first) == sort_key(second):
        return "same"
    if first.isascii() != second.isascii() or sort_key(_one_i(first)) == sort_key(_one_i(second)):
        return "ask"
    return "two people"


def fuller(one: str, other: str) -> str:
    """Return the one of two spellings of a person's name that has its accents; the first where that tells nothing."""
    return other if _plain(one).isascii() and not _plain(other).isascii() else one


def loose_key(name: str) -> str:
    """Return what names have in common that may be one person's: without accents, i and y alike."""
    return fold(_plain(name)).replace("y", "i")


def _plain(name: str) -> str:
    return nfc(_APOSTROPHES.sub("'", name)).lower()


def _one_i(name: str) -> str:
    return name.translate(str.maketrans("yýỳỷỹỵ", "iíìỉĩị"))
