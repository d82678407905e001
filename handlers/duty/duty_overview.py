"""What others owe: by rule, then by school, cluster or person; one duty's history, what was sent, what was tried.

Nobody is ranked: what is open stands by its day and then by name.
"""

from collections.abc import Sequence

from bot.domain.calendar.settings import Rung
from bot.domain.duties import ledger, rules, tallies, themes
from bot.domain.duties.history import Event
from bot.domain.duties.lines import DutyLine
from bot.domain.duties.standings import Owes
from bot.domain.duties.tallies import RuleTally
from bot.domain.models import DutyEventKind, DutyState
from bot.domain.programme import concerned, faces, meetings
from bot.errors import N_, Gone, NotAllowed
from bot.media import FILMS
from bot.messages import Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.duty import duty_rule_words
from handlers.duty import duty_words as words

routes = Routes()

MOST_EVENTS = 20
MOST_LETTERS = 3000
"""Letters of texts on one page; no single text is longer."""
NOBODY_OWES = N_("Nobody owes you anything this school year.")
OPEN, LATE, DONE = N_("{number} open"), N_("{number} of them late"), N_("{number} done")
WAITS = N_("{number} wait for approval")
OTHER = N_("{number} closed otherwise")
EVENTS = {
    DutyEventKind.READ: N_("{name} knows of it"),
    DutyEventKind.CHASED: N_("{name} had them reminded"),
    DutyEventKind.EXTENDED: N_("{name} gave time until {detail}"),
    DutyEventKind.EXCUSED: N_("{name} excused it: {detail}"),
    DutyEventKind.RETURNED: N_("{name} sent it back: {detail}"),
    DutyEventKind.CORRECTED: N_("{name} handed in anew; before: {detail}"),
    DutyEventKind.LAPSED: N_("not done in time"),
    DutyEventKind.MISSED: N_("a message about it did not arrive"),
    DutyEventKind.VOID: N_("not asked for any more"),
    DutyEventKind.AGAIN: N_("asked for again"),
}


@routes.button("duties-all")
@routes.button("duties-all:{page}")
async def kinds(chat: Chat, page: int = 0) -> Reply:
    """Show one page of what others owe, by rule."""
    found, _ = await _kinds(chat), chat._
    mine = Button(_("My duties"), "duties")
    if not found:
        return Reply(_(NOBODY_OWES), rows(mine))
    lines = [f"{_short(chat, kind)}: {figures(chat, kind)}" for kind in kit.page_of(found, page).shown]
    buttons = kit.distinct([Button(_short(chat, kind), f"duty-kind:{kind.rule_id}:0") for kind in found])
    text = "\n\n".join([_("What others owe this school year. Which would you like to see?"), *lines])
    return Reply(text, (*kit.paged(chat, buttons, page, "duties-all"), (mine,)))


async def _kinds(chat: Chat) -> Sequence[RuleTally]:
    chat.must_have_joined()
    if not chat.rights.oversees_duties:
        raise NotAllowed
    return await tallies.kinds(chat.db, chat.person, chat.rights, chat.now)


def _title(chat: Chat, kind: RuleTally) -> str:
    return chat._(kind.title) if kind.code else kind.title


def _short(chat: Chat, kind: RuleTally) -> str:
    return duty_rule_words.short(chat._, kind.code, kind.title)


def figures(chat: Chat, kind: RuleTally | Owes) -> str:
    """Return in one line how many are open, late and done."""
    numbers = {OPEN: kind.open, LATE: kind.late, WAITS: kind.waits, DONE: kind.done, OTHER: kind.other}
    return ", ".join(chat._(figure).format(number=number) for figure, number in numbers.items() if number)


@routes.button("duty-kind:{rule_id}:{page}")
async def of_rule(chat: Chat, rule_id: int, page: int) -> Reply:
    """Show who has done what one rule asks, and who has not."""
    kind = next((one for one in await _kinds(chat) if one.rule_id == rule_id), None)
    if kind is None:
        raise Gone
    _, found = chat._, await ledger.standing(chat.db, rule_id, chat.person, chat.rights, chat.now)
    shown = [f"{line.who}: {_stands(chat, line)}" for line in kit.page_of(found, page).shown]
    text = "\n".join([_title(chat, kind), figures(chat, kind), "", *shown])
    buttons = kit.distinct([words.button_of_others(line) for line in found])
    below = [*await _acts(chat, rule_id, found), Button(_("‹ Duties of others"), "duties-all")]
    return Reply(text, (*kit.paged(chat, buttons, page, f"duty-kind:{rule_id}"), *rows(*below)))


def _stands(chat: Chat, line: DutyLine) -> str:
    matter = words.about(chat._, line) if line.meeting or line.month else ""
    return ", ".join(part for part in (matter, words.stands(chat._, line, chat.today)) if part)


async def _acts(chat: Chat, rule_id: int, found: Sequence[DutyLine]) -> list[Button]:
    _, rule = chat._, await rules.get(chat.db, rule_id)
    buttons = []
    if any(line.state is DutyState.OPEN for line in found):
        buttons.append(Button(_("Remind all who have not"), f"duty-chase-all:{rule_id}"))
    if themes.asked_for(rule.title, rule.sentence):
        buttons.append(Button(_("The topics"), f"themes:{rule_id}:0"))
    if rules.may_change(rule, chat.rights, chat.person.id):
        buttons.append(Button(_("The rule"), f"rule:{rule_id}"))
    return buttons


@routes.button("duty-log:{duty_id}")
async def history(chat: Chat, duty_id: int) -> Reply:
    """Show what happened to a duty, the newest last."""
    line = await overseen(chat, duty_id)
    _, events = chat._, await ledger.history(chat.db, duty_id)
    told = [event for event in events if event.kind is not DutyEventKind.AGAIN]
    lines = [words.title(_, line), line.who, "", f"{local(line.opened_at):%H:%M %d/%m/%Y}: " + _("asked for")]
    if (earlier := len(told) - MOST_EVENTS) > 0:
        lines.append(_("… {number} more lines").format(number=earlier))
    lines += [f"{local(event.at):%H:%M %d/%m/%Y}: {_event(chat, event)}" for event in told[-MOST_EVENTS:]]
    return Reply("\n".join(lines), rows(Button(_("‹ Duty"), f"duty:{duty_id}")))


async def overseen(chat: Chat, duty_id: int) -> DutyLine:
    """Return a duty of others. Raises NotAllowed unless who speaks oversees it, which no owner of it does."""
    chat.must_have_joined()
    line = await ledger.get(chat.db, duty_id, chat.now)
    if not await ledger.oversees(chat.db, line, chat.person, chat.rights, chat.today):
        raise NotAllowed
    return line


def _event(chat: Chat, event: Event) -> str:
    _, detail = chat._, event.detail
    if event.kind is DutyEventKind.TOLD:
        return _told(chat, detail)
    if event.kind is DutyEventKind.CLIMBED:
        return _("{who} told that it is not done").format(who=_(duty_rule_words.RUNGS[Rung(detail)]))
    if event.kind is DutyEventKind.DONE:
        return _("done, by {name}").format(name=phrases.name_of(_, event.by, event.acted)) if event.by else _("done")
    if event.kind is DutyEventKind.EXTENDED:
        detail = "/".join(reversed(detail.split("-")))
    return _(EVENTS[event.kind]).format(name=phrases.name_of(_, event.by, event.acted), detail=detail)


def _told(chat: Chat, step: str) -> str:
    kind, _colon, days = step.partition(":")
    if kind != "remind":
        return chat._("reminded after its day")
    return chat._("reminded {days} days before").format(days=days) if int(days) else chat._("reminded on the day")


@routes.button("duty-file:{duty_id}")
async def fetch(chat: Chat, duty_id: int) -> Reply:
    """Show the file or photo that was handed in."""
    line = await ledger.seen_by(chat.db, duty_id, chat.person, chat.rights, chat.now)
    if line.sha is None:
        raise Gone
    document = line.file_name is not None and not line.file_name.lower().endswith(FILMS)
    await faces.must_be_shown(chat.db, line.sha, chat.person, document=document)
    kind, name = ("document", line.file_name) if line.file_name else ("photo", f"viec-{duty_id}.jpg")
    text = f"{words.title(chat._, line)}\n{line.who}"
    back = rows(Button(chat._("‹ Duty"), f"duty:{duty_id}"))
    return Reply(text, back, attachments=(Attachment(kind, name, sha=line.sha),))


@routes.button("handed-in:{meeting_id}")
async def handed_in(chat: Chat, meeting_id: int) -> Reply:
    """Show the minutes, videos and files that were handed in about a meeting."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    found = await ledger.handed_in(chat.db, meeting, chat.person, chat.rights, chat.now)
    lines = [_("Handed in about {meeting}:").format(meeting=phrases.meeting_name(_, meeting))]
    a_photo = _("photo")
    lines += [f"– {words.title(_, one)}, {one.who}: {one.note or one.file_name or a_photo}" for one in found]
    files = [Button(one.file_name or words.title(_, one), f"duty-file:{one.id}") for one in found if one.sha]
    back = rows(Button(phrases.meeting_label(meeting, "‹ "), f"meeting:{meeting_id}"))
    if not found:
        return Reply(_("Nothing has been handed in about this meeting that you may see."), back)
    return Reply("\n".join(lines), (*rows(*kit.distinct(files)), *back))


@routes.button("duty-texts:{meeting_id}:{page}")
async def texts(chat: Chat, meeting_id: int, page: int) -> Reply:
    """Show a lead what was tried in class after a meeting, without names."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    found = await ledger.applied(chat.db, meeting, chat.rights)
    back = rows(phrases.see(_, meeting_id))
    if not found:
        return Reply(_("Nobody has told yet what was tried in class."), back)
    one = kit.page_of(kit.packed(found, MOST_LETTERS), page, 1)
    head = _("Tried in class after {meeting}: {number} (without names)")
    head = head.format(meeting=phrases.meeting_line(_, meeting), number=len(found))
    text = "\n\n".join([head, *(f"– {tried}" for tried in one.shown[0])])
    return Reply(text, (*one.turns(chat, f"duty-texts:{meeting_id}"), *back))
