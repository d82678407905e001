"""What the last notice still asks of somebody who has sent what is no answer to it: its choices are shown again."""

from bot.domain.models import Meeting
from bot.domain.outbox import told
from bot.domain.programme import awaited
from bot.domain.programme.awaited import Awaited, Yes
from bot.errors import N_
from bot.messages import Reply
from bot.routes import Chat, Rows, rows
from handlers import phrases
from handlers.meeting import acknowledge

TOO_EARLY = N_(
    "It was not kept. Photos and files of {meeting} are taken from its beginning on; for a duty, open My duties first."
)


async def _asked(chat: Chat) -> Awaited | None:
    """Return what the last notice waits for; None where it waits for nothing, or is answered."""
    last = await told.last(chat.db, chat.person.id, chat.now)
    if last is None:
        return None
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    if last.topic.kind == "part":
        return next((one for one in waiting if one.yes is Yes.PART and one.number == last.topic.part_id), None)
    of_it = [one for one in waiting if last.topic.kind == "meeting" and one.meeting.id == last.topic.meeting_id]
    return next((one for one in of_it if one.yes is not Yes.PART), None)


def _choices(chat: Chat, one: Awaited) -> Rows:
    _, meeting = chat._, one.meeting
    match one.yes:
        case Yes.PART:
            return phrases.take_part_or_not(_, one.number)
        case Yes.CHANGE:
            return rows(acknowledge.button(_, meeting.id, one.number), phrases.see(_, meeting.id))
        case Yes.SEAT | Yes.INVITATION:
            return phrases.come_or_see(_, meeting.id)


async def choices(chat: Chat) -> Rows:
    """Return the answers that the last notice still takes; none where it takes none."""
    asked = await _asked(chat) if chat.someone and not chat.step else None
    return _choices(chat, asked) if asked else ()


async def too_early(chat: Chat) -> Reply | None:
    """Say of a photo or a file below such a notice from when on it is taken; None below everything else."""
    asked = await _asked(chat) if not chat.step else None
    if asked is None:
        return None
    meeting: Meeting = asked.meeting
    text = chat._(TOO_EARLY).format(meeting=phrases.meeting_name(chat._, meeting))
    return Reply(text, _choices(chat, asked))
