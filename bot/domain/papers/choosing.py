"""Which papers somebody may ask for, and about what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties.by_paper import BY_A_PAPER
from bot.domain.models import (
    Cluster,
    Duty,
    DutyRule,
    Invitee,
    Meeting,
    MeetingState,
    PaperKind,
    Person,
    Presence,
    RosterEntry,
    Round,
    Unit,
)
from bot.domain.organisation import merging
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import about_plan
from bot.domain.papers.kinds import KINDS, Scope, Side, WantedPaper
from bot.domain.programme import concerned, figures, marks, meetings
from bot.domain.programme.attendance import name_of_invitee
from bot.domain.programme.figures import OfSchool, Which
from bot.errors import NotAllowed
from bot.vietnamese import sort_key

MOST_MEETINGS = 8


async def meetings_with_papers(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that are offered first: the next ones that one leads, then the newest that have begun."""
    # Who was given a cluster's papers alone finds its meetings here as its lead does, and nowhere else.
    writer = replace(rights, leads=rights.does_for_clusters)
    ahead = [] if not (writer.leads or rights.officer) else await meetings.led(db, writer, settled=True, now=now)
    begun = await meetings.held(db, person, writer, now, limit=MOST_MEETINGS)
    coming = [one for one in ahead if one.starts_at and one.starts_at > now]
    return [*coming[: MOST_MEETINGS // 2], *begun][:MOST_MEETINGS]


async def ahead(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return the next settled meetings that concern somebody or that they do the papers of, the soonest first."""
    writer = replace(rights, leads=rights.does_for_clusters)
    seen = (concerned.concerns(person, writer), Meeting.state == MeetingState.SETTLED, Meeting.starts_at > now)
    asked = select(Meeting).where(*seen).order_by(Meeting.starts_at, Meeting.id)
    return (await db.scalars(asked.limit(MOST_MEETINGS // 2))).all()


async def of_meeting(
    db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, now: datetime
) -> list[WantedPaper]:
    """Return the papers of a meeting that one may have now."""
    begun = meeting.state is MeetingState.SETTLED and meeting.starts_at is not None and meeting.starts_at <= now
    writes = meeting.cluster_id in rights.helps or rights.may_lead(meeting.cluster_id)
    sides: list[tuple[Side, int]] = [("cluster", meeting.cluster_id)] if writes else []
    sides += [("school", school) for school in sorted(rights.papers_of)]
    found = [
        WantedPaper(kind, side, meeting.id, of)
        for kind, about in KINDS.items()
        for side, of in sides
        if about.scope == "meeting" and side in about.sides and (begun or about.ahead)
        if kind is not PaperKind.CONFIRMATION and meeting.state is not MeetingState.CANCELLED
    ]
    mine = (Invitee.meeting_id == meeting.id, Invitee.person_id == person.id, Invitee.presence.in_(marks.CAME))
    if own := await db.scalar(select(Invitee.id).where(*mine)):
        found.append(WantedPaper(PaperKind.CONFIRMATION, "school", meeting.id, own))
    return found


async def of_time(db: AsyncSession, person: Person, rights: Rights, scope: Scope, number: int) -> list[WantedPaper]:
    """Return the papers of a round or a year that one may have; a plan only where there is one."""
    sides: list[tuple[Side, int]] = [("cluster", one) for one in sorted(rights.does_for_clusters)]
    sides += [("school", one) for one in sorted(rights.papers_of)]
    sides += [("office", 0)] if rights.officer else []
    found = [
        WantedPaper(kind, side, number, of)
        for kind, about in KINDS.items()
        for side, of in sides
        if about.scope == scope and side in about.sides and kind is not PaperKind.TRAINING
    ]
    if scope == "year":
        found = [one for one in found if one.kind is not PaperKind.PLAN or await _has_plan(db, rights, one)]
    if scope == "year" and person.unit_id:
        found.append(WantedPaper(PaperKind.TRAINING, "school", number, person.id))
    if scope == "round" and not found:
        raise NotAllowed
    return found


async def _has_plan(db: AsyncSession, rights: Rights, wanted: WantedPaper) -> bool:
    seen = rights.clusters if wanted.side == "office" and not rights.sees_all else None
    return await about_plan.stands(db, SchoolYear(wanted.number), wanted.of or None, seen)


async def of_duty(db: AsyncSession, duty_id: int) -> WantedPaper | None:
    """Return the paper with which a duty is done once the level above approves it; None where no paper does it."""
    asked = select(Duty, DutyRule.code).join(DutyRule, DutyRule.id == Duty.rule_id)
    row = (await db.execute(asked.where(Duty.id == duty_id, DutyRule.proof.in_(BY_A_PAPER)))).first()
    if row is None or row[0].person_id:
        return None
    duty, code = row
    kind = next((kind for kind, about in KINDS.items() if code in about.closes), None)
    side: Side = "cluster" if duty.cluster_id else "school"
    if kind is None or side not in KINDS[kind].sides:
        return None
    year = SchoolYear.read(duty.school_year).first
    number = {"meeting": duty.meeting_id, "round": duty.round_id, "year": year}[KINDS[kind].scope]
    of = duty.cluster_id or duty.unit_id
    return WantedPaper(kind, side, number, of) if number and of else None


async def names(db: AsyncSession, found: Iterable[WantedPaper]) -> Mapping[tuple[str, int], str]:
    """Return what the clusters and schools are called whose papers are offered."""
    wanted = list(found)
    clusters = select(Cluster.id, Cluster.name).where(
        Cluster.id.in_({one.of for one in wanted if one.side == "cluster"})
    )
    schools = select(Unit.id, Unit.name).where(Unit.id.in_({one.of for one in wanted if one.side == "school"}))
    told = {("cluster", number): name for number, name in await db.execute(clusters)}
    return told | {("school", number): name for number, name in await db.execute(schools)}


async def who_came(db: AsyncSession, meeting_id: int, rights: Rights, today: date) -> list[tuple[int, str]]:
    """Return who of one's school was at a meeting, as rows of who was expected, by tên."""
    mine = await merging.with_merged(db, rights.papers_of, today)
    asked = (
        select(Invitee.id, name_of_invitee())
        .outerjoin(Person, Person.id == Invitee.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
        .where(Invitee.meeting_id == meeting_id, Invitee.unit_id.in_(mine))
        .where(or_(Invitee.presence == Presence.PRESENT, Invitee.presence == Presence.LATE))
    )
    rows = [(number, name) for number, name in await db.execute(asked)]
    return sorted(rows, key=lambda row: sort_key(row[1]))


async def whose(db: AsyncSession, which: Which, schools: Sequence[OfSchool]) -> str:
    """Return the name of the one school, or of the one cluster, that figures are of; empty where there are several."""
    if len(schools) == 1:
        return schools[0].school
    if which.meeting_id is not None:
        named = select(Cluster.name).join(Meeting, Meeting.cluster_id == Cluster.id)
        return await db.scalar(named.where(Meeting.id == which.meeting_id)) or ""
    if which.schools == () and len(which.clusters) == 1:
        return await db.scalar(select(Cluster.name).where(Cluster.id == which.clusters[0])) or ""
    return ""


async def rounds(db: AsyncSession, rights: Rights, today: date, now: datetime) -> Sequence[Round]:
    """Return the rounds of which a meeting has begun, newest first. Raises NotAllowed for who makes no papers."""
    if not (rights.runs_something or rights.papers_of or rights.helps):
        raise NotAllowed
    if rights.officer:
        return await figures.rounds_seen(db, await figures.seen_by(db, rights, today), now)
    schools = await merging.with_merged(db, rights.papers_of, today) if rights.papers_of else set()
    return await figures.rounds_seen(db, Which(tuple(sorted(schools)), tuple(sorted(rights.does_for_clusters))), now)
