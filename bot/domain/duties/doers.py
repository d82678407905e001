"""Who is meant as the doer of what a meeting agrees on: by name, by school, or by what they are there.

Secretaries write "thư ký", "cụm trưởng", "tổ trưởng trường Na Sang" or "cô Hạnh" and rarely a full name.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Appointment, Assent, Meeting, Part, PartKind, Person, Role, Unit
from bot.domain.organisation import formerly, terms, tree, units
from bot.domain.programme import minutes, parts
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import fold, sort_key

MOST_OFFERED, MOST_FOUND = 8, 100
"""A long list is turned page by page; of more somebody types another word of the name."""
NOBODY = N_("Nobody of this name is in the cluster. Please write a name, a school of the cluster, or choose:")
NOT_HELD = N_("It is not known here who that is: {typed}. Please write a name or a school of the cluster.")

Kind = Literal["person", "unit", "cluster"]


@dataclass(frozen=True, slots=True)
class Doer:
    """Who can be made to do something: a person, a school (its head) or a cluster (its leads)."""

    kind: Kind
    id: int
    name: str


async def offered(db: AsyncSession, meeting: Meeting) -> list[Doer]:
    """Return who is offered before a name is typed: the cluster's leads, and who played a part in the meeting."""
    playing = (Part.meeting_id == meeting.id, Part.assent == Assent.ACCEPTED, Part.kind != PartKind.GUEST)
    asked = select(Person.id, Person.name).join(Part, Part.person_id == Person.id).where(*playing, Person.name != "")
    people = dict((await db.execute(asked.order_by(Part.id))).all())
    return [_leads(meeting), *(Doer("person", number, name) for number, name in people.items())][:MOST_OFFERED]


def _leads(meeting: Meeting) -> Doer:
    return Doer("cluster", meeting.cluster_id, meeting.cluster.name)


async def find(db: AsyncSession, meeting: Meeting, typed: str, today: date) -> list[Doer]:
    """Return the people and schools of a meeting's cluster that something typed means. Raises BadInput for none."""
    words = _GIVES.sub("", " ".join(fold(typed).replace(".", " ").split()))
    for said, finds in _ROLES:
        if role := said.fullmatch(words):
            found = await finds(db, meeting, (role["of"] or "").strip(), today)
            if not found:
                raise BadInput(NOT_HELD, typed=" ".join(typed.split()))
            return found[:MOST_FOUND]
    people = await parts.search(db, meeting, PartKind.SECRETARY, typed, today)
    found = [Doer("person", one.id, one.name) for one in people]
    found += [Doer("unit", one.id, one.name) for one in await _schools(db, meeting, typed, today)]
    if not found:
        raise BadInput(NOBODY)
    return found[:MOST_FOUND]


async def _schools(db: AsyncSession, meeting: Meeting, typed: str, today: date) -> list[Unit]:
    """Return the schools of a meeting's cluster that something typed could name, as they are or were called."""
    wanted, said = fold(typed).removeprefix("truong "), units.parse(typed)
    members = await tree.members(db, meeting.cluster_id, today)
    found = [one for one in members if (wanted and wanted in one.folded) or said.could_be(units.parse(one.name))]
    if found:
        return found
    meant = {one.now.id for one in await formerly.of_schools(db, today) if said.could_be(units.parse(one.name))}
    return [one for one in members if one.id in meant]


async def chosen(db: AsyncSession, meeting: Meeting, kind: str, number: int, today: date) -> Doer:
    """Return a chosen doer. Raises Gone for one that is not of the meeting's cluster."""
    if kind == "cluster" and number == meeting.cluster_id:
        return _leads(meeting)
    schools = {one.id: one.name for one in await tree.members(db, meeting.cluster_id, today)}
    if kind == "unit" and number in schools:
        return Doer("unit", number, schools[number])
    person = await db.get(Person, number) if kind == "person" else None
    playing = {one.id for one in await offered(db, meeting) if one.kind == "person"}
    if person is None or person.erased_at or not (person.unit_id in schools or person.id in playing):
        raise Gone
    return Doer("person", person.id, person.name)


Finds = Callable[[AsyncSession, Meeting, str, date], Awaitable[list[Doer]]]


def _playing(kind: PartKind) -> Finds:
    async def finds(db: AsyncSession, meeting: Meeting, _of: str, today: date) -> list[Doer]:
        """Return who plays a part in the meeting; who is only written in the minutes is looked for by that name."""
        playing = (Part.meeting_id == meeting.id, Part.assent == Assent.ACCEPTED, Part.kind == kind)
        ids = (await db.scalars(select(Part.person_id).where(*playing))).all()
        if not ids and (full := await minutes.read(db, meeting)) and (written := _written(full, kind)):
            people = await parts.search(db, meeting, PartKind.SECRETARY, written, today)
            return [Doer("person", one.id, one.name) for one in people]
        if not ids and kind is PartKind.CHAIR:
            return [_leads(meeting)]
        return await _people(db, ids)

    return finds


def _written(full: minutes.FullMinutes, kind: PartKind) -> str:
    written = {PartKind.SECRETARY: full.secretary_as_written, PartKind.CHAIR: full.chair_as_written}.get(kind, "")
    return re.split(r"[,;(\n]", written)[0].strip()


def _appointed(role: Role) -> Finds:
    async def finds(db: AsyncSession, meeting: Meeting, of: str, today: date) -> list[Doer]:
        """Return who has a role in the cluster or in its schools; of the one school that is named behind it."""
        members = await _schools(db, meeting, of, today) if of else await tree.members(db, meeting.cluster_id, today)
        of_schools = Appointment.unit_id.in_({one.id for one in members})
        place = Appointment.cluster_id == meeting.cluster_id if role is Role.DEPUTY_LEAD else of_schools
        held = select(Appointment.person_id).where(
            Appointment.role == role, place, terms.holds(Appointment, today), Appointment.person_id.is_not(None)
        )
        return await _people(db, (await db.scalars(held)).all())

    return finds


async def _people(db: AsyncSession, ids: Sequence[int | None]) -> list[Doer]:
    asked = select(Person.id, Person.name).where(Person.id.in_(ids), Person.erased_at.is_(None), Person.name != "")
    rows = (await db.execute(asked)).all()
    return [Doer("person", number, name) for number, name in sorted(rows, key=lambda row: sort_key(row[1]))]


async def _lead(_db: AsyncSession, meeting: Meeting, _of: str, _today: date) -> list[Doer]:
    return [_leads(meeting)]


async def _host(_db: AsyncSession, meeting: Meeting, _of: str, _today: date) -> list[Doer]:
    return [Doer("unit", meeting.host_id, meeting.host.name)]


async def _heads(db: AsyncSession, meeting: Meeting, of: str, today: date) -> list[Doer]:
    """Return schools, which stand for their heads: the one that is named, or all of the cluster to choose from."""
    members = await _schools(db, meeting, of, today) if of else await tree.members(db, meeting.cluster_id, today)
    return [Doer("unit", one.id, one.name) for one in members]


_GIVES = re.compile(r"^(?:(?:giao|phan cong|de nghi|cho|do|dong chi|d/c|dc|thay/co|thay co)\s+)+")
_OF = r"(?:\s+(?:cua\s+)?(?:truong\s+)?(?P<of>.+))?"
_NONE = r"(?P<of>)(?: (?:cua )?(?:buoi|cuoc) (?:hop|nay))?"
_WORDS: Mapping[str, Finds] = {
    rf"(?:thu k[yi]|nguoi ghi(?: bien ban)?){_NONE}": _playing(PartKind.SECRETARY),
    rf"(?:chu tri|chu toa|nguoi chu tri){_NONE}": _playing(PartKind.CHAIR),
    rf"(?:(?:nguoi|gv|giao vien|co|thay) day(?: minh hoa)?|day minh hoa){_NONE}": _playing(PartKind.TEACH),
    rf"(?:nguoi )?quay(?: phim| video)?{_NONE}": _playing(PartKind.CAMERA),
    rf"(?:(?:giao vien|gv) )?cot can{_NONE}": _playing(PartKind.CORE),
    r"(?:cum truong|truong cum|ban chu nhiem cum|cum)(?P<of>)(?: (?:cum )?(?:so )?\d+)?": _lead,
    rf"(?:cum pho|pho cum(?: truong)?){_NONE}": _appointed(Role.DEPUTY_LEAD),
    r"(?:truong |don vi )?(?:dang cai|chu nha|to chuc)(?P<of>)": _host,
    rf"(?:thay |co )?(?:hieu truong|ht|bgh|ban giam hieu){_OF}": _heads,
    r"(?:cac truong|moi truong|tat ca cac truong|truong)(?P<of>)": _heads,
    rf"(?:pho hieu truong|pht){_OF}": _appointed(Role.DEPUTY),
    rf"(?:to truong(?: chuyen mon)?|ttcm){_OF}": _appointed(Role.SUBJECT_HEAD),
    rf"van thu{_OF}": _appointed(Role.CLERK),
}
_ROLES = [(re.compile(pattern), finds) for pattern, finds in _WORDS.items()]
