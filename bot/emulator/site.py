"""What the control interface says over HTTP of every platform alike, and how its bodies come and go."""

import asyncio
import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.emulator.control import Control
from bot.emulator.faults import Fault
from bot.emulator.wire import UploadedFile
from bot.emulator.zalo import ZaloControl


class PlatformSite:
    """Trouble on demand, the log of calls, and what a person does in a chat of any platform."""

    control: Control | ZaloControl

    async def calls(self, request: web.Request) -> web.Response:
        """Answer the log of the API, of one `method` or person (`chat`) if asked."""
        chat = int(request.query.get("chat", 0))
        return answer([asdict(call) for call in self.control.calls(request.query.get("method", ""), chat)])

    async def add_fault(self, request: web.Request) -> web.Response:
        """Put a `Fault` in wait, by its fields."""
        body = await request.json()
        known = {field.name for field in fields(Fault)}
        self.control.faults.waiting.append(Fault(**{name: value for name, value in body.items() if name in known}))
        return answer({})

    async def clear_faults(self, _: web.Request) -> web.Response:
        """End every trouble."""
        self.control.clear_faults()
        return answer({})

    async def keep_pace(self, request: web.Request) -> web.Response:
        """Enforce a pace: `limit`, `penalty`, `per_chat`; Zalo's refusals do not say for how long."""
        self.control.keep_pace(**await request.json())
        return answer({})

    async def chat(self, request: web.Request) -> web.Response:
        """Answer the chat as its person sees it."""
        return answer(asdict(self.control.chat(person_id(request))))

    async def read(self, request: web.Request) -> web.Response:
        """Take note that the person looked at the chat."""
        self.control.person(person_id(request)).unread = 0
        self.control.world.changed()
        return answer({})

    async def say(self, request: web.Request) -> web.Response:
        """Send `text`."""
        return answer({"message": self.control.say(person_id(request), str((await request.json())["text"]))})

    async def sticker(self, request: web.Request) -> web.Response:
        """Send a sticker."""
        return answer({"message": self.control.send_sticker(person_id(request))})


def person_id(request: web.Request) -> int:
    """Return whom the path names."""
    return int(request.match_info["person"])


async def form(request: web.Request) -> tuple[list[UploadedFile], str]:
    """Return the files and the caption of a form. Raises ValueError where it has no file."""
    sent = await request.post()
    uploads = [
        UploadedFile(field.filename, field.content_type, await asyncio.to_thread(field.file.read))
        for field in sent.values()
        if isinstance(field, web.FileField)
    ]
    if not uploads:
        raise ValueError("the form has no file")
    return uploads, str(sent.get("caption", ""))


def answer(body: Any) -> web.Response:
    """Return a body as JSON."""
    return web.json_response(text=json.dumps(body, default=_iso, ensure_ascii=False))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")
