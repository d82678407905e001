"""What every conversation is made of: pages of choices, asking for a day, saying a span of time, leaving."""

import re
from datetime import date

from bot.domain.organisation import tree
from bot.errors import N_, BadInput
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Rows, rows
from bot.vietnamese import next_month, read_day

A_PAGE = 8
NO_DAY = N_("No day was found in this. Please write a day, for example: 15/1 or 01/02/2027.")
NO_SUCH_DAY = N_("There is no such day. Please write a day, for example: 15/1 or 01/02/2027.")
NOT_FINISHED = N_("This was not finished. Please begin again.")


def paged(chat: Chat, buttons: list[Button], page: int, turn: str) -> Rows:
    """Lay one page of choices out; `turn` is the press of a page, without its number."""
    page = min(page, max(0, (len(buttons) - 1) // A_PAGE))
    shown = buttons[page * A_PAGE : (page + 1) * A_PAGE]
    turns = [Button(chat._("‹ Back"), f"{turn}:{page - 1}")] if page else []
    if (page + 1) * A_PAGE < len(buttons):
        turns.append(Button(chat._("More ›"), f"{turn}:{page + 1}"))
    return (*rows(*shown), *rows(*turns, across=2))


def ask_day(chat: Chat, text: str, press: str, *, step: str) -> Reply:
    """Ask for a day, which is typed (then it comes to `step`) or chosen (then `press` carries it)."""
    first = next_month(chat.today)
    buttons = (
        Button(chat._("Today"), f"{press}:{chat.today.isoformat()}"),
        Button(f"{first:%d/%m/%Y}", f"{press}:{first.isoformat()}"),
    )
    leave = Button(chat._("Leave it"), "leave-it")
    return Reply(text, (*rows(*buttons, across=2), (leave,)), step=step)


def read(chat: Chat, typed: str) -> date:
    """Return the day that was typed or chosen. Refuses none, one that does not exist, and one years away."""
    try:
        day = _iso(typed) or read_day(typed, chat.today)
    except ValueError:
        raise BadInput(NO_SUCH_DAY) from None
    if day is None:
        raise BadInput(NO_DAY)
    tree.check_day(day, chat.today)
    return day


def _iso(typed: str) -> date | None:
    return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d\d-\d\d", typed, re.ASCII) else None


def spans(t: Translator, hours: tuple[int, ...]) -> str:
    """Return how long before a meeting is reminded: "7 days, 1 day, 2 hours"."""
    return ", ".join(_span(t, one) for one in hours if one) or t("not at all")


def _span(t: Translator, hours: int) -> str:
    number, rest = divmod(hours, 24)
    if rest:
        return t("1 hour") if hours == 1 else t("{number} hours").format(number=hours)
    return t("1 day") if number == 1 else t("{number} days").format(number=number)
