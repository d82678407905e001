"""Which day a sentence means: one without its year is of this school year, unless another year is named beside it."""

from datetime import date

import pytest

from bot.domain.programme.spoken_days import read_span
from bot.vietnamese import fold

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("ai vắng buổi 19/10", date(2026, 10, 19)),
        ("ai vang buoi 19/10", date(2026, 10, 19)),
        ("họp 20/1", date(2027, 1, 20)),
        ("họp 19/10 năm sau", date(2027, 10, 19)),
        ("hop 19/10 nam sau", date(2027, 10, 19)),
        ("hop ngay 2/9 nam toi", date(2027, 9, 2)),
        ("họp 19/10/2027", date(2027, 10, 19)),
    ],
)
def test_a_day_without_its_year(typed: str, day: date) -> None:
    """With and without accents alike."""
    span = read_span(f" {fold(typed)} ", typed, TODAY, None)
    assert span is not None
    assert span.since == day
