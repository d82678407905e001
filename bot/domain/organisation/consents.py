"""What people have agreed to: for what, by which words, since when (Luật 91/2025/QH15, Điều 9 and 10).

The words of a notice have an edition: the version of the sentences, and what the deployer names in them. Who has
answered another edition is asked again, and is held up in nothing until they answer.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Consent, ConsentText, Person, Scope
from bot.errors import N_, Refusal
from bot.plain import Plain
from bot.settings import Settings

NOTICE_VERSION = 2
"""Goes up whenever the words of the notice before consent change."""
ALL = frozenset(Scope)
ASKED_AGAIN = timedelta(days=1)
"""How soon somebody who has not answered a new notice is asked again where they write."""

NOT_ALLOWED = {
    Scope.REFLECTIONS: N_("You have not agreed that reflections are kept. You can change that: /toi, My consents."),
    Scope.PHOTOS: N_("You have not agreed that your photos are kept. You can change that: /toi, My consents."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as somebody has it before them."""

    edition: str
    language: str
    text: str

    @property
    def digest(self) -> str:
        """What the words are kept by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def edition(settings: Settings) -> str:
    """Return the edition of the notice that holds now: "2-1f3a…"."""
    named = (settings.keeper, settings.keeper_address, settings.contact, settings.data_officer, settings.legal_basis)
    return f"{NOTICE_VERSION}-{hashlib.sha256(repr(named).encode()).hexdigest()[:12]}"


def is_to_be_asked(person: Person, settings: Settings, now: datetime) -> bool:
    """Say whether somebody is to be asked, here and now, about a notice that is newer than their answer."""
    if person.notice == edition(settings):
        return False
    return person.notice_asked_at is None or now - person.notice_asked_at >= ASKED_AGAIN


_GIVEN = Plain(select(Consent.scope).where(Consent.person_id == bindparam("person_id"), Consent.withdrawn_at.is_(None)))


async def given(db: AsyncSession, person_id: int) -> frozenset[Scope]:
    """Return for what somebody's data may be kept today."""
    return frozenset(await _GIVEN.column(db, person_id=person_id))


async def must_allow(db: AsyncSession, person: Person, scope: Scope) -> None:
    """Raise Refusal unless somebody agrees that this is kept."""
    if scope not in await given(db, person.id):
        raise Refusal(NOT_ALLOWED[scope])


def shown(scope: Scope, person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Say of a query's rows whether what somebody gave for this may be shown to others."""
    agreed = exists().where(Consent.person_id == person_id, Consent.scope == scope, Consent.withdrawn_at.is_(None))
    free = exists().where(Person.id == person_id, Person.paused_at.is_(None), Person.restricted_at.is_(None))
    return agreed & free


async def answer(
    db: AsyncSession, person: Person, scopes: Collection[Scope], now: datetime, words: Words | None
) -> None:
    """Keep a yes to some of it, by these words; to the rest it is a no. None for words that nobody has kept."""
    if words:
        kept = {"digest": words.digest, "edition": words.edition, "language": words.language, "text": words.text}
        await db.execute(insert(db, ConsentText).values(**kept, first_at=now).on_conflict_do_nothing())
        person.notice = words.edition
    digest = words.digest if words else None
    for scope in sorted(scopes):
        row = {"scope": scope, "version": NOTICE_VERSION, "digest": digest, "given_at": now}
        db.add(Consent(person_id=person.id, **row))
    for scope in ALL - set(scopes):
        await withdraw(db, person, scope, now)


async def allow(db: AsyncSession, person: Person, scope: Scope, now: datetime) -> None:
    """Keep a yes to one thing more, by the words that were agreed to last. Idempotent."""
    if scope in await given(db, person.id):
        return
    last = select(Consent.digest).where(Consent.person_id == person.id).order_by(Consent.id.desc()).limit(1)
    digest = await db.scalar(last)
    db.add(Consent(person_id=person.id, scope=scope, version=NOTICE_VERSION, digest=digest, given_at=now))


async def withdraw(db: AsyncSession, person: Person, scope: Scope, now: datetime) -> None:
    """Take back a yes: what was given stays, and is shown to nobody else. Idempotent."""
    mine = (Consent.person_id == person.id, Consent.scope == scope, Consent.withdrawn_at.is_(None))
    await db.execute(update(Consent).where(*mine).values(withdrawn_at=now))
