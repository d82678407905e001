"""Which meeting of a new version of a plan is which of those that stand.

First what is wholly the same, then by cluster, month and number, then what was put into another month. One that was
called off is only met by its like: another entry of that month is another meeting.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.models import Meeting, MeetingState
from bot.domain.plan.nouns import Planned
from bot.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Stood:
    """A meeting that stands, with the key of its cluster."""

    meeting: Meeting
    group: str

    @property
    def alive(self) -> bool:
        """Whether it was not called off."""
        return self.meeting.state is not MeetingState.CANCELLED


@dataclass(frozen=True, slots=True)
class Paired:
    """Every meeting once, in the order of the plan, then in that of the tables."""

    both: tuple[tuple[Planned, Stood], ...]
    new: tuple[Planned, ...]
    """Of the plan alone."""
    left: tuple[Stood, ...]
    """Not in the plan any more."""


def words(text: str) -> str:
    """Return a content as it is compared: its words, however they are spaced."""
    return " ".join(text.split())


def same_words(new: str, stands: str) -> bool:
    """Say whether a content is what stands: also where it lost its accents on the way, which what stands has."""
    said = words(new)
    return said == words(stands) or (fold(said) == said.lower() and fold(said) == fold(stands))


def pair(planned: Iterable[Planned], stood: Sequence[Stood]) -> Paired:
    """Find the partner of every meeting; each step looks at what the ones before it left alone."""
    matching = _Matching(list(planned), list(stood))
    for alive in (True, False):
        matching.match(_whole_new, _whole_old, alive=alive)
    matching.match(_plain_new, _plain_old)
    matching.match(_numbered_new, _numbered_old)
    matching.match(_month_new, _month_old)
    matching.match(_topic_new, _topic_old, only_one=True)
    return matching.result()


class _Matching:
    """The pairs found so far, and what is still alone."""

    def __init__(self, planned: list[Planned], stood: list[Stood]) -> None:
        self._planned = planned
        self._stood = stood
        self._partner: dict[int, int] = {}
        self._taken: set[int] = set()

    def match(
        self,
        new: Callable[[Planned], Hashable],
        old: Callable[[Stood], Hashable],
        *,
        alive: bool = True,
        only_one: bool = False,
    ) -> None:
        """Pair what is alone and has equal keys, in order; with `only_one` where each key is there once."""
        waiting, asking = defaultdict[Hashable, list[int]](list), defaultdict[Hashable, list[int]](list)
        for position, stood in enumerate(self._stood):
            if position not in self._taken and stood.alive is alive:
                waiting[old(stood)].append(position)
        for position, planned in enumerate(self._planned):
            if position not in self._partner and new(planned) is not None:
                asking[new(planned)].append(position)
        for key, positions in asking.items():
            if not only_one or len(positions) == len(waiting[key]) == 1:
                # The longer list keeps its rest.
                self._keep(zip(positions, waiting[key], strict=False))

    def _keep(self, pairs: Iterable[tuple[int, int]]) -> None:
        for mine, theirs in pairs:
            self._partner[mine] = theirs
            self._taken.add(theirs)

    def result(self) -> Paired:
        """Return the pairs found so far, and what is still alone."""
        planned, partner = list(enumerate(self._planned)), self._partner
        return Paired(
            both=tuple((one, self._stood[partner[place]]) for place, one in planned if place in partner),
            new=tuple(one for place, one in planned if place not in partner),
            left=tuple(stood for place, stood in enumerate(self._stood) if place not in self._taken),
        )


def _whole_new(planned: Planned) -> Hashable:
    return planned.group, planned.month, planned.host.key, words(planned.content), planned.day


def _whole_old(stood: Stood) -> Hashable:
    meeting = stood.meeting
    return stood.group, meeting.month, meeting.host.folded, words(meeting.content), meeting.day


def _plain_new(planned: Planned) -> Hashable:
    return planned.group, planned.month, planned.host.key, fold(planned.content)


def _plain_old(stood: Stood) -> Hashable:
    meeting = stood.meeting
    return stood.group, meeting.month, meeting.host.folded, fold(meeting.content)


def _numbered_new(planned: Planned) -> Hashable:
    return planned.group, planned.month, planned.number


def _numbered_old(stood: Stood) -> Hashable:
    return stood.group, stood.meeting.month, stood.meeting.number


def _month_new(planned: Planned) -> Hashable:
    return planned.group, planned.month


def _month_old(stood: Stood) -> Hashable:
    return stood.group, stood.meeting.month


def _topic_new(planned: Planned) -> Hashable | None:
    return (planned.group, words(planned.content)) if planned.content else None


def _topic_old(stood: Stood) -> Hashable:
    return stood.group, words(stood.meeting.content)
