"""What takes back the answer before at the next question: "à nhầm, nhóm 3 chứ không phải nhóm 2", "sửa câu trên: …".

Nothing but text is read here; whether it is meant so is asked, with the answer as it was and as it would be.
"""

import re
from typing import NamedTuple

from bot.vietnamese import fold, nfc

_BEGINS = re.compile(
    r"(?:(?:a|ah|oi|chet|u|o|da|em|toi|minh|xin loi)\b[\s,.]*)*(?:(?:ghi|viet|go|noi|tra loi) )?(?:nham|lon)\b(?! lan)"
    r"(?: roi| mat| cau (?:tren|truoc))?[\s,.:;-]*"
    r"|(?:(?:cho )?(?:em|toi|minh) )?sua (?:lai )?cau (?:tren|truoc|vua roi|vua nay)\b[\s,.:;-]*"
    r"|(?:(?:a|da)[\s,]*)?y (?:em|toi|minh) (?:la|noi)\b[\s,.:;-]*"
)
_INSTEAD = re.compile(r"(?:la )?(?P<new>.+?)[\s,]+(?:chu )?(?:khong|ko|k|hong) phai(?: la)? (?P<old>.+?)[\s.!]*")


class TakenBack(NamedTuple):
    """An answer as it was, and as it would be."""

    before: str
    after: str


def read(typed: str, before: str) -> TakenBack | None:
    """Return what a text makes of the answer before it; None for what does not begin by taking something back."""
    text, stands = " ".join(nfc(typed).split()), " ".join(nfc(before).split())
    begun = _BEGINS.match(fold(text))
    rest = text[begun.end() :] if begun else ""
    if len(rest.split()) <= 1 or not stands:
        return None
    # Folding keeps the number of letters, so that places stay what they are.
    instead = _INSTEAD.fullmatch(fold(rest))
    if instead and (place := fold(stands).find(instead["old"])) >= 0:
        new = _behind(stands[:place], rest[instead.start("new") : instead.end("new")])
        return TakenBack(stands, stands[:place] + new + stands[place + len(instead["old"]) :])
    return TakenBack(stands, rest)


def _behind(before: str, new: str) -> str:
    """Return what is new without the words that stand before it already: "em đó | em đó vẽ hình"."""
    said, stands = new.split(), fold(before).split()
    for length in range(min(len(said) - 1, len(stands)), 0, -1):
        if stands[-length:] == fold(" ".join(said[:length])).split():
            return " ".join(said[length:])
    return new
