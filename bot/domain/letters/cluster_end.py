"""The last day of a cluster, told to who leads it and who heads its schools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import reading
from bot.domain.models import Cluster, Purpose
from bot.domain.outbox.facts import ClusterEnds
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.CLUSTER_ENDS})


@dataclass(frozen=True, slots=True)
class ClusterEndLetter:
    """A cluster with its last day, and who ended it."""

    cluster: Cluster
    facts: ClusterEnds
    by: str


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, ClusterEndLetter]:
    """Return by row what is said: as long as the cluster ends with that very day."""
    del now
    facts = {row.id: ClusterEnds.read(row.facts) for row in rows}
    names = await reading.names(db, {one.by for one in facts.values()})
    ids = {row.topic.cluster_id for row in rows}
    found = {one.id: one for one in await db.scalars(select(Cluster).where(Cluster.id.in_(ids)))}
    told = {}
    for row in rows:
        cluster, one = found.get(row.topic.cluster_id), facts[row.id]
        if cluster and cluster.valid_to == one.day:
            told[row.id] = ClusterEndLetter(cluster, one, names.get(one.by, ""))
    return told
