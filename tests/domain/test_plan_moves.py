"""A second version that says otherwise of the clusters themselves: told by name before the yes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import literal, select

from bot.domain import plan
from bot.domain.drafts import Place, TypedCluster
from bot.domain.letters.plan import VersionLetter
from bot.domain.models import Appointment, Cluster, ClusterSchool, Outbox, Person, Purpose, Role, Unit
from bot.domain.organisation import former_names, terms, units
from bot.domain.organisation.people import EVERYTHING
from bot.domain.outbox.facts import SchoolsMoved
from bot.domain.outbox.school_changes import SchoolMoved, SchoolRenamed
from bot.i18n import Translator
from handlers.plan.plan_words import moved_letter
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft

ENGLISH = Translator("en")
FIRST = (
    TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban", "TH số 1 Hoa Đào"), "TH Hoa Ban"),
    TypedCluster(Place(0, 2), "Cụm số 2", ("TH Hoa Mai", "TH Hoa Lê"), "TH Hoa Mai"),
)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        proposal = await plan.propose(db, a_draft(ROW, clusters=FIRST), YEAR)
        await plan.accept(db, EVERYTHING, proposal, now=NOW)
        yield db


async def notes(db, *clusters: TypedCluster) -> list[str]:
    found = await plan.review(db, a_draft(ROW, clusters=clusters), YEAR, now=NOW)
    return [
        line
        for line in [note.say(ENGLISH) for note in found.notes]
        if "Cụm số" in line and ("led by" in line or "TH" in line)
    ]


async def test_the_same_lists_say_nothing(db):
    assert not [line for line in await notes(db, *FIRST) if "stands in" in line or "moves" in line or "led by" in line]


async def test_another_lead_a_school_that_is_gone_and_one_that_moved(db):
    second = (
        TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban",), "TH Hoa Ban"),
        TypedCluster(Place(0, 2), "Cụm số 2", ("TH Hoa Mai", "TH số 1 Hoa Đào"), "TH số 1 Hoa Đào"),
    )
    told = await notes(db, *second)
    for line in (
        "TH số 1 Hoa Đào: from Monday 02/10 on in Cụm số 2, no longer in Cụm số 1. Its people are told.",
        "TH Hoa Lê stands in Cụm số 2 and not in this file's list. It stays.",
        "Cụm số 2: from Monday 02/10 on TH số 1 Hoa Đào leads it, in the place of TH Hoa Mai.",
    ):
        assert line in told


async def test_a_paper_without_lists_says_nothing_of_them(db):
    assert not [line for line in await notes(db) if "stands in" in line]


SECOND = (
    TypedCluster(Place(0, 1), "Cụm số 1", ("TH Hoa Ban",), "TH Hoa Ban"),
    TypedCluster(Place(0, 2), "Cụm số 2", ("TH Hoa Mai", "TH Hoa Lê", "TH số 1 Hoa Đào"), "TH số 1 Hoa Đào"),
)


async def accepted(db, clusters: tuple[TypedCluster, ...], now: datetime = NOW) -> None:
    proposal = await plan.propose(db, a_draft(ROW, clusters=clusters), YEAR)
    await plan.accept(db, EVERYTHING, proposal, now=now)


async def where(db, day: date) -> dict[str, set[str]]:
    """Return on a day by cluster the schools that are in it, and with a star which leads it."""
    found: dict[str, set[str]] = {}
    members = select(Cluster.name, Unit.name).join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    members = members.join(Unit, Unit.id == ClusterSchool.unit_id).where(terms.holds(ClusterSchool, day))
    leads = select(Cluster.name, literal("*") + Unit.name).join(Appointment, Appointment.cluster_id == Cluster.id)
    leads = leads.join(Unit, Unit.id == Appointment.holder_unit_id).where(terms.holds(Appointment, day))
    for asked in (members, leads):
        for cluster, unit in await db.execute(asked):
            found.setdefault(cluster, set()).add(unit)
    return found


async def test_the_yes_carries_it_out_by_date_and_tells_whom_it_touches(db):
    """Until the day before everything is as it was; a second yes to the same paper changes nothing."""
    school = await db.scalar(select(Unit.id).where(Unit.name == "TH số 1 Hoa Đào"))
    people = [Person(name=name, folded="", unit_id=school, joined_at=NOW) for name in ("Lò Thị Mai", "Cà Văn Páo")]
    db.add_all([*people, Person(name="Sùng A Dơ", folded="", joined_at=NOW)])
    await db.flush()
    review = await plan.review(db, a_draft(ROW, clusters=SECOND), YEAR, now=NOW)
    assert review.brings_something
    await accepted(db, SECOND)
    before = await where(db, date(2023, 10, 1))
    assert before["Cụm số 1"] == {"TH Hoa Ban", "TH số 1 Hoa Đào", "*TH Hoa Ban"}
    assert before["Cụm số 2"] == {"TH Hoa Mai", "TH Hoa Lê", "*TH Hoa Mai"}
    after = await where(db, date(2023, 10, 2))
    assert after["Cụm số 1"] == {"TH Hoa Ban", "*TH Hoa Ban"}
    assert after["Cụm số 2"] == {"TH Hoa Mai", "TH Hoa Lê", "TH số 1 Hoa Đào", "*TH số 1 Hoa Đào"}
    told = (
        await db.execute(select(Outbox.person_id, Outbox.facts).where(Outbox.purpose == Purpose.SCHOOL_MOVED))
    ).all()
    assert {person for person, _ in told} == {one.id for one in people}
    assert SchoolsMoved.read(told[0][1]).entries == (SchoolMoved("TH số 1 Hoa Đào", "Cụm số 1", "Cụm số 2"),)
    assert await notes(db, *SECOND) == []
    await accepted(db, SECOND, NOW + timedelta(days=3))
    assert await where(db, date(2023, 10, 5)) == after
    assert not (await plan.review(db, a_draft(ROW, clusters=SECOND), YEAR, now=NOW + timedelta(days=3))).moves


async def test_what_was_ended_by_hand_does_not_come_back_by_an_old_paper(db):
    """The first paper, sent again after the second one: it is told, and nothing moves back by itself."""
    await accepted(db, SECOND)
    stood = await where(db, date(2023, 10, 20))
    told = await notes(db, *FIRST)
    for line in (
        "TH số 1 Hoa Đào stands in Cụm số 2, and this file lists it in Cụm số 1. It is in both until one is ended.",
        "Cụm số 2 is led by TH số 1 Hoa Đào, and the file names TH Hoa Mai. Please end the former appointment.",
    ):
        assert line in told
    await accepted(db, FIRST, NOW + timedelta(days=10))
    assert await where(db, date(2023, 10, 20)) == stood


async def test_before_the_school_year_it_takes_effect_with_it(db):
    await accepted(db, SECOND, datetime(2023, 6, 20, 3, tzinfo=UTC))
    assert "TH số 1 Hoa Đào" in (await where(db, date(2023, 8, 1)))["Cụm số 2"]


async def test_a_school_that_may_only_be_called_otherwise_is_asked_about(db):
    """One is gone from its cluster's list and another stands there: the same one, or a new one, as a person says."""
    second = (replace(FIRST[0], schools=("TH Hoa Ban", "TH&THCS Hoa Cúc")), FIRST[1])
    draft = a_draft(ROW, clusters=second)
    [doubt] = (await plan.review(db, draft, YEAR, now=NOW)).proposal.doubts
    assert doubt.candidates == ("TH số 1 Hoa Đào", "TH&THCS Hoa Cúc")
    same = await plan.review(db, draft, YEAR, now=NOW, answers={doubt.key: "TH số 1 Hoa Đào"})
    assert same.proposal.new.schools == 0
    new = await plan.review(db, draft, YEAR, now=NOW, answers={doubt.key: "TH&THCS Hoa Cúc"})
    assert new.proposal.new.schools == 1
    assert "TH số 1 Hoa Đào stands in Cụm số 1 and not in this file's list. It stays." in [
        note.say(ENGLISH) for note in new.notes
    ]


async def test_a_school_that_is_called_otherwise_now_is_renamed_by_the_yes_and_its_people_are_told(db):
    school = await db.scalar(select(Unit).where(Unit.name == "TH số 1 Hoa Đào"))
    somebody = Person(name="Lò Thị Mai", folded="", unit_id=school.id, joined_at=NOW)
    db.add_all([somebody, Person(name="Sùng A Dơ", folded="", joined_at=NOW)])
    await db.flush()
    draft = a_draft(ROW, clusters=(replace(FIRST[0], schools=("TH Hoa Ban", "TH&THCS Hoa Cúc")), FIRST[1]))
    [doubt] = (await plan.review(db, draft, YEAR, now=NOW)).proposal.doubts
    review = await plan.review(db, draft, YEAR, now=NOW, answers={doubt.key: "TH số 1 Hoa Đào"})
    said = "TH số 1 Hoa Đào is called TH&THCS Hoa Cúc from Monday 02/10/2023 on. Its people are told."
    assert said in [note.say(ENGLISH) for note in review.notes]
    await plan.accept(db, EVERYTHING, review.proposal, now=NOW)
    await db.refresh(school)
    assert (school.name, school.folded) == ("TH&THCS Hoa Cúc", units.key("TH&THCS Hoa Cúc"))
    [(person, facts)] = await db.execute(
        select(Outbox.person_id, Outbox.facts).where(Outbox.purpose == Purpose.SCHOOL_MOVED)
    )
    told = SchoolsMoved.read(facts)
    assert (person, told.entries) == (somebody.id, ())
    assert told.renamed == (SchoolRenamed("TH số 1 Hoa Đào", "TH&THCS Hoa Cúc", NOW.date()),)
    said = "By the new plan TH số 1 Hoa Đào is called TH&THCS Hoa Cúc from Monday 02/10/2023 on."
    assert moved_letter(VersionLetter(told, 1), ENGLISH).text == said
    for paper in (draft, a_draft(ROW, clusters=FIRST)):
        again = await plan.review(db, paper, YEAR, now=NOW + timedelta(days=1))
        assert (again.proposal.doubts, again.proposal.new.schools, bool(again.moves)) == ((), 0, False)


async def test_a_new_name_holds_from_the_day_of_the_paper_that_says_so(db):
    """What is past keeps the former name; a day that is yet to come changes nothing until then, and once."""
    [school] = (await db.scalars(select(Unit).where(Unit.name == "TH số 1 Hoa Đào"))).all()
    draft = a_draft(ROW, clusters=(replace(FIRST[0], schools=("TH Hoa Ban", "TH&THCS Hoa Cúc")), FIRST[1]))

    async def called(day: date) -> str:
        return (await former_names.names_on(db, [school.id], day))[school.id]

    [doubt] = (await plan.review(db, draft, YEAR, now=NOW)).proposal.doubts
    review = await plan.review(db, draft, YEAR, now=NOW, answers={doubt.key: school.name})
    signed = replace(review.proposal, signed_on=date(2023, 10, 9))
    await plan.accept(db, EVERYTHING, signed, now=NOW)
    await db.refresh(school)
    assert (school.name, await called(date(2023, 10, 8))) == ("TH số 1 Hoa Đào", "TH số 1 Hoa Đào")
    assert await called(date(2023, 10, 9)) == "TH&THCS Hoa Cúc"
    assert not (await plan.review(db, draft, YEAR, now=NOW)).proposal.doubts, "the name to come is known already"
    for later in (6, 7, 8):
        await former_names.come_true(db, NOW + timedelta(days=later))
        await db.refresh(school)
        assert school.name == ("TH&THCS Hoa Cúc" if later > 6 else "TH số 1 Hoa Đào")
        assert [await called(date(2023, 10, day)) for day in (8, 9)] == ["TH số 1 Hoa Đào", "TH&THCS Hoa Cúc"]
    # A third name; and a spelling that is put right, which is no other name.
    await former_names.rename(db, {school.id: "TH Hoa Lan"}, date(2023, 11, 1), date(2023, 11, 1))
    await former_names.rename(db, {school.id: "TH Hoà Lan"}, date(2023, 11, 2), date(2023, 11, 2))
    names = [await called(day) for day in (date(2023, 9, 1), date(2023, 10, 31), date(2023, 11, 1))]
    assert names == ["TH số 1 Hoa Đào", "TH&THCS Hoa Cúc", "TH Hoà Lan"]
    for name in ("TH Hoa Sim", "TH Hoa Mua"):
        await former_names.rename(db, {school.id: name}, date(2023, 12, 1), date(2023, 12, 1))
    assert [await called(date(2023, *day)) for day in ((11, 30), (12, 1))] == ["TH Hoà Lan", "TH Hoa Mua"]


async def test_a_cluster_that_may_only_be_called_otherwise_is_told_first(db):
    second = (replace(FIRST[0], name="Cụm Trung tâm"), FIRST[1])
    row = (*ROW[:2], "Cụm Trung tâm", *ROW[3:])
    notes = (await plan.review(db, a_draft(row, clusters=second), YEAR, now=NOW)).notes
    assert "its schools are those of Cụm số 1" in notes[0].say(ENGLISH)


async def test_a_row_typed_again_in_capitals_is_one_meeting(db):
    again = ("2", *(cell.upper() for cell in ROW[1:]))
    found = await plan.review(db, a_draft(ROW, again, clusters=FIRST), YEAR, now=NOW)
    assert len(found.proposal.meetings) == 1
    assert any("once more" in note.say(ENGLISH) for note in found.notes)


async def signed(db, clusters: tuple[TypedCluster, ...], day: date | None, now: datetime = NOW) -> None:
    proposal = await plan.propose(db, a_draft(ROW, clusters=clusters), YEAR)
    await plan.accept(db, EVERYTHING, replace(proposal, signed_on=day), now=now)


@pytest.mark.parametrize(
    ("day", "first_day"),
    [
        (date(2023, 9, 18), date(2023, 9, 18)),
        (date(2023, 11, 6), date(2023, 11, 6)),
        (date(2023, 7, 3), date(2023, 8, 1)),
        (None, NOW.date()),
    ],
    ids=["past", "to come", "before the school year", "no day"],
)
async def test_leads_and_schools_change_on_the_day_of_the_paper(db, day: date | None, first_day: date):
    await signed(db, SECOND, day)
    eve, then = await where(db, first_day - timedelta(days=1)), await where(db, first_day)
    assert "TH số 1 Hoa Đào" not in then["Cụm số 1"]
    assert {"TH số 1 Hoa Đào", "*TH số 1 Hoa Đào"} <= then["Cụm số 2"]
    assert "*TH Hoa Mai" not in then["Cụm số 2"]
    if first_day > date(2023, 8, 1):
        assert {"TH Hoa Mai", "*TH Hoa Mai"} <= eve["Cụm số 2"]
        assert {"TH số 1 Hoa Đào"} <= eve["Cụm số 1"]
        assert "TH số 1 Hoa Đào" not in eve["Cụm số 2"]


async def test_the_note_before_the_yes_and_the_letter_say_the_paper_s_day(db):
    """Who leads by then is told as well as who leads today."""
    school = await db.scalar(select(Unit.id).where(Unit.name == "TH số 1 Hoa Đào"))
    new_lead = Person(name="Lò Thị Mai", folded="", unit_id=school, joined_at=NOW)
    old_school = await db.scalar(select(Unit.id).where(Unit.name == "TH Hoa Mai"))
    old_lead = Person(name="Cà Văn Páo", folded="", unit_id=old_school, joined_at=NOW)
    db.add_all([new_lead, old_lead])
    await db.flush()
    heads = [(new_lead, school), (old_lead, old_school)]
    db.add_all(
        [
            Appointment(person_id=one.id, unit_id=unit, role=Role.PRINCIPAL, valid_from=date(2023, 8, 1))
            for one, unit in heads
        ]
    )
    await db.flush()
    draft = a_draft(ROW, clusters=SECOND, head=("Số: 9/KH-PGDĐT", "Hoa, ngày 06 tháng 11 năm 2023"))
    review = await plan.review(db, draft, YEAR, now=NOW)
    told = [note.say(ENGLISH) for note in review.notes]
    moved = "TH số 1 Hoa Đào: from Monday 06/11 on in Cụm số 2, no longer in Cụm số 1. Its people are told."
    led = "Cụm số 2: from Monday 06/11 on TH số 1 Hoa Đào leads it, in the place of TH Hoa Mai."
    assert {moved, led} <= {*told}
    await plan.accept(db, EVERYTHING, review.proposal, now=NOW, seen=review)
    sent = dict(
        (await db.execute(select(Outbox.person_id, Outbox.facts).where(Outbox.purpose == Purpose.SCHOOL_MOVED))).all()
    )
    assert sent.keys() == {new_lead.id, old_lead.id}
    assert "from Monday 06/11 on:" in moved_letter(VersionLetter(SchoolsMoved.read(sent[old_lead.id]), 1), ENGLISH).text


async def test_a_corrected_file_of_the_same_paper_changes_nothing_backwards(db):
    """It bears the day of the version that stands, which said otherwise: what differs holds from the yes."""
    await signed(db, FIRST, date(2023, 9, 4))
    await signed(db, SECOND, date(2023, 9, 4), NOW + timedelta(days=7))
    assert "*TH Hoa Mai" in (await where(db, date(2023, 10, 8)))["Cụm số 2"]
    assert "*TH số 1 Hoa Đào" in (await where(db, date(2023, 10, 9)))["Cụm số 2"]


async def test_what_a_person_changed_since_the_paper_s_day_holds_until_the_yes(db):
    given = await db.scalar(select(Appointment).join(Cluster).where(Cluster.name == "Cụm số 2"))
    given.valid_from = date(2023, 9, 25)
    await db.flush()
    await signed(db, SECOND, date(2023, 9, 18))
    assert "*TH Hoa Mai" in (await where(db, date(2023, 10, 1)))["Cụm số 2"]
    assert "*TH số 1 Hoa Đào" in (await where(db, date(2023, 10, 2)))["Cụm số 2"]
