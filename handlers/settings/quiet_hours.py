"""Quiet hours beside the organisation's: everybody's own, and a school's by its principal or an officer."""

from bot.domain.calendar import quiet, settings, settings_typed
from bot.domain.calendar.settings import Hours
from bot.domain.models import Person, Unit
from bot.domain.organisation import schools
from bot.errors import Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.settings.organisation_settings import hours_words

routes = Routes()

CHOICES: tuple[Hours | None, ...] = (None, *settings_typed.QUIETS)
"""Buttons speak of hours by their place here; None is as the school or the organisation has it."""
ME = 0
"""In a press, in place of a school."""


@routes.button("hours")
@routes.button("hours-of:{unit_id}")
async def show(chat: Chat, unit_id: int = ME) -> Reply:
    """Show one's own quiet hours, or a school's, and ask for new ones."""
    return await _ask(chat, unit_id)


@routes.button("hours-schools:{page}")
async def choose_school(chat: Chat, page: int) -> Reply:
    """Show the schools to an officer."""
    kit.must_oversee(chat)
    found = await schools.all_schools(chat.db, chat.today, rights=chat.rights)
    buttons = [Button(school.name, f"hours-of:{school.id}") for school in found]
    return Reply(chat._("Which school?"), kit.paged(chat, buttons, page, "hours-schools"))


async def _whose(chat: Chat, number: int) -> Person | Unit:
    """Return whose hours they are. Raises NotAllowed for a school unless who speaks heads it or is an officer."""
    person = chat.person
    if number == ME:
        return person
    chat.rights.must_head(number)
    return await schools.get(chat.db, number)


def _held(whose: Person | Unit) -> Hours | None:
    return (whose.quiet_from, whose.quiet_to) if whose.quiet_from and whose.quiet_to else None


def _words(chat: Chat, whose: Person | Unit, hours: Hours | None) -> str:
    if hours:
        return hours_words(chat._, hours)
    return chat._("as the school") if isinstance(whose, Person) else chat._("as the organisation")


async def _ask(chat: Chat, number: int, said: str = "") -> Reply:
    _, whose = chat._, await _whose(chat, number)
    since, until = (await settings.read(chat.db)).quiet
    head = _("Your quiet hours: {hours}") if number == ME else _("Quiet hours of {school}: {hours}")
    lines = [
        head.format(school=whose.name, hours=_words(chat, whose, _held(whose))),
        _(
            "What can wait comes after them; a change for the same day comes at once. From {since} to {until}, on "
            "Sundays and days off nothing that can wait leaves anyway."
        ).format(since=f"{since:%H:%M}", until=f"{until:%H:%M}"),
        _("To change them, please choose or write, for example: 20h-6h30."),
    ]
    buttons = [
        Button(_words(chat, whose, hours), f"hours-set:{number}:{choice}")
        for choice, hours in enumerate(CHOICES)
        if hours != _held(whose)
    ]
    if number == ME:
        found = [await schools.get(chat.db, one) for one in sorted(chat.rights.principal_of)]
        buttons += [Button(_("Quiet hours of my school"), f"hours-of:{school.id}") for school in found[:1]]
    back = Button(_("‹ My data"), "me") if number == ME else kit.leave(chat)
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons, back), step=f"hours:{number}")


@routes.step("hours:{number}", digits=True)
async def take(chat: Chat, number: int) -> Reply:
    """Take typed hours."""
    return await _set(chat, number, settings_typed.read_quiet(chat.text))


@routes.button("hours-set:{number}:{choice}")
async def choose(chat: Chat, number: int, choice: int) -> Reply:
    """Take offered hours; idempotent."""
    if choice >= len(CHOICES):
        raise Gone
    return await _set(chat, number, CHOICES[choice])


async def _set(chat: Chat, number: int, hours: Hours | None) -> Reply:
    whose = await _whose(chat, number)
    before = _words(chat, whose, _held(whose))
    if isinstance(whose, Person):
        quiet.set_own(whose, hours)
    else:
        quiet.set_school(chat.rights, whose, hours)
    after = _words(chat, whose, hours)
    said = chat._("Changed: {before} → {after}").format(before=before, after=after)
    return await _ask(chat, number, said if before != after else chat._("It is so already; nothing was changed."))
