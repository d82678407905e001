"""Months, subjects, clusters, forms and school years as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Form
from bot.domain.plan.nouns import Place
from bot.domain.plan.words import SchoolYear, cluster_key, read_form, read_month, subject_key
from bot.errors import BadInput


@settings(deadline=None)
@given(st.integers(2000, 2098), st.integers(1, 12), st.data())
def test_every_way_to_write_a_month_of_the_year(first, number, data):
    year = SchoolYear(first)
    right = first if number >= 9 else first + 1
    typed = data.draw(
        st.sampled_from(
            [
                f"Tháng {number}",
                f"THÁNG {number:02}",
                f"Tháng {number}/{right}",
                f"tháng {number} năm {right}",
                f"T{number}/{right}",
                f"Tháng {number} - {right}.",
                f"{number}/{right}",
                str(number),
                f"Tuần 2 tháng {number}/{right}",
                f"12/{number}/{right}",
            ]
        )
    )
    month = read_month(typed, year, Place(1, 1))
    assert month == date(right, number, 1)
    assert year.starts <= month <= year.ends


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1990, 2060))
def test_a_month_outside_the_year_is_never_taken(number, in_year):
    year = SchoolYear(2023)
    if 1 <= number <= 12 and year.month(number).year == in_year:
        return
    with pytest.raises(BadInput):
        read_month(f"Tháng {number}/{in_year}", year, Place(1, 1))


@pytest.mark.parametrize("typed", ["Tháng 10, 11", "Tháng 10-11/2023", "tháng 10 và tháng 11", "Tháng 10/23", "", "x"])
def test_what_is_not_one_month_is_refused(typed):
    with pytest.raises(BadInput):
        read_month(typed, SchoolYear(2023), Place(1, 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mỹ Thuật", "Mĩ thuật"),
        ("Thể dục", "Giáo dục thể chất"),
        ("Tin học", "Tin học & Công nghệ"),
        ("Môn Tiếng anh", "TIẾNG ANH"),
        ("Địa lý", "Địa lí"),
    ],
)
def test_one_subject(one, other):
    assert subject_key(one) == subject_key(other)


def test_clusters_are_known_by_their_number():
    assert cluster_key("Cụm 1") == cluster_key("CỤM SỐ 01:") == cluster_key("Cụm trường số 1")
    assert cluster_key("Cụm 1") != cluster_key("Cụm 11")


def test_forms():
    assert read_form("Trực tiếp kết hợp trực tuyến") is Form.BOTH
    assert read_form("TRỰC TUYẾN") is Form.ONLINE
    assert read_form("") is Form.IN_PERSON
    assert read_form("Qua đài") is None


def test_a_school_year_is_two_years_in_a_row():
    assert str(SchoolYear.read("2023 – 2024")) == "2023-2024"
    for typed in ("2023-2025", "2024-2023", "2023", "2023-24"):
        with pytest.raises(BadInput):
            SchoolYear.read(typed)
