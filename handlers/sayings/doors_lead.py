"""What leads, principals and officers say: who is missing, moving, telling, who has not met."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.calendar import settings
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Moments
from bot.domain.letters import announcements, notes
from bot.domain.models import Meeting, Presence
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.outbox import told
from bot.domain.programme import questions
from bot.errors import N_
from bot.i18n import shortened
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from bot.vietnamese import fold, local, nfc
from handlers import kit, phrases
from handlers.duty import agreed
from handlers.letters import announce
from handlers.meeting import ask_parts, beside_the_hour, evidence_board, school, send_photos, settle, settle_typed, when
from handlers.meeting import minutes as taking
from handlers.organisation import invite
from handlers.plan import plan_extra
from handlers.sayings import about, doors_meeting, doubts, lists, typed_day
from handlers.sayings.doors_meeting import by_school
from handlers.sayings.sentence import Sentence, words_of

LEAD_MOVES = N_("Day, hour and room are changed by the cluster lead. It stands like this:")
NONE_CALLED_OFF = N_("No meeting of yours that lies ahead is called off.")
NOBODY_KNOWS = N_("Neither Zalo nor Telegram tells who has read a message. Where it matters, ask for an answer.")
SHOWN, MOST_MISSED = 80, 10
FEWEST_TOLD = 3
"""Words that say something: "mai họp" alone is rather when, and of which meeting."""
NONE_OF_YOURS = N_("No meeting of yours fits this.")


async def who_is_silent(chat: Chat, said: Sentence) -> Reply:
    """Name, school by school, who has not signed up for the next meeting."""
    _, ahead = chat._, about.ahead(chat, await about.named(chat, said))
    mine = [meeting for meeting in ahead if questions.may_see_names(meeting, chat.rights)]
    if ahead and not mine:
        return await doors_meeting.who_comes(chat, said)
    if not mine:
        return await about.show(chat, [], _(NONE_OF_YOURS))
    meeting = mine[0]
    people = await questions.silent(chat.db, meeting, chat.rights)
    lines = [
        phrases.meeting_line(_, meeting),
        _("Not signed up: {number}").format(number=len(people)),
        *by_school(people),
    ]
    return Reply("\n".join(lines), rows(phrases.see(_, meeting.id)))


async def who_was_away(chat: Chat, said: Sentence) -> Reply:
    """Name, school by school, who did not come to the last meeting; for a semester, meeting by meeting."""
    if said.span and (said.span.until - said.span.since).days > 1:
        return await doors_meeting.summarise(chat, said)
    _, found = chat._, about.begun(chat, await about.named(chat, said))
    mine = [meeting for meeting in found if questions.may_see_names(meeting, chat.rights)]
    if not mine:
        return await about.show(chat, [], _(NONE_OF_YOURS))
    meeting = mine[0]
    away = await questions.absent(chat.db, meeting, chat.rights)
    lines = [phrases.meeting_line(_, meeting)]
    for presence in (Presence.EXCUSED, Presence.ABSENT, None):
        people = [one for one, marked in away if marked is presence]
        if people:
            how = _(phrases.PRESENCES[presence]) if presence else _("not marked")
            lines += [f"{how}: {len(people)}", *by_school(people)]
    if not away:
        lines.append(_("Everybody expected was there."))
    return Reply("\n".join(lines), rows(phrases.see(_, meeting.id)))


async def send_somebody(chat: Chat, said: Sentence) -> Reply:
    """Begin to send people of the own school to the meeting that is named, with who is named chosen already."""
    chat.must_have_joined()
    chat.rights.must_head_any()
    _, ahead = chat._, about.ahead(chat, await about.named(chat, said))
    own = sorted(chat.rights.principal_of)
    if not ahead:
        return await about.show(chat, [], _(NONE_OF_YOURS))
    if not own:
        return await about.show(chat, ahead[:1], "")
    return await school.propose(chat, ahead[0], own[0], said.without_replaced().named_among)


async def bring_back(chat: Chat, said: Sentence) -> Reply:
    """Show the called-off meeting with its button, or which there are; the sentence itself brings nothing back."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    found = await questions.called_off(chat.db, chat.person, chat.rights, chat.now)
    return await about.show(chat, about.fitting(found, said), chat._(NONE_CALLED_OFF))


async def settle_days(chat: Chat, said: Sentence) -> Reply:
    """Take the day that a sentence names for the one meeting it fits, else ask which, or show those without a day."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    found = await typed_day.waiting(chat, said) if said.span else []
    if len(found) == 1 or (said.span and not found and (found := await _only_one(chat))):
        return await when.typed(chat, found[0], chat.text)
    if said.span and not found and len(settled := await _led_on(chat, said)) == 1:
        # It has its day: what is said of hour, room and seats is read as a change of it.
        return await settle_typed.moved(chat, settled[0])
    return (await typed_day.on_a_day(chat, said) if said.span else None) or await settle.choose(chat)


async def _led_on(chat: Chat, said: Sentence) -> list[Meeting]:
    named = about.ahead(chat, await about.named(chat, said))
    return [meeting for meeting in named if chat.rights.may_lead(meeting.cluster_id)]


async def add_meeting(chat: Chat, said: Sentence) -> Reply:
    """Begin a meeting outside the plan, with the topic and the day that are said beside it."""
    del said
    return await plan_extra.spoken(chat)


async def give_parts(chat: Chat, said: Sentence) -> Reply:
    """Give the part to whom a sentence names, once it is confirmed; else show the parts of the meeting."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    ahead = about.ahead(chat, await about.named(chat, said))
    mine = [meeting for meeting in ahead if chat.rights.may_lead(meeting.cluster_id)]
    if not mine:
        return await about.show(chat, [], chat._(NONE_OF_YOURS))
    return await ask_parts.spoken(chat, mine[0]) or await ask_parts.show(chat, mine[0].id)


async def move(chat: Chat, said: Sentence) -> Reply:
    """Begin to settle or move the meeting that is named, else ask which; who leads nothing sees how it stands."""
    chat.must_have_joined()
    if not (chat.rights.leads or chat.rights.officer):
        stands = await doors_meeting.when(chat, replace(said, span=None))
        return replace(stands, text=f"{chat._(LEAD_MOVES)}\n\n{stands.text}")
    ahead = about.ahead(chat, await about.named(chat, said))
    mine = [meeting for meeting in ahead if chat.rights.may_lead(meeting.cluster_id)]
    led = mine or await _led_ahead(chat)
    if len(led) == 1 and (day := beside_the_hour.weeks_later(led[0], chat.text)):
        return await when.typed(chat, led[0], day)
    if len(mine) == 1 and (said.span or any(beside_the_hour.read(chat.text))):
        return await settle_typed.moved(chat, mine[0])
    found = reader.read(chat.text, chat.today)
    named = mine if not said.span else [] if mine else await _led_ahead(chat)
    if isinstance(found, Moments) and (found.starts or found.day) and (meant := await _meant(chat, named)):
        return await when.typed(chat, meant, chat.text)
    return await settle.choose(chat)


async def _led_ahead(chat: Chat) -> list[Meeting]:
    every = await questions.of_year(chat.db, chat.person, chat.rights, chat.today)
    return [meeting for meeting in about.ahead(chat, every) if chat.rights.may_lead(meeting.cluster_id)]


async def _only_one(chat: Chat) -> list[Meeting]:
    """Return in a list the one meeting ahead that somebody leads, whose day they name anew; else nothing."""
    led = await _led_ahead(chat)
    return led if len(led) == 1 else []


async def _meant(chat: Chat, mine: Sequence[Meeting]) -> Meeting | None:
    """Return which of these "chuyển sang 15h" means: the only one, or what the last notice was about."""
    if len(mine) == 1:
        return mine[0]
    last = await told.last(chat.db, chat.person.id, chat.now)
    return next((one for one in mine if last and one.id == last.topic.meeting_id), None)


_WHAT_IS_TOLD = re.compile(
    r"[^:\n]{4,80}?(?::| (?:là|la|rằng|rang|nội dung|noi dung) )\s*(\S+(?:\s+\S+){2,})", re.DOTALL
)


_TO_ALL = re.compile(
    r"(?:(?:da|em|chi|anh|bot|oi|nho|hay|lam on|cho (?:em|chi|toi))[ ,]+)*"
    r"(?:nhan|nhac|bao|dan|gui thong bao|gui tin|thong bao|bao tin)"
    r"(?: (?:giup|ho|dum|gium|cho|toi|den|voi|em|chi|anh|minh|lai|tin))* "
    r"(?>moi nguoi|mng|mn|(?:tat ca|toan the) (?:moi nguoi|giao vien|cac truong)|tat ca|anh (?:chi )?em|"
    r"ca (?:cum|nhom|nha)|(?:cac|quy|may) "
    r"(?:cum truong|hieu truong|thay co|co thay|thay|co|truong|gv|giao vien|anh chi|dong chi|dc|ban))"
    r"(?: (?:trong (?:cum|nhom)|nhe|oi))?[ ,]+(?P<told>(?!(?:chua|nao|da|cua|o|trong|truong|cum|khoi|to|mon|tham gia|"
    r"dang ky (?:buoi|du|di)|du buoi|di buoi|ve|viec|giup|biet|con)\b).{3,})",
    re.DOTALL,
)
"""What everybody is to be told stands right behind them: "nhắn mọi người | đến sớm 15 phút"."""
_IS_ASKED = re.compile(r"\?|\b(?:khong|chua|ko|sao|the nao|o dau|luc nao|khi nao|gi)(?: (?:a|vay|the|nhi|em))*\W*$")


def told_in(typed: str) -> str:
    """Return what a sentence itself wants to be told; empty where it says only whom, or asks."""
    text = " ".join(nfc(typed).split())
    if found := _WHAT_IS_TOLD.fullmatch(text):
        return found[1]
    found = _TO_ALL.fullmatch(fold(text))
    told = text[found.start("told") :] if found else ""
    says = [word for word in words_of(told) if not doubts.is_filler(word)]
    return told[:1].upper() + told[1:] if len(says) >= FEWEST_TOLD and not _IS_ASKED.search(fold(told)) else ""


async def announce_to(chat: Chat, said: Sentence) -> Reply:
    """Draft an announcement to who comes to the meeting that is named; else ask whom it is for.

    What the sentence itself tells ("báo các trường là …") is its text, and is shown before it leaves.
    """
    chat.must_have_joined()
    chat.rights.must_lead_any()
    ahead = [m for m in about.ahead(chat, await about.named(chat, said)) if chat.rights.may_lead(m.cluster_id)]
    one = said.span and len(ahead) == 1 and await questions.number_coming(chat.db, ahead[0])
    meeting = ahead[0].id if one else None
    if told := told_in(chat.text):
        return await announce.begin_with_text(chat, told, meeting)
    return await (announce.ask_text(chat, "meeting", meeting) if meeting else announce.begin(chat))


async def wrong_announcement(chat: Chat, said: Sentence) -> Reply:
    """Show what was announced last and how a correction is sent: what has arrived cannot be called back."""
    _, newest = chat._, await questions.newest_announcement(chat.db, chat.person)
    if newest is None and not chat.rights.leads:
        return await lists.pressed_wrongly(chat, said)
    if newest is None:
        return Reply(_("You have announced nothing yet."), rows(Button(_("Calendar"), "calendar:0")))
    kind, _colon, number = newest.audience.partition(":")
    text = _(
        "Your last announcement, {when}:\n\n{text}\n\nWhat has arrived cannot be called back; a correction can follow."
    )
    correct = Button(_("Send a correction"), f"tell:{kind}:{number or 0}")
    return Reply(text.format(when=f"{local(newest.sent_at):%H:%M %d/%m}", text=newest.text), rows(correct))


async def who_was_reached(chat: Chat, said: Sentence) -> Reply:
    """Say of one's last announcement whom it reached, who answered and whom it missed: nobody knows who read it."""
    del said
    _, newest = chat._, await questions.newest_announcement(chat.db, chat.person)
    if newest is None:
        return Reply(_("You have announced nothing yet."), rows(Button(_("Calendar"), "calendar:0")))
    far = (await announcements.progress(chat.db, [newest.id]))[newest.id]
    answers = {note.name for note in await notes.between(chat.db, newest.id, chat.person)}
    missed = await announcements.missed(chat.db, newest.id)
    told = {"when": f"{local(newest.sent_at):%H:%M %d/%m}", "text": shortened(newest.text, SHOWN)}
    lines = [
        _("Your last announcement, {when}: “{text}”").format(**told),
        _("Delivered: {sent} of {total}; still leaving: {open}").format(sent=far.sent, total=far.total, open=far.open),
        *([_("Not reached: {names}").format(names=", ".join(missed[:MOST_MISSED]))] if missed else []),
        *kit.and_more(_, len(missed) - MOST_MISSED),
        _("Answered: {names}").format(names=", ".join(sorted(answers)) or _("nobody yet")),
        _(NOBODY_KNOWS),
    ]
    read = [Button(_("Read the answers"), f"notes:{newest.id}:0")] if answers else []
    return Reply("\n".join(lines), rows(*read, Button(_("Announce"), "announce")))


async def minutes(chat: Chat, said: Sentence) -> Reply:
    """Open the minutes of the meeting that is named, else show whose minutes there are to write or to read."""
    found = about.begun(chat, await about.named(chat, said)) if said.span or said.last else []
    return await taking.door(chat, found[0].id) if len(found) == 1 else await taking.choose(chat)


async def baskets(chat: Chat, said: Sentence) -> Reply:
    """Show which evidence is missing to who runs something; a teacher is asked of which meeting theirs is."""
    del said
    chat.must_have_joined()
    return await (evidence_board.board(chat, 0) if chat.rights.runs_something else send_photos.choose(chat))


async def reflections(chat: Chat, said: Sentence) -> Reply:
    """Name, school by school, who has not reflected on the last meeting; what was written is read without names.

    Who may see no names is shown the meeting.
    """
    _, begun = chat._, about.begun(chat, await about.named(chat, said))
    over = [meeting for meeting in begun if meeting.ends_at and meeting.ends_at <= chat.now] or begun
    mine = [meeting for meeting in over if questions.may_see_names(meeting, chat.rights)]
    if not mine:
        return await about.show(chat, over[:1], _("No meeting of yours has taken place yet."))
    came, without = await questions.reflected(chat.db, mine[0], chat.rights)
    lines = [
        phrases.meeting_line(_, mine[0]),
        _("Reflections handed in: {number} of {all} who were there").format(number=came - len(without), all=came),
        *([_("Without a reflection: {number}").format(number=len(without)), *by_school(without)] if without else []),
    ]
    read = Button(_("Reflections"), f"thoughts:{mine[0].id}:0")
    leads = phrases.can_lead(chat, mine[0])
    return Reply("\n".join(lines), rows(*([read] if leads else []), phrases.see(_, mine[0].id)))


async def agreed_on(chat: Chat, said: Sentence) -> Reply:
    """Show what was agreed on at the meeting that is named, else at the last one."""
    found = about.begun(chat, await about.named(chat, said))
    if not found:
        return await about.show(chat, [], chat._("No meeting of yours has taken place yet."))
    return await agreed.show(chat, found[0].id)


async def invite_people(chat: Chat, said: Sentence) -> Reply:
    """Show a principal the two ways in: the link and the list; others what they may invite."""
    del said
    shown = await invite.begin(chat)
    return Reply(shown.text, (*shown.buttons, (Button(chat._("The list of people (Excel)"), "roster"),)))


async def clusters_without(chat: Chat, said: Sentence) -> Reply:
    """Name the clusters that have not met this semester."""
    chat.must_have_joined()
    year, second = SchoolYear.of(chat.today), (await settings.read(chat.db)).second_semester
    span: Span = said.span or year.semester(year.semester_of(chat.today, second), second)
    names = await questions.without_meeting(chat.db, chat.rights, span, chat.today)
    head = chat._("Clusters without a meeting so far: {number}").format(number=len(names))
    return Reply("\n".join([head, *(f"– {name}" for name in names)]), rows(Button(chat._("Calendar"), "calendar:0")))
