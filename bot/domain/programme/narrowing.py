"""Narrowing a meeting: so many of each school, some schools, some people; without it everybody whom it concerns.

Whoever has said that they come stays expected. What was chosen is kept with the meeting; who that is by name is written
by `programme.invitees`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import ChosenSchool, Coming, Expects, Invitee, Meeting, MeetingState, Person, Unit, Why
from bot.domain.organisation import called, tree
from bot.domain.organisation.people import Rights
from bot.domain.programme import invitations, invitees, spared
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import fold, local, nfc, sort_key

MOST_OF_A_SCHOOL = 99
LONGEST_QUOTA = 80
_NUMBER = re.compile(r"(?<!lop )(?<!khoi )(?<!\d)(?:\d{1,2} ?(?:-|–|den|toi) ?)?(\d{1,3})(?!\d)")
"""Of "2-3" the most counts."""
_WHO = r"(?:nguoi|ng|gv|giao vien|thay co|thay|co|dong chi|dc|dai dien|suat)"
_FEW = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
_MANY = rf"(?<![\d/.:])(?:\d{{1,2}}(?: ?(?:-|–|den|toi) ?\d{{1,2}})?|{'|'.join(_FEW)})(?![\d/.:hg])"
_MORE = r"(?: (?:lop|khoi) \d)?(?: ?\+ ?\d{1,2} ?\w+)*"
_OF_EACH = re.compile(
    rf"\bmoi truong(?: (?:cu|di|gui|la|lay|moi|toi da|khoang|tam))*[ :]*(?P<behind>{_MANY} ?{_WHO}?\b{_MORE})"
    rf"|(?P<before>{_MANY} ?{_WHO}{_MORE})(?: ?/ ?|(?: (?:cua|cho|tu))? (?:moi|mot|1) )truong\b"
)
_EACH = re.compile(r"^m[ỗo]i tr[ườuo]+ng\s*(?:c[ửu]\s+)?[:,]?\s*", re.IGNORECASE)
"""What goes without saying, since it is asked of each school."""

NO_QUOTA = N_("Please write how many people each school sends, for example: 2 GV lớp 4 + 1 CBQL.")
NO_SCHOOL = N_("Please choose at least one school.")
UNKNOWN_NAME = N_("Nobody of this cluster who has joined is called '{name}'. Please write the full name.")
SEVERAL = N_("'{name}' may be {names}. Please write the full name.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a meeting is to expect."""

    expects: Expects = Expects.EVERYBODY
    quota: str = ""
    number: int | None = None
    """How many of each school."""
    ids: tuple[int, ...] = ()
    """The schools, or the people."""


def read_quota(typed: str) -> Chosen:
    """Return what each school is asked to send: all numbers but those of classes ("2 GV lớp 4 + 1 CBQL" is three).

    Raises BadInput where no number of people is in it, or more than a hundred.
    """
    quota = _EACH.sub("", " ".join(nfc(typed).split()))
    folded = fold(quota)
    number = sum(map(int, _NUMBER.findall(folded))) or _FEW.get(folded.partition(" ")[0], 0)
    if not 1 <= number <= MOST_OF_A_SCHOOL or len(quota) > LONGEST_QUOTA:
        raise BadInput(NO_QUOTA)
    return Chosen(Expects.NUMBERS, quota, number)


def find_quota(typed: str) -> tuple[str, str]:
    """Return what a sentence says each school sends ("mỗi trường 4 người", "2 GV/trường"), and the sentence without it.

    It was not said where the first is empty.
    """
    text = " ".join(nfc(typed).split())
    found = _OF_EACH.search(fold(text))
    if found is None:
        return "", text
    group = "behind" if found["behind"] else "before"
    said = text[found.start(group) : found.end(group)]
    return said.strip(), " ".join((text[: found.start()] + text[found.end() :]).split())


async def schools(db: AsyncSession, meeting: Meeting, now: datetime) -> Sequence[Unit]:
    """Return the schools that may be chosen."""
    day = meeting.on_day or max(meeting.month, local(now).date())
    return await tree.members(db, meeting.cluster_id, day)


async def read_people(db: AsyncSession, meeting: Meeting, typed: str, now: datetime) -> list[Person]:
    """Return whom typed names mean. Raises BadInput where one is nobody of the cluster, or may be several."""
    here = [school.id for school in await schools(db, meeting, now)]
    known = (await db.scalars(select(Person).where(Person.unit_id.in_(here), Person.erased_at.is_(None)))).all()
    found: dict[int, Person] = {}
    for meant in called.read(typed, known, lambda one: one.name):
        if not meant.found:
            raise BadInput(UNKNOWN_NAME, name=meant.said)
        if len(meant.found) > 1:
            raise BadInput(SEVERAL, name=meant.said, names=", ".join(one.name for one in meant.found))
        found[meant.found[0].id] = meant.found[0]
    return sorted(found.values(), key=lambda one: sort_key(one.name))


async def stands(db: AsyncSession, meeting: Meeting) -> Chosen:
    """Return whom a meeting expects now."""
    ids: Collection[int] = ()
    if meeting.expects is Expects.SCHOOLS:
        ids = (await db.scalars(select(ChosenSchool.unit_id).where(ChosenSchool.meeting_id == meeting.id))).all()
    if meeting.expects is Expects.PEOPLE:
        by_name = (Invitee.meeting_id == meeting.id, Invitee.why == Why.CHOSEN, Invitee.asked_by_id.is_not(None))
        ids = [one for one in await db.scalars(select(Invitee.person_id).where(*by_name)) if one]
    return Chosen(meeting.expects, meeting.quota, meeting.quota_number, tuple(sorted(ids)))


async def narrow(
    db: AsyncSession, meeting: Meeting, rights: Rights, chosen: Chosen, *, by: Person, now: datetime
) -> None:
    """Let a meeting expect whom its lead has chosen, and nobody else; idempotent.

    Whoever calls this settles the meeting as well, and so holds its row. Raises NotAllowed unless one leads it, Gone
    for a school that is not of the cluster.
    """
    rights.must_lead(meeting.cluster_id)
    if chosen == await stands(db, meeting):
        return
    here, before = {school.id for school in await schools(db, meeting, now)}, await spared.told(db, meeting)
    if chosen.expects is Expects.SCHOOLS and not here >= {*chosen.ids}:
        raise Gone
    meeting.expects, meeting.quota, meeting.quota_number = chosen.expects, chosen.quota, chosen.number
    await db.execute(delete(ChosenSchool).where(ChosenSchool.meeting_id == meeting.id))
    if chosen.expects is Expects.SCHOOLS and chosen.ids:
        rows = [{"meeting_id": meeting.id, "unit_id": one} for one in chosen.ids]
        await db.execute(insert(db, ChosenSchool), rows)
    await _by_name(db, meeting, chosen, by)
    await db.flush()
    if meeting.state is MeetingState.SETTLED or meeting.only_day:
        await invitees.write(db, meeting, now)
        await spared.tell(db, meeting, before, now)
        await invitations.ask_heads(db, meeting, now)


async def _by_name(db: AsyncSession, meeting: Meeting, chosen: Chosen, by: Person) -> None:
    """Put in who was chosen by name and take out who was; whoever has said that they come stays in either case."""
    of_meeting = Invitee.meeting_id == meeting.id
    named = chosen.ids if chosen.expects is Expects.PEOPLE else ()
    former = (of_meeting, Invitee.why == Why.CHOSEN, Invitee.answer.is_(None), ~invitees.spoken_of())
    out = delete(Invitee).where(*former, Invitee.asked_by_id.is_not(None), Invitee.person_id.not_in(named))
    await db.execute(out.execution_options(synchronize_session=False))
    stays = (Invitee.answer.in_((Coming.YES, Coming.WAITING))) & Invitee.why.in_((Why.CONCERNED, Why.CHOSEN))
    kept = update(Invitee).where(of_meeting, stays | Invitee.person_id.in_(named), Invitee.asked_by_id.is_(None))
    as_chosen = {"why": Why.CHOSEN, "asked_by_id": by.id}
    if chosen.expects is not Expects.EVERYBODY:
        await db.execute(kept.values(as_chosen).execution_options(synchronize_session=False))
    people = (await db.scalars(select(Person).where(Person.id.in_(named), Person.erased_at.is_(None)))).all()
    rows = [as_chosen | {"meeting_id": meeting.id, "person_id": one.id, "unit_id": one.unit_id} for one in people]
    if rows:
        await db.execute(insert(db, Invitee).on_conflict_do_nothing(), rows)
