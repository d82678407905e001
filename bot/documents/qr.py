"""Pictures with QR codes: what teachers scan from the lead's screen, and the ways in of an invitation side by side."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

QUIET_ZONE = 4
"""White modules around the code, as ISO/IEC 18004 asks for."""
SIDE = 600
"""Pixels at least, so that a projector need not blow it up."""


def picture(link: str, most: int = 0) -> bytes:
    """Return the link as a QR code in PNG, sharp from the back row of a room; or at most so many pixels wide."""
    code = segno.make(link, micro=False, error="m")
    modules, _height = code.symbol_size(border=QUIET_ZONE)
    content = BytesIO()
    code.save(content, kind="png", border=QUIET_ZONE, scale=most // modules if most else -(-SIDE // modules))
    return content.getvalue()


WIDE = 480
"""Pixels of one code of an invitation with its caption; two are a photo that a phone shows without scaling."""
LINE = 44
FONT = 26
_FONTS = "mpl-data/fonts/ttf/DejaVuSans.ttf"
"""It has all letters of Vietnamese, and comes with matplotlib wherever this runs."""


@cache
def _font() -> ImageFont.FreeTypeFont:
    found = find_spec("matplotlib")
    where = Path(found.origin or "").parent if found else Path()
    return ImageFont.truetype(str(where / _FONTS), FONT)


def invitation(ways: Sequence[tuple[str, str]], title: str, code: str) -> bytes:
    """Return a picture in PNG: a title, the code of each way (caption and link) with its caption, the typed code."""
    width = max(WIDE * len(ways), WIDE)
    card = Image.new("RGB", (width, WIDE + 3 * LINE), "white")
    pen = ImageDraw.Draw(card)
    _centred(pen, title, width // 2, LINE // 2, width)
    for place, (caption, link) in enumerate(ways):
        one = Image.open(BytesIO(picture(link, most=WIDE))).convert("RGB")
        spare = (WIDE - one.width) // 2
        card.paste(one, (place * WIDE + spare, LINE + spare))
        _centred(pen, caption, place * WIDE + WIDE // 2, LINE + WIDE + LINE // 2, WIDE)
    _centred(pen, code, width // 2, WIDE + 2 * LINE + LINE // 2, width)
    content = BytesIO()
    card.save(content, "PNG")
    return content.getvalue()


def _centred(pen: ImageDraw.ImageDraw, text: str, x: int, y: int, most: int) -> None:
    """Write a line around a point, cut where it is wider than its place."""
    while text and pen.textlength(text, font=_font()) > most - FONT:
        text = text[:-2].rstrip(" …") + "…" if len(text) > 2 else ""  # noqa: PLR2004 - the last letter and the mark
    pen.text((x, y), text, fill="black", font=_font(), anchor="mm")
