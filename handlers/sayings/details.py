"""What somebody asks of one meeting that its card does not show: it is said first, and who can tell.

"Ai dạy minh họa ạ" of a meeting nobody teaches at yet is no wish for the card alone.
"""

import re

from bot.domain.models import Assent, Meeting, PartKind
from bot.domain.programme import lessons, parts, questions
from bot.errors import N_
from bot.messages import Reply
from bot.routes import Chat
from handlers import phrases
from handlers.meeting import calendar, lesson
from handlers.sayings.sentence import Sentence

NOT_HERE = N_("Not in the system for this meeting: {what}.")
ASK = N_("Please ask {names}.")
_PLAN = re.compile(r" (?:giao an|ke hoach bai day|khbd|bai giang|tai lieu) ")
_LESSON = re.compile(r" (?:bai gi|bai nao|bai day) ")
_PARTS = (
    (PartKind.TEACH, re.compile(r" (?:ai|nguoi|giao vien|(?:nguoi|co|thay) nao) (?:\w+ )?day "), N_("who teaches")),
    (PartKind.SECRETARY, re.compile(r" thu ky "), N_("who takes the minutes")),
    (PartKind.CAMERA, re.compile(r" quay (?:phim|video|clip) "), N_("who films")),
)
_NOWHERE = (
    (re.compile(r" (?:dia chi|chi duong|duong (?:den|toi|di|vao|nao)|ban do|dinh vi) "), N_("the way there")),
    (re.compile(r" (?:mang|dem) (?:gi|theo|may|do|sach|tai lieu)"), N_("what to bring")),
    (re.compile(r" (?:mac (?:gi|ao|do)|trang phuc|ao dai|dong phuc) "), N_("what to wear")),
    (re.compile(r" (?:gui|de|dau|do) xe "), N_("where to park")),
    (re.compile(r" (?:an (?:trua|com|o)|com trua|tien an|nghi lai|cho (?:o|nghi)) "), N_("meals and where to stay")),
)
"""What no table keeps: it may stand in an announcement at most."""
_LINK = re.compile(r" (?:link|duong dan|online|onl|truc tuyen|zoom|meet) ")


async def show(chat: Chat, said: Sentence, meeting: Meeting) -> Reply:
    """Show a meeting's card, below what is asked and is not there; what asks for the plan of its lesson gets that."""
    if _PLAN.search(said.plain) and meeting.lesson_id and await lessons.files(chat.db, meeting.lesson_id):
        return await lesson.show(chat, meeting.lesson_id)
    missing = [chat._(what) for what in await _missing(chat, said, meeting)]
    if not missing:
        return await calendar.show(chat, meeting)
    text = chat._(NOT_HERE).format(what=", ".join(missing))
    if who := await _who_knows(chat, meeting):
        text = f"{text} {who}"
    return await calendar.show(chat, meeting, text)


async def _missing(chat: Chat, said: Sentence, meeting: Meeting) -> list[str]:
    asked = [(kind, what) for kind, pattern, what in _PARTS if pattern.search(said.plain)]
    given = (await parts.given(chat.db, [meeting.id]))[meeting.id] if asked else []
    played = {one.kind for one in given if one.assent is Assent.ACCEPTED}
    missing = [what for kind, what in asked if kind not in played]
    if _PLAN.search(said.plain):
        missing.append(N_("the lesson plan"))
    elif _LESSON.search(said.plain) and not meeting.lesson_id:
        missing.append(N_("the title of the lesson"))
    if _LINK.search(said.plain) and not phrases.link_of(meeting):
        missing.append(N_("a link to join from afar"))
    return missing + [what for pattern, what in _NOWHERE if pattern.search(said.plain)]


async def _who_knows(chat: Chat, meeting: Meeting) -> str:
    """Name who leads the cluster, to everybody else."""
    if phrases.can_lead(chat, meeting):
        return ""
    found = await questions.leads(chat.db, [meeting.cluster_id], chat.today)
    names = [
        chat._("teacher {name}").format(name=one.name) for _cluster, one in found if one.person_id != chat.person.id
    ]
    return chat._(ASK).format(names=", ".join(names)) if names else ""
