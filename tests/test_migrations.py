"""The migrations go up, down and up again, and end where the models are."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.db import create_engine
from bot.domain.models import Base
from bot.domain.models.base import for_postgres
from bot.migrate import MIGRATIONS, config, newest, upgrade
from migrations.new import write
from tests.tables import Databases, rows, say

A_MEETING = """
    INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Ban', 'th hoa ban');
    INSERT INTO plan (id, title, school_year, unit_id, imported_at)
        VALUES (1, 'K', '2023-2024', 1, '2023-10-01');
    INSERT INTO round (id, plan_id, number, month) VALUES (1, 1, 1, '2023-10-01');
    INSERT INTO cluster (id, school_year, name, folded) VALUES (1, '2023-2024', 'Cụm số 1', 'cum 1');
    INSERT INTO meeting (id, round_id, cluster_id, number, host_id, content, form, month, state, taken, version)
        VALUES (1, 1, 1, 1, 1, 'N', 'in_person', '2023-10-01', 'planned', 0, 0);
"""
"""A school, its plan and cluster, and one meeting, in the columns of the first tables."""


@pytest.fixture
def bare_url(databases: Databases, tmp_path):
    """A database without tables."""
    url = databases.bare(tmp_path)
    yield url
    databases.drop(url)


def look(url: str, at: Callable[[Connection], Any]) -> Any:
    """Look at a database in a transaction."""

    async def looked() -> Any:
        engine = create_engine(url)
        async with engine.connect() as connection:
            found = await connection.run_sync(at)
        await engine.dispose()
        return found

    return asyncio.run(looked())


def tables(url: str) -> set[str]:
    return look(url, lambda connection: set(inspect(connection).get_table_names()))


def test_services_that_start_together_migrate_once(bare_url):
    """Each in a process of its own, as replicas start: one migrates, the other waits and finds it done.

    Two interpreters start; all else about migrating costs less.
    """
    say_upgrade = f"from bot.migrate import upgrade; upgrade({bare_url!r})"
    started = [subprocess.Popen([sys.executable, "-c", say_upgrade], stderr=subprocess.PIPE) for _ in range(2)]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert [code for _said, code in ends] == [0, 0], ends
    assert set(Base.metadata.tables) < tables(bare_url)


def test_up_down_up(bare_url):
    upgrade(bare_url)
    assert set(Base.metadata.tables) < tables(bare_url)
    command.downgrade(config(bare_url), "base")
    assert tables(bare_url) == {"alembic_version"}
    upgrade(bare_url)
    assert set(Base.metadata.tables) < tables(bare_url)


def test_who_is_up_to_date_starts_without_alembic(database_url, monkeypatch):
    """A service that starts again migrates nothing, and a fifth of a second of its start would be Alembic."""
    monkeypatch.setattr(command, "upgrade", lambda *_: pytest.fail("there was nothing to do"))
    upgrade(database_url)


def test_the_newest_version_is_found_without_alembic():
    assert newest() == ScriptDirectory.from_config(config("")).get_current_head()


def test_the_migrations_equal_the_models(database_url):
    def compare(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), for_postgres(Base.metadata))

    assert look(database_url, compare) == []


def test_what_people_did_survives_a_migration(bare_url):
    """SQLite makes a changed table anew: its rows and what points at them must come along."""
    command.upgrade(config(bare_url), "20261122")
    say(
        bare_url,
        """
            INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Ban', 'th hoa ban');
            INSERT INTO plan (id, title, school_year, unit_id, imported_at)
                VALUES (1, 'K', '2023-2024', 1, '2023-10-01');
            INSERT INTO person (id, name, folded, unit_id, language, joined_at)
                VALUES (1, 'Lò A', 'lo a', 1, 'vi', '2023-10-01');
        """,
    )
    upgrade(bare_url)
    assert rows(bare_url, "SELECT state FROM plan") == [("published",)]
    assert rows(bare_url, "SELECT name, unit_id FROM person") == [("Lò A", 1)]


def test_a_month_that_was_told_is_not_told_again(bare_url):
    command.upgrade(config(bare_url), "20261125")
    say(
        bare_url,
        "INSERT INTO custom (name, value, version, changed_at) VALUES ('round:month', '{}', 1, '2023-10-02')",
    )
    for act, name in (
        (upgrade, "digest:month"),
        (lambda url: command.downgrade(config(url), "20261125"), "round:month"),
    ):
        act(bare_url)
        assert rows(bare_url, "SELECT name FROM custom") == [(name,)]


def test_a_part_in_a_meeting_survives_its_new_name(bare_url):
    command.upgrade(config(bare_url), "20261123")
    say(bare_url, A_MEETING)
    say(
        bare_url,
        """
            INSERT INTO person (id, name, folded, language, joined_at) VALUES (1, 'Lò A', 'lo a', 'vi', '2023-10-01');
            INSERT INTO assignment (id, meeting_id, person_id, duty, assent, asked_by_id, asked_at)
                VALUES (1, 1, 1, 'camera', 'asked', 1, '2023-10-01');
        """,
    )
    upgrade(bare_url)
    assert rows(bare_url, "SELECT task, assent FROM assignment") == [("camera", "asked")]
    command.downgrade(config(bare_url), "20261123")
    assert rows(bare_url, "SELECT duty, assent FROM assignment") == [("camera", "asked")]


def test_what_waits_to_leave_survives_the_new_name_of_its_topic(bare_url):
    command.upgrade(config(bare_url), "20261124")
    say(
        bare_url,
        """
            INSERT INTO person (id, name, folded, language, joined_at) VALUES (1, 'Lò A', 'lo a', 'vi', '2023-10-01');
            INSERT INTO outbox (person_id, purpose, subject, version, facts, due_at, not_after, state, attempts)
                VALUES (1, 'moved', 'meeting:5', 2, '{"at": 1}', '2023-10-01', '2023-10-02', 'waiting', 0);
        """,
    )
    upgrade(bare_url)
    assert rows(bare_url, "SELECT topic, version, CAST(facts AS TEXT) FROM outbox") == [("meeting:5", 2, '{"at": 1}')]
    command.downgrade(config(bare_url), "20261124")
    assert rows(bare_url, "SELECT subject, state FROM outbox") == [("meeting:5", "waiting")]


def test_a_new_migration_is_what_the_models_have_and_the_tables_have_not(tmp_path, monkeypatch, capsys):
    """Here that is nothing; the second one of a day stands on the first. Alembic makes the tables twice for it."""
    room = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    monkeypatch.setattr("bot.migrate.MIGRATIONS", room)
    write("Nothing changes.")
    (first,) = room.glob("versions/*_nothing_changes.py")
    assert first.read_text("utf-8").startswith('"""Nothing changes."""')
    assert first.read_text("utf-8").count("    pass\n") == 2
    write("Nor now")
    (second,) = room.glob("versions/*_nor_now.py")
    revision = re.search(r"^revision = ('.+')$", first.read_text("utf-8"), re.MULTILINE)
    assert revision
    assert f"down_revision = {revision[1]}\n" in second.read_text("utf-8")


def test_who_had_a_seat_a_part_or_a_mark_was_expected(bare_url):
    command.upgrade(config(bare_url), "20261126_2")
    say(bare_url, A_MEETING)
    say(
        bare_url,
        """
            INSERT INTO person (id, name, folded, language, joined_at, unit_id)
                VALUES (1, 'Lò A', 'a', 'vi', '2023-10-01', 1), (2, 'Lò B', 'b', 'vi', '2023-10-01', 1),
                    (3, 'Lò C', 'c', 'vi', '2023-10-01', 1), (4, 'Lò D', 'd', 'vi', '2023-10-01', 1);
            INSERT INTO seat (meeting_id, person_id, state, since) VALUES (1, 1, 'held', '2023-10-02'),
                (1, 2, 'waiting', '2023-10-02'), (1, 4, 'given_up', '2023-10-02');
            INSERT INTO mark (meeting_id, person_id, presence, at, by_id) VALUES (1, 1, 'absent', '2023-10-03', 1),
                (1, 1, 'late', '2023-10-03', 1), (1, 3, 'present', '2023-10-03', 1);
        """,
    )
    upgrade(bare_url)
    found = rows(bare_url, "SELECT person_id, unit_id, why, answer, presence FROM invitee ORDER BY person_id")
    assert found == [
        (1, 1, "concerned", "yes", "late"),
        (2, 1, "concerned", "waiting", None),
        (3, 1, "walked_in", None, "present"),
        (4, 1, "concerned", "no", None),
    ]


THE_OLD_RULES = """
    INSERT INTO duty_rule (id, code, title, basis, sentence, owner, proof, anchor, day, shift, lasts, paused_at,
            version, changed_at)
        VALUES (1, '000-6', 'T', 'B', 'S', 'school', 'hand_in', 'yearly', '2023-11-15', 0, 30, NULL, 0, '2023-10-01'),
            (2, '001-7', 'T', 'phần III, mục 1 kế hoạch của Phòng GD&ĐT Mường Chà, 10/2023', 'S', 'cluster', 'hand_in',
                'end', NULL, 2, 30, NULL, 0, '2023-10-01'),
            (3, '001-3', 'T', 'B', 'S', 'cluster', 'hand_in', 'end', NULL, 1, 30, '2023-10-01', 0, '2023-10-01'),
            (4, 'law-1', 'T', 'B', '', 'school', 'hand_in', 'none', NULL, 0, 30, NULL, 0, '2023-10-01'),
            (5, 'law-2', 'T', 'B', '', 'general', 'hand_in', 'round', NULL, 7, 30, NULL, 0, '2023-10-01'),
            (6, 'law-3', 'T', 'B', '', 'office', 'hand_in', 'none', NULL, 0, 30, NULL, 0, '2023-10-01'),
            (7, NULL, 'Nộp', 'A', 'Nộp', 'school', 'hand_in', 'day', '2023-12-15', 0, 30, NULL, 0, '2023-10-01'),
            (8, '000-8', 'T', 'B', 'S', 'school', 'hand_in', 'day', '2024-05-31', 0, 30, NULL, 1, '2023-10-01');
"""
"""What an installation had in force before papers were switched on."""


@pytest.mark.parametrize(
    ("office", "stays"),
    [("phong giao duc va dao tao muong cha", ["001-7"]), ("so giao duc va dao tao dak lak", [])],
)
def test_only_the_paper_of_the_own_office_stays_in_force(bare_url, office: str, stays: list[str]):
    """Neither the paper of another province nor a newspaper; what people wrote and the law hold on."""
    command.upgrade(config(bare_url), "20261127_due_3")
    say(bare_url, A_MEETING.replace("'th hoa ban'", f"'{office}'") + THE_OLD_RULES)
    command.upgrade(config(bare_url), "20261127_orders")
    on = rows(bare_url, "SELECT code FROM duty_rule WHERE paused_at IS NULL ORDER BY id")
    assert [code for (code,) in on] == [*stays, "law-1", "law-2", None]
    known = rows(bare_url, "SELECT code FROM duty_rule WHERE switched_on_at IS NOT NULL ORDER BY id")
    assert [code for (code,) in known] == [*stays, "law-1", "law-2"]
    days = dict(rows(bare_url, "SELECT code, day_source FROM duty_rule WHERE code IS NOT NULL"))
    assert (days["000-6"], days["001-7"], days["000-8"], days["law-1"]) == ("paper", "ours", "office", "paper")
    [(basis,)] = rows(bare_url, "SELECT basis FROM duty_rule WHERE code = '001-7'")
    assert basis == "Mục 1.1 Phần III kế hoạch của Phòng GD&ĐT Mường Chà, 10/2023"
    command.downgrade(config(bare_url), "20261127_due_3")
    back = rows(bare_url, "SELECT code FROM duty_rule WHERE code LIKE 'law-%' ORDER BY id")
    assert [code for (code,) in back] == ["law-1", "law-2", "law-3"]


BEFORE_A_DAY = """
    INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'A', 'a'), (2, 'school', 'B', 'b'),
        (3, 'school', 'C', 'c'), (4, 'school', 'D', 'd');
    INSERT INTO duty_rule (id, code, title, basis, sentence, owner, proof, anchor, day, shift, lasts, version,
            changed_at, day_source)
        VALUES (1, '000-6', 'T', 'B', 'S', 'school', 'hand_in', 'yearly', '2023-11-15', 0, 30, 0, '2023-10-01',
                'paper'),
            (2, '004-4', 'T', 'B', 'S', 'school', 'hand_in', 'day', '2027-03-01', 0, 30, 0, '2023-10-01', 'office'),
            (3, '004-2', 'T', 'B', 'S', 'office', 'hand_in', 'day', '2017-09-20', 0, 30, 0, '2023-10-01', 'ours');
    INSERT INTO duty (id, rule_id, key, unit_id, school_year, due_on, extra, not_after, state, version, opened_at,
            told_until, next_at)
        VALUES (1, 1, 'unit:1:2026-2027', 1, '2026-2027', '2026-11-15', 0, '2026-12-15 17:00:00', 'open', 0,
                '2026-10-01 00:01:00', '2026-11-07 00:00:00', '2026-11-12 00:00:00'),
            (2, 1, 'unit:2:2026-2027', 2, '2026-2027', '2026-11-25', 10, '2026-12-25 17:00:00', 'open', 1,
                '2026-10-01 00:01:00', '2026-11-07 00:00:00', '2026-11-12 00:00:00'),
            (3, 1, 'unit:3:2026-2027', 3, '2026-2027', '2026-11-15', 0, '2026-12-15 17:00:00', 'open', 0,
                '2026-11-14 17:30:00', '2026-11-14 17:30:00', '2026-11-17 00:00:00'),
            (4, 1, 'unit:4:2026-2027', 4, '2026-2027', '2026-11-15', 0, '2026-12-15 17:00:00', 'done', 0,
                '2026-10-01 00:01:00', '2026-11-07 00:00:00', NULL),
            (5, 2, 'unit:1:2026-2027', 1, '2026-2027', '2027-03-01', 0, '2027-03-31 17:00:00', 'open', 0,
                '2026-10-01 00:01:00', '2026-10-01 00:01:00', '2027-02-01 00:00:00');
"""
"""Moments are in UTC: the third duty was opened on the 15th in Vietnam."""


def test_what_is_to_be_done_before_a_day_moves_to_the_day_before(bare_url):
    """Up, down and up: the paper's day and what is open by it; no office's, no day given, nothing found on its day."""

    def stands() -> tuple[list[str], list[tuple[str, str]]]:
        days = rows(bare_url, "SELECT day FROM duty_rule ORDER BY id")
        owed = rows(bare_url, "SELECT due_on, not_after, extra FROM duty ORDER BY id")
        return [str(day)[5:] for (day,) in days], [(str(due)[5:], str(last)[5:10], more) for due, last, more in owed]

    kept = [("11-15", "12-15", 0), ("11-15", "12-15", 0), ("03-01", "03-31", 0)]
    before = (["11-15", "03-01", "09-20"], [("11-15", "12-15", 0), ("11-25", "12-25", 10), *kept])
    after = (["11-14", "03-01", "09-20"], [("11-14", "12-14", 0), ("11-25", "12-25", 11), *kept])
    command.upgrade(config(bare_url), "20261128_orders_2")
    say(bare_url, BEFORE_A_DAY)
    for _ in range(2):
        command.upgrade(config(bare_url), "20261128_orders_3")
        assert stands() == after
        [(told, ahead)] = rows(bare_url, "SELECT told_until, next_at FROM duty WHERE id = 1")
        assert str(told)[:19] == str(ahead)[:19], "its steps are planned anew with the next minute"
        command.downgrade(config(bare_url), "20261128_orders_2")
        assert stands() == before


def test_what_an_office_has_taken_over_ends_as_the_library_does(bare_url):
    """Up, down and up: its day is the library's proposal and moves with it; one that was entered stays."""
    taken_over = BEFORE_A_DAY.replace("'paper'", "'ours'")

    def stands() -> tuple[list[str], list[str]]:
        days, owed = "SELECT day FROM duty_rule ORDER BY id", "SELECT due_on FROM duty ORDER BY id"
        return [str(day)[5:] for (day,) in rows(bare_url, days)], [str(due)[5:] for (due,) in rows(bare_url, owed)]

    before = (["11-15", "03-01", "09-20"], ["11-15", "11-25", "11-15", "11-15", "03-01"])
    after = (["11-14", "03-01", "09-19"], ["11-14", "11-25", "11-15", "11-15", "03-01"])
    command.upgrade(config(bare_url), "20261128_orders_3")
    say(bare_url, taken_over)
    for _ in range(2):
        command.upgrade(config(bare_url), "20261128_people_2")
        assert stands() == after
        command.downgrade(config(bare_url), "20261128_orders_3")
        assert stands() == before


def test_the_day_of_what_a_meeting_agreed_on_is_the_minutes_own(bare_url):
    """A task's stands in its minutes, a request has none, and what an office has entered stays its own."""
    rule = """
        INSERT INTO duty_rule (id, title, sentence, basis, owner, proof, anchor, shift, lasts, day_source, version,
                               changed_at, agreed_at_id)
            VALUES ({id}, 'Gửi bài', '', 'biên bản', 'person', '{proof}', 'none', 0, 365, 'office', 0,
                    '2026-11-20', {agreed});
    """
    command.upgrade(config(bare_url), "20261128_plans")
    say(bare_url, A_MEETING)
    for number, proof, agreed in ((1, "hand_in", "1"), (2, "reply", "1"), (3, "hand_in", "NULL")):
        say(bare_url, rule.format(id=number, proof=proof, agreed=agreed))
    command.upgrade(config(bare_url), "20261128_papers")
    assert [one for (one,) in rows(bare_url, "SELECT day_source FROM duty_rule ORDER BY id")] == [
        "paper",
        "ours",
        "office",
    ]


def test_what_an_office_has_of_its_own_stays_when_two_of_a_code_cannot_be_told_apart(bare_url):
    """Up, down and up: the library's row keeps its code, and the office's copy goes on as what it wrote."""
    rule = """
        INSERT INTO duty_rule (id, code, title, sentence, basis, owner, proof, anchor, shift, lasts, day_source,
                               version, changed_at{more})
            VALUES ({id}, '000-6', 'Register', '', 'paper', 'school', 'hand_in', 'none', 0, 30, 'paper', 0,
                    '2026-11-20'{value});
    """
    command.upgrade(config(bare_url), "20261128_plans")
    say(bare_url, "DELETE FROM duty_rule;")
    say(bare_url, rule.format(id=1, more="", value=""))
    command.upgrade(config(bare_url), "20261128_people_3")
    say(bare_url, rule.format(id=2, more=", copied", value=", true"))
    command.downgrade(config(bare_url), "20261128_plans")
    assert [*rows(bare_url, "SELECT id, code FROM duty_rule ORDER BY id")] == [(1, "000-6"), (2, None)]
    command.upgrade(config(bare_url), "20261128_people_3")
    assert [bool(one) for (one,) in rows(bare_url, "SELECT copied FROM duty_rule ORDER BY id")] == [False, False]


def test_what_heads_of_schools_know_comes_and_goes_alone(bare_url):
    """Its table is new, and what stood before stands after it was taken back and put in again."""
    command.upgrade(config(bare_url), "20261128_papers")
    say(bare_url, "INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Sim', 'th hoa sim');")
    for _ in range(2):
        command.upgrade(config(bare_url), "20261128_people_4")
        news = "INSERT INTO school_news (id, unit_id, facts, at) VALUES (1, 1, '{}', '2026-11-20');"
        say(bare_url, news)
        assert [*rows(bare_url, "SELECT unit_id, known_at FROM school_news")] == [(1, None)]
        command.downgrade(config(bare_url), "20261128_papers")
        assert "school_news" not in tables(bare_url)
        assert [*rows(bare_url, "SELECT name FROM unit")] == [("TH Hoa Sim",)]


def test_a_centre_is_found_in_every_writing_of_before(bare_url):
    """Also where a person has confirmed a spelling, and where the new one stands already."""
    command.upgrade(config(bare_url), "20261128_people_4")
    say(
        bare_url,
        """
        INSERT INTO unit (id, kind, name, folded) VALUES (1, 'centre', 'A', 'trung tam gdtx hoa mai'),
            (2, 'centre', 'B', 'so 2 tt gdnn - gdtx hoa ban'), (3, 'school', 'C', 'th hoa sim');
        INSERT INTO unit_alias (id, unit_id, folded) VALUES (1, 1, 'tt gdtx hoa mai'), (2, 1, 'ttgdtx hoa mai');
        """,
    )
    command.upgrade(config(bare_url), "20261128_people_5")
    found = rows(bare_url, "SELECT folded FROM unit ORDER BY id")
    assert [folded for (folded,) in found] == ["ttgdtx hoa mai", "so 2 ttgdnn-gdtx hoa ban", "th hoa sim"]
    known = rows(bare_url, "SELECT folded FROM unit_alias ORDER BY id")
    assert [folded for (folded,) in known] == ["tt gdtx hoa mai", "ttgdtx hoa mai"]
