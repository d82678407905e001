"""The evidence of a meeting: what is expected and what is missing, files and links, taking one's own back."""

from collections.abc import Mapping

from bot.domain.models import Evidence, EvidenceKind, Meeting
from bot.domain.programme import basket, concerned, evidence, meetings, photos
from bot.domain.programme.basket import Basket, Item, ItemState
from bot.errors import N_
from bot.i18n import Translator, shortened
from bot.messages import Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import given_name, local
from handlers import kit, phrases

routes = Routes()

MOST_MINE = 20
PIECES: Mapping[Item, str] = {
    Item.LESSON_PLAN: N_("lesson plan"),
    Item.PHOTOS: N_("photos"),
    Item.VIDEO: N_("video of the lesson"),
    Item.ROLL: N_("roll call"),
    Item.MINUTES: N_("minutes"),
    Item.OBSERVATION: N_("plan of observation"),
}
KINDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.PHOTO: N_("photo"),
    EvidenceKind.HANDWRITING: N_("photo of notes"),
    EvidenceKind.OBSERVATION: N_("plan of observation"),
    EvidenceKind.VIDEO: N_("video of the lesson"),
    EvidenceKind.FILE: N_("file"),
    EvidenceKind.LINK: N_("link"),
}


async def line(chat: Chat, meeting: Meeting) -> str:
    """Return in one line what of the expected evidence is there and what is missing, with names as far as one may see.

    Empty for who neither leads nor oversees the meeting nor heads a school.
    """
    if not basket.may_see(meeting, chat.rights) or not phrases.is_running(meeting, chat.now):
        return ""
    return in_one(chat, meeting, (await basket.of(chat.db, [meeting]))[meeting.id])


def in_one(chat: Chat, meeting: Meeting, found: Basket) -> str:
    """Return a basket in one line: "Minh chứng: 3/5, thiếu: video (Hạnh)"."""
    text = chat._("Evidence: {there}/{all}").format(there=found.there, all=len(found.pieces))
    return text + _lacks(chat, meeting, found)


def short(chat: Chat, meeting: Meeting, found: Basket) -> str:
    """Return the same where it is said above what it is: "3/5, thiếu: video (Hạnh)"."""
    return f"{found.there}/{len(found.pieces)}{_lacks(chat, meeting, found)}"


def _lacks(chat: Chat, meeting: Meeting, found: Basket) -> str:
    missing = [_missing(chat, meeting, one) for one in found.missing]
    return ", " + chat._("missing: {pieces}").format(pieces=", ".join(missing)) if missing else ""


def _missing(chat: Chat, meeting: Meeting, one: ItemState) -> str:
    """Return what is missing with whose it is to give: a lead reads every name, a principal those of the school."""
    _ = chat._
    name = _(PIECES[one.piece])
    if one.piece is Item.PHOTOS:
        name += f" {one.number}/{basket.FEWEST_PHOTOS}"
    leads = phrases.can_lead(chat, meeting)
    own = chat.rights.principal_of
    names = [given_name(who.name) for who in one.owing if who.name and (leads or who.unit_id in own)]
    return f"{name} ({', '.join(names)})" if names else name


@routes.button("evidence:{meeting_id}")
async def show(chat: Chat, meeting_id: int) -> Reply:
    """Show the basket of a meeting, its files and links, and what can be added."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    concerns = await basket.concerns(chat.db, meeting, chat.person, chat.rights)
    lines = [phrases.meeting_line(_, meeting)]
    board = rows(Button(_("Evidence of all meetings"), "evidence-board:0"))
    if basket.may_see(meeting, chat.rights):
        found = (await basket.of(chat.db, [meeting]))[meeting.id]
        lines.append(in_one(chat, meeting, found))
        lines += [f"{'✓' if one.there else '–'} {_(PIECES[one.piece])}" for one in found.pieces]
    if not concerns:
        return Reply("\n".join(lines), board)
    others = await evidence.others(chat.db, chat.person, chat.rights, meeting)
    seen = await photos.visible(chat.db, chat.person, chat.rights, meeting)
    lines.append(_("Photos to see: {photos}; files and links: {files}").format(photos=len(seen), files=len(others)))
    buttons = [Button(_("See photos"), f"album:{meeting_id}")] if seen else []
    buttons += [Button(_label(_, one), f"evidence-open:{one.id}") for one in others]
    buttons += [Button(_("Send photos or files"), f"photos:{meeting_id}")]
    buttons += [Button(_("Send a link"), f"evidence-link:{meeting_id}")]
    buttons += [Button(_("Take one of mine back"), f"evidence-mine:{meeting_id}")]
    more = board if chat.rights.runs_something else ()
    return Reply("\n".join(lines), (*rows(*kit.distinct(buttons)), (phrases.see(_, meeting_id),), *more))


def _label(t: Translator, one: Evidence) -> str:
    name = one.name.removeprefix("https://").removeprefix("www.") or one.caption or f"{local(one.at):%H:%M %d/%m}"
    return f"{t(KINDS[one.kind])}: {name}"


@routes.button("evidence-open:{evidence_id}")
async def fetch(chat: Chat, evidence_id: int) -> Reply:
    """Show one file or link."""
    one, meeting = await evidence.seen(chat.db, chat.person, chat.rights, evidence_id)
    back = rows(Button(chat._("Evidence of the meeting"), f"evidence:{meeting.id}"))
    text = f"{phrases.meeting_name(chat._, meeting)}\n{one.name or one.caption}".strip()
    if one.sha is None:
        return Reply(text, back)
    kind, name = ("photo", f"{one.id}.jpg") if one.kind is EvidenceKind.PHOTO else ("document", one.name)
    return Reply(text, back, attachments=(Attachment(kind, name or f"{one.id}", sha=one.sha),))


@routes.button("evidence-link:{meeting_id}")
async def ask_link(chat: Chat, meeting_id: int) -> Reply:
    """Ask for the link of a video or file."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    text = chat._("{meeting}: please send the link of the video or file (YouTube, Google Drive, OneDrive, …).")
    return kit.ask(chat, text.format(meeting=phrases.meeting_name(chat._, meeting)), step=f"evidence-link:{meeting_id}")


@routes.step("evidence-link:{meeting_id}")
async def take_link(chat: Chat, meeting_id: int) -> Reply:
    """Keep a link, show it, and ask about faces as for every file."""
    return await keep_link(chat, meeting_id, chat.text)


async def keep_link(chat: Chat, meeting_id: int, typed: str) -> Reply:
    """Keep a link that was typed. Raises as `evidence.add_link` does."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    one = await evidence.add_link(chat.db, chat.person, chat.rights, meeting, typed=typed, now=chat.now)
    text = _("Kept for {meeting}: {link}").format(meeting=phrases.meeting_name(_, meeting), link=one.name)
    done = Button(_("Done"), f"faces:{meeting_id}")
    return Reply(text, rows(done, Button(_("Another link"), f"evidence-link:{meeting_id}")))


@routes.button("evidence-is:{evidence_id}")
async def is_observation(chat: Chat, evidence_id: int) -> Reply:
    """Say that a file is the plan of observation."""
    one = await evidence.call_observation(chat.db, chat.person, evidence_id)
    text = chat._("Kept as the plan of observation: {name}").format(name=one.name)
    return Reply(text, rows(Button(chat._("Done"), f"faces:{one.meeting_id}")))


@routes.button("evidence-mine:{meeting_id}")
async def mine(chat: Chat, meeting_id: int) -> Reply:
    """Show what somebody sent of a meeting, each to be taken back."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    found = [
        one
        for one in (
            *await photos.visible(chat.db, chat.person, chat.rights, meeting),
            *await evidence.others(chat.db, chat.person, chat.rights, meeting),
        )
        if one.person_id == chat.person.id
    ]
    back = rows(Button(_("Evidence of the meeting"), f"evidence:{meeting_id}"))
    if not found:
        return Reply(_("You have sent nothing of this meeting."), back)
    shown = found[-MOST_MINE:]
    pictures = [one for one in shown if one.kind is EvidenceKind.PHOTO]
    attachments = tuple(Attachment("photo", f"{one.id}.jpg", sha=one.sha or "") for one in pictures)
    numbered = [Button(f"{place}. {_label(_, one)}", f"evidence-out:{one.id}") for place, one in enumerate(shown, 1)]
    text = _("You have sent {number}. Which one is to be taken out?").format(number=len(found))
    return Reply(text, (*rows(*kit.distinct(numbered)), *back), attachments=attachments)


@routes.button("evidence-out:{evidence_id}")
async def ask_out(chat: Chat, evidence_id: int) -> Reply:
    """Ask before something of one's own is taken out."""
    one, meeting = await evidence.seen(chat.db, chat.person, chat.rights, evidence_id)
    _ = chat._
    text = _("Take it out for good: {what}?").format(what=shortened(_label(_, one), 80))
    yes = Button(_("Yes, out for good"), f"evidence-gone:{evidence_id}", yes=True)
    return Reply(text, rows(yes, Button(_("Leave it there"), f"evidence:{meeting.id}")))


@routes.button("evidence-gone:{evidence_id}")
async def take_out(chat: Chat, evidence_id: int) -> Reply:
    """Take something of one's own out."""
    meeting_id, gone = await evidence.take_back(chat.db, chat.person, evidence_id)
    chat.to_erase += gone
    return Reply(chat._("It was taken out."), rows(Button(chat._("Evidence of the meeting"), f"evidence:{meeting_id}")))
