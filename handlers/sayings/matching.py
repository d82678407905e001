"""Finding the topic of a sentence: the phrase of the table that names most of it wins, in doubt there are several."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from bot.messages import Reply
from bot.routes import Chat
from handlers.sayings import doubts
from handlers.sayings.likeness import Likeness
from handlers.sayings.names import HIDDEN
from handlers.sayings.sentence import Sentence, Vocabulary, Word, words_of

GAP = ".."
SOMEBODY = Word("@")
AN_HOUR = Word("#")
_HOUR = re.compile(r"\d{1,2}(?:[hg]\d{0,2})?")
"""An hour in figures as one word: "15h", "7g30", the "15" of "15 giờ"."""
ALONE = "="
WIDEST_GAP = 4
SMALL_TALK = 2
STRAY = 3
"""So many words that say nothing known may stand beside a topic of one word; each further word of it allows as many."""
STRAY_OF_A_YES = 3
"""With more words beside it a yes may be to something else: "em đồng ý với ý kiến của tổ Toán"."""
LIKELIEST = 3
ALIKE = 0.75
SHORTEST = 3
"""Shorter words come near to too many others."""

Door = Callable[[Chat, Sentence], Awaitable[Reply]]


def straight(handler: Callable[[Chat], Awaitable[Reply]]) -> Door:
    """Return a door that needs nothing of the sentence: it opens what a command or button opens as well."""

    async def door(chat: Chat, _said: Sentence) -> Reply:
        return await handler(chat)

    return door


@dataclass(frozen=True)
class Saying:
    """One line of the table: its name, its label on a button, by which words it is known, and the door behind it."""

    name: str
    """What its button carries; it stays as it is, since old buttons are still pressed."""
    label: str
    phrases: str
    """Ways to say it, parted by "|"; between words that stand apart, "..". With accents: they are compared if typed."""
    door: Door
    gives_way: int = 0
    """To all topics below this number, whatever else is said: 1 asks when and where, 2 is small talk."""
    own: bool = False
    """It is about whoever says it: where somebody else is named it is asked about."""
    firm: bool = False
    """It acts at once: where a word beside it doubts, asks or puts off, it is asked about."""
    governs: bool = False
    """It says what is to become of the rest ("gia hạn | nộp kế hoạch"): before all else it is what is meant."""
    asks: bool = False
    """It asks something of the rest, behind it as well: "suy ngẫm | nộp trước ngày nào"."""
    done: str | None = None
    """The topic that is meant where somebody tells that this is done already; "" asks, None makes no difference."""

    @cached_property
    def ways(self) -> tuple["Way", ...]:
        """The phrases word by word."""
        return tuple(Way.of(written) for written in self.phrases.split("|"))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a topic."""

    words: tuple[Word, ...]
    """A gap is an empty word."""
    alone: bool
    """Nothing but politeness may stand beside it."""
    needs: frozenset[str]
    """The words without accents that a sentence must have: whatever lacks one is not looked at further."""

    @classmethod
    def of(cls, written: str) -> "Way":
        """Read a way as the table has it."""
        parts = written.removeprefix(ALONE).split()
        marks = {GAP: (Word(""),), SOMEBODY.plain: (SOMEBODY,), AN_HOUR.plain: (AN_HOUR,)}
        words: Iterable[Word] = (one for part in parts for one in marks.get(part) or words_of(part))
        words = tuple(words)
        needs = frozenset(word.plain for word in words if word.plain.isalnum())
        return cls(words, written.startswith(ALONE), needs)


@dataclass(frozen=True, slots=True)
class Likely:
    """A topic and the places of the words that name it."""

    topic: Saying
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Heard:
    """The topics that a sentence may be about: exactly one where that is `sure`."""

    matches: tuple[Likely, ...]
    words: tuple[Word, ...]
    sure: bool


class Matcher:
    """Reads sentences by a table."""

    def __init__(self, table: Sequence[Saying]) -> None:
        self._table = table
        self._named = {topic.name: topic for topic in table}
        ways = [[word for word in way.words if word.plain.isalnum()] for topic in table for way in topic.ways]
        self._vocabulary = Vocabulary(ways)
        self._filler = doubts.FILLER_WORDS
        self._likeness = Likeness(
            {topic.name: [way.words for way in topic.ways] for topic in table if topic.gives_way < SMALL_TALK}
        )

    def understand(self, text: str) -> Heard:
        """Return what a text may be about, the likeliest first."""
        said = self._vocabulary.read(text)
        named = doubts.somebody(said, self._vocabulary)
        words = doubts.matched(said, named)
        matches = self._likely(words, named)
        if not matches:
            return Heard(self._misspelt(words) or self._alike(words), said, sure=False)
        if two := self._two(words, named, matches[0]):
            return Heard(two, said, sure=False)
        best = matches[0]
        if not best.topic.governs:
            matches += self._before(best, words, named) if len(matches) == 1 else ()
        if best.topic.done is not None and doubts.is_done(words, best.places):
            return self._as_done(best, matches, said)
        sure = len(matches) == 1 and self._names(best, words) and not self._doubted(best, words, named)
        return Heard(matches[:LIKELIEST], said, sure)

    def _as_done(self, best: Likely, matches: tuple[Likely, ...], said: tuple[Word, ...]) -> Heard:
        """Return what is meant where what is named is told as done: its report, or else it is asked about."""
        report = self._named.get(best.topic.done or "")
        if report is None:
            return Heard(matches[:LIKELIEST], said, sure=False)
        return Heard((Likely(report, best.places), *matches[1:LIKELIEST]), said, sure=len(matches) == 1)

    def _likely(self, words: Sequence[Word], named: Mapping[int, int]) -> tuple[Likely, ...]:
        present = {word.plain for word in words}
        found = [match for topic in self._table if (match := self._match(topic, words, named, present))]
        return _governing(found) or _best(found)

    def _before(self, best: Likely, words: Sequence[Word], named: Mapping[int, int]) -> tuple[Likely, ...]:
        """Return the topics that words before the likeliest name, two or more: "thông báo cho | giáo viên trường tôi".

        Vietnamese puts first what is to be done; what stands behind it only says of what.
        """
        if best.topic.gives_way:
            return ()
        first = min(best.places)
        rest = (topic for topic in self._table if topic is not best.topic and not topic.gives_way)
        present = {word.plain for word in words}
        ways = ((topic, way) for topic in rest for way in topic.ways if way.needs <= present)
        found = ((topic, places) for topic, way in ways if (places := self._places(way, words, named)))
        others = {
            topic.name: Likely(topic, places)
            for topic, places in found
            if max(places) < first and sum(not doubts.is_filler(words[place]) for place in places) > 1
        }
        return tuple(others.values())

    def _alike(self, words: Sequence[Word]) -> tuple[Likely, ...]:
        """Return the topics that share most words with a sentence that none of their ways fits."""
        return tuple(Likely(self._named[name], frozenset()) for name in self._likeness.offer(words, LIKELIEST))

    def _two(self, words: Sequence[Word], named: Mapping[int, int], best: Likely) -> tuple[Likely, ...]:
        """Return the two things between which "hay" leaves the choice; none where it is part of one of them."""
        place = doubts.either(words)
        if place is None:
            return self._both(words, named, best)
        if min(best.places) < place < max(best.places):
            return ()
        behind = {begins - place - 1: ends - place - 1 for begins, ends in named.items() if begins > place}
        sides = (self._likely(words[:place], named), self._likely(words[place + 1 :], behind))
        two = tuple(one[0] for one in sides if one and one[0].topic.gives_way < SMALL_TALK)
        return two if len({one.topic.name for one in two}) > 1 else ()

    def _both(self, words: Sequence[Word], named: Mapping[int, int], best: Likely) -> tuple[Likely, ...]:
        """Return the two things of which "và" names both, and nothing else of them: which comes first is asked."""
        for place in doubts.both(words):
            if not named and not min(best.places) < place < max(best.places):
                sides = words[:place], words[place + 1 :]
                two = tuple(
                    one for side in sides for one in self._likely(side, {})[:1] if not self._strays(one.places, side)
                )
                if len({one.topic.name for one in two if one.topic.gives_way < SMALL_TALK}) > 1:
                    return two
        return ()

    def _doubted(self, match: Likely, words: Sequence[Word], named: Mapping[int, int]) -> bool:
        topic, first = match.topic, min(match.places)
        if topic.gives_way < SMALL_TALK and (doubts.negated(words, first) or doubts.not_yet(words)):
            return True
        if not topic.gives_way and doubts.by_whom(words, first):
            return True
        if topic.own and (
            doubts.of_another(words, named, match.places)
            or doubts.undecided(words, match.places)
            or doubts.denied(words, match.places)
        ):
            return True
        return topic.firm and (
            doubts.hesitant(words, match.places) or self._strays(match.places, words) > STRAY_OF_A_YES
        )

    def _match(
        self, topic: Saying, words: Sequence[Word], named: Mapping[int, int], present: AbstractSet[str]
    ) -> Likely | None:
        ways = (way for way in topic.ways if way.needs <= present)
        found = [places for way in ways if (places := self._places(way, words, named))]
        return Likely(topic, max(found, key=len)) if found else None

    def _places(self, way: Way, words: Sequence[Word], named: Mapping[int, int]) -> frozenset[int] | None:
        for start in range(len(words)):
            if places := self._rest(way.words, words, start, named):
                return None if way.alone and self._strays(places, words) else places
        return None

    def _rest(
        self, way: Sequence[Word], words: Sequence[Word], start: int, named: Mapping[int, int]
    ) -> frozenset[int] | None:
        """Return where the words of a phrase stand that begins here: filler may stand between them."""
        places: list[int] = []
        at, wide, person = start, 0, False
        for wanted in way:
            if not wanted.plain:
                wide = WIDEST_GAP
                continue
            while at < len(words) and not self._is(wanted, words, at, named):
                if not places:
                    return None
                if not doubts.is_filler(words[at]) or (person and doubts.is_me(words[at])):
                    wide -= 1
                    if wide < 0:
                        return None
                at += 1
            if at == len(words):
                return None
            person = wanted is SOMEBODY
            behind = named[at] if person else at + 1
            places.extend(range(at, behind))
            at, wide = behind, 0
        return frozenset(places)

    def _is(self, wanted: Word, words: Sequence[Word], at: int, named: Mapping[int, int]) -> bool:
        if wanted is AN_HOUR:
            return _HOUR.fullmatch(words[at].plain) is not None
        return at in named if wanted is SOMEBODY else self._vocabulary.same(words[at], wanted)

    def _names(self, match: Likely, words: Sequence[Word]) -> bool:
        """Say whether a topic is what the sentence is about, and not a word of it in passing."""
        talk = match.topic.gives_way == SMALL_TALK
        return talk or self._strays(match.places, words) <= STRAY * len(match.places)

    def _strays(self, places: frozenset[int], words: Sequence[Word]) -> int:
        """Count the words beside these places that say something: "bận" and "chợ" are no "bạn" and "cho".

        A name of a person or school says only of whom.
        """
        beside = (word for place, word in enumerate(words) if place not in places)
        return sum(not (word.plain.isdigit() or word == HIDDEN or doubts.is_filler(word)) for word in beside)

    def _misspelt(self, words: Sequence[Word]) -> tuple[Likely, ...]:
        """Return the topics that short sentences come near to: they are offered, never opened."""
        if not words or len(words) > STRAY * 2:
            return ()
        known = sorted(word for word in self._vocabulary.plain if len(word) > 1)
        near = [
            get_close_matches(word.plain, known, 1, ALIKE) if len(word.plain) >= SHORTEST else [word.plain]
            for word in words
        ]
        meant = tuple(Word(one[0]) if one else word for one, word in zip(near, words, strict=True))
        present = {word.plain for word in meant}
        found = _best(
            [
                match
                for topic in self._table
                if topic.gives_way < SMALL_TALK and (match := self._match(topic, meant, {}, present))
            ]
        )
        return found[:LIKELIEST]


def _governing(matches: Sequence[Likely]) -> tuple[Likely, ...]:
    """Return the one that says what is to become of the rest, where it begins before all else and no longer way has it.

    "Gia hạn nộp kế hoạch cho cụm 1" is no plan to hand in.
    """
    others = [match for match in matches if not match.topic.governs and not match.topic.gives_way]
    found = [
        match
        for match in matches
        if match.topic.governs
        and all(
            (match.topic.asks or min(match.places) <= min(one.places)) and not match.places < one.places
            for one in others
        )
    ]
    return (min(found, key=lambda one: (min(one.places), -len(one.places))),) if found else ()


def _best(matches: Sequence[Likely]) -> tuple[Likely, ...]:
    """Return the matches that name most of the sentence, of those that give way to no other; of small talk only one."""
    rank = min((match.topic.gives_way for match in matches), default=0)
    matches = [match for match in matches if match.topic.gives_way == rank]
    most = max((len(match.places) for match in matches), default=0)
    best = tuple(match for match in matches if len(match.places) == most)
    return best[:1] if rank == SMALL_TALK else best
