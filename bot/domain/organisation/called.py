"""Whom a typed sentence means among people who are known: "cử cô Ân đi thay nhé", "thay Pao voi co Hanh".

Only words that say nothing of who it is fall away before and behind a name; any other word ("thầy Dơ không đi được")
makes it nobody's name, and whoever typed it is told so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.vietnamese import fold, nfc

_MARKS = re.compile(r"[,;\n]+")
_AROUND = " .,;:!?()\"'“”–-"
_AND = frozenset({"va", "voi", "cung", "and", "with", "&", "+"})
_SAID_BEFORE = (
    "cu de cho nho moi phan cong giao dua them truong em toi minh xin co thay ong ba chi anh gv vien dong send"
)
_SAID_BEHIND = "di thay du tham hop nhe nha a giup em toi duoc roi day please"
_BEFORE, _BEHIND = frozenset(_SAID_BEFORE.split()), frozenset(_SAID_BEHIND.split())

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meant(Generic[T]):
    """A name as it was typed, and who may be meant by it."""

    said: str
    found: Sequence[T]


def read(typed: str, known: Sequence[T], name: Callable[[T], str]) -> list[Meant[T]]:
    """Return each name of a sentence with whom of those known it may mean: one, several, or nobody."""
    parts = [part.strip(_AROUND) for part in _MARKS.split(nfc(typed))]
    return [meant for part in parts if part for meant in _read(part, known, name)]


def _read(part: str, known: Sequence[T], name: Callable[[T], str]) -> list[Meant[T]]:
    # "Và" is a family name as well: what is one name as it stands is not cut.
    if found := find(part, known, name):
        return [Meant(part, found)]
    return [Meant(one, find(one, known, name)) for one in cut(part)]


def cut(part: str) -> list[str]:
    """Return the names between which an "and" stands."""
    found: list[list[str]] = [[]]
    for word in part.split():
        if fold(word) in _AND:
            # Nothing stands before it: it is the name's own first word, or one more "and" ("cùng với").
            found += [[]] if found[-1] else []
        else:
            found[-1].append(word)
    return [" ".join(words) for words in found if words]


def find(said: str, known: Sequence[T], name: Callable[[T], str]) -> list[T]:
    """Return who may be meant by one name: called so in full, else by its last words, else by family name and tên.

    Of several who differ by accents those are left whose accents were typed, unless nothing was typed with accents.
    """
    bare = not any(word != fold(word) for word in nfc(said).lower().split())
    names = [(one, name(one)) for one in known]
    for words in ways(said):
        plain = [fold(word) for word in words]
        for fits in (_whole, _ending, _within):
            if same := [(one, whole) for one, whole in names if fits(plain, fold(whole).split())]:
                exact = [one for one, whole in same if fits(words, nfc(whole).lower().split())]
                return exact if exact and not bare else [one for one, _ in same]
    return []


def ways(said: str) -> Iterator[list[str]]:
    """Give the words of a name, small, at first as they were typed, then with less and less around them."""
    words = [word.strip(_AROUND) for word in nfc(said).lower().split()]
    words = [word for word in words if word]
    last = len(words)
    while last:
        first = 0
        while first < last:
            yield words[first:last]
            if fold(words[first]) not in _BEFORE:
                break
            first += 1
        if fold(words[last - 1]) not in _BEHIND:
            return
        last -= 1


def _whole(words: Sequence[str], name: Sequence[str]) -> bool:
    return [*words] == [*name]


def _ending(words: Sequence[str], name: Sequence[str]) -> bool:
    return [*words] == [*name[-len(words) :]]


def _within(words: Sequence[str], name: Sequence[str]) -> bool:
    """Say whether a name has these words in this order, the first and the last at its ends: "Vàng Lan"."""
    if len(words) < 2 or (words[0], words[-1]) != (name[0], name[-1]):  # noqa: PLR2004
        return False
    rest = iter(name)
    return all(word in rest for word in words)
