"""Meetings that somebody types into a chat, one a line: "1/ T10/2026: cụm 1 - TH A: Đọc hiểu", "+ 8/10, 14h, TH A: …".

A line is cut at its commas, colons and dashes; it is a meeting only where each piece up to its school says what it is.
"""

import re
from collections.abc import Iterator, Sequence

from bot.documents import lists
from bot.documents.members import is_school
from bot.domain.drafts import Place, TypedMeeting
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.vietnamese import fold

_BULLET = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}\s*[/.)](?!\d))?\s*")
_CUT = re.compile(r"\s*[:;]\s+|,\s+|\s+[-–—|]\s+|\.\s+(?=(?:nội dung|chuyên đề|chủ đề)\b)", re.IGNORECASE)
_AT = re.compile(r"^(?:tổ chức\s+)?(?:tại|ở)\s+(?:trường\s+)?", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:nội dung|chuyên đề|chủ đề|nd|cđ)\s*:\s*", re.IGNORECASE)
_HOUR = r"\d{1,2}\s*(?:h|g|gio|:)\s*(?:\d{2})?(?:\s*(?:-|den)\s*\d{1,2}\s*(?:h|g|gio|:)\s*(?:\d{2})?)?"
_DAY = r"(?:ngay\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?"
_MONTH = r"(?:thang|t)\s*\.?\s*\d{1,2}(?:\s*[/-]\s*\d{2,4}|\s+nam\s+\d{4})?"
_IS_TIME = re.compile(
    rf"(?:(?:luc|vao|sang|chieu|thu\s+\w+|chu nhat|{_HOUR}|{_DAY}|{_MONTH}|tuan\s+(?:thu\s+)?\d)[\s,]*)+"
)
_TASK = re.compile(r"(?:nop|gui|bao cao|dang ky|ra soat|thanh lap|lap|hoan thanh|tong hop|cu)\b")
_FORM = re.compile(r"(?:truc tiep|truc tuyen|ket hop)(?:.{0,30}(?:truc tiep|truc tuyen))?")
# "Tháng 10/2026: Cụm 1 (TH A), Cụm 2 (TH B)".
_EACH = re.compile(r"((?:Tiểu c|C)ụm\s+[^:;,.()]{1,20}?)\s*\(((?:[^()]|\([^()]*\))+)\)", re.IGNORECASE)


def meetings(place: Place, line: str, month: str, cluster: str) -> Iterator[TypedMeeting]:
    """Give the meetings of a line, with the month and the cluster that stand over it."""
    text = _BULLET.sub("", line, count=1)
    head, _, rest = text.partition(":")
    each = _EACH.findall(rest) if _IS_TIME.fullmatch(fold(head).strip()) else []
    if each and not _EACH.sub("", rest).strip(" ,;.và") and all(is_school(host) for _, host in each):
        yield from (TypedMeeting(place, "", head.strip(), name, host.strip(), "", "") for name, host in each)
    elif len(each) == 0 and (found := _of_pieces(text)):
        time, who, host, content = found
        # "- Tháng 9, TH An: nộp báo cáo" is something to do, and nobody meets.
        if (time or month) and not _TASK.match(fold(content)):
            over = "" if who else cluster
            yield TypedMeeting(place, "", time or month, who, host, content, "", over)


def of_cells(place: Place, texts: Sequence[str]) -> TypedMeeting | None:
    """Return the meeting of a row that was pasted without its header; None unless it says when and at which school."""
    said: dict[str, list[str]] = {}
    for position, text in enumerate(texts):
        said.setdefault(_kind(text, position), []).append(text)
    who, form = " ".join(said.get("whose", ())), " ".join(said.get("form", ()))
    hosts, times = said.get("host", []), said.get("time", [])
    if len(hosts) != 1 or not times:
        return None
    content = "\n".join(said.get("content", ()))
    return TypedMeeting(place, "", " ".join(times), who, _AT.sub("", hosts[0]), content, form)


def _kind(text: str, position: int) -> str:
    if position == 0 and text.strip(" .").isdigit():
        return "number"
    if _IS_TIME.fullmatch(fold(text).strip()):
        return "time"
    if is_school(_AT.sub("", text)):
        return "host"
    if _FORM.fullmatch(fold(text).strip(" .")):
        return "form"
    return "whose" if lists.headed(text) or _subject(text) else "content"


def _of_pieces(text: str) -> tuple[str, str, str, str] | None:
    times: list[str] = []
    who, start = "", 0
    for end, following in _cuts(text):
        piece = text[start:end].strip()
        start = following
        if is_school(name := _AT.sub("", piece)) and ". " not in name and (times or who):
            return " ".join(times), who, name, _ABOUT.sub("", text[following:].strip(" .;"))
        if _IS_TIME.fullmatch(fold(piece)):
            times.append(piece)
        elif not who and (named := lists.headed(piece) or _subject(piece)):
            who = named
        else:
            return None
    return None


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    yield from ((found.start(), found.end()) for found in _CUT.finditer(text))
    yield len(text), len(text)


def _subject(piece: str) -> str:
    name = re.sub(r"^môn\s+", "", piece, flags=re.IGNORECASE)
    return name if known_subject(subject_key(name)) else ""
