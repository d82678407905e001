"""The topics of lesson study that schools register: name, subject, time and who; they stand with their duty."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Deadline, Moments
from bot.domain.duties import ledger, returning, rules
from bot.domain.duties.lines import DutyLine
from bot.domain.duties.returning import Given
from bot.domain.models import DutyState, Person, Proof
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import FIRST_MONTH, MONTHS, SchoolYear
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.errors import N_, BadInput, Refusal
from bot.vietnamese import fold, in_order, local, nfc

FIELDS = ("title", "subject", "held", "who")
"""In the order they are asked for."""
SHORTEST, LONGEST_SUBJECT, LONGEST_WHO = 2, 60, 100

NO_TIME = N_("Please write a day or a month that is still to come, for example: tháng 12, or 10/12.")
NO_SUBJECT = N_("Please write the subject in at most {most} letters, for example: Toán.")
NO_NAME = N_("Please write who teaches or carries it out, in at most {most} letters.")
DAY_IS_OVER = N_("The day for registering is over. Please ask the officer for more time.")

_ASKS = re.compile(r"\bdang k[iy]\b.*\bchuyen de\b|\bchuyen de\b.*\bdang k[iy]\b")
_LABELS = {
    "title": re.compile(r"^\W*(?:ten chuyen de|chuyen de|ten)\s*:\s*"),
    "subject": re.compile(r"^\W*(?:mon hoc|mon)\s*:\s*"),
    "held": re.compile(r"^\W*(?:thoi gian thuc hien|thoi gian|ngay|khi nao)\s*:\s*"),
    "who": re.compile(r"^\W*(?:nguoi (?:day|thuc hien|phu trach)|giao vien|gv|ai)\s*:\s*"),
}
_MONTH = re.compile(
    r"^\W*(?:(?:trong )?thang |t)?0?(\d{1,2})(?:\s*[/.-]\s*|\s+nam\s+)(20\d\d)\W*$|^\W*(?:thang |t)0?(\d{1,2})\W*$"
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One registered topic; every field as it is shown."""

    title: str
    subject: str
    held: str
    """A day ("10/12/2026") or a month ("12/2026")."""
    who: str

    @property
    def in_one(self) -> str:
        """Return it in one line, as it stands in the duty's note."""
        return f"{self.title} – {self.subject} – {self.held} – {self.who}"


@cache
def asked_for(title: str, sentence: str) -> bool:
    """Say whether a rule's own words ask schools to register a topic."""
    return bool(_ASKS.search(fold(title)) or _ASKS.search(fold(sentence)))


def asks(line: DutyLine) -> bool:
    """Say whether a duty is done by registering a topic."""
    return line.proof is Proof.HAND_IN and asked_for(line.title, line.sentence)


def of(line: DutyLine) -> Theme | None:
    """Return the topic that a duty was done with; None where something else was handed in."""
    return Theme(**line.form) if line.form else None


def read_field(name: str, typed: str, today: date) -> str:
    """Return what was typed for a field. Raises BadInput for what is none."""
    text = " ".join(nfc(typed).split()).strip(" ;")
    if name == "title":
        return rules.read_title(text)
    if name == "held":
        return _held(text, today)
    most, sentence = (LONGEST_SUBJECT, NO_SUBJECT) if name == "subject" else (LONGEST_WHO, NO_NAME)
    if not SHORTEST <= len(text) <= most or reader.is_only_a_time(text):
        raise BadInput(sentence, most=most)
    return text


def _held(text: str, today: date) -> str:
    if found := _MONTH.match(fold(text)):
        month = int(found[1] or found[3])
        if not 1 <= month <= MONTHS:
            raise BadInput(NO_TIME)
        year = int(found[2]) if found[2] else _year_of(month, today)
        if (year, month) < (today.year, today.month):
            raise BadInput(NO_TIME)
        return f"{month:02d}/{year}"
    said = reader.read(text, today)
    day = said.day if isinstance(said, Deadline) else None
    if isinstance(said, Moments) and len(said.days) == 1:
        day = said.day
    if day is None or day < today:
        raise BadInput(NO_TIME)
    return f"{day:%d/%m/%Y}"


def _year_of(month: int, today: date) -> int:
    """Return the year of a month that is named alone: that of the school year, or the next one where it is over."""
    first = SchoolYear.of(today).first
    year = first if month >= FIRST_MONTH else first + 1
    return year if (year, month) >= (today.year, today.month) else year + 1


def read_all(typed: str, today: date) -> dict[str, str]:
    """Return the fields that one message says, each on a line of its own or between semicolons; {} for a single one.

    A label tells which it is; without one a subject and a time are known by themselves, the rest by their order.
    Raises BadInput where a field is labelled and cannot be read.
    """
    parts = [part.strip() for part in re.split(r"[\n;]", nfc(typed)) if part.strip()]
    labelled = [found for part in parts if (found := _labelled(part))]
    if len(parts) == 1 and not labelled:
        return {}
    said = {name: read_field(name, text, today) for name, text in labelled}
    for part in parts:
        if _labelled(part) is None and (name := _which(part, said, today)):
            said[name] = read_field(name, part, today)
    return said


def _labelled(part: str) -> tuple[str, str] | None:
    folded = fold(part)
    for name, label in _LABELS.items():
        if label.match(folded) and ":" in part:
            return name, part.split(":", 1)[1]
    return None


def _which(part: str, said: Mapping[str, str], today: date) -> str | None:
    if "subject" not in said and known_subject(subject_key(part)):
        return "subject"
    if "held" not in said and any(letter.isdigit() for letter in part) and _is_time(part, today):
        return "held"
    return next((name for name in ("title", "subject", "who") if name not in said), None)


def _is_time(part: str, today: date) -> bool:
    try:
        return bool(_held(part, today))
    except BadInput:
        return False


def may_change(line: DutyLine, today: date) -> bool:
    """Say whether a topic may still be registered or changed: until its day, or as long as the duty is open."""
    return line.state is DutyState.OPEN or (line.state is DutyState.DONE and today <= line.due_on)


async def register(
    db: AsyncSession, duty_id: int, person: Person, rights: Rights, theme: Theme, *, now: datetime
) -> DutyLine:
    """Register a topic, which closes the duty, or change the one that stands.

    Raises NotAllowed for other people's duties, Refusal once its day is over, BadInput as `read_field` does.
    """
    line, today = await ledger.get(db, duty_id, now), local(now).date()
    form: dict[str, Any] = {name: read_field(name, text, today) for name, text in asdict(theme).items()}
    if not asks(line):
        raise Refusal(ledger.CLOSED)
    if not may_change(line, today):
        raise Refusal(DAY_IS_OVER)
    given = Given(Theme(**form).in_one, form=form)
    if line.state is DutyState.OPEN:
        return await ledger.hand_in(db, duty_id, person, rights, note=given.note, form=form, now=now)
    return await returning.hand_in_anew(db, duty_id, person, rights, given, now=now)


async def listed(
    db: AsyncSession, rule_id: int, person: Person, rights: Rights, now: datetime
) -> Sequence[tuple[DutyLine, Theme | None]]:
    """Return what schools have registered by a rule this year, of those that one oversees: by name, all of them."""
    found = await ledger.standing(db, rule_id, person, rights, now)
    return [(line, of(line)) for line in sorted(found, key=lambda line: (in_order(line.who), line.id))]
