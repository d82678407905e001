"""What people say of themselves and to the assistant: a yes, thanks, a greeting, my data, my name, help."""

from dataclasses import replace

from bot.domain.endings import requests as data_requests
from bot.domain.models import Purpose, Wish
from bot.domain.organisation import schools
from bot.domain.outbox import told
from bot.domain.programme import awaited
from bot.domain.programme.awaited import Awaited, Yes
from bot.errors import N_
from bot.i18n import LANGUAGES, Translator
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from bot.vietnamese import fold
from handlers import formerly, kit, phrases
from handlers.meeting import acknowledge, ask_parts, seats
from handlers.organisation import accounts, looks, my_school, requests
from handlers.sayings import about, only_read, places
from handlers.sayings.sentence import Sentence

LABELS = {
    Yes.PART: N_("Yes to the part · {meeting}"),
    Yes.SEAT: N_("Take the seat · {meeting}"),
    Yes.CHANGE: N_("Understood · {meeting}"),
    Yes.INVITATION: N_("I will come · {meeting}"),
}
MEANT = {
    " ro ": {Yes.CHANGE},
    " nhan ": {Yes.PART},
    " di ": {Yes.INVITATION, Yes.SEAT},
    " du ": {Yes.INVITATION, Yes.SEAT},
}
"""What a yes is to, by a word of it."""


TO_DO = (Purpose.DUTY, Purpose.DUTY_NEW, Purpose.CHASE)
STAYS_OPEN = N_("Thank you. What is to be done stays on the list until it is handed in.")
ABSENCE_OPEN = N_("Thank you. Whether an absence is excused is said with the buttons of that letter.")


async def yes(chat: Chat, said: Sentence) -> Reply:
    """Answer the one thing that waits for a yes; ask where there are several; say a word where nothing waits."""
    waiting = [*await awaited.of(chat.db, chat.person, chat.now)]
    for word, meant in MEANT.items():
        if word in said.plain:
            waiting = [one for one in waiting if one.yes in meant] or waiting
    if not waiting:
        return await _after_all(chat, said) or await _nothing_waits(chat)
    if only_read.only(chat.text):
        # A change that was read is noted; whether somebody comes is asked.
        waiting = [one for one in waiting if one.yes is Yes.CHANGE] or waiting
        if len(waiting) == 1 and waiting[0].yes is not Yes.CHANGE:
            return only_read.ask_of(chat, waiting[0])
    # Below a question about what was meant ("Đăng ký" or "Báo vắng") a yes is first of all to that.
    if len(waiting) > 1 or chat.step.startswith("heard:"):
        buttons = [_button(chat._, one) for one in waiting]
        return Reply(chat._("What do you say yes to?"), rows(*kit.distinct(buttons)))
    return await _answer(chat, waiting[0])


async def _after_all(chat: Chat, said: Sentence) -> Reply | None:
    """Ask who said that they cannot come to one meeting, and now that they can, whether it is that one."""
    if not any(word in said.plain for word, meant in MEANT.items() if Yes.INVITATION in meant):
        return None
    away = await awaited.stayed_away(chat.db, chat.person, chat.now)
    if len(away) != 1:
        return None
    _, comes = chat._, replace(phrases.yes(chat._, away[0].id), yes=True)
    text = _(only_read.DO_YOU_COME).format(meeting=phrases.meeting_line(_, away[0]))
    return Reply(text, rows(comes, phrases.no(_, away[0].id), across=2))


async def agree(chat: Chat, said: Sentence) -> Reply:
    """Ask who agrees with somebody whether that is a yes to what waits here: nothing is taken for one."""
    del said
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    if not waiting:
        return await _nothing_waits(chat)
    buttons = [_button(chat._, one) for one in waiting]
    return Reply(
        chat._("What do you say yes to?"), rows(*kit.distinct(buttons), Button(chat._("Nothing of these"), "help"))
    )


async def _nothing_waits(chat: Chat) -> Reply:
    """Say that nothing waits for a yes; what the last notice told of stands open still, and is a tap away."""
    last = await told.last(chat.db, chat.person.id, chat.now)
    if last and last.purpose in TO_DO:
        return Reply(chat._(STAYS_OPEN), rows(Button(chat._("My duties"), "duties")))
    if last and last.purpose is Purpose.ABSENCE and last.topic.meeting_id:
        return Reply(chat._(ABSENCE_OPEN), rows(phrases.see(chat._, last.topic.meeting_id)))
    return Reply(chat._("Thank you. Nothing waits for your answer."))


async def _answer(chat: Chat, one: Awaited) -> Reply:
    match one.yes:
        case Yes.PART:
            return await ask_parts.accept(chat, one.number)
        case Yes.SEAT | Yes.INVITATION:
            return await seats.take(chat, one.meeting.id)
        case Yes.CHANGE:
            return await acknowledge.understood(chat, one.meeting.id, one.number)


def _button(t: Translator, one: Awaited) -> Button:
    label = t(LABELS[one.yes]).format(meeting=phrases.meeting_label(one.meeting))
    match one.yes:
        case Yes.PART:
            return Button(label, f"part-yes:{one.number}")
        case Yes.SEAT | Yes.INVITATION:
            return Button(label, f"take:{one.meeting.id}")
        case Yes.CHANGE:
            return Button(label, f"ack:{one.meeting.id}:{one.number}")


NO_HURRY = N_("As soon as you know it, please answer the invitation.")


async def maybe(chat: Chat, said: Sentence) -> Reply:
    """Ask who is not sure yet about the one invitation or seat that waits; nothing is taken for a yes."""
    del said
    _ = chat._
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    asked = [one for one in waiting if one.yes in (Yes.INVITATION, Yes.SEAT)]
    if len(asked) != 1:
        text, see = await about.next_line(chat)
        return Reply(f"{_(NO_HURRY)} {text}", rows(*see))
    line = phrases.meeting_line(_, asked[0].meeting)
    return Reply(
        f"{_(only_read.DO_YOU_COME).format(meeting=line)}\n{_(NO_HURRY)}", phrases.yes_or_no(_, asked[0].meeting.id)
    )


async def no(chat: Chat, said: Sentence) -> Reply:
    """Somebody declines: ask what, before anybody is told."""
    del said
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    asked = [one for one in waiting if one.yes is not Yes.CHANGE]
    if not asked:
        return Reply(chat._("All right. Nothing was changed."))
    buttons = []
    for one in asked:
        label = chat._("No · {meeting}").format(meeting=phrases.meeting_label(one.meeting))
        part = one.yes is Yes.PART
        buttons.append(Button(label, f"part-no:{one.number}" if part else f"leave:{one.meeting.id}"))
    return Reply(chat._("What do you say no to? Whoever asked you will be told."), rows(*kit.distinct(buttons)))


async def who_looked(chat: Chat, said: Sentence) -> Reply:
    """Show who looked at one's data."""
    del said
    chat.must_have_joined()
    return await looks.mine(chat, 0)


async def complain(chat: Chat, said: Sentence) -> Reply:
    """Ask what the complaint is about."""
    del said
    return await requests.ask(chat, Wish.COMPLAIN)


async def register(chat: Chat, said: Sentence) -> Reply:
    """Show the register to who keeps it, and to everybody else their own requests."""
    del said
    person = chat.must_have_joined()
    keeps = await data_requests.may_keep(chat.db, person, chat.rights, chat.now)
    return await requests.register(chat, 0) if keeps else await requests.mine(chat)


async def chats(chat: Chat, said: Sentence) -> Reply:
    """Tie this chat by the code that was typed, or show one's chats."""
    del said
    digits = "".join(letter for letter in chat.text if letter.isdecimal())
    return await (accounts.tie_by(chat, digits) if digits else accounts.show(chat))


async def thanks(chat: Chat, said: Sentence) -> Reply:
    """Answer thanks."""
    del said
    text = chat._("You are welcome, {person}.")
    return Reply(text.format(person=phrases.addressed(chat._, chat.person)))


async def talk(chat: Chat, said: Sentence) -> Reply:
    """Answer talk that asks for nothing, without a menu."""
    del said
    return Reply(chat._("If you need anything, please write it here, for example: calendar, sign up, help."))


async def goodbye(chat: Chat, said: Sentence) -> Reply:
    """Answer a goodbye."""
    del said
    return Reply(chat._("Goodbye, {person}.").format(person=phrases.addressed(chat._, chat.person)))


async def greet(chat: Chat, said: Sentence) -> Reply:
    """Greet, with the two likeliest next things."""
    del said
    _, (text, see) = chat._, await about.next_line(chat)
    hello = _("Dear {person}.").format(person=phrases.addressed(_, chat.person))
    buttons = [*see, Button(_("Calendar"), "calendar:0"), Button(_("Help"), "help")]
    return Reply(f"{hello} {text}", rows(*buttons[:2], across=2))


async def erase_others(chat: Chat, said: Sentence) -> Reply:
    """Nobody erases others in a sentence: say what can be erased."""
    del said
    buttons = Button(chat._("My data"), "me"), Button(chat._("Help"), "help")
    if chat.rights.principal_of or chat.rights.officer:
        text = chat._("Nothing was erased. To take somebody off a school's list, choose People of my school.")
        return Reply(text, rows(Button(chat._("People of my school"), "people"), *buttons))
    return Reply(chat._("Nothing was erased. Here everybody can erase only their own data."), rows(*buttons))


async def elsewhere(chat: Chat, said: Sentence) -> Reply:
    """Say of what this service knows nothing, instead of guessing at the next meeting."""
    del said
    text = chat._("Here are only the lesson-study meetings of the cluster. For anything else please ask your school.")
    return Reply(text, rows(Button(chat._("My next meeting"), "asked:next"), Button(chat._("Help"), "help")))


async def other_school(chat: Chat, said: Sentence) -> Reply:
    """Ask for the new school, or read it back where the sentence names it: its principal confirms it."""
    own = chat.must_have_joined().unit_id
    every = await schools.all_schools(chat.db, chat.today)
    named = [school for school in places.schools_of(said, every) if school.id != own]
    # "TH Gò Dứa" is not "THCS Gò Dứa", which has the same place.
    found = [school for school in named if f" {fold(school.name)} " in said.plain] or named
    if len(found) == 1:
        return await my_school.read_back(chat, found[0].id)
    former = [] if found else await formerly.named(chat, lambda name: places.names_school(said, name))
    return my_school.which(chat, found, former) if found or former else await my_school.ask_school(chat, 0)


async def language(chat: Chat, said: Sentence) -> Reply:
    """Offer the languages, each in itself."""
    del said
    chat.must_have_joined()
    buttons = [Button(name, f"language:{code}") for code, name in LANGUAGES.items()]
    return Reply(chat._("In which language?"), rows(*buttons, across=2))
