"""Letters of the time before Unicode: TCVN3 (fonts .Vn…), VNI (fonts VNI-…) and Windows-1258, by how they look.

They are recognised by letters that no Vietnamese text of today has inside words, and only taken where the words that
come out are Vietnamese. A person is told, and says whether it was read well.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.documents.blocks import Block, TableRow, Text
from bot.vietnamese import nfc

_UNICODE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_OF_TCVN3 = str.maketrans(_TCVN3, _UNICODE)
# VNI puts the marks behind the letter they belong to; these are the pairs, then the letters that stand alone.
_MARKS = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROUND = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_SHORT = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
# Letters that stand inside words of the old encodings only.
_ODD = re.compile(
    "[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de-\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ad]"
)
_ODD_IN_WORD = re.compile(rf"(?<=[^\W\d_]){_ODD.pattern}|{_ODD.pattern}(?=[^\W\d_])")
_OF_TODAY = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "trường tháng cụm của học dạy lớp tiểu chuyên đề môn nguyễn văn thị năm lê trần thời gian địa điểm nội và kế"
        " hoạch tổ chức đồng giáo dục phòng sở đào tạo số ngày sinh hoạt trung cơ sở theo các được tuần buổi kỳ kì hình"
        " thức hội đơn vị đăng cai ghi chú hợp hướng toán tiếng việt lợi",
    )
)
SURE = 2
"""So many known words, and more than before, make a reading of old letters."""


def of_tcvn3(text: str) -> str:
    """Return a text that was typed in a font called .Vn…."""
    return text.translate(_OF_TCVN3)


def of_vni(text: str) -> str:
    """Return a text that was typed in a font called VNI-…."""
    return (
        nfc(re.sub(r"(.)([øùûõïâàáåãäêèéúüë])|([ôöñæóòî])", _vni, text, flags=re.IGNORECASE)) if text.strip() else text
    )


def _vni(found: re.Match[str]) -> str:
    if found[3]:
        return _cased(_ALONE[found[3].lower()], found[3])
    letter, mark = found[1], found[2].lower()
    base = letter.lower()
    base = {"ô": "ơ", "ö": "ư"}.get(base, base)
    if mark in _MARKS and base in "aeouyơư":
        return _cased(nfc(base + _MARKS[mark]), letter)
    if mark in _ROUND and base in "aeo":
        return _cased(nfc({"a": "â", "e": "ê", "o": "ô"}[base] + _ROUND[mark]), letter)
    if mark in _SHORT and base == "a":
        return _cased(nfc("ă" + _SHORT[mark]), letter)
    return _cased(_ALONE.get(base, base), letter) + found[2]


def _cased(text: str, like: str) -> str:
    return text.upper() if like.isupper() else text


ENCODINGS: dict[str, Callable[[str], str]] = {"TCVN3 (.VnTime)": of_tcvn3, "VNI": of_vni}


def hits(text: str) -> int:
    """Count the words that every plan has."""
    return sum(word in _WORDS for word in re.findall(r"[^\W\d_]+", nfc(text).lower()))


def guess(text: str) -> str:
    """Return the encoding in which a text is Vietnamese and which it was not read in; empty where it is as it is."""
    if not _ODD_IN_WORD.search(text):
        return ""
    found = {name: hits(read(text)) for name, read in ENCODINGS.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= max(SURE, hits(text) + 1) else ""


def decoded(content: bytes) -> tuple[str, str] | None:
    """Return the text of bytes that are no Unicode, and in which encoding they were; None where it is in none."""
    found: list[tuple[int, str, str]] = []
    for codec, name, read in [("cp1258", "Windows-1258", nfc), *(("latin-1", *one) for one in ENCODINGS.items())]:
        try:
            text = read(content.decode(codec))
        except UnicodeDecodeError:
            continue
        found.append((hits(text), text, name))
    best = max(found, default=(0, "", ""))
    return (best[1], best[2]) if best[0] >= SURE else None


def modern(blocks: Iterable[Block], told: set[str]) -> Iterator[Block]:
    """Give a paper's blocks in letters of today; `told` gets the encodings that were found.

    A table is read as one, since a cell like "Côm 1" alone says nothing, and running text as another, unless some of
    it is of today: then line by line.
    """
    whole = list(blocks)
    lines = "\n".join(block.text for block in whole if isinstance(block, Text))
    of_lines = "" if _OF_TODAY.search(lines) else guess(lines)
    for table, part in groupby(whole, key=lambda block: block.table if isinstance(block, TableRow) else 0):
        found = list(part)
        if table:
            yield from _table([row for row in found if isinstance(row, TableRow)], told)
            continue
        for block in found:
            name = of_lines or ("" if _OF_TODAY.search(_words(block)) else guess(_words(block)))
            told.update({name} - {""})
            yield _read(block, name)


def _table(rows: Sequence[TableRow], told: set[str]) -> Iterator[Block]:
    text = "\n".join(_words(row) for row in rows)
    if not _OF_TODAY.search(text):
        name = guess(text)
        told.update({name} - {""})
        yield from (_read(row, name) for row in rows)
        return
    for row in rows:
        name = "" if _OF_TODAY.search(_words(row)) else guess(_words(row))
        told.update({name} - {""})
        yield _read(row, name)


def _words(block: Block) -> str:
    return " ".join(cell.text for cell in block.cells) if isinstance(block, TableRow) else getattr(block, "text", "")


def _read(block: Block, name: str) -> Block:
    if not name:
        return block
    read = ENCODINGS[name]
    if isinstance(block, TableRow):
        return replace(block, cells=tuple(replace(cell, text=read(cell.text)) for cell in block.cells))
    return replace(block, text=read(block.text))
