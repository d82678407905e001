"""`/viec`: what one owes, soonest first; one duty's card; acknowledging a letter that reminds of duties."""

from bot.domain.duties import history, ledger, returning, themes
from bot.domain.duties.lines import DutyLine
from bot.domain.models import Assent, DutyState, Proof
from bot.domain.programme import parts
from bot.errors import N_
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.duty import duty_by_paper
from handlers.duty import duty_words as words
from handlers.meeting import ask_parts

routes = Routes()

NOTHING = N_("Nothing waits to be done by you now. Thank you.")
DO_IT = {
    Proof.SETTLED: (N_("Settle the day"), "settle:{meeting}"),
    Proof.PARTS: (N_("Give the parts"), "roles:{meeting}"),
    Proof.READY: (N_("Room and equipment"), "host:{meeting}"),
    Proof.MINUTES: (N_("Write the minutes"), "minutes:{meeting}"),
    Proof.REFLECTED: (N_("Reflect"), "reflect:{meeting}"),
    Proof.PLAN: (N_("Open the plan"), "own:{cluster}"),
    Proof.MET: (N_("Calendar"), "calendar:0"),
    Proof.VIDEO: (N_("Send the video"), "duty-in:{duty}"),
    Proof.HAND_IN: (N_("Hand in"), "duty-in:{duty}"),
    Proof.REPLY: (N_("Answer the request"), "duty-in:{duty}"),
    Proof.APPLIED: (N_("Tell what I tried"), "duty-in:{duty}"),
}
"""Where a duty is done: the words of the button, and its press."""


@routes.command("viec")
@routes.button("duties")
@routes.button("duties:{number}")
async def page(chat: Chat, number: int = 0) -> Reply:
    """Show one page of what one owes."""
    _ = chat._
    mine = await ledger.mine(chat.db, chat.person, chat.rights, chat.now)
    if not mine:
        return Reply(_(NOTHING), (*rows(*_of_others(chat)), *await phrases.home(chat)))
    shown = [words.in_one(_, line, chat.today) for line in kit.page_of(mine, number).shown]
    text = "\n\n".join([_("Your open duties: {number}. Which one?").format(number=len(mine)), *shown])
    buttons = kit.distinct([words.button(_, line) for line in mine])
    return Reply(text, (*kit.paged(chat, buttons, number, "duties"), *rows(*_of_others(chat), across=2)))


def _of_others(chat: Chat) -> list[Button]:
    """Return the buttons of who oversees duties of others, and of who writes rules."""
    _, rights = chat._, chat.rights
    buttons = [Button(_("Duties of others"), "duties-all")] if rights.oversees_duties else []
    if rights.officer or rights.leads:
        buttons += [Button(_("Rules of duties"), "rules"), Button(_("Write a duty"), "duty-new")]
    if rights.officer:
        buttons.append(Button(_("Reminders and quiet days"), "settings"))
    return buttons


@routes.button("duty:{duty_id}")
async def show(chat: Chat, duty_id: int) -> Reply:
    """Show one duty."""
    return await card(chat, await ledger.seen_by(chat.db, duty_id, chat.person, chat.rights, chat.now))


async def card(chat: Chat, line: DutyLine, said: str = "") -> Reply:
    """Return a duty's card, after what has just been said about it: what to do, or for superiors what became of it."""
    mine = ledger.owes(line, chat.person, chat.rights)
    stands = await duty_by_paper.how_it_stands(chat, line)
    text = kit.after(said, "\n".join([*_facts(chat, line), *stands, *await _handed(chat, line, mine=mine)]))
    own = Button(chat._("My duties"), "duties")
    buttons = [*await _do_it(chat, line), own] if mine else _oversee(chat, line)
    if line.sha:
        buttons.insert(0, Button(chat._("See what was sent"), f"duty-file:{line.id}"))
    return Reply(text, rows(*buttons))


def _facts(chat: Chat, line: DutyLine) -> list[str]:
    _ = chat._
    lines = [words.title(_, line), _("Who: {who}").format(who=line.who)]
    if matter := words.about(_, line):
        lines.append(_("About: {matter}").format(matter=matter))
    lines.append(_("By when: {when}").format(when=words.due_day(_, line)))
    if line.waits:
        lines.append(_("It stands: {state}.").format(state=words.stands(_, line, chat.today)))
    elif line.state is DutyState.OPEN:
        lines[-1] += f" ({words.left(_, line.due_on, chat.today)})"
        if line.late(chat.today):
            until = f"{_.moment(line.not_after)}/{local(line.not_after).year}"
            lines.append(_("It can still be done until {until}.").format(until=until))
    else:
        lines.append(_("It stands: {state}.").format(state=words.stands(_, line, chat.today)))
    basis = words.basis(_, line)
    return [*lines, *(["", basis[:1].upper() + basis[1:]] if basis else []), *filter(None, [words.sentence(line)])]


async def _handed(chat: Chat, line: DutyLine, *, mine: bool) -> list[str]:
    """Return why a duty was excused or sent back, what was handed in, and for a school or cluster by whom."""
    why = N_("Sent back: {reason}") if line.state is DutyState.OPEN else N_("Reason: {reason}")
    lines = [chat._(why).format(reason=line.reason)] if line.reason else []
    # What was tried in class is shown to leads without names (`duty-texts`), so only its owner sees it on the card.
    if line.note and (mine or line.proof is not Proof.APPLIED):
        lines.append(chat._("Handed in: {note}").format(note=line.note))
    by = await history.handed_in_by(chat.db, [line.id]) if line.state is DutyState.DONE and not line.person_id else {}
    lines += [words.handed_in_by(chat._, one) for one in by.values() if one.by]
    return ["", *lines] if lines else []


async def _do_it(chat: Chat, line: DutyLine) -> list[Button]:
    """Return what one does about a duty of one's own."""
    form = [Button(chat._("Register a topic"), f"theme:{line.id}")] if themes.asks(line) else []
    if returning.may_change(line, chat.now):
        # What was registered by its fields is put right in them, else the list of all would lose them.
        if line.form:
            more = themes.may_change(line, chat.today)
            return [Button(chat._("Change the topic"), f"theme:{line.id}")] if more else []
        return [Button(chat._("Hand in something else"), f"duty-anew:{line.id}")]
    if line.state is not DutyState.OPEN:
        return []
    if line.proof is Proof.ANSWERED and line.meeting:
        asked = await parts.mine(chat.db, line.meeting.id, chat.person.id)
        return ask_parts.own_buttons(chat._, [part for part in asked if part.assent is Assent.ASKED])
    made = await duty_by_paper.where(chat, line) if not form else []
    if line.proof is Proof.PAPER:
        return made
    name, press = DO_IT[line.proof]
    if line.proof is Proof.MINUTES and not line.meeting:
        press = "minutes"  # of a round each meeting has its own
    meeting = line.meeting.id if line.meeting else 0
    return [*form, *made, Button(chat._(name), press.format(meeting=meeting, cluster=line.cluster_id, duty=line.id))]


def _oversee(chat: Chat, line: DutyLine) -> list[Button]:
    """Return what a superior does about a duty of others."""
    _, buttons = chat._, []
    if line.waits:
        buttons.append(Button(_("Papers that came"), "papers-in:0"))
    elif line.state is DutyState.OPEN:
        buttons += [
            Button(_("Remind them"), f"duty-chase:{line.id}"),
            Button(_("Give more time"), f"duty-more:{line.id}"),
        ]
    if line.state is DutyState.OPEN:
        buttons.append(Button(_("Excuse"), f"duty-excuse:{line.id}"))
    if line.state is DutyState.DONE and line.proof in returning.RETURNABLE:
        buttons.append(Button(_("Send it back"), f"duty-back:{line.id}"))
    if line.proof is Proof.APPLIED and line.meeting and phrases.can_lead(chat, line.meeting):
        buttons.append(Button(_("What was tried in class"), f"duty-texts:{line.meeting.id}:0"))
    buttons.append(Button(_("History"), f"duty-log:{line.id}"))
    return [*buttons, Button(_("‹ All who owe it"), f"duty-kind:{line.rule_id}:0")]


@routes.button("duty-read:{row_id}")
async def say_read(chat: Chat, row_id: int) -> Reply:
    """Note that a letter about duties was read; idempotent."""
    ids = await ledger.of_letter(chat.db, row_id, chat.person.id)
    new = await ledger.say_read(chat.db, ids, chat.person, chat.rights, chat.now)
    text = chat._("Thank you, it is noted.") if new else chat._("It is noted already. Thank you.")
    return Reply(text, rows(Button(chat._("My duties"), "duties")), step=STAY)
