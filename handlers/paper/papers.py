"""`/baocao`: the papers that one may have, by meeting, round and year; the same from each meeting's card."""

from collections.abc import Iterable, Sequence

from bot.domain.models import Meeting, PaperKind
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import choosing
from bot.domain.papers.kinds import KINDS, WantedPaper
from bot.domain.programme import concerned, meetings
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from handlers import kit, phrases

routes = Routes()

WHICH = N_("Which paper do you need?")
NOTHING = N_("There is no paper for you here yet.")
OF_SCHOOL = N_("{paper}, {school}")


@routes.command("baocao", "giayto")
@routes.button("office-papers")
async def home(chat: Chat) -> Reply:
    """Ask for a meeting, a round or the year."""
    _ = chat._
    chat.must_have_joined()
    found = await choosing.meetings_with_papers(chat.db, chat.person, chat.rights, chat.now)
    buttons = [
        Button(label, f"paper-meeting:{one.id}")
        for label, one in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    year = SchoolYear.of(chat.today)
    if chat.rights.runs_something:
        buttons.append(Button(_("A round"), "paper-rounds"))
    buttons.append(Button(_("School year {year}").format(year=year), f"paper-year:{year.first}"))
    if chat.rights.runs_something:
        buttons.append(Button(_("Evidence of all meetings"), "evidence-board:0"))
        buttons.append(Button(_("Letterhead"), "paper-heads"))
    if chat.rights.officer:
        buttons.append(Button(_("Papers that came"), "papers-in:0"))
    return Reply(
        _("Which paper do you need? First choose a meeting, a round or the year:"), rows(*kit.distinct(buttons))
    )


@routes.button("paper-meeting:{meeting_id}")
async def of_meeting(chat: Chat, meeting_id: int) -> Reply:
    """Offer the papers of one meeting."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    found = await choosing.of_meeting(chat.db, chat.person, chat.rights, meeting, chat.now)
    buttons = await _buttons(chat, found)
    if chat.rights.papers_of and phrases.is_running(meeting, chat.now):
        buttons.append(Button(chat._("Confirmations"), f"paper-who:{meeting_id}:0"))
    return _offer(chat, phrases.meeting_line(chat._, meeting), buttons, _back(chat, meeting))


def _back(chat: Chat, meeting: Meeting) -> Rows:
    return rows(phrases.see(chat._, meeting.id), Button(chat._("‹ Official papers"), "office-papers"), across=2)


def _offer(chat: Chat, head: str, buttons: Sequence[Button], back: Rows) -> Reply:
    if not buttons:
        return Reply(f"{head}\n\n{chat._(NOTHING)}", back)
    return Reply(f"{head}\n\n{chat._(WHICH)}", (*rows(*kit.distinct(buttons)), *back))


async def _buttons(chat: Chat, found: Iterable[WantedPaper]) -> list[Button]:
    """Return a button a paper; a school's or a cluster's own says whose it is where one has several views."""
    wanted = list(found)
    names = await choosing.names(chat.db, wanted)
    kinds = [one.kind for one in wanted]
    buttons = []
    for one in wanted:
        label, name = chat._(KINDS[one.kind].label), names.get((one.side, one.of), "")
        several = kinds.count(one.kind) > 1 and name
        label = chat._(OF_SCHOOL).format(paper=label, school=name) if several else label
        buttons.append(Button(label, f"paper:{one.what}:{one.number}:{one.of}"))
    return buttons


@routes.button("paper-who:{meeting_id}:{page}")
async def whose(chat: Chat, meeting_id: int, page: int) -> Reply:
    """Ask for whom of one's school something is to be confirmed."""
    chat.rights.must_write_any()
    people = await choosing.who_came(chat.db, meeting_id, chat.rights, chat.today)
    what = f"{PaperKind.CONFIRMATION}.school"
    buttons = kit.distinct([Button(name, f"paper:{what}:{meeting_id}:{row}") for row, name in people])
    back = Button(chat._("‹ Official papers"), f"paper-meeting:{meeting_id}")
    if not buttons:
        return Reply(chat._("Nobody of your school is marked as having come to this meeting."), rows(back))
    text = chat._("Confirm that who was there?")
    return Reply(text, (*kit.paged(chat, buttons, page, f"paper-who:{meeting_id}"), (back,)))


@routes.button("paper-rounds")
async def rounds(chat: Chat) -> Reply:
    """Ask for a round."""
    _ = chat._
    found = await choosing.rounds(chat.db, chat.rights, chat.today, chat.now)
    told = _("Round {number} · {month} · {plan}")
    buttons = [
        Button(told.format(number=one.number, month=f"{one.month:%m/%Y}", plan=one.plan.title), f"paper-round:{one.id}")
        for one in found
    ]
    back = Button(_("‹ Official papers"), "office-papers")
    return Reply(_("Which round?") if buttons else _(NOTHING), rows(*kit.distinct(buttons), back))


@routes.button("paper-round:{round_id}")
async def of_round(chat: Chat, round_id: int) -> Reply:
    """Offer the papers of one round."""
    found = choosing.of_time(chat.person, chat.rights, "round", round_id)
    return _offer(chat, chat._("Papers of the round"), await _buttons(chat, found), _to_papers(chat))


def _to_papers(chat: Chat) -> Rows:
    return rows(Button(chat._("‹ Official papers"), "office-papers"))


@routes.button("paper-year:{first}")
async def of_year(chat: Chat, first: int) -> Reply:
    """Offer the papers of a school year, this one or the one before."""
    _ = chat._
    found = choosing.of_time(chat.person, chat.rights, "year", first)
    buttons = await _buttons(chat, found)
    if first == SchoolYear.of(chat.today).first:
        buttons.append(Button(_("School year {year}").format(year=SchoolYear(first - 1)), f"paper-year:{first - 1}"))
    head = _("School year {year}").format(year=SchoolYear(min(first, SchoolYear.of(chat.today).first + 1)))
    return _offer(chat, head, buttons, _to_papers(chat))
