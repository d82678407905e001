"""The meetings of a school that is named ("lịch trường Na Sang"), also by a name it had before."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.duties import standings
from bot.domain.models import Meeting, Unit
from bot.domain.organisation import tree
from bot.errors import N_
from bot.messages import Reply
from bot.routes import Chat
from handlers import formerly
from handlers.sayings import about, places
from handlers.sayings.sentence import Sentence

NONE_OF_SCHOOL = N_("No meeting of {school} is in your calendar.")


async def meetings(chat: Chat, said: Sentence, found: Sequence[Meeting]) -> Reply | None:
    """Show those of one's meetings that concern the school that is named; None where none is.

    Of a name of before it is said which school that is today.
    """
    if chat.someone is None or not said.words:
        return None
    hosts = {meeting.host.id: meeting.host for meeting in found}
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today) if chat.rights.runs_something else []
    known: Sequence[Unit] = [*(hosts | {unit.id: unit for unit in seen}).values()]
    former, named = [], places.schools_of(said, known)
    if not named:
        former = await formerly.named(chat, lambda name: places.names_school(said, name))
        named = [*{one.now.id: one.now for one in former}.values()]
    if not named:
        return None
    of_them = {unit.id for unit in named}
    clusters = {one.id for unit in named for one in await tree.clusters_of(chat.db, unit, chat.today)}
    mine = [meeting for meeting in found if meeting.host_id in of_them or meeting.cluster_id in clusters]
    schools = ", ".join(unit.name for unit in named)
    shown = await about.show(chat, mine, chat._(NONE_OF_SCHOOL).format(school=schools))
    return replace(shown, text="\n".join([*(formerly.line(chat, one) for one in former), shown.text]))
