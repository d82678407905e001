"""`/bienban`: the minutes of a meeting, heading by heading; each text is kept as it comes, and any can be left out.

What is typed is added below what stands, whoever wrote it, so that several messages and two writers get along; to put
another text in its place is a choice of its own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Moments
from bot.domain.models import Heading, Meeting, MinutesState
from bot.domain.programme import meetings, minute_taking, minutes, reflections
from bot.domain.programme.minute_taking import ENDS_FIRST, Writer
from bot.domain.programme.minutes import FullMinutes, Written
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator, shortened
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import at, fold, given_name, local
from handlers import kit, phrases
from handlers import later as for_later
from handlers.meeting import minutes_whole

routes = Routes()

HALF_A_DAY = timedelta(hours=12)
SHOWN = 900
"""Letters of what stands under a heading that are shown with its question."""
THOUGHTS = 5
TITLES, PLACES = minutes_whole.TITLES, minutes_whole.PLACES
HINTS: Mapping[Heading, str] = {
    Heading.TIME: N_("From when until when was the meeting? For example: 14h - 16h30."),
    Heading.CHAIR: N_("Who chaired? Please write the name and the post, for example: Sùng A Dơ, principal."),
    Heading.SECRETARY: N_("Who took the minutes? Please write the name and the post."),
    Heading.PRESENT: N_("Who else was there, beside those on the roll? For example: Nguyễn Văn An, Sở GD&ĐT."),
    Heading.PREPARE: N_("What was agreed about the lesson: its aims, tasks, and what pupils may find hard?"),
    Heading.TEACH: N_("Who taught which lesson in which class, and how did the pupils learn?"),
    Heading.DISCUSS: N_("What did the teacher and the observers say? Who learnt how, where was it hard, and why?"),
    Heading.APPLY: N_("What is tried in everybody's own class after this?"),
    Heading.STRENGTHS: N_("What went well?"),
    Heading.WEAKNESSES: N_("What did not go well yet?"),
    Heading.CONCLUSION: N_("What did the meeting agree on?"),
    Heading.REQUESTS: N_("What is asked of those above? One request a line; each is answered."),
    Heading.NEXT: N_("Who does what next time: who teaches, who hosts, who prepares?"),
}
HEAD = (Heading.TIME, Heading.CHAIR, Heading.SECRETARY, Heading.PRESENT)
"""What the tables know; it is put right where it is wrong."""
ONLY_WORDS = N_("Please write a few words, or send a photo of your notes.")
NOTHING_HELD = N_("No meeting of yours that you take minutes of has begun yet.")
_AGAIN = frozenset({"nham", "nham roi", "sua", "sua lai", "viet lai", "sai", "sai roi", "xoa", "wrong", "correct"})
"""What is no text of minutes, but the wish to write another one, folded."""
ON = frozenset({"xong", "het", "tiep", "tiep theo", "bo qua", "next", "skip", "done"})
_BACK = frozenset({"quay lai", "lui", "back"})


async def writer_of(chat: Chat, meeting_id: int) -> Writer:
    """Return who speaks as the writer of a meeting's minutes. Raises NotAllowed unless they write them."""
    meeting = await meetings.get(chat.db, meeting_id)
    await minutes.must_write(chat.db, meeting, chat.person, chat.rights)
    return Writer(meeting, chat.person, chat.rights, chat.now)


@routes.command("bienban")
@routes.button("minutes")
async def choose(chat: Chat) -> Reply:
    """Show the meetings whose minutes one writes; with only one go straight to it."""
    _ = chat._
    held = await meetings.held(chat.db, chat.person, chat.rights, chat.now)
    mine = [one for one in held if await minutes.may_write(chat.db, one, chat.person, chat.rights)]
    found = mine or held
    if not found:
        return Reply(_(NOTHING_HELD), await phrases.home(chat))
    if len(found) == 1:
        return await door(chat, found[0].id)
    buttons = [
        Button(label, f"minutes:{one.id}") for label, one in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    return Reply(_("Minutes of which meeting?"), rows(*kit.distinct(buttons)))


@routes.button("minutes:{meeting_id}")
async def door(chat: Chat, meeting_id: int) -> Reply:
    """Show a writer how far the minutes are, everybody else those that were approved."""
    meeting = await meetings.get(chat.db, meeting_id)
    if not await minutes.may_write(chat.db, meeting, chat.person, chat.rights):
        return await minutes_whole.page(chat, meeting_id, 0)
    full = await _whole(chat, await writer_of(chat, meeting_id))
    if full.state is MinutesState.APPROVED or (
        full.state is MinutesState.SUBMITTED and phrases.can_lead(chat, meeting)
    ):
        return await minutes_whole.page(chat, meeting_id, 0)
    return _head(chat, full)


async def _whole(chat: Chat, writer: Writer) -> FullMinutes:
    """Return the newest text. Raises Refusal before the meeting has begun."""
    writer.must_have_begun()
    return await minutes.read_or_blank(chat.db, writer.meeting, chat.now)


def _head(chat: Chat, full: FullMinutes, said: str = "") -> Reply:
    """Show what the tables know, to be put right, and how far the rest is."""
    _, number = chat._, full.meeting.id
    lines = [
        _("Minutes: {meeting}").format(meeting=phrases.meeting_name(_, full.meeting)),
        *minutes_whole.head(_, full),
    ]
    written = sum(1 for heading in full.headings if full.entries.get(heading))
    lines.append(_("Written: {number} of {all} headings.").format(number=written, all=len(full.headings)))
    if full.remark:
        lines.append(_("Sent back: {remark}").format(remark=full.remark))
    lines.append(_("Is this right so far? Every heading can be left out; what you write is kept at once."))
    on = Button(_("Yes, go on writing"), on_from_head(full, first_open(full)))
    fix = [Button(_(FIXES[heading]), _at(number, heading)) for heading in HEAD]
    fix += [Button(_("Change the steps"), f"minutes-steps:{number}")] if full.steps else []
    more = [Button(_("Read it all"), f"minutes-all:{number}:0")] if written else []
    more.append(Button(_("For later"), f"minutes-later:{number}"))
    buttons = (*rows(on), *rows(*fix, across=2), *rows(*more, across=2))
    return Reply(kit.after(said, "\n".join(lines)), buttons, step=f"minutes-told:{number}")


def on_from_head(full: FullMinutes, heading: Heading) -> str:
    """Return the press that leads to a heading; while no step is known it asks first which the meeting covered."""
    return _at(full.meeting.id, heading) if full.steps else f"minutes-steps:{full.meeting.id}"


def first_open(full: FullMinutes) -> Heading:
    """Return the first heading under which nothing stands."""
    return next((one for one in full.headings if not full.entries.get(one)), full.headings[0])


FIXES: Mapping[Heading, str] = {
    Heading.TIME: N_("Change the hours"),
    Heading.CHAIR: N_("Change the chair"),
    Heading.SECRETARY: N_("Change the secretary"),
    Heading.PRESENT: N_("Add who was there"),
}


@routes.button("minutes-at:{meeting_id}:{place}")
async def turn(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Go to a heading."""
    return await ask(chat, await writer_of(chat, meeting_id), heading_at(place))


def _at(meeting_id: int, heading: Heading) -> str:
    """Return the press that goes to a heading of a meeting's minutes."""
    return f"minutes-at:{meeting_id}:{PLACES.index(heading)}"


def heading_at(place: int) -> Heading:
    """Return the heading that a press names by its place, since its word would be too long for one."""
    if place >= len(PLACES) or PLACES[place] is Heading.STEPS:
        raise Gone
    return PLACES[place]


async def ask(chat: Chat, writer: Writer, heading: Heading, said: str = "", *, key: str = "") -> Reply:
    """Ask for what belongs under a heading, with what stands there already."""
    _, full = chat._, await _whole(chat, writer)
    order, number = full.headings, writer.meeting.id
    place = order.index(heading) if heading in order else 0
    lines = [said] if said else []
    title = _(TITLES[heading])
    if heading in full.headings:
        title = f"{full.headings.index(heading) + 1}/{len(full.headings)} · {title}"
    stands = full.entries.get(heading, ()) if heading is not Heading.TIME else ()
    lines.append(f"{title}\n{_(HINTS[heading])}")
    if stands:
        lines.append(_("So far:") + "\n" + shortened("\n".join(entry(_, one) for one in stands), SHOWN))
    buttons = [_next(chat, full, heading)]
    if place or not full.steps:
        buttons.append(Button(_("Go back"), on_from_head(full, order[max(place - 1, 0)])))
    if stands:
        buttons.append(Button(_("Write it anew"), f"minutes-anew:{number}:{PLACES.index(heading)}"))
    if heading in full.headings and writer.leads and await reflections.submitted(chat.db, number):
        buttons.append(Button(_("From reflections"), f"minutes-from:{number}:{PLACES.index(heading)}:0"))
    if heading in (Heading.CONCLUSION, Heading.NEXT):
        buttons.append(Button(_("Give a task with a day"), f"todo-in:{number}:{PLACES.index(heading)}"))
    buttons += [Button(_("Read it all"), f"minutes-all:{number}:0"), Button(_("For later"), f"minutes-later:{number}")]
    step = f"minutes:{number}:{PLACES.index(heading)}"
    return Reply("\n\n".join(lines), rows(*buttons, across=2), step=step, key=key, series=key)


def _next(chat: Chat, full: FullMinutes, heading: Heading) -> Button:
    """Return the button that goes on; a heading of the tables goes back to them, the last one to the whole."""
    _, number = chat._, full.meeting.id
    if heading in HEAD:
        return Button(_("Back to the head"), f"minutes:{number}")
    place = full.headings.index(heading) + 1 if heading in full.headings else len(full.headings)
    if place >= len(full.headings):
        return Button(_("Finish and read"), f"minutes-all:{number}:0")
    following = full.headings[place]
    label = _("Next: {heading}").format(heading=_(TITLES[following]))
    return Button(label, _at(number, following))


def entry(t: Translator, one: Written) -> str:
    """Return one text of minutes with who wrote it and when."""
    who = t("from a reflection") if one.reflection else f"{given_name(one.by)}, {local(one.at):%H:%M}" if one.by else ""
    text = one.text or t("[photo of notes]")
    if one.text and one.sha:
        text += " " + t("[photo of notes]")
    return f"– {text} ({who})" if who else f"– {text}"


@routes.step("minutes:{meeting_id}:{place}", Kind.TEXT, Kind.PHOTO, Kind.OTHER, Kind.FILE, lasts=HALF_A_DAY, prose=True)
async def take(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Keep a text or a photo of notes; a word that asks for something else is not taken for a text."""
    writer, where, _ = await writer_of(chat, meeting_id), heading_at(place), chat._
    if chat.kept and chat.kept.picture:
        await minute_taking.add_handwriting(chat.db, writer, where, chat.kept.sha, chat.text)
        album = f"minutes:{meeting_id}:{place}:{chat.incoming.album}" if chat.incoming.album else ""
        return await ask(chat, writer, where, _("The photo of your notes is kept. More can follow."), key=album)
    words = fold(chat.text).strip(" .!")
    if chat.incoming.kind is not Kind.TEXT or not words:
        raise BadInput(ONLY_WORDS)
    if words in _AGAIN:
        return await ask_anew(chat, meeting_id, place)
    if words in ON | _BACK:
        return await _walk(chat, writer, where, back=words in _BACK)
    if where is Heading.TIME:
        return await _take_hours(chat, writer)
    replaces = where in (Heading.CHAIR, Heading.SECRETARY)
    text = minute_taking.read_text(chat.text)
    await minute_taking.write(chat.db, writer, where, text, replaces=replaces)
    if where in HEAD:
        return _head(chat, await _whole(chat, writer), _("It is kept."))
    return await ask(chat, writer, where, _("It is kept. You can add more, or go on."))


async def _walk(chat: Chat, writer: Writer, heading: Heading, *, back: bool) -> Reply:
    full = await _whole(chat, writer)
    if heading in HEAD:
        return _head(chat, full)
    place = full.headings.index(heading) + (-1 if back else 1) if heading in full.headings else 0
    if place >= len(full.headings):
        return await minutes_whole.page(chat, writer.meeting.id, 0)
    return await ask(chat, writer, full.headings[max(place, 0)])


async def _take_hours(chat: Chat, writer: Writer) -> Reply:
    starts_at, ends_at = _read_hours(chat, writer.meeting)
    await minute_taking.set_hours(chat.db, writer, starts_at, ends_at)
    return _head(chat, await _whole(chat, writer), chat._("It is kept."))


def _read_hours(chat: Chat, meeting: Meeting) -> tuple[datetime, datetime]:
    """Return the hours that were typed, on the meeting's day where no day is said."""
    found = reader.read(chat.text, chat.today)
    if not isinstance(found, Moments) or found.starts is None or found.ends is None or meeting.starts_at is None:
        raise BadInput(ENDS_FIRST)
    day = found.day or local(meeting.starts_at).date()
    return at(day, found.starts), at(found.last or day, found.ends)


@routes.button("minutes-anew:{meeting_id}:{place}")
async def ask_anew(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Ask for a text in place of all that stands under a heading."""
    where = heading_at(place)
    await writer_of(chat, meeting_id)
    _ = chat._
    text = _("{heading}: please write it as it is to stand. It takes the place of what is there; older texts are kept.")
    buttons = (
        Button(_("Leave it as it was"), _at(meeting_id, where)),
        Button(_("Take it all out"), f"minutes-out:{meeting_id}:{place}"),
    )
    step = f"minutes-anew:{meeting_id}:{place}"
    return Reply(text.format(heading=_(TITLES[where])), rows(*buttons), step=step)


@routes.step("minutes-anew:{meeting_id}:{place}", Kind.TEXT, Kind.OTHER, lasts=HALF_A_DAY, prose=True)
async def take_anew(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Put a text in place of all that stands under a heading."""
    writer, where = await writer_of(chat, meeting_id), heading_at(place)
    if chat.incoming.kind is not Kind.TEXT:
        raise BadInput(ONLY_WORDS)
    if where is Heading.TIME:
        return await _take_hours(chat, writer)
    await minute_taking.write(chat.db, writer, where, minute_taking.read_text(chat.text), replaces=True)
    return await ask(chat, writer, where, chat._("It is kept. You can add more, or go on."))


@routes.button("minutes-out:{meeting_id}:{place}")
async def take_out(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Take everything under a heading out; a second tap changes nothing."""
    writer, where = await writer_of(chat, meeting_id), heading_at(place)
    if (await _whole(chat, writer)).entries.get(where):
        await minute_taking.write(chat.db, writer, where, "", replaces=True)
    return await ask(chat, writer, where, chat._("Nothing stands under this heading now."))


@routes.button("minutes-later:{meeting_id}")
async def later(chat: Chat, meeting_id: int) -> Reply:
    """Leave the minutes for later: what was written is kept, and reminded of."""
    return await for_later.of_minutes(chat, (await writer_of(chat, meeting_id)).meeting)


@routes.button("minutes-from:{meeting_id}:{place}:{number}")
async def from_reflections(chat: Chat, meeting_id: int, place: int, number: int) -> Reply:
    """Show a lead what was reflected, without names, to be put below a heading."""
    return await _thoughts(chat, await writer_of(chat, meeting_id), heading_at(place), number)


async def _thoughts(chat: Chat, writer: Writer, heading: Heading, number: int) -> Reply:
    _, meeting = chat._, writer.meeting
    found = await reflections.thoughts(chat.db, meeting, chat.rights)
    taken = {one.text for one in (await _whole(chat, writer)).entries.get(heading, ())}
    one = kit.page_of(found, number, THOUGHTS)
    lines = [_("Reflections without names. Tap what goes under: {heading}").format(heading=_(TITLES[heading]))]
    buttons = []
    for place, thought in enumerate(one.shown, start=one.number * THOUGHTS + 1):
        sign = "✓ " if thought.text in taken else ""
        lines.append(f"{sign}{place}. {shortened(thought.text, SHOWN // 2)}")
        label = sign + _("Answer {number}").format(number=place)
        where = f"{meeting.id}:{PLACES.index(heading)}:{thought.reflection_id}"
        buttons.append(Button(label, f"minutes-take:{where}:{thought.question}"))
    back = Button(_("Back to the minutes"), _at(meeting.id, heading))
    turns = one.turns(chat, f"minutes-from:{meeting.id}:{PLACES.index(heading)}")
    return Reply("\n\n".join(lines), (*rows(*buttons, across=2), *turns, (back,)), edits=True)


@routes.button("minutes-take:{meeting_id}:{place}:{reflection_id}:{question}")
async def take_thought(chat: Chat, meeting_id: int, place: int, reflection_id: int, question: int) -> Reply:
    """Put one answer of a reflection below a heading; a second tap changes nothing."""
    writer, where = await writer_of(chat, meeting_id), heading_at(place)
    await minute_taking.take_reflection(chat.db, writer, where, reflection_id, question)
    found = await reflections.thoughts(chat.db, writer.meeting, chat.rights)
    keys = [(one.reflection_id, one.question) for one in found]
    return await _thoughts(chat, writer, where, keys.index((reflection_id, question)) // THOUGHTS)
