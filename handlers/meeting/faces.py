"""The question of pupils' faces and voices below whatever brought a file, and who gave their consent."""

from dataclasses import replace

from bot.domain import files
from bot.domain.programme import faces, photos
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Route, Routes, Rows, rows
from handlers import kit, phrases

routes = Routes()

DOORS = frozenset(
    {
        *("announce:text", "lesson:file:{lesson_id}", "paper-file:{paper_id}"),
        *("duty-in:{duty_id}", "duty-give:{duty_id}", "duty-anew:{duty_id}"),
    }
)
"""Steps and presses by which a file comes in to be kept; photos of a meeting are asked about when they are done."""
QUESTION = N_("Can pupils be recognised in this file, by face or voice?")
LINK_QUESTION = N_("Can pupils be recognised in what this link shows, by face or voice?")
PAPER = N_("Where does the parents' paper lie? (Number, day, who keeps it: folder 4A, 12/10, teacher Lan.)")
CHILDREN = N_("Have the pupils of seven years and more agreed themselves?")


async def ask_below(chat: Chat, route: Route, reply: Reply) -> Reply:
    """Return an answer with the question below it, where a file has just come in of which nothing was said."""
    if chat.someone is None or route.pattern not in DOORS:
        return reply
    if chat.kept:
        await faces.came(chat.db, chat.kept.sha, chat.someone, chat.now)
    key = await faces.open_one(chat.db, chat.someone, chat.now)
    if not key:
        return reply
    asked = LINK_QUESTION if key.startswith(faces.LINK) else QUESTION
    question = f"{reply.text}\n\n———\n{chat._(asked)}"
    if days := chat.settings.keep_unsaid:
        question += "\n" + chat._("Without an answer the file is erased after {days} days.").format(days=days)
    return replace(reply, text=question, buttons=(*reply.buttons, *_answers(chat._, key)))


def _answers(t: Translator, key: str) -> Rows:
    return rows(
        Button(t("No pupil can be recognised"), f"faces-none:{key}"),
        Button(t("Yes, with consent"), f"faces-agreed:{key}"),
        Button(t("Yes, without consent"), f"faces-without:{key}"),
    )


def _choices(chat: Chat) -> Rows:
    """Return the choices of what was going on, without those of this question."""
    return tuple(row for row in chat.choices if not row[0].press.startswith("faces-"))


@routes.button("faces-none:{key}")
async def say_none(chat: Chat, key: str) -> Reply:
    """Write down that no pupil can be recognised; what was going on goes on."""
    faces.say(await faces.mine(chat.db, chat.person, key), faces=False)
    return Reply(chat._("Thank you, it is written down."), _choices(chat), step=STAY)


@routes.button("faces-without:{key}")
async def say_without(chat: Chat, key: str) -> Reply:
    """Write down that pupils can be recognised and nobody has agreed."""
    faces.say(await faces.mine(chat.db, chat.person, key), faces=True)
    if _goes_to_many(chat):
        return _without_picture(chat)
    return await _taken_out(chat, key)


async def _taken_out(chat: Chat, key: str) -> Reply:
    """Erase a file in which pupils can be recognised without their consent, and offer to send another one."""
    _ = chat._
    out = await faces.take_out(chat.db, chat.person, (await faces.mine(chat.db, chat.person, key)).digest)
    chat.to_erase += await files.unspoken(chat.db, out.files)
    anew = [Button(_("Send another one"), f"duty-anew:{number}") for number in out.duties[:1]]
    text = _("The file was taken out: it is kept and shown nowhere. Please send one without pupils' faces and voices.")
    return Reply(text, rows(*anew) or await phrases.home(chat))


@routes.button("faces-agreed:{key}")
async def say_agreed(chat: Chat, key: str) -> Reply:
    """Ask who agreed; what goes to many goes without the picture, whoever did."""
    faces.say(await faces.mine(chat.db, chat.person, key), faces=True)
    if _goes_to_many(chat):
        return _without_picture(chat)
    return kit.ask(chat, chat._(PAPER), step=f"faces-paper:{key}")


def _goes_to_many(chat: Chat) -> bool:
    return chat.step.startswith("announce:")


def _without_picture(chat: Chat) -> Reply:
    chat.draft["sha"] = None
    text = chat._(faces.NEVER_TO_MANY) + "\n" + chat._("The announcement goes on without the picture.")
    return Reply(text, _choices(chat), step=STAY)


@routes.step("faces-paper:{key}")
async def take_paper(chat: Chat, key: str) -> Reply:
    """Take where the parents' paper lies, and ask for the children's own yes."""
    await faces.mine(chat.db, chat.person, key)
    chat.draft["paper"], chat.draft["file"] = faces.read_paper(chat.text), key
    return _children(chat, "faces-child")


def _children(chat: Chat, press: str) -> Reply:
    _ = chat._
    buttons = (
        Button(_("Yes, they agreed"), f"{press}:yes"),
        Button(_("All are under seven"), f"{press}:young"),
        Button(_("No, or not asked"), f"{press}:no"),
    )
    return Reply(_(CHILDREN), rows(*buttons), step="faces:choose")


kit.only_buttons(routes, "faces:choose")


@routes.button("faces-child:{what}")
async def take_children(chat: Chat, what: str) -> Reply:
    """Write down who gave consent."""
    kit.must_have(chat, "paper", "file", step="faces:choose")
    _, file = chat._, await faces.mine(chat.db, chat.person, chat.draft["file"])
    if what == "no":
        return await _taken_out(chat, chat.draft["file"])
    if what not in ("yes", "young"):
        raise Gone
    faces.agree(file, chat.draft["paper"], children=what == "yes")
    text = _("Thank you. Written down: parents ({paper}).").format(paper=file.paper)
    return Reply(text, await phrases.home(chat))


def ask_paper_of_photos(chat: Chat, meeting_id: int) -> Reply:
    """Ask where the parents' paper for one's photos of a meeting lies; until then nobody else sees them."""
    return kit.ask(chat, chat._(PAPER), step=f"photo-paper:{meeting_id}")


@routes.step("photo-paper:{meeting_id}")
async def take_paper_of_photos(chat: Chat, meeting_id: int) -> Reply:
    """Take where the paper lies, and ask for the children's own yes."""
    chat.draft["paper"] = faces.read_paper(chat.text)
    return _children(chat, f"photo-child:{meeting_id}")


@routes.button("photo-child:{meeting_id}:{what}")
async def take_children_of_photos(chat: Chat, meeting_id: int, what: str) -> Reply:
    """Show the photos to leads, now that it is said who agreed; or take them out."""
    _ = chat._
    kit.must_have(chat, "paper", step="faces:choose")
    if what == "no":
        chat.to_erase += await photos.withdraw(chat.db, chat.person, meeting_id)
        return Reply(_("Your photos of this meeting were taken out."), await phrases.home(chat))
    if what not in ("yes", "young"):
        raise Gone
    children, paper = what == "yes", chat.draft["paper"]
    await faces.photos_agreed(chat.db, chat.person, meeting_id, paper, children=children, now=chat.now)
    text = _("Thank you. The photos are kept; only the lead and the officer can see them.")
    return Reply(text, rows(Button(_("Reflect"), f"reflect:{meeting_id}")))
