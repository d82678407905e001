"""The choices of a notice that came to one of a person's chats, while the person writes in another one."""

from bot.domain.models import Dialogue

UNASKED = "unasked"
"""In `shown`: when the newest choices came with a notice, perhaps while something else was asked; else empty."""

UNASKED_IN = "unasked-in"
"""In `shown`: the channel by which that notice came, and the choices that stand in the other chats."""

Menu = list[list[str]]


def is_unasked(dialogue: Dialogue) -> bool:
    """Say whether the newest choices are those of a notice."""
    return bool(dialogue.shown.get(UNASKED))


def is_elsewhere(dialogue: Dialogue, channel: str) -> bool:
    """Say whether the newest choices are those of a notice that another chat of the person was sent."""
    by, _others = dialogue.shown.get(UNASKED_IN, (channel, []))
    return is_unasked(dialogue) and by not in ("", channel)


def menu_in(dialogue: Dialogue, channel: str) -> Menu:
    """Return the choices that a number stands for in a chat: never those of a notice that only another one shows."""
    return list(dialogue.shown[UNASKED_IN][1]) if is_elsewhere(dialogue, channel) else dialogue.menu


def stands_beside(dialogue: Dialogue, channel: str) -> Menu:
    """Return the choices that stand in the other chats while a notice comes by this channel."""
    by, others = dialogue.shown.get(UNASKED_IN, ("", []))
    return list(others) if is_unasked(dialogue) and by == channel else dialogue.menu
