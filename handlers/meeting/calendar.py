"""`/lich`: the meetings that concern a person, and one meeting's card with all that can be done about it."""

from collections.abc import Mapping, Sequence

from bot.domain.duties import agreed
from bot.domain.models import Coming, DutyState, Meeting, MeetingState, Part, SeatState
from bot.domain.programme import (
    ahead,
    concerned,
    hosting,
    lessons,
    meetings,
    parts,
    photos,
    reflections,
    seats,
    waiting,
)
from bot.domain.programme.seats import Standing
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, listing, phrases
from handlers.meeting import acknowledge, ask_parts, card_buttons, evidence, host, past, school
from handlers.meeting import seats as seat_card

routes = Routes()

A_PAGE = 5
MOST_LEFT = 3
TURNS = (N_("‹ Earlier"), N_("Later ›"))
SIGNS: Mapping[Standing, str] = {
    Coming.YES: "✓ ",
    SeatState.OFFERED: "! ",
    Coming.WAITING: "… ",
    None: "? ",
    Coming.NO: "✗ ",
}
NO_MEETINGS = N_("No meeting lies ahead in your clusters and subject.")


@routes.command("lich")
@routes.button("calendar:{number}")
async def page(chat: Chat, number: int = 0) -> Reply:
    """Show one page of what lies ahead."""
    _ = chat._
    found = await ahead.of(chat.db, chat.person, chat.rights, chat.now, first=number * A_PAGE, most=A_PAGE)
    over = Button(_("Over"), "past:0")
    if not found.rows:
        return Reply(_(NO_MEETINGS), ((over,), *await phrases.home(chat)))
    one = kit.page_at(found, A_PAGE)
    stands = await seats.standings(chat.db, chat.person, one.shown)
    lines = [_("Meetings ahead: {number}").format(number=found.total)]
    signs = {meeting_id: SIGNS[standing] for meeting_id, standing in stands.items()}
    buttons = [
        Button(label, f"meeting:{meeting.id}", line=_entry(chat, meeting, stands))
        for label, meeting in zip(phrases.meeting_labels(one.shown, signs=signs), one.shown, strict=True)
    ]
    lines += [button.line for button in buttons]
    if one.count > 1:
        chat.source = "ahead"
        lines.append(_(past.MORE_BY_NAME))
    else:
        chat.whole = buttons
    turns = one.turns(chat, "calendar", TURNS)
    return Reply("\n\n".join(lines), (*rows(*buttons), *turns, (over,)), edits=True)


@listing.source("ahead")
async def all_ahead(chat: Chat) -> list[Button]:
    """Return what lies ahead as it is looked for by typing: a school, a cluster, a month, a day."""
    found = await ahead.of(chat.db, chat.person, chat.rights, chat.now, first=0, most=past.MOST_SEARCHED)
    return past.searchable(chat, found.rows)


def _entry(chat: Chat, meeting: Meeting, stands: Mapping[int, Standing]) -> str:
    _ = chat._
    lines = [
        phrases.meeting_name(_, meeting),
        phrases.meeting_when(_, meeting),
        meeting.host.name,
    ]
    if meeting.id in stands:
        lines.append(_(phrases.STANDINGS[stands[meeting.id]]))
    return "\n".join(lines)


@routes.button("meeting:{meeting_id}")
async def card(chat: Chat, meeting_id: int) -> Reply:
    """Show one meeting and what this person can do about it now."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    return await show(chat, meeting)


async def show(chat: Chat, meeting: Meeting, said: str = "") -> Reply:
    """Return a meeting's card, after what has just been said about it."""
    _ = chat._
    stands = await seats.standings(chat.db, chat.person, [meeting])
    facts = "\n".join([phrases.meeting_facts(_, meeting), *past.dated(chat, meeting.cluster.school_year)])
    text = kit.after(await _promised(chat, meeting), facts)
    own, over = await parts.mine(chat.db, meeting.id, chat.person.id), meetings.is_over(meeting, chat.now)
    has_day = meeting.state is MeetingState.SETTLED or (meeting.only_day and concerned.is_published(meeting))
    if meeting.id in stands and has_day and not (over and stands[meeting.id] is None):
        text += "\n" + _(phrases.STANDINGS[stands[meeting.id]])
    text += await _parts(chat, meeting, own)
    if has_day:
        text += "".join(f"\n{line}" for line in await school.lines(chat, meeting))
    if phrases.can_lead(chat, meeting):
        text += await _numbers(chat, meeting)
    if meeting.state is MeetingState.SETTLED and over:
        told = [await past.came(chat, meeting), await evidence.line(chat, meeting)]
        text += "".join(f"\n{line}" for line in told if line)
    if standing := await card_buttons.who_understood(chat, meeting):
        text += "\n" + acknowledge.line(_, standing)
    mine = card_buttons.of_answers(chat, meeting, stands, own)
    buttons = await card_buttons.shown(chat, meeting, mine, moved=standing is not None)
    back = Button(_("‹ Calendar"), "past:0" if over else "calendar:0")
    text = kit.after(said, text)
    return Reply(text, (*rows(*buttons, across=2), (back,)), edits=True)


async def _promised(chat: Chat, meeting: Meeting) -> str:
    """Say first how much of what was agreed on before is done, and what is not."""
    found = await agreed.promised(chat.db, meeting, chat.now)
    if not found or meeting.state is MeetingState.CANCELLED:
        return ""
    _ = chat._
    left = [one for one in found if one.state is DutyState.OPEN]
    text = _("Agreed before: {done}/{all} done").format(done=len(found) - len(left), all=len(found))
    names = "; ".join(f"{one.title} ({one.who})" for one in left[:MOST_LEFT])
    return text + (". " + _("Still open: {names}").format(names=names) if left else "")


async def _parts(chat: Chat, meeting: Meeting, own: Sequence[Part]) -> str:
    """Say who plays which part, which lesson it is about, and to a lead what the host school still has to do."""
    _, lead = chat._, phrases.can_lead(chat, meeting)
    given = (await parts.given(chat.db, [meeting.id]))[meeting.id]
    lines = [ask_parts.told(_, given, every=lead), ask_parts.own_lines(_, own)]
    if meeting.lesson_id:
        lines.append(_("Lesson: {title}").format(title=await lessons.title_of(chat.db, meeting.lesson_id)))
    if lead and meeting.state is MeetingState.SETTLED and not phrases.is_running(meeting, chat.now):
        lines.append(host.told(_, meeting, (await hosting.ready(chat.db, [meeting.id]))[meeting.id]))
    return "".join(f"\n{line}" for line in lines if line)


async def _numbers(chat: Chat, meeting: Meeting) -> str:
    _ = chat._
    counts = []
    if number := await waiting.number(chat.db, meeting.id):
        counts.append(_("waiting: {number}").format(number=number))
    if phrases.is_running(meeting, chat.now):
        handed_in = await reflections.submitted(chat.db, meeting.id)
        sent = await photos.number(chat.db, meeting.id)
        counts.append(_("reflections: {reflections}, photos: {photos}").format(reflections=handed_in, photos=sent))
    line = "\n" + "; ".join(counts) if counts else ""
    if names := (await waiting.unwanted(chat.db, [meeting.id], chat.now)).get(meeting.id):
        line += "\n" + seat_card.unwanted_line(_, names)
    return line
