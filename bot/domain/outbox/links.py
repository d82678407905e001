"""Links that live for a set time: to a file that goes out, and to a page through which one file comes in.

A file's link is signed and stands in no table; an upload's works once, and only its keyed digest is kept.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import UploadLink
from bot.signing import is_signed, sign

FILE_LIVES = timedelta(days=2)
"""Zalo fetches a picture more than once, and people look at it again the next day."""
UPLOAD_LIVES = timedelta(minutes=30)
SIGNATURE = 32
KIND = {"p": "image/jpeg", "g": "image/png", "d": "application/octet-stream"}


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that a link gives out."""

    sha: str
    name: str
    kind: str
    """Its media type."""


def share(sha: str, name: str, kind: str, *, secret: str, now: datetime) -> str:
    """Return the token of a link to a kept file; `kind` is a key of KIND."""
    until = int((now + FILE_LIVES).timestamp())
    facts = urlsafe_b64encode(f"{until}|{kind}|{sha}|{name}".encode()).rstrip(b"=").decode()
    return f"{facts}.{sign(f'file:{facts}', secret, digits=SIGNATURE)}"


def shared(token: str, *, secret: str, now: datetime) -> Shared | None:
    """Return what a token gives out, or None where it is forged or its time is over."""
    facts, _, signature = token.partition(".")
    if not is_signed(signature, f"file:{facts}", secret, digits=SIGNATURE):
        return None
    try:
        until, kind, sha, name = urlsafe_b64decode(facts + "=" * (-len(facts) % 4)).decode().split("|", 3)
    except (Error, ValueError):
        return None
    if datetime.fromtimestamp(int(until), UTC) <= now:
        return None
    return Shared(sha, name, KIND[kind])


def _digest(token: str, secret: str) -> str:
    return sign(f"upload:{token}", secret, digits=SIGNATURE)


async def ask_upload(db: AsyncSession, channel: str, address: str, *, secret: str, now: datetime) -> str:
    """Return the token of a page through which this chat may send one file; older ones of the chat are void."""
    await db.execute(delete(UploadLink).where(UploadLink.channel == channel, UploadLink.address == address))
    token = secrets.token_urlsafe(16)
    digest = _digest(token, secret)
    db.add(UploadLink(digest=digest, channel=channel, address=address, expires_at=now + UPLOAD_LIVES))
    return token


async def upload_of(db: AsyncSession, token: str, *, secret: str, now: datetime) -> UploadLink | None:
    """Return the living link of a token, or None where it is unknown, used, or its time is over."""
    asked = select(UploadLink).where(UploadLink.digest == _digest(token, secret))
    return await db.scalar(asked.where(UploadLink.used_at.is_(None), UploadLink.expires_at > now))


async def use_upload(db: AsyncSession, link: UploadLink, now: datetime) -> bool:
    """Use a link up; False where somebody was faster."""
    mine = (UploadLink.digest == link.digest, UploadLink.used_at.is_(None))
    used = await db.execute(update(UploadLink).where(*mine).values(used_at=now))
    return bool(used.rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it


async def give_back(db: AsyncSession, link: UploadLink) -> None:
    """Let a link that was used up work once more, since nothing came of it."""
    await db.execute(update(UploadLink).where(UploadLink.digest == link.digest).values(used_at=None))
