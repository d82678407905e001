"""A paper that goes up for a duty: while the level above has it to decide, nobody is reminded; approved, it is done.

It is for the duty of its sender about the same meeting, round or year, and for no other. Who has sent it up has done
their part: until it is decided the duty stays open past its last hour, and what is late is the decision.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import history
from bot.domain.models import (
    Duty,
    DutyEventKind,
    DutyRule,
    DutyState,
    OfficePaper,
    PaperKind,
    PaperState,
    PaperVersion,
    Proof,
)

BY_A_PAPER = (Proof.PAPER, Proof.HAND_IN)
"""What an approved paper closes; what is handed in elsewhere as well, such as a topic's form, closes there too."""
CLOSES: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.MINUTES: ("001-7", "003-3"),
    PaperKind.REPORT: ("003-4b",),
    PaperKind.NEWS: ("002-5",),
    PaperKind.ROUND: ("001-8",),
    PaperKind.YEAR: ("000-8", "004-7"),
    PaperKind.PLAN: ("001-2a", "001-2b", "003-2", "003-4a"),
    PaperKind.TOPICS: ("000-6",),
    PaperKind.SUPPORT: ("004-3",),
}
"""The codes of the duties that a kind of paper closes once the level above approves it."""
UNDECIDED = (PaperState.SENT, PaperState.RECEIVED)
TO_MEND = timedelta(days=7)
"""How long what comes back at its last hour or later can still be mended and sent up again."""


def _is_for() -> ColumnElement[bool]:
    """Say which open duty a paper is for, of rows that join the three; not one that the tables prove by themselves."""
    kinds = [and_(OfficePaper.kind == kind, DutyRule.code.in_(codes)) for kind, codes in CLOSES.items()]
    of_cluster = and_(OfficePaper.side == "cluster", Duty.cluster_id == OfficePaper.of)
    owner = or_(of_cluster, and_(OfficePaper.side != "cluster", Duty.unit_id == OfficePaper.unit_id))
    return and_(or_(*kinds), DutyRule.proof.in_(BY_A_PAPER), owner, _same(), Duty.state == DutyState.OPEN)


def _same() -> ColumnElement[bool]:
    """Say whether both are about one meeting, else one round, else one school year."""
    number = OfficePaper.number
    year = cast(number, String) + "-" + cast(number + 1, String)
    of_round = and_(Duty.meeting_id.is_(None), Duty.round_id == number)
    of_year = and_(Duty.meeting_id.is_(None), Duty.round_id.is_(None), Duty.school_year == year)
    return or_(Duty.meeting_id == number, of_round, of_year)


_FOR = select(Duty.id).join(DutyRule, DutyRule.id == Duty.rule_id).join(OfficePaper, _is_for())
_OF_PAPER = _FOR.where(OfficePaper.id == bindparam("paper"))
_UNDECIDED = _FOR.join(PaperVersion, PaperVersion.paper_id == OfficePaper.id).where(PaperVersion.state.in_(UNDECIDED))
_WAITING = _UNDECIDED.where(Duty.id.in_(bindparam("duties", expanding=True)))
WAITS: ColumnElement[bool] = Duty.id.in_(_UNDECIDED.correlate(None))
"""Whether an open duty waits for a decision: its paper has gone up, and was not returned."""


async def close(db: AsyncSession, paper: OfficePaper, version: PaperVersion, *, now: datetime) -> int:
    """Close the open duty that a paper is for; return how many were closed."""
    found = (await db.scalars(_OF_PAPER, {"paper": paper.id})).all()
    done = {"state": DutyState.DONE, "closed_at": now, "closed_by_id": version.by_id, "next_at": None}
    done |= {"note": version.file_name, "sha": version.sha, "file_name": version.file_name if version.sha else None}
    # Guarded by the state: of two acts at once, one closes it.
    which = (Duty.id.in_(found), Duty.state == DutyState.OPEN)
    closed = update(Duty).where(*which).values(**done).returning(Duty.id)
    ids = (await db.scalars(closed.execution_options(synchronize_session=False))).all()
    await history.note(db, ids, DutyEventKind.DONE, now, by_id=version.by_id)
    return len(ids)


async def returned(db: AsyncSession, paper: OfficePaper, now: datetime) -> None:
    """Give who sent a paper up the time to mend it, where its duty's last hour has come while it waited."""
    until = now + TO_MEND
    found = (await db.scalars(_OF_PAPER, {"paper": paper.id})).all()
    more = update(Duty).where(Duty.id.in_(found), Duty.state == DutyState.OPEN, Duty.not_after < until)
    await db.execute(more.values(not_after=until, next_at=now).execution_options(synchronize_session=False))


async def waiting(db: AsyncSession, duties: Collection[Duty]) -> set[int]:
    """Return which of some duties wait for a decision: their paper has gone up, and was not returned."""
    asked = [duty.id for duty in duties if duty.rule.code and duty.rule.proof in BY_A_PAPER]
    return set(await db.scalars(_WAITING, {"duties": asked})) if asked else set()
