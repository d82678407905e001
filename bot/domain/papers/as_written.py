"""What a meeting's minutes say, for the papers that rest on them: nobody is asked twice for the same words.

An approved version is what holds; while none is, the newest text stands, and what it does not say is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Heading, Meeting, OfficePaper, PartKind
from bot.domain.papers import kinds
from bot.domain.papers.facts import MeetingFacts, Player
from bot.domain.papers.kinds import PaperField
from bot.domain.papers.views import Asker
from bot.domain.papers.wording import Answers
from bot.domain.programme import lesson_steps, meetings, minute_taking, minutes
from bot.domain.programme.minute_taking import Writer
from bot.domain.programme.minutes import FullMinutes

STEPS: Mapping[Heading, str] = {
    Heading.PREPARE: "Xây dựng bài học minh họa",
    Heading.TEACH: "Dạy minh họa và dự giờ",
    Heading.DISCUSS: "Phân tích bài học",
    Heading.APPLY: "Vận dụng vào bài học hằng ngày",
}
"""The steps of 1315/BGDĐT-GDTH."""
HEADINGS: Mapping[Heading, PaperField] = {
    Heading.STRENGTHS: kinds.STRENGTHS,
    Heading.WEAKNESSES: kinds.LIMITS,
    Heading.CONCLUSION: kinds.CONCLUSION,
    Heading.REQUESTS: kinds.PROPOSALS,
    Heading.NEXT: kinds.NEXT,
}

KEPT_UNDER: Mapping[str, Heading] = {
    kinds.CHAIR.name: Heading.CHAIR,
    kinds.SECRETARY.name: Heading.SECRETARY,
    kinds.COVERED.name: Heading.STEPS,
    kinds.PREPARE.name: Heading.PREPARE,
    kinds.TEACH.name: Heading.TEACH,
    kinds.DISCUSS.name: Heading.DISCUSS,
    kinds.APPLY.name: Heading.APPLY,
    **{field.name: heading for heading, field in HEADINGS.items()},
}
"""Under which heading an answer to what the paper of the minutes lacks is kept: the minutes are its one home."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What the minutes' paper asks for, and what their newest text says of it."""

    fields: tuple[PaperField, ...]
    answers: Answers
    waits: bool
    """Something was written after the version that was approved, and holds once it is approved as well."""


async def writing(db: AsyncSession, meeting_id: int) -> Writing:
    """Return what is asked for the paper of a meeting's minutes: of the steps only those that the meeting covers.

    While nobody has said which these are, that is asked instead of them.
    """
    meeting = await meetings.get(db, meeting_id)
    found, approval = await minutes.read(db, meeting), await minutes.newest_approval(db, meeting_id)
    told = {name: found.text(heading) for name, heading in KEPT_UNDER.items()} if found else {}
    of_stage = minutes.STEPS[meeting.stage] if meeting.stage else ()
    covered = (found.steps if found else of_stage) or (Heading.STEPS,)
    others = {*STEPS, Heading.STEPS} - {*covered}
    fields = [field for field in kinds.WRITTEN if KEPT_UNDER[field.name] not in others]
    waits = bool(found and approval and found.newest > approval.version)
    answers = {name: text for name, text in told.items() if text and name != kinds.COVERED.name}
    return Writing((kinds.TOPIC, *fields), answers, waits)


async def write(db: AsyncSession, asker: Asker, meeting_id: int, name: str, typed: str) -> None:
    """Keep an answer in the minutes. Raises as `minute_taking.write` does, BadInput for a long or an empty text."""
    writer = Writer(await meetings.get(db, meeting_id), asker.person, asker.rights, asker.now)
    heading = KEPT_UNDER[name]
    if heading is Heading.STEPS:
        await minute_taking.set_steps(db, writer, lesson_steps.read(typed))
    else:
        one = heading in (Heading.CHAIR, Heading.SECRETARY)
        await minute_taking.write(db, writer, heading, minute_taking.read_text(typed), replaces=one)


async def of_meeting(db: AsyncSession, facts: MeetingFacts, answers: Answers) -> tuple[MeetingFacts, Answers]:
    """Return a meeting's facts and what was filled in, both as its minutes say where there are any."""
    approval = await minutes.newest_approval(db, facts.meeting.id)
    found = await minutes.read(db, facts.meeting, version=approval.version if approval else None)
    facts = _facts(facts, found) if found else facts
    facts = replace(facts, topic=facts.topic or await _topic(db, facts.meeting, answers))
    return _with_answers(facts, answers), {**answers, **(_said(found) if found else {})}


async def _topic(db: AsyncSession, meeting: Meeting, answers: Answers) -> str:
    """Return what a meeting is about as somebody filled it in, in this paper or in another one of it."""
    if own := answers.get(kinds.TOPIC.name):
        return own
    of = [kind for kind, about in kinds.KINDS.items() if about.scope == "meeting"]
    others = select(OfficePaper.answers).where(OfficePaper.number == meeting.id, OfficePaper.kind.in_(of))
    said = [one.get(kinds.TOPIC.name) for one in await db.scalars(others.order_by(OfficePaper.id))]
    return next((f"{one}" for one in said if one), "")


def _with_answers(facts: MeetingFacts, answers: Answers) -> MeetingFacts:
    """Return the facts with who chairs and writes as somebody filled it in, where neither parts nor minutes say."""
    typed = ((PartKind.CHAIR, kinds.CHAIR), (PartKind.SECRETARY, kinds.SECRETARY))
    more = [Player(kind, answers[one.name], "") for kind, one in typed if one.name in answers and not facts.who(kind)]
    return replace(facts, players=(*facts.players, *more))


def _said(found: FullMinutes) -> dict[str, str]:
    told = {field.name: found.text(heading) for heading, field in HEADINGS.items()}
    steps = [f"{name}: {_in_one(found.text(step))}" for step, name in STEPS.items() if found.text(step)]
    return {name: said for name, said in {**told, kinds.COURSE.name: "\n".join(steps)}.items() if said}


def _in_one(text: str) -> str:
    return "; ".join(line.strip(" -;.") for line in text.splitlines() if line.strip(" -;."))


def _facts(facts: MeetingFacts, found: FullMinutes) -> MeetingFacts:
    others = [one for one in facts.players if one.kind not in (PartKind.CHAIR, PartKind.SECRETARY)]
    chairs = [Player(PartKind.CHAIR, one.name, one.school) for one in found.chairs]
    wrote = [Player(PartKind.SECRETARY, one.name, one.school) for one in found.secretaries]
    if found.chair_as_written:
        chairs = [Player(PartKind.CHAIR, found.chair_as_written, "")]
    if found.secretary_as_written:
        wrote = [Player(PartKind.SECRETARY, found.secretary_as_written, "")]
    hours = (found.starts_at or facts.starts_at, found.ends_at or facts.ends_at)
    steps = found.steps if found.steps_said else ()
    return replace(facts, players=(*chairs, *wrote, *others), starts_at=hours[0], ends_at=hours[1], steps=steps)
