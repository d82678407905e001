"""Puts a plan through its whole way and compares with what is true: questions are answered by somebody who knows it.

A truth is what `truth.json` of the cases says of a file: its meetings with group, host, month, day, hour and content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.models import Cluster, Meeting
from bot.domain.organisation import units
from bot.domain.organisation.naming import cluster_key
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.subjects import subject_key
from bot.domain.plan.nouns import Doubt, Proposal
from bot.domain.plan.review import Review, entry
from bot.domain.plan.times import When
from bot.vietnamese import fold, local

Truth = Mapping[str, Any]
MOST_QUESTIONS = 200


@dataclass
class Outcome:
    """What became of a file."""

    review: Review
    asked: list[Doubt] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def proposal(self) -> Proposal:
        return self.review.proposal


async def answered(db: AsyncSession, draft: Draft, truth: Truth, now: datetime, own: Cluster | None = None) -> Outcome:
    """Look, answer, and look again until nothing is in doubt. What the truth does not know is left out."""
    year, meetings = truth["year"], truth["meetings"]
    answers: dict[str, str] = {}
    outcome: Outcome | None = None
    asked: list[Doubt] = []
    out: list[tuple[int, int, str]] = []
    for _ in range(MOST_QUESTIONS):
        found = await plan.review(db, draft, year, now=now, answers=answers, out=out, own=own)
        outcome = Outcome(found, asked, answers, out)
        if not found.proposal.doubts:
            return outcome
        doubt = found.proposal.doubts[0]
        asked.append(doubt)
        answer = true_answer(doubt, draft, meetings)
        if answer is None:
            out.append(entry(doubt))
        else:
            answers[doubt.key] = answer
    raise AssertionError(f"questions without an end: {outcome.proposal.doubts[:2] if outcome else ''}")


def true_answer(doubt: Doubt, draft: Draft, meetings: list[Truth]) -> str | None:
    """Return the candidate that is true, None where none is."""
    about = _about(doubt, draft, meetings)
    offered = (*doubt.candidates, *doubt.others)
    kind = doubt.key.partition("|")[0]
    right = _RIGHT.get(kind)
    if kind == "letters":
        return offered[0]
    if kind == "table":
        of_table = [row for row in draft.meetings if row.place.table == doubt.place.table]
        true = [row for row in of_table if any(fold(truth["content"]) in fold(row.content) for truth in meetings)]
        return offered[0] if true else offered[1]
    if right is None:
        return _of_lists(doubt, offered)
    answers = {next((one for one in offered if right(one, truth)), None) for truth in about}
    return answers.pop() if len(answers) == 1 else None


def _about(doubt: Doubt, draft: Draft, meetings: list[Truth]) -> list[Truth]:
    """Return the true meetings of the rows that a question is about, found by their contents."""
    places = {doubt.place}
    contents = [fold(row.content) for row in draft.meetings if row.place in places]
    return [truth for truth in meetings if any(fold(truth["content"]) in content for content in contents)]


def _of_lists(doubt: Doubt, offered: tuple[str, ...]) -> str | None:
    return offered[0] if doubt.key.startswith("one|") else offered[-1]


def _is_when(candidate: str, truth: Truth) -> bool:
    day = truth["day"] and date.fromisoformat(truth["day"])
    month = date.fromisoformat(f"{truth['month']}-01")
    return candidate.startswith(When(month, (day,) if day else ()).label)


def same_school(one: str, other: str) -> bool:
    """Compare two names; a commune that only one of them has makes no difference."""
    return units.parse(one).bare == units.parse(other).bare and (
        len({units.parse(one).ward, units.parse(other).ward} - {""}) < 2
    )


def same_group(one: str, other: str) -> bool:
    return bool({cluster_key(one), subject_key(one)} & {cluster_key(other), subject_key(other)})


_RIGHT = {
    "when": _is_when,
    "same": _is_when,
    "school": lambda candidate, truth: same_school(candidate, truth["host"]),
    "group": lambda candidate, truth: same_group(candidate.removeprefix("Nhóm môn mới: "), truth["group"]),
    "form": lambda candidate, _truth: candidate == "Trực tiếp",
}


@dataclass(frozen=True)
class Found:
    """A meeting as it was read, or as it stands in the tables."""

    group: str
    host: str
    month: date
    day: date | None
    starts_at: datetime | None
    content: str

    def __str__(self) -> str:
        return f"{self.group} {self.month:%Y-%m} {self.day} {self.host}: {self.content[:60]!r}"


def wrong(proposal: Proposal, meetings: list[Truth]) -> list[str]:
    """Return what is not as the truth has it: meetings that are missing, that nobody wrote, or that differ."""
    names = {group.key: group.name for group in proposal.groups}
    return _compared(
        [
            Found(names[one.group], one.host.name, one.month, one.day, one.starts_at, one.content)
            for one in proposal.meetings
        ],
        meetings,
    )


async def wrong_after_yes(db: AsyncSession, draft: Draft, outcome: Outcome, truth: Truth, now: datetime) -> list[str]:
    """Say yes, and return what of the tables is not as the truth has it; the same file again must bring nothing new."""
    await plan.accept(db, EVERYTHING, outcome.proposal, now=now)
    standing = (await db.scalars(select(Meeting))).unique()
    found = [
        Found(one.cluster.name, one.host.name, one.month, one.day, one.starts_at, one.content or "") for one in standing
    ]
    again = await plan.review(db, draft, truth["year"], now=now, answers=outcome.answers, out=outcome.left_out)
    new = [] if not again.brings_something else [f"the same file brings more: {again.difference} {again.proposal.new}"]
    return _compared(found, truth["meetings"]) + new


def _compared(every: list[Found], meetings: list[Truth]) -> list[str]:
    left, said = list(meetings), []
    for one in every:
        alike = [truth for truth in left if fold(truth["content"]) in fold(one.content)]
        best = min(alike, key=lambda truth: len(_differs(one, truth)), default=None)
        if best is None:
            said.append(f"nobody wrote {one}")
            continue
        left.remove(best)
        said += [f"{one}: {differs}" for differs in _differs(one, best)]
    return [
        *said,
        *(f"missing {truth['group']} {truth['month']} {truth['host']}: {truth['content']}" for truth in left),
    ]


def _differs(one: Found, truth: Truth) -> list[str]:
    hour = f"{local(one.starts_at):%H:%M}" if one.starts_at else None
    found = {
        "group": (one.group, truth["group"], same_group(one.group, truth["group"])),
        "host": (one.host, truth["host"], same_school(one.host, truth["host"])),
        "month": (f"{one.month:%Y-%m}", truth["month"], f"{one.month:%Y-%m}" == truth["month"]),
        "day": (str(one.day), truth["day"], (one.day and one.day.isoformat()) == truth["day"]),
        "hour": (hour, truth["hour"], hour == truth["hour"]),
    }
    return [f"{name} {found} for {true}" for name, (found, true, right) in found.items() if not right]


def wrong_clusters(proposal: Proposal, clusters: list[Truth]) -> list[str]:
    """Return how the clusters differ from the truth: schools that nobody wrote, that are missing, another lead."""
    found = []
    kept = {cluster_key(group.name): group for group in proposal.groups if not group.subject}
    for truth in clusters:
        group = kept.pop(cluster_key(truth["name"]), None)
        if group is None:
            found.append(f"missing cluster {truth['name']}")
            continue
        has = sorted(school.parts.bare for school in group.schools)
        should = sorted(units.parse(name).bare for name in truth["schools"])
        if has != should:
            found.append(f"{truth['name']}: {has} for {should}")
        lead = units.parse(truth["lead"]).bare if truth.get("lead") else None
        if (group.lead.parts.bare if group.lead else None) != lead:
            found.append(f"{truth['name']}: lead {group.lead} for {truth.get('lead')}")
    return [
        *found,
        *(f"nobody wrote cluster {group.name}: {[s.name for s in group.schools]}" for group in kept.values()),
    ]
