import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import split, units


def test_a_short_text_stays_whole():
    assert split("Chào thầy/cô.", 4096) == ["Chào thầy/cô."]


@pytest.mark.parametrize("border", ["\n\n", "\n", " "])
def test_the_cut_lies_where_a_reader_pauses(border):
    parts = [f"đoạn-số-{number}" for number in range(30)]
    pieces = split(border.join(parts), 50)
    assert len(pieces) > 5
    assert [part for piece in pieces for part in piece.split(border)] == parts


def test_a_paragraph_is_preferred_to_a_line_and_a_line_to_a_word():
    assert split("một hai ba\n\nbốn\nnăm sáu", 18) == ["một hai ba", "bốn\nnăm sáu"]
    assert split("một hai ba\nbốn năm sáu", 18) == ["một hai ba", "bốn năm sáu"]


def test_a_word_without_end_is_cut_but_no_letter_loses_its_mark():
    decomposed = "e\u0323\u0302" * 30
    pieces = split(decomposed, 10)
    assert "".join(pieces) == decomposed
    assert all(piece.startswith("e") for piece in pieces)


def test_a_symbol_outside_the_first_plane_counts_twice():
    assert units("a🙂") == 3
    assert split("🙂" * 5, 4) == ["🙂🙂", "🙂🙂", "🙂"]


@given(st.text(alphabet=st.sampled_from("aạ🙂 \n\u0301"), max_size=200), st.integers(min_value=4, max_value=50))
def test_nothing_but_blanks_is_lost_and_every_piece_fits(text, limit):
    pieces = split(text, limit)
    assert all(units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
