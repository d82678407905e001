"""Names out of typed sentences: what stands around them falls away, and nothing else does."""

import pytest

from bot.domain.organisation import called

KNOWN = ("Lò Thị Mai Ân", "Giàng Minh Páo", "Nguyễn Thị Thu Hạnh", "Cà Thị An", "Và A Dơ", "Cù Thị Lan", "Lê Thị Lan")


def read(typed: str) -> list[list[str]]:
    """Return whom each name of a sentence may mean."""
    return [[*meant.found] for meant in called.read(typed, KNOWN, str)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cử cô Ân đi thay nhé", [["Lò Thị Mai Ân"]]),
        ("thầy Páo với cô Hạnh", [["Giàng Minh Páo"], ["Nguyễn Thị Thu Hạnh"]]),
        ("thay Pao voi co Hanh", [["Giàng Minh Páo"], ["Nguyễn Thị Thu Hạnh"]]),
        ("em cử thầy Páo, cùng với cô Thu Hạnh ạ", [["Giàng Minh Páo"], ["Nguyễn Thị Thu Hạnh"]]),
        ("trường em cử cô Hạnh", [["Nguyễn Thị Thu Hạnh"]]),
        ("Nhờ cô An", [["Cà Thị An"]]),
        ("co an", [["Lò Thị Mai Ân", "Cà Thị An"]]),
        ("Và A Dơ", [["Và A Dơ"]]),
        ("thầy Páo và Và A Dơ", [["Giàng Minh Páo"], ["Và A Dơ"]]),
        ("Cù Thị Lan", [["Cù Thị Lan"]]),
        ("cô Lan", [["Cù Thị Lan", "Lê Thị Lan"]]),
        ("Giàng Páo", [["Giàng Minh Páo"]]),
        ("thầy Páo không đi được", [[]]),
        ("Sua", [[]]),
        (" , ;", []),
    ],
)
def test_whom_a_sentence_means(typed: str, meant: list[list[str]]) -> None:
    """Of several whom accents tell apart only those are meant whose accents were typed."""
    assert read(typed) == meant
