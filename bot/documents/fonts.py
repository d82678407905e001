"""Fonts of the time before Unicode: which encoding a font stands for, and words that are set in one.

A font says what letters cannot: "cã" is a word of the old letters and of today. But papers that were converted keep
their fonts, so what has letters of today is left as it is.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from zipfile import ZipFile

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from bot.documents import legacy
from bot.vietnamese import is_odd

_FONT = f"{qn('w:rPr')}/{qn('w:rFonts')}"
_STYLE_OF_RUN = f"{qn('w:rPr')}/{qn('w:rStyle')}"
_STYLE_OF_PARAGRAPH = f"{qn('w:pPr')}/{qn('w:pStyle')}"
_DEFAULT_FONT = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{_FONT}"
_P, _R, _T, _VALUE, _RUN_LOOKS = (qn(name) for name in ("w:p", "w:r", "w:t", "w:val", "w:rPr"))
MOST_STYLES_DEEP = 10
"""Styles that are based on each other; a file may base them in a ring."""


def encoding_of(font: str) -> str:
    """Return the encoding whose letters a font has, empty for one of today."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return legacy.TCVN3
    return legacy.VNI if name.startswith(("vni-", "vni ")) else ""


class OldFonts:
    """Reads words that are set in old fonts, having seen all of them; `told` gets the encodings that were found."""

    def __init__(self, words: Iterable[tuple[str, str]], told: set[str]) -> None:
        # Where some words in the font are of today, a word without a letter of either time is of today too.
        self._of_today = {encoding_of(font) for font, text in words if legacy.is_of_today(text)}
        self._told = told

    def read(self, font: str, text: str) -> str:
        """Return words as a person sees them in a font; those of .VnTimeH and its like are capitals."""
        name = encoding_of(font)
        if not name or legacy.is_of_today(text) or (name in self._of_today and not is_odd(text)):
            return text
        read = legacy.ENCODINGS[name](text)
        if read == text:
            return text
        self._told.add(name)
        return read.upper() if name == legacy.TCVN3 and font.strip().endswith("H") else read


def read_paper(body: Any, styles: Any, told: set[str]) -> None:
    """Put the words of a .docx that are set in an old font into letters of today, in its tree; `styles` may be None."""
    named = _fonts_of_styles(styles)
    if not any(map(encoding_of, named.values())) and not any(encoding_of(_font(one)) for one in body.iter(_R)):
        return
    found = [(font, texts) for paragraph in body.iter(_P) for font, texts in _runs(paragraph, named)]
    fonts = OldFonts([(font, "".join(text.text or "" for text in texts)) for font, texts in found], told)
    for font, texts in found:
        # VNI has a letter's marks behind it, perhaps in the next run.
        texts[0].text = fonts.read(font, "".join(text.text or "" for text in texts))
        for text in texts[1:]:
            text.text = ""


def _runs(paragraph: Any, named: dict[str, str]) -> Iterator[tuple[str, list[Any]]]:
    """Give the words of a paragraph that stand together in one old font and one look."""
    over = _style(paragraph.find(_STYLE_OF_PARAGRAPH), named)
    runs: list[tuple[tuple[str, object], Any]] = []
    for run in paragraph.iter(_R):
        font = _font(run) or _style(run.find(_STYLE_OF_RUN), named, default="") or over
        about = run.find(_RUN_LOOKS)
        look = [] if about is None else sorted(one.tag for one in about if one.tag not in _OF_NO_MATTER)
        runs += [((font, look if child.tag == _T else id(child)), child) for child in run if child.tag != _RUN_LOOKS]
    for (font, _look), together in groupby(runs, key=lambda one: one[0]):
        texts = [child for _key, child in together if child.tag == _T]
        if texts and encoding_of(font):
            yield font, texts


_OF_NO_MATTER = {qn(name) for name in ("w:rFonts", "w:sz", "w:szCs", "w:lang", "w:color", "w:rStyle", "w:b", "w:i")}


def _font(run: Any) -> str:
    found = run.find(_FONT)
    return "" if found is None else found.get(qn("w:ascii")) or found.get(qn("w:hAnsi")) or ""


def _style(found: Any, named: dict[str, str], default: str | None = None) -> str:
    fallback = named.get("", "") if default is None else default
    return fallback if found is None else named.get(found.get(_VALUE), fallback)


def _fonts_of_styles(styles: Any) -> dict[str, str]:
    """Return the font of each style, and as that of "" the font of what has no style."""
    if styles is None:
        return {}
    standard = styles.find(_DEFAULT_FONT)
    given = "" if standard is None else standard.get(qn("w:ascii")) or ""
    known = {style.get(qn("w:styleId")): style for style in styles.iterfind(qn("w:style"))}
    normal = next((one for one in known.values() if one.get(qn("w:default")) == "1" and _of_paragraphs(one)), None)
    fonts = {"": (_font(normal) if normal is not None else "") or given}
    for name, style in known.items():
        fonts[name] = _inherited(style, known) or (fonts[""] if _of_paragraphs(style) else "")
    return fonts


def _of_paragraphs(style: Any) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph")


def _inherited(style: Any, known: dict[str, Any]) -> str:
    for _step in range(MOST_STYLES_DEEP):
        if font := _font(style):
            return font
        based = style.find(qn("w:basedOn"))
        style = None if based is None else known.get(based.get(_VALUE))
        if style is None:
            break
    return ""


def old_styles(packed: ZipFile) -> dict[int, str]:
    """Return the old font of each style of a workbook's cells that has one."""
    if "xl/styles.xml" not in packed.namelist():
        return {}
    styles = parse_xml(packed.read("xl/styles.xml"))
    fonts = [
        next((name.get("val", "") for name in font.iter("{*}name")), "") for font in styles.iterfind("{*}fonts/{*}font")
    ]
    used = [int(style.get("fontId", "0")) for style in styles.iterfind("{*}cellXfs/{*}xf")]
    return {at: fonts[font] for at, font in enumerate(used) if font < len(fonts) and encoding_of(fonts[font])}
