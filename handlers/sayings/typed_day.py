"""A day that is typed alone ("14h 26/10"): for a lead it may settle a meeting, for everybody it names what is on it."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.calendar.reading import reader
from bot.domain.models import Meeting
from bot.domain.programme import ahead
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit, phrases
from handlers.meeting import when
from handlers.sayings import about, details, doubts, places
from handlers.sayings.sentence import Sentence, words_of

routes = Routes()

ON_A_DAY = "day-of"
"""The step after the question which meeting a day is for; the draft keeps what was typed."""
_DAYS = frozenset(
    word.plain
    for word in words_of(
        "ngay hom thu tuan thang nam dau giua cuoi nay sau toi truoc tien cua trong nhat hai ba tu sau bay chu mai kia "
        "mot qua ky hoc ki i ii roi vua sang chieu toi trua t h gio"
    )
)
"""Words that say nothing but when."""
_PROPOSING = re.compile(
    r"(?:(?:de|lay|chon|hen|dinh|hop|hay la|thi) )*(?:vao )?(?P<when>.+?)"
    r"(?: (?:duoc|dc|ok) (?:khong|ko|k|kg|hong|hem))?(?: (?:a|nhe|nha|em|anh|chi|co|thay|vay|di|c|e))*"
)
"""What stands around a day that is proposed: "để Chủ nhật 25/10 8h được không"."""
MOST_WAITING = 50
MOST_OFFERED = 8
"""So many meetings of other months may be meant."""


def is_all(said: Sentence) -> bool:
    """Say whether days are all that was typed, politeness aside."""
    return all(
        word.plain.isdigit() or word.plain in _DAYS or word.plain[1:].isdigit() or doubts.is_filler(word)
        for word in said.words
    )


def is_proposed(typed: str) -> bool:
    """Say whether a day and its hour are proposed, and nothing else is said."""
    found = _PROPOSING.fullmatch(" ".join(re.findall(r"[\w/:.-]+", fold(typed))))
    return found is not None and reader.is_only_a_time(found["when"])


async def on_a_day(chat: Chat, said: Sentence) -> Reply | None:
    """Answer a day that stands alone: ask a lead which meeting it is for, show all others what is on it.

    Return None where nobody's meeting fits it.
    """
    led = await _led(chat, said) if chat.rights.runs_something else []
    shown = [] if chat.someone is None else about.ahead(chat, await about.on(chat, said))
    # Where nothing is on that day, what waits may be late, or early: October's meeting in November.
    day = said.span.since if said.span and said.span.until - said.span.since == timedelta(days=1) else None
    found = about.fitting(led, said) or ([] if shown or day is None else led[:MOST_OFFERED])
    if not found:
        if len(shown) == 1:
            return await details.show(chat, said, shown[0])
        return await about.show(chat, shown, "") if shown else None
    _, chat.draft["typed"] = chat._, chat.text
    buttons = [
        Button(label, f"settle-on:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    buttons += [Button(phrases.meeting_label(meeting, "✓ "), f"meeting:{meeting.id}") for meeting in shown[:2]]
    text = _("{day}: the day of which meeting?").format(day=_.short_day(day)) if day else _("Which meeting is it?")
    return Reply(text, rows(*buttons, Button(_("Calendar"), "calendar:0")), step=ON_A_DAY)


@routes.button("settle-on:{meeting_id}")
async def settle_on(chat: Chat, meeting_id: int) -> Reply:
    """Take the day that was typed alone for the meeting that was chosen."""
    typed = chat.draft.get("typed", "") if chat.step == ON_A_DAY else ""
    return await when.typed(chat, await kit.led(chat, meeting_id), typed)


async def waiting(chat: Chat, said: Sentence) -> list[Meeting]:
    """Return the meetings one leads that wait for a day and may have the one that is named."""
    return about.fitting(await _led(chat, said), said)


async def _led(chat: Chat, said: Sentence) -> Sequence[Meeting]:
    found = (await ahead.led(chat.db, chat.rights, settled=False, now=chat.now, most=MOST_WAITING)).rows
    return [meeting for meeting in found if not places.is_of_another_level(said, meeting.cluster)]
