"""Who came: the roll call's code, checking in, marking by hand, and the roll of everybody expected."""

import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert, lock
from bot.domain.calendar import settings
from bot.domain.models import (
    ClusterSchool,
    Coming,
    Invitee,
    Mark,
    Meeting,
    MeetingState,
    Person,
    Presence,
    RosterEntry,
    Unit,
    Why,
)
from bot.domain.organisation import capacities, tree
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.organisation.people import Rights
from bot.domain.programme import marks
from bot.domain.programme.marks import CAME
from bot.entities import Entities
from bot.errors import N_, BadInput, Gone, Refusal
from bot.plain import Plain
from bot.typed_numbers import digits_said
from bot.vietnamese import fold, in_order, local, nfc, sort_key

LATE_AFTER = timedelta(minutes=15)
OPENS_BEFORE = timedelta(hours=2)
REMEMBERED = timedelta(days=7)
"""How long a code is told apart from one that never was."""
DIGITS = 5
LONGEST_GUEST = 80
ERASED = "—"
"""Stands for the name of a person who had it erased."""

WRONG_CODE = N_("This code fits no roll call that is open now. Please look at the code on the lead's screen again.")
CODE_OVER = N_("This code was of a meeting whose roll call is over. If you were there, please choose: My meetings.")
LEAD_HAS_SAID = N_("The lead has marked you already: {presence}. If that is not right, please tell the lead.")
TOO_EARLY = N_("The roll call opens 2 hours before the meeting.")
NOT_SETTLED = N_("This meeting has no settled hour, so there is no roll call.")
NO_GUEST = N_("Please write the guest's name in 2 to {most} letters, for example: Nguyễn Văn An, Sở GD&ĐT.")


class LeadHasSaid(Refusal):
    """The lead has marked somebody as not there, who now shows the code."""

    sentence = LEAD_HAS_SAID


async def open_roll(db: AsyncSession, meeting: Meeting, rights: Rights, now: datetime, *, anew: bool = False) -> str:
    """Open a meeting's roll call and return its code; one that is open keeps its code, unless `anew`.

    Raises NotAllowed unless the person leads the meeting, Refusal earlier than two hours before it.
    """
    await must_call(db, meeting, rights, now)
    # A code is typed without naming the meeting, so it must be unique among those that are remembered.
    known = Meeting.code.is_not(None) & (Meeting.ends_at > now - REMEMBERED)
    if meeting.code is None or anew:
        taken = set(await db.scalars(select(Meeting.code).where(known)))
        meeting.code = next(code for code in iter(_new_code, "") if code not in taken)
        meeting.opened_at = meeting.opened_at or now
    return meeting.code


async def must_call(db: AsyncSession, meeting: Meeting, rights: Rights, now: datetime) -> None:
    """Hold a meeting whose roll is called. Raises NotAllowed unless one leads it, Refusal where none is called yet."""
    rights.must_lead(meeting.cluster_id)
    await lock(db, meeting)
    if meeting.state is not MeetingState.SETTLED or meeting.starts_at is None:
        raise Refusal(NOT_SETTLED)
    if now < meeting.starts_at - OPENS_BEFORE:
        raise Refusal(TOO_EARLY)


def _new_code() -> str:
    # Never with a zero in front, which people leave out where they type a number.
    return f"{secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1)}"


_AS_TYPED = re.compile(
    r"/?(?:(?:da|vang|em|toi|thay|co|oi)\s+)*(?:ma diem danh|ma so|ma|code|diem ?danh|nhap)?(?:\s+la)?[\s:.,#-]*"
    r"((?:\d[\s.-]*){5})[\s.,!]*(?:(?:a|nhe|nha|em|co|thay|oi|day)\b[\s.,!]*)*"
)


def read_code(typed: str) -> str | None:
    """Return the code in what was typed ("87 494", "mã 87494.", in words), None where it is something else."""
    found = _AS_TYPED.fullmatch(digits_said(fold(unicodedata.normalize("NFKC", typed[:LONGEST_GUEST]))))
    return re.sub(r"\D", "", found[1]) if found else None


def works_until(meeting: Meeting, grace: int) -> datetime | None:
    """Return until when the code of a meeting checks people in: its end, and the minutes that officers have set."""
    return meeting.ends_at and meeting.ends_at + timedelta(minutes=grace)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """How somebody who showed the code is marked."""

    meeting: Meeting
    presence: Presence
    at: datetime
    guest: bool
    """They are of no school of the meeting's cluster."""


async def check_in(db: AsyncSession, person: Person, typed: str, now: datetime) -> CheckedIn:
    """Mark who scanned or typed the code as present, or late from 15 minutes on. Idempotent.

    Late counts from the meeting's beginning, or from when the code was first shown if that was later. Who was not
    expected walks in. Raises BadInput for a code that opens nothing now, LeadHasSaid where the lead's own mark says
    that they are not there.
    """
    meeting = await _of_code(db, typed, now)
    invitee_id, why = await _walk_in(db, meeting, person)
    known = await marks.newest(db, invitee_id)
    if known and known.presence in CAME:
        return CheckedIn(meeting, known.presence, known.at, why is Why.GUEST)
    if known and known.by_id not in (None, person.id):
        said = marks.PRESENCES[known.presence]
        raise LeadHasSaid(presence=lambda t: t(said))
    assert meeting.starts_at
    begins = max(meeting.starts_at, meeting.opened_at or meeting.starts_at)
    presence = Presence.LATE if now > begins + LATE_AFTER else Presence.PRESENT
    await marks.write_own(db, invitee_id, presence=presence, by_id=person.id, now=now)
    return CheckedIn(meeting, presence, now, why is Why.GUEST)


_OF_CODE = Entities(
    select(Meeting)
    .where(Meeting.code == bindparam("code"), Meeting.state == MeetingState.SETTLED)
    .order_by(Meeting.ends_at.desc())
    .limit(1)
)


async def _of_code(db: AsyncSession, typed: str, now: datetime) -> Meeting:
    code = read_code(typed)
    meeting = await _OF_CODE.first(db, code=code) if code else None
    if meeting:
        # Held until the mark is written: a move in between would void it unseen.
        await lock(db, meeting)
    if meeting is None or meeting.code != code or not meeting.ends_at or meeting.ends_at <= now - REMEMBERED:
        raise BadInput(WRONG_CODE)
    until = works_until(meeting, (await settings.read(db)).grace)
    if meeting.roll_closed_at or until is None or until <= now:
        raise BadInput(CODE_OVER)
    return meeting


_ROW_OF = Plain(
    select(Invitee.id, Invitee.why).where(
        Invitee.meeting_id == bindparam("meeting_id"), Invitee.person_id == bindparam("person_id")
    )
)


async def _walk_in(db: AsyncSession, meeting: Meeting, person: Person) -> tuple[int, Why]:
    """Return the row of who shows the code and why they are expected; written now for somebody who was not."""
    mine = {"meeting_id": meeting.id, "person_id": person.id}
    found = await _ROW_OF.rows(db, **mine)
    if not found:
        why = Why.WALKED_IN if await _of_cluster(db, person, meeting) else Why.GUEST
        who = mine | {"unit_id": person.unit_id, "why": why}
        await db.execute(insert(db, Invitee).values(who).on_conflict_do_nothing())
        found = await _ROW_OF.rows(db, **mine)
    ((number, why),) = found
    return number, why


async def _of_cluster(db: AsyncSession, person: Person, meeting: Meeting) -> bool:
    school = (
        select(ClusterSchool.unit_id)
        .join(Meeting, Meeting.cluster_id == ClusterSchool.cluster_id)
        .where(Meeting.id == meeting.id, ClusterSchool.unit_id == person.unit_id, tree.in_cluster_then())
    )
    return await db.scalar(school.limit(1)) is not None


async def mark(
    db: AsyncSession,
    meeting: Meeting,
    rights: Rights,
    invitee_id: int,
    presence: Presence | None,
    *,
    by: Person,
    now: datetime,
) -> bool:
    """Mark somebody by hand, None to take the mark off; return whether that changed anything.

    Raises NotAllowed unless one leads the meeting, Gone for who is not on its roll.
    """
    which = await _line_of(db, meeting, rights, invitee_id, now)
    return bool(await marks.write(db, *which, presence=presence, by_id=by.id, now=now))


async def left_early(
    db: AsyncSession, meeting: Meeting, rights: Rights, invitee_id: int, *, by: Person, now: datetime
) -> bool:
    """Note that somebody left early, who is present, or stays late. Raises as `mark` does."""
    which = await _line_of(db, meeting, rights, invitee_id, now)
    kind = Invitee.presence.type
    late = Invitee.presence == Presence.LATE
    there = case((late, literal(Presence.LATE, kind)), else_=literal(Presence.PRESENT, kind))
    return bool(await marks.write(db, *which, presence=there, left_early=True, by_id=by.id, now=now))


async def _line_of(
    db: AsyncSession, meeting: Meeting, rights: Rights, invitee_id: int, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    await must_call(db, meeting, rights, now)
    which = (Invitee.id == invitee_id, Invitee.meeting_id == meeting.id)
    if await db.scalar(select(Invitee.id).where(*which)) is None:
        raise Gone
    return which


async def all_present(db: AsyncSession, meeting: Meeting, rights: Rights, *, by: Person, now: datetime) -> int:
    """Mark everybody expected as present who is not marked and has not said that they cannot come; return how many.

    Raises as `mark` does.
    """
    await must_call(db, meeting, rights, now)
    silent = marks.unmarked([meeting.id])
    coming = Invitee.answer.is_distinct_from(Coming.NO)
    return len(await marks.write(db, *silent, coming, presence=Presence.PRESENT, by_id=by.id, now=now))


async def add_guest(
    db: AsyncSession, meeting: Meeting, rights: Rights, typed: str, *, by: Person, now: datetime
) -> int:
    """Put a guest on the roll by name, marked as present, and return the row. The same name again is the same guest.

    Raises as `mark` does, and BadInput for what is no name.
    """
    await must_call(db, meeting, rights, now)
    name = read_guest(typed)
    typed_ones = select(Invitee.id, Invitee.name).where(Invitee.meeting_id == meeting.id, Invitee.name != "")
    known = {fold(one): number for number, one in await db.execute(typed_ones)}
    number = known.get(fold(name))
    if number is None:
        guest = Invitee(meeting_id=meeting.id, name=name, why=Why.GUEST, asked_by_id=by.id)
        db.add(guest)
        await db.flush()
        number = guest.id
    await marks.write(
        db, Invitee.id == number, Invitee.presence.is_(None), presence=Presence.PRESENT, by_id=by.id, now=now
    )
    return number


def read_guest(typed: str) -> str:
    """Return a guest's name as it is kept. Raises BadInput unless it has 2 to 80 letters."""
    name = " ".join(nfc(typed).split())
    if not 1 < len(name) <= LONGEST_GUEST or not any(letter.isalpha() for letter in name):
        raise BadInput(NO_GUEST, most=LONGEST_GUEST)
    return name


@dataclass(frozen=True, slots=True)
class RollLine:
    """One name of a roll call."""

    id: int
    name: str
    school: str
    why: Why
    answer: Coming | None
    presence: Presence | None
    left_early: bool
    subject: str | None
    twin: bool = False
    """Somebody else of the school has the same name: the subject tells them apart."""

    @property
    def counts(self) -> bool:
        """Whether the figures count it (`marks.counts`)."""
        return self.presence is not None or self.why not in marks.UNEXPECTED


def name_of_invitee() -> ColumnElement[str]:
    """Return the name of an `Invitee`, of the tables that `with_names` joins."""
    known = func.coalesce(func.nullif(Person.name, ""), RosterEntry.name, func.nullif(Invitee.name, ""))
    return func.coalesce(known, ERASED)


async def roll(db: AsyncSession, meeting_id: int) -> list[RollLine]:
    """Return everybody expected at a meeting: by school, then by tên as Vietnamese lists are."""
    subject = func.coalesce(Person.subject, RosterEntry.subject)
    about = (Invitee.why, Invitee.answer, Invitee.presence, Invitee.left_early, subject)
    found = await db.execute(
        select(Invitee.id, name_of_invitee(), func.coalesce(Unit.name, ""), *about)
        .outerjoin(Person, Person.id == Invitee.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == Invitee.roster_entry_id)
        .outerjoin(Unit, Unit.id == Invitee.unit_id)
        .where(Invitee.meeting_id == meeting_id)
    )
    lines = sorted((RollLine(*line) for line in found), key=_by_school)
    twice = Counter((line.school, line.name) for line in lines)
    return [replace(line, twin=True) if twice[line.school, line.name] > 1 else line for line in lines]


async def markers(db: AsyncSession, meeting: Meeting) -> list[tuple[str, Capacity | None]]:
    """Return who marked others at a meeting, by tên, and as what."""
    others = Mark.by_id.is_not(None) & Mark.by_id.is_distinct_from(Invitee.person_id)
    asked = select(Mark.by_id, Person.name, func.min(Mark.at)).join(Invitee, Invitee.id == Mark.invitee_id)
    asked = asked.join(Person, Person.id == Mark.by_id).where(Invitee.meeting_id == meeting.id, others)
    found = (await db.execute(asked.group_by(Mark.by_id, Person.name))).all()
    did = {by: Did(by, local(at).date(), cluster=meeting.cluster_id) for by, _, at in found if by}
    acted = await capacities.of(db, did.values())
    named = [(name, acted[did[by]]) for by, name, _ in found if by and name]
    return sorted(named, key=lambda one: sort_key(one[0]))


def _by_school(line: RollLine) -> tuple[object, ...]:
    # Guests without a school come last, and so do those who had their name erased.
    return not line.school, in_order(line.school), line.name == ERASED, sort_key(line.name)


def came_to(*which: ColumnElement[bool]) -> Select[int, int | None]:
    """Select pairs of meeting and person, of the `Meeting`s asked for: who is to be asked about it afterwards.

    Those are who was marked there, and who was to come and never marked.
    """
    known = select(Invitee.meeting_id, Invitee.person_id).where(Invitee.person_id.is_not(None))
    # Not every meeting has a roll call: where nobody was marked, who was to come is believed to have come.
    believed = Invitee.presence.is_(None) & (Invitee.answer == Coming.YES)
    there = known.where(or_(Invitee.presence.in_(CAME), believed))
    return there.where(Invitee.meeting_id.in_(select(Meeting.id).where(*which))) if which else there


async def came(db: AsyncSession, meeting_id: int) -> Sequence[int]:
    """Return who is to be asked about a meeting: who was marked there, and who was to come and never marked."""
    there = came_to(Meeting.id == meeting_id)
    return [person for _meeting, person in await db.execute(there) if person]
