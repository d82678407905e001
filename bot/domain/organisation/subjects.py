"""Subjects as schools teach them: what their many spellings are compared by."""

import re

from bot.vietnamese import fold

_SUBJECTS: dict[str, tuple[str, ...]] = {
    "tieng anh": ("anh", "anh van", "ngoai ngu", "ngoai ngu tieng anh"),
    "tin hoc va cong nghe": ("tin hoc", "tin", "tin hoc cong nghe"),
    "giao duc the chat": ("the duc", "gdtc", "the chat"),
    "mi thuat": (),
    "am nhac": ("nhac",),
    "toan": (),
    "tieng viet": (),
    "ngu van": ("van",),
    "dao duc": (),
    "giao duc cong dan": ("gdcd",),
    "tu nhien va xa hoi": ("tnxh",),
    "khoa hoc": (),
    "khoa hoc tu nhien": ("khtn",),
    "lich su va dia li": ("ls va dl", "lich su dia li"),
    "cong nghe": (),
    "vat li": (),
    "hoa hoc": (),
    "sinh hoc": (),
    "lich su": (),
    "dia li": (),
    "nghe thuat": (),
    "hoat dong trai nghiem": ("hdtn",),
}
_ALIASES = {alias: subject for subject, aliases in _SUBJECTS.items() for alias in aliases}


def subject_key(typed: str) -> str:
    """Return what subjects are compared by: Mĩ and Mỹ thuật are one, and so are Thể dục and Giáo dục thể chất."""
    text = fold(typed).strip(" .,;:").replace("&", " va ")
    text = re.sub(r"^(?:bo )?mon ", "", " ".join(text.split()))
    text = re.sub(r"\bmy (?=thuat\b)", "mi ", re.sub(r"\b(dia|vat) ly\b", r"\1 li", text))
    return _ALIASES.get(text, text)


def known_subject(key: str) -> bool:
    """Tell whether a subject's key is one that schools teach."""
    return key in _SUBJECTS
