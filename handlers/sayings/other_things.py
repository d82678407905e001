"""What people send that is neither text nor picture nor file: what the system can do with it, and what does instead."""

from collections.abc import Mapping

from bot.errors import N_
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, rows

TYPE_IT = N_("The system does not listen to voice messages. Please type it, or dictate it to your keyboard.")
ANSWERS: Mapping[str, str] = {
    "voice": TYPE_IT,
    "audio": TYPE_IT,
    "video_note": N_("The system does not take round video messages. Please send it as a video, or its link."),
    "contact": N_(
        "The system keeps no phone numbers. To invite somebody, the principal or the officer sends them the link: /moi"
    ),
    "location": N_("The system takes no places. To check in, please type the digits that stand below the picture."),
    "venue": N_("The system takes no places. To check in, please type the digits that stand below the picture."),
    "poll": N_("The system takes no polls. To ask many people something, leads and officers use /thongbao."),
    "image": N_("The photo did not arrive. Please send it once more."),
    "link": N_("The system cannot open this link. Please copy it and send it as text."),
    "unsupported": N_("The system cannot read what was sent. Please type it as text, or send it as a photo."),
}
AFTER_CHOICES = N_("Thank you. The choices above still stand; or type what you need, for example: calendar, help.")
STICKER = N_("Thank you. Please type what you need, for example: calendar, sign up, help.")


def answer(chat: Chat) -> Reply | None:
    """Return what is said to it; None for text, and for a sticker that says what a word says.

    A sticker takes nobody's choices away: where choices are numbers, other ones would come in their place.
    """
    if chat.incoming.kind is not Kind.OTHER:
        return None
    if chat.newest and chat.incoming.what not in ANSWERS:
        return Reply(chat._(AFTER_CHOICES))
    sentence = ANSWERS.get(chat.incoming.what, STICKER)
    return Reply(
        chat._(sentence), rows(Button(chat._("Calendar"), "calendar:0"), Button(chat._("Help"), "help"), across=2)
    )
