"""“Em bận” right below a notice is said to what that notice asks, which is not always whether somebody comes."""

from bot.domain.models import Purpose
from bot.domain.outbox import told
from bot.domain.programme import awaited
from bot.domain.programme.awaited import Yes
from bot.messages import Reply
from bot.routes import Chat
from handlers import later
from handlers.letters import notes
from handlers.sayings import only_read

TO_BE_DONE = (Purpose.REFLECT, Purpose.MINUTES_ASK, Purpose.DUTY, Purpose.DUTY_NEW)


async def below(chat: Chat) -> Reply | None:
    """Answer it where the last notice asks for a part, for something to be done, or tells what somebody wrote.

    None below everything else: there it says that somebody cannot come.
    """
    last = await told.last(chat.db, chat.person.id, chat.now)
    if last is None:
        return None
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    if last.purpose is Purpose.ASK_PART:
        asked = [one for one in waiting if one.yes is Yes.PART and one.number == last.topic.part_id]
        return only_read.ask_of(chat, asked[0]) if asked else None
    if any(one.yes in (Yes.INVITATION, Yes.SEAT) for one in waiting):
        return None
    return await (later.of_notice(chat) if last.purpose in TO_BE_DONE else notes.offer(chat))
