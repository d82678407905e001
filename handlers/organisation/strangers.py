"""What a stranger writes: an invitation's code or a code that ties a chat counts wherever it stands in a text."""

import re

from bot.domain.organisation import accounts, invites
from bot.errors import NotRegistered
from bot.messages import Reply
from bot.routes import Chat
from handlers.organisation import start
from handlers.organisation.accounts import tie_by

LONGEST = 2000
_INVITATION = re.compile(rf"\bk\d{{1,9}}-(?:[0-9a-f]{{20}}|[{invites.LETTERS}]{{8}})\b", re.IGNORECASE)
_LINK_CODE = re.compile(rf"(?<!\d)(?:\d[ .-]?){{{accounts.DIGITS - 1}}}\d(?!\d)")


def invitation_in(text: str) -> str:
    """Return the code of an invitation that stands in a text, empty where there is none; nothing is guessed."""
    found = _INVITATION.search(text[:LONGEST])
    return found[0].lower() if found else ""


def code_alone(text: str) -> str:
    """Return the code that ties a chat where it is all that was typed, else nothing."""
    found = _LINK_CODE.fullmatch(text.strip())
    return _digits(found[0]) if found else ""


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


async def hear(chat: Chat) -> Reply:
    """Take a stranger in by the code in what they wrote. Raises NotRegistered where there is none."""
    if token := invitation_in(chat.text):
        return await start.open_invitation(chat, token)
    if found := _LINK_CODE.search(chat.text[:LONGEST]):
        return await tie_by(chat, _digits(found[0]))
    raise NotRegistered
