"""The migrations go up, down and up again, and end where the models are."""

import re
import shutil
import sqlite3
from contextlib import closing

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.domain.models import Base
from bot.migrate import MIGRATIONS, config, upgrade
from migrations.new import write


def tables(path):
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_up_down_up(tmp_path):
    path = tmp_path / "stairs.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    upgrade(url)
    assert set(Base.metadata.tables) < tables(path)
    command.downgrade(config(url), "base")
    assert tables(path) == {"alembic_version"}
    upgrade(url)
    assert set(Base.metadata.tables) < tables(path)


def test_the_migrations_equal_the_models(template):
    engine = create_engine(f"sqlite:///{template}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_what_people_did_survives_a_migration(tmp_path):
    """SQLite makes a changed table anew: its rows and what points at them must come along."""
    path = tmp_path / "kept.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config(url), "20261122")
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Ban', 'th hoa ban')")
        db.execute(
            "INSERT INTO plan (id, title, school_year, unit_id, imported_at) "
            "VALUES (1, 'K', '2023-2024', 1, '2023-10-01')"
        )
        db.execute(
            "INSERT INTO person (id, name, folded, unit_id, language, joined_at) "
            "VALUES (1, 'Lò A', 'lo a', 1, 'vi', '2023-10-01')"
        )
        db.commit()
    upgrade(url)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT state FROM plan").fetchall() == [("published",)]
        assert db.execute("SELECT name, unit_id FROM person").fetchall() == [("Lò A", 1)]


def test_a_month_that_was_told_is_not_told_again(tmp_path):
    path = tmp_path / "kept.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config(url), "20261125")
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "INSERT INTO custom (name, value, version, changed_at) VALUES ('round:month', '{}', 1, '2023-10-02')"
        )
        db.commit()
    for act, name in (
        (upgrade, "digest:month"),
        (lambda url: command.downgrade(config(url), "20261125"), "round:month"),
    ):
        act(url)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("SELECT name FROM custom").fetchall() == [(name,)]


def test_a_part_in_a_meeting_survives_its_new_name(tmp_path):
    path = tmp_path / "kept.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config(url), "20261123")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Ban', 'th hoa ban');
            INSERT INTO plan (id, title, school_year, unit_id, imported_at)
                VALUES (1, 'K', '2023-2024', 1, '2023-10-01');
            INSERT INTO round (id, plan_id, number, month) VALUES (1, 1, 1, '2023-10-01');
            INSERT INTO cluster (id, school_year, name, folded) VALUES (1, '2023-2024', 'Cụm số 1', 'cum 1');
            INSERT INTO meeting (id, round_id, cluster_id, number, host_id, content, form, month, state, taken, version)
                VALUES (1, 1, 1, 1, 1, 'N', 'in_person', '2023-10-01', 'planned', 0, 0);
            INSERT INTO person (id, name, folded, language, joined_at) VALUES (1, 'Lò A', 'lo a', 'vi', '2023-10-01');
            INSERT INTO assignment (id, meeting_id, person_id, duty, assent, asked_by_id, asked_at)
                VALUES (1, 1, 1, 'camera', 'asked', 1, '2023-10-01');
        """)
        db.commit()
    upgrade(url)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT task, assent FROM assignment").fetchall() == [("camera", "asked")]
    command.downgrade(config(url), "20261123")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT duty, assent FROM assignment").fetchall() == [("camera", "asked")]


def test_what_waits_to_leave_survives_the_new_name_of_its_topic(tmp_path):
    path = tmp_path / "kept.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config(url), "20261124")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            INSERT INTO person (id, name, folded, language, joined_at) VALUES (1, 'Lò A', 'lo a', 'vi', '2023-10-01');
            INSERT INTO outbox (person_id, purpose, subject, version, facts, due_at, not_after, state, attempts)
                VALUES (1, 'moved', 'meeting:5', 2, '{"at": 1}', '2023-10-01', '2023-10-02', 'waiting', 0);
        """)
        db.commit()
    upgrade(url)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT topic, version, facts FROM outbox").fetchall() == [("meeting:5", 2, '{"at": 1}')]
    command.downgrade(config(url), "20261124")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT subject, state FROM outbox").fetchall() == [("meeting:5", "waiting")]


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


def test_who_had_a_seat_a_part_or_a_mark_was_expected(tmp_path):
    path = tmp_path / "kept.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config(url), "20261126_2")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            INSERT INTO unit (id, kind, name, folded) VALUES (1, 'school', 'TH Hoa Ban', 'th hoa ban');
            INSERT INTO plan (id, title, school_year, unit_id, imported_at)
                VALUES (1, 'K', '2023-2024', 1, '2023-10-01');
            INSERT INTO round (id, plan_id, number, month) VALUES (1, 1, 1, '2023-10-01');
            INSERT INTO cluster (id, school_year, name, folded) VALUES (1, '2023-2024', 'Cụm số 1', 'cum 1');
            INSERT INTO meeting (id, round_id, cluster_id, number, host_id, content, form, month, state, taken, version)
                VALUES (1, 1, 1, 1, 1, 'N', 'in_person', '2023-10-01', 'planned', 0, 0);
            INSERT INTO person (id, name, folded, language, joined_at, unit_id)
                VALUES (1, 'Lò A', 'a', 'vi', '2023-10-01', 1), (2, 'Lò B', 'b', 'vi', '2023-10-01', 1),
                    (3, 'Lò C', 'c', 'vi', '2023-10-01', 1), (4, 'Lò D', 'd', 'vi', '2023-10-01', 1);
            INSERT INTO seat (meeting_id, person_id, state, since) VALUES (1, 1, 'held', '2023-10-02'),
                (1, 2, 'waiting', '2023-10-02'), (1, 4, 'given_up', '2023-10-02');
            INSERT INTO mark (meeting_id, person_id, presence, at, by_id) VALUES (1, 1, 'absent', '2023-10-03', 1),
                (1, 1, 'late', '2023-10-03', 1), (1, 3, 'present', '2023-10-03', 1);
        """)
        db.commit()
    upgrade(url)
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT person_id, unit_id, why, answer, presence FROM invitee ORDER BY person_id")
        assert found.fetchall() == [
            (1, 1, "concerned", "yes", "late"),
            (2, 1, "concerned", "waiting", None),
            (3, 1, "walked_in", None, "present"),
            (4, 1, "concerned", "no", None),
        ]
