"""A meeting is to be called off: who leads it is asked, others hear who may and what they can do themselves."""

from bot.domain.models import Meeting
from bot.domain.programme import questions
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from handlers import kit, phrases
from handlers.meeting import call_off
from handlers.sayings import about, doors_meeting
from handlers.sayings.doors_running import leads_line
from handlers.sayings.sentence import Sentence

BY_ITS_LEAD = N_("Who leads the cluster calls a meeting off: {meeting}. Please ask them; who cannot come says so here.")


async def ask(chat: Chat, said: Sentence) -> Reply:
    """Ask who leads the meeting that is named, or the only one, whether it is called off; of several, which."""
    ahead = about.ahead(chat, await about.named(chat, said))
    mine = [meeting for meeting in ahead if chat.rights.may_lead(meeting.cluster_id)]
    if len(mine) == 1:
        return await call_off.ask_cancel(chat, mine[0].id)
    if mine:
        labels = zip(phrases.meeting_labels(mine), mine, strict=True)
        which = [Button(label, f"cancel:{meeting.id}") for label, meeting in labels]
        return Reply(chat._("Call off which meeting?"), rows(*which, kit.leave(chat)))
    return await (_by_its_lead(chat, ahead[0]) if len(ahead) == 1 else doors_meeting.when(chat, said))


async def _by_its_lead(chat: Chat, meeting: Meeting) -> Reply:
    """Name who may call it off. Nothing here is a yes: "có" behind "hủy buổi" must sign nobody up."""
    _ = chat._
    leads = await questions.leads(chat.db, [meeting.cluster_id], chat.today)
    lines = [_(BY_ITS_LEAD).format(meeting=phrases.meeting_line(_, meeting))]
    lines += [leads_line(chat, cluster, one) for cluster, one in leads]
    away = () if chat.rights.officer else (phrases.no(_, meeting.id),)
    return Reply("\n".join(lines), rows(*away, phrases.see(_, meeting.id)))
