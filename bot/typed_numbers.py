"""Numbers as people type them: of a choice ("2", "số 2 ạ", "cái thứ hai"), and of people ("khoảng ba chục người")."""

import re
from unicodedata import normalize

from bot.vietnamese import fold, may_be, nfc

LONGEST_NUMBER = 3
_BEFORE = "em |toi |da |cho |xin |chon |bam |nut |so ?|muc |cau |y |cai (?:so |thu )?|phuong an |lua chon "
_BEHIND = r"\s*[.)!,;:–-]*(?: (?:a|nhe|nha|em|co|thay|oi|voi|giup|di))*"
_NUMBER = re.compile(rf"(?:{_BEFORE})*0?([1-9]\d{{0,{LONGEST_NUMBER - 1}}}){_BEHIND}")
_COPIED = re.compile(rf"(?:{_BEFORE})*([1-9]\d{{0,{LONGEST_NUMBER - 1}}})\s*[.):,–-]?\s+(.+)")
_AROUND = str.maketrans("", "", "()[]\"'“”‘’#*\ufe0f\u20e3")
"""Marks that people put around a number: "(1)", "#1", and those that make a sign of it."""
_CIRCLED = frozenset(map(chr, range(0x2460, 0x2474)))
_IN_WORDS = ("mot|dau tien|dau|nhat", "hai", "ba", "bon|tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_SPELLINGS = ("một", "đầu", "tiên", "nhất", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười")
"""How they are spelt: "nằm", "bà" and "sâu" are other words."""
_SPELT = {fold(one): tuple(other for other in _SPELLINGS if fold(other) == fold(one)) for one in _SPELLINGS}
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
    if any(_is_another(word) for word in nfc(plain).lower().split()):
        return None
    ways = zip(_SPELLED, _ALONE if words else _SPELLED, strict=True)
    found_at = (str(number) for number, each in enumerate(ways, 1) if any(one.fullmatch(text) for one in each))
    return next(found_at, None)


def _is_another(word: str) -> bool:
    ways = _SPELT.get(fold(word), ())
    return bool(ways) and not any(may_be(word, one) for one in ways)


def copied(typed: str) -> tuple[str, str] | None:
    """Return number and words of what was copied from the screen with its number ("1. Phòng họp"); else None.

    `typed` is folded.
    """
    found = _COPIED.fullmatch(typed)
    return (found[1], found[2]) if found else None


_UNITS = ("", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_LAST = {1: ("mot",), 4: ("bon", "tu"), 5: ("lam", "nam")}
_TENS = {f"{word} {ten}": 10 * number for number, word in enumerate(_UNITS) if word for ten in ("muoi", "chuc")}
_ROUND = _TENS | {"muoi": 10, "chuc": 10, "tram": 100}
_ROUND |= {f"{word} tram": 100 * number for number, word in enumerate(_UNITS) if word}
_WORDS = {word: number for number, word in enumerate(_UNITS) if word} | _ROUND
_WORDS |= {
    f"{ten} {last}": many + unit
    for ten, many in _ROUND.items()
    if ten.endswith("muoi")
    for unit, word in enumerate(_UNITS)
    if word
    for last in _LAST.get(unit, (word,))
}
_ABOUT = (
    r"(?:(?:da|vang|em|toi|a|khoang|tam|uoc chung|uoc|chung|co|do|gan|toi da|nhieu nhat|khong qua|chac|du kien|la"
    r"|cho) )*"
)
PEOPLE = (
    r"(?:nguoi|ng|dua|mang|gv|giao vien|thay co|co giao|dong chi|dc|nhan su|cho ngoi|cho|ghe|dai bieu|suat|slot|"
    r"seats?|people)"
)
_POLITE = r"(?: (?:a|nhe|nha|em|co|thay|thoi|toi da|tham du|du))*"
_COUNT = re.compile(rf"{_ABOUT}(?P<said>\d{{1,6}}(?: chuc)?|[a-z ]+?)(?P<people> {PEOPLE})?{_POLITE}")


def count_in(typed: str, *, of_people: bool = False) -> int | None:
    """Return how many that is all that was typed says: "30", "30 ng ạ", "khoảng 30 người", "ba mươi", "3 chục".

    None for two numbers ("30-40") and for all else; with `of_people` also where it does not say that it counts people.
    """
    # Of other signs "²" is no 2.
    figures = "".join(normalize("NFKC", one) if one.isdecimal() else one for one in typed[:LONGEST_COUNT])
    plain = " ".join(re.sub(r"[^\w-]|(?<=\d)(?=[a-z])", " ", fold(figures)).split())
    found = _COUNT.fullmatch(plain)
    if found is None or (of_people and not found["people"]):
        return None
    digits, _, tens = found["said"].partition(" ")
    if digits.isdecimal():
        return int(digits) * (10 if tens else 1)
    return _WORDS.get(found["said"])


_DIGITS = {word: str(number) for number, word in enumerate(("khong", *_UNITS[1:]))} | {"tu": "4", "lam": "5"}


def digits_said(folded: str) -> str:
    """Return a text with its digits in figures that a phone wrote in words: "nam sau bay mot mot"."""
    return " ".join(_DIGITS.get(word, word) for word in folded.split())


LONGEST_COUNT = 60
