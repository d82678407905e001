"""Where files live: named by the digest of what they hold, checked, and stripped of the place they were taken."""

import asyncio
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from bot.errors import N_, BadInput

LARGEST_PHOTO = 20 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
BEGIN = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
BOXES = frozenset(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"))
"""How HEIC and AVIF begin: phones send them as files, with the place where they were taken."""
LOOSE = 3 * 24 * 60 * 60
"""Seconds for which a file that no row refers to is kept: links to it may still live."""

EMPTY = N_("The file that arrived is empty. Please send it once more.")
FILMS = (".mp4", ".mov", ".avi", ".mkv", ".3gp", ".webm", ".m4v")
VIDEO_TOO_BIG = N_(
    "This video is larger than {most} MB and cannot be fetched. Please put it on Drive or YouTube and send the link."
)
TOO_BIG = N_("This file is too big. Please send one of at most {most} MB.")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is stored."""

    sha: str
    name: str
    picture: bool


class Media:
    """A folder of files by digest: the same content is kept once, and a file is whole or not there at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # More at once would be no sooner done, and each holds its dots in memory.
        self._decoders = asyncio.Semaphore(len(os.sched_getaffinity(0)))

    async def keep_sent(self, content: bytes, name: str = "", *, photo: bool = False) -> KeptFile:
        """Store what somebody sent: a picture cleaned by `clean_photo`, whatever it was sent as, the rest as it is.

        Raises BadInput for nothing at all, and for what is or should be a picture (`photo`) and cannot be cleaned.
        """
        if not content:
            raise BadInput(EMPTY)
        if not photo and not is_picture(content):
            return KeptFile(await self.keep(content), name, picture=False)
        from bot.pictures import clean_photo  # noqa: PLC0415 - Pillow: the first picture pays

        async with self._decoders:
            cleaned = await asyncio.to_thread(clean_photo, content)
        return KeptFile(await self.keep(cleaned), f"{PurePath(name).stem}.jpg" if name else "", picture=True)

    async def keep(self, content: bytes) -> str:
        """Store bytes and return their digest."""
        sha = hashlib.sha256(content).hexdigest()
        await asyncio.to_thread(_write, self._path(sha), content)
        return sha

    async def read(self, sha: str) -> bytes:
        """Return the bytes of a digest. Raises FileNotFoundError where they were erased."""
        return await asyncio.to_thread(self._path(sha).read_bytes)

    def read_now(self, sha: str) -> bytes | None:
        """Return the bytes of a digest, None where they were erased. It blocks: for threads that make papers."""
        try:
            return self._path(sha).read_bytes()
        except FileNotFoundError:
            return None

    async def path(self, digest: str) -> Path | None:
        """Return where the file lies whose digest is this or begins so, or None where it was erased."""
        return await asyncio.to_thread(lambda: next((self._folder / digest[:2]).glob(f"{digest}*"), None))

    async def erase(self, sha: str) -> None:
        """Delete a file; idempotent."""
        await asyncio.to_thread(self._path(sha).unlink, missing_ok=True)

    async def sweep(self, spoken_of: set[str]) -> None:
        """Delete files that no row refers to, older than three days: a draft or a link may need younger ones."""
        await asyncio.to_thread(_sweep, self._folder, spoken_of)

    def _path(self, sha: str) -> Path:
        return self._folder / sha[:2] / sha


def is_picture(content: bytes) -> bool:
    """Say by its first bytes whether a file is a picture, of a kind that is cleaned or not."""
    return content.startswith(BEGIN) or content[4:12] in BOXES or (content[:4], content[8:12]) == (b"RIFF", b"WEBP")


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        # Young again: the nightly sweep must not take what a row is about to refer to.
        path.touch()
        return
    _make(path.parent)
    # Written aside and renamed: after a crash a file of this name is whole or not there, and after a power cut as well.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
        half.write(content)
        half.flush()
        os.fsync(half.fileno())
    Path(half.name).replace(path)
    _sync(path.parent)


def _make(folder: Path) -> None:
    if not folder.exists():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Let the names in a folder reach the disk: a file that is whole is of no use under no name."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _sweep(folder: Path, spoken_of: set[str]) -> None:
    # Counted from the newest file: these times are the machine's, and the service's clock may be another (the demo's).
    newest = max((path.stat().st_mtime for path in folder.glob("*/*")), default=0.0)
    for path in folder.glob("*/*"):
        if path.name not in spoken_of and path.stat().st_mtime < newest - LOOSE:
            path.unlink(missing_ok=True)
