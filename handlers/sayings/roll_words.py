"""What a lead types at a roll, read by the names on it: "vắng Pó", "Ân muộn, Pó có phép", "vang: Ân, Minh".

It is read only where every word of it is a mark, a name on the roll or what stands around these; a question, a doubt
or anybody else's name is left to the table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.models import Presence
from bot.vietnamese import given_name
from handlers.meeting.attendance import EARLY
from handlers.sayings.sentence import Word, words_of

_MODES = {mode: number for number, mode in enumerate(Presence)}
_MARKS = {
    _MODES[Presence.ABSENT]: (
        "vắng mặt|vắng|xin nghỉ|nghỉ|thiếu|bỏ buổi|không đến|không tới|không đi|không có mặt|chưa đến|chưa tới|"
        "chưa có mặt|"
        "không thấy đến|chưa thấy đến|không thấy|chưa thấy"
    ),
    _MODES[Presence.LATE]: "đến muộn|đi muộn|tới muộn|vào muộn|muộn|đến trễ|đi trễ|tới trễ|trễ",
    EARLY: "xin phép về sớm|xin về sớm|về sớm|xin phép về trước|xin về trước|về trước",
    _MODES[Presence.PRESENT]: "có mặt rồi|có mặt|đến rồi|đã đến|tới rồi|đã tới|có đến",
}
_LEAVE = {
    _MODES[Presence.ABSENT]: "không phép|không có phép|không xin phép|không báo|không lý do",
    _MODES[Presence.EXCUSED]: "có phép|phép|có xin phép|xin phép|có lý do|có báo",
}
"""Whether an absence is excused."""
_AROUND = (
    "cô thầy anh chị em bạn chú bác đồng chí đc a ạ dạ nhé nha và với hai ba bốn cả là ghi đánh dấu giúp hộ rồi hôm "
    "nay bị có thì người giáo viên phút p nữa vâng nhầm ốm sốt bệnh bận mệt nè nha nghe nghen nhen ấy xíu chút tí "
    "lắm luôn"
)
_CLAUSES = re.compile(r"[,;.\n]+")
_REASON = re.compile(
    r" *(?:vì|vi|do|tại|tai|nhà|nha|con|mẹ|me|bố|bo|vợ|vo|chồng|chong|xe|đường|duong|trời|troi|có việc|co viec|bận|ban)"
    r"\b(?!.*(?:\?|không|khong|chưa|chua|\bhay\b)).*",
    re.IGNORECASE,
)
"""A clause that only says why: "cô Ân xin nghỉ, nhà có đám"."""
_FIGURES = re.compile(r"\d{1,3}(?:p|ph)?")


def _table(written: dict[int, str]) -> list[tuple[tuple[Word, ...], int]]:
    ways = [(words_of(way), mode) for mode, ways in written.items() for way in ways.split("|")]
    return sorted(ways, key=lambda one: -len(one[0]))


_MARK_WAYS, _LEAVE_WAYS = _table(_MARKS), _table(_LEAVE)
_AROUND_WORDS = words_of(_AROUND)


@dataclass(slots=True)
class ToMark:
    """Some names with the mark that was typed for them."""

    mode: int | None = None
    leave: int | None = None
    people: list[list[int]] = field(default_factory=list)
    """For each name that was typed who may be meant."""

    @property
    def writes(self) -> int:
        """Return what is to be written, by its place in `attendance.MODES`."""
        absent = self.mode in (None, _MODES[Presence.ABSENT])
        return self.leave if absent and self.leave is not None else self.mode or 0

    @property
    def open(self) -> bool:
        """Whether it was not said if an absence is excused."""
        return self.mode == _MODES[Presence.ABSENT] and self.leave is None


def speaks_of_marks(words: Sequence[Word]) -> bool:
    """Say whether a mark is named at all: then the roll is looked at."""
    return any(_at(words, place, _MARK_WAYS) or _at(words, place, _LEAVE_WAYS) for place in range(len(words)))


def read(typed: str, people: Sequence[tuple[int, str]]) -> list[ToMark]:
    """Return what is to be marked: by all of a sentence, else clause by clause ("vắng cô Hạnh, thầy Páo muộn")."""
    if whole := _read(words_of(typed), people):
        return whole
    parts = [clause for clause in _CLAUSES.split(typed) if clause.strip()]
    clauses = [_read(words_of(one), people) for at, one in enumerate(parts) if not (at and _REASON.fullmatch(one))]
    return [group for groups in clauses for group in groups] if all(clauses) else []


def _read(words: Sequence[Word], people: Sequence[tuple[int, str]]) -> list[ToMark]:
    """Return what is to be marked; nothing where a word is neither mark nor name, or a name has no mark."""
    names = [(number, words_of(name), words_of(given_name(name))) for number, name in people]
    groups, place = [ToMark()], 0
    mark_first: bool | None = None
    while place < len(words):
        in_full = _longest(words, place, [(number, whole) for number, whole, _given in names], least=2)
        mark, leave = _at(words, place, _MARK_WAYS), _at(words, place, _LEAVE_WAYS)
        alone = _longest(words, place, [(number, given) for number, _whole, given in names], least=1)
        who = in_full if in_full[1] else alone
        if (mark or leave) and not in_full[1]:
            mark_first = mark_first if mark_first is not None else True
            length = max(found[0] for found in (mark, leave) if found)
            if mark_first and mark and groups[-1].people:
                groups.append(ToMark())
            if leave and leave[0] == length:
                groups[-1].leave = leave[1]
            elif mark:
                groups[-1].mode = mark[1]
            place += length
        elif who[1]:
            mark_first = mark_first if mark_first is not None else False
            if not mark_first and (groups[-1].mode is not None or groups[-1].leave is not None):
                groups.append(ToMark())
            groups[-1].people.append(who[1])
            place += who[0]
        elif _is_around(words[place]):
            place += 1
        else:
            return []
    whole = all(group.people and (group.mode is not None or group.leave is not None) for group in groups)
    return groups if whole else []


def _at(words: Sequence[Word], place: int, ways: Sequence[tuple[tuple[Word, ...], int]]) -> tuple[int, int] | None:
    """Return how many words the longest of these ways has that stands here, and what it writes."""
    return next(
        (
            (len(way), mode)
            for way, mode in ways
            if len(words) >= place + len(way) and all(map(_may_be, words[place:], way))
        ),
        None,
    )


def _may_be(typed: Word, meant: Word) -> bool:
    return typed.plain == meant.plain and typed.marks in ("", meant.marks)


def _longest(
    words: Sequence[Word], place: int, names: Sequence[tuple[int, tuple[Word, ...]]], *, least: int
) -> tuple[int, list[int]]:
    """Return how many words of a name stand here, its last ones, and whose it may be."""
    for length in range(5, least - 1, -1):
        here = words[place : place + length]
        found = [
            number
            for number, name in names
            if len(here) == length <= len(name) and all(map(_may_be, here, name[-length:]))
        ]
        if found:
            return length, found
    return 0, []


def _is_around(word: Word) -> bool:
    return bool(_FIGURES.fullmatch(word.plain)) or any(_may_be(word, one) for one in _AROUND_WORDS)
