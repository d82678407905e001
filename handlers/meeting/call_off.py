"""Calling a meeting off: asked first, with the number of people it touches."""

from datetime import datetime

from bot.domain.models import Meeting
from bot.domain.programme import changes, meetings
from bot.domain.programme.changes import Told
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

IN_QUIET = N_("Nothing is sent by night or on days off: the message will leave at {when}.")


def at_night(chat: Chat, leaves_at: datetime) -> str:
    """Say when what cannot leave by night or on a day off will."""
    return "\n" + chat._(IN_QUIET).format(when=chat._.moment(leaves_at))


def changed(chat: Chat, told: Told | None) -> str:
    """Say how many are told of a change, and when, where that is not at once."""
    if told is None:
        return chat._("Changed. Nobody needs to be told.")
    said = chat._("Changed. {number} people will be told.").format(number=told.people)
    return said + (at_night(chat, told.leaves_at) if told.deferred else "")


@routes.button("cancel:{meeting_id}")
async def ask_cancel(chat: Chat, meeting_id: int) -> Reply:
    """Ask before calling a meeting off, with the number of people it touches."""
    meeting = await _led(chat, meeting_id)
    people = await changes.whom(chat.db, meeting, by_id=chat.person.id, now=chat.now)
    _ = chat._
    text = _("Call this meeting off?\n\n{meeting}\n\n{number} people will be told.")
    text = text.format(meeting=phrases.meeting_facts(_, meeting), number=len(people))
    yes = Button(_("Yes, call it off"), f"cancelled:{meeting_id}")
    return Reply(text, rows(yes, Button(_("No, keep it"), f"meeting:{meeting_id}")))


@routes.button("cancelled:{meeting_id}")
async def cancel(chat: Chat, meeting_id: int) -> Reply:
    """Call the meeting off."""
    meeting = await _led(chat, meeting_id)
    told = await meetings.cancel(chat.db, meeting, chat.rights, by_id=chat.person.id, now=chat.now)
    text = chat._("Called off. {number} people are being told.").format(number=told.people)
    text += at_night(chat, told.leaves_at) if told.deferred else ""
    return Reply(text, await phrases.home(chat), edits=True)


async def _led(chat: Chat, meeting_id: int) -> Meeting:
    meeting = await meetings.get(chat.db, meeting_id)
    chat.rights.must_lead(meeting.cluster_id)
    return meeting
