"""What is stored of a picture: its dots, upright, and nothing that came with them; few are decoded at a time."""

import asyncio
import os
import struct
import threading
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bot.errors import BadInput
from bot.media import EMPTY, Media, is_picture
from bot.pictures import NO_PICTURE, TOO_MANY_DOTS
from tests.talk import photo

GPS, ORIENTATION = 0x8825, 0x0112


def taken(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    """Return a picture with the place where it was taken, by a camera that was held upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (21.0, 48.0, 0.0)
    drawn = BytesIO()
    Image.new(mode, size).save(drawn, kind, exif=exif)
    return drawn.getvalue()


def header(width: int, height: int) -> bytes:
    """Return a PNG that only says how many dots it has."""
    facts = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", facts), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path)


@pytest.mark.parametrize("name", ["", "anh.heic.jpg", "ke-hoach.docx", "khong duoi", "."])
@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
async def test_a_picture_is_cleaned_whatever_it_is_called(media: Media, name: str, kind: str, mode: str) -> None:
    kept = await media.keep_sent(taken(kind, mode=mode), name)
    stored = Image.open(BytesIO(await media.read(kept.sha)))
    assert (stored.format, stored.size, dict(stored.getexif())) == ("JPEG", (48, 64), {})
    assert kept.picture
    assert kept.name == ("" if not name else f"{Path(name).stem}.jpg")


async def test_a_large_picture_is_made_smaller(media: Media) -> None:
    kept = await media.keep_sent(taken("JPEG", (5120, 100)))
    assert Image.open(BytesIO(await media.read(kept.sha))).size == (50, 2560)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7", "BM 01 - Biểu mẫu".encode(), b"\0\0\0\x18ftypmp42"])
async def test_any_other_file_is_kept_as_it_is(media: Media, content: bytes) -> None:
    kept = await media.keep_sent(content, "a.docx")
    assert (kept.name, kept.picture, await media.read(kept.sha)) == ("a.docx", False, content)


@pytest.mark.parametrize(
    ("content", "photo", "sentence"),
    [
        (b"", False, EMPTY),
        (b"", True, EMPTY),
        (b"no picture", True, NO_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", True, NO_PICTURE),
        (b"\xff\xd8\xff broken", False, NO_PICTURE),
        (photo()[:200], False, NO_PICTURE),
        (b"\0\0\0\x18ftypheic", False, NO_PICTURE),
        (taken("TIFF"), False, NO_PICTURE),
        (header(50_000, 50_000), False, TOO_MANY_DOTS),
        (header(9_000, 9_000), True, TOO_MANY_DOTS),
    ],
)
async def test_what_cannot_be_cleaned_is_refused_and_not_stored(
    media: Media, tmp_path: Path, content: bytes, *, photo: bool, sentence: str
) -> None:
    with pytest.raises(BadInput) as no:
        await media.keep_sent(content, "a.docx", photo=photo)
    assert no.value.sentence == sentence
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a look from an async test


def test_heic_of_a_phone_is_a_picture() -> None:
    assert is_picture(b"\0\0\0\x18ftypheic\0\0\0\0")
    assert not is_picture(b"\0\0\0\x18ftypmp42\0\0\0\0")


async def test_no_more_are_decoded_at_once_than_there_are_cores(media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten that come at once wait for one another: each holds its dots in memory."""
    now, most, counting, together = 0, 0, threading.Lock(), threading.Event()
    opens, turns = Image.open, ImageOps.exif_transpose

    def begin(*what: object, **how: object) -> Image.Image:
        nonlocal now, most
        with counting:
            now, most = now + 1, max(most, now + 1)
        together.wait(0.01)
        return opens(*what, **how)

    def end(picture: Image.Image, **how: object) -> None:
        nonlocal now
        with counting:
            now -= 1
        turns(picture, **how)  # type: ignore[arg-type] # what it takes

    monkeypatch.setattr(Image, "open", begin)
    monkeypatch.setattr(ImageOps, "exif_transpose", end)
    await asyncio.gather(*(media.keep_sent(photo(size=(2600 + n, 60))) for n in range(10)))
    assert (now, most) == (0, len(os.sched_getaffinity(0)))


SECRET = b"the place where it was taken"


def messenger(**how: object) -> bytes:
    """Return a photo as messengers make them: small, upright; with what may still have come along."""
    exif = Image.Exif()
    exif[ORIENTATION] = 1
    exif.get_ifd(GPS)[1] = "N"
    drawn = BytesIO()
    dots = Image.effect_noise((640, 480), 90).convert(str(how.pop("mode", "RGB")))
    dots.save(drawn, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET, **how)  # type: ignore[arg-type] # what Pillow takes
    return drawn.getvalue() + SECRET


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"mode": "L"}, {"quality": 60}])
async def test_a_photo_that_is_small_and_upright_keeps_its_dots_and_loses_all_else(
    media: Media, how: dict[str, object]
) -> None:
    """Written anew it would lose a little each time, and cost eight times as much."""
    sent = messenger(**how)
    stored = await media.read((await media.keep_sent(sent, photo=True)).sha)
    found = Image.open(BytesIO(stored))
    assert (dict(found.getexif()), found.info.get("comment"), found.info.get("icc_profile")) == ({}, None, None)
    assert SECRET in sent
    assert SECRET not in stored
    assert b"Exif" not in stored
    assert stored.endswith(b"\xff\xd9")
    assert found.tobytes() == Image.open(BytesIO(sent)).tobytes()


def small_picture_inside(content: bytes) -> bytes:
    """Return a JPEG whose own header brings another picture along."""
    extra = b"JFIF\0\1\2\0\0\1\0\1\x08\x08" + SECRET * 8
    return content[:2] + b"\xff\xe0" + struct.pack(">H", len(extra) + 2) + extra + content[2:]


@pytest.mark.parametrize(
    "sent",
    [
        small_picture_inside(messenger()),
        messenger(mode="CMYK"),
        messenger()[:2] + b"\xff\xff\xff" + messenger()[3:],  # filled up before its first marker
        messenger().replace(b"\xff\xda", b"\xff\xcc\0\x04ab\xff\xda"),  # tables of an arithmetic coder
    ],
    ids=["picture inside", "colours of a printer", "filled up", "strange tables"],
)
async def test_a_stranger_photo_is_made_anew_or_refused_and_hides_nothing(media: Media, sent: bytes) -> None:
    try:
        kept = await media.keep_sent(sent, photo=True)
    except BadInput:
        return
    stored = await media.read(kept.sha)
    assert SECRET not in stored
    assert Image.open(BytesIO(stored)).size == (640, 480)


@pytest.mark.parametrize("left", [2, 4, 100, 700, 5000])
async def test_a_photo_that_was_cut_short_is_refused(media: Media, left: int) -> None:
    """Nothing of it is stored, wherever the cut lies."""
    with pytest.raises(BadInput):
        await media.keep_sent(messenger()[:left], photo=True)
