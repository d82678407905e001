"""What hours, days and the words between them look like: patterns on folded text, tried in this order.

Folded is lower case and without accents, letter for letter; `words.SPELLED` says as what the words stand that need
their accents. Who reads from left to right, and first looks for what only looks like a time, never takes a part of one
thing for another.
"""

import re
from dataclasses import dataclass

from bot.domain.calendar.reading.words import DAYS_SPELLED, MONTHS, NUMBERS, Piece


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern and what it finds."""

    kind: Piece
    pattern: re.Pattern[str]


def _shape(kind: Piece, *pieces: str) -> Shape:
    return Shape(kind, re.compile("".join(pieces)))


_N = r"(?!\d)"
_END = r"(?![a-z0-9])"
_TO = r"(?:-|–|—|~|den|to[ij]|to)"
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
# "20 mấy", "5 máy tính" are no days of May.
_NO_MAY = r"may(?![a-z]|\s+(?:tinh|chieu|lanh|anh|bay|do|a|nguoi|ng|cho|ghe|em|ban|vi|loc|in)\b)"
_MONTH = "|".join(_NO_MAY if name == "may" else f"{name}[a-z]*" for name in MONTHS)
_UNIT = r"(?:gio|h|g)(?![a-z])"
_DATE = r"\d{1,2}\s*/\s*\d"
_DAY = r"(?:ngay|mung|mong)"
_HALF = r"(?:sang|trua|chieu|toi)"
_SPELLED_DAY = "|".join(sorted(DAYS_SPELLED, key=len, reverse=True))
# What may stand behind minutes that are written apart: "14 giờ 30 ngày", "14h 30 10/12", never "14h 40 người".
_THEN = (
    r"(?=\s*(?:$|[,;)]|\.(?!\d)|[-–—](?!\s*\d{1,2}(?!\d|:|\s*(?:h|g|gio)\b))|(?:ngay|sang|trua|chieu|toi|thu|t[2-7]|cn|chu\s+nhat|mai|den|hom)\b"
    rf"|{_DATE}|\d{{1,2}}-\d|\d{{1,2}}\.\d|\d{{1,2}}\s*thang))"
)
_YEAR = (
    r"(?:\s*/\s*(?P<year>\d{4}|\d{2})|[-.](?P<year2>\d{4})|\s*,?\s+nam\s+(?P<year3>\d{4})|\s+(?P<year4>20\d{2})"
    r"|\s*,?\s+nam\s+(?P<years>na[yj]|sau|to[ij]|truoc)\b)?"
)
_LUNAR = (
    # "10/12 âm nhạc" is a lesson.
    r"(?:\s*,?\s*\(?\s*(?P<lunar>am lich|lich ta|a\.?l\.?"
    r"|am(?=\s*(?:$|[),;.:]|\d|(?:luc|hoi|nhe|nha|a|sang|trua|chieu|toi)\b)))\b\)?"
    r"|\s*,?\s*\(?(?:duong lich|dl)\b\)?)?"
)
_SHIFT = r"(?P<shift>na[yj]|sau|to[ij]|truoc)"
_WEEK = r"tuan\s+(?:sau\s+nua|sau|to[ij]|na[yj]|truoc)"
_WEEKDAY = r"(?:(?P<thu>thu)\s*(?P<day>hai|ba|tu|nam|sa[uj]|bay|[2-7])|(?P<cn>chu\s+nhat|cn)"
# Of "thầy Sáng", "cô Mai" and "lần thứ hai" nothing is a time.
_TITLE = r"(?:thay|co|chi|anh|ong|ba|bac|chu|dong chi|d/c|mr|ms)"
_NAMED = r"(?:san[gj]|trua|chieu|toi|mai|mo[tjk]|kia|hai|ba|tu|nam|sa[uj]|bay|dem)"
_COUNTED = (
    r"(?:lop|khoi|tiet|phong|p|so|nha|tuan|dot|lan|bai|trang|cum|lau|tang|khu|nhom|to|ma|buoi|quyen|tap|muc|phan|dieu"
    r"|mon|khoan|phong (?:hop|hoc|may)|hoi truong|hoc k[iy]|hk|nam hoc|day nha)"
)
_COUNTS = (
    r"(?:diem|km|kg|trieu|nghin|dong|nguoi|giao vien|gv|hs|hoc sinh|truong|lop|thay|co|em|tiet|phong|dai bieu|ban|ghe)"
)

_LESS = rf"(?:\s*(?:kem|thieu)\s*(?P<less>\d{{1,2}}|{_NUMBER})\b(?!\s*{_COUNTS}\b)(?:\s*(?:phut|p)\b)?)?"

NOISE = (
    _shape(Piece.NOISE, r"https?://\S+|\d{4}\s*[-–—]\s*\d{4}(?!\d)|\d+/[a-z][a-z&/-]*|24/(?:24|7)", _END),
    _shape(
        Piece.NOISE,
        rf"{_TITLE}\.?\s+{_NAMED}(?![a-z])(?!\s*\d{{1,2}}\s*(?:h|g|gio|:)|\s+(?:tuan|nay))",
    ),
    _shape(
        Piece.NOISE,
        r"sang\s+(?:kien|tao|tac|sua|lap|che)\b|toi\s+(?:da|thieu|uu|tan)\b|chieu\s+(?:cao|dai|rong)\b",
        r"|may\s+chieu|tieng\s+anh|han\s+che|thoi han|nay mai\b",
    ),
    _shape(Piece.NOISE, r"(?:trong|keo dai)\s+(?:vong\s+|khoang\s+)?\d{1,2}\s*(?:gio|tieng|h)\b(?:\s*ruoi)?"),
    # "Sau giờ chào cờ" is no six o'clock, "bây giờ" no seven.
    _shape(
        Piece.NOISE,
        r"sau\s+gio(?=\s+(?!sang\b|trua\b|chieu\b|toi\b|ngay\b|thu\b|t[2-7]\b|cn\b|chu nhat|mai\b|hom\b|kem\b|ruoi\b"
        r"|den\b|va\b|hoac\b|cung\b|la\b|nhe\b|nha\b|a\b|phut\b|thieu\b|moi\b|dung\b|muoi\b|hai\b|ba\b|bon\b|nam\b)[a-z])",
    ),
    _shape(Piece.NOISE, r"(?<![\s\S])bay\s+gio(?=[\s.!?,]*(?:$|luon\b|nhe\b|duoc\b|a\b))"),
    # "Số 15/8 đường Hùng Vương" is an address.
    _shape(Piece.NOISE, r"(?:so|nha)\s*\d+[a-z]?/\d+\s+(?:duong|pho|ngo|hem|kiet|to)\b"),
    # "Lớp 4/2" is a class; a room, a period or a floor has no slash.
    _shape(Piece.NOISE, r"lop\s*\d{1,2}\s*(?:[/.]\s*\d{1,2}(?!\s*[/.]\s*\d)|[a-z]\d{0,2}\b)"),
    _shape(Piece.NOISE, r"(?:lop|khoi|tiet|phong)\s*\d{1,2}\s*-\s*\d{1,2}(?!\d|[-/.]\d|\s*(?:h|g|gio)\b)"),
    # "Lầu 2", "tiết 1, 2", "số II"; but "buổi 10/12" and "phòng 8h" name a day and an hour.
    _shape(
        Piece.NOISE,
        rf"{_COUNTED}\.?\s*(?:so\s*|thu\s*)?(?:\d{{1,3}}|(?<=\s)(?:i{{1,3}}|iv))",
        r"(?!\d|\s*/\s*\d|:\d|[.-]\d|\s*(?:h|g|gio)\b)[a-z]?\b",
        r"(?:\s*(?:,|va|&|-)\s*\d{1,2}(?!\d|\s*[/.:-]\s*\d|\s*(?:h|g|gio|thang|den)\b|\s*,\s*\d))*",
    ),
    _shape(
        Piece.NOISE,
        rf"\d{{1,4}}(?:[.,]\d+)?\s*(?:%|{_COUNTS}\b)",
    ),
)
"""Numbers and words that look like a time and are none."""

CLOCKS = (
    _shape(Piece.CLOCK, r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<ampm>a\.?m\.?|p\.?m\.?)", _END),
    _shape(Piece.CLOCK, rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?{_N}", _LESS),
    _shape(
        Piece.CLOCK,
        r"(?P<hour>\d{1,2})\s*(?P<spoken>gio|h|g)(?![a-z])(?:",
        # "14h10/12" is an hour and a day.
        rf":?(?P<minute>\d{{1,2}}){_N}(?!\s*/\s*\d)",
        r"|\s+(?P<minute2>\d{1,2})(?=\s*(?:phut|p\b|['’]))",
        # "14h 10, 11/12" is an hour and two days, "14 giờ 05" and "14 giờ 30" are minutes whatever follows but people.
        rf"|\s+(?P<minute3>\d{{2}}){_N}(?!(?<!gio ..),\s*{_DATE}){_THEN}",
        rf"|(?<=gio)\s+(?P<minute4>[0-5][05]){_N}(?!\s*(?:(?:{_COUNTS}|thang|den|va|hoac)\b|[/.,-]\s*\d|[-–]))",
        r"|\s+(?P<minute5>0\d)(?!\d|\s*[/.,-]\s*\d|\s*thang)",
        r")?(?:\s*(?:phut|p)\b|['’])?(?P<ruoi>\s*ruoi\b)?",
        _LESS,
    ),
    _shape(
        Piece.CLOCK,
        rf"(?P<word>{_NUMBER})\s+gio\b(?P<ruoi>\s*ruoi\b)?",
        rf"(?:\s+(?P<minute>\d{{1,2}})\s*phut\b|\s+(?P<spelled>{_NUMBER})(?=\s*(?:phut\b|$|[,.;]|ngay\b|{_HALF}\b|\d)))?",
        _LESS,
    ),
    # "Hai rưỡi chiều"; "hai rưỡi" alone may count something else.
    _shape(Piece.CLOCK, rf"(?P<word>{_NUMBER})(?P<ruoi>\s+ruoi\b)(?=\s+{_HALF}\b)"),
    _shape(Piece.CLOCK, rf"kem\s*(?P<less>\d{{1,2}}|{_NUMBER})\s*(?:phut\s*)?(?P<hour>\d{{1,2}})\s*{_UNIT}"),
    _shape(Piece.CLOCK, r"(?P<hour>\d{1,2})(?P<ruoi>\s+ruoi\b)"),
    # "14.30 ngày 8/12": there is no 30th month.
    _shape(Piece.CLOCK, r"(?P<hour>\d{1,2})\.(?P<minute>00|1[3-9]|[2-5]\d)(?![\d./])", _THEN),
    # "Từ 7-9h": the hour's word stands behind the second number only.
    _shape(Piece.CLOCK, rf"(?P<hour>\d{{1,2}})(?=\s*{_TO}\s*\d{{1,2}}\s*(?:{_UNIT}|:\d))"),
    _shape(Piece.CLOCK, r"(?<=luc )(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?![\d./])"),
    # "8 sáng mai", where nothing before can have counted something else.
    _shape(
        Piece.CLOCK,
        r"(?:(?<=luc )|(?<=hoi )|(?<=vao )|(?<=tam )|(?<=khoang )|(?<![\s\S]))",
        rf"(?P<hour>\d{{1,2}})(?=\s+{_HALF}\b)",
    ),
)

DAYS = (
    _shape(
        Piece.DAYS,
        rf"(?:ngay\s*)?(?P<list>\d{{1,2}}(?:\s*(?:,|;|&|\+|va|hoac|hay|{_TO})\s*(?:ngay\s*)?\d{{1,2}})+)",
        rf"(?:\s*/\s*|\.|\s*thang\s*)(?P<month>\d{{1,2}}){_YEAR}(?!\d|\s*/\s*\d|\s*(?:h|g|gio)\b|:)",
    ),
    _shape(Piece.DAY, r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    _shape(
        Piece.DAY,
        rf"(?:ngay\s*)?(?P<day>\d{{1,2}})\s*/\s*(?P<month>\d{{1,2}}){_N}{_YEAR}(?!\d|/\d)",
        _LUNAR,
    ),
    _shape(
        Piece.DAY,
        rf"(?:ngay\s*)?(?P<day>\d{{1,2}})(?P<sep>[.-])(?P<month>\d{{1,2}}){_N}(?:(?P=sep)(?P<year>\d{{4}}|\d{{2}}))?",
        # An hour behind a dash is the end of hours, a further number part of something else.
        rf"(?![\d/:]|[.-]\d|\s*{_UNIT})",
        _LUNAR,
    ),
    _shape(Piece.DAY, rf"(?:{_DAY}\s*)?(?P<day>\d{{1,2}})\s+(?:cua\s+)?thang\s+{_SHIFT}\b"),
    _shape(
        Piece.DAY,
        rf"(?:{_DAY}\s*)?(?P<day>\d{{1,2}})\s*[,/]?\s*thang\s*(?P<month>\d{{1,2}}|{_NUMBER})\b",
        rf"(?:\s*[/,]?\s*(?:nam\s+|/)\s*(?P<year>\d{{4}}|\d{{2}})|\s+nam\s+(?P<years>na[yj]|sau|to[ij]|truoc)\b)?{_N}",
        _LUNAR,
    ),
    _shape(Piece.DAY, rf"(?P<ram>ram)\b(?:\s+thang\s*(?P<month>\d{{1,2}}|{_NUMBER})\b)?"),
    _shape(
        Piece.DAY,
        rf"thang\s*(?P<month>\d{{1,2}})\s*,?\s*{_DAY}\s*(?P<day>\d{{1,2}}){_N}(?!\s*[/.:h])",
        _LUNAR,
    ),
    _shape(
        Piece.DAY,
        rf"thang\s+{_SHIFT}\s*,?\s*(?:vao\s+)?{_DAY}\s*(?P<day>\d{{1,2}}){_N}(?!\s*[/.:]|\s*{_UNIT})",
    ),
    _shape(Piece.DAY, rf"(?:{_DAY}\s*)?(?P<day>\d{{1,2}})\s+(?P<tet>tet)\b"),
    # "Ngày mười tháng mười hai", "mùng mười"; but "ngày hai buổi" is twice a day.
    _shape(Piece.DAY, rf"{_DAY}\s+(?P<day>{_SPELLED_DAY})\s+(?P<tet>tet)\b"),
    _shape(
        Piece.DAY,
        rf"{_DAY}\s+(?P<day>{_SPELLED_DAY})\s+thang\s+(?P<month>\d{{1,2}}|{_NUMBER})\b(?!\s*gio\b)",
        r"(?:\s+nam\s+(?P<year>\d{4})\b)?",
        _LUNAR,
    ),
    _shape(
        Piece.DAY,
        rf"(?:(?:mung|mong)\s+|ngay\s+(?=(?:{_SPELLED_DAY}){_THEN}))(?P<day>{_SPELLED_DAY})\b(?!\s*(?:gio|thang)\b)",
        _LUNAR,
    ),
    _shape(Piece.DAY, rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\b(?:\s*,?\s*(?P<year>\d{{4}}))?"),
    _shape(
        Piece.DAY,
        rf"(?:{_DAY}|hom|bua)\s*(?P<day>\d{{1,2}}){_N}(?!\s*[/:]\s*\d|[.-]\d|\s*(?:{_UNIT}|tiet|buoi|lan|luot))",
        _LUNAR,
    ),
    # "Sáng 31", "chiều 27", "thứ năm 26", "dời sang 27": no hours, and nothing else is counted.
    _shape(
        Piece.DAY,
        r"(?:(?<=sang )(?=1[3-9]|[23])|(?<=trua )(?=1[5-9]|[23])|(?<=chieu )(?=19|[23])|(?<=sanj )(?=[23])",
        r"|(?:(?<=thu (?:hai|nam|sau|saj|bay) )|(?<=thu (?:ba|tu) )|(?<=thu [2-7] )|(?<=nhat ))(?=19|[23]))",
        rf"(?P<day>[123]\d){_N}(?!\s*[/:]\s*\d|[.-]\d|\s*(?:{_UNIT}|tiet|buoi|lan|luot|nguoi|ng|cho|suat|ghe|em|hs|gv|phut|p)\b)",
    ),
    _shape(Piece.DAY, r"(?P<ahead>\d{1,2}|mo[tj]|hai|ba)\s*(?P<unit>ngay|hom|tuan)\s*nua\b"),
    _shape(Piece.DAY, r"h(?P<word>nay|qua)\b"),
    _shape(Piece.DAY, r"(?:ngay|hom|bua)\s+(?P<word>na[yj]|ni|mai|mo[tk]|kia|kja|qua)\b"),
    # "Mot" without accents is mostly a number: it is a day only beside an hour.
    _shape(
        Piece.DAY,
        r"(?P<word>mai|(?<!muoi )mok|today|tomorrow",
        r"|(?:(?<=sang )|(?<=trua )|(?<=chieu )|(?<=toi )|(?<=dem ))(?:nay|mot)",
        r"|mot(?=\s+(?:luc\s+)?\d{1,2}\s*(?:h|g|gio|:)))\b",
    ),
)

WEEKDAYS = (
    _shape(Piece.WEEKDAY, rf"(?P<week>{_WEEK})\s*,?\s*(?:(?:vao|hom|ngay)\s+)?{_WEEKDAY})", _END),
    _shape(
        Piece.WEEKDAY,
        r"(?:lan|tiet|dot|buoi|cum|lop|nguoi|hang|tuan|nam)\s+(?P<ordinal>thu)\s*(?:hai|ba|tu|nam|sa[uj]|bay|[2-7])",
        _END,
    ),
    # "T5/2027" is a month.
    _shape(
        Piece.WEEKDAY,
        rf"{_WEEKDAY}|t\.?(?P<short>[2-7]))(?![a-z0-9/])",
        rf"(?:\s*,?\s*(?:(?:cua|trong)\s+)?(?P<week>{_WEEK}|to[ij]|sau|na[yj]|truoc)\b)?",
    ),
    # Behind a comma or before a date "thu" and "mon" are English; else they are "thứ" and "môn".
    _shape(
        Piece.WEEKDAY,
        r"(?:(?P<week>next|this)\s+)?(?P<english>monday|tuesday|wednesday|thursday|friday|saturday|sunday",
        r"|(?:mon|tue|wed|thu|fri|sat|sun)(?=,?\s+\d{1,2}[/ ]))\b(?P<of>\s+next\s+week)?",
    ),
    _shape(
        Piece.VAGUE,
        r"(?P<edge>cuoi|dau|giua)\s+(?P<unit>tuan|thang)(?:\s+(?P<which>sau nua|na[yj]|sau|to[ij]|\d{1,2}))?",
        _END,
    ),
    _shape(Piece.VAGUE, rf"(?P<week>{_WEEK}|san[gj] tuan|next week)\b"),
)

BETWEEN = (
    _shape(Piece.BEFORE, r"(?:truoc|before)\b(?!\s+(?:khi|tet|\d+\s*(?:phut|ngay|tuan|tieng)\b))"),
    _shape(
        Piece.BY,
        r"(?:(?:cham|muon|tre) nhat|han (?:chot|cuoi|nop)|han|het|khong qua|by|no later than|until)\b",
    ),
    _shape(Piece.AFTER, r"(?:sau|after)\b(?!\s+(?:khi|tet|do))"),
    _shape(
        Piece.OPEN,
        r"chua\s+(?:biet|ro|chot|co|xac dinh|quyet|thong nhat)\b|(?:de|tinh|noi|bao|bao lai) sau\b|"
        r"(?:khong|ko|k|hong)\s+(?:biet|ro|chac|nho)\b|(?:hoi|xem) lai\b|xem da\b|"
        r"de .{0,12}(?:xem|tinh|hoi)\b|cho .{0,12}(?:xem|tinh|hoi)(?:\s+(?:da|lai|ky|thu|nhe|nha|a))*\s*$|"
        r"not known\b|not yet\b",
    ),
    _shape(
        Piece.HALF,
        r"(?:buoi\s+)?(?P<half>sang|trua|chieu|toi|dem|ca ngay|morning|noon|afternoon|evening|all day)\b",
    ),
    _shape(Piece.MOVE, r"(?:(?:chuyen|doi|doi lich) (?:san[gj]|qua|thanh)|thanh|san[gj]|qua)\b|->|→|=>"),
    _shape(Piece.TO, r"[-–—~]|(?:den|to[ij]|to|(?:thi\s+)?(?:ket thuc|xong|tan|be mac))\b"),
    _shape(Piece.OR, r"(?:hoac|hay|or)\b"),
    _shape(Piece.AND, r"(?:va|and)\b|[&+]"),
    _shape(Piece.SOFT, r"[,;.:()\[\]\n!?…\"'“”/]"),
    _shape(
        Piece.FILLER,
        r"(?:ngay|luc|hoi|vao|tu|buoi|hom|khoang|tam|dung|la|at|on|the|from|in|of|a|nhe|nha|nhat|thi|duong lich)\b",
    ),
    _shape(Piece.WORD, r"\d+(?:[./:,-]\d+)*[a-z]*|[a-z]+[0-9]*[a-z]*|\S"),
)

SHAPES: tuple[Shape, ...] = (*NOISE, *CLOCKS, *DAYS, *WEEKDAYS, *BETWEEN)
