"""Another school hosts a meeting: chosen from the cluster, asked once with the number of people, told as a move is."""

from bot.domain.models import Meeting, Unit
from bot.domain.organisation import schools
from bot.domain.programme import changes, meetings
from bot.errors import N_, Gone, Refusal
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.meeting import calendar
from handlers.meeting.call_off import changed

routes = Routes()

NO_OTHER = N_("No other school is in this cluster on that day. Schools join a cluster under Organisation.")


@routes.button("rehost:{meeting_id}:{page}")
async def choose(chat: Chat, meeting_id: int, page: int) -> Reply:
    """Show the schools that could host the meeting."""
    meeting = await _led(chat, meeting_id)
    found = await meetings.possible_hosts(chat.db, meeting, chat.now)
    if not found:
        raise Refusal(NO_OTHER)
    _ = chat._
    text = _("{meeting}\n\nWhich school hosts it instead?").format(meeting=phrases.meeting_line(_, meeting))
    buttons = [Button(school.name, f"host-to:{meeting.id}:{school.id}") for school in found]
    back = Button(_("‹ Meeting"), f"meeting:{meeting.id}")
    return Reply(text, (*kit.paged(chat, buttons, page, f"rehost:{meeting.id}"), (back,)))


@routes.button("host-to:{meeting_id}:{unit_id}")
async def ask(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Ask before it is changed, with the number of people who will be told."""
    meeting = await _led(chat, meeting_id)
    school = await _possible(chat, meeting, unit_id)
    people = await changes.whom(chat.db, meeting, by_id=chat.person.id, now=chat.now, hosts=[school.id])
    _ = chat._
    text = _("{meeting}\n\nLet {school} host it? {number} people will be told.")
    text = text.format(meeting=phrases.meeting_line(_, meeting), school=school.name, number=len(people))
    if meeting.room:
        text += " " + _("The room there is not known yet.")
    yes = Button(_("Yes, change it"), f"rehosted:{meeting.id}:{school.id}", yes=True)
    return Reply(text, rows(yes, Button(_("No, keep it"), f"meeting:{meeting.id}")))


@routes.button("rehosted:{meeting_id}:{unit_id}")
async def change(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Change the host; idempotent: a second tap shows how the meeting stands."""
    meeting = await _led(chat, meeting_id)
    if meeting.host_id == unit_id:
        return await calendar.show(chat, meeting)
    school = await schools.get(chat.db, unit_id)
    had_room = meeting.room is not None
    told = await meetings.rehost(chat.db, meeting, chat.rights, school, by_id=chat.person.id, now=chat.now)
    said = changed(chat, told)
    if had_room:
        said += "\n" + chat._("The room there is not known yet: please choose “Change day or room”.")
    return await calendar.show(chat, meeting, said)


async def _possible(chat: Chat, meeting: Meeting, unit_id: int) -> Unit:
    for school in await meetings.possible_hosts(chat.db, meeting, chat.now):
        if school.id == unit_id:
            return school
    raise Gone


async def _led(chat: Chat, meeting_id: int) -> Meeting:
    meeting = await meetings.get(chat.db, meeting_id)
    meetings.must_change(meeting, chat.rights, chat.now)
    return meeting
