"""Another school is to host: "đổi trường đăng cai", "chuyển buổi tháng 12 sang trường Nà Sim"."""

from dataclasses import replace

from bot.domain.models import Meeting
from bot.domain.programme import meetings
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from handlers import kit, phrases
from handlers.meeting import rehost
from handlers.sayings import about, places
from handlers.sayings.doors_running import who_leads
from handlers.sayings.sentence import Sentence

HOST_BY_LEAD = N_("The cluster lead changes which school hosts. Please ask them:")
_TO = ("sang", "ve", "cho", "thanh", "la")
"""Behind one of these stands the school that is to host; what stands before it says which meeting."""


async def another_host(chat: Chat, said: Sentence) -> Reply:
    """Ask which school hosts the meeting that is named instead, or which meeting; others hear who can change it.

    Of several the one that was just shown is meant; the school that is named is asked about at once.
    """
    chat.must_have_joined()
    which, to = _parted(said)
    found = [one for one in await about.on(chat, which) if chat.rights.may_lead(one.cluster_id)]
    mine = [meeting for meeting in found if not meetings.is_over(meeting, chat.now)]
    if not mine:
        leads = await who_leads(chat, said)
        return replace(leads, text=f"{chat._(HOST_BY_LEAD)}\n{leads.text}")
    if meant := mine[0] if len(mine) == 1 else await about.spoken_of(chat, mine, was=False):
        return await _to_host(chat, meant, to) or await rehost.choose(chat, meant.id, 0)
    labels = zip(phrases.meeting_labels(mine), mine, strict=True)
    buttons = [Button(label, f"rehost:{meeting.id}:0") for label, meeting in labels]
    return Reply(chat._("Another school for which meeting?"), rows(*buttons, kit.leave(chat)))


def _parted(said: Sentence) -> tuple[Sentence, Sentence]:
    """Return what says which meeting, and what says where to."""
    # "Cho tôi đổi …" begins so and says nothing of where to.
    behind = [place for place, word in enumerate(said.words) if word.plain in _TO and place > 1]
    cut = behind[-1] if behind else len(said.words)
    return replace(said, words=said.words[:cut]), replace(said, words=said.words[cut:])


async def _to_host(chat: Chat, meeting: Meeting, to: Sentence) -> Reply | None:
    """Ask about the one school that a sentence names; None for none, several, or one that cannot host."""
    possible = await meetings.possible_hosts(chat.db, meeting, chat.now)
    named = places.schools_of(to, possible)
    return await rehost.ask(chat, meeting.id, named[0].id) if len(named) == 1 else None
