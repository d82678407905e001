"""What is typed at a question of a reflection and is no answer: that it is not clear, how many follow, “skip it”."""

import re
from enum import StrEnum

from bot.domain.models import Viewpoint
from bot.errors import N_
from bot.vietnamese import fold


class Besides(StrEnum):
    """What somebody wants of a question instead of answering it."""

    UNCLEAR = "unclear"
    SKIP = "skip"
    HOW_MANY = "how many"


_ME = r"(?:(?:da|oi|chi|anh|co|thay|em|e|toi|tui|minh|con|bot|cho|xin|giup|thoi|u|ua|ma|vay|the)\b[ ,]*)*"
_POLITELY = r"(?:[ ,]+(?:a|ah|vay|the|z|v|nhi|ha|hen|voi|di|nha|nhe|nghen|chi|anh|co|thay|em|oi|roi|luon|duoc|dc|ta))*"
_IT = r"(?:(?:cau|cau hoi|y|cai)(?: (?:nay|do|hoi|tren|vua roi))*)"
_WAYS = {
    Besides.UNCLEAR: (
        rf"{_IT} (?:(?:co |co nghia |nghia |y |hoi )?(?:la )?(?:sao|gi|the nao)|(?:hoi|noi) (?:gi|ve gi|cai gi)|"
        r"(?:kho|chua|khong|ko|k) (?:hieu|ro)(?: lam| qua)?)"
        rf"|(?:chua|khong|ko|k|hong|hok) (?:hieu|ro)(?: lam)? (?:{_IT}|hoi gi)"
        rf"|(?:giai thich|noi ro|noi lai|lam ro)(?: (?:giup|ho|dum|them|lai|cho|em|toi|ro|hon))*(?: {_IT})?"
        r"|(?:co|cho|xin|lay)(?: \w+)? vi du(?: (?:gi|nao|mau))?(?: (?:khong|ko|k|hong|hok|hem))?"
        r"|(?:viet|ghi|tra loi|lam)(?: \w+)? (?:sao|gi|the nao|nhu nao|nhu the nao)(?: (?:bay gio|gio|day|cho dung))?"
    ),
    Besides.SKIP: (
        rf"(?:(?:bo )?qua|bo|skip|next|khoi) {_IT}|(?:qua|sang|toi) cau (?:khac|sau|tiep|tiep theo|ke|ke tiep)|"
        rf"{_IT} (?:cho )?(?:\w+ )?bo qua"
    ),
    Besides.HOW_MANY: (
        r"(?:con |tong |co )?(?:may|bao nhieu) cau(?: hoi)?(?: (?:nua|tat ca))?(?: (?:moi )?(?:xong|het))?"
    ),
}
_PATTERNS = {aside: re.compile(f"{_ME}(?:{way}){_POLITELY}") for aside, way in _WAYS.items()}
_EXPLAINED = N_(
    "A sentence or two is enough: which pupil or group, and what they said or did, as you saw it. For example: "
    "“Group 2 sat still for ten minutes because they had not understood the task.” Any question can be skipped. "
    "(Or send the same words again to keep them.)"
)
_IN_OWN_WORDS = N_(
    "A sentence or two in your own words is enough. Any question can be skipped. (Or send the same words again to keep "
    "them.)"
)


def read(typed: str) -> Besides | None:
    """Return what somebody wants of the question; None for an answer."""
    said = " ".join(re.sub(r"[?!.…:)(]+", " ", fold(typed)).split())
    return next((aside for aside, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)


def explained(viewpoint: Viewpoint) -> str:
    """Return what is said of a question that is not clear to who had this part."""
    return _EXPLAINED if viewpoint is Viewpoint.OBSERVER else _IN_OWN_WORDS
