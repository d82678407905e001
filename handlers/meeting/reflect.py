"""`/suyngam`: guided questions about a meeting, one at a time; skip, go back, look at it all, hand in, change later."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.domain.models import Heading, Meeting, PartKind, Reflection, Scope, Stage, Viewpoint
from bot.domain.organisation import consents
from bot.domain.programme import concerned, meetings, parts, photos, reflections
from bot.domain.programme.reflections import QUESTIONS
from bot.domain.typed_texts import Typed
from bot.errors import N_, Gone, Unfound
from bot.i18n import shortened
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit, phrases
from handlers.meeting import beside_a_question, taken_back
from handlers.meeting.beside_a_question import Besides
from handlers.meeting.minutes_whole import PLACES
from handlers.meeting.send_photos import count_photos

routes = Routes()

SHORT = 200
ANSWERED = ("reflect:",)
"""Steps whose text is an answer."""
A_PAGE = 3000
"""Letters of answers on one page, which a phone shows as one message."""
FEW = N_("Only few have handed one in so far: whoever reads yours without a name may guess that it is yours.")
OBSERVED = re.compile(r"\b(?:(?:khong|ko|k|chua) day|du|quan sat|theo doi|ngoi xem|hoc hoi|observed?|watched)\b")
TAUGHT = re.compile(r"\b(?:day|taught|teach)\b")
"""Words that say which part one had: who only looked on may name the lesson that was taught ("dự giờ cô Lan dạy")."""
FINISHED = re.compile(
    r"(?:da |em |toi |the la )*(?:xong|het)(?: (?:roi|a|nhe|thoi|het))*|(?:chi )?(?:the|vay) thoi(?: a)?|done"
)
"""Says that nothing more is to come; to the first question it is an answer like any other."""
GOES_BACK = re.compile(
    r"(?:cho (?:em|toi) |em |xin )*(?:quay|tro) (?:lai|ve) cau (?:truoc|tren|vua roi)(?: a| nhe| voi)*"
)
PART_UNREAD = N_("Which part was yours is not clear from this. Please choose:")
PRAISE = N_(
    "Thank you. The talk looks at the pupils, not at the teacher: what did you see a pupil or a group say or do? "
    "(Or send the same words again to keep them.)"
)


@routes.command("suyngam")
@routes.button("reflect")
async def choose(chat: Chat) -> Reply:
    """Show the meetings that wait for a reflection; with only one go straight to it."""
    _ = chat._
    open_now = await reflections.open_for(chat.db, chat.person, chat.rights, chat.now)
    if not open_now:
        text = _("No meeting waits for your reflection. The questions open when a meeting you attended has ended.")
        return Reply(text, await phrases.home(chat))
    if len(open_now) == 1:
        return await begin(chat, open_now[0].id)
    buttons = [
        Button(label, f"reflect:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(open_now), open_now, strict=True)
    ]
    return Reply(_("On which meeting would you like to reflect?"), rows(*buttons))


@routes.button("reflect:{meeting_id}")
async def begin(chat: Chat, meeting_id: int) -> Reply:
    """Ask for the viewpoint one had, or go on where one stopped."""
    meeting = await meetings.get(chat.db, meeting_id)
    known = await reflections.of(chat.db, meeting.id, chat.person.id)
    if known:
        return await _go_on(chat, *await _mine(chat, known.id))
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    if Scope.REFLECTIONS not in await consents.given(chat.db, chat.person.id):
        return kit.ask_consent(chat, Scope.REFLECTIONS)
    if viewpoint := await _known_viewpoint(chat, meeting):
        return await take_viewpoint(chat, meeting_id, viewpoint)
    _ = chat._
    text = _("{meeting}\n\nWhat was your part? (The questions take about 5 minutes; each can be skipped.)")
    buttons = (
        Button(_("I observed"), f"part:{meeting_id}:{Viewpoint.OBSERVER}"),
        Button(_("I taught the demo lesson"), f"part:{meeting_id}:{Viewpoint.TEACHER}"),
    )
    text = text.format(meeting=phrases.meeting_line(_, meeting))
    return kit.ask(chat, text, rows(*buttons), step=f"reflect-part:{meeting_id}")


@routes.step("reflect-part:{meeting_id}")
async def type_viewpoint(chat: Chat, meeting_id: int) -> Reply:
    """Take the part that one had as it was typed. Raises Unfound, which is heard as any sentence, for all else."""
    words = fold(chat.text)
    observed, taught = OBSERVED.search(words), TAUGHT.search(words)
    if not observed and not taught:
        raise Unfound(PART_UNREAD)
    return await take_viewpoint(chat, meeting_id, Viewpoint.OBSERVER if observed else Viewpoint.TEACHER)


async def _known_viewpoint(chat: Chat, meeting: Meeting) -> Viewpoint | None:
    """Return the viewpoint that need not be asked for: all prepared together, or this person taught."""
    if meeting.stage is Stage.PREPARE:
        return Viewpoint.PREPARE
    taught = await parts.plays(chat.db, meeting.id, chat.person.id, PartKind.TEACH)
    return Viewpoint.TEACHER if taught else None


async def _go_on(chat: Chat, reflection: Reflection, meeting: Meeting) -> Reply:
    answers = await reflections.answers(chat.db, reflection)
    if reflection.submitted_at:
        return await _look(chat, reflection, meeting)
    unanswered = (number for number in range(len(QUESTIONS[reflection.viewpoint])) if number not in answers)
    return await _ask(chat, reflection, next(unanswered, len(QUESTIONS[reflection.viewpoint])))


@routes.button("part:{meeting_id}:{viewpoint}")
async def take_viewpoint(chat: Chat, meeting_id: int, viewpoint: str) -> Reply:
    """Take the viewpoint and ask the first question."""
    meeting = await meetings.get(chat.db, meeting_id)
    if viewpoint not in set(Viewpoint) or (viewpoint == Viewpoint.PREPARE) != (meeting.stage is Stage.PREPARE):
        raise Gone
    reflection = await reflections.begin(chat.db, chat.person, chat.rights, meeting, Viewpoint(viewpoint), now=chat.now)
    return await _ask(chat, reflection, 0)


async def _ask(chat: Chat, reflection: Reflection, number: int) -> Reply:
    """Ask one question, or after the last show it all."""
    _, questions = chat._, QUESTIONS[reflection.viewpoint]
    if number >= len(questions):
        return await _look(chat, reflection, await meetings.get(chat.db, reflection.meeting_id))
    answer = (await reflections.answers(chat.db, reflection)).get(number)
    text = _("Question {number} of {all}").format(number=number + 1, all=len(questions)) + f"\n\n{_(questions[number])}"
    if answer:
        text += "\n\n" + _("Your answer so far: {answer}").format(answer=shortened(answer, SHORT))
    buttons = [Button(_("Keep it") if answer else _("Skip"), f"q:{reflection.id}:{number + 1}")]
    if number:
        buttons.append(Button(_("Go back"), f"q:{reflection.id}:{number - 1}"))
    buttons += [Button(_("To the end"), f"q:{reflection.id}:{len(questions)}"), kit.for_later(chat)]
    return Reply(text, rows(*buttons, across=3), step=f"reflect:{reflection.id}:{number}")


@routes.button("q:{reflection_id}:{number}")
async def turn(chat: Chat, reflection_id: int, number: int) -> Reply:
    """Go to a question: on by skipping, or back."""
    reflection, _meeting = await _mine(chat, reflection_id)
    return await _ask(chat, reflection, number)


@routes.step("reflect:{reflection_id}:{number}", Kind.TEXT, Kind.PHOTO, lasts=timedelta(hours=12), prose=True)
async def take_answer(chat: Chat, reflection_id: int, number: int) -> Reply:
    """Keep an answer, or a photo that came in between."""
    if asked := await _taken_back(chat, reflection_id, number):
        return asked
    if first := _first_part(chat, reflection_id, number):
        return await go_on_with(chat, first)
    reflection, meeting = await _mine(chat, reflection_id)
    if chat.kept:
        return await count_photos(chat, meeting)
    text = reflections.read_answer(chat.text)
    if no_answer := await _no_answer(chat, reflection, number, text):
        return no_answer
    await reflections.answer(chat.db, reflection, number, text)
    return await _ask(chat, reflection, number + 1)


async def _no_answer(chat: Chat, reflection: Reflection, number: int, text: str) -> Reply | None:
    """Do what a text wants that answers nothing; mere praise, or that it is not clear, is asked again, once."""
    if number and FINISHED.fullmatch(fold(text).strip(" .!")):
        return await _ask(chat, reflection, len(QUESTIONS[reflection.viewpoint]))
    aside = beside_a_question.read(text)
    if aside in (Besides.SKIP, Besides.HOW_MANY):
        return await _ask(chat, reflection, number + (aside is Besides.SKIP))
    # What is sent a second time is kept, whatever it says.
    if chat.draft.get("praised") == number or not (aside or reflections.is_only_praise(text)):
        return None
    chat.draft["praised"] = number
    again = await _ask(chat, reflection, number)
    if not aside:
        return Reply(chat._(PRAISE), again.buttons, step=again.step)
    explained = chat._(beside_a_question.explained(reflection.viewpoint))
    return replace(again, text=kit.after(explained, again.text))


async def _taken_back(chat: Chat, reflection_id: int, number: int) -> Reply | None:
    """Ask whether a text that takes something back corrects the answer before, or go back to it; None for any other."""
    if not number or chat.kept or chat.incoming.edited:
        return None
    reflection, _meeting = await _mine(chat, reflection_id)
    if GOES_BACK.fullmatch(fold(chat.text).strip(" .!")):
        return await _ask(chat, reflection, number - 1)
    found = taken_back.read(chat.text, (await reflections.answers(chat.db, reflection)).get(number - 1, ""))
    if found is None:
        return None
    _, chat.draft["taken-back"] = chat._, [chat.text, found.after]
    text = _("Correct answer {number}?\n\nBefore: {before}\nNow: {now}")
    told = {"before": shortened(found.before, SHORT), "now": shortened(found.after, SHORT)}
    buttons = (
        Button(_("Correct answer {number}").format(number=number), f"reflect-back:{reflection_id}:{number}", yes=True),
        Button(_("No, it is answer {number}").format(number=number + 1), f"reflect-new:{reflection_id}:{number}"),
    )
    return Reply(text.format(number=number, **told), rows(*buttons), step=f"reflect:{reflection_id}:{number}")


@routes.button("reflect-back:{reflection_id}:{number}")
async def correct_before(chat: Chat, reflection_id: int, number: int) -> Reply:
    """Put the answer before as it was shown, and ask again what is asked now."""
    kit.must_have(chat, "taken-back", step=f"reflect:{reflection_id}:{number}")
    reflection, _meeting = await _mine(chat, reflection_id)
    _typed, text = chat.draft.pop("taken-back")
    await reflections.answer(chat.db, reflection, number - 1, reflections.read_answer(text))
    asked = await _ask(chat, reflection, number)
    return replace(asked, text=kit.after(chat._("Answer {number} is corrected.").format(number=number), asked.text))


@routes.button("reflect-new:{reflection_id}:{number}")
async def it_is_new(chat: Chat, reflection_id: int, number: int) -> Reply:
    """Keep what seemed to take something back as the answer to what is asked now."""
    kit.must_have(chat, "taken-back", step=f"reflect:{reflection_id}:{number}")
    reflection, _meeting = await _mine(chat, reflection_id)
    text, _after = chat.draft.pop("taken-back")
    await reflections.answer(chat.db, reflection, number, reflections.read_answer(text))
    return await _ask(chat, reflection, number + 1)


def _first_part(chat: Chat, reflection_id: int, number: int) -> Typed | None:
    """Return the text before where it was taken for the answer before, and this one goes on with it."""
    return kit.goes_on(chat, f"reflect:{reflection_id}:{number - 1}") if number else None


async def go_on_with(chat: Chat, first: Typed) -> Reply:
    """Put a second part to the answer that its first part was taken for, and ask what is asked now."""
    _kind, reflection_id, number = first.step.split(":")
    reflection, _meeting = await _mine(chat, int(reflection_id))
    answers = await reflections.answers(chat.db, reflection)
    whole = kit.joined(answers.get(int(number), first.text), chat.text)
    await reflections.answer(chat.db, reflection, int(number), reflections.read_answer(whole))
    chat.became = first.step
    said = chat._("Put to answer {number}: it is one answer now.").format(number=int(number) + 1)
    asked = await _ask(chat, reflection, int(number) + 1)
    return replace(asked, text=kit.after(said, asked.text))


@routes.corrected("reflect:{reflection_id}:{number}")
async def correct(chat: Chat, reflection_id: int, number: int) -> Reply:
    """Correct an answer by the edit of what was typed for it, as long as it may be changed."""
    reflection, meeting = await _mine(chat, reflection_id)
    answer, former = (await reflections.answers(chat.db, reflection)).get(number, ""), chat.before_edit
    # One of several parts stands inside the answer.
    old = former.text.strip() if former else ""
    text = answer.replace(old, chat.text, 1) if old and old in answer else chat.text
    text = reflections.read_answer(text)
    await reflections.answer(chat.db, reflection, number, text)
    said = chat._("Corrected: answer {number} of your reflection on {meeting} is now “{text}”.")
    name = phrases.meeting_name(chat._, meeting)
    return Reply(said.format(number=number + 1, meeting=name, text=shortened(text, SHORT)), step=STAY)


async def take_first(chat: Chat, meeting_id: int) -> Reply:
    """Take what was typed below the invitation to reflect for the first answer, and say so."""
    meeting = await meetings.get(chat.db, meeting_id)
    viewpoint = await _known_viewpoint(chat, meeting) or Viewpoint.OBSERVER
    reflection = await reflections.begin(chat.db, chat.person, chat.rights, meeting, viewpoint, now=chat.now)
    asked = await take_answer(chat, reflection.id, 0)
    chat.became = f"reflect:{reflection.id}:0"
    text = chat._("Kept as the first answer of your reflection: {meeting}.")
    return replace(asked, text=kit.after(text.format(meeting=phrases.meeting_name(chat._, meeting)), asked.text))


async def take_next(chat: Chat, meeting_id: int) -> Reply:
    """Take what was written in reply to the invitation to reflect for the next answer that is missing, and say so."""
    known = await reflections.of(chat.db, meeting_id, chat.person.id)
    if known is None:
        return await take_first(chat, meeting_id)
    reflection, meeting = await _mine(chat, known.id)
    answers, questions = await reflections.answers(chat.db, reflection), QUESTIONS[reflection.viewpoint]
    number = next((number for number in range(len(questions)) if number not in answers), None)
    if number is None or reflection.submitted_at:
        return await _look(chat, reflection, meeting)
    asked = await take_answer(chat, reflection.id, number)
    chat.became = f"reflect:{reflection.id}:{number}"
    text = chat._("Kept as answer {number} of your reflection: {meeting}.")
    text = text.format(number=number + 1, meeting=phrases.meeting_name(chat._, meeting))
    return replace(asked, text=kit.after(text, asked.text))


async def _look(chat: Chat, reflection: Reflection, meeting: Meeting) -> Reply:
    _ = chat._
    answers = await reflections.answers(chat.db, reflection)
    lines = [_("Your reflection: {meeting}").format(meeting=phrases.meeting_name(_, meeting))]
    skipped = _("(skipped)")
    for number, question in enumerate(QUESTIONS[reflection.viewpoint]):
        lines.append(f"{number + 1}. {_(question)}\n→ {answers.get(number, skipped)}")
    sent = await photos.number(chat.db, meeting.id, chat.person.id)
    lines.append(_("Photos: {number}").format(number=sent))
    until = _.moment(meetings.reflection_until(meeting))
    done = bool(reflection.submitted_at)
    lines.append(_("Handed in; it can be changed until {until}.").format(until=until) if done else _("Hand it in?"))
    if not done and await reflections.submitted(chat.db, meeting.id) + 1 < reflections.UNKNOWN_FROM:
        lines.append(_(FEW))
    change = [
        Button(_("Change {number}").format(number=n + 1), f"q:{reflection.id}:{n}")
        for n in range(len(QUESTIONS[reflection.viewpoint]))
    ]
    hand_in = () if done else (Button(_("Hand in"), f"submit:{reflection.id}", yes=True),)
    photos_too = Button(_("Send photos"), f"photos:{meeting.id}")
    return Reply("\n\n".join(lines), (*rows(*hand_in), *rows(*change, across=3), (photos_too,)))


@routes.button("submit:{reflection_id}")
async def submit(chat: Chat, reflection_id: int) -> Reply:
    """Hand the reflection in."""
    reflection, meeting = await _mine(chat, reflection_id)
    await reflections.submit(chat.db, reflection, meeting, chat.now)
    _ = chat._
    text = _("Handed in. Thank you. It can be changed until {until}; the lead reads it without your name.")
    change = Button(_("See or change it"), f"reflect:{meeting.id}")
    text = text.format(until=_.moment(meetings.reflection_until(meeting)))
    return Reply(text, rows(Button(_("Send photos"), f"photos:{meeting.id}"), change))


@routes.button("thoughts:{meeting_id}:{number}")
async def thoughts(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Show a lead what was handed in, question by question, in full and without names, page by page."""
    meeting = await meetings.get(chat.db, meeting_id)
    gathered = await reflections.unnamed(chat.db, meeting, chat.rights)
    _ = chat._
    back = rows(Button(phrases.meeting_label(meeting, "‹ "), f"meeting:{meeting_id}"))
    if not gathered:
        return Reply(_("No reflection has been handed in yet."), back)
    handed_in = await reflections.submitted(chat.db, meeting_id)
    lines = []
    for view, questions in gathered.items():
        for question, texts in questions.items():
            lines += ["\n" + _(QUESTIONS[view][question]), *(f"– {text}" for text in texts)]
    one = kit.page_of(kit.packed(lines, A_PAGE), number, 1)
    head = _("Reflections handed in: {number} (without names)").format(number=handed_in)
    text = "\n".join([head, *(line for page in one.shown for line in page)])
    where = PLACES.index(Heading.STRENGTHS)
    mark = Button(_("Put some into the minutes"), f"minutes-from:{meeting_id}:{where}:0")
    return Reply(text, (*one.turns(chat, f"thoughts:{meeting_id}"), (mark,), *back))


async def _mine(chat: Chat, reflection_id: int) -> tuple[Reflection, Meeting]:
    return await reflections.mine(chat.db, chat.person, chat.rights, reflection_id, chat.now)
