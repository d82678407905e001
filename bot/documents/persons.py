"""Persons whom a paper names to lead a cluster: "Giao bà …, Hiệu trưởng Trường … làm cụm trưởng; ông … làm cụm phó"."""

import re

from bot.domain.drafts import TypedPerson

_POST = (
    r"(?:phó\s+(?:hiệu\s+trưởng|HT)|P\.?\s*HT|hiệu\s+trưởng|HT|giám\s+đốc"
    r"|tổ\s+trưởng(?:\s+chuyên\s+môn)?|giáo\s+viên|GV)"
)
_TITLE = r"(?:ông|bà|thầy|cô|đồng\s+chí|đ/c)"
# A name has two to six words with capitals.
_NAME = r"((?:[^\W\d_][^\W\d_]*\s+){1,5}[^\W\d_]+)"
_ROLE = (
    r"((?:tiểu\s+)?cụm\s+trưởng|trưởng\s+(?:tiểu\s+)?cụm|nhóm\s+trưởng|trưởng\s+nhóm"
    r"|(?:tiểu\s+)?cụm\s+phó|phó\s+(?:tiểu\s+)?cụm(?:\s+trưởng)?|nhóm\s+phó|phó\s+nhóm)\b"
)
_GIVEN = re.compile(
    rf"[.;,]?\s*(?:\b(?:giao|cử|phân\s+công|chỉ\s+định|bổ\s+nhiệm)\s+)?\b{_TITLE}\s+{_NAME}\s*[,(–-]\s*"
    rf"({_POST})\s+(?:(?:của|tại)\s+)?(?:trường\s+)?([^.;,()]{{2,80}}?)\s*[),]?\s*(?:làm|là|giữ\s+chức(?:\s+vụ)?|:)\s*"
    rf"{_ROLE}",
    re.IGNORECASE,
)
# "Cụm trưởng: bà …, Hiệu trưởng Trường …; cụm phó: ông …".
_ROLE_FIRST = re.compile(
    rf"[.;,(]?\s*\b{_ROLE}\s*(?:là\s*:?|:|[-–]\s)\s*(?:{_TITLE}\s+)?{_NAME}\s*[,(–-]\s*"
    rf"({_POST})\s+(?:(?:của|tại)\s+)?(?:trường\s+)?([^.;,()]{{2,80}})\s*\)?",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"^\W*(?:{_TITLE}\s+)?{_NAME}\s*[,(–\n-]\s*({_POST})\s+(?:(?:của|tại)\s+)?(?:trường\s+)?([^;()]{{2,80}}?)\s*\)?\W*$",
    re.IGNORECASE,
)


def cut(text: str) -> tuple[str, tuple[TypedPerson, ...]]:
    """Return a text without the sentences that name persons to lead, and these persons."""
    found = [_person(one[1], one[2], one[3], one[4]) for one in _GIVEN.finditer(text)]
    rest = _GIVEN.sub("", text)
    found += [_person(one[2], one[3], one[4], one[1]) for one in _ROLE_FIRST.finditer(rest)]
    rest = _ROLE_FIRST.sub("", rest)
    return (rest.strip(" ;,") if found else text), tuple(found)


def _person(name: str, post: str, unit: str, role: str) -> TypedPerson:
    return TypedPerson(_tidy(name), _tidy(post), _tidy(unit), deputy="phó" in role.lower())


def of_cell(text: str, *, deputy: bool = False) -> TypedPerson | None:
    """Return the person of a cell such as "Nguyễn Thị An - Hiệu trưởng TH Hoa Ban", None where it names none."""
    found = _CELL.match(text)
    return TypedPerson(_tidy(found[1]), _tidy(found[2]), _tidy(found[3]), deputy=deputy) if found else None


def _tidy(text: str) -> str:
    return " ".join(text.split())
