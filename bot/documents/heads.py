"""The head of a paper: who issues it, what it is called, for which school year, and what of people is left out."""

import re
from collections.abc import Iterator, Sequence

from bot.vietnamese import fold

MOST_LETTERS = 60
LINES_OF_A_HEAD = 20

# A line of a letterhead; what speaks in the text ("Phòng GD&ĐT yêu cầu …") stands in where there is none.
_OFFICE = re.compile(r"^(?:phong (?:giao duc|gd|van hoa)|so (?:giao duc|gd)|ubnd|uy ban nhan dan)\b")
_SPEAKS = re.compile(
    r"^((?:phòng|sở)\s+(?:giáo dục và đào tạo|gd\s*&\s*đt))\s+(?:yêu cầu|hướng dẫn|ban hành|xây dựng|tổ chức)",
    re.IGNORECASE,
)
# An office that does something is the beginning of a sentence, and no head.
_DOES = re.compile(r"\b(?:yeu cau|de nghi|huong dan|ban hanh|xay dung|to chuc|thong bao)\b|:$")
# "Mường Chà, ngày 05 tháng 10 năm 2023".
_TOWN = re.compile(r"^([^\d,]{2,40}),\s*ngày\b", re.IGNORECASE)
# The two years of a school year; "từ năm học …" says since when something holds.
_YEAR = re.compile(r"(từ\s+)?năm\s+học\s*:?\s*(20\d\d)\s*[-–—]\s*(20\d\d)", re.IGNORECASE)
_KINDS = {"ke hoach", "huong dan", "thong bao", "chuong trinh", "cong van", "lich"}
_ABOUT = re.compile(r"^v/v\s+", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:[ivx]+\s*[.,)]|cong hoa xa hoi|doc lap|kinh gui|noi nhan)")
_LOUD_WORDS = 4
# E-mail addresses, and telephone numbers of nine to eleven digits.
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\d/])(?:\+84|84|0)(?:[ .-]?\d){8,10}(?![\d/])")
HIDDEN = "[…]"


def hide(text: str) -> str:
    """Return the text without telephone numbers and e-mail addresses."""
    return _PRIVATE.sub(HIDDEN, text)


def begins(line: str) -> bool:
    """Tell whether the paper itself begins with this line, below its head."""
    text = fold(line).strip(" .:")
    return text in _KINDS or text.startswith("ke hoach")


def title(head: Sequence[str], body: Sequence[str]) -> str:
    """Return what the paper is called: what stands by its kind, what a letter is about, or a line in capitals."""
    if body:
        alone = fold(body[0]).strip(" .:") in _KINDS
        return (body[1] if len(body) > 1 else "") if alone else body[0]
    for position, line in enumerate(head):
        if about := _ABOUT.match(line):
            rest = [] if line.endswith(".") else list(head[position + 1 : position + 2])
            return " ".join([line[about.end() :], *rest]).strip(" .")
    loud = (line for line in head if line.isupper() and len(line.split()) >= _LOUD_WORDS)
    return next((line for line in loud if not _NO_TITLE.match(fold(line)) and not _OFFICE.match(fold(line))), "")


def years(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the school years named, each once; one from which on something holds is not the year of a plan."""
    return tuple(dict.fromkeys(_years(lines)))


def _years(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        found = _YEAR.search(line)
        if found and not found[1] and int(found[3]) == int(found[2]) + 1:
            yield f"{found[2]}-{found[3]}"


def offices(head: Sequence[str]) -> tuple[str, str]:
    """Return the superior and the issuing body of the letterhead, or else the office that speaks in the text."""
    found = [line for line in _short(head) if _OFFICE.match(words := fold(line)) and not _DOES.search(words)]
    if not found:
        return "", next((speaks[1] for line in head if (speaks := _SPEAKS.match(line))), "")
    return found[-2] if len(found) > 1 else "", found[-1]


def town(head: Sequence[str]) -> str:
    """Return the place in front of the date."""
    return next((found[1] for line in _short(head) if (found := _TOWN.match(line))), "")


def _short(head: Sequence[str]) -> list[str]:
    return [line for line in head[:LINES_OF_A_HEAD] if len(line) <= MOST_LETTERS]
