"""What each letter says, purpose by purpose; the words stand by kind, or beside the conversation that they begin."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.letters.change import ChangeLetter
from bot.domain.letters.duty import DutyLetter
from bot.domain.letters.kinds import Letter
from bot.domain.models import Purpose
from bot.i18n import Translator
from bot.messages import Reply
from handlers import later
from handlers.duty import agreed
from handlers.letters import announce, changes, digests, duty_letters, lost, notes, reminders
from handlers.meeting import (
    acknowledge,
    answer,
    ask_parts,
    closing,
    host,
    minutes_whole,
    on_behalf,
    school,
    seats,
    thanks,
    when,
)
from handlers.organisation import (
    accounts,
    acting_words,
    arrivals,
    cluster_end,
    consents,
    own_people,
    requests,
    same_person,
    term_handover,
)
from handlers.paper import passing
from handlers.plan import plan_words


def words(letter: Letter, t: Translator) -> Reply:
    """Return what a letter says, in its reader's language. It never ends a conversation that is going on.

    Raises what reading the letter has raised.
    """
    if isinstance(letter.content, Exception):
        raise letter.content
    return WORDS[letter.row.purpose](letter.content, t)


def _chased(letter: ChangeLetter | DutyLetter, t: Translator) -> Reply:
    return duty_letters.chased(letter, t) if isinstance(letter, DutyLetter) else changes.chased(letter, t)


WORDS: Mapping[Purpose, Callable[[Any, Translator], Reply]] = {
    Purpose.INVITE: answer.invited,
    Purpose.INVITE_AGAIN: answer.invited,
    Purpose.SENT: answer.invited,
    Purpose.TO_SEND: school.to_send,
    Purpose.SPARED: on_behalf.told,
    Purpose.AWAY_FOR: on_behalf.told,
    Purpose.ABSENCE: answer.absent,
    Purpose.WEEK_BEFORE: reminders.before,
    Purpose.DAY_BEFORE: reminders.before,
    Purpose.HOURS_BEFORE: reminders.before,
    Purpose.PART: reminders.part,
    Purpose.REFLECT: reminders.reflect,
    Purpose.LATER: later.reminded,
    Purpose.HOST: host.reminded,
    Purpose.HOST_CHECK: host.asked,
    Purpose.OFFER: seats.offered,
    Purpose.LAPSED: seats.lapsed,
    Purpose.UNWANTED: seats.unwanted,
    Purpose.ASK_PART: ask_parts.asked,
    Purpose.SETTLE: when.asked,
    Purpose.MOVED: changes.moved,
    Purpose.ENDS: changes.ends,
    Purpose.CANCELLED: changes.cancelled,
    Purpose.RESTORED: changes.restored,
    Purpose.CHASE: _chased,
    Purpose.ACKS: acknowledge.told,
    Purpose.DUTY: duty_letters.reminded,
    Purpose.DUTY_NEW: duty_letters.written,
    Purpose.DUTY_BACK: duty_letters.sent_back,
    Purpose.DUTY_AGAIN: duty_letters.again,
    Purpose.OVERDUE: duty_letters.overdue,
    Purpose.ANNOUNCEMENT: announce.copied,
    Purpose.REPORT: announce.reported,
    Purpose.NOTE: notes.told,
    Purpose.PLAN: plan_words.life_letter,
    Purpose.PLAN_CHANGED: plan_words.changed_letter,
    Purpose.SCHOOL_MOVED: plan_words.moved_letter,
    Purpose.PAPER_SENT: passing.sent_letter,
    Purpose.PAPER_NEWS: passing.news_letter,
    Purpose.HANDOVER: term_handover.told,
    Purpose.MANDATE: acting_words.told,
    Purpose.CLUSTER_ENDS: cluster_end.told,
    Purpose.MONTH: digests.month,
    Purpose.DIGEST: digests.week,
    Purpose.NOTICE: consents.letter,
    Purpose.DATA_REQUEST: requests.told_keeper,
    Purpose.DATA_ANSWER: requests.told_asker,
    Purpose.SAME_PERSON: same_person.asked,
    Purpose.ACCOUNT: same_person.tied,
    Purpose.ARRIVALS: arrivals.told,
    Purpose.MEMBERSHIP: own_people.told,
    Purpose.QUOTA: accounts.nearly_used,
    Purpose.MISSED: lost.missed,
    Purpose.MINUTES_ASK: minutes_whole.asked,
    Purpose.MINUTES_SUBMITTED: minutes_whole.submitted,
    Purpose.MINUTES_BACK: minutes_whole.returned,
    Purpose.MINUTES_APPROVED: minutes_whole.approved,
    Purpose.THANKS: thanks.told,
    Purpose.THANKS_COPY: thanks.told,
    Purpose.REPLIED: agreed.replied,
    Purpose.CLOSE_ROLL: closing.asked,
    Purpose.CONTEST: closing.contested,
    Purpose.CONTEST_DECIDED: closing.decided,
}
