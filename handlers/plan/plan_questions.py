"""What is not clear in a plan, one question at a time, by buttons; each answer is kept as soon as it is given."""

import re
from hashlib import sha256

from bot.domain.plan import Review
from bot.domain.plan.nouns import Doubt
from bot.domain.plan.review import entry
from bot.domain.plan.schools import EACH
from bot.domain.plan.times import NO_DAY
from bot.errors import BadInput, Gone
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit
from handlers.plan import plan_words
from handlers.plan.plan_file import plan_file_of, reads, review
from handlers.plan.plan_import import look, looking

routes = Routes()

ASKING = "plan:asking"
SHOWN = 5
"""Likely answers; the others are behind a button."""


@routes.button("plan:ask", first=reads)
async def ask(chat: Chat) -> Reply:
    """Ask the next question, or go back to the whole when none is left."""
    found = await review(chat)
    return _question(chat, found, found.proposal.doubts[0]) if found.proposal.doubts else await look(chat)


def _out_of(chat: Chat, doubt: Doubt) -> str:
    _ = chat._
    if doubt.key.startswith("table|"):
        return _("Leave this table out")
    return _("Leave row {row} out").format(row=doubt.place.row) if len(doubt.rows) > 1 else _("Leave this row out")


def _which(doubt: Doubt) -> str:
    # A press has 64 bytes: it carries a digest of the question, so that an older button never answers another one.
    return sha256(doubt.key.encode()).hexdigest()[:10]


def _label(candidate: str) -> str:
    """Return what a button says: a month has no day, as its name tells already, and half a phone's width is short."""
    return candidate.removesuffix(NO_DAY)


def _question(chat: Chat, found: Review, doubt: Doubt) -> Reply:
    _, which = chat._, _which(doubt)
    left = _("Questions left: {number}").format(number=len(found.proposal.doubts))
    context = _row(chat, doubt)
    buttons = [
        Button(_label(candidate), f"plan:answer:{which}:{number}")
        for number, candidate in enumerate(_all(doubt)[:SHOWN])
    ]
    if len(_all(doubt)) > SHOWN:
        buttons.append(Button(_("Another one …"), f"plan:more:{which}:0"))
    if len(doubt.rows) > 1:
        buttons.append(Button(_("Ask for each row by itself"), f"plan:each:{which}"))
    if not doubt.key.startswith("year|"):  # a plan's year is no row
        buttons.append(Button(_out_of(chat, doubt), f"plan:out:{which}"))
    text = "\n\n".join(filter(None, (left, doubt.question.say(_), context)))
    return kit.ask(chat, text, rows(*buttons), step=ASKING)


@routes.step(ASKING, Kind.TEXT, Kind.PRESS, Kind.FILE, first=reads)
async def take_typed(chat: Chat) -> Reply:
    """Take an answer that is typed: "tháng 11" or "doi man", where only one of all answers has these words."""
    if chat.kept or not chat.text:
        return await looking(chat)
    found = await review(chat)
    doubt = next(iter(found.proposal.doubts), None)
    words = re.compile(rf"(?<!\w){re.escape(fold(chat.text).strip(' .'))}(?!\w)")
    fits = [number for number, name in enumerate(_all(doubt)) if words.search(fold(name))] if doubt else []
    if doubt is None or len(fits) != 1:
        raise BadInput(kit.PLEASE_CHOOSE)
    return await answer(chat, _which(doubt), fits[0])


def _row(chat: Chat, doubt: Doubt) -> str:
    """Return the row that a question is about, as it is typed."""
    typed = next((row for row in chat.ready.meetings if row.place == doubt.place), None)
    if typed is None:
        return ""
    parts = (typed.time, typed.cluster, typed.host, plan_words.short(typed.content))
    return chat._("The row: {row}").format(row=" | ".join(filter(None, parts)))


def _all(doubt: Doubt) -> tuple[str, ...]:
    return (*doubt.candidates, *doubt.others)


async def _asked(chat: Chat, which: str) -> tuple[Review, Doubt]:
    found = await review(chat)
    doubt = next((one for one in found.proposal.doubts if _which(one) == which), None)
    if doubt is None:
        raise Gone
    return found, doubt


@routes.button("plan:more:{which}:{number}", first=reads)
async def more(chat: Chat, which: str, number: int) -> Reply:
    """Show a page of the less likely answers."""
    _found, doubt = await _asked(chat, which)
    page = kit.page_of(list(enumerate(_all(doubt)))[SHOWN:], number)
    buttons = [Button(_label(name), f"plan:answer:{which}:{place}") for place, name in page.shown]
    turns = page.turns(chat, f"plan:more:{which}", plan_words.TURNS)
    back = Button(chat._("‹ Back"), "plan:ask")
    return Reply(doubt.question.say(chat._), (*rows(*buttons), *turns, (back,)), step=ASKING)


@routes.button("plan:answer:{which}:{number}", first=reads)
async def answer(chat: Chat, which: str, number: int) -> Reply:
    """Keep an answer and ask what is left."""
    _found, doubt = await _asked(chat, which)
    if number >= len(_all(doubt)):
        raise Gone
    plan_file = plan_file_of(chat)
    plan_file["answers"] = plan_file.get("answers", {}) | {doubt.key: _all(doubt)[number]}
    return await ask(chat)


@routes.button("plan:each:{which}", first=reads)
async def each(chat: Chat, which: str) -> Reply:
    """Ask for each of a question's rows by itself."""
    _found, doubt = await _asked(chat, which)
    plan_file = plan_file_of(chat)
    plan_file["answers"] = plan_file.get("answers", {}) | {doubt.key: EACH}
    return await ask(chat)


@routes.button("plan:out:{which}", first=reads)
async def leave_out(chat: Chat, which: str) -> Reply:
    """Leave the row out that a question is about, and ask what is left."""
    _found, doubt = await _asked(chat, which)
    plan_file = plan_file_of(chat)
    plan_file["out"] = [*plan_file.get("out", []), list(entry(doubt))]
    return await ask(chat)


@routes.button("plan:anew", first=reads)
async def anew(chat: Chat) -> Reply:
    """Take every answer back and ask again."""
    plan_file = plan_file_of(chat)
    for given in ("answers", "out"):
        plan_file.pop(given, None)
    return await ask(chat)
