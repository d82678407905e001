"""Parts in a meeting: a lead asks somebody, they say yes or no, are reminded of their own part, can hand it over."""

import re
from collections.abc import Sequence

from bot.domain.calendar import settings
from bot.domain.letters.parts import PartLetter
from bot.domain.models import Assent, Meeting, Part, PartKind, Person
from bot.domain.programme import clashes, meetings, parts
from bot.domain.programme.parts import GivenPart
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import fold
from handlers import kit, listing, phrases

routes = Routes()

ORDER = tuple(PartKind)
"""Buttons speak of a kind of part by its place here. They say `role`: what was sent long ago is still pressed."""

MEANINGS = {
    PartKind.TEACH: N_(
        "You teach the demo lesson. Please have its plan and materials ready. In the talk you speak first."
    ),
    PartKind.CHAIR: N_("You open the meeting, lead the talk about the pupils' learning, and conclude."),
    PartKind.SECRETARY: N_("You take the minutes: who was there, what was said, what was agreed."),
    PartKind.CAMERA: N_("You film the demo lesson, and afterwards send the link of the video."),
    PartKind.CORE: N_("You observe the demo lesson as a core teacher and share what you saw."),
    PartKind.GUEST: N_("You come as a guest."),
}
ASSENTS = {
    Assent.ASKED: N_("no answer yet"),
    Assent.ACCEPTED: N_("said yes"),
    Assent.DECLINED: N_("said no"),
}
NEWS = {
    Assent.ACCEPTED: N_("{name} said yes: {part}, {meeting}."),
    Assent.DECLINED: N_("{name} said no: {part}, {meeting}. Please ask somebody else."),
}
ASK_THEM = N_("Ask {name} to take this part: {part}? {meeting}")
SPOKEN = {
    PartKind.TEACH: re.compile(r"\bday(?: minh hoa)?\b"),
    PartKind.CHAIR: re.compile(r"\bchu tri\b"),
    PartKind.SECRETARY: re.compile(r"\b(?:lam )?thu ky\b|\bghi bien ban\b"),
    PartKind.CAMERA: re.compile(r"\bquay (?:phim|video|clip)\b"),
}
"""How parts are spoken of, without accents."""
_NOT_NOW = re.compile(r"\b(?:khong|ko|chua|doi|bo|huy|thoi|thay (?:co|thay|chi|anh|nguoi))\b")
"""Beside these it is no wish to give a part to whom the sentence names."""
_OF_A_DAY = re.compile(r"\b(?:buoi|ngay|thang|tuan)\b(?: (?:nay|do|toi|sau))?|\d+(?:[/.-]\d+)*")
NOBODY = N_(
    "Nobody of that name can be asked here: a part goes to a teacher of the cluster, only a guest may be anybody."
)
TOO_MANY = N_("Many people have this name. Please type more of it.")


def told(t: Translator, given: Sequence[GivenPart], *, every: bool) -> str:
    """Return who plays which part, one a line; with `every` also who has not said yes."""
    lines = []
    for part in given:
        if part.assent is Assent.ACCEPTED:
            lines.append(f"– {t(phrases.PARTS[part.kind])}: {part.name} ({part.school})")
        elif every:
            lines.append(f"– {t(phrases.PARTS[part.kind])}: {part.name} ({t(ASSENTS[part.assent])})")
    return "\n".join(lines)


@routes.button("roles:{meeting_id}")
async def show(chat: Chat, meeting_id: int) -> Reply:
    """Show a lead the parts of a meeting, each to be given or taken back."""
    return await _page(chat, await kit.led(chat, meeting_id))


async def _page(chat: Chat, meeting: Meeting, said: str = "") -> Reply:
    _ = chat._
    given = (await parts.given(chat.db, [meeting.id]))[meeting.id]
    lines = [phrases.meeting_line(_, meeting), told(_, given, every=True) or _("No part has been given yet.")]
    text = kit.after(said, "\n\n".join([*lines, _("Which part would you like to give?")]))
    give = [Button(_(name), f"role:{meeting.id}:{ORDER.index(kind)}:0") for kind, name in phrases.PARTS.items()]
    back = [
        Button(f"✗ {_(phrases.PARTS[part.kind])} · {part.name}", f"role-back:{part.id}")
        for part in given
        if part.assent is not Assent.DECLINED
    ]
    card = Button(_("‹ Meeting"), f"meeting:{meeting.id}")
    return Reply(text, (*rows(*give, across=2), *rows(*back), (card,)))


@routes.button("role:{meeting_id}:{number}:{page}")
async def choose_school(chat: Chat, meeting_id: int, number: int, page: int) -> Reply:
    """Ask whose part it is: a school of the list, or a name typed."""
    meeting, kind = await _giving(chat, meeting_id, number)
    units = await parts.schools(chat.db, meeting, kind, chat.today)
    _ = chat._
    text = _("{part}: whom would you like to ask? Please choose the school, or type the name.")
    buttons = [Button(unit.name, f"role-at:{meeting.id}:{ORDER.index(kind)}:{unit.id}:0") for unit in units]
    pages = kit.paged(chat, buttons, page, f"role:{meeting.id}:{ORDER.index(kind)}")
    return _asking(chat, meeting, kind, text.format(part=_(phrases.PARTS[kind])), pages)


@routes.button("role-at:{meeting_id}:{number}:{unit_id}:{page}")
async def choose_person(chat: Chat, meeting_id: int, number: int, unit_id: int, page: int) -> Reply:
    """Show the people of one school."""
    meeting, kind = await _giving(chat, meeting_id, number)
    people = await parts.of_school(chat.db, meeting, kind, unit_id, chat.today)
    # A lead may take a part themselves; who hands one over has it already.
    others = [person for person in people if person.id != chat.person.id or chat.rights.leads]
    text = chat._("{part}: whom would you like to ask?").format(part=chat._(phrases.PARTS[kind]))
    if not others:
        text = chat._("Nobody of this school can be asked. Please choose another one, or type the name.")
    buttons = _people(chat, meeting, kind, others)
    pages = kit.paged(chat, buttons, page, f"role-at:{meeting.id}:{ORDER.index(kind)}:{unit_id}")
    another = Button(chat._("Another school"), f"role:{meeting.id}:{ORDER.index(kind)}:0")
    return _asking(chat, meeting, kind, text, (*pages, (another,)))


def _people(chat: Chat, meeting: Meeting, kind: PartKind, people: Sequence[Person]) -> list[Button]:
    """Return a button a person, with the school; two of one name at one school are told apart."""
    named = [f"{person.name} · {person.unit.name}" if person.unit else person.name for person in people]
    labels = kit.told_apart(chat._, [(name, person.subject) for name, person in zip(named, people, strict=True)])
    press = f"role-ask:{meeting.id}:{ORDER.index(kind)}"
    return [Button(label, f"{press}:{person.id}") for label, person in zip(labels, people, strict=True)]


def _asking(chat: Chat, meeting: Meeting, kind: PartKind, text: str, choices: Rows) -> Reply:
    return kit.ask(chat, text, choices, step=f"role:{meeting.id}:{ORDER.index(kind)}")


@routes.step("role:{meeting_id}:{number}")
async def take_name(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a typed name; only a whole name that one person has is asked at once, else the choices are shown."""
    meeting, kind = await _giving(chat, meeting_id, number)
    found = await parts.search(chat.db, meeting, kind, chat.text, chat.today)
    if not found and (school := await listing.find(chat)):
        return school
    if not found:
        raise BadInput(NOBODY)
    if len(found) == 1 and parts.is_whole_name(found[0], chat.text):
        return await _ask(chat, meeting, kind, found[0].id)
    # More names than one page has are better narrowed down by typing than by turning pages.
    if len(found) > kit.A_PAGE:
        raise BadInput(TOO_MANY)
    text = chat._("{part}: who is meant?").format(part=chat._(phrases.PARTS[kind]))
    return _asking(chat, meeting, kind, text, rows(*_people(chat, meeting, kind, found)))


async def spoken(chat: Chat, meeting: Meeting) -> Reply | None:
    """Read a part and whom it is for out of a sentence, and ask before they are asked; None where one is missing."""
    plain = fold(chat.text)
    kinds = [kind for kind, words in SPOKEN.items() if words.search(plain)]
    if len(kinds) != 1 or _NOT_NOW.search(plain):
        return None
    _, [kind] = chat._, kinds
    await parts.must_give(chat.db, meeting, kind, chat.person, chat.rights)
    # The name stands before the part or behind it: "cô Lan dạy minh họa buổi này", "người dạy minh họa: cô Lan".
    for piece in SPOKEN[kind].split(_OF_A_DAY.sub(" ", plain)):
        if found := await parts.search(chat.db, meeting, kind, piece.strip(" :,."), chat.today):
            break
    if not found or len(found) > kit.A_PAGE:
        return None
    if len(found) > 1:
        text = _("{part}: who is meant?").format(part=_(phrases.PARTS[kind]))
        return _asking(chat, meeting, kind, text, rows(*_people(chat, meeting, kind, found)))
    text = _(ASK_THEM).format(name=found[0].name, part=_(phrases.PARTS[kind]), meeting=phrases.meeting_line(_, meeting))
    yes = Button(_("Ask them"), f"role-ask:{meeting.id}:{ORDER.index(kind)}:{found[0].id}", yes=True)
    another = Button(_("Somebody else"), f"role:{meeting.id}:{ORDER.index(kind)}:0")
    return _asking(chat, meeting, kind, text, rows(yes, another))


@routes.button("role-ask:{meeting_id}:{number}:{person_id}")
async def ask(chat: Chat, meeting_id: int, number: int, person_id: int) -> Reply:
    """Ask the person who was chosen."""
    meeting, kind = await _giving(chat, meeting_id, number)
    return await _ask(chat, meeting, kind, person_id)


async def _ask(chat: Chat, meeting: Meeting, kind: PartKind, person_id: int) -> Reply:
    _ = chat._
    part = await parts.ask(chat.db, meeting, kind, person_id, by=chat.person, rights=chat.rights, now=chat.now)
    if part.person_id == chat.person.id:
        return await _accepted(chat, part, meeting)
    said = _("Asked: {part}. The answer will be told here.").format(part=_(phrases.PARTS[kind]))
    said += phrases.clash(_, await clashes.of_one(chat.db, meeting, part.person_id))
    if phrases.can_lead(chat, meeting):
        return await _page(chat, meeting, said)
    said += "\n" + _("Until then the part stays yours.")
    return Reply(said, _card(_, meeting))


def _card(t: Translator, meeting: Meeting) -> Rows:
    return rows(Button(t("See the meeting"), f"meeting:{meeting.id}"))


async def _giving(chat: Chat, meeting_id: int, number: int) -> tuple[Meeting, PartKind]:
    if number >= len(ORDER):
        raise Gone
    meeting = await meetings.get(chat.db, meeting_id)
    await parts.must_give(chat.db, meeting, ORDER[number], chat.person, chat.rights)
    return meeting, ORDER[number]


@routes.button("role-back:{part_id}")
async def take_back(chat: Chat, part_id: int) -> Reply:
    """Take a part back."""
    meeting = await parts.take_back(chat.db, part_id, chat.rights, chat.now)
    return await _page(chat, meeting, chat._("Taken back."))


@routes.button("part-yes:{part_id}")
async def accept(chat: Chat, part_id: int) -> Reply:
    """Say yes to a part."""
    part, meeting = await parts.answer(chat.db, part_id, chat.person, accepts=True, now=chat.now)
    return await _accepted(chat, part, meeting)


async def _accepted(chat: Chat, part: Part, meeting: Meeting) -> Reply:
    _, early = chat._, (await settings.read(chat.db)).before_a_part
    lines = [
        _("Thank you. Your part: {part}, {meeting}.").format(
            part=_(phrases.PARTS[part.kind]), meeting=phrases.meeting_line(_, meeting)
        ),
        _(MEANINGS[part.kind]),
        _("You are expected and need no seat. You will be reminded {span} before.").format(span=kit.spans(_, (early,))),
    ]
    hand = Button(_("Hand it over"), f"hand:{part.id}")
    calendar_file = phrases.for_calendar(_, meeting, chat.now)
    return Reply("\n\n".join(lines), (*_card(_, meeting), (hand,)), step=STAY, attachments=calendar_file)


@routes.button("part-no:{part_id}")
async def decline(chat: Chat, part_id: int) -> Reply:
    """Say no to a part."""
    part, meeting = await parts.answer(chat.db, part_id, chat.person, accepts=False, now=chat.now)
    text = chat._("You do not play this part: {part}. Whoever asked you is told.")
    return Reply(text.format(part=chat._(phrases.PARTS[part.kind])), _card(chat._, meeting), step=STAY)


@routes.button("hand:{part_id}")
async def hand_over(chat: Chat, part_id: int) -> Reply:
    """Let who has a part choose somebody else, of the own school first."""
    part = await parts.own(chat.db, part_id, chat.person)
    return await choose_person(chat, part.meeting_id, ORDER.index(part.kind), chat.person.unit_id or 0, 0)


def own_lines(t: Translator, asked_of: Sequence[Part]) -> str:
    """Return what a person plays or is asked to play, for the meeting's card."""
    accepted = [part.kind for part in asked_of if part.assent is Assent.ACCEPTED]
    asked = [part.kind for part in asked_of if part.assent is Assent.ASKED]
    lines = [t("Your part: {parts}").format(parts=phrases.part_names(t, accepted))] if accepted else []
    lines += [t("You are asked: {parts}").format(parts=phrases.part_names(t, asked))] if asked else []
    return "\n".join(lines)


def own_buttons(t: Translator, asked_of: Sequence[Part]) -> list[Button]:
    """Return what a person can do about their parts."""
    buttons = []
    for part in asked_of:
        name = t(phrases.PARTS[part.kind])
        if part.assent is Assent.ASKED:
            buttons.append(Button(t("Yes: {part}").format(part=name), f"part-yes:{part.id}"))
            buttons.append(Button(t("No: {part}").format(part=name), f"part-no:{part.id}"))
        else:
            buttons.append(Button(t("Hand over: {part}").format(part=name), f"hand:{part.id}"))
    return buttons


def asked(letter: PartLetter, t: Translator) -> Reply:
    """Return a letter that asks somebody to play a part, or says what became of one."""
    part, meeting = t(phrases.PARTS[letter.part.kind]), phrases.meeting_line(t, letter.meeting)
    if letter.news in NEWS:
        text = t(NEWS[letter.news]).format(name=letter.asked, part=part, meeting=meeting)
        return Reply(text, rows(phrases.see(t, letter.meeting.id)), step=STAY)
    if letter.news is Assent.HANDED_OVER:
        text = t("Your part was taken back: {part}, {meeting}.").format(part=part, meeting=meeting)
        return Reply(text, rows(phrases.see(t, letter.meeting.id)), step=STAY)
    text = t("{name} asks you to play a part: {part}.\n\n{facts}").format(
        name=phrases.with_role(t, letter.by, letter.acted), part=part, facts=phrases.meeting_facts(t, letter.meeting)
    )
    said = f"{text}\n\n{t(MEANINGS[letter.part.kind])}"
    return Reply(said, phrases.take_part_or_not(t, letter.part.id), step=STAY)
