"""The Zalo side of the control interface over HTTP: what people do there, odd payloads and trouble."""

from aiohttp import web

from bot.emulator.site import PlatformSite, answer, form, person_id
from bot.emulator.zalo import ZaloControl

ODD_EVENTS = ("flat", "listed", "tries", "pause")
ODD_PHOTOS = ("photo_field", "statuses")


class ZaloSite(PlatformSite):
    """Under `/control/zalo` the platform, under `/control/people/<id>/zalo` a person's hands."""

    def __init__(self, control: ZaloControl) -> None:
        self.control: ZaloControl = control

    def routes(self) -> list[web.RouteDef]:
        """Return every path of the Zalo side."""
        person = r"/control/people/{person:-?\d+}/zalo"
        return [
            web.post("/control/zalo/people", self.add_person),
            web.get("/control/zalo/calls", self.calls),
            web.post("/control/zalo/faults", self.add_fault),
            web.delete("/control/zalo/faults", self.clear_faults),
            web.post("/control/zalo/pace", self.keep_pace),
            web.post("/control/zalo/odd", self.be_odd),
            web.post("/control/zalo/events", self.raw),
            web.get(f"{person}/chat", self.chat),
            web.post(f"{person}/read", self.read),
            web.post(f"{person}/say", self.say),
            web.post(f"{person}/photos", self.photos),
            web.post(f"{person}/documents", self.documents),
            web.post(f"{person}/sticker", self.sticker),
            web.post(f"{person}/unsupported", self.unsupported),
        ]

    async def add_person(self, request: web.Request) -> web.Response:
        """Give the person `id` a Zalo account, with a `name` if they are not on Telegram."""
        body = await request.json()
        number = int(body["id"])
        address = self.control.add_person(number, str(body.get("name", "")), str(body.get("about", "")))
        return answer({"id": number, "address": address})

    async def be_odd(self, request: web.Request) -> web.Response:
        """Set what is odd from now on: `flat`, `listed`, `photo_field`, `statuses`, `tries`, `pause`, `twice`."""
        body = await request.json()
        self.control.deliver_twice(int(body.pop("twice", 0)))
        for name, value in body.items():
            if name not in ODD_EVENTS + ODD_PHOTOS:
                raise ValueError(f"nothing is odd by the name {name}")
            setattr(self.control.events if name in ODD_EVENTS else self.control, name, value)
        return answer({})

    async def raw(self, request: web.Request) -> web.Response:
        """Let the platform tell the body as it is."""
        self.control.send_raw(await request.json())
        return answer({})

    async def photos(self, request: web.Request) -> web.Response:
        """Send the pictures of the form, each an event of its own, the `caption` with the first."""
        uploads, caption = await form(request)
        number = person_id(request)
        captions = [caption] + [""] * (len(uploads) - 1)
        sent = [
            self.control.send_image(number, upload.content, words)
            for upload, words in zip(uploads, captions, strict=True)
        ]
        return answer({"messages": sent})

    async def documents(self, request: web.Request) -> web.Response:
        """Try to send the files of the form: the bot is told of something unsupported and gets none."""
        uploads, _ = await form(request)
        number = person_id(request)
        sent = [self.control.send_unsupported(number, f"[Tệp] {upload.name}") for upload in uploads]
        return answer({"messages": sent})

    async def unsupported(self, request: web.Request) -> web.Response:
        """Send what the platform does not carry; `bare` leaves the message out of the event."""
        body = await request.json()
        shown, bare = str(body.get("text", "[Vị trí]")), bool(body.get("bare"))
        return answer({"message": self.control.send_unsupported(person_id(request), shown, bare=bare)})
