"""What a confirmation says, signed, so that a page can say whether the paper is genuine.

The token holds the very words that stand on the paper and their signature: the page shows only what the paper says,
also years later, and tells nobody anything about anybody else. All that is looked up is whether the roll still says it:
of a mark that was put right since, the paper proves nothing any more.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Invitee, Person
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import wording
from bot.domain.papers.facts import MeetingFacts, RollEntry
from bot.domain.programme import marks, my_meetings
from bot.signing import is_signed, sign

SIGNATURE = 24
LONGEST = 900
"""Letters of a token: a longer code would be too fine to scan from paper."""
LONGEST_NAME = 80
ROW = "#"
"""Before the last line of what is signed: which row of the tables it rests on; no paper shows it."""

Standing = Literal["holds", "withdrawn", "gone"]


@dataclass(frozen=True, slots=True)
class ProvenPaper:
    """What a genuine paper says, and what it rests on."""

    lines: tuple[str, ...]
    row: str = ""


def of_meeting(facts: MeetingFacts, one: RollEntry, today: date) -> str:
    """Return what a confirmation about one meeting says, a line each."""
    meeting = facts.meeting
    said = (
        one.name[:LONGEST_NAME],
        one.school[:LONGEST_NAME],
        f"Đã tham gia sinh hoạt chuyên môn {wording.called(meeting)}",
        wording.hour(facts),
        facts.host[:LONGEST_NAME],
        f"Lập ngày {today:%d/%m/%Y}",
        f"{ROW}{one.invitee_id}",
    )
    return "\n".join(said)


def of_year(person: Person, school: str, year: SchoolYear, came: int, today: date) -> str:
    """Return what a confirmation about a year says, a line each."""
    said = f"Đã tham gia {came} buổi sinh hoạt chuyên môn theo cụm trường, năm học {year}"
    row = f"{ROW}{person.id}.{year.first}.{came}"
    return "\n".join((person.name[:LONGEST_NAME], school[:LONGEST_NAME], said, f"Lập ngày {today:%d/%m/%Y}", row))


def token(said: str, secret: str) -> str:
    """Return the words and their signature, as an address carries them."""
    facts = urlsafe_b64encode(said.encode()).rstrip(b"=").decode()
    return f"{facts}.{sign(f'paper:{facts}', secret, digits=SIGNATURE)}"


def read(given: str, secret: str) -> ProvenPaper | None:
    """Return what a paper says, or None where this token is none of ours."""
    facts, _, signature = given.partition(".")
    if len(given) > LONGEST or not is_signed(signature, f"paper:{facts}", secret, digits=SIGNATURE):
        return None
    try:
        *lines, last = urlsafe_b64decode(facts + "=" * (-len(facts) % 4)).decode().split("\n")
    except (Error, ValueError):
        return None
    return ProvenPaper(tuple(lines), last[1:]) if last.startswith(ROW) else ProvenPaper((*lines, last))


async def standing(db: AsyncSession, proof: ProvenPaper, now: datetime) -> Standing:
    """Say whether the roll still says what a paper says, or nothing any more, of somebody who was erased.

    Papers of before this was kept hold.
    """
    match [int(one) for one in proof.row.split(".") if one.isdigit()]:
        case [invitee]:
            asked = select(Invitee.presence).outerjoin(Person, Person.id == Invitee.person_id)
            row = (await db.execute(asked.where(Invitee.id == invitee, Person.erased_at.is_(None)))).first()
            if row is None:
                return "gone"
            return "holds" if row.presence in marks.CAME else "withdrawn"
        case [person_id, first, came]:
            known = select(Person.id).where(Person.id == person_id, Person.erased_at.is_(None))
            if await db.scalar(known) is None:
                return "gone"
            found = await my_meetings.of(db, person_id, SchoolYear(first).span, now)
            return "holds" if sum(one.came for one in found) >= came else "withdrawn"
        case _:
            return "holds"
