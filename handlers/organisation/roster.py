"""The roster: an officer's or a principal's list of people, sent as a file, and who of it has joined."""

from collections.abc import Sequence

from bot.documents import people
from bot.domain.drafts import RosterRow
from bot.domain.organisation import roster, schools
from bot.domain.organisation.roster import LeftOutRow, Taken
from bot.errors import N_, BadInput
from bot.messages import Button, Kind, Reply
from bot.routes import Before, Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

SHOWN = 15

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
        name, standing = (await schools.get(chat.db, school)).name, await roster.standing(chat.db, school)
        if standing.named:
            joined = _("{school}: {joined} of {named} people on the roster have joined.")
            lines.append(joined.format(school=name, joined=standing.joined, named=standing.named))
            buttons.append(Button(_("Who has not joined: {school}").format(school=name), f"roster-missing:{school}"))
    return kit.ask(chat, "\n".join(lines), rows(*buttons), step="roster:file")


def _must_head(chat: Chat) -> None:
    chat.must_have_joined()
    chat.rights.must_head_any()


async def reads(before: Before) -> Sequence[RosterRow] | None:
    """Read the file that was sent, while no transaction is open."""
    if before.kept is None:
        return None
    return await people.read_safely(await before.file(before.kept.sha), before.kept.name)


@routes.step("roster:file", Kind.FILE, Kind.TEXT, first=reads)
async def take(chat: Chat) -> Reply:
    """Keep whom the list names, and say which rows were left out and why."""
    _must_head(chat)
    if chat.ready is None:
        raise BadInput(ONLY_A_FILE)
    taken = await roster.take(chat.db, chat.rights, chat.ready, chat.now)
    return Reply("\n".join(told(chat, taken)), await phrases.home(chat))


def told(chat: Chat, taken: Taken) -> list[str]:
    """Return what became of a list, line by line."""
    _ = chat._
    lines = [_("New on the roster: {number}").format(number=taken.new)]
    if taken.known:
        lines.append(_("Known already: {number}").format(number=taken.known))
    if taken.doubts:
        lines += ["", _("Left out, please correct these rows and send the file again:")]
        lines += [doubt_line(chat, doubt) for doubt in taken.doubts[:SHOWN]]
    return [*lines, *kit.and_more(_, len(taken.doubts) - SHOWN)]


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
    school, names = await schools.get(chat.db, unit_id), await roster.missing(chat.db, unit_id)
    lines = [_("{school}: {number} people on the roster have not joined yet.")]
    lines[0] = lines[0].format(school=school.name, number=len(names))
    lines += [*(f"– {name}" for name in names[: 2 * SHOWN]), *kit.and_more(_, len(names) - 2 * SHOWN)]
    return Reply("\n".join(lines), await phrases.home(chat))
