"""The words of digests: a month's calendar, and Monday's look at the week."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.domain.letters.month import Month
from bot.domain.letters.week import RuleWeek, Week
from bot.domain.models import Meeting, OutboxState, Purpose
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import rows
from handlers import kit, phrases

MOST_MEETINGS = 6
MOST_DUTIES = 6
STATES = {
    OutboxState.MISSED: N_("too late: {number}"),
    OutboxState.BLOCKED: N_("chat closed: {number}"),
    OutboxState.FAILED: N_("refused: {number}"),
    OutboxState.UNCLEAR: N_("not known: {number}"),
}
MISSED_TURNS = {
    Purpose.MONTH: N_("The calendar of {time} could not leave in time."),
    Purpose.DIGEST: N_("The letter of the week from {time} could not leave in time."),
}


def month(view: Month, t: Translator) -> Reply:
    """Say which meetings of the month concern somebody, and where they have a seat."""
    head = t("Calendar of {month}. Meetings: {number}").format(month=t.month(view.first), number=len(view.meetings))
    shown = view.meetings[:MOST_MEETINGS]
    parts = [head, *(_entry(t, meeting, view) for meeting in shown)]
    if more := len(view.meetings) - len(shown):
        parts.append(t("{number} more are in the calendar.").format(number=more))
    buttons = [Button(t("Calendar"), "calendar:0")]
    if view.is_open:
        buttons.append(Button(t("Sign up"), "signup"))
    return Reply("\n\n".join(parts), rows(*buttons, across=2), step=STAY)


def _entry(t: Translator, meeting: Meeting, view: Month) -> str:
    lines = [phrases.meeting_name(t, meeting), phrases.meeting_when(t, meeting), meeting.host.name]
    if answer := view.answers.get(meeting.id):
        lines.append(t(phrases.STANDINGS[answer]))
    return "\n".join(lines)


def week(view: Week, t: Translator) -> Reply:
    """Say what is on this week, what waits for its day, what is owed, and what did not arrive last week."""
    sunday = view.monday + timedelta(days=6)
    parts = [
        t("The week {first} – {last}").format(first=f"{view.monday:%d/%m}", last=f"{sunday:%d/%m/%Y}"),
        _meetings(t, view.meetings),
        _dayless(t, view.dayless),
        _duties(t, view.duties),
        _lost(t, view),
    ]
    buttons = [Button(t("Open duties"), "duties-all"), Button(t("Calendar"), "calendar:0")]
    return Reply("\n\n".join(part for part in parts if part), rows(*buttons, across=2), step=STAY)


def _meetings(t: Translator, found: Sequence[Meeting]) -> str:
    if not found:
        return t("No meeting this week.")
    lines = [t("Meetings this week: {number}").format(number=len(found))]
    return _list(t, lines, [phrases.meeting_line(t, one) for one in found], MOST_MEETINGS)


def _list(t: Translator, lines: list[str], items: Sequence[str], most: int) -> str:
    shown = items if len(items) <= most else items[: most - 1]
    more = kit.and_more(t, len(items) - len(shown))
    return "\n".join([*lines, *(f"- {item}" for item in (*shown, *more))])


def _dayless(t: Translator, months: Iterable[tuple[date, int]]) -> str:
    counted = "; ".join(f"{t.month(first)}: {number}" for first, number in months)
    return t("Meetings without a day yet: {months}").format(months=counted) if counted else ""


def _duties(t: Translator, kinds: Sequence[RuleWeek]) -> str:
    if not kinds:
        return ""
    overdue, due = sum(kind.overdue for kind in kinds), sum(kind.due for kind in kinds)
    head = t("Duties overdue: {overdue}, due this week: {due}").format(overdue=overdue, due=due)
    return _list(t, [head], [f"{t(kind.title)}: {_numbers(t, kind)}" for kind in kinds], MOST_DUTIES)


def _numbers(t: Translator, kind: RuleWeek) -> str:
    said = ((t("{number} overdue"), kind.overdue), (t("{number} this week"), kind.due))
    return ", ".join(sentence.format(number=number) for sentence, number in said if number)


def _lost(t: Translator, view: Week) -> str:
    if not view.lost:
        return ""
    kinds = ", ".join(t(STATES[state]).format(number=view.lost[state]) for state in STATES if state in view.lost)
    head = t("Messages of last week that did not arrive: {number} ({kinds})")
    lines = [head.format(number=sum(view.lost.values()), kinds=kinds)]
    for purpose, first in view.missed_turns:
        time = t.month(first) if purpose is Purpose.MONTH else f"{first:%d/%m/%Y}"
        lines.append(t(MISSED_TURNS[purpose]).format(time=time))
    return "\n".join(lines)
