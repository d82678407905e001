"""Meetings that are over: listed newest first; of each stays who came, the parts, reflections, photos and files."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.domain.models import Meeting
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import figures, marks, meetings, thanks
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import listing, phrases
from handlers.meeting import summary

routes = Routes()

A_PAGE = 6
MOST_SEARCHED = 200
"""So many of them, newest first, are looked through by typing."""
MORE_BY_NAME = N_("To find a meeting, type a part of its school or cluster.")
NONE_YET = N_("No meeting of your clusters has taken place yet.")


@routes.button("past:{number}")
async def page(chat: Chat, number: int) -> Reply:
    """Show one page of the meetings that are over."""
    _ = chat._
    # One more than is shown tells whether there is another page.
    found = await meetings.held(chat.db, chat.person, chat.rights, chat.now, (number + 1) * A_PAGE + 1)
    shown = found[number * A_PAGE : (number + 1) * A_PAGE]
    ahead = Button(_("Ahead"), "calendar:0")
    if not shown:
        return Reply(_(NONE_YET), rows(ahead), edits=True)
    lines = []
    for year, of_year in groupby(shown, lambda meeting: meeting.cluster.school_year):
        lines += dated(chat, year)
        lines += [_line(chat, meeting) for meeting in of_year]
    turns = [Button(_("‹ Newer"), f"past:{number - 1}")] if number else []
    turns += [Button(_("Older ›"), f"past:{number + 1}")] if len(found) > (number + 1) * A_PAGE else []
    buttons = rows(
        *(
            Button(label, f"meeting:{meeting.id}", line=_line(chat, meeting))
            for label, meeting in zip(phrases.meeting_labels(shown), shown, strict=True)
        )
    )
    if turns:
        chat.source = "held"
        lines.append(_(MORE_BY_NAME))
    text = "\n".join([_("Meetings that have been:"), *lines])
    return Reply(text, (*buttons, *rows(*turns, across=2), (ahead,)), edits=True)


def _line(chat: Chat, meeting: Meeting) -> str:
    return f"– {phrases.meeting_line(chat._, meeting)}"


@listing.source("held")
async def all_held(chat: Chat) -> list[Button]:
    """Return what is over as it is looked for by typing."""
    found = await meetings.held(chat.db, chat.person, chat.rights, chat.now, MOST_SEARCHED)
    return searchable(chat, found)


def searchable(chat: Chat, found: Sequence[Meeting]) -> list[Button]:
    """Return meetings as what is typed is looked for in them, also by what no label says."""
    return [
        Button(label, f"meeting:{meeting.id}", line=phrases.meeting_line(chat._, meeting))
        for label, meeting in zip(phrases.meeting_labels(found), found, strict=True)
    ]


def dated(chat: Chat, school_year: str) -> list[str]:
    """Return the line that dates what is of another school year than today's, since days in chat have no year."""
    other = school_year != str(SchoolYear.of(chat.today))
    return [chat._("School year {year}").format(year=school_year)] if other else []


async def came(chat: Chat, meeting: Meeting) -> str:
    """Return in one line who came, as far as somebody may see: all, those of their school, themselves."""
    _ = chat._
    if phrases.can_lead(chat, meeting) or chat.rights.principal_of:
        led = phrases.can_lead(chat, meeting)
        seen = await figures.seen_by(chat.db, chat.rights, chat.today, led=led)
        of = figures.total(await figures.by_school(chat.db, replace(seen, meeting_id=meeting.id), chat.now))
        text = _("Came: {here} of {expected} expected")
        if not of.expected:
            return ""
        told = text.format(here=of.here, expected=of.expected)
        return told if meeting.roll_closed_at else f"{told}. {_(summary.OPEN)}"
    presence = await marks.own(chat.db, meeting.id, chat.person.id)
    return _("You: {presence}.").format(presence=_(marks.PRESENCES[presence])) if presence else ""


def buttons(chat: Chat, meeting: Meeting) -> list[Button]:
    """Return what can be looked at of a meeting that is over."""
    _, number = chat._, meeting.id
    found = [
        Button(_("See photos"), f"album:{number}"),
        Button(_("Minutes"), f"minutes:{number}"),
    ]
    found.append(Button(_("Evidence"), f"evidence:{number}"))
    found.append(Button(_("What was agreed"), f"agreed:{number}"))
    found.append(Button(_("Videos and files"), f"handed-in:{number}"))
    if phrases.can_lead(chat, meeting) or chat.rights.principal_of:
        found.insert(0, Button(_("Who came"), f"sum:meeting:{number}"))
    if phrases.can_lead(chat, meeting):
        found.append(Button(_("One more like this"), f"extra:like:{number}"))
    if thanks.may_thank(meeting, chat.rights):
        found.append(Button(_("Thank somebody"), f"thanks:{number}:0"))
    return found
