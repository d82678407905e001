"""What a stranger writes: an invitation's code or a code that ties a chat counts wherever it stands in a text."""

import re

from bot.domain.organisation import accounts, invites
from bot.errors import BadInput, NotRegistered
from bot.messages import Reply
from bot.routes import Chat
from bot.vietnamese import fold
from handlers.organisation import start
from handlers.organisation.accounts import tie_by

LONGEST = 2000
_TIES = re.compile(r"\blien ?ket\b")
_INVITATION = re.compile(rf"\bk\d{{1,9}}-(?:[0-9a-f]{{20}}|[{invites.LETTERS}]{{8}})\b", re.IGNORECASE)
_ONE = f"[{invites.LETTERS}]"
_SPACED = re.compile(rf"\bk ?(\d{{1,9}}) ?[-–—_.]? ?((?:{_ONE} ?){{{invites.CODE - 1}}}{_ONE})\b", re.IGNORECASE)
"""A short code with spaces in it, or without its stroke: as a phone or a hurried hand writes it."""
_ALMOST = re.compile(r"\bk\d{1,9} ?[-–—] ?[0-9a-z]{4,20}\b|\b[0-9a-z]*\d[0-9a-z]*-[0-9a-z]{8}\b", re.IGNORECASE)
"""What is meant as an invitation's code, and is none."""
_LINK_CODE = re.compile(rf"(?<!\d)(?:\d[ .-]?){{{accounts.DIGITS - 1}}}\d(?!\d)")


def invitation_in(text: str) -> str:
    """Return the code of an invitation that stands in a text, empty where there is none; nothing is guessed."""
    found = _INVITATION.search(text[:LONGEST])
    return found[0].lower() if found else ""


def _spaced_in(text: str) -> str:
    """Return the short code that is written apart or together in a text."""
    found = _SPACED.search(text[:LONGEST])
    return f"k{found[1]}-{found[2].replace(' ', '')}".lower() if found else ""


def code_alone(text: str) -> str:
    """Return the code that ties a chat where it is all that was typed, else nothing."""
    found = _LINK_CODE.fullmatch(text.strip())
    return _digits(found[0]) if found else ""


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


async def hear(chat: Chat) -> Reply:
    """Take a stranger in by the code in what they wrote. Raises NotRegistered where there is none."""
    if token := invitation_in(chat.text) or _spaced_in(chat.text):
        return await start.open_invitation(chat, token)
    if found := _LINK_CODE.search(chat.text[:LONGEST]):
        return await tie_by(chat, _digits(found[0]))
    if _ALMOST.search(chat.text[:LONGEST]):
        raise BadInput(invites.WRONG_CODE)
    if _TIES.search(fold(chat.text[:LONGEST])):
        raise BadInput(accounts.NO_CODE, digits=accounts.DIGITS)
    raise NotRegistered
