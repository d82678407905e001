"""What sentences give as an example is taken by what reads the answer, and means the same in both languages."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from bot.domain.calendar import days_off, settings_typed
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Nothing, Question
from bot.domain.duties import typed
from bot.domain.models import Anchor
from bot.i18n import Translator
from handlers import kit
from handlers.duty import duty_rule_change
from handlers.meeting import when
from handlers.settings import organisation_settings

TODAY = date(2026, 9, 1)
EXAMPLE = re.compile(
    r"(?:for example|two days|write it|possible|ví dụ|hai ngày|vui lòng ghi|có thể ghi): (.+?)(?:\. |[.)]?$)",
    re.IGNORECASE,
)
OR = re.compile(r",? (?:or|hoặc) ")
Read = Callable[[str], object]


def a_leave(said: str) -> object:
    return days_off.read(said, TODAY)


def a_day(said: str) -> object:
    found = reader.read(said, TODAY)
    return None if isinstance(found, Nothing | Question) else found


a_moment = a_day


def a_shift(said: str) -> object:
    return typed.read_shift(said, Anchor.END)


READERS: list[tuple[str, Read]] = [
    *((organisation_settings.ASK[name], read) for name, read in settings_typed.READERS.items()),
    (settings_typed.BEFORE_HOW, settings_typed.read_before),
    (settings_typed.REMINDERS_HOW, settings_typed.read_reminders),
    (settings_typed.LADDER_HOW, settings_typed.read_ladder),
    (settings_typed.GOES_DOWN, settings_typed.read_ladder),
    (settings_typed.QUIET_HOW, settings_typed.read_quiet),
    (settings_typed.TOO_LONG, settings_typed.read_quiet),
    ("To change them, please choose or write, for example: 20h-6h30.", settings_typed.read_quiet),
    (days_off.HOW, a_leave),
    (days_off.NO_SUCH_DAY, a_leave),
    ("To add one, please write it: 20/11 Hội giảng, or 01/02/2027 - 15/02/2027 Nghỉ Tết.", a_leave),
    (typed.NO_NUMBER, a_shift),
    (duty_rule_change.CHANGES["shift"].ask, a_shift),
    (duty_rule_change.CHANGES["reminders"].ask, typed.read_reminders),
    (duty_rule_change.CHANGES["ladder"].ask, typed.read_ladder),
    (duty_rule_change.CHANGES["day"].ask, a_day),
    ("By which day? For example: before 15/11, or 15/11/2026.", a_day),
    (kit.NO_DAY, a_day),
    (kit.NO_SUCH_DAY, a_day),
    (when.NO_DAY, a_moment),
    (when.NO_SUCH_HOUR, reader.hour),
    (when.BACKWARDS, a_moment),
]


def understood(says: str, read: Read) -> list[object]:
    """Return what the examples of a sentence are read as; what else is possible stands apart by commas."""
    first, *others = EXAMPLE.findall(says)
    return [read(one) for one in [*OR.split(first), *(word for words in others for word in words.split(", "))]]


@pytest.mark.parametrize(("sentence", "read"), READERS)
def test_examples_are_understood(sentence: str, read: Read) -> None:
    says = Translator("vi")(sentence)
    assert says != sentence
    in_english = understood(sentence, read)
    assert understood(says, read) == in_english
    assert any(value is not None for value in in_english)
