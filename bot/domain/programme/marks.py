"""The log of marks: a line is added, none is changed, and what the newest says stands with who is expected.

Both are written in one transaction, the row of who is expected first: it is held by that, so that of two leads who
mark at once the lines of the log stand in the order in which the row was written.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Invitee, Mark, Meeting, Presence, Why
from bot.errors import N_
from bot.plain import Plain

CAME = (Presence.PRESENT, Presence.LATE)
PRESENCES = {
    Presence.PRESENT: N_("present"),
    Presence.LATE: N_("late"),
    Presence.EXCUSED: N_("excused absence"),
    Presence.ABSENT: N_("unexcused absence"),
    None: N_("not marked"),
}
"""What a mark says, in words; None is for none."""
UNEXPECTED = (Why.WALKED_IN, Why.GUEST)
"""Who came without having been expected."""
BEYOND = N_("Of these {number} were not on the list: guests, or people who came without being expected.")
OPEN_LINE = N_("The roll call of {number} meetings is not closed yet: these figures may still change.")
OFF_LIST = N_("not on the list")
"""What stands beside the name of one of them."""


def counts() -> ColumnElement[bool]:
    """Say which `Invitee`s a figure counts: all but those who came unexpected and whose mark was taken off again."""
    return or_(Invitee.presence.is_not(None), Invitee.why.not_in(UNEXPECTED))


def unmarked(meetings: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Say which `Invitee`s of some meetings are expected and not marked."""
    return Invitee.meeting_id.in_(meetings), Invitee.presence.is_(None), counts()


async def write(
    db: AsyncSession,
    *which: ColumnElement[bool],
    presence: Presence | ColumnElement[Presence] | None,
    by_id: int | None,
    now: datetime,
    left_early: bool = False,
) -> Sequence[int]:
    """Mark the `Invitee`s asked for, None to take their marks off, and return whose mark that changed. Idempotent."""
    differs = or_(Invitee.presence.is_distinct_from(presence), Invitee.left_early != left_early)
    turn = update(Invitee).where(*which, differs).values(presence=presence, left_early=left_early)
    turn = turn.returning(Invitee.id, Invitee.presence).execution_options(synchronize_session=False)
    changed = (await db.execute(turn)).all()
    same = {"left_early": left_early, "at": now, "by_id": by_id}
    if changed:
        await db.execute(insert(Mark), [same | {"invitee_id": one, "presence": said} for one, said in changed])
    return [one for one, _said in changed]


_TURN = Plain(
    update(Invitee)
    .where(Invitee.id == bindparam("of"), or_(Invitee.presence.is_distinct_from(bindparam("new")), Invitee.left_early))
    .values(presence=bindparam("new"), left_early=False)
    .execution_options(synchronize_session=False)
)
_LINE = Plain(
    insert(Mark).values({name: bindparam(name) for name in ("invitee_id", "presence", "left_early", "at", "by_id")})
)


async def write_own(db: AsyncSession, invitee_id: int, *, presence: Presence, by_id: int, now: datetime) -> None:
    """Do what `write` does for one who is there: a whole hall shows its code within minutes. Idempotent."""
    if await _TURN.changed(db, of=invitee_id, new=presence):
        said = {"invitee_id": invitee_id, "presence": presence, "left_early": False}
        await _LINE.changed(db, **said, at=now, by_id=by_id)


async def own(db: AsyncSession, meeting_id: int, person_id: int) -> Presence | None:
    """Return how somebody was marked at a meeting; None where they were not."""
    mine = (Invitee.meeting_id == meeting_id, Invitee.person_id == person_id)
    return await db.scalar(select(Invitee.presence).where(*mine))


class Newest(NamedTuple):
    """What a line of the log says, by whom, and since when."""

    presence: Presence | None
    by_id: int | None
    at: datetime


_NEWEST = Plain(
    select(Mark.presence, Mark.by_id, Mark.at)
    .where(Mark.invitee_id == bindparam("invitee_id"))
    .order_by(Mark.id.desc())
    .limit(1)
)


async def newest(db: AsyncSession, invitee_id: int) -> Newest | None:
    """Return the mark that holds."""
    return next((Newest(*row) for row in await _NEWEST.rows(db, invitee_id=invitee_id)), None)


async def void(db: AsyncSession, meeting: Meeting, *, by_id: int | None, now: datetime) -> None:
    """Begin a roll call anew, since the meeting goes elsewhere: code and marks are of the former hour or place."""
    await void_all(db, [meeting], by_id=by_id, now=now)


async def void_all(db: AsyncSession, meetings: Iterable[Meeting], *, by_id: int | None, now: datetime) -> None:
    """Do for several meetings what `void` does for one, in as many statements."""
    ids = []
    for meeting in meetings:
        meeting.code = meeting.opened_at = meeting.asked_to_close_at = meeting.roll_closed_at = None
        ids.append(meeting.id)
    if ids:
        marked = (Invitee.meeting_id.in_(ids), Invitee.presence.is_not(None))
        await write(db, *marked, presence=None, by_id=by_id, now=now)
