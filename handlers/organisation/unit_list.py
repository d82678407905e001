"""A list of schools sent as a file: what it would bring, what is in doubt, the answers, and the yes.

Before the yes only the conversation is written: the file's digest and the answers. Every step reads the file again.
"""

from collections.abc import Sequence

from bot.documents import unit_list as lists
from bot.domain.drafts import UnitRow
from bot.domain.models import Unit, UnitKind
from bot.domain.organisation import founding, schools, unit_list_keeping, unit_list_reading
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import MOVE, NEW, ForWhom, Looked, UnitDoubt
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import Button, Kind, Reply
from bot.routes import Before, Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

LIST = "unit_list"
SHOWN = 10
WAYS = {NEW: N_("A new school"), MOVE: N_("It moves")}
LEFT_OUT = "-"
NO_FILE = N_("Please send the list as an Excel file (.xlsx), or choose:")


@routes.button("unit-list")
async def begin(chat: Chat) -> Reply:
    """Ask for the file."""
    kit.must_oversee(chat)
    chat.forget()
    chat.draft[LIST] = {"answers": {}}
    text = chat._(
        "Please send the list as an Excel file (.xlsx) with a header, columns in any order: Trường, Cấp học, Xã, Cụm, "
        "Tiểu cụm. Nothing is kept before you have seen it."
    )
    return kit.ask(chat, text, step="unit-list:file")


async def reads(before: Before) -> Sequence[UnitRow] | None:
    """Read the file of this conversation, or the one that has just come, while no transaction is open."""
    about = before.draft.get(LIST) or {}
    sha, name = (before.kept.sha, before.kept.name) if before.kept else (about.get("sha"), about.get("name", ""))
    return await lists.read_safely(await before.file(sha), name) if sha else None


@routes.step("unit-list:file", Kind.FILE, Kind.TEXT, first=reads)
async def take_file(chat: Chat) -> Reply:
    """Take the file, ask whose list it is where one oversees several offices, and show what it would bring."""
    kit.must_oversee(chat)
    if not chat.kept or chat.ready is None:
        raise BadInput(NO_FILE)
    chat.draft[LIST] = {"sha": chat.kept.sha, "name": chat.kept.name, "answers": {}}
    offices = await _offices(chat)
    if len(offices) == 1:
        return await choose_office(chat, offices[0].id)
    buttons = [Button(office.name, f"unit-list-of:{office.id}") for office in offices]
    return kit.ask(chat, chat._("Whose list is it?"), rows(*buttons), step="unit-list:asking")


async def _offices(chat: Chat) -> Sequence[Unit]:
    found = await schools.offices(chat.db, chat.rights)
    own = [unit for unit in found if chat.rights.reach and unit.id in chat.rights.reach.offices]
    offices = own or [unit for unit in found if unit.kind is not UnitKind.COMMUNE] or [*found]
    if not offices:
        raise BadInput(founding.NO_OFFICE)
    return offices


kit.only_buttons(routes, "unit-list:asking")


@routes.button("unit-list-of:{unit_id}", first=reads)
async def choose_office(chat: Chat, unit_id: int) -> Reply:
    """Take whose list it is."""
    kit.must_have(chat, LIST)
    await kit.overseen_unit(chat, unit_id)
    chat.draft[LIST]["office"] = unit_id
    return await _show(chat)


async def _whom(chat: Chat) -> ForWhom:
    kit.must_oversee(chat)
    kit.must_have(chat, LIST)
    about = chat.draft[LIST]
    if chat.ready is None or "office" not in about:
        raise BadInput(kit.NOT_FINISHED)
    office = await kit.overseen_unit(chat, about["office"])
    return ForWhom(office, SchoolYear.of(chat.today), chat.today, about["answers"])


async def _look(chat: Chat) -> Looked:
    return await unit_list_reading.look(chat.db, chat.rights, chat.ready, await _whom(chat))


async def _show(chat: Chat) -> Reply:
    """Show in counts what the list would bring, and what is left out."""
    _, found = chat._, await _look(chat)
    asked = _asked(chat, found)
    buttons = []
    if asked:
        buttons.append(Button(_("Answer the questions ({number})").format(number=len(asked)), "unit-list-ask"))
    if found.brings_something:
        buttons.append(Button(_("Keep the list"), "unit-list-yes", yes=True))
    text = "\n".join(told(chat, found))
    if not buttons:
        return Reply(text, await phrases.home(chat))
    return kit.ask(chat, text, rows(*buttons), step="unit-list:asking")


def _asked(chat: Chat, found: Looked) -> list[UnitDoubt]:
    answered = chat.draft[LIST]["answers"]
    return [one for one in found.doubts if one.ways and one.row.place not in answered]


def counts(t: Translator, found: Looked) -> list[str]:
    """Return how many rows were read, and what of each kind would be new."""
    kinds = (
        (N_("communes"), found.new(UnitKind.COMMUNE)),
        (N_("schools"), found.new(UnitKind.SCHOOL)),
        (N_("centres"), found.new(UnitKind.CENTRE)),
        (N_("branches and sites"), found.new(UnitKind.BRANCH) + found.new(UnitKind.SITE)),
        (N_("clusters"), len(found.clusters) - found.parts),
        (N_("sub-clusters"), found.parts),
        (N_("places in clusters"), len(found.members)),
    )
    new = ", ".join(f"{number} {t(name)}" for name, number in kinds if number)
    return [
        t("Rows read: {number}, of schools known already: {known}").format(number=found.rows, known=found.known),
        t("New: {what}").format(what=new) if new else t("Nothing is new."),
    ]


def told(chat: Chat, found: Looked) -> list[str]:
    """Return what a list would bring, and its rows in doubt with their numbers, line by line."""
    _, lines = chat._, counts(chat._, found)
    if found.doubts:
        lines += ["", _("Left out so far ({number}):").format(number=len(found.doubts))]
        lines += [_doubt_line(chat, one) for one in found.doubts[:SHOWN]]
        lines += kit.and_more(_, len(found.doubts) - SHOWN)
    return lines


def _doubt_line(chat: Chat, doubt: UnitDoubt) -> str:
    why = chat._.refusal(BadInput(doubt.sentence, **doubt.facts))
    return chat._("– Row {row} ({name}): {why}").format(row=doubt.row.place, name=doubt.row.school or "–", why=why)


@routes.button("unit-list-ask", first=reads)
async def ask(chat: Chat) -> Reply:
    """Ask about the first row that can be answered here."""
    _, found = chat._, await _look(chat)
    asked = _asked(chat, found)
    if not asked:
        return await _show(chat)
    doubt = asked[0]
    this = f"unit-list-is:{doubt.row.sheet}:{doubt.row.number}"
    buttons = [Button(name or _(WAYS[way]), f"{this}:{place}") for place, (way, name) in enumerate(doubt.ways, start=1)]
    skip = Button(_("Leave the row out"), f"{this}:0")
    return kit.ask(chat, _doubt_line(chat, doubt), rows(*buttons, skip), step="unit-list:asking")


@routes.button("unit-list-is:{sheet}:{number}:{place}", first=reads)
async def answer(chat: Chat, sheet: int, number: int, place: int) -> Reply:
    """Take an answer, 0 to leave the row out, and ask about the next row."""
    found = await _look(chat)
    doubt = next((one for one in found.doubts if (one.row.sheet, one.row.number) == (sheet, number)), None)
    if doubt is None or not 0 <= place <= len(doubt.ways):
        raise Gone
    chat.draft[LIST]["answers"] |= {doubt.row.place: doubt.ways[place - 1][0] if place else LEFT_OUT}
    return await ask(chat)


@routes.button("unit-list-yes", first=reads)
async def keep(chat: Chat) -> Reply:
    """Put in what is certain or was answered. A second press finds that nothing is new."""
    found = await unit_list_keeping.take(chat.db, chat.rights, chat.ready, await _whom(chat))
    chat.draft.pop(LIST)
    said = chat._("Kept.") if found.brings_something else chat._("Nothing was changed.")
    return Reply("\n".join([said, *told(chat, found)]), await phrases.home(chat))
