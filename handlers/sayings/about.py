"""Which meetings a sentence speaks of, and how a door shows them."""

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.models import Meeting, MeetingState
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.outbox import told
from bot.domain.programme import meetings, questions
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from handlers import kit, phrases
from handlers.meeting import calendar, past
from handlers.sayings import places
from handlers.sayings.sentence import Sentence

MOST = 6
NONE_OF = N_("You have no meeting of {cluster}.")
_OF_MEETING = re.compile(r"^(?:meeting|take|leave|roll|roles|rehost|settle|reflect|photos|minutes|evidence):(\d+)")


async def named(chat: Chat, said: Sentence) -> list[Meeting]:
    """Return one's meetings that fit the days, clusters and places of a sentence, without those all of this year.

    What is asked of days of an earlier school year is looked for in that.
    """
    found = list(await questions.of_year(chat.db, chat.person, chat.rights, _in_year(chat, said)))
    if said.span:
        found = [meeting for meeting in found if _within(meeting, said)]
    spoken = [meeting for meeting in found if _speaks_of(meeting, said)]
    return spoken or _of_no_other_level(found, said)


def _of_no_other_level(found: Sequence[Meeting], said: Sentence) -> list[Meeting]:
    return [meeting for meeting in found if not places.is_of_another_level(said, meeting.cluster)]


def _in_year(chat: Chat, said: Sentence) -> date:
    return said.span.since if said.span and is_earlier(chat, said.span) else chat.today


def is_earlier(chat: Chat, span: Span) -> bool:
    """Say whether days are of an earlier school year."""
    return span.since < SchoolYear.of(chat.today).starts


async def on(chat: Chat, said: Sentence) -> list[Meeting]:
    """Return one's meetings of this school year on the days of a sentence."""
    return fitting(await questions.of_year(chat.db, chat.person, chat.rights, chat.today), said)


def fitting(found: Sequence[Meeting], said: Sentence) -> list[Meeting]:
    """Return those that may lie on the days of a sentence: of the month where they have no day yet."""
    inside = [meeting for meeting in found if _may_be_on(meeting, said)]
    return [meeting for meeting in inside if _speaks_of(meeting, said)] or _of_no_other_level(inside, said)


def _may_be_on(meeting: Meeting, said: Sentence) -> bool:
    if meeting.starts_at is not None or said.span is None:
        return _within(meeting, said)
    stands = meeting.day or meeting.month
    return (stands.year, stands.month) == (said.span.since.year, said.span.since.month)


def is_narrow(said: Sentence, found: Sequence[Meeting]) -> bool:
    """Say whether a sentence names days, a cluster or a subject, so that these are not simply all meetings."""
    return said.span is not None or any(_speaks_of(meeting, said) for meeting in found)


def not_of(chat: Chat, said: Sentence, found: Sequence[Meeting]) -> str:
    """Return the sentence that one has no meeting of the cluster that is named by its number; empty where one has."""
    cluster = places.cluster_said(said)
    if not cluster or any(places.names_cluster(said, meeting.cluster) for meeting in found):
        return ""
    return chat._(NONE_OF).format(cluster=cluster)


def _within(meeting: Meeting, said: Sentence) -> bool:
    span = said.span
    if span is None:
        return True
    # What has only a month lies in a month, in no week and on no day.
    return span.since <= (meeting.on_day or meeting.month) < span.until


def _speaks_of(meeting: Meeting, said: Sentence) -> bool:
    return places.names_cluster(said, meeting.cluster) or places.is_at(said, meeting.host.name)


def ahead(chat: Chat, found: Sequence[Meeting]) -> list[Meeting]:
    """Return those with a day or hour that has not passed, soonest first."""
    lasts = [m for m in found if m.state is MeetingState.SETTLED and not meetings.is_over(m, chat.now)]
    days = [m for m in found if m.only_day and meetings.is_open(m, chat.now)]
    return sorted(lasts + days, key=lambda one: (one.on_day or one.month, one.ahead_until or chat.now))


def planned(chat: Chat, found: Sequence[Meeting]) -> list[Meeting]:
    """Return those that have only a month, of this one or a later one, soonest first."""
    this = chat.today.replace(day=1)
    waits = [m for m in found if m.state is MeetingState.PLANNED and not m.only_day and m.month >= this]
    return sorted(waits, key=lambda one: one.month)


def begun(chat: Chat, found: Sequence[Meeting]) -> list[Meeting]:
    """Return those that have begun, newest first."""
    return [m for m in reversed(found) if phrases.is_running(m, chat.now)]


async def spoken_of(chat: Chat, found: Sequence[Meeting], *, was: bool) -> Meeting | None:
    """Return which of these "hôm đó" means: the one just shown, or told of last, else perhaps the last one that was."""
    shown = {int(number) for row in chat.newest for one in row for number in _OF_MEETING.findall(one.press)}
    last = await told.last(chat.db, chat.person.id, chat.now)
    meant = shown if len(shown) == 1 else {last.topic.meeting_id} if last and last.topic.meeting_id else set()
    here = [one for one in found if one.id in meant]
    here = here or (begun(chat, found) if was else [])
    return here[0] if here else None


async def next_one(chat: Chat) -> Meeting | None:
    """Return one's next meeting with an hour."""
    found = ahead(chat, await questions.of_year(chat.db, chat.person, chat.rights, chat.today))
    return found[0] if found else None


async def next_line(chat: Chat) -> tuple[str, list[Button]]:
    """Return the sentence that names one's next meeting, with its button; empty where there is none."""
    meeting = await next_one(chat)
    if meeting is None:
        return chat._("No meeting with a day lies ahead."), []
    text = chat._("The next one: {meeting}.").format(meeting=phrases.meeting_line(chat._, meeting))
    return text, [phrases.see(chat._, meeting.id)]


async def show(chat: Chat, found: Sequence[Meeting], none: str) -> Reply:
    """Show the one meeting's card, several as a list; where there is none say so, and which comes next."""
    _ = chat._
    if len(found) == 1:
        return await calendar.show(chat, found[0])
    if not found:
        text, buttons = await next_line(chat)
        return Reply(f"{none}\n{text}".strip(), rows(*buttons, Button(_("Calendar"), "calendar:0")))
    lines = [_("Meetings: {number}").format(number=len(found)), *past.dated(chat, found[0].cluster.school_year)]
    lines += [phrases.meeting_line(_, meeting) for meeting in found[:MOST]]
    lines += kit.and_more(_, len(found) - MOST)
    buttons = [
        Button(label, f"meeting:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    return Reply("\n".join(lines), rows(*buttons, Button(_("Calendar"), "calendar:0")))
