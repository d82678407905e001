"""Texts as Telegram counts and marks them: lengths in UTF-16 code units, entities, and the HTML parse mode."""

import html
import re

from bot.emulator.wire import JSON, bad

# After entities are parsed, in UTF-16 units.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_FOUND = re.compile(r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}\b)")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z-]*)(?P<rest>[^<>]*)>|<")
_HREF = re.compile(r"""^\s+href=["']([^"']*)["']\s*$""")
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}


def units(text: str) -> int:
    """Return the length that Telegram's limits and offsets mean."""
    return len(text.encode("utf-16-le")) // 2


def found(text: str) -> list[JSON]:
    """Return the entities that Telegram finds by itself: addresses and commands."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _FOUND.finditer(text)
    ]


def parsed(text: str, mode: str, given: list[JSON] | None) -> tuple[str, list[JSON]]:
    """Return the text as it is shown, trimmed, with its entities in order."""
    entities = list(given or [])
    if mode.lower() == "html":
        text, entities = _from_html(text)
    elif mode:
        raise bad("unsupported parse_mode")  # Markdown is left out: no message of the service is written in it
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    kept = [entity | {"offset": max(0, entity["offset"] - lead)} for entity in entities]
    return text, sorted(kept + found(text), key=lambda entity: (entity["offset"], -entity["length"]))


def _from_html(source: str) -> tuple[str, list[JSON]]:
    text, entities, position = "", [], 0
    opened: list[tuple[str, JSON]] = []
    for tag in _TAG.finditer(source):
        text += html.unescape(source[position : tag.start()])
        position = tag.end()
        where = f"at byte offset {len(source[: tag.start()].encode())}"
        name = (tag["name"] or "").lower()
        if tag["end"]:
            if not opened or opened[-1][0] != name:
                raise bad(f"can't parse entities: Unexpected end tag {where}")
            entity = opened.pop()[1]
            entities.append(entity | {"length": units(text) - entity["offset"]})
        elif name in _KINDS:
            opened.append((name, {"type": _KINDS[name], "offset": units(text)} | _address(name, tag["rest"])))
        else:
            raise bad(f'can\'t parse entities: Unsupported start tag "{name}" {where}')
    if opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    return text + html.unescape(source[position:]), [entity for entity in entities if entity["length"]]


def _address(name: str, rest: str) -> JSON:
    match = _HREF.match(rest) if name == "a" else None
    return {"url": html.unescape(match[1])} if match else {}
