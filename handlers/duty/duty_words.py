"""How a duty is said: what is owed by whom, about what, by when, on which directive it rests, and what became of it."""

from datetime import date

from bot.domain.duties.history import Event
from bot.domain.duties.lines import DutyLine
from bot.domain.models import DutyState, Meeting
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_
from bot.i18n import Translator, shortened
from bot.messages import Button
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.duty.duty_rule_words import short, whose_day

LONGEST_SENTENCE = 300
"""Letters of a document's sentence that fit a phone beside the rest."""

CLOSED = {
    DutyState.DONE: N_("done on {day}"),
    DutyState.EXCUSED: N_("excused on {day}"),
    DutyState.LAPSED: N_("not done in time"),
    DutyState.VOID: N_("not asked for any more"),
}


def title(t: Translator, line: DutyLine) -> str:
    """Return what is owed; what a person wrote stands as it was typed."""
    return t(line.title) if line.code else line.title


def about(t: Translator, line: DutyLine) -> str:
    """Return the meeting, the round or the school year that a duty is about; nothing for what a person wrote."""
    if line.meeting:
        return f"{phrases.meeting_name(t, line.meeting)}, {_day_of(t, line.meeting)}"
    if line.month:
        return t("round of {month}").format(month=t.month(line.month))
    return t("school year {year}").format(year=SchoolYear.of(line.due_on)) if line.code else ""


def _day_of(t: Translator, meeting: Meeting) -> str:
    return f"{local(meeting.starts_at):%d/%m/%Y}" if meeting.starts_at else t.month(meeting.month)


def left(t: Translator, due_on: date, today: date) -> str:
    """Return how far a due day is: "in 3 days", "today", "2 days late"."""
    days = (due_on - today).days
    if days in NEAR:
        return t(NEAR[days])
    return t("in {number} days").format(number=days) if days > 0 else t("{number} days late").format(number=-days)


NEAR = {-1: N_("1 day late"), 0: N_("today"), 1: N_("tomorrow")}


def by_when(t: Translator, line: DutyLine, today: date) -> str:
    """Return "by the end of 14/11/2023 (in 3 days)"."""
    said = N_("by the end of {day} ({left})") if _whole_day(line) else N_("by {day} ({left})")
    return t(said).format(day=f"{line.due_on:%d/%m/%Y}", left=left(t, line.due_on, today))


def due_day(t: Translator, line: DutyLine) -> str:
    """Return the due day as a card says it: "the end of Tuesday 14/11/2023"."""
    day = t.day(line.due_on)
    return t("the end of {day}").format(day=day) if _whole_day(line) else day


def _whole_day(line: DutyLine) -> bool:
    """Say whether its day counts to the end: what is about a meeting may be of no use when that begins."""
    return line.meeting is None


def in_one(t: Translator, line: DutyLine, today: date) -> str:
    """Return a duty in one line for who owes it."""
    return " – ".join(part for part in (title(t, line), about(t, line), _when(t, line, today)) if part)


def _when(t: Translator, line: DutyLine, today: date) -> str:
    return stands(t, line, today) if line.waits else by_when(t, line, today)


def stands(t: Translator, line: DutyLine, today: date) -> str:
    """Return by when an open duty is owed, or what became of a closed one."""
    if line.waits:
        return t("sent up, waits for approval")
    if line.state is DutyState.OPEN:
        return by_when(t, line, today)
    return t(CLOSED[line.state]).format(day=f"{local(line.closed_at) if line.closed_at else today:%d/%m/%Y}")


def basis(t: Translator, line: DutyLine) -> str:
    """Return which paper or person a duty comes from, and whose its day is; nothing where that is not known."""
    if not line.basis:
        return ""
    said = t("according to {basis}").format(basis=line.basis)
    return " ".join(part for part in (said, whose_day(t, line.day_source)) if part)


def sentence(line: DutyLine) -> str:
    """Return the paper's own words in quotes; nothing for what a person wrote, and for a sample in another's name."""
    return f"“{shortened(line.sentence, LONGEST_SENTENCE)}”" if line.sentence and line.quoted else ""


def handed_in_by(t: Translator, event: Event) -> str:
    """Return who handed something in, and for whom."""
    return t("By whom: {name}").format(name=phrases.name_of(t, event.by, event.acted))


def button(t: Translator, line: DutyLine) -> Button:
    """Return the button of a duty for who owes it: "15/11 Register a topic"."""
    return Button(f"{line.due_on:%d/%m} {short(t, line.code, line.title)}", f"duty:{line.id}")


def button_of_others(line: DutyLine) -> Button:
    """Return the button of a duty for who sees those of others: "✓ TH Thị trấn · 26/10"."""
    sign = "" if line.state is DutyState.OPEN else "✓ " if line.state is DutyState.DONE else "– "
    day = f" · {local(line.meeting.starts_at):%d/%m}" if line.meeting and line.meeting.starts_at else ""
    who = shortened(line.who, kit.LONGEST_LABEL - len(sign) - len(day))
    return Button(f"{sign}{who}{day}", f"duty:{line.id}")
