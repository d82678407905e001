"""Which school a typed name means: every allowed way to write it finds it, and nothing else does."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.organisation.units import Directory, HowMatched, School, key, parse, place_as_typed, tidy
from bot.vietnamese import fold

CLUSTERS = {
    1: (
        "PTDTBT TH số 2 Mường Mươn",
        "TH số 1 Mường Mươn",
        "PTDTBT TH số 1 Na Sang",
        "PTDTBT TH số 2 Na Sang",
        "PTDTBT TH Huổi Mí",
    ),
    2: (
        "TH Thị trấn",
        "PTDTBT TH Ma Thì Hồ",
        "PTDTBT TH Sa Lông",
        "PTDTBT TH Huổi Lèng",
        "PTDTBT TH Hừa Ngài",
        "TH&THCS Mường Tùng",
        "PTDTBT TH Nậm He",
    ),
    3: ("PTDTBT TH Nậm Nèn", "PTDTBT TH Mường Anh", "TH&THCS Sá Tổng", "PTDTBT TH số 2 Sá Tổng"),
}
ALL = {name: School(name) for names in CLUSTERS.values() for name in names}
DIRECTORY = Directory(ALL.values())


def cluster(number: int) -> list[School]:
    return [ALL[name] for name in CLUSTERS[number]]


@pytest.mark.parametrize(
    ("typed", "circle", "meant", "how"),
    [
        ("PTDTBT TH số 1 Na Sang", 1, "PTDTBT TH số 1 Na Sang", HowMatched.EXACT),
        ("Trường PTDTBT TH Nậm He", 2, "PTDTBT TH Nậm He", HowMatched.EXACT),
        ("Trường PTDTBT Nậm Nèn", 3, "PTDTBT TH Nậm Nèn", HowMatched.ONLY),
        ("Trường PTDTBT Mường Anh", 3, "PTDTBT TH Mường Anh", HowMatched.ONLY),
        ("Trường PTDTBT Số 2 Sá Tổng", 3, "PTDTBT TH số 2 Sá Tổng", HowMatched.ONLY),
        ("Trường PTDTBT TH & THCS Sá Tổng", 3, "TH&THCS Sá Tổng", HowMatched.ONLY),
        ("PTDTBT TH Sá Tổng 2", 0, "PTDTBT TH số 2 Sá Tổng", HowMatched.FOLDED),
        ("PTDTBT Tiểu học Hừa Ngải", 0, "PTDTBT TH Hừa Ngài", HowMatched.FOLDED),
        ("Trường PTDTBT TH Sa Long.", 0, "PTDTBT TH Sa Lông", HowMatched.FOLDED),
        ("PTDTBT TH Nậm Nền", 0, "PTDTBT TH Nậm Nèn", HowMatched.FOLDED),
        ("PTDTBT TH Ma Thị Hồ", 2, "PTDTBT TH Ma Thì Hồ", HowMatched.FOLDED),
        ("PTDTBT TH số 1 Mường Mươn", 1, "TH số 1 Mường Mươn", HowMatched.ONLY),
        ("Trường Thị trấn", 2, "TH Thị trấn", HowMatched.ONLY),
        ("Tiểu học và Trung học cơ sở Sá Tổng", 3, "TH&THCS Sá Tổng", HowMatched.FOLDED),
    ],
)
def test_the_spellings_of_a_real_plan(typed, circle, meant, how):
    match = DIRECTORY.find(typed, cluster(circle) if circle else list(ALL.values()))
    assert (match.school, match.how) == (ALL[meant], how)


@pytest.mark.parametrize(
    "typed",
    [
        "PTDTBT TH Na Sang",
        "PTDTBT TH số 3 Na Sang",
        "PTDTBT THCS Nậm Nèn",
        "TH Mường Tùng",
        "PTDTNT TH Nậm He",
        "PTDTBT TH Sa Lòn",
        "PTDTBT TH Sá Tổng",
        "Trường học",
        "",
    ],
)
def test_what_is_not_sure_is_asked(typed):
    """A missing or other digit, another type, a letter more or less: never taken, and all schools are offered."""
    match = DIRECTORY.find(typed, list(ALL.values()))
    assert match.school is None
    assert len(match.candidates) == len(ALL)


def test_the_likeliest_school_is_offered_first():
    assert DIRECTORY.find("PTDTBT TH Sa Lòn", cluster(2)).candidates[0] == ALL["PTDTBT TH Sa Lông"]


def test_a_short_name_outside_its_cluster_is_asked():
    """The name would fit a school of another cluster; only a person may say so."""
    assert DIRECTORY.find("PTDTBT Nậm Nèn", cluster(2)).school is None


def test_a_short_name_that_fits_two_schools_is_asked():
    both = [School("TH Pa Ham"), School("TH&THCS Pa Ham")]
    match = Directory(both).find("Trường Pa Ham", both)
    assert (match.how, set(match.candidates)) == (HowMatched.ASK, set(both))


def test_two_schools_with_one_key_are_told_apart_only_by_exact_spelling():
    one, two = School("TH Hứa Ngài", 1), School("TH Hừa Ngài", 2)
    directory = Directory([one, two])
    assert directory.find("Trường TH Hừa Ngài", [one, two]).school == two
    assert directory.find("TH Hừa Ngải", [one, two]).school is None


def test_a_confirmed_spelling_is_taken():
    directory = Directory(ALL.values(), {key("Trường dưới dốc"): ALL["PTDTBT TH Nậm He"]})
    match = directory.find("TRƯỜNG DƯỚI DỐC", [])
    assert (match.school, match.how) == (ALL["PTDTBT TH Nậm He"], HowMatched.ALIAS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TH Mỹ Lý", "TH Mĩ Lí"),
        ("TH Kỳ Sơn", "TH Kì Sơn"),
        ("Trường TH Ðức Hoà", "TH Đức Hòa"),
        ("TH số 02 Nà Tấu", "TH Nà Tấu 2"),
        ("TH so 2 Nà Tấu", "TH Nà Tấu 2"),
        ("Trường TH-THCS Pa Ham", "THCS&TH Pa Ham"),
        ("Phổ thông dân tộc bán trú Tiểu học Huổi Lèng", "PTDTBT TH Huổi Lèng"),
    ],
)
def test_one_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TH số 3 Nà", "TH Nà Sơ 3"),
        ("TH số 3 Nà", "TH Nà So 3"),
        ("TH Sa Lông", "TH Sá Tổng"),
        ("TH X", "TH&THCS X"),
        ("TH số 1 X", "TH số 11 X"),
        ("TH Trường Sơn", "TH Sơn"),
    ],
)
def test_two_keys(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Trường  PTDTBT TH Sa Long.", "PTDTBT TH Sa Long"),
        ("TRƯỜNG PTDTBT TH SỐ 2 SÁ TỔNG", "PTDTBT TH số 2 Sá Tổng"),
        ("TH&THCS MƯỜNG TÙNG", "TH&THCS Mường Tùng"),
        ("Trường Sơn", "Trường Sơn"),
        ("Trường", "Trường"),
    ],
)
def test_a_name_as_it_is_kept(typed, kept):
    assert tidy(typed) == kept


def test_the_place_keeps_its_accents():
    assert place_as_typed("PTDTBT TH số 2 Sá Tổng") == "Sá Tổng"
    assert place_as_typed("TH Thị trấn") == "Thị trấn"


@st.composite
def respellings(draw):
    """A school's name, and the same name written in other allowed ways."""
    name = draw(st.sampled_from(list(ALL)))
    words = name.split()
    if "số" in words and draw(st.booleans()):
        position = words.index("số")
        number = words.pop(position + 1)
        words.pop(position)
        words = draw(st.sampled_from([[*words, number], [*words[:-2], f"Số 0{number}", *words[-2:]]]))
    typed = draw(st.sampled_from([" ", "  ", "\u00a0"])).join(words)
    typed = typed.replace("&", draw(st.sampled_from(["&", " & ", " và "])))
    if "TH" in words:
        typed = typed.replace("TH", draw(st.sampled_from(["TH", "Tiểu học"])), 1)
    typed = draw(st.sampled_from(["", "Trường ", "trường  "])) + typed + draw(st.sampled_from(["", ".", " "]))
    typed = draw(st.sampled_from([str, str.upper, str.lower, fold]))(typed)
    return name, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), typed)


@settings(deadline=None)
@given(respellings())
def test_every_allowed_way_to_write_a_name_finds_its_school(respelled):
    name, typed = respelled
    assert DIRECTORY.find(typed, []).school == ALL[name]


@settings(deadline=None)
@given(st.sampled_from(list(ALL)), st.integers(0, 120), st.sampled_from(["", "TH", "THCS", "TH&THCS", "MN", "THPT"]))
def test_a_digit_or_type_is_never_bent_to_fit(name, number, level):
    """Whatever is found has exactly the digit that was typed, and the type too if one was."""
    typed = f"PTDTBT {level} {f'số {number}' if number else ''} {place_as_typed(name)}"
    found = DIRECTORY.find(typed, list(ALL.values())).school
    if found:
        assert found.parts.number == (number or None)
        assert not level or found.parts.levels == parse(f"{level} X").levels


@settings(deadline=None)
@given(st.sampled_from(list(ALL)), st.data())
def test_a_changed_letter_is_never_taken_for_another_place(name, data):
    position = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdeghiklmnopqrstuvxy "))
    typed = name[:position] + letter + name[position + 1 :]
    found = DIRECTORY.find(typed, list(ALL.values())).school
    assert found is None or found.parts.place in {parse(typed).place, parse(typed).place.removeprefix("truong ")}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_folding_a_key_again_changes_nothing(text):
    assert key(key(text)) == key(text)
