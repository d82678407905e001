"""Another school, from /toi: found, read back, and confirmed by its principal."""

from collections.abc import Sequence

from bot.domain.models import Unit
from bot.domain.organisation import arrivals, schools
from bot.domain.organisation.formerly import Former
from bot.errors import N_, Refusal, Unfound
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import formerly, kit, phrases

routes = Routes()

NO_SUCH_SCHOOL = N_("No school is called '{typed}'. Please type one word of its name, or choose:")


@routes.button("my-school:{page}")
async def ask_school(chat: Chat, page: int) -> Reply:
    """Ask for the right school: chosen page by page, or found by typing."""
    chat.must_have_joined()
    found = _others(chat, await schools.all_schools(chat.db, chat.today))
    text = chat._("Which is your school? You can type a part of its name.")
    return Reply(text, (*kit.paged(chat, _buttons(found), page, "my-school"), (kit.leave(chat),)), step="my-school")


def _buttons(found: Sequence[Unit]) -> list[Button]:
    return kit.distinct([Button(school.name, f"my-new-school:{school.id}") for school in found])


def _others(chat: Chat, every: Sequence[Unit]) -> list[Unit]:
    """Return the schools but the own one: nobody changes to that."""
    return [one for one in every if one.id != chat.person.unit_id]


@routes.step("my-school", hears=True)
async def find_school(chat: Chat) -> Reply:
    """Show the schools in whose name all words stand that were typed, in that of today or in one of before."""
    chat.must_have_joined()
    words = fold(chat.text).removeprefix("truong ").split()
    every = await schools.all_schools(chat.db, chat.today)
    found = [one for one in every if words and all(word in fold(one.name) for word in words)]
    former = [] if found else await formerly.typed(chat)
    if not found and not former:
        raise Unfound(NO_SUCH_SCHOOL, typed=chat.text[:40])
    return which(chat, found, former)


def which(chat: Chat, found: Sequence[Unit], former: Sequence[Former] = ()) -> Reply:
    """Ask which of some schools it is, with those that are meant by a name of before."""
    found = [*dict.fromkeys([*found, *(one.now for one in former)])]
    text = "\n".join([*(formerly.line(chat, one) for one in former), chat._("Which of these is your school?")])
    shown = found[: 2 * kit.A_PAGE]
    lines = [text, *kit.and_more(chat._, len(found) - len(shown))]
    return Reply("\n".join(lines), (*rows(*_buttons(shown)), (kit.leave(chat),)), step="my-school")


@routes.button("my-new-school:{unit_id}")
async def read_back(chat: Chat, unit_id: int) -> Reply:
    """Read the school back before its principal is asked. Raises Refusal for the one that stands already."""
    _, person, new = chat._, chat.person, await schools.get(chat.db, unit_id)
    if new.id == person.unit_id:
        raise Refusal(arrivals.ALREADY_THERE, school=new.name)
    text = _("Change your school from {former} to {school}? The principal of {school} will be asked to confirm it.")
    text = text.format(former=person.unit.name if person.unit else "–", school=new.name)
    yes = Button(_("Yes, ask"), f"my-school-yes:{unit_id}", yes=True)
    return Reply(text, rows(yes, Button(_("No, leave it so"), "correct")))


@routes.button("my-school-yes:{unit_id}")
async def ask_principal(chat: Chat, unit_id: int) -> Reply:
    """Ask the new principal. Until the answer nothing changes."""
    school = await arrivals.ask(chat.db, chat.person, unit_id, chat.now)
    text = chat._("Noted. The principal of {school} is asked; you will be told the answer. Until then nothing changes.")
    return Reply(text.format(school=school.name), await phrases.home(chat))
