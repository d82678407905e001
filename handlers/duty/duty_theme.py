"""Registering a topic, step by step or in one message, read back before it counts; the officer's list of them."""

from dataclasses import asdict
from typing import Any

from bot.domain.duties import ledger, rules, themes
from bot.domain.duties.lines import DutyLine
from bot.domain.duties.themes import FIELDS, Theme
from bot.domain.models import DutyState
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import kinds
from bot.errors import N_, Gone, NotAllowed, Refusal
from bot.i18n import Translator
from bot.messages import Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_rule_words
from handlers.duty import duty_words as words
from handlers.duty.duties import card

routes = Routes()

THEME = "theme"
SURE = "theme:sure"
A_PAGE = 15
ASK = {
    "title": N_(
        "What is the topic called? All four may stand in one message, for example: Dạy đọc hiểu; Tiếng Việt; {month}; "
        "cô Lan."
    ),
    "subject": N_("Which subject? For example: Tiếng Việt."),
    "held": N_("When? For example: {month} or a day."),
    "who": N_("Who teaches or carries it out?"),
}
LABELS = {
    "title": N_("Topic: {said}"),
    "subject": N_("Subject: {said}"),
    "held": N_("Time: {said}"),
    "who": N_("Who teaches: {said}"),
}
CHANGE = {
    "title": N_("Change the name"),
    "subject": N_("Change the subject"),
    "held": N_("Change the time"),
    "who": N_("Change who teaches"),
}


@routes.button("theme:{duty_id}")
async def begin(chat: Chat, duty_id: int) -> Reply:
    """Begin with what stands, or with the first question."""
    line = await _mine(chat, duty_id)
    known = themes.of(line)
    chat.forget()
    chat.draft[THEME] = {"duty": duty_id, "said": asdict(known) if known else {}}
    return _next(chat, line)


async def of_mine(chat: Chat) -> Reply | None:
    """Begin with the one topic that one owes; None where there is none, or several."""
    if chat.someone is None:
        return None
    mine = await ledger.mine(chat.db, chat.person, chat.rights, chat.now)
    found = [line for line in mine if themes.asks(line)]
    return await begin(chat, found[0].id) if len(found) == 1 else None


async def _mine(chat: Chat, duty_id: int) -> DutyLine:
    """Return a duty of who speaks that a topic closes. Raises NotAllowed, Gone, and Refusal once its day is over."""
    line = await ledger.seen_by(chat.db, duty_id, chat.person, chat.rights, chat.now)
    if not ledger.owes(line, chat.person, chat.rights):
        raise NotAllowed
    if not themes.asks(line):
        raise Gone
    if not themes.may_change(line, chat.today):
        raise Refusal(themes.DAY_IS_OVER)
    return line


def _said(chat: Chat, duty_id: int) -> dict[str, Any]:
    kit.must_have(chat, THEME)
    if chat.draft[THEME]["duty"] != duty_id:
        raise Gone
    said: dict[str, Any] = chat.draft[THEME]["said"]
    return said


def _next(chat: Chat, line: DutyLine) -> Reply:
    """Ask for the first field that is missing, or read everything back."""
    said = _said(chat, line.id)
    missing = next((name for name in FIELDS if name not in said), None)
    return _ask(chat, line, missing) if missing else _read_back(chat, line)


def _ask(chat: Chat, line: DutyLine, name: str) -> Reply:
    month = f"{chat.today.month % 12 + 1:02d}/{chat.today.year + chat.today.month // 12}"
    said = _said(chat, line.id)
    lines = [words.title(chat._, line), *_lines(chat._, said), "", chat._(ASK[name]).format(month=month)]
    return kit.ask(chat, "\n".join(lines), step=f"theme:{name}:{line.id}", later=True)


def _lines(t: Translator, said: dict[str, Any]) -> list[str]:
    return [t(LABELS[name]).format(said=said[name]) for name in FIELDS if name in said]


@routes.step("theme:{name}:{duty_id}", title=True)
async def take(chat: Chat, name: str, duty_id: int) -> Reply:
    """Take one field, or all that one message says."""
    line = await _mine(chat, duty_id)
    if name not in FIELDS:
        raise Gone
    read = themes.read_all(chat.text, chat.today)
    if not read:
        if name == "title":
            kit.must_be_words(chat)
        read = {name: themes.read_field(name, chat.text, chat.today)}
    _said(chat, duty_id).update(read)
    return _next(chat, line)


@routes.button("theme-ask:{name}:{duty_id}")
async def change(chat: Chat, name: str, duty_id: int) -> Reply:
    """Ask for one field anew."""
    line = await _mine(chat, duty_id)
    if name not in FIELDS:
        raise Gone
    return _ask(chat, line, name)


def _read_back(chat: Chat, line: DutyLine) -> Reply:
    _ = chat._
    lines = [words.title(_, line), *_lines(_, _said(chat, line.id)), "", _("Is this right?")]
    buttons = [Button(_(label), f"theme-ask:{name}:{line.id}") for name, label in CHANGE.items()]
    yes = Button(_("Yes, register it"), f"theme-yes:{line.id}", yes=True)
    return kit.ask(chat, "\n".join(lines), (*rows(yes), *rows(*buttons, across=2)), step=SURE)


kit.only_buttons(routes, SURE)


@routes.button("theme-yes:{duty_id}")
async def register(chat: Chat, duty_id: int) -> Reply:
    """Register what was read back. Raises BadInput at a second tap."""
    await _mine(chat, duty_id)
    kit.must_have(chat, THEME, step=SURE)
    theme = Theme(**_said(chat, duty_id))
    done = await themes.register(chat.db, duty_id, chat.person, chat.rights, theme, now=chat.now)
    said = chat._("Registered. It can be changed until the end of {day}.").format(day=chat._.day(done.due_on))
    return await card(chat, done, said)


@routes.button("themes:{rule_id}:{page}")
async def show(chat: Chat, rule_id: int, page: int) -> Reply:
    """Show who has registered what, and who has not."""
    _, found = chat._, await _listed(chat, rule_id)
    done = sum(line.state is DutyState.DONE for line, _theme in found)
    sheet = kit.page_of(found, page, A_PAGE)
    lines = [_("{done} of {all} have registered a topic.").format(done=done, all=len(found)), ""]
    lines += [_line(chat, line, theme) for line, theme in sheet.shown]
    below = [
        Button(_("The list as .xlsx"), f"themes-book:{rule_id}"),
        Button(_("‹ All who owe it"), f"duty-kind:{rule_id}:0"),
    ]
    return Reply("\n".join(lines), (*sheet.turns(chat, f"themes:{rule_id}"), *rows(*below)))


async def _listed(chat: Chat, rule_id: int) -> list[tuple[DutyLine, Theme | None]]:
    chat.must_have_joined()
    if not chat.rights.runs_something:
        raise NotAllowed
    rule = await rules.get(chat.db, rule_id)
    found = await themes.listed(chat.db, rule_id, chat.person, chat.rights, chat.now)
    if not found or not themes.asked_for(rule.title, rule.sentence):
        raise Gone
    return list(found)


def _line(chat: Chat, line: DutyLine, theme: Theme | None) -> str:
    if line.state is DutyState.DONE:
        said = theme.in_one if theme else line.note or line.file_name or ""
        return f"✓ {line.who}: {said}".rstrip(": ")
    stands = words.stands(chat._, line, chat.today)
    if theme and line.state is DutyState.OPEN:
        back = chat._("sent back")
        return f"– {line.who}: {back}, {stands} ({theme.in_one})"
    return f"– {line.who}: {stands}"


@routes.button("themes-book:{rule_id}")
async def workbook(chat: Chat, rule_id: int) -> Reply:
    """Send the list as a workbook, which is read anew with the rights of who asked."""
    found = await _listed(chat, rule_id)
    rule = await rules.get(chat.db, rule_id)
    title = f"{duty_rule_words.title(chat._, rule)}, {found[0][0].due_on:%d/%m/%Y}"
    facts = {"rule": rule_id, "person": chat.person.id, "title": title}
    facts |= {"language": chat._.language, "at": chat.now.isoformat()}
    year = SchoolYear.of(found[0][0].due_on)
    name = kinds.file_name("DS", "Chuyen de", year=year, ending=".xlsx")
    book = Attachment("document", name, paper="themes-book", facts=facts)
    return Reply(title, rows(Button(chat._("‹ The list"), f"themes:{rule_id}:0")), attachments=(book,))
