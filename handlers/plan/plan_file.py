"""The plan file of a conversation: read before each step's transaction, and compared with the tables at each step.

Reading takes a process of its own and up to seconds, so it happens while no transaction holds the database's lock.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.db import Transaction
from bot.documents.safely import Latest, read_safely
from bot.domain import plan
from bot.domain.asides import PLAN_KEPT
from bot.domain.models import Cluster
from bot.domain.organisation.people import Rights
from bot.domain.plan import Draft, Review, own
from bot.errors import N_, BadInput
from bot.routes import Before, Chat, NotReady

PLAN_FILE = "plan"
KEPT_DRAFTS = 16
"""A conversation about a file takes many steps: only the first of them pays for reading it."""
KEPT_REVIEWS = 4
"""Each is as large as its plan and all the meetings that stand."""
FRESH = timedelta(minutes=1)
"""So long a review holds, since of a meeting that ends meanwhile it says something else."""
NO_PLAN_FILE = N_("No plan is being read here. Please send the file once more.")


_drafts = Latest[Draft](KEPT_DRAFTS)


async def _draft(key: str, content: bytes, name: str) -> Draft:
    """Return what a plan file says; only the first time it is read."""
    return _drafts.get(key) or _drafts.keep(key, await read_safely(content, name))


async def reads(before: Before) -> Draft | None:
    """Read the plan file of this conversation, or the one that has just come."""
    plan_file = before.draft.get(PLAN_FILE, {})
    if before.kept and not before.kept.picture:
        plan_file = {"sha": before.kept.sha, "name": before.kept.name}
    if sha := plan_file.get("sha"):
        try:
            return await _draft(sha, await before.file(sha), plan_file["name"])
        except FileNotFoundError:
            raise BadInput(NO_PLAN_FILE) from None
    text = plan_file.get("text", "")
    return await _draft(text, text.encode(), "ke-hoach.txt") if text else None


async def reads_sent(before: Before) -> Draft | None:
    """Read the file that has just come, if one did."""
    return await reads(before) if before.kept else None


def may(chat: Chat) -> None:
    """Raise NotAllowed unless who speaks is an officer or leads a cluster."""
    chat.must_have_joined()
    chat.rights.must_lead_any()


def begin(chat: Chat, **plan_file: Any) -> None:
    """Let the conversation be about this plan file from now on."""
    chat.draft.pop(PLAN_KEPT, None)
    chat.draft[PLAN_FILE] = plan_file


async def is_kept(chat: Chat) -> bool:
    """Whether the plan that a yes is to was accepted by an earlier tap of the same."""
    return PLAN_KEPT in chat.draft and (PLAN_FILE not in chat.draft or not (await review(chat)).brings_something)


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
    """Compare the plan file with the tables as they are now. Raises BadInput where there is none to read.

    Where a plan is long that takes half a second: it is done before the transaction, and kept for the next steps as
    long as the tables stand.
    """
    plan_file = plan_file_of(chat)
    if chat.ready is None or "year" not in plan_file:
        raise BadInput(NO_PLAN_FILE)
    cluster = await cluster_of(chat)
    asked = _Asked(chat.ready, plan_file, cluster.id if cluster else None, chat.rights, chat.now)
    found = _reviews.get(asked.key)
    if found is None or abs(chat.now - found.looked_at) > FRESH or not await plan.still_stands(chat.db, found):
        raise NotReady(asked.look)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a review hangs on but for the tables."""

    draft: Draft
    plan_file: dict[str, Any]
    own: int | None
    rights: Rights
    now: datetime

    @property
    def key(self) -> str:
        """Equal for equal questions; the draft of one digest, or of one text, is one."""
        return json.dumps([self.own, sorted(self.rights.units), self.plan_file | {"seen": ""}], sort_keys=True)

    async def look(self, reading: Transaction) -> None:
        """Find it out and keep it."""
        out = [(table, row, typed) for table, row, typed in self.plan_file.get("out", [])]
        answers, year = self.plan_file.get("answers"), self.plan_file["year"]
        async with reading() as db:
            cluster = await own.cluster_of(db, self.own, self.rights) if self.own else None
            found = await plan.review(
                db, self.draft, year, now=self.now, answers=answers, out=out, own=cluster, rights=self.rights
            )
        _reviews.keep(self.key, found)


_reviews = Latest[Review](KEPT_REVIEWS)
