"""The web server behind `DUGIO_LISTEN`. Requests it does not serve get a sentence, are counted, and store nothing."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path, PurePath
from string import Template
from urllib.parse import quote
from weakref import WeakValueDictionary

import structlog
from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.db import Database
from bot.domain.models import UploadLink
from bot.domain.outbox import links
from bot.domain.papers import genuine
from bot.errors import N_, BadInput, Refusal
from bot.front.allowance import Allowance
from bot.front.door import Door
from bot.i18n import DEFAULT, Translator
from bot.media import LARGEST_FILE, KeptFile, Media
from bot.messages import FileRef, Incoming, Kind, Take

log = structlog.get_logger()

PAGE = Template((Path(__file__).parent / "upload.html").read_text("utf-8"))
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
PAPERS = (".docx", ".doc", ".odt", ".xlsx", ".xls", ".ods", ".csv", ".pdf", ".txt", ".pptx")
ROOM_FOR_FORM = 64 * 1024
# What aiohttp raises of a form that is cut off or malformed: its reader asserts where it might refuse.
BROKEN_FORM = (ValueError, AssertionError, TimeoutError, HttpProcessingError, web.RequestPayloadError)
BODIES_AT_ONCE = 8
"""Files that come in at the same time, each held in memory until it is stored; the next ones wait."""
PROOFS_A_MINUTE = 240
"""Papers that are checked in a minute, by everybody together: behind a proxy nobody can be told apart."""
HEALTH_SECONDS = 3.0
"""How long the tables may take to answer before they are ill: whoever asks for health waits for some seconds."""
ILL_FOR = 10.0
"""Seconds after something could not be written: whoever waits for that tries every few seconds."""
BODY_SECONDS = 300.0
"""How long a file may take to come: 20 MB over a slow mobile network."""

LINK_OVER = N_("This link has been used or its time is over. Please ask for a new one in the chat.")
WRONG_KIND = N_("This kind of file is not taken. Please send one of: {kinds}.")
TOO_BIG = N_("This file is too big. Please send one of at most {most} MB.")
NO_FILE = N_("No file arrived. Please choose a file and send it again.")
TAKEN = N_("The file has arrived. Please go back to the chat.")
CHOOSE = N_("Choose a file")
SEND = N_("Send")
GENUINE = N_("This paper is genuine. It says:")
WITHDRAWN = N_(
    "This paper was made here, but the roll was put right since and does not say this any more. It does not hold. "
    "Please ask the school for a new one. It says:"
)
UNKNOWN_NOW = N_("This paper was made here. What it rests on is not kept any more and cannot be compared. It says:")
STANDS: Mapping[str, str] = {"holds": GENUINE, "withdrawn": WITHDRAWN, "gone": UNKNOWN_NOW}
NOT_GENUINE = N_("This is no paper that this service has made, or its code was not read whole.")
TOO_MANY = N_("Too many papers are being checked just now. Please try again in a minute.")
PAPER = N_("Checking a paper")
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
        take: Take,
        healthy: Callable[[], Mapping[str, bool]],
        hooks: Mapping[str, Hook],
    ) -> None:
        self._database = database
        self._media = media
        self._clock = clock
        self._secret = secret
        self._handed = take
        self._healthy = healthy
        self._hooks = hooks
        self.refused: Counter[str] = Counter()
        self.port = 0
        """On which it listens; 0 before it does."""
        self._door: Door | None = None
        self._of_one_link: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._bodies = asyncio.Semaphore(BODIES_AT_ONCE)
        self._proofs = Allowance(PROOFS_A_MINUTE)

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port, a free one where 0 is asked."""
        app = web.Application(client_max_size=LARGEST_FILE + ROOM_FOR_FORM)
        app.add_routes(
            [
                web.get("/health", self._health),
                web.get("/f/{token}/{name}", self._give),
                web.get("/p/{token}", self._prove),
                web.get("/u/{token}", self._show),
                web.post("/u/{token}", self._take),
                *(web.post(path, hook) for path, hook in self._hooks.items()),
            ]
        )
        self._door = Door(app)
        self.port = await self._door.open(host, port)
        return self.port

    async def stop(self) -> None:
        """Stop listening."""
        if self._door:
            await self._door.close()

    async def _health(self, _request: web.Request) -> web.Response:
        channels, tables = self._healthy(), await self._tables_answer()
        well = tables and all(channels.values())
        said = {"ok": well, "channels": dict(channels), "tables": tables}
        return web.json_response(said, status=200 if well else 503)

    async def _tables_answer(self) -> bool:
        """Say whether the tables can be read and, as far as anybody has tried lately, written."""
        if self._database.refused.lately(ILL_FOR):
            return False
        try:
            async with asyncio.timeout(HEALTH_SECONDS), self._database.reading() as db:
                await db.execute(select(1))
        except (SQLAlchemyError, OSError):  # TimeoutError is one of these
            return False
        return True

    async def _give(self, request: web.Request) -> web.StreamResponse:
        token, name = request.match_info["token"], request.match_info["name"]
        found = links.shared(token, name, secret=self._secret, now=self._clock.now())
        path = await self._media.path(found.sha) if found else None
        if found is None or path is None:
            return self._no(request, "file link", LINK_OVER, status=404)
        headers = {"X-Robots-Tag": "noindex", "Cache-Control": "private, max-age=600", "Content-Type": found.kind}
        # What people sent in is downloaded and never shown, else a file could act as a page of this address.
        if not found.kind.startswith("image/"):
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        # It goes out as it is read: a slow reader holds no file in memory.
        return web.FileResponse(path, headers=headers | NO_GUESSING)

    async def _prove(self, request: web.Request) -> web.Response:
        """Say whether a paper is genuine and still holds, and what it says; nobody may try for long."""
        _ = Translator(DEFAULT)
        if not self._proofs.may(self._clock.now()):
            return self._no(request, "paper, too many", TOO_MANY, status=429, title=PAPER)
        proof = genuine.read(request.match_info["token"], self._secret)
        if proof is None:
            return self._no(request, "paper", NOT_GENUINE, status=404, title=PAPER)
        async with self._database.reading() as db:
            stands = await genuine.standing(db, proof, self._clock.now())
        return self._page("\n".join([_(STANDS[stands]), "", *proof.lines]), title=PAPER)

    async def _living(self, request: web.Request) -> UploadLink | None:
        async with self._database.reading() as db:
            token = request.match_info["token"]
            return await links.upload_of(db, token, secret=self._secret, now=self._clock.now())

    async def _show(self, request: web.Request) -> web.Response:
        if await self._living(request) is None:
            return self._no(request, "upload link", LINK_OVER, status=404)
        return self._page(form=True)

    async def _take(self, request: web.Request) -> web.Response:
        # Whoever sends to the same link meanwhile finds it used up, before a byte of theirs is read.
        async with self._of_one_link.setdefault(request.match_info["token"], asyncio.Lock()):
            link = await self._living(request)
            if link is None:
                return self._no(request, "upload link", LINK_OVER, status=404)
            try:
                kept = await self._receive(request, link)
            except Refusal as no:
                self.refused["upload"] += 1
                return self._page(Translator(DEFAULT).refusal(no), form=True, status=422)
        if kept is None:
            return self._no(request, "upload link", LINK_OVER, status=404)
        file = FileRef("", kept.name, kept=kept.sha, picture=kept.picture)
        await self._handed([Incoming(link.channel, f"upload:{link.digest}", link.address, Kind.FILE, file=file)])
        return self._page(Translator(DEFAULT)(TAKEN))

    async def _receive(self, request: web.Request, link: UploadLink) -> KeptFile | None:
        """Store the file of a form; None where another process used the link up meanwhile.

        Only who uses it up may have anything decoded or stored; what is refused gives it back.
        """
        async with self._bodies:
            name, content = await _file(request)
            async with self._database.writing() as db:
                if not await links.use_upload(db, link, self._clock.now()):
                    return None
            try:
                return await self._media.keep_sent(content, name, photo=_is_picture(name))
            except Refusal:
                async with self._database.writing() as db:
                    await links.give_back(db, link)
                raise

    def _no(self, _request: web.Request, what: str, sentence: str, *, status: int, title: str = TITLE) -> web.Response:
        self.refused[what] += 1
        return self._page(Translator(DEFAULT)(sentence), status=status, title=title)

    @staticmethod
    def _page(said: str = "", *, form: bool = False, status: int = 200, title: str = TITLE) -> web.Response:
        _ = Translator(DEFAULT)
        facts = {
            "title": _(title),
            "said": said,
            "hidden": "" if form else "hidden",
            "choose": _(CHOOSE),
            "send": _(SEND),
            "kinds": ",".join((*PAPERS, *PICTURES)),
        }
        page = PAGE.substitute({name: escape(fact) for name, fact in facts.items()})
        policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
        # The page's address is the key to it: no other site and no cache is to learn it.
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", status=status, headers=headers)


def _is_picture(name: str) -> bool:
    return PurePath(name.lower()).suffix in PICTURES


async def _file(request: web.Request) -> tuple[str, bytes]:
    """Return the name of the file in a form and its bytes. Raises BadInput for whatever is none to take."""
    if (request.content_length or 0) > LARGEST_FILE + ROOM_FOR_FORM:
        raise BadInput(TOO_BIG, most=LARGEST_FILE // 1024**2)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _sent(request)
    except BROKEN_FORM:
        raise BadInput(NO_FILE) from None


async def _sent(request: web.Request) -> tuple[str, bytes]:
    """Return the file's name and bytes as they stream in, the first file of the form."""
    if not request.content_type.startswith("multipart/"):
        raise BadInput(NO_FILE)
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file" and part.filename:
            # Some browsers send the whole path, and the end of a name tells what kind of file it is.
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
