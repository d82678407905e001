"""What a careful officer would say beside a plan's own words."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import plan
from bot.domain.calendar import settings
from bot.domain.drafts import Draft, TypedCore
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    ClusterSchool,
    OrganisationSetting,
    Person,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation import units
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan.cautions import cautions, past
from bot.domain.plan.standing import load
from bot.i18n import Translator
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft

AUTUMN = ("1", "Tháng 10", "Cụm 1", "TH Hoa Ban", "A")
SPRING = ("2", "Tháng 4", "Cụm 1", "TH Hoa Ban", "B")


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


async def told(db, *rows, day: date | None = None, year: str = YEAR, language: str = "en", **changes) -> list[str]:
    proposal = await plan.propose(db, a_draft(*rows, **{"cores": (), **changes}), year)
    meetings = (replace(proposal.meetings[0], day=day), *proposal.meetings[1:])
    proposal = replace(proposal, meetings=meetings)
    notes = await cautions(db, proposal, await load(db, SchoolYear.read(year)), NOW)
    return [note.say(Translator(language)) for note in notes]


async def test_a_plan_without_a_flaw_has_only_its_lead_to_invite(db):
    assert await told(db, AUTUMN, SPRING) == [
        "Of those who lead, nobody has joined the chat yet: Cụm số 1. Please invite them."
    ]


@pytest.mark.parametrize(
    ("day", "year", "words"),
    [
        (date(2024, 4, 18), YEAR, "Hung Kings' Commemoration Day"),
        (date(2024, 2, 10), YEAR, "Lunar New Year"),
        (date(2024, 2, 16), YEAR, "Lunar New Year"),
        (date(2026, 11, 24), "2026-2027", "Vietnam Cultural Day"),
        (date(2023, 10, 15), YEAR, "a Sunday"),
    ],
)
async def test_a_day_off_is_named(db, day, year, words):
    notes = await told(db, AUTUMN, SPRING, day=day, year=year, years=())
    assert any(words in note and "table 1, row 1" in note for note in notes)


@pytest.mark.parametrize("day", [date(2023, 10, 26), date(2025, 11, 24), None])
async def test_an_ordinary_day_is_not(db, day):
    assert not [note for note in await told(db, AUTUMN, SPRING, day=day) if "meets on" in note]


async def test_a_month_with_tet_says_from_when_to_when(db):
    february = ("3", "Tháng 2", "Cụm 1", "TH Hoa Ban", "C")
    [note] = [note for note in await told(db, AUTUMN, february) if "Tết" in note]
    assert "February 2024" in note
    assert "03/02" in note
    assert not [note for note in await told(db, AUTUMN, february, day=None) if "October" in note]
    assert any("tháng 2/2024" in note for note in await told(db, AUTUMN, february, language="vi"))


async def test_a_semester_without_a_meeting(db):
    """A cluster or group that meets in one half of the year only; January alone may be either."""
    assert "No meeting in semester 2: Cụm số 1." in await told(db, AUTUMN)
    assert "No meeting in semester 1: Cụm số 1." in await told(db, SPRING)
    january = ("2", "Tháng 1", *AUTUMN[2:])
    assert not [note for note in await told(db, january) if "No meeting" in note]
    core = TypedCore(a_draft().cores[0].place, "Lò Thị Thử", "TH Hoa Ban", "Thể dục")
    assert "No meeting in semester 1: Thể dục." in await told(db, AUTUMN, SPRING, cores=(core,))


@pytest.mark.parametrize(
    ("second", "day", "without"),
    [((1, 19), 18, 2), ((1, 19), 19, 1), ((1, 12), 18, 1), ((2, 2), 31, 2), ((2, 2), None, 2), ((1, 19), None, None)],
)
async def test_the_semesters_meet_on_the_day_that_is_set(db, second, day, without):
    """Where the second one begins in February, a meeting in January without a day is in the first one alone."""
    db.add(OrganisationSetting(name="second_semester", value={"is": settings.to_json(second)}, changed_at=NOW))
    await db.flush()
    notes = await told(db, ("1", "Tháng 1", *AUTUMN[2:]), day=day and date(2024, 1, day))
    assert [number for number in (1, 2) if f"No meeting in semester {number}: Cụm số 1." in notes] == (
        [without] if without else []
    )


async def test_a_lead_who_has_joined_is_not_missed(db):
    """The lead school's principal, with an account, before and after the plan stands."""
    await plan.accept(db, EVERYTHING, await plan.propose(db, a_draft(ROW), YEAR), now=NOW)
    standing = await load(db, SchoolYear.read(YEAR))
    school = next(school for school in standing.schools if school.name == "TH Hoa Ban")
    person = Person(name="Chủ", folded="chu", joined_at=NOW)
    db.add(person)
    await db.flush()
    db.add(Appointment(role=Role.PRINCIPAL, person_id=person.id, unit_id=school.unit_id, valid_from=date(2023, 9, 1)))
    assert [note for note in await told(db, AUTUMN, SPRING) if "joined" in note]
    db.add(Account(person_id=person.id, channel="talk", address="chu"))
    assert not [note for note in await told(db, AUTUMN, SPRING) if "joined" in note]
    next_year = await told(db, AUTUMN, SPRING, year="2024-2025", years=())
    assert not [note for note in next_year if "joined" in note]


@pytest.mark.parametrize("shown", ["#NAME?", "#N/A"])
async def test_an_error_of_excel_is_no_topic(db, shown):
    """It is told, and the topic of the row above is not taken for it either."""
    found = await plan.propose(db, a_draft(AUTUMN, (*SPRING[:4], shown)), YEAR)
    assert [one.content for one in found.meetings][1:] == [""]
    assert any(shown in note.say(Translator("en")) for note in found.warnings)


async def test_a_year_that_is_over(db):
    """It stands first: last year's paper may have been taken by mistake."""
    old = a_draft(AUTUMN, SPRING, years=())
    notes = (await plan.review(db, old, "2017-2018", now=NOW)).notes
    said = "The school year 2017-2018 is over: nobody will be reminded of its meetings."
    assert notes[0].say(Translator("en")) == said
    assert not [*past(YEAR, NOW)]


async def in_another(db, **kind) -> None:
    """Let a school of the draft be in a cluster that the draft does not list."""
    school = Unit(kind=UnitKind.SCHOOL, name="TH số 1 Hoa Đào", folded=units.key("TH số 1 Hoa Đào"))
    named = {"school_year": YEAR, "name": "Cụm Hoa Mai", "folded": "hoa mai", "subject": None, "level": "th"}
    other = Cluster(**{**named, **kind})
    db.add_all([school, other])
    await db.flush()
    db.add(ClusterSchool(cluster_id=other.id, unit_id=school.id))
    await db.flush()


async def test_a_school_of_another_cluster_of_the_kind_is_named(db):
    """One that the file does not list, of this office or of another: the school would be in both."""
    await in_another(db)
    both = "Of Cụm số 1, these are in Cụm Hoa Mai as well until one is ended (1): TH số 1 Hoa Đào."
    assert both in await told(db, AUTUMN, SPRING)


@pytest.mark.parametrize("kind", [{"level": "thcs"}, {"subject": "Âm nhạc"}, {"school_year": "2022-2023"}])
async def test_a_cluster_of_another_kind_takes_no_school_away(db, kind):
    await in_another(db, **kind)
    assert not [note for note in await told(db, AUTUMN, SPRING) if "Hoa Mai" in note]


async def test_an_office_that_nobody_knows_is_told_first(db):
    """The first plan makes its office in silence; a second office may be a paper of somebody else."""

    async def said(draft: Draft) -> list[str]:
        review = await plan.review(db, draft, YEAR, now=NOW)
        return [note.say(Translator("en")) for note in review.notes]

    ours = a_draft(ROW)
    assert not any("not in the system yet" in note for note in await said(ours))
    await plan.accept(db, EVERYTHING, (await plan.review(db, ours, YEAR, now=NOW)).proposal, now=NOW)
    first, *_ = await said(replace(ours, issuer="SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐÀ NẴNG"))
    assert "Đà Nẵng" in first
    assert "not in the system yet" in first
    assert not any("not in the system yet" in note for note in await said(ours))
