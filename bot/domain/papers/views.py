"""Whose paper it is: what somebody may ask for, as an officer, a principal, a lead, or about themselves.

Rights are read from the appointments at every press; what a paper names is cut to what its asker may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Cluster, Invitee, PaperKind, Person, Round, Unit
from bot.domain.organisation import merging
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import heads
from bot.domain.papers.kinds import WantedPaper
from bot.domain.programme import meetings
from bot.errors import N_, Gone, Refusal
from bot.vietnamese import local

NO_ISSUER = N_(
    "Nobody leads this cluster yet, so no school's name can stand above the paper. "
    "Please ask the officer to appoint one."
)
FIRST_YEAR = 2000

Prove = Callable[[str], str]
"""Turns what a confirmation says into the address that says whether it is genuine; empty where none is public."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with what they may do, and when."""

    person: Person
    rights: Rights
    now: datetime
    prove: Prove

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local(self.now).date()


@dataclass(frozen=True, slots=True)
class View:
    """Whose view a paper has, once that was checked."""

    unit_id: int
    year: SchoolYear
    schools: frozenset[int] | None = None
    """The schools whose people it names; None for all."""
    cluster: Cluster | None = None


async def view_of(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> View:
    """Return whose view it is. Raises NotAllowed, Gone, and Refusal where nobody's name can stand above it."""
    year = await _year(db, asker, wanted)
    if wanted.kind in (PaperKind.CONFIRMATION, PaperKind.TRAINING):
        return View(await _own_school(db, asker, wanted), year)
    if wanted.side == "office":
        asker.rights.must_oversee()
        unit = await heads.office(db, asker.person.id, asker.today) or asker.person.unit_id
        if unit is None:
            raise Gone
        return View(unit, year)
    if wanted.side == "school":
        # Who does a school's duties without writing its papers makes those that close them, and no others.
        if not (wanted.about.closes and wanted.of in asker.rights.does_for):
            asker.rights.must_write(wanted.of)
        await existing(db, Unit, wanted.of)
        return View(wanted.of, year, frozenset(await merging.with_merged(db, {wanted.of}, asker.today)))
    cluster_id = (await meetings.get(db, wanted.number)).cluster_id if wanted.about.scope == "meeting" else wanted.of
    asker.rights.must_write_for(cluster_id)
    cluster = await existing(db, Cluster, cluster_id)
    unit = await heads.issuer(db, cluster_id, asker.today)
    if unit is None:
        raise Refusal(NO_ISSUER)
    return View(unit, year, cluster=cluster)


async def _year(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> SchoolYear:
    if wanted.about.scope == "meeting":
        return SchoolYear.read((await meetings.get(db, wanted.number)).cluster.school_year)
    if wanted.about.scope == "round":
        return SchoolYear.of((await existing(db, Round, wanted.number)).month)
    if not FIRST_YEAR < wanted.number <= SchoolYear.of(asker.today).first + 1:
        raise Gone
    return SchoolYear(wanted.number)


async def _own_school(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> int:
    """Return the school that confirms something of a person: to themselves, and to who heads it."""
    if wanted.kind is PaperKind.CONFIRMATION:
        row = await existing(db, Invitee, wanted.of)
        if row.meeting_id != wanted.number:
            raise Gone
        person_id, unit = row.person_id, row.unit_id
    else:
        person = await existing(db, Person, wanted.of)
        person_id, unit = person.id, person.unit_id
    if unit is None:
        raise Gone
    if person_id != asker.person.id:
        asker.rights.must_write(unit)
    return unit
