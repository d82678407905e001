"""Meetings told by lines that each begin with what they say: "Thời gian: …", "Địa điểm: …", "Nội dung: …".

One such block alone is minutes or an invitation; a calendar has several, or numbers its meetings.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.documents.headers import column_of, joined
from bot.documents.members import is_school
from bot.domain.drafts import LooseLine, TypedMeeting
from bot.vietnamese import fold

_LINE = re.compile(r"^\s*(?:[-+*•–]|[a-zđ]\s*[.)])?\s*([^:]{2,40}?)\s*:\s*(\S.*)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:buoi|lan|dot|chuyen de|hoat dong)\s+(?:thu\s+)?\w{1,5}\s*[:.(-]")
_KNOWN = {"time", "day", "hour", "week", "host", "content", "cluster", "subcluster", "subject", "form", "unit"}
_TRAIL = " .;,"


class _Block:
    def __init__(self, *, numbered: bool = False) -> None:
        self.said: dict[str, str] = {}
        self.first: LooseLine | None = None
        self.numbered = numbered

    def take(self, line: LooseLine, column: str, text: str) -> None:
        self.first = self.first or line
        self.said[column] = text.strip(_TRAIL)


def meetings(lines: Iterable[LooseLine]) -> Iterator[TypedMeeting]:
    """Give the meetings of blocks of such lines; none where there is only one that is not numbered."""
    found = [block for block in _blocks(lines) if "host" in block.said and _has_time(block)]
    if len(found) > 1 or any(block.numbered for block in found):
        yield from (_meeting(block) for block in found)


def _has_time(block: _Block) -> bool:
    return bool({"time", "day"} & set(block.said)) and is_school(block.said["host"])


def _blocks(lines: Iterable[LooseLine]) -> Sequence[_Block]:
    """Cut the lines into blocks: a label that comes again, or a number, begins the next one."""
    found = [_Block()]
    for line in lines:
        if _NUMBERED.match(fold(line.text)):
            found.append(_Block(numbered=True))
        label = _LINE.match(line.text)
        column = column_of(label[1]) if label else ""
        if label is None or column not in _KNOWN:
            continue
        column = "host" if column == "unit" else column
        if column in found[-1].said:
            found.append(_Block())
        found[-1].take(line, column, label[2])
    return found


def _meeting(block: _Block) -> TypedMeeting:
    assert block.first
    said = joined(dict(block.said))
    who = next((said[name] for name in ("subcluster", "cluster", "subject") if said.get(name)), "")
    host, content = said["host"], said.get("content", "")
    return TypedMeeting(block.first.place, "", said["time"], who, host, content, said.get("form", ""))
