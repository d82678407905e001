"""What a difference makes of the meetings: rows, written in a few statements, and what follows from each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from bot.db import insert
from bot.domain.models import HostItem, Meeting, MeetingState, PlanState, Round
from bot.domain.organisation.people import Rights
from bot.domain.outbox.facts import PlanEntry, WhenAndWhere
from bot.domain.plan import telling
from bot.domain.plan.difference import MeetingChange
from bot.domain.plan.following import Follows
from bot.domain.plan.nouns import Planned
from bot.domain.plan.standing import Standing
from bot.domain.programme import changes, meetings

MOVES = {"hour", "day", "month"}
"""Of changes of these alone people with a place are told by a letter about the meeting, where there is an hour."""

Place = tuple[int, int, int]
"""Round, cluster and number of a meeting, which no two have in common."""


class MeetingRows:
    """Gathers rows, meeting by meeting, and writes them.

    The first version of a year, and a draft, tell nobody. `after` knows the ids of schools, clusters and rounds.
    """

    def __init__(self, rights: Rights, after: Standing, now: datetime, *, first: bool) -> None:
        self._rights = rights
        self._after = after
        self._now = now
        self._ids = after.unit_ids
        self._published = bool(after.plan and after.plan.state is PlanState.PUBLISHED)
        self._tells = self._published and not first
        self._names = {cluster.id: cluster.name for cluster in after.clusters.values()}
        self._numbers: dict[tuple[int, int], set[int]] = defaultdict(set)
        for stood in after.meetings:
            self._numbers[stood.meeting.round_id, stood.meeting.cluster_id].add(stood.meeting.number)
        self._added: dict[Place, tuple[dict[str, Any], PlanEntry]] = {}
        self._changed: list[tuple[Meeting, dict[str, Any]]] = []
        self._gone: list[Meeting] = []
        self._anew: set[int] = set()
        self._follow: list[Follows] = []

    def add(self, planned: Planned) -> None:
        """Add a meeting: with day and hour it is settled, with a day alone or a month it waits for its lead."""
        round_id, cluster_id = self._after.rounds[planned.month].id, self._after.clusters[planned.group].id
        place = round_id, cluster_id, self._free_number(round_id, cluster_id, planned.number)
        row = dict(zip(("round_id", "cluster_id", "number"), place, strict=True)) | {
            "host_id": self._host(planned),
            "content": planned.content,
            "form": planned.form,
            "month": planned.month,
            "day": planned.day,
            "state": MeetingState.PLANNED,
            "starts_at": None,
            "ends_at": None,
            "room": None,
            "pieces": None,
            "version": 0,
        }
        if planned.starts_at and self._published:
            row |= _settled(planned, planned.starts_at) | {"room": planned.room or None, "version": 1}
        self._added[place] = row, telling.of_added(planned, self._names[cluster_id])

    def change(self, change: MeetingChange) -> None:
        """Change a meeting; one that was taken out before comes back with only its month."""
        meeting, planned, fields = change.meeting, change.planned, change.fields
        row = {name: getattr(meeting, name) for name in _COLUMNS} | {"content": planned.content, "day": planned.day}
        if meeting.state is MeetingState.CANCELLED:
            row |= {"state": MeetingState.PLANNED, "version": meeting.version + 1}
        if "host" in fields:
            row["host_id"] = self._host(planned)
            self._anew.add(meeting.id)  # the check list was of the former school's room
        if "form" in fields:
            row["form"] = planned.form
        if "month" in fields:
            row |= self._in_month(meeting, planned.month)
        before, dated = None, False
        if planned.starts_at and "hour" in fields and planned.starts_at > self._now and self._published:
            before = changes.stands(meeting, host=row["host_id"])
            row |= self._moved(change, planned.starts_at, row["version"])
        elif row["state"] is MeetingState.PLANNED and self._published and self._has_other_day(meeting, planned):
            before, dated = changes.stands(meeting, host=row["host_id"]), True
            row["version"] = meeting.version + 1
        self._changed.append((meeting, row))
        known = meeting.starts_at or meeting.only_day
        self._follows(change, row["host_id"], before is not None, before if known else None, dated=dated)

    @staticmethod
    def _has_other_day(meeting: Meeting, planned: Planned) -> bool:
        """Say whether a meeting without an hour gets a day, another one, or none any more."""
        return planned.day != (meeting.day if meeting.only_day else None)

    def _moved(self, change: MeetingChange, starts_at: datetime, version: int) -> dict[str, Any]:
        meeting, planned = change.meeting, change.planned
        meetings.must_change(meeting, self._rights, self._now)
        meetings.check_hour(meeting, starts_at, self._now)
        self._anew.add(meeting.id)
        return _settled(planned, starts_at) | {"room": planned.room or meeting.room, "version": version + 1}

    def _follows(
        self, change: MeetingChange, host_id: int, rearms: bool, before: WhenAndWhere | None, *, dated: bool
    ) -> None:
        meeting = change.meeting
        entry = telling.of_change(change, self._names[meeting.cluster_id]) if self._tells else None
        if entry or rearms:
            apart = ("hour" in change.fields or (dated and before is not None)) and MOVES.issuperset(change.fields)
            hosts = {meeting.host_id, host_id}
            self._follow.append(Follows(meeting.id, rearms, before, entry, hosts, apart))

    def _in_month(self, meeting: Meeting, month: date) -> dict[str, Any]:
        row = self._after.rounds[month]
        same = row.id == meeting.round_id
        number = meeting.number if same else self._free_number(row.id, meeting.cluster_id, meeting.number)
        return {"month": month, "round_id": row.id, "number": number}

    def _free_number(self, round_id: int, cluster_id: int, wanted: int) -> int:
        used = self._numbers[round_id, cluster_id]
        number = wanted if wanted not in used else max(used) + 1
        used.add(number)
        return number

    def _host(self, planned: Planned) -> int:
        return planned.host.unit_id or self._ids[planned.host.key]

    def remove(self, meeting: Meeting) -> None:
        """Call a meeting off that the plan does not name any more; of a draft nothing is left."""
        if not self._published:
            self._gone.append(meeting)
            return
        self._rights.must_lead(meeting.cluster_id)
        row = {name: getattr(meeting, name) for name in _COLUMNS}
        self._changed.append((meeting, row | {"state": MeetingState.CANCELLED, "version": meeting.version + 1}))
        entry = telling.of_removed(meeting, self._names[meeting.cluster_id]) if self._tells else None
        before = changes.stands(meeting)
        self._follow.append(Follows(meeting.id, True, before, entry, {meeting.host_id}, told_apart=True))

    async def write(self, db: AsyncSession) -> list[Follows]:
        """Write all of it, flushed and not committed; return what follows."""
        if self._gone:
            await db.execute(delete(Meeting).where(Meeting.id.in_([meeting.id for meeting in self._gone])))
        if self._changed:
            # Given a list of values the session updates entities by primary key; its connection takes any executemany.
            core = await db.connection()
            await core.execute(_UPDATE, [row | {"meeting": meeting.id} for meeting, row in self._changed])
        if self._anew:
            await db.execute(delete(HostItem).where(HostItem.meeting_id.in_(self._anew)))
        if self._added:
            await db.execute(insert(db, Meeting), [row for row, _ in self._added.values()])
        self._bring_up_to_date(db)
        return [*self._follow, *await self._from_new(db)]

    def _bring_up_to_date(self, db: AsyncSession) -> None:
        """Let what the session holds say what the tables say; a review's meetings are of another session."""
        for meeting in self._gone:
            if meeting in db:
                db.expunge(meeting)
        for meeting, row in self._changed:
            if meeting in db:
                for name, value in row.items():
                    set_committed_value(meeting, name, value)

    async def _from_new(self, db: AsyncSession) -> list[Follows]:
        armed = [row for row, _ in self._added.values() if self._is_armed(row)]
        if not (self._added and self._tells) and not armed:
            return []
        assert self._after.plan
        ids = await _ids_of(db, self._after.plan.id, self._added.keys())
        return [
            Follows(
                ids[place],
                rearms=self._is_armed(row),
                entry=entry if self._tells else None,
                hosts={row["host_id"]},
            )
            for place, (row, entry) in self._added.items()
            if self._tells or self._is_armed(row)
        ]

    def _is_armed(self, row: Mapping[str, Any]) -> bool:
        """Say whether people are invited to a new meeting and reminded of it: it has a day, with an hour or without."""
        return row["state"] is MeetingState.SETTLED or (self._published and row["day"] is not None)


_COLUMNS = (
    "round_id number host_id content form month day state starts_at ends_at pieces room version".split()  # noqa: SIM905
)
"""What a plan may change of a meeting."""
_UPDATE = update(Meeting).where(Meeting.id == bindparam("meeting")).values({name: bindparam(name) for name in _COLUMNS})


def _settled(planned: Planned, starts_at: datetime) -> dict[str, Any]:
    ends_at = planned.ends_at or starts_at + meetings.LENGTH
    return {"state": MeetingState.SETTLED, "starts_at": starts_at, "ends_at": ends_at, "pieces": None}


async def _ids_of(db: AsyncSession, plan_id: int, places: Iterable[Place]) -> Mapping[Place, int]:
    of_plan = select(Meeting.round_id, Meeting.cluster_id, Meeting.number, Meeting.id)
    rows = await db.execute(of_plan.join(Round, Round.id == Meeting.round_id).where(Round.plan_id == plan_id))
    found = {(round_id, cluster_id, number): meeting for round_id, cluster_id, number, meeting in rows}
    return {place: found[place] for place in places}
