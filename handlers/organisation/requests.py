"""From /toi: restricting, objecting, complaining, asking; for the controller the register with its days."""

from bot.domain.endings import listed, pausing, requests, retention
from bot.domain.letters.data_requests import RequestLetter
from bot.domain.models import DataRequest, Wish
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit

routes = Routes()

ERASED = {
    "marks": N_("names of who came"),
    "reflections": N_("reflections"),
    "photos": N_("photos"),
    "unsaid": N_("files of unanswered faces"),
    "texts": N_("announcements and letters"),
    "lists": N_("names on lists"),
    "looks": N_("who looked at data"),
    "requests": N_("answered requests"),
    "people": N_("people"),
}
"""What is counted when it is erased."""
WHY = {retention.DAYS_OVER: N_("its days were over"), retention.ASKED: N_("as people asked")}
WISHES = {
    Wish.CORRECT: N_("to correct data"),
    Wish.COPY: N_("a copy"),
    Wish.STOP: N_("to stop"),
    Wish.RESTRICT: N_("to restrict"),
    Wish.OBJECT: N_("objection"),
    Wish.ERASE: N_("to erase"),
    Wish.COMPLAIN: N_("complaint"),
    Wish.OFF_LIST: N_("off the school's list"),
}
ASKED = {
    Wish.CORRECT: N_("What is wrong, and how is it right? Please write it in a sentence or two."),
    Wish.OBJECT: N_("To what do you object, and why? While it is decided, nothing you wrote or photographed is shown."),
    Wish.COMPLAIN: N_("What is your complaint? It goes to those who keep the data, and to nobody else."),
}
WHAT = {
    requests.NEW: N_("A new request about data."),
    requests.ANSWER_SOON: N_("A request about data is to be answered."),
    requests.DO_SOON: N_("A request about data is to be carried out."),
    requests.LATE: N_("A request about data is late."),
}


@routes.button("rights")
async def rights(chat: Chat) -> Reply:
    """Show what one may ask for; what the service can do by itself it does at once."""
    _, person = chat._, chat.person
    text = _(
        "Your rights over your data. What is not done at once goes to {keeper}: answered within 2 working days. "
        "Contact: {contact}."
    ).format(keeper=chat.settings.keeper or "–", contact=chat.settings.contact or "–")
    held = Button(_("Show mine to others again"), "restrict:0") if person.restricted_at else None
    buttons = [
        held or Button(_("Show mine to nobody"), "restrict:1"),
        Button(_("Object"), f"ask:{Wish.OBJECT}"),
        Button(_("Complain"), f"ask:{Wish.COMPLAIN}"),
        Button(_("Have it corrected"), f"ask:{Wish.CORRECT}"),
        Button(_("Stop for a while"), "pause"),
        Button(_("My requests"), "my-requests"),
    ]
    if await requests.may_keep(chat.db, person, chat.rights, chat.now):
        buttons.append(Button(_("Register of requests"), "register:0"))
    return Reply(text, rows(*buttons, Button(_("My data"), "me"), across=2))


@routes.button("restrict:{on}")
async def restrict(chat: Chat, on: int) -> Reply:
    """Keep what one wrote and photographed, and show it to nobody else; or show it again."""
    await pausing.restrict(chat.db, chat.settings, chat.person, chat.now, on=bool(on))
    _ = chat._
    text = _("From now on what you wrote and photographed is shown to nobody else. Meetings and reminders go on.")
    if not on:
        text = _("What you wrote and photographed is shown again to those who may read it.")
    return Reply(text, rows(Button(_("My rights"), "rights"), Button(_("My data"), "me")))


@routes.button("ask:{wish}")
async def ask(chat: Chat, wish: str) -> Reply:
    """Ask for it in words."""
    chat.must_have_joined()
    if wish not in ASKED:
        raise Gone
    return kit.ask(chat, chat._(ASKED[Wish(wish)]), step=f"ask:{wish}")


@routes.step("ask:{wish}")
async def take(chat: Chat, wish: str) -> Reply:
    """Put the request in the register, and say until when it is answered."""
    _, person = chat._, chat.person
    request = await requests.ask(chat.db, chat.settings, person, Wish(wish), text=chat.text, now=chat.now)
    if wish == Wish.OBJECT:
        person.restricted_at = person.restricted_at or chat.now
    text = _("Your request no. {number} is kept: {wish}. You are answered by {answer}; it is done by {due}.").format(
        number=request.id,
        wish=_(WISHES[request.wish]),
        answer=_.short_day(request.answer_by),
        due=_.short_day(request.due_on),
    )
    return Reply(text, rows(Button(_("My requests"), "my-requests"), Button(_("My data"), "me")))


@routes.button("my-requests")
async def mine(chat: Chat) -> Reply:
    """Show one's own requests, with their answers."""
    _ = chat._
    found = await requests.mine(chat.db, chat.person)
    lines = [_told(_, request) for request in found] or [_("You have asked for nothing yet.")]
    return Reply("\n\n".join(kit.packed(lines, 3000)[0]), rows(Button(_("My rights"), "rights")))


def _told(t: Translator, request: DataRequest) -> str:
    """Return a request with where it stands."""
    lines = [
        t("No. {number}, {when}: {wish}").format(
            number=request.id, when=t.moment(request.asked_at), wish=t(WISHES[request.wish])
        )
    ]
    if request.text:
        lines.append(request.text)
    if request.answer:
        lines.append(t("Answer: {answer}").format(answer=request.answer))
    if request.done_at:
        lines.append(t("Done: {when}").format(when=t.moment(request.done_at)))
    else:
        answer, due = t.short_day(request.answer_by), t.short_day(request.due_on)
        waits = t("to be answered by {day}").format(day=answer) if request.answered_at is None else ""
        lines.append(", ".join(part for part in (waits, t("to be done by {day}").format(day=due)) if part))
        if request.extended_at:
            lines.append(t("(given more time once)"))
    return "\n".join(lines)


@routes.button("register:{number}")
async def register(chat: Chat, number: int) -> Reply:
    """Show the controller what waits, the nearest day first, then what is done."""
    _, person = chat._, chat.person
    most = kit.A_PAGE
    found = await requests.register(chat.db, person, chat.rights, chat.now, first=number * most, most=most)
    page = kit.page_at(found)
    lines = [_("Register of requests about data: {number}").format(number=found.total)]
    buttons = []
    for one in found.rows:
        state = _("done") if one.done_at else _("to be done by {day}").format(day=_.short_day(one.due_on))
        if one.answered_at is None:
            state = _("to be answered by {day}").format(day=_.short_day(one.answer_by))
        lines.append(f"– {one.id}. {_(WISHES[one.wish])}: {state}")
        buttons.append(Button(f"{one.id}. {_(WISHES[one.wish])}", f"request:{one.id}"))
    keep = Button(_("I keep the register"), "keep-data:1")
    if person.keeps_data:
        keep = Button(_("All officers keep it"), "keep-data:0")
    gone = Button(_("What was erased"), "erased")
    return Reply("\n".join(lines), (*rows(*buttons, across=2), *page.turns(chat, "register"), (gone,), (keep,)))


@routes.button("erased")
async def erased(chat: Chat) -> Reply:
    """Show the controller how much was erased this school year, by kind and reason; never of whom."""
    _, person, since = chat._, chat.must_have_joined(), SchoolYear.of(chat.today).starts
    found = await requests.erased(chat.db, person, chat.rights, since, chat.now)
    lines = [_("Erased since {day}:").format(day=f"{since:%d/%m/%Y}")]
    for (kind, why), number in sorted(found.items()):
        lines.append(f"– {_(ERASED[kind])}: {number} ({_(WHY[why])})")
    if not found:
        lines.append(_("Nothing so far."))
    return Reply("\n".join(lines), rows(Button(_("‹ Register"), "register:0")))


@routes.button("keep-data:{on}")
async def keep(chat: Chat, on: int) -> Reply:
    """Take the register over, or give it back to all officers."""
    await requests.set_keeper(chat.db, chat.person, chat.rights, chat.now, keeps=bool(on))
    await chat.db.flush()
    return await register(chat, 0)


@routes.button("request:{number}")
async def show(chat: Chat, number: int) -> Reply:
    """Show the controller one request."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    return await _card(chat, request)


async def _card(chat: Chat, request: DataRequest) -> Reply:
    _ = chat._
    who = await requests.asker(chat.db, request)
    unknown = _("(not joined)") if request.wish is Wish.OFF_LIST else _("(erased)")
    lines = [who or unknown, _told(_, request)]
    buttons = []
    if not request.done_at:
        buttons.append(Button(_("Answer it"), f"request-answer:{request.id}"))
        if request.roster_entry_id:
            buttons.append(Button(_("Take off the list"), f"request-off:{request.id}"))
        buttons.append(Button(_("It is done"), f"request-done:{request.id}"))
        if not request.extended_at:
            buttons.append(Button(_("15 days more"), f"request-later:{request.id}"))
    return Reply("\n".join(lines), rows(*buttons, Button(_("‹ Register"), "register:0"), across=2))


@routes.button("request-answer:{number}")
async def ask_answer(chat: Chat, number: int) -> Reply:
    """Ask for the words of the answer."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    text = chat._("Your answer to no. {number}: it is sent as you type it.").format(number=request.id)
    return kit.ask(chat, text, step=f"request-answer:{number}")


@routes.step("request-answer:{number}")
async def take_answer(chat: Chat, number: int) -> Reply:
    """Answer, and have who asked told."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    await requests.answer(chat.db, request, chat.person, chat.text, chat.now)
    return await _card(chat, request)


@routes.button("request-done:{number}")
async def done(chat: Chat, number: int) -> Reply:
    """Say that it is done."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    await requests.close(chat.db, request, chat.person, chat.now)
    return await _card(chat, request)


@routes.button("request-off:{number}")
async def take_off(chat: Chat, number: int) -> Reply:
    """Take somebody off the school's list, as they asked."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    secret = chat.settings.secret.reveal()
    await listed.take_off(chat.db, request, chat.person, chat.now, secret=secret)
    return await _card(chat, request)


@routes.button("request-later:{number}")
async def later(chat: Chat, number: int) -> Reply:
    """Give it more time, once."""
    request = await requests.get(chat.db, chat.person, chat.rights, number, chat.now)
    await requests.extend(chat.db, request, chat.person, chat.now)
    return await _card(chat, request)


def told_keeper(letter: RequestLetter, t: Translator) -> Reply:
    """Tell the controller what waits: which request, by when; its words stand in the register."""
    request = letter.request
    lines = [line for line in _told(t, request).splitlines() if line not in request.text.splitlines()]
    text = "\n".join([t(WHAT[letter.what]), *lines])
    return Reply(text, rows(Button(t("Open it"), f"request:{request.id}")), step=STAY)


def told_asker(letter: RequestLetter, t: Translator) -> Reply:
    """Tell who asked what became of it."""
    return Reply(_told(t, letter.request), rows(Button(t("My requests"), "my-requests")), step=STAY)
