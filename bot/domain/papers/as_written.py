"""What a meeting's minutes say, for the papers that rest on them: nobody is asked twice for the same words.

An approved version is what holds; while none is, the newest text stands, and what it does not say is asked.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Heading, PartKind
from bot.domain.papers import kinds
from bot.domain.papers.facts import MeetingFacts, Player
from bot.domain.papers.kinds import PaperField
from bot.domain.papers.wording import Answers
from bot.domain.programme import minutes
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


async def of_meeting(db: AsyncSession, facts: MeetingFacts, answers: Answers) -> tuple[MeetingFacts, Answers]:
    """Return a meeting's facts and what was filled in, both as its minutes say where there are any."""
    approval = await minutes.newest_approval(db, facts.meeting.id)
    found = await minutes.read(db, facts.meeting, version=approval.version if approval else None)
    facts = _facts(facts, found) if found else facts
    return _with_answers(facts, answers), {**answers, **(_said(found) if found else {})}


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
    return replace(facts, players=(*chairs, *wrote, *others), starts_at=hours[0], ends_at=hours[1])
