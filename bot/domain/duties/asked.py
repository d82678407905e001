"""What a paper asks: the sentences of its text that give somebody something to do, by whom and by when.

It is a proposal: every sentence is shown with what was read of it, and none counts before an officer's yes. A day is
one that the paper names; where it counts from a meeting without a number of days, ours is proposed and said to be so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Deadline, Moments
from bot.domain.drafts import Draft
from bot.domain.models import Anchor, DaySource, Owner, Proof
from bot.domain.organisation.school_year import SchoolYear
from bot.vietnamese import fold, next_month

MOST = 40
"""Duties that are taken out of one paper."""
LONGEST = 300
"""Letters of a sentence; what goes on longer is cut at its end."""
SHORTEST = 20
A_DAY = timedelta(days=1)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One duty as it was read. Its number in the paper's list stands for it in a conversation."""

    sentence: str
    """Word for word, without what numbers it."""
    where: str
    """The place in the paper ("mục 4", "mục 2 Phần III"); empty where nothing is numbered."""
    owner: Owner
    proof: Proof
    anchor: Anchor
    day: date | None = None
    shift: int = 0

    @property
    def day_source(self) -> DaySource:
        """Return whose its day is: of what is counted from a meeting the number of days is ours."""
        return DaySource.PAPER if self.day or self.anchor is Anchor.NONE else DaySource.OURS


@dataclass(frozen=True, slots=True)
class PaperName:
    """How a paper is called: its kind, number, day and issuer, each empty where the paper leaves it open."""

    kind: str
    number: str
    signed_on: date | None
    issuer: str
    title: str

    def basis(self, where: str = "") -> str:
        """Return what a letter names: "mục 4 Công văn số 12/GD&ĐT ngày 05/11/2023 của …". Nothing is made up."""
        parts = [where, self.kind]
        parts += [
            f"số {self.number}" if self.number else "",
            f"ngày {self.signed_on:%d/%m/%Y}" if self.signed_on else "",
        ]
        parts.append(f"của {self.issuer}" if self.issuer else "")
        if not (self.number or self.issuer) and self.title:
            parts.append(f"“{self.title}”")
        return " ".join(part for part in parts if part)


_KINDS = {
    "ke hoach": "Kế hoạch",
    "huong dan": "Hướng dẫn",
    "thong bao": "Thông báo",
    "quyet dinh": "Quyết định",
    "chuong trinh": "Chương trình",
}
_NUMBER = re.compile(r"^số\s*:?\s*(\d+\s*/\s*[\w&ĐđÔƠƯ/.-]+)", re.IGNORECASE)
_SIGNED = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(20\d\d)\s*$", re.IGNORECASE)
_HEAD = 25
_SHORT = 70


def heading(draft: Draft, issuer: str) -> PaperName:
    """Read how a paper is called from its first lines; the issuer is named by whoever knows offices."""
    head = _head(draft)
    kind = next((_KINDS[alone] for line in head if (alone := fold(line).strip(" .:*")) in _KINDS), "Công văn")
    return PaperName(kind, *number_and_day(draft), issuer, draft.title)


def _head(draft: Draft) -> list[str]:
    # A letterhead in two columns is no line of the text.
    return [*draft.head, *(line.text.strip() for line in draft.lines[:_HEAD])]


def number_and_day(draft: Draft) -> tuple[str, date | None]:
    """Return a paper's number and the day it was signed, each as far as the paper names it."""
    head = _head(draft)
    number = next((re.sub(r"\s", "", found[1]) for line in head if (found := _NUMBER.match(line))), "")
    return number, next(_signed(head), None)


def _signed(head: list[str]) -> Iterator[date]:
    for line in head:
        if len(line) <= _SHORT and (found := _SIGNED.search(line)):
            try:
                yield date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                continue


_ROMAN = re.compile(r"^(?:phần\s+)?([IVX]{1,5})\s*[.)-]\s*")
_ARABIC = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\s*[.)/]\s*(?=\D)")
_BULLET = re.compile(r"^(?:[-–+•*]|[a-zđ]\s*[.)])\s*")
_ENDS = re.compile(r"^no?i nhan\b|^noi nhan\b")
_TO_WHOM = re.compile(r"^đối với\b[^.;:]{5,160}[.:]?$", re.IGNORECASE)
_ORDERS = re.compile(r"\b(?:to chuc thuc hien|trach nhiem|nhiem vu|phan cong)\b")
_NO_ORDERS = re.compile(r"\b(?:muc dich|kinh phi|can cu)\b")
_LEADS_IN = re.compile(r"\byeu cau\b.*\b(?:thuc hien|trien khai)\b.*\bnoi dung\b|\bnhu sau\b")
_STRONG = re.compile(
    r"\b(?:dang k[iy]|nop|bao cao (?!vien)|it nhat (?:mot|hai|\d+)|lap ke hoach|bau luan phien"
    r"|gui (?:(?:[^ ]+ ){0,6}ve|ket qua|bao cao|ke hoach|danh sach|de xuat|van ban|de nghi|bien ban)"
    r"|quay (?:lai )?(?:video|phim))\b"
)
_BEGINS = re.compile(
    r"^(?:(?:kip thoi|chu dong|tiep tuc|phai|can|co trach nhiem|thuong xuyen) )*"
    r"(?:to chuc|giao|phan cong|chuan bi|bo tri|lua chon|tham gia|de xuat|tong hop|dua|thuc hien|theo doi|phoi hop"
    r"|khen thuong|xay dung|lap|cu|dang k[iy]|nop|gui|bao cao|thanh toan|can cu .* thanh toan|chi dao|chu tri"
    r"|phat hien|tim hieu|co phuong an|quay)\b"
)
_WHO = (
    (Owner.GROUP, re.compile(r"^(?:doi voi )?(?:doi ngu )?(?:cac )?(?:giao vien )?cot can\b")),
    (
        Owner.CLUSTER,
        re.compile(r"^(?:doi voi )?(?:cac )?(?:cum truong|truong cum|cum chuyen mon|cum truong chuyen mon)\b"),
    ),
    (
        Owner.OFFICE,
        re.compile(r"^(?:doi voi )?(?:cac )?(?:phong (?:gd|giao duc|van hoa)|so (?:gd|giao duc)|phong gdtr)"),
    ),
    (
        Owner.SCHOOL,
        re.compile(
            r"^(?:doi voi )?(?:cac |moi |hieu truong |giam doc |thu truong )*"
            r"(?:truong|nha truong|trung tam|don vi|hieu truong|co so giao duc)\b"
        ),
    ),
    (Owner.SCHOOL, re.compile(r"^(?:doi voi )?(?:cac )?giao vien\b")),
)
# Who is asked is not always what a sentence begins with: "Sau mỗi lần … cụm trưởng tổ chức họp".
_DO = (
    r"(?: trong cum)?(?: cum chuyen mon)? (?:co trach nhiem|phai|can|chu tri|chu dong|to chuc|lap|xay dung|bao cao"
    r"|gui|nop)\b"
)
_GIVEN = r"\bgiao cho (?:cac )?(?:doi ngu )?"
_WHO_INSIDE = (
    (Owner.GROUP, re.compile(rf"{_GIVEN}(?:giao vien )?cot can\b|\b(?:giao vien )?cot can{_DO}")),
    (Owner.CLUSTER, re.compile(rf"{_GIVEN}cum truong\b|\bcum truong{_DO}")),
    (Owner.OFFICE, re.compile(rf"(?<!ve )(?<!cua )\b(?:cac )?phong (?:gd&dt|giao duc va dao tao|gdtrh){_DO}")),
    (Owner.SCHOOL, re.compile(rf"\b(?:cac truong|cac don vi|hieu truong){_DO}")),
)
_YEARLY = re.compile(r"\b(?:hang|moi) nam\b")
_BY = re.compile(r"\b(?:truoc|cham nhat|muon nhat|han|den het|xong|hoan thanh|vao) (?:ngay |thoi han )?\d")
_LAST_DAY = re.compile(
    r"\b(?:truoc|cham nhat|muon nhat|khong qua|han|thoi han|den|het|xong|hoan thanh|vao)"
    r"(?: la| cuoi| chot| nop| truoc| het| ngay| thoi han)*[ :]+(?:(?:thu \w+|chu nhat),? )?(?:ngay )?\d"
)
_WEEKDAY = re.compile(r"(?:thứ\s+\w+|chủ\s+nhật)\s*,\s*(?=ngày)", re.IGNORECASE)
"""What stands between "trước" and its day, and would be read as a day of its own."""
_MONTHLY = re.compile(r"\b(?:hang|moi) thang\b")
_BY_MONTH = re.compile(r"\b(trong|het|truoc) thang (1[0-2]|0?[1-9])(?: ?[/-] ?| nam )(20\d\d)\b")
_AFTER_MEETING = re.compile(r"\bsau (?:khi ket thuc )?(?:moi|cac|tung) (?:buoi|lan)\b|\bsau buoi\b")
_AFTER_ROUND = re.compile(r"\bsau (?:moi|cac|tung) dot\b")
_BEFORE_MEETING = re.compile(r"\btruoc (?:moi|cac|tung) (?:buoi|lan)\b")
_DAYS_AFTER = re.compile(r"\b(?:trong (?:vong )?|cham nhat )?0?(\d{1,2}) ngay (?:lam viec )?(?:ke tu )?(?:sau|ke tu)\b")
OURS_AFTER_MEETING, OURS_AFTER_ROUND, OURS_BEFORE_MEETING = 3, 7, -3


@dataclass(slots=True)
class _Place:
    """Where in the paper one is: the headings that hold."""

    roman: str = ""
    arabic: str = ""
    over: str = ""
    """Folded, the innermost heading or lead-in."""
    ordering: bool = False
    excluded: bool = False
    led_in: bool = False

    @property
    def where(self) -> str:
        """Say the place as a citation does."""
        return " ".join(
            [*([f"mục {self.arabic}"] if self.arabic else []), *([f"Phần {self.roman}"] if self.roman else [])]
        )


def read(draft: Draft, today: date) -> list[Asked]:
    """Return what a paper asks, in its order, at most `MOST` of it."""
    return list(_first(_found(draft, _written(draft, today))))


def _written(draft: Draft, today: date) -> date:
    """Return from when its days without a year count: from its own, else from its school year's beginning."""
    _number, signed_on = number_and_day(draft)
    began = SchoolYear.read(draft.years[0]).starts if draft.years else today
    return min(signed_on or began, today)


def _first(found: Iterator[Asked]) -> Iterator[Asked]:
    seen: set[str] = set()
    for one in found:
        if one.sentence not in seen and len(seen) < MOST:
            seen.add(one.sentence)
            yield one


def _found(draft: Draft, today: date) -> Iterator[Asked]:
    place, struck = _Place(), {line.text for line in draft.crossed_out}
    for line in draft.lines:
        text = line.text.strip()
        if _ENDS.match(fold(text)):
            return
        if text in struck:
            continue
        text = _enter(place, text)
        for sentence in _sentences(text):
            if not place.excluded and (owner := _asks(place, sentence)):
                yield _asked(place, sentence, owner, today)


def _enter(place: _Place, line: str) -> str:
    """Take a line's number or heading into account; return what it says beside that, empty for a heading alone."""
    if found := _ROMAN.match(line):
        place.roman, place.arabic = found[1], ""
        return _headed(place, line[found.end() :])
    if found := _ARABIC.match(line):
        place.arabic = found[1]
        rest = line[found.end() :].lstrip()
        if found := _ARABIC.match(rest):  # "1. 1." of a scanned 1.1
            place.arabic, rest = f"{place.arabic}.{found[1]}", rest[found.end() :]
        short = len(rest) <= LONGEST_NAME and not rest.endswith((".", ";"))
        if short or (_TO_WHOM.match(rest) and not _STRONG.search(fold(rest))):
            return _headed(place, rest, keep=bool(place.roman))
        return rest
    if _LEADS_IN.search(fold(line)):
        place.led_in = True
        return ""
    return _BULLET.sub("", line)


def _headed(place: _Place, rest: str, *, keep: bool = False) -> str:
    words = fold(rest)
    place.over = words
    if not keep:
        place.ordering, place.excluded = bool(_ORDERS.search(words)), bool(_NO_ORDERS.search(words))
    elif _NO_ORDERS.search(words) and not place.ordering:
        place.excluded = True
    return ""


def _sentences(text: str) -> Iterator[str]:
    for part in re.split(r"(?<=[.;])\s+", text):
        words = part.strip().rstrip(";./").strip()
        if len(words) >= SHORTEST and not words.startswith("("):
            yield words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def _asks(place: _Place, sentence: str) -> Owner | None:
    """Return who is asked for something by a sentence; None where it asks for nothing."""
    words = fold(sentence)
    inside = next((owner for owner, pattern in _WHO_INSIDE if pattern.search(words)), None)
    named = inside or next((owner for owner, pattern in _WHO if pattern.match(words)), None)
    over = next((owner for owner, pattern in _WHO if pattern.match(place.over)), None)
    verbs = re.sub(r"^.*?\b(?=(?:chu dong|co trach nhiem|phai|can|chu tri|lap|xay dung|to chuc)\b)", "", words, count=1)
    orders = place.ordering or (place.led_in and not place.roman)
    begins = _BEGINS.match(words) or (named is not None and _BEGINS.match(verbs))
    if not (_STRONG.search(words) or (orders and begins)):
        return None
    # Aims and contents tell what is good, and ask nobody.
    if not orders and not (named or _BY.search(words)):
        return None
    return named or over or Owner.SCHOOL


def _asked(place: _Place, sentence: str, owner: Owner, today: date) -> Asked:
    words = fold(sentence)
    if "quay" in words and re.search(r"\bquay (?:lai )?(?:video|phim)\b", words):
        return Asked(sentence, place.where, Owner.CAMERA, Proof.VIDEO, Anchor.END, shift=_after(words))
    if named := _day(sentence, today):
        yearly = bool(_YEARLY.search(words)) and (named.month, named.day) != (2, 29)
        return Asked(sentence, place.where, owner, Proof.HAND_IN, Anchor.YEARLY if yearly else Anchor.DAY, named)
    anchor, shift = _counted(words, owner)
    return Asked(sentence, place.where, owner, Proof.HAND_IN, anchor, shift=shift)


def _after(words: str) -> int:
    found = _DAYS_AFTER.search(words)
    return int(found[1]) if found else OURS_AFTER_MEETING


def _counted(words: str, owner: Owner) -> tuple[Anchor, int]:
    """Return what a day is counted from. Only who leads a cluster owes something after each of its meetings."""
    if owner in (Owner.CLUSTER, Owner.GENERAL, Owner.GROUP):
        if _AFTER_ROUND.search(words):
            return Anchor.ROUND, OURS_AFTER_ROUND
        if _AFTER_MEETING.search(words):
            return Anchor.END, _after(words)
    if owner is Owner.CLUSTER and _BEFORE_MEETING.search(words):
        return Anchor.START, OURS_BEFORE_MEETING
    return Anchor.NONE, 0


def _day(sentence: str, today: date) -> date | None:
    """Return the deadline that a sentence names, read as everywhere; None where it names none or several."""
    folded = fold(sentence)
    if len(folded) != len(sentence) or _MONTHLY.search(folded):
        return None
    found = _LAST_DAY.search(folded)
    if not found:
        return _by_month(folded)
    phrase = _WEEKDAY.sub("", re.split(r"[;(]", sentence[found.start() :])[0])
    said = reader.read(phrase, today)
    if isinstance(said, Deadline):
        return said.day
    return said.last if isinstance(said, Moments) and len(said.days) == 1 else None


def _by_month(words: str) -> date | None:
    """Return the last day of a month by whose end, or before which, something is to be done."""
    found = _BY_MONTH.search(words)
    if not found:
        return None
    first = date(int(found[3]), int(found[2]), 1)
    return (first if found[1] == "truoc" else next_month(first)) - A_DAY
