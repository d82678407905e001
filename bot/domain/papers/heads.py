"""The head of a unit's papers: superior body, name, letters of numbers, place, recipients, signer; asked once and kept.

What nobody has typed yet is taken from the organisation where it stands there for sure, and is a gap otherwise. Since
1 July 2025 a primary or lower secondary school stands under its commune; only upper secondary ones under the Sở.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, insert
from bot.domain.models import Appointment, PaperHead, Person, Role, Unit, UnitKind
from bot.domain.organisation import former_names, founding, terms, tree, units
from bot.domain.organisation.people import Rights
from bot.domain.papers.paper import PaperTop, Signature, known
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.vietnamese import fold, nfc

OFFICES_ENDED = date(2025, 7, 1)
"""From this day on there are no Phòng Giáo dục và Đào tạo of districts (Luật 72/2025/QH15)."""
LONGEST = {"above": 100, "body": 120, "letters": 15, "place": 40, "recipients": 400, "post": 40, "signer": 60}
LABELS = {
    "above": "cơ quan chủ quản",
    "body": "tên cơ quan",
    "letters": "chữ viết tắt tên cơ quan",
    "place": "nơi ký",
    "post": "chức vụ người ký",
    "signer": "họ tên người ký",
}
"""What a gap of each is called on paper."""
ASKED = tuple(LABELS)
"""In this order they are asked; recipients are never missing."""

TOO_LONG = N_("Please write this in 2 to {most} letters.")
NO_OFFICE_NOW = N_(
    "Since 1 July 2025 there are no district offices of education. Please write the commune, for example: "
    "UBND xã Na Sang."
)
ONLY_UPPER = N_(
    "Only upper secondary schools stand directly under the Sở. Please write the commune, for example: UBND xã Na Sang."
)
BAD_LETTERS = N_("Please write 2 to {most} letters without spaces, for example: THNS.")

_SAYS_WHAT_IT_IS = re.compile(r"(?:truong|trung tam|tt|phan hieu|diem|co so)\b|ttgd")
_DISTRICT = re.compile(r"\bphong (?:giao duc|gd)|\bpgd")
_UPPER = re.compile(r"\bthpt\b|trung hoc pho thong|\bgdtx\b|\bgdnn\b|giao duc (?:thuong xuyen|nghe nghiep)|\bptdtnt\b")
_COMMUNE = re.compile(r"^(?:ubnd|ủy ban nhân dân)?\s*(?:xã|phường|đặc khu|thị trấn)\s+", re.IGNORECASE)
_LETTERS = re.compile(r"[A-ZĐÀ-Ỵ0-9&-]{2,15}")


@dataclass(frozen=True, slots=True)
class HeadOfUnit:
    """What stands above and below a unit's papers; empty for what is not known."""

    unit_id: int
    unit: str
    above: str = ""
    body: str = ""
    letters: str = ""
    place: str = ""
    recipients: str = ""
    post: str = ""
    signer: str = ""

    def missing(self) -> list[str]:
        """Return the names of what is not known, in the order in which it is asked."""
        return [name for name in ASKED if not getattr(self, name)]

    def top(self, letters: str, day: date | None) -> PaperTop:
        """Return what stands above a paper of some kind, signed on a day; no letters mean no number line."""
        number = f"{letters}-{known(self.letters, LABELS['letters'])}" if letters else ""
        return self._top(number, day)

    def letter_top(self, day: date) -> PaperTop:
        """Return what stands above a công văn: its number has the body's letters alone."""
        return self._top(known(self.letters, LABELS["letters"]), day)

    def _top(self, number: str, day: date | None) -> PaperTop:
        above, body = known(self.above, LABELS["above"]), known(self.body, LABELS["body"])
        return PaperTop(above, body, number, known(self.place, LABELS["place"]), day)

    def minutes_top(self) -> PaperTop:
        """Return the same for minutes, which have no line of place and day (Mẫu 1.9)."""
        return replace(self.top("BB", None), place="")

    def signature(self) -> Signature:
        """Return who signs for the unit."""
        return Signature(known(self.post, LABELS["post"]), known(self.signer, LABELS["signer"]))

    def sent_to(self, *first: str, file: str = "VT") -> tuple[str, ...]:
        """Return the recipients: the paper's own, the unit's, and where it is filed."""
        own = [line.strip(" -;.") for line in self.recipients.splitlines() if line.strip(" -;.")]
        return (*first, *own, f"Lưu: {file}")


async def of(db: AsyncSession, unit_id: int, today: date, *, named_on: date | None = None) -> HeadOfUnit:
    """Return a unit's head as it stands, with the name of a day if that is another. Raises Gone for an unknown unit."""
    unit = await existing(db, Unit, unit_id)
    kept = await db.get(PaperHead, unit_id, populate_existing=True)
    called = (await former_names.names_on(db, [unit_id], named_on))[unit_id] if named_on else unit.name
    head = await _by_itself(db, unit, called, today)
    typed = {name: getattr(kept, name) for name in LONGEST if called == unit.name or name != "body"} if kept else {}
    return replace(head, **{name: value for name, value in typed.items() if value})


async def _by_itself(db: AsyncSession, unit: Unit, called: str, today: date) -> HeadOfUnit:
    """Return what the organisation says for sure."""
    school = unit.kind in tree.SCHOOLS
    centre = unit.kind is UnitKind.CENTRE or founding.teaching_kind(unit.name) is UnitKind.CENTRE
    parent = await tree.parent_of(db, unit, today)
    if unit.kind in (UnitKind.BRANCH, UnitKind.SITE) and parent:
        parent = await tree.parent_of(db, parent, today)
    above, place = _above(unit, parent, today)
    heads = terms.heading(today)
    asked = select(Person.name).join(heads, heads.c.person_id == Person.id).where(heads.c.unit_id == unit.id)
    names = (await db.scalars(asked.where(Person.name != ""))).all() if school else []
    return HeadOfUnit(
        unit.id,
        called,
        above=above,
        body=with_kind(called) if school else called,
        place=place,
        post=("Giám đốc" if centre else "Hiệu trưởng") if school else "",
        signer=names[0] if len(names) == 1 else "",
    )


def with_kind(called: str) -> str:
    """Return how a paper calls what teaches: "Trường TH Na Sang"; what says itself what it is stays as it is."""
    return called if _SAYS_WHAT_IT_IS.match(fold(called)) else f"Trường {called}"


def _above(unit: Unit, parent: Unit | None, today: date) -> tuple[str, str]:
    """Return the superior body and the place, each empty where the organisation does not say it for sure."""
    if parent is None:
        return "", ""
    if parent.kind is UnitKind.COMMUNE:
        bare = _COMMUNE.sub("", parent.name)
        return (parent.name if fold(parent.name).startswith("ubnd") else f"UBND {parent.name}"), bare
    ended = parent.kind is UnitKind.OFFICE and (today >= OFFICES_ENDED and bool(_DISTRICT.search(fold(parent.name))))
    too_high = parent.kind is UnitKind.DEPARTMENT and unit.kind in tree.SCHOOLS and not is_upper(unit.name)
    place = _COMMUNE.sub("", parent.name) if _COMMUNE.match(parent.name) else ""
    return ("" if ended or too_high else parent.name), place


def is_upper(school: str) -> bool:
    """Say whether a school may stand directly under the Sở, by its name: THPT, centres, boarding schools."""
    return bool(_UPPER.search(fold(school)))


def read(name: str, typed: str, unit: str, today: date) -> str:
    """Return what was typed for a field as it is kept. Raises BadInput for what no paper may say."""
    if name not in LONGEST:
        raise Gone
    said = nfc(typed) if name == "recipients" else " ".join(nfc(typed).split())
    if not 1 < len(said) <= LONGEST[name]:
        raise BadInput(TOO_LONG, most=LONGEST[name])
    folded = fold(said)
    if name == "letters":
        said = said.upper()
        if not _LETTERS.fullmatch(said):
            raise BadInput(BAD_LETTERS, most=LONGEST[name])
    if name in ("above", "body") and today >= OFFICES_ENDED and _DISTRICT.search(folded):
        raise BadInput(NO_OFFICE_NOW)
    if name == "above" and folded.startswith("so ") and units.parse(unit).levels and not is_upper(unit):
        raise BadInput(ONLY_UPPER)
    return said


async def keep(
    db: AsyncSession, rights: Rights, unit_id: int, name: str, typed: str, *, by: Person, today: date, now: datetime
) -> HeadOfUnit:
    """Keep what was typed for a field of a unit's head; the newest holds. Raises NotAllowed, BadInput, Gone."""
    unit = await existing(db, Unit, unit_id)
    await must_write(db, rights, unit_id, today)
    said = {name: read(name, typed, unit.name, today), "by_id": by.id, "changed_at": now}
    row = insert(db, PaperHead).values(unit_id=unit_id, **said)
    await db.execute(row.on_conflict_do_update(index_elements=["unit_id"], set_=said))
    return await of(db, unit_id, today)


async def must_write(db: AsyncSession, rights: Rights, unit_id: int, today: date) -> None:
    """Raise NotAllowed unless papers of this unit are somebody's to write: they head it, or lead a cluster for it."""
    if rights.may_write(unit_id):
        return
    if unit_id not in {await issuer(db, cluster, today) for cluster in sorted(rights.does_for_clusters)}:
        raise NotAllowed


async def written_by(db: AsyncSession, person: Person, rights: Rights, today: date) -> Sequence[Unit]:
    """Return the units whose papers somebody writes: their school, the schools that lead for them, their office."""
    led = [await issuer(db, cluster, today) for cluster in sorted(rights.does_for_clusters)]
    found = {one for one in led if one} | rights.papers_of
    if rights.officer and (own := await office(db, person.id, today)):
        found = found | {own}
    if not found:
        raise NotAllowed
    return (await db.scalars(select(Unit).where(Unit.id.in_(found)).order_by(Unit.folded))).all()


async def issuer(db: AsyncSession, cluster_id: int, today: date) -> int | None:
    """Return the unit whose head a cluster's papers bear: the school that leads it, else the school of who does.

    A cluster has no seal of its own: with a stamp a paper is the lead school's, with that school's number.
    """
    led = (Appointment.cluster_id == cluster_id, Appointment.role.in_(terms.LEADING), terms.holds(Appointment, today))
    own = func.coalesce(Person.unit_id, Appointment.unit_id)
    asked = select(Appointment.holder_unit_id, own).outerjoin(Person, Person.id == Appointment.person_id)
    rows = (await db.execute(asked.where(*led).order_by(Appointment.holder_unit_id.is_(None), Appointment.id))).all()
    return next((school or own for school, own in rows if school or own), None)


async def office(db: AsyncSession, person_id: int, today: date) -> int | None:
    """Return the unit that an officer is appointed in."""
    held = (Appointment.person_id == person_id, Appointment.role == Role.OFFICER, terms.holds(Appointment, today))
    return await db.scalar(select(Appointment.unit_id).where(*held, Appointment.unit_id.is_not(None)).limit(1))
