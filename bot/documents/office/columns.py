"""How wide the columns of a table are: by what they say, so that no word is broken and no row is higher than it must.

Widths are estimated from the letters of Times New Roman; a page is laid out by whoever opens the paper.
"""

from functools import lru_cache

from bot.domain.papers.paper import PaperTable

MM_A_POINT = 25.4 / 72
NARROW, BROAD = frozenset("iíìỉĩịjlt.,;:!|'()[] -/"), frozenset("mwMWƠƯ@")
BOLD = 1.07
ASIDE = 3.4
"""mm of a cell beside its text, with a little to spare."""
SMALLER, ROOMY = 11.0, 19.0
"""Points of a table whose columns have less than this many mm each; others have 12."""
USUAL = 12.0
MOST_WORD = 30.0
"""mm: a longer word, such as a link, may be broken."""


def size(found: PaperTable, wide: float) -> float:
    """Return the size of the letters of a table, in points."""
    return SMALLER if wide / len(found.columns) < ROOMY else USUAL


def widths(found: PaperTable, wide: float) -> list[float]:
    """Return the widths of a table's columns in mm: their shares, and room for the longest word of each."""
    shares = _shares(found)
    total, points = sum(shares), size(found, wide)
    given = [wide * share / total for share in shares]
    least = [_longest_word(found, place, points) for place in range(len(given))]
    lacking = sum(max(need - has, 0) for need, has in zip(least, given, strict=True))
    spare = [max(has - need, 0) for need, has in zip(least, given, strict=True)]
    if not lacking or lacking > sum(spare):
        return given
    taken = lacking / sum(spare)
    return [max(need, has - free * taken) for need, has, free in zip(least, given, spare, strict=True)]


def _shares(found: PaperTable) -> list[float]:
    """Return the shares of the columns; those that grow take as much as most of their texts need in one line."""
    shares = [float(column.share) for column in found.columns]
    for place, column in enumerate(found.columns):
        if column.most and found.rows:
            needs = sorted(long(row[place], USUAL) + ASIDE for row in found.rows)
            shares[place] = min(max(needs[int(len(needs) * 0.95)], column.share), column.most)
    return shares


def _longest_word(found: PaperTable, place: int, points: float) -> float:
    head = max((long(word, points) * BOLD for word in found.columns[place].name.split()), default=0.0)
    words = {max(row[place].split(), key=len, default="") for row in found.rows}
    return min(max([head, *(long(word, points) for word in words)]), MOST_WORD) + ASIDE


@lru_cache(maxsize=4096)
def long(text: str, points: float) -> float:
    """Return about how long a text is in one line, in mm."""
    return sum(map(_letter, text)) * points * MM_A_POINT


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.31
    if letter in BROAD:
        return 0.85
    return 0.7 if letter.isupper() else 0.49
