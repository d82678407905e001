"""Subjects as schools teach them, of all levels: what their many spellings are compared by."""

import re

from bot.vietnamese import fold

# Each with the short forms that people write. Where one short form may be two subjects it is written with neither.
_SUBJECTS: dict[str, tuple[str, ...]] = {
    "tieng anh": ("anh", "anh van", "ngoai ngu", "ngoai ngu tieng anh", "ta", "ngoai ngu 1", "nn1"),
    "tin hoc va cong nghe": ("tin hoc", "tin", "tin hoc cong nghe", "th va cn", "tin va cong nghe", "tin cong nghe"),
    "giao duc the chat": ("the duc", "gdtc", "the chat", "gd the chat", "td"),
    "mi thuat": ("mt", "hoi hoa", "nghe thuat mi thuat", "nghe thuat noi dung mi thuat"),
    "am nhac": ("nhac", "an", "nghe thuat am nhac", "nghe thuat noi dung am nhac"),
    "nghe thuat": ("am nhac va mi thuat", "nghe thuat am nhac mi thuat"),
    "toan": ("toan hoc",),
    "tieng viet": ("tv", "t viet", "tviet"),
    "ngu van": ("van", "van hoc"),
    "dao duc": ("dd",),
    "giao duc cong dan": ("gdcd", "gd cong dan", "cong dan"),
    "giao duc kinh te va phap luat": (
        "gdkt va pl",
        "gdktpl",
        "gdkt pl",
        "ktpl",
        "kt va pl",
        "gd kinh te va phap luat",
        "kinh te va phap luat",
        "kinh te phap luat",
    ),
    "giao duc quoc phong va an ninh": (
        "gdqp an",
        "gdqp va an",
        "gdqp",
        "gdqpan",
        "qpan",
        "quoc phong",
        "gd quoc phong va an ninh",
        "giao duc quoc phong",
        "giao duc quoc phong an ninh",
        "quoc phong an ninh",
        "quoc phong va an ninh",
    ),
    "tu nhien va xa hoi": ("tnxh", "tn va xh", "tu nhien xa hoi"),
    "khoa hoc": ("kh",),
    "khoa hoc tu nhien": ("khtn", "kh tu nhien", "kh tn"),
    "khoa hoc xa hoi": ("khxh", "kh xa hoi"),
    "lich su va dia li": ("ls va dl", "lich su dia li", "ls dl", "lsdl", "su dia", "su va dia", "lich su va dl"),
    "cong nghe": ("cn", "ky thuat", "ki thuat"),
    "vat li": ("li", "ly", "vl"),
    "hoa hoc": ("hoa", "hh"),
    "sinh hoc": ("sinh", "sh"),
    "lich su": ("su", "ls"),
    "dia li": ("dia", "dl"),
    "hoat dong trai nghiem": ("hdtn", "hd trai nghiem", "trai nghiem"),
    "hoat dong trai nghiem, huong nghiep": (
        "hdtn hn",
        "hdtn va hn",
        "hdtnhn",
        "hd trai nghiem huong nghiep",
        "hoat dong trai nghiem huong nghiep",
        "hoat dong trai nghiem va huong nghiep",
        "trai nghiem huong nghiep",
    ),
    "huong nghiep": (),
    "giao duc dia phuong": (
        "gddp",
        "gd dia phuong",
        "noi dung giao duc dia phuong",
        "noi dung giao duc cua dia phuong",
        "dia phuong",
        "ndgddp",
    ),
    "stem": ("giao duc stem", "clb stem", "cau lac bo stem", "gd stem", "stem robotics", "robotics"),
    "ki nang song": ("kns", "ky nang song", "giao duc ki nang song", "giao duc ky nang song"),
    "tieng phap": (),
    "tieng trung": ("tieng trung quoc", "trung van"),
    "tieng nhat": (),
    "tieng han": ("tieng han quoc",),
    "tieng nga": (),
    "tieng dan toc": (
        "tieng dan toc thieu so",
        "tieng mong",
        "tieng thai",
        "tieng khmer",
        "tieng e de",
        "tieng jrai",
        "tieng bahnar",
        "tieng cham",
        "tieng muong",
        "tieng tay",
    ),
    "phat trien van dong": ("gd phat trien van dong", "giao duc phat trien van dong", "phat trien the chat"),
    "lam quen van hoc": ("lqvh",),
    "lam quen chu cai": ("lqcc", "lam quen chu viet", "lqcv"),
    "lam quen voi toan": ("lqvt", "lam quen toan"),
    "kham pha khoa hoc": ("kpkh", "kham pha"),
    "tao hinh": ("hoat dong tao hinh",),
}
_ALIASES = {alias: subject for subject, aliases in _SUBJECTS.items() for alias in aliases}


def subject_key(typed: str) -> str:
    """Return what subjects are compared by: Mĩ and Mỹ thuật are one, and so are Thể dục and Giáo dục thể chất."""
    text = fold(typed).strip(" .,;:").replace("&", " va ")
    text = re.sub(r"^(?:(?:nhom|to) )?(?:bo )?mon ", "", " ".join(text.split()))
    text = re.sub(r"\bmy (?=thuat\b)", "mi ", re.sub(r"\b(dia|vat) ly\b", r"\1 li", text))
    plain = " ".join(re.sub(r"[,\-–/.()]", " ", text).split())
    return _ALIASES.get(text) or _ALIASES.get(plain) or _COMMAS.get(plain, text)


_COMMAS = {subject.replace(",", ""): subject for subject in _SUBJECTS}


def known_subject(key: str) -> bool:
    """Tell whether a subject's key is one that schools teach."""
    return key in _SUBJECTS


_SPELLINGS = sorted(_SUBJECTS.keys() | _ALIASES.keys(), key=len, reverse=True)
_ANY, _LONG = "|".join(map(re.escape, _SPELLINGS)), "|".join(re.escape(one) for one in _SPELLINGS if " " in one)
_SPOKEN = re.compile(rf"\bmon ({_ANY})\b|\b({_LONG})\b")


def spoken(plain: str) -> list[tuple[str, int, int]]:
    """Return the subjects that a folded sentence names: each by its key, with where it begins and ends there.

    What is one word may be another ("anh", "tin", "su"): it is a subject behind "môn".
    """
    found = (match for match in _SPOKEN.finditer(plain))
    return [(subject_key(match[1] or match[2]), *match.span(1 if match[1] else 2)) for match in found]
