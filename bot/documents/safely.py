"""Reads a stranger's plan in a process of its own, with limits on time and memory.

What unpacks to too much, runs forever or brings its reader down ends that process and not the service. It is given no
settings, so it knows no secret. Its answer is JSON: what a captured process says can only be a wrong draft.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from bot.documents.packed import MEGABYTE, MOST_BYTES, too_large
from bot.domain.drafts import Draft, Place
from bot.errors import N_, BadInput

SECONDS = 20
MOST_MEMORY = 1024 * MEGABYTE
AT_ONCE = 2
"""Processes at a time; more files wait."""

_TOO_MUCH = N_(
    "{name} could not be read within {seconds} seconds and {most} MB. Please save it anew and send it again."
)
_HOUSE = Path(__file__).parents[2]
_READERS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reading")


Kept = TypeVar("Kept")


class Latest(Generic[Kept]):
    """The findings of the latest questions, such as what files say: a few, since each may be large."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """Return what was found, None where it was not, or too long ago."""
        if key in self._found:
            self._found.move_to_end(key)
        return self._found.get(key)

    def keep(self, key: str, found: Kept) -> Kept:
        """Keep and return it."""
        self._found[key] = found
        self._found.move_to_end(key)
        while len(self._found) > self._most:
            self._found.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class _DraftOrRefusal:
    """What the process found: a draft, or the sentence of a refusal."""

    draft: Draft | None = None
    sentence: str = ""
    facts: dict[str, Place | int | str] = field(default_factory=dict)


Found = TypeVar("Found")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RowsOrRefusal(Generic[Row]):
    """What the process found in a list: its rows, or the sentence of a refusal."""

    rows: list[Row] = field(default_factory=list)
    sentence: str = ""
    facts: dict[str, int | str] = field(default_factory=dict)


async def read_safely(content: bytes, name: str) -> Draft:
    """Read a plan of any format; `BadInput` says what is wrong with it, also where it takes too much to find out."""
    answer = await apart(__name__, _DraftOrRefusal, content, name)
    if answer.draft is None:
        raise BadInput(answer.sentence, **answer.facts)
    return answer.draft


async def read_list(
    module: str, answer: type[RowsOrRefusal[Row]], content: bytes, name: str, *, most: int = MOST_BYTES
) -> list[Row]:
    """Return the rows that one of our modules reads out of a list as `apart` does. Raises BadInput.

    `most` is the number of bytes above which it is not even opened.
    """
    if len(content) > most:
        raise too_large(name, most)
    found = await apart(module, answer, content, name)
    if found.sentence:
        raise BadInput(found.sentence, **found.facts)
    return found.rows


async def apart(module: str, answer: type[Found], content: bytes, name: str) -> Found:
    """Return what one of our modules finds in a file as a process of its own, which calls `serve`.

    Raises BadInput where the file is too large, and where the process fails or runs out of time or memory.
    """
    # Names may come with half a letter, which can be said to nobody.
    name = name.encode(errors="replace").decode()
    if len(content) > MOST_BYTES:
        raise too_large(name)
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_READERS, _ask, module, content, name)
    try:
        return msgspec.json.decode(found, type=answer)
    except msgspec.DecodeError:
        raise BadInput(_TOO_MUCH, name=name, seconds=SECONDS, most=MOST_MEMORY // MEGABYTE) from None


def _ask(module: str, content: bytes, name: str) -> bytes:
    """Return what the process writes, nothing where it fails."""
    question = json.dumps([name, SECONDS, MOST_MEMORY]).encode() + b"\n" + content
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file is only its input
            [sys.executable, "-m", module],
            input=question,
            capture_output=True,
            cwd=_HOUSE,
            env={},  # no settings: a captured process finds no token and no address of the database
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError:
        return b""
    return done.stdout


def _limited() -> tuple[bytes, str]:
    name, seconds, memory = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # A reader writes no file, whatever the one it reads makes it do.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    return sys.stdin.buffer.read(), name


def serve(kind: Callable[..., object], read: Callable[[bytes, str], object]) -> None:
    """Be that process: read the file under the limits, and write what it says, or a refusal, to standard output."""
    content, name = _limited()
    try:
        found = kind(read(content, name))
    except BadInput as no:
        found = kind(sentence=no.sentence, facts=no.facts)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    # Here alone: the service itself never opens a stranger's file, and what opens Word's is large.
    from bot.documents.plan import read

    serve(_DraftOrRefusal, read)
