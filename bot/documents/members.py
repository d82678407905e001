"""The schools that a list in running text has, however it is written, and which of them leads.

What holds "gồm", "cụm trưởng", a person or a remark is never taken for a school: it is returned as unread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.vietnamese import fold

_SCHOOL = re.compile(
    r"^(?:truong|phan hieu|ptdt[bn]t|th|thcs|thpt|mn|mg|gdtx|gdnn"
    r"|tieu hoc|trung hoc|trung tam|mam non|mau giao|pho thong)\b"
)
# "Và" and a dash divide a list, but not "TH và THCS" or "TH - THCS", which are one school.
_LEVEL = r"(?:TH|MN|THCS|THPT|PTDTBT|PTDTNT|tiểu\s+học|mầm\s+non|trung\s+học(?:\s+cơ\s+sở|\s+phổ\s+thông)?)"
_DASH = re.compile(r"\s+[-–—]\s+|(?<=[^\W\d_])[–—](?=[^\W\d_])")
_ENDS_IN_LEVEL = re.compile(rf"(?:^|\s){_LEVEL}$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
# "Giao cho trường TH Thị trấn làm cụm trưởng", "cụm trưởng: …".
_GIVEN = re.compile(
    r"[.;,(]?\s*\b(?:giao\s+(?:nhiệm\s+vụ\s+)?cho\s+(?:tr[ưu][ờo]ng\s+)?|(?:giao|do)\s+tr[ưu][ờo]ng\s+)(.{2,100}?)\s+l[àa]m\s+(?:tiểu\s+)?c[ụu]m\s+tr[ưu][ởờo]ng\b.*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[.;,(]?\s*(?:(?:trường|đơn\s+vị)\s+(?:làm\s+)?)?(?:tiểu\s+)?(?:c[ụu]m\s+tr[ưu][ởờo]ng|tr[ưu][ởo]ng\s+(?:tiểu\s+)?c[ụu]m|nhóm\s+trưởng)\s*(?:l[àa]\s*:?|:|[-–]\s)\s*((?:[^.;()]|\([^()]*\)){2,100})\W*$",
    re.IGNORECASE,
)
# "… . Trường TH A làm cụm trưởng", "…, trong đó TH A là cụm trưởng": a sentence of its own, whose school stands in the
# list already.
_SENTENCE_OF_LEAD = re.compile(
    r"(?:(?:^|\.)\s*(?:trong\s+đó,?\s+)?|[,;]?\s*\btrong\s+đó:?\s+)(?:(?:đơn\s+vị|tr[ưu][ờo]ng)\s+)?([^.;,:]{2,100}?)\s+"
    r"(?:(?:được\s+)?(?:giao|phân\s+công|cử|bầu)\s+)?(?:l[àa]|l[àa]m|giữ(?:\s+vai\s+trò)?|đảm\s+nh(?:ận|iệm)(?:\s+vai\s+trò)?)\s+"
    r"(?:đơn\s+vị\s+|trường\s+)?(?:(?:tiểu\s+)?c[ụu]m\s+tr[ưu][ởờo]ng|tr[ưu][ởo]ng\s+(?:tiểu\s+)?c[ụu]m|nhóm\s+trưởng)\b.*$",
    re.IGNORECASE,
)
# A list ends with its sentence; "P. An Khê" and "TT. Phố Ràng" are no ends.
_SENTENCE = re.compile(r"(?<!\d)(?<!\b[pxqhPXQH])(?<!\b(?:TT|Tr|TP|TX|Tt|tt|Đ[Cc]|đc))\.\s+(?=[^\W\d_])")
_IS = re.compile(
    r"(?:\s*[-–:,]\s*|\s+(?:làm|là)\s+)(?:trường\s+)?(?:cụm\s+trưởng|trưởng\s+cụm|nhóm\s+trưởng)$", re.IGNORECASE
)
LEADS = re.compile(r"\b(?:cụm trưởng|trưởng (?:tiểu )?cụm|nhóm trưởng)\b", re.IGNORECASE)
_INTRO = re.compile(
    r"^\W*(?:(?:bao\s+)?gồm(?:\s+có)?|có)?\s*(?:(?:\d{1,2}|các|những)\s+)?(?:(?:trường|đơn\s+vị)(?:\s+học)?(?=\s*:|\s+(?:sau|là|thành\s+viên|trong\s+cụm|gồm|trường|PTDT|TH|MN|THCS|THPT|tiểu|mầm|trung)\b))?"
    r"(?:\s+(?:sau(?:\s+đây)?|thành\s+viên|trong\s+cụm|gồm|là))*\s*:?\s*",
    re.IGNORECASE,
)
# "Và các trường: TH A, TH B" behind the school that leads.
_OTHERS = re.compile(
    r"^(?:(?:các|những)\s+(?:trường|đơn\s+vị)(?:\s+(?:sau|còn\s+lại|thành\s+viên|khác))*\s*:|(?:các|những)\s+trường(?=\s))\s*",
    re.IGNORECASE,
)
# "Trường THCS: Lê Lợi, Tân Lập; TH: Kim Đồng": a level that is typed once holds for the names behind it.
_SHARED = re.compile(rf"^(?:trường\s+)?({_LEVEL}(?:\s*(?:&|và|-)\s*{_LEVEL})?)\s*:\s*(?=\S)", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:\d{1,2}|[a-z])\s*[.)/]\s*", re.IGNORECASE)
_WARD = re.compile(r"^(?:xa|phuong|thi tran|thi xa|dac khu|x\.|p\.|tt\.?|co so|cs|diem|phan hieu|khu|thon|ban|to)\b")
# A title at the beginning, for schools are called "Ông Ích Khiêm", "Bà Nà", "Cô Tô" behind their level.
_PERSON = re.compile(
    r"^\W*(?:thầy|cô|ông|bà)\s|\b(?:đ/c|đồng\s+chí|hiệu\s+trưởng|phó\s+hiệu|thầy\s+giáo|cô\s+giáo)\b|\b(?:HT|PHT)\b",
    re.IGNORECASE,
)
_WITH_PERSON = re.compile(r"\s*[-–:]\s*(?:thầy|cô|ông|bà|đ/c|đồng\s+chí)\s.*$", re.IGNORECASE)
_HEADED_BY = re.compile(r"hiệu\s+trưởng\s+(?:nhà\s+)?(?:trường\s+)?(.{2,100})$", re.IGNORECASE)
_NO_SCHOOL = re.compile(r"\b(?:gồm|cụm|tổ chức|phối hợp|chủ trì)\b", re.IGNORECASE)
_OTHER_KIND = re.compile(r"^trường\s+(?=(?:MG|mẫu\s+giáo|trung\s+tâm|TT|GDTX|GDNN)\b)", re.IGNORECASE)
_COUNT = re.compile(r"(?:gom )?(?:\d{1,3} )?(?:truong|don vi)?|\d{1,3}")
# What only a meeting has: "TH A: Đọc hiểu", "12/2026", "14h".
_ENTRY = re.compile(r"\d{1,2}\s*/\s*(?:\d{1,2}\s*/\s*)?20\d\d|^\d{1,2}\s*(?:h|g|giờ)\d{0,2}$", re.IGNORECASE)
_VERB = re.compile(r"\b(?:làm|là|phụ trách|chịu trách nhiệm|đảm nhận|đảm nhiệm|thực hiện|có)\b", re.IGNORECASE)
# "Cụm 1: TH Hoa Ban, chuyên đề: …" is an entry of a calendar and no list.
OF_A_MEETING = re.compile(
    r"\b(?:tại|chuyên đề|nội dung|bài dạy|lớp\s+\d|tháng\s+\d|ngày\s+\d|thao giảng|hội thảo)(?!\w)", re.IGNORECASE
)


@dataclass
class Members:
    """What a list says."""

    schools: list[str] = field(default_factory=list)
    lead: str = ""
    unread: list[str] = field(default_factory=list)


def is_school(typed: str) -> bool:
    """Tell whether a name begins as names of schools do."""
    return bool(_SCHOOL.match(fold(typed)))


def cut_lead(listed: str) -> tuple[str, str]:
    """Return a list without the sentence that names the lead, and the lead."""
    found = _GIVEN.search(listed) or _NAMED.search(listed) or _SENTENCE_OF_LEAD.search(listed)
    if found is None:
        return listed, ""
    # "Cụm 1 gồm 3 trường do trường TH A làm cụm trưởng: TH A, TH B".
    _, colon, behind = found[0].partition(":")
    behind = behind if colon and found.re is not _NAMED and is_school(behind.strip()) else ""
    return f"{listed[: found.start()]} {behind}".strip() if behind else listed[: found.start()], lead_of(found[1])


def is_entry(listed: str) -> bool:
    """Tell whether what looks like a list holds what only a meeting has: a date, an hour, a topic behind a school."""
    pieces = split(listed)
    # "TH A: Đọc hiểu": what stands behind a school is no school.
    topics = any(":" in piece and is_school(piece.partition(":")[0]) for piece in pieces)
    return topics or any(OF_A_MEETING.search(piece) or _ENTRY.search(piece) for piece in pieces)


def lead_of(typed: str) -> str:
    """Return the school that leads, where a person is named beside it; empty where only a person is."""
    text = typed.strip(" .,;:-–")
    text = text if text.count("(") == text.count(")") else text.strip(" .,;:-–()")
    if headed := _HEADED_BY.search(text):
        return headed[1].strip()
    text = re.sub(r"^trường\s+(?=\S)", "", text, flags=re.IGNORECASE) if is_school(text) else text
    return "" if _PERSON.search(text) else text


def read(listed: str) -> Members:
    """Read a list; names without a level count where another one has its level."""
    found = Members()
    rest, found.lead = cut_lead(listed)
    first, *others = _SENTENCE.split(_INTRO.sub("", rest, count=1))
    level = ""
    for piece in split(first):
        name, level = _levelled(piece, level)
        _take(found, name)
    if level and found.lead and not is_school(found.lead):
        found.lead = next((one for one in found.schools if fold(one).endswith(f" {fold(found.lead)}")), found.lead)
    for sentence in others:
        if is_school(sentence) and not _VERB.search(sentence):
            for piece in split(sentence):
                _take(found, piece)
        elif sentence.strip(" ."):
            found.unread.append(sentence.strip())
    return found


def _levelled(piece: str, level: str) -> tuple[str, str]:
    """Return a name with the level that was typed once before it, and the level that holds for the names behind."""
    name = _OTHERS.sub("", piece)
    if shared := _SHARED.match(name):
        level, name = shared[1], name[shared.end() :]
    if not level or is_school(name) or _PERSON.search(name) or _NO_SCHOOL.search(name):
        return name, level
    return f"{level} {name}", level


def split(listed: str) -> list[str]:
    """Return the names of a list in running text, "và" before the last one included."""
    pieces = [piece for part in _outside_brackets(listed) for piece in _at_words(part)]
    if len(pieces) == 1 and not _IS.search(pieces[0]):
        pieces = _joined(re.split(_DASH, pieces[0]), " - ")
    names = (_NUMBER.sub("", piece).strip(" .\n-–+•*") for piece in pieces)
    return [name for name in names if name]


def _outside_brackets(listed: str) -> Iterator[str]:
    start = depth = 0
    for position, letter in enumerate(listed):
        depth += (letter == "(") - (letter == ")")
        if depth <= 0 and letter in ",;\n":
            yield listed[start:position]
            start = position + 1
    yield listed[start:]


def _at_words(part: str) -> list[str]:
    return _joined(re.split(r"\s+và\s+", part, flags=re.IGNORECASE), " và ")


def _joined(parts: list[str], between: str) -> list[str]:
    """Put together again what lies between two levels of one school."""
    found: list[str] = []
    for part in parts:
        if found and _ENDS_IN_LEVEL.search(found[-1].strip()):
            found[-1] += between + part
        else:
            found.append(part)
    return found


def _take(found: Members, piece: str) -> None:
    """Take one name, with what stands in brackets behind it."""
    leads = False
    kept = piece
    for bracket in _BRACKET.finditer(piece):
        inside = bracket[1].strip()
        if named := _SENTENCE_OF_LEAD.match(inside):
            found.lead = found.lead or lead_of(named[1])
        elif LEADS.search(inside) or inside == "CT":
            leads = True
        if LEADS.search(inside) or inside == "CT" or not _belongs(inside):
            kept = kept.replace(bracket[0], "")
    if is_lead := _IS.search(kept):
        leads, kept = True, kept[: is_lead.start()]
    name = _OTHER_KIND.sub("", _WITH_PERSON.sub("", kept).strip(" .,;:-–"))
    if not name or _COUNT.fullmatch(fold(name)):
        return
    if _NO_SCHOOL.search(name) or _PERSON.search(name) or name.count("(") != name.count(")"):
        found.unread.append(piece)
        return
    found.schools.append(name)
    if leads and not found.lead:
        found.lead = name


def _belongs(inside: str) -> bool:
    """Tell whether what stands in brackets is part of a name: a commune, a site, a place."""
    if _WARD.match(fold(inside)):
        return True
    return not any(letter.isdigit() for letter in inside) and not _PERSON.search(inside) and inside.istitle()
