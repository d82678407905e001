"""Long lists of choices: paged, whoever shows them, and searched by typing, so that no keyboard grows with the schools.

A handler lays out all its choices, or its own pages (`kit.paged`). Where a run of buttons of one kind is longer than a
phone shows, this makes pages of it before the answer is put on record; the whole list is kept with the conversation
until another answer takes its place. Telegram takes at most 100 buttons and 10 kB in a message.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Self

from msgspec import to_builtins

from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.vietnamese import fold

LISTED = "listed"
"""Begins the press that turns a page; in `Dialogue.shown` the list itself."""
LONG = 20
"""So many buttons of one kind are shown at once."""
ROWS = 10
"""Rows of them on a page."""
MOST_FOUND = 10
SHORTEST = 2
"""Letters that are searched for."""
TURNS = (N_("‹ Back"), N_("More ›"))
WHERE = N_("Page {number} of {all}.")
TO_FIND = N_("Page {number} of {all}; or type part of the name.")

Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that a conversation shows: its choices row by row, and what stands around them."""

    rows: tuple[Row, ...]
    text: str = ""
    above: tuple[Row, ...] = ()
    below: tuple[Row, ...] = ()
    number: int = 0
    """The page that is shown."""
    searched: bool = False
    """Whether what is typed is looked for in it; where the step takes text, that has its own search."""
    cut: bool = False
    """Whether its pages are made here."""
    source: str = ""
    """What gives its rows once somebody types, where they are too many to be loaded for each look."""

    @property
    def key(self) -> str:
        """What its pages are told by: an old message's button must not turn another list."""
        presses = "|".join(button.press for row in self.rows for button in row)
        return f"{zlib.crc32(presses.encode()):08x}"

    @property
    def count(self) -> int:
        """The number of its pages."""
        return max(1, -(-len(self.rows) // ROWS))

    def page(self, t: Translator, number: int) -> tuple[str, tuple[Row, ...]]:
        """Return text and rows of one page."""
        number = max(0, min(number, self.count - 1))
        turns = []
        if number:
            turns.append(Button(t(TURNS[0]).format(number=number), f"{LISTED}:{self.key}:{number - 1}"))
        if number + 1 < self.count:
            turns.append(Button(t(TURNS[1]).format(number=number + 2), f"{LISTED}:{self.key}:{number + 1}"))
        where = t(TO_FIND if self.searched else WHERE).format(number=number + 1, all=self.count)
        shown = self.rows[number * ROWS : (number + 1) * ROWS]
        return f"{self.text}\n\n{where}", (*self.above, *shown, tuple(turns), *self.below)

    def find(self, typed: str) -> list[Button]:
        """Return the choices whose labels hold all the words that were typed, whatever their accents."""
        words = fold(typed).split()
        if len("".join(words)) < SHORTEST:
            return []
        every = (button for row in self.rows for button in row)
        found = [one for one in every if all(_holds(fold(f"{one.label} {one.line}"), word) for word in words)]
        # "số 29" means 29 before 129 and 290.
        return sorted(found, key=lambda button: not set(words) <= set(fold(button.label).split()))

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept with the conversation."""
        kept: dict[str, Any] = to_builtins(self)
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read back what `to_json` gave."""
        parts = {name: tuple(tuple(Button(**one) for one in row) for row in kept[name]) for name in _ROWS}
        return cls(**kept | parts)


def _holds(text: str, word: str) -> bool:
    """Say whether a text holds what was typed; two letters are a word of it: "th" means neither THCS nor THPT."""
    return word in (re.findall(r"\w+", text) if word.isalpha() and len(word) <= SHORTEST else text)


_ROWS = ("rows", "above", "below")


WORTH_SEARCHING = 2
"""So many choices of one kind may be searched by typing, though all of them are shown."""


def tamed(
    reply: Reply, t: Translator, *, former: Listing | None, whole: Sequence[Button], source: str, searched: bool
) -> tuple[Reply, Listing | None]:
    """Return an answer with its long run of choices paged, and the list to keep, if there is one.

    `whole` is the list of which a handler shows its own page, `source` what gives it later. A list that is shown once
    more stays at its page.
    """
    rows = list(reply.buttons)
    begin, end = _longest_run(rows)
    number = sum(len(row) for row in rows[begin:end])
    if number <= LONG:
        # What is searched may all be on the screen: names are typed, not read. What was found in a list is no new one.
        new = number >= WORTH_SEARCHING and not (former and reply.step == STAY)
        one_by_one = [button for row in rows[begin:end] for button in row] if new else []
        kept = Listing(tuple((button,) for button in whole or one_by_one), searched=searched, source=source)
        return reply, kept if kept.rows or source else None
    listing = Listing(
        tuple(rows[begin:end]),
        reply.text,
        tuple(rows[:begin]),
        tuple(rows[end:]),
        searched=searched,
        cut=True,
    )
    if former and former.key == listing.key:
        listing = replace(listing, number=former.number)
    text, shown = listing.page(t, listing.number)
    return replace(reply, text=text, buttons=shown), listing


def _longest_run(rows: Sequence[Row]) -> tuple[int, int]:
    """Return where the most buttons of one kind stand in rows that follow each other."""
    begin, best, most = 0, (0, 0), 0
    for _kind, same in groupby(rows, _kind_of):
        these = list(same)
        end, number = begin + len(these), sum(len(row) for row in these)
        if number > most:
            best, most = (begin, end), number
        begin = end
    return best


def _kind_of(row: Row) -> str:
    """Return what the presses of a row begin with, where it is one thing."""
    kinds = {button.press.partition(":")[0] for button in row}
    return kinds.pop() if len(kinds) == 1 else ""
