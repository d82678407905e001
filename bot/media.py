"""Where files live: named by the digest of what they hold, checked, and stripped of the place they were taken."""

import asyncio
import hashlib
import os
import tempfile
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors import N_, BadInput

LARGEST_PHOTO = 20 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
LONGEST_SIDE = 2560
MOST_PIXELS = 60_000_000
LOOSE = 3 * 24 * 60 * 60
"""Seconds for which a file that no row refers to is kept: links to it may still live."""

EMPTY = N_("The file that arrived is empty. Please send it once more.")
NO_PICTURE = N_("This is not a picture that can be opened. Please send it as a photo (JPG or PNG).")
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

    async def keep_photo(self, content: bytes, name: str = "") -> KeptFile:
        """Store a picture turned upright, at most 2560 px, without any EXIF. Raises BadInput where it is no picture."""
        cleaned = await asyncio.to_thread(clean_photo, content)
        return KeptFile(await self.keep(cleaned), name, picture=True)

    async def keep_file(self, content: bytes, name: str = "") -> KeptFile:
        """Store a file as it is. Raises BadInput where it is empty."""
        if not content:
            raise BadInput(EMPTY)
        return KeptFile(await self.keep(content), name, picture=False)

    async def keep(self, content: bytes) -> str:
        """Store bytes and return their digest."""
        sha = hashlib.sha256(content).hexdigest()
        await asyncio.to_thread(_write, self._path(sha), content)
        return sha

    async def read(self, sha: str) -> bytes:
        """Return the bytes of a digest. Raises FileNotFoundError where they were erased."""
        return await asyncio.to_thread(self._path(sha).read_bytes)

    async def erase(self, sha: str) -> None:
        """Delete a file; idempotent."""
        await asyncio.to_thread(self._path(sha).unlink, missing_ok=True)

    async def sweep(self, spoken_of: set[str]) -> None:
        """Delete files that no row refers to, older than three days: a draft or a link may need younger ones."""
        await asyncio.to_thread(_sweep, self._folder, spoken_of)

    def _path(self, sha: str) -> Path:
        return self._folder / sha[:2] / sha


def clean_photo(content: bytes) -> bytes:
    """Return a JPEG of the picture without place data. Raises BadInput where it is empty, broken or absurdly large.

    Blocks for 0.3 to 0.5 s of CPU with a photo of 12 megapixels.
    """
    if not content:
        raise BadInput(EMPTY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content))
            if picture.width * picture.height > MOST_PIXELS:
                raise BadInput(TOO_BIG, most=LARGEST_PHOTO // 1024**2)
            # The decoder shrinks a JPEG while it reads: a photo of 48 megapixels is never in memory as a whole.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as broken:
        raise BadInput(NO_PICTURE) from broken
    clean = BytesIO()
    # A new picture of the same dots: nothing that came with the file goes along.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    bare.save(clean, "JPEG", quality=88)
    return clean.getvalue()


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        # Young again: the nightly sweep must not take what a row is about to refer to.
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: after a crash a file of this name is whole or not there.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
        half.write(content)
        half.flush()
        os.fsync(half.fileno())
    Path(half.name).replace(path)


def _sweep(folder: Path, spoken_of: set[str]) -> None:
    # Counted from the newest file: these times are the machine's, and the service's clock may be another (the demo's).
    newest = max((path.stat().st_mtime for path in folder.glob("*/*")), default=0.0)
    for path in folder.glob("*/*"):
        if path.name not in spoken_of and path.stat().st_mtime < newest - LOOSE:
            path.unlink(missing_ok=True)
