"""What is done before a message's transaction, so that nobody waits for it: its file is fetched, slow work done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.db import Database
from bot.domain import dialogues
from bot.domain.outbox import told
from bot.errors import N_, BadInput
from bot.media import FILMS, LARGEST_FILE, LARGEST_PHOTO, TOO_BIG, VIDEO_TOO_BIG, KeptFile, Media
from bot.messages import Channel, Incoming, Kind, NotTaken, TooBig
from bot.picking import Picker
from bot.replies import is_answered
from bot.routes import Before, First

NOT_FETCHED = N_("The file could not be fetched. Please send it once more.")


@dataclass(slots=True)
class Arrived:
    """An update in hand, and its file once that was fetched: who answers it erases the file that no row refers to."""

    incoming: Incoming
    kept: KeptFile | None = None

    @property
    def picture(self) -> bool:
        """Whether its file is a picture, whatever it was sent as."""
        return self.kept is not None and self.kept.picture


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done before the transaction of a message, and by which draft."""

    first: First | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)
    ready: Any = None

    def holds(self, first: First, draft: Mapping[str, Any]) -> bool:
        """Say whether this is the slow work that the route wants, done by what the conversation still says."""
        return self.first is first and self.draft == draft


class Preparing:
    """Picks the route as the conversation stands now, in a reading transaction that is over before the work begins."""

    def __init__(self, *, picker: Picker, database: Database, media: Media, clock: Clock) -> None:
        self._picker = picker
        self._database = database
        self._media = media
        self._clock = clock

    async def prepare(self, channel: Channel, arrived: Arrived) -> Prepared | None:
        """Fetch the file and do the route's slow work; None where the update was answered before.

        Neither is done for a stranger. Raises what picking, fetching and the work refuse.
        """
        incoming = arrived.incoming
        certain = self._picker.certain(incoming)
        if incoming.file is None and certain and not certain[0].first:
            return Prepared()
        async with self._database.reading() as db:
            now = incoming.at or self._clock.now()
            known = await dialogues.stands(db, incoming.channel, incoming.address, now)
            if known is None:
                return Prepared()
            person_id, dialogue = known
            answered = await told.answered_by(db, person_id, incoming)
            under = answered.purpose if answered else None
            route, _ = self._picker.pick(incoming, dialogue, now=now, under=under)
            slow = incoming.file is not None or route.first is not None
            if slow and await is_answered(db, incoming):
                return None
        arrived.kept = arrived.kept or await self._fetch(channel, incoming)
        route, _ = self._picker.pick(incoming, dialogue, picture=arrived.picture, now=now, under=under)
        before = Before(dialogue.draft, arrived.kept, self._media.read)
        return Prepared(route.first, dialogue.draft, await route.first(before) if route.first else None)

    async def _fetch(self, channel: Channel, incoming: Incoming) -> KeptFile | None:
        if incoming.file is None:
            return None
        if incoming.file.kept:
            return KeptFile(incoming.file.kept, incoming.file.name, picture=incoming.file.picture)
        limit = LARGEST_PHOTO if incoming.kind is Kind.PHOTO else LARGEST_FILE
        try:
            content = await channel.download(incoming.file, limit=limit)
        except TooBig:
            sentence = VIDEO_TOO_BIG if incoming.file.name.lower().endswith(FILMS) else TOO_BIG
            raise BadInput(sentence, most=limit // 1024**2) from None
        except NotTaken:
            raise BadInput(NOT_FETCHED) from None
        return await self._media.keep_sent(content, incoming.file.name, photo=incoming.kind is Kind.PHOTO)
