"""`/toi`, "Buổi của tôi": what one attended this school year, with which part; a wrong mark can be contested."""

from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.programme import closing, my_meetings
from bot.domain.programme.my_meetings import Attended
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases

routes = Routes()

A_PAGE = 8


@routes.button("mine:{page}")
async def mine(chat: Chat, page: int) -> Reply:
    """Show one's meetings of this school year, the newest first."""
    _, person, year = chat._, chat.person, SchoolYear.of(chat.today)
    span = Span(year.starts, SchoolYear(year.first + 1).starts)
    found = await my_meetings.of(chat.db, person.id, span, chat.now)
    sheet = kit.page_of(found, page, A_PAGE)
    came = sum(one.came for one in found)
    lines = [_("My meetings, {year}: came to {came} of {number}").format(year=year, came=came, number=len(found))]
    lines += [_line(chat, one) for one in sheet.shown]
    contests = [
        Button(
            _("I was there · {meeting}").format(meeting=phrases.meeting_label(one.meeting)),
            f"was-there:{one.meeting.id}",
        )
        for one in sheet.shown
        if not one.contested and closing.may_contest(one.meeting, one.presence, chat.now)
    ]
    back = Button(_("Calendar"), "calendar:0")
    return Reply("\n".join(lines), (*rows(*contests), *sheet.turns(chat, "mine"), (back,)))


def _line(chat: Chat, one: Attended) -> str:
    _, starts = chat._, one.meeting.starts_at
    told = [f"– {local(starts):%d/%m/%Y}" if starts else "–", phrases.meeting_name(_, one.meeting)]
    told.append(_(phrases.PRESENCES[one.presence]))
    told += [_("you said that you were there; not decided yet")] if one.undecided else []
    told += [_("left early")] if one.left_early else []
    told += [phrases.part_names(_, one.kinds)] if one.kinds else []
    return " · ".join(told)
