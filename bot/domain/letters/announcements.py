"""Announcements: whom one may tell something, how many that is, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import (
    Account,
    Announcement,
    Cluster,
    Outbox,
    OutboxState,
    Person,
    Purpose,
    Topic,
)
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.programme import concerned, meetings
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import local, nfc

USEFUL_FOR = timedelta(days=2)
LONGEST_TEXT = 3000

TOO_LONG = N_("This text is too long ({letters} letters). Please shorten it to {most} letters.")
EMPTY = N_("Please write the text of the announcement.")
NOBODY = N_("There is nobody in this group yet. Please choose another one.")


def read_text(typed: str) -> str:
    """Return a text in NFC. Refuses nothing and too much."""
    text = nfc(typed)
    if not text:
        raise BadInput(EMPTY)
    if len(text) > LONGEST_TEXT:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST_TEXT)
    return text


async def people_of(db: AsyncSession, author: Person, rights: Rights, audience: str, today: date) -> Sequence[int]:
    """Return whom an announcement reaches. Refuses an audience that is not the author's to speak to."""
    reachable = exists().where(Account.person_id == Person.id)
    everybody = select(Person.id).where(
        Person.erased_at.is_(None), Person.id != author.id, Person.name != "", reachable
    )
    return (await db.scalars(everybody.where(await _belongs(db, rights, audience, today)))).all()


async def _belongs(db: AsyncSession, rights: Rights, audience: str, today: date) -> ColumnElement[bool]:
    kind, _, number = audience.partition(":")
    if kind == "all" and rights.officer:
        return Person.id.is_not(None)
    if kind == "cluster" and number.isdecimal():
        rights.must_lead(int(number))
        cluster = await db.get(Cluster, int(number))
        if cluster is None:
            raise Gone
        return concerned.of_cluster(cluster.id, today)
    if kind == "meeting" and number.isdecimal():
        meeting = await meetings.get(db, int(number))
        rights.must_lead(meeting.cluster_id)
        return Person.id.in_(concerned.expected(meeting.id))
    raise NotAllowed


async def send(
    db: AsyncSession, author: Person, rights: Rights, *, audience: str, text: str, sha: str | None, now: datetime
) -> tuple[Announcement, int]:
    """Queue an announcement and return it with the number of people. In the quiet it waits, unless it is urgent.

    Refuses an audience with nobody in it.
    """
    people = await people_of(db, author, rights, audience, local(now).date())
    if not people:
        raise Refusal(NOBODY)
    announcement = Announcement(author_id=author.id, audience=audience, text=read_text(text), sha=sha, sent_at=now)
    db.add(announcement)
    await db.flush()
    due, urgent = await leaves(db, audience, now)
    about, until = Topic.announcement(announcement.id), due + USEFUL_FOR
    await outbox.put(db, people, Purpose.ANNOUNCEMENT, about, due_at=due, not_after=until, urgent=urgent)
    return announcement, len(people)


async def leaves(db: AsyncSession, audience: str, now: datetime) -> tuple[datetime, bool]:
    """Return the hour at which what is sent now leaves, and whether it is urgent: its meeting begins today."""
    kind, _, number = audience.partition(":")
    if kind == "meeting" and number.isdecimal():
        return await quiet.leaves_about(db, await meetings.get(db, int(number)), now)
    return await quiet.leaves(db, now), False


@dataclass(frozen=True, slots=True)
class AnnouncementProgress:
    """How far an announcement has come."""

    total: int
    sent: int
    blocked: int
    failed: int
    unclear: int
    open: int
    leaves_at: datetime | None = None
    """When the next copy leaves; None where one is leaving or none is left."""

    def waits(self, now: datetime) -> bool:
        """Say whether no copy has left yet, and none is due: it waits for the quiet to end."""
        return self.open == self.total and self.leaves_at is not None and self.leaves_at > now

    @property
    def done(self) -> bool:
        """Whether the fate of every copy is known."""
        return self.open == 0


async def progress(db: AsyncSession, announcement_id: int) -> AnnouncementProgress:
    """Count what became of an announcement, from the outbox itself."""
    by_state = await outbox.counts(db, Topic.announcement(announcement_id), Purpose.ANNOUNCEMENT)
    failed = (OutboxState.FAILED, OutboxState.MISSED, OutboxState.VOID)
    return AnnouncementProgress(
        total=sum(by_state.values()),
        sent=by_state.get(OutboxState.SENT, 0),
        blocked=by_state.get(OutboxState.BLOCKED, 0),
        failed=sum(by_state.get(state, 0) for state in failed),
        unclear=by_state.get(OutboxState.UNCLEAR, 0),
        open=by_state.get(OutboxState.WAITING, 0) + by_state.get(OutboxState.LEAVING, 0),
        leaves_at=None if OutboxState.LEAVING in by_state else await _next(db, announcement_id),
    )


async def _next(db: AsyncSession, announcement_id: int) -> datetime | None:
    copies = (Outbox.topic == Topic.announcement(announcement_id), Outbox.purpose == Purpose.ANNOUNCEMENT)
    return await db.scalar(select(func.min(Outbox.due_at)).where(*copies, Outbox.state == OutboxState.WAITING))


async def running(db: AsyncSession) -> Sequence[Announcement]:
    """Return the announcements whose end has not been reported."""
    return (await db.scalars(select(Announcement).where(Announcement.finished_at.is_(None)))).all()


async def finish(db: AsyncSession, announcement: Announcement, now: datetime) -> None:
    """Report to the author that an announcement has run. A second time changes nothing."""
    if announcement.finished_at is None:
        announcement.finished_at = now
        about = Topic.announcement(announcement.id)
        due = await quiet.leaves(db, now)
        until = due + USEFUL_FOR
        await outbox.put(db, [announcement.author_id], Purpose.REPORT, about, due_at=due, not_after=until)


async def own(db: AsyncSession, author: Person, limit: int = 5) -> Sequence[Announcement]:
    """Return one's newest announcements."""
    newest = select(Announcement).where(Announcement.author_id == author.id).order_by(Announcement.id.desc())
    return (await db.scalars(newest.limit(limit))).all()
