"""Interprets a draft: what is certain goes into a proposal, what is not becomes a question.

A meeting has a month and no day until its plan names one or its lead settles it. `propose` is called again with each
answer until no question is left; only then `accept` puts the proposal in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import Draft, Place, TypedMeeting
from bot.domain.models import Form, HowAppointed
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.domain.organisation.units import School, fold_case
from bot.domain.plan.checks import Understood, warnings
from bot.domain.plan.nouns import Core, Group, Note, Planned, Proposal, Repair
from bot.domain.plan.schools import Questions, Schools
from bot.domain.plan.standing import Standing, load, missing
from bot.domain.plan.times import When, read_when
from bot.domain.plan.words import FORMS, NO_ISSUER, cluster_key, issuer, read_form, split_room
from bot.errors import N_, BadInput
from bot.vietnamese import fold, nfc

MOST_GROUPS = 100


async def propose(db: AsyncSession, draft: Draft, year: str, answers: Mapping[str, str] | None = None) -> Proposal:
    """Interpret a draft against the tables; `answers` hold a candidate by the key of its doubt. Writes nothing.

    Raises BadInput for a plan of another year, and for one without meetings and clusters.
    """
    school_year = SchoolYear.read(year)
    standing = await load(db, school_year)
    _check(draft, school_year, standing)
    proposal = _Understanding(draft, school_year, standing, Questions(answers or {})).proposal()
    return replace(proposal, new=missing(proposal, standing).counts())


def _check(draft: Draft, year: SchoolYear, standing: Standing) -> None:
    if draft.years and SchoolYear.read(draft.years[0]) != year:
        raise BadInput(
            N_("The file is a plan of the school year {found}, not of {year}. Please give the right file or year."),
            found=draft.years[0],
            year=str(year),
        )
    if not draft.meetings and not draft.clusters:
        raise BadInput(
            N_(
                "'{title}' has no table of meetings and no list of clusters, so nothing of it goes into the calendar. "
                "Please send the plan whose table says month, cluster or subject, place and content."
            ),
            title=draft.title or "…",
        )
    if not draft.clusters and not standing.clusters:
        raise BadInput(
            N_("The file lists no clusters, such as 'Cụm số 1: … Giao cho trường … làm cụm trưởng'. Please add them.")
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table with what it inherits from the rows above."""

    typed: TypedMeeting
    number: str
    when: When
    group: Group
    content: str
    form: Form

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.when.month


class _Understanding:
    """Interprets one draft."""

    def __init__(self, draft: Draft, year: SchoolYear, standing: Standing, questions: Questions) -> None:
        self._draft = draft
        self._year = year
        self._questions = questions
        self._schools = Schools(draft, standing, questions)
        # While it is open which schools there are, no other question is asked: it may fall away with the answer.
        self._doubts_about_lists = tuple(questions.doubts.values())
        self._groups: dict[str, Group] = {}
        self._repairs: list[Repair] = []
        self._partly: dict[str, Note] = {}

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
            warnings=(*self._schools.warnings, *self._partly.values(), *warnings(understood)),
        )

    def _issuer_repair(self, name: str) -> Iterator[Repair]:
        if not self._draft.issuer:
            yield Repair(Place(0, 1), NO_ISSUER, name, Note(N_("the file has no letterhead")))

    def _read_clusters(self) -> None:
        if not self._draft.clusters:
            self._groups = self._schools.standing_groups()
        for position, typed in enumerate(self._draft.clusters):
            key, name = cluster_key(typed.name), " ".join(nfc(typed.name).split())
            former = self._groups.get(key) or Group(key, name, None, ())
            schools = dict.fromkeys([*former.schools, *self._schools.of_cluster(position)])
            lead = self._schools.find(typed.place, typed.lead, tuple(schools), name) if typed.lead else None
            named = self._draft.leads_by
            by = HowAppointed(named) if named else HowAppointed.GIVEN if lead else None
            self._groups[key] = replace(former, schools=tuple(schools), lead=lead or former.lead, lead_by=by)

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
        number, when, former = "", None, None
        for position, typed in enumerate(self._draft.meetings):
            number = typed.number or number
            if typed.time or position == 0:
                when = self._when(typed)
            elif when and when.days:
                when = self._same_day(typed, when)
            group, form = self._group(typed, former), self._form(typed)
            if when and group and form:
                content = self._content(typed, group, former if former and former.month == when.month else None)
                rows = [_Row(typed, number, one, group, content, form) for one in when.single()]
                former = rows[-1]
                yield from rows

    def _when(self, typed: TypedMeeting) -> When | None:
        reading = read_when(typed.time, self._year, typed.place)
        facts = {"place": typed.place, "typed": typed.time}
        found: When | None = reading.readings[0]
        if len(reading.readings) > 1:
            question = Note(N_("At {place} stands '{typed}'. When is the meeting?"), facts)
            key = f"when|{fold(typed.time) or typed.place}"
            found = self._choose(key, typed.place, typed.time, question, reading.readings)
        if found and reading.rest and typed.time:
            taken = Note(
                N_("At {place} stands '{typed}'. Only '{taken}' is taken; the lead settles the rest."),
                facts | {"taken": found.label},
            )
            self._partly.setdefault(typed.time, taken)
        return found

    def _same_day(self, typed: TypedMeeting, above: When) -> When | None:
        """Ask whether an empty cell means the day above too, or its month alone."""
        question = Note(
            N_("At {place} no day is written; the row above says {day}. Is it the same day?"),
            {"place": typed.place, "day": above.label},
        )
        return self._choose(f"same|{above.label}", typed.place, typed.time, question, (above, When(above.month)))

    def _choose(self, key: str, place: Place, typed: str, question: Note, readings: tuple[When, ...]) -> When | None:
        named = {reading.label: reading for reading in readings}
        answer = self._questions.ask(key, place, typed, question, named)
        return named[answer] if answer else None

    def _group(self, typed: TypedMeeting, former: _Row | None) -> Group | None:
        if not typed.cluster and (group := self._unnamed(typed, former)):
            return group
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

    def _unnamed(self, typed: TypedMeeting, former: _Row | None) -> Group | None:
        """Return whose meeting a row without a cluster is: the plan's only one, or that above where months go on."""
        clusters = [group for group in self._groups.values() if not group.subject]
        if len(clusters) == 1 and not any(row.cluster for row in self._draft.meetings):
            return clusters[0]
        if former is None or not typed.time:
            return None
        why = Note(N_("an empty cell means the cluster above"))
        self._repairs.append(Repair(typed.place, "", former.group.name, why))
        return former.group

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
            host, room = self._host(row)
            if host:
                day = row.when.days[0] if row.when.days else None
                starts_at, ends_at = row.when.on(day) if day else (None, None)
                yield Planned(
                    place=row.typed.place,
                    round=rounds[row.month],
                    month=row.month,
                    group=row.group.key,
                    number=number,
                    host=host,
                    content=row.content,
                    form=row.form,
                    day=day,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    room=room,
                )

    def _host(self, row: _Row) -> tuple[School | None, str]:
        circle = "" if row.group.subject else row.group.name
        name, room = split_room(row.typed.host)
        host = self._schools.find(row.typed.place, name, row.group.schools, circle)
        if host and room:
            why = Note(N_("the room is kept beside the school"))
            self._repairs.append(Repair(row.typed.place, row.typed.host, f"{host.name}; {room}", why))
        return host, room


def _in_order(repair: Repair) -> Place:
    return repair.place


def _rounds(rows: list[_Row]) -> dict[date, int]:
    """Number the months as the plan does; where its numbers do not stand for months, in the order of the year."""
    months = sorted({row.month for row in rows})
    typed = {(row.month, row.number.strip(" .")) for row in rows}
    numbers = {number for _, number in typed}
    # One number a month and one month a number: then the numbers are those of rounds, not of rows.
    if len(typed) == len(numbers) == len(months) and all(_is_number(number) for number in numbers):
        return {month: int(number) for month, number in typed}
    return {month: position for position, month in enumerate(months, start=1)}


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < len("1000")
