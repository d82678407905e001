"""A typed sentence made comparable: words with and without accents, short forms written out, raw Telex undone.

Everything here is plain text in, words out; which words mean what stands in `handlers.sayings.table`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from bot.domain.organisation.school_year import Span
from bot.domain.organisation.subjects import spoken
from bot.typed_words import PAIRS, SPOKEN
from bot.vietnamese import accents, fold

MOST_LETTERS = 600
"""What is looked at of a text: nobody asks for something in more, and a hostile text costs no more."""
MOST_WORDS = 60
TONES = "sfrxj"
SPELT = 3
"""From so many single letters on they are one word ("l ị c h")."""
BEFORE_REPLACED = frozenset(["co", "thay", "cho", "chi", "anh", "bac"])
AFTER_REPLACED = frozenset(["cu", "bang"])
TITLED = ("co", "thay")
ALSO_ADDRESSED = ("chi", "anh")
"""Before a name with "ơi" behind it these call somebody who is spoken to: "chị Hạnh ơi, cử cô Ân"."""
_TOKEN = re.compile(r"[^\W_]+|\?+|[👍👌🆗✅🙏❤]")
_DOUBLED = re.compile(r"(d)d|(a)a|(e)e|(o)o")

_FILLER = (
    "a à ạ ah dạ da vâng ừ nhé nhá nha nhe nhen nhỉ hả há hỉ hè ha hen nghen em với giúp hộ cho ơi mình tôi tui tau "
    "bạn con thầy cô anh chị bot hệ thống vui lòng xin làm ơn nào đi thì là mà của muốn cần gì thế vậy rứa zậy dzậy zạ "
    "iu yêu ad admin zới ấy đó này nì luôn lun ngay nữa có the please me my i to a"
)
FILLER = frozenset(_FILLER.split())
"""Politeness and filler, which say nothing about what is wanted."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `plain` without accents, `marks` what it carries of them, in order, empty where it has none."""

    plain: str
    marks: str = ""
    capital: bool = field(default=False, compare=False)
    """Whether it was typed with a capital letter: after "co" a name."""

    @classmethod
    def of(cls, typed: str) -> "Word":
        """Read a word; where in it a tone stands ("hoà", "hòa") makes no difference."""
        return cls("?" if typed[:1] == "?" else fold(typed), accents(typed), typed[:1].isupper())


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text as they stand there."""
    return tuple(Word.of(token) for token in _TOKEN.findall(unicodedata.normalize("NFC", text[:MOST_LETTERS])))[
        :MOST_WORDS
    ]


OTHERS = words_of("vàng")
"""Words that are none of the table and must not pass for one with other accents: a family name is no "vâng"."""


class Vocabulary:
    """The words of all phrases: what makes a typed word a known one."""

    def __init__(self, phrases: Iterable[Sequence[Word]]) -> None:
        phrases = [*phrases, *((Word.of(word),) for word in FILLER)]
        self._words = frozenset(word for phrase in phrases for word in phrase) | {*OTHERS}
        self.plain = frozenset(word.plain for word in self._words)
        self._joined = {"".join(word.plain for word in phrase): phrase for phrase in phrases if len(phrase) > 1}

    def same(self, typed: Word, meant: Word) -> bool:
        """Say whether a typed word is the one meant: other accents only where they make no other known word."""
        if typed.plain != meant.plain:
            return False
        return not typed.marks or typed.marks == meant.marks or typed not in self._words

    def read(self, text: str) -> tuple[Word, ...]:
        """Return the words of a text: short forms written out, words run together parted, raw Telex undone."""
        typed = words_of(text)
        if len(typed) >= SPELT and all(len(word.plain) == 1 for word in typed):
            typed = (Word("".join(word.plain for word in typed)),)
        return tuple(word for one in _unpaired(typed) for word in self._known(one))[:MOST_WORDS]

    def _known(self, word: Word) -> Iterable[Word]:
        if meant := _SHORT.get(word) or (None if word.marks.strip("đ") else _SHORT.get(Word(word.plain))):
            return meant
        if word.plain in self.plain:
            return (word,)
        if word.plain in self._joined:
            return self._joined[word.plain]
        raw = next((one for one in untelexed(word.plain) if self._is_known(one)), None)
        # "Dkys" is "đký"; "15h" is no Telex of "h".
        if raw is None and word.plain.isalpha():
            raw = next((one for one in untelexed(word.plain) if len(one) > 1 and Word(one) in _SHORT), None)
        return (word,) if raw is None else self._joined.get(raw) or _SHORT.get(Word(raw)) or (Word(raw),)

    def _is_known(self, plain: str) -> bool:
        return plain in self.plain or plain in self._joined


_SHORT: Mapping[Word, tuple[Word, ...]] = {Word.of(short): words_of(long) for short, long in SPOKEN.items()}
_PAIR = {words_of(short): words_of(long) for short, long in PAIRS.items()}
_PLAIN_PAIR = {tuple(Word(word.plain) for word in short): long for short, long in _PAIR.items()}


def _unpaired(typed: Sequence[Word]) -> Iterator[Word]:
    """Give the words, with what two of them are in short or in a region's speech as all others say it."""
    place = 0
    while place < len(typed):
        pair = (*typed[place : place + 2],)
        meant = _PAIR.get(pair) or (None if any(word.marks for word in pair) else _PLAIN_PAIR.get(pair))
        yield from meant or pair[:1]
        place += 2 if meant else 1


def untelexed(plain: str) -> Iterator[str]:
    """Give what a word may be that was typed in Telex or VNI while the keyboard was not set to it."""
    bare = _DOUBLED.sub(lambda found: next(one for one in found.groups() if one), plain).replace("w", "")
    if bare != plain:
        yield bare
    for place, letter in enumerate(bare):
        if place and letter in TONES:
            yield bare[:place] + bare[place + 1 :]
    if not plain.isdigit() and any(letter.isdigit() for letter in plain):
        yield "".join(letter for letter in plain if not letter.isdigit())


@dataclass(frozen=True)
class Sentence:
    """What somebody said, and what stands beside the topic in it."""

    text: str
    words: tuple[Word, ...]
    span: Span | None = None
    """The days it speaks of: one day, a week, a month, a semester."""
    last: bool = False
    """It speaks of what was, the newest of it ("buổi vừa rồi")."""
    used: frozenset[int] = field(default=frozenset())
    """The places of the words that name the topic."""

    @cached_property
    def plain(self) -> str:
        """Return the words without accents, one space between them and around them."""
        return " " + " ".join(word.plain for word in self.words) + " "

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Return the keys of the subjects it names, as people call them."""
        return frozenset(key for key, _begins, _ends in spoken(self.plain))

    def named_among(self, names: list[str]) -> list[int]:
        """Return at which places stands whom it names, as `of_people` finds them."""
        return self.of_people([*enumerate(names)])

    def without_replaced(self) -> "Sentence":
        """Return the sentence without whom another one goes instead of: "cử cô Hạnh thay cô Páo", "thay cô Páo cử …".

        "Thay" without any accents in the sentence may be "thầy": there it needs a title or "cho" behind it.
        """
        sure = any(word.marks for word in self.words)
        for place, (word, behind) in enumerate(pairwise(self.words)):
            if word.plain == "thay" and not word.marks and (sure or behind.plain in BEFORE_REPLACED):
                rest = self.words[place + 1 :]
                ends = next((at for at, one in enumerate(rest) if one.plain in AFTER_REPLACED), len(rest))
                return replace(self, words=(*self.words[:place], *rest[ends:]))
        return self

    def names(self, phrase: str) -> bool:
        """Say whether a name stands in it, whatever its accents."""
        folded = " ".join(word.plain for word in words_of(phrase))
        return bool(folded) and f" {folded} " in self.plain

    def of_people(self, people: Collection[tuple[int, str]]) -> list[int]:
        """Return whom of these it names: by full name, else by tên after "cô" or "thầy", or by tên at all."""
        for fits in (self._in_full, self._called, self._by_given_name):
            if found := [number for number, name in people if fits(words_of(name))]:
                return found
        return []

    def _in_full(self, name: Sequence[Word]) -> bool:
        return len(name) > 1 and any(
            all(_alike(typed, meant) for typed, meant in zip(self.words[start:], name, strict=False))
            for start in range(len(self.words) - len(name) + 1)
        )

    def _called(self, name: Sequence[Word]) -> bool:
        called = zip(self.words, self.words[1:], (*self.words[2:], None), strict=False)
        return bool(name) and any(
            _alike(after, name[-1])
            and (
                before.plain in TITLED or (before.plain in ALSO_ADDRESSED and (behind is None or behind.plain != "oi"))
            )
            for before, after, behind in called
        )

    def _by_given_name(self, name: Sequence[Word]) -> bool:
        others = (word for place, word in enumerate(self.words) if place not in self.used)
        return bool(name) and any(_alike(word, name[-1]) for word in others)


def _alike(typed: Word, meant: Word) -> bool:
    """Say whether a typed word is a word of a name: without accents any, with accents only its own."""
    return typed.plain == meant.plain and (not typed.marks or typed.marks == meant.marks)
