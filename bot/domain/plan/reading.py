"""Interprets a draft: what is certain goes into a proposal, what is not becomes a question.

A meeting has a month and no day until its plan names one or its lead settles it. `propose` is called again with each
answer until no question is left; only then `accept` puts the proposal in.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import Draft, Place, TypedMeeting, is_fault
from bot.domain.duties import asked
from bot.domain.models import Form
from bot.domain.organisation.naming import NO_ISSUER, issuer
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.units import School
from bot.domain.plan import whose
from bot.domain.plan.checks import Understood, warnings
from bot.domain.plan.groups import Groups
from bot.domain.plan.nouns import Core, Group, Note, Planned, Proposal, Repair
from bot.domain.plan.schools import Questions, Schools
from bot.domain.plan.standing import Standing, load, missing
from bot.domain.plan.times import When
from bot.domain.plan.whens import Times
from bot.domain.plan.whose import Found
from bot.domain.plan.words import FORMS, read_form, split_room
from bot.errors import N_, BadInput
from bot.vietnamese import fold, is_odd, nfc

MOST_OF_A_LINE = 60
"""Letters by which a paper without a title is named."""

LETTERS = {"Đúng": True, "Không đúng": False}
"""The answers about a file of the time before Unicode."""
OLD_LETTERS = N_(
    "The file is in letters of an old font ({letters}). Please change it to Unicode, save it as .docx and send it "
    "again."
)
A_TABLE = {"Có, là lịch của kế hoạch này": True, "Không, để cả bảng ra ngoài": False}
"""The answers about a table that may be none of the plan's."""


async def propose(
    db: AsyncSession,
    draft: Draft,
    year: str,
    answers: Mapping[str, str] | None = None,
    *,
    standing: Standing | None = None,
    found: Found | None = None,
) -> Proposal:
    """Interpret a draft against the tables; `answers` hold a candidate by the key of its doubt. Writes nothing.

    `standing` is how the year stands and `found` whose plan it is, where that was read already.
    Raises BadInput for a plan of another year, and for one without meetings and clusters.
    """
    school_year = SchoolYear.read(year)
    found = found or await whose.find(db, draft, school_year, answers or {})
    standing = standing or await load(db, school_year, found.of)
    _check(draft, school_year, standing)
    # Thousands of rows take a part of a second, in which others are answered.
    return await asyncio.to_thread(_understand, draft, school_year, standing, found, answers or {})


def _understand(
    draft: Draft, year: SchoolYear, standing: Standing, found: Found, answers: Mapping[str, str]
) -> Proposal:
    proposal = _Understanding(draft, year, standing, found, Questions(answers)).proposal()
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
            title=draft.title or next((line.text[:MOST_OF_A_LINE] for line in draft.lines if line.text), "…"),
        )
    if not draft.clusters and not standing.clusters:
        raise BadInput(
            N_(
                "The file lists no clusters, such as 'Cụm số 1: … Giao cho trường … làm cụm trưởng'. Please name each "
                "cluster with its schools. A cluster's own plan is sent by its lead."
            )
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

    def __init__(self, draft: Draft, year: SchoolYear, standing: Standing, found: Found, questions: Questions) -> None:
        self._draft = draft
        self._found = found
        self._year = year
        self._questions = questions
        self._schools = Schools(draft, standing, questions, found.whose.level)
        # While it is open which schools there are, no other question is asked: it may fall away with the answer.
        self._doubts_about_lists = tuple(questions.doubts.values())
        self._groups = Groups(draft, self._schools, questions, found.whose.level)
        self._times = Times(draft, year, questions)
        self._doubtful = {table.place.table: table for table in draft.doubtful}
        self._repairs: list[Repair] = []
        self._notes: list[Note] = []

    def proposal(self) -> Proposal:
        """Read everything in the order in which one part needs the other."""
        self._ask_letters()
        cores = list(self._read_cores())
        rows = list(self._read_rows())
        rounds = _rounds(rows)
        meetings = list(self._meetings(rows, rounds))
        understood = Understood(self._draft, self._schools.all, list(self._groups.all.values()), cores, meetings)
        number, signed_on = asked.number_and_day(self._draft)
        return Proposal(
            year=str(self._year),
            title=nfc(self._draft.title) or f"Kế hoạch năm học {self._year}",
            whose=self._found.whose,
            schools=self._schools.all,
            groups=tuple(self._groups.all.values()),
            cores=tuple(cores),
            rounds={number: month for month, number in rounds.items()},
            meetings=tuple(meetings),
            aliases=self._schools.aliases,
            renamed=self._schools.renamed,
            repairs=(
                *self._issuer_repair(),
                *sorted(self._repairs + self._groups.repairs + self._schools.repairs, key=_in_order),
            ),
            # Whose plan it is decides what it is compared with: every other question may fall away.
            doubts=self._found.doubts or self._doubts_about_lists or tuple(self._questions.doubts.values()),
            warnings=(
                *self._found.notes,
                *self._schools.warnings,
                *self._notes,
                *self._times.partly.values(),
                *warnings(understood),
            ),
            number=number,
            signed_on=signed_on,
        )

    def _issuer_repair(self) -> Iterator[Repair]:
        if not issuer(self._draft.issuer, self._draft.superior, self._draft.town)[0]:
            taken = self._found.whose.name
            yield Repair(Place(0, 1), self._draft.issuer or NO_ISSUER, taken, Note(N_("the file names no office")))

    def _read_cores(self) -> Iterator[Core]:
        for typed in self._draft.cores:
            school = self._schools.find(typed.place, typed.unit, self._schools.all)
            group = self._groups.subject(typed.subject)
            if school:
                yield Core(" ".join(nfc(typed.teacher).split()), group.key, school)

    def _read_rows(self) -> Iterator[_Row]:
        number, when, former = "", None, None
        dated = Place(0, 0)
        typed_before: dict[TypedMeeting, set[str]] = {}
        for position, typed in enumerate(self._draft.meetings):
            if self._is_no_plan(typed) or self._is_twice(typed, typed_before):
                continue
            self._tell_odd(typed)
            number = typed.number or number
            if typed.time or position == 0:
                when, dated = self._times.when(typed), typed.place
            elif when and when.days:
                when = self._times.same_day(typed, when, dated)
            group, form = self._groups.of(typed), self._form(typed)
            if when and group and form:
                content = self._content(typed, group, former if former and former.month == when.month else None)
                rows = [_Row(typed, number, one, group, content, form) for one in when.single()]
                former = rows[-1]
                yield from rows

    def _ask_letters(self) -> None:
        """Ask whether a file of the time before Unicode was read well. Raises BadInput where it was not."""
        if not self._draft.old_letters:
            return
        first = next((row for row in self._draft.meetings), None)
        sample = " | ".join(filter(None, (first.time, first.host, first.content))) if first else self._draft.title
        question = Note(
            N_("The file is in old letters ({letters}), and was read as: '{sample}'. Is that right?"),
            {"letters": self._draft.old_letters, "sample": sample},
        )
        answer = self._questions.ask("letters|", Place(0, 1), self._draft.old_letters, question, LETTERS)
        if answer and not LETTERS[answer]:
            raise BadInput(OLD_LETTERS, letters=self._draft.old_letters)

    def _tell_odd(self, typed: TypedMeeting) -> None:
        """Tell what is left in letters of no Vietnamese of today: it stands as it is typed, but not in silence."""
        if odd := next(filter(is_odd, (typed.content, typed.host, typed.cluster, typed.time)), None):
            told = N_("At {place} stands '{text}': letters that may be of an old font. Please look at them.")
            self._notes.append(Note(told, {"place": typed.place, "text": odd}))

    def _is_no_plan(self, typed: TypedMeeting) -> bool:
        """Ask about a table that may be none of the plan's; True while it is open, and where it is none."""
        table = self._doubtful.get(typed.place.table)
        if table is None:
            return False
        question = Note(
            N_("Is the table under '{text}' ({place}) part of this plan?"), {"place": table.place, "text": table.text}
        )
        answer = self._questions.ask(f"table|{table.place.table}", table.place, table.text, question, A_TABLE)
        return answer is None or not A_TABLE[answer]

    def _is_twice(self, typed: TypedMeeting, before: dict[TypedMeeting, set[str]]) -> bool:
        """Tell whether a row says the same as one above: it is one meeting, which is told.

        In capitals or not; what it is about in accents or without any, as it comes from a phone.
        """
        if not (typed.time and typed.host and typed.content):
            return False
        said = {name: " ".join(getattr(typed, name).lower().split()) for name in ("time", "cluster", "host", "content")}
        content = said.pop("content")
        same = replace(typed, place=Place(0, 0), number="", content=fold(content), **said)
        contents = before.setdefault(same, set())
        if content in contents or any(fold(one) == one for one in (content, *contents) if contents):
            self._notes.append(
                Note(N_("At {place} stands the same meeting once more. It is kept once."), {"place": typed.place})
            )
            return True
        contents.add(content)
        return False

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
        if is_fault(content):
            told = N_("At {place} stands '{text}', a formula without a result: the topic is left empty.")
            self._notes.append(Note(told, {"place": typed.place, "text": content}))
            return ""
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
                    host=self._schools.host(row.typed.place, host, day, row.month),
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
