"""The board of baskets: of each meeting that has been what evidence is there and what is missing, live."""

from collections.abc import Sequence

from bot.domain.models import Meeting
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import basket
from bot.domain.programme.basket import Basket
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.meeting import evidence

routes = Routes()

A_PAGE = 6
HEAD = N_("Evidence of {year}: complete {whole} of {all} meetings")
NO_MEETING_YET = N_("Evidence of {year}: no meeting has begun in this school year.")
ALL, MISSING, BEFORE = 0, 1, 2
"""Which meetings are shown: all of this year, those that miss something, and all of the year before."""


@routes.button("evidence-board:{which}")
async def board(chat: Chat, which: int) -> Reply:
    """Show the newest meetings of this year or the year before, or those that miss something."""
    return await page(chat, which, 0)


@routes.button("evidence-board:{which}:{number}")
async def page(chat: Chat, which: int, number: int) -> Reply:
    """Show one page of them; each leads to its basket, and a part of a name that is typed finds one."""
    chat.must_have_joined()
    if which not in (ALL, MISSING, BEFORE):
        raise Gone
    _, year = chat._, SchoolYear.of(chat.today)
    year = SchoolYear(year.first - 1) if which == BEFORE else year
    every = await basket.board(chat.db, chat.person, chat.rights, year, chat.now)
    whole = sum(not one.missing for _meeting, one in every)
    lines = [_(HEAD if every else NO_MEETING_YET).format(year=year, whole=whole, all=len(every))]
    found = [row for row in every if which != MISSING or row[1].missing]
    shown = kit.page_of(found, number, A_PAGE)
    lines += [f"– {_line(chat, meeting, one)}" for meeting, one in shown.shown]
    buttons = kit.distinct([Button(_label(meeting), f"evidence:{meeting.id}") for meeting, _basket in found])
    chat.whole = buttons if shown.count > 1 else ()
    here = buttons[shown.number * A_PAGE :][: len(shown.shown)]
    turns = shown.turns(chat, f"evidence-board:{which}")
    return Reply("\n".join(lines), (*rows(*here), *turns, *rows(*_others(chat, which, every))))


def _line(chat: Chat, meeting: Meeting, found: Basket) -> str:
    return f"{_label(meeting)} · {evidence.short(chat, meeting, found)}"


def _label(meeting: Meeting) -> str:
    return phrases.meeting_label(meeting)


def _others(chat: Chat, which: int, every: Sequence[tuple[Meeting, Basket]]) -> list[Button]:
    """Return the ways to the other views of the board."""
    _, before = chat._, SchoolYear(SchoolYear.of(chat.today).first - 1)
    found = []
    if which == ALL and any(one.missing for _meeting, one in every) and not all(one.missing for _m, one in every):
        found.append(Button(_("Only what misses something"), f"evidence-board:{MISSING}"))
    if which != ALL:
        found.append(Button(_("Evidence of all meetings"), f"evidence-board:{ALL}"))
    if which != BEFORE:
        found.append(Button(_("School year {year}").format(year=before), f"evidence-board:{BEFORE}"))
    return found
