"""Letters: rows of the outbox with all that their words need, gathered for a whole batch at once.

Each kind has a module of its own: the purposes that are its own, what its words need, and in `read`, whether a row is
still wanted, whatever happened since it was queued. What a row keeps for that is typed in `outbox.facts`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import (
    absences,
    account,
    acks,
    announcements,
    arrivals,
    change,
    closing,
    cluster_end,
    data_requests,
    duty,
    duty_again,
    ends,
    handover,
    host,
    invitations,
    later,
    lost,
    mandate,
    membership,
    minutes,
    month,
    notes,
    notice,
    offers,
    papers,
    parts,
    plan,
    quota,
    reminders,
    replies,
    same_person,
    settling,
    spared,
    thanks,
    to_send,
    week,
)
from bot.domain.models import Purpose
from bot.domain.outbox import outbox
from bot.domain.outbox.outbox import Due, Reach


class LetterKind(Protocol):
    """A module of letters that are read and said alike."""

    PURPOSES: frozenset[Purpose]

    async def read(self, db: AsyncSession, rows: Sequence[Due], now: datetime, /) -> Mapping[int, Any]:
        """Return by row what there is to say; what is not wanted any more is left out.

        The number of statements must not grow with the rows.
        """


KINDS: tuple[LetterKind, ...] = (
    absences,
    account,
    acks,
    announcements,
    arrivals,
    change,
    closing,
    cluster_end,
    data_requests,
    duty,
    duty_again,
    ends,
    handover,
    host,
    invitations,
    later,
    mandate,
    lost,
    membership,
    minutes,
    month,
    notice,
    notes,
    offers,
    papers,
    parts,
    plan,
    quota,
    replies,
    same_person,
    reminders,
    settling,
    thanks,
    spared,
    to_send,
    week,
)
OF_PURPOSE: Mapping[Purpose, LetterKind] = {purpose: kind for kind in KINDS for purpose in kind.PURPOSES}
if missing := set(Purpose) - OF_PURPOSE.keys():
    raise LookupError(f"no kind of letter is made of {missing}")


def kind_of(row: Due) -> LetterKind:
    """Return which kind of letter a row becomes; a superior chases because of a duty, or of a meeting's change."""
    return duty if row.purpose is Purpose.CHASE and not row.topic.meeting_id else OF_PURPOSE[row.purpose]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, before it has words."""

    row: Due
    reaches: tuple[Reach, ...]
    """The person's open chats, the preferred one first; empty where nothing reaches them."""
    content: Any
    """What its kind has read of it: None where it is not wanted any more, an exception where that failed."""

    @property
    def wanted(self) -> bool:
        """Whether it still makes sense now, whatever happened since it was queued."""
        return self.content is not None

    @property
    def reach(self) -> Reach | None:
        """The chat that is tried first."""
        return self.reaches[0] if self.reaches else None


async def open_up(db: AsyncSession, rows: Sequence[Due], now: datetime) -> list[Letter]:
    """Return the letters of claimed rows, in their order."""
    alike: dict[LetterKind, list[Due]] = {}
    for row in rows:
        alike.setdefault(kind_of(row), []).append(row)
    content: dict[int, Any] = {}
    for kind, same in alike.items():
        content |= await _read(db, kind, same, now)
    reaches = await outbox.reaches(db, {row.person_id for row in rows})
    # Who has stopped is told nothing, whatever was queued for them: not wanted is another fate than not reached.
    stopped = {person for person, chats in reaches.items() if not chats}
    wanted = {row.id: None if row.person_id in stopped else content.get(row.id) for row in rows}
    return [Letter(row, _ways(row, reaches.get(row.person_id, ())), wanted[row.id]) for row in rows]


def _ways(row: Due, reaches: tuple[Reach, ...]) -> tuple[Reach, ...]:
    """Return the chats that a row may go to: what is told to one chat goes to no other."""
    if row.purpose is not Purpose.ACCOUNT:
        return reaches
    return tuple(reach for reach in reaches if reach.account == row.facts.get("account"))


async def _read(db: AsyncSession, kind: LetterKind, rows: Sequence[Due], now: datetime) -> Mapping[int, Any]:
    """Read rows of one kind. What only one of them is at fault for is its own fate, and no other's."""
    try:
        return await kind.read(db, rows, now)
    except SQLAlchemyError:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever is wrong with a row, the others are owed to their people
        if len(rows) == 1:
            return {rows[0].id: trouble}
        apart = [await _read(db, kind, [row], now) for row in rows]
        return {row: content for one in apart for row, content in one.items()}
