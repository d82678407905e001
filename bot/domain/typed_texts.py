"""The texts that a conversation brought last, by which a second part and an edit find their place."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Dialogue
from bot.messages import Incoming

TYPED = "typed"
"""In `shown`: the texts that came last, so that a second part, or what one reads after an edit, finds its place."""
TYPED_KEPT = 4


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that came: its message, the step that it was typed at or what it became, and when."""

    message: str
    step: str
    text: str
    at: datetime
    chosen: bool = False
    """It was a choice or a command: nothing that is typed after it goes on with it."""


def message_key(said: Incoming) -> str:
    """Return how a text is known again when it is edited; empty where its platform lets nobody do so."""
    return f"{said.channel}|{said.sent}" if said.sent else ""


def typed(dialogue: Dialogue) -> tuple[Typed, ...]:
    """Return the texts that came last, the newest at the end."""
    kept = dialogue.shown.get(TYPED, [])
    return tuple(
        Typed(message, step, text, datetime.fromisoformat(at), *rest) for message, step, text, at, *rest in kept
    )


def note_typed(dialogue: Dialogue, new: Typed) -> None:
    """Keep a text that came; an edited one stands in its own place."""
    known = [_row(one) for one in typed(dialogue)]
    row = _row(new)
    places = [place for place, one in enumerate(known) if new.message and one[0] == new.message]
    kept = [row if place in places else one for place, one in enumerate(known)] if places else [*known, row]
    dialogue.shown = dialogue.shown | {TYPED: kept[-TYPED_KEPT:]}


def _row(one: Typed) -> list[object]:
    return [one.message, one.step, one.text, one.at.isoformat(), *([True] if one.chosen else [])]
