"""A paper that the level above has approved closes the duty of its sender that it is for, and no other."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import history
from bot.domain.models import (
    Duty,
    DutyEventKind,
    DutyRule,
    DutyState,
    OfficePaper,
    PaperVersion,
    Proof,
)
from bot.domain.organisation.school_year import SchoolYear

BY_A_PAPER = (Proof.PAPER, Proof.HAND_IN)
"""What an approved paper closes; what is handed in elsewhere as well, such as a topic's form, closes there too."""


async def close(
    db: AsyncSession, paper: OfficePaper, version: PaperVersion, *, codes: Collection[str], scope: str, now: datetime
) -> int:
    """Close the open duty of the paper's unit or cluster about the same meeting, round or year; return how many.

    Not what the tables prove: that closes by itself.
    """
    rules = select(DutyRule.id).where(DutyRule.code.in_(codes), DutyRule.proof.in_(BY_A_PAPER))
    owner = Duty.cluster_id == paper.of if paper.side == "cluster" else Duty.unit_id == paper.unit_id
    which = (Duty.rule_id.in_(rules), owner, _same(paper, scope), Duty.state == DutyState.OPEN)
    done = {"state": DutyState.DONE, "closed_at": now, "closed_by_id": version.by_id, "next_at": None}
    done |= {"note": version.file_name, "sha": version.sha, "file_name": version.file_name if version.sha else None}
    closed = update(Duty).where(*which).values(**done).returning(Duty.id)
    ids = (await db.scalars(closed.execution_options(synchronize_session=False))).all()
    await history.note(db, ids, DutyEventKind.DONE, now, by_id=version.by_id)
    return len(ids)


def _same(paper: OfficePaper, scope: str) -> ColumnElement[bool]:
    if scope == "meeting":
        return Duty.meeting_id == paper.number
    if scope == "round":
        return Duty.round_id == paper.number
    return Duty.school_year == str(SchoolYear(paper.number))
