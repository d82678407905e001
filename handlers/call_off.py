"""Calling a meeting off: asked first, with the number of people it touches."""

from datetime import datetime

from bot.domain import meetings, notices
from bot.domain.models import Meeting
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()


def at_night(chat: Chat, leaves_at: datetime) -> str:
    """Say when what cannot leave at night will."""
    return "\n" + chat._("It is night: the message will leave at {when}.").format(when=chat._.moment(leaves_at))


@routes.button("cancel:{meeting_id}")
async def ask_cancel(chat: Chat, meeting_id: int) -> Reply:
    """Ask before calling a meeting off, with the number of people it touches."""
    meeting = await _led(chat, meeting_id)
    people = len(await meetings.with_seat(chat.db, meeting_id, waiting=True))
    _ = chat._
    text = _("Call this meeting off?\n\n{meeting}\n\n{number} people will be told.")
    text = text.format(meeting=phrases.meeting_facts(_, meeting), number=people)
    yes = Button(_("Yes, call it off"), f"cancelled:{meeting_id}")
    return Reply(text, rows(yes, Button(_("No, keep it"), f"meeting:{meeting_id}")))


@routes.button("cancelled:{meeting_id}")
async def cancel(chat: Chat, meeting_id: int) -> Reply:
    """Call the meeting off."""
    meeting = await _led(chat, meeting_id)
    number = await meetings.cancel(chat.db, meeting, chat.rights, now=chat.now)
    text = chat._("Called off. {number} people are being told.").format(number=number)
    leaves_at = notices.leaves(chat.now, meeting.starts_at or chat.now)
    if number and leaves_at > chat.now:
        text += at_night(chat, leaves_at)
    return Reply(text, await phrases.home(chat), edits=True)


async def _led(chat: Chat, meeting_id: int) -> Meeting:
    meeting = await meetings.get(chat.db, meeting_id)
    chat.rights.must_lead(meeting.cluster_id)
    return meeting
