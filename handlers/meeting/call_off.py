"""Calling a meeting off: asked first, with the number of people it touches; and bringing it back."""

from bot.domain.programme import calling_off, changes
from bot.domain.programme.changes import Told
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.meeting import calendar

routes = Routes()


def changed(chat: Chat, told: Told | None) -> str:
    """Say how many are told of a change, and when, where that is not at once."""
    if told is None:
        return chat._("Changed. Nobody needs to be told.")
    return _with_its_hour(chat, told, chat._("Changed. {number} people will be told."))


def _with_its_hour(chat: Chat, told: Told, said: str) -> str:
    said = said.format(number=told.people)
    return f"{said}\n{kit.at_night(chat._, told.leaves_at)}" if told.deferred else said


@routes.button("cancel:{meeting_id}")
async def ask_cancel(chat: Chat, meeting_id: int) -> Reply:
    """Ask before calling a meeting off, with the number of people it touches."""
    meeting = await kit.led(chat, meeting_id)
    people = await changes.whom(chat.db, meeting, by_id=chat.person.id, now=chat.now)
    _ = chat._
    text = _("Call this meeting off?\n\n{meeting}\n\n{number} people will be told.")
    text = text.format(meeting=phrases.meeting_facts(_, meeting), number=len(people))
    yes = Button(_("Yes, call it off"), f"cancelled:{meeting_id}", yes=True)
    return Reply(text, rows(yes, Button(_("No, keep it"), f"meeting:{meeting_id}")))


@routes.button("cancelled:{meeting_id}")
async def cancel(chat: Chat, meeting_id: int) -> Reply:
    """Call the meeting off."""
    meeting = await kit.led(chat, meeting_id)
    told = await calling_off.cancel(chat.db, meeting, chat.rights, by_id=chat.person.id, now=chat.now)
    text = _with_its_hour(chat, told, chat._("Called off. {number} people are being told."))
    back = rows(Button(chat._("Bring it back"), f"restore:{meeting_id}"))
    return Reply(text, (*back, *await phrases.home(chat)), edits=True)


@routes.button("restore:{meeting_id}")
async def restore(chat: Chat, meeting_id: int) -> Reply:
    """Bring a meeting back that was called off by mistake."""
    meeting = await kit.led(chat, meeting_id)
    told = await calling_off.restore(chat.db, meeting, chat.rights, by_id=chat.person.id, now=chat.now)
    if told is None:
        return await calendar.show(chat, meeting, chat._("Brought back. Nobody needs to be told."))
    said = _with_its_hour(chat, told, chat._("Brought back. {number} people are being told."))
    return await calendar.show(chat, meeting, said)
