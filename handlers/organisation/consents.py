"""The notice before consent and whenever it changes, the yes and the no to each part of it, and what a stop shows.

The short notice fits on a phone, "Read it all" has the rest. Both together are the words that are kept with a yes.
"""

from dataclasses import replace

from bot.domain.endings import pausing
from bot.domain.models import Scope
from bot.domain.organisation import consents
from bot.domain.organisation.consents import Words
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Found, Route, Routes, Rows, rows
from bot.settings import Settings
from bot.typed_words import yes_or_no
from handlers import kit, phrases
from handlers.meeting import faces
from handlers.organisation import looks

routes = Routes()

CARRIED = N_("The messages themselves pass through the servers of the chat application.")
CARRIERS = {
    "telegram": N_("Telegram keeps the messages themselves on servers abroad."),
    "zalo": N_("Zalo keeps the messages themselves on its own servers."),
}
SCOPES = {
    Scope.DUTY: N_("calendar, attendance, duties"),
    Scope.REFLECTIONS: N_("reflections"),
    Scope.PHOTOS: N_("photos"),
}
ALLOW = {Scope.REFLECTIONS: N_("Keep my reflections"), Scope.PHOTOS: N_("Keep my photos")}
FORBID = {Scope.REFLECTIONS: N_("Reflections: no more"), Scope.PHOTOS: N_("Photos: no more")}
CHANGED = N_(
    "The notice about your data has changed. Please read it and answer; until you do, everything goes on as before."
)
STOPPED = N_("You have stopped since {when}: nothing is sent to you, and nothing of you is shown to others.")
AFTER_A_STOP = frozenset({"consents", "me", "my_data", "requests", "looks"})
"""The conversations that stay open to who has stopped: everything about their own data."""


def short(t: Translator, settings: Settings) -> str:
    """Return the notice as one screen of a phone."""
    where = ", ".join(part for part in (settings.keeper, settings.keeper_address) if part)
    lines = [
        t("This is the assistant for lesson-study meetings (software, not a person)."),
        "",
        t(
            "What is kept: your name, school, subject, calendar and attendance; if you allow it, "
            "reflections and photos."
        ),
        t("Why: to run the meetings of your cluster."),
        t("Who keeps it: {keeper}. Contact: {contact}.").format(keeper=where or "–", contact=settings.contact or "–"),
        t("Who reads it: your cluster lead, your principal, the officer in charge."),
        t("See, correct, stop or erase it at any time: /toi."),
        t("If you do not agree you take part as before; your school tells you the dates another way."),
        "",
    ]
    if settings.legal_basis == "duty":
        lines.append(
            t("Calendar and attendance are kept because they are part of your work; the rest only if you agree.")
        )
    lines.append(
        t(
            "Before your yes nothing of this chat is stored. Your school's list may have named you already. "
            "“I agree” is for all three: calendar and attendance, reflections, photos. Do you agree?"
        )
    )
    return "\n".join(lines)


def full(t: Translator, settings: Settings, channel: str) -> str:
    """Return the rest of the notice: what does not fit on one screen."""
    lines = [
        t("Controller of the data: {keeper}, {address}.").format(
            keeper=settings.keeper or "–", address=settings.keeper_address or "–"
        ),
        t("In charge of data protection: {officer}. Contact: {contact}.").format(
            officer=settings.data_officer or "–", contact=settings.contact or "–"
        ),
        "",
        t(
            "1. Calendar and attendance: name, school, subject, level, this chat's number, answers to "
            "invitations, marks of attendance, parts, duties."
        ),
        t("2. Reflections: your answers after a meeting; the lead reads them without names."),
        t("3. Photos: of meetings, without place data; pupils' faces only with the parents' consent."),
        t(
            "Name, school and subject may already stand in the list that your school handed in; you may "
            "have them taken out."
        ),
        "",
        t(
            "Who reads: the cluster lead, the principal of your school, the officer in charge. Who looked "
            "at your data stands under /toi."
        ),
        t("How long: marks {marks}, reflections {reflections}, photos {photos}; then they are erased.").format(
            marks=_days(t, settings.keep_marks),
            reflections=_days(t, settings.keep_reflections),
            photos=_days(t, settings.keep_photos),
        ),
        t(CARRIERS.get(channel, CARRIED)),
        t("By what right: your consent for each of the three; you may give one and not another.")
        if settings.legal_basis == "consent"
        else t(
            "By what right: calendar and attendance by the duties of staff (Luật 91/2025/QH15, Điều 19, "
            "25); reflections and photos by your consent."
        ),
        "",
        t(
            "Your rights: to know, to see, to have a copy, to correct, to withdraw consent, to restrict, to "
            "object, to have erased, to complain."
        ),
        t("Each is a button under /toi, or write to {contact}. You are answered within 2 working days.").format(
            contact=settings.contact or "–"
        ),
        t("Saying no costs you nothing: meetings are open to you as before, and your school tells you the dates."),
    ]
    return "\n".join(lines)


def _days(t: Translator, days: int) -> str:
    return t("{number} days").format(number=days) if days else t("without end")


def words(chat: Chat) -> Words:
    """Return the notice as who speaks has it before them, to be kept with their yes."""
    t, settings = chat._, chat.settings
    text = f"{short(t, settings)}\n\n{full(t, settings, chat.incoming.channel)}"
    return Words(consents.edition(settings), t.language, text)


def ask_stranger(chat: Chat, token: str) -> Reply:
    """Show the notice to who opens an invitation."""
    _ = chat._
    chat.draft["notice"] = consents.edition(chat.settings)
    buttons = (
        Button(_("I agree"), f"agree:{token}"),
        Button(_("Only calendar and attendance"), f"agree-duty:{token}"),
        Button(_("I do not agree"), "decline"),
        Button(_("Read it all"), f"read-notice:{token}"),
    )
    return Reply(short(_, chat.settings), rows(*buttons), step=f"consent:{token}")


@routes.button("read-notice:{token}")
async def read_all(chat: Chat, token: str) -> Reply:
    """Show the rest of the notice, with the same choices."""
    asked = ask_stranger(chat, token)
    return replace(asked, text=full(chat._, chat.settings, chat.incoming.channel), buttons=asked.buttons[:3])


@routes.button("decline")
async def decline(chat: Chat) -> Reply:
    """Take a no for an answer."""
    text = chat._(
        "Nothing of this chat was stored. You take part in meetings as before; your school tells you "
        "the dates. "
        "If you change your mind, open the link again."
    )
    token = chat.step.removeprefix("consent:") if chat.step.startswith("consent:") else ""
    listed = rows(Button(chat._("What does the school's list say?"), f"own-entry:{token}")) if token else ()
    return Reply(text, listed, edits=True)


@routes.button("notice")
async def show(chat: Chat) -> Reply:
    """Show the notice of today to who has joined, and ask for an answer to it."""
    _ = chat._
    chat.must_have_joined()
    return Reply(short(_, chat.settings), (*_answers(_), (Button(_("Read it all"), "notice-full"),)), step="notice")


def _answers(t: Translator) -> Rows:
    return rows(
        Button(t("I agree"), "consent:all"),
        Button(t("Only calendar and attendance"), "consent:duty"),
        Button(t("I do not agree"), "consent:no"),
    )


@routes.button("notice-full")
async def show_all(chat: Chat) -> Reply:
    """Show the rest of it."""
    chat.must_have_joined()
    return Reply(full(chat._, chat.settings, chat.incoming.channel), _answers(chat._), step="notice")


@routes.step("notice", lasts=None)
async def typed(chat: Chat) -> Reply:
    """Take a typed yes or no."""
    said = yes_or_no(chat.text)
    if said is None:
        return replace(await show(chat), text=chat._(kit.PLEASE_CHOOSE))
    return await take(chat, "all" if said else "no")


@routes.button("consent:{what}")
async def take(chat: Chat, what: str) -> Reply:
    """Keep what somebody who has joined says to the notice; a no is asked about: it leads to stopping."""
    _, person = chat._, chat.person
    if what not in ("all", "duty", "no"):
        raise Gone
    if what == "no":
        return await pausing_asked(chat)
    scopes = consents.ALL if what == "all" else {Scope.DUTY}
    await consents.answer(chat.db, person, scopes, chat.now, words(chat))
    pausing.go_on(person)
    text = _("Thank you, your answer is kept: {what}.").format(what=", ".join(_(SCOPES[one]) for one in sorted(scopes)))
    return Reply(text, await phrases.home(chat))


async def pausing_asked(chat: Chat) -> Reply:
    """Say what stopping does, and ask."""
    _ = chat._
    lines = [
        _("Stop? Nothing more is sent to you. What you wrote and photographed is shown to nobody else."),
        _("Attendance stays as a number, without your name.")
        if chat.settings.legal_basis == "consent"
        else _("Attendance stays in the lists of your school: it is kept as part of your work."),
        _("Nothing is erased; you can go on at any time."),
    ]
    if chat.rights.runs_something:
        lines.append(_("You hold an office here: please tell the officer who acts for you."))
    buttons = (
        Button(_("Yes, stop"), "pause:yes", yes=True),
        Button(_("No, go on"), "me"),
        Button(_("Erase my data"), "erase"),
    )
    return Reply("\n".join(lines), rows(*buttons))


@routes.button("pause")
async def ask_pause(chat: Chat) -> Reply:
    """Ask whether to stop without erasing."""
    chat.must_have_joined()
    return await pausing_asked(chat)


@routes.button("pause:yes")
async def pause(chat: Chat) -> Reply:
    """Stop. Idempotent."""
    await pausing.stop(chat.db, chat.settings, chat.person, chat.now)
    return stopped(chat)


@routes.button("resume")
async def resume(chat: Chat) -> Reply:
    """Go on; where the notice has changed meanwhile, by a yes to the new one."""
    _, person = chat._, chat.person
    if person.notice != consents.edition(chat.settings):
        return await show(chat)
    pausing.go_on(person)
    if not await consents.given(chat.db, person.id):
        await consents.allow(chat.db, person, Scope.DUTY, chat.now)
    return Reply(_("Welcome back, {person}.").format(person=phrases.addressed(_, person)), await phrases.home(chat))


def stopped(chat: Chat) -> Reply:
    """Say that one has stopped, and how to go on."""
    _, person = chat._, chat.person
    assert person.paused_at
    buttons = (Button(_("Go on using it"), "resume"), Button(_("My data"), "me"), Button(_("Erase my data"), "erase"))
    return Reply(_(STOPPED).format(when=_.moment(person.paused_at)), rows(*buttons))


@routes.button("consents")
async def mine(chat: Chat) -> Reply:
    """Show to what one has agreed; what is not needed for the work can be changed here."""
    _, person = chat._, chat.person
    given = await consents.given(chat.db, person.id)
    lines, buttons = [_("Your consents:")], []
    for scope, name in SCOPES.items():
        lines.append(f"– {_(name)}: " + (_("yes") if scope in given else _("no")))
        if scope in ALLOW:
            label = FORBID[scope] if scope in given else ALLOW[scope]
            buttons.append(Button(_(label), f"{'forbid' if scope in given else 'allow'}:{scope}"))
    lines.append(_("To take back the first one is to stop: nothing more is sent then."))
    last = (Button(_("Stop for a while"), "pause"), Button(_("Read the notice"), "notice"), Button(_("My data"), "me"))
    return Reply("\n".join(lines), rows(*buttons, *last))


@routes.button("allow:{scope}")
async def allow(chat: Chat, scope: str) -> Reply:
    """Keep a yes to reflections or photos, and lead to them."""
    which = _which(scope)
    await consents.allow(chat.db, chat.person, which, chat.now)
    _ = chat._
    there = Button(_("Reflect"), "reflect") if which is Scope.REFLECTIONS else Button(_("Photos"), "photos")
    return Reply(_("Kept: you agree to {what}.").format(what=_(SCOPES[which])), rows(there, Button(_("My data"), "me")))


@routes.button("forbid:{scope}")
async def forbid(chat: Chat, scope: str) -> Reply:
    """Take back a yes to reflections or photos."""
    which = _which(scope)
    await consents.withdraw(chat.db, chat.person, which, chat.now)
    _ = chat._
    text = _("Taken back: {what}. What you gave so far is kept and shown to nobody else; to have it out, erase it.")
    undo = Button(_(ALLOW[which]), f"allow:{which}")
    return Reply(text.format(what=_(SCOPES[which])), rows(undo, Button(_("My data"), "me")))


def _which(scope: str) -> Scope:
    if scope not in ALLOW:
        raise Gone
    return Scope(scope)


def letter(_edition: str, t: Translator) -> Reply:
    """Return the letter about a notice that has changed."""
    return Reply(t(CHANGED), rows(Button(t("Read and answer"), "notice")), step=STAY)


class Around:
    """What stands around every answer: who has stopped is told so, and who has not answered a new notice is asked."""

    @staticmethod
    def before(chat: Chat, route: Route) -> Reply | None:
        """Return what is said instead of what was asked for; nothing is read for it."""
        if chat.someone is None or chat.someone.paused_at is None or _about_data(route):
            return None
        return stopped(chat)

    @staticmethod
    async def after(chat: Chat, found: Found, reply: Reply) -> Reply:
        """Return the answer, once a day with the question about a newer notice below it."""
        route, arguments = found
        await looks.note(chat, route, arguments, reply)
        reply = await faces.ask_below(chat, route, reply)
        person = chat.someone
        if person is None or not person.name or person.paused_at or reply.series or reply.edits or _about_data(route):
            return reply
        if not consents.is_to_be_asked(person, chat.settings, chat.now):
            return reply
        person.notice_asked_at = chat.now
        ask = Button(chat._("Read and answer"), "notice")
        return replace(reply, text=f"{reply.text}\n\n———\n{chat._(CHANGED)}", buttons=(*reply.buttons, (ask,)))


def _about_data(route: Route) -> bool:
    return route.handler.__module__.rpartition(".")[2] in AFTER_A_STOP
