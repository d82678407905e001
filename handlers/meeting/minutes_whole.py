"""Minutes as a whole: read back page by page, sent to the lead, sent back or approved, read by those they go to."""

from collections.abc import Mapping, Sequence

from bot.domain.duties import agreed
from bot.domain.letters.minutes import MinutesLetter
from bot.domain.models import Heading, MinutesState
from bot.domain.programme import lesson_steps, meetings, minute_readers, minute_taking, minutes
from bot.domain.programme.minute_taking import CHANGED, Writer
from bot.domain.programme.minutes import FullMinutes
from bot.domain.programme.questions import Named
from bot.errors import N_, Gone
from bot.i18n import Translator, shortened
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases

routes = Routes()

A_PAGE = 3000
"""Letters on one page, which a phone shows as one message."""
SHORT = 300
MOST_SCHOOLS = 12
TITLES: Mapping[Heading, str] = {
    Heading.TIME: N_("Hours"),
    Heading.CHAIR: N_("Chair of the meeting"),
    Heading.SECRETARY: N_("Secretary of the meeting"),
    Heading.PRESENT: N_("Also present"),
    Heading.PREPARE: N_("Step 1: lesson prepared"),
    Heading.TEACH: N_("Step 2: lesson taught"),
    Heading.DISCUSS: N_("Step 3: lesson discussed"),
    Heading.APPLY: N_("Step 4: applied in class"),
    Heading.STRENGTHS: N_("What went well"),
    Heading.WEAKNESSES: N_("What did not"),
    Heading.CONCLUSION: N_("Conclusion"),
    Heading.REQUESTS: N_("Requests"),
    Heading.NEXT: N_("Who does what next"),
}
PLACES = tuple(Heading)
"""By its place in here a press names a heading."""
NOT_YET = N_("The minutes of this meeting are not approved yet; everybody can read them then.")
UNKNOWN = N_("(not known)")
WHICH_STEPS = N_("which steps of the lesson study it covered")


def _names(t: Translator, found: Sequence[Named], written: str) -> str:
    named = ", ".join(f"{one.name} ({one.school})" if one.school else one.name for one in found)
    return written or named or t(UNKNOWN)


def head(t: Translator, full: FullMinutes) -> list[str]:
    """Return the lines of the minutes' head: hours, place, who was there, chair, secretary."""
    of = full.figures
    came = t("Present: {here}/{expected} by the roll").format(here=f"{of.here:02}", expected=f"{of.expected:02}")
    if not full.roll_closed:
        came += " " + t("(the roll call is not closed yet)")
    lines = [
        t("Time: {hours}").format(hours=_hours(t, full)),
        t("Place: {place}").format(place=phrases.place(full.meeting)),
        came if of.expected > of.unmarked else t("Present: no roll call was held"),
    ]
    schools = [one for one in full.schools if one.school and of.expected > of.unmarked]
    lines += [f"  · {one.school}: {one.figures.here}/{one.figures.expected}" for one in schools[:MOST_SCHOOLS]]
    lines += kit.and_more(t, len(schools) - MOST_SCHOOLS)
    lines += [t(phrases.BEYOND).format(number=full.beyond)] if full.beyond else []
    if others := full.text(Heading.PRESENT):
        lines.append(t("Also present: {names}").format(names=others))
    lines.append(t("Chair: {names}").format(names=_names(t, full.chairs, full.chair_as_written)))
    lines.append(t("Secretary: {names}").format(names=_names(t, full.secretaries, full.secretary_as_written)))
    if full.steps_said:
        lines.append(steps_line(t, full))
    return lines


def steps_line(t: Translator, full: FullMinutes) -> str:
    """Return the line with the numbers of the steps that a meeting covered, as 1315/BGDĐT-GDTH counts them."""
    return t("Steps covered: {steps}").format(steps=lesson_steps.numbers(full.steps))


def _hours(t: Translator, full: FullMinutes) -> str:
    if full.starts_at is None or full.ends_at is None:
        return phrases.meeting_when(t, full.meeting)
    return phrases.hours(t, [(full.starts_at, full.ends_at)])


def _body(t: Translator, full: FullMinutes) -> list[str]:
    """Return the text heading by heading; what is missing is said at the end."""
    blocks, missing = [], [] if full.steps else [t(WHICH_STEPS)]
    for heading in full.headings:
        entries = full.entries.get(heading, ())
        if not entries:
            missing.append(t(TITLES[heading]))
            continue
        texts = [one.text or t("[photo of notes]") for one in entries]
        blocks.append("\n".join([t(TITLES[heading]).upper(), *texts]))
    if missing:
        blocks.append(t("Not written: {headings}").format(headings=", ".join(missing)))
    if writers := full.writers():
        blocks.append(t("Written by: {names}").format(names=", ".join(writers)))
    return blocks


def _state(t: Translator, full: FullMinutes) -> str:
    if approved := full.approved:
        return t("Approved by {name} at {when}.").format(
            name=phrases.name_of(t, approved.by, approved.acted), when=t.moment(approved.at)
        )
    if full.state is MinutesState.SUBMITTED:
        return t("Waits for the lead's approval.")
    if full.approvals:
        return t("Changed after approval; what was approved holds until the lead approves this.")
    return t("Draft.")


@routes.button("minutes-all:{meeting_id}:{number}")
async def page(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Show the minutes whole: to who writes them the newest text, to all others what was approved."""
    full = await minutes.for_reader(chat.db, meeting_id, chat.person, chat.rights)
    if full is None:
        return Reply(chat._(NOT_YET), rows(phrases.see(chat._, meeting_id)))
    return await _show(chat, full, number, f"minutes-all:{meeting_id}")


async def _show(chat: Chat, full: FullMinutes, number: int, press: str, said: str = "") -> Reply:
    _ = chat._
    name = _("Minutes: {meeting}").format(meeting=phrases.meeting_name(_, full.meeting))
    first = "\n".join([name, _state(_, full), *head(_, full)])
    pages = kit.packed([first, *_body(_, full)], A_PAGE)
    one = kit.page_of(pages, number, 1)
    text = kit.after(said, "\n\n".join(block for shown in one.shown for block in shown))
    last = one.number + 1 == one.count
    buttons = await _acts(chat, full) if last else []
    return Reply(text, (*one.turns(chat, press), *rows(*buttons), (phrases.see(_, full.meeting.id),)))


async def _acts(chat: Chat, full: FullMinutes) -> list[Button]:
    """Return what one may do with minutes that one has read to their end."""
    _, meeting, buttons = chat._, full.meeting, list[Button]()
    notes = sum(1 for entries in full.entries.values() for one in entries if one.sha)
    if notes:
        buttons.append(Button(_("Photos of notes: {number}").format(number=notes), f"minutes-notes:{meeting.id}"))
    if not await minutes.may_write(chat.db, meeting, chat.person, chat.rights):
        return buttons
    leads, newest = phrases.can_lead(chat, meeting), full.version == full.newest
    if newest and not full.approved:
        if leads:
            buttons.insert(0, Button(_("Approve the minutes"), f"minutes-yes:{meeting.id}:{full.version}"))
            if full.state is MinutesState.SUBMITTED:
                buttons.append(Button(_("Send back with a word"), f"minutes-back:{meeting.id}"))
        elif full.state is MinutesState.DRAFT:
            buttons.insert(0, Button(_("Send for approval"), f"minutes-send:{meeting.id}"))
    if newest and (leads or not full.approved):
        first = f"minutes-at:{meeting.id}:{PLACES.index(full.headings[0])}"
        buttons.append(Button(_("Change the minutes"), first if full.steps else f"minutes-steps:{meeting.id}"))
    if full.approvals and leads:
        buttons.append(Button(_("Who has read it"), f"minutes-who:{meeting.id}"))
    if full.approvals:
        buttons.append(Button(_("Approved versions"), f"minutes-old:{meeting.id}"))
    return buttons


@routes.button("minutes-old:{meeting_id}")
async def versions(chat: Chat, meeting_id: int) -> Reply:
    """List the versions that were approved."""
    full = await minutes.for_reader(chat.db, meeting_id, chat.person, chat.rights)
    if full is None:
        raise Gone
    _ = chat._
    buttons = [
        Button(f"{number}. {local(one.at):%H:%M %d/%m}", f"minutes-of:{meeting_id}:{one.version}:0")
        for number, one in enumerate(full.approvals, start=1)
    ]
    return Reply(_("Approved versions: {number}").format(number=len(buttons)), rows(*buttons, across=2))


@routes.button("minutes-of:{meeting_id}:{version}:{number}")
async def older(chat: Chat, meeting_id: int, version: int, number: int) -> Reply:
    """Show one version that was approved."""
    meeting = await meetings.get(chat.db, meeting_id)
    await minutes.must_write(chat.db, meeting, chat.person, chat.rights)
    full = await minutes.read(chat.db, meeting, version=version)
    if full is None:
        raise Gone
    return await _show(chat, full, number, f"minutes-of:{meeting_id}:{version}")


@routes.button("minutes-notes:{meeting_id}")
async def notes(chat: Chat, meeting_id: int) -> Reply:
    """Show the photos of handwriting that one may see."""
    full = await minutes.for_reader(chat.db, meeting_id, chat.person, chat.rights)
    if full is None:
        raise Gone
    writes = await minutes.may_write(chat.db, full.meeting, chat.person, chat.rights)
    found = [one for heading in full.headings for one in full.entries.get(heading, ()) if one.sha]
    seen = [one for one in found if writes or one.faces is False]
    back = rows(Button(chat._("Back to the minutes"), f"minutes-all:{meeting_id}:0"))
    shown = tuple(Attachment("photo", f"ghi-{one.id}.jpg", sha=one.sha or "") for one in seen)
    return Reply(chat._("Photos of notes: {number}").format(number=len(shown)), back, attachments=shown)


@routes.button("minutes-send:{meeting_id}")
async def send(chat: Chat, meeting_id: int) -> Reply:
    """Send minutes to the leads; where photos of notes were not spoken of, ask about faces first."""
    writer = await _writer(chat, meeting_id)
    if unsaid := await _unsaid(chat, writer):
        return _ask_faces(chat, meeting_id, unsaid)
    await minute_taking.submit(chat.db, writer)
    text = chat._("The minutes are with the lead. You can still change them until they are approved.")
    return Reply(text, rows(Button(chat._("See the minutes"), f"minutes-all:{meeting_id}:0")))


async def _writer(chat: Chat, meeting_id: int) -> Writer:
    meeting = await meetings.get(chat.db, meeting_id)
    await minutes.must_write(chat.db, meeting, chat.person, chat.rights)
    return Writer(meeting, chat.person, chat.rights, chat.now)


async def _unsaid(chat: Chat, writer: Writer) -> int:
    """Count the photos of notes of which nobody has said whether faces can be seen."""
    full = await minutes.read(chat.db, writer.meeting)
    entries = [one for found in full.entries.values() for one in found] if full else []
    return sum(1 for one in entries if one.sha and one.faces is None)


def _ask_faces(chat: Chat, meeting_id: int, number: int) -> Reply:
    _ = chat._
    text = _("{number} photos. Can pupils' faces be recognised in them?").format(number=number)
    buttons = (
        Button(_("No, they cannot"), f"minutes-faces:{meeting_id}:none"),
        Button(_("Yes: take them out"), f"minutes-faces:{meeting_id}:out"),
    )
    return Reply(text, rows(*buttons))


@routes.button("minutes-faces:{meeting_id}:{what}")
async def say_faces(chat: Chat, meeting_id: int, what: str) -> Reply:
    """Write down what was said of faces in photos of notes, and go on to the yes."""
    writer = await _writer(chat, meeting_id)
    if what not in ("none", "out"):
        raise Gone
    # A photo of notes needs no pupil's face: one with faces is taken out, whoever agreed.
    if what == "out":
        chat.to_erase += await minute_taking.take_out_handwriting(chat.db, writer)
    else:
        await minute_taking.say_faces(chat.db, writer, faces=False)
    return await page(chat, meeting_id, 0)


@routes.button("minutes-yes:{meeting_id}:{version}")
async def approve(chat: Chat, meeting_id: int, version: int) -> Reply:
    """Approve the version that was read, and send it on; a changed one is shown once more."""
    writer, _ = await _writer(chat, meeting_id), chat._
    writer.must_lead()
    if unsaid := await _unsaid(chat, writer):
        return _ask_faces(chat, meeting_id, unsaid)
    full = await minutes.read(chat.db, writer.meeting)
    if full and version != full.newest and version not in {one.version for one in full.approvals}:
        return await _show(chat, full, 0, f"minutes-all:{meeting_id}", _(CHANGED))
    approval, new = await agreed.approve(chat.db, writer, seen=version)
    told = await minute_readers.of(chat.db, approval.id)
    text = _("Approved. The minutes go to {number} people: officers and the heads of the cluster's schools.")
    text = text.format(number=len(told)) if new else _("These minutes are approved already.")
    return Reply(text, rows(Button(_("See the minutes"), f"minutes-all:{meeting_id}:0"), phrases.see(_, meeting_id)))


@routes.button("minutes-back:{meeting_id}")
async def ask_back(chat: Chat, meeting_id: int) -> Reply:
    """Ask a lead what is to be changed."""
    writer = await _writer(chat, meeting_id)
    writer.must_lead()
    text = chat._("What is to be changed? One sentence; who wrote the minutes will read it.")
    return kit.ask(chat, text, step=f"minutes-back:{meeting_id}")


@routes.step("minutes-back:{meeting_id}")
async def send_back(chat: Chat, meeting_id: int) -> Reply:
    """Send the minutes back with a sentence."""
    await minute_taking.send_back(chat.db, await _writer(chat, meeting_id), chat.text)
    text = chat._("The minutes were sent back with your sentence.")
    return Reply(text, rows(phrases.see(chat._, meeting_id)))


@routes.button("minutes-who:{meeting_id}")
async def who(chat: Chat, meeting_id: int) -> Reply:
    """Show a lead who has read the approved minutes, and which schools have nobody to read them."""
    meeting = await kit.led(chat, meeting_id)
    approval = await minutes.newest_approval(chat.db, meeting_id)
    if approval is None:
        raise Gone
    _, told = chat._, await minute_readers.of(chat.db, approval.id)
    waiting = [one.name for one in told if one.at is None]
    lines = [_("Read by {number} of {all}.").format(number=len(told) - len(waiting), all=len(told))]
    lines += [_("Not yet: {names}").format(names=", ".join(waiting))] if waiting else []
    headless = await minute_readers.without_head(chat.db, meeting, chat.today)
    lines += [_("Schools whose head has not joined: {names}").format(names=", ".join(headless))] if headless else []
    return Reply("\n".join(lines), rows(Button(_("Back to the minutes"), f"minutes-all:{meeting_id}:0")))


@routes.button("minutes-read:{minutes_id}")
async def say_read(chat: Chat, minutes_id: int) -> Reply:
    """Note that approved minutes were read; idempotent."""
    new = await minute_readers.say_read(chat.db, minutes_id, chat.person, chat.now)
    text = chat._("Thank you, it is noted.") if new else chat._("It is noted already. Thank you.")
    return Reply(text, step=STAY)


def asked(letter: MinutesLetter, t: Translator) -> Reply:
    """Ask somebody to write the minutes."""
    text = t("{meeting} has ended. Please write its minutes: heading by heading, about 10 minutes, a draft is kept.")
    begin = Button(t("Write the minutes"), f"minutes:{letter.meeting.id}")
    return Reply(text.format(meeting=phrases.meeting_line(t, letter.meeting)), rows(begin), step=STAY)


def submitted(letter: MinutesLetter, t: Translator) -> Reply:
    """Ask a lead to approve minutes."""
    text = t("{name} has written the minutes of {meeting}. Please read and approve them.")
    name = phrases.name_of(t, letter.by, letter.acted)
    text = text.format(name=name, meeting=phrases.meeting_line(t, letter.meeting))
    return Reply(text, rows(Button(t("Read the minutes"), f"minutes-all:{letter.meeting.id}:0")), step=STAY)


def returned(letter: MinutesLetter, t: Translator) -> Reply:
    """Tell who wrote minutes what is to be changed."""
    text = t("The minutes of {meeting} came back: {remark}")
    text = text.format(meeting=phrases.meeting_line(t, letter.meeting), remark=letter.remark)
    return Reply(text, rows(Button(t("Change the minutes"), f"minutes:{letter.meeting.id}")), step=STAY)


def approved(letter: MinutesLetter, t: Translator) -> Reply:
    """Send approved minutes to those they are for."""
    text = t("The minutes of {meeting} are approved.").format(meeting=phrases.meeting_line(t, letter.meeting))
    if letter.conclusion:
        text += "\n" + t("Conclusion: {text}").format(text=shortened(letter.conclusion, SHORT))
    read = Button(t("Read the minutes"), f"minutes-all:{letter.meeting.id}:0")
    return Reply(text, rows(read, Button(t("Understood"), f"minutes-read:{letter.minutes_id}")), step=STAY)
