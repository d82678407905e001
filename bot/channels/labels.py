"""Labels as a phone shows them whole: of what is too long the middle is left out here, where the reader sees that.

A phone cuts at the end, and there stands what tells two schools of one kind apart.
"""

from collections.abc import Sequence

from bot.messages import FULL_ROW, OF_THREE, OF_TWO, Button

Rows = Sequence[Sequence[Button]]
WIDTHS = {1: FULL_ROW, 2: OF_TWO, 3: OF_THREE}
NARROWEST = 6
"""Letters of a row of four or more: a number, an hour."""
BETWEEN = " · "
LEAST = 6
"""Shorter remains of a name say nothing."""
GAP = "…"
IN_SHORT = {"Giáo dục và Đào tạo": "GD&ĐT", "Ủy ban nhân dân": "UBND"}
"""How everybody shortens them: what is left out of the middle may be all that tells two offices apart."""


def fitted(rows: Rows) -> list[list[str]]:
    """Return the labels of a keyboard, none longer than its row allows, no two of them alike."""
    taken: set[str] = set()
    found = []
    for row in rows:
        most = WIDTHS.get(len(row), NARROWEST)
        found.append([_own(button.label, most, taken) for button in row])
    return found


def _own(label: str, most: int, taken: set[str]) -> str:
    """Return a label that fits and that no other button of the message has, unless both were alike before."""
    shown, number = fit(label, most), 1
    while shown != label and shown in taken:
        number += 1
        tail = f" ({number})"
        shown = fit(label, most - len(tail)) + tail
    taken.add(shown)
    return shown


def fit(label: str, most: int) -> str:
    """Return a label of at most so many letters: its first part whole, of the last one the end."""
    if len(label) > most:
        for long, short in IN_SHORT.items():
            label = label.replace(long, short)
    *before, last = label.split(BETWEEN)
    while before and len(BETWEEN.join([*before, last])) > most:
        room = most - len(BETWEEN.join(before)) - len(BETWEEN)
        if room >= LEAST:
            return BETWEEN.join([*before, _ending(last, room)])
        *before, last = before
    return BETWEEN.join([*before, _middle_out(last, most)]) if not before else BETWEEN.join([*before, last])


def _ending(text: str, most: int) -> str:
    """Return the last words that fit, or the last letters where not even one does."""
    words = text.split()
    while len(words) > 1 and len(GAP + " ".join(words)) > most:
        words = words[1:]
    shown = GAP + " ".join(words)
    return shown if len(shown) <= most else GAP + text[1 - most :]


def _middle_out(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    end = (most - 1) * 3 // 5
    return text[: most - 1 - end].rstrip() + GAP + text[-end:].lstrip()
