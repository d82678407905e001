"""People's names as they are typed: titles, classes, numbers and sentences around them fall away, old fonts are read.

Whatever was read is shown before it is kept; what is no name raises BadInput. Names of the Ê-đê, Cơ-ho and others are
kept as they are: one word as "K'Thuỷ", a mark within as "H'Hen Êban".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from bot import telex
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc

Reading = Callable[[str], str]

LONGEST_NAME = 60
NO_NAME = N_("Please send your full name in letters only, for example: Sùng A Dơ.")

_NAME = re.compile(r"[^\W\d_]+(?:['\- ][^\W\d_]+)*")
_ONE_WORD = re.compile(r"[HK]'[^\W\d_]+", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))
# "H' Hen Niê" is typed for "H'Hen Niê".
_AFTER_MARK = re.compile(r"(?<=\b[HK]')\w")
_APART = re.compile(r"\b([HK])'\s+(?=\w)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:sđt|sdt|đt|dt|tel|số điện thoại|zalo)?[\s.:]*\+?\d[\d .\-]{5,}\d", re.IGNORECASE)
# "1. Nguyễn Thị Hoa" of a list.
_NUMBERED = re.compile(r"\A\s*\(?\d{1,3}\s*[.)/]\s*(?=[^\W\d_])")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[<>\"“”*_#|~]|[^\w\s'.,;:!?+\-–—/()]")
_TITLE = re.compile(
    r"\A(?:(?:dạ|vâng|thưa|ths|th\.s|ts|cn|gs|pgs|bs|ks|ngưt|ngnd|thạc sĩ|tiến sĩ|nhà giáo|cô giáo|thầy giáo|giáo viên|"
    r"hiệu trưởng|phó hiệu trưởng|gvcn|gv|ht|pht|ttcm|tổ trưởng|đồng chí|đ/c|d/c|đc|p\.ht|phó ht|cử nhân|"
    r"cô|thầy|ông|bà|anh|chị)\b[.,:]?\s*)+",
    re.IGNORECASE,
)
_GREETING = r"(?:(?:dạ|vâng|em chào|xin chào|kính chào|chào|thưa)[\s,]+)*(?:(?:cô|thầy|anh|chị|ạ)[\s,]+)*"
_ME = r"(?:em|tôi|mình|cô|thầy|cháu|con|tui)"
_LEAD_IN = re.compile(
    rf"\A{_GREETING}(?:{_ME}\s+)?"
    rf"(?:(?:họ\s+(?:và\s+)?tên|tên đầy đủ|tên)(?:\s+(?:của\s+)?{_ME})?\s*(?:là\b|:|-)?|là\b|"
    r"(?:ho\s+(?:va\s+)?ten|ten)\s*(?=[:\-]))\s*[:\-]?\s+",
    re.IGNORECASE,
)
_LEAD_IN_BARE = re.compile(
    r"\A(?:da[\s,]+)?(?:(?:em|toi|minh)\s+(?:ten\s+)?la|(?:ho\s+(?:va\s+)?)?ten\s+(?:(?:cua\s+)?(?:em|toi|minh)\s+)?la)\s+"
    r"(.+?)(?:\s+(?:a|nhe|nha|day))?[\s.!]*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""The same without accents; only behind it is a last "a" no part of the name."""
_TAIL = re.compile(r"[\s,]+(?:ạ|nhé|nha|đây|đấy|thưa cô|thưa thầy|cô ạ|thầy ạ|xin đăng ký)[\s.!]*$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:[,;:/\n]|\s[-–]\s|\s(?:\d{1,2}[.\-]){0,2}(?:19|20)\d\d\b|"
    r"\s(?:lớp|gv|giáo viên|dạy|trường|ptdtbt|chủ nhiệm|cn lớp|tổ|khối|môn|sn|sinh năm|ở)\b).*",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAMES = (
    "để xem đã không biết gì chưa được rồi hỏi tôi mình vâng thế nào tên của ạ ok chào xin cảm ơn gửi lịch sẽ đang "
    "bạn muốn cụm sao ơi phải vậy hả sợ"
)
"""Words of sentences that are in no name; one of them and no capital letter but the first make it a sentence."""
_NOT_ONE = re.compile(
    r"\A(?:trường|cụm|phòng|sở|lớp|môn|tổ|khối|mầm non|mẫu giáo|tiểu học|th|mn|thcs|thpt|ptdtbt|ptdtnt)\s|"
    r"\A(?:mam non|mau giao|tieu hoc|truong)\s|\A(?:đồng ý|dong y|nhất trí)\b|"
    r"\A(?:tiếng anh|thể dục|âm nhạc|mĩ thuật|mỹ thuật|tin học)\Z|"
    r"\b(?:đăng k[ýí]|là ai|cụm trưởng|giáo viên|hiệu trưởng|điểm danh)\b|\S+ \S+ và \S+ \S+"
)
"""A school, a subject, an office held, something wanted, two people: no name of one person, however it is written."""

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|kh|ph|gh|gi|qu|[bcdđghklmnpqrstvx])?"
    r"(?:[iy]ê[iu]?|yê|ia|o(?:ai|ay|ao|eo|a|ă|e|i)|ôi|ơi|u(?:â[yn]?|y[êau]?|ôi|ô|ê|ơ|a[iy]?|i)|ư(?:ơ[iu]?|a|u|i)|"
    r"a[iouy]|â[uy]|e[o]|êu|i[u]|[aăâeêioôơuưy])(?:ng|nh|ch|[cmnpt])?"
)
_OPEN = re.compile(r"(?:oa|oe|uy)\Z")
_DOUBLED = re.compile(r"([aeiouy])\1")


def tidy(typed: str) -> str:
    """Return a name without what stands around it, in NFC, with single spaces; capitals where none were typed.

    Raises BadInput for one word, for more than 60 letters, and for what is no name.
    """
    typed = _NUMBERED.sub("", typed, count=1)
    text = _NUMBERS.sub(" ", _APART.sub(r"\1'", nfc(typed.translate(_APOSTROPHES))))
    text = _LEAD_IN_BARE.sub(r"\1", text.strip())
    text = _TAIL.sub("", _LEAD_IN.sub("", _ASIDE.sub(" ", text).strip(), count=1))
    text = _TITLE.sub("", _AFTER.sub("", _TITLE.sub("", text, count=1)).strip(), count=1)
    name = " ".join(text.strip(" .,!?-").split())
    whole = " " in name or _ONE_WORD.fullmatch(name)
    if len(name) > LONGEST_NAME or not whole or not _NAME.fullmatch(name) or _is_sentence(name):
        raise BadInput(NO_NAME)
    # Phones write words all small or all capital; a word that mixes the two was spelt as it is wanted.
    small = (_capital(word) if word in (word.lower(), word.upper()) else word for word in name.split())
    return " ".join(_AFTER_MARK.sub(lambda found: found[0].upper(), word) for word in small)


def _capital(word: str) -> str:
    first, mark, rest = word.partition("'")
    return first[:1].upper() + first[1:].lower() + mark + rest[:1].upper() + rest[1:].lower()


def _is_sentence(name: str) -> bool:
    if _NOT_ONE.search(name.lower()):
        return True
    return name[1:] == name[1:].lower() and not set(_NO_NAMES.split()).isdisjoint(name.lower().split())


def read(typed: str, old: Iterable[Reading] = ()) -> str:
    """Return the name that somebody means, to be shown to them: also what raw Telex or an old font made of it.

    `old` read letters of the time before Unicode. Raises as `tidy` does.
    """
    text = nfc(typed)
    as_typed = _tidied(text)
    if _is_vietnamese(as_typed or text):
        return as_typed or tidy(text)
    readings = (_tidied(reading(text)) for reading in (*old, _from_telex))
    found = next((one for one in readings if one and _is_vietnamese(one)), None)
    return found or tidy(text)


def _tidied(text: str) -> str | None:
    try:
        return tidy(text)
    except BadInput:
        return None


def _is_vietnamese(name: str) -> bool:
    """Say whether each word could be a syllable of Vietnamese; names of other peoples need not be."""
    return all(map(_is_syllable, name.lower().split()))


def _is_syllable(word: str) -> bool:
    toneless = _toneless(word)
    toned = [place for place, letter in enumerate(nfc(word)) if _toneless(letter) != letter]
    # "Hoà" and "Hòa" are both written, "Leõ" is not.
    places = {telex.tone_place(toneless)} | ({len(toneless) - 1} if _OPEN.search(toneless) else set())
    return places.issuperset(toned) and not _DOUBLED.search(fold(word)) and bool(_SYLLABLE.fullmatch(toneless))


def _toneless(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return nfc("".join(letter for letter in parts if letter not in telex.TONES.values()))


def _from_telex(text: str) -> str:
    return " ".join(_word_from_telex(word) for word in text.split())


def _word_from_telex(word: str) -> str:
    made = telex.composed(word)
    return word if made == word.lower() else made.capitalize() if word[:1].isupper() else made
