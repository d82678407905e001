"""What is written back to an announcement: it reaches its author with name and school, who answers the same way."""

from collections.abc import Sequence

from bot.domain.letters import notes
from bot.domain.letters.notes import Noted, NotesLetter, Passed
from bot.domain.models import Purpose
from bot.domain.outbox import told as told_of
from bot.domain.outbox.outbox import Due
from bot.errors import N_, Gone, Refusal
from bot.i18n import Translator, shortened
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import given_name
from handlers import kit

routes = Routes()

SHOWN = 5
"""Notes in one letter, each with its button."""
SHORT = 400
A_TITLE = 60
MOST_TO_CHOOSE = 20
NOTE, TO = "note", "note-to"
"""In a draft: the words that wait for a yes, and for whom."""
NOBODY_TO_ANSWER = N_("There is nothing to answer here any more.")
PASSED = N_("Passed on to {name}.")


def told(letter: NotesLetter, t: Translator) -> Reply:
    """Return what readers have written to an author, or what the author answers."""
    about = shortened(" ".join(letter.announcement.text.split()), A_TITLE)
    head = t("On your announcement “{text}”:") if letter.to_author else t("On the announcement “{text}”:")
    lines = [head.format(text=about), *(_line(one) for one in letter.notes[:SHOWN])]
    lines += kit.and_more(t, len(letter.notes) - SHOWN)
    buttons = _answers(t, letter.notes[:SHOWN])
    if len(letter.notes) > SHOWN:
        buttons.append(Button(t("See all"), f"notes:{letter.announcement.id}:0"))
    return Reply("\n".join(lines), rows(*buttons), step=STAY)


def _who(one: Noted) -> str:
    return f"{one.name} ({one.school})" if one.school else one.name


def _line(one: Noted) -> str:
    return f"{_who(one)}: {shortened(one.text, SHORT)}"


def _answers(t: Translator, found: Sequence[Noted]) -> list[Button]:
    """Return a button for each writer, by the newest of their notes."""
    newest = {one.writer_id: one for one in found}
    label = t("Answer {name}")
    return kit.distinct(
        [Button(label.format(name=given_name(one.name)), f"note-to:{one.note_id}") for one in newest.values()]
    )


@routes.button("notes:{announcement_id}:{number}")
async def page(chat: Chat, announcement_id: int, number: int) -> Reply:
    """Show what was written to somebody about an announcement, page by page, the newest first."""
    found = await notes.between(chat.db, announcement_id, chat.person)
    if not found:
        raise Gone
    one = kit.page_of(found, number, SHOWN)
    text = chat._("Written to you: {number}").format(number=len(found))
    lines = [
        text,
        *(f"{chat._.moment(note.written_at)} · {note.name} ({note.school}): {note.text}" for note in one.shown),
    ]
    return Reply(
        "\n\n".join(lines), (*rows(*_answers(chat._, one.shown)), *one.turns(chat, f"notes:{announcement_id}"))
    )


@routes.button("note-to:{note_id}")
async def ask(chat: Chat, note_id: int) -> Reply:
    """Ask what is to be answered."""
    chat.must_have_joined()
    return kit.ask(chat, chat._("Please write your answer."), step=f"note:{note_id}")


@routes.step("note:{note_id}", prose=True)
async def take(chat: Chat, note_id: int) -> Reply:
    """Take an answer and pass it on."""
    return _passed(chat, await notes.answer(chat.db, note_id, chat.person, chat.text, chat.now), step="")


async def under_announcement(chat: Chat, about: Due, *, brief: bool) -> Reply:
    """Pass a reply to an announcement on; a mere "ok" only where its writer wants that."""
    if brief:
        name = await notes.author_of(chat.db, about.topic.announcement_id)
        return _sure(
            chat,
            name,
            f"announcement:{about.topic.announcement_id}",
            chat._("Thank you, you have read it. A short yes is not passed on by itself."),
        )
    passed = await notes.write_back(chat.db, about.topic.announcement_id, chat.person, chat.text, chat.now)
    return _passed(chat, passed)


async def under_notes(chat: Chat, about: Due) -> Reply:
    """Pass a reply to a letter of notes on; where several have written, ask to whom."""
    found = {one.writer_id: one for one in await notes.in_letter(chat.db, about)}
    if not found:
        raise Refusal(NOBODY_TO_ANSWER)
    if len(found) == 1:
        [one] = found.values()
        return _passed(chat, await notes.answer(chat.db, one.note_id, chat.person, chat.text, chat.now))
    chat.draft[NOTE] = notes.read_text(chat.text)
    buttons = [Button(f"{one.name} · {one.school}", f"note-give:{one.note_id}") for one in found.values()]
    text = chat._("To whom is this?")
    return kit.ask(chat, text, rows(*kit.distinct(buttons[:MOST_TO_CHOOSE])), step="note-sure")


def _passed(chat: Chat, passed: Passed, step: str = STAY) -> Reply:
    if passed.again:
        return Reply(chat._("This was passed on to {name} already.").format(name=passed.to), step=step)
    text = chat._(PASSED).format(name=passed.to)
    if passed.leaves_at > chat.now:
        text += " " + kit.at_night(chat._, passed.leaves_at)
    return Reply(text, step=step)


async def offer(chat: Chat) -> Reply | None:
    """Offer to pass on what was typed below an announcement or a letter of notes; None where neither came last."""
    last = await told_of.last(chat.db, chat.person.id, chat.now)
    if last is None or last.purpose not in (Purpose.ANNOUNCEMENT, Purpose.NOTE):
        return None
    if last.purpose is Purpose.NOTE:
        found = await notes.in_letter(chat.db, last)
        if len({one.writer_id for one in found}) != 1:
            return None
        return _sure(chat, found[-1].name, f"note:{found[-1].note_id}")
    try:
        name = await notes.author_of(chat.db, last.topic.announcement_id)
    except Refusal:
        return None
    return _sure(chat, name, f"announcement:{last.topic.announcement_id}")


def _sure(chat: Chat, name: str, to: str, said: str = "") -> Reply:
    """Ask before what was typed goes to somebody."""
    _ = chat._
    chat.draft[NOTE], chat.draft[TO] = notes.read_text(chat.text), to
    question = _("Send this to {name}?\n\n“{text}”").format(name=name, text=shortened(chat.draft[NOTE], SHORT))
    send = Button(_("Send to {name}").format(name=given_name(name)), "note-send", yes=True)
    return Reply(
        kit.after(said, question),
        rows(send, Button(_("Do not send"), "leave-it"), Button(_("Help"), "help")),
        step="note-sure",
    )


kit.only_buttons(routes, "note-sure")


@routes.button("note-send")
async def send(chat: Chat) -> Reply:
    """Pass on what was asked about. Raises BadInput at a second tap."""
    kit.must_have(chat, NOTE, TO, step="note-sure")
    kind, _colon, number = chat.draft[TO].partition(":")
    write = notes.write_back if kind == "announcement" else notes.answer
    return _passed(chat, await write(chat.db, int(number), chat.person, chat.draft[NOTE], chat.now), step="")


@routes.button("note-give:{note_id}")
async def give(chat: Chat, note_id: int) -> Reply:
    """Pass what was typed on to the one who was chosen. Raises BadInput at a second tap."""
    kit.must_have(chat, NOTE, step="note-sure")
    return _passed(chat, await notes.answer(chat.db, note_id, chat.person, chat.draft[NOTE], chat.now), step="")
