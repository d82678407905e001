"""The words of a meeting's change: from before to after, called off, and once more to who has not answered."""

from dataclasses import replace

from bot.domain.letters.change import ChangeLetter
from bot.domain.letters.ends import EndLetter
from bot.domain.models import MeetingState
from bot.domain.outbox.facts import Changed, WhenAndWhere
from bot.domain.programme import pieces
from bot.i18n import Translator
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import rows
from handlers import phrases
from handlers.meeting import acknowledge


def moved(letter: ChangeLetter, t: Translator) -> Reply:
    """Say how a meeting stood and how it stands now."""
    meeting, change = letter.meeting, letter.change
    assert change
    rehosted = change.before.host != change.now.host
    was, now = (_stood(letter, one, t, host=rehosted) for one in (change.before, change.now))
    lines = [t("Change: {meeting}").format(meeting=phrases.meeting_name(t, meeting))]
    lines += [t("Before: {before}").format(before=was), t("Now: {now}").format(now=now)]
    if not rehosted:
        lines.append(t("Place: {place}").format(place=meeting.host.name))
    buttons = [*acknowledge.ask(t, meeting, letter.asks), phrases.see(t, meeting.id)]
    if letter.silent:
        buttons.insert(0, phrases.yes(t, meeting.id))
    if letter.may_stay_away:
        buttons.append(phrases.no(t, meeting.id))
    lines += _by_a_deputy(letter, t)
    return Reply("\n".join(lines), rows(*buttons), step=STAY, attachments=_for_calendar(letter, change, t))


def _by_a_deputy(letter: ChangeLetter, t: Translator) -> list[str]:
    """Say who made a change and for whom, where a deputy did; what a lead does needs no name."""
    said = phrases.name_of(t, letter.by, letter.acted)
    return [t("Done by: {name}").format(name=said)] if letter.by and said != letter.by else []


def _stood(letter: ChangeLetter, stood: WhenAndWhere, t: Translator, *, host: bool) -> str:
    """Return in one line how a meeting stood: hour, room, link, and with `host` the school."""
    school = letter.hosts.get(stood.host) if host else None
    return ", ".join([_when(letter, stood, t), *(where for where in (stood.room, school, stood.link) if where)])


def _when(letter: ChangeLetter, stood: WhenAndWhere, t: Translator) -> str:
    if stood.pieces:
        return phrases.hours(t, stood.pieces)
    if stood.starts_at:
        return t.moment(stood.starts_at)
    if stood.day:
        return phrases.day_only(t, stood.day)
    return t("{month}, day not settled yet").format(month=t.month(letter.meeting.month))


def _for_calendar(letter: ChangeLetter, change: Changed, t: Translator) -> tuple[Attachment, ...]:
    """Return the file for the calendars of those who come: whoever only is told has nothing to put there."""
    return phrases.for_calendar(t, letter.meeting, change.at, change.before.pieces) if letter.comes else ()


def ends(letter: EndLetter, t: Translator) -> Reply:
    """Say that a meeting ends at another hour; its beginning stays."""
    meeting = letter.meeting
    lines = [
        t("Another end: {meeting}").format(meeting=phrases.meeting_name(t, meeting)),
        t("Before: {before}").format(before=phrases.hours(t, letter.before)),
        t("Now: {now}").format(now=phrases.hours(t, pieces.stands(meeting))),
    ]
    # Whoever hears of it comes, and has the meeting in a calendar until its former end.
    calendar_file = phrases.for_calendar(t, meeting, letter.at, letter.before)
    return Reply("\n".join(lines), rows(phrases.see(t, meeting.id)), step=STAY, attachments=calendar_file)


def restored(letter: ChangeLetter, t: Translator) -> Reply:
    """Say that a meeting which was called off takes place after all."""
    meeting, change = letter.meeting, letter.change
    text = t("It takes place after all: {meeting}").format(meeting=phrases.meeting_line(t, meeting))
    buttons = rows(*acknowledge.ask(t, meeting, letter.asks), phrases.see(t, meeting.id))
    text = "\n".join([text, *_by_a_deputy(letter, t)])
    files = _for_calendar(letter, change, t) if change else ()
    return Reply(text, buttons, step=STAY, attachments=files)


def cancelled(letter: ChangeLetter, t: Translator) -> Reply:
    """Say that a meeting is called off."""
    meeting, change = letter.meeting, letter.change
    text, calendar = t("Called off: {meeting}. No further reminder will come."), Button(t("Calendar"), "calendar:0")
    if change is None:
        return Reply(text.format(meeting=phrases.meeting_line(t, meeting)), rows(calendar), step=STAY)
    # The hour that people know of is the one they were told, not one that nobody heard of.
    known = f"{phrases.meeting_name(t, meeting)}, {_stood(letter, change.before, t, host=True)}"
    buttons, calendar_file = rows(*acknowledge.ask(t, meeting, letter.asks), calendar), _for_calendar(letter, change, t)
    text = "\n".join([text.format(meeting=known), *_by_a_deputy(letter, t)])
    return Reply(text, buttons, step=STAY, attachments=calendar_file)


def chased(letter: ChangeLetter, t: Translator) -> Reply:
    """Say a change once more to who has not acknowledged it."""
    reply = cancelled(letter, t) if letter.meeting.state is MeetingState.CANCELLED else moved(letter, t)
    return replace(reply, text=t("Once more, because you have not answered yet:") + "\n\n" + reply.text)
