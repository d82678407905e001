"""A paper that an officer puts in yields duties: those of its sentences that the officer says yes to.

They are rows like those of the library, but for the paper's own number, day and issuer as their basis. A paper of an
office that is neither one's own nor above it gives duties in the own office's name only (`issuing`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.drafts import Draft
from bot.domain.duties import asked as asking
from bot.domain.duties import issuing
from bot.domain.duties.asked import Asked, PaperName
from bot.domain.models import Anchor, DaySource, DutyRule, Owner
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, BadInput, NotAllowed
from bot.vietnamese import fold, local

LONGEST_TITLE = 120
"""Letters of a sentence that stand in lists; the whole of it stands on the card."""
_LEVELS = (
    ("mn", re.compile(r"\b(?:mam non|mn)\b")),
    ("th", re.compile(r"\b(?:tieu hoc|th)\b")),
    ("thcs", re.compile(r"\b(?:trung hoc co so|thcs)\b")),
    ("thpt", re.compile(r"\b(?:trung hoc pho thong|thpt)\b")),
    ("gdtx", re.compile(r"\b(?:giao duc thuong xuyen|gdtx)\b")),
)
PLAN = "Kế hoạch"
"""The kind of paper that is for one school year."""
OF_ANOTHER = N_(
    "This paper is of {issuer}, neither your office nor one above it. What it asks can hold under your own office's "
    "plan only."
)
MAY_OWE = (Owner.SCHOOL, Owner.CLUSTER, Owner.GROUP, Owner.OFFICE)
"""Whom an officer may say that a sentence asks."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A paper with what was read of it, and what an officer has said of its sentences, by their numbers."""

    heading: PaperName
    levels: tuple[str, ...]
    asks: tuple[Asked, ...]
    year: str | None = None
    """The school year that a plan is for, with which all that it asks ends; None for what holds on."""
    over: str = ""
    """The school years that the paper speaks of, where all of them are over."""
    left_out: frozenset[int] = frozenset()
    owners: Mapping[int, Owner] = field(default_factory=dict)
    days: Mapping[int, date] = field(default_factory=dict)

    def rules(self, now: datetime) -> list[DutyRule]:
        """Return the rules that a yes would put in, not yet in any table; negative ids tell them apart.

        A day that is over asks for nothing: it waits for an officer to enter another one.
        """
        return [self.rule(number, now) for number in range(len(self.asks)) if number not in self.left_out]

    def rule(self, number: int, now: datetime) -> DutyRule:
        """Return one of them, whether it is left out or not."""
        one, owner = self.asks[number], self.owners.get(number, self.asks[number].owner)
        anchor, day = one.anchor, one.day
        if owner is not one.owner and anchor not in (Anchor.NONE, Anchor.DAY, Anchor.YEARLY):
            anchor = Anchor.NONE  # only those that it was read of owe something after their meetings
        source = one.day_source if anchor is one.anchor else DaySource.PAPER
        if anchor is Anchor.DAY and day and day < local(now).date():
            anchor, day, source = Anchor.NONE, None, DaySource.PAPER
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
            school_year=self.year,
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
    levels = _levels_in(about) or next(filter(None, (_levels_in(line) for line in _leads_in(draft))), ())
    year = draft.years[0] if heading.kind == PLAN and draft.years else None
    over = draft.years if all(SchoolYear.read(one).ends < today for one in draft.years) else ()
    return Directive(heading, levels, tuple(asking.read(draft, today)), year, ", ".join(sorted(over)))


def _levels_in(words: str) -> tuple[str, ...]:
    return tuple(level for level, pattern in _LEVELS if pattern.search(words))


def _leads_in(draft: Draft) -> Iterator[str]:
    """Give the sentences in which a paper without a title says what it is about."""
    return (words for line in draft.lines if (words := fold(line.text)).endswith("nhu sau:"))


async def standing(db: AsyncSession, directive: Directive, office_id: int | None) -> frozenset[int]:
    """Return the numbers of the sentences that hold already, from when an office put the same paper in before."""
    held = select(DutyRule.basis, DutyRule.sentence, DutyRule.office_id).where(
        DutyRule.code.is_(None),
        DutyRule.paused_at.is_(None),
        or_(DutyRule.scope_id == office_id, DutyRule.scope_id.is_(None)),
    )
    known = {("" if own else basis, sentence.rstrip(".")) for basis, sentence, own in await db.execute(held)}
    said = ((number, one, one.sentence.rstrip(".")) for number, one in enumerate(directive.asks))
    return frozenset(
        number
        for number, one, sentence in said
        if not known.isdisjoint({(directive.heading.basis(one.where), sentence), ("", sentence)})
    )


async def adopt(
    db: AsyncSession,
    rights: Rights,
    directive: Directive,
    now: datetime,
    *,
    office_id: int | None = None,
    in_own_name: bool = False,
) -> Sequence[DutyRule]:
    """Put in the rules of a paper that hold from now on; what holds already is left out. Idempotent.

    They are for what stands below the office, None for everything. Raises NotAllowed unless who asks is an officer of
    it, and BadInput for a paper of another office that is not above it, which can be ordered `in_own_name` only. Duties
    open with the next minute.
    """
    rights.must_oversee()
    today = local(now).date()
    if not (rights.sees_all or (rights.reach and office_id in rights.reach.offices)):
        raise NotAllowed
    if not in_own_name and not await issuing.may_cite(db, office_id, directive.heading.issuer, today):
        raise BadInput(OF_ANOTHER, issuer=directive.heading.issuer)
    await lock_name(db, LockName.DUTIES)
    held = await standing(db, directive, office_id)
    fresh = [rule for rule in directive.rules(now) if -rule.id - 1 not in held]
    own = await issuing.own_name(db, office_id, today) if in_own_name and office_id else None
    for rule in fresh:
        rule.id = None  # type: ignore[assignment] # the table gives it one
        rule.switched_on_at, rule.scope_id = now, office_id
        if own:
            own.take(rule)
    db.add_all(fresh)
    await db.flush()
    return fresh
