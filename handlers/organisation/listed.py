"""To who has not joined: what the school's list says of them, and how they are taken off it."""

from bot.documents import legacy
from bot.domain.endings import listed
from bot.domain.models import Invite
from bot.domain.organisation import invites, names, schools
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows

routes = Routes()

ASK_NAME = N_("Please type your full name: it is compared with the school's list and not stored.")


async def _invite(chat: Chat, token: str) -> Invite:
    secret = chat.settings.secret.reveal()
    return await invites.read(chat.db, token, secret=secret, now=chat.now, person=chat.someone)


@routes.button("own-entry:{token}")
async def ask(chat: Chat, token: str) -> Reply:
    """Ask for the name to look for."""
    await _invite(chat, token)
    return Reply(chat._(ASK_NAME), step=f"own-entry:{token}")


@routes.step("own-entry:{token}", lasts=None)
async def show(chat: Chat, token: str) -> Reply:
    """Say what the school has put in under this name, and offer to have it taken off."""
    _, invite = chat._, await _invite(chat, token)
    found = await listed.of_name(chat.db, invite, names.read(chat.text, legacy.ENCODINGS.values()))
    again = Button(_("Another name"), f"own-entry:{token}")
    if not found or invite.unit_id is None:
        return Reply(_("The list of the school has nobody of this name."), rows(again))
    school = (await schools.get(chat.db, invite.unit_id)).name
    lines, buttons = [_("{school} has put in of you:").format(school=school)], []
    for entry in found:
        about = ", ".join(part for part in (entry.name, entry.subject, entry.level and entry.level.upper()) if part)
        lines.append(_("– {about} (put in on {day})").format(about=about, day=_.day(entry.imported_at.date())))
        label = _("Take me off the list") if len(found) == 1 else _("Take off: {about}").format(about=about)
        buttons.append(Button(label, f"off-list:{token}:{entry.id}"))
    return Reply("\n".join(lines), rows(*buttons, again))


@routes.button("off-list:{token}:{entry_id}")
async def take_off(chat: Chat, token: str, entry_id: int) -> Reply:
    """Put the request into the register; the controller carries it out."""
    _, invite = chat._, await _invite(chat, token)
    request = await listed.ask_off(chat.db, chat.settings, invite, entry_id, chat.now)
    text = _("Your request no. {number} is kept; it is done by {due}. To ask about it: {contact}.")
    due = _.short_day(request.due_on)
    return Reply(text.format(number=request.id, due=due, contact=chat.settings.contact or "–"))
