"""The catalogue against the papers it quotes, and the rules in the table."""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import App
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Deadline
from bot.domain.calendar.settings import CHANGED_MEANWHILE, Rung
from bot.domain.duties import rules, typed
from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.duties.catalogue.entry import Entry, paper_of
from bot.domain.duties.catalogue.papers import LAW, PAPERS
from bot.domain.duties.catalogue.short import LONGEST, SHORT, of_title
from bot.domain.duties.rules import Edit
from bot.domain.models import Anchor, DutyRule, Owner, Proof
from bot.domain.organisation.people import Rights
from bot.errors import BadInput, NotAllowed, Refusal
from bot.i18n import Translator
from bot.vietnamese import fold
from tests.beside import DOCUMENTS, with_documents
from tests.talk import TalkChannel

NOW = datetime(2023, 10, 9, 2, 0, tzinfo=UTC)
OFFICER = Rights(officer=True)
QUOTED = [key for key in PAPERS if key.isdigit()]
"""The papers whose text can be compared."""

EVENTS = frozenset({Anchor.MONTH, Anchor.START, Anchor.END, Anchor.ROUND})
MAY_OWE = {
    Anchor.NONE: {Owner.SCHOOL, Owner.OFFICE, Owner.CLUSTER, Owner.GENERAL, Owner.GROUP},
    Anchor.DAY: {Owner.SCHOOL, Owner.OFFICE, Owner.CLUSTER, Owner.GENERAL, Owner.GROUP},
    Anchor.YEARLY: {Owner.SCHOOL, Owner.OFFICE, Owner.CLUSTER, Owner.GENERAL, Owner.GROUP},
    Anchor.MONTH: {Owner.CLUSTER, Owner.GENERAL, Owner.GROUP},
    Anchor.START: {Owner.CLUSTER, Owner.HOST, Owner.ASKED},
    Anchor.END: {Owner.CLUSTER, Owner.GENERAL, Owner.GROUP, Owner.CAMERA, Owner.ATTENDED},
    Anchor.ROUND: {Owner.CLUSTER, Owner.GENERAL, Owner.GROUP},
}
"""Who can owe something at all that is counted from this."""
ASKED_OF = {
    Proof.VIDEO: ({Owner.CAMERA}, {Anchor.END}),
    Proof.APPLIED: ({Owner.ATTENDED}, {Anchor.END}),
    Proof.REFLECTED: ({Owner.ATTENDED}, {Anchor.END}),
    Proof.SETTLED: ({Owner.CLUSTER}, {Anchor.MONTH}),
    Proof.PARTS: ({Owner.CLUSTER}, {Anchor.START}),
    Proof.READY: ({Owner.HOST}, {Anchor.START}),
    Proof.ANSWERED: ({Owner.ASKED}, {Anchor.START}),
    Proof.PLAN: ({Owner.CLUSTER, Owner.GENERAL, Owner.GROUP}, {Anchor.NONE, Anchor.DAY, Anchor.YEARLY}),
    Proof.MET: ({Owner.CLUSTER}, {Anchor.YEARLY}),
}
codes = pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.code for entry in CATALOGUE])


def flat(text: str) -> str:
    """Return the words alone: papers turned into text carry stars of bold letters and odd line ends."""
    return " ".join(re.sub(r"[*#]", "", text).split())


def stands_in(sentence: str, paper: str) -> bool:
    """Say whether the parts of a quotation stand in a paper word for word, one after the other."""
    place, paper = 0, flat(paper)
    for part in map(flat, re.sub(r" \[sic: .*?\]", "", sentence).split("…")):
        if part not in paper[place:]:
            return False
        place = paper.index(part, place) + len(part)
    return True


@codes
def test_a_sentence_is_quoted_from_a_paper_that_can_be_compared(entry: Entry) -> None:
    assert bool(entry.sentence.strip("… ")) == (paper_of(entry.code) in QUOTED)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Mỗi trường nộp một chuyên đề", True),
        ("Mỗi trường … trước ngày 15", True),
        ("trước ngày 15 … Mỗi trường", False),
        ("Mỗi trường nộp hai chuyên đề", False),
    ],
)
def test_what_is_quoted_stands_there_word_for_word(sentence: str, stands: bool) -> None:
    assert stands_in(sentence, "**Mỗi trường** nộp\nmột chuyên đề,  trước ngày 15 hằng tháng.") is stands


@pytest.mark.parametrize("entry", [one for one in CATALOGUE if "trước ngày" in one.sentence], ids=lambda one: one.code)
def test_the_day_of_a_paper_is_read_as_the_chat_reads_it(entry: Entry) -> None:
    """What is to be done before a day ends on the day before it, whether a paper says so or a person."""
    assert entry.day
    said = reader.read(entry.sentence[entry.sentence.index("trước ngày") :].rstrip("."), entry.day)
    assert isinstance(said, Deadline)
    assert (said.day, entry.named) == (entry.day, True)


@with_documents
def test_every_sentence_stands_word_for_word_in_its_paper() -> None:
    papers = {code: next(DOCUMENTS.glob(f"{code}_*.txt")).read_text("utf-8") for code in QUOTED}
    quoted = [entry for entry in CATALOGUE if paper_of(entry.code) in QUOTED]
    assert [entry.code for entry in quoted if not stands_in(entry.sentence, papers[paper_of(entry.code)])] == []


@codes
def test_an_entry_is_short_and_names_no_private_person_or_address(entry: Entry) -> None:
    assert len(entry.title) <= 70
    assert len(entry.sentence) <= 300
    written = f"{entry.title} {entry.basis} {entry.sentence}"
    assert not re.search(r"@|\d{8,}|\d{3,4}[ .]\d{3}[ .]\d{3}|https?:", written)
    assert not re.search(r"\b(?:Nguyễn|Trần|Lê|Phạm|Vũ|Bùi|Hoàng)\s+[A-ZĐ]\w*\s+[A-ZĐ]", written)


@codes
def test_what_is_owed_can_be_owed_and_proved(entry: Entry) -> None:
    assert entry.owner in MAY_OWE[entry.anchor]
    owners, anchors = ASKED_OF.get(entry.proof, (set(Owner), set(Anchor)))
    assert entry.owner in owners
    assert entry.anchor in anchors
    assert (entry.day is not None) == (entry.anchor in (Anchor.DAY, Anchor.YEARLY))
    assert not entry.shift or entry.anchor in EVENTS
    assert abs(entry.shift) <= 60
    if entry.anchor is Anchor.START:
        assert entry.shift <= 0
        assert entry.lasts == -entry.shift, "of use until the meeting begins"
    if entry.anchor in (Anchor.END, Anchor.ROUND):
        assert entry.shift >= 0


@pytest.mark.parametrize("paper", ["000", "001", "practice"])
def test_no_two_duties_of_a_whole_paper_ask_the_same_people_for_the_same_thing(paper: str) -> None:
    asked = [
        (entry.owner, entry.anchor, entry.proof)
        for entry in CATALOGUE
        if not entry.doubled and paper_of(entry.code) == paper and entry.anchor in EVENTS | {Anchor.YEARLY}
    ]
    assert len(asked) == len(set(asked))


def test_codes_are_unique_and_every_row_of_the_papers_is_there() -> None:
    rows = {re.sub(r"[a-z]$", "", entry.code) for entry in CATALOGUE}
    last = {"000": 8, "001": 14, "002": 5, "003": 10, "004": 7, "practice": 1, "law": 2}
    assert rows == {f"{paper}-{number}" for paper, most in last.items() for number in range(1, most + 1)}
    assert len({entry.code for entry in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_duty_has_a_short_name_of_its_own(language: str) -> None:
    """It fits a button, and two buttons of one list can be told apart when typed without accents."""
    names = {code: Translator(language)(short) for code, short in SHORT.items()}
    assert names.keys() == {entry.code for entry in CATALOGUE}
    assert {code: name for code, name in names.items() if len(name) > LONGEST} == {}
    assert len({fold(name) for name in names.values()}) == len(names)


@given(some.text(max_size=200))
def test_what_people_wrote_gets_a_short_name(title: str) -> None:
    assert len(of_title(title)) <= LONGEST


def test_a_short_name_ends_with_a_word() -> None:
    assert of_title("Nộp danh sách chuyên đề của trường") == "Nộp danh sách chuyên …"
    assert of_title("Nộp báo cáo") == "Nộp báo cáo"


def test_what_the_papers_say_by_name() -> None:
    by_code = {entry.code: entry for entry in CATALOGUE}
    november = by_code["000-6"]
    assert (november.owner, november.anchor, november.day) == (Owner.SCHOOL, Anchor.YEARLY, date(2023, 11, 14))
    assert november.basis == "mục 4 công văn của Phòng GD&ĐT Lạc Thủy, 11/2023"
    assert by_code["001-8"].reminders == (4, 0)
    assert by_code["000-5a"].ladder == ()
    assert [by_code[code].day.month for code in ("004-1a", "004-1b")] == [12, 4]
    assert {code for code, entry in by_code.items() if entry.named} == {"000-6", "002-1", "004-2", "004-4"}
    assert not any("Báo" in entry.basis for entry in CATALOGUE if entry.law), "a newspaper is no law"


@pytest.fixture
def channel() -> TalkChannel:
    """Nobody talks here: once is enough."""
    return TalkChannel()


@pytest.fixture
async def db(app: App) -> AsyncIterator[AsyncSession]:
    async with app.database.writing() as open_db:
        await rules.ensure(open_db, NOW)
        yield open_db


async def by_code(db: AsyncSession, code: str) -> DutyRule:
    return (await db.scalars(select(DutyRule).where(DutyRule.code == code))).one()


def edit(rule: DutyRule, rights: Rights = OFFICER, now: datetime = NOW) -> Edit:
    return Edit(person_id=1, rights=rights, seen=rule.version, now=now)


async def test_rules_are_put_in_once_and_never_over_an_officers_change(db: AsyncSession) -> None:
    rule = await by_code(db, "000-6")
    await rules.change_day(db, rule.id, date(2023, 11, 20), edit(rule))
    await rules.ensure(db, NOW)
    assert await db.scalar(select(func.count()).select_from(DutyRule)) == len(CATALOGUE)
    assert (await by_code(db, "000-6")).day == date(2023, 11, 20)


async def test_a_rule_that_is_missing_is_put_in_again(db: AsyncSession) -> None:
    await db.delete(await by_code(db, "000-6"))
    await db.flush()
    await rules.ensure(db, NOW)
    assert (await by_code(db, "000-6")).title == "Register at least one lesson-study topic of district level"


async def test_rows_say_what_the_entries_say(db: AsyncSession) -> None:
    for entry in CATALOGUE:
        rule = await by_code(db, entry.code)
        assert (rule.owner, rule.proof, rule.anchor, rule.shift) == (
            entry.owner,
            entry.proof,
            entry.anchor,
            entry.shift,
        )
        assert rule.reminders == (None if entry.reminders is None else list(entry.reminders))
        assert rule.ladder == (None if entry.ladder is None else [[str(rung), days] for rung, days in entry.ladder])
        assert (rule.paused_at is None) == (paper_of(rule.code) == LAW), "only the law holds from the start"


async def test_the_second_editor_is_told_of_the_first(db: AsyncSession) -> None:
    rule = await by_code(db, "000-6")
    seen = edit(rule)
    await rules.change_reminders(db, rule.id, (7,), seen)
    with pytest.raises(Refusal, match=re.escape(CHANGED_MEANWHILE)):
        await rules.change_reminders(db, rule.id, (3,), seen)
    assert (await rules.get(db, rule.id)).reminders == [7]
    assert (await rules.get(db, rule.id)).version == 1


@pytest.mark.parametrize("rights", [Rights(), Rights(leads=frozenset({1})), Rights(principal_of=frozenset({1}))])
async def test_only_an_officer_changes_a_directives_rule(db: AsyncSession, rights: Rights) -> None:
    rule = await by_code(db, "000-6")
    mine = edit(rule, rights)
    for change in (
        rules.change_day(db, rule.id, date(2023, 12, 1), mine),
        rules.change_reminders(db, rule.id, (), mine),
        rules.change_ladder(db, rule.id, (), mine),
        rules.pause(db, rule.id, mine),
        rules.resume(db, rule.id, mine),
    ):
        with pytest.raises(NotAllowed):
            await change
    assert (await rules.get(db, rule.id)).version == 0


async def test_a_day_that_an_officer_enters_is_for_once_or_for_each_year(db: AsyncSession) -> None:
    rule = await by_code(db, "000-8")
    once = await rules.change_day(db, rule.id, date(2024, 5, 20), edit(rule))
    assert (once.anchor, once.day) == (Anchor.DAY, date(2024, 5, 20))
    yearly = await rules.change_day(db, rule.id, date(2024, 5, 25), edit(once), yearly=True)
    assert (yearly.anchor, yearly.version) == (Anchor.YEARLY, 2)


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (date(2023, 10, 8), 2, rules.DAY_IS_PAST),
        (date(2023, 10, 9), 10, rules.DAY_IS_PAST),
        (date(2024, 10, 10), 2, rules.DAY_TOO_FAR),
    ],
)
async def test_a_deadline_that_nobody_can_keep_is_refused(db: AsyncSession, day: date, hour: int, said: str) -> None:
    """10:00 UTC is five in the afternoon in Vietnam."""
    rule = await by_code(db, "000-8")
    with pytest.raises(BadInput) as no:
        await rules.change_day(db, rule.id, day, edit(rule, now=NOW.replace(hour=hour)))
    assert no.value.sentence == said


async def test_today_before_five_is_still_a_deadline(db: AsyncSession) -> None:
    rule = await by_code(db, "000-8")
    kept = await rules.change_day(db, rule.id, date(2023, 10, 9), edit(rule, now=NOW.replace(hour=9, minute=59)))
    assert kept.day == date(2023, 10, 9)


@pytest.mark.parametrize(
    ("code", "shift", "said"),
    [
        ("001-7", 400, rules.TOO_MANY_DAYS),
        ("001-7", -1, rules.NOT_AFTER),
        ("000-3a", 1, rules.NOT_BEFORE),
        ("000-6", 3, rules.NOT_COUNTED),
    ],
)
async def test_an_offset_that_makes_no_sense_is_refused(db: AsyncSession, code: str, shift: int, said: str) -> None:
    rule = await by_code(db, code)
    with pytest.raises(BadInput) as no:
        await rules.change_shift(db, rule.id, shift, edit(rule))
    assert no.value.sentence == said


async def test_what_is_counted_from_a_meeting_takes_no_day(db: AsyncSession) -> None:
    rule = await by_code(db, "001-7")
    with pytest.raises(BadInput) as no:
        await rules.change_day(db, rule.id, date(2023, 12, 1), edit(rule))
    assert no.value.sentence == rules.COUNTED


async def test_what_is_owed_before_a_meeting_is_of_use_until_it_begins(db: AsyncSession) -> None:
    rule = await by_code(db, "000-3a")
    changed = await rules.change_shift(db, rule.id, -10, edit(rule))
    assert (changed.shift, changed.lasts) == (-10, 10)


async def test_the_last_of_february_is_no_day_of_each_year(db: AsyncSession) -> None:
    rule = await by_code(db, "000-6")
    with pytest.raises(BadInput) as no:
        await rules.change_day(db, rule.id, date(2024, 2, 29), edit(rule))
    assert no.value.sentence == rules.NOT_EACH_YEAR


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("30, 14, 7, 3, 1", (30, 14, 7, 3, 1)),
        ("7 ngày, 1 ngày và 0", (7, 1, 0)),
        ("0", (0,)),
        ("đúng ngày", (0,)),
        ("10 ngày", (10,)),
        ("trước 20 ngày, 5 ngày", (20, 5)),
        ("nhac truoc 7 ngay va 3 ngay truoc han", (7, 3)),
        ("5 days before", (5,)),
        ("4, 0", (4, 0)),
        ("1 3 3 7", (7, 3, 1)),
        ("không nhắc", ()),
        ("khong", ()),
        ("mặc định", None),
        ("MAC DINH", None),
        ("default", None),
    ],
)
def test_reminders_are_read_as_people_type_them(said: str, days: tuple[int, ...] | None) -> None:
    assert typed.read_reminders(said) == days


@pytest.mark.parametrize("said", ["", "sớm", "61", "9" * 5000, "1 2 3 4 5 6 7 8 9", "400", "-3"])
def test_reminders_that_cannot_be_are_refused(said: str) -> None:
    with pytest.raises(BadInput):
        typed.read_reminders(said)


@pytest.mark.parametrize(
    ("said", "ladder"),
    [
        ("cụm trưởng 3, chuyên viên 7", ((Rung.LEAD, 3), (Rung.OFFICER, 7))),
        ("hieu truong sau 1 ngay, cum truong sau 3 ngay; chuyen vien 7", tuple(zip(Rung, (1, 3, 7), strict=True))),
        ("lead 3 then officer 7", ((Rung.LEAD, 3), (Rung.OFFICER, 7))),
        ("cluster lead after 3 days, officer 7", ((Rung.LEAD, 3), (Rung.OFFICER, 7))),
        ("principal 1 → officer 5", ((Rung.PRINCIPAL, 1), (Rung.OFFICER, 5))),
        ("không báo", ()),
        ("mặc định", None),
    ],
)
def test_ladders_are_read_as_people_type_them(said: str, ladder: object) -> None:
    assert typed.read_ladder(said) == ladder


@pytest.mark.parametrize(
    "said",
    [
        "cụm trưởng 1, chuyên viên 3, cụm trưởng 7",
        "chuyên viên 1, cụm trưởng 3",
        "chuyên viên 3, cụm trưởng 3",
        "cụm trưởng 0",
        "cụm trưởng",
        "3",
        ",",
        "bộ trưởng 3",
        "chuyên viên 400",
        "",
    ],
)
def test_ladders_that_go_round_or_down_are_refused(said: str) -> None:
    with pytest.raises(BadInput):
        typed.read_ladder(said)


@pytest.mark.parametrize(
    ("said", "anchor", "shift"),
    [
        ("3 ngày sau buổi", Anchor.END, 3),
        ("3", Anchor.END, 3),
        ("3", Anchor.START, -3),
        ("trước 5 ngày", Anchor.MONTH, -5),
        ("5 days before", Anchor.MONTH, -5),
        ("-5", Anchor.MONTH, -5),
        ("0", Anchor.START, 0),
        ("sau 2 ngay", Anchor.START, 2),
    ],
)
def test_offsets_are_read_as_people_type_them(said: str, anchor: Anchor, shift: int) -> None:
    assert typed.read_shift(said, anchor) == shift


@given(some.text(max_size=80))
def test_any_text_is_understood_or_refused_with_a_sentence(said: str) -> None:
    for read in (typed.read_reminders, typed.read_ladder, lambda words: typed.read_shift(words, Anchor.END)):
        with suppress(BadInput):
            read(said)


@given(some.lists(some.tuples(some.sampled_from(Rung), some.integers(1, 60)), min_size=1, max_size=4))
def test_a_ladder_is_taken_only_where_it_goes_upwards(steps: list[tuple[Rung, int]]) -> None:
    said = ", ".join(f"{rung} {days}" for rung, days in steps)
    ranks, days = [list(Rung).index(rung) for rung, _days in steps], [days for _rung, days in steps]
    upwards = ranks == sorted(set(ranks)) and days == sorted(days)
    if upwards:
        assert typed.read_ladder(said) == tuple(steps)
    else:
        with pytest.raises(BadInput):
            typed.read_ladder(said)
