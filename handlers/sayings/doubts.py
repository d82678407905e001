"""What makes a sentence doubtful though its topic is known: a "không" before it, a choice, somebody else it means."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from handlers.sayings import names
from handlers.sayings.sentence import FILLER, Vocabulary, Word, words_of

_NOT = words_of("không đừng chẳng chả khỏi")
_YET = words_of("chưa")
_WANTING = words_of("muốn cần định phải")
_WHO = words_of("ai")
_MUST = words_of("phải cần")
_IF = words_of("nếu hay hoặc lỡ định tính")
_TOLD = words_of("bảo kêu biểu nói cho khiến")
_NOWHERE = words_of("đâu")
_DID = words_of("có")
_WHERE = words_of("ở chỗ từ đi khỏi")
_EITHER = words_of("hay hoặc")
_AND = words_of("và")
_ALREADY = words_of("đã vừa")
_THEN = words_of("rồi")
_LAST = words_of("vừa hôm lần tuần tháng bữa buổi")
"""Before "rồi" these say when: "buổi vừa rồi"."""
_STILL = words_of("mà sao vẫn nhưng cứ")
FEW_BEHIND = 3
"""So near behind what was done stands its "rồi"."""
_ME = words_of("em tôi tui tau mình con cháu")
_OF = words_of("của cho giúp hộ thay tên dùm giùm")
_CALLING = words_of("ơi à ạ a nhé nha")
_TITLES = words_of("cô thầy chị anh bác chú")
_BARE_TITLES = frozenset(("co", "thay"))
"""Titles that are also read without their accents, where a name follows that is no word of the table."""
_SHORT_TITLES = frozenset(("a", "c", "t"))
"""How "anh", "chị" and "thầy" are typed before a name with its capital: "a Minh"."""
_HESITANT = words_of(
    "không chưa đừng chẳng chả hay hoặc nếu nhưng kiến chắc để sau hỏi xem lát nhầm bận vắng ốm muộn trễ nghỉ hủy xóa "
    "rút hoãn đổi dời sao ai đâu mấy bao thì ?"
)
_WHAT = words_of("gì")
LONGEST_NAME = 4
_HEAD, _END = 5, 4
_ASKS_FIRST = re.compile(
    r" (?:ai|(?:toi|em|minh|chi|anh|truong) (?:muon|can|nho|xin|dinh)|cho (?:toi|em|minh|chi|anh|truong)|(?:in|xem|gui|"
    r"tang|giam|doi|nhac|nho|nhan|them|sua) (?:\w+ )?(?:giup|ho|dum|gium|moi nguoi|cac)|giup (?:toi|em|minh|chi|anh)) "
)
_ASKS_LAST = re.compile(
    r" (?:(?<! vi )(?<! tai )sao(?: a| vay| nhi| gio| day)?|(?:o|vao|vo|qua|den|toi) dau|"
    r"dau (?:vay|the|nhi|ha|roi|het)(?: \w+)?|(?:nhu )?the nao|lam sao|duoc khong|duoc chua|(?:giup|ho) \w+|"
    r"giup|ho|chua a|gi (?:vay|the|a|nhi|ha)(?: co| thay| em)?) $|\?"
)
_QUESTION = re.compile(
    r" (?:may gio|luc nao|(?:(?:khi|hom|ngay|cho|phong|truong|buoi) nao|bao gio)(?! (?:\w+ )?cung| do )|o dau|"
    r"(?:vi|tai) sao|(?<!khong )(?<!chua )(?<!duoc )(?<!khong co )(?<!khong con )(?<!chua co )"
    r"ai (?:day|chu tri|phu trach|ranh|ban)) "
    r"| (?:co|duoc|phai|can) (?:[\w~]+ ){0,5}(?:khong|ko|k|kg|hong|chua) (?:(?:a|vay|the|nhi|em|anh|chi|thay|~) )*$"
    r"| \w+ \w+ \? $"
)
_ASKING = words_of("giờ lúc nào khi ngày chỗ phòng trường buổi ở đâu vì tại có được phải cần không hông chưa")
"""What it asks by, as it is written: a pain "ở đầu gối" and what "cô Lan chưa có" ask nothing."""
_FILLER = frozenset(Word.of(word) for word in FILLER)
FILLER_WORDS = frozenset(word.plain for word in _FILLER)


def _is(word: Word, meant: Collection[Word]) -> bool:
    """Say whether a word is one of these; without accents it may be any that it could be."""
    return word in meant or (not word.marks and any(word.plain == one.plain for one in meant))


def _is_other(word: Word, meant: Collection[Word]) -> bool:
    return not _is(word, meant) and any(word.plain == one.plain for one in meant)


def is_filler(word: Word) -> bool:
    """Say whether a word is nothing but politeness, with the accents that it was typed with."""
    return _is(word, _FILLER)


def is_me(word: Word) -> bool:
    """Say whether whoever writes means themselves: behind "cô Lan" this ends what is said of her."""
    return _is(word, _ME)


def somebody(words: Sequence[Word], known: Vocabulary) -> dict[int, int]:
    """Return where people are named ("cô Páo", "thầy Lò Văn Dơ", "Mùa A Dơ"): where it begins, and behind the name."""
    titled = dict(_somebody(words, known))
    inside = {place for begins, ends in titled.items() for place in range(begins, ends)}
    whole = {place: ends for place, ends in names.whole_names(words, known) if place not in inside}
    return titled | {place: ends for place, ends in whole.items() if not inside & {*range(place, ends)}}


def matched(words: Sequence[Word], named: dict[int, int]) -> tuple[Word, ...]:
    """Return the words of a sentence in which names of people and schools are no words of the table."""
    return names.hidden(words, named, (*_TITLES, *words_of("co thay")))


def _somebody(words: Sequence[Word], known: Vocabulary) -> Iterator[tuple[int, int]]:
    for place, (title, name) in enumerate(pairwise(words)):
        bare = title.plain in _BARE_TITLES and not title.marks
        new = name.plain not in known.plain and not name.plain.isdigit() and len(name.plain) > 1
        called = name.capital and not title.capital
        short = called and title.plain in _SHORT_TITLES and not title.marks
        if (_is(name, _FILLER) and not called) or not (bare or short or title in _TITLES):
            continue
        if new or called:
            ends = place + 2
            while ends < min(len(words), place + 1 + LONGEST_NAME) and words[ends].capital:
                ends += 1
            yield place, ends


def negated(words: Sequence[Word], first: int) -> bool:
    """Say whether "không" or "đừng" stands before the first word of a topic, politeness aside."""
    place = first - 1
    while place >= 0 and (words[place].plain in FILLER_WORDS or words[place] in _MUST):
        place -= 1
    return place >= 0 and _is(words[place], _NOT)


def by_whom(words: Sequence[Word], first: int) -> bool:
    """Say whether it is asked who does or did what the topic names, politeness aside: "ai nhắc mọi người"."""
    place = first - 1
    while place >= 0 and (words[place].plain in FILLER_WORDS or words[place] in _TOLD):
        place -= 1
    return place >= 0 and _is(words[place], _WHO)


def not_yet(words: Sequence[Word]) -> bool:
    """Say whether somebody says what they do not want yet: "em chưa muốn hủy"."""
    return any(_is(yet, _YET) and _is(wanting, _WANTING) for yet, wanting in pairwise(words))


def of_another(words: Sequence[Word], named: Mapping[int, int], places: Collection[int]) -> bool:
    """Say whether a sentence about oneself names somebody else as who does it or whose it is, and calls nobody."""
    return any(_is_meant(words, begins, ends) for begins, ends in named.items() if begins not in places)


def _is_meant(words: Sequence[Word], begins: int, ends: int) -> bool:
    if begins and words[begins - 1] in _OF:
        return True
    after = [word for word in words[ends : ends + 2] if word.plain not in ("cho", "thi", "la")]
    return bool(after) and not _is(after[0], (*_CALLING, *_ME))


def either(words: Sequence[Word]) -> int | None:
    """Return where the first "or" stands between two things, None where there is none."""
    return next((place for place, word in enumerate(words) if place and word in _EITHER), None)


def is_done(words: Sequence[Word], places: Collection[int]) -> bool:
    """Say whether what these words name is told as done: "đã" right before it, or "rồi" behind.

    "Chưa" behind it asks, and with more to do behind "rồi" it means "and then". "Da" without accents may be "dạ".
    """
    before = [word for place, word in _upto(words, min(places)) if word in _ALREADY or not is_filler(word)]
    behind = [word for place, word in enumerate(words) if place > max(places)]
    if any(_is(word, _YET) for word in behind[-1:]):
        return False
    if before and before[-1] in _ALREADY:
        return True
    at = next((place for place, word in enumerate(behind[:FEW_BEHIND]) if _is(word, _THEN)), None)
    if at is None or (at and _is(behind[at - 1], _LAST)):
        return False
    more = behind[at + 1 :]
    told = [word for word in more if not is_filler(word)]
    return not told or _is(more[0], _STILL) or _is(told[0], _STILL)


def requests(words: Sequence[Word]) -> bool:
    """Say whether a sentence asks for something or about something, so that it is nobody's notes of a lesson.

    What is asked for stands at its head ("cho em", "tôi muốn"), and how it is asked at its end ("ở đâu", "giúp em").
    """
    plain = ["~" if _is_other(word, _NOWHERE) else word.plain for word in words]
    head, end = " ".join(plain[:_HEAD]), " ".join(plain[-_END:])
    return _ASKS_FIRST.search(f" {head} ") is not None or _ASKS_LAST.search(f" {end} ") is not None


def inquires(words: Sequence[Word]) -> bool:
    """Say whether a few words are a question: "ủa mà họp ở đâu vậy", "em có cần báo ai không". None is a reason."""
    plain = ("~" if _is_other(word, _ASKING) else word.plain for word in words)
    return _QUESTION.search(f" {' '.join(plain)} ") is not None


def both(words: Sequence[Word]) -> Iterator[int]:
    """Yield where an "and" stands between two things."""
    return (place for place, word in enumerate(words) if 0 < place < len(words) - 1 and _is(word, _AND))


def undecided(words: Sequence[Word], places: Collection[int]) -> bool:
    """Say whether somebody only weighs what they would do: "nếu em bận", "em bận hay không"."""
    return any(word in _IF for place, word in enumerate(words) if place not in places)


def denied(words: Sequence[Word], places: Collection[int]) -> bool:
    """Say whether "đâu" takes it back: "đâu phải em bận", "em có vắng đâu"; beside a no it only says it louder."""
    first = min(places)
    if any(_is(words[place], _NOT) for place in places):
        return False
    before = any(word in _NOWHERE and not (place and words[place - 1] in _WHERE) for place, word in _upto(words, first))
    behind = [word for place, word in enumerate(words) if place > max(places) and not is_filler(word)]
    return before or (
        behind[-1:] == [*_NOWHERE]
        and any(word in _DID for place, word in _upto(words, max(places)) if place not in places)
    )


def _upto(words: Sequence[Word], first: int) -> Iterator[tuple[int, Word]]:
    return ((place, word) for place, word in enumerate(words) if place < first)


def hesitant(words: Sequence[Word], places: Collection[int]) -> bool:
    """Say whether a word beside a topic takes it back, asks, or puts it off; "em được xem gì" asks as well."""
    said = [word for word in words if not _is(word, _CALLING)]
    beside = (word for place, word in enumerate(words) if place not in places)
    return bool(said and _is(said[-1], _WHAT)) or any(_is(word, _HESITANT) for word in beside)
