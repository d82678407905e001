"""Text that somebody pastes in pieces: a phone cuts a long message anywhere, in the middle of a row as well."""

_BETWEEN = ("\t", "|")


def joined(former: str, piece: str) -> str:
    """Return the text with one more piece: on a new line, or where a row was cut, in the same one.

    A row was cut where its cells and those of the piece's first line make just as many as the row above has.
    """
    if not former:
        return piece
    *above, last = former.split("\n")
    first = piece.split("\n", maxsplit=1)[0]
    for mark in _BETWEEN:
        full = max((line.count(mark) for line in above), default=0)
        if full > 1 and 0 < last.count(mark) < full and last.count(mark) + first.count(mark) == full:
            return former + piece
    return f"{former}\n{piece}"
