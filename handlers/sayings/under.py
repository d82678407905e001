"""The platform's own reply to a notice: whatever is newer, it answers that notice."""

from dataclasses import replace

from bot.domain.letters import change
from bot.domain.models import Meeting, MeetingState, Purpose
from bot.domain.outbox.outbox import Due
from bot.domain.programme import awaited, meetings, parts
from bot.domain.programme.awaited import Yes
from bot.errors import N_, Gone
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import later, phrases
from handlers.duty import duty_unasked
from handlers.letters import notes
from handlers.meeting import (
    acknowledge,
    ask_parts,
    calendar,
    minutes_told,
    minutes_whole,
    reflect,
    seats,
    send_photos,
    when,
)
from handlers.plan import plan_unasked
from handlers.sayings import conversation, details, doors_lead, doors_meeting, newcomers, only_read
from handlers.sayings.matching import Heard
from handlers.sayings.sentence import FILLER

routes = Routes()

YES, NO, AWAY, THANKS, MAYBE = "yes", "no", "absent", "thanks", "maybe"
SAYS_NOTHING = frozenset({MAYBE, "chat", "elsewhere"})
"""Topics below whose words it is still open whether somebody comes."""
MOVING = frozenset({"move", "settle"})
UNDERSTOOD = frozenset({YES, THANKS, "noted"})
COMING = frozenset({YES, "sign-up", "noted", "was-there"})
IT_IS_OFF = N_("This meeting is called off, so nobody needs to answer: {meeting}.")
LEFT_OPEN = N_("All right. It stays open; you can do it later.")
BRIEF = 3
"""So many words of a mere yes are no message to anybody."""


def _notice(chat: Chat) -> Due:
    if chat.under is None:
        raise Gone
    return chat.under


def _topic(understood: Heard) -> str:
    return understood.matches[0].topic.name if understood.sure else ""


def _brief(understood: Heard) -> bool:
    """Say whether a reply is no more than a yes or thanks."""
    said = [word for word in understood.words if word.plain not in FILLER]
    return len(said) <= BRIEF and (not said or _topic(understood) in (YES, THANKS, "hello", "goodbye"))


@routes.replies(
    Purpose.INVITE,
    Purpose.INVITE_AGAIN,
    Purpose.SENT,
    Purpose.OFFER,
    Purpose.WEEK_BEFORE,
    Purpose.DAY_BEFORE,
    Purpose.HOURS_BEFORE,
)
async def to_invitation(chat: Chat) -> Reply:
    """Answer an invitation or a reminder: a yes is one, "em bận" is asked about once; what else is asked is heard."""
    meeting = await meetings.get(chat.db, _notice(chat).topic.meeting_id)
    understood = conversation.understand(chat.text)
    if _topic(understood) in COMING and not only_read.only(chat.text):
        return await seats.take(chat, meeting.id)
    if only_read.only(chat.text) and not await _is_open(chat, meeting):
        return await conversation.hear(chat)
    return await _away_or_heard(chat, meeting, understood)


async def _is_open(chat: Chat, meeting: Meeting) -> bool:
    """Say whether it still waits for an answer of theirs; a reminder goes to who has given one, too."""
    waiting = await awaited.of(chat.db, chat.person, chat.now)
    return any(one.meeting.id == meeting.id and one.yes in (Yes.INVITATION, Yes.SEAT) for one in waiting)


async def _away_or_heard(chat: Chat, meeting: Meeting, understood: Heard) -> Reply:
    """Take a no for this meeting; a question that the table knows is answered, the rest asked about this meeting."""
    topic = _topic(understood)
    if meeting.state is MeetingState.CANCELLED and (topic in (NO, AWAY, "give-up", MAYBE, *COMING) or not topic):
        text = chat._(IT_IS_OFF).format(meeting=phrases.meeting_line(chat._, meeting))
        return Reply(text, rows(Button(chat._("Calendar"), "calendar:0")))
    if topic in (NO, AWAY, "give-up"):
        return await doors_meeting.stay_away_from(chat, await conversation.sentence_of(chat, understood), meeting)
    if topic == "next" or topic in MOVING:
        said = await conversation.sentence_of(chat, understood)
        return await (_move(chat, meeting) if topic in MOVING else details.show(chat, said, meeting))
    if topic and topic not in SAYS_NOTHING and not only_read.only(chat.text):
        return await conversation.hear(chat)
    return only_read.ask(chat, meeting)


async def _move(chat: Chat, meeting: Meeting) -> Reply:
    """Begin to move this meeting by what a lead says below its notice; all others see how it stands."""
    if phrases.can_lead(chat, meeting):
        return await when.typed(chat, meeting, chat.text)
    stands = await calendar.show(chat, meeting)
    return replace(stands, text=f"{chat._(doors_lead.LEAD_MOVES)}\n\n{stands.text}")


@routes.replies(Purpose.MOVED, Purpose.CANCELLED, Purpose.RESTORED)
async def to_change(chat: Chat) -> Reply:
    """Answer a change: a yes says that it is understood."""
    notice, understood = _notice(chat), conversation.understand(chat.text)
    meeting = await meetings.get(chat.db, notice.topic.meeting_id)
    if _topic(understood) in UNDERSTOOD:
        return await acknowledge.understood(chat, meeting.id, change.version_of(notice))
    return await _away_or_heard(chat, meeting, understood)


@routes.replies(Purpose.ASK_PART)
async def to_part(chat: Chat) -> Reply:
    """Answer who asks for a part."""
    notice, understood = _notice(chat), conversation.understand(chat.text)
    topic, part_id = _topic(understood), notice.topic.part_id
    unsure = topic == AWAY or only_read.only(chat.text)
    if topic in COMING and not unsure:
        return await ask_parts.accept(chat, part_id)
    if topic == NO:
        return await ask_parts.decline(chat, part_id)
    if unsure or not topic:
        part = await parts.own(chat.db, part_id, chat.person)
        return only_read.ask_part(chat, await meetings.get(chat.db, part.meeting_id), part_id)
    return await conversation.hear(chat)


async def _put_off(chat: Chat, understood: Heard) -> Reply | None:
    """Leave for later what somebody is too busy for; a mere no leaves it open. None for what is neither."""
    said = [word for word in understood.words if word.plain not in FILLER]
    if len(said) > BRIEF:
        return None
    topic = _topic(understood)
    if topic == AWAY and await awaited.asked_last(chat.db, chat.person, chat.under, chat.now):
        return await later.of_notice(chat)
    return Reply(chat._(LEFT_OPEN), step=STAY) if topic in (NO, AWAY) else None


@routes.replies(Purpose.REFLECT)
async def to_reflection(chat: Chat) -> Reply:
    """Take a sentence for the next answer of that reflection; of what was handed in show it all."""
    understood = conversation.understand(chat.text)
    if aside := await _put_off(chat, understood):
        return aside
    if duty_unasked.has_link(chat.text):
        return await conversation.hear(chat)
    if _brief(understood):
        return await reflect.begin(chat, _notice(chat).topic.meeting_id)
    return await reflect.take_next(chat, _notice(chat).topic.meeting_id)


@routes.replies(Purpose.DUTY, Purpose.DUTY_NEW, Purpose.CHASE, kinds=(Kind.TEXT, Kind.FILE, Kind.PHOTO))
async def to_duty(chat: Chat) -> Reply:
    """Offer to hand in what is sent below a reminder of duties; a chased change is answered as a change is."""
    notice = _notice(chat)
    if notice.topic.meeting_id and not chat.kept:
        return await to_change(chat)
    understood = conversation.understand(chat.text)
    if not chat.kept and (aside := await _put_off(chat, understood)):
        return aside
    given = chat.kept or not (_topic(understood) or _brief(understood))
    if given and (offered := await duty_unasked.offer_below(chat, notice)):
        return offered
    if chat.kept is None:
        return await conversation.hear(chat)
    return await (send_photos.unasked(chat) if chat.kept.picture else plan_unasked.unasked(chat))


@routes.replies(Purpose.MINUTES_ASK, Purpose.MINUTES_BACK, Purpose.MINUTES_SUBMITTED)
async def to_minutes(chat: Chat) -> Reply:
    """Open the minutes that are asked for, came back or wait for a yes; words are asked where they belong."""
    understood = conversation.understand(chat.text)
    if aside := await _put_off(chat, understood):
        return aside
    brief = _brief(understood)
    return await minutes_told.below_letter(chat, _notice(chat).topic.minutes_id, brief=brief)


@routes.replies(Purpose.MINUTES_APPROVED)
async def to_approved_minutes(chat: Chat) -> Reply:
    """Take a yes for having read approved minutes; what else is said is heard."""
    if _brief(conversation.understand(chat.text)):
        return await minutes_whole.say_read(chat, _notice(chat).topic.minutes_id)
    return await conversation.hear(chat)


@routes.replies(Purpose.ANNOUNCEMENT)
async def to_announcement(chat: Chat) -> Reply:
    """Pass a reply to an announcement on to its author."""
    return await notes.under_announcement(chat, _notice(chat), brief=_brief(conversation.understand(chat.text)))


@routes.replies(Purpose.NOTE)
async def to_notes(chat: Chat) -> Reply:
    """Pass a reply to a note on to who wrote it."""
    return await notes.under_notes(chat, _notice(chat))


@routes.replies(Purpose.ARRIVALS)
async def to_arrivals(chat: Chat) -> Reply:
    """Answer who has come to the school; what is no answer is heard."""
    return await newcomers.answer(chat, _notice(chat)) or await conversation.hear(chat)
