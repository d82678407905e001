"""In whose name something is ordered, and for whose schools: an officer's own office, and the offices above it.

No paper is cited that an office issued which is neither the officer's own nor above it: what such a paper asks can be
ordered by the own office's plan only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Anchor, Appointment, DaySource, DutyRule, Plan, PlanState, Role, Unit, UnitKind
from bot.domain.organisation import naming, terms, tree
from bot.domain.organisation.reach import OFFICES
from bot.domain.organisation.school_year import SchoolYear


async def offices_of(db: AsyncSession, person_id: int, today: date) -> Sequence[Unit]:
    """Return the offices somebody is an officer of today, by name."""
    held = (Appointment.person_id == person_id, Appointment.role == Role.OFFICER, terms.holds(Appointment, today))
    of_office = select(Unit).join(Appointment, Appointment.unit_id == Unit.id).where(*held).distinct()
    return (await db.scalars(of_office.order_by(Unit.name))).all()


async def ordering_office(db: AsyncSession, person_id: int, today: date, issuer: str = "") -> int | None:
    """Return for whose schools an officer orders: the own office; of several the issuer, else the highest one."""
    own = await offices_of(db, person_id, today)
    named = [office for office in own if issuer and naming.may_be_one(office.name, issuer)]
    highest = sorted(named or own, key=lambda office: OFFICES.index(office.kind))
    return highest[0].id if highest else None


async def may_cite(db: AsyncSession, office_id: int | None, issuer: str, today: date) -> bool:
    """Say whether an office may cite a paper as it stands: its own, or of an office above it. No issuer is no other.

    Where nobody has said what stands above, an issuer of a higher kind may be it.
    """
    kind = naming.issuer(issuer, "", "")[1]
    if not issuer or office_id is None or kind is UnitKind.MINISTRY:
        return True
    office: Unit | None = await existing(db, Unit, office_id)
    # As many steps as there are kinds: what stands below itself, which nothing lets in, ends as well.
    for _ in OFFICES:
        if office is None or naming.may_be_one(office.name, issuer):
            break
        above = await tree.parent_of(db, office, today)
        if above is None:
            return OFFICES.index(kind) < OFFICES.index(office.kind)
        office = above
    return office is not None


@dataclass(frozen=True, slots=True)
class OwnName:
    """An office's own order of a school year."""

    office: Unit
    plans: Sequence[Plan]
    year: str

    def basis(self, levels: Sequence[str] | None) -> str:
        """Return what the order for some levels of schooling is called.

        It is the office's plan for these levels where one stands, with its number and day as far as it has any.
        """
        near = [one for one in self.plans if not one.level or not levels or one.level in levels]
        # The plan of that level says it, and one for all levels only where there is none.
        near.sort(key=lambda one: bool(levels) and not one.level)
        return _called(next(iter(near), None), self.office.name, self.year)

    def take(self, rule: DutyRule) -> None:
        """Let a rule of a foreign paper be the office's own: it names no other office, and its day is proposed only."""
        rule.office_id, rule.basis = self.office.id, self.basis(rule.levels)
        rule.title = _LEVEL_GONE.sub("cấp cụm", _OFFICE.sub(self.office.name, rule.title))
        if rule.school_year:
            rule.school_year = self.year  # it was the other plan's
        if rule.day_source is DaySource.PAPER and rule.anchor is not Anchor.NONE:
            rule.day_source = DaySource.OURS


_OFFICE = re.compile(
    r"(?i:\b(?:phòng|sở)\s+(?:giáo dục và đào tạo|giáo dục|gd\s*&\s*đt))"
    r"(?:\s+(?i:huyện|quận|thị xã|thành phố|tỉnh)?\s*[A-ZĐÀ-Ỹ]\w*(?:\s+[A-ZĐÀ-Ỹ]\w*)*)?"
)
_LEVEL_GONE = re.compile(r"\bcấp huyện\b")


async def own_name(db: AsyncSession, office_id: int, today: date) -> OwnName:
    """Return in what name an office orders today."""
    office = await existing(db, Unit, office_id)
    year = str(SchoolYear.of(today))
    stands = (Plan.unit_id == office_id, Plan.cluster_id.is_(None), Plan.state == PlanState.PUBLISHED)
    plans = (await db.scalars(select(Plan).where(*stands, Plan.school_year == year).order_by(Plan.id))).all()
    return OwnName(office, plans, year)


def _called(plan: Plan | None, office: str, year: str) -> str:
    if plan is None:
        return f"kế hoạch của {office}"
    if not plan.number:
        return f"kế hoạch năm học {year} của {office}"
    signed = f" ngày {plan.signed_on:%d/%m/%Y}" if plan.signed_on else ""
    return f"kế hoạch số {plan.number}{signed} của {office}"
