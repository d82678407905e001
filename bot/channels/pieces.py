"""Long texts in pieces that a platform takes, cut where a reader would pause."""

import unicodedata

_BORDERS = ("\n\n", "\n", " ")


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 units, so most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """Return pieces of at most `limit` UTF-16 units, cut between paragraphs, lines or words if that can be."""
    pieces = []
    while units(text) > limit:
        cut = _cut(text, limit)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*pieces, text) if piece] or [text]


def _cut(text: str, limit: int) -> int:
    end = _fitting(text, limit)
    # A border in the first half would make more pieces, each of them a message that is waited for and may be paid for.
    for border in _BORDERS:
        cut = text.rfind(border, end // 2, end + len(border))
        if cut > 0:
            return cut
    # A letter and the accent that is written after it stay together.
    while end > 1 and unicodedata.combining(text[end]):
        end -= 1
    return end


def _fitting(text: str, limit: int) -> int:
    left = limit
    for index, letter in enumerate(text):
        left -= units(letter)
        if left < 0:
            return index
    return len(text)
