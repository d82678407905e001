"""The picture that teachers scan from the lead's screen."""

from io import BytesIO

import segno

QUIET_ZONE = 4
"""White modules around the code, as ISO/IEC 18004 asks for."""
SIDE = 600
"""Pixels at least, so that a projector need not blow it up."""


def picture(link: str) -> bytes:
    """Return the link as a QR code in PNG, sharp from the back row of a room."""
    code = segno.make(link, micro=False, error="m")
    modules, _height = code.symbol_size(border=QUIET_ZONE)
    content = BytesIO()
    code.save(content, kind="png", border=QUIET_ZONE, scale=-(-SIDE // modules))
    return content.getvalue()
