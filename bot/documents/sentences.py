"""Meetings told in running text: a sentence that says when, which cluster and at which school.

Terms ("trước ngày …") and the papers that a paper goes by ("Căn cứ …", "Thực hiện …") are no meetings.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.documents import chat_lines, labelled, over
from bot.documents.members import is_school, split
from bot.domain.drafts import LooseLine, TypedCluster, TypedMeeting
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.domain.organisation.units import LEVELS
from bot.vietnamese import fold

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[-+*]?\s*[^\W\d_])")
# "Lần 1: …", "- Đợt 2: …": an entry of a calendar in paragraphs, which need not say whose it is.
_ENTRY = re.compile(r"^\W*(?:lan|dot|buoi|chuyen de)\s+(?:thu\s+)?\w{1,5}\s*[:.(-]")
# "- 14h ngày 15/10/2026 tại TH A: …": an entry that begins with its hour or day, as people type one into a chat.
_TIMED_ENTRY = re.compile(
    r"^\s*[-+*•–]?\s*(?:\d{1,2}\s*(?:h|g|gio)\s*(?:\d{2})?\b|ngay\s+\d|\d{1,2}/\d{1,2}\b|thang\s+\d|(?:sang|chieu)\s|thu\s+\w+,?\s+\d)"
    r".{0,60}?(?:\btai\b|:|\s[-–]\s).{0,60}?(?::|\s[-–]\s|,\s*(?:noi dung|chuyen de))"
)
# A label of what it is about, also behind a full stop: "… tại trường TH A. Nội dung: …".
_LABEL = re.compile(r"[.;,:–-]\s*(?:nội dung|chuyên đề|chủ đề|tên bài)\s*:\s*\S", re.IGNORECASE)
_AFTER_HOST = re.compile(r"^\s*(?:\([^()]*\)\s*)?(?:[:;,]|[-–—]\s)\s*(\S.+?)[.;]?$")
_SAYS_CONTENT = re.compile(r"^nội dung\s+(?=\S)", re.IGNORECASE)
# News and minutes tell of what is over.
_OVER = re.compile(
    r"\b(?:da|vua) (?:dien ra|to chuc|thuc hien|tham gia|tham du|hoan thanh|ket thuc|duoc to chuc)\b"
    r"|\b(?:vua qua|hom qua|sang nay|chieu nay)\b"
)
_MONTH = re.compile(r"\W*(?:thang|t)\s*\d{1,2}(?:\s*(?:/|nam)\s*\d{4})?")
_NEXT_CLUSTER = re.compile(r"\s*;\s*(?=(?:tiểu\s+)?cụm\s)", re.IGNORECASE)
_NEXT_OF_ENTRY = re.compile(r"\s*;\s*(?=(?:tiểu\s+)?cụm\s)|\.\s+(?=(?:tiểu\s+)?cụm\s)", re.IGNORECASE)
_NAMES_CLUSTER = re.compile(r"\b(?:tiểu\s+)?cụm\s", re.IGNORECASE)
_TERM = re.compile(r"\b(?:truoc|cham nhat|muon nhat|han cuoi|het)\s+(?:ngay|thang|\d)")
_GOES_BY = re.compile(r"^\W*(?:can cu|thuc hien|theo|kinh gui)\b")
# "14 giờ, thứ Năm, ngày 26/11/2020", "sáng ngày 5 tháng 10", "tuần thứ hai tháng 11".
_TIME = re.compile(
    r"(?:\b\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{2}\b)?(?:\s*phút)?(?:\s*(?:đến|-|–)\s*\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{2}\b)?)?,?\s*)?"
    r"(?:(?:\b(?:sáng|chiều|tối)\b)?\s*(?:\bthứ\s+\w+\b|\bchủ nhật\b)?,?\s*\(?\bngày\s+|(?<![\d/]))"
    r"\d{1,2}\s*(?:/|\s+tháng\s+)\s*\d{1,2}(?:\s*(?:/|\s+năm\s+)\s*\d{4})?(?![\d/])"
    r"|\b(?:tuần\s+(?:thứ\s+)?\w+\s+)?tháng\s+\d{1,2}(?:\s*(?:/|năm)\s*\d{4})?(?![\d/])",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:tại|ở)\s+(?:(?:hội trường|phòng họp|điểm trường)\s+)?(?:trường\s+)?", re.IGNORECASE)
# A calendar in lines names the host behind the cluster, as "Cụm 1: TH Hoa Ban, nội dung …" does.
_OF_CLUSTER = re.compile(r"\bcụm\s+[^:]{1,20}:\s*(?:trường\s+)?", re.IGNORECASE)
_CLUSTER = re.compile(r"\bcụm\s+", re.IGNORECASE)
_SUBJECT = re.compile(r"\bmôn\s+", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:nội dung|chuyên đề|chủ đề|tên bài)\s*:?\s+(.+?)[.;]?$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\bcụm\s+[^:]{1,20}:\s*(\S.{4,}?)\s*[,;–-]?\s*(?:(?:được )?tổ chức\s+)?\b(?:tại|ở)\s", re.IGNORECASE
)
_HELD = re.compile(r"\btổ chức\s+(.+?)\s+(?:tại|ở|vào|lúc)\b", re.IGNORECASE)
_WITHIN_NAMES = {"số", "và", "&", "chuyên", "môn", "trường", "khu", "vực", *LEVELS}
_WORDS_OF_A_SUBJECT = 5


def meetings(lines: Iterable[LooseLine]) -> list[TypedMeeting]:
    """Return the meetings that sentences tell of, each once."""
    found = _told(lines)
    return list({(meeting.time, meeting.cluster, meeting.host, meeting.content): meeting for meeting in found}.values())


def clusters(lines: Sequence[LooseLine], told: Sequence[TypedMeeting]) -> Iterator[TypedCluster]:
    """Give the cluster that all the meetings are of, with the schools that one line lists as taking part."""
    names = {fold(meeting.cluster): meeting.cluster for meeting in told if fold(meeting.cluster).startswith("cum")}
    lists = ((line, _listed(line.text)) for line in lines)
    line, schools = max(lists, key=lambda pair: len(pair[1]), default=(None, []))
    if len(names) == 1 and line and len(schools) > 1:
        yield TypedCluster(line.place, next(iter(names.values())), tuple(schools), "")


def _told(lines: Iterable[LooseLine]) -> Iterator[TypedMeeting]:
    """Give what each line tells, with the month that stands over it: "- Tháng 10/2026:" above "+ Cụm 1: tại …"."""
    headings = over.Headings()
    lines = [part for line in lines for part in _apart(line)]
    yield from labelled.meetings(lines)
    for line in lines:
        headings.take(line.text)
        short = list(chat_lines.meetings(line.place, line.text, headings.over.time, headings.over.cluster))
        if short and not _OVER.search(fold(line.text)):
            yield from short
            continue
        yield from _of_line(line, headings.over.time, headings.over.cluster)


def _apart(line: LooseLine) -> Iterator[LooseLine]:
    """Give a line for each cluster of "Tháng 10: cụm 1 ở TH A, nội dung …; cụm 2 ở TH B, nội dung …".

    What stands before the first cluster holds for those behind it that say no time of their own.
    """
    parts = (_NEXT_OF_ENTRY if _ENTRY.match(fold(line.text)) else _NEXT_CLUSTER).split(line.text)
    first = _NAMES_CLUSTER.search(parts[0])
    before = parts[0][: first.start()] if first else ""
    of_month = bool(_MONTH.fullmatch(fold(before).strip(" :,")))
    if len(parts) > 1 and first and (of_month or all(is_school(_host(part)) for part in parts)):
        yield replace(line, text=parts[0])
        yield from (replace(line, text=part if _TIME.search(part) else f"{before}{part}") for part in parts[1:])
    else:
        yield line


def _host(sentence: str) -> str:
    return _name(_AT, sentence) or _name(_OF_CLUSTER, sentence)


def _of_line(line: LooseLine, month: str, cluster: str) -> Iterator[TypedMeeting]:
    whole = fold(line.text)
    timed = bool(_TIMED_ENTRY.match(whole))
    entry = timed or bool(_ENTRY.match(whole) or _LABEL.search(line.text))
    for sentence in [line.text] if entry else _SENTENCE.split(line.text):
        text = fold(sentence)
        if _TERM.search(text) or _GOES_BY.match(text) or _OVER.search(text):
            continue
        times = [found[0].strip(" ,(") for found in _TIME.finditer(sentence)] or ([month] if month else [])
        about = _TOPIC.search(sentence)
        said = sentence[: about.start()] if about and (entry or month or cluster) else sentence
        host, who = _host(said), _who(said)
        if times and (who or entry or cluster) and is_school(host):
            topic = _TOPIC.search(sentence) or _HELD.search(sentence)
            content = (_behind(sentence, host) if timed and not _LABEL.search(sentence) else "") or (
                topic[1] if topic else _before(sentence)
            )
            yield TypedMeeting(line.place, "", "; ".join(times), who, host, content, "", "" if who else cluster)


def _behind(sentence: str, host: str) -> str:
    """Return what stands behind the school that an entry of a chat names."""
    found = _AFTER_HOST.match(sentence[sentence.index(host) + len(host) :]) if host in sentence else None
    return _SAYS_CONTENT.sub("", found[1]) if found else ""


def _before(sentence: str) -> str:
    """Return what stands between the cluster and the place: "Cụm 1: Dạy đọc mở rộng, tại TH A"."""
    found = _BETWEEN.search(sentence)
    return found[1] if found and not _TIME.search(found[1]) and not is_school(found[1]) else ""


def _name(before: re.Pattern[str], sentence: str) -> str:
    """Return the name that follows: words with capitals, numbers, and the small words that names have inside."""
    for found in before.finditer(sentence):
        words: list[str] = []
        for word in sentence[found.end() :].split():
            bare = word.strip(".,;:()")
            if not (bare[:1].isupper() or bare.isdigit() or fold(bare) in LEVELS or bare.lower() in _WITHIN_NAMES):
                break
            words.append(bare)
            if word != bare:
                break
        while words and words[-1].lower() in _WITHIN_NAMES - set(LEVELS):
            words.pop()
        if words:
            return " ".join(words)
    return ""


def _who(sentence: str) -> str:
    if name := _name(_CLUSTER, sentence):
        return f"Cụm {name}"
    for found in _SUBJECT.finditer(sentence):
        words = re.split(r"[^\w&]+", sentence[found.end() :])
        for length in range(_WORDS_OF_A_SUBJECT, 0, -1):
            subject = " ".join(words[:length])
            if known_subject(subject_key(subject)):
                return subject
    return ""


def _listed(text: str) -> list[str]:
    """Return the schools of the longest list in a line that says "các trường …"."""
    lists = (split(part.split(".")[0]) for part in re.split(r"\bcác trường\b\s*:?", text, flags=re.IGNORECASE)[1:])
    return max((names for names in lists if names and all(map(is_school, names))), key=len, default=[])
