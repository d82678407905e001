"""A notice of somebody else that was pasted ("Thông báo: …", a text in quotation marks): what to do with it is asked.

Nothing in it is taken for a wish of who pasted it.
"""

import re

from bot.errors import N_
from bot.i18n import shortened
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.letters import announce
from handlers.sayings import about
from handlers.sayings.sentence import Sentence

routes = Routes()

ASKED = N_("This reads like a notice of somebody else. What would you like to do with it?")
HELD = "forwarded"
ASKED_WHAT = "forwarded:ask"
"""The step below that question; the draft keeps the notice."""
SHOWN = 300
LEAST_WORDS = 6
_HEAD = re.compile(
    r"^\W*(?:thông báo|kính gửi|kính mời|giấy mời|thong bao|kinh gui)\b\s*[:.\n]|^\W*kính gửi\b", re.IGNORECASE
)
_QUOTED = re.compile(r"^\s*[\"“”«](?P<text>[^\"“”»]+)[\"“”»](?P<rest>.*)$", re.DOTALL)
MOST_BEHIND = 6
"""So many words may stand behind a quotation: "cái này là gì ạ"."""


def text_of(typed: str) -> str:
    """Return the notice that stands in a text, empty where it is none."""
    quoted = _QUOTED.match(typed)
    text = quoted["text"] if quoted and len(quoted["rest"].split()) <= MOST_BEHIND else ""
    text = text or (typed if _HEAD.match(typed) else "")
    return text.strip() if len(text.split()) >= LEAST_WORDS else ""


async def ask(chat: Chat, said: Sentence) -> Reply | None:
    """Ask what to do with a notice that was pasted, and offer the meeting of its day; None for all else."""
    text = text_of(chat.text)
    if not text or chat.someone is None:
        return None
    _, found = chat._, about.ahead(chat, await about.on(chat, said)) if said.span else []
    buttons = [phrases.see(_, found[0].id)] if len(found) == 1 else [Button(_("Calendar"), "calendar:0")]
    if chat.rights.leads or chat.rights.officer:
        chat.draft[HELD] = text
        buttons = [Button(_("Announce it"), "forwarded-tell"), *buttons, Button(_("Give a duty"), "asked:assign")]
    shown = f"“{shortened(text, SHOWN)}”\n\n{_(ASKED)}"
    return Reply(shown, rows(*buttons, Button(_("Nothing"), "help")), step=ASKED_WHAT)


@routes.button("forwarded-tell")
async def tell(chat: Chat) -> Reply:
    """Ask to whom the notice goes; it is shown before it leaves."""
    kit.must_have(chat, HELD, step=ASKED_WHAT)
    return await announce.begin_with_text(chat, chat.draft.pop(HELD))
