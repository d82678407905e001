"""How a school's year is said in words, in its picture and in the caption that stands for it."""

from datetime import datetime

from bot.domain.papers.year_of_school import MonthOfSchool, YearOfSchool
from bot.domain.programme.marks import BEYOND, OPEN_LINE
from bot.i18n import Translator
from bot.vietnamese import local


def totals(found: YearOfSchool, t: Translator) -> list[str]:
    """Return what a year comes to, a line each."""
    of = found.figures
    said = t("Meetings: {number}. Came: {here} of {expected} expected")
    lines = [said.format(number=found.meetings, here=of.here, expected=of.expected)]
    lines += [t(OPEN_LINE).format(number=found.not_closed)] if found.not_closed else []
    lines += [t(BEYOND).format(number=found.unexpected)] if found.unexpected else []
    lines.append(t("Demo lessons given: {number}").format(number=found.lessons))
    said, none = t("Topic registered: {topic}"), t("No topic registered yet.")
    return lines + [said.format(topic=one.text) if one.text else none for one in found.topics]


def month(one: MonthOfSchool, t: Translator, at: datetime) -> str:
    """Return what stands above the bar of a month: "10/2026: 3 buổi", "11/2026: không có buổi nào"."""
    now = local(at).date().replace(day=1)
    parts = [t("meetings: {number}").format(number=one.meetings)] if one.meetings else []
    if one.ahead:
        parts.append((t("not held: {number}") if one.first < now else t("planned: {number}")).format(number=one.ahead))
    if not parts:
        parts = [t("no meeting") if one.first <= now else t("none planned")]
    return f"{one.first:%m/%Y}: {', '.join(parts)}"


def caption(found: YearOfSchool, t: Translator, at: datetime) -> list[str]:
    """Return what the picture shows, for who cannot see it: the months with meetings, and who came."""
    told = t("came {here} of {expected}")
    return [
        f"– {month(one, t, at)}"
        + (f"; {told.format(here=one.figures.here, expected=one.figures.expected)}" if one.meetings else "")
        for one in found.months
        if one.meetings or one.ahead
    ]
