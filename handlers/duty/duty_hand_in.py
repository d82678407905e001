"""Handing in what one owes: a link, a file, a photo, a text, or a word, as the duty asks for it."""

from bot.domain.duties import correcting, ledger
from bot.domain.duties.correcting import Wording
from bot.domain.duties.ledger import HANDED
from bot.domain.duties.lines import DutyLine
from bot.domain.models import DutyState, Proof
from bot.domain.programme import faces, meetings
from bot.domain.typed_texts import Typed
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.i18n import shortened
from bot.media import KeptFile
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_by_paper
from handlers.duty import duty_words as words

routes = Routes()

SHORT = 200

HANDED_IN = ("duty-in:", "duty-tell:")
"""Steps whose text is handed in."""

ASK = {
    Proof.VIDEO: N_("Please send the link of the video (it begins with https://), or the video as a file."),
    Proof.HAND_IN: N_(
        "Please send a link, a file, a photo, or a few sentences. "
        "(Please write pupil A, group 2; no pupil's real name.)"
    ),
    Proof.REPLY: N_("Please answer the request in a sentence or two. Who asked will read it."),
    Proof.APPLIED: N_(
        "What have you tried in your own class since then, and what did the pupils do? The lead reads it without your "
        "name. (Please write pupil A, group 2; no pupil's real name.)"
    ),
}
WHAT_SHOWS_IT = N_("What shows that it is done? Please send a sentence, a link, a photo or a file, or choose:")
NO_VIDEO = N_(
    "This is no link of a video. Please send the whole link (it begins with https://), or the video as a file."
)
DONE_ALREADY = N_("{title}: {state}; nothing more is needed.")


@routes.button("duty-in:{duty_id}")
async def ask(chat: Chat, duty_id: int) -> Reply:
    """Ask for what the duty wants."""
    line = await _mine(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return _closed(chat, line)
    if line.proof is Proof.PAPER:
        return await duty_by_paper.lead_there(chat, line)
    _ = chat._
    buttons = [Button(_("It is done"), f"duty-done:{duty_id}")] if line.proof is Proof.HAND_IN else []
    step = "duty-tell" if line.proof in (Proof.APPLIED, Proof.REPLY) else "duty-in"
    text = f"{words.title(_, line)}\n\n{_(ASK[line.proof])}"
    return kit.ask(chat, text, rows(*buttons), step=f"{step}:{duty_id}", later=True)


async def _mine(chat: Chat, duty_id: int) -> DutyLine:
    """Return a duty of who speaks. Raises NotAllowed for one of others, Gone where it is not closed by handing in."""
    line = await ledger.seen_by(chat.db, duty_id, chat.person, chat.rights, chat.now)
    if not ledger.owes(line, chat.person, chat.rights):
        raise NotAllowed
    if line.proof not in (*HANDED, Proof.PAPER):
        raise Gone
    return line


def _closed(chat: Chat, line: DutyLine, step: str = "") -> Reply:
    _ = chat._
    state = words.stands(_, line, chat.today)
    text = _(DONE_ALREADY).format(title=words.title(_, line), state=state)
    # The other photos of an album come one by one: they are answered once.
    key = f"duty-in:{line.id}" if step else ""
    return Reply(text, rows(Button(_("My duties"), "duties")), step=step, key=key, series=key)


@routes.step("duty-in:{duty_id}", Kind.TEXT, Kind.FILE, Kind.PHOTO, Kind.OTHER)
async def take(chat: Chat, duty_id: int) -> Reply:
    """Take a link, a file, a photo or a text."""
    line = await _mine(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return _closed(chat, line, chat.step if chat.incoming.album else "")
    if line.proof is Proof.PAPER:
        return await duty_by_paper.lead_there(chat, line)
    is_photo = chat.kept is not None and chat.kept.picture
    if (chat.kept is None and not chat.text.strip()) or (is_photo and line.proof is Proof.VIDEO):
        raise BadInput(ASK[line.proof])
    note = read_link(chat.text) if line.proof is Proof.VIDEO and chat.kept is None else chat.text
    return await _hand_in(chat, line, note)


def read_link(typed: str) -> str:
    """Return the one link in what was typed: an app that shares a video puts its title beside it."""
    links = [word for word in typed.split() if word.lower().startswith("https://")]
    try:
        return meetings.read_link(links[0] if len(links) == 1 else typed)
    except BadInput:
        raise BadInput(NO_VIDEO) from None


@routes.step("duty-tell:{duty_id}", Kind.TEXT, Kind.OTHER)
async def take_text(chat: Chat, duty_id: int) -> Reply:
    """Take what was tried in one's own class."""
    return await take(chat, duty_id)


@routes.button("duty-done:{duty_id}")
async def say_done(chat: Chat, duty_id: int) -> Reply:
    """Ask what shows that it is done: a sentence, a link, a photo, or nothing."""
    line = await _to_close(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return _closed(chat, line)
    if line.proof is Proof.PAPER:
        return await duty_by_paper.lead_there(chat, line)
    text = f"{words.title(chat._, line)}\n\n{chat._(WHAT_SHOWS_IT)}"
    return kit.ask(
        chat, text, rows(Button(chat._("Nothing to show"), f"duty-none:{duty_id}")), step=f"duty-in:{duty_id}"
    )


@routes.button("duty-none:{duty_id}")
async def nothing_shows_it(chat: Chat, duty_id: int) -> Reply:
    """Take the owner's word alone; who receives it sees that nothing was sent."""
    line = await _to_close(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return _closed(chat, line)
    if line.proof is Proof.PAPER:
        return await duty_by_paper.lead_there(chat, line)
    return await _hand_in(chat, line, chat._("Done, nothing to show"))


async def _to_close(chat: Chat, duty_id: int) -> DutyLine:
    line = await _mine(chat, duty_id)
    if line.proof not in (Proof.HAND_IN, Proof.PAPER):
        raise Gone
    return line


async def _hand_in(chat: Chat, line: DutyLine, note: str, kept: KeptFile | None = None) -> Reply:
    kept = kept or chat.kept
    closed = await ledger.hand_in(
        chat.db,
        line.id,
        chat.person,
        chat.rights,
        note=note,
        sha=kept.sha if kept else None,
        file_name=kept.name or None if kept and not kept.picture else None,
        now=chat.now,
    )
    if kept or line.proof is Proof.VIDEO:
        await faces.came(chat.db, kept.sha if kept else faces.of_link(closed.note or ""), chat.person, chat.now)
    return await _thanks(chat, closed)


async def take_given(chat: Chat, duty_id: int, note: str, kept: KeptFile | None) -> Reply:
    """Hand in what came before it was said for which duty it is."""
    line = await _mine(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return _closed(chat, line)
    if line.proof is Proof.PAPER:
        return await duty_by_paper.send(chat, line, kept)
    return await _hand_in(chat, line, read_link(note) if line.proof is Proof.VIDEO and kept is None else note, kept)


async def _thanks(chat: Chat, line: DutyLine) -> Reply:
    """Say what is closed and when, and what waits next."""
    _ = chat._
    text = _("Done at {when}: {title}. Thank you.").format(when=_.moment(chat.now), title=words.title(_, line))
    waiting = await ledger.mine(chat.db, chat.person, chat.rights, chat.now)
    buttons = [Button(_("My duties"), "duties")]
    if waiting:
        text += "\n\n" + _("Next: {duty}").format(duty=words.in_one(_, waiting[0], chat.today))
        buttons = [*kit.distinct([words.button(_, waiting[0])]), *buttons]
    # The other photos of an album still come to this step.
    return Reply(text, rows(*buttons), step=chat.step if chat.incoming.album else "")


async def go_on_with(chat: Chat, first: Typed) -> Reply:
    """Put a second part to what was handed in a few seconds ago."""
    chat.became = first.step
    return await _correct(chat, int(first.step.rpartition(":")[2]), first.text, kit.joined(first.text, chat.text))


@routes.corrected("duty-in:{duty_id}")
@routes.corrected("duty-tell:{duty_id}")
async def correct(chat: Chat, duty_id: int) -> Reply:
    """Take what was handed in as it reads after an edit, while nobody can have built on it."""
    former = chat.before_edit
    return await _correct(chat, duty_id, former.text if former else "", chat.text)


async def _correct(chat: Chat, duty_id: int, old: str, new: str) -> Reply:
    line = await _mine(chat, duty_id)
    closed = await correcting.correct(chat.db, line.id, chat.person, Wording(old, new), chat.now)
    text = chat._("Corrected: {title} now has “{text}”.")
    text = text.format(title=words.title(chat._, closed), text=shortened(closed.note or "", SHORT))
    return Reply(text, rows(Button(chat._("My duties"), "duties")), step=STAY)
