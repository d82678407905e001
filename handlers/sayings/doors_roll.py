"""What is said at a roll: opening it, marking by name, all who are there, a guest beyond the list: each is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.dialogues import LONGEST_PRESS
from bot.domain.models import Meeting, Presence
from bot.domain.programme import attendance as marks
from bot.domain.programme import marking
from bot.domain.programme.attendance import RollLine
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold, given_name, nfc
from handlers import kit, phrases
from handlers.meeting import attendance
from handlers.sayings import about, doors_meeting, roll_words
from handlers.sayings.roll_words import ToMark
from handlers.sayings.sentence import Sentence, words_of

routes = Routes()

NOT_FOR_ANOTHER = N_("They report this themselves, or their principal does it for them. Nothing was changed.")
LEAD_NOTES = N_("The cluster lead notes this at the roll call. You need not do anything.")
ABSENT_FIRST = N_("First mark who was not there; then press “All present” for all others. Mark as absent:")
_CODE = re.compile(
    r" (?:(?:cho|em|toi|xin|xem|hien|dua|mo|a|nhe|voi|len|cai|lai) )*(?:ma qr|qr|ma) "
    r"(?:(?:dau|a|di|len|nhe|lai|la|so|bao nhieu|may|gi|vay|em) )*"
)
"""Nothing but the code: at a roll that is its own, and elsewhere perhaps that of an invitation."""
GUEST = "roll-guest-said:{meeting_id}"
_GUESTS = re.compile(
    r"(?:(?:da|em|thay|co|hom nay|con)\b ?)*(?:co|them)(?: them)?(?: \d+| mot| hai| may)?"
    r" (?:khach|dai bieu|lanh dao|vi khach)\b.*"
)
"""Guests of whom no name is told: "có 1 khách bên phòng giáo dục"."""
_MORE = re.compile(
    r"\b(?:có thêm|co them|có cả|co ca)\s+(.+?)\s+(?:cũng |cung )?(?:đến|den|tới|toi|sang|qua|về|ve)"
    r"(?: cùng| cung)? (?:dự|du|tham dự|tham du|tham gia|họp|hop)\b",
    re.IGNORECASE,
)
"""Who came beside those who were expected: "có thêm cô Hoa trường khác đến dự"."""
_OFF_LIST = re.compile(
    r"\b(?:(?:không|khong|ko|k|chưa|chua) (?:thấy |thay )?(?:có |co )?(?:tên|ten|ở trong|trong) ?"
    r"(?:(?:ở |o )?(?:trong )?(?:danh sách|danh sach|ds|điểm danh|diem danh))?"
    r"|ngoài (?:danh sách|ds)|ngoai danh sach|vào (?:danh sách|điểm danh|ds)|vao (?:danh sach|diem danh|ds)"
    r"|(?<=\w )(?:vào|vao)[\s.!]*$)",
    re.IGNORECASE,
)
_AROUND_A_GUEST = re.compile(
    r"^(?:(?:dạ|da|vâng|vang|em|ơi|còn|con|có|co|thêm|them|bổ sung|bo sung|ghi|cho|giúp|giup|hộ|nhờ|bot|cô|thầy|"
    r"thay|anh|chị|chi|bạn|đồng chí)\b[\s,:]*)+(?=\S)"
    r"|(?:[\s,]+(?:đi|đến|den|tới|toi|dự|du|nhưng|nhung|mà|ma|cũng|cung|là|thì|(?:anh|chị|cô|thầy) (?:ấy|ay))\b)+"
    r"[\s,]*$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:cô|thầy|co|thay|đ/c|đc) (?!(?:giáo|giao|nào|nao|phép|phep|mặt|mat|đến|den)\b)(\w+)", re.IGNORECASE
)
NOT_ON_IT = N_("Not on the list of this meeting: “{names}”.")
_NOBODY = {"em", "toi", "minh", "ai", "ten em", "ten toi", "sao", "sao em", "nguoi", "giao vien"}
"""What stands before it and names nobody."""


async def roll(chat: Chat, said: Sentence) -> Reply:
    """Open the roll of the one meeting that one leads now; for everybody else what `/diemdanh` shows.

    Whom a lead names beside it is asked about: "có mặt Ân, Pó".
    """
    found = await attendance.rolls(chat)
    if found and " co mat " in said.plain and (named := await _named(chat, said, found, Presence.PRESENT)):
        return _which(chat, found[0], Presence.PRESENT, named)
    digits = any(word.plain.isdecimal() for word in said.words)
    now = said.span is None or said.span.since <= chat.today < said.span.until
    if len(found) == 1 and not digits and now:
        return await attendance.open_roll(chat, found[0].id)
    return await doors_meeting.attend(chat, said)


async def mark_late(chat: Chat, said: Sentence) -> Reply:
    """Ask before somebody is marked late."""
    return await _mark(chat, said, Presence.LATE)


async def mark_absent(chat: Chat, said: Sentence) -> Reply:
    """Ask before somebody is marked absent."""
    return await _mark(chat, said, Presence.EXCUSED if " co phep " in said.plain else Presence.ABSENT)


async def away_for(chat: Chat, said: Sentence) -> Reply:
    """Somebody else cannot come: a principal reports it of their own, who leads a roll marks it, all others cannot."""
    chat.must_have_joined()
    if found := await doors_meeting.for_another(chat, said):
        return found
    if await attendance.rolls(chat):
        return await _mark(chat, said, Presence.ABSENT)
    return Reply(chat._(NOT_FOR_ANOTHER), rows(Button(chat._("Calendar"), "calendar:0")))


async def mark_present(chat: Chat, said: Sentence) -> Reply:
    """Ask before somebody is marked present."""
    return await _mark(chat, said, Presence.PRESENT)


async def _mark(chat: Chat, said: Sentence, presence: Presence) -> Reply:
    """Find whom of the open rolls a sentence names; more than one are asked about, nobody is marked without a yes."""
    chat.must_have_joined()
    found = await attendance.rolls(chat)
    if not found:
        return await _no_roll(chat, said)
    if named := await _named(chat, said, found, presence):
        reply = _which(chat, found[0], presence, named)
    else:
        reply = await attendance.turn(chat, found[0].id, list(Presence).index(presence), 0)
    unknown = await _not_on_a_roll(chat, found)
    return replace(reply, text=kit.after(unknown, reply.text))


async def _not_on_a_roll(chat: Chat, rolls: Sequence[Meeting]) -> str:
    """Say whom a sentence names who is on none of these rolls; empty where all are."""
    if not _TITLED.search(nfc(chat.text)):
        return ""
    on_rolls = [line.name for one in rolls for line in await marks.roll(chat.db, one.id)]
    return _not_on_it(chat, _unknown(chat.text, on_rolls)[0])


def _unknown(typed: str, names: Sequence[str]) -> tuple[list[str], str]:
    """Return whom a text names by a title ("cô Hoa") and is none of these people, and the text without them."""
    text, known = nfc(typed), {word for name in names for word in fold(name).split()}
    unknown = [who for who in _TITLED.finditer(text) if fold(who[1]) not in known]
    for who in reversed(unknown):
        text = text[: who.start()] + text[who.end() :]
    return list(dict.fromkeys(who[0] for who in unknown)), text


def _not_on_it(chat: Chat, unknown: Sequence[str]) -> str:
    return chat._(NOT_ON_IT).format(names=", ".join(unknown)) if unknown else ""


async def at_an_open_roll(chat: Chat, said: Sentence) -> Reply | None:
    """Answer a lead who names people of a roll that is called now, or a guest beyond it; None for all else."""
    runs = chat.someone is not None and bool(chat.rights.leads or chat.rights.officer)
    if _CODE.fullmatch(said.plain):
        return await (roll if runs else doors_meeting.attend)(chat, said) if await _shows_code(chat) else None
    if not runs:
        return None
    beyond = _beyond(chat.text)
    if beyond is None and not roll_words.speaks_of_marks(said.words):
        return None
    for meeting in await attendance.rolls(chat):
        lines = {line.id: line for line in await marks.roll(chat.db, meeting.id)}
        people = [(number, line.name) for number, line in lines.items()]
        unknown, others = _unknown(chat.text, [line.name for line in lines.values()])
        if groups := roll_words.read(others, people):
            asked = _ask_marks(chat, meeting, lines, groups)
            return replace(asked, text=kit.after(_not_on_it(chat, unknown), asked.text))
        if beyond is not None:
            known = replace(said, words=words_of(beyond), used=frozenset()).of_people(people)
            same = [number for number in known if fold(lines[number].name) in fold(beyond)]
            here = ToMark(mode=list(Presence).index(Presence.PRESENT), people=[same])
            return _ask_marks(chat, meeting, lines, [here]) if same else await _ask_guest(chat, meeting, beyond)
    return None


async def _shows_code(chat: Chat) -> bool:
    """Say whether a code is a roll's: a roll is called now, or whoever asks has nobody to invite."""
    return chat.someone is not None and (bool(await attendance.rolls(chat)) or not chat.rights.runs_something)


def _beyond(typed: str) -> str | None:
    """Return whom a sentence names as not on the list, perhaps nobody by name ("có khách"); None for all else."""
    text = nfc(typed)
    if _GUESTS.fullmatch(fold(text)):
        return ""
    if more := _MORE.search(text):
        return _AROUND_A_GUEST.sub("", more[1])
    found = _OFF_LIST.search(text)
    who = _AROUND_A_GUEST.sub("", text[: found.start()]).strip(" ,.;:-") if found else ""
    return who if who and fold(who) not in _NOBODY else None


async def _ask_guest(chat: Chat, meeting: Meeting, who: str) -> Reply:
    """Ask before a guest is put on the roll; who is not named is asked for."""
    if not who:
        return await attendance.ask_guest(chat, meeting.id)
    name = marks.read_guest(who)
    chat.draft["guest"] = name
    text = chat._("Put {name} on the roll as a guest beyond the list, present?").format(name=name)
    yes = Button(chat._("Put on the roll"), f"roll-guest-yes:{meeting.id}", yes=True)
    other = Button(chat._("Another name"), f"roll-guest:{meeting.id}")
    return Reply(text, rows(yes, other), step=GUEST.format(meeting_id=meeting.id))


kit.only_buttons(routes, GUEST)


def _ask_marks(chat: Chat, meeting: Meeting, lines: Mapping[int, RollLine], groups: Sequence[ToMark]) -> Reply:
    """Ask before those named are marked: one by name, several at once, and who is meant where two are called so."""
    named = [(ids, group) for group in groups for ids in group.people]
    if len(named) == len(named[0][0]) == 1:
        return _sure(chat, meeting, lines[named[0][0][0]], groups[0].writes, is_open=groups[0].open)
    clear = all(len(ids) == 1 for ids, _group in named)
    singles = [_of_one(meeting, lines[number], group) for ids, group in named for number in ids]
    every = [(lines[ids[0]], group) for ids, group in named] if clear else []
    leave = Button(chat._("Nobody of these"), f"names:{meeting.id}:{groups[0].writes}:0")
    how = _how(chat, groups[0].writes, is_open=groups[0].open)
    head = chat._("Mark them so?") if clear else chat._("Mark as {presence}?").format(presence=how)
    said = [f"– {line.name}: {_how(chat, group.writes, is_open=group.open)}" for line, group in every]
    return Reply("\n".join([head, *said]), rows(*_at_once(chat, meeting, every), *kit.distinct(singles), leave))


def _of_one(meeting: Meeting, line: RollLine, group: ToMark) -> Button:
    """Return the button that marks one of several; of an absence it is asked first whether it is excused."""
    press = f"mark:{meeting.id}:{line.id}:{group.writes}:0"
    return Button(_who(line), f"roll-say:{meeting.id}:{line.id}" if group.open else press)


def _at_once(chat: Chat, meeting: Meeting, every: Sequence[tuple[RollLine, ToMark]]) -> list[Button]:
    """Return the buttons that mark all who are named; none where a press cannot carry them, or says too little."""
    is_open = {group.open for _line, group in every}
    ways = [Presence.ABSENT, Presence.EXCUSED] if True in is_open else [None]
    buttons = []
    for way in ways:
        wanted = [(line.id, list(Presence).index(way) if way and group.open else group.writes) for line, group in every]
        carried = "-".join(f"{number}x{mode}" for number, mode in wanted)
        press = f"roll-marks:{meeting.id}:{carried}"
        label = chat._("Mark all {number}").format(number=len(every))
        if way and len(is_open) > 1:
            absent = ", ".join(given_name(line.name) for line, group in every if group.open)
            label = f"{label} · {absent}: {chat._(phrases.PRESENCES[way])}"
        elif way:
            label = chat._("All {number}: {how}").format(number=len(every), how=chat._(phrases.PRESENCES[way]))
        if every and len(press) <= LONGEST_PRESS and all(mode < len(Presence) for _number, mode in wanted):
            buttons.append(Button(label, press, yes=way is None))
    return buttons


def _how(chat: Chat, mode: int, *, is_open: bool = False) -> str:
    return chat._("absent") if is_open else chat._(attendance.MODES[mode][1])


def _who(line: RollLine) -> str:
    return f"{line.name} · {line.school}" if line.school else line.name


def _sure(chat: Chat, meeting: Meeting, line: RollLine, mode: int, *, is_open: bool) -> Reply:
    """Ask whether one is marked so; of an absence whether it is excused, where that was not said."""
    _, absences = chat._, (Presence.ABSENT, Presence.EXCUSED)
    modes = [list(Presence).index(one) for one in absences] if is_open else [mode]
    marks_it = [
        Button(_("Mark: {how}").format(how=_how(chat, one)), f"mark:{meeting.id}:{line.id}:{one}:0", yes=not is_open)
        for one in modes
    ]
    text = _("Mark {name} as {how}?").format(name=_who(line), how=_how(chat, mode, is_open=is_open))
    return Reply(text, rows(*marks_it, Button(_("Do not mark"), f"names:{meeting.id}:{mode}:0")))


@routes.button("roll-say:{meeting_id}:{invitee_id}")
async def absent_how(chat: Chat, meeting_id: int, invitee_id: int) -> Reply:
    """Ask of the one who was chosen whether the absence is excused. Raises Gone for who is not on the roll."""
    meeting = await kit.led(chat, meeting_id)
    line = next((one for one in await marks.roll(chat.db, meeting_id) if one.id == invitee_id), None)
    if line is None:
        raise Gone
    return _sure(chat, meeting, line, list(Presence).index(Presence.ABSENT), is_open=True)


@routes.button("roll-marks:{meeting_id}:{wanted}")
async def mark_each(chat: Chat, meeting_id: int, wanted: str) -> Reply:
    """Mark all who were named, and show the roll. Raises Gone for a press that no roll has shown."""
    meeting, modes = await kit.led(chat, meeting_id), tuple(Presence)
    try:
        pairs = [[int(part) for part in one.split("x")] for one in wanted.split("-")]
        each = {number: modes[mode] for number, mode in pairs}
    except (ValueError, IndexError):
        raise Gone from None
    await marking.each(chat.db, meeting, chat.rights, each, by=chat.person, now=chat.now)
    return await attendance.turn(chat, meeting_id, 0, 0)


async def _named(chat: Chat, said: Sentence, rolls: Sequence[Meeting], presence: Presence) -> list[Button]:
    """Return a button to mark each of those on the rolls whom a sentence names."""
    mode, buttons = list(Presence).index(presence), []
    for meeting in rolls:
        lines = {line.id: line for line in await marks.roll(chat.db, meeting.id)}
        for one in said.of_people([(number, line.name) for number, line in lines.items()]):
            label = f"{lines[one].name} · {lines[one].school}"
            buttons.append(Button(label, f"mark:{meeting.id}:{one}:{mode}:0"))
    return buttons


def _which(chat: Chat, meeting: Meeting, presence: Presence, named: Sequence[Button]) -> Reply:
    _, mode = chat._, list(Presence).index(presence)
    leave = Button(_("Nobody of these"), f"names:{meeting.id}:{mode}:0")
    text = _("Mark as {presence}?").format(presence=_(phrases.PRESENCES[presence]))
    return Reply(text, rows(*kit.distinct(named), leave))


async def _no_roll(chat: Chat, said: Sentence) -> Reply:
    """Say when a roll may be taken; to whom it is not for, that the lead will note it."""
    if not chat.rights.leads:
        return await about.show(chat, [], chat._(LEAD_NOTES))
    if said.last or (said.span and said.span.until <= chat.today):
        return await doors_meeting.summarise(chat, said)
    ahead = [m for m in about.ahead(chat, await about.named(chat, said)) if chat.rights.may_lead(m.cluster_id)]
    buttons = rows(*(phrases.see(chat._, meeting.id) for meeting in ahead[:1]))
    return Reply(chat._(marks.TOO_EARLY), buttons)


async def mark_all(chat: Chat, said: Sentence) -> Reply:
    """Ask before everybody who is not marked is marked as present; nobody is by the sentence itself.

    Whoever is named beside it ("có mặt hết trừ cô Ân") was not there, and is to be marked before all others are.
    """
    found = await attendance.rolls(chat)
    if len(found) != 1:
        return await doors_meeting.attend(chat, said)
    if but := await _named(chat, said, found, Presence.ABSENT):
        asked = _which(chat, found[0], Presence.ABSENT, but)
        return replace(asked, text=chat._(ABSENT_FIRST))
    asked = await attendance.all_present(chat, found[0].id, 0, 0)
    return replace(asked, text=kit.after(await _not_on_a_roll(chat, found), asked.text))
