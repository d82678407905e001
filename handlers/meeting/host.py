"""The host school's check list: one message, one button a thing, ticked in place."""

from dataclasses import replace

from bot.domain.letters.host import HostLetter
from bot.domain.models import Meeting
from bot.domain.programme import hosting, meetings
from bot.domain.programme.hosting import NEEDS
from bot.errors import N_, NotAllowed
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

ITEMS = {
    "classroom": N_("Classroom for the demo lesson"),
    "meeting_room": N_("Room for the talk"),
    "tables": N_("Tables and chairs"),
    "projector": N_("Projector or screen"),
    "network": N_("Network"),
    "sound": N_("Speakers and microphone"),
}


@routes.button("host:{meeting_id}")
async def show(chat: Chat, meeting_id: int) -> Reply:
    """Show the check list as it stands."""
    meeting = await meetings.get(chat.db, meeting_id)
    if not hosting.is_host(meeting, chat.rights):
        raise NotAllowed
    done = (await hosting.ready(chat.db, [meeting.id]))[meeting.id]
    return replace(_list(chat._, meeting, done), edits=True)


@routes.button("host-done:{meeting_id}:{item}")
async def done(chat: Chat, meeting_id: int, item: str) -> Reply:
    """Tick one thing."""
    return await _tick(chat, meeting_id, item, done=True)


@routes.button("host-open:{meeting_id}:{item}")
async def undone(chat: Chat, meeting_id: int, item: str) -> Reply:
    """Take a tick back."""
    return await _tick(chat, meeting_id, item, done=False)


async def _tick(chat: Chat, meeting_id: int, item: str, *, done: bool) -> Reply:
    meeting = await meetings.get(chat.db, meeting_id)
    await hosting.tick(chat.db, meeting, chat.person, chat.rights, item, done=done, now=chat.now)
    return await show(chat, meeting_id)


def _list(t: Translator, meeting: Meeting, done: frozenset[str]) -> Reply:
    needs = NEEDS[meeting.form]
    ready = sum(item in done for item in needs)
    text = t("Your school hosts: {meeting}").format(meeting=phrases.meeting_line(t, meeting))
    text += "\n\n" + t("Ready: {ready} of {all}.").format(ready=ready, all=len(needs))
    text += " " + (t("Thank you.") if ready == len(needs) else t("Please tap what stands ready."))
    buttons = [
        Button(f"✓ {t(ITEMS[item])}", f"host-open:{meeting.id}:{item}")
        if item in done
        else Button(t(ITEMS[item]), f"host-done:{meeting.id}:{item}")
        for item in needs
    ]
    return Reply(text, rows(*buttons, phrases.see(t, meeting.id)), step=STAY)


def asked(letter: HostLetter, t: Translator) -> Reply:
    """Return the check list as a letter to the principal."""
    return _list(t, letter.meeting, letter.ready)


def reminded(letter: HostLetter, t: Translator) -> Reply:
    """Return the reminder a day before; nothing is asked again of a school whose check list is complete."""
    meeting = letter.meeting
    card, known = phrases.see(t, meeting.id), phrases.meeting_facts(t, meeting)
    if letter.all_ready:
        return Reply("\n".join([t("Reminder:"), known, "", told(t, meeting, letter.ready)]), rows(card), step=STAY)
    text = t("Your school hosts:\n{meeting}\n\nPlease have the room, tables and equipment ready. Signed up: {taken}.")
    check = Button(t("Room and equipment"), f"host:{meeting.id}")
    return Reply(text.format(meeting=known, taken=meeting.taken), rows(check, card), step=STAY)


def told(t: Translator, meeting: Meeting, done: frozenset[str]) -> str:
    """Return in one line what is still open at the host school, for the meeting's card."""
    missing = [t(ITEMS[item]) for item in NEEDS[meeting.form] if item not in done]
    if not missing:
        return t("At the host school all is ready.")
    return t("Still open at the host school: {items}").format(items=", ".join(missing).lower())
