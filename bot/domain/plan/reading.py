"""Understanding a draft: what is found goes into a proposal, what is not becomes a question.

A plan names months only, so every meeting stays without a day until its lead settles one. What cannot be known for
sure becomes a question; `propose` is asked again with the answers until none is left, and only then `accept` keeps it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Form
from bot.domain.plan.checks import Understood, warnings
from bot.domain.plan.nouns import Core, Draft, Group, Note, Place, Planned, Proposal, Repair, TypedMeeting
from bot.domain.plan.schools import Questions, Schools
from bot.domain.plan.standing import Standing, load, missing
from bot.domain.plan.words import (
    FORMS,
    NO_ISSUER,
    SchoolYear,
    cluster_key,
    issuer,
    known_subject,
    read_form,
    read_month,
    subject_key,
)
from bot.domain.units import School, fold_case
from bot.errors import N_, BadInput
from bot.vietnamese import nfc

MOST_GROUPS = 100


async def propose(db: AsyncSession, draft: Draft, year: str, answers: Mapping[str, str] | None = None) -> Proposal:
    """Understand a draft against the tables; `answers` hold a candidate by the key of its doubt. Writes nothing."""
    school_year = SchoolYear.read(year)
    _check(draft, school_year)
    standing = await load(db, school_year)
    proposal = _Reading(draft, school_year, standing, Questions(answers or {})).proposal()
    return replace(proposal, new=missing(proposal, standing).counts())


def _check(draft: Draft, year: SchoolYear) -> None:
    if draft.years and SchoolYear.read(draft.years[0]) != year:
        raise BadInput(
            N_("The file is a plan of the school year {found}, not of {year}. Please give the right file or year."),
            found=draft.years[0],
            year=str(year),
        )
    if not draft.meetings:
        raise BadInput(
            N_("The file has no table of meetings; its columns must say month, cluster or subject, place and content.")
        )
    if not draft.clusters:
        raise BadInput(
            N_("The file lists no clusters, such as 'Cụm số 1: … Giao cho trường … làm cụm trưởng'. Please add them.")
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table with what it inherits from the rows above."""

    typed: TypedMeeting
    number: str
    month: date
    group: Group
    content: str
    form: Form


class _Reading:
    """One draft being understood: what is found goes into the proposal, what is not becomes a question."""

    def __init__(self, draft: Draft, year: SchoolYear, standing: Standing, questions: Questions) -> None:
        self._draft = draft
        self._year = year
        self._standing = standing
        self._questions = questions
        self._schools = Schools(draft, standing, questions)
        # Until it is known which schools there are, every other question may fall away.
        self._doubts_about_lists = tuple(questions.doubts.values())
        self._groups: dict[str, Group] = {}
        self._repairs: list[Repair] = []

    def proposal(self) -> Proposal:
        """Read everything in the order in which one part needs the other."""
        self._read_clusters()
        cores = list(self._read_cores())
        rows = list(self._read_rows())
        rounds = _rounds(rows)
        meetings = list(self._meetings(rows, rounds))
        understood = Understood(self._draft, self._schools.all, list(self._groups.values()), cores, meetings)
        name, kind = issuer(self._draft)
        return Proposal(
            year=str(self._year),
            title=nfc(self._draft.title) or f"Kế hoạch năm học {self._year}",
            issuer=name,
            issuer_kind=kind,
            schools=self._schools.all,
            groups=tuple(self._groups.values()),
            cores=tuple(cores),
            rounds={number: month for month, number in rounds.items()},
            meetings=tuple(meetings),
            aliases=self._schools.aliases,
            repairs=(*self._issuer_repair(name), *sorted(self._repairs + self._schools.repairs, key=_in_order)),
            doubts=self._doubts_about_lists or tuple(self._questions.doubts.values()),
            warnings=(*self._schools.warnings, *warnings(understood, self._standing)),
        )

    def _issuer_repair(self, name: str) -> Iterator[Repair]:
        if not self._draft.issuer:
            yield Repair(Place(0, 1), NO_ISSUER, name, Note(N_("the file has no letterhead")))

    def _read_clusters(self) -> None:
        for position, typed in enumerate(self._draft.clusters):
            key, name = cluster_key(typed.name), " ".join(nfc(typed.name).split())
            former = self._groups.get(key) or Group(key, name, None, ())
            schools = dict.fromkeys([*former.schools, *self._schools.of_cluster(position)])
            lead = self._schools.find(typed.place, typed.lead, tuple(schools), name) if typed.lead else None
            self._groups[key] = replace(former, schools=tuple(schools), lead=lead or former.lead)

    def _read_cores(self) -> Iterator[Core]:
        for typed in self._draft.cores:
            school = self._schools.find(typed.place, typed.unit, self._schools.all)
            group = self._subject_group(typed.subject)
            if school:
                yield Core(" ".join(nfc(typed.teacher).split()), group.key, school)

    def _subject_group(self, typed: str) -> Group:
        name, key = " ".join(nfc(typed).split()), subject_key(typed)
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            raise BadInput(N_("The plan names more than {most} clusters and subjects."), most=MOST_GROUPS)
        return self._groups.setdefault(key, Group(key, name, name, self._schools.all))

    def _read_rows(self) -> Iterator[_Row]:
        number, month, former = "", None, None
        for typed in self._draft.meetings:
            number = typed.number or number
            if typed.time or month is None:
                month = read_month(typed.time, self._year, typed.place)
            group, form = self._group(typed), self._form(typed)
            if group and form:
                content = self._content(typed, group, former if former and former.month == month else None)
                former = _Row(typed, number, month, group, content, form)
                yield former

    def _group(self, typed: TypedMeeting) -> Group | None:
        if group := self._groups.get(cluster_key(typed.cluster)):
            return group
        if group := self._groups.get(subject_key(typed.cluster)):
            if fold_case(group.name) != fold_case(typed.cluster):
                why = Note(N_("it is another way to write the same name"))
                self._repairs.append(Repair(typed.place, typed.cluster, group.name, why))
            return group
        if known_subject(subject_key(typed.cluster)):
            return self._subject_group(typed.cluster)
        names = {group.name: group for group in self._groups.values()}
        question = Note(
            N_("At {place} stands '{typed}'. Which cluster or subject is meant?"),
            {"place": typed.place, "typed": typed.cluster},
        )
        key = f"group|{cluster_key(typed.cluster) or typed.place}"
        answer = self._questions.ask(key, typed.place, typed.cluster, question, names)
        return names[answer] if answer else None

    def _form(self, typed: TypedMeeting) -> Form | None:
        if form := read_form(typed.form):
            return form
        question = Note(
            N_("At {place} stands '{typed}'. How will people attend?"), {"place": typed.place, "typed": typed.form}
        )
        answer = self._questions.ask(f"form|{typed.form}", typed.place, typed.form, question, FORMS)
        return FORMS[answer] if answer else None

    def _content(self, typed: TypedMeeting, group: Group, former: _Row | None) -> str:
        """Return the content; an empty cell of a cluster means that of the cluster above, in the same round."""
        content = nfc(typed.content)
        if content or former is None or group.subject or former.group.subject or not former.content:
            return content
        why = Note(N_("an empty cell means the content of the cluster above"))
        self._repairs.append(Repair(typed.place, "", former.content, why))
        return former.content

    def _meetings(self, rows: list[_Row], rounds: Mapping[date, int]) -> Iterator[Planned]:
        times: dict[tuple[date, str], int] = {}
        for row in rows:
            number = times[row.month, row.group.key] = times.get((row.month, row.group.key), 0) + 1
            host = self._host(row)
            if host:
                yield Planned(
                    place=row.typed.place,
                    round=rounds[row.month],
                    month=row.month,
                    group=row.group.key,
                    number=number,
                    host=host,
                    content=row.content,
                    form=row.form,
                )

    def _host(self, row: _Row) -> School | None:
        circle = "" if row.group.subject else row.group.name
        return self._schools.find(row.typed.place, row.typed.host, row.group.schools, circle)


def _in_order(repair: Repair) -> Place:
    return repair.place


def _rounds(rows: list[_Row]) -> dict[date, int]:
    """Number the months as the plan does; where its numbers do not stand for months, in the order of the year."""
    months = sorted({row.month for row in rows})
    typed = {(row.month, row.number.strip(" .")) for row in rows}
    numbers = {number for _, number in typed}
    if len(typed) == len(numbers) == len(months) and all(_is_number(number) for number in numbers):
        return {month: int(number) for month, number in typed}
    return {month: position for position, month in enumerate(months, start=1)}


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < len("1000")
