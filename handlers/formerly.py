"""Schools that are named as they were called before: which one that is today is said, and that one is shown."""

from collections.abc import Callable

from bot.domain.organisation import formerly
from bot.domain.organisation.formerly import Former
from bot.domain.organisation.units import parse
from bot.errors import N_
from bot.routes import Chat
from bot.vietnamese import fold

IS_NOW = N_("{former} is now {school}, since {day}.")
SHORTEST, LONGEST = 2, 60
"""Letters of what may be a part of a name."""


def line(chat: Chat, one: Former) -> str:
    """Say which school is meant today by a name of before."""
    return chat._(IS_NOW).format(former=one.name, school=one.now.name, day=chat._.day(one.since))


async def named(chat: Chat, names: Callable[[str], bool]) -> list[Former]:
    """Return the names of before that fit."""
    return [one for one in await formerly.of_schools(chat.db, chat.today) if names(one.name)]


async def typed(chat: Chat) -> list[Former]:
    """Return the names of before in which all words stand that were typed."""
    words = fold(chat.text).removeprefix("truong ").split()
    if not SHORTEST <= len("".join(words)) <= LONGEST:
        return []
    return await named(chat, lambda name: {*words} <= {*fold(name).split()} and _in_its_place(words, name))


def _in_its_place(words: list[str], name: str) -> bool:
    """Say whether a word is of the place: "TH" and "số 1" are of many names."""
    return not {*words}.isdisjoint(parse(name).place.split())
