"""Somebody whom a school's list names and who has not joined: what it says of them, and taking them off it.

Who opens the school's link is nobody known, so what they ask is carried out by the controller, who can ask the school;
it stands in the register with the law's days.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.endings import forgetting, requests, retention
from bot.domain.models import DataRequest, Invite, Invitee, LongLeave, Meeting, Person, RosterEntry, Unit, Wish
from bot.domain.organisation import namesakes, suppression
from bot.errors import Gone
from bot.settings import Settings
from bot.vietnamese import fold

NAMELESS = forgetting.ERASED


async def of_name(db: AsyncSession, invite: Invite, name: str) -> Sequence[RosterEntry]:
    """Return what the list of the invitation's school says under a full name; nobody's but of that one school."""
    asked = select(RosterEntry).where(
        RosterEntry.unit_id == invite.unit_id, RosterEntry.folded == fold(name), RosterEntry.person_id.is_(None)
    )
    found = (await db.scalars(asked.order_by(RosterEntry.id))).all()
    return [entry for entry in found if namesakes.compared(entry.name, name) != "two people"]


async def ask_off(db: AsyncSession, settings: Settings, invite: Invite, entry_id: int, now: datetime) -> DataRequest:
    """Put into the register that somebody wants to be taken off. Idempotent. Raises Gone for another school's entry."""
    entry = await db.get(RosterEntry, entry_id)
    if entry is None or entry.unit_id != invite.unit_id or entry.person_id:
        raise Gone
    open_one = select(DataRequest).where(DataRequest.roster_entry_id == entry.id, DataRequest.done_at.is_(None))
    if known := await db.scalar(open_one.limit(1)):
        return known
    school = (await db.get_one(Unit, entry.unit_id)).name
    text = f"{entry.name}, {school}"
    return await requests.ask_unknown(db, settings, Wish.OFF_LIST, entry.id, text=text, now=now)


async def take_off(db: AsyncSession, request: DataRequest, by: Person, now: datetime, *, secret: str) -> None:
    """Take somebody off the list for good, and close the request; figures of meetings that are over stay, nameless.

    The caller has checked that the register is theirs to keep (`requests.get`). Raises Gone where there is no entry.
    """
    entry = await db.get(RosterEntry, request.roster_entry_id or 0)
    if entry is None:
        raise Gone
    if entry.person_id is None:
        await suppression.keep_out(db, [suppression.digest(entry.unit_id, entry.name, secret)], now)
    theirs = Invitee.roster_entry_id == entry.id
    ahead = exists().where(Meeting.id == Invitee.meeting_id, or_(Meeting.starts_at.is_(None), Meeting.starts_at > now))
    await db.execute(delete(Invitee).where(theirs, ahead))
    nameless = Invitee.person_id.is_(None)
    await db.execute(update(Invitee).where(theirs, nameless).values(roster_entry_id=None, name=NAMELESS, reason=""))
    await db.execute(update(Invitee).where(theirs).values(roster_entry_id=None))
    await db.execute(delete(LongLeave).where(LongLeave.roster_entry_id == entry.id, LongLeave.person_id.is_(None)))
    name = entry.name
    await db.delete(entry)
    await db.flush()
    await forgetting.take_out(db, [name])
    await retention.count(db, "lists", 1, now, retention.ASKED)
    request.text, request.roster_entry_id = "", None
    await requests.close(db, request, by, now)
