"""Months that are not typed as figures: "Tháng Mười", "Oct-26", "10/26".

What is said twice over ("tháng Ba, Tư", "tháng năm 2026", "Oct-15", "10/12") stays as it is, and is asked.
"""

import re

from bot.domain.organisation.school_year import MONTHS, SchoolYear
from bot.vietnamese import fold, nfc

# Without their accents "tháng sáu" is next month and "tháng tư" begins a span: those are taken with them only.
_WORDS = {
    "giêng": 1,
    "gieng": 1,
    "một": 1,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "bon": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "bay": 7,
    "tám": 8,
    "tam": 8,
    "chín": 9,
    "chin": 9,
    "mười": 10,
    "muoi": 10,
    "mười một": 11,
    "muoi mot": 11,
    "mười hai": 12,
    "muoi hai": 12,
}
_WORD = "|".join(sorted((word.replace(" ", r"\s+") for word in _WORDS), key=len, reverse=True))
# Not before a figure ("tháng năm 2026" with a blank) nor before a second month in words ("Ba, Tư").
_IN_WORDS = re.compile(
    rf"\bth[áa]ng\s+({_WORD})\b(?!\s*\d)(?!\s*(?:,|;|&|\+|-|–|/|và|va|hoặc|hoac|đến|den)?\s*(?:{_WORD})\b(?!\s*\d{{4}}))"
)
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# As Excel and Word write a month of a year: the number behind is a year only where the school year has it.
_STYLED = re.compile(rf"({'|'.join(_ENGLISH)})[a-z]*[\s.'’/-]+(\d{{4}}|\d{{2}})")
_SHORT_YEAR = re.compile(r"(?:thang\s*)?(\d{1,2})\s*[/.-]\s*(\d{2})")


def in_figures(typed: str, year: SchoolYear) -> str:
    """Return a cell, folded, with such months as "thang 10" or "thang 10/2026"; any other text as it is."""
    folded = fold(typed)
    cell = folded.strip(" .,;")
    styled, short = _STYLED.fullmatch(cell), _SHORT_YEAR.fullmatch(cell)
    if styled:
        return _of_year(_ENGLISH.index(styled[1]) + 1, styled[2], year) or folded
    if short and int(short[2]) > MONTHS and 1 <= int(short[1]) <= MONTHS:
        return _of_year(int(short[1]), short[2], year) or folded
    return fold(_IN_WORDS.sub(lambda match: f"tháng {_WORDS[' '.join(match[1].split())]}", nfc(typed).lower()))


def _of_year(number: int, in_year: str, year: SchoolYear) -> str | None:
    """Return the month where that year is its year within the school year, else None."""
    month = year.month(number)
    return f"thang {month:%-m/%Y}" if in_year[-2:] == f"{month:%y}" and in_year in f"{month:%Y}" else None
