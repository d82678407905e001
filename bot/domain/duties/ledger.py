"""The duties that a person owes or oversees, and what they may do with them.

Rights are read from the appointments at the moment of the act. An officer oversees the duties within
the own scope; a lead those of the schools and meetings of the clusters they lead, and of rules they wrote; a principal
those of people of the school, the head of a subject group those of its people.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.duties import agreed, duty_reminders, proofs
from bot.domain.duties import history as log
from bot.domain.duties.audience import newest_year
from bot.domain.duties.history import Event
from bot.domain.duties.lines import MINE, DutyLine, OwedBy, lines, owed, read
from bot.domain.duties.rules import DAY_IS_PAST, DAY_TOO_FAR, FARTHEST
from bot.domain.models import (
    Cluster,
    ClusterSchool,
    Duty,
    DutyEvent,
    DutyEventKind,
    DutyRule,
    DutyState,
    Meeting,
    Outbox,
    Owner,
    Person,
    Proof,
)
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import meetings
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import at, local, nfc

HANDED = proofs.HANDED
LONGEST_NOTE = 3000
SHORTEST_REASON, LONGEST_REASON = 3, 300

BY_ITS_PAPER = N_(
    "This is closed by its paper once the level above approves it, and by nothing else. Please make the paper here, or "
    "send your own file of it up."
)
CLOSED = N_("This duty is closed already. Nothing more is to be done.")
NOTHING_SENT = N_("Please send a link, a file, or a few words on what was done.")
TOO_LONG = N_("This text is too long ({letters} letters). Please shorten it to {most} letters.")
BAD_REASON = N_("Please give the reason in {least} to {most} letters.")
NOT_LATER = N_("The duty is due on {day} already. Please write a later day.")
NO_USE_LATER = N_("This can only be done until {until}. Please write a day until then.")


def _owed_by(person: Person, rights: Rights) -> ColumnElement[bool]:
    held = OwedBy(person.id, rights.does_for, rights.does_for_clusters, rights.units, rights.groups, rights.subject)
    return owed(held, everywhere=rights.sees_all)


def owes(line: DutyLine, person: Person, rights: Rights) -> bool:
    """Say whether a duty is this person's to do today."""
    if line.person_id:
        return line.person_id == person.id
    if line.cluster_id:
        return line.cluster_id in rights.does_for_clusters
    if line.owner is Owner.OFFICE:
        return rights.sees_all or line.unit_id in rights.units
    return line.unit_id in rights.does_for or _of_group(line, rights)


def _of_group(line: DutyLine, rights: Rights) -> bool:
    """Say whether a school owes it for a meeting of the subject whose group there one heads."""
    meets = line.meeting
    return meets is not None and line.unit_id in rights.groups and meets.cluster.subject == rights.subject


async def mine(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[DutyLine]:
    """Return the duties that one owes and has not done, soonest first."""
    told = {"who": person.id, "heads": [*rights.does_for], "leads": [*rights.does_for_clusters]}
    told |= {"offices": [*rights.units], "groups": [*rights.groups], "subject": rights.subject}
    return await read(db, MINE[rights.sees_all], told | {"now": now, "today": local(now).date()})


async def get(db: AsyncSession, duty_id: int, now: datetime) -> DutyLine:
    """Return a duty as it stands now. Raises Gone where there is none of that id."""
    found = await lines(db, Duty.id == duty_id, state=proofs.standing(now))
    if not found:
        raise Gone
    return found[0]


async def seen_by(db: AsyncSession, duty_id: int, person: Person, rights: Rights, now: datetime) -> DutyLine:
    """Return a duty. Raises Gone where there is none, NotAllowed unless the person owes or oversees it."""
    line = await get(db, duty_id, now)
    if not owes(line, person, rights) and not await oversees(db, line, person, rights, local(now).date()):
        raise NotAllowed
    return line


def _overseen_by(person: Person, rights: Rights, today: date) -> ColumnElement[bool]:
    """Say which duties a person oversees; a principal's or a lead's own are not among them."""
    if rights.sees_all:
        return Duty.id.is_not(None)
    clusters, units = rights.leads | rights.clusters, rights.principal_of | rights.units
    at_school = (
        select(ClusterSchool.unit_id)
        .join(Cluster, Cluster.id == ClusterSchool.cluster_id)
        .where(ClusterSchool.cluster_id.in_(clusters), Cluster.subject.is_(None), terms.holds(ClusterSchool, today))
        .where(Cluster.school_year == newest_year())
    )
    # The statement around may join these tables itself: only its duties are correlated.
    about_meeting = exists().where(Meeting.id == Duty.meeting_id, Meeting.cluster_id.in_(clusters)).correlate(Duty)
    wrote = exists().where(DutyRule.id == Duty.rule_id, DutyRule.cluster_id.in_(clusters)).correlate(Duty)
    my_group = Person.unit_id.in_(rights.groups) & Person.subject.is_not_distinct_from(rights.subject)
    my_people = exists().where(Person.id == Duty.person_id, or_(Person.unit_id.in_(units), my_group)).correlate(Duty)
    led = and_(Duty.cluster_id.is_(None), or_(Duty.unit_id.in_(at_school), about_meeting, wrote))
    others = or_(Duty.person_id.is_(None), Duty.person_id != person.id)
    of_office = or_(Duty.unit_id.in_(rights.units), Duty.cluster_id.in_(rights.clusters))
    return others & or_(led, my_people, of_office)


async def handed_in(
    db: AsyncSession, meeting: Meeting, person: Person, rights: Rights, now: datetime
) -> Sequence[DutyLine]:
    """Return what was handed in about a meeting, its minutes or a video, that a person owed or oversees."""
    kept = (Duty.meeting_id == meeting.id) & or_(Duty.note.is_not(None), Duty.sha.is_not(None))
    theirs = or_(_owed_by(person, rights), _overseen_by(person, rights, local(now).date()))
    return await lines(db, kept, Duty.state == DutyState.DONE, theirs)


async def oversees(db: AsyncSession, line: DutyLine, person: Person, rights: Rights, today: date) -> bool:
    """Say whether a person oversees a duty; nobody oversees what they owe themselves."""
    if owes(line, person, rights):
        return False
    found = select(Duty.id).where(Duty.id == line.id, _overseen_by(person, rights, today))
    return await db.scalar(found) is not None


async def hand_in(
    db: AsyncSession,
    duty_id: int,
    person: Person,
    rights: Rights,
    *,
    note: str = "",
    sha: str | None = None,
    file_name: str | None = None,
    form: dict[str, Any] | None = None,
    now: datetime,
) -> DutyLine:
    """Take what somebody hands in, and close the duty with it.

    Raises NotAllowed for other people's duties, Gone where it is not closed by handing in, Refusal where it is closed
    or only a paper closes it, BadInput for nothing, for too long a text, and for a video that is neither link nor file.
    """
    line, said = await get(db, duty_id, now), nfc(note)
    if not owes(line, person, rights):
        raise NotAllowed
    if line.proof not in HANDED:
        raise Refusal(BY_ITS_PAPER) if line.proof is Proof.PAPER else Gone
    _must_be_open(line)
    if not said and not sha:
        raise BadInput(NOTHING_SENT)
    if len(said) > LONGEST_NOTE:
        raise BadInput(TOO_LONG, letters=len(said), most=LONGEST_NOTE)
    if line.proof is Proof.VIDEO and not sha:
        said = meetings.read_link(said)
    if line.proof is Proof.REPLY:
        await agreed.reply(db, line, said, person.id, now)
    given = {"note": said or None, "sha": sha, "file_name": file_name, "form": form or null(), "reason": None}
    await _close(db, line, DutyState.DONE, person, now, **given)
    await log.note(db, [line.id], DutyEventKind.DONE, now, by_id=person.id)
    await duty_reminders.handed_in_again(db, line.id, now)
    return await get(db, line.id, now)


def _must_be_open(line: DutyLine) -> None:
    if line.state is not DutyState.OPEN:
        raise Refusal(CLOSED)


async def _close(
    db: AsyncSession, line: DutyLine, state: DutyState, person: Person, now: datetime, **said: object
) -> None:
    closed = {"state": state, "closed_at": now, "closed_by_id": person.id, "next_at": None}
    mine = update(Duty).where(Duty.id == line.id, proofs.standing(now) == DutyState.OPEN)
    # The update is guarded by the state: of two transactions that read it as open, one changes a row.
    changed = await db.execute(mine.values(**closed, **said).execution_options(synchronize_session=False))
    if not changed.rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise Refusal(CLOSED)


async def say_read(db: AsyncSession, ids: Iterable[int], person: Person, rights: Rights, now: datetime) -> int:
    """Note that somebody has read of their duties. Idempotent; return for how many it is new."""
    read = (DutyEvent.duty_id == Duty.id, DutyEvent.kind == DutyEventKind.READ, DutyEvent.by_id == person.id)
    fresh = select(Duty.id).where(Duty.id.in_(set(ids)), _owed_by(person, rights), ~exists().where(*read))
    new = (await db.scalars(fresh)).all()
    await log.note(db, new, DutyEventKind.READ, now, by_id=person.id)
    return len(new)


async def excuse(
    db: AsyncSession, duty_id: int, person: Person, rights: Rights, reason: str, *, now: datetime
) -> DutyLine:
    """Let an owner off a duty, for a reason that its history keeps.

    Raises NotAllowed unless the person oversees it, Refusal where it is closed, BadInput for a bad reason.
    """
    line, why = await get(db, duty_id, now), " ".join(nfc(reason).split())
    if not await oversees(db, line, person, rights, local(now).date()):
        raise NotAllowed
    _must_be_open(line)
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise BadInput(BAD_REASON, least=SHORTEST_REASON, most=LONGEST_REASON)
    await _close(db, line, DutyState.EXCUSED, person, now, reason=why)
    await log.note(db, [line.id], DutyEventKind.EXCUSED, now, by_id=person.id, detail=why)
    return await get(db, line.id, now)


async def open_and_overseen(
    db: AsyncSession, ids: Iterable[int], person: Person, rights: Rights, now: datetime
) -> list[DutyLine]:
    """Return the open ones of some duties. Raises NotAllowed where the person oversees none of them."""
    asked, seen = set(ids), _overseen_by(person, rights, local(now).date())
    found = await lines(db, Duty.id.in_(asked), seen, state=proofs.standing(now))
    if asked and not found:
        raise NotAllowed
    return [line for line in found if line.state is DutyState.OPEN and not owes(line, person, rights)]


def check_later(found: Sequence[DutyLine], day: date, today: date) -> None:
    """Raise what `extend` does for open duties that it would find."""
    if day < today:
        raise BadInput(DAY_IS_PAST)
    if day - today > FARTHEST:
        raise BadInput(DAY_TOO_FAR, day=f"{day:%d/%m/%Y}")
    if not found:
        raise Refusal(CLOSED)
    if late := [line.due_on for line in found if line.due_on >= day]:
        raise BadInput(NOT_LATER, day=f"{max(late):%d/%m/%Y}")
    over = [until for line in found if (until := ends(line)) and at(day, time.min) >= until]
    if over:
        raise BadInput(NO_USE_LATER, until=lambda t: t.moment(min(over)))


async def extend(
    db: AsyncSession, ids: Iterable[int], day: date, person: Person, rights: Rights, *, now: datetime
) -> Sequence[DutyLine]:
    """Give the open ones of some duties a later day, and tell their owners.

    Raises NotAllowed unless the person oversees them, Refusal where all are closed, BadInput for a day that has
    passed, is over a year away, is not later for all of them, or of no use for some.
    """
    await lock_name(db, LockName.DUTIES)
    found = await open_and_overseen(db, ids, person, rights, now)
    check_later(found, day, local(now).date())
    await _give(db, found, day)
    still = [line.id for line in found]
    await duty_reminders.look_again(db, now, Duty.id.in_(still))
    await log.note(db, still, DutyEventKind.EXTENDED, now, by_id=person.id, detail=day.isoformat())
    await duty_reminders.extended(db, still, now)
    return await lines(db, Duty.id.in_(still), state=proofs.standing(now))


def ends(line: DutyLine) -> datetime | None:
    """Return the end that no extension may pass, such as a meeting's beginning; None where there is none."""
    if line.meeting and line.proof is Proof.REFLECTED:
        return meetings.reflection_until(line.meeting)
    begins = line.meeting.starts_at if line.meeting else None
    return begins if begins == line.not_after else None


async def _give(db: AsyncSession, found: Iterable[DutyLine], day: date) -> None:
    new = []
    for line in found:
        more, until = day - line.due_on, ends(line)
        last = line.not_after + more
        new.append({"duty": line.id, "more": more.days, "last": min(last, until) if until else last})
    values = {"extra": Duty.extra + bindparam("more"), "not_after": bindparam("last"), "version": Duty.version + 1}
    # Given a list of values the session updates whole entities by primary key; its connection takes any executemany.
    given = update(Duty).where(Duty.id == bindparam("duty")).values(due_on=day, **values)
    await (await db.connection()).execute(given, new)


async def forget(db: AsyncSession, person_id: int) -> set[str]:
    """Erase what somebody handed in for duties of their own; return its digests, which other rows may still use.

    What they handed in for their school or cluster belongs to that and stays.
    """
    theirs = (Duty.person_id == person_id, Duty.sha.is_not(None))
    gone = {sha for sha in await db.scalars(select(Duty.sha).where(*theirs)) if sha}
    nothing = {"note": None, "reason": None, "sha": None, "file_name": None, "form": null()}
    await db.execute(update(Duty).where(Duty.person_id == person_id).values(**nothing))
    of_theirs = DutyEvent.duty_id.in_(select(Duty.id).where(Duty.person_id == person_id))
    told = (DutyEventKind.EXCUSED, DutyEventKind.RETURNED, DutyEventKind.CORRECTED)
    excused = of_theirs & DutyEvent.kind.in_(told)
    await db.execute(update(DutyEvent).where(excused).values(detail="").execution_options(synchronize_session=False))
    return gone


async def history(db: AsyncSession, duty_id: int) -> Sequence[Event]:
    """Return what became of a duty since it was opened, the oldest first."""
    return await log.of(db, duty_id)


def of_this_year(person: Person, rights: Rights, today: date) -> ColumnElement[bool]:
    """Say which duties of this school year a person oversees."""
    return and_(Duty.school_year == str(SchoolYear.of(today)), _overseen_by(person, rights, today))


def owed_this_year(person: Person, rights: Rights, today: date) -> ColumnElement[bool]:
    """Say which duties of this school year a person owes."""
    return and_(Duty.school_year == str(SchoolYear.of(today)), _owed_by(person, rights))


async def standing(db: AsyncSession, rule_id: int, person: Person, rights: Rights, now: datetime) -> Sequence[DutyLine]:
    """Return the duties of one rule and this school year that one oversees: who has not done it first."""
    state, this_year = proofs.standing(now), of_this_year(person, rights, local(now).date())
    found = await lines(db, Duty.rule_id == rule_id, this_year, state != DutyState.VOID, state=state)
    return sorted(found, key=lambda line: line.state is not DutyState.OPEN)


async def of_letter(db: AsyncSession, row_id: int, person_id: int) -> Sequence[int]:
    """Return the ids of the duties of a letter. Raises Gone for other people's letters."""
    row = await db.get(Outbox, row_id)
    if row is None or row.person_id != person_id or row.purpose not in log.SPEAK_OF_DUTIES:
        raise Gone
    return list(log.spoken_of(row.facts))


async def applied(db: AsyncSession, meeting: Meeting, rights: Rights) -> Sequence[str]:
    """Return what people tried in class after a meeting, without names. Raises NotAllowed unless one leads it."""
    rights.must_lead(meeting.cluster_id)
    of_rule = DutyRule.proof == Proof.APPLIED
    texts = select(Duty.note).join(DutyRule, DutyRule.id == Duty.rule_id).where(of_rule, Duty.meeting_id == meeting.id)
    found = await db.scalars(texts.where(Duty.note.is_not(None)).order_by(func.length(Duty.note), Duty.note))
    return [text for text in found if text]
