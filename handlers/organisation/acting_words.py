"""How it is said who acts for whom: as what, with what they may do, for how long; and the letters about it."""

from datetime import date

from bot.domain.letters.mandate import MandateLetter
from bot.domain.models import Only, Role
from bot.domain.organisation.mandates import Mandate
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import rows
from handlers import kit, phrases

WHAT = {
    Role.DEPUTY_LEAD: N_("does all that the lead does"),
    Role.DEPUTY: N_("does all that the principal does"),
    Role.SUBJECT_HEAD: N_("does what is owed for the meetings of the own subject, and sees what its teachers owe"),
    Role.CLERK: N_("sees what the school owes, hands it in and makes its official papers"),
}
ONLY = {Only.PAPERS: N_("does duties and official papers only, nothing else")}
ENDED = (
    N_("{by} has ended that you are {role} at {place}."),
    N_("{by} has ended that {name} is {role} at {place}."),
)
"""To who acted, and to whom they acted for."""
OVER = (
    N_("You are {role} at {place} no more; {day} was the last day. Thank you."),
    N_("{name} is {role} at {place} no more; {day} was the last day."),
)
GIVEN = (N_("{by} has made you {role} at {place}."), N_("{by} has made {name} {role} at {place}."))
NEWS = {"given": GIVEN, "ended": ENDED, "over": OVER}


def what_of(t: Translator, one: Mandate) -> str:
    """Return in a sentence what somebody may do who acts."""
    return f"{what(t, one.tie.role, one.tie.only)}."


def what(t: Translator, role: Role, only: str | None) -> str:
    """Return what somebody may do who acts, without a full stop: something may follow."""
    return t(ONLY[Only(only)] if only else WHAT[role])


def called(t: Translator, role: Role, subject: str | None) -> str:
    """Return as what somebody acts; a subject group is that of its head's own subject."""
    said = t(phrases.ACTING[role])
    return f"{said} ({subject or t(kit.MANY_SUBJECTS)})" if role is Role.SUBJECT_HEAD else said


def when(t: Translator, first: date, last: date | None, today: date) -> str:
    """Return the days of it in a sentence."""
    if first == today:
        return t("From today, until {day}.").format(day=t.day(last)) if last else t("From today, until it is ended.")
    if last is None:
        return t("From {first}, until it is ended.").format(first=t.day(first))
    return t("From {first} to the end of {last}.").format(first=t.day(first), last=t.day(last))


def told(letter: MandateLetter, t: Translator) -> Reply:
    """Return the letter to who was given something or has it no more, and to whom they act for."""
    tie, name, news = letter.tie, letter.facts.name, letter.facts.news
    text = t(NEWS[news][bool(name)]).format(
        by=letter.facts.by,
        role=called(t, tie.role, letter.subject),
        place=letter.place,
        name=name,
        day=t.day(tie.valid_to) if tie.valid_to else "",
    )
    see = Button(t("Who acts for me"), "acting") if name else Button(t("My duties"), "duties")
    if news != "given":
        return Reply(text, rows(see) if name else ())
    lines = [text, what(t, tie.role, tie.only) + (t(", alone") if tie.instead else "") + "."]
    lines.append(when(t, tie.valid_from, tie.valid_to, letter.today))
    return Reply("\n".join(lines), rows(see))
