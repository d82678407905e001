"""The host school's check list: what a meeting needs, what stands ready, and asking the principal in time.

A list is about one version of a meeting: where the meeting moves, it begins anew.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar import quiet
from bot.domain.models import Form, HostItem, Meeting, MeetingState, Person, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import counting, outbox
from bot.domain.programme import meetings
from bot.errors import Gone, NotAllowed, Refusal
from bot.vietnamese import local

IN_ROOMS = ("classroom", "meeting_room", "tables", "projector")
ONLINE = ("network", "sound")
"""What people need who are not in the room."""
NEEDS: dict[Form, tuple[str, ...]] = {
    Form.IN_PERSON: IN_ROOMS,
    Form.ONLINE: ONLINE,
    Form.BOTH: IN_ROOMS + ONLINE,
}

FIRST, AGAIN, TOO_LATE = timedelta(days=7), timedelta(days=2), timedelta(days=1)
ASKS = 2
"""How often a principal is asked about one version of a meeting."""


async def ready(db: AsyncSession, found: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return what stands ready for several meetings at once."""
    rows = (await db.execute(select(HostItem.meeting_id, HostItem.item).where(HostItem.meeting_id.in_(found)))).all()
    return {number: frozenset(item for meeting, item in rows if meeting == number) for number in found}


def is_host(meeting: Meeting, rights: Rights) -> bool:
    """Say whether somebody heads the host school."""
    return meeting.host_id in rights.principal_of


async def tick(
    db: AsyncSession, meeting: Meeting, person: Person, rights: Rights, item: str, *, done: bool, now: datetime
) -> None:
    """Note that one thing stands ready, or not after all. Idempotent.

    Raises NotAllowed unless the person heads the host school, Refusal where the meeting is not settled or is over,
    Gone for a thing that a meeting of this form does not need.
    """
    if not is_host(meeting, rights):
        raise NotAllowed
    if meeting.state is not MeetingState.SETTLED or meetings.is_over(meeting, now):
        raise Refusal(meetings.OVER)
    if item not in NEEDS[meeting.form]:
        raise Gone
    if not done:
        await db.execute(delete(HostItem).where(HostItem.meeting_id == meeting.id, HostItem.item == item))
        return
    row = insert(db, HostItem).values(meeting_id=meeting.id, item=item, done_at=now, by_id=person.id)
    await db.execute(row.on_conflict_do_nothing())


def version(meeting: Meeting, turn: int) -> int:
    """Return the outbox's version of the first (0) or second (1) question about a meeting as it stands."""
    return meeting.version * ASKS + turn


_AHEAD = (
    select(Meeting)
    .where(Meeting.state == MeetingState.SETTLED)
    .where(Meeting.starts_at > bindparam("after"), Meeting.starts_at <= bindparam("until"))
    .order_by(Meeting.id)
)


async def ask_hosts(db: AsyncSession, now: datetime) -> int:
    """Ask the principals of host schools 7 and 2 days before, while something is open; return how many were asked.

    From a day before on nothing is asked: then the host's own reminder leads to the list.
    """
    found = (await db.scalars(_AHEAD, {"after": now + TOO_LATE, "until": now + FIRST})).all()
    if not found:
        return 0
    asked = await counting.newest(db, [Topic.meeting(meeting.id) for meeting in found], Purpose.HOST_CHECK)
    done = await ready(db, [meeting.id for meeting in found])
    number = 0
    for meeting in found:
        assert meeting.starts_at
        newest = version(meeting, int(meeting.starts_at - now <= AGAIN))
        if asked.get(Topic.meeting(meeting.id), -1) >= newest or done[meeting.id].issuperset(NEEDS[meeting.form]):
            continue
        number += await _ask(db, meeting, newest, now)
    return number


async def next_at(db: AsyncSession, now: datetime) -> datetime | None:
    """Return when the first of the settled meetings comes so near that its host is to be asked."""
    ahead = select(Meeting.starts_at).where(Meeting.state == MeetingState.SETTLED, Meeting.starts_at > now)
    begins = [hour for hour in await db.scalars(ahead) if hour]
    return min((due for hour in begins for early in (FIRST, AGAIN) if (due := hour - early) > now), default=None)


async def _ask(db: AsyncSession, meeting: Meeting, newest: int, now: datetime) -> int:
    assert meeting.starts_at
    heads = await terms.principals(db, {meeting.host_id}, local(now).date())
    await outbox.put(
        db,
        heads,
        Purpose.HOST_CHECK,
        Topic.meeting(meeting.id),
        version=newest,
        due_at=await quiet.leaves(db, now),
        not_after=meeting.starts_at,
    )
    return len(heads)
