"""The command `import-people`, on a migrated database, through its own command line."""

import pytest
from click.testing import CliRunner

from bot.domain.organisation import roster, units
from bot.i18n import DEFAULT, Translator
from bot.import_people import import_people
from tests.domain.test_roster import HEAD, book
from tests.tables import rows, say

SCHOOL = "TH Thị trấn"
KNOWN = f"INSERT INTO unit (kind, name, folded) VALUES ('school', '{SCHOOL}', '{units.key(SCHOOL)}')"  # noqa: S608 - our words


@pytest.fixture
def tables(database_url):
    say(database_url, KNOWN)
    return database_url


@pytest.fixture
def run(settings, tables, tmp_path):
    """Run the command on a workbook of these rows, or on a file's bytes."""

    def run(*rows: object, content: bytes | None = None):
        file = tmp_path / "danh-sach.xlsx"
        file.write_bytes(book([HEAD, *rows]) if content is None else content)
        return CliRunner().invoke(import_people, [str(file)], env={"DUGIO_DATABASE_URL": settings.database_url})

    return run


def names(tables) -> list[str]:
    return [name for (name,) in rows(tables, "SELECT name FROM roster_entry ORDER BY id")]


def test_people_come_once(run, tables):
    """A second time changes nothing."""
    for _time in range(2):
        result = run((1, "Vàng Thị Nhung", SCHOOL, "Toán", "TH"), (2, "Lò Thị Mai", SCHOOL))
        assert result.exit_code == 0, result.output
    assert names(tables) == ["Vàng Thị Nhung", "Lò Thị Mai"]
    assert Translator(DEFAULT)("Known already: {number}").format(number=2) in result.output


def test_rows_in_doubt_are_named_and_left_out(run, tables):
    result = run((1, "Vàng Thị Nhung", "TH Thị Trang"), (2, "Lò Thị Mai", SCHOOL))
    assert result.exit_code == 2
    assert "2 (Vàng Thị Nhung)" in result.output
    assert SCHOOL in result.output
    assert names(tables) == ["Lò Thị Mai"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"Ho va ten", b"%PDF-1.7", book([("Trường",), (SCHOOL,)])])
def test_a_file_that_is_no_list_is_refused(run, tables, content):
    result = run(content=content)
    assert result.exit_code == 1
    assert "danh-sach.xlsx" in result.output
    assert names(tables) == []


def test_an_empty_list_and_a_missing_file(run, settings, tmp_path):
    assert Translator(DEFAULT)(roster.NOBODY) in run().output
    env = {"DUGIO_DATABASE_URL": settings.database_url}
    assert CliRunner().invoke(import_people, [str(tmp_path / "x.xlsx")], env=env).exit_code == 1


def test_without_tables_the_way_is_told(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(book([HEAD, (1, "Lò Thị Mai", SCHOOL)]))
    env = {"DUGIO_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/none.sqlite3"}
    result = CliRunner().invoke(import_people, [str(file)], env=env)
    assert result.exit_code == 1
    assert "migrate" in result.output
