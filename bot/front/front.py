"""The web server behind `DUGIO_LISTEN`. What it refuses is answered with a sentence, counted, and leaves no trace."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path, PurePath
from urllib.parse import quote

import structlog
from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.clock import Clock
from bot.db import Database
from bot.domain.models import UploadLink
from bot.domain.outbox import links
from bot.errors import N_, BadInput, Refusal
from bot.i18n import DEFAULT, Translator
from bot.media import EMPTY, LARGEST_FILE, Media, clean_photo
from bot.messages import FileRef, Handler, Incoming, Kind, SendError

log = structlog.get_logger()

PAGE = (Path(__file__).parent / "upload.html").read_text("utf-8")
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
PAPERS = (".docx", ".xlsx", ".xls", ".pdf", ".txt", ".pptx")
ROOM_FOR_FORM = 64 * 1024
BROKEN_FORM = (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError)

LINK_OVER = N_("This link has been used or its time is over. Please ask for a new one in the chat.")
WRONG_KIND = N_("This kind of file is not taken. Please send one of: {kinds}.")
TOO_BIG = N_("This file is too big. Please send one of at most {most} MB.")
NO_FILE = N_("No file arrived. Please choose a file and send it again.")
TAKEN = N_("The file has arrived. Please go back to the chat.")
CHOOSE = N_("Choose a file")
SEND = N_("Send")
TITLE = N_("Send a file to the lesson-study assistant")

NO_GUESSING = {"X-Content-Type-Options": "nosniff"}

Hook = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Front:
    """Serves until stopped. `hooks` are the webhooks of the channels, by path."""

    def __init__(
        self,
        *,
        database: Database,
        media: Media,
        clock: Clock,
        secret: str,
        handle: Handler,
        hooks: Mapping[str, Hook],
    ) -> None:
        self._database = database
        self._media = media
        self._clock = clock
        self._secret = secret
        self._handle = handle
        self._hooks = hooks
        self.refused: Counter[str] = Counter()
        self.pauses = (1.0, 5.0)
        """Seconds after which a file that has come is handed over again, where its answer could not leave."""
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port, a free one where 0 is asked."""
        app = web.Application(client_max_size=LARGEST_FILE + ROOM_FOR_FORM)
        app.add_routes(
            [
                web.get("/health", self._health),
                web.get("/f/{token}", self._give),
                web.get("/u/{token}", self._show),
                web.post("/u/{token}", self._take),
                *(web.post(path, hook) for path, hook in self._hooks.items()),
            ]
        )
        # Requests are not logged: their paths are the keys to what lies behind them.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        async with self._database.reading() as db:
            await db.connection()
        return web.json_response({"ok": True})

    async def _give(self, request: web.Request) -> web.Response:
        found = links.shared(request.match_info["token"], secret=self._secret, now=self._clock.now())
        try:
            content = await self._media.read(found.sha) if found else None
        except FileNotFoundError:
            content = None
        if found is None or content is None:
            return self._no(request, "file link", LINK_OVER, status=404)
        headers = {"X-Robots-Tag": "noindex", "Cache-Control": "private, max-age=600"} | NO_GUESSING
        if not found.kind.startswith("image/"):
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        return web.Response(body=content, content_type=found.kind, headers=headers)

    async def _living(self, request: web.Request) -> UploadLink | None:
        async with self._database.reading() as db:
            token = request.match_info["token"]
            return await links.upload_of(db, token, secret=self._secret, now=self._clock.now())

    async def _show(self, request: web.Request) -> web.Response:
        if await self._living(request) is None:
            return self._no(request, "upload link", LINK_OVER, status=404)
        return self._page(form=True)

    async def _take(self, request: web.Request) -> web.Response:
        link = await self._living(request)
        if link is None:
            return self._no(request, "upload link", LINK_OVER, status=404)
        try:
            name, content = await _file(request)
        except Refusal as no:
            self.refused["upload"] += 1
            return self._page(Translator(DEFAULT).refusal(no), form=True, status=422)
        # Only who uses the link up may store anything.
        async with self._database.writing() as db:
            used = await links.use_upload(db, link, self._clock.now())
        if not used:
            return self._no(request, "upload link", LINK_OVER, status=404)
        file = FileRef("", name, len(content), kept=await self._media.keep(content))
        kind = Kind.PHOTO if _is_picture(name) else Kind.FILE
        await self._hand_over(Incoming(link.channel, f"upload:{link.digest}", link.address, kind, file=file))
        return self._page(Translator(DEFAULT)(TAKEN))

    async def _hand_over(self, incoming: Incoming) -> None:
        """Hand over, and once more where the answer could not leave: no platform brings an upload again."""
        for pause in (*self.pauses, None):
            try:
                return await self._handle(incoming)
            except SendError as trouble:
                log.warning("an upload is not answered yet", kind=type(trouble).__name__)
                if pause is not None:
                    await asyncio.sleep(pause)
        return None

    def _no(self, _request: web.Request, what: str, sentence: str, *, status: int) -> web.Response:
        self.refused[what] += 1
        return self._page(Translator(DEFAULT)(sentence), status=status)

    @staticmethod
    def _page(said: str = "", *, form: bool = False, status: int = 200) -> web.Response:
        _ = Translator(DEFAULT)
        facts = {
            "title": _(TITLE),
            "said": said,
            "hidden": "" if form else "hidden",
            "choose": _(CHOOSE),
            "send": _(SEND),
            "kinds": ",".join((*PAPERS, *PICTURES)),
        }
        page = PAGE
        for name, fact in facts.items():
            page = page.replace("{{" + name + "}}", escape(fact))
        policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", status=status, headers=headers)


def _is_picture(name: str) -> bool:
    return PurePath(name.lower()).suffix in PICTURES


async def _file(request: web.Request) -> tuple[str, bytes]:
    """Return the name of the file in a form, and its bytes as they may be stored. Refuses whatever is none to take."""
    if (request.content_length or 0) > LARGEST_FILE + ROOM_FOR_FORM:
        raise BadInput(TOO_BIG, most=LARGEST_FILE // 1024**2)
    try:
        name, content = await _sent(request)
    except BROKEN_FORM:
        raise BadInput(NO_FILE) from None
    if not content:
        raise BadInput(EMPTY)
    return name, await asyncio.to_thread(clean_photo, content) if _is_picture(name) else content


async def _sent(request: web.Request) -> tuple[str, bytes]:
    """Return the file's name and bytes as they stream in, the first file of the form."""
    if not request.content_type.startswith("multipart/"):
        raise BadInput(NO_FILE)
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file" and part.filename:
            name = PurePath(part.filename.replace("\\", "/")).name[-120:]
            if PurePath(name.lower()).suffix not in (*PAPERS, *PICTURES):
                raise BadInput(WRONG_KIND, kinds=", ".join((*PAPERS, *PICTURES)))
            return name, await _within(part)
    raise BadInput(NO_FILE)


async def _within(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > LARGEST_FILE:
            raise BadInput(TOO_BIG, most=LARGEST_FILE // 1024**2)
    return bytes(content)
