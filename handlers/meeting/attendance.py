"""`/diemdanh`: a lead opens the roll call, a teacher scans or types its code, a lead marks names by tapping."""

from collections.abc import Sequence

from bot.domain.models import Coming, Meeting, Presence
from bot.domain.organisation import called
from bot.domain.programme import attendance, marking, meetings, questions
from bot.domain.programme.attendance import CheckedIn, RollLine
from bot.domain.programme.marks import UNEXPECTED
from bot.errors import N_, Gone
from bot.i18n import shortened
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import fold, local
from handlers import kit, phrases

routes = Routes()

A_PAGE = 8
EARLY, OFF = len(Presence), len(Presence) + 1
MODES = (
    *((phrases.SIGNS[one], phrases.PRESENCES[one]) for one in Presence),
    ("◁", N_("left early")),
    ("☐", N_("unmark")),
)
"""Buttons speak of what a tap writes by its place here: sign and word."""
BRIEFLY = {
    phrases.PRESENCES[Presence.EXCUSED]: N_("excused"),
    phrases.PRESENCES[Presence.ABSENT]: N_("unexcused"),
}
"""Words that are shorter on a button, so that two stand beside each other on a phone."""
ANSWERS = {Coming.YES: "+", Coming.WAITING: "+", Coming.NO: "−", None: "?"}
"""What stands before a name that is not marked: what they have answered."""
UNINVITED = "⁺"
NOT_YET = N_(
    "It is too early for the roll call: it opens 2 hours before the meeting. The next one: {meeting}.\n\n"
    "Whoever has a code already types its {digits} digits."
)
LEGEND = N_("+ will come, − cannot come, ? no answer, ⁺ came without being on the list")


@routes.command("diemdanh")
@routes.button("attendance")
async def begin(chat: Chat) -> Reply:
    """Ask a teacher for the code; show leads their roll calls, and who sees more than themselves a summary."""
    chat.must_have_joined()
    if attendance.read_code(chat.text):
        return await type_code(chat)
    _ = chat._
    open_ones = (await rolls(chat))[:6]
    text = _("Please type the {digits} digits of the roll call, or scan the picture on the lead's screen.")
    text = text.format(digits=attendance.DIGITS)
    if not open_ones and (early := await _too_early_for(chat)):
        text = _(NOT_YET).format(digits=attendance.DIGITS, meeting=phrases.meeting_line(_, early))
    buttons = [
        Button(_("Roll call · {meeting}").format(meeting=phrases.meeting_label(meeting)), f"roll:{meeting.id}")
        for meeting in open_ones
    ]
    if chat.rights.runs_something:
        buttons.append(Button(_("Summary of attendance"), "summary"))
    buttons.append(Button(_("My meetings"), "mine:0"))
    # The code is expected from everybody, leads too: they come to meetings of others.
    return Reply(text, rows(*buttons), step="checkin")


async def _too_early_for(chat: Chat) -> Meeting | None:
    """Return somebody's next meeting where its roll call opens later; None where one of theirs is at hand."""
    found = await questions.next_settled(chat.db, chat.person, chat.rights, chat.now)
    early = found and found.starts_at and found.starts_at - attendance.OPENS_BEFORE > chat.now
    return found if early else None


async def rolls(chat: Chat) -> list[Meeting]:
    """Return the meetings one leads whose roll call is open or may be opened now."""
    if not (chat.rights.officer or chat.rights.leads):
        return []
    led = await meetings.led(chat.db, chat.rights, settled=True, now=chat.now)
    return [one for one in led if one.starts_at and one.starts_at - attendance.OPENS_BEFORE <= chat.now]


async def type_code(chat: Chat) -> Reply:
    """Take the code; what is wrong can be typed again."""
    return checked_in(chat, await attendance.check_in(chat.db, chat.person, chat.text, chat.now))


def checked_in(chat: Chat, done: CheckedIn) -> Reply:
    """Tell a person how they are marked."""
    _ = chat._
    text = _("Marked {presence} at {hour}: {meeting}.").format(
        presence=_(phrases.PRESENCES[done.presence]),
        hour=f"{local(done.at):%H:%M}",
        meeting=phrases.meeting_name(_, done.meeting),
    )
    if done.guest:
        text += "\n" + _("Your school is not of this cluster, so you stand on its roll as a guest.")
    return Reply(text, rows(Button(_("Send photos"), f"photos:{done.meeting.id}")))


@routes.button("roll:{meeting_id}")
async def open_roll(chat: Chat, meeting_id: int, *, anew: bool = False) -> Reply:
    """Show the roll call's code and picture; of a meeting that is over the names."""
    meeting = await kit.led(chat, meeting_id)
    if meetings.is_over(meeting, chat.now):
        return await _sheet(chat, meeting)
    code = await attendance.open_roll(chat.db, meeting, chat.rights, chat.now, anew=anew)
    _ = chat._
    text = _("Roll call: {meeting}\n\nCode: {code}\n\nTeachers scan the picture, or send /diemdanh and type the code.")
    text = text.format(meeting=phrases.meeting_line(_, meeting), code=code)
    # The picture is read by the phone's own camera and opens the chat with `/start c<code>`.
    picture = Attachment("photo", f"diem-danh-{code}.png", paper="qr", facts={"link": chat.link(f"c{code}")})
    buttons = Button(_("Mark by name"), f"names:{meeting_id}"), Button(_("Another code"), f"roll-anew:{meeting_id}")
    return Reply(text, rows(*buttons), attachments=(picture,))


@routes.button("roll-anew:{meeting_id}")
async def another_code(chat: Chat, meeting_id: int) -> Reply:
    """Show another code, since the first one has gone where it should not: that one checks nobody in any more."""
    return await open_roll(chat, meeting_id, anew=True)


@routes.button("names:{meeting_id}")
async def names(chat: Chat, meeting_id: int) -> Reply:
    """Show the names below the card, which keeps its code and picture."""
    return await _sheet(chat, await kit.led(chat, meeting_id), edits=False)


@routes.button("names:{meeting_id}:{mode}:{page}")
async def turn(chat: Chat, meeting_id: int, mode: int, page: int) -> Reply:
    """Show another page, or let a tap write something else."""
    return await _sheet(chat, await kit.led(chat, meeting_id), mode, page)


async def _sheet(
    chat: Chat, meeting: Meeting, mode: int = 0, page: int = 0, said: str = "", *, edits: bool = True
) -> Reply:
    """Return one page of the roll; a tap on a name writes the mark that is chosen below."""
    if mode >= len(MODES):
        raise Gone
    lines = await attendance.roll(chat.db, meeting.id)
    sheet = kit.page_of(lines, page, A_PAGE)
    people = _people(chat, meeting, mode, [(line, sheet.number) for line in sheet.shown])
    turns = sheet.turns(chat, f"names:{meeting.id}:{mode}")
    text = _head(chat, meeting, lines, mode)
    marked = [
        (name, phrases.name_of(chat._, name, acted)) for name, acted in await attendance.markers(chat.db, meeting)
    ]
    if any(said != name for name, said in marked):  # a deputy has: it is said by whom, and for whom
        text += "\n" + chat._("Marked by: {names}").format(names=", ".join(said for _name, said in marked))
    buttons = (*people, *turns, *_below(chat, meeting, mode, sheet.number, many=sheet.count > 1))
    return Reply(kit.after(said, text), buttons, edits=edits, step=_step(chat))


def _step(chat: Chat) -> str:
    # An aside: a lead marks names while something else waits for their answer, unless that was a name to find here.
    return "" if chat.step.startswith("roll-") else STAY


def _head(chat: Chat, meeting: Meeting, lines: Sequence[RollLine], mode: int) -> str:
    _ = chat._
    told = [phrases.meeting_name(_, meeting)]
    if meeting.code and not meetings.is_over(meeting, chat.now):
        told.append(_("Code: {code}").format(code=meeting.code))
    counted = [line.presence for line in lines if line.counts]
    figures = ", ".join(f"{_(phrases.PRESENCES[kind])} {counted.count(kind)}" for kind in (*Presence, None))
    told.append(_("Expected {expected}: {counted}").format(expected=len(counted), counted=figures))
    if beyond := sum(line.counts and line.why in UNEXPECTED for line in lines):
        told.append(_(phrases.BEYOND).format(number=beyond))
    if not lines:
        return "\n".join([*told, "", _("Nobody is expected at this meeting, and nobody checked in.")])
    told += ["", _("A tap on a name writes: {mode}").format(mode=_(MODES[mode][1]).upper()), _(LEGEND)]
    return "\n".join(told)


def _people(chat: Chat, meeting: Meeting, mode: int, lines: Sequence[tuple[RollLine, int]]) -> Rows:
    """Return the names to tap on, each with the page of the roll that is shown afterwards."""
    taps = [Button(_name(chat, line), f"mark:{meeting.id}:{line.id}:{mode}:{page}") for line, page in lines]
    # A name stands whole, however long it is: two may differ in their last letters.
    return rows(*kit.distinct(taps, most=2 * kit.LONGEST_LABEL))


def _name(chat: Chat, line: RollLine) -> str:
    sign = phrases.SIGNS[line.presence] if line.presence else ANSWERS[line.answer]
    early = MODES[EARLY][0] if line.left_early else ""
    who = f"{sign}{early}{UNINVITED if line.why in UNEXPECTED else ''} {line.name}"
    if line.twin:
        who += f" ({line.subject or chat._(kit.MANY_SUBJECTS)})"
    school = line.school or chat._("guest")
    return f"{who} · {shortened(school, max(8, kit.LONGEST_LABEL - len(who) - 3))}"


def _below(chat: Chat, meeting: Meeting, mode: int, page: int, *, many: bool) -> Rows:
    _ = chat._
    modes = []
    for number, (sign, word) in enumerate(MODES):
        said = _(BRIEFLY.get(word, word))
        modes.append(Button(f"[{said}]" if number == mode else f"{sign} {said}", f"names:{meeting.id}:{number}:{page}"))
    acts = [Button(_("All present"), f"roll-all:{meeting.id}:{mode}:{page}")]
    acts += [Button(_("Find a name"), f"roll-find:{meeting.id}:{mode}")] if many else []
    acts.append(Button(_("Add a guest"), f"roll-guest:{meeting.id}"))
    if meetings.is_over(meeting, chat.now) and not meeting.roll_closed_at:
        acts.append(Button(_("Close the roll call"), f"roll-close:{meeting.id}"))
    acts.append(Button(_("Done"), f"meeting:{meeting.id}"))
    return (*rows(*modes, across=2), *rows(*acts, across=2))


@routes.button("mark:{meeting_id}:{invitee_id}:{mode}:{page}")
async def mark(chat: Chat, meeting_id: int, invitee_id: int, mode: int, page: int) -> Reply:
    """Write one mark; idempotent."""
    if mode >= len(MODES):
        raise Gone
    meeting, by, now = await meetings.get(chat.db, meeting_id), chat.person, chat.now
    if mode == EARLY:
        await attendance.left_early(chat.db, meeting, chat.rights, invitee_id, by=by, now=now)
    else:
        presence = None if mode == OFF else tuple(Presence)[mode]
        await attendance.mark(chat.db, meeting, chat.rights, invitee_id, presence, by=by, now=now)
    return await _sheet(chat, meeting, mode, page)


@routes.button("roll-all:{meeting_id}:{mode}:{page}")
async def all_present(chat: Chat, meeting_id: int, mode: int, page: int) -> Reply:
    """Ask before all who are not marked are: how many that is, and how many stay as they are."""
    meeting = await meetings.get(chat.db, meeting_id)
    number, stay = await marking.silent(chat.db, meeting, chat.rights, chat.now)
    if not number:
        return await _sheet(chat, meeting, mode, page, chat._("Nobody is left to mark as present."))
    _ = chat._
    lines = [phrases.meeting_name(_, meeting), _("Mark {number} people who are not marked yet as present?")]
    lines += [_("{number} who cannot come stay as they are.").format(number=stay)] if stay else []
    every = Button(_("All present: {number}").format(number=number), f"roll-every:{meeting_id}:{mode}:{page}", yes=True)
    names = Button(_("Mark by name"), f"names:{meeting_id}:{mode}:{page}")
    return Reply("\n".join(lines).format(number=number), rows(every, names))


@routes.button("roll-every:{meeting_id}:{mode}:{page}")
async def mark_every(chat: Chat, meeting_id: int, mode: int, page: int) -> Reply:
    """Mark all who are not marked as present; who cannot come is left out, and a second tap finds nobody."""
    meeting = await meetings.get(chat.db, meeting_id)
    number = await attendance.all_present(chat.db, meeting, chat.rights, by=chat.person, now=chat.now)
    said = chat._("Marked present: {number} more. Who cannot come stays as it was.").format(number=number)
    return await _sheet(chat, meeting, mode, page, said)


@routes.button("roll-find:{meeting_id}:{mode}")
async def ask_name(chat: Chat, meeting_id: int, mode: int) -> Reply:
    """Ask for a part of a name."""
    await kit.led(chat, meeting_id)
    if mode >= len(MODES):
        raise Gone
    return kit.ask(
        chat, chat._("Please type a part of the name, for example: Lan."), step=f"roll-find:{meeting_id}:{mode}"
    )


@routes.step("roll-find:{meeting_id}:{mode}")
async def find(chat: Chat, meeting_id: int, mode: int) -> Reply:
    """Show whose names have in them what was typed."""
    return await _found(chat, await kit.led(chat, meeting_id), mode, chat.text)


async def _found(chat: Chat, meeting: Meeting, mode: int, typed: str, *more: Button, step: str = "") -> Reply:
    _, wanted = chat._, fold(typed)
    lines = await attendance.roll(chat.db, meeting.id)
    placed = [(line, place // A_PAGE) for place, line in enumerate(lines)]
    found = [one for one in placed if wanted in fold(one[0].name)]
    if not found:
        found = [one for meant in called.read(typed, placed, lambda one: one[0].name) for one in meant.found]
    text = _("Found: {number}. A tap on a name writes: {mode}").format(
        number=len(found), mode=_(MODES[mode][1]).upper()
    )
    text = "\n".join([text, *kit.and_more(_, len(found) - A_PAGE)])
    again = Button(_("Find a name"), f"roll-find:{meeting.id}:{mode}")
    back = Button(_("‹ Roll call"), f"names:{meeting.id}:{mode}:0")
    people = _people(chat, meeting, mode, found[:A_PAGE])
    return Reply(text, (*people, *rows(*more), *rows(again, back, across=2)), step=step)


@routes.button("roll-guest:{meeting_id}")
async def ask_guest(chat: Chat, meeting_id: int) -> Reply:
    """Ask for a guest's name."""
    await kit.led(chat, meeting_id)
    text = chat._("Who is the guest? Please type the name, for example: Nguyễn Văn An, Sở GD&ĐT.")
    return kit.ask(chat, text, step=f"roll-guest:{meeting_id}")


@routes.step("roll-guest:{meeting_id}")
async def take_guest(chat: Chat, meeting_id: int) -> Reply:
    """Put a guest on the roll; a name that stands there already is asked about: it may be the same person."""
    meeting, name = await kit.led(chat, meeting_id), attendance.read_guest(chat.text)
    known = [line for line in await attendance.roll(chat.db, meeting_id) if line.school]
    if fold(name) not in {fold(line.name) for line in known}:
        return await _guest(chat, meeting, name)
    chat.draft["guest"] = name
    also = Button(chat._("Somebody else: add the guest"), f"roll-guest-yes:{meeting_id}")
    return await _found(chat, meeting, 0, name, also, step=f"roll-guest-sure:{meeting_id}")


kit.only_buttons(routes, "roll-guest-sure:{meeting_id}")


@routes.button("roll-guest-yes:{meeting_id}")
async def another_of_that_name(chat: Chat, meeting_id: int) -> Reply:
    """Put a guest on the roll who is called as somebody expected is."""
    meeting = await kit.led(chat, meeting_id)
    kit.must_have(chat, "guest")
    return await _guest(chat, meeting, chat.draft["guest"])


async def _guest(chat: Chat, meeting: Meeting, name: str) -> Reply:
    await attendance.add_guest(chat.db, meeting, chat.rights, name, by=chat.person, now=chat.now)
    said = chat._("{name} stands on the roll as a guest, present.").format(name=name)
    chat.forget()
    return await _sheet(chat, meeting, said=said, edits=False)
