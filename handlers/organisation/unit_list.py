"""A list of schools sent as a file: what it would bring, what is in doubt, the answers, and the yes.

Before the yes only the conversation is written: the file's digest and the answers. What a file says is read once: a
list of 300 rows is looked at in many steps, and its rows name schools and nobody.
"""

from collections.abc import Sequence

from bot.documents import unit_list as lists
from bot.documents.safely import Latest
from bot.domain.drafts import UnitRow
from bot.domain.models import Unit, UnitKind
from bot.domain.organisation import founding, schools, unit_list_keeping, unit_list_reading
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import FOR_MANY, LEAVE, MOVE, NEW, ForWhom, Looked, UnitDoubt, also
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import Button, Kind, Reply
from bot.routes import Before, Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()
KEPT_LISTS = 4
_lists = Latest[Sequence[UnitRow]](KEPT_LISTS)
"""By name and digest: the file's ending says how it is read."""

LIST = "unit_list"
SHOWN = 5
"""So many reasons stand in the first message, and so many rows of each."""
WAYS = {NEW: N_("A new school"), MOVE: N_("It moves")}
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
    if not sha:
        return None
    # Also where it is known what it says: a file that was erased meanwhile is none to go on with.
    content, key = await before.file(sha), f"{sha}:{name}"
    return _lists.get(key) or _lists.keep(key, await lists.read_safely(content, name))


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
    asked = found.pending(chat.draft[LIST]["answers"])
    buttons = []
    if asked:
        buttons.append(Button(_("Answer the questions ({number})").format(number=len(asked)), "unit-list-ask"))
    if found.brings_something:
        buttons.append(Button(_("Keep the list"), "unit-list-yes", yes=True))
    if len(found.doubts) > 1:
        buttons.append(Button(_("All rows in doubt ({number})").format(number=len(found.doubts)), "unit-list-rows:0"))
    text = "\n".join(told(chat, found))
    if not buttons:
        return Reply(text, await phrases.home(chat))
    return kit.ask(chat, text, rows(*buttons), step="unit-list:asking")


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
    if chat.ready and chat.ready[0].old_letters:
        first = chat.ready[0]
        said = _("The list is in old letters ({letters}), and was read as:").format(letters=first.old_letters)
        lines += ["", said, "– " + ", ".join(filter(None, (first.school, first.commune, first.cluster, first.part)))]
    if found.doubts:
        lines += ["", _("Left out so far ({number}):").format(number=len(found.doubts))]
        reasons = _by_reason(found.doubts)
        lines += [line for doubts in reasons[:SHOWN] for line in _folded(chat, doubts)]
        lines += kit.and_more(_, sum(map(len, reasons[SHOWN:])))
    return lines


def _by_reason(doubts: Sequence[UnitDoubt]) -> list[list[UnitDoubt]]:
    """Return the doubts of each reason together: what is answered here first, then of what there is most."""
    found: dict[str, list[UnitDoubt]] = {}
    for one in doubts:
        found.setdefault(one.sentence, []).append(one)
    return sorted(found.values(), key=lambda ones: (not ones[0].ways, -len(ones)))


def _folded(chat: Chat, doubts: Sequence[UnitDoubt]) -> list[str]:
    """Return the first row of one reason, and of the others the numbers."""
    lines, others = [_doubt_line(chat, doubts[0])], [one.row.place for one in doubts[1:]]
    if others:
        named = ", ".join(others[:SHOWN]) + (" …" if len(others) > SHOWN else "")
        said = chat._("{number} more rows for the same reason: {rows}")
        lines.append("  " + said.format(number=len(others), rows=named))
    return lines


@routes.button("unit-list-rows:{page}", first=reads)
async def all_rows(chat: Chat, page: int) -> Reply:
    """Show every row in doubt, reason by reason."""
    found = await _look(chat)
    doubts = [one for doubts in _by_reason(found.doubts) for one in doubts]
    shown = kit.page_of([_doubt_line(chat, one) for one in doubts], page, SHOWN * 2)
    back = Button(chat._("Back to the list"), "unit-list-back")
    return kit.ask(
        chat, "\n".join(shown.shown), (*shown.turns(chat, "unit-list-rows"), (back,)), step="unit-list:asking"
    )


@routes.button("unit-list-back", first=reads)
async def back(chat: Chat) -> Reply:
    """Show again what the list would bring."""
    return await _show(chat)


def _doubt_line(chat: Chat, doubt: UnitDoubt) -> str:
    why = chat._.refusal(BadInput(doubt.sentence, **doubt.facts))
    return chat._("– Row {row} ({name}): {why}").format(row=doubt.row.place, name=doubt.row.school or "–", why=why)


@routes.button("unit-list-ask", first=reads)
async def ask(chat: Chat) -> Reply:
    """Ask about the first row that can be answered here."""
    _, found = chat._, await _look(chat)
    asked = [one for ones in _by_reason(found.pending(chat.draft[LIST]["answers"])) for one in ones]
    if not asked:
        return await _show(chat)
    doubt = asked[0]
    alike = [one for one in asked if _same_question(one, doubt)]
    this = f"{doubt.row.sheet}:{doubt.row.number}"
    ways = [(way, name or _(WAYS[way]), place) for place, (way, name) in enumerate(doubt.ways, start=1)]
    buttons = [Button(name, f"unit-list-is:{this}:{place}") for _way, name, place in ways]
    if len(alike) > 1:
        buttons += [
            Button(
                _("All {number} rows: {answer}").format(number=len(alike), answer=name), f"unit-list-all:{this}:{place}"
            )
            for way, name, place in ways
            if way in FOR_MANY
        ]
    buttons += [
        Button(_("Leave the row out"), f"unit-list-out:{this}"),
        Button(_("Back to the list"), "unit-list-back"),
    ]
    still = _("Questions still open: {number}").format(number=len(asked))
    return kit.ask(chat, kit.after(_doubt_line(chat, doubt), still), rows(*buttons), step="unit-list:asking")


def _same_question(one: UnitDoubt, other: UnitDoubt) -> bool:
    """Say whether two rows are in doubt for the same reason, and a common answer is one of both."""
    return one.sentence == other.sentence and {way for way, _ in other.ways if way in FOR_MANY} <= {
        way for way, _ in one.ways
    }


@routes.button("unit-list-is:{sheet}:{number}:{place}", first=reads)
async def answer(chat: Chat, sheet: int, number: int, place: int) -> Reply:
    """Take an answer, and ask about the next row."""
    doubt, way = _answered(await _look(chat), sheet, number, place)
    chat.draft[LIST]["answers"] = also(chat.draft[LIST]["answers"], doubt.row.place, way)
    return await ask(chat)


@routes.button("unit-list-out:{sheet}:{number}", first=reads)
async def leave_out(chat: Chat, sheet: int, number: int) -> Reply:
    """Leave a row out, and ask about the next one; another press than an answer's, so that it stands on each page."""
    return await answer(chat, sheet, number, 0)


def _answered(found: Looked, sheet: int, number: int, place: int) -> tuple[UnitDoubt, str]:
    doubt = next((one for one in found.doubts if (one.row.sheet, one.row.number) == (sheet, number)), None)
    if doubt is None or not 0 <= place <= len(doubt.ways):
        raise Gone
    return doubt, doubt.ways[place - 1][0] if place else LEAVE


@routes.button("unit-list-all:{sheet}:{number}:{place}", first=reads)
async def answer_alike(chat: Chat, sheet: int, number: int, place: int) -> Reply:
    """Take an answer for every row that is in doubt for the same reason, and ask about the next row."""
    found = await _look(chat)
    doubt, way = _answered(found, sheet, number, place)
    if way not in FOR_MANY:
        raise Gone
    for one in found.pending(chat.draft[LIST]["answers"]):
        if _same_question(one, doubt):
            chat.draft[LIST]["answers"] = also(chat.draft[LIST]["answers"], one.row.place, way)
    return await ask(chat)


@routes.button("unit-list-yes", first=reads)
async def keep(chat: Chat) -> Reply:
    """Put in what is certain or was answered. A second press finds that nothing is new."""
    found = await unit_list_keeping.take(chat.db, chat.rights, chat.ready, await _whom(chat))
    chat.draft.pop(LIST)
    said = chat._("Kept.") if found.brings_something else chat._("Nothing was changed.")
    return Reply("\n".join([said, *told(chat, found)]), await phrases.home(chat))
