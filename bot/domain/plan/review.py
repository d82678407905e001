"""A draft looked at as a whole: what it means, what it would change, and what to think of before saying yes."""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import Draft, Place, TypedCluster
from bot.domain.models import Cluster, Unit, UnitKind
from bot.domain.organisation.naming import NO_ISSUER, office_key
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan import whose
from bot.domain.plan.cautions import cautions, is_over, new_office, past
from bot.domain.plan.difference import Difference, compare
from bot.domain.plan.moves import Moves, moves
from bot.domain.plan.nouns import Doubt, Note, Planned, Proposal, Whose
from bot.domain.plan.reading import OLD_LETTERS, propose
from bot.domain.plan.standing import Of, Standing, load, missing, stamp
from bot.domain.plan.whose import Found
from bot.errors import N_, BadInput

Out = Iterable[tuple[int, int, str]]
"""Entries that a person left out: table and row of the place, and what is typed there."""
NO_MEETING = N_(
    "No meeting of {cluster} was found there. Please write each in a line: month, cluster, school, content. "
    "For example: {example}"
)
EXAMPLE = "Tháng 12/{year}; {cluster}; TH Thị trấn; Dạy học STEM"
"""As the reader takes a row without a table; typed by hand on a phone."""
OLD_YEAR = {"Không, tôi gửi tệp khác": False, "Có, vẫn lưu": True}
"""The answers about a plan of a school year that is over."""
OF_AN_OLD_YEAR = N_("This plan is of the school year {year}, which is over. Is it kept all the same?")
NOT_THIS_YEAR = N_("Nothing of the plan of {year} was kept. Please send the file of this school year.")


@dataclass(frozen=True, slots=True)
class Review:
    """All that a person should see before a yes."""

    proposal: Proposal
    difference: Difference
    notes: tuple[Note, ...]
    standing: Standing
    stamp: str
    """Equal while the tables stand as they did when this was found (`standing.stamp`)."""
    of: Of
    """Which plan of the tables it was compared with."""
    moves: Moves | None
    """What becomes of clusters that stand; None where a lead's own plan says nothing of that."""
    looked_at: datetime

    @property
    def brings_something(self) -> bool:
        """Whether a yes would change anything."""
        return bool(self.proposal.new.total or self.difference or self.moves)

    @property
    def of_clusters(self) -> tuple[Note, ...]:
        """What becomes of the clusters that stand: names, leads, schools that moved or that the file does not list."""
        return self.moves.notes if self.moves else ()

    @property
    def digest(self) -> str:
        """Equal where what a yes would do is equal."""
        new = self.proposal.new
        moves = self.moves and (self.moves.schools, sorted(self.moves.ended), self.moves.renamed)
        brings = f"{moves or ''}:{new.schools}:{new.clusters}:{new.leads + new.deputies}"
        return f"{self.difference.digest}:{brings}:{len(self.proposal.doubts)}"


async def review(
    db: AsyncSession,
    draft: Draft,
    year: str,
    *,
    now: datetime,
    answers: Mapping[str, str] | None = None,
    out: Out = (),
    own: Cluster | None = None,
    rights: Rights = EVERYTHING,
    office: str = "",
) -> Review:
    """Look at a draft, without the entries in `out`; with `own` at what it says of that cluster alone.

    `rights` are those of who looks: of several offices those overseen are meant. `office` is who issues it, where that
    was said beforehand.

    Writes nothing. Raises BadInput where the draft is no plan of the year.
    """
    school_year, draft = SchoolYear.read(year), _without(draft, out)
    if own:
        found = await _of_cluster(db, own)
    else:
        found = await whose.find(db, draft, school_year, answers or {}, rights=rights, office=office)
    stood = await stamp(db, school_year, found.of)
    standing = await load(db, school_year, found.of)
    if own:
        draft = _listing(draft, own, standing)
    proposal = await propose(db, draft, year, answers, standing=standing, found=found)
    proposal = _only(proposal, own, standing) if own else _asking_the_year(proposal, now, answers or {})
    difference = await asyncio.to_thread(compare, proposal, standing, now)
    # First a year that is over and an office nobody knows, then what differs from what stands and what was left out;
    # what is merely worth a thought comes last.
    otherwise = None if own else moves(proposal, standing, now)
    notes = [
        *past(year, now),
        *await new_office(db, proposal, found.of),
        *(() if otherwise is None else otherwise.notes),
        *difference.stays,
        *proposal.warnings,
        *await cautions(db, proposal, standing, now, staying=difference.removed),
    ]
    return Review(proposal, difference, tuple(notes), standing, stood, found.of, otherwise, now)


def _asking_the_year(proposal: Proposal, now: datetime, answers: Mapping[str, str]) -> Proposal:
    """Ask first whether a plan of a year that is over is kept. Raises BadInput where it is not."""
    if not is_over(proposal.year, now):
        return proposal
    [key] = kept_all_the_same(proposal.year)
    answer = answers.get(key)
    if answer in OLD_YEAR:
        if not OLD_YEAR[answer]:
            raise BadInput(NOT_THIS_YEAR, year=proposal.year)
        return proposal
    question = Note(OF_AN_OLD_YEAR, {"year": proposal.year})
    doubt = Doubt(key, Place(0, 1), proposal.year, question, tuple(OLD_YEAR))
    return replace(proposal, doubts=(doubt, *proposal.doubts))


def kept_all_the_same(year: str) -> dict[str, str]:
    """Return the answer of who has named the year of the plan themselves: it is kept, also when it is over."""
    return {f"year|{year}": next(answer for answer, keeps in OLD_YEAR.items() if keeps)}


async def _of_cluster(db: AsyncSession, own: Cluster) -> Found:
    issuer = await db.get(Unit, own.office_id) if own.office_id else None
    name, kind = (issuer.name, issuer.kind) if issuer else (NO_ISSUER, UnitKind.DEPARTMENT)
    return Found(Whose(name, kind, office_key(name), own.level), Of(own.office_id, own.level, own.id))


async def still_stands(db: AsyncSession, found: Review) -> bool:
    """Say whether the tables stand as they did when a review was made."""
    return await stamp(db, SchoolYear.read(found.proposal.year), found.of) == found.stamp


def entry(doubt: Doubt) -> tuple[int, int, str]:
    """Return how the entry that a question is about is left out."""
    return doubt.place.table, doubt.place.row, doubt.typed


def _without(draft: Draft, out: Out) -> Draft:
    typed = {(Place(table, row), text) for table, row, text in out}
    if draft.old_letters and (Place(0, 1), draft.old_letters) in typed:
        raise BadInput(OLD_LETTERS, letters=draft.old_letters)
    if draft.years and any(place == Place(0, 1) and text == draft.years[0] for place, text in typed):
        raise BadInput(NOT_THIS_YEAR, year=draft.years[0])
    # A question about a whole table leaves the whole of it out.
    tables = {table.place.table for table in draft.doubtful if (table.place, table.text) in typed}
    places = {place for place, _ in typed} | {row.place for row in draft.meetings if row.place.table in tables}
    return replace(
        draft,
        meetings=tuple(row for row in draft.meetings if row.place not in places),
        doubtful=tuple(table for table in draft.doubtful if table.place.table not in tables),
        cores=tuple(row for row in draft.cores if row.place not in places),
        clusters=tuple(_thinned(cluster, typed) for cluster in draft.clusters),
    )


def _thinned(cluster: TypedCluster, typed: set[tuple[Place, str]]) -> TypedCluster:
    out = {text for place, text in typed if place == cluster.place}
    schools = tuple(school for school in cluster.schools if school not in out)
    return replace(cluster, schools=schools, lead="" if cluster.lead in out else cluster.lead)


def _listing(draft: Draft, own: Cluster, standing: Standing) -> Draft:
    """Let a lead's file do without the list of schools, which stand already."""
    names = {school.unit_id: school.name for school in standing.schools}
    members = sorted(unit for cluster, unit in standing.members if cluster == own.id and unit in names)
    listed = TypedCluster(Place(0, 0), own.name, tuple(names[unit] for unit in members), "")
    return replace(draft, clusters=(listed,), cores=()) if not draft.clusters else draft


def _only(proposal: Proposal, own: Cluster, standing: Standing) -> Proposal:
    """Keep what a plan says of one cluster; a lead's plan founds no school, and appoints nobody.

    Raises BadInput where nothing is left, and where a school hosts that is not of the cluster.
    """
    members = {unit for cluster, unit in standing.members if cluster == own.id}
    meetings = tuple(planned for planned in proposal.meetings if planned.group == own.folded)
    _must_be_of(own, members, meetings, asks=bool(proposal.doubts))
    months = {planned.month for planned in meetings}
    mine = replace(
        proposal,
        schools=(),
        groups=tuple(replace(group, schools=(), lead=None) for group in proposal.groups if group.key == own.folded),
        cores=(),
        rounds={number: month for number, month in proposal.rounds.items() if month in months},
        meetings=meetings,
        aliases={key: school for key, school in proposal.aliases.items() if school.unit_id in members},
    )
    return replace(mine, new=missing(mine, standing).counts())


def _must_be_of(own: Cluster, members: Container[int | None], meetings: Sequence[Planned], *, asks: bool) -> None:
    # A question may be about just the row that is the cluster's meeting: it is asked first.
    if not meetings and not asks:
        example = EXAMPLE.format(cluster=own.name, year=SchoolYear.read(own.school_year).first)
        raise BadInput(NO_MEETING, cluster=own.name, example=example)
    for planned in meetings:
        if planned.host.unit_id not in members:
            raise BadInput(
                N_("At {place}, {school} is not one of the schools of {cluster}. Please ask the officer."),
                place=planned.place,
                school=planned.host.name,
                cluster=own.name,
            )
