"""How a rule is said: who owes it, by when, how it is reminded of, and who is told when it is not done."""

from collections.abc import Sequence

from bot.domain.calendar.settings import OrganisationSettings, Rung
from bot.domain.duties.catalogue.short import SHORT, of_title
from bot.domain.models import Anchor, DaySource, DutyRule, Owner
from bot.errors import N_
from bot.i18n import Translator

OWNERS = {
    Owner.SCHOOL: N_("each school (its principal)"),
    Owner.HOST: N_("the school that hosts the meeting"),
    Owner.CLUSTER: N_("who leads the cluster or the subject"),
    Owner.GENERAL: N_("who leads the cluster"),
    Owner.GROUP: N_("the core teacher of the subject"),
    Owner.OFFICE: N_("the office (its officers)"),
    Owner.ATTENDED: N_("everybody who came to the meeting"),
    Owner.CAMERA: N_("who films the meeting"),
    Owner.ASKED: N_("whoever was asked to play a part"),
    Owner.PERSON: N_("the person the meeting agreed on"),
}
RUNGS = {Rung.PRINCIPAL: N_("principal"), Rung.LEAD: N_("cluster lead"), Rung.OFFICER: N_("officer")}
EVENTS = {
    Anchor.MONTH: (
        N_("{days} days before the first day of the meeting's month"),
        N_("on the first day of the meeting's month"),
        N_("{days} days after the first day of the meeting's month"),
    ),
    Anchor.START: (
        N_("{days} days before the meeting"),
        N_("on the day of the meeting"),
        N_("{days} days after the meeting"),
    ),
    Anchor.END: (
        N_("{days} days before the meeting"),
        N_("on the day of the meeting"),
        N_("{days} days after the meeting"),
    ),
    Anchor.ROUND: (
        N_("{days} days before the last day of the round's month"),
        N_("on the last day of the round's month"),
        N_("{days} days after the last day of the round's month"),
    ),
}
NO_DAY_YET = N_("no day yet; nobody owes it before a day is entered")


def title(t: Translator, rule: DutyRule) -> str:
    """Return what is owed; what a person wrote stands as it was typed."""
    return t(rule.title) if rule.code else rule.title


def short(t: Translator, code: str | None, title: str) -> str:
    """Return what buttons and lists call a duty, at most 24 letters."""
    return t(SHORT[code]) if code in SHORT else of_title(title)


def who(t: Translator, rule: DutyRule) -> str:
    """Return who owes it."""
    if rule.chosen is not None and rule.owner is Owner.SCHOOL:
        return t("{number} schools (their principals)").format(number=len(rule.chosen))
    return t(OWNERS[rule.owner])


def when(t: Translator, rule: DutyRule) -> str:
    """Return by when it is owed: "before 15/11 each year", "3 days after the meeting"."""
    if rule.anchor is Anchor.NONE or (rule.day is None and rule.anchor in (Anchor.DAY, Anchor.YEARLY)):
        return t(NO_DAY_YET)
    if rule.day and rule.anchor is Anchor.YEARLY:
        return t("by the end of {day} each year").format(day=f"{rule.day:%d/%m}")
    if rule.day and rule.anchor is Anchor.DAY:
        return t("by the end of {day}").format(day=f"{rule.day:%d/%m/%Y}")
    return shifted(t, rule.anchor, rule.shift)


WHOSE_DAY = {
    DaySource.PAPER: "",
    DaySource.OURS: N_("(day proposed by the service)"),
    DaySource.OFFICE: N_("(day set by the office)"),
}
"""What is said of a day that the paper does not name: no deadline is put down to a paper that has none."""


def whose_day(t: Translator, source: DaySource) -> str:
    """Return who proposed or set a day; nothing where it is the paper's own or its writer's."""
    return t(WHOSE_DAY[source]) if WHOSE_DAY[source] else ""


def when_and_whose(t: Translator, rule: DutyRule, source: DaySource | None = None) -> str:
    """Return by when it is owed, and whose day that is (or would be: `source`) where the paper names none."""
    whose = "" if rule.anchor is Anchor.NONE else whose_day(t, source or rule.day_source)
    return " ".join(part for part in (when(t, rule), whose) if part)


def shifted(t: Translator, anchor: Anchor, shift: int) -> str:
    """Return a number of days and what it is counted from."""
    before, then, after = EVENTS[anchor]
    sentence = before if shift < 0 else after if shift else then
    return t(sentence).format(days=abs(shift))


def reminded(t: Translator, days: Sequence[int] | None, common: OrganisationSettings) -> str:
    """Return when a reminder comes; None stands for as the organisation has it."""
    if days is None:
        return t("{days} (as for all)").format(days=reminded(t, common.reminders, common))
    if not days:
        return t("none")
    ahead = ", ".join(str(day) for day in days if day)
    parts = [t("{days} days before").format(days=ahead)] if ahead else []
    return ", ".join([*parts, *([t("on the day")] if 0 in days else [])])


def climbs(t: Translator, ladder: Sequence[Sequence[object]] | None, common: OrganisationSettings) -> str:
    """Return who is told after how many days; None stands for as the organisation has it."""
    if ladder is None:
        return t("{ladder} (as for all)").format(ladder=climbs(t, common.ladder, common))
    if not ladder:
        return t("nobody is told")
    line = t("{who} after {days} days")
    return ", ".join(line.format(who=t(RUNGS[Rung(str(rung))]), days=days) for rung, days in ladder)
