"""Passing a paper on: sending it up, seeing what came, receiving, approving, returning with a sentence."""

from bot.domain.duties.by_paper import UNDECIDED
from bot.domain.models import PaperState
from bot.domain.papers import making, passing
from bot.domain.papers.passing import STATES, SentPaper
from bot.errors import N_, BadInput
from bot.i18n import Translator
from bot.media import KeptFile
from bot.messages import STAY, Attachment, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.paper.one_paper import asker

routes = Routes()

SURE = N_("Send “{paper}” to the level above ({people})? It is sent as it stands now; later changes are a new version.")
GONE_UP = N_("Sent to the level above: {paper}, version {number}. You are told what becomes of it.")
CAME = N_("{unit} sends: {paper}\n{about}\nVersion {number}, by {by}, {when}")
WAITS_FOR_YOU = N_("{unit} has been waiting for your decision since {day}: please approve this or return it.")
NEWS = {
    PaperState.RECEIVED: N_("The level above has received: {paper}, version {number}."),
    PaperState.APPROVED: N_("The level above has approved: {paper}, version {number}."),
    PaperState.RETURNED: N_("The level above returns: {paper}, version {number}. What is to be changed: {remark}"),
}


def _title(t: Translator, sent: SentPaper) -> str:
    return f"{t(sent.kind.label)} ({sent.about})"


@routes.button("paper-up:{paper_id}")
async def ask(chat: Chat, paper_id: int) -> Reply:
    """Show to whom it would go, or what is still missing."""
    _, made = chat._, await making.by_id(chat.db, asker(chat), paper_id)
    whom = await passing.above(chat.db, asker(chat), made)
    own_file = Button(_("Send my own file"), f"paper-own:{paper_id}")
    back = Button(_("See the paper"), f"paper-again:{paper_id}")
    if gaps := made.paper.gaps():
        text = _(passing.STILL_GAPS).format(number=len(gaps))
        fill = Button(_("Fill in ({number})").format(number=len(gaps)), f"paper-next:{paper_id}")
        return Reply(text, rows(fill, own_file, back))
    number = len(await passing.versions(chat.db, paper_id)) + 1
    names = await passing.names(chat.db, whom)
    text = _(SURE).format(paper=made.paper.about, people=names)
    return Reply(text, rows(Button(_("Send it up"), f"paper-send:{paper_id}:{number}", yes=True), own_file, back))


@routes.button("paper-send:{paper_id}:{number}")
async def send(chat: Chat, paper_id: int, number: int) -> Reply:
    """Send it as it stands."""
    return _sent(chat, await passing.send(chat.db, asker(chat), paper_id, number))


def _sent(chat: Chat, sent: SentPaper) -> Reply:
    text = chat._(GONE_UP).format(paper=_title(chat._, sent), number=sent.version.number)
    return Reply(text, rows(Button(chat._("‹ Official papers"), "office-papers")))


@routes.button("paper-own:{paper_id}")
async def ask_file(chat: Chat, paper_id: int) -> Reply:
    """Ask for the file as somebody mended it in Word."""
    await passing.above(chat.db, asker(chat), await making.by_id(chat.db, asker(chat), paper_id))
    return kit.ask(
        chat, chat._("Please send the file that is to go up (.docx or .pdf)."), step=f"paper-file:{paper_id}"
    )


@routes.step("paper-file:{paper_id}", Kind.FILE, Kind.TEXT, Kind.PHOTO, Kind.OTHER)
async def take_file(chat: Chat, paper_id: int) -> Reply:
    """Send the file that came up as the next version."""
    if chat.kept is None or chat.kept.picture:
        raise BadInput(passing.NO_PAPER_FILE, kinds=", ".join(passing.KINDS_OF_FILES))
    return await send_own(chat, paper_id, chat.kept)


async def send_own(chat: Chat, paper_id: int, kept: KeptFile) -> Reply:
    """Send a kept file up as the next version of a paper."""
    number = len(await passing.versions(chat.db, paper_id)) + 1
    return _sent(chat, await passing.send(chat.db, asker(chat), paper_id, number, sha=kept.sha, file_name=kept.name))


def _file(sent: SentPaper) -> tuple[Attachment, ...]:
    """Return a version as a file; nothing for one that was taken out because of the pupils in it."""
    version = sent.version
    if version.sha:
        return (Attachment("document", version.file_name, sha=version.sha),)
    if not version.content:
        return ()
    return (Attachment("document", version.file_name, paper="office", facts={"version": version.id}),)


def _came(t: Translator, sent: SentPaper) -> str:
    facts = {"unit": sent.unit, "paper": t(sent.kind.label), "about": sent.about, "number": sent.version.number}
    return t(CAME).format(**facts, by=sent.by, when=t.moment(sent.version.sent_at))


@routes.button("paper-in:{version_id}")
async def show(chat: Chat, version_id: int) -> Reply:
    """Show a version with its file, and to the level above what can be decided."""
    sent = await passing.for_reader(chat.db, version_id, chat.person, chat.rights)
    return _shown(chat, sent)


def _shown(chat: Chat, sent: SentPaper, said: str = "") -> Reply:
    _, version = chat._, sent.version
    text = kit.after(said, _came(_, sent))
    text += "\n" + _("State: {state}").format(state=_(STATES[version.state]))
    text += f"\n{version.remark}" if version.remark else ""
    buttons = []
    if version.state in UNDECIDED and passing.may_decide(sent, chat.person, chat.rights):
        got = [Button(_("Received"), f"paper-got:{version.id}")] if version.state is PaperState.SENT else []
        buttons = [*got, Button(_("Approve"), f"paper-approve:{version.id}")]
        buttons.append(Button(_("Return it"), f"paper-return:{version.id}"))
    elif version.state is PaperState.RETURNED and not passing.may_decide(sent, chat.person, chat.rights):
        buttons = [
            Button(_("Mend and send again"), f"paper-again:{sent.paper.id}"),
            Button(_("Send my own file"), f"paper-own:{sent.paper.id}"),
        ]
    came = rows(Button(_("Papers that came"), "papers-in:0")) if chat.rights.officer else ()
    return Reply(text, (*rows(*buttons), *came), attachments=_file(sent))


@routes.button("paper-got:{version_id}")
async def receive(chat: Chat, version_id: int) -> Reply:
    """Note that it was received."""
    return _decided(chat, await passing.receive(chat.db, version_id, asker(chat)))


@routes.button("paper-approve:{version_id}")
async def approve(chat: Chat, version_id: int) -> Reply:
    """Approve it."""
    return _decided(chat, await passing.approve(chat.db, version_id, asker(chat)))


@routes.button("paper-return:{version_id}")
async def ask_why(chat: Chat, version_id: int) -> Reply:
    """Ask what is to be changed."""
    await passing.for_reader(chat.db, version_id, chat.person, chat.rights)
    return kit.ask(chat, chat._("What is to be changed? One sentence is enough."), step=f"paper-why:{version_id}")


@routes.step("paper-why:{version_id}", Kind.TEXT, Kind.OTHER)
async def give_back(chat: Chat, version_id: int) -> Reply:
    """Return it with the sentence that was typed."""
    return _decided(chat, await passing.give_back(chat.db, version_id, asker(chat), chat.text))


def _decided(chat: Chat, sent: SentPaper) -> Reply:
    _, version = chat._, sent.version
    text = _("{paper}, version {number}: {state}. The sender is told.")
    said = text.format(paper=_title(_, sent), number=version.number, state=_(STATES[version.state]))
    buttons = [Button(_("See the paper"), f"paper-in:{version.id}"), Button(_("Papers that came"), "papers-in:0")]
    return Reply(said, rows(*buttons))


@routes.button("papers-in:{page}")
async def inbox(chat: Chat, page: int) -> Reply:
    """Show what waits for one's decision, longest first."""
    _ = chat._
    chat.must_have_joined()
    found = await passing.waiting(chat.db, chat.person, chat.rights)
    back = (Button(_("‹ Official papers"), "office-papers"),)
    if not found:
        return Reply(_("No paper waits for you."), (back,))
    buttons = kit.distinct(
        [Button(f"{sent.unit} · {_(sent.kind.label)}", f"paper-in:{sent.version.id}") for sent in found]
    )
    text = _("Papers that wait for you: {number}").format(number=len(found))
    return Reply(text, (*kit.paged(chat, buttons, page, "papers-in"), back))


def sent_letter(sent: SentPaper, t: Translator) -> Reply:
    """Tell the level above that a paper came."""
    text = _came(t, sent)
    if sent.again:
        text = kit.after(t(WAITS_FOR_YOU).format(unit=sent.unit, day=t.day(sent.version.sent_at)), text)
    return Reply(text, rows(Button(t("See the paper"), f"paper-in:{sent.version.id}")), step=STAY)


def news_letter(sent: SentPaper, t: Translator) -> Reply:
    """Tell who sent a paper what became of it."""
    version = sent.version
    text = t(NEWS[version.state]).format(paper=_title(t, sent), number=version.number, remark=version.remark)
    return Reply(text, rows(Button(t("See the paper"), f"paper-in:{version.id}")), step=STAY)
