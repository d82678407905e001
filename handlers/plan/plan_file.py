"""The plan file of a conversation: read before each step's transaction, and compared with the tables at each step.

Reading takes a process of its own and up to seconds, so it happens while no transaction holds the database's lock.
"""

from collections import OrderedDict
from typing import Any

from bot.documents.safely import read_safely
from bot.domain import plan
from bot.domain.models import Cluster
from bot.domain.plan import Draft, Review, own
from bot.errors import N_, BadInput
from bot.routes import Before, Chat

PLAN_FILE = "plan"
KEPT_DRAFTS = 16
"""A conversation about a file takes many steps: only the first of them pays for reading it."""
NO_PLAN_FILE = N_("No plan is being read here. Please send the file once more.")


class _Drafts:
    """A least-recently-used cache of drafts, by the digest of their file."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Draft] = OrderedDict()

    async def read(self, key: str, content: bytes, name: str) -> Draft:
        """Return what a plan file says; only the first time it is read."""
        if key not in self._found:
            self._found[key] = await read_safely(content, name)
        self._found.move_to_end(key)
        while len(self._found) > KEPT_DRAFTS:
            self._found.popitem(last=False)
        return self._found[key]


_drafts = _Drafts()


async def reads(before: Before) -> Draft | None:
    """Read the plan file of this conversation, or the one that has just come."""
    plan_file = before.draft.get(PLAN_FILE, {})
    if before.kept and not before.kept.picture:
        plan_file = {"sha": before.kept.sha, "name": before.kept.name}
    if sha := plan_file.get("sha"):
        try:
            return await _drafts.read(sha, await before.file(sha), plan_file["name"])
        except FileNotFoundError:
            raise BadInput(NO_PLAN_FILE) from None
    text = plan_file.get("text", "")
    return await _drafts.read(text, text.encode(), "ke-hoach.txt") if text else None


async def reads_sent(before: Before) -> Draft | None:
    """Read the file that has just come, if one did."""
    return await reads(before) if before.kept else None


def may(chat: Chat) -> None:
    """Raise NotAllowed unless who speaks is an officer or leads a cluster."""
    chat.must_have_joined()
    chat.rights.must_lead_any()


def plan_file_of(chat: Chat) -> dict[str, Any]:
    """Return what is known of the plan file. Raises NotAllowed as `may` does, BadInput where there is none."""
    may(chat)
    if PLAN_FILE not in chat.draft:
        raise BadInput(NO_PLAN_FILE)
    plan_file: dict[str, Any] = chat.draft[PLAN_FILE]
    return plan_file


async def cluster_of(chat: Chat) -> Cluster | None:
    """Return the cluster whose own plan it is, None for the office's. Raises NotAllowed unless one may send it."""
    number = plan_file_of(chat).get("own")
    if number:
        return await own.cluster_of(chat.db, number, chat.rights)
    chat.rights.must_oversee()
    return None


async def review(chat: Chat) -> Review:
    """Compare the plan file with the tables as they are now. Raises BadInput where there is none to read."""
    plan_file = plan_file_of(chat)
    if chat.ready is None or "year" not in plan_file:
        raise BadInput(NO_PLAN_FILE)
    return await plan.review(
        chat.db,
        chat.ready,
        plan_file["year"],
        now=chat.now,
        answers=plan_file.get("answers"),
        out=[(table, row, typed) for table, row, typed in plan_file.get("out", [])],
        own=await cluster_of(chat),
    )
