"""Passing a paper on to the level above: sent, received, returned with a sentence, approved; every version is kept.

The level above are the officers whose word reaches the unit, without who sent it and without the unit's own office.
What is sent is frozen: what was approved is what was sent. An approval closes the sender's duty that the paper is for,
and no other; sending, receiving and making a file close none. While nobody decides, it is the level above that is
reminded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.calendar import quiet
from bot.domain.duties import by_paper
from bot.domain.duties.by_paper import UNDECIDED
from bot.domain.models import OfficePaper, Outbox, PaperHead, PaperState, PaperVersion, Person, Purpose, Topic, Unit
from bot.domain.organisation import reach
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import PaperNews
from bot.domain.papers.kinds import KINDS, KindOf, WantedPaper
from bot.domain.papers.making import Made, by_id
from bot.domain.papers.paper import about_of
from bot.domain.papers.views import Asker
from bot.domain.programme.attendance import ERASED
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.vietnamese import local, nfc, sort_key

USEFUL_FOR = timedelta(days=30)
REMINDED = (3, 7, 14, 28)
"""Days after which the level above is reminded of what waits for it."""
SHORTEST_REMARK, LONGEST_REMARK = 3, 500
KINDS_OF_FILES = (".docx", ".doc", ".pdf", ".odt")

NOT_UPWARDS = N_("This paper is not passed on to a level above.")
NOBODY_ABOVE = N_("Nobody of the level above has joined yet. Please send the file in the usual way.")
STILL_GAPS = N_("{number} things are still missing in it. Please fill them in, or send the Word file as you mended it.")
SENT_ALREADY = N_("This version has been sent already.")
DECIDED = N_("This version has been decided already: {state}.")
BAD_REMARK = N_("Please say in {least} to {most} letters what is to be changed.")
NO_PAPER_FILE = N_("Please send the paper as a file: {kinds}.")
STATES = {
    PaperState.SENT: N_("sent, not received yet"),
    PaperState.RECEIVED: N_("received"),
    PaperState.RETURNED: N_("returned"),
    PaperState.APPROVED: N_("approved"),
    PaperState.REPLACED: N_("replaced by a newer version"),
}


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A version with what its reader needs."""

    version: PaperVersion
    paper: OfficePaper
    unit: str
    by: str
    again: bool = False
    """Whether the level above is reminded of it."""

    @property
    def kind(self) -> KindOf:
        """What there is to know of its kind."""
        return KINDS[self.paper.kind]

    @property
    def about(self) -> str:
        """What it is about; of a file that was mended, and of what another version wrote, its name."""
        return about_of(self.version.content) or self.version.file_name


async def above(db: AsyncSession, asker: Asker, made: Made) -> list[int]:
    """Return the people of the level above. Raises Refusal where the kind is not passed on, or nobody is there."""
    if not made.wanted.about.closes:
        raise Refusal(NOT_UPWARDS)
    found = await _above(db, made.head.unit_id, _cluster(made.wanted), asker.now)
    if not (others := [one for one in found if one != asker.person.id]):
        raise Refusal(NOBODY_ABOVE)
    return others


def _cluster(wanted: WantedPaper) -> int:
    return wanted.of if wanted.side == "cluster" else 0


async def _above(db: AsyncSession, unit_id: int, cluster: int, now: datetime) -> list[int]:
    today = local(now).date()
    reaching = await reach.overseers(db, today, cluster=cluster, unit=unit_id)
    far = await reach.of_officers(db, today)
    return [one for one in reaching if not ((mine := far[one]) and unit_id in mine.offices)]


async def send(
    db: AsyncSession, asker: Asker, paper_id: int, number: int, *, sha: str | None = None, file_name: str = ""
) -> SentPaper:
    """Send a paper as its version of this number, as it stands or as the file that somebody mended. Idempotent.

    Raises what `by_id` and `above` do, Refusal where something is still missing, BadInput for a file that is no paper.
    """
    row = await existing(db, OfficePaper, paper_id)
    await lock(db, row)
    made = await by_id(db, asker, paper_id)
    whom = await above(db, asker, made)
    newest = await db.scalar(select(func.max(PaperVersion.number)).where(PaperVersion.paper_id == paper_id)) or 0
    if number <= newest:
        raise Refusal(SENT_ALREADY)
    if sha is None and (gaps := made.paper.gaps()):
        raise Refusal(STILL_GAPS, number=len(gaps))
    if sha is not None and not file_name.lower().endswith(KINDS_OF_FILES):
        raise BadInput(NO_PAPER_FILE, kinds=", ".join(KINDS_OF_FILES))
    waiting = (PaperVersion.paper_id == paper_id, PaperVersion.state.in_(UNDECIDED))
    await db.execute(update(PaperVersion).where(*waiting).values(state=PaperState.REPLACED))
    version = PaperVersion(
        paper_id=paper_id,
        number=newest + 1,
        content="" if sha else made.paper.to_json(),
        sha=sha,
        file_name=file_name if sha else made.file_name,
        sent_at=asker.now,
        by_id=asker.person.id,
    )
    db.add(version)
    await db.flush()
    await _tell(db, whom, Purpose.PAPER_SENT, version, asker.now)
    return await read(db, version.id)


async def read(db: AsyncSession, version_id: int) -> SentPaper:
    """Return a version. Raises Gone where there is none."""
    found = await read_all(db, [version_id])
    if not found:
        raise Gone
    return found[0]


async def read_all(db: AsyncSession, ids: Sequence[int]) -> list[SentPaper]:
    """Return versions, in one statement."""
    asked = select(PaperVersion, OfficePaper, Unit.name, Person.name)
    asked = asked.join(OfficePaper, OfficePaper.id == PaperVersion.paper_id)
    asked = asked.join(Unit, Unit.id == OfficePaper.unit_id).join(Person, Person.id == PaperVersion.by_id)
    asked = asked.where(PaperVersion.id.in_(ids)).order_by(PaperVersion.sent_at, PaperVersion.id)
    rows = await db.execute(asked.execution_options(populate_existing=True))
    return [SentPaper(*row) for row in rows]


async def names(db: AsyncSession, people: Sequence[int]) -> str:
    """Return the names of the level above, by tên."""
    found = (await db.scalars(select(Person.name).where(Person.id.in_(people), Person.name != ""))).all()
    return ", ".join(sorted(found, key=sort_key))


async def versions(db: AsyncSession, paper_id: int) -> Sequence[PaperVersion]:
    """Return what was sent of a paper, the oldest first."""
    asked = select(PaperVersion).where(PaperVersion.paper_id == paper_id).order_by(PaperVersion.number)
    return (await db.scalars(asked)).all()


async def newest(db: AsyncSession, wanted: WantedPaper) -> PaperVersion | None:
    """Return what was sent last of a paper; None where nothing was."""
    asked = select(PaperVersion).join(OfficePaper, OfficePaper.id == PaperVersion.paper_id)
    asked = asked.where(OfficePaper.kind == wanted.kind, OfficePaper.side == wanted.side)
    asked = asked.where(OfficePaper.number == wanted.number, OfficePaper.of == wanted.of)
    return await db.scalar(asked.order_by(PaperVersion.sent_at.desc(), PaperVersion.id.desc()).limit(1))


def may_decide(sent: SentPaper, person: Person, rights: Rights) -> bool:
    """Say whether somebody is of the level above: their word reaches it, and it is not theirs or their office's."""
    cluster = sent.paper.of if sent.paper.side == "cluster" else 0
    reached = rights.oversees_unit(sent.paper.unit_id) or (bool(cluster) and rights.oversees_cluster(cluster))
    own = rights.reach is not None and sent.paper.unit_id in rights.reach.offices
    return reached and not own and sent.version.by_id != person.id


async def for_reader(db: AsyncSession, version_id: int, person: Person, rights: Rights) -> SentPaper:
    """Return a version to who sent it, heads the unit, leads the cluster, or decides on it. Raises NotAllowed, Gone."""
    sent = await read(db, version_id)
    cluster = sent.paper.of if sent.paper.side == "cluster" else 0
    theirs = sent.version.by_id == person.id or rights.may_write(sent.paper.unit_id)
    of_cluster = bool(cluster) and (cluster in rights.helps or rights.may_lead(cluster))
    if not (theirs or of_cluster or may_decide(sent, person, rights)):
        raise NotAllowed
    return sent


async def receive(db: AsyncSession, version_id: int, asker: Asker) -> SentPaper:
    """Note that the level above has it. Idempotent."""
    return await _decide(db, version_id, asker, PaperState.RECEIVED, "")


async def approve(db: AsyncSession, version_id: int, asker: Asker) -> SentPaper:
    """Approve it, and close the duty of its sender that it is for. Idempotent."""
    sent = await _decide(db, version_id, asker, PaperState.APPROVED, "")
    await by_paper.close(db, sent.paper, sent.version, now=asker.now)
    return sent


async def give_back(db: AsyncSession, version_id: int, asker: Asker, typed: str) -> SentPaper:
    """Return it with a sentence. Raises BadInput for a sentence that says nothing."""
    said = " ".join(nfc(typed).split())
    if not SHORTEST_REMARK <= len(said) <= LONGEST_REMARK:
        raise BadInput(BAD_REMARK, least=SHORTEST_REMARK, most=LONGEST_REMARK)
    sent = await _decide(db, version_id, asker, PaperState.RETURNED, said)
    await by_paper.returned(db, sent.paper, asker.now)
    return sent


async def _decide(db: AsyncSession, version_id: int, asker: Asker, state: PaperState, remark: str) -> SentPaper:
    """Change the state of a version that waits, and tell who sent it. Raises NotAllowed, Gone, Refusal."""
    sent = await read(db, version_id)
    if not may_decide(sent, asker.person, asker.rights):
        raise NotAllowed
    from_states = (PaperState.SENT,) if state is PaperState.RECEIVED else UNDECIDED
    said: dict[str, Any] = {"state": state, "remark": remark}
    said |= {"received_at": asker.now} if state is PaperState.RECEIVED else {"decided_at": asker.now}
    waiting = (PaperVersion.id == version_id, PaperVersion.state.in_(from_states))
    # Guarded by the state: of two officers who press at once, one decides.
    changed = update(PaperVersion).where(*waiting).values(**said, decided_by_id=asker.person.id)
    done = (await db.execute(changed.execution_options(synchronize_session=False))).rowcount  # type: ignore[attr-defined] # an UPDATE has it
    sent = await read(db, version_id)
    if not done and sent.version.state is not state:
        stands = STATES[sent.version.state]
        raise Refusal(DECIDED, state=lambda t: t(stands))
    if done:
        topic = Topic.paper(version_id)
        await outbox.void(db, Outbox.topic == topic, Outbox.purpose == Purpose.PAPER_SENT, now=asker.now)
        await _tell(db, [sent.version.by_id], Purpose.PAPER_NEWS, sent.version, asker.now)
    return sent


REMINDER = 100
"""Letters from this version on remind of what was told already."""
_REMINDS = (Outbox.purpose == Purpose.PAPER_SENT) & (Outbox.version >= REMINDER)


async def _tell(
    db: AsyncSession, whom: Sequence[int], purpose: Purpose, version: PaperVersion, now: datetime, *, turn: int = 0
) -> None:
    due = await quiet.leaves(db, now)
    facts = PaperNews(version.id, version.state.value)
    await outbox.put(
        db,
        whom,
        purpose,
        Topic.paper(version.id),
        version=turn * REMINDER or list(PaperState).index(version.state),
        due_at=due,
        not_after=due + USEFUL_FOR,
        facts=facts,
    )


_LONG = select(PaperVersion.id).where(PaperVersion.state.in_(UNDECIDED), PaperVersion.sent_at <= bindparam("since"))


async def remind(db: AsyncSession, now: datetime) -> None:
    """Remind the level above of what has waited for its decision for `REMINDED` days. Idempotent."""
    ids = (await db.scalars(_LONG, {"since": now - timedelta(days=REMINDED[0])})).all()
    if not ids:
        return
    topics = [Topic.paper(one) for one in ids]
    told = select(Outbox.topic, func.max(Outbox.version)).where(Outbox.topic.in_(topics), _REMINDS)
    known = dict((await db.execute(told.group_by(Outbox.topic))).all())
    for sent in await read_all(db, ids):
        turn = sum(sent.version.sent_at + timedelta(days=days) <= now for days in REMINDED)
        if known.get(Topic.paper(sent.version.id), 0) >= turn * REMINDER:
            continue
        cluster = sent.paper.of if sent.paper.side == "cluster" else 0
        whom = [one for one in await _above(db, sent.paper.unit_id, cluster, now) if one != sent.version.by_id]
        await _tell(db, whom, Purpose.PAPER_SENT, sent.version, now, turn=turn)


async def waiting(db: AsyncSession, person: Person, rights: Rights) -> list[SentPaper]:
    """Return the papers that wait for somebody's decision, longest first. Raises NotAllowed for who is no officer."""
    rights.must_oversee()
    ids = (await db.scalars(select(PaperVersion.id).where(PaperVersion.state.in_(UNDECIDED)))).all()
    return [one for one in await read_all(db, ids) if may_decide(one, person, rights)]


async def forget(db: AsyncSession, person: Person) -> None:
    """Take an erased person's name out of letterheads and of what was passed on.

    A namesake is not: where another living person has the same name, what was passed on keeps it, since nobody can
    say whose it is.
    """
    named = (PaperHead.signer == person.name, PaperHead.unit_id == person.unit_id)
    await db.execute(update(PaperHead).where(*named).values(signer=None))
    others = (Person.folded == person.folded, Person.id != person.id, Person.erased_at.is_(None))
    if not person.name or await db.scalar(select(func.count()).where(*others)):
        return
    said = PaperVersion.content.contains(person.name, autoescape=True)
    without = func.replace(PaperVersion.content, person.name, ERASED)
    await db.execute(
        update(PaperVersion).where(said).values(content=without).execution_options(synchronize_session=False)
    )
