"""The roster: whom a school's list names before they have joined, and finding them again when they do.

A name of a school is taken as the plan's are (`units.Directory`), never because it looks alike. A row in doubt is
named and left out; the rest is kept, and a second import of the same list changes nothing.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.drafts import LONGEST_CELL, RosterRow
from bot.domain.models import LongLeave, Person, RosterEntry, Unit, UnitAlias
from bot.domain.organisation import formerly, names, namesakes, schools, suppression, terms, tree
from bot.domain.organisation.people import Rights
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.domain.organisation.units import Directory, HowMatched, Match, School, parse, tidy
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import fold, is_odd, local, nfc

_GENERAL = frozenset({"van hoa", "cac mon van hoa", "cac mon", "nhieu mon", "co ban"})
"""How lists call who teaches a class in most subjects."""
_CLASS = re.compile(
    r"^(?:gvcn|chu nhiem|giao vien chu nhiem|gv chu nhiem|day lop|lop)\b|^\d{1,2} ?[a-h]\d?\b(?! ?[a-z])"
)
_OF_CLASSES = re.compile(r"\s+(?:khối|lớp|khoi|lop)\s+\d[\d\s,;.&+–-]*$", re.IGNORECASE)
"""Behind a subject: "Mĩ thuật khối 1-5"."""
_PRIMARY_CLASS, _LATER_CLASS = re.compile(r"\b[1-5](?!\d)"), re.compile(r"\b(?:[6-9]|1[0-2])(?!\d)")
_LEVELS = {
    **dict.fromkeys(("mn", "mam non", "mau giao", "nha tre"), "mn"),
    **dict.fromkeys(("th", "tieu hoc", "cap 1", "cap i", "1", "i"), "th"),
    **dict.fromkeys(("thcs", "trung hoc co so", "cap 2", "cap ii", "2", "ii"), "thcs"),
    **dict.fromkeys(("thpt", "trung hoc pho thong", "cap 3", "cap iii", "3", "iii"), "thpt"),
}

NO_NAME = N_("There is no name in this row.")
NO_SCHOOL = N_("There is no school in this row.")
UNKNOWN_SCHOOL = N_("'{school}' is no school that is known. Is it one of these: {likely}?")
SCHOOL_TWICE = N_("'{school}' exists twice, so nobody can tell which one is meant.")
UNKNOWN_LEVEL = N_("'{level}' is no level that is known. Please write MN, TH, THCS or THPT.")
CELL_TOO_LONG = N_("A cell of this row has more than {most} letters.")
OTHER_SCHOOL = N_("{school} is not your school. A principal puts in the people of the own school only.")
"""About a row that is of somebody else's school: left out, and nothing to correct."""
ODD_LETTERS = N_("'{text}' has letters that Vietnamese of today has not. Please type it anew.")
NOBODY = N_("There is nobody in this list.")
NOW_CALLED = N_("{former} in the list was read as {school}, as it is today.")


ALIKE = N_("'{known}' of the same school stands already. Is '{name}' the same person?")
"""About two names that differ by a mark that may have been left out."""
KEPT_WITHOUT_SUBJECT = N_("'{subject}' is no subject that is known. The person is kept; which subject is it?")
SAME, TWO = "same", "two"
NO_SUBJECT = "no subject"
MOST_WAYS = 8


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A row that waits for an answer or a correction, and why."""

    row: RosterRow
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    ways: tuple[str, ...] = ()
    """The answers that `take` understands for this row: a school's name, a subject, `SAME` or `TWO`."""
    kept: bool = False
    """Whether the person is on the roster, and only something of them is open."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list."""

    new: int
    known: int
    """Rows that stand already, or twice in the list."""
    doubts: Sequence[LeftOutRow]
    former: Mapping[str, str]
    """By a school's name of before, as the list has it, the name of the school that is meant now."""


@dataclass(frozen=True, slots=True)
class _Entry:
    row: RosterRow
    unit_id: int
    name: str
    subject: str | None
    level: str | None


class _Judge:
    """Says who a row means, from all that stands in the tables."""

    def __init__(self, known: Directory, subjects: Collection[str], own: frozenset[int] | None) -> None:
        self._known = known
        self._subjects = {subject_key(subject): subject for subject in subjects}
        self._own = [school for school in known.schools if own is not None and school.unit_id in own]
        self._anybody = own is None
        self.former: dict[str, str] = {}
        keys = [school.key for school in known.schools]
        self._twice = {key for key in keys if keys.count(key) > 1}

    def entry(self, row: RosterRow, answer: str = "") -> tuple[_Entry, LeftOutRow | None]:
        """Return whom a row means, and what of it is asked. Raises BadInput where that is in doubt."""
        if max(len(cell) for cell in (row.name, row.school, row.subject, row.level)) > LONGEST_CELL:
            raise BadInput(CELL_TOO_LONG, most=LONGEST_CELL)
        if not row.name:
            raise BadInput(NO_NAME)
        if odd := next(filter(is_odd, (row.name, row.school, row.subject)), None):
            raise BadInput(ODD_LETTERS, text=odd)
        school = self._school(row, answer)
        assert school.unit_id
        subject, asked = self._subject(row, answer, primary=_has_primary(school))
        name = names.tidy(row.name)
        return _Entry(row, school.unit_id, name, subject, _level(row, school)), asked

    def _school(self, row: RosterRow, answer: str) -> School:
        # A principal's own school goes before an equal name elsewhere, and need not be written in the list at all.
        if not row.school:
            if len(self._own) != 1:
                raise BadInput(NO_SCHOOL)
            return self._own[0]
        found = self._known.find(row.school, within=self._own)
        if answer and (chosen := next((one for one in _choices(found) if one.name == answer), None)):
            found = Match(HowMatched.EXACT, chosen)
        mine = [school for school in self._own if school.key == parse(row.school).key]
        if len(mine) == 1:
            return mine[0]
        if found.school is None:
            raise _UnknownSchoolError(row.school, found, None if self._anybody else self._own)
        if not self._anybody and found.school not in self._own:
            raise BadInput(OTHER_SCHOOL, school=found.school.name)
        if found.how is not HowMatched.ALIAS and not answer and found.school.key in self._twice:
            raise BadInput(SCHOOL_TWICE, school=row.school)
        if found.how is HowMatched.FORMER:
            self.former[tidy(row.school)] = found.school.name
        return found.school

    def _subject(self, row: RosterRow, answer: str, *, primary: bool) -> tuple[str | None, LeftOutRow | None]:
        """Return the subject, and a question where what is typed is none: the person is kept all the same."""
        if answer == NO_SUBJECT:
            return None, None
        typed = answer if subject_key(answer) in self._subjects else _OF_CLASSES.sub("", row.subject)
        key = subject_key(typed)
        if key in self._subjects:
            return self._subjects[key], None
        # Who has a class of a primary school teaches it most subjects; elsewhere a class says nothing of the subject.
        of_a_class = bool(_CLASS.match(key))
        of_primary = _PRIMARY_CLASS.search(key) or (primary and not _LATER_CLASS.search(key))
        if not key or key in _GENERAL or (of_a_class and of_primary):
            return None, None
        if of_a_class or not known_subject(key):
            ways = (*list(self._subjects.values())[:MOST_WAYS], NO_SUBJECT)
            return None, LeftOutRow(row, KEPT_WITHOUT_SUBJECT, {"subject": typed}, ways, kept=True)
        return " ".join(nfc(typed).split()), None


def _has_primary(school: School) -> bool:
    return not {"mn", "th"}.isdisjoint(school.parts.levels)


class _UnknownSchoolError(BadInput):
    """A school that is not known; somebody may say which of the likely ones is meant."""

    def __init__(self, typed: str, found: Match, among: Collection[School] | None) -> None:
        super().__init__(UNKNOWN_SCHOOL, school=typed, likely=_likely(found))
        self.ways = tuple(school.name for school in _choices(found) if among is None or school in among)


def _choices(found: Match) -> tuple[School, ...]:
    return found.candidates[:MOST_WAYS] if found.how is HowMatched.ASK else ()


def _likely(found: Match) -> str:
    return ", ".join(school.name for school in found.candidates[:3])


def _level(row: RosterRow, school: School) -> str | None:
    typed = fold(row.level).strip(" .")
    if typed:
        if typed not in _LEVELS:
            raise BadInput(UNKNOWN_LEVEL, level=row.level)
        return _LEVELS[typed]
    # A school of one level leaves no doubt.
    return school.parts.only_level


Answers = Mapping[str, str]
"""One of its `ways` for the place of a row."""


async def take(
    db: AsyncSession,
    rights: Rights,
    rows: Sequence[RosterRow],
    now: datetime,
    answers: Answers | None = None,
    *,
    secret: str = "",
) -> Taken:
    """Keep the people of a list whom nothing is in doubt about: officers of any school, principals of their own.

    Who is of a school that is not the principal's is named among the rows left out. Raises NotAllowed for everybody
    else, BadInput for a list of nobody.
    """
    rights.must_head_any()
    if not rows:
        raise BadInput(NOBODY)
    await lock_name(db, LockName.ORGANISATION)
    own = None if rights.sees_all else rights.principal_of | rights.units
    judge = _Judge(await _directory(db, local(now).date()), await schools.subjects(db), own)
    given = answers or {}
    entries: list[_Entry] = []
    doubts: list[LeftOutRow] = []
    for row in rows:
        try:
            entry, asked = judge.entry(row, given.get(row.place, ""))
            entries.append(entry)
            doubts += [asked] if asked else []
        except BadInput as doubt:
            doubts.append(LeftOutRow(row, doubt.sentence, doubt.facts, getattr(doubt, "ways", ())))
    out = await suppression.kept_out_of(db, ((entry.unit_id, entry.name) for entry in entries), secret)
    said = suppression.HAD_THEMSELVES_ERASED
    doubts += [LeftOutRow(one.row, said, {"name": one.name}) for one in entries if (one.unit_id, one.name) in out]
    entries = [one for one in entries if (one.unit_id, one.name) not in out]
    new, alike = await _keep(db, entries, now, given)
    doubts = sorted([*doubts, *alike], key=_by_place)
    return Taken(new=new, known=len(entries) - new - len(alike), doubts=doubts, former=judge.former)


def _by_place(doubt: LeftOutRow) -> tuple[int, int]:
    return doubt.row.sheet, doubt.row.number


async def _directory(db: AsyncSession, today: date) -> Directory:
    standing = select(Unit).where(Unit.kind.in_(tree.SCHOOLS), terms.holds(Unit, today)).order_by(Unit.id)
    known = {unit.id: School(unit.name, unit.id) for unit in await db.scalars(standing)}
    aliases = {one.folded: known[one.unit_id] for one in await db.scalars(select(UnitAlias)) if one.unit_id in known}
    former = formerly.in_a_directory(await formerly.of_schools(db, today), known.values())
    return Directory(known.values(), aliases, former)


async def _keep(
    db: AsyncSession, entries: Sequence[_Entry], now: datetime, answers: Answers
) -> tuple[int, list[LeftOutRow]]:
    """Add who is not there yet; who may be somebody there is returned as a question."""
    units = {entry.unit_id for entry in entries}
    known: dict[tuple[int, str], list[RosterEntry]] = {}
    for one in await db.scalars(select(RosterEntry).where(RosterEntry.unit_id.in_(units)).order_by(RosterEntry.id)):
        known.setdefault((one.unit_id, namesakes.loose_key(one.name)), []).append(one)
    added, doubts = 0, []
    for entry in entries:
        there = known.setdefault((entry.unit_id, namesakes.loose_key(entry.name)), [])
        answer = answers.get(entry.row.place, "")
        if known_one := next((one for one in there if _is_there(entry, one)), None):
            # Whom the school took off and a newer list names is there again.
            known_one.gone_on = None
            continue
        if answer == SAME and there:
            continue
        if open_one := next((one for one in there if answer and _is_to_be_filled(entry, one)), None):
            open_one.subject = entry.subject
            continue
        maybe = next((one.name for one in there if namesakes.compared(one.name, entry.name) == "ask"), None)
        if maybe and answer != TWO:
            doubts.append(LeftOutRow(entry.row, ALIKE, {"known": maybe, "name": entry.name}, (SAME, TWO)))
            continue
        # A list that names somebody twice counts them once.
        about = {"subject": entry.subject, "level": entry.level, "imported_at": now}
        kept = RosterEntry(unit_id=entry.unit_id, name=entry.name, folded=fold(entry.name), **about)
        there.append(kept)
        added += 1
        db.add(kept)
    await db.flush()
    await _recognise(db, units)
    return added, doubts


def _is_there(entry: _Entry, one: RosterEntry) -> bool:
    return one.subject == entry.subject and namesakes.compared(one.name, entry.name) == "same"


def _is_to_be_filled(entry: _Entry, one: RosterEntry) -> bool:
    """Tell an entry that was kept without a subject, about which somebody has just said which it is."""
    return one.subject is None and namesakes.compared(one.name, entry.name) == "same"


async def _recognise(db: AsyncSession, units: Collection[int]) -> None:
    """Tie entries to people who joined before the list came, where there is one of the name on either side."""
    asked = select(RosterEntry).where(RosterEntry.unit_id.in_(units), *waits())
    entries: dict[tuple[int | None, str], list[RosterEntry]] = {}
    for entry in await db.scalars(asked):
        entries.setdefault((entry.unit_id, entry.folded), []).append(entry)
    claimed = select(RosterEntry.person_id).where(RosterEntry.person_id.is_not(None))
    joined = select(Person.unit_id, Person.folded, func.min(Person.id), func.min(Person.name), func.count()).where(
        Person.unit_id.in_(units), Person.erased_at.is_(None), Person.id.not_in(claimed)
    )
    for unit, folded, person, name, number in await db.execute(joined.group_by(Person.unit_id, Person.folded)):
        same = entries.get((unit, folded), [])
        if len(same) == 1 and number == 1 and namesakes.compared(same[0].name, name) == "same":
            same[0].person_id = person
    await _take_leaves_along(db)


def waits() -> tuple[ColumnElement[bool], ...]:
    """Say which names of lists nobody has joined by and the school has not taken off."""
    return RosterEntry.person_id.is_(None), RosterEntry.gone_on.is_(None)


async def _take_leaves_along(db: AsyncSession) -> None:
    """Let the leaves of list names be the leaves of the people who have joined by them."""
    await db.flush()
    joined = select(RosterEntry.id).where(RosterEntry.person_id.is_not(None))
    whose = select(RosterEntry.person_id).where(RosterEntry.id == LongLeave.roster_entry_id).scalar_subquery()
    moved = update(LongLeave).where(LongLeave.roster_entry_id.in_(joined))
    moved = moved.values(person_id=whose, roster_entry_id=None)
    await db.execute(moved.execution_options(synchronize_session=False))


async def candidates(db: AsyncSession, person: Person) -> Sequence[RosterEntry]:
    """Return the entries of the person's school that carry the person's name and that nobody has claimed."""
    mine = select(RosterEntry).where(
        RosterEntry.unit_id == person.unit_id, RosterEntry.folded == person.folded, *waits()
    )
    found = (await db.scalars(mine.order_by(RosterEntry.id))).all()
    return [entry for entry in found if namesakes.compared(entry.name, person.name) != "two people"]


async def claim(db: AsyncSession, person: Person, entry_id: int) -> None:
    """Take subject and level from an entry. Raises Gone unless it is one of the person's `candidates`."""
    entry = next((one for one in await candidates(db, person) if one.id == entry_id), None)
    if entry is None:
        raise Gone
    # Guarded: of two of one name one takes it.
    free = update(RosterEntry).where(RosterEntry.id == entry_id, RosterEntry.person_id.is_(None))
    if not (await db.execute(free.values(person_id=person.id))).rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise Gone
    person.subject, person.level = entry.subject, entry.level
    await _take_leaves_along(db)
