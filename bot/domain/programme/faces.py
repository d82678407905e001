"""Pupils' faces and voices in files, whichever door they come in by: asked of whoever sends them (Điều 24).

A file is free to be passed on where no pupil can be recognised. Where one can, it stays with those who may see it, and
only by the parents' consent, with where its paper lies, and from seven years on by the child's own. It is never sent to
many.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, exists, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain.models import Duty, Evidence, FileFaces, LessonFile, PaperVersion, Person
from bot.errors import N_, BadInput, Gone, Refusal
from bot.vietnamese import nfc

KEY = 24
"""Letters of a digest that a button carries."""
LONGEST_PAPER = 300
LINK = "link-"
"""How what stands for a link begins."""

FIRST_FACES = N_("First please say whether pupils can be recognised in the picture: it goes to many people.")
NEVER_TO_MANY = N_("A picture in which pupils can be recognised is not sent to many people. Please take another one.")
NOT_SHOWN = N_(
    "This file is not shown to others: pupils can be recognised in it, or who sent it has not said whether they can."
)
NO_PAPER = N_("Please write where the parents' paper lies: number, day, who keeps it.")


async def came(db: AsyncSession, sha: str, by: Person, now: datetime) -> None:
    """Note that a file came of which nobody has spoken yet. Idempotent: what was said of the same file stays."""
    row = insert(db, FileFaces).values(digest=sha, by_id=by.id, at=now)
    await db.execute(row.on_conflict_do_nothing())


async def open_one(db: AsyncSession, by: Person, now: datetime) -> str:
    """Return the key of the file that somebody has just sent, if nothing was said of it; else nothing."""
    asked = select(FileFaces.digest).where(FileFaces.by_id == by.id, FileFaces.faces.is_(None), FileFaces.at == now)
    newest = await db.scalar(asked.order_by(FileFaces.digest).limit(1))
    return newest[:KEY] if newest else ""


async def mine(db: AsyncSession, by: Person, key: str) -> FileFaces:
    """Return what was said of somebody's own file. Raises Gone for another's, and for no key."""
    asked = select(FileFaces).where(FileFaces.by_id == by.id, FileFaces.digest.startswith(key, autoescape=True))
    found = (await db.scalars(asked.limit(1))).first() if len(key) == KEY else None
    if found is None:
        raise Gone
    return found


def say(file: FileFaces, *, faces: bool) -> None:
    """Write down whether pupils can be recognised; with a yes the consents are still to come."""
    file.faces, file.parents, file.paper, file.children = faces, False, "", False


def read_paper(typed: str) -> str:
    """Return where the parents' paper lies. Raises BadInput for nothing."""
    paper = nfc(typed)[:LONGEST_PAPER]
    if not any(letter.isalnum() for letter in paper):
        raise BadInput(NO_PAPER)
    return paper


def agree(file: FileFaces, paper: str, *, children: bool) -> None:
    """Write down who gave their consent: the parents by a paper, and children of seven and more themselves."""
    file.faces, file.parents, file.paper, file.children = True, True, paper, children


async def must_be_shown(db: AsyncSession, sha: str, reader: Person, *, document: bool) -> None:
    """Raise Refusal where others may not see a file: faces without consent, or a picture or film nobody spoke of.

    What came before the question was asked has no row, and is shown.
    """
    said = await db.get(FileFaces, sha)
    if said is None or said.by_id == reader.id:
        return
    if (said.faces is None and not document) or (said.faces and not said.parents):
        raise Refusal(NOT_SHOWN)


def of_link(link: str) -> str:
    """Return what stands for a link where a file has its digest."""
    return LINK + sha256(link.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What became of a file that was taken out of wherever it was handed in."""

    number: int
    files: set[str]
    """The digests of files that may go."""
    duties: Sequence[int]
    """The duties that it was handed in for."""


async def take_out(db: AsyncSession, by: Person, digest: str) -> TakenOut:
    """Take one's own file or link out of duties, lesson plans and papers that were passed on."""
    return await forget(db, [digest], most=1000, by=by.id)


async def forget(db: AsyncSession, digests: Collection[str], *, most: int, by: int | None = None) -> TakenOut:
    """Take files and links out of duties, lesson plans and papers that were passed on, at most so many of each.

    Where `by` is somebody, only what they handed in themselves.
    """

    def theirs(column: SQLColumnExpression[Any]) -> Sequence[ColumnElement[bool]]:
        return [] if by is None else [column == by]

    asked = select(Duty.id).where(Duty.sha.in_(digests), *theirs(Duty.closed_by_id)).limit(most)
    duties = list(await db.scalars(asked))
    spoken = exists().where(FileFaces.by_id == Duty.closed_by_id, FileFaces.digest.in_(digests))
    linked = (Duty.sha.is_(None), Duty.note.startswith("http"), spoken, *theirs(Duty.closed_by_id))
    found = await db.execute(select(Duty.id, Duty.note).where(*linked).order_by(Duty.id).limit(most))
    links = [number for number, note in found if of_link(note or "") in digests]
    gone = {"sha": null(), "file_name": null()}
    await db.execute(update(Duty).where(Duty.id.in_(duties)).values(**gone))
    await db.execute(update(Duty).where(Duty.id.in_(links)).values(note=null()))
    number, files = len(duties) + len(links), set(digests) if duties else set()
    for table in (LessonFile, PaperVersion):
        of = select(table.id).where(table.sha.in_(digests), *theirs(table.by_id)).limit(most)
        ids = list(await db.scalars(of))
        number, files = number + len(ids), files | (set(digests) if ids else set())
        if table is LessonFile:
            await db.execute(delete(LessonFile).where(LessonFile.id.in_(ids)))
        else:
            await db.execute(update(PaperVersion).where(PaperVersion.id.in_(ids)).values(sha=null()))
    # Nothing else keeps a link: its row would be looked at each night anew.
    unsaid = (FileFaces.digest.in_(digests), FileFaces.digest.startswith(LINK), FileFaces.faces.is_(None))
    await db.execute(delete(FileFaces).where(*unsaid))
    return TakenOut(number, files, [*duties, *links])


async def must_be_free(db: AsyncSession, sha: str) -> None:
    """Raise Refusal unless somebody has said that no pupil can be recognised in a file that goes to many."""
    said = await db.scalar(select(FileFaces.faces).where(FileFaces.digest == sha))
    if said is None:
        raise Refusal(FIRST_FACES)
    if said:
        raise Refusal(NEVER_TO_MANY)


async def photos_agreed(
    db: AsyncSession, person: Person, meeting_id: int, paper: str, *, children: bool, now: datetime
) -> None:
    """Let one's photos of a meeting with pupils' faces be shown to leads, now that it is said who agreed."""
    which = (Evidence.person_id == person.id, Evidence.meeting_id == meeting_id, Evidence.faces.is_(True))
    shas: Sequence[str | None] = (await db.scalars(select(Evidence.sha).where(*which))).all()
    for sha in filter(None, shas):
        await came(db, sha, person, now)
        agree(await db.get_one(FileFaces, sha), paper, children=children)
    await db.execute(update(Evidence).where(*which).values(consented=True))
