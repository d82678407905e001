"""Announcements: whom one may tell something, how many that is, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.models import (
    Account,
    Announcement,
    Cluster,
    Meeting,
    Outbox,
    OutboxState,
    Person,
    Purpose,
    Topic,
)
from bot.domain.organisation import capacities, terms
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.organisation.people import Rights
from bot.domain.outbox import counting, outbox
from bot.domain.outbox.counting import Counted
from bot.domain.outbox.outbox import Due
from bot.domain.programme import concerned, faces, invitees, meetings
from bot.errors import N_, BadInput, NotAllowed, Refusal
from bot.vietnamese import local, nfc

PURPOSES = frozenset({Purpose.ANNOUNCEMENT, Purpose.REPORT})
USEFUL_FOR = timedelta(days=2)
LONGEST_TEXT = 3000  # with who writes it, well within one message of Telegram (4,096) and two of Zalo

TOO_LONG = N_("This text is too long ({letters} letters). Please shorten it to {most} letters.")
EMPTY = N_("Please write the text of the announcement.")
NOBODY = N_("There is nobody in this group yet. Please choose another one.")


def read_text(typed: str) -> str:
    """Return a text in NFC. Raises BadInput where it is empty or too long."""
    text = nfc(typed)
    if not text:
        raise BadInput(EMPTY)
    if len(text) > LONGEST_TEXT:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST_TEXT)
    return text


async def people_of(db: AsyncSession, author: Person, rights: Rights, audience: str, today: date) -> Sequence[int]:
    """Return whom an announcement reaches: "all", "cluster:<id>" or "meeting:<id>".

    Raises NotAllowed unless the author leads the audience, Gone where it does not exist.
    """
    reachable = exists().where(Account.person_id == Person.id)
    everybody = select(Person.id).where(
        Person.erased_at.is_(None), Person.id != author.id, Person.name != "", reachable
    )
    return (await db.scalars(everybody.where(await _belongs(db, rights, audience, today)))).all()


async def _belongs(db: AsyncSession, rights: Rights, audience: str, today: date) -> ColumnElement[bool]:
    kind, _, number = audience.partition(":")
    if kind == "all" and rights.officer:
        return Person.id.is_not(None) if rights.sees_all else _overseen(rights, today)
    if kind == "cluster" and number.isdecimal():
        rights.must_lead(int(number))
        cluster = await existing(db, Cluster, int(number))
        return concerned.of_cluster(cluster.id, today)
    if kind == "meeting" and number.isdecimal():
        meeting = await meetings.get(db, int(number))
        rights.must_lead(meeting.cluster_id)
        return Person.id.in_(invitees.coming(meeting.id))
    raise NotAllowed


def _overseen(rights: Rights, today: date) -> ColumnElement[bool]:
    """Say who is of an officer's scope: at the units of it, or leading one of its clusters."""
    head, lead = terms.heading(today), terms.leading(today)
    heads = select(head.c.person_id).where(head.c.unit_id.in_(rights.units))
    leads = select(lead.c.person_id).where(lead.c.cluster_id.in_(rights.clusters))
    return or_(Person.unit_id.in_(rights.units), Person.id.in_(heads), Person.id.in_(leads))


async def send(
    db: AsyncSession, author: Person, rights: Rights, *, audience: str, text: str, sha: str | None, now: datetime
) -> tuple[Announcement, int]:
    """Queue an announcement and return it with the number of people. In the quiet it waits, unless it is urgent.

    Raises as `people_of` and `read_text` do, and Refusal where nobody would get it, or pupils may be in the picture.
    """
    people = await people_of(db, author, rights, audience, local(now).date())
    if not people:
        raise Refusal(NOBODY)
    if sha:
        await faces.must_be_free(db, sha)
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


async def spoken_as(db: AsyncSession, author_id: int, audience: str, day: date) -> Did:
    """Return where somebody speaks to an audience: in its cluster; to all as an officer."""
    kind, _, number = audience.partition(":")
    cluster = int(number) if kind == "cluster" and number.isdecimal() else 0
    if kind == "meeting" and number.isdecimal():
        cluster = (await meetings.get(db, int(number))).cluster_id
    return Did(author_id, day, cluster=cluster)


async def _authors(db: AsyncSession, found: Collection[Announcement]) -> Mapping[int, Capacity | None]:
    """Return by announcement as what its author speaks."""
    about = {one.id: one.audience.partition(":") for one in found}
    numbers = {int(number) for kind, _, number in about.values() if kind == "meeting"}
    of = dict((await db.execute(select(Meeting.id, Meeting.cluster_id).where(Meeting.id.in_(numbers)))).all())
    did = {}
    for one in found:
        kind, _, number = about[one.id]
        cluster = of.get(int(number), 0) if kind == "meeting" else int(number or 0)
        did[one.id] = Did(one.author_id, local(one.sent_at).date(), cluster=cluster)
    acted = await capacities.of(db, did.values())
    return {number: acted[one] for number, one in did.items()}


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


async def progress(db: AsyncSession, announcements: Collection[int]) -> dict[int, AnnouncementProgress]:
    """Count what became of some announcements, from the outbox itself, by id."""
    topics = {Topic.announcement(one): one for one in announcements}
    counted = await counting.announced(db, topics) if topics else {}
    return {one: _progress(counted.get(topic, {})) for topic, one in topics.items()}


async def missed(db: AsyncSession, announcement_id: int) -> Sequence[str]:
    """Return whom an announcement has not reached, as far as that is known: blocked, failed, or unclear."""
    states = (OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.MISSED, OutboxState.UNCLEAR)
    copies = (Outbox.topic == Topic.announcement(announcement_id), Outbox.purpose == Purpose.ANNOUNCEMENT)
    found = select(Person.name).join(Outbox, Outbox.person_id == Person.id)
    return (await db.scalars(found.where(*copies, Outbox.state.in_(states)).order_by(Person.name))).all()


def _progress(by_state: Mapping[OutboxState, Counted]) -> AnnouncementProgress:
    def number(*states: OutboxState) -> int:
        return sum(by_state[state].number for state in states if state in by_state)

    waiting = by_state.get(OutboxState.WAITING)
    return AnnouncementProgress(
        total=number(*OutboxState),
        sent=number(OutboxState.SENT),
        blocked=number(OutboxState.BLOCKED),
        failed=number(OutboxState.FAILED, OutboxState.MISSED, OutboxState.VOID),
        unclear=number(OutboxState.UNCLEAR),
        open=number(OutboxState.WAITING, OutboxState.LEAVING),
        leaves_at=waiting.earliest if waiting and OutboxState.LEAVING not in by_state else None,
    )


_RUNNING = select(Announcement).where(Announcement.finished_at.is_(None))


async def running(db: AsyncSession) -> Sequence[Announcement]:
    """Return the announcements whose end has not been reported."""
    return (await db.scalars(_RUNNING)).all()


async def finish(db: AsyncSession, announcement: Announcement, now: datetime) -> None:
    """Report to the author that an announcement has run. Idempotent."""
    await lock(db, announcement)
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


@dataclass(frozen=True, slots=True)
class AnnouncementCopy:
    """An announcement as its readers get it."""

    announcement: Announcement
    author: str
    acted: Capacity | None
    """As what the author speaks."""


@dataclass(frozen=True, slots=True)
class AnnouncementReport:
    """How an announcement goes, for its author."""

    announcement_id: int
    progress: AnnouncementProgress


async def read(
    db: AsyncSession, rows: Sequence[Due], now: datetime
) -> dict[int, AnnouncementCopy | AnnouncementReport]:
    """Return what is said by row. The author's erasure has voided what had not left."""
    del now
    copies = {row.id: row.topic.announcement_id for row in rows if row.purpose is Purpose.ANNOUNCEMENT}
    reports = {row.id: row.topic.announcement_id for row in rows if row.purpose is Purpose.REPORT}
    asked = select(Announcement, Person.name).join(Person, Person.id == Announcement.author_id)
    texts = {one.id: (one, name) for one, name in await db.execute(asked.where(Announcement.id.in_(copies.values())))}
    acted = await _authors(db, [one for one, _name in texts.values()])
    known = await progress(db, set(reports.values()))
    return {row: AnnouncementCopy(*texts[one], acted[one]) for row, one in copies.items()} | {
        row: AnnouncementReport(one, known[one]) for row, one in reports.items()
    }
