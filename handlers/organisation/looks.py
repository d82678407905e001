"""Which answers show data of others, which is written down, and "who looked at my data" from /toi."""

from collections.abc import Mapping
from typing import Any

from bot.domain.endings import looks
from bot.domain.models import PaperKind, Seen, Topic
from bot.domain.papers.kinds import KINDS
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Route, Routes
from handlers import kit

routes = Routes()

SEEN = {
    Seen.MARKS: N_("attendance"),
    Seen.REFLECTIONS: N_("reflections, without names"),
    Seen.PHOTOS: N_("photos"),
    Seen.LISTS: N_("list of people"),
    Seen.EXPORT: N_("a file with names"),
}
SHOWS = {
    "thoughts:{meeting_id}:{number}": Seen.REFLECTIONS,
    "album:{meeting_id}": Seen.PHOTOS,
    "album:{meeting_id}:{number}": Seen.PHOTOS,
    "names:{meeting_id}": Seen.MARKS,
    "names:{meeting_id}:{mode}:{page}": Seen.MARKS,
    "sum:{kind}:{number}": Seen.MARKS,
    "sum-of:{time}:{unit_id}:{page}": Seen.MARKS,
    "sum-book:{kind}:{number}": Seen.EXPORT,
    "roll:{meeting_id}": Seen.MARKS,
    "roll-anew:{meeting_id}": Seen.MARKS,
    "stands:{invitee_id}": Seen.MARKS,
    "away-of:{invitee_id}": Seen.MARKS,
    "schools:{meeting_id}": Seen.LISTS,
    "paper-who:{meeting_id}:{page}": Seen.LISTS,
    "thanks:{meeting_id}:{number}": Seen.LISTS,
    "send-them:{meeting_id}:{unit_id}": Seen.LISTS,
    "appoint-at:{cluster_id}:{unit_id}:{page}": Seen.LISTS,
    "role-at:{meeting_id}:{number}:{unit_id}:{page}": Seen.LISTS,
    "school:{meeting_id}:{unit_id}": Seen.LISTS,
    "send:{meeting_id}:{unit_id}:{page}": Seen.LISTS,
    "acks:{meeting_id}": Seen.LISTS,
    "people:{unit_id}": Seen.LISTS,
    "roster-missing:{unit_id}": Seen.LISTS,
    "ownlist:{unit_id}:{standing}:{page}": Seen.LISTS,
    "own-one:{unit_id}:{key}": Seen.LISTS,
    "duty-texts:{meeting_id}:{page}": Seen.LISTS,
}
"""The doors behind which people are shown by name, or what they wrote and photographed; refused ones show nothing."""
OFFICE = "office"
EXPORTS = frozenset({"attendance-book", OFFICE, "themes-book", "year-book"})
"""Papers with names of people in them, whichever door they leave by."""
A_PAGE = 10


async def note(chat: Chat, route: Route, arguments: Mapping[str, Any], reply: Reply) -> None:
    """Write down that who speaks was shown data of others, if they were."""
    if chat.someone is None:
        return
    seen, whose = SHOWS.get(route.pattern), _whose(chat, arguments)
    for part in reply.attachments:
        if part.paper in EXPORTS:
            seen = Seen.EXPORT
        if part.paper == OFFICE:
            whose = await _of_paper(chat, part.facts)
    if seen and "invitee_id" in arguments:
        whose = await looks.of_invitee(chat.db, int(arguments["invitee_id"]))
    if seen:
        await looks.note(chat.db, chat.someone, seen, whose, chat.now)


async def _of_paper(chat: Chat, facts: Mapping[str, Any]) -> list[str]:
    """Return whose names stand in an official paper: one person's, those of a meeting, else all that one may see."""
    if "version" in facts:
        found = await looks.of_version(chat.db, int(facts["version"]))
        kind, number, of = found or ("", 0, 0)
    else:
        kind, number, of = str(facts["what"]).partition(".")[0], int(facts["number"]), int(facts["of"])
    if kind == PaperKind.TRAINING:
        return [looks.person(of)]
    if kind == PaperKind.CONFIRMATION:
        return await looks.of_invitee(chat.db, of)
    if kind in KINDS and KINDS[PaperKind(kind)].scope == "meeting":
        return [str(Topic.meeting(number))]
    return looks.all_of(chat.rights)


def _whose(chat: Chat, arguments: Mapping[str, Any]) -> list[str]:
    meeting = arguments.get("meeting_id") or (arguments.get("kind") == "meeting" and arguments.get("number"))
    if meeting:
        return [str(Topic.meeting(int(meeting)))]
    if unit := arguments.get("unit_id"):
        return [looks.unit(int(unit))]
    return looks.all_of(chat.rights)


@routes.button("looks:{number}")
async def mine(chat: Chat, number: int) -> Reply:
    """Show who looked at my data: who, at what, when, how often that day."""
    _, person = chat._, chat.person
    found = await looks.at_mine(chat.db, person, first=number * A_PAGE, most=A_PAGE)
    page = kit.page_at(found, A_PAGE)
    back = Button(_("My data"), "me")
    if not found.total:
        return Reply(_("Nobody else has looked at your data."), ((back,),))
    lines = [_("Who looked at your data ({number}):").format(number=found.total)]
    for one in found.rows:
        line = _("– {when}: {who}, {what}").format(when=_.moment(one.at), who=one.reader or "–", what=_(SEEN[one.seen]))
        lines.append(line + (f" ×{one.times}" if one.times > 1 else ""))
    lines.append("\n" + _("They may do so by their office; if it seems wrong to you: My rights, Complain."))
    return Reply("\n".join(lines), (*page.turns(chat, "looks"), (Button(_("My rights"), "rights"), back)))
