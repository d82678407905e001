"""`/toi`: what is stored of me, my language, taking my consent back and having it all erased."""

from bot.domain.endings import privacy, requests
from bot.domain.models import Wish
from bot.domain.organisation import appointments, schools
from bot.errors import Gone
from bot.i18n import LANGUAGES
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation.accounts import quota_lines
from handlers.organisation.start import LEVELS, levels_of

routes = Routes()


@routes.command("toi", "hoso")
@routes.button("me")
async def me(chat: Chat, said: str = "") -> Reply:
    """Show what is stored, after what has just been said."""
    _, person = chat._, chat.person
    kept = await privacy.kept(chat.db, person)
    text = _(
        "{name}\nSchool: {school}\nSubject: {subject}\nLanguage: {language}\n\n"
        "Stored of you: sign-ups {seats}, attendance {marks}, reflections {reflections}, photos {photos}; "
        "chat: {channels}.\nYou agreed at {when} (notice no. {version})."
    ).format(
        name=person.true_name or person.name,
        school=person.unit.name if person.unit else "–",
        subject=person.subject or _("General classes (several subjects)"),
        language=LANGUAGES[_.language],
        seats=kept.seats,
        marks=kept.marks,
        reflections=kept.reflections,
        photos=kept.photos,
        channels=", ".join(kept.channels),
        when=_.moment(kept.consent_at),
        version=kept.consent_version,
    )
    other = [Button(name, f"language:{code}") for code, name in LANGUAGES.items() if code != _.language]
    text = "\n".join([text, *await quota_lines(chat)])
    mine = (
        Button(_("My meetings"), "mine:0"),
        Button(_("My chats"), "accounts"),
        Button(_("Quiet hours"), "hours"),
        Button(_("Correct my data"), "correct"),
        Button(_("Everything kept of me"), "mydata:0"),
        Button(_("My consents"), "consents"),
        Button(_("Who looked at my data"), "looks:0"),
        Button(_("My rights"), "rights"),
        # Not the first: a "1" that was typed for something else would turn every sentence into another language.
        *other,
        Button(_("Erase my data"), "erase"),
    )
    return Reply(kit.after(said, text), rows(*mine), step=STAY)


@routes.button("language:{code}")
async def speak(chat: Chat, code: str) -> Reply:
    """Change the language of everything that is said to this person."""
    if code not in LANGUAGES:
        raise Gone
    chat.person.language = code
    text = chat._("From now on the system speaks {language}.").format(language=LANGUAGES[code])
    return Reply(text, await phrases.home(chat))


@routes.button("correct")
async def correct(chat: Chat) -> Reply:
    """Show what can be corrected, and how."""
    _ = chat._
    chat.must_have_joined()
    text = _("What is to be corrected? Another school is confirmed by its principal.")
    buttons = (
        Button(_("Correct my name"), "rename"),
        Button(_("Change the school"), "my-school:0"),
        Button(_("Correct my subject"), "my-subject"),
        Button(_("Correct my level"), "my-level"),
        Button(_("My data"), "me"),
    )
    return Reply(text, rows(*buttons))


@routes.button("my-subject")
async def ask_subject(chat: Chat) -> Reply:
    """Ask for the right subject."""
    chat.must_have_joined()
    subjects = await schools.subjects(chat.db)
    buttons = [Button(subject, f"my-subject:{number}") for number, subject in enumerate(subjects, start=1)]
    none = Button(chat._("General classes (several subjects)"), "my-subject:0")
    return Reply(chat._("Which subject do you teach?"), rows(none, *buttons))


@routes.button("my-subject:{number}")
async def take_subject(chat: Chat, number: int) -> Reply:
    """Put the right subject in; who is expected where follows within a minute."""
    person, subjects = chat.person, await schools.subjects(chat.db)
    if number > len(subjects):
        raise Gone
    former, person.subject = person.subject, subjects[number - 1] if number else None
    general = chat._("General classes (several subjects)")
    return await me(chat, _corrected(chat, former or general, person.subject or general))


def _corrected(chat: Chat, former: str, now: str) -> str:
    return chat._("Corrected: {former} → {name}.").format(former=former, name=now)


@routes.button("my-level")
async def ask_level(chat: Chat) -> Reply:
    """Ask for the right level."""
    taught = await levels_of(chat, chat.must_have_joined())
    buttons = [Button(chat._(LEVELS[level]), f"my-level:{level}") for level in taught]
    return Reply(chat._("Which level do you teach?"), rows(*buttons, across=2))


@routes.button("my-level:{level}")
async def take_level(chat: Chat, level: str) -> Reply:
    """Put the right level in."""
    person = chat.person
    if level not in LEVELS:
        raise Gone
    former, person.level = person.level, level
    was = chat._(LEVELS[former]) if former in LEVELS else "–"
    return await me(chat, _corrected(chat, was, chat._(LEVELS[level])))


@routes.button("rename")
async def ask_name(chat: Chat) -> Reply:
    """Ask for the right name."""
    text = chat._("What is your full name? It stands as {name} now.").format(name=chat.person.name)
    return kit.ask(chat, text, step="join:name")


@routes.button("erase")
async def ask_erase(chat: Chat) -> Reply:
    """Say what erasing takes and what remains, and ask."""
    _ = chat._
    await appointments.must_leave_another(chat.db, chat.must_have_joined(), chat.rights, chat.today)
    text = _(
        "Erase your data? Your profile, this chat, your sign-ups ahead, reflections and photos will be taken out "
        "at once. "
        "Marks of attendance remain as numbers without your name. To come back you will need a new link."
    )
    return Reply(text, rows(Button(_("Yes, erase it"), "erase:yes"), Button(_("No, keep it"), "me")))


@routes.button("erase:yes")
async def erase(chat: Chat) -> Reply:
    """Erase the person."""
    await appointments.must_leave_another(chat.db, chat.person, chat.rights, chat.today)
    t = chat._  # taken before `someone` is none, whose translator falls back to the default language
    secret = chat.settings.secret.reveal()
    await requests.done_at_once(chat.db, chat.settings, chat.person, Wish.ERASE, chat.now)
    chat.to_erase += await privacy.erase(chat.db, chat.person, chat.now, secret=secret)
    # From here on this is a stranger's chat for the router.
    chat.someone = None
    return Reply(t("Your data was erased and your consent taken back. Thank you for your work with us."))
