"""What was handed in goes back with a sentence, or its owner hands in something else."""

from bot.domain.calendar import quiet
from bot.domain.duties import ledger, returning
from bot.domain.duties.lines import DutyLine
from bot.domain.duties.returning import NOT_HANDED_IN, TOO_LATE, Given
from bot.domain.models import DutyState, Proof
from bot.domain.programme import faces
from bot.errors import BadInput, NotAllowed, Refusal
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_words as words
from handlers.duty.duties import card
from handlers.duty.duty_hand_in import ASK, read_link
from handlers.duty.duty_overview import overseen

routes = Routes()


@routes.button("duty-back:{duty_id}")
async def ask_sentence(chat: Chat, duty_id: int) -> Reply:
    """Ask what is to be changed."""
    line = await overseen(chat, duty_id)
    if line.state is not DutyState.DONE or line.proof not in returning.RETURNABLE:
        return await card(chat, line, chat._(NOT_HANDED_IN))
    text = chat._("{who}: {title}\n\nWhat is to be changed? Whoever owes it will read this.")
    text = text.format(who=line.who, title=words.title(chat._, line))
    return kit.ask(chat, text, step=f"duty-back:{duty_id}")


@routes.step("duty-back:{duty_id}")
async def send_back(chat: Chat, duty_id: int) -> Reply:
    """Send it back with the sentence that was typed."""
    await overseen(chat, duty_id)
    line = await returning.send_back(chat.db, duty_id, chat.person, chat.rights, chat.text, now=chat.now)
    said = chat._("Sent back. There is time until {day}; whoever owes it is told.").format(day=chat._.day(line.due_on))
    leaves_at = await quiet.leaves(chat.db, chat.now)
    return await card(chat, line, f"{said}\n{kit.at_night(chat._, leaves_at)}" if leaves_at > chat.now else said)


@routes.button("duty-anew:{duty_id}")
async def ask_anew(chat: Chat, duty_id: int) -> Reply:
    """Ask for what is to stand in the place of what was handed in."""
    line = await _mine(chat, duty_id)
    lines = [words.title(chat._, line)]
    if line.note or line.file_name:
        lines.append(chat._("Handed in: {note}").format(note=line.note or line.file_name))
    text = "\n".join([*lines, "", chat._("What is to stand there instead? Who reads it is told.")])
    return kit.ask(chat, text, step=f"duty-anew:{duty_id}")


async def _mine(chat: Chat, duty_id: int) -> DutyLine:
    line = await ledger.seen_by(chat.db, duty_id, chat.person, chat.rights, chat.now)
    if not ledger.owes(line, chat.person, chat.rights):
        raise NotAllowed
    if not returning.may_change(line, chat.now):
        raise Refusal(TOO_LATE if line.state is DutyState.DONE else NOT_HANDED_IN)
    return line


@routes.step("duty-anew:{duty_id}", Kind.TEXT, Kind.FILE, Kind.PHOTO, Kind.OTHER)
async def take_anew(chat: Chat, duty_id: int) -> Reply:
    """Take a link, a file, a photo or a text in the place of the former one."""
    line, kept = await _mine(chat, duty_id), chat.kept
    is_photo = kept is not None and kept.picture
    if (kept is None and not chat.text.strip()) or (is_photo and line.proof is Proof.VIDEO):
        raise BadInput(ASK[line.proof])
    note = read_link(chat.text) if line.proof is Proof.VIDEO and kept is None else chat.text
    given = Given(note, kept.sha if kept else None, kept.name or None if kept and not kept.picture else None)
    changed = await returning.hand_in_anew(chat.db, duty_id, chat.person, chat.rights, given, now=chat.now)
    if kept or line.proof is Proof.VIDEO:
        await faces.came(chat.db, kept.sha if kept else faces.of_link(changed.note or ""), chat.person, chat.now)
    reply = await card(chat, changed, chat._("Changed. What it was before stands in its history."))
    own = Button(chat._("My duties"), "duties")
    return Reply(reply.text, reply.buttons or rows(own), step=chat.step if chat.incoming.album else "")
