"""What is below a refusal: its own choices, and the door of what was typed where that asks for something else.

Who is asked for a day and types "cho em xin biên bản" is told once more which day is meant, with that door beside it:
nobody needs to leave a question first, and what was begun is kept (`bot.at_a_step.set_aside`).
"""

from dataclasses import replace
from datetime import datetime

from bot.errors import BadInput, Gone, Refusal, Unfound
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, Rows
from handlers import phrases
from handlers.sayings import colleague, conversation
from handlers.sayings.small_talk import SMALL_TALK

routes = Routes()

NO_DOORS = frozenset([topic.name for topic in SMALL_TALK] + ["leave", "later", "go-on"])
"""Topics that ask for nothing: the question before them still stands."""


async def choices(chat: Chat, no: Refusal, own: Rows) -> Rows:
    """Return the choices below a refusal; where it has none of its own those of everybody."""
    return (*own, *_door(chat, no)) if own else await phrases.home(chat)


def _door(chat: Chat, no: Refusal) -> Rows:
    """Return the door of what was typed at a question that could not take it, where that is sure."""
    if type(no) not in (BadInput, Unfound) or chat.incoming.kind is not Kind.TEXT or not chat.step or not chat.someone:
        return ()
    understood = conversation.understand(chat.text)
    topic = understood.matches[0].topic if understood.sure else None
    if topic is None or topic.name in NO_DOORS or topic.door is colleague.by_name:
        return ()
    label = chat._("Open: {door}").format(door=chat._(topic.label))
    return ((Button(label, f"meant:{_moment(chat.now)}"),),)


def _moment(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S%f")


@routes.button("meant:{typed_at}")
async def hear(chat: Chat, typed_at: str) -> Reply:
    """Hear what was typed at that moment (`_moment`) as where nothing is expected."""
    chat.must_have_joined()
    typed = next((one for one in reversed(chat.earlier) if _moment(one.at) == typed_at), None)
    if typed is None:
        raise Gone
    pressed = chat.incoming
    chat.incoming = replace(pressed, kind=Kind.TEXT, text=typed.text)
    try:
        return await conversation.hear(chat)
    finally:
        chat.incoming = pressed  # what is refused is refused to a press
