"""Schools of one name in several wards, places that are no school, and clusters of one name: two stay two."""

import pytest

from bot.documents.plan import read_text
from bot.domain import plan
from bot.domain.plan.nouns import Proposal
from tests.domain.plan_kit import YEAR, a_database

HEAD = f"KẾ HOẠCH\nSinh hoạt cụm năm học {YEAR}\n"
TABLE = "Thời gian\tCụm\tĐịa điểm\tNội dung\n"
WARDS = (
    f"{HEAD}Cụm 1: TH Kim Đồng (xã A), TH Lê Lợi (xã A), TH Kim Đồng (xã B)\n"
    f"Cụm 2: TH Kim Đồng (xã C), TH Nguyễn Du (xã C)\n{TABLE}"
)


@pytest.fixture
async def db(database_url):
    async with a_database(database_url) as database, database.reading() as db:
        yield db


async def proposed(db, text: str, answers: dict[str, str] | None = None) -> Proposal:
    return await plan.propose(db, read_text(text), YEAR, answers)


async def test_a_host_that_fits_one_school_of_its_cluster_is_that_one(db):
    rows = "Tháng 10\tCụm 2\tTH Kim Đồng\tX\nTháng 11\tCụm 1\tTH Kim Đồng, xã B\tY\nTháng 12\tCụm 1\tTH Lê Lợi\tZ\n"
    proposal = await proposed(db, WARDS + rows)
    assert len(proposal.schools) == 5
    assert not proposal.doubts
    hosts = [meeting.host.name for meeting in proposal.meetings]
    assert hosts == ["TH Kim Đồng (xã C)", "TH Kim Đồng (xã B)", "TH Lê Lợi (xã A)"]


@pytest.mark.parametrize("typed", ["TH Kim Đồng", "Hội trường UBND xã"])
async def test_one_of_two_is_asked_row_by_row_with_the_ward_on_the_button(db, typed):
    rows = f"Tháng 10\tCụm 1\t{typed}\tX\nTháng 12\tCụm 1\t{typed}\tY\nTháng 1\tCụm 1\tTH Lê Lợi\tZ\n"
    first, second = (await proposed(db, WARDS + rows)).doubts
    for_a, for_b = "TH Kim Đồng (xã A)", "TH Kim Đồng (xã B)"
    assert {for_a, for_b} <= {*first.candidates}
    answered = await proposed(db, WARDS + rows, {first.key: for_a, second.key: for_b})
    assert [meeting.host.name for meeting in answered.meetings] == [for_a, for_b, "TH Lê Lợi (xã A)"]
    assert not answered.aliases


async def test_clusters_of_one_name_are_told_apart_by_their_level(db):
    lists = "I. CẤP TIỂU HỌC\nCụm 1: TH A, TH B\nII. CẤP THCS\nCụm 1: THCS C, THCS D\n"
    rows = "Tháng 10\tCụm 1\tTH A\tX\nTháng 11\tCụm 1\tTHCS C\tY\nTháng 12\tCụm 1\tNhà văn hóa\tZ\n"
    proposal = await proposed(db, HEAD + lists + TABLE + rows)
    names = {group.key: group.name for group in proposal.groups}
    assert [names[meeting.group] for meeting in proposal.meetings] == ["Cụm 1 (Tiểu học)", "Cụm 1 (THCS)"]
    assert [doubt.candidates for doubt in proposal.doubts] == [("Cụm 1 (Tiểu học)", "Cụm 1 (THCS)")]


async def test_communes_in_a_list_are_no_doubts_against_hosts_without_them(db):
    schools = [f"TH Trường {letter}a" for letter in "BCDGHKLMN"]
    listed = ", ".join(f"{school} (xã Ninh Mỹ)" for school in schools)
    rows = "".join(f"Tháng 10\tCụm 1\t{school}\tBài {number}\n" for number, school in enumerate(schools))
    proposal = await proposed(db, f"{HEAD}Cụm 1: {listed}\n{TABLE}{rows}")
    assert (len(proposal.meetings), proposal.doubts) == (len(schools), ())
