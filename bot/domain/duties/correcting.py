"""Correcting what was just handed in: by an edit of the message, or by a second part that came a moment later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties.ledger import CLOSED, LONGEST_NOTE, NOTHING_SENT, TOO_LONG, get
from bot.domain.duties.lines import DutyLine
from bot.domain.models import Duty, DutyState, Person, Proof
from bot.domain.programme import meetings
from bot.errors import BadInput, Refusal
from bot.vietnamese import nfc

CORRECTED_WITHIN = timedelta(hours=1)
"""Later a superior may have read it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it was, empty where that is not known, and as it is now."""

    before: str
    now: str


async def correct(db: AsyncSession, duty_id: int, person: Person, said: Wording, now: datetime) -> DutyLine:
    """Change what somebody has written while handing in, within `CORRECTED_WITHIN`; what stands beside it stays.

    Raises Refusal where somebody else closed the duty, or that is longer ago; BadInput as `hand_in` does.
    """
    line = await get(db, duty_id, now)
    new, former = nfc(said.now), nfc(said.before)
    text = line.note.replace(former, new, 1) if line.note and former and former in line.note else new
    if not text:
        raise BadInput(NOTHING_SENT)
    if len(text) > LONGEST_NOTE:
        raise BadInput(TOO_LONG, letters=len(text), most=LONGEST_NOTE)
    if line.proof is Proof.VIDEO and not line.sha:
        text = meetings.read_link(text)
    theirs = (Duty.id == line.id, Duty.closed_by_id == person.id, Duty.state == DutyState.DONE)
    fresh = update(Duty).where(*theirs, Duty.closed_at > now - CORRECTED_WITHIN).values(note=text)
    if not (await db.execute(fresh.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise Refusal(CLOSED)
    return await get(db, line.id, now)
