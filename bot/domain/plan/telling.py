"""Who is told of a new version of a plan: one letter a person, about all that touches them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Cluster, Meeting, MeetingState, Plan, PlanState, Purpose, Topic
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import PlanChanged, PlanEntry
from bot.domain.plan.difference import Difference, MeetingChange
from bot.domain.plan.nouns import Planned, Proposal
from bot.domain.programme import concerned
from bot.vietnamese import local

USEFUL_FOR = timedelta(days=7)
MOVES = {"hour", "day", "month"}
"""Of changes of these alone, people with a seat are told by `changes.tell_move`, where there is an hour."""


@dataclass(frozen=True, slots=True)
class _Event:
    """An entry and whom it touches."""

    entry: PlanEntry
    cluster_id: int
    hosts: frozenset[int]
    seated: frozenset[int] = frozenset()
    told_otherwise: frozenset[int] = frozenset()
    """Who gets another letter about it."""


@dataclass
class PlanNews:
    """What there is to tell of one new version of a plan. The first version of a year, and a draft, tell nobody."""

    plan: Plan
    clusters: Mapping[int, Cluster]
    first: bool
    by: int | None
    _events: list[_Event] = field(default_factory=list)

    def added(self, planned: Planned, cluster_id: int, host_id: int) -> None:
        """Note a new meeting."""
        self._note(_of_added(planned, self.clusters[cluster_id].name), cluster_id, {host_id})

    def changed(self, change: MeetingChange, host_id: int, seated: Iterable[int]) -> None:
        """Note a change, before it is carried out."""
        seats, meeting = frozenset(seated), change.meeting
        moved = "hour" in change.fields and set(change.fields) <= MOVES
        hosts = {meeting.host_id, host_id}
        entry = _of_change(change, self.clusters[meeting.cluster_id].name)
        self._note(entry, meeting.cluster_id, hosts, seats, seats if moved else frozenset())

    def removed(self, meeting: Meeting, seated: Iterable[int]) -> None:
        """Note a meeting that is called off; who has a seat there is told by that."""
        seats = frozenset(seated)
        entry = _of_removed(meeting, self.clusters[meeting.cluster_id].name)
        self._note(entry, meeting.cluster_id, {meeting.host_id}, seats, seats)

    def _note(
        self,
        entry: PlanEntry,
        cluster_id: int,
        hosts: set[int],
        seated: frozenset[int] = frozenset(),
        otherwise: frozenset[int] = frozenset(),
    ) -> None:
        self._events.append(_Event(entry, cluster_id, frozenset(hosts), seated, otherwise))

    async def send(self, db: AsyncSession, now: datetime) -> None:
        """Queue one letter a person: who has a seat or waits, who leads the cluster, who heads the host school."""
        if self.first or self.plan.state is not PlanState.PUBLISHED:
            return
        touched: dict[int, list[int]] = defaultdict(list)
        for number, event in enumerate(self._events):
            for person in await self._people(db, event, now):
                touched[person].append(number)
        alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for person, numbers in touched.items():
            alike[tuple(numbers)].append(person)
        due = await quiet.leaves(db, now)
        for which, persons in alike.items():
            await self._put(db, persons, [self._events[number] for number in which], now, due)

    async def _people(self, db: AsyncSession, event: _Event, now: datetime) -> set[int]:
        run_it = await concerned.running(db, event.cluster_id, event.hosts, local(now).date())
        return (run_it | event.seated) - event.told_otherwise - {self.by}

    async def _put(
        self, db: AsyncSession, persons: list[int], events: list[_Event], now: datetime, due: datetime
    ) -> None:
        await outbox.put(
            db,
            persons,
            Purpose.PLAN_CHANGED,
            Topic.plan(self.plan.id),
            version=int(now.timestamp()),
            due_at=due,
            not_after=due + USEFUL_FOR,
            facts=PlanChanged(self.plan.school_year, tuple(event.entry for event in events)),
        )


def entries(proposal: Proposal, difference: Difference) -> list[PlanEntry]:
    """Return a difference meeting by meeting: changes first, then what goes, then what comes."""
    names = {group.key: group.name for group in proposal.groups}
    changed = [_of_change(change, change.meeting.cluster.name) for change in (*difference.changed, *difference.again)]
    removed = [_of_removed(meeting, meeting.cluster.name) for meeting in difference.removed]
    added = sorted(difference.added, key=lambda planned: (planned.month, planned.place))
    return [*changed, *removed, *(_of_added(planned, names[planned.group]) for planned in added)]


def _of_added(planned: Planned, cluster: str) -> PlanEntry:
    host, content = planned.host.name, planned.content
    return PlanEntry("added", cluster, planned.month, host, content, day=planned.day, hour=planned.starts_at)


def _of_change(change: MeetingChange, cluster: str) -> PlanEntry:
    meeting, planned = change.meeting, change.planned
    if meeting.state is MeetingState.CANCELLED:
        return PlanEntry("again", cluster, planned.month, planned.host.name, planned.content, day=planned.day)
    fields = tuple(_field(name, meeting, planned) for name in change.fields)
    stays = "hour" not in change.fields and {"month", "day"} & {*change.fields}
    settled = meeting.starts_at if stays else None
    entry = PlanEntry("changed", cluster, meeting.month, meeting.host.name, meeting.content)
    return replace(entry, fields=fields, settled=settled)


def _of_removed(meeting: Meeting, cluster: str) -> PlanEntry:
    entry = PlanEntry("removed", cluster, meeting.month, meeting.host.name, meeting.content)
    return replace(entry, hour=meeting.starts_at, seats=meeting.taken)


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _field(name: str, meeting: Meeting, planned: Planned) -> tuple[str, str | None, str | None]:
    fields: dict[str, tuple[str | None, str | None]] = {
        "host": (meeting.host.name, planned.host.name),
        "content": (meeting.content, planned.content),
        "form": (meeting.form.value, planned.form.value),
        "month": (_iso(meeting.month), _iso(planned.month)),
        "day": (_iso(meeting.day), _iso(planned.day)),
        "hour": (_iso(meeting.starts_at), _iso(planned.starts_at)),
    }
    return (name, *fields[name])
