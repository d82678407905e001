"""The words of days and hours: numbers, weekdays, parts of the day, and the words that need their accents."""

from enum import Enum, auto

from bot.domain.calendar.reading.results import Half

NUMBERS = {
    "mot": 1, "moj": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "saj": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi moj": 11, "muoi hai": 12, "muoi ba": 13, "muoi bon": 14,
    "muoi lam": 15, "hai muoi": 20, "hai lam": 25, "ba muoi": 30, "bon muoi": 40, "bon lam": 45, "bon muoi lam": 45,
     "ruoi": 30, "gieng": 1, "chap": 12,
}  # fmt: skip
_UNITS = ("", "mot moj mok", "hai", "ba", "bon tu", "nam lam", "sau saj", "bay", "tam", "chin")
LAST_DAY = 31
_TENS = {0: ("",), 10: ("muoi ",), 20: ("hai muoi ", "hai ", "ham "), 30: ("ba muoi ", "ba ")}
DAYS_SPELLED = {
    f"{begins}{word}".strip(): ten + unit
    for ten, ways in _TENS.items()
    for begins in ways
    for unit, words in enumerate(_UNITS)
    for word in words.split() or [""]
    if 0 < ten + unit <= LAST_DAY and f"{begins}{word}".strip()
    # "Hai" alone is the second and not the twentieth; "ngày mốt" is the day after tomorrow and not the first.
    and (unit or ten in {0, 10} or "muoi" in begins)
    and (ten or word != "mok")
}  # fmt: skip
"""The days of a month in words: "hai mươi mốt", "hăm sáu"."""
WEEKDAYS = {
    "hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "saj": 4, "bay": 5, "chu nhat": 6, "cn": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HALVES = {
    "sang": Half.MORNING, "trua": Half.NOON, "chieu": Half.AFTERNOON, "toi": Half.EVENING, "dem": Half.EVENING,
    "ca ngay": Half.ALL_DAY, "morning": Half.MORNING, "noon": Half.NOON, "afternoon": Half.AFTERNOON,
    "evening": Half.EVENING, "all day": Half.ALL_DAY,
}  # fmt: skip
_SPELLED = {
    "toi": {"tối": "toi", "tới": "toj"}, "sang": {"sáng": "sang", "sang": "sanj"}, "mot": {"mốt": "mok", "một": "moj"},
    "sau": {"sau": "sau", "sáu": "saj"},
    "bay": {"bảy": "bay", "bẩy": "bay"}, "chieu": {"chiều": "chieu"}, "trua": {"trưa": "trua"}, "dem": {"đêm": "dem"},
    "den": {"đến": "den"}, "han": {"hạn": "han"}, "het": {"hết": "het"}, "thu": {"thứ": "thu"},
    "truoc": {"trước": "truoc"}, "tuan": {"tuần": "tuan"}, "thang": {"tháng": "thang"}, "mai": {"mai": "mai"},
    "gio": {"giờ": "gio"}, "ram": {"rằm": "ram"}, "tet": {"tết": "tet"}, "kem": {"kém": "kem"}, "hay": {"hay": "hay"},
    "nua": {"nữa": "nua"}, "va": {"và": "va"}, "la": {"là": "la"}, "am": {"âm": "am"}, "mung": {"mùng": "mung"},
    "qua": {"qua": "qua"}, "nay": {"nay": "nay", "này": "naj"},
    "may": {"may": "may"},
    "kia": {"kia": "kia", "kìa": "kja"}, "thanh": {"thành": "thanh"},
}  # fmt: skip
_BARE = frozenset(("bay", "toi", "chieu", "trua", "truoc", "tuan", "thang", "gio", "tet", "nua"))
"""Without accents these are no words: they were typed so, and stand as they are."""
SPELLED = {plain: ways | ({plain: plain} if plain in _BARE else {}) for plain, ways in _SPELLED.items()}
"""What a word stands as in a text with accents: with others than these it is another word, and no time."""

_UNCOMPOSED = (
    "tối tới sáng sang mốt một sau sáu chiều trưa đêm đến hạn hết thứ trước tuần tháng giờ rằm tết kém rưỡi nữa và là "
    "mùng mồng này chủ nhật ngày lúc hồi vào từ bảy tám chín mười bốn năm phút hoặc cuối đầu giữa chưa biết thiếu "
    "khoảng tầm kết thúc hôm buổi"
)
UNCOMPOSED = frozenset(_UNCOMPOSED.split())
"""The words of time that are also read where Telex was left raw: "chieefu"."""


class Piece(Enum):
    """What a piece of text is."""

    NOISE = auto()
    """Numbers and words that look like a time and are none: "lớp 4/2", "tối đa", "thầy Sáng"."""
    CLOCK = auto()
    DAY = auto()
    DAYS = auto()
    """Several days of one month: "10, 11/12"."""
    WEEKDAY = auto()
    HALF = auto()
    VAGUE = auto()
    TO = auto()
    OR = auto()
    AND = auto()
    SOFT = auto()
    """A comma or a full stop: "and" between two days, nothing elsewhere."""
    MOVE = auto()
    """From one day to another: "sang"."""
    BEFORE = auto()
    BY = auto()
    AFTER = auto()
    OPEN = auto()
    FILLER = auto()
    WORD = auto()
