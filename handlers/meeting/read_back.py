"""How days and hours that were read are said again, in the short form of the chat."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.domain.calendar.reading.results import Moments, Question, Stretch
from bot.domain.models import Meeting
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import Button
from bot.vietnamese import NOON, local

EVENING = 18
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
WHICH = {
    "WEEKDAY": N_("Day and weekday do not fit together. Which one is it?"),
    "DAYS": N_("Which of these days?"),
    "HOURS": N_("Which of these hours?"),
    "VAGUE": N_("Which day exactly? Another one can be typed."),
}


def which(t: Translator, asked: Question) -> str:
    """Return the question about what can be read in several ways."""
    return t(WHICH[asked.why.name])


def said(t: Translator, found: Moments) -> str:
    """Return what was read, with what was assumed: "14:00 (chiều) thứ Năm 10/12"."""
    text = "; ".join(_stretch(t, part, assumed=found.assumed) for part in found.parts)
    if found.lunar:
        day, month = found.lunar
        text += " " + t("({day}/{month} of the lunar calendar)").format(day=day, month=month)
    return text


def _stretch(t: Translator, part: Stretch, *, assumed: bool) -> str:
    starts = _hour(t, part.starts, assumed=assumed) if part.starts else ""
    first = " ".join(filter(None, (starts, t.short_day(part.day) if part.day else "")))
    if part.last:
        last = " ".join(filter(None, (f"{part.ends:%H:%M}" if part.ends else "", t.short_day(part.last))))
        return f"{first} – {last}"
    if part.ends is None or not starts:
        return first
    return first.replace(starts, f"{starts}–{part.ends:%H:%M}", 1)


def _hour(t: Translator, hour: time, *, assumed: bool) -> str:
    if not assumed or not NOON <= hour.hour < EVENING:
        return f"{hour:%H:%M}"
    return f"{hour:%H:%M} " + t("(afternoon)")


def kept(found: Moments) -> list[Any]:
    """Return what was read as a conversation keeps it until a button says that it is meant."""
    return [[_iso(one) for one in (part.day, part.starts, part.ends, part.last)] for part in found.parts]


def _iso(value: date | time | None) -> str:
    return value.isoformat() if value else ""


def taken(rows: Sequence[Sequence[str]]) -> Moments:
    """Return what was kept."""
    return Moments(tuple(_taken(rows)))


def _taken(rows: Sequence[Sequence[str]]) -> Iterator[Stretch]:
    for day, starts, ends, last in rows:
        yield Stretch(
            date.fromisoformat(day) if day else None,
            time.fromisoformat(starts) if starts else None,
            time.fromisoformat(ends) if ends else None,
            date.fromisoformat(last) if last else None,
        )


def half_day(t: Translator, meeting: Meeting, starts_at: datetime) -> Button:
    """Return a free half-day as a choice."""
    here = local(starts_at)
    label = f"{t(WEEKDAYS[here.weekday()])} {here:%d/%m, %H:%M}"
    return Button(label, f"half:{meeting.id}:{here:%Y%m%d}:{here:%H%M}")
