"""Names in a sentence are no words of the table: "Vàng Thị Lan" says no "vâng", "TH Cầu Mây Mới" no "máy mới"."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.organisation.subjects import spoken
from handlers.sayings.sentence import FILLER, Vocabulary, Word, words_of

FAMILIES = words_of(
    "vàng lò sùng mùa giàng lầu thào hạng quàng tòng lường cà cầm bạc điêu nguyễn trần lê phạm hoàng vũ võ bùi đặng "
    "ngô dương đinh đoàn phan trương lương khoàng lù tao poòng mào vừ vì vi hờ tráng tẩn chảo phàn lỳ pờ chu sìn ma "
    "lừu dình phàng cháng cứ ly lý hà đỗ đào mai cao tạ hồ nông triệu bế lự mè quách chang thàng hầu"
)
BETWEEN = words_of(
    "thị văn a seo đức hữu thu minh ngọc thanh khánh hồng xuân kim mỹ mai quốc công trọng đình bá phương bích thúy anh "
    "hoài việt tuấn hải như thùy diệu lan bảo gia quang mạnh ánh"
)
"""What stands between family name and tên."""
SURELY_BETWEEN = words_of("thị văn a seo")
"""Those of them that are taken for it in small letters, too."""
SCHOOLS = frozenset(["th", "thcs", "ptdtbt", "ptdtnt", "thpt", "mn"])
_LOG = re.compile(r"\b(?:xem|coi|mo)(?: lai)? lich su$")
"""Who opens it means what was done, and not the subject."""
LONGEST = 5
LONGEST_SCHOOL = 6
HIDDEN = Word("~")
"""What stands for a word of a name while a sentence is matched: it is none of the table's."""


def _is(word: Word, meant: Sequence[Word]) -> bool:
    return any(word.plain == one.plain and word.marks in ("", one.marks) for one in meant)


def whole_names(words: Sequence[Word], known: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield where whole names stand, and where each ends: a family name, what goes between, a tên.

    In small letters only where nothing else can be meant: "vang thi lan", and no "vâng thì em đi".
    """
    place = 0
    while place + 2 < len(words):
        ends = _end_of_name(words, place, known)
        if ends:
            yield place, ends
        place = ends or place + 1


def _end_of_name(words: Sequence[Word], place: int, known: Vocabulary) -> int:
    family, between, given = words[place : place + 3]
    if not _is(family, FAMILIES):
        return 0
    if family.capital and between.capital and given.capital and _is(between, BETWEEN):
        ends = place + 3
        while ends < min(len(words), place + LONGEST) and words[ends].capital:
            ends += 1
        return ends
    new = given.plain not in FILLER and not given.plain.isdigit()
    # "Vâng ạ" goes before many words of the table; "vàng thị" before a tên alone.
    sure = _is(between, SURELY_BETWEEN) and (between.plain != "a" or given.plain not in known.plain)
    return place + 3 if sure and new else 0


def hidden(words: Sequence[Word], named: dict[int, int], titles: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words as they are matched: those of names of people, schools and subjects say nothing else."""
    places = {at for begins, ends in named.items() for at in range(begins + _is(words[begins], titles), ends)}
    places.update(_of_schools(words))
    places.update(_of_subjects(words))
    return tuple(HIDDEN if place in places else word for place, word in enumerate(words))


def _of_subjects(words: Sequence[Word]) -> Iterator[int]:
    """Yield where a subject is named: "buổi tin học" is about no "tin", and "buổi lịch sử" asks for no calendar.

    A language may be the one in which somebody wants to be spoken to.
    """
    plain = " ".join(word.plain for word in words)
    for _key, begins, ends in (one for one in spoken(plain) if not one[0].startswith("tieng ")):
        if _LOG.search(plain[:ends]):
            continue
        first = plain[:begins].count(" ")
        yield from range(first, first + 1 + plain[begins:ends].count(" "))


def _of_schools(words: Sequence[Word]) -> Iterator[int]:
    if all(word.capital or not word.plain.isalpha() for word in words) and len(words) > LONGEST_SCHOOL:
        return  # all in capital letters, where they tell nothing
    for place, word in enumerate(words):
        if word.plain in SCHOOLS:
            at = place + 1
            while at < min(len(words), place + LONGEST_SCHOOL) and (words[at].capital or words[at].plain.isdigit()):
                yield at
                at += 1
