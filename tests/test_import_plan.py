"""The command `import-plan`, on a migrated database, through its own command line."""

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from bot.documents.plan import read
from bot.import_plan import import_plan
from tests.documents.typings import sheet
from tests.tables import rows

DEMO = Path(__file__).parents[1] / "demo" / "ke-hoach-muong-cha-2023-2024.docx"
YEAR = ("--year", "2023-2024")


@pytest.fixture
def run(settings):
    """Run the command; `typed` are the lines that a person types."""

    def run(*args: object, typed: str = ""):
        env = {"DUGIO_DATABASE_URL": settings.database_url}
        return CliRunner().invoke(import_plan, [str(arg) for arg in args], input=typed, env=env)

    return run


@pytest.fixture
def meetings(database_url):
    def meetings() -> int:
        return rows(database_url, "SELECT count(*) FROM meeting")[0][0]

    return meetings


@pytest.fixture
def unclear(tmp_path) -> Path:
    """The demo's directive with a host that may be one of two schools."""
    document = Document(BytesIO(DEMO.read_bytes()))
    [cell] = [cell for row in document.tables[2].rows for cell in row.cells if cell.text == "PTDTBT TH số 2 Na Sang"]
    cell.text = "PTDTBT TH Na Sang"
    document.save(tmp_path / "unclear.docx")
    return tmp_path / "unclear.docx"


def test_a_dry_run_shows_everything_and_keeps_nothing(run, meetings):
    result = run(DEMO, *YEAR, "--dry-run")
    assert result.exit_code == 0, result.output
    for shown in (
        "Cụm số 2: PTDTBT TH Hừa Ngài; Dạy tập làm văn theo hướng mở",
        "“Trường PTDTBT Số 2 Sá Tổng” → “PTDTBT TH số 2 Sá Tổng”",
        "32",
        "Đọc nhạc",
    ):
        assert shown in result.output
    assert meetings() == 0


def test_yes_keeps_the_plan_and_a_second_time_changes_nothing(run, meetings):
    first = run(DEMO, *YEAR, "--yes")
    assert first.exit_code == 0, first.output
    assert meetings() == 32
    second = run(DEMO, *YEAR, "--yes")
    assert second.exit_code == 0
    assert meetings() == 32


def test_a_person_is_asked_before_anything_is_kept(run, meetings):
    assert run(DEMO, *YEAR, typed="n\n").exit_code == 0
    assert meetings() == 0
    assert run(DEMO, *YEAR, typed="y\n").exit_code == 0
    assert meetings() == 32


def test_with_yes_a_question_refuses_the_plan_and_is_listed(run, meetings, unclear):
    result = run(unclear, *YEAR, "--yes")
    assert result.exit_code == 2
    assert "PTDTBT TH Na Sang" in result.output
    assert "1. PTDTBT TH số 1 Na Sang" in result.output
    assert meetings() == 0


def test_none_of_the_answers_leaves_the_row_out(run, meetings, unclear):
    listed = run(unclear, *YEAR, typed="")
    none = next(line.split(".")[0].strip() for line in listed.output.splitlines() if "bỏ dòng này" in line)
    left = run(unclear, *YEAR, typed=f"{none}\ny\n")
    assert left.exit_code == 0, left.output
    assert meetings() == 31


def test_a_row_is_left_out_by_its_place(run, meetings, unclear):
    place = next(row.place for row in read(unclear.read_bytes(), "a").meetings if row.host == "PTDTBT TH Na Sang")
    assert run(unclear, *YEAR, "--yes", "--leave-out", "one").exit_code == 1
    left = run(unclear, *YEAR, "--yes", "--leave-out", f"{place.table}.{place.row}")
    assert left.exit_code == 0, left.output
    assert meetings() == 31


def test_a_row_that_is_not_there_is_not_left_out(run, meetings, unclear):
    """A slip would leave another row in."""
    refused = run(unclear, *YEAR, "--yes", "--leave-out", "9.9")
    assert (refused.exit_code, meetings()) == (1, 0)
    assert "9.9" in refused.output


def test_the_last_line_says_that_nothing_was_kept_and_what_to_do(run, meetings, unclear):
    place = next(row.place for row in read(unclear.read_bytes(), "a").meetings if row.host == "PTDTBT TH Na Sang")
    last = run(unclear, *YEAR, "--yes").output.strip().splitlines()[-1]
    assert last.startswith("Chưa lưu gì")
    assert last.endswith(f"--leave-out {place.table}.{place.row}")
    for typed in ("", "2\n"):  # the input ends before the answer, or before the yes
        broken_off = run(unclear, *YEAR, typed=typed)
        assert (broken_off.exit_code, broken_off.output.strip().splitlines()[-1]) == (1, "Hệ thống không lưu gì.")
        assert "Aborted" not in broken_off.output
    assert meetings() == 0


def test_what_is_no_answer_is_asked_again_in_vietnamese(run, meetings, unclear):
    asked = run(unclear, *YEAR, typed="99\nhai\n2\nchưa biết\nvâng ạ\n")
    assert asked.exit_code == 0, asked.output
    assert meetings() == 32
    assert asked.output.count("Xin gõ số từ 1 đến") == 2
    assert "Error" not in asked.output


def test_an_answered_question_is_remembered(run, meetings, unclear):
    asked = run(unclear, *YEAR, typed="2\ny\n")
    assert asked.exit_code == 0, asked.output
    assert meetings() == 32
    again = run(unclear, *YEAR, "--yes")
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize("name", ["missing.docx", "note.docx"])
def test_a_bad_file_is_refused_by_name(run, tmp_path, name):
    (tmp_path / "note.docx").write_text("just text")
    result = run(tmp_path / name, *YEAR, "--yes")
    assert result.exit_code == 1
    assert name in result.output


def test_a_bad_year_is_refused(run):
    result = run(DEMO, "--year", "2023-2025")
    assert result.exit_code == 1
    assert "2023-2025" in result.output


def test_a_database_without_tables_asks_to_migrate(tmp_path):
    env = {"DUGIO_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/empty.sqlite3"}
    result = CliRunner().invoke(import_plan, [str(DEMO), *YEAR, "--yes"], env=env)
    assert result.exit_code == 1
    assert "python -m bot migrate" in result.output


@pytest.fixture
def shorter(tmp_path) -> Path:
    """The demo's directive without its last meeting."""
    document = Document(BytesIO(DEMO.read_bytes()))
    [row] = [
        row for table in document.tables for row in table.rows if any("Huổi Mí" in cell.text for cell in row.cells)
    ]
    row._tr.getparent().remove(row._tr)
    document.save(tmp_path / "shorter.docx")
    return tmp_path / "shorter.docx"


def test_a_second_version_shows_what_it_calls_off(run, meetings, shorter, database_url):
    """It stays unless it is called off, and the first version brings it back."""

    def alive() -> int:
        return rows(database_url, "SELECT count(*) FROM meeting WHERE state <> 'cancelled'")[0][0]

    run(DEMO, *YEAR, "--yes")
    shown = run(shorter, *YEAR, "--dry-run")
    assert shown.output.count("Bài 2: Động tác tại chỗ dẫn bóng") == 1
    assert run(shorter, *YEAR, "--yes").exit_code == 0
    assert alive() == 32
    assert run(shorter, *YEAR, "--call-off", typed="y\nn\n").exit_code == 0
    assert alive() == 32
    assert run(shorter, *YEAR, "--yes", "--call-off").exit_code == 0
    assert alive() == 31
    assert run(DEMO, *YEAR, "--yes").exit_code == 0
    assert alive() == 32


def test_a_sheet_with_days_is_shown_with_them_and_asked_about(run, meetings, tmp_path):
    """Whatever the file is called, its bytes say what it is."""
    lines = "Cụm số 1: TH Hoa Ban, TH Hoa Mai. Giao cho trường TH Hoa Ban làm cụm trưởng."
    table = [
        ("Thời gian", "Cụm", "Địa điểm"),
        ("14h ngày 16/12", "Cụm 1", "TH Mai"),
        ("24, 25/5", "Cụm 1", "TH Hoa Ban"),
    ]
    (tmp_path / "plan.txt").write_bytes(sheet("Kế hoạch năm học 2023-2024", lines, table))
    asked = run(tmp_path / "plan.txt", *YEAR, typed="3\n1\ny\n")
    assert asked.exit_code == 0, asked.output
    assert "14:00 thứ Bảy 16/12" in asked.output
    assert "2 buổi: thứ Sáu 24/05/2024; thứ Bảy 25/05/2024" in asked.output
    assert meetings() == 3


def test_a_letter_that_is_no_plan_is_refused_by_name(run, meetings, tmp_path):
    (tmp_path / "letter.txt").write_text("V/v đăng kí chuyên đề.\nĐăng kí trước ngày 15/11 hàng năm.")
    result = run(tmp_path / "letter.txt", *YEAR, "--yes")
    assert result.exit_code == 1
    assert "letter.txt" in result.output
    assert "đăng kí chuyên đề" in result.output
    assert meetings() == 0


def test_the_help_says_in_vietnamese_first_what_each_choice_does(run):
    shown = run("--help").output
    for said in (
        "Đưa kế hoạch của một năm học",
        "Mã kết",
        "Năm học, ví dụ",
        "không lưu",
        "Bỏ một dòng",
        "Cơ quan ban hành",
    ):
        assert said in " ".join(shown.split())
