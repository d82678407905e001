"""A topic is written and read in one place, and stands in the table as it always has."""

from datetime import date

import pytest

from bot.domain.models import Topic

WRITTEN = [
    (Topic.meeting(5), "meeting:5"),
    (Topic.part(7), "part:7"),
    (Topic.announcement(3), "announcement:3"),
    (Topic.plan(1), "plan:1"),
    (Topic.term(2), "term:2"),
    (Topic.begins(2), "begins:2"),
    (Topic.ends(2), "ends:2"),
    (Topic.duties(date(2023, 10, 9)), "duties:2023-10-09"),
    (Topic.duty(4), "duty:4"),
    (Topic.rule(6), "rule:6"),
    (Topic.contest(8), "contest:8"),
    (Topic.chase(date(2023, 10, 9)), "chase:2023-10-09"),
    (Topic.month(date(2023, 10, 1)), "month:2023-10"),
    (Topic.week(date(2023, 10, 9)), "week:2023-10-09"),
    (Topic.quota("zalo", "2023-10"), "quota:zalo:2023-10"),
]


@pytest.mark.parametrize(("topic", "written"), WRITTEN, ids=str)
def test_a_topic_as_the_table_keeps_it(topic: Topic, written: str) -> None:
    assert (str(topic), Topic.parse(written)) == (written, topic)


def test_an_id_is_given_of_its_own_kind_only() -> None:
    assert [(topic.meeting_id, topic.part_id, topic.announcement_id) for topic, _ in WRITTEN[:4]] == [
        (5, 0, 0),
        (0, 7, 0),
        (0, 0, 3),
        (0, 0, 0),
    ]


def test_a_month_and_a_week_give_their_first_day() -> None:
    first = [topic.first_day for topic, _ in WRITTEN if topic.kind in ("month", "week")]
    assert first == [date(2023, 10, 1), date(2023, 10, 9)]
