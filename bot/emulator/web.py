"""The chat page and the control interface over HTTP. Both answer only to pages of this very address."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.emulator.control import Control
from bot.emulator.site import PlatformSite, answer, form, person_id
from bot.emulator.state import EmulatedPerson
from bot.emulator.wire import JSON
from bot.emulator.zalo import ZaloPerson

PAGE = Path(__file__).parent / "page"
PAGE_FILES = {file.name for file in PAGE.iterdir()}
LOCAL = {"127.0.0.1", "localhost", "::1"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp", "image/gif"}
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Next) -> web.StreamResponse:
    """Turn away other names for this address and other pages' requests; say unknown things as 404 and 400."""
    if _is_bots(request):
        return await handler(request)
    try:
        if not _is_own(request.host, request.headers.get("Origin")):
            raise web.HTTPForbidden(text="only this machine's own page may ask")
        return await handler(request)
    except LookupError as error:
        raise web.HTTPNotFound(text=str(error)) from error
    except (OSError, ValueError, TypeError) as error:
        raise web.HTTPBadRequest(text=str(error)) from error


def _is_own(host: str, origin: str | None) -> bool:
    return urlsplit(f"//{host}").hostname in LOCAL and (origin is None or urlsplit(origin).netloc == host)


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on that keep a page to itself; a signal, since a stream's headers leave early."""
    if not _is_bots(request):
        response.headers.update(HEADERS)


def _is_bots(request: web.Request) -> bool:
    return request.path.startswith(("/bot", "/file/bot", "/zalo/"))


class ControlSite(PlatformSite):
    """Routes over a `Control`; ids in paths are user ids, bodies are JSON, files are multipart."""

    def __init__(self, control: Control) -> None:
        self.control: Control = control

    def routes(self) -> list[web.RouteDef]:
        """Return every path of the page and of the control interface."""
        person = r"/control/people/{person:-?\d+}"
        return [
            web.get("/", self.page),
            web.get("/page/{name}", self.page),
            web.get("/control/state", self.state),
            web.get("/control/events", self.events),
            web.get("/control/time", self.time),
            web.post("/control/time", self.move_time),
            web.get("/control/worlds", self.worlds),
            web.post("/control/worlds", self.open_world),
            web.get("/control/files/{file}", self.file),
            web.get("/control/calls", self.calls),
            web.post("/control/faults", self.add_fault),
            web.delete("/control/faults", self.clear_faults),
            web.post("/control/pace", self.keep_pace),
            web.post("/control/twice", self.deliver_twice),
            web.post("/control/people", self.add_person),
            web.get(f"{person}/chat", self.chat),
            web.post(f"{person}/read", self.read),
            web.post(f"{person}/say", self.say),
            web.post(f"{person}/press", self.press),
            web.post(f"{person}/photos", self.photos),
            web.post(f"{person}/documents", self.documents),
            web.post(f"{person}/sticker", self.sticker),
            web.post(f"{person}/location", self.location),
            web.post(f"{person}/edit", self.edit),
            web.post(f"{person}/forward", self.forward),
            web.post(f"{person}/video", self.video),
            web.post(f"{person}/voice", self.voice),
            web.post(f"{person}/contact", self.contact),
            web.post(f"{person}/poll", self.poll),
            web.post("/control/groups", self.add_group),
            web.get(r"/control/groups/{group:-\d+}", self.group),
            web.post(rf"{person}/groups/{{group:-\d+}}", self.say_in_group),
            web.post(f"{person}/block", self.block),
            web.post(f"{person}/unblock", self.unblock),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the page's files."""
        name = request.match_info.get("name", "index.html")
        if name not in PAGE_FILES:
            raise web.HTTPNotFound
        return web.FileResponse(PAGE / name)

    async def state(self, _: web.Request) -> web.Response:
        """Answer who there is and what the bot offers."""
        control = self.control
        commands = control.world.commands
        menu = next((menu for scope in ("all_private_chats", "default") for language in ("vi", "")
                     if (menu := commands.get((scope, language)))), [])  # fmt: skip
        people, on_zalo = control.world.people, control.zalo.people
        everybody = [_person(people.get(number), on_zalo.get(number)) for number in {**people, **on_zalo}]
        described = control.world.about.get("description", "")
        return answer({"username": control.username, "described": described, "commands": menu, "people": everybody})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream the id of each person whose chat changed, 0 for everything else."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        with self.control.world.listening() as news:
            await response.prepare(request)
            await response.write(b": open\n\n")
            while (person := await news.get()) is not None:
                await response.write(b"data: %d\n\n" % person)
        return response

    async def time(self, _: web.Request) -> web.Response:
        """Answer the demo's moment and where it can jump."""
        demo = self.control.demo
        if demo is None:
            return answer({"now": None, "moments": []})
        moments = [{"label": moment.label, "at": moment.at} for moment in await demo.moments()]
        return answer({"now": demo.now(), "moments": moments})

    async def move_time(self, request: web.Request) -> web.Response:
        """Jump to the hour `at`, or go on by `hours`."""
        demo = self.control.demo
        if demo is None:
            raise web.HTTPNotFound(text="time does not move here")
        body = await request.json()
        at = datetime.fromisoformat(body["at"]) if "at" in body else demo.now() + timedelta(hours=body["hours"])
        await demo.move_to(at)
        self.control.world.changed()
        return await self.time(request)

    async def worlds(self, _: web.Request) -> web.Response:
        """Answer which worlds there are, and which one this is."""
        demo = self.control.demo
        named = [{"key": key, "name": name} for key, name in demo.worlds()] if demo else []
        return answer({"here": demo.world if demo else "", "worlds": named})

    async def open_world(self, request: web.Request) -> web.Response:
        """Answer the address of another `world`, which begins where it is not served yet."""
        demo = self.control.demo
        if demo is None:
            raise web.HTTPNotFound(text="there is no other world")
        return answer({"address": await demo.open(str((await request.json())["world"]))})

    async def file(self, request: web.Request) -> web.Response:
        """Serve a file's bytes; only pictures open in the page, everything else is saved."""
        kept = self.control.world.files[request.match_info["file"]]
        if kept.mime in SHOWN_INLINE:
            return web.Response(body=kept.content, content_type=kept.mime)
        disposition = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
        headers = {"Content-Disposition": disposition}
        return web.Response(body=kept.content, content_type="application/octet-stream", headers=headers)

    async def deliver_twice(self, request: web.Request) -> web.Response:
        """Deliver the next `updates` twice."""
        self.control.deliver_twice(**await request.json())
        return answer({})

    async def add_person(self, request: web.Request) -> web.Response:
        """Bring in a newcomer by `name`; the `id` is made where none is given."""
        body = await request.json()
        number = int(body.get("id") or 7_000_000_000 + self.control.world.next_id())
        self.control.add_person(number, str(body["name"]), str(body.get("about", "")))
        if self.control.zalo.people:
            self.control.zalo.add_person(number)
        return answer({"id": number})

    async def press(self, request: web.Request) -> web.Response:
        """Press on `message` the button `label`, or the one `at` [row, column], or send any `data`."""
        body = await request.json()
        at = tuple(body["at"]) if "at" in body else None
        query = self.control.press(
            person_id(request), int(body["message"]), body.get("label", ""), at=at, data=body.get("data")
        )
        return answer({"query": query})

    async def photos(self, request: web.Request) -> web.Response:
        """Send the pictures of the form, several as an album, with its `caption`."""
        uploads, caption = await form(request)
        pictures = [upload.content for upload in uploads]
        if len(pictures) == 1:
            return answer({"messages": [self.control.send_photo(person_id(request), pictures[0], caption)]})
        return answer({"messages": self.control.send_album(person_id(request), pictures, caption)})

    async def documents(self, request: web.Request) -> web.Response:
        """Send the files of the form, each by itself."""
        uploads, caption = await form(request)
        sent = [
            self.control.send_document(person_id(request), upload.name, upload.content, caption, upload.mime)
            for upload in uploads
        ]
        return answer({"messages": sent})

    async def location(self, request: web.Request) -> web.Response:
        """Send the place `latitude`, `longitude`."""
        return answer({"message": self.control.send_location(person_id(request), **await request.json())})

    async def say(self, request: web.Request) -> web.Response:
        """Send `text`, as a reply to the message `reply_to` where one is named."""
        body = await request.json()
        reply_to = int(body.get("reply_to") or 0)
        return answer({"message": self.control.say(person_id(request), str(body["text"]), reply_to=reply_to)})

    async def edit(self, request: web.Request) -> web.Response:
        """Change one's own `message` to `text`."""
        body = await request.json()
        self.control.edit(person_id(request), int(body["message"]), str(body["text"]))
        return answer({})

    async def forward(self, request: web.Request) -> web.Response:
        """Pass the `message` of this chat on."""
        return answer({"message": self.control.forward(person_id(request), int((await request.json())["message"]))})

    async def video(self, request: web.Request) -> web.Response:
        """Send the films of the form, with its `caption`."""
        uploads, caption = await form(request)
        sent = [self.control.send_video(person_id(request), one.content, caption=caption) for one in uploads]
        return answer({"messages": sent})

    async def voice(self, request: web.Request) -> web.Response:
        """Send a spoken message."""
        return answer({"message": self.control.send_voice(person_id(request))})

    async def contact(self, request: web.Request) -> web.Response:
        """Send the card of `name` with `phone`."""
        body = await request.json()
        return answer({"message": self.control.send_contact(person_id(request), str(body["phone"]), str(body["name"]))})

    async def poll(self, request: web.Request) -> web.Response:
        """Send a poll: `question` and `options`."""
        body = await request.json()
        options = tuple(str(one) for one in body["options"])
        return answer({"message": self.control.send_poll(person_id(request), str(body["question"]), options)})

    async def add_group(self, request: web.Request) -> web.Response:
        """Found a group `title` with the bot in it, `by` somebody; return its id."""
        body = await request.json()
        number = int(body.get("id") or -self.control.world.next_id())
        self.control.add_group(number, str(body["title"]), int(body["by"]))
        return answer({"id": number})

    async def group(self, request: web.Request) -> web.Response:
        """Answer what the bot has said in a group."""
        return answer({"said": self.control.in_group(int(request.match_info["group"]))})

    async def say_in_group(self, request: web.Request) -> web.Response:
        """Write `text` in a group."""
        group, text = int(request.match_info["group"]), str((await request.json())["text"])
        return answer({"message": self.control.say_in_group(person_id(request), group, text)})

    async def block(self, request: web.Request) -> web.Response:
        """Block the bot."""
        self.control.block(person_id(request))
        return answer({})

    async def unblock(self, request: web.Request) -> web.Response:
        """Take the bot back."""
        self.control.unblock(person_id(request))
        return answer({})


def _person(person: EmulatedPerson | None, zalo: ZaloPerson | None) -> JSON:
    known = person or zalo
    on_telegram = {name: getattr(person, name, 0) for name in ("newcomer", "blocked", "unread")}
    on_telegram |= {"telegram": person is not None, "last": max(person.records, default=0) if person else 0}
    about = {name: getattr(known, name) for name in ("id", "name", "about")}
    return about | on_telegram | {"zalo": {"unread": zalo.unread} if zalo else None}
