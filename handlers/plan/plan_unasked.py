"""A file out of the blue: of the meeting whose evidence was just shown, of a duty, a plan, else asked about."""

from dataclasses import replace

from bot.errors import N_
from bot.media import FILMS, KeptFile
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers.duty import duty_unasked
from handlers.meeting import send_photos
from handlers.plan.plan_file import PLAN_FILE, begin

routes = Routes()

A_PLAN = N_("Is {name} a plan of meetings?")
ONE_OF_BOTH = N_("Is {name} a plan of meetings, or a paper that gives duties?")


@routes.otherwise(Kind.FILE)
async def unasked(chat: Chat) -> Reply:
    """Ask whether a file out of the blue is a plan, where somebody who may put one in has sent it.

    What comes right below a reminder of duties is asked about as that first.
    """
    if chat.someone and (below := await send_photos.below_basket(chat)):
        return _or_a_plan(chat, below)
    offered = await duty_unasked.offer_file(chat) if chat.someone and chat.kept else None
    if offered and not (chat.rights.officer or chat.rights.leads):
        return offered
    film = chat.kept is not None and chat.kept.name.lower().endswith(FILMS)
    if chat.someone is None or not chat.kept or film or not (chat.rights.officer or chat.rights.leads):
        return await send_photos.no_files(chat)
    begin(chat, sha=chat.kept.sha, name=chat.kept.name)
    _ = chat._
    if offered:
        return replace(offered, buttons=(*offered.buttons, (Button(_("It is a plan"), "plan:read", yes=True),)))
    # What an officer puts in may be a paper without any meeting: what it asks for is shown as well.
    asks = ONE_OF_BOTH if chat.rights.officer else A_PLAN
    text = _(asks).format(name=chat.kept.name or _("this file"))
    return Reply(text, rows(Button(_("Yes, read it"), "plan:read", yes=True), Button(_("No"), "plan:no")), step=STAY)


def _or_a_plan(chat: Chat, asked: Reply) -> Reply:
    """Offer beside the evidence that a file is a plan, to who may put one in."""
    assert chat.kept
    if chat.kept.name.lower().endswith(FILMS) or not (chat.rights.officer or chat.rights.leads):
        return asked
    begin(chat, sha=chat.kept.sha, name=chat.kept.name)
    return replace(asked, buttons=(*asked.buttons, (Button(chat._("It is a plan"), "plan:read"),)))


@routes.button("plan:no")
async def no_plan(chat: Chat) -> Reply:
    """Forget the file, which may be evidence of a meeting. The conversation that was going on stays."""
    chat.must_have_joined()
    file = chat.draft.pop(PLAN_FILE, {})
    said = chat._("Then it is not read. Photos of a meeting can be sent as photos.")
    lists = list_doors(chat)
    if lists:
        said = chat._("Then it is not read. A list is sent anew below its button; photos of a meeting as photos.")
    kept = KeptFile(file["sha"], file.get("name", ""), picture=False) if "sha" in file else None
    asked = await send_photos.no_plan_but_evidence(chat, kept) if kept else None
    return asked or Reply(said, rows(*lists), step=STAY)


def list_doors(chat: Chat) -> list[Button]:
    """Return the doors by which lists come in, to who may put one in."""
    doors = [Button(chat._("Roster as a file"), "roster")] if chat.rights.officer or chat.rights.principal_of else []
    return [*doors, Button(chat._("List of schools (file)"), "unit-list")] if chat.rights.officer else doors
