"""Small plans: what an empty cell means, what is asked, warned about and refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.domain import plan
from bot.domain.drafts import Place, TypedCluster
from bot.domain.models import Form, Unit, UnitAlias, UnitKind
from bot.domain.organisation.people import EVERYTHING
from bot.errors import BadInput
from tests.domain.plan_kit import NOW, ROW, YEAR, a_database, a_draft, said


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.writing() as db:
        yield db


async def test_an_empty_content_comes_from_the_cluster_above(db):
    second = TypedCluster(Place(0, 2), "Cụm số 2", ("TH Mai",), "TH Mai")
    draft = a_draft(ROW, ("", "", "Cụm 2", "TH Mai", ""), ("", "", "Thể dục", "TH Mai", ""))
    proposal = await plan.propose(db, replace(draft, clusters=(*draft.clusters, second)), YEAR)
    assert [meeting.content for meeting in proposal.meetings] == ["Chuyên đề", "Chuyên đề", ""]
    assert [(repair.place.row, repair.becomes) for repair in proposal.repairs] == [(2, "Chuyên đề")]
    assert [warning for warning in said(proposal.warnings) if "no content" in warning] == [
        "At table 1, row 3 there is no content. It can be added later."
    ]


async def test_an_empty_content_is_not_taken_from_another_round(db):
    proposal = await plan.propose(db, a_draft(ROW, ("2", "Tháng 11", "Cụm 1", "TH Hoa Ban", "")), YEAR)
    assert proposal.meetings[1].content == ""


async def test_a_cluster_may_meet_twice_in_a_round(db):
    proposal = await plan.propose(db, a_draft(ROW, ("", "", "Cụm 1", "TH số 1 Hoa Đào", "Khác")), YEAR)
    assert [meeting.number for meeting in proposal.meetings] == [1, 2]
    assert (await plan.accept(db, EVERYTHING, proposal, now=NOW)).meetings == 2


async def test_rounds_are_months_where_every_row_has_its_own_number(db):
    rows = [
        ("1", "Tháng 2/2024", "Cụm 1", "TH Hoa Ban", "Hai"),
        ("2", "Tháng 10", "Cụm 1", "TH Hoa Ban", "Một"),
        ("3", "Tháng 10", "Thể dục", "TH Hoa Ban", "Ba"),
    ]
    proposal = await plan.propose(db, a_draft(*rows), YEAR)
    assert proposal.rounds == {1: date(2023, 10, 1), 2: date(2024, 2, 1)}
    assert [meeting.round for meeting in proposal.meetings] == [2, 1, 1]


async def test_a_host_in_doubt_is_asked_once_and_remembered(db):
    rows = [("1", "Tháng 10", "Cụm 1", "TH Hoa Đào", "A"), ("2", "Tháng 11", "Cụm 1", "TH HOA ĐÀO", "B")]
    proposal = await plan.propose(db, a_draft(*rows), YEAR)
    [doubt] = proposal.doubts
    assert set(doubt.candidates[:2]) == {"TH số 1 Hoa Đào", "TH số 2 Hoa Đào"}
    with pytest.raises(BadInput):
        await plan.accept(db, EVERYTHING, proposal, now=NOW)
    answered = await plan.propose(db, a_draft(*rows), YEAR, {doubt.key: "TH số 2 Hoa Đào"})
    assert not answered.doubts
    assert {meeting.host.name for meeting in answered.meetings} == {"TH số 2 Hoa Đào"}
    assert "as you answered" in said(repair.why for repair in answered.repairs)
    await plan.accept(db, EVERYTHING, answered, now=NOW)
    alias, unit = (await db.execute(select(UnitAlias, Unit).join(Unit, Unit.id == UnitAlias.unit_id))).one()
    assert (alias.folded, unit.name) == ("th hoa dao", "TH số 2 Hoa Đào")
    assert (await plan.propose(db, a_draft(*rows), YEAR)).new.total == 0


async def test_an_answer_that_was_not_offered_is_no_answer(db):
    draft = a_draft(("1", "Tháng 10", "Cụm 1", "TH Hoa Đào", "A"))
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    assert (await plan.propose(db, draft, YEAR, {doubt.key: "TH Ở Đâu"})).doubts == (doubt,)


async def test_a_row_without_a_host_is_asked(db):
    draft = a_draft(("1", "Tháng 10", "Cụm 1", "", "A"))
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    answered = await plan.propose(db, draft, YEAR, {doubt.key: "TH Hoa Ban"})
    assert answered.meetings[0].host.name == "TH Hoa Ban"
    assert not answered.aliases


@pytest.mark.parametrize("typed", ["Cụm 4", "Nhảy dù", "Cụm 1, Cụm 2"])
async def test_an_unknown_cluster_or_subject_is_asked(db, typed):
    draft = a_draft(("1", "Tháng 10", typed, "TH Hoa Ban", "A"), ("", "", "Cụm 1", "TH Hoa Ban", "B"))
    proposal = await plan.propose(db, draft, YEAR)
    [doubt] = proposal.doubts
    assert doubt.candidates == ("Cụm số 1", "Thể dục")
    assert [meeting.month for meeting in proposal.meetings] == [date(2023, 10, 1)]
    answered = await plan.propose(db, draft, YEAR, {doubt.key: "Thể dục"})
    assert answered.meetings[0].group == "giao duc the chat"


async def test_a_known_subject_without_a_core_teacher_is_a_group_and_a_warning(db):
    proposal = await plan.propose(db, a_draft(("1", "Tháng 10", "Môn Toán", "TH Hoa Ban", "A")), YEAR)
    assert "No core teacher is named for Môn Toán." in said(proposal.warnings)


async def test_unknown_words_for_the_form_are_asked(db):
    draft = a_draft(ROW)
    draft = replace(draft, meetings=(replace(draft.meetings[0], form="Qua đài"),))
    [doubt] = (await plan.propose(db, draft, YEAR)).doubts
    answered = await plan.propose(db, draft, YEAR, {doubt.key: "Trực tuyến"})
    assert answered.meetings[0].form is Form.ONLINE


async def test_a_listed_school_that_may_be_known_is_asked(db):
    """Next year's list leaves a word out: is it the school of last year, or a new one?"""
    await plan.accept(db, EVERYTHING, await plan.propose(db, a_draft(ROW), YEAR), now=NOW)
    draft = a_draft(("1", "Tháng 10", "Cụm 1", "Hoa Ban", "A"), schools=("PTDTBT TH Hoa Ban",), years=())
    [doubt] = (await plan.propose(db, draft, "2024-2025")).doubts
    assert doubt.candidates == ("TH Hoa Ban", "PTDTBT TH Hoa Ban")
    same = await plan.propose(db, draft, "2024-2025", {doubt.key: "TH Hoa Ban"})
    assert same.new.schools == 0
    other = await plan.propose(db, draft, "2024-2025", {doubt.key: "PTDTBT TH Hoa Ban"})
    assert other.new.schools == 1


async def test_a_host_from_another_cluster_is_taken_with_a_warning(db):
    second = TypedCluster(Place(0, 2), "Cụm số 2", ("TH Mai",), "TH Mai")
    draft = a_draft(("1", "Tháng 10", "Cụm 1", "TH Mai", "A"))
    proposal = await plan.propose(db, replace(draft, clusters=(*draft.clusters, second)), YEAR)
    assert "At table 1, row 1, TH Mai hosts a cluster that it does not belong to." in said(proposal.warnings)


async def test_the_list_names_a_school_and_a_more_frequent_spelling_is_told(db):
    rows = [("1", "Tháng 10", "Cụm 1", "TH Hoa Bàn", "A"), ("2", "Tháng 11", "Cụm 1", "TH Hoa Bàn", "B")]
    proposal = await plan.propose(db, a_draft(*rows, schools=("TH Hoa Ban",), cores=()), YEAR)
    assert proposal.schools[0].name == "TH Hoa Ban"
    assert any("'Hoa Bàn' is written more often" in warning for warning in said(proposal.warnings))


async def test_one_school_in_two_clusters_is_one_school(db):
    second = TypedCluster(Place(0, 2), "Cụm số 2", ("TH HOA BAN", "TH Mai"), "")
    draft = a_draft(ROW)
    proposal = await plan.propose(db, replace(draft, clusters=(*draft.clusters, second)), YEAR)
    assert [school.name for school in proposal.schools].count("TH Hoa Ban") == 1
    warnings = said(proposal.warnings)
    assert "TH Hoa Ban stands in 2 clusters." in warnings
    assert "No lead school is named for Cụm số 2." in warnings
    await plan.accept(db, EVERYTHING, proposal, now=NOW)


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (("UBND HUYỆN HOA", "PHÒNG GD&ĐT", ""), "Phòng Giáo dục và Đào tạo Hoa", UnitKind.OFFICE),
        (("", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN HOA", "Sa"), "Phòng Giáo dục và Đào tạo Hoa", UnitKind.OFFICE),
        (("UBND TỈNH HOA", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", ""), "Sở Giáo dục và Đào tạo Hoa", UnitKind.DEPARTMENT),
        (("", "UBND XÃ HOA BAN", ""), "UBND xã Hoa Ban", UnitKind.COMMUNE),
        (("UBND XÃ HOA BAN", "PHÒNG VĂN HÓA - XÃ HỘI", ""), "UBND xã Hoa Ban", UnitKind.COMMUNE),
        (("", "", "Hoa Ban"), "[CẦN BỔ SUNG: cơ quan ban hành]", UnitKind.DEPARTMENT),
        (("", "", ""), "[CẦN BỔ SUNG: cơ quan ban hành]", UnitKind.DEPARTMENT),
    ],
)
async def test_the_issuing_office(db, head, name, kind):
    superior, issuer, town = head
    proposal = await plan.propose(db, a_draft(ROW, superior=superior, issuer=issuer, town=town), YEAR)
    assert (proposal.issuer, proposal.whose.kind) == (name, kind)
    missing = [repair for repair in proposal.repairs if repair.original == "[CẦN BỔ SUNG: cơ quan ban hành]"]
    assert len(missing) == (not issuer)


@pytest.mark.parametrize(
    ("draft", "year", "words"),
    [
        (a_draft(ROW), "2024-2025", "not of {year}"),
        (a_draft(ROW), "2023-2025", "not a school year"),
        (a_draft(ROW), "năm nay", "not a school year"),
        (a_draft(clusters=()), YEAR, "no table of meetings"),
        (a_draft(ROW, clusters=()), YEAR, "lists no clusters"),
        (a_draft(*(("1", "Tháng 10", "Cụm 1", f"TH Lạ {name}", "A") for name in "abcdefgh" * 8)), YEAR, None),
        (a_draft(*(("1", "Tháng 10", "Cụm 1", f"TH Lạ x{n}x", "A") for n in range(60))), YEAR, "not clear"),
        (a_draft(ROW, schools=tuple(f"TH x{n}x" for n in range(1200))), YEAR, "schools"),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_says_why(db, draft, year, words):
    if words is None:
        assert len((await plan.propose(db, draft, year)).doubts) == 8
        return
    with pytest.raises(BadInput) as no:
        await plan.propose(db, draft, year)
    assert words in no.value.sentence


@pytest.mark.parametrize("typed", ["Tháng 13", "Tháng 10/2022", "31/11"])
async def test_a_cell_that_cannot_be_read_is_asked_about_and_refuses_no_other_row(db, typed):
    proposal = await plan.propose(db, a_draft(ROW, ("2", typed, *ROW[2:])), YEAR)
    [doubt] = proposal.doubts
    assert (doubt.place, doubt.typed, len(doubt.candidates)) == (Place(1, 2), typed, 12)
    assert [meeting.place for meeting in proposal.meetings] == [Place(1, 1)]
