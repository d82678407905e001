"""`/baocao`: the papers that one may have, by meeting, round and year; the same from each meeting's card."""

from collections.abc import Sequence

from bot.domain.models import Meeting, PaperKind
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import choosing
from bot.domain.papers.kinds import KINDS, WantedPaper
from bot.domain.programme import concerned, meetings
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from handlers import kit, phrases

routes = Routes()

WHICH = N_("Which paper do you need?")
NOTHING = N_("There is no paper for you here yet.")
NO_ROUND_YET = N_("A round's papers are there once a meeting of it has begun; none has begun yet.")
FIRST_MEETING = N_("The first one is {meeting}.")
NO_DAY = N_("No meeting ahead has a day and an hour yet.")
FOR_WHOM = N_("For whom is the paper?")
OF_SIDE = {
    "cluster": N_("{paper} · cluster"),
    "school": N_("{paper} · school"),
    "office": N_("{paper} · office"),
}
ONE_OF_EACH = 2
"""A cluster and a school are told apart in the labels; of more it is asked first."""
OWN = (PaperKind.CONFIRMATION, PaperKind.TRAINING)
"""What one has as oneself, whoever else one is."""
WHOLE = 120
"""Letters of a label that is not cut here: what a phone shows of a long name is chosen by the channel."""


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
    more = []
    if chat.rights.papers_of and phrases.is_running(meeting, chat.now):
        more.append(Button(chat._("Confirmations"), f"paper-who:{meeting_id}:0"))
    return await _offer(chat, phrases.meeting_line(chat._, meeting), found, more, _back(chat, meeting))


def _back(chat: Chat, meeting: Meeting) -> Rows:
    return rows(phrases.see(chat._, meeting.id), Button(chat._("‹ Official papers"), "office-papers"), across=2)


async def _offer(chat: Chat, head: str, found: Sequence[WantedPaper], more: Sequence[Button], back: Rows) -> Reply:
    """Offer papers; where one writes for several clusters or schools it is asked first for which of them."""
    views = list(dict.fromkeys((one.side, one.of) for one in found if one.kind not in OWN))
    if len(views) > ONE_OF_EACH or len({side for side, _of in views}) < len(views):
        names = await choosing.names(chat.db, found)
        asked = [
            Button(names.get(view) or chat._("Your office"), f"papers:{_of(found[0], view[0])}:{view[1]}")
            for view in views
        ]
        own = [one for one in found if one.kind in OWN]
        buttons = [*asked, *_buttons(chat, own, several=False), *more]
        return Reply(f"{head}\n\n{chat._(FOR_WHOM)}", (*rows(*kit.distinct(buttons, WHOLE)), *back))
    buttons = [*_buttons(chat, found, several=len(views) > 1), *more]
    if not buttons:
        return Reply(f"{head}\n\n{chat._(NOTHING)}", back)
    return Reply(f"{head}\n\n{chat._(WHICH)}", (*rows(*kit.distinct(buttons, WHOLE)), *back))


def _of(one: WantedPaper, side: str) -> str:
    return f"{one.about.scope}.{side}:{one.number}"


def _buttons(chat: Chat, found: Sequence[WantedPaper], *, several: bool) -> list[Button]:
    """Return a button a paper; of a kind that is offered twice it says whether it is the cluster's or the school's."""
    kinds = [one.kind for one in found]
    buttons = []
    for one in found:
        label = chat._(KINDS[one.kind].label)
        if several and kinds.count(one.kind) > 1:
            label = chat._(OF_SIDE[one.side]).format(paper=label)
        buttons.append(Button(label, f"paper:{one.what}:{one.number}:{one.of}"))
    return buttons


@routes.button("papers:{what}:{number}:{of}")
async def of_view(chat: Chat, what: str, number: int, of: int) -> Reply:
    """Offer the papers of one cluster or school, where one writes for several."""
    chat.must_have_joined()
    scope, _dot, side = what.partition(".")
    if scope == "meeting":
        back = Button(chat._("‹ Official papers"), f"paper-meeting:{number}")
        meeting = await meetings.get(chat.db, number)
        await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
        found = await choosing.of_meeting(chat.db, chat.person, chat.rights, meeting, chat.now)
    elif scope == "round":
        back = Button(chat._("‹ Official papers"), f"paper-round:{number}")
        found = await choosing.of_time(chat.db, chat.person, chat.rights, "round", number)
    elif scope == "year":
        back = Button(chat._("‹ Official papers"), f"paper-year:{number}")
        found = await choosing.of_time(chat.db, chat.person, chat.rights, "year", number)
    else:
        raise Gone
    mine = [one for one in found if (one.side, one.of) == (side, of) and one.kind not in OWN]
    names = await choosing.names(chat.db, mine)
    return await _offer(chat, names.get((side, of)) or chat._("Your office"), mine, (), rows(back))


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
    if not buttons:
        return await _no_round_yet(chat)
    return Reply(_("Which round?"), (*rows(*kit.distinct(buttons)), *_to_papers(chat)))


async def _no_round_yet(chat: Chat) -> Reply:
    """Say from when on a round has papers, and offer those that there are now: of meetings ahead and of the year."""
    _, year = chat._, SchoolYear.of(chat.today)
    ahead = await choosing.ahead(chat.db, chat.person, chat.rights, chat.now)
    first = _(FIRST_MEETING).format(meeting=phrases.meeting_line(_, ahead[0])) if ahead else _(NO_DAY)
    mine = [one for one in ahead if one.cluster_id in chat.rights.helps or chat.rights.may_lead(one.cluster_id)]
    labels = phrases.meeting_labels(mine)
    now = [Button(label, f"paper-meeting:{one.id}") for label, one in zip(labels, mine, strict=True)]
    now.append(Button(_("School year {year}").format(year=year), f"paper-year:{year.first}"))
    text = "\n".join([_(NO_ROUND_YET), first, "", _("What there is now:")])
    return Reply(text, (*rows(*kit.distinct(now)), *_to_papers(chat)))


@routes.button("paper-round:{round_id}")
async def of_round(chat: Chat, round_id: int) -> Reply:
    """Offer the papers of one round."""
    found = await choosing.of_time(chat.db, chat.person, chat.rights, "round", round_id)
    return await _offer(chat, chat._("Papers of the round"), found, (), _to_papers(chat))


def _to_papers(chat: Chat) -> Rows:
    return rows(Button(chat._("‹ Official papers"), "office-papers"))


@routes.button("paper-year:{first}")
async def of_year(chat: Chat, first: int) -> Reply:
    """Offer the papers of a school year, this one or the one before."""
    _ = chat._
    found = await choosing.of_time(chat.db, chat.person, chat.rights, "year", first)
    more = []
    if first == SchoolYear.of(chat.today).first:
        more.append(Button(_("School year {year}").format(year=SchoolYear(first - 1)), f"paper-year:{first - 1}"))
    head = _("School year {year}").format(year=SchoolYear(min(first, SchoolYear.of(chat.today).first + 1)))
    return await _offer(chat, head, found, more, _to_papers(chat))
