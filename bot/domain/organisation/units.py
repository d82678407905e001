"""Names of schools: what they are compared by, and which school a typed name means.

A name is taken when it is exact, when a person confirmed it before, when it folds to the same key, or when it
leaves words out and only one school of the row's cluster is left. It is never taken because it looks alike:
"số 1" and "số 2", or "Sa Lông" and "Sá Tổng", are a letter or two apart and are different schools.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache

from bot.vietnamese import fold, nfc

_LONG_FORMS = (
    ("pho thong dan toc ban tru", "ptdtbt"),
    ("pho thong dan toc noi tru", "ptdtnt"),
    ("trung hoc pho thong", "thpt"),
    ("trung hoc co so", "thcs"),
    ("tieu hoc", "th"),
    ("mam non", "mn"),
)
_CENTRE = re.compile(
    r"^(?:t\.?\s?t\.?\s*|trung tam\s+)(?:(gdnn|giao duc nghe nghiep)\s*[-–&/]*\s*(?:va\s+)?)?"
    r"(?:gdtx|giao duc thuong xuyen)\b\s*"
)
"""A centre's kind, in each of its writings: "TT. GDNN - GDTX", "Trung tâm Giáo dục thường xuyên"."""
LEVELS = ("mn", "th", "thcs", "thpt")
_PREFIX = re.compile(r"^(?:truong|tr\.?) (?=(?:ptdt[bn]t|mn|th|thcs|thpt)\b|№)")
_BEFORE_LEVEL = re.compile(r"(?:\s*[&+/,-]\s*|\s+va\s+)(?=(?:mn|th|thcs|thpt)\b)")
_HEAD = re.compile(r"^(?:(ptdtbt|ptdtnt)\b\s*)?((?:(?:mn|th|thcs|thpt)\b\s*)*)")
_TWO_SPELLINGS = {"my": "mi", "ky": "ki", "ly": "li"}
_EDGES = " .,;:\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Name:
    """A school's name taken apart; every part is folded."""

    place: str
    number: int | None = None
    levels: tuple[str, ...] = ()
    boarding: str = ""
    ward: str = ""
    """The commune or ward that is written behind the name, without its level."""
    bare: str = field(init=False, repr=False, compare=False)
    """The parts in one fixed order, without the ward: what schools of one name in several wards share."""
    key: str = field(init=False, repr=False, compare=False)
    """The parts in one fixed order."""

    def __post_init__(self) -> None:
        number = "" if self.number is None else f"so {self.number}"
        bare = " ".join(part for part in (self.boarding, "&".join(self.levels), number, self.place) if part)
        object.__setattr__(self, "bare", bare)
        object.__setattr__(self, "key", f"{bare} ({self.ward})" if self.ward else bare)

    @property
    def only_level(self) -> str | None:
        """The level that the name says; None where it says none, or more than one."""
        return self.levels[0] if len(self.levels) == 1 else None

    def could_be(self, school: "Name") -> bool:
        """Tell whether words were left out and nothing was changed; the digit and a given level must be equal."""
        return (
            self.place.removeprefix("truong ") in {school.place, school.place.removeprefix("truong ")}
            and self.number == school.number
            and (self.levels == school.levels or not (self.levels and school.levels))
            and (self.boarding == school.boarding or not (self.boarding and school.boarding))
            and (self.ward == school.ward or not (self.ward and school.ward))
        )


@lru_cache(maxsize=10_000)
def parse(name: str) -> Name:
    """Take a name apart, however it was typed: case, accents, "Trường", "&" or "và", "số 2 X" or "X 2"."""
    name, ward = _cut_ward(nfc(name))
    text = _short_forms(name)
    number, text = _number(text)
    head = _HEAD.match(text)
    boarding, levels = (head[1] or "", head[2].split()) if head else ("", [])
    place = " ".join(_TWO_SPELLINGS.get(word, word) for word in text[head.end() if head else 0 :].split())
    return Name(place, number, tuple(sorted(set(levels), key=LEVELS.index)), boarding, ward)


# "(xã Ninh Mỹ)", "(Ninh Mỹ)", "- phường Hải Châu", "xã Ninh Mỹ" behind a name. "TH Xã Đàn" has nothing before it.
_IN_BRACKETS = re.compile(r"\s*\(\s*([^()]+?)\s*\)\W*$")
_BEHIND = re.compile(
    r"(?<=\w)(?:\s*[,–-]\s*(?:xã|phường|đặc khu|thị trấn|[xp]\.|tt\.)|\s+(?:xã|phường|đặc khu))\s*\b([^\d,()]+?)\s*$",
    re.IGNORECASE,
)
_WARD_LEVEL = re.compile(r"^(?:xa|phuong|thi tran|dac khu|x\.|p\.|tt\.)\s*(?=\w)")
_NO_WARD = re.compile(r"\d|^(?:co so|cs|diem|phan hieu|khu|so|thon|ban|cu|moi)\b")
# The district or province behind a commune says nothing that the commune does not.
_ABOVE = re.compile(r"\s*[,–-]\s*(?:tp\.?|thành phố|tỉnh|huyện|quận|thị xã)\s+[^,()]+$", re.IGNORECASE)


def _has_place(name: str) -> bool:
    text = _number(_short_forms(name))[1]
    head = _HEAD.match(text)
    return bool(text[head.end() if head else 0 :])


def _cut_ward(name: str) -> tuple[str, str]:
    """Return a name without the ward behind it, and the ward, folded; empty where none is written."""
    name = _ABOVE.sub("", name)
    found = _IN_BRACKETS.search(name)
    if found and not _NO_WARD.search(inside := fold(found[1])):
        return name[: found.start()], _WARD_LEVEL.sub("", inside)
    found = _BEHIND.search(name)
    if found and _has_place(name[: found.start()]):
        return name[: found.start()], fold(found[1])
    return name, ""


def key(name: str) -> str:
    """Return what names of units are compared by; folding a key again changes nothing."""
    return parse(name).key


def _short_forms(name: str) -> str:
    # Its accents tell "số 3" from places like "Nà Sơ 3" and "Nà So 3"; a name without any has no such help.
    typed = nfc(name).lower()
    number = r"\bso\s*(?=\d)" if typed.isascii() else r"\b(?:số\s*(?=\d)|so\s*(?=\d+\s+\w))"
    text = fold(re.sub(number, " №", typed)).strip(_EDGES)
    for long, short in _LONG_FORMS:
        text = re.sub(rf"\b{long}\b", short, text)
    text = _BEFORE_LEVEL.sub(" ", _PREFIX.sub("", text))
    text = _CENTRE.sub(lambda found: "ttgdnn-gdtx " if found[1] else "ttgdtx ", text)
    return " ".join(text.replace("&", " va ").split()).strip(_EDGES)


def _number(text: str) -> tuple[int | None, str]:
    found = re.search(r"№(\d{1,9})\b", text) or re.search(r"(?<=[^\W\d] )(\d{1,3})$", text)
    if not found:
        return None, text
    return int(found[1]), " ".join((text[: found.start()] + " " + text[found.end() :]).split())


def place_as_typed(name: str) -> str:
    """Return the words that name the place, with their accents: "Sá Tổng" of "TH số 2 Sá Tổng"."""
    words, place = nfc(name).split(), parse(name).place
    length = len(place.split())
    windows = (" ".join(words[start : start + length]).strip(_EDGES) for start in range(len(words) - length + 1))
    return next((window for window in windows if parse(window).key == place), "")


def tidy(name: str) -> str:
    """Return a name as a table keeps it: NFC, without "Trường" and a final full stop, and not all in capitals."""
    text = " ".join(nfc(name).split()).strip(_EDGES)
    words = text.split()
    rest = " ".join(words[1:])
    if fold(words[0] if words else "") == "truong" and _PREFIX.match("truong " + _short_forms(rest)):
        text = rest
    return _lowered(text) if text.isupper() else text


def _lowered(text: str) -> str:
    small = {"SỐ": "số", "VÀ": "và", "TIỂU": "Tiểu", "HỌC": "học", "TRẤN": "trấn"}
    return " ".join(_word(word, small) for word in text.split())


def _word(word: str, small: Mapping[str, str]) -> str:
    if re.fullmatch(r"(?:PTDT[BN]T|MN|TH|THCS|THPT|GDTX|[&\d])+", word):
        return word
    return small.get(word, word.capitalize())


@dataclass(frozen=True, slots=True)
class School:
    """A school of a plan; without `unit_id` it is not in the tables yet."""

    name: str
    unit_id: int | None = None
    parts: Name = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", parse(self.name))

    @property
    def key(self) -> str:
        """What its name is compared by."""
        return self.parts.key


class HowMatched(Enum):
    """By what a typed name was taken."""

    EXACT = "exact"
    ALIAS = "alias"
    FOLDED = "folded"
    ONLY = "only"
    """The only school in the given circle that it can be."""
    FORMER = "former"
    """By the name of one that was merged into it, or by its own of before."""
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Match:
    """The school that a name means, or with `How.ASK` the schools to ask about, likeliest first."""

    how: HowMatched
    school: School | None = None
    candidates: tuple[School, ...] = ()


class Directory:
    """The schools that a name may mean."""

    def __init__(
        self,
        schools: Iterable[School],
        aliases: Mapping[str, School] | None = None,
        former: Mapping[str, School] | None = None,
    ) -> None:
        """Take the schools and by their keys the spellings that were confirmed, and the names of before."""
        self.schools = tuple(schools)
        self._aliases = dict(aliases or {})
        self._former = {name: (parse(name), school) for name, school in (former or {}).items()}
        self._exact = {fold_case(school.name): school for school in reversed(self.schools)}
        self._folded: dict[str, list[School]] = {}
        self._bare: dict[str, list[School]] = {}
        for school in self.schools:
            self._folded.setdefault(school.key, []).append(school)
            self._bare.setdefault(school.parts.bare, []).append(school)

    def find(self, typed: str, within: Collection[School]) -> Match:
        """Say which school is meant; only inside `within` may a name that leaves words out be completed."""
        parts = parse(typed)
        # Of several schools of one name, a name without its ward means one only inside its own cluster.
        rivals = self._bare.get(parts.bare, []) if not parts.ward else []
        if len({school.key for school in rivals}) > 1:
            here = [school for school in rivals if school in within]
            return Match(HowMatched.ONLY, here[0]) if len(here) == 1 else self._asked(parts, within)
        same = self._folded.get(parts.key, [])
        if certain := self._certain(typed, parts, same):
            return certain
        return (None if same else self._completed(parts, within, rivals)) or self._asked(parts, within)

    def is_shared(self, typed: str) -> bool:
        """Tell whether a name without its ward is that of several schools."""
        parts = parse(typed)
        return not parts.ward and len({school.key for school in self._bare.get(parts.bare, [])}) > 1

    def _certain(self, typed: str, parts: Name, same: list[School]) -> Match | None:
        if exact := self._exact.get(fold_case(tidy(typed))):
            return Match(HowMatched.EXACT, exact)
        if known := self._aliases.get(parts.key):
            return Match(HowMatched.ALIAS, known)
        if same:
            return Match(HowMatched.FOLDED, same[0]) if len(same) == 1 else None
        return Match(HowMatched.FORMER, self._former[parts.key][1]) if parts.key in self._former else None

    def _completed(self, parts: Name, within: Collection[School], rivals: list[School]) -> Match | None:
        """Return the one school that a name means which leaves words out, by its name of today or else of before."""
        possible = [school for school in within if parts.could_be(school.parts)] or rivals
        if possible:
            return Match(HowMatched.ONLY, possible[0]) if len(possible) == 1 else None
        former = {school for name, school in self._former.values() if school in within and parts.could_be(name)}
        return Match(HowMatched.FORMER, former.pop()) if len(former) == 1 else None

    def _asked(self, parts: Name, within: Collection[School]) -> Match:
        return Match(HowMatched.ASK, candidates=self._likeliest(parts, within))

    def _likeliest(self, typed: Name, within: Collection[School]) -> tuple[School, ...]:
        # Likeness only orders the choices; a person chooses.
        def rank(school: School) -> tuple[bool, bool, float]:
            likeness = SequenceMatcher(None, typed.key, school.key).ratio()
            return school not in within, school.parts.place != typed.place, -likeness

        return tuple(sorted(self.schools, key=rank))


def fold_case(name: str) -> str:
    """Return the name as exact spelling compares it: accents count, case does not."""
    return nfc(name).lower()


_SEVERAL = re.compile(
    r"\bvà\b|[,;/]|\btrường trong\b|\bcác\b|\bhội trường\b|\bubnd\b|\btrực tuyến\b|\bonline\b", re.IGNORECASE
)


def could_name_a_school(typed: str) -> bool:
    """Tell whether words may be a spelling of one school, so that an answer about them may be kept for later."""
    return not _SEVERAL.search(_BEFORE_LEVEL.sub(" ", nfc(typed).lower()))
