"""The roster: an officer's or a principal's list of people, sent as a file, and who of it has joined."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.documents import people
from bot.domain.drafts import RosterRow
from bot.domain.organisation import roster, roster_count, schools
from bot.domain.organisation.roster import LeftOutRow, Taken
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Kind, Reply
from bot.routes import Before, Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

SHOWN = 15
ASKED = "roster"
"""Rows of a list that wait for an answer, in the conversation's draft."""
MOST_ASKED = 30
WAYS = {
    roster.SAME: N_("The same person"),
    roster.TWO: N_("Another person"),
    roster.NO_SUBJECT: N_("No subject of their own"),
}

LETTERS = "roster_letters"
"""The file that is in letters of old and was not said to be read well, in the conversation's draft."""
SAMPLE = 3
GARBLED = N_(
    "Nothing was kept. Please open the list in Excel, change its font to Unicode (Times New Roman), save it as .xlsx "
    "and send it again."
)
ONLY_A_FILE = N_("Please send the list as an Excel file (.xlsx), or choose:")


@routes.button("roster")
async def begin(chat: Chat) -> Reply:
    """Ask for the list; a principal sees how far the own school has come."""
    _ = chat._
    _must_head(chat)
    lines = [
        _("Please send the list as an Excel file (.xlsx) with the columns: Họ và tên, Trường, Môn, Cấp học."),
        _("Who joins by the school's link later is found in it by name."),
    ]
    buttons = []
    for school in sorted(chat.rights.principal_of):
        name, standing = (await schools.get(chat.db, school)).name, await roster_count.standing(chat.db, school)
        if standing.named:
            joined = _("{school}: {joined} of {named} people on the roster have joined.")
            lines.append(joined.format(school=name, joined=standing.joined, named=standing.named))
            buttons.append(Button(_("Who has not joined: {school}").format(school=name), f"roster-missing:{school}"))
    return kit.ask(chat, "\n".join(lines), rows(*buttons), step="roster:file")


def _must_head(chat: Chat) -> None:
    chat.must_have_joined()
    chat.rights.must_head_any()


async def reads(before: Before) -> Sequence[RosterRow] | None:
    """Read the file that was sent, or the one that is asked about, while no transaction is open."""
    asked = before.draft.get(LETTERS) or {}
    sha, name = (before.kept.sha, before.kept.name) if before.kept else (asked.get("sha"), asked.get("name", ""))
    return await people.read_safely(await before.file(sha), name) if sha else None


@routes.step("roster:file", Kind.FILE, Kind.TEXT, first=reads)
async def take(chat: Chat) -> Reply:
    """Keep whom the list names, and say which rows were left out and why; ask first where it is in old letters."""
    _must_head(chat)
    if not chat.kept or chat.ready is None:
        raise BadInput(ONLY_A_FILE)
    if chat.ready and chat.ready[0].old_letters:
        chat.draft[LETTERS] = {"sha": chat.kept.sha, "name": chat.kept.name}
        return _ask_letters(chat)
    return await _keep(chat)


def _ask_letters(chat: Chat) -> Reply:
    """Ask whether a list of the time before Unicode was read well."""
    _ = chat._
    text = _("The list is in old letters ({letters}), and was read as:").format(letters=chat.ready[0].old_letters)
    read = [", ".join(filter(None, (row.name, row.school, row.subject))) for row in chat.ready[:SAMPLE]]
    lines = [text, *(f"– {line}" for line in read), "", _("Is that right? Nothing is kept so far.")]
    yes, no = Button(_("Yes, it reads well"), "roster-letters"), Button(_("No, it is garbled"), "roster-garbled")
    return kit.ask(chat, "\n".join(lines), rows(yes, no), step="roster:asking")


@routes.button("roster-letters", first=reads)
async def letters_are_right(chat: Chat) -> Reply:
    """Keep whom a list of old letters names, as it was read."""
    _must_head(chat)
    kit.must_have(chat, LETTERS)
    chat.draft.pop(LETTERS)
    return await _keep(chat)


@routes.button("roster-garbled")
async def letters_are_wrong(chat: Chat) -> Reply:
    """Keep nothing of a list that was not read well, and say how to send it anew."""
    _must_head(chat)
    chat.draft.pop(LETTERS, None)
    return kit.ask(chat, chat._(GARBLED), step="roster:file")


async def _keep(chat: Chat) -> Reply:
    taken = await roster.take(chat.db, chat.rights, chat.ready, chat.now, secret=_secret(chat))
    open_ones = [doubt for doubt in taken.doubts if doubt.ways][:MOST_ASKED]
    chat.draft[ASKED] = [_kept(doubt) for doubt in open_ones]
    if not open_ones:
        return Reply("\n".join(told(chat, taken)), await phrases.home(chat))
    ask = Button(chat._("Answer the questions ({number})").format(number=len(open_ones)), "roster-ask:0")
    return kit.ask(chat, "\n".join(told(chat, taken)), rows(ask), step="roster:asking")


def _secret(chat: Chat) -> str:
    return chat.settings.secret.reveal()


def _kept(doubt: LeftOutRow) -> dict[str, Any]:
    return {"row": asdict(doubt.row), "sentence": doubt.sentence, "facts": {**doubt.facts}, "ways": [*doubt.ways]}


def _asked(chat: Chat, number: int) -> dict[str, Any]:
    """Return a row that is asked about. Raises Gone where that is over."""
    _must_head(chat)
    waiting: list[dict[str, Any]] = chat.draft.get(ASKED, [])
    if number >= len(waiting):
        raise Gone
    return waiting[number]


@routes.button("roster-ask:{number}")
async def ask_about(chat: Chat, number: int, said: str = "") -> Reply:
    """Ask about one person of the list."""
    _, asked = chat._, _asked(chat, number)
    row = RosterRow(**asked["row"])
    question = _("{name} (row {row}): {question}").format(
        name=row.name, row=row.place, question=_.refusal(BadInput(asked["sentence"], **asked["facts"]))
    )
    ways = [Button(_(WAYS.get(way, way)), f"roster-is:{number}:{place}") for place, way in enumerate(asked["ways"])]
    skip = Button(_("Leave it open"), f"roster-skip:{number}")
    return kit.ask(chat, "\n\n".join(filter(None, (said, question))), rows(*ways, skip), step="roster:asking")


@routes.button("roster-is:{number}:{place}")
async def answer(chat: Chat, number: int, place: int) -> Reply:
    """Keep the person as the answer says, and ask about the next one."""
    asked = _asked(chat, number)
    if place >= len(asked["ways"]):
        raise Gone
    row = RosterRow(**asked["row"])
    said = {row.place: asked["ways"][place]}
    await roster.take(chat.db, chat.rights, [row], chat.now, said, secret=_secret(chat))
    return await _next(chat, number)


@routes.button("roster-skip:{number}")
async def skip(chat: Chat, number: int) -> Reply:
    """Leave a question open, and ask about the next person."""
    _asked(chat, number)
    return await _next(chat, number)


async def _next(chat: Chat, number: int) -> Reply:
    if number + 1 < len(chat.draft[ASKED]):
        return await ask_about(chat, number + 1)
    chat.draft.pop(ASKED)
    return Reply(chat._("That was all of the list."), await phrases.home(chat))


kit.only_buttons(routes, "roster:asking")


def told(chat: Chat, taken: Taken) -> list[str]:
    """Return what became of a list, line by line."""
    _ = chat._
    lines = [_("New on the roster: {number}").format(number=taken.new)]
    if taken.known:
        lines.append(_("Known already: {number}").format(number=taken.known))
    lines += [_(roster.NOW_CALLED).format(former=former, school=school) for former, school in taken.former.items()]
    others = [doubt for doubt in taken.doubts if doubt.sentence == roster.OTHER_SCHOOL]
    asked = [doubt for doubt in taken.doubts if doubt.ways]
    wrong = [doubt for doubt in taken.doubts if not doubt.ways and doubt not in others]
    for title, doubts in (
        (N_("To be answered:"), asked),
        (N_("Left out, please correct these rows and send the file again:"), wrong),
    ):
        if doubts:
            lines += ["", _(title), *(doubt_line(chat, doubt) for doubt in doubts[:SHOWN])]
            lines += kit.and_more(_, len(doubts) - SHOWN)
    return lines + _of_others(chat, others)


def _of_others(chat: Chat, doubts: Sequence[LeftOutRow]) -> list[str]:
    """Return how many people of which other schools were left out, with names as far as they fit."""
    if not doubts:
        return []
    _, by_school = chat._, dict[str, list[str]]()
    for doubt in doubts:
        by_school.setdefault(str(doubt.facts["school"]), []).append(doubt.row.name)
    lines = ["", _("Left out, since they are of other schools ({number}):").format(number=len(doubts))]
    for school, names in [*by_school.items()][:SHOWN]:
        more = " …" if len(names) > SAMPLE else ""
        lines.append(f"– {school} ({len(names)}): {', '.join(names[:SAMPLE])}{more}")
    return [*lines, *kit.and_more(_, len(by_school) - SHOWN)]


def doubt_line(chat: Chat, doubt: LeftOutRow) -> str:
    """Return a row that was left out: its number, its name, the reason."""
    why = chat._.refusal(BadInput(doubt.sentence, **doubt.facts))
    return chat._("– Row {row} ({name}): {why}").format(row=doubt.row.place, name=doubt.row.name or "–", why=why)


@routes.button("roster-missing:{unit_id}")
async def missing(chat: Chat, unit_id: int) -> Reply:
    """Show who of a school's roster has not joined."""
    _ = chat._
    _must_head(chat)
    chat.rights.must_head(unit_id)
    school, names = await schools.get(chat.db, unit_id), await roster_count.missing(chat.db, unit_id)
    lines = [_("{school}: {number} people on the roster have not joined yet.")]
    lines[0] = lines[0].format(school=school.name, number=len(names))
    lines += [*(f"– {name}" for name in names[: 2 * SHOWN]), *kit.and_more(_, len(names) - 2 * SHOWN)]
    return Reply("\n".join(lines), await phrases.home(chat))
