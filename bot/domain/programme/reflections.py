"""Reflections: guided questions, one at a time, kept from the first answer on, open until the end of the round.

The questions follow 1315/BGDĐT-GDTH (steps 2 and 3): what pupils did and where they were stuck, never a rating of the
teacher. An answer that only praises is asked again once, gently.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert, one_writer
from bot.domain.models import Answer, Coming, Invitee, Meeting, Person, Reflection, Scope, Viewpoint
from bot.domain.organisation import consents
from bot.domain.organisation.people import Rights
from bot.domain.programme import concerned, meetings, reminders
from bot.entities import Entities
from bot.errors import N_, BadInput, Gone, Refusal
from bot.plain import Plain
from bot.vietnamese import fold, nfc

LONGEST_ANSWER = 9000
"""Two messages of the longest that an app sends: it parts a longer text by itself."""

UNKNOWN_FROM = 3
"""Of fewer handed in on a meeting, who reads them without names may guess whose they are: their writers are told."""

QUESTIONS: dict[Viewpoint, tuple[str, ...]] = {
    Viewpoint.OBSERVER: (
        N_(
            "Which pupil or group did you watch, in which activity, at which minute? "
            "(Please write pupil A, group 2; no pupil's real name.)"
        ),
        N_("How did that pupil or group learn? (What they said and did, their faces, what they made.)"),
        N_("Where did they meet difficulties?"),
        N_("Why? (The task, the question, the time, the materials, relations in the group, what they knew before.)"),
        N_("When were the pupils keen, or when did they not take part?"),
    ),
    Viewpoint.TEACHER: (
        N_("Which aims of the lesson were reached, and which not yet?"),
        N_("What pleases you most about the lesson?"),
        N_("What still troubles you?"),
        N_("Which situations came up that you had not planned for?"),
    ),
    Viewpoint.PREPARE: (
        N_("What are the aims of the lesson: what will pupils know and be able to do?"),
        N_("Which difficulties do you expect pupils to have?"),
        N_("How will those pupils be helped?"),
        N_("Who does what until the demo lesson?"),
    ),
}

TOO_LONG = N_("This answer is too long ({letters} letters). Please shorten it to {most} letters or send the main part.")
CLOSED = N_("Reflections on this meeting were open until {until}; they cannot be changed any more.")
NOT_YET = N_("This meeting has not ended yet. The questions open when it ends.")
NOTHING = N_("There is no answer yet. Please answer at least one question before submitting.")

_PRAISE = re.compile(
    r"(?:(?:co|thay|giao vien|tiet|tiet day|bai|bai day|gio|gio day|day|hoc|rat|kha|qua|la|nay|va|deu|tot|hay|gioi|on|"
    r"tuyet voi|tuyet|dat|thanh cong|ok|good|very|great)\W*)+"
)


def is_only_praise(text: str) -> bool:
    """Say whether an answer is nothing but praise of the teacher ("cô dạy rất hay")."""
    return bool(_PRAISE.fullmatch(fold(text)))


def read_answer(typed: str) -> str:
    """Return an answer in NFC. Raises BadInput where it is too long."""
    text = nfc(typed)
    if len(text) > LONGEST_ANSWER:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST_ANSWER)
    return text


async def of(db: AsyncSession, meeting_id: int, person_id: int) -> Reflection | None:
    """Return a person's reflection on a meeting."""
    return await db.scalar(
        select(Reflection).where(Reflection.meeting_id == meeting_id, Reflection.person_id == person_id)
    )


async def open_for(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> Sequence[Meeting]:
    """Return the meetings one may reflect on now: attended or seated, ended, the round not over; newest first."""
    begun = await meetings.held(db, person, rights, now)
    ids = [meeting.id for meeting in begun if meeting.ends_at and meeting.ends_at <= now <= _until(meeting)]
    there = or_(Invitee.answer == Coming.YES, Invitee.presence.is_not(None))
    mine = set(await db.scalars(select(Invitee.meeting_id).where(Invitee.person_id == person.id, there)))
    return [meeting for meeting in begun if meeting.id in ids and meeting.id in mine]


def _until(meeting: Meeting) -> datetime:
    return meetings.reflection_until(meeting)


async def _must_be_open(db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, now: datetime) -> None:
    await concerned.must_concern(db, meeting, person, rights)
    if meeting.ends_at is None or now < meeting.ends_at:
        raise Refusal(NOT_YET)
    until = _until(meeting)
    if now > until:
        raise Refusal(CLOSED, until=lambda t: t.moment(until))


async def begin(
    db: AsyncSession, person: Person, rights: Rights, meeting: Meeting, viewpoint: Viewpoint, *, now: datetime
) -> Reflection:
    """Start a reflection, or resume the one there is; another viewpoint has other questions, so answers are dropped.

    Raises Gone where the meeting does not concern the person, Refusal before its end and after its round.
    """
    await _must_be_open(db, person, rights, meeting, now)
    await consents.must_allow(db, person, Scope.REFLECTIONS)
    reflection = await of(db, meeting.id, person.id)
    if reflection is None:
        reflection = Reflection(meeting_id=meeting.id, person_id=person.id, viewpoint=viewpoint, begun_at=now)
        db.add(reflection)
        await db.flush()
    elif reflection.viewpoint is not viewpoint:
        await db.execute(delete(Answer).where(Answer.reflection_id == reflection.id))
        reflection.viewpoint = viewpoint
    return reflection


_BY_ID = Entities(select(Reflection).where(Reflection.id == bindparam("reflection_id")))


async def mine(
    db: AsyncSession, person: Person, rights: Rights, reflection_id: int, now: datetime
) -> tuple[Reflection, Meeting]:
    """Return one's own reflection and its meeting. Raises Gone for somebody else's, Refusal where it is closed."""
    reflection = await _BY_ID.first(db, reflection_id=reflection_id)
    if reflection is None or reflection.person_id != person.id:
        raise Gone
    meeting = await meetings.get(db, reflection.meeting_id)
    await _must_be_open(db, person, rights, meeting, now)
    return reflection, meeting


async def answer(db: AsyncSession, reflection: Reflection, question: int, text: str) -> None:
    """Keep an answer; a newer one takes the place of the older."""
    if not 0 <= question < len(QUESTIONS[reflection.viewpoint]):
        raise Gone
    await _kept(db).changed(db, reflection_id=reflection.id, question=question, text=text)


_KEPT: dict[bool, Plain] = {}
"""What writes an answer down, built once for each engine."""


def _kept(db: AsyncSession) -> Plain:
    if one_writer(db) not in _KEPT:
        row = insert(db, Answer).values({name: bindparam(name) for name in ("reflection_id", "question", "text")})
        newest = {"text": row.excluded.text}
        _KEPT[one_writer(db)] = Plain(
            row.on_conflict_do_update(index_elements=["reflection_id", "question"], set_=newest)
        )
    return _KEPT[one_writer(db)]


_ANSWERS = Plain(select(Answer.question, Answer.text).where(Answer.reflection_id == bindparam("reflection_id")))


async def answers(db: AsyncSession, reflection: Reflection) -> dict[int, str]:
    """Return the answers there are, by the place of their question."""
    return dict(await _ANSWERS.rows(db, reflection_id=reflection.id))


async def submit(db: AsyncSession, reflection: Reflection, meeting: Meeting, now: datetime) -> None:
    """Hand a reflection in; it can still be changed. Idempotent. Raises Refusal where it has no answer."""
    if not await answers(db, reflection):
        raise Refusal(NOTHING)
    reflection.submitted_at = reflection.submitted_at or now
    await reminders.close_reflection(db, meeting, reflection.person_id, now)


async def submitted(db: AsyncSession, meeting_id: int) -> int:
    """Count the reflections handed in on a meeting."""
    return (
        await db.scalar(
            select(func.count()).where(Reflection.meeting_id == meeting_id, Reflection.submitted_at.is_not(None))
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class Thought:
    """One answer of a reflection that was handed in, without a name."""

    reflection_id: int
    viewpoint: Viewpoint
    question: int
    text: str


async def thoughts(db: AsyncSession, meeting: Meeting, rights: Rights) -> list[Thought]:
    """Return what was handed in on a meeting, question by question. Raises NotAllowed unless one leads it."""
    rights.must_lead(meeting.cluster_id)
    rows = await db.execute(
        select(Reflection.id, Reflection.viewpoint, Answer.question, Answer.text)
        .join(Answer, Answer.reflection_id == Reflection.id)
        .where(Reflection.meeting_id == meeting.id, Reflection.submitted_at.is_not(None))
        .where(consents.shown(Scope.REFLECTIONS, Reflection.person_id))
        # By length, not by time or person: the order of answers must not tell whose they are.
        .order_by(Reflection.viewpoint, Answer.question, func.length(Answer.text), Answer.text)
    )
    return [Thought(*row) for row in rows]


async def unnamed(db: AsyncSession, meeting: Meeting, rights: Rights) -> dict[Viewpoint, dict[int, list[str]]]:
    """Return the texts of `thoughts` by viewpoint and question."""
    gathered: dict[Viewpoint, dict[int, list[str]]] = {}
    for one in await thoughts(db, meeting, rights):
        gathered.setdefault(one.viewpoint, {}).setdefault(one.question, []).append(one.text)
    return gathered
