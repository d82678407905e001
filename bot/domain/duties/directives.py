"""A paper that an officer puts in yields duties: those of its sentences that the officer says yes to.

They are rows like those of the library, but for the paper's own number, day and issuer as their basis.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.drafts import Draft
from bot.domain.duties import asked as asking
from bot.domain.duties.asked import Asked, PaperName
from bot.domain.models import Anchor, DaySource, DutyRule, Owner
from bot.domain.organisation.people import Rights
from bot.vietnamese import fold

LONGEST_TITLE = 120
"""Letters of a sentence that stand in lists; the whole of it stands on the card."""
_LEVELS = (
    ("mn", re.compile(r"\b(?:mam non|mn)\b")),
    ("th", re.compile(r"\b(?:tieu hoc|th)\b")),
    ("thcs", re.compile(r"\b(?:trung hoc co so|thcs)\b")),
    ("thpt", re.compile(r"\b(?:trung hoc pho thong|thpt)\b")),
    ("gdtx", re.compile(r"\b(?:giao duc thuong xuyen|gdtx)\b")),
)
MAY_OWE = (Owner.SCHOOL, Owner.CLUSTER, Owner.GROUP, Owner.OFFICE)
"""Whom an officer may say that a sentence asks."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A paper with what was read of it, and what an officer has said of its sentences, by their numbers."""

    heading: PaperName
    levels: tuple[str, ...]
    asks: tuple[Asked, ...]
    left_out: frozenset[int] = frozenset()
    owners: Mapping[int, Owner] = field(default_factory=dict)
    days: Mapping[int, date] = field(default_factory=dict)

    def rules(self, now: datetime) -> list[DutyRule]:
        """Return the rules that a yes would put in, not yet in any table; negative ids tell them apart."""
        return [self.rule(number, now) for number in range(len(self.asks)) if number not in self.left_out]

    def rule(self, number: int, now: datetime) -> DutyRule:
        """Return one of them, whether it is left out or not."""
        one, owner = self.asks[number], self.owners.get(number, self.asks[number].owner)
        anchor, day = one.anchor, one.day
        if owner is not one.owner and anchor not in (Anchor.NONE, Anchor.DAY, Anchor.YEARLY):
            anchor = Anchor.NONE  # only those that it was read of owe something after their meetings
        source = one.day_source if anchor is one.anchor else DaySource.PAPER
        if number in self.days:
            anchor, day, source = Anchor.DAY, self.days[number], DaySource.OFFICE
        return DutyRule(
            id=-number - 1,
            title=title(one.sentence),
            basis=self.heading.basis(one.where),
            sentence=one.sentence + "." * (not one.sentence.endswith((".", "…"))),
            owner=owner,
            proof=one.proof,
            anchor=anchor,
            day=day,
            shift=one.shift if anchor is one.anchor else 0,
            lasts=-one.shift if anchor is Anchor.START else 30,
            levels=list(self.levels) or None,
            day_source=source,
            version=0,
            changed_at=now,
        )


def title(sentence: str) -> str:
    """Return what stands in lists for a sentence: its beginning, with a capital."""
    short = sentence if len(sentence) <= LONGEST_TITLE else sentence[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return short[:1].upper() + short[1:]


def read(draft: Draft, issuer: str, today: date) -> Directive:
    """Read what a paper asks and what it is called; its issuer is named by who knows offices, empty for none."""
    heading = asking.heading(draft, issuer)
    about = fold(draft.title)
    levels = tuple(level for level, pattern in _LEVELS if pattern.search(about))
    return Directive(heading, levels, tuple(asking.read(draft, today)))


async def standing(db: AsyncSession, directive: Directive) -> frozenset[int]:
    """Return the numbers of the sentences that hold already, from when the same paper was put in before."""
    held = select(DutyRule.basis, DutyRule.sentence).where(DutyRule.code.is_(None), DutyRule.paused_at.is_(None))
    known = {(basis, sentence.rstrip(".")) for basis, sentence in await db.execute(held)}
    said = enumerate(directive.asks)
    return frozenset(
        number for number, one in said if (directive.heading.basis(one.where), one.sentence.rstrip(".")) in known
    )


async def adopt(db: AsyncSession, rights: Rights, directive: Directive, now: datetime) -> Sequence[DutyRule]:
    """Put in the rules of a paper that hold from now on; what holds already is left out. Idempotent.

    Raises NotAllowed unless who asks is an officer. Duties open with the next minute.
    """
    rights.must_oversee()
    await lock_name(db, LockName.DUTIES)
    held = await standing(db, directive)
    fresh = [rule for rule in directive.rules(now) if -rule.id - 1 not in held]
    for rule in fresh:
        rule.id = None  # type: ignore[assignment] # the table gives it one
        rule.switched_on_at = now
    db.add_all(fresh)
    await db.flush()
    return fresh
