"""When a meeting is: what the cell says is taken, and nothing else ever."""

import re
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.drafts import Place
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan.times import When, read_when
from bot.errors import BadInput
from bot.vietnamese import WEEKDAYS, fold

HERE = Place(1, 1)
OCTOBER, NOVEMBER, DECEMBER = date(2023, 10, 1), date(2023, 11, 1), date(2023, 12, 1)
DAY = date(2023, 12, 16)


def reading(typed: str, first: int = 2023):
    return read_when(typed, SchoolYear(first), HERE)


def the_only(typed: str, first: int = 2023) -> When:
    [when] = reading(typed, first).readings
    return when


@settings(deadline=None)
@given(st.integers(2000, 2098), st.integers(1, 12), st.data())
def test_every_way_to_write_a_month_of_the_year(first, number, data):
    year = SchoolYear(first)
    right = first if number >= 8 else first + 1
    typed = data.draw(
        st.sampled_from(
            [
                f"Tháng {number}",
                f"THÁNG {number:02}",
                f"Tháng {number}/{right}",
                f"Tháng {number}/{right % 100:02}",
                f"tháng {number} năm {right}",
                f"Tháng {number}, năm {right}",
                f"T{number}/{right}",
                f"Tháng {number} - {right}.",
                f"{number}/{right}",
                str(number),
                f"Tuần 2 tháng {number}/{right}",
                f"Trong tháng {number}",
            ]
        )
    )
    when = the_only(typed, first)
    assert when == When(date(right, number, 1))
    assert year.starts <= when.month <= year.ends


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1990, 2060))
def test_a_month_outside_the_year_is_never_taken(number, in_year):
    year = SchoolYear(2023)
    if 1 <= number <= 12 and year.month(number).year == in_year:
        return
    with pytest.raises(BadInput):
        reading(f"Tháng {number}/{in_year}")


@pytest.mark.parametrize(
    ("typed", "first", "day", "starts", "ends"),
    [
        ("13/10", 2023, date(2023, 10, 13), None, None),
        ("14h ngày 16/12", 2023, DAY, time(14), None),
        ("14H NGÀY 16/12/2023", 2023, DAY, time(14), None),
        ("Sáng thứ Năm 26/11", 2020, date(2020, 11, 26), None, None),
        ("Chiều ngày 29/11/2019", 2019, date(2019, 11, 29), None, None),
        ("Lúc 14 giờ ngày thứ hai ngày 24 tháng 10 năm 2016", 2016, date(2016, 10, 24), time(14), None),
        ("7h00 đến 17h00 ngày 16/12/2023", 2023, DAY, time(7), time(17)),
        ("Từ 7h30-11h30, 16/12", 2023, DAY, time(7, 30), time(11, 30)),
        ("14:00 16/12/2023", 2023, DAY, time(14), None),
        ("2h chiều 16-12-2023", 2023, DAY, time(14), None),
        # Nobody meets at night, and nobody wrote that it is in the afternoon: its lead says so.
        ("1h30 16/12", 2023, DAY, None, None),
        ("14h00’ – 16h30’ ngày 16/12", 2023, DAY, time(14), time(16, 30)),
        ("14 giờ 00, ngày 16/12", 2023, DAY, time(14), None),
        ("14 giờ 00 - 16 giờ 30, thứ Bảy 16/12", 2023, DAY, time(14), time(16, 30)),
        ("Chiều 16.12.2023, 2h", 2023, DAY, time(14), None),
        ("14 giờ 30 phút, thứ Bảy, ngày 16 tháng 12 năm 2023", 2023, DAY, time(14, 30), None),
        ("T7, 16/12", 2023, DAY, None, None),
        ("14h ngày 16 Tháng 12", 2023, DAY, time(14), None),
        ("ngày 16, tháng 12/2023", 2023, DAY, None, None),
        ("16/12/23", 2023, DAY, None, None),
        ("29/2", 2023, date(2024, 2, 29), None, None),
        # What is not one clear hour is none.
        ("7-11h 16/12", 2023, DAY, None, None),
        ("Sáng 7h30, chiều 13h30 ngày 16/12", 2023, DAY, None, None),
        ("17h đến 7h 16/12", 2023, DAY, None, None),
        ("27h ngày 16/12", 2023, DAY, None, None),
        ("sáng 14h ngày 16/12", 2023, DAY, None, None),
    ],
)
def test_days_and_hours_that_are_said(typed, first, day, starts, ends):
    assert the_only(typed, first) == When(day.replace(day=1), (day,), starts, ends)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("Tháng Mười", OCTOBER),
        ("tháng mười một năm 2023", NOVEMBER),
        ("THÁNG MƯỜI HAI", DECEMBER),
        ("Tháng Năm", date(2024, 5, 1)),
        ("Tháng Tư năm 2024", date(2024, 4, 1)),
        ("Oct-23", OCTOBER),
        ("Nov 2023", NOVEMBER),
        ("12/23", DECEMBER),
        ("10-23", OCTOBER),
    ],
)
def test_months_that_are_no_figures(typed, month):
    assert the_only(typed) == When(month)


@pytest.mark.parametrize(
    "typed", ["tháng Ba, Tư", "tháng sau", "thang sau", "tháng từ", "Oct-15", "tháng năm 2023", "Oct-2024"]
)
def test_words_that_may_be_no_month_are_asked(typed):
    assert len(reading(typed).readings) > 1


@pytest.mark.parametrize(
    "typed",
    ["tuần 3 tháng 10", "cuối tháng 10", "Sáng tháng 10", "trước ngày 15/10", "chậm nhất 15/10/2023", "14h, tháng 10"],
)
def test_what_is_no_day_stays_a_month_and_is_told(typed):
    when = the_only(typed)
    assert (when, reading(typed).rest) == (When(OCTOBER, starts=when.starts), True)


@pytest.mark.parametrize("typed", ["Tháng 10", "14h ngày 16/12", "Thứ Bảy, ngày 16/12/2023", "Từ 7h đến 11h 16/12"])
def test_nothing_is_left_over_of_a_clear_cell(typed):
    assert not reading(typed).rest


@pytest.mark.parametrize("typed", ["Sáng 16/12", "16/12 (dự kiến)", "Tuần 3, 16/12", "16/12 tại hội trường"])
def test_what_else_stands_there_is_told(typed):
    assert the_only(typed).days == (DAY,)
    assert reading(typed).rest


@pytest.mark.parametrize("typed", ["24, 25/5/2025", "24-25/5/2025", "24/5 và 25/5", "ngày 24, 25 tháng 5"])
def test_two_days_are_two_meetings_or_one_of_them_or_neither(typed):
    one, other, both, none = reading(typed, 2024).readings
    days = date(2025, 5, 24), date(2025, 5, 25)
    assert (one.days, other.days, both.days, none.days) == (days[:1], days[1:], days, ())
    assert [single.days for single in both.single()] == [days[:1], days[1:]]


def test_a_weekday_that_contradicts_the_day_is_asked():
    meant = When(DECEMBER, (date(2023, 12, 18),))
    assert reading("thứ Hai, 16/12").readings == (When(DECEMBER, (DAY,)), meant, When(DECEMBER))


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("Tháng 10, 11", (When(OCTOBER), When(NOVEMBER))),
        ("Tháng 10-12/2023", (When(OCTOBER), When(NOVEMBER), When(DECEMBER))),
        ("tháng 10 và tháng 11", (When(OCTOBER), When(NOVEMBER))),
        ("tháng 12 - 1", (When(DECEMBER), When(date(2024, 1, 1)))),
        ("01/10/2023 hoặc tháng 10/2023", (When(OCTOBER, (OCTOBER,)), When(OCTOBER))),
        ("khối 4, 5 tháng 10", (When(OCTOBER, (date(2023, 10, 5),)), When(OCTOBER))),
        ("16/12 tháng 11", (When(DECEMBER, (DAY,)), When(DECEMBER), When(NOVEMBER))),
    ],
)
def test_what_may_be_read_in_several_ways_is_asked(typed, readings):
    assert reading(typed).readings == readings


@pytest.mark.parametrize(
    "typed", ["", "x", "Học kì I", "Đầu năm", "26-11", "Tháng 10/11", "7h00 đến 17h00", "14h ngày 16 12"]
)
def test_where_no_month_is_said_all_are_offered(typed):
    assert [when.month.month for when in reading(typed).readings] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]
    assert not any(when.days for when in reading(typed).readings)


@pytest.mark.parametrize("typed", ["31/11", "30/2/2024", "ngày 32 tháng 10", "0/10"])
def test_a_day_that_does_not_exist_is_refused_with_its_place(typed):
    with pytest.raises(BadInput) as no:
        reading(typed)
    assert (no.value.facts["place"], no.value.facts["typed"]) == (HERE, typed)


PIECES = st.one_of(
    st.sampled_from(
        [
            *("ngày", "tháng", "năm", "thứ", "Hai", "chiều", "sáng", "lúc", "giờ", "h", "đến", "từ", "trước", "tuần"),
            *("khối", "lớp", "và", "hoặc", ",", "-", "/", ".", ":", "(", ")", "T5", "CN", "14h", "7h30"),
        ]
    ),
    st.integers(0, 40).map(str),
    st.builds("{}/{}".format, st.integers(0, 33), st.integers(0, 14)),
    st.builds("{}/{}/{}".format, st.integers(1, 31), st.integers(1, 12), st.sampled_from([2022, 2023, 2024, 23])),
    st.text("0123456789/:.-, hgTtángầ", max_size=8),
)


@settings(deadline=None, max_examples=500)
@given(st.lists(PIECES, max_size=9).map(" ".join))
def test_no_day_and_no_hour_is_ever_invented(typed):
    """Every day and hour of every reading stands in the cell as a number, and lies in the school year."""
    try:
        found = reading(typed)
    except BadInput:
        return
    numbers = {int(number) for number in re.findall(r"\d+", typed)}
    assert found.readings
    for when in found.readings:
        for day in when.days:
            assert {day.day, day.month} <= numbers
            assert SchoolYear(2023).starts <= day <= SchoolYear(2023).ends
        for hour in (when.starts, when.ends):
            assert hour is None or hour.hour in numbers or hour.hour - 12 in numbers
        assert len(found.readings) > 1 or when.month.month in numbers


@settings(deadline=None)
@given(st.dates(date(2023, 8, 1), date(2024, 7, 31)), st.integers(7, 23), st.integers(0, 59), st.data())
def test_a_day_and_hour_in_office_form_are_read_back(day, hour, minute, data):
    weekday = data.draw(st.sampled_from(["", f"{WEEKDAYS[day.weekday()]}, "]))
    written = data.draw(
        st.sampled_from(
            [
                f"{hour}h{minute:02} {weekday}ngày {day.day}/{day.month}",
                f"{hour:02} giờ {minute:02} phút, {weekday}ngày {day:%d/%m/%Y}",
                f"Lúc {hour}h{minute:02}, {weekday}ngày {day.day} tháng {day.month} năm {day.year}",
                f"{weekday}{day.day}/{day.month}/{day.year}, {hour}:{minute:02}",
            ]
        )
    )
    assert the_only(written) == When(day.replace(day=1), (day,), time(hour, minute), None)
    assert the_only(fold(written)).days == (day,)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("tuần 1, 2 tháng 12", {None}),
        ("Tuần 3, 4/10", {None, date(2023, 10, 4)}),
        ("Từ ngày 2/10 đến ngày 6/10", {None, date(2023, 10, 2), date(2023, 10, 6)}),
        ("Học kỳ I", {None}),
        ("Quý IV/2023", {None}),
    ],
)
def test_a_week_or_a_span_is_never_its_first_day_unasked(typed, days):
    readings = reading(typed).readings
    assert {one.days[0] if one.days else None for one in readings} == days
    assert days == {None} or len(readings) > 1
