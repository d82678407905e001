"""How a plan's meetings, its difference from what stands, and its letters are said."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from bot.domain.letters.plan import VersionLetter
from bot.domain.models import Form, PlanState
from bot.domain.outbox.facts import PlanChanged, PlanEntry, PlanEvent, SchoolsMoved
from bot.domain.outbox.school_changes import SchoolRenamed
from bot.domain.plan import Review, telling
from bot.domain.plan.difference import Difference
from bot.domain.plan.nouns import Counts, Repair
from bot.errors import N_
from bot.i18n import Translator, shortened
from bot.messages import STAY, Button, Reply
from bot.routes import Rows, rows
from handlers import kit, phrases
from handlers.organisation import school_news

A_PAGE = 1400
"""Letters that a phone shows without much turning."""
TURNS = (N_("‹ Page {number}"), N_("Page {number} ›"))
"""Beside a button that goes back to the whole, these say more than back and more."""
LONGEST_TOPIC = 90
MOST_ENTRIES = 12
NOTES_AT_ONCE = 2
LONGEST_NOTE = 160
STAYS = N_("{number} meetings that stand are not in this file. They stay, unless you call them off.")

STATES = {
    PlanState.DRAFT: N_("draft"),
    PlanState.SUBMITTED: N_("submitted, waits for a decision"),
    PlanState.SENT_BACK: N_("sent back"),
    PlanState.APPROVED: N_("approved, not published yet"),
    PlanState.PUBLISHED: N_("published"),
}
FIELDS = {
    "host": N_("place"),
    "content": N_("topic"),
    "month": N_("month"),
    "day": N_("day"),
    "hour": N_("hour"),
    "form": N_("form"),
}
HEADS = {
    "added": N_("New: {meeting}"),
    "again": N_("Again: {meeting}"),
    "changed": N_("Changed: {meeting}"),
    "removed": N_("Called off: {meeting}"),
}


def short(text: str, most: int = LONGEST_TOPIC) -> str:
    """Return a topic in one line that a phone shows."""
    return shortened(" ".join(text.split()), most)


def pages(lines: Sequence[str]) -> list[str]:
    """Lay lines out in pages for a phone."""
    return ["\n".join(page) for page in kit.packed(lines, A_PAGE)]


def changes(t: Translator, found: Review) -> list[str]:
    """Return what a yes changes that calls nothing off: clusters, leads and schools first, then meeting by meeting."""
    staying = replace(found.difference, removed=())
    meetings = [entry(t, one) for one in telling.entries(found.proposal, staying)]
    return [*(f"– {note.say(t)}" for note in found.of_clusters), *meetings]


def entry(t: Translator, one: PlanEntry) -> str:
    """Return what happens to one meeting: a head, and for a change a line a field, before → after."""
    meeting = t("{cluster}, {when}, at {place}").format(cluster=one.cluster, when=_when(t, one), place=one.host)
    head = HEADS[one.what]
    lines = [t(head).format(meeting=meeting)]
    if one.what == "changed":
        lines += [
            f"   {t(FIELDS[name])}: {value(t, name, old)} → {value(t, name, new)}" for name, old, new in one.fields
        ]
    elif one.content:
        lines.append("   " + short(one.content))
    if one.settled:
        lines.append("   " + t("It is settled for {when} until its lead moves it.").format(when=t.moment(one.settled)))
    if one.seats:
        lines.append("   " + t("{number} people have said that they come.").format(number=one.seats))
    return "\n".join(lines)


def _when(t: Translator, one: PlanEntry) -> str:
    if one.hour:
        return t.moment(one.hour)
    return t.day(one.day) if one.day else t.month(one.month)


def value(t: Translator, name: str, kept: str | None) -> str:
    """Return one side of a change as it is said; what was not there is a dash."""
    if not kept:
        return "–"
    if name == "form":
        return t(phrases.FORMS[Form(kept)])
    if name == "month":
        return t.month(date.fromisoformat(kept))
    if name == "day":
        return t.day(date.fromisoformat(kept))
    return t.moment(datetime.fromisoformat(kept)) if name == "hour" else short(kept)


def counted(t: Translator, difference: Difference) -> str:
    """Return how many meetings come, change, go, and stay the same."""
    return t("Meetings: {added} new, {changed} changed, {removed} called off, {same} the same.").format(
        added=len(difference.added) + len(difference.again),
        changed=len(difference.changed),
        removed=len(difference.removed),
        same=difference.same,
    )


def staying(t: Translator, found: Review) -> str:
    """Say how many meetings stand that the file does not name: they go only where somebody calls them off."""
    gone = 0 if found.proposal.doubts else len(found.difference.removed)
    return t(STAYS).format(number=gone) if gone else ""


def odd(t: Translator, found: Review) -> str:
    """Return the first things to look at, each in a line or two; the others stand behind their button.

    While questions are open nothing is said: a school whose row waits for an answer only seems to host nothing.
    """
    if found.proposal.doubts:
        return ""
    lines = [f"– {short(note.say(t), LONGEST_NOTE)}" for note in found.notes[:NOTES_AT_ONCE]]
    return "\n".join([t("Please look at:"), *lines]) if lines else ""


def has_more(t: Translator, found: Review) -> bool:
    """Tell whether there is more to look at than `odd` says."""
    if found.proposal.doubts:
        return bool(found.notes)
    return len(found.notes) > NOTES_AT_ONCE or any(len(note.say(t)) > LONGEST_NOTE for note in found.notes)


def new_rows(t: Translator, counts: Counts) -> str:
    """Return what else is new beside meetings, empty where nothing is."""
    words = {
        N_("{count} schools"): counts.schools,
        N_("{count} clusters"): counts.clusters,
        N_("{count} subject groups"): counts.subject_groups,
        N_("{count} cluster leads"): counts.leads,
        N_("{count} deputies of clusters"): counts.deputies,
        N_("{count} core teachers"): counts.core_teachers,
    }
    parts = [t(sentence).format(count=count) for sentence, count in words.items() if count]
    return t("Also new: {counts}.").format(counts=", ".join(parts)) if parts else ""


def repaired(t: Translator, repair: Repair) -> str:
    """Return what was typed, what it was taken for, where and why."""
    return t("'{original}' → '{becomes}' ({place}), because {why}").format(
        original=repair.original, becomes=repair.becomes, place=repair.place(t), why=repair.why.say(t)
    )


def changed_letter(letter: VersionLetter, t: Translator) -> Reply:
    """Tell somebody what a new version of the plan changes for them."""
    facts = letter.facts
    assert isinstance(facts, PlanChanged)
    lines = [t("The plan of {year} has changed for you:").format(year=facts.year)]
    lines += [entry(t, one) for one in facts.entries[:MOST_ENTRIES]]
    lines += kit.and_more(t, len(facts.entries) - MOST_ENTRIES)
    return Reply("\n\n".join(lines), _under(letter, t), step=STAY)


def _under(letter: VersionLetter, t: Translator) -> Rows:
    read = Button(t("Understood"), f"plan-read:{letter.row_id}")
    return rows(read, Button(t("Calendar"), "calendar:0"))


EVENTS = {
    "submitted": N_("{cluster} submits its plan of {year}: {number} meetings. Please decide."),
    "approved": N_("The plan of {cluster}, {year}, is approved. It is seen by teachers once it is published."),
    "sent_back": N_("The plan of {cluster}, {year}, was sent back: {remark}"),
    "published": N_("The plan of {cluster}, {year}, is published: {number} meetings. The calendar shows them."),
}


def life_letter(facts: PlanEvent, t: Translator) -> Reply:
    """Tell officers of a plan that waits for them, its authors of the decision, and everybody that it is published."""
    number, see = facts.plan, Button(t("See the plan"), f"own:see:{facts.plan}")
    buttons = {
        "submitted": (
            see,
            Button(t("Approve"), f"own:approve:{number}"),
            Button(t("Send back"), f"own:back:{number}"),
        ),
        "approved": (see, Button(t("Publish"), f"own:publish:{number}")),
        "sent_back": (Button(t("Change the plan"), f"own:see:{number}"),),
        "published": (Button(t("Calendar"), "calendar:0"),),
    }
    said = EVENTS[facts.event]
    return Reply(t(said).format(**asdict(facts)), rows(*buttons[facts.event]), step=STAY)


def _renamed(t: Translator, one: SchoolRenamed) -> str:
    if one.day is None:
        return t("By the new plan {former} is called {name} now.").format(former=one.former, name=one.name)
    said = t("By the new plan {former} is called {name} from {day} on.")
    return said.format(former=one.former, name=one.name, day=t.day(one.day))


def moved_letter(letter: VersionLetter, t: Translator) -> Reply:
    """Return the letter that says which schools are in another cluster from when on, or called otherwise."""
    facts = letter.facts
    assert isinstance(facts, SchoolsMoved)
    lines = [_renamed(t, one) for one in facts.renamed]
    if facts.entries:
        lines.append(t("By the new plan, from {day} on:").format(day=t.short_day(facts.day)))
    told = t("{school} is in {to}, no longer in {cluster}.")
    lines += [f"– {told.format(school=one.school, to=one.to, cluster=one.former)}" for one in facts.entries]
    if not facts.done:
        return Reply("\n".join(lines), _under(letter, t), step=STAY)
    lines += [school_news.line(t, one) for one in facts.done]
    if facts.by:
        lines.append(t("Done by: {name}").format(name=facts.by))
    known = [school_news.button(t, facts.news)] if facts.news else []
    return Reply("\n".join(lines), rows(*known, Button(t("Calendar"), "calendar:0")), step=STAY)
