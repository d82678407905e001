"""The number of a choice as people type it, where a phone shows no buttons: "2", "(2)", "số 2 ạ", "cái thứ hai"."""

import re
from unicodedata import normalize

from bot.vietnamese import fold

LONGEST_NUMBER = 3
_BEFORE = "em |toi |da |cho |xin |chon |bam |nut |so ?|muc |cau |y |cai (?:so |thu )?|phuong an |lua chon "
_BEHIND = r"\s*[.)!,;:–-]*(?: (?:a|nhe|nha|em|co|thay|oi|voi|giup|di))*"
_NUMBER = re.compile(rf"(?:{_BEFORE})*0?([1-9]\d{{0,{LONGEST_NUMBER - 1}}}){_BEHIND}")
_COPIED = re.compile(rf"(?:{_BEFORE})*([1-9]\d{{0,{LONGEST_NUMBER - 1}}})\s*[.):,–-]?\s+(.+)")
_AROUND = str.maketrans("", "", "()[]\"'“”‘’#*\ufe0f\u20e3")
"""Marks that people put around a number: "(1)", "#1", and those that make a sign of it."""
_CIRCLED = frozenset(map(chr, range(0x2460, 0x2474)))
_IN_WORDS = ("mot|dau tien|dau|nhat", "hai", "ba", "bon|tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_POLITELY = "(?:(?:em|toi|da|cho|xin|chon|bam) )*"
# "Thứ hai" is a Monday, "ba" and "năm" are words: behind "số" and "cái" they are numbers in any text.
_SPELLED = [re.compile(f"{_POLITELY}(?:so|cai|cai so|cai thu|nut) (?:{words}){_BEHIND}") for words in _IN_WORDS]
_ALONE = [re.compile(f"{_POLITELY}(?:thu (?=nhat))?(?:{words}){_BEHIND}") for words in _IN_WORDS]


def number_in(typed: str, *, words: bool = False) -> str | None:
    """Return the number of a choice that is all that was typed ("2", "(2)", "số 2 ạ", "cái thứ hai"); else None.

    With `words`, where no text is waited for, also a word alone: "hai", "đầu tiên".
    """
    # Of other signs "²" is no 2.
    plain = "".join(normalize("NFKC", one) if one.isdecimal() or one in _CIRCLED else one for one in typed)
    text = " ".join(fold(plain).translate(_AROUND).split())
    if found := _NUMBER.fullmatch(text):
        return found[1]
    ways = zip(_SPELLED, _ALONE if words else _SPELLED, strict=True)
    found_at = (str(number) for number, each in enumerate(ways, 1) if any(one.fullmatch(text) for one in each))
    return next(found_at, None)


def copied(typed: str) -> tuple[str, str] | None:
    """Return number and words of what was copied from the screen with its number ("1. Phòng họp"); else None.

    `typed` is folded.
    """
    found = _COPIED.fullmatch(typed)
    return (found[1], found[2]) if found else None
