"""Free text, its only home: a sentence is read by the table and its door opens; in doubt one question is asked."""

import re
from dataclasses import replace
from functools import cache

from bot.at_a_step import STILL_WAITS
from bot.domain.calendar import settings
from bot.domain.programme import attendance as marks
from bot.domain.programme import awaited, meetings, spoken_days
from bot.errors import N_, BadInput, Gone
from bot.messages import STAY, Button, Kind, Reply
from bot.picking import NO_STEP, NOTHING_NEW
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit, listing
from handlers.duty import duty_hand_in
from handlers.letters import notes
from handlers.meeting import answer, attendance, minutes_told, reflect, waits
from handlers.organisation import same_person, start, strangers
from handlers.sayings import (
    about,
    colleague,
    doors_lead,
    doors_meeting,
    doors_roll,
    doors_self,
    doubts,
    forwarded,
    links,
    lists,
    newcomers,
    other_things,
    standing,
    typed_day,
)
from handlers.sayings.doors_meeting import SURE, WHY
from handlers.sayings.matching import Door, Heard, Matcher, Saying
from handlers.sayings.sentence import MOST_LETTERS, Sentence
from handlers.sayings.table import TOPICS

routes = Routes()

NOT_UNDERSTOOD = N_("The system did not understand this. Please choose:")
STILL_NOT = N_(
    "The system did not understand this either. Short words do best, for example: calendar, sign up, help. "
    "What everything is called stands under Help."
)
ONCE_MORE = N_("The system still does not understand this. Please press Help: it shows what can be done here.")
MISSED = (NOT_UNDERSTOOD, STILL_NOT, ONCE_MORE)
"""What is said the first, the second, the third time in a row; from then on the last two take turns."""
A_SENTENCE = 5
"""From so many words on what nothing understood may be the answer that a notice has asked for."""
OF_PUPILS = re.compile(r"(?:(?:da|thua|em thay|toi thay)\b ?)*(?:cac |mot so |nhieu )?(?:hs|hoc sinh|em hs) \w+ \w+")
"""What begins with the pupils and goes on is an observation, however short: "hs học tốt"."""
OF_WRITING = re.compile(
    r"(?:(?:da|vang|u|o|thi|ma)\b ?)*(?:em|e|toi|tui|minh|chi|con) (?:van |con )?"
    r"(?:chua|quen|khong|ko|k|luoi) (?:\w+ )?(?:viet|nop|lam|gui|suy ngam)\b"
)
"""Who says of themselves that nothing is written has observed nothing: "em chưa viết gì hết mà"."""
A_CONTENT = 3
"""So many words behind a colon are what is to be told or proposed: "thông báo tới các trường: sáng thứ Hai họp"."""
A_DOOR = 2
"""So many words of which all are known ask for something ("việc", "xem lịch"), right behind an answer too."""
NOT_CORRECTED = N_("The edited message changes nothing of what was noted. Please send what is to be changed once more.")
MAY_BE_A_LINK = ("duties", "photos", "baskets", "yes")
"""Topics beside which a link is what is handed in: "em gửi video https://…"."""
HELP = "Help"
IN_DOUBT = N_("What would you like to do?")
LOST = "heard:{misses}"
"""The step after a sentence that was not understood: the second one in a row is answered otherwise."""


@cache
def _matcher() -> Matcher:
    return Matcher(TOPICS)


@routes.otherwise(Kind.TEXT, Kind.OTHER)
async def hear(chat: Chat) -> Reply:
    """Answer what was typed out of the blue."""
    return await _hear(chat, 0)


@routes.step(LOST, Kind.TEXT, Kind.OTHER, lasts=None)
async def hear_again(chat: Chat, misses: int) -> Reply:
    """Answer what was typed after something that was not understood."""
    return await _hear(chat, misses)


@routes.step(typed_day.ON_A_DAY, Kind.TEXT, Kind.OTHER, lasts=None)
@routes.step(forwarded.ASKED_WHAT, Kind.TEXT, Kind.OTHER, lasts=None)
async def hear_after_offer(chat: Chat) -> Reply:
    """Answer what was typed where choices were offered for a day that stood alone, or for a notice that was pasted."""
    return await _hear(chat, 0)


@routes.corrected(NOTHING_NEW)
async def nothing_new(chat: Chat) -> Reply:
    """Say nothing to an edit that changed nothing."""
    return Reply("", step=STAY)


@routes.corrected(NO_STEP)
async def not_corrected(chat: Chat) -> Reply:
    """Say that an edit changes nothing of what was kept, and how it is changed."""
    chat.must_have_joined()
    return Reply(chat._(NOT_CORRECTED), step=STAY)


async def _hear(chat: Chat, misses: int) -> Reply:
    if chat.someone is None:
        return await strangers.hear(chat)
    if not chat.someone.name:
        return await start.name(chat)
    if further := await _second_part(chat):
        return further
    if taken := await _code(chat):
        return taken
    if (other := other_things.answer(chat)) and not understand(chat.incoming.emoji).sure:
        return replace(other, buttons=await waits.choices(chat) or other.buttons) if other.buttons else other
    token = strangers.invitation_in(chat.text)
    return _asked_to_join(chat, token) if token else await _read(chat, misses)


async def _code(chat: Chat) -> Reply | None:
    """Take a code that stands alone: that of another chat, or of a roll call."""
    if code := strangers.code_alone(chat.text):
        return await same_person.by_code(chat, code)
    return await attendance.type_code(chat) if marks.read_code(chat.text) else None


async def _code_among(chat: Chat, understood: Heard) -> Reply | None:
    """Take the code of a roll call out of a few words that say nothing else: "56711 đúng ko ạ"."""
    digits = [word.plain for word in understood.words if word.plain.isdecimal()]
    if understood.matches or len(understood.words) > A_SENTENCE or len(digits) != 1 or len(digits[0]) != marks.DIGITS:
        return None
    chat.must_have_joined()
    return attendance.checked_in(chat, await marks.check_in(chat.db, chat.person, digits[0], chat.now))


@routes.step("checkin", hears=True)
async def code_or_words(chat: Chat) -> Reply:
    """Take the code of a roll call; what the table knows, for sure or without any digit in it, is heard."""
    if marks.read_code(chat.text):
        return await attendance.type_code(chat)
    understood = understand(chat.text)
    digits = any(letter.isdecimal() for letter in chat.text)
    if not digits and not understood.matches:
        raise BadInput(STILL_WAITS, question=chat.question)
    heard = understood.sure or (understood.matches and not digits)
    return await (_hear(chat, 0) if heard else attendance.type_code(chat))


async def _second_part(chat: Chat) -> Reply | None:
    """Put the second part of what was just answered to its first; None for what stands alone, or asks for a door."""
    answered, handed_in = kit.goes_on(chat, *reflect.ANSWERED), kit.goes_on(chat, *duty_hand_in.HANDED_IN)
    if not (answered or handed_in) or _is_a_door(understand(chat.text)):
        return None
    if answered:
        return await reflect.go_on_with(chat, answered)
    return await duty_hand_in.go_on_with(chat, handed_in) if handed_in else None


def _is_a_door(understood: Heard) -> bool:
    return understood.sure and len(understood.words) <= A_DOOR


async def _read(chat: Chat, misses: int) -> Reply:
    """Open the door of what was understood; what was not may answer the last notice, else it is asked about."""
    understood = understand(chat.text or chat.incoming.emoji)
    if first := await _before_the_table(chat, understood):
        return first
    may_be_link = not understood.sure or understood.matches[0].topic.name in MAY_BE_A_LINK
    if may_be_link and (linked := await links.offer(chat)):
        return linked
    if opened := await _opened(chat, understood) or await _found(chat, understood):
        return opened
    if code := await _code_among(chat, understood):
        return code
    if chat.text.strip("/") and not understood.words:
        # Mere marks are a smile or a sigh: ":)", "=))", "...".
        buttons = Button(chat._("Calendar"), "calendar:0"), Button(chat._("Help"), "help")
        return replace(await doors_self.talk(chat, Sentence(chat.text, ())), buttons=rows(*buttons, across=2))
    if chat.unfound and not understood.matches:
        raise chat.unfound
    missed = None if understood.matches else listing.nothing(chat)
    return missed or _asked(chat, [match.topic for match in understood.matches], misses)


async def _before_the_table(chat: Chat, understood: Heard) -> Reply | None:
    """Answer the notice about newcomers, or a notice of somebody else: neither is a wish that the table knows."""
    return await newcomers.if_answered(chat) or await forwarded.ask(chat, await sentence_of(chat, understood))


async def _opened(chat: Chat, understood: Heard) -> Reply | None:
    """Open the door of what is sure; who is asked about goes before, a list with that name on the screen, too."""
    said = await sentence_of(chat, understood)
    if at_roll := await doors_roll.at_an_open_roll(chat, said):
        return at_roll
    if asked := await colleague.if_asked(chat, understood, said) or await standing.if_cluster(chat, said):
        return asked
    door = _door_of(chat, understood, said)
    if door is None:
        return None
    return (await listing.find(chat) if door is colleague.by_name else None) or await door(chat, said)


def _door_of(chat: Chat, understood: Heard, said: Sentence) -> Door | None:
    """Return the door of what is sure; what may be a day to settle is one for who leads and names a day."""
    if understood.sure:
        return understood.matches[0].topic.door
    leads = chat.someone is not None and bool(chat.rights.leads)
    # What all are to be told may hold the words of any topic.
    meant = {"announce"} if leads and doors_lead.told_in(chat.text) else set[str]()
    meant |= {"settle"} if leads and said.span is not None and " chot " in said.plain else set[str]()
    return next((one.topic.door for one in understood.matches if one.topic.name in meant), None)


async def _found(chat: Chat, understood: Heard) -> Reply | None:
    """Return what a text that is no sentence of the table stands for: a choice, a day, an answer, a school."""
    if offered := await listing.find(chat) or await _day_alone(chat, understood):
        return offered
    observes = (_is_prose(understood) and not OF_WRITING.match(fold(chat.text))) or OF_PUPILS.match(fold(chat.text))
    if observes and (met := await awaited.to_reflect_on(chat.db, chat.person, chat.now)):
        return await reflect.take_first(chat, met)
    if understood.words and (offered := await _offered(chat, understood)):
        return offered
    said = await sentence_of(chat, understood)
    return (None if understood.matches else await standing.if_named(chat, said)) or await standing.if_former(chat, said)


async def _offered(chat: Chat, understood: Heard) -> Reply | None:
    """Offer to pass on what answers a note, or to keep a sentence in the minutes that somebody was asked for."""
    if offered := await notes.offer(chat):
        return offered
    return await minutes_told.out_of_the_blue(chat) if _is_prose(understood) else None


def _is_prose(understood: Heard) -> bool:
    """Say whether a sentence may be what a notice asked for: a long one that asks for nothing itself."""
    return len(understood.words) >= A_SENTENCE and not doubts.requests(understood.words)


def understand(typed: str) -> Heard:
    """Return what a text may be about by the table; behind a colon stands what is told, and not what is wanted."""
    text = typed.lstrip("/")
    if not text:
        return Heard((), (), sure=False)
    whole = _matcher().understand(text)
    head, colon, told = text.partition(":")
    if whole.sure or not colon or len(told.split()) < A_CONTENT:
        return whole
    begun = _matcher().understand(head)
    return replace(begun, words=whole.words) if begun.sure and begun.matches[0].topic.gives_way == 0 else whole


async def _day_alone(chat: Chat, understood: Heard) -> Reply | None:
    # What is nothing but a day and an hour asks for no topic that shares a word of it.
    if not understood.words or (understood.matches and not typed_day.is_proposed(chat.text)):
        return None
    said = await sentence_of(chat, understood)
    if said.span is None:
        return await lists.an_hour(chat)
    return await typed_day.on_a_day(chat, said) or await _nothing_then(chat, said)


async def _nothing_then(chat: Chat, said: Sentence) -> Reply | None:
    """Say that nothing is on the days that are all what was typed ("tuần 2 tháng 12"), and what comes next."""
    if chat.someone is None or not typed_day.is_all(said):
        return None
    return await about.show(chat, await about.on(chat, said), chat._(doors_meeting.NONE_THEN))


async def sentence_of(chat: Chat, understood: Heard) -> Sentence:
    """Return what was said beside its likeliest topic, with the days that it speaks of."""
    places = understood.matches[0].places if understood.matches else frozenset[int]()
    said = Sentence(chat.text[:MOST_LETTERS], understood.words, used=places)
    # Only a semester asks what the organisation has set.
    second = (await settings.read(chat.db)).second_semester if spoken_days.SEMESTER.search(said.plain) else None
    span = spoken_days.read_span(said.plain, said.text, chat.today, second)
    return replace(said, span=span, last=spoken_days.LAST.search(said.plain) is not None)


def _asked_to_join(chat: Chat, token: str) -> Reply:
    """Ask before an invitation is taken up that somebody who is here pasted: it may change their school."""
    text = chat._("Open this invitation? It may change your school or your role.")
    return Reply(text, rows(Button(chat._("Yes, open it"), f"agree:{token}", yes=True), Button(chat._("No"), "help")))


def _asked(chat: Chat, topics: list[Saying], misses: int) -> Reply:
    """Ask what was meant, with the likeliest as buttons; the second time in a row say how it is asked."""
    _ = chat._
    # Help stands below anyhow.
    named = [*{topic.label: topic for topic in reversed(topics) if topic.label != HELP}.values()][::-1]
    buttons = kit.distinct([Button(_(topic.label), f"asked:{topic.name}") for topic in named])
    if topics:
        text = _(IN_DOUBT)
    else:
        text = _(MISSED[2 - misses % 2 if misses else 0])
        buttons = [Button(_("Calendar"), "calendar:0"), Button(_("Sign up"), "signup")]
        if chat.rights.runs_something:
            buttons[1] = (
                Button(_("Announce"), "announce") if chat.rights.leads else Button(_("Attendance"), "attendance")
            )
    return Reply(text, rows(*buttons, Button(_("Help"), "help")), step=f"heard:{min(misses + 1, 9 - misses % 2)}")


@routes.button("away:{meeting_id}")
async def stay_away(chat: Chat, meeting_id: int) -> Reply:
    """Note that somebody cannot come, with the reason that their sentence gave."""
    if chat.step != WHY.format(meeting_id=meeting_id):
        kit.must_have(chat, "reason", step=SURE)
    kit.must_have(chat, "reason")
    await answer.cannot(chat, meeting_id)
    return await answer.because(chat, meeting_id, chat.draft.pop("reason"))


kit.only_buttons(routes, SURE)


@routes.step(WHY, hears=True)
async def why_away(chat: Chat, meeting_id: int) -> Reply:
    """Take the reason of who types it instead of a yes, and read it back; what the table knows is heard.

    "Nhà có việc" and "trường phân công trực" are reasons here, and ask for no list.
    """
    understood = understand(chat.text)
    if understood.sure and understood.matches[0].topic.name not in ("absent", "duties", "parts"):
        return await _hear(chat, 0)
    return doors_meeting.because(chat, await meetings.get(chat.db, meeting_id), chat.text)


@routes.button("asked:{name}")
async def open_door(chat: Chat, name: str) -> Reply:
    """Open the door of a topic that was offered."""
    topic = next((topic for topic in TOPICS if topic.name == name), None)
    if topic is None:
        raise Gone
    chat.must_have_joined()
    return await topic.door(chat, Sentence("", ()))
