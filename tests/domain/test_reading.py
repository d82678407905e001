"""Days and hours as people type them: what is read, what is asked, what cannot be, and that no other word counts."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar.reading import lunar, reader
from bot.domain.calendar.reading.results import (
    AskedFor,
    Deadline,
    Half,
    Impossible,
    Moments,
    No,
    Nothing,
    Open,
    Question,
    Result,
    Stretch,
)
from bot.domain.calendar.reading.tokens import without_times
from bot.domain.organisation.school_year import SchoolYear
from bot.i18n import Translator
from bot.vietnamese import at, local, office_moment
from tests.beside import CASES

TODAY, YEAR = date(2026, 11, 27), SchoolYear(2026)
HOURS_TSV = CASES / "hours.tsv"
TENTH, ELEVENTH = date(2026, 12, 10), date(2026, 12, 11)
TWO, EIGHT = time(14), time(8)


def read(typed: str) -> Result:
    return reader.read(typed, TODAY, YEAR)


def briefly(found: Result) -> str:
    """Return a result in one line: "10/12 14:00-16:00", "ask 10/12 | 11/12", "no such DAY"."""
    if isinstance(found, Moments):
        return " & ".join(map(_briefly, found.parts)) + " (assumed)" * found.assumed
    if isinstance(found, Question):
        return "ask " + " | ".join(map(briefly, found.candidates))
    if isinstance(found, Deadline):
        return f"until {found.day:%d/%m}" + (f" {found.by:%H:%M}" if found.by else "")
    return f"no {found.why.name}" if isinstance(found, Impossible) else type(found).__name__


def _briefly(part: Stretch) -> str:
    first = (f"{part.day:%d/%m}" if part.day else "", f"{part.starts:%H:%M}" if part.starts else "")
    last = f"-{part.last:%d/%m}" if part.last else ""
    ends = f"-{part.ends:%H:%M}" if part.ends else ""
    return " ".join(filter(None, (*first, part.half.name if part.half else ""))) + last + ends


def kinds(table: str) -> list[tuple[str, str]]:
    rows = (row.split("=>") for row in table.strip().splitlines())
    return [(typed.strip(), means.strip()) for typed, means in rows]


@pytest.mark.parametrize(
    ("typed", "means"),
    kinds(
        """
        thứ 7 tôi bận => ask 28/11
        trừ thứ 7 ra, 14h => ask 28/11 14:00
        không phải 10/12 => ask 10/12
        8h thứ 2 tuần 2 tháng 12 => ask 07/12 08:00 | 14/12 08:00
        thứ hai tuần đầu tiên của tháng 12, 8h => ask 30/11 08:00 | 07/12 08:00
        tuần 15 thứ 3 8h => ask 01/12 08:00 | 08/12 08:00
        14h 10/12 => 10/12 14:00
        8h ngày mốt => 29/11 08:00
        8h ngày hai mươi mốt => 21/12 08:00
        10/12 14h => 10/12 14:00
        14h10/12 => 10/12 14:00
        13h30 ~ 16h 9/12 => 09/12 13:30-16:00
        hai rưỡi chiều 10/12 => 10/12 14:30
        14h hôm 21 => 21/12 14:00
        tooís mai 7h => 28/11 19:00
        14h-10/12 => 10/12 14:00
        8h mồng 3/12 âm => 10/01 08:00
        8h 10 tháng 3 lịch ta => 16/04 08:00
        10/12 âm nhạc lớp 4 lúc 8h => 10/12 08:00
        8h mùng mười tháng chạp => 17/01 08:00
        mùng năm tết 8h => 10/02 08:00
        mười bốn giờ ngày mười tháng mười hai => 10/12 14:00
        1 giờ chiều thứ năm mồng mười => 10/12 13:00
        8h ngày hai mươi mốt tháng 12 => 21/12 08:00
        8h ngày mười lăm => 15/12 08:00
        ngày hai buổi, 8h 10/12 => 10/12 08:00
        ngày mười giờ 10/12 => 10/12 10:00
        14h thứ 5 này => 03/12 14:00
        thứ 5-10/12-14h => 10/12 14:00
        14h thứ 2-10/12 => ask 10/12 14:00 | 07/12 14:00
        thứ 5 đến 10/12 => 03/12-10/12
        8h ngày 10/12 không được => ask 10/12 08:00
        14h ngày 10/12 hàng tuần => ask 10/12 14:00
        mỗi tuần 14h 10/12 => ask 10/12 14:00
        không họp 10/12 8h => ask 10/12 08:00
        8h 10/12 được không => 10/12 08:00
        8h 10/12 không giới hạn số người => 10/12 08:00
        14h thứ 7 này => 28/11 14:00
        14h thứ 5 tuần này => no OVER
        14 giờ 10.12 => 10/12 14:00
        14 giờ 30 họp ngày 10/12 => 10/12 14:30
        14 giờ 30 người 10/12 => 10/12 14:00
        14:30 10-12-2026 => 10/12 14:30
        14g30, 10 / 12 => 10/12 14:30
        ngày 10 tháng 12 năm 2026, vào hồi 14 giờ 30 => 10/12 14:30
        14h30p ngày 10/12/26. => 10/12 14:30
        [10/12] (lúc 14h30') => 10/12 14:30
        lúc 8.30 ngày 10/12 => 10/12 08:30
        2026-12-10 14:00 => 10/12 14:00
        14:00 (chiều) thứ Năm 10/12 => 10/12 14:00
        2pm 10 December => 10/12 14:00
        2h chiều 10/12 => 10/12 14:00
        chiều 10/12 hội trường A lúc 2h => 10/12 14:00
        2h chieu mai => 28/11 14:00
        hai giờ rưỡi chiều mai => 28/11 14:30
        9 rưỡi sáng mai => 28/11 09:30
        8h kém 15 ngày 10/12 => 10/12 07:45
        9 giờ kém mười ngày 10/12 => 10/12 08:50
        1h trưa 10/12 => 10/12 13:00
        7h toi 10/12 => 10/12 19:00
        2h 10/12 => 10/12 14:00 (assumed)
        1h30-4h 10/12 => 10/12 13:30-16:00 (assumed)
        07h 10/12 => 10/12 07:00
        6h30 10/12 => ask 10/12 06:30 | 10/12 18:30
        14h sáng 10/12 => ask 10/12 14:00 | 10/12 02:00
        8h-10h30 4/12 => 04/12 08:00-10:30
        10/12 14h - 16h45 => 10/12 14:00-16:45
        từ 8 đến 10 giờ ngày 10/12 => 10/12 08:00-10:00
        8h - 10 10/12 => 10/12 08:00-10:00
        2-4h chiều 10/12 => 10/12 14:00-16:00
        8h-4h chiều 10/12 => 10/12 08:00-16:00
        8h sáng đến 4h chiều 10/12 => 10/12 08:00-16:00
        họp 14h 10/12 đến 16h => 10/12 14:00-16:00
        17h đến 7h sáng 10/12 => no BACKWARDS
        sáng 7h30-11h, chiều 13h30-16h ngày 10/12 => 10/12 07:30-11:00 & 10/12 13:30-16:00
        8h ngày 10/12 đến 17h ngày 11/12 => 10/12 08:00-11/12-17:00
        10/12 8h - 11/12 17h => 10/12 08:00-11/12-17:00
        10-11/12 => 10/12-11/12
        10, 11 và 12/12 => 10/12 & 11/12 & 12/12
        14h 10, 11/12 => 10/12 14:00 & 11/12 14:00
        8h-11h ngày 10/12 và 11/12 => 10/12 08:00-11:00 & 11/12 08:00-11:00
        8h 10/12 và 14h 11/12 => 10/12 08:00 & 11/12 14:00
        sáng 10/12 => 10/12 MORNING
        cả ngày 10/12 => 10/12 ALL_DAY
        10/12 => 10/12
        14h => 14:00
        buổi chiều => AFTERNOON
        mai 8h => 28/11 08:00
        chiều nay 3h => 27/11 15:00
        ngày mốt 8h => 29/11 08:00
        3 ngày nữa 8h => 30/11 08:00
        thứ 5 14h => 03/12 14:00
        thứ sáu 14h => ask 27/11 14:00 | 04/12 14:00
        thứ 5 tuần sau 14h => 03/12 14:00
        tuần sau thứ 5 14h => 03/12 14:00
        thứ 3 tuần sau nữa => 08/12
        t4 toi 8h => 02/12 08:00
        chủ nhật này => 29/11
        ngày 15 => 15/12
        ngày 15 tháng sau 8h => 15/12 08:00
        tháng sau ngày 10 8h => 10/12 08:00
        thang toi ngay 15 luc 14h => 15/12 14:00
        thứ hai đầu tháng 12 8h => 07/12 08:00
        8h thứ sáu cuối tháng sau => 25/12 08:00
        thu 3 giua thang 12 luc 8h => 15/12 08:00
        sau giờ chào cờ => Nothing
        sau gio hoc chieu thu 5 => 03/12 AFTERNOON
        sáu giờ chiều 10/12 => 10/12 18:00
        sau gio sang mai => 28/11 06:00
        bây giờ => Nothing
        bảy giờ sáng mai => 28/11 07:00
        bay gio sang mai => 28/11 07:00
        từ thứ 2 đến thứ 4 tuần sau => 30/11-02/12
        cuối tuần sau => ask 05/12 | 04/12 | 03/12
        cuối tháng 12 8h => ask 31/12 08:00 | 30/12 08:00 | 29/12 08:00 | 28/12 08:00
        14h thứ Sáu 10/12 => ask 10/12 14:00 | 11/12 14:00
        14h mai 10/12 => ask 28/11 14:00 | 10/12 14:00
        14h 10/12 hoặc 11/12 => ask 10/12 14:00 | 11/12 14:00
        8h 10/12 hoặc 14h 11/12 => ask 10/12 08:00 | 11/12 14:00
        sáng 8h-10h, chiều 2h-4h 10/12 => 10/12 08:00-10:00 & 10/12 14:00-16:00
        8h->11h 10/12 => 10/12 08:00-11:00
        thứ 2 tuần này 8h => no OVER
        8h 10/12 năm sau => no OTHER_YEAR
        8h ngày 10 tháng 12 năm nay => 10/12 08:00
        bảy giờ ba mươi sáng 10/12 => 10/12 07:30
        8h hoặc 14h 10/12 => ask 10/12 08:00 | 10/12 14:00
        8h 14h 10/12 => ask 10/12 08:00 | 10/12 14:00
        14h 10/12 thay cho 14h 3/12 => ask 10/12 14:00 | 03/12 14:00
        rằm tháng giêng 8h => 20/02 08:00
        29 Tết => 05/02
        20 tháng chạp => 27/01
        8h mùng 5 tháng 12 => 05/12 08:00
        trước ngày 15/12 => until 14/12
        trước thứ 6 tuần sau => until 03/12
        trước 17h ngày 15/12 => until 15/12 17:00
        đến hết ngày 15/12 => until 15/12
        chậm nhất là ngày 15/12 => until 15/12
        hạn chót: 15/12 => until 15/12
        by 15/12 => until 15/12
        14h 10/12, đăng ký trước 5/12 => 10/12 14:00
        dời buổi 10/12 sang 17/12 => 17/12
        doi buoi 10/12 sang 17/12 => 17/12
        14h 31/11 => no DAY
        14h 26/11 => no OVER
        14h hôm qua => no OVER
        8h 29/2 => no NOT_THIS_YEAR
        8h 24/11/2027 => no OTHER_YEAR
        27h 10/12 => no HOUR
        14h75 10/12 => no HOUR
        14.30 ngày 10/12 => 10/12 14:30
        9 giờ thiếu 10 ngày 10/12 => 10/12 08:50
        9 giờ thiếu 15 người 10/12 => 10/12 09:00
        kém 15 9h ngày 10/12 => 10/12 08:45
        bắt đầu 7h30 ngày 10/12, kết thúc 11h => 10/12 07:30-11:00
        8h xong việc, 14h ngày 10/12 => ask 10/12 08:00 | 10/12 14:00
        14h 10-12 => 10/12 14:00
        14h 30-16h 10/12 => 10/12 14:30-16:00
        ngày kìa 8h => 30/11 08:00
        bữa ni 14h => 27/11 14:00
        0h 10/12 => ask 10/12 00:00 | 10/12 12:00
        số 15/8 đường Hùng Vương, 14h 10/12 => 10/12 14:00
        7h toois 10/12 => 10/12 19:00
        2h chieeuf thuws 5 tuaafn sau => 03/12 14:00
        sangs mai luc 8h => 28/11 08:00
        14h chiều thứ 5 tuan sau => 03/12 14:00
        7h toi thứ năm tuần sau => 03/12 19:00
        để em hỏi lại đã => Open
        chưa biết => Open
        để sau => Open
        hội trường lầu 2 => Nothing
        chào cô => Nothing
        """
    ),
)
def test_each_kind(typed: str, means: str) -> None:
    assert briefly(read(typed)) == means


def cases() -> Iterator[tuple[str, str]]:
    lines = HOURS_TSV.read_text(encoding="utf-8").splitlines() if HOURS_TSV.exists() else []
    for line in lines:
        typed, _, means = line.partition("\t")
        # What says "when moving" is of that conversation.
        if means and not line.startswith("#") and not means.startswith("when moving"):
            yield typed, means


@pytest.mark.parametrize(("typed", "means"), list(cases()) or [("14h 10/12", "2026-12-10 14:00")])
def test_what_people_really_type(typed: str, means: str) -> None:
    """The file of gathered sentences, where it is at hand."""
    found = read(typed)
    if means.startswith("ask the hour of"):
        assert isinstance(found, Moments)
        assert found.day
        assert found.half
        assert found.starts is None
    elif means.startswith("ask"):
        assert isinstance(found, Question)
        assert found.candidates
    elif means.startswith("no"):
        assert isinstance(found, Impossible)
    elif means.startswith("left open"):
        assert found == Open()
    elif means.startswith("the hour alone"):
        assert found == Moments((Stretch(starts=TWO),))
    else:
        assert isinstance(found, Moments)
        assert found.day
        assert found.starts
        assert means.startswith(f"{at(found.day, found.starts):%Y-%m-%d %H:%M}")
        assert not found.ends or f"{found.ends:%H:%M}" in means
        assert found.assumed == ("shown as" in means)


HOURS_SAID = ("14h", "14:00", "14 giờ 00", "lúc 14h00", "2h chiều")
DAYS_SAID = ("10/12", "ngày 10/12", "10/12/2026", "thứ Năm 10/12", "ngày 10 tháng 12")
NOISE = (
    "hội trường lầu 2", "giáo viên đủ mặt", "Thầy Sáng dạy", "cô Mai", "sáng tạo", "tối đa 40 người", "tiếng Anh",
    "lớp 4/2", "tiết 1-2", "máy chiếu", "phòng 12", "họp", "hôm", "số 3", "gạch", "thứ hạng", "lần thứ hai",
    "năm học 2026-2027", "Kế hoạch 12/KH-PGDĐT", "0912345678", "trước khi dạy", "đến nơi", "và", "trong 2 giờ",
    "số 15/8 đường Hùng Vương", "thiếu 3 người", "xong việc", "kết thúc học kỳ", "bài 12 trang 45", "50% giáo viên",
    "hojp truwowfng", "thaayf Saus", "trường số 2", "kéo dài 2 tiếng", "tổ 4", "lh 0912 345 678",
    "không phải học", "😀",
)  # fmt: skip


@settings(deadline=None)
@given(st.permutations(("hour", "day")), st.data())
def test_no_other_word_changes_what_is_read(order: list[str], data: st.DataObject) -> None:
    said = {"hour": st.sampled_from(HOURS_SAID), "day": st.sampled_from(DAYS_SAID)}
    words = st.lists(st.sampled_from(NOISE), max_size=2).map(" ".join)
    pieces = [data.draw(words), data.draw(said[order[0]]), data.draw(words), data.draw(said[order[1]])]
    assert read(" ".join([*pieces, data.draw(words)])) == Moments((Stretch(TENTH, TWO),))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_nothing_typed_breaks_it(typed: str) -> None:
    read(typed)
    without_times(typed)


def office(_t: Translator, moment: datetime) -> str:
    return office_moment(moment)


def label(_t: Translator, moment: datetime) -> str:
    """As a button names a meeting."""
    return f"{local(moment):%d/%m %H:%M} · Cụm số 1"


def offered(t: Translator, moment: datetime) -> str:
    """As a button offers a day to settle."""
    return (
        f"T{local(moment).weekday() + 2} {local(moment):%d/%m, %H:%M}"
        if local(moment).weekday() < 6
        else t.moment(moment)
    )


def line(t: Translator, moment: datetime) -> str:
    """As a letter names a meeting and its place."""
    return f"SHCM Cụm số 1, {t.moment(moment)}, tại Phòng họp, PTDTBT TH số 1 Na Sang"


OWN_FORMS = (Translator.moment, office, label, offered, line)


@settings(deadline=None)
@given(
    st.dates(date(2026, 11, 28), date(2027, 7, 31)),
    st.times(),
    st.sampled_from(("vi", "en")),
    st.sampled_from(OWN_FORMS),
)
def test_what_we_write_is_read_back(day: date, hour: time, language: str, form: object) -> None:
    """Each form in which a moment is written, in both languages."""
    moment = at(day, hour.replace(second=0, microsecond=0))
    assert callable(form)
    written = form(Translator(language), moment)
    assert read(written) == Moments((Stretch(moment.date(), moment.time()),))


@settings(deadline=None)
@given(st.dates(date(2026, 11, 28), date(2027, 7, 31)), st.times(time(7), time(15)), st.sampled_from(("vi", "en")))
def test_hours_from_one_to_another_are_read_back(day: date, starts: time, language: str) -> None:
    """As a card and a change name them."""
    starts, t = starts.replace(second=0, microsecond=0), Translator(language)
    ends = starts.replace(hour=starts.hour + 2)
    for written in (
        f"{starts:%H:%M}–{ends:%H:%M} {t.short_day(day)}",
        f"{t.moment(at(day, starts))} (đến {ends:%H:%M})",
    ):
        assert read(written) == Moments((Stretch(day, starts, ends),))


@settings(deadline=None)
@given(st.dates(date(2026, 11, 28), date(2027, 7, 31)), st.sampled_from(("vi", "en")))
def test_days_that_we_write_are_read_back(day: date, language: str) -> None:
    t = Translator(language)
    for written in (t.day(day), t.short_day(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d/%m}"):
        assert read(written) == Moments((Stretch(day),))


@pytest.mark.parametrize("number", range(len(Half)))
def test_a_part_of_the_day_stands_for_no_hour(number: int) -> None:
    word = ("sáng", "trưa", "chiều", "tối", "cả ngày")[number]
    assert read(f"{word} 10/12") == Moments((Stretch(TENTH, half=list(Half)[number]),))


def test_without_a_school_year_a_day_is_the_next_one() -> None:
    """Customs and appointments know no school year; a day that is given with its year may be over."""
    assert reader.read("26/11", TODAY) == Moments((Stretch(date(2027, 11, 26)),))
    assert reader.read("26/10/23", TODAY) == Moments((Stretch(date(2023, 10, 26)),))
    assert reader.read("29/2", TODAY) == Moments((Stretch(date(2028, 2, 29)),))
    assert reader.read("20/12 - 05/01", TODAY) == Moments((Stretch(date(2026, 12, 20), last=date(2027, 1, 5)),))


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("20h-6h30", (20, 6.5)), ("từ 20 giờ đến 6 giờ", (20, 6)), ("20-6h", (20, 6)), ("2h-4h", (2, 4))],
)
def test_hours_that_are_not_of_a_meeting_are_taken_as_written(typed: str, hours: tuple[float, float]) -> None:
    """Quiet hours go over midnight, and their "2h" is by night."""
    since, until = (time(int(hour), int(hour % 1 * 60)) for hour in hours)
    assert reader.read(typed, TODAY, by_day=False) == Moments((Stretch(starts=since, ends=until),))


def test_a_meeting_that_is_moved_names_both_days() -> None:
    assert read("dời buổi 10/12 sang 11/12") == Moments((Stretch(ELEVENTH),), instead_of=TENTH)
    # The day that it moves from may be over.
    over = date(2026, 10, 26)
    assert read("dời 26/10/2026 sang 11/12, 8h") == Moments((Stretch(ELEVENTH, EIGHT),), instead_of=over)


def test_why_is_told() -> None:
    for typed, why in (
        ("14h thứ Sáu 10/12", AskedFor.WEEKDAY),
        ("10/12 hay 11/12", AskedFor.DAYS),
        ("tuần sau", AskedFor.VAGUE),
    ):
        found = read(typed)
        assert isinstance(found, Question)
        assert found.why is why
    assert read("8h 30/2") == Impossible(No.DAY)
    assert read("") == Nothing()
    assert read("trước 15/12") == Deadline(date(2026, 12, 14))


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("20/11 Hội giảng", "Hội giảng"),
        ("từ 01/02/2027 đến 15/02/2027: Nghỉ Tết", "Nghỉ Tết"),
        ("thứ Sáu 20/11 Ngày Nhà giáo", "Ngày Nhà giáo"),
        ("10/12", ""),
    ],
)
def test_what_is_said_beside_the_days(typed: str, rest: str) -> None:
    assert without_times(typed) == rest


TETS = "25/1/2020 12/2/2021 1/2/2022 22/1/2023 10/2/2024 29/1/2025 17/2/2026 6/2/2027 26/1/2028 13/2/2029 2/2/2030"


@pytest.mark.parametrize("typed", TETS.split())
def test_tet_of_each_year(typed: str) -> None:
    day, month, year = map(int, typed.split("/"))
    tet = date(year, month, day)
    assert lunar.solar(1, 1, year) == tet
    eve = lunar.solar(30, 12, year - 1) or lunar.solar(29, 12, year - 1)
    assert eve == tet - timedelta(days=1)


def test_lunar_days_follow_each_other() -> None:
    """Each month of 29 or 30 days, none twice, over twelve years with their leap months left out."""
    for year, month in product(range(2020, 2032), range(1, 13)):
        days = [lunar.solar(day, month, year) for day in range(1, 31)]
        there = [day for day in days if day]
        assert len(there) in {29, 30}
        assert there == [there[0] + timedelta(days=number) for number in range(len(there))]
    # Giỗ Tổ in a year whose second month is doubled.
    assert lunar.solar(10, 3, 2023) == date(2023, 4, 29)
    assert lunar.solar(1, 13, 2026) is None


def test_a_week_by_its_number_that_is_over_has_no_day_to_choose():
    assert reader.read("8h thứ 2 tuần 2 tháng 10", TODAY, YEAR) == Impossible(No.OVER)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("14", 14),
        ("khoảng 9 ạ", 9),
        ("luc 14 nhe", 14),
        ("tháng 12", None),
        ("tuần 2 tháng 12", None),
        ("phòng 7", None),
    ],
)
def test_only_a_bare_number_is_an_hour(typed: str, hour: int | None) -> None:
    assert reader.hour(typed) == (None if hour is None else time(hour))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("sáng 31 nhé 7h30", date(2026, 12, 31)),
        ("tối qua chị nhầm, sáng 31 nhé 7h30", date(2026, 12, 31)),
        ("dời buổi 26 sang chiều 27", date(2026, 11, 27)),
        ("chốt chiều thứ năm 31 2h30", date(2026, 12, 31)),
        ("sáng 8", None),
        ("chiều 14", None),
        ("sáng 20 người", None),
        ("khoảng 20 mấy đó", None),
        ("can 5 may tinh", None),
    ],
)
def test_a_number_behind_a_half_day_is_a_day_where_it_is_no_hour(typed: str, day: date | None) -> None:
    found = reader.read(typed, date(2026, 11, 26))
    assert (found.day if isinstance(found, Moments) else None) == day


def test_two_bare_numbers_are_days_where_a_day_is_asked_for() -> None:
    assert reader.as_days("26 hoặc 27 gì đó") == "ngày 26 hoặc ngày 27 gì đó"
    assert reader.as_days("8 hay 9h") == "8 hay 9h"
