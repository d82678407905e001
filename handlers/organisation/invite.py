"""`/moi`: links to join by. Officers invite leads, core teachers, principals, officers; principals their teachers."""

from collections.abc import Sequence

from bot.domain.models import Invite, Role
from bot.domain.organisation import invites, own_people, schools
from bot.domain.programme import meetings
from bot.errors import N_, NotAllowed
from bot.messages import Attachment, Button, Reply
from bot.routes import Chat, Routes, WayIn, rows
from bot.vietnamese import local
from handlers.organisation.accounts import channel_name

routes = Routes()

ROLES = {
    Role.OFFICER: N_("education officer"),
    Role.PRINCIPAL: N_("principal"),
    Role.LEAD: N_("cluster lead"),
    Role.CORE: N_("core teacher"),
    Role.TEACHER: N_("teacher of the school"),
    Role.DEPUTY_LEAD: N_("deputy lead"),
    Role.DEPUTY: N_("deputy principal"),
    Role.SUBJECT_HEAD: N_("head of a subject group"),
    Role.CLERK: N_("clerk"),
}


@routes.command("moi")
@routes.button("invite")
async def begin(chat: Chat) -> Reply:
    """Ask whom to invite."""
    _, rights = chat._, chat.rights
    chat.must_have_joined()
    rights.must_head_any()
    buttons = []
    for school in sorted(rights.principal_of):
        name = (await schools.get(chat.db, school)).name
        buttons.append(Button(_("Teachers of {school}").format(school=name), f"link:{Role.TEACHER}:{school}"))
    if rights.officer:
        buttons.append(Button(_("A principal"), f"invite:{Role.PRINCIPAL}"))
        buttons.append(Button(_("A cluster lead"), f"invite:{Role.LEAD}"))
        buttons.append(Button(_("A core teacher"), f"invite:{Role.CORE}"))
        buttons.append(Button(_("Teachers of a school"), f"invite:{Role.TEACHER}"))
        buttons.append(Button(_("Another officer"), f"invite:{Role.OFFICER}"))
    buttons.append(Button(_("Links in use"), "links"))
    return Reply(_("Whom would you like to invite?"), rows(*buttons))


@routes.button("invite:{role}")
async def choose(chat: Chat, role: str) -> Reply:
    """Ask which school or cluster the link is for."""
    _ = chat._
    chat.rights.must_oversee()
    if role == Role.OFFICER:
        return await _officer(chat)
    if role in (Role.LEAD, Role.CORE):
        every = await meetings.clusters(chat.db, rights=chat.rights)
        found = [one for one in every if (one.subject is None) == (role == Role.LEAD)]
        return Reply(_("Of which cluster?"), rows(*(Button(one.called, f"link:{role}:{one.id}") for one in found)))
    of = await schools.all_schools(chat.db, chat.today, rights=chat.rights)
    return Reply(_("Of which school?"), rows(*(Button(school.name, f"link:{role}:{school.id}") for school in of)))


async def _officer(chat: Chat) -> Reply:
    """Ask of which office, where one oversees several."""
    offices = await schools.offices(chat.db, chat.rights)
    if len(offices) == 1:
        return await make(chat, Role.OFFICER, offices[0].id)
    buttons = [Button(office.name, f"link:{Role.OFFICER}:{office.id}") for office in offices]
    return Reply(chat._("Of which office?"), rows(*buttons))


@routes.button("link:{role}:{place}")
async def make(chat: Chat, role: str, place: int) -> Reply:
    """Make the link and show it, ready to be sent on."""
    if role not in set(Role):
        raise NotAllowed
    kind = Role(role)
    in_cluster = kind in (Role.LEAD, Role.CORE, Role.DEPUTY_LEAD)
    invite = await invites.create(
        chat.db,
        chat.rights,
        kind,
        unit_id=None if in_cluster else place,
        cluster_id=place if in_cluster else None,
        by=chat.person,
        now=chat.now,
    )
    return await _to_forward(chat, invite)


async def _to_forward(chat: Chat, invite: Invite, to: str = "") -> Reply:
    """Return a message that can be forwarded as it is: to whom, the way in by each channel, nothing to press.

    The picture has a QR code for each channel that has an address; whoever cannot see it has the same in the text.
    """
    _, place = chat._, await invites.place(chat.db, invite)
    secret = chat.settings.secret.reveal()
    code = invites.code(invite.id, secret)
    lines = [_("To teacher {name}.").format(name=to)] if to else []
    if invite.role is Role.TEACHER:
        lines.append(
            _(
                "To the teachers of {school}: you are invited to the assistant for lesson-study meetings. It "
                "reminds of meetings and takes sign-ups; joining takes two minutes."
            ).format(school=place)
        )
    else:
        text = _("You are invited to the assistant for lesson-study meetings: {role}, {place}.")
        lines.append(text.format(role=_(ROLES[invite.role]), place=place))
    pictured = []
    for way in chat.ways_in(invites.token(invite.id, secret)):
        name, address = channel_name(way.channel), _address(chat, way)
        if way.address.startswith("https://"):
            lines.append(f"{name}: {address}")
        else:
            look = _("{channel}: look for {name} and send the code").format(channel=name, name=way.called)
            lines.append(f"{look}\n{address}" if address else look)
        if address:
            pictured.append([name if way.address == address else f"{name} ({way.called})", address])
    lines.append(_("Code: {code}").format(code=code))
    return Reply("\n\n".join(lines), attachments=_picture(place, lines[-1], pictured))


def _address(chat: Chat, way: WayIn) -> str:
    """Return the address that opens the chat, empty where nobody has said it: Zalo's is of the deployment."""
    return way.address if way.address.startswith("https://") else chat.settings.zalo_link


def _picture(place: str, code: str, ways: Sequence[Sequence[str]]) -> tuple[Attachment, ...]:
    if not ways:
        return ()
    facts = {"title": place, "code": code, "ways": [[*way] for way in ways]}
    return (Attachment("photo", "loi-moi.png", paper="invitation", facts=facts),)


@routes.button("invite-own:{unit_id}")
@routes.button("invite-own:{unit_id}:{key}")
async def for_own(chat: Chat, unit_id: int, key: str = "") -> Reply:
    """Return the message to forward to a school's teachers; with a key, to the one of them who has not joined."""
    chat.must_have_joined()
    found = await own_people.of_school(chat.db, chat.rights, unit_id, chat.today)
    to = found.one(key).name if key else ""
    invite = await invites.for_teachers(chat.db, chat.rights, unit_id, chat.person, chat.now)
    return await _to_forward(chat, invite, to)


@routes.button("forward:{invite_id}")
async def forward(chat: Chat, invite_id: int) -> Reply:
    """Show the message to forward once more."""
    return await _to_forward(chat, await invites.own(chat.db, invite_id, chat.person))


@routes.button("links")
async def links(chat: Chat) -> Reply:
    """Show one's links that still open."""
    _ = chat._
    living = await invites.living(chat.db, chat.person, chat.now)
    if not living:
        return Reply(_("No link of yours is open."), rows(Button(_("Another link"), "invite")))
    buttons = []
    for invite in living:
        used = f"{invite.uses}/{invite.most_uses}"
        label = f"{_(ROLES[invite.role])} · {await invites.place(chat.db, invite)} · {used}"
        buttons.append(Button(label, f"show:{invite.id}"))
    return Reply(_("Your links (used/most):"), rows(*buttons))


@routes.button("show:{invite_id}")
async def show(chat: Chat, invite_id: int) -> Reply:
    """Show how a link of one's own is used, and what can be done with it."""
    _, invite = chat._, await invites.own(chat.db, invite_id, chat.person)
    text = _("{role}, {place}: used {uses} of {number} times, open until {until}.").format(
        role=_(ROLES[invite.role]),
        place=await invites.place(chat.db, invite),
        number=invite.most_uses,
        until=_.day(local(invite.expires_at).date()),
        uses=invite.uses,
    )
    again = Button(_("Message to forward"), f"forward:{invite.id}")
    return Reply(
        text, rows(again, Button(_("Close this link"), f"close:{invite.id}"), Button(_("Another link"), "invite"))
    )


@routes.button("close:{invite_id}")
async def close(chat: Chat, invite_id: int) -> Reply:
    """Close a link."""
    await invites.revoke(chat.db, invite_id, chat.person, chat.now)
    text = chat._("The link is closed; nobody can join by it any more.")
    return Reply(text, rows(Button(chat._("Another link"), "invite")), edits=True)
