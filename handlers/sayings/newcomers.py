"""What a principal types below "Has just joined …": "dung", "dung het", "co A khong phai truong minh".

A yes to one, or to all that the notice named, is the button's; whoever is said not to be of the school is asked about.
"""

import re

from bot.domain.models import Purpose
from bot.domain.organisation import arrivals as waiting_ones
from bot.domain.organisation.arrivals import Newcomer
from bot.domain.outbox import told
from bot.domain.outbox.outbox import Due
from bot.messages import Reply
from bot.routes import Chat
from bot.vietnamese import fold
from handlers.organisation import arrivals
from handlers.sayings.sentence import Sentence, words_of

_END = r"(?: (?:a|nhe|nha|em|het|ca|tat ca|ca roi|het roi|roi|het a|ca a|roi a|het nhe|nguoi|truong (?:toi|minh|em)))*"
_RIGHT = re.compile(
    rf"(?:da |vang |u |uh )*(?:dung|chuan|phai|chinh xac|tat ca (?:deu )?dung|deu dung|ca .{{1,20}} deu dung){_END}"
)
_ALL = re.compile(r"\b(?:het|ca|tat ca|deu)\b")
_WRONG = re.compile(r"\b(?:khong|ko|k|kg|chua|ko phai|sai|nham|la ai)\b")
_ABOUT = re.compile(r"\b(?:truong|phai|dung|biet|day|quen|ai)\b")
_ASKS = re.compile(
    r"\b(?:ai|nguoi nao|thay co nao|gv nao|giao vien nao) (?:con |ma |da |van )?(?:chua|khong|ko|k|kg) (?!phai\b)"
)
"""Asks for people and says of nobody that they are not of the school: "ai chưa trả lời"."""


async def if_answered(chat: Chat) -> Reply | None:
    """Answer the notice that came last where it asks who has come; None where it does not, or for other words."""
    if chat.someone is None or not chat.rights.principal_of or not _may_answer(chat.text):
        return None
    last = chat.under or await told.last(chat.db, chat.person.id, chat.now)
    return await answer(chat, last) if last and last.purpose is Purpose.ARRIVALS else None


def _may_answer(typed: str) -> bool:
    text = _plain(typed)
    if _ASKS.search(text):
        return False
    return _RIGHT.fullmatch(text) is not None or bool(_WRONG.search(text) and _ABOUT.search(text))


def _plain(typed: str) -> str:
    return re.sub(r"[^\w ]+", " ", fold(typed)).strip()


async def answer(chat: Chat, notice: Due) -> Reply | None:
    """Answer the notice by what is typed; None where that is neither a yes nor a no to somebody."""
    unit_id, text = notice.topic.arrivals_at, _plain(chat.text)
    waiting = await waiting_ones.open_at(chat.db, chat.rights, unit_id)
    if not waiting:
        return None
    if _RIGHT.fullmatch(text):
        if len(waiting) == 1:
            return await arrivals.yes(chat, waiting[0].id)
        if _ALL.search(text):
            return await arrivals.all_of_them(chat, unit_id, notice.version)
        return arrivals.ask_all(chat, unit_id, waiting)
    if not _WRONG.search(text):
        return None
    meant = _named(chat.text, waiting) or waiting
    return arrivals.ask_one(chat, meant[0]) if len(meant) == 1 else arrivals.ask_which(chat, meant)


_OWN = re.compile(r"\btr[ưu][ơờo]ng (?:m[iì]nh|em|t[ôo]i)\b", re.IGNORECASE)
"""One's own school, in which nobody called Minh or Em is meant."""


def _named(typed: str, waiting: list[Newcomer]) -> list[Newcomer]:
    typed = _OWN.sub(" ", typed)
    found = Sentence(typed, words_of(typed)).named_among([one.name for one in waiting])
    return [waiting[place] for place in found]
