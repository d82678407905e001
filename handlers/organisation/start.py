"""First contact: what is stored and why, the yes, then name, school, subject and level. Nothing is stored before."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.documents import legacy
from bot.domain.endings import same_person
from bot.domain.models import Invite, Person, Role, RosterEntry, Scope
from bot.domain.organisation import accounts, arrivals, invites, names, people, roster, schools, units
from bot.domain.organisation.consents import ALL, edition
from bot.domain.programme import attendance
from bot.errors import N_, Gone, NotRegistered
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.typed_words import yes_or_no
from handlers import kit, phrases
from handlers.meeting.attendance import checked_in
from handlers.organisation import consents

routes = Routes()

_YES = "đúng dung rồi roi vâng dạ da ok oke phải phai chuẩn ạ em nhé yes right"
"""Words that say yes to a name that was read back; none of them is one."""
CHANGES = N_("You are of {former}, and this link is of {school}. Do you change to {school}?")
LEVELS = {
    "mn": N_("Nursery school"),
    "th": N_("Primary"),
    "thcs": N_("Lower secondary"),
    "thpt": N_("Upper secondary"),
}


@routes.command("start")
async def start(chat: Chat) -> Reply:
    """Open an invitation, check in by a scanned code, or show the choices."""
    # `/start c12345` comes from the picture of a roll call, everything else after /start from an invitation.
    payload = chat.rest
    if payload.startswith("c") and payload[1:].isdecimal():
        return checked_in(chat, await attendance.check_in(chat.db, chat.person, payload[1:], chat.now))
    if not payload:
        return await welcome(chat)
    return await open_invitation(chat, payload)


async def open_invitation(chat: Chat, token: str) -> Reply:
    """Take an invitation up, or ask a stranger for consent first. Raises BadInput for a code that opens nothing."""
    invite = await _read_link(chat, token)
    if chat.someone is None:
        return consents.ask_stranger(chat, token)
    if invite.role is Role.TEACHER and (former := await _other_school(chat, chat.someone, invite)):
        to = await schools.get(chat.db, invite.unit_id or 0)
        yes = Button(chat._("Yes, I change schools"), f"change-by:{token}", yes=True)
        no = Button(chat._("No, leave it so"), "leave-it", no=True)
        return Reply(chat._(CHANGES).format(former=former, school=to.name), rows(yes, no))
    return await _accept(chat, chat.someone, invite)


async def _other_school(chat: Chat, person: Person, invite: Invite) -> str:
    """Return the school that somebody is of and that a link would take them from; empty where they are of none."""
    if person.unit_id is None or person.unit_id == invite.unit_id:
        return ""
    return (await schools.get(chat.db, person.unit_id)).name


@routes.button("change-by:{token}")
async def change_school(chat: Chat, token: str) -> Reply:
    """Take a link of another school up: a link is forwarded easily, and opened by mistake."""
    return await _accept(chat, chat.person, await _read_link(chat, token))


async def _accept(chat: Chat, person: Person, invite: Invite) -> Reply:
    await invites.accept(chat.db, invite, person, chat.now)
    return await _next_question(chat)


async def _read_link(chat: Chat, token: str) -> Invite:
    secret = chat.settings.secret.reveal()
    return await invites.read(chat.db, token, secret=secret, now=chat.now, person=chat.someone)


async def welcome(chat: Chat) -> Reply:
    """Show the choices everybody starts from, or ask what is still unknown of a person."""
    if chat.someone is None:
        raise NotRegistered
    if not chat.someone.name or (chat.someone.level is None and not chat.rights.officer):
        return await _next_question(chat)
    text = chat._("Dear {person}. What would you like to do?").format(person=phrases.addressed(chat._, chat.person))
    return Reply(text, await phrases.home(chat))


@routes.button("agree:{token}")
async def agree(chat: Chat, token: str) -> Reply:
    """Store the yes to all of the notice, give what the link is for, and ask the first question."""
    return await _agreed(chat, token, ALL)


@routes.button("agree-duty:{token}")
async def agree_to_duty(chat: Chat, token: str) -> Reply:
    """Store a yes to calendar and attendance alone."""
    return await _agreed(chat, token, frozenset({Scope.DUTY}))


async def _agreed(chat: Chat, token: str, scopes: Collection[Scope]) -> Reply:
    invite = await _read_link(chat, token)
    # What was read is what is agreed to: other words than those of today are shown first.
    if chat.someone is None and chat.draft.get("notice") != edition(chat.settings):
        return consents.ask_stranger(chat, token)
    incoming = chat.incoming
    # A Zalo plan allows so many people (50 on the free one): who comes later would never get an answer.
    await accounts.must_have_room(chat.db, incoming.channel, chat.settings.people_on(incoming.channel))
    person = await people.agree(
        chat.db,
        incoming.channel,
        incoming.address,
        language=chat._.language,
        now=chat.now,
        words=consents.words(chat),
        scopes=scopes,
    )
    chat.someone = person
    chat.draft.pop("notice", None)
    await invites.accept(chat.db, invite, person, chat.now)
    chat.draft["role"] = invite.role
    return await _next_question(chat)


@routes.step("consent:{token}", lasts=None)
async def answer_notice(chat: Chat, token: str) -> Reply:
    """Take a typed yes or no to the notice; whatever else is typed, the choices are shown again."""
    said = yes_or_no(chat.text)
    if said is None:
        return replace(consents.ask_stranger(chat, token), text=chat._(kit.PLEASE_CHOOSE))
    return await agree(chat, token) if said else await consents.decline(chat)


async def _next_question(chat: Chat) -> Reply:
    """Ask for the first thing that is still unknown of a person, or say that all is done."""
    person, _ = chat.someone, chat._
    if person is None:
        raise NotRegistered
    if not person.name:
        return Reply(_("Thank you. What is your full name? (For example: Sùng A Dơ)"), step="join:name")
    role = chat.draft.get("role", Role.TEACHER)
    if person.unit_id is None and role != Role.OFFICER:
        return await _ask_school(chat)
    if not person.level and (known := await _known_already(chat, person)):
        return known
    if "subject" not in chat.draft and not person.level and role in (Role.TEACHER, Role.LEAD):
        return await _ask_subject(chat)
    if not person.level and role != Role.OFFICER:
        return await _ask_level(chat, person)
    return await _done(chat)


async def levels_of(chat: Chat, person: Person) -> tuple[str, ...]:
    """Return the levels that somebody can teach: those that the name of their school says, else all there are."""
    school = await schools.get(chat.db, person.unit_id) if person.unit_id else None
    return (units.parse(school.name).levels if school else ()) or tuple(LEVELS)


async def _ask_level(chat: Chat, person: Person) -> Reply:
    """Ask which level somebody teaches; a school of one level leaves nothing to ask."""
    taught = await levels_of(chat, person)
    if len(taught) == 1:
        [person.level] = taught
        return await _done(chat)
    buttons = [Button(chat._(LEVELS[level]), f"level:{level}") for level in taught]
    return Reply(chat._("Which level do you teach?"), rows(*buttons, across=2), step="join:choose")


@routes.step("join:name", lasts=None)
async def name(chat: Chat) -> Reply:
    """Read the full name back before it is kept; it may be typed once more instead of a yes."""
    if chat.someone is None:
        raise NotRegistered
    if "name" in chat.draft and set(chat.text.lower().strip(" .!").split()) <= set(_YES.split()):
        return await keep_name(chat)
    chat.draft["name"] = names.read(chat.text, legacy.ENCODINGS.values())
    _ = chat._
    text = _("Full name: {name}. Is this right?").format(name=chat.draft["name"])
    yes, again = Button(_("Yes, this is right"), "my-name", yes=True), Button(_("No, type it again"), "name-again")
    return Reply(text, rows(yes, again, across=2), step="join:name")


@routes.button("my-name")
async def keep_name(chat: Chat) -> Reply:
    """Keep the name that was read back; of who had one already say what was corrected."""
    if chat.someone is None:
        raise NotRegistered
    kit.must_have(chat, "name", step="join:name")
    former = chat.someone.name
    people.rename(chat.someone, chat.draft.pop("name"))
    if not former:
        return await _next_question(chat)
    text = chat._("Corrected: {former} → {name}.").format(former=former, name=chat.someone.name)
    return Reply(text, await phrases.home(chat))


@routes.button("name-again")
async def ask_name_again(chat: Chat) -> Reply:
    """Ask for the name once more."""
    chat.draft.pop("name", None)
    return Reply(chat._(names.NO_NAME), step="join:name")


async def _ask_school(chat: Chat) -> Reply:
    names = await schools.all_schools(chat.db, chat.today)
    buttons = [Button(school.name, f"school:{school.id}") for school in names]
    return Reply(chat._("Which is your school?"), rows(*buttons), step="join:choose")


@routes.button("school:{unit_id}")
async def school(chat: Chat, unit_id: int) -> Reply:
    """Take the school of who is joining; afterwards a change is confirmed by the new principal (`my_school`)."""
    person = chat.person
    if person.unit_id is None and person.level is None:
        person.unit_id = (await schools.get(chat.db, unit_id)).id
        await arrivals.note(chat.db, person, unit_id, chat.now)
    return await _next_question(chat)


async def _ask_subject(chat: Chat) -> Reply:
    subjects = await schools.subjects(chat.db)
    buttons = [Button(subject, f"subject:{number}") for number, subject in enumerate(subjects, start=1)]
    return Reply(
        chat._("Which subject do you teach?"),
        rows(Button(chat._("General classes (several subjects)"), "subject:0"), *buttons),
        step="join:choose",
    )


@routes.button("subject:{number}")
async def subject(chat: Chat, number: int) -> Reply:
    """Take the subject; 0 stands for a teacher of all subjects."""
    subjects = await schools.subjects(chat.db)
    if number > len(subjects):
        raise Gone
    chat.person.subject = subjects[number - 1] if number else None
    chat.draft["subject"] = True
    return await _next_question(chat)


async def _known_already(chat: Chat, person: Person) -> Reply | None:
    """Ask a newcomer whom somebody of this name may be: one who has joined before, or one of the school's list."""
    if "before" not in chat.draft and (before := await same_person.alike(chat.db, person)):
        return _ask_who(chat, before)
    # The school's list may say subject and level already: then neither is asked.
    if "roster" not in chat.draft and (listed := await roster.candidates(chat.db, person)):
        return _ask_whether(chat, listed)
    return None


def _ask_who(chat: Chat, known: Sequence[Person]) -> Reply:
    """Ask whether somebody is one of their name who has joined before: a lost phone, a second chat."""
    _ = chat._
    lines = [_("Somebody of this name has joined at your school before. Is it you, with a new phone or account?")]
    buttons = []
    for one in known:
        subject = one.subject or _("General classes (several subjects)")
        lines.append(f"– {one.name}, {subject}")
        label = _("Yes, it is me") if len(known) == 1 else subject
        buttons.append(Button(label, f"before:{one.id}"))
    no = Button(_("No, I am new here"), "before:0")
    return Reply("\n".join(lines), rows(*kit.distinct(buttons), no), step="join:choose")


@routes.button("before:{person_id}")
async def was_before(chat: Chat, person_id: int) -> Reply:
    """Ask those who can know whether somebody is who they say; 0 is for somebody new. The questions go on."""
    chat.must_have_joined()
    chat.draft["before"] = True
    if not person_id or chat.person.level is not None:
        return await _next_question(chat)
    old = await same_person.say(chat.db, chat.person, person_id, chat.now)
    chat.draft |= {"roster": True, "subject": True}
    chat.person.subject, chat.person.level = old.subject, old.level
    text = chat._(
        "Noted. Your former account and your principal are asked; as soon as one of them says yes, everything is as "
        "before. Quicker, if you still have the other chat: send /toi there, choose My chats, and send the code here."
    )
    return Reply(text, await phrases.home(chat))


def _ask_whether(chat: Chat, found: Sequence[RosterEntry]) -> Reply:
    """Ask somebody whom the school's list seems to name; of two with one name the subject tells which."""
    _ = chat._
    lines = [_("The list of your school has this name. Is this you?")] if len(found) == 1 else []
    lines = lines or [_("The list of your school has this name more than once. Which one are you?")]
    buttons = []
    for entry in found:
        subject = entry.subject or _("General classes (several subjects)")
        about = [subject, _(LEVELS[entry.level])] if entry.level else [subject]
        lines.append("– " + ", ".join([entry.name, *about]))
        buttons.append(Button(_("Yes, this is me") if len(found) == 1 else ", ".join(about), f"is-me:{entry.id}"))
    return Reply("\n".join(lines), rows(*buttons, Button(_("No, this is not me"), "is-me:0")), step="join:choose")


@routes.button("is-me:{entry_id}")
async def is_me(chat: Chat, entry_id: int) -> Reply:
    """Take subject and level from the school's list, or with 0 ask for them."""
    chat.must_have_joined()
    chat.draft["roster"] = True
    if entry_id and chat.person.level is None:
        await roster.claim(chat.db, chat.person, entry_id)
        chat.draft["subject"] = True
    return await _next_question(chat)


@routes.button("level:{level}")
async def level(chat: Chat, level: str) -> Reply:
    """Take the level and close the registration."""
    if level not in LEVELS:
        raise Gone
    chat.person.level = level
    return await _next_question(chat)


kit.only_buttons(routes, "join:choose")


async def _done(chat: Chat) -> Reply:
    person, _ = chat.person, chat._
    # The link has just given rights that the chat was opened without; the choices depend on them.
    chat.rights = await people.rights(chat.db, person.id, chat.today)
    lines = [_("Welcome, {person}.").format(person=phrases.addressed(_, person))]
    if person.unit_id:
        lines.append(_("School: {school}").format(school=(await schools.get(chat.db, person.unit_id)).name))
    lines.append(_("Reminders will come by themselves. What would you like to do?"))
    return Reply("\n".join(lines), await phrases.home(chat))
