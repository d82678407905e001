"""What a teacher says about meetings: when, where, who, signing up, staying away, checking in, one's own record."""

import re
from dataclasses import replace

from bot.domain.calendar import settings
from bot.domain.models import Coming, Expects, Meeting, MeetingState
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import answers, awaited, questions, seats
from bot.domain.programme import attendance as marks
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from bot.vietnamese import fold, nfc
from handlers import kit, phrases
from handlers.meeting import attendance, calendar, evidence, my_meetings, on_behalf, past, reflect, school, summary
from handlers.meeting import seats as seat_talk
from handlers.sayings import about, details, doors_self, of_school, too_busy
from handlers.sayings.sentence import Sentence

SURE = "away:sure"
WHY = "away:why:{meeting_id}"
"""The step below the question whether somebody cannot come: people type why instead of a yes."""
GOING = re.compile(r"\bco (?:di|du)\b(?!.*\b(?:hom do|hom ay|hom qua|vang|sai|roi|ma)\b)")
"""An "em có đi" with nothing in it that speaks of a meeting that is over."""
GIVE_UP = N_("Give this seat up? {meeting}")
CANNOT = N_("Tell that you cannot come? {meeting}")
_FOR = re.compile(r"\b(?:cho|giup|for)\b")
"""What a principal says who speaks for somebody else."""
_WHY = re.compile(
    r"\b(?:vì|do|bởi|tại|because|lý do là|lý do)\b[\s:]+(.{2,}?)(?:\s+(?:ạ|nhé|nha))?[\s.!]*$", re.IGNORECASE
)
_POLITE = re.compile(r"\s+(?:ạ|a|nhé|nha)$", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;.\n]|\s[-–]\s|\b(?:nên|nen|vi)\b", re.IGNORECASE)
_TROUBLE = re.compile(
    r"\b(?:om|sot|benh|gay (?:chan|tay)|bong gan|dau (?:bung|lung|rang|dau|chan)|mo (?:ruot|mat)|cap cuu|ngap|"
    r"mua (?:to|lu|lon)|(?:bo|me|ong|ba|chong|vo|con|chau|anh|chi|chu|bac|cau|mo|di|co)(?: \w+){0,2} mat|hieu|coi thi|"
    r"cham thi|hoc cao hoc|(?:nam|di|nhap|vao) vien|kham|(?:trung|co|kin) tiet|trung lich|dam (?:tang|ma|cuoi|gio)|"
    r"hong xe|xe hong|tai nan|lu|sat lo|cong tac|tap huan|viec (?:nha|gia dinh)|thai san|sap sinh|ill|sick)\b"
)
"""What keeps people away, where they write it and do not say that it is why."""
_THAT_DAY = re.compile(r" (?:hom|bua|ngay|buoi) (?:do|ay|kia|no) ")
_AHEAD = re.compile(r" (?:o dau|cho nao|may gio|khi nao|bao gio|phong nao|mang gi|can mang) ")
NONE_THEN = N_("You have no meeting then.")
NO_REFLECTION = N_("You have not handed in any reflection yet.")
NOT_SIGNED_UP = N_("You are not signed up for any meeting ahead.")
MOST_NAMES = 30
CODE_OVER = N_("The roll call is over and takes no code any more. If you were there, say so: the lead puts it right.")


async def see_calendar(chat: Chat, said: Sentence) -> Reply:
    """Show the calendar, or of what days or of whom the sentence speaks."""
    found = await about.named(chat, said)
    if none := about.not_of(chat, said, found):
        return await about.show(chat, [], none)
    if of_one := await of_school.meetings(chat, said, found):
        return of_one
    if not about.is_narrow(said, found):
        return await calendar.page(chat)
    return await about.show(chat, found, chat._(NONE_THEN))


async def when(chat: Chat, said: Sentence) -> Reply:
    """Show the meetings of the days that are asked about; else the next one, and what is asked and not there."""
    found = await about.named(chat, said)
    if none := about.not_of(chat, said, found):
        return await about.show(chat, [], none)
    if said.last:
        found, none = about.begun(chat, found)[:1], chat._("No meeting of yours has taken place yet.")
    elif said.span is not None:
        none = chat._(NONE_THEN)
    elif _THAT_DAY.search(said.plain) and (meant := await _that_one(chat, said, found)):
        found = [meant]
    else:
        found = (about.ahead(chat, found) or about.planned(chat, found))[:1]
    return await (details.show(chat, said, found[0]) if len(found) == 1 else about.show(chat, found, none))


async def _that_one(chat: Chat, said: Sentence, found: list[Meeting]) -> Meeting | None:
    """Return the meeting of "hôm đó": where and at what hour is asked of one ahead, who taught what of one that was."""
    return await about.spoken_of(chat, found, was=_AHEAD.search(said.plain) is None)


async def sign_up(chat: Chat, said: Sentence) -> Reply:
    """Show the meeting that is named with its button, else all that are open."""
    found = await about.named(chat, said)
    if about.is_narrow(said, found) and (named := about.ahead(chat, found)):
        return await about.show(chat, named, "")
    return await seat_talk.sign_up(chat)


async def own_seats(chat: Chat, said: Sentence) -> Reply:
    """Say at which meetings ahead somebody is signed up, or what else they have answered; for none what is open."""
    _, ahead = chat._, about.ahead(chat, await about.named(chat, said))
    stands = await seats.standings(chat.db, chat.must_have_joined(), ahead)
    answered = [(meeting, stands[meeting.id]) for meeting in ahead if stands.get(meeting.id)]
    if not answered:
        open_ones = await seat_talk.sign_up(chat)
        return replace(open_ones, text=f"{_(NOT_SIGNED_UP)}\n\n{open_ones.text}")
    lines = [f"{phrases.meeting_line(_, meeting)}\n{_(phrases.STANDINGS[how])}" for meeting, how in answered]
    buttons = [phrases.see(_, meeting.id) for meeting, _how in answered] if len(answered) == 1 else []
    return Reply("\n\n".join(lines), rows(*buttons, Button(_("Calendar"), "calendar:0")))


async def give_up(chat: Chat, said: Sentence) -> Reply:
    """Ask before a seat is given up, and which where there are several."""
    return await _leave(chat, said, signed_up=True)


async def stay_away(chat: Chat, said: Sentence) -> Reply:
    """Somebody cannot come: ask before anybody is told, with the reason where one was said.

    A principal may say it for one of their own ("báo vắng cho cô Lan").
    """
    if _FOR.search(fold(said.text)) and (found := await for_another(chat, said)):
        return found
    if not said.span and (answered := await too_busy.below(chat)):
        return answered
    if said.span and said.span.until <= chat.today:
        # Nobody tells in advance of a meeting that is over: what stands of it is shown.
        return await was_there(chat, said)
    return _with_reason(chat, said, await _leave(chat, said, signed_up=False))


async def for_another(chat: Chat, said: Sentence) -> Reply | None:
    """Begin to report the absence of whom a principal names of the own people; None where it is nobody of them."""
    if not chat.rights.principal_of:
        return None
    ahead = about.ahead(chat, await about.named(chat, said))
    why = _WHY.search(said.text)
    return (
        await on_behalf.begin(chat, ahead[0], said.named_among, why[1].strip(" .!") if why else "") if ahead else None
    )


async def stay_away_from(chat: Chat, said: Sentence, meeting: Meeting) -> Reply:
    """Do what `stay_away` does of one meeting that is known."""
    return _with_reason(chat, said, _sure(chat, meeting, signed_up=False))


def because(chat: Chat, meeting: Meeting, reason: str) -> Reply:
    """Ask whether somebody cannot come, with the reason that they typed below the question. Raises BadInput."""
    return _reasoned(chat, _sure(chat, meeting, signed_up=False), answers.read_reason(reason))


def _why(said: str) -> str:
    """Return why somebody cannot come, behind a "vì" or as a clause ("em bận, con ốm"); empty where unsaid."""
    if found := _WHY.search(said):
        return found[1].strip(" .!")
    clauses = (_POLITE.sub("", clause.strip(" .!")) for clause in _CLAUSE.split(nfc(said)))
    return next((clause for clause in clauses if _TROUBLE.search(fold(clause))), "")


def _with_reason(chat: Chat, said: Sentence, reply: Reply) -> Reply:
    reason = _why(said.text)
    yes = reply.buttons[0][0].press if reply.buttons and not said.last else ""
    if not reason or not yes.startswith("leave:"):
        return reply
    return _reasoned(chat, reply, reason)


def _reasoned(chat: Chat, reply: Reply, reason: str) -> Reply:
    chat.draft["reason"] = reason
    text = reply.text + "\n" + chat._("Reason: {reason}").format(reason=reason)
    # Also where it is asked which meeting is meant, each choice takes the reason with it.
    step = reply.step or SURE
    return Reply(text, tuple(tuple(map(_because, row)) for row in reply.buttons), step=step)


def _because(button: Button) -> Button:
    kind, _, meeting_id = button.press.partition(":")
    return Button(button.label, f"away:{meeting_id}", yes=button.yes) if kind == "leave" else button


async def _leave(chat: Chat, said: Sentence, *, signed_up: bool) -> Reply:
    _, ahead = chat._, about.ahead(chat, await about.named(chat, said))
    stands = await seats.standings(chat.db, chat.person, ahead)
    # Nobody gives up what they never took; that they cannot come says also who has not answered.
    out = (Coming.NO, None) if signed_up else (Coming.NO,)
    held = [meeting for meeting in ahead if stands.get(meeting.id, Coming.NO) not in out]
    if not held and said.span:
        # Of another day than the one that is meant nothing is said by "hôm nay": it is asked about the next one.
        elsewhen = await _leave(chat, replace(said, span=None), signed_up=signed_up)
        return replace(elsewhen, text=f"{_(NONE_THEN)}\n{elsewhen.text}")
    if not held:
        text, buttons = await about.next_line(chat)
        return Reply(f"{_(NOT_SIGNED_UP)}\n{text}", rows(*buttons))
    if len(held) > 1:
        which = [
            Button(label, f"leave:{meeting.id}")
            for label, meeting in zip(phrases.meeting_labels(held), held, strict=True)
        ]
        return Reply(_("Which meeting is it?"), rows(*which))
    return _sure(chat, held[0], signed_up=signed_up)


def _sure(chat: Chat, meeting: Meeting, *, signed_up: bool) -> Reply:
    """Ask before a seat is given up, or else before an absence is told: below that why may be typed at once."""
    _ = chat._
    yes = Button(_("I cannot come"), f"leave:{meeting.id}", yes=True)
    keep = Button(_("No, keep it"), f"meeting:{meeting.id}")
    text = _(GIVE_UP if signed_up else CANNOT).format(meeting=phrases.meeting_line(_, meeting))
    return Reply(text, rows(yes, keep), step="" if signed_up else WHY.format(meeting_id=meeting.id))


async def who_comes(chat: Chat, said: Sentence) -> Reply:
    """Say how many come to the next meeting, and who as far as one may see it; who came, where it is over."""
    found = await about.named(chat, said)
    _, ahead = chat._, about.ahead(chat, found)
    over = about.begun(chat, found) if not ahead else []
    if over and (about.is_narrow(said, found) or over[0].on_day == chat.today):
        return await summarise(chat, said)
    if not ahead:
        return await about.show(chat, [], _(NONE_THEN) if said.span else "")
    meeting = ahead[0]
    number = await questions.number_coming(chat.db, meeting)
    lines = [phrases.meeting_line(_, meeting), _("Coming: {number}").format(number=number)]
    if questions.may_see_names(meeting, chat.rights):
        lines += by_school(await questions.coming(chat.db, meeting, chat.rights))
    return Reply("\n".join(lines), rows(phrases.see(_, meeting.id)))


async def who_is_sent(chat: Chat, said: Sentence) -> Reply:
    """Show how the schools stand to the next meeting, first one to which they send people; else who comes."""
    ahead = about.ahead(chat, await about.named(chat, said))
    asks = [meeting for meeting in ahead if meeting.expects is Expects.NUMBERS] or ahead
    if not asks or not (chat.rights.principal_of or phrases.can_lead(chat, asks[0])):
        return await who_comes(chat, said)
    return await school.all_schools(chat, asks[0].id)


def by_school(people: list[questions.Named]) -> list[str]:
    """Return names school by school, at most `MOST_NAMES` of them."""
    lines: list[str] = []
    for called in dict.fromkeys(one.school for one in people[:MOST_NAMES]):
        names = [one.name for one in people[:MOST_NAMES] if one.school == called]
        lines.append(f"– {called}: {', '.join(names)}")
    return [*lines, *(["…"] if len(people) > MOST_NAMES else [])]


def _calendar(chat: Chat) -> tuple[tuple[Button, ...], ...]:
    return rows(Button(chat._("Calendar"), "calendar:0"))


async def own_reflection(chat: Chat, said: Sentence) -> Reply:
    """Show the reflection that was handed in last."""
    del said
    newest = await questions.newest_reflection(chat.db, chat.person)
    if newest is not None:
        return await reflect.begin(chat, newest)
    chosen = await reflect.choose(chat)
    return replace(chosen, text=f"{chat._(NO_REFLECTION)}\n{chosen.text}")


async def pictures(chat: Chat, said: Sentence) -> Reply:
    """Show the evidence of the meeting that is named; where several or none are, the meetings that were."""
    found = about.begun(chat, await about.named(chat, said))
    if len(found) == 1 or (found and said.last):
        return await evidence.show(chat, found[0].id)
    return await past.page(chat, 0)


async def attend(chat: Chat, said: Sentence) -> Reply:
    """Take the code where one was typed; show a principal what they ask about; else what `/diemdanh` shows.

    Of a day that is over a teacher says that they were there: what stands of it is shown, to be contested.
    """
    digits = "".join(word.plain for word in said.words if word.plain.isdecimal())
    if len(digits) == marks.DIGITS and said.span is None:
        return attendance.checked_in(chat, await marks.check_in(chat.db, chat.person, digits, chat.now))
    if said.span and chat.rights.runs_something:
        return await summarise(chat, said)
    over = said.span is not None and said.span.until <= chat.today
    if over or await _is_too_late(chat):
        shown = await was_there(chat, said)
        return shown if over else replace(shown, text=f"{chat._(CODE_OVER)}\n\n{shown.text}")
    return await attendance.begin(chat)


async def _is_too_late(chat: Chat) -> bool:
    """Say whether somebody who runs nothing comes with their yes when no code works for them any more."""
    if chat.rights.runs_something or chat.someone is None:
        return False
    grace = (await settings.read(chat.db)).grace
    every = await questions.of_year(chat.db, chat.person, chat.rights, chat.today)
    settled = [one for one in every if one.state is MeetingState.SETTLED and one.starts_at]
    untils = [(one.starts_at, marks.works_until(one, grace)) for one in settled]
    works = [until for begins, until in untils if begins and until and begins - marks.OPENS_BEFORE <= chat.now < until]
    return not works and any(until and chat.now - marks.REMEMBERED < until <= chat.now for _begins, until in untils)


async def was_there(chat: Chat, said: Sentence) -> Reply:
    """Show one's own meetings, where a wrong mark is contested by a tap."""
    del said
    chat.must_have_joined()
    return await my_meetings.mine(chat, 0)


async def was_or_will_be_there(chat: Chat, said: Sentence) -> Reply:
    """Take "em có đi" for the yes to the invitation that came last; otherwise it speaks of a meeting that is over."""
    last = await awaited.asked_last(chat.db, chat.must_have_joined(), chat.under, chat.now)
    ahead = last is not None and last[0] in awaited.INVITING and GOING.search(said.plain)
    return await (doors_self.yes(chat, said) if ahead else was_there(chat, said))


async def summarise(chat: Chat, said: Sentence) -> Reply:
    """Show who came in the days or at the meeting that is asked about; to a teacher the own meetings."""
    if not chat.rights.runs_something:
        return await was_there(chat, said)
    span, second = said.span, (await settings.read(chat.db)).second_semester
    year = SchoolYear.of(chat.today)
    for number in (1, 2):
        if span == year.semester(number, second):
            return await summary.of_semester(chat, number)
    found = about.begun(chat, await about.named(chat, said))
    if len(found) == 1 or (found and span is None):
        shown = summary.workbook(chat, "meeting", found[0].id) if " excel " in said.plain else None
        return await (shown or summary.of_meeting(chat, found[0].id))
    if not found:
        none = N_("No meeting took place then.") if span else N_("No meeting has taken place this school year yet.")
        return await about.show(chat, [], chat._(none))
    which = [
        Button(label, f"sum:meeting:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    return Reply(chat._("Which meeting is it?"), rows(*which))


async def cannot_scan(chat: Chat, said: Sentence) -> Reply:
    """Somebody is there and the picture cannot be read: the digits do as well, or the lead's list of names."""
    del said
    text = chat._(
        "Please type the {digits} digits below the picture. If you cannot see them, tell the lead your name: "
        "{name}. The lead can mark you by name."
    )
    return kit.ask(chat, text.format(digits=marks.DIGITS, name=chat.person.name), step="checkin")
