"""Text as it was typed before Unicode: in fonts called .Vn… and VNI-…, and in the bytes of Windows-1258."""

import unicodedata
from io import BytesIO

import xlsxwriter
from docx import Document
from docx.oxml.ns import qn

from bot.documents import legacy

TONES = "\u0300\u0301\u0303\u0309\u0323"
_ROUND = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_SHORT = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_PLAIN = {"": "", "\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_ALONE = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def in_tcvn3(text: str) -> str:
    back = {new: old for old, new in zip(legacy._TCVN3, legacy._UNICODE, strict=True)}
    return "".join(back.get(letter, back.get(letter.lower(), letter)) for letter in text)


def in_vni(text: str) -> str:
    return "".join(_vni(letter) for letter in text)


def _vni(letter: str) -> str:
    small = letter.lower()
    if small in _ALONE:
        made = _ALONE[small]
    else:
        parts = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in parts if mark in TONES), "")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        if base in "âêô":
            made = {"â": "a", "ê": "e", "ô": "o"}[base] + _ROUND[tone]
        elif base == "ă":
            made = "a" + _SHORT[tone]
        else:
            made = {"ơ": "ô", "ư": "ö"}.get(base, base) + _PLAIN[tone]
    return made.upper() if letter != small else made


def in_windows_1258(text: str) -> bytes:
    found = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        found += (base + "".join(mark for mark in parts if mark in TONES)).encode("cp1258")
    return found


def paper_in(font: str, lines: list[str], rows: list[tuple[tuple[str, str], ...]]) -> bytes:
    """Write a .docx; each cell is its text and its font, each line is in `font`."""
    document = Document()
    for line in lines:
        _set(document.add_paragraph().add_run(line), font)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, (text, own) in zip(table.add_row().cells, row, strict=True):
            _set(cell.paragraphs[0].add_run(text), own)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set(run, font: str) -> None:
    if font:
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:hAnsi"), font)


def sheet_in_font(font: str, rows: list[tuple[str, ...]]) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page, look = book.add_worksheet(), book.add_format({"font_name": font})
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write(number, column, text, look)
    return written.getvalue()
