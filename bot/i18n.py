"""The translator of one person. Message ids are English; Vietnamese is the default; both catalogues are complete."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.errors import Refusal
from bot.vietnamese import chat_day, chat_moment, local

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
LOCALES = Path(__file__).parent.parent / "locales"


class Translator:
    """Says things in one language: call it with an English sentence that stands in the catalogues."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT
        self._catalogue = _catalogue(self.language)

    def __call__(self, sentence: str) -> str:
        """Return the sentence in this language."""
        return self._catalogue.gettext(sentence)

    def refusal(self, no: Refusal) -> str:
        """Return a refusal's sentence, filled; facts that are callables are asked in this language."""
        facts = {name: fact(self) if callable(fact) else fact for name, fact in no.facts.items()}
        return self(no.sentence).format(**facts)

    def moment(self, moment: datetime) -> str:
        """Return an hour and day in the short form of the chat: "14:00 thứ Năm 26/11"."""
        return chat_moment(moment) if self.language == "vi" else local(moment).strftime("%H:%M %A %d/%m")

    def day(self, day: date) -> str:
        """Return a day with its year, for what may lie in another school year: "thứ Năm 26/11/2026"."""
        return f"{self.short_day(day)}/{day.year}"

    def short_day(self, day: date) -> str:
        """Return a day in the short form of the chat: "thứ Năm 26/11"."""
        return chat_day(day) if self.language == "vi" else day.strftime("%A %d/%m")

    def month(self, month: date) -> str:
        """Return "tháng 10/2023" or "October 2023"."""
        return f"tháng {month.month}/{month.year}" if self.language == "vi" else month.strftime("%B %Y")


Fact = Callable[[Translator], str]


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters, with "…" where some are left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@cache
def _catalogue(language: str) -> GNUTranslations:
    # The .po is turned into a .mo in memory, so no built file stands in the tree and none can be stale.
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source)
    built = BytesIO()
    write_mo(built, catalogue)
    built.seek(0)
    return GNUTranslations(built)
