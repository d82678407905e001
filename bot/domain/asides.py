"""What somebody has left for later: kept with their conversation until they go on with it, and reminded of once.

It stands in the draft of the conversation and outlasts it, beside the photos that are held. When it is reminded of has
its rule here, for reflections, minutes and everything else that is asked: this evening, or the next morning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Purpose, Topic
from bot.domain.outbox import again
from bot.domain.outbox.facts import LeftForLater
from bot.vietnamese import at, fold, local

ASIDE = "aside"
"""In a draft: what was left for later, the oldest first."""
HELD = "photos"
"""In a draft: photos that were acknowledged and have no meeting yet."""
PLAN_KEPT = "plan_kept"
"""Whose plan was accepted last, until another one is begun: 0 for an office's, else its cluster."""
OUTLASTS = (HELD, ASIDE, PLAN_KEPT)
"""What of a draft outlasts its conversation, and stays its person's own."""
KEPT = 5
"""So many are kept; the oldest gives way."""
EVENING, MORNING = time(19, 30), time(7)
SOON = timedelta(hours=2)
"""The evening is only near enough to be asked again, and not at once, from so long before it on."""
ITSELF, MINUTES, MEETING, DUTIES = "aside", "minutes", "meeting", "duties"
"""What a reminder is of: what was set aside here, by its number; or what is kept elsewhere, by its id."""
UNTIL = timedelta(days=2)
"""So long after its hour a reminder is still of use."""
NOTHING_BEGUN = frozenset(
    ["heard", "day-of", "typed-day", "consent", "notice", "own-entry", "checkin", "own-find", "roll-find", "my-school"]
)
"""What steps begin with at which nothing is begun, or that ask by themselves until they are answered."""


@dataclass(frozen=True, slots=True)
class Aside:
    """One conversation that was left: where it stood, what it had asked, and what it had gathered."""

    number: int
    step: str
    question: str
    menu: list[list[Any]]
    draft: dict[str, Any]
    yes: str = ""
    """The press among its choices that a typed yes stands for."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Read back what `put` wrote."""
        return cls(**kept)


def is_begun(step: str) -> bool:
    """Say whether something is begun at a step that would be lost if it were left."""
    return bool(step) and step.partition(":")[0] not in NOTHING_BEGUN


def of(draft: Mapping[str, Any]) -> list[Aside]:
    """Return what was left for later, the oldest first."""
    return [Aside.read(kept) for kept in draft.get(ASIDE, [])]


def find(draft: Mapping[str, Any], number: int) -> Aside | None:
    """Return one of them; None where it was gone on with, or has given way."""
    return next((one for one in of(draft) if one.number == number), None)


def put(draft: dict[str, Any], new: Aside) -> None:
    """Keep one; it takes the place of the same step's."""
    others = [one for one in of(draft) if one.step != new.step and one.number != new.number]
    draft[ASIDE] = [asdict(one) for one in (*others, new)][-KEPT:]


def drop(draft: dict[str, Any], number: int) -> None:
    """Keep one no longer."""
    others = [asdict(one) for one in of(draft) if one.number != number]
    draft.pop(ASIDE, None)
    if others:
        draft[ASIDE] = others


def free_number(draft: Mapping[str, Any], now: datetime) -> int:
    """Return a number that none of them has had lately: a button of an older reminder must not open another one."""
    minute = int(now.timestamp()) // 60
    taken = {one.number for one in of(draft)}
    return next(number for number in range(minute, minute + KEPT + 1) if number not in taken)


def due(now: datetime, *, tomorrow: bool) -> datetime:
    """Return the next evening's hour, or the next morning's."""
    today = local(now).date()
    evening = at(today, EVENING)
    return evening if not tomorrow and evening > now else at(today + timedelta(days=1), MORNING)


def by_itself(now: datetime, typed: str = "") -> bool:
    """Say whether tomorrow is meant where nobody has chosen: by what was typed, else by how near the evening is."""
    words = fold(typed).split()
    if "mai" in words or "toi" in words:
        return "mai" in words
    return at(local(now).date(), EVENING) - now < SOON


async def remind(db: AsyncSession, person_id: int, door: str, what: str, due_at: datetime) -> datetime:
    """Remind somebody of what they left, at an hour they chose, and return when; in the quiet when it ends.

    `door` says of what it is (see `ITSELF`), with its number. A further choice moves the one reminder.
    """
    reached = (await quiet.reach(db, [person_id], due_at))[person_id]
    facts = LeftForLater(door, what)
    await again.put(
        db, person_id, Purpose.LATER, Topic.later(door), facts=facts, due_at=reached, not_after=reached + UNTIL
    )
    return reached


def duties_in(asides: Iterable[Aside]) -> set[int]:
    """Return the duties that were being handed in."""
    found = (one.step.rpartition(":") for one in asides if one.step.startswith(("duty-", "theme:")))
    return {int(number) for _step, _colon, number in found if number.isdecimal()}
