"""Links that live for a set time: to a file that goes out, and to a page through which one file comes in.

A file's link is signed and stands in no table; an upload's works once, and only its keyed digest is kept.
"""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import UploadLink
from bot.signing import is_same, sign
from bot.vietnamese import without_accents

FILE_LIVES = timedelta(days=2)
"""Zalo fetches a picture more than once, and people look at it again the next day."""
UPLOAD_LIVES = timedelta(minutes=30)
SIGNATURE = 32
SHA_BYTES = 16
SEAL_DIGITS = 20
LONGEST_NAME = 40
FACTS = Struct(f">Ic{SHA_BYTES}s")
"""Until when, of which kind, and which file."""
KIND = {"p": "image/jpeg", "g": "image/png", "d": "application/octet-stream"}


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that a link gives out."""

    sha: str
    """The first half of its digest, in hexadecimal digits."""
    name: str
    kind: str
    """Its media type."""


def share(sha: str, name: str, kind: str, *, secret: str, now: datetime) -> str:
    """Return the end of a link's address to a kept file, "token/name"; `kind` is a key of KIND.

    It stands in a chat for everybody to see, so it is short: half of the digest names the file as surely as all of it,
    and the name goes in letters that every phone shows as they are.
    """
    until = int((now + FILE_LIVES).timestamp())
    facts = FACTS.pack(until, kind.encode(), bytes.fromhex(sha)[:SHA_BYTES])
    plain = _plain(name)
    return f"{urlsafe_b64encode(facts + _seal(facts, plain, secret)).rstrip(b'=').decode()}/{plain}"


def shared(token: str, name: str, *, secret: str, now: datetime) -> Shared | None:
    """Return what a link's token and name give out, or None where they are forged or their time is over."""
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    facts, seal = sealed[: FACTS.size], sealed[FACTS.size :]
    # What decodes to the same bytes with other letters at its end is no link that was handed out.
    again = urlsafe_b64encode(sealed).rstrip(b"=").decode()
    if len(facts) < FACTS.size or again != token or not is_same(_seal(facts, name, secret).hex(), seal.hex()):
        return None
    until, kind, sha = FACTS.unpack(facts)
    return Shared(sha.hex(), name, KIND[kind.decode()]) if datetime.fromtimestamp(until, UTC) > now else None


def _seal(facts: bytes, name: str, secret: str) -> bytes:
    return bytes.fromhex(sign(f"file:{facts.hex()}/{name}", secret, digits=SEAL_DIGITS))


def _plain(name: str) -> str:
    """Return a file's name in the letters of an address: "Biên bản 1.docx" is "Bien-ban-1.docx"."""
    stem, dot, ending = without_accents(name).rpartition(".")
    words = re.sub(r"[^A-Za-z0-9_]+", "-", stem if dot else ending).strip("-")[:LONGEST_NAME] or "tep"
    ending = re.sub(r"[^A-Za-z0-9]", "", ending)[:5] if dot else ""
    return f"{words}.{ending}" if ending else words


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
