"""How a duty is said: what is left out shows, and labels can be told apart however they are typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Translator, shortened
from bot.messages import Button
from bot.vietnamese import fold
from handlers.duty.duty_words import left
from handlers.kit import distinct

TODAY = date(2023, 11, 15)
TEXTS = st.text(alphabet="aàáâăđĐ bc", max_size=60)


@given(TEXTS, st.integers(min_value=1, max_value=60))
def test_what_is_left_out_shows(text: str, most: int) -> None:
    """A text that fits stands as it is; one that does not ends in three dots and begins as it did."""
    said = shortened(text, most)
    assert len(said) <= most
    assert said == text if len(text) <= most else said.endswith("…")
    assert text.startswith(said.removesuffix("…"))


@given(st.lists(TEXTS.filter(bool), max_size=12))
def test_labels_differ_and_fit(labels: list[str]) -> None:
    """Also without accents, in any case, and where only their ends differ, which a button has no room for."""
    found = distinct([Button(label, f"press:{number}") for number, label in enumerate(labels)])
    assert [button.press for button in found] == [f"press:{number}" for number in range(len(labels))]
    assert len({fold(button.label) for button in found}) == len(labels)
    assert all(len(button.label) <= 40 for button in found)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (3, "in {number} days"),
        (2, "in {number} days"),
        (1, "tomorrow"),
        (0, "today"),
        (-1, "1 day late"),
        (-2, "{number} days late"),
    ],
)
def test_how_far_a_day_is(language: str, days: int, sentence: str) -> None:
    t = Translator(language)
    assert left(t, TODAY + timedelta(days=days), TODAY) == t(sentence).format(number=abs(days))
