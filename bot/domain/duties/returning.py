"""What was handed in goes back with a sentence, or is handed in anew: both sides are told, and the history keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet
from bot.domain.duties import duty_reminders, history, ledger, proofs
from bot.domain.duties.lines import DutyLine
from bot.domain.models import Appointment, Duty, DutyEventKind, DutyRule, DutyState, Person, Proof
from bot.domain.organisation import reach, terms
from bot.domain.organisation.people import Rights
from bot.domain.programme import meetings
from bot.errors import N_, BadInput, NotAllowed, Refusal
from bot.vietnamese import local, nfc

A_DAY = timedelta(days=1)
TIME_TO_MEND = timedelta(days=3)
"""At least so long its owner has once it is back."""
LONGEST_DETAIL = 300
RETURNABLE = frozenset({Proof.HAND_IN, Proof.VIDEO, Proof.PAPER})
"""What people tried in their own class is read without names, so nobody sends it back to one of them."""

NOT_HANDED_IN = N_("Nothing is handed in here that could be sent back.")
TOO_LATE = N_("The time for this is over; nothing can be changed any more.")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody hands in: a text, a kept file, or both."""

    note: str = ""
    sha: str | None = None
    file_name: str | None = None
    form: Mapping[str, Any] | None = None


async def send_back(
    db: AsyncSession, duty_id: int, person: Person, rights: Rights, sentence: str, *, now: datetime
) -> DutyLine:
    """Send what was handed in back to its owner, who owes it again and is told the sentence.

    Its day stays where there is time enough, else there are three days more. Raises NotAllowed unless the person
    oversees it, Refusal where nothing is handed in and where it is of no use any more, BadInput for a bad sentence.
    """
    await lock_name(db, LockName.DUTIES)
    line, why = await ledger.get(db, duty_id, now), " ".join(nfc(sentence).split())
    if not await ledger.oversees(db, line, person, rights, local(now).date()):
        raise NotAllowed
    if line.state is not DutyState.DONE or line.proof not in RETURNABLE:
        raise Refusal(NOT_HANDED_IN)
    if (until := ledger.ends(line)) and until <= now:
        raise Refusal(TOO_LATE)
    if not ledger.SHORTEST_REASON <= len(why) <= ledger.LONGEST_REASON:
        raise BadInput(ledger.BAD_REASON, least=ledger.SHORTEST_REASON, most=ledger.LONGEST_REASON)
    await _reopen(db, line, why, now)
    await history.note(db, [line.id], DutyEventKind.RETURNED, now, by_id=person.id, detail=why)
    back = await ledger.get(db, line.id, now)
    await duty_reminders.sent_back(db, back.id, person.id, now)
    return back


async def _reopen(db: AsyncSession, line: DutyLine, why: str, now: datetime) -> None:
    when, until = await quiet.read(db), ledger.ends(line)
    day = max(line.due_on, when.workday_after(local(now).date() + TIME_TO_MEND))
    more = day - line.due_on
    last = line.not_after + more
    values: dict[str, Any] = {"due_on": day, "extra": Duty.extra + more.days, "not_after": min(last, until or last)}
    values |= {"state": DutyState.OPEN, "closed_at": None, "closed_by_id": None, "reason": why}
    values |= {"version": Duty.version + 1, "told_until": now, "next_at": now}
    # Guarded: of two superiors who send it back at once, one changes a row.
    mine = update(Duty).where(Duty.id == line.id, Duty.state == DutyState.DONE).values(**values)
    if not (await db.execute(mine.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise Refusal(NOT_HANDED_IN)


def may_change(line: DutyLine, now: datetime) -> bool:
    """Say whether its owner may still hand something else in for what is handed in already."""
    return line.state is DutyState.DONE and line.proof in proofs.HANDED and line.not_after > now


async def hand_in_anew(
    db: AsyncSession, duty_id: int, person: Person, rights: Rights, given: Given, *, now: datetime
) -> DutyLine:
    """Put something else in the place of what was handed in, as long as the duty is of use; what it was is kept.

    Raises NotAllowed for other people's duties, Refusal where nothing is handed in or it is too late, BadInput as
    `ledger.hand_in` does.
    """
    await lock_name(db, LockName.DUTIES)
    line, said = await ledger.get(db, duty_id, now), nfc(given.note)
    if not ledger.owes(line, person, rights):
        raise NotAllowed
    if line.state is not DutyState.DONE or line.proof not in proofs.HANDED:
        raise Refusal(NOT_HANDED_IN)
    if not may_change(line, now):
        raise Refusal(TOO_LATE)
    if not said and not given.sha:
        raise BadInput(ledger.NOTHING_SENT)
    if len(said) > ledger.LONGEST_NOTE:
        raise BadInput(ledger.TOO_LONG, letters=len(said), most=ledger.LONGEST_NOTE)
    if line.proof is Proof.VIDEO and not given.sha:
        said = meetings.read_link(said)
    new: dict[str, Any] = {
        "note": said or None,
        "sha": given.sha,
        "file_name": given.file_name,
        "closed_by_id": person.id,
    }
    new |= {"form": dict(given.form) if given.form else null()}
    mine = update(Duty).where(Duty.id == line.id, Duty.state == DutyState.DONE).values(**new)
    await db.execute(mine.execution_options(synchronize_session=False))
    # What was tried in class is nobody's to read by name, nor is what it was before.
    former = "" if line.proof is Proof.APPLIED else (line.note or line.file_name or "")[:LONGEST_DETAIL]
    await history.note(db, [line.id], DutyEventKind.CORRECTED, now, by_id=person.id, detail=former)
    await duty_reminders.handed_in_again(db, line.id, now, read_by=await _readers(db, line, person, now))
    return await ledger.get(db, line.id, now)


async def _readers(db: AsyncSession, line: DutyLine, person: Person, now: datetime) -> Sequence[int]:
    """Return who has it to read, but the one who hands it in: who wrote the rule, else officers of who ordered it.

    What no office has ordered is read by the officers whose word reaches who owes it. What people tried in their own
    class is nobody's to read by name.
    """
    if line.proof not in RETURNABLE:
        return ()
    today = local(now).date()
    asked = select(DutyRule.author_id, DutyRule.scope_id).where(DutyRule.id == line.rule_id)
    author, office = (await db.execute(asked)).one()
    if author:
        people = [author]
    elif office:
        people = list(await db.scalars(terms.officers(today).where(Appointment.unit_id == office)))
    else:
        people = await reach.overseers(db, today, cluster=line.cluster_id or 0, unit=line.unit_id or 0)
    return [one for one in people if one != person.id]
