"""What a sentence may be about though no way of saying it fits: the topics whose words it shares, to be offered.

A word weighs the more the fewer topics have it, and two that stand side by side ("biên bản", "minh họa") weigh as one
more. Nothing here opens a door: it only finds what is asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

from handlers.sayings.doubts import FILLER_WORDS
from handlers.sayings.sentence import Word, words_of

Feature = tuple[Word, ...]

LEAST = 4.0
"""What is shared must weigh so much: one word of two topics alone is less."""
NEAR = 0.6
"""So near to the likeliest, measured by its weight, the next are offered too."""
SHARE = 0.3
"""So much of what the sentence says must be known of the topic: a long story with two words of it is another's."""
_OFTEN = frozenset(
    word.plain
    for word in words_of(
        "không chưa rồi được nào ai đã tháng ngày hôm nay mai tuần sau trước đi này kia bao nhiêu mấy quá của lắm thì "
        "vừa xem"
    )
)
"""Words that stand beside every topic, and beside none of them say what is wanted."""


class Likeness:
    """The weights of the words of a table, by topic."""

    def __init__(self, topics: Mapping[str, Iterable[Sequence[Word]]]) -> None:
        having: defaultdict[Feature, set[str]] = defaultdict(set)
        for name, ways in topics.items():
            for way in ways:
                for feature in _features(way):
                    having[feature].add(name)
                    having[_bare(feature)].add(name)
        self._having = having
        self._many = len(topics)

    def offer(self, words: Sequence[Word], most: int) -> tuple[str, ...]:
        """Return the names of at most so many topics that a sentence shares enough with, the likeliest first."""
        weights: defaultdict[str, float] = defaultdict(float)
        all_of_it = 0.0
        for feature in _features(words):
            topics, weight = self._of(feature)
            all_of_it += weight if len(feature) == 1 else 0
            for name in topics:
                weights[name] += weight
        enough = [name for name, weight in weights.items() if weight >= max(LEAST, SHARE * all_of_it)]
        best = max((weights[name] for name in enough), default=0)
        near = [name for name in enough if weights[name] >= NEAR * best]
        return tuple(sorted(near, key=lambda name: -weights[name])[:most])

    def _of(self, feature: Feature) -> tuple[Collection[str], float]:
        """Return the topics that have a word or two side by side, and what it weighs; unknown words weigh most."""
        topics = self._having.get(feature) or self._having.get(_bare(feature), set())
        return topics, log((1 + self._many) / (1 + len(topics)))


def _features(words: Sequence[Word]) -> Iterator[Feature]:
    telling = [word for word in words if word.plain and word.plain not in FILLER_WORDS and not word.plain.isdigit()]
    yield from {(word,) for word in telling if word.plain not in _OFTEN}
    yield from set(pairwise(telling))


def _bare(feature: Feature) -> Feature:
    return tuple(Word(word.plain) for word in feature)
