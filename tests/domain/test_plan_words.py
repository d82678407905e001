"""Subjects, clusters, rooms, forms and school years as people write them."""

import pytest

from bot.domain.models import Form
from bot.domain.organisation.naming import cluster_key
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.subjects import subject_key
from bot.domain.plan.words import read_form, split_room
from bot.errors import BadInput


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


@pytest.mark.parametrize(
    ("typed", "school", "room"),
    [
        ("TH Hoa Ban", "TH Hoa Ban", ""),
        ("Hội trường TH Hoa Ban", "TH Hoa Ban", "Hội trường"),
        ("Phòng họp trường PTDTBT TH Hoa Ban", "trường PTDTBT TH Hoa Ban", "Phòng họp"),
        ("TH Hoa Ban (phòng họp tầng 2)", "TH Hoa Ban", "phòng họp tầng 2"),
        ("TH Hoa Ban, hội trường", "TH Hoa Ban", "hội trường"),
        ("Phòng GD&ĐT, TH Hoa Ban", "Phòng GD&ĐT, TH Hoa Ban", ""),
    ],
)
def test_a_room_beside_a_school(typed, school, room):
    assert split_room(typed) == (school, room)
