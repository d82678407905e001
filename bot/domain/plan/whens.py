"""When the rows of a plan are: what is certain is taken, and what is not is asked of the row where it stands.

An answer holds for its own row. Where other rows say the same, it may be given for all of them, which are named.
"""

import re
from collections import defaultdict

from bot.domain.drafts import Draft, Place, TypedMeeting
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan.nouns import Note
from bot.domain.plan.schools import Questions
from bot.domain.plan.times import Reading, When, read_when
from bot.errors import N_, BadInput
from bot.vietnamese import fold

FOR_ALL = "{label} – cả dòng {rows}"
_SEMESTER = re.compile(r"\b(?:hoc k[iy]|hk)\s*(i{1,2}|[12])\b")
_IN_YEAR = re.compile(r"(?:\s*/\s*|\s*,?\s*năm\s+)20\d\d\b", re.IGNORECASE)
_FIRST, _LAST, _SECOND = 9, 1, 5
_QUARTER = re.compile(r"\bquy\s*(i{1,3}|iv|[1-4])\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Times:
    """Reads the times of one draft's rows."""

    def __init__(self, draft: Draft, year: SchoolYear, questions: Questions) -> None:
        self._year = year
        self._questions = questions
        self.partly: dict[str, Note] = {}
        """What was taken of a cell that says more, by the cell."""
        self._alike: dict[tuple[int, str], list[Place]] = defaultdict(list)
        for row in draft.meetings:
            if row.time:
                self._alike[row.place.table, fold(row.time)].append(row.place)

    def when(self, typed: TypedMeeting) -> When | None:
        """Return when a row is, None while that is asked."""
        facts = {"place": typed.place, "typed": typed.time}
        try:
            reading = read_when(typed.time, self._year, typed.place)
            question = Note(N_("At {place} stands '{typed}'. When is the meeting?"), facts)
        except BadInput as no:
            reading = Reading((*self._in_this_year(typed), *map(When, self._year.months())), rest=True)
            question = Note(N_("{why} When is the meeting?"), {"why": _refusal(no)})
        readings = self._likely(typed.time, reading.readings)
        found: When | None = readings[0]
        if len(readings) > 1:
            found = self._ask(typed, question, readings)
        if found and reading.rest and typed.time:
            taken = Note(
                N_("At {place} stands '{typed}'. Only '{taken}' is taken; the lead settles the rest."),
                facts | {"taken": found.label},
            )
            self.partly.setdefault(typed.time, taken)
        return found

    def _in_this_year(self, typed: TypedMeeting) -> tuple[When, ...]:
        """Return what the cell would say without its year, which is another one's; nothing where that is no clearer."""
        if not _IN_YEAR.search(typed.time):
            return ()
        try:
            found = read_when(_IN_YEAR.sub("", typed.time), self._year, typed.place).readings
        except BadInput:
            return ()
        return tuple(one for one in found if one.days) if len(found) < len(self._year.months()) else ()

    def _likely(self, typed: str, readings: tuple[When, ...]) -> tuple[When, ...]:
        """Return only the months of a semester or a quarter that the cell names, where no month is written."""
        if len(readings) != len(self._year.months()) or any(reading.days for reading in readings):
            return readings
        text = fold(typed)
        if found := _SEMESTER.search(text):
            first = found[1] in {"i", "1"}
            within = [one for one in readings if (one.month.month >= _FIRST or one.month.month == _LAST) == first]
            return tuple(one for one in within if first or _LAST <= one.month.month <= _SECOND)
        if found := _QUARTER.search(text):
            number = _ROMAN.get(found[1]) or int(found[1])
            return tuple(one for one in readings if (one.month.month - 1) // 3 + 1 == number)
        return readings

    def _ask(self, row: TypedMeeting, question: Note, readings: tuple[When, ...]) -> When | None:
        """Ask for one row; an answer that was given for all rows alike holds here too, unless this one has its own."""
        alike = self._alike[row.place.table, fold(row.time)]
        # Built once, since all rows alike are looked through for each of them.
        time = f"when|{fold(row.time)}|"
        own = f"{time}{_at(row.place)}"
        single = {reading.label: reading for reading in readings}
        for_all: dict[str, When] = {}
        if len(alike) > 1:
            rows = ", ".join(str(place.row) for place in alike)
            for_all = {FOR_ALL.format(label=label, rows=rows): reading for label, reading in single.items()}
            if self._questions.given(own) is None:
                for place in alike:
                    if (given := self._questions.given(f"{time}{_at(place)}")) in for_all:
                        return for_all[given]
        answer = self._questions.ask(own, row.place, row.time, question, single, others=tuple(for_all))
        return (single | for_all)[answer] if answer else None

    def same_day(self, row: TypedMeeting, above: When, dated: Place) -> When | None:
        """Ask whether an empty cell means the day of the row at `dated` too, or its month alone."""
        question = Note(
            N_("At {place} no day is written; the row above says {day}. Is it the same day?"),
            {"place": row.place, "day": above.label},
        )
        named = {reading.label: reading for reading in (above, When(above.month))}
        key = f"same|{above.label}|{dated.table}.{dated.row}"
        answer = self._questions.ask(key, row.place, row.time, question, named)
        return named[answer] if answer else None


def _at(place: Place) -> str:
    return f"{place.table}.{place.row}"


def _refusal(no: BadInput) -> object:
    return lambda t: t.refusal(no)
