"""What follows from a yes to a plan, a piece at a time: lists and reminders are made, whom it touches is told.

The yes itself is one short transaction, at whose end everybody sees the new plan and nobody half of it. It leaves a row
a meeting that says what is still to be done; each piece is a transaction of its own that does some of it and takes it
off the list, so that nobody waits for more than one, and a kill in between loses nothing and does nothing twice. The
pieces come in the first step of the next derive (`bot.jobs`), within a second. Where there are few, they come with the
yes.

One transaction for all of it would be simpler, and held SQLite's one writer for 20 seconds where 2,000 meetings had
changed. Rows that stand aside until all are ready would do as well, and each query of meetings would have to pass
over them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from msgspec import convert, to_builtins
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.calendar import quiet
from bot.domain.models import Acceptance, AcceptedChange, Meeting, Outbox, Plan, Purpose, Topic
from bot.domain.organisation import terms
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import NOTHING, PlanChanged, PlanEntry, WhenAndWhere
from bot.domain.outbox.outbox import OutboxRow
from bot.domain.programme import acknowledgements, changes, concerned, invitations, invitees, marks, reminders
from bot.vietnamese import local

AT_ONCE = 50
"""Meetings whose reminders and letters are written in one transaction."""
LETTERS_AT_ONCE = 250
"""Letters about the plan that are queued in one transaction."""
USEFUL_FOR = timedelta(days=7)


class Follows(NamedTuple):
    """What a yes did to one meeting, as `AcceptedChange` keeps it."""

    meeting_id: int
    rearms: bool = False
    before: WhenAndWhere | None = None
    entry: PlanEntry | None = None
    hosts: Collection[int] = ()
    told_apart: bool = False

    def kept(self, acceptance_id: int) -> dict[str, Any]:
        """Return the row."""
        before = to_builtins(self.before) if self.before else None
        entry = to_builtins(self.entry) if self.entry else None
        same = {"acceptance_id": acceptance_id, "hosts": sorted(self.hosts)}
        return self._asdict() | same | {"before": before, "entry": entry}


async def begin(db: AsyncSession, plan: Plan, found: Sequence[Follows], *, by: int | None, now: datetime) -> None:
    """Note what follows from a yes that somebody said; where it is little, do it at once."""
    if not found:
        return
    accepted = Acceptance(plan_id=plan.id, by_id=by, at=now)
    db.add(accepted)
    await db.flush()
    await db.execute(insert(db, AcceptedChange), [one.kept(accepted.id) for one in found])
    if len(found) <= AT_ONCE:
        while await _take(db, accepted, now):
            pass


_OLDEST = select(Acceptance).order_by(Acceptance.id).limit(1).with_for_update(skip_locked=True)


async def go_on(db: AsyncSession, now: datetime) -> bool:
    """Do the next piece of what follows from the oldest yes; say whether there was one. Idempotent."""
    accepted = await db.scalar(_OLDEST)
    if accepted is None:
        return False
    await _take(db, accepted, now)
    return True


async def _take(db: AsyncSession, accepted: Acceptance, now: datetime) -> bool:
    """Do a piece; say whether there is more."""
    if await _rearm(db, accepted, now) or await _tell(db, accepted, now):
        return True
    await db.execute(delete(AcceptedChange).where(AcceptedChange.acceptance_id == accepted.id))
    await db.execute(delete(Acceptance).where(Acceptance.id == accepted.id))
    return False


_TO_REARM = (
    select(AcceptedChange.id, AcceptedChange.before, AcceptedChange.entry.is_not(None), AcceptedChange.hosts, Meeting)
    .join(Meeting, Meeting.id == AcceptedChange.meeting_id)
    .where(AcceptedChange.acceptance_id == bindparam("acceptance"), AcceptedChange.rearms.is_(True))
    .order_by(AcceptedChange.id)
    .limit(AT_ONCE)
    .execution_options(populate_existing=True)
)


async def _rearm(db: AsyncSession, accepted: Acceptance, now: datetime) -> bool:
    """List who is expected at some meetings, arm reminders anew, tell who has a place; say whether there were any."""
    rows = (await db.execute(_TO_REARM, {"acceptance": accepted.id})).all()
    if not rows:
        return False
    moved = [(meeting, convert(before, WhenAndWhere)) for _, before, *_, meeting in rows if before is not None]
    elsewhen = [meeting for meeting, before in moved if meeting.starts_at != before.starts_at]
    await marks.void_all(db, elsewhen, by_id=accepted.by_id, now=now)
    asked_anew = [one.id for one, before in moved if changes.elsewhen(before, changes.stands(one))]
    await invitations.ask_anew(db, asked_anew)
    await invitees.write_all(db, [meeting.id for *_, meeting in rows], now)
    await reminders.arm_all(db, [meeting for *_, meeting in rows], now=now)
    if moved:
        run = await _running(db, local(now).date())
        run_by = {meeting.id: run.by(meeting.cluster_id, hosts) for *_, told, hosts, meeting in rows if told}
        await changes.tell_places(db, moved, run_by, now=now)
    if accepted.by_id:
        await acknowledgements.understand(db, [meeting for meeting, _ in moved], accepted.by_id, now)
    done = update(AcceptedChange).where(AcceptedChange.id.in_([row for row, *_ in rows]))
    await db.execute(done.values(rearms=False).execution_options(synchronize_session=False))
    return True


class _Touching(NamedTuple):
    """An entry of the letter about the plan, and whom it is for."""

    row_id: int
    meeting_id: int
    cluster_id: int
    hosts: Sequence[int]
    told_apart: bool


_ENTRIES = (
    select(
        AcceptedChange.id,
        AcceptedChange.meeting_id,
        Meeting.cluster_id,
        AcceptedChange.hosts,
        AcceptedChange.told_apart,
    )
    .join(Meeting, Meeting.id == AcceptedChange.meeting_id)
    .where(AcceptedChange.acceptance_id == bindparam("acceptance"), AcceptedChange.entry.is_not(None))
    .order_by(AcceptedChange.id)
)


async def _tell(db: AsyncSession, accepted: Acceptance, now: datetime) -> bool:
    """Queue the letters of some people: one a person, about all that touches them; say whether there were any."""
    rows = [_Touching(*row) for row in await db.execute(_ENTRIES, {"acceptance": accepted.id})]
    if not rows:
        return False
    topic, version = Topic.plan(accepted.plan_id), int(accepted.at.timestamp())
    touched = await _touched(db, accepted, rows, local(now).date())
    told = select(Outbox.person_id).where(
        Outbox.topic == topic, Outbox.purpose == Purpose.PLAN_CHANGED, Outbox.version == version
    )
    left = sorted(touched.keys() - {accepted.by_id, *await db.scalars(told)})[:LETTERS_AT_ONCE]
    if not left:
        return False
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for person in left:
        alike[tuple(touched[person])].append(person)
    entries = await _said(db, {row for which in alike for row in which})
    year, due = (await db.get_one(Plan, accepted.plan_id)).school_year, await quiet.leaves(db, now)
    same = OutboxRow(0, Purpose.PLAN_CHANGED, topic, version, NOTHING, due, due + USEFUL_FOR)
    letters = [
        (same._replace(facts=PlanChanged(year, tuple(entries[row] for row in which))), persons)
        for which, persons in alike.items()
    ]
    await outbox.put_alike(db, letters)
    return True


async def _said(db: AsyncSession, rows: Collection[int]) -> Mapping[int, PlanEntry]:
    asked = select(AcceptedChange.id, AcceptedChange.entry).where(AcceptedChange.id.in_(rows))
    return {row: convert(entry, PlanEntry) for row, entry in await db.execute(asked)}


async def _touched(
    db: AsyncSession, accepted: Acceptance, rows: Sequence[_Touching], today: date
) -> Mapping[int, list[int]]:
    """Return by person which rows touch them: a place there, the cluster's lead, the school's head."""
    run = await _running(db, today)
    of_these = select(AcceptedChange.meeting_id).where(AcceptedChange.acceptance_id == accepted.id)
    places: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for (meeting, person), place in (await concerned.places(db, of_these)).items():
        places[meeting][person] = place
    touched: dict[int, list[int]] = defaultdict(list)
    for one in rows:
        there, run_it = places[one.meeting_id], run.by(one.cluster_id, one.hosts)
        for person in changes.by_the_plan(run_it, there) if one.told_apart else run_it | there.keys():
            touched[person].append(one.row_id)
    return touched


class _Running(NamedTuple):
    """Who leads each cluster, and who heads each school."""

    leads: Mapping[int, Iterable[int]]
    heads: Mapping[int, Iterable[int]]

    def by(self, cluster_id: int, hosts: Iterable[int]) -> set[int]:
        """Return who runs a meeting of a cluster at these schools."""
        return {*self.leads.get(cluster_id, ())}.union(*(self.heads.get(host, ()) for host in hosts))


async def _running(db: AsyncSession, today: date) -> _Running:
    leads = await _pairs(db, terms.leading(today), "cluster_id")
    return _Running(leads, await _pairs(db, terms.heading(today), "unit_id"))


async def _pairs(db: AsyncSession, whose: Any, what: str) -> Mapping[int, Iterable[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for person, one in await db.execute(select(whose.c.person_id, whose.c[what])):
        found[one].append(person)
    return found
