"""Turning the pages of a long list, and finding in it what somebody types a part of; see `bot.long_lists`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.errors import N_, Gone
from bot.long_lists import LISTED, MOST_FOUND, SHORTEST
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import formerly

routes = Routes()

Source = Callable[[Chat], Awaitable[Sequence[Button]]]
_SOURCES: dict[str, Source] = {}

FOUND = N_("Found: {number}. Please choose:")
NOT_FOUND = N_("Nothing of this list is called “{typed}”. Please type another part of a name, or choose:")
NOT_EITHER = N_("“{typed}” is not in this list either. Type “thôi” to leave the list, or press Help.")
MISSED_IN = "missed_in"
"""In a draft: the list in which something was looked for that it does not hold."""
LONGEST_TYPED = 40
FOUND_MANY = N_("Found: {number}. These are the first; please type more of the name, or choose:")


@routes.button(LISTED + ":{key}:{number}")
async def turn(chat: Chat, key: str, number: int) -> Reply:
    """Show another page. Raises Gone where another list has taken its place."""
    listing = chat.listing
    if listing is None or listing.key != key:
        raise Gone
    chat.listing = replace(listing, number=max(0, min(number, listing.count - 1)))
    text, shown = listing.page(chat._, number)
    return Reply(text, shown, step=STAY, edits=True)


def source(name: str) -> Callable[[Source], Source]:
    """Let a function give all choices of a list that is too long to be loaded for each look (`chat.source`)."""

    def keep(gives: Source) -> Source:
        _SOURCES[name] = gives
        return gives

    return keep


async def find(chat: Chat) -> Reply | None:
    """Return the choices of the list on the screen that hold what was typed; None where there is none."""
    if chat.listing and (gives := _SOURCES.get(chat.listing.source)):
        chat.listing = replace(chat.listing, rows=tuple((one,) for one in await gives(chat)), source="")
    found = chat.listing.find(chat.text) if chat.listing else []
    if not chat.listing or not found:
        return await _find_former(chat)
    chat.draft.pop(MISSED_IN, None)
    text = chat._(FOUND if len(found) <= MOST_FOUND else FOUND_MANY).format(number=len(found))
    back = (Button(chat._("The whole list"), f"{LISTED}:{chat.listing.key}:0"),) if chat.listing.cut else ()
    return Reply(text, (*rows(*found[:MOST_FOUND]), *rows(*back)), step=STAY)


async def _find_former(chat: Chat) -> Reply | None:
    """Return the schools of the list that were called before what was typed, and say so."""
    every = {one.label: one for row in chat.listing.rows for one in row} if chat.listing else {}
    found = [one for one in await formerly.typed(chat) if one.now.name in every] if every else []
    if not found:
        return None
    text = "\n".join(formerly.line(chat, one) for one in found[:MOST_FOUND])
    return Reply(text, rows(*dict.fromkeys(every[one.now.name] for one in found[:MOST_FOUND])), step=STAY)


def nothing(chat: Chat) -> Reply | None:
    """Say of a short text that nothing of the list on the screen is called so, and the second time how one leaves it.

    None where there is no long one.
    """
    typed = " ".join(chat.text.split())
    long = chat.listing is not None and len(chat.listing.rows) > MOST_FOUND
    if chat.listing is None or not long or not SHORTEST <= len(typed) <= LONGEST_TYPED:
        return None
    shown = chat.listing.page(chat._, chat.listing.number)[1] if chat.listing.cut else chat.listing.rows[:MOST_FOUND]
    again = chat.draft.get(MISSED_IN) == chat.listing.key
    chat.draft[MISSED_IN] = chat.listing.key
    helps = rows(Button(chat._("Help"), "help")) if again else ()
    text = chat._(NOT_EITHER if again else NOT_FOUND).format(typed=typed)
    return Reply(text, (*(row for row in shown if row), *helps), step=STAY)
