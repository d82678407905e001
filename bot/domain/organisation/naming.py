"""How papers and lists write offices, clusters and levels, and what each is compared by."""

import re

from bot.domain.models import UnitKind
from bot.domain.organisation.units import LEVELS
from bot.vietnamese import fold, nfc

DEPARTMENT, FORMER = "Sở Giáo dục và Đào tạo", "Phòng Giáo dục và Đào tạo"
_OFFICES = (
    (re.compile(r"^bo (?:giao duc(?: va dao tao)?|gd\s*(?:&|va|-)?\s*dt)\b"), "Bộ Giáo dục và Đào tạo"),
    (re.compile(r"^(?:phong (?:giao duc(?: va dao tao)?|gd\s*(?:&|va|-)?\s*dt)|pgd\s*(?:&|va|-)?\s*dt)\b"), FORMER),
    (re.compile(r"^(?:so (?:giao duc(?: va dao tao)?|gd\s*(?:&|va|-)?\s*dt)|sgd\s*(?:&|va|-)?\s*dt)\b"), DEPARTMENT),
    (re.compile(r"^phong (?:van hoa\s*(?:[-–]|va)?\s*xa hoi|vh\s*[-–]?\s*xh)\b"), "UBND"),
    (re.compile(r"^(?:ubnd|uy ban nhan dan)\b"), "UBND"),
)
_OLD_LEVEL = re.compile(r"^(?:huyện|quận|thị xã|thành phố|tỉnh|tp\.?)\s+", re.IGNORECASE)
_COMMUNE = re.compile(r"^(?:xã|phường|đặc khu|thị trấn)\b", re.IGNORECASE)
NO_ISSUER = "[CẦN BỔ SUNG: cơ quan ban hành]"


def issuer(typed: str, superior: str, town: str) -> tuple[str, UnitKind]:
    """Return the office's name in office form and its kind; an empty name where no office is named.

    A commune's office of culture and society is the commune's: since July 2025 the schools stand under its UBND.
    """
    name, place = _office(typed)
    if not name:
        return "", UnitKind.DEPARTMENT
    place = commune_written(place or _office(superior)[1] or ("" if name == "UBND" else town))
    if name == "UBND" and not _COMMUNE.match(place):
        kind = UnitKind.DEPARTMENT if re.search(r"(?i)\btỉnh\b|thành phố", f"{typed} {superior}") else UnitKind.OFFICE
        return (f"{name} {place}".strip(), kind) if place else ("", kind)
    place = place if name == "UBND" else _OLD_LEVEL.sub("", place)
    return f"{name} {place}".strip(), _KINDS.get(name, UnitKind.COMMUNE)


_KINDS = {DEPARTMENT: UnitKind.DEPARTMENT, FORMER: UnitKind.OFFICE, "Bộ Giáo dục và Đào tạo": UnitKind.MINISTRY}


def _office(typed: str) -> tuple[str, str]:
    text = " ".join(nfc(typed).split())
    for pattern, name in _OFFICES:
        if found := pattern.match(fold(text)):
            return name, text[found.end() :].strip(" -–,.")
    return "", ""


def office_key(name: str) -> str:
    """Return what offices are compared by: "Phòng GD&ĐT Mường Chà" and "PHÒNG GIÁO DỤC … HUYỆN MƯỜNG CHÀ" are one."""
    office, kind = issuer(name, "", "")
    if not office and _COMMUNE.match(nfc(name)):
        office, kind = name, UnitKind.COMMUNE
    return fold(f"{kind} {office.removeprefix('UBND').strip()}" if office else name)


_WITHOUT_A_PLACE = {fold(f"{kind} {name}") for name, kind in _KINDS.items()}


def may_be_one(name: str, said: str) -> bool:
    """Say whether an office may be meant by what a paper calls its issuer: "Sở GD&ĐT" alone is any province's."""
    one, other = office_key(name), office_key(said)
    return one == other or (other in _WITHOUT_A_PLACE and one.startswith(f"{other} "))


def says_which(issuer: str) -> bool:
    """Say whether an issuer can be one office only: neither nobody, nor "Sở GD&ĐT" of any province."""
    return bool(issuer) and office_key(issuer) not in _WITHOUT_A_PLACE


def commune_written(typed: str) -> str:
    """Return the name of a place as it is written: a commune's level belongs to it and is small, "xã Na Sang"."""
    text = " ".join(nfc(typed).split())
    if text.isupper():
        text = " ".join(word.capitalize() for word in text.split())
    return re.sub(r"^(?:Xã|Phường|Đặc Khu|Huyện|Quận|Thị Xã|Thành Phố|Tỉnh)\b", lambda level: level[0].lower(), text)


_LONG = (
    ("mam non", "mn"),
    ("mau giao", "mn"),
    ("tieu hoc", "th"),
    ("trung hoc co so", "thcs"),
    ("trung hoc pho thong", "thpt"),
)


def levels_in(text: str) -> set[str]:
    """Return the levels of schooling that a text names in words or in capitals: "cấp Tiểu học", "TH và THCS"."""
    folded = fold(text)
    found = {short for long, short in _LONG if re.search(rf"\b{long}\b", folded)}
    # "th" is a part of many words; in capitals, or behind "cấp", it is the level.
    found |= {level for level in LEVELS if re.search(rf"\b{level.upper()}\b", text)}
    return found | set(re.findall(r"\bcap (mn|th|thcs|thpt)\b", folded))


def cluster_key(typed: str) -> str:
    """Return what clusters are compared by: "Cụm 1" and "Cụm số 01" are one."""
    text = re.sub(r"\b(?:so|truong|chuyen mon)\b", " ", fold(typed).strip(" .,;:"))
    return " ".join(re.sub(r"\b0+(?=\d)", "", text).split())


_COUNTED = {"1": "th", "2": "thcs", "3": "thpt"}
LEVEL = r"mn|thcs|thpt|th|mam non|mau giao|tieu hoc|trung hoc co so|trung hoc pho thong"
_BESIDE = re.compile(rf"\b(?:(?:cap )?({LEVEL})|cap ([123]))\b")


def cluster_and_level(typed: str) -> tuple[str, str]:
    """Return the key of a cluster and the level that is said beside its number: "Cụm số 2 cấp TH", "cụm 02 (THCS)".

    Without a level, and for a cluster that has a name and no number, all of it is the key.
    """
    plain = re.sub(r"[^\w]+", " ", fold(typed))
    found = {dict(_LONG).get(name, name) or _COUNTED[counted] for name, counted in _BESIDE.findall(plain)}
    key = cluster_key(_BESIDE.sub(" ", plain))
    if len(found) != 1 or not re.fullmatch(r"(?:tieu )?cum \d{1,2}", key):
        return cluster_key(typed), ""
    return key, found.pop()


LEVEL_NAMES = {"mn": "Mầm non", "th": "Tiểu học", "thcs": "THCS", "thpt": "THPT"}
"""How papers call the levels."""


def keys_of_level(typed: str) -> tuple[str, ...]:
    """Return the keys by which a cluster may stand in a list: that of its number, and the one that has its level."""
    key, level = cluster_and_level(typed)
    return (key, key_beside_others(key, level)) if level else (key,)


def key_beside_others(key: str, level: str) -> str:
    """Return the key of a cluster where one of another level has the same number."""
    return f"{key} {fold(LEVEL_NAMES[level])}"


def without_level(typed: str) -> str:
    """Return a cluster's name without the level beside its number: "Cụm số 2" of "Cụm 02 (THCS)"."""
    key, level = cluster_and_level(typed)
    return _numbered(key) if level else typed


def _numbered(key: str) -> str:
    kind, _, number = key.rpartition(" ")
    return f"{'Tiểu cụm' if kind == 'tieu cum' else 'Cụm'} số {number}"


def called(typed: str) -> str:
    """Return how a cluster with a number is called: "Cụm số 2 (THCS)" of "cum 2 thcs"."""
    key, level = cluster_and_level(typed)
    return _numbered(key) + (f" ({level.upper()})" if level else "")


def commune_place(name: str) -> str:
    """Return a commune's name without what it is: "na sang" of "UBND xã Na Sang"."""
    return re.sub(r"^(?:ubnd )?(?:xa|phuong|dac khu|thi tran) ", "", fold(name))
