"""A duty that only its paper closes: where that is made, an own file of it sent up, and how what was sent stands."""

from bot.domain.duties import ledger
from bot.domain.duties.ledger import BY_ITS_PAPER
from bot.domain.duties.lines import DutyLine
from bot.domain.models import DutyState, PaperState, Proof
from bot.domain.papers import choosing, making, passing
from bot.domain.papers.making import Made
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.i18n import Translator
from bot.media import KeptFile
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers.duty import duty_words as words
from handlers.paper import passing as going_up
from handlers.paper.one_paper import asker

routes = Routes()

STANDS = {
    PaperState.SENT: N_("Sent up as version {number} on {day}; the level above has not opened it yet."),
    PaperState.RECEIVED: N_("Sent up as version {number} on {day}; the level above has it and has not decided yet."),
    PaperState.RETURNED: N_("Version {number} was returned: {remark}"),
}


async def where(chat: Chat, line: DutyLine) -> list[Button]:
    """Return the buttons under which a paper is made, or an own file of it goes up."""
    paper = await choosing.of_duty(chat.db, line.id)
    made = [Button(chat._("Make the paper"), f"paper:{paper.what}:{paper.number}:{paper.of}")] if paper else []
    if line.proof is not Proof.PAPER:
        return made
    return [*made, Button(chat._("Send up a ready file"), f"duty-up:{line.id}")]


async def how_it_stands(chat: Chat, line: DutyLine) -> list[str]:
    """Return what became of what was sent up for an open duty, to its owner before that what closes it."""
    if line.proof is not Proof.PAPER or line.state is not DutyState.OPEN:
        return []
    paper = await choosing.of_duty(chat.db, line.id)
    newest = await passing.newest(chat.db, paper) if paper else None
    if newest is None or newest.state not in STANDS:
        return [chat._(BY_ITS_PAPER)] if ledger.owes(line, chat.person, chat.rights) else []
    _: Translator = chat._
    return [_(STANDS[newest.state]).format(number=newest.number, day=_.day(newest.sent_at), remark=newest.remark)]


async def lead_there(chat: Chat, line: DutyLine) -> Reply:
    """Say that nothing typed closes it, and lead to its paper."""
    stands = [one for one in await how_it_stands(chat, line) if one != chat._(BY_ITS_PAPER)]
    lines = [words.title(chat._, line), "", chat._(BY_ITS_PAPER), *stands]
    return Reply("\n".join(lines), rows(*await where(chat, line), Button(chat._("My duties"), "duties")))


@routes.button("duty-up:{duty_id}")
async def ask_file(chat: Chat, duty_id: int) -> Reply:
    """Ask for an own file of the duty's paper."""
    line = await ledger.get(chat.db, duty_id, chat.now)
    return await going_up.ask_file(chat, (await _paper(chat, line)).id)


async def _paper(chat: Chat, line: DutyLine) -> Made:
    """Return the paper of one's own open duty. Raises NotAllowed, Gone where no paper closes it, Refusal once it is."""
    if not ledger.owes(line, chat.person, chat.rights):
        raise NotAllowed
    if line.state is not DutyState.OPEN:
        raise Refusal(ledger.CLOSED)
    paper = await choosing.of_duty(chat.db, line.id) if line.proof is Proof.PAPER else None
    if paper is None:
        raise Gone
    return await making.make(chat.db, asker(chat), paper)


async def send(chat: Chat, line: DutyLine, kept: KeptFile | None) -> Reply:
    """Send up a file that came by itself and was said to be for this duty. Raises BadInput for what is no paper."""
    if kept is None or kept.picture:
        raise BadInput(passing.NO_PAPER_FILE, kinds=", ".join(passing.KINDS_OF_FILES))
    return await going_up.send_own(chat, (await _paper(chat, line)).id, kept)
