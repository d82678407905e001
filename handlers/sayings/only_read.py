"""“Rõ rồi ạ” says that a notice was read: below what asks for a yes or a no it is neither, so it is asked about."""

import re

from bot.domain.models import Meeting
from bot.domain.programme.awaited import Awaited, Yes
from bot.errors import N_
from bot.messages import Reply
from bot.routes import Chat
from bot.vietnamese import fold
from handlers import phrases

DO_YOU_COME = N_("Do you come to this meeting? {meeting}")
DO_YOU_TAKE = N_("Do you take this part? {meeting}")
_READ = re.compile(
    r"\b(?:ro|nam (?:roi|duoc)|em nam|(?:biet|hieu|nho|ghi) roi|em nho|da hieu|da (?:doc|xem)|nhan (?:duoc )?thong bao|"
    r"nhan duoc|da nhan|understood)\b"
)
_MEANT = re.compile(r"\b(?:di|du|tham gia|tham du|co mat|den|toi|dong y|nhat tri|nhan loi|em nhan|se|come)\b")


def only(typed: str) -> bool:
    """Say whether words tell that something was read, and not that somebody comes or takes it on."""
    said = fold(typed)
    return _READ.search(said) is not None and _MEANT.search(said) is None


def ask(chat: Chat, meeting: Meeting) -> Reply:
    """Ask whether somebody comes, with both answers."""
    _ = chat._
    text = _(DO_YOU_COME).format(meeting=phrases.meeting_line(_, meeting))
    return Reply(text, phrases.come_or_see(_, meeting.id))


def ask_part(chat: Chat, meeting: Meeting, part_id: int) -> Reply:
    """Ask whether somebody takes a part, with both answers."""
    _ = chat._
    text = _(DO_YOU_TAKE).format(meeting=phrases.meeting_line(_, meeting))
    return Reply(text, (*phrases.take_part_or_not(_, part_id), (phrases.see(_, meeting.id),)))


def ask_of(chat: Chat, one: Awaited) -> Reply:
    """Ask about what waits: a part, a seat or an invitation."""
    return ask_part(chat, one.meeting, one.number) if one.yes is Yes.PART else ask(chat, one.meeting)
