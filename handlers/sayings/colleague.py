"""Somebody else by name: "cô Ân có đi họp không", "thầy Dơ đăng ký chưa", a name alone, a long leave."""

import re
from dataclasses import replace
from datetime import date

from bot.domain.models import Coming, LeaveKind, Meeting
from bot.domain.organisation import appointments, own_people, schools
from bot.domain.organisation.own_people import Belonging, OwnPerson
from bot.domain.programme import meetings, on_behalf, questions
from bot.domain.programme.questions import HowTheyStand
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit, phrases
from handlers.meeting.school import GROUPS, NOT_JOINED
from handlers.organisation import own_people as own_talk
from handlers.sayings import about, doors_meeting
from handlers.sayings.matching import Heard
from handlers.sayings.sentence import Sentence, Word, words_of

routes = Routes()

ASKED = re.compile(
    r"^ (?:da |vang |em |cho |hoi |a |oi |thi |ban |minh |toi )*(?:co|thay|chi|anh) (?P<name>\w+(?: \w+){0,3}?) "
    r"(?:co |da |van |se )*(?:di|du|dang ky|dk|tra loi|xac nhan|den|tham gia|tham du|bao vang)\b.* (?:khong|chua) "
)
"""A question about somebody in a sentence without capitals and accents, where a tên is also a word of the table."""
NOBODY_OF_LIST = N_("Nobody of this name whom you may look up is expected at {meeting}.")
LEADS_SEE = N_("Who comes by name is seen by the lead, and by each principal of the own school.")
WHICH = N_("Who is meant?")
LEAVE_IS_NOTED = N_(
    "A long leave is noted by the principal of the school ({principal}): from then on no meeting expects you. Please "
    "tell them. Until then you can tell for each meeting that you cannot come."
)
WHO_IS_ON_LEAVE = N_("Who goes on long leave? Please choose the person, then “Put on leave”.")
_KINDS = {LeaveKind.MATERNITY: r"\b(?:sinh|thai san|ho san|de)\b", LeaveKind.ILLNESS: r"\bom\b"}
_ASKS_WHO = re.compile(r" ai | danh sach ")
MOST = 8


async def asked_of(chat: Chat, said: Sentence) -> Reply:
    """Say how somebody stands to the next meeting, to who may see it; all others are told how many come."""
    chat.must_have_joined()
    _, ahead = chat._, about.ahead(chat, await about.named(chat, said))
    mine = [meeting for meeting in ahead if questions.may_see_names(meeting, chat.rights)]
    if not mine:
        shown = await doors_meeting.who_comes(chat, said)
        return replace(shown, text=f"{shown.text}\n{_(LEADS_SEE)}") if ahead else shown
    found = await _named(chat, said, mine[0])
    if not found:
        line = phrases.meeting_line(_, mine[0])
        return Reply(_(NOBODY_OF_LIST).format(meeting=line), rows(phrases.see(_, mine[0].id)))
    if len(found) == 1:
        return _show(chat, mine[0], found[0])
    buttons = [Button(f"{one.name} · {one.school}", f"stands:{one.invitee_id}") for one in found]
    return Reply(_(WHICH), rows(*kit.distinct(buttons)))


async def _named(chat: Chat, said: Sentence, meeting: Meeting) -> list[HowTheyStand]:
    every = {one.invitee_id: one for one in await questions.stands(chat.db, meeting, chat.rights)}
    return [every[number] for number in said.of_people([(number, one.name) for number, one in every.items()])]


async def if_asked(chat: Chat, understood: Heard, said: Sentence) -> Reply | None:
    """Answer "co an co di khong", where one of the next meeting's list is called so; None for all else."""
    shown = ASKED.search(said.plain)
    if shown is None or chat.someone is None or not chat.rights.runs_something or _is_named(understood):
        return None
    ahead = [m for m in about.ahead(chat, await about.named(chat, said)) if questions.may_see_names(m, chat.rights)]
    if not ahead:
        return None
    called = words_of(shown["name"])
    only = Sentence(shown["name"], (Word("co"), *called))
    found = await _named(chat, only, ahead[0])
    return await asked_of(chat, replace(said, words=only.words)) if found else None


def _is_named(understood: Heard) -> bool:
    return understood.sure and understood.matches[0].topic.name in ("colleague", "mark-absent", "mark-present")


def _show(chat: Chat, meeting: Meeting, one: HowTheyStand) -> Reply:
    _ = chat._
    lines = [" · ".join(part for part in (one.name, one.school) if part), phrases.meeting_line(_, meeting)]
    if one.presence:
        lines.append(_(phrases.PRESENCES[one.presence]))
    else:
        lines.append(_(NOT_JOINED if one.answer is None and not one.joined else GROUPS[one.answer]))
    if one.reason:
        lines.append(_("Reason: {reason}").format(reason=one.reason))
    if one.answer is Coming.NO and one.excused is not None:
        lines.append(_("Excused") if one.excused else _("Unexcused"))
    heads = one.unit_id in chat.rights.principal_of and meetings.is_open(meeting, chat.now)
    away = [Button(_("Report an absence"), f"away-of:{one.invitee_id}")] if heads and one.answer != Coming.NO else []
    return Reply("\n".join(lines), rows(*away, phrases.see(_, meeting.id), across=2))


@routes.button("stands:{invitee_id}")
async def show(chat: Chat, invitee_id: int) -> Reply:
    """Show how one of several of that name stands. Raises NotAllowed for who may not see it."""
    chat.must_have_joined()
    meeting, _unit = await on_behalf.place_of(chat.db, invitee_id)
    found = await questions.stands(chat.db, meeting, chat.rights, invitee_id)
    if not found:
        raise Gone
    return _show(chat, meeting, found[0])


async def by_name(chat: Chat, said: Sentence) -> Reply:
    """Answer a name that stands alone: of the own people their card, of the next meeting's list how they stand."""
    chat.must_have_joined()
    own = await of_own(chat, said)
    if len(own) == 1:
        return await own_talk.show_one(chat, own[0][0], own[0][1].key)
    if fold(chat.person.name) in said.plain:
        _, (text, see) = chat._, await about.next_line(chat)
        change = Button(_("Correct my name"), "rename")
        hello = _("Dear {person}.").format(person=phrases.addressed(_, chat.person))
        return Reply(f"{hello} {text}", rows(*see, change))
    return await asked_of(chat, said)


async def of_own(chat: Chat, said: Sentence) -> list[tuple[int, OwnPerson]]:
    """Return whom a sentence names of the schools that one heads."""
    found = []
    for unit_id in sorted(chat.rights.principal_of):
        people = (await own_people.of_school(chat.db, chat.rights, unit_id, chat.today)).people
        found += [(unit_id, people[at]) for at in said.named_among([one.name for one in people])]
    return found


async def on_long_leave(chat: Chat, said: Sentence) -> Reply:
    """Begin a long leave of who is named of the own people, or show who is on one; a teacher hears who notes theirs."""
    chat.must_have_joined()
    asks_who = _ASKS_WHO.search(said.plain) is not None
    if asks_who and chat.rights.officer:
        return await own_talk.begin(chat)
    if not chat.rights.principal_of:
        return await _ask_head(chat)
    if asks_who:
        return await own_talk.show_some(chat, min(chat.rights.principal_of), Belonging.AWAY, 0)
    named = await of_own(chat, said)
    if len(named) == 1:
        return await _begin(chat, said, *named[0])
    if named:
        buttons = [Button(one.name, f"own-leave:{unit}:{one.key}") for unit, one in named[:MOST]]
        return Reply(chat._(WHICH), rows(*kit.distinct(buttons)))
    unit_id = min(chat.rights.principal_of)
    return await own_talk.show(chat, unit_id, chat._(WHO_IS_ON_LEAVE))


async def _begin(chat: Chat, said: Sentence, unit_id: int, one: OwnPerson) -> Reply:
    asked = await own_talk.ask_kind(chat, unit_id, one.key)
    kind = next((kind for kind, words in _KINDS.items() if re.search(words, said.plain)), None)
    if kind is None:
        return asked
    first: date | None = said.span.since if said.span else None
    asked = await own_talk.ask_first(chat, kind)
    return await own_talk.ask_last(chat, first.isoformat()) if first else asked


async def _ask_head(chat: Chat) -> Reply:
    _, names = chat._, [""]
    if chat.person.unit_id:
        unit = await schools.get(chat.db, chat.person.unit_id)
        names = [term.name for term in await appointments.heads(chat.db, unit, chat.today) if term.joined]
    meeting = await about.next_one(chat)
    away = [Button(_("I cannot come"), f"leave:{meeting.id}"), phrases.see(_, meeting.id)] if meeting else []
    called = ", ".join(_("teacher {name}").format(name=name) for name in names if name) or "–"
    return Reply(_(LEAVE_IS_NOTED).format(principal=called), rows(*away, Button(_("Calendar"), "calendar:0"), across=2))
