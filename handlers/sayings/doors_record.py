"""What somebody asks of their own record: where they were, and a paper that confirms it."""

from dataclasses import replace

from bot.domain.models import PaperKind
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import choosing
from bot.domain.programme import meetings, questions
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.meeting import my_meetings, past, summary
from handlers.paper import one_paper, papers
from handlers.sayings import about
from handlers.sayings.sentence import Sentence

NOTHING_TO_CONFIRM = N_(
    "You are not marked as having come to this meeting, so nothing can be confirmed yet. If you were there, say so:"
)


async def own_record(chat: Chat, said: Sentence) -> Reply:
    """Show the meetings of this school year at which one was; an officer asks for how many there were."""
    if chat.someone is not None and chat.rights.officer:
        return await summary.choose(chat)
    _, year = chat._, SchoolYear.of(chat.today)
    span = said.span or year.span
    found = await questions.attended(chat.db, chat.person, span)
    lines = past.dated(chat, str(SchoolYear.of(span.since)))
    lines += [_("Meetings you attended: {number}").format(number=len(found))]
    lines += [
        f"– {local(meeting.starts_at):%d/%m/%Y} · {phrases.meeting_name(_, meeting)} · {_(phrases.PRESENCES[how])}"
        for meeting, how in found
        if meeting.starts_at
    ]
    return Reply("\n".join(lines), rows(Button(_("Calendar"), "calendar:0")))


async def confirmation(chat: Chat, said: Sentence) -> Reply:
    """Make the confirmation of the meeting that is named; else ask which, with what it would rest on."""
    found = about.begun(chat, await about.named(chat, said)) if said.span or said.last else []
    if len(found) == 1 or (found and said.last):
        return await _of_one(chat, found[0].id)
    record, year = await own_record(chat, said), SchoolYear.of(chat.today)
    text = chat._("Which confirmation do you need: of one meeting, or of the school year?")
    buttons = (
        Button(chat._("One meeting"), "office-papers"),
        Button(chat._("School year {year}").format(year=year), f"paper:training.school:{year.first}:{chat.person.id}"),
    )
    return Reply(f"{text}\n\n{record.text}", (*rows(*buttons, across=2), *record.buttons))


async def _of_one(chat: Chat, meeting_id: int) -> Reply:
    """Make one's own confirmation of a meeting; who writes for a school is asked for whom."""
    meeting = await meetings.get(chat.db, meeting_id)
    offered = await choosing.of_meeting(chat.db, chat.person, chat.rights, meeting, chat.now)
    own = next((one for one in offered if one.kind is PaperKind.CONFIRMATION), None)
    if chat.rights.papers_of:
        return await papers.whose(chat, meeting_id, 0)
    if own:
        return await one_paper.make(chat, own.what, own.number, own.of)
    mine = await my_meetings.mine(chat, 0)
    return replace(mine, text=kit.after(chat._(NOTHING_TO_CONFIRM), mine.text))
