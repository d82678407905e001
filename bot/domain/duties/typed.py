"""Reads what people type for one rule: as for the settings of all, and also "none", "default" and the day itself."""

import re

from bot.domain.calendar import settings_typed
from bot.domain.calendar.settings import Ladder
from bot.domain.duties.rules import MOST_DAYS, TOO_MANY_DAYS
from bot.domain.models import Anchor
from bot.errors import N_, BadInput
from bot.vietnamese import fold

AS_ALL = frozenset({"mac dinh", "nhu chung", "chung", "default", "as all"})
NONE = frozenset({"khong", "khong nhac", "khong bao", "khong ai", "none", "no", "nobody"})
_ITSELF = re.compile(
    r"(?:[,;+ ]|\bva\b|\band\b)*(?<![\d-])(?:0+(?!\d)(?: ngay| days?)?|dung ngay|on the day)(?:[,;+ ]|\bva\b|\band\b)*"
)
_NUMBER = re.compile(r"[0-9]+")
_BEFORE = re.compile(r"\b(?:truoc|before)\b|^\s*[-−–]")
_AFTER = re.compile(r"\b(?:sau|after)\b|^\s*\+")

NO_NUMBER = N_("No number of days was found in this. Please write for example: 3 days after.")


def read_reminders(typed: str) -> tuple[int, ...] | None:
    """Return days before the due day, 0 for the day itself, the farthest first; None for as the organisation does."""
    words = fold(typed).strip(" .")
    if words in AS_ALL:
        return None
    if words in NONE:
        return ()
    ahead, times = _ITSELF.subn(" ", words)
    before = settings_typed.read_reminders(ahead.strip()) if ahead.strip() or not times else ()
    return (*before, 0) if times else before


def read_ladder(typed: str) -> Ladder | None:
    """Return who is told how many days after; None for the organisation's ladder. Raises BadInput as that one does."""
    words = fold(typed).strip(" .")
    if words in AS_ALL:
        return None
    return () if words in NONE else settings_typed.read_ladder(words)


def read_shift(typed: str, anchor: Anchor) -> int:
    """Return days after an event, negative before it; a bare number means before a meeting's start, else after."""
    words = fold(typed)
    numbers = _NUMBER.findall(words)
    if len(numbers) != 1:
        raise BadInput(NO_NUMBER)
    # A thousand digits are no number of days, and Python refuses to read them.
    if len(numbers[0]) > len(str(MOST_DAYS)):
        raise BadInput(TOO_MANY_DAYS, most=MOST_DAYS)
    before = bool(_BEFORE.search(words)) or (anchor is Anchor.START and not _AFTER.search(words))
    return -int(numbers[0]) if before else int(numbers[0])
