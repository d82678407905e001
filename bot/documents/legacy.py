"""Letters of the time before Unicode: TCVN3 (fonts .Vn…), VNI (fonts VNI-…) and Windows-1258, by how they look.

They are recognised by letters that no Vietnamese text of today has inside words, and only taken where the words that
come out are Vietnamese. A person is told, and says whether it was read well.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.documents.blocks import Block, Cell, Converted, TableRow, Text
from bot.vietnamese import SOFT_HYPHEN, is_odd, nfc

_UNICODE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_OF_TCVN3 = str.maketrans(_TCVN3, _UNICODE)
# VNI puts the marks behind the letter they belong to; these are the pairs, then the letters that stand alone.
_MARKS = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROUND = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_SHORT = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_OF_TODAY = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "trường tháng cụm của học dạy lớp tiểu chuyên đề môn nguyễn văn thị năm lê trần thời gian địa điểm nội và kế"
        " hoạch tổ chức đồng giáo dục phòng sở đào tạo số ngày sinh hoạt trung cơ sở theo các được tuần buổi kỳ kì hình"
        " thức hội đơn vị đăng cai ghi chú hợp hướng toán tiếng việt lợi giáo viên họ tên chức vụ hiệu trưởng danh sách"
        " cấp phương pháp phạm hoàng vũ đỗ",
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


TCVN3, VNI = "TCVN3 (.VnTime)", "VNI"
ENCODINGS: dict[str, Callable[[str], str]] = {TCVN3: of_tcvn3, VNI: of_vni}


def is_of_today(text: str) -> bool:
    """Say whether a text has letters that no old encoding has."""
    return bool(_OF_TODAY.search(nfc(text)))


def hits(text: str) -> int:
    """Count the words that every plan has."""
    return sum(word in _WORDS for word in re.findall(r"[^\W\d_]+", nfc(text).lower()))


def guess(text: str) -> str:
    """Return the encoding in which a text is Vietnamese and which it was not read in; empty where it is as it is."""
    if not is_odd(text):
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
    """Give a paper's blocks in letters of today; `told` gets the encodings that were found."""
    # A soft hyphen is a letter of the old ones; in what is of today nobody sees it.
    return (_with(block, nfc) if SOFT_HYPHEN in _words(block) else block for block in _modern(blocks, told))


def _modern(blocks: Iterable[Block], told: set[str]) -> Iterator[Block]:
    """Find the letters of old by the words they make.

    A table is read as one, since a cell like "Côm 1" alone says nothing, and running text as another, unless some of
    it is of today: then line by line.
    """
    whole = list[Block]()
    for block in blocks:
        if isinstance(block, Converted):
            told.add(block.text)
        else:
            whole.append(block)
    lines = "\n".join(block.text for block in whole if isinstance(block, Text))
    of_lines = "" if is_of_today(lines) else guess(lines)
    for table, part in groupby(whole, key=lambda block: block.table if isinstance(block, TableRow) else 0):
        found = list(part)
        if table:
            yield from _table([row for row in found if isinstance(row, TableRow)], told)
            continue
        for block in found:
            name = of_lines or ("" if is_of_today(_words(block)) else guess(_words(block)))
            told.update({name} - {""})
            yield _read(block, name)


def _table(rows: Sequence[TableRow], told: set[str]) -> Iterator[Block]:
    """Read a table as one; where some of it is of today row by row, and cell by cell in a row that has of both."""
    text = "\n".join(map(_words, rows))
    if not is_of_today(text):
        name = guess(text)
        told.update({name} - {""})
        yield from (_read(row, name) for row in rows)
        return
    names = ["" if is_of_today(_words(row)) else guess(_words(row)) for row in rows]
    # "Lß A S¸ng" alone has no word that is known; its neighbours say what it is written in.
    odd = (cell.text for row in rows for cell in row.cells if is_odd(cell.text) and not is_of_today(cell.text))
    common = next((name for name, _number in Counter(filter(None, names)).most_common(1)), "") or guess("\n".join(odd))
    for row, name in zip(rows, names, strict=True):
        if is_of_today(_words(row)):
            yield replace(row, cells=tuple(_cell(cell, common, told) for cell in row.cells))
            continue
        of_row = name or (common if is_odd(_words(row)) else "")
        told.update({of_row} - {""})
        yield _read(row, of_row)


def _cell(cell: Cell, common: str, told: set[str]) -> Cell:
    if is_of_today(cell.text) or not is_odd(cell.text):
        return cell
    if not (name := guess(cell.text) or common):
        return cell
    told.add(name)
    return replace(cell, text=ENCODINGS[name](cell.text))


def _words(block: Block) -> str:
    return " ".join(cell.text for cell in block.cells) if isinstance(block, TableRow) else getattr(block, "text", "")


def _read(block: Block, name: str) -> Block:
    return _with(block, ENCODINGS[name]) if name else block


def _with(block: Block, read: Callable[[str], str]) -> Block:
    if isinstance(block, TableRow):
        return replace(block, cells=tuple(replace(cell, text=read(cell.text)) for cell in block.cells))
    return replace(block, text=read(block.text))
