"""What can be done from a meeting's card: what one does most at that hour first, the rest one tap away."""

from collections.abc import Mapping, Sequence

from bot.domain.models import Assent, Coming, Meeting, MeetingState, Part
from bot.domain.programme import (
    acknowledgements,
    attendance,
    calling_off,
    concerned,
    hosting,
    lessons,
    meetings,
    parts,
    seats,
)
from bot.domain.programme.acknowledgements import ChangeStanding
from bot.domain.programme.seats import Standing
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases
from handlers.meeting import ask_parts, past, school

routes = Routes()

FIRST = 7
"""How many buttons a card has before those behind "more"."""
AHEAD = ("settle", "schools", "roles", "school", "acks", "host", "tell")
NEAR = ("roll", "schools", "tell", "school", "host", "roles")
OVER = ("roll", "sum", "minutes", "thoughts", "evidence", "album", "agreed")
CLOSED = ("sum", "minutes", "thoughts", "evidence", "album", "agreed")
"""Which presses one does most before a meeting, from two hours before it, after it, and with its roll closed."""


@routes.button("meeting-more:{meeting_id}")
async def more(chat: Chat, meeting_id: int) -> Reply:
    """Show what a meeting's card has no room for."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    own = await _own(chat, meeting)
    _first, behind = await _sorted_out(chat, meeting, own, moved=await who_understood(chat, meeting) is not None)
    text = phrases.meeting_line(chat._, meeting)
    return Reply(text, (*rows(*behind, across=2), (phrases.see(chat._, meeting.id),)), edits=True)


async def shown(chat: Chat, meeting: Meeting, own: Sequence[Button], *, moved: bool) -> list[Button]:
    """Return the buttons of a meeting's card, with the one that leads to the others."""
    first, behind = await _sorted_out(chat, meeting, own, moved=moved)
    return [*first, Button(chat._("More choices"), f"meeting-more:{meeting.id}")] if behind else first


async def _own(chat: Chat, meeting: Meeting) -> list[Button]:
    stands = await seats.standings(chat.db, chat.person, [meeting])
    return of_answers(chat, meeting, stands, await parts.mine(chat.db, meeting.id, chat.person.id))


async def who_understood(chat: Chat, meeting: Meeting) -> ChangeStanding | None:
    """Return for its lead who has acknowledged a meeting's newest change: until it begins, then nobody need."""
    if not phrases.can_lead(chat, meeting) or phrases.is_running(meeting, chat.now):
        return None
    return await acknowledgements.standing(chat.db, meeting)


async def _sorted_out(
    chat: Chat, meeting: Meeting, own: Sequence[Button], *, moved: bool
) -> tuple[list[Button], list[Button]]:
    """Return what a card shows, one's own answers first, and what stands behind "more"; nothing where all has room."""
    others = [*_of_lead(chat, meeting), *await _of_meeting(chat, meeting)]
    if meeting.state is MeetingState.SETTLED and meetings.is_over(meeting, chat.now):
        others += past.buttons(chat, meeting)
    if moved:
        others.append(Button(chat._("Who has understood"), f"acks:{meeting.id}"))
    found = {one.press.partition(":")[0]: one for one in others}
    most = [found[press] for press in _most(chat, meeting) if press in found]
    every = [*own, *most, *(one for one in others if one not in most)]
    # One button that leads to a single other one would be a tap for nothing.
    if len(every) <= FIRST + 1:
        return every, []
    room = min(FIRST, len(own) + len(most))
    return every[:room], every[room:]


def _most(chat: Chat, meeting: Meeting) -> tuple[str, ...]:
    if meetings.is_over(meeting, chat.now):
        return CLOSED if meeting.roll_closed_at else OVER
    near = meeting.starts_at is not None and chat.now >= meeting.starts_at - attendance.OPENS_BEFORE
    return NEAR if near else AHEAD


def of_answers(chat: Chat, meeting: Meeting, stands: Mapping[int, Standing], own: Sequence[Part]) -> list[Button]:
    """Return what one does oneself at a meeting: its answers ahead of it, photos and reflection from its beginning."""
    _, number = chat._, meeting.id
    if meeting.state is MeetingState.CANCELLED:
        return []
    if phrases.is_running(meeting, chat.now):
        buttons = [Button(_("Send photos"), f"photos:{number}")]
        return [Button(_("Reflect"), f"reflect:{number}"), *buttons] if meetings.is_over(meeting, chat.now) else buttons
    # Who plays a part is expected anyway and takes no seat from others.
    plays = any(part.assent is Assent.ACCEPTED for part in own)
    if not meetings.is_open(meeting, chat.now):
        return ask_parts.own_buttons(_, own)
    return [*ask_parts.own_buttons(_, own), *_answers(chat, meeting, stands, plays=plays)]


def _answers(chat: Chat, meeting: Meeting, stands: Mapping[int, Standing], *, plays: bool) -> list[Button]:
    """Return the answers that change something: none of them is what stands already."""
    yes, no = phrases.yes(chat._, meeting.id), phrases.no(chat._, meeting.id)
    if meeting.id not in stands:
        return [] if plays else [yes]
    says_yes, says_no = stands[meeting.id] in (Coming.YES, Coming.WAITING), stands[meeting.id] is Coming.NO
    return [*([] if plays or says_yes else [yes]), *([] if says_no else [no])]


async def _of_meeting(chat: Chat, meeting: Meeting) -> list[Button]:
    _, number = chat._, meeting.id
    if meeting.state is MeetingState.CANCELLED or not concerned.is_published(meeting):
        return []
    over = meetings.is_over(meeting, chat.now)
    buttons = school.buttons(chat, meeting) if meeting.state is MeetingState.SETTLED or meeting.only_day else []
    if phrases.can_lead(chat, meeting) and not over:
        buttons.append(Button(_("Parts"), f"roles:{number}"))
    if hosting.is_host(meeting, chat.rights) and meeting.state is MeetingState.SETTLED and not over:
        buttons.append(Button(_("Room and equipment"), f"host:{number}"))
    if meeting.lesson_id or await lessons.may_shape(chat.db, meeting, chat.person, chat.rights):
        buttons.append(Button(_("Lesson"), f"lesson-of:{number}"))
    if meeting.state is MeetingState.SETTLED and (over or phrases.can_lead(chat, meeting) or chat.rights.principal_of):
        buttons.append(Button(_("Official papers"), f"paper-meeting:{number}"))
    return buttons


def _of_lead(chat: Chat, meeting: Meeting) -> list[Button]:
    _, number = chat._, meeting.id
    if not phrases.can_lead(chat, meeting):
        return []
    if meeting.state is MeetingState.CANCELLED:
        back = Button(_("Bring it back"), f"restore:{number}")
        return [back] if calling_off.may_restore(meeting, chat.now) else []
    if not concerned.is_published(meeting):
        return [Button(_("The plan"), f"own:{meeting.cluster_id}")]
    if meeting.state is MeetingState.PLANNED:
        label = _("Settle the hour") if meeting.only_day else _("Settle the day")
        return [Button(label, f"settle:{number}"), Button(_("Change host school"), f"rehost:{number}:0")]
    ahead = [Button(_("Change day or room"), f"settle:{number}"), Button(_("Change host school"), f"rehost:{number}:0")]
    ahead.append(Button(_("Call off"), f"cancel:{number}"))
    always = [Button(_("Roll call"), f"roll:{number}"), Button(_("Announce"), f"tell:meeting:{number}")]
    after = [Button(_("Reflections"), f"thoughts:{number}:0")]
    if meetings.is_over(meeting, chat.now):
        return [*always, *after]
    after.append(Button(_("See photos"), f"album:{number}"))
    return [*always, *(after if phrases.is_running(meeting, chat.now) else ahead)]
