"""A school's year as a picture, with the words that stand for it: a bar a month, and what is ahead."""

from collections.abc import Sequence

from bot.documents import year_words
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import year_of_school
from bot.domain.programme.figures import Which
from bot.messages import Attachment
from bot.routes import Chat


def picture(chat: Chat, which: Which, unit_id: int, year: SchoolYear, title: str) -> Attachment:
    """Return the picture of a school's year as of now; it is drawn when the message leaves."""
    facts = {"which": which.to_json(), "unit": unit_id, "year": year.first, "title": title}
    facts |= {"language": chat._.language, "at": chat.now.isoformat()}
    return Attachment("photo", "nam-hoc.png", paper="school-year", facts=facts)


async def lines(chat: Chat, which: Which, unit_id: int, year: SchoolYear) -> Sequence[str]:
    """Return in words what the picture shows."""
    found = await year_of_school.read(chat.db, which, unit_id, year, chat.now)
    return [*year_words.totals(found, chat._), *year_words.caption(found, chat._, chat.now)]
