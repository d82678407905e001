"""Vietnamese as people type and read it: folding, names, and the days and hours of offices.

Names are called and sorted by tên (the last word), then đệm, then họ. Babel has no office form of a date, and its
vi forms are none that a paper uses, so the forms stand here.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
# đ does not decompose; the Icelandic look-alike is typed in its place by some keyboards.
_BARRED_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


SOFT_HYPHEN = "\u00ad"
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Not the joiners of emoji, which a person does see."""


# Letters that stand inside words of the encodings before Unicode only: "¸" of "To¸n", "ö" of "Tröôøng".
_ODD = (
    "[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1"
    "\u00f6-\u00f8\u00fb\u00fc\u00fe]"
)
# VNI has the mark behind the vowel: "Toaùn", "Tieáng".
_MARK_BEHIND = "(?<=[aeouyôö])[ùõ]|(?<=[ae])[âàáã]|(?<=a)[êèéú]"
_ODD_IN_WORD = re.compile(rf"(?<=[^\W\d_]){_ODD}|{_ODD}(?=[^\W\d_])|{_MARK_BEHIND}", re.IGNORECASE)


def nfc(text: str) -> str:
    """Return the text composed, without spaces around it and without marks of direction and width that nobody sees."""
    return composed(text).replace(SOFT_HYPHEN, "").strip()


def composed(text: str) -> str:
    """Return the text as `nfc` does, with its soft hyphens: in a font of the time before Unicode they are "ư"."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def is_odd(text: str) -> bool:
    """Say whether letters stand inside its words that Vietnamese of today has not: it may be in an old encoding."""
    return bool(_ODD_IN_WORD.search(text))


def storable(text: str) -> str:
    """Return the text without what some database cannot keep: NUL, and halves of letters (a "?" stands for them)."""
    return text.replace("\0", "").encode(errors="replace").decode()


def without_accents(text: str) -> str:
    """Return the text without accents, which addresses and names of files go by."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", text.translate(_BARRED_D))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Return the text without case, accents and double spaces: what search and free typing compare."""
    return _folded_once(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    return " ".join(without_accents(text.lower()).split())


SHORT = 50
"""Letters of a label or a name, which is folded again and again; what is longer is hardly seen twice."""
_folded_once = lru_cache(maxsize=4096)(_folded)


@lru_cache(maxsize=4096)
def accents(word: str) -> str:
    """Return the accents that a word carries, sorted, a barred d among them: "hoà" carries those of "hòa"."""
    if word.isascii():
        return ""
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(sorted("đ" if one in "đð" else one for one in parts if unicodedata.combining(one) or one in "đð"))


def may_be(typed: str, meant: str) -> bool:
    """Say whether typed words can be those meant, which they are without accents: "bo" and "bỏ" can be "bỏ".

    A word with other accents is another word: "bò", and "cười" for "cuối".
    """
    return typed.isascii() or all(
        accents(one) in ("", accents(other)) for one, other in zip(typed.split(), meant.split(), strict=False)
    )


def given_name(full_name: str) -> str:
    """Return the tên, by which a person is called: "Nhung" of "Vàng Thị Nhung".

    Ê-đê names put it first, behind H' of a woman or Y of a man: "H'Hen" of "H'Hen Êban", "Y Moan" of "Y Moan Êban".
    A letter tells namesakes of one school apart: "Hoa A" of "Nguyễn Thị Hoa A".
    """
    words = full_name.split()
    if words[:1] in (["Y"], ["H"]) and len(words) > len(("Y", "Moan")):
        return " ".join(words[:2])
    if len(words) > len(("Nguyễn", "Thị", "A")) and words[-1] in tuple("ABCD") and words[-2] not in ("Thị", "Văn"):
        return " ".join(words[-2:])
    return words[0] if full_name.startswith("H'") else words[-1]


def sort_key(full_name: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the key that sorts names as Vietnamese lists do: tên, then đệm, then họ; letters before tones."""
    words = nfc(full_name).lower().split()
    return tuple(_word_key(word) for word in reversed(words[1:])) + tuple(_word_key(word) for word in words[:1])


def in_order(name: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the key that sorts what is no person's name: word by word, as it is read."""
    return tuple(_word_key(word) for word in nfc(name).lower().split())


def reading_order(name: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the key by which schools and clusters stand: word by word, and "số 10" after "số 2"."""
    return in_order(" ".join(word.zfill(4) if word.isdecimal() else word for word in name.split()))


def _word_key(word: str) -> tuple[tuple[int, int], ...]:
    letters: list[tuple[int, int]] = []
    tone = 0
    for letter in word:
        marks = unicodedata.normalize("NFD", letter)
        tone = next((rank for rank, mark in enumerate(_TONES) if rank and mark in marks), tone)
        bare = nfc("".join(mark for mark in marks if mark not in _TONES[1:]))
        letters.append((_LETTERS.find(bare), ord(bare[0]) if bare not in _LETTERS else 0))
    return (*letters, (-2, tone))


def local(moment: datetime) -> datetime:
    """Return an aware moment as the clock on a school's wall shows it."""
    return moment.astimezone(ZONE)


def at(day: date, hour: time) -> datetime:
    """Return the aware moment of a day and an hour in Vietnam."""
    return datetime.combine(day, hour, ZONE)


def office_day(day: date) -> str:
    """Return "thứ Năm, ngày 26/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, ngày {day.day:02}/{day.month:02}/{day.year}"


def office_moment(moment: datetime) -> str:
    """Return "14 giờ 00 phút, thứ Năm, ngày 26/11/2026"."""
    here = local(moment)
    return f"{here.hour:02} giờ {here.minute:02} phút, {office_day(here.date())}"


def chat_day(day: date) -> str:
    """Return "thứ Năm 26/11": the short form of the chat, for days of the school year that is on."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"


def chat_moment(moment: datetime) -> str:
    """Return "14:00 thứ Năm 26/11"."""
    here = local(moment)
    return f"{here:%H:%M} {chat_day(here.date())}"


NOON = 12


def next_month(day: date) -> date:
    """Return the first day of the month after `day`'s."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
