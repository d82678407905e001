"""Thanking somebody for what they did at a meeting, with what shows it; the year's list of it."""

from bot.domain.letters.thanks import ThanksLetter
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import thanks
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.meeting.evidence import KINDS

routes = Routes()

A_PAGE = 2500
MOST_OUT = 4
"""Of one's own so many can be taken back at once, the newest."""
NOTHING = 0
"""In a press, in place of evidence."""
NOBODY = N_("Nobody whom you could thank is marked as having come to this meeting.")
WORDS, SHOWS = "thank:words", "thank:shows"


@routes.button("thanks:{meeting_id}:{number}")
async def choose(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Ask whom to thank, of those who were there."""
    _, meeting = chat._, await thanks.meeting_of(chat.db, meeting_id, chat.rights)
    found = await thanks.people(chat.db, meeting, chat.person, chat.rights)
    if not found:
        return Reply(_(NOBODY), rows(phrases.see(_, meeting_id)))
    buttons = kit.distinct([Button(one.name, f"thank:{meeting_id}:{one.person_id}") for one in found])
    text = _("Whom would you like to thank? {meeting}").format(meeting=phrases.meeting_line(_, meeting))
    return Reply(text, (*kit.paged(chat, buttons, number, f"thanks:{meeting_id}"), (phrases.see(_, meeting_id),)))


@routes.button("thank:{meeting_id}:{person_id}")
async def ask_words(chat: Chat, meeting_id: int, person_id: int) -> Reply:
    """Ask what was done."""
    meeting = await thanks.meeting_of(chat.db, meeting_id, chat.rights)
    chat.forget()
    chat.draft |= {"thank": [meeting.id, person_id]}
    text = chat._("What deserves thanks? One sentence on what was done and seen; no marks, no ranks, no pupil's name.")
    return kit.ask(chat, text, step=WORDS)


@routes.step(WORDS, prose=True)
async def take_words(chat: Chat) -> Reply:
    """Take what was done, and ask what shows it."""
    kit.must_have(chat, "thank")
    chat.draft["words"] = thanks.read(chat.text)
    _, (meeting_id, person_id) = chat._, chat.draft["thank"]
    meeting = await thanks.meeting_of(chat.db, meeting_id, chat.rights)
    offered = await thanks.shows(chat.db, meeting, person_id)
    named = [f"{_(KINDS[one.kind])}: {one.caption or one.name or f'{local(one.at):%H:%M %d/%m}'}" for one in offered]
    buttons = [Button(name, f"thank-shows:{one.id}") for name, one in zip(named, offered, strict=True)]
    only = Button(_("The meeting itself"), f"thank-shows:{NOTHING}")
    text = _("“{text}”\n\nWhat shows it?").format(text=chat.draft["words"])
    return kit.ask(chat, text, rows(*kit.distinct([only, *buttons])), step=SHOWS)


kit.only_buttons(routes, SHOWS)


@routes.button("thank-shows:{evidence_id}")
async def send(chat: Chat, evidence_id: int) -> Reply:
    """Send the thanks, with what shows it; a second tap finds nothing to send."""
    kit.must_have(chat, "thank", "words", step=SHOWS)
    _, (meeting_id, person_id) = chat._, chat.draft["thank"]
    meeting = await thanks.meeting_of(chat.db, meeting_id, chat.rights)
    about = {"to": person_id, "text": chat.draft["words"], "evidence_id": evidence_id or None, "now": chat.now}
    await thanks.say(chat.db, meeting, chat.person, chat.rights, **about)
    chat.forget()
    text = _("The thanks are on their way; the principal reads them too.")
    another = Button(_("Thank somebody else"), f"thanks:{meeting_id}:0")
    return Reply(text, rows(another, Button(_("Thanks of this year"), "thanks-year:0")))


async def year_of(chat: Chat) -> Reply:
    """Show the first page of the year's thanks."""
    return await year(chat, 0)


@routes.button("thanks-year:{number}")
async def year(chat: Chat, number: int) -> Reply:
    """Show the thanks of this school year that one may read, meeting by meeting; nobody is counted."""
    _, span = chat._, SchoolYear.of(chat.today).span
    found = await thanks.of(chat.db, chat.person, chat.rights, span)
    if not found:
        return Reply(_("No thanks have been said in this school year yet."), await phrases.home(chat))
    texts = [
        f"– {one.name}, {local(one.meeting.starts_at):%d/%m}: {one.text} ({one.by})"
        for one in found
        if one.meeting.starts_at
    ]
    one = kit.page_of(kit.packed(texts, A_PAGE), number, 1)
    text = "\n".join([_("Thanks of this school year:"), *(line for page in one.shown for line in page)])
    own = [said for said in found if said.by_id == chat.person.id]
    buttons = kit.distinct([Button("✗ " + said.name, f"thanks-out:{said.id}") for said in own[-MOST_OUT:]])
    return Reply(text, (*one.turns(chat, "thanks-year"), *rows(*buttons, across=2)))


@routes.button("thanks-out:{thanks_id}")
async def take_back(chat: Chat, thanks_id: int) -> Reply:
    """Take one's own thanks back; who has read it has read it."""
    await thanks.take_back(chat.db, thanks_id, chat.person, chat.now)
    return Reply(chat._("It stands in no list any more."), rows(Button(chat._("Thanks of this year"), "thanks-year:0")))


def told(letter: ThanksLetter, t: Translator) -> Reply:
    """Thank somebody, or let their principal read it."""
    meeting = phrases.meeting_line(t, letter.meeting)
    if letter.copy:
        text = t("{by} thanks {name} of your school, {meeting}:\n“{text}”")
    else:
        text = t("{by} thanks you for what you did, {meeting}:\n“{text}”")
    text = text.format(by=letter.by, name=letter.name, meeting=meeting, text=letter.text)
    buttons = [Button(t("See what shows it"), f"evidence-open:{letter.evidence_id}")] if letter.evidence_id else []
    return Reply(text, rows(*buttons, Button(t("Thanks of this year"), "thanks-year:0")), step=STAY)
