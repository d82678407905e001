"""What is below a refusal: its own choices, and the door of what was typed where that asks for something else.

Who is asked for a day and types "cho em xin biên bản" is told once more which day is meant, with that door beside it:
nobody needs to leave a question first, and what was begun is kept (`bot.at_a_step.set_aside`). Where any text is an
answer, "ai chưa trả lời" is no room: it is asked whether it is one. Where only photos are, it opens its door at once.
"""

from dataclasses import replace
from datetime import datetime

from bot.at_a_step import as_rows, is_free, typed_at
from bot.errors import N_, BadInput, Gone, Refusal, Stale, Unfound, WhichDoor
from bot.messages import Button, Kind, Reply
from bot.picking import NO_PHOTO, WANTS_PHOTO
from bot.routes import Chat, Route, Routes, Rows
from handlers import phrases
from handlers.organisation import consents
from handlers.sayings import colleague, conversation, doubts
from handlers.sayings.matching import Heard, Saying
from handlers.sayings.small_talk import SMALL_TALK

routes = Routes()

NO_DOORS = frozenset([topic.name for topic in SMALL_TALK] + ["leave", "later", "go-on"])
"""Topics that ask for nothing: the question before them still stands."""
ANSWERS = NO_DOORS | {
    *("absent", "on-behalf", "long-leave", "late", "mark-absent", "mark-present", "maybe", "noted", "was-there"),
    *(
        "parts",
        "send",
        "colleague",
        "somebody",
        "move",
        "settle",
        "rehost",
        "extra",
        "rename",
        "other-school",
        "attendance",
    ),
}
"""Topics whose words may as well answer a question: why, who, when and where."""
WRITTEN = {
    "minutes",
    "reflect",
    "reflections",
    "agreed",
    "trouble",
    "praise",
    "reached",
    "correct",
    "yes",
    "no",
    "duties",
    "plan",
}
"""Topics whose words stand in what people write about a lesson as well."""
A_NAME = 2
"""So many words of an answer to others may be nothing but the name of a door."""
FEW_WORDS = 8
"""So many words at most ask for a door, and more than one: what is longer is told to somebody."""
IT_IS = N_("It is my answer")


async def choices(chat: Chat, no: Refusal, own: Rows) -> Rows:
    """Return the choices below a refusal; where it has none of its own those of everybody."""
    if isinstance(no, WhichDoor):
        return (*as_rows([[chat._(IT_IS), typed_at(chat.now)]]), *_door(chat, no), *own)
    return (*own, *_door(chat, no)) if own else await phrases.home(chat)


def _door(chat: Chat, no: Refusal) -> Rows:
    """Return the door of what was typed at a question that could not take it, where that is sure."""
    asks = type(no) in (BadInput, Stale, Unfound, WhichDoor) and chat.step
    topic = _topic(chat) if asks else None
    if topic is None:
        return ()
    label = chat._("Open: {door}").format(door=chat._(topic.label))
    return ((Button(label, f"meant:{_moment(chat.now)}"),),)


def _topic(chat: Chat) -> Saying | None:
    """Return what was typed by somebody is surely about, and has a door."""
    if chat.incoming.kind is not Kind.TEXT or not chat.someone:
        return None
    topic = _sure(conversation.understand(chat.text))
    return None if topic is None or topic.name in NO_DOORS or topic.door is colleague.by_name else topic


def _sure(understood: Heard) -> Saying | None:
    return understood.matches[0].topic if understood.sure else None


@routes.corrected(NO_PHOTO)
async def at_photos(chat: Chat) -> Reply:
    """Open the door of what was typed where only photos are taken, if that is sure. Raises BadInput for all else."""
    if _topic(chat) is None:
        raise BadInput(WANTS_PHOTO)
    return await conversation.hear(chat)


class AroundAnAnswer(consents.Around):
    """What stands around every answer, and before it whether a sentence is one."""

    @staticmethod
    def before(chat: Chat, route: Route) -> Reply | None:
        """Return what is said instead. Raises WhichDoor for what asks for a door where any text is an answer."""
        if stopped := consents.Around.before(chat, route):
            return stopped
        if chat.step and route.arguments(chat.step) is not None and is_free(route):
            if route.prose:
                _must_be_no_door(chat)
            else:
                _must_be_an_answer(chat, title=route.title)
        return None


def _must_be_an_answer(chat: Chat, *, title: bool) -> None:
    if chat.incoming.kind is not Kind.TEXT or not 1 < len(chat.text.split()) <= FEW_WORDS:
        return
    understood = conversation.understand(chat.text)
    topic, words = _sure(understood) if chat.someone else None, understood.words
    asks = doubts.inquires(words) and not (title and topic is None)
    if asks or (topic and topic.name not in ANSWERS and doubts.requests(words)):
        raise WhichDoor(said=chat.text.strip())


def _must_be_no_door(chat: Chat) -> None:
    """Raise WhichDoor for what is nothing but the name of a door where people write to others: "biểu đồ"."""
    understood = conversation.understand(chat.text) if len(chat.text.split()) <= A_NAME else None
    if understood is None or chat.incoming.kind is not Kind.TEXT or not understood.sure:
        return
    [match] = understood.matches[:1]
    letters = any(word.plain.isalpha() for word in understood.words)
    named = letters and all(
        place in match.places or doubts.is_filler(word) for place, word in enumerate(understood.words)
    )
    if named and match.topic.name not in ANSWERS | WRITTEN:
        raise WhichDoor(said=chat.text.strip())


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
