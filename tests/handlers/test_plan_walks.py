"""A plan put in as people do it: calling off by name, a subject of their own, a command where a text is awaited."""

import pytest
from sqlalchemy import select

import handlers
from bot.domain.models import Cluster, Meeting, MeetingState, Role
from bot.domain.plan.review import NOT_THIS_YEAR, OF_AN_OLD_YEAR, OLD_YEAR
from bot.picking import Picker
from tests.handlers.test_plan_files import FIRST, SECOND, accepts, officer, sends
from tests.talk import Somebody, Talk, World

__all__ = ["officer"]

THIRD = ("3", "Tháng 2/2024", "Cụm số 1", "TH Thị trấn", "Giáo dục STEM")
CLUB = ("2", "Tháng 3/2024", "Ghi-ta cổ điển", "TH Thị trấn", "Dạy học hát")


async def test_one_line_is_added_and_nothing_else_is_touched_until_that_is_said_twice(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """The first button of a file of one line keeps it and calls nothing off; what would go is seen by name first."""
    say = talk.said
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await talk.passes(minutes=2)
    lan.new(), lead.new()
    await sends(officer, THIRD)
    shown = await officer.presses(say("See the changes and decide"))
    gone = say("See the {number} not in the file", number=2)
    assert shown.labels[:2] == [say("Accept, but call nothing off"), gone]
    named = await officer.presses(gone)
    for told in (
        "PTDTBT TH số 1 Na Sang",
        "Dạy tập làm văn",
        say("{number} people have said that they come.", number=1),
    ):
        assert told in named.text
    sure = await officer.presses(say("Call these {number} off …", number=2))
    question = "Call {number} meetings off? Leads, deputies, hosts and {people} people with a seat will be told."
    assert say(question, number=2, people=1) in sure.text
    # The first answer leaves them; so does a typed no, and a press of what was not asked twice.
    assert sure.labels[0] == say("No, they stay")
    assert say("Accept, but call nothing off") in (await officer.presses(sure.labels[0])).labels
    await officer.forges("plan:accept:all")
    assert {one.state for one in await talk.finds(select(Meeting))} == {MeetingState.PLANNED, MeetingState.SETTLED}
    assert await talk.counts(Meeting) == 2
    await officer.presses(gone)
    await officer.presses(say("Call these {number} off …", number=2))
    done = await officer.presses(say("Yes: accept, and call {number} off", number=2))
    assert say("Kept.") in done.text
    again = await officer.forges("plan:accept:all")
    assert say("This plan was accepted before: it is kept, and nothing more is needed.") in again.text
    await talk.passes(minutes=2)
    assert len(lan.new()) == 1, "who has a seat hears of it once"
    assert lead.new()
    states = {one.content: one.state for one in await talk.finds(select(Meeting))}
    assert states.pop("Giáo dục STEM") is MeetingState.PLANNED
    assert set(states.values()) == {MeetingState.CANCELLED}


async def test_a_subject_that_nobody_knows_is_made_from_the_question_and_known_from_then_on(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """By the same file's other rows, and by the next file."""
    await sends(officer, FIRST, CLUB, ("3", "Tháng 4/2024", *CLUB[2:]))
    asked = await officer.presses(talk.said("Answer the questions ({number})", number=1))
    new = "Nhóm môn mới: Ghi-ta cổ điển"
    assert new in asked.labels
    summary = await officer.presses(new)
    assert talk.said("See the changes and decide") in summary.labels
    await accepts(officer)
    [group] = await talk.finds(select(Cluster).where(Cluster.subject == CLUB[2]))
    of_group = select(Meeting).where(Meeting.cluster_id == group.id)
    assert len(await talk.finds(of_group)) == 2
    later = await sends(officer, FIRST, CLUB, ("3", "Tháng 4/2024", *CLUB[2:]), ("4", "Tháng 5/2024", *CLUB[2:]))
    assert talk.said("See the changes and decide") in later.labels, "nothing is asked"
    await accepts(officer)
    assert len(await talk.finds(of_group)) == 3
    assert len(await talk.finds(select(Cluster).where(Cluster.subject == CLUB[2]))) == 1


async def test_who_is_told_of_a_new_version_says_that_they_have_read_it(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """Once is enough, another's letter is none of theirs, and the officer sees who has and who has not."""
    say = talk.said
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    await talk.passes(hours=1)
    lead.new()
    await sends(officer, FIRST, (*SECOND[:3], "PTDTBT TH số 1 Na Sang", SECOND[4]))
    await accepts(officer)
    await talk.passes(minutes=2)
    [letter] = [one for one in lead.new() if say("Understood") in one.labels]
    [button] = [one for row in letter.buttons for one in row if one.label == say("Understood")]
    text = "“Understood” to the newest version: {number} of {told}."
    before = (await officer.says("/kehoach")).text
    assert say(text, number=0, told=1) + " " + say("Not yet: {names}.", names="Sùng A Dơ") in before
    assert say("Thank you, it is noted.") in (await lead.forges(button.press)).text
    assert say("It is noted already. Thank you.") in (await lead.forges(button.press)).text
    refused = await lan.forges(button.press)
    assert say("Thank you, it is noted.") not in refused.text
    after = (await officer.says("/kehoach")).text
    assert say(text, number=1, told=1) in after
    assert "Sùng A Dơ" not in after


async def test_another_lead_stands_among_the_changes_above_the_yes(talk: Talk, world: World, officer: Somebody) -> None:
    """Where no meeting changes as well; a file of a year that is over says so first."""
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    await sends(officer, FIRST, SECOND, lead="TH Thị trấn")
    shown = await officer.presses(talk.said("See the changes and decide"))
    changes = "{cluster}: from {day} on {now} leads it, in the place of {before}."
    day = {"vi": "thứ Hai 09/10", "en": "Monday 09/10"}[talk.language]
    names = {"cluster": "Cụm số 1", "now": "TH Thị trấn", "before": "PTDTBT TH số 1 Na Sang"}
    assert talk.said(changes, day=day, **names) in shown.text
    assert talk.said("No meeting changes.") not in shown.text
    await officer.presses(talk.said("Accept everything"))
    before = await talk.counts(Meeting)
    long_ago = [(row[0], row[1].replace("2023", "2021"), *row[2:]) for row in (FIRST, SECOND)]
    await sends(officer, *long_ago, year="Năm học 2021-2022")
    asked = await officer.forges("plan:ask")
    assert talk.said(OF_AN_OLD_YEAR, year="2021-2022") in asked.text
    assert asked.labels[:2] == list(OLD_YEAR)
    await officer.forges("plan:yes")
    assert await talk.counts(Meeting) == before
    refused = await officer.presses(asked.labels[0])
    assert talk.said(NOT_THIS_YEAR, year="2021-2022") in refused.text
    await sends(officer, *long_ago, year="Năm học 2021-2022")
    asked = await officer.forges("plan:ask")
    old = await officer.presses(asked.labels[1])
    over = talk.said("The school year {year} is over: nobody will be reminded of its meetings.", year="2021-2022")
    assert old.text.split(talk.said("Please look at:"))[1].strip().startswith(f"– {over}")


@pytest.mark.parametrize("typed", ["kehoach", "ke hoach", "Kế hoạch ạ"])
async def test_a_command_s_name_is_no_line_of_a_plan(talk: Talk, world: World, officer: Somebody, typed: str) -> None:
    """What is typed where a paste is awaited, and is the name of a door, is asked about."""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    asked = await officer.says(typed)
    assert talk.said("That is all") not in asked.labels
    assert "/kehoach" in asked.labels


def test_the_page_for_files_is_shown_where_one_is_asked_for_and_not_on_each_page_of_the_review() -> None:
    """A channel that carries no files names an address each time: where one chooses, nobody asks for a file."""
    picker = Picker(handlers.ROUTES)
    assert [step for step in ("plan:file", "plan:looking", "plan:asking") if picker.takes_file(step)] == ["plan:file"]
