"""Plans through the whole way, answered by somebody who knows the truth: nothing wrong is left, nothing invented.

The project's own papers are of every kind; files as offices sent them are put in too where they lie beside it. With the
questions refused nothing wrong may stand either, though something may be missing.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.documents.plan import read, read_text
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.models import Cluster
from bot.domain.organisation.people import EVERYTHING
from bot.errors import BadInput
from bot.i18n import DEFAULT, Translator
from bot.migrate import upgrade
from tests.beside import CASES
from tests.documents import layouts
from tests.documents.truth import answered, wrong, wrong_after_yes, wrong_clusters
from tests.documents.typings import typed

NOW = datetime(2026, 8, 20, 2, tzinfo=UTC)
TRUTH = json.loads((CASES / "plans" / "truth.json").read_text()) if CASES.is_dir() else {}
OWN = "Cụm 1: TH Kim Đồng, TH Lê Lợi, TH Nguyễn Du. Giao cho trường TH Kim Đồng làm cụm trưởng."


@pytest.fixture(scope="module")
def urls(tmp_path_factory) -> dict[str, str]:
    """Tables without anything, and tables in which a lead's cluster stands; reading a plan changes neither."""
    urls = {name: f"sqlite+aiosqlite:///{tmp_path_factory.mktemp(name)}/plan.sqlite3" for name in ("empty", "lead")}
    for url in urls.values():
        upgrade(url)
    return urls


@pytest.fixture
async def tables(urls) -> AsyncIterator[dict[str, Database]]:
    made = {name: Database(url) for name, url in urls.items()}
    async with made["lead"].writing() as db:
        if await db.scalar(select(Cluster.id)) is None:
            proposal = await plan.propose(db, read_text(f"Kế hoạch năm học 2026-2027\n{OWN}"), layouts.YEAR)
            await plan.accept(db, EVERYTHING, proposal, now=NOW)
    yield made
    for database in made.values():
        await database.close()


@pytest.mark.parametrize("table", layouts.TABLES)
@pytest.mark.parametrize("listed", layouts.LISTS)
async def test_every_list_with_every_table(tables, listed, table):
    draft = read(typed("bars", *layouts.paper(listed, table)), "a.txt")
    truth = layouts.truth()
    async with tables["empty"].reading() as db:
        outcome = await answered(db, draft, truth, NOW)
        refused = await plan.review(db, draft, truth["year"], now=NOW)
    assert wrong(outcome.proposal, truth["meetings"]) == []
    assert wrong_clusters(outcome.proposal, truth["clusters"]) == []
    assert not outcome.left_out
    # With no question answered a row may be missing; what stands is right.
    assert [line for line in wrong(refused.proposal, truth["meetings"]) if not line.startswith("missing")] == []


@pytest.mark.parametrize("table", layouts.TABLES)
async def test_after_the_yes_the_tables_say_the_truth(tables, table):
    """Costs more than others: the plan goes all the way into the tables, and out of them again."""
    draft, truth = read(typed("bars", *layouts.paper("colon", table)), "a.txt"), layouts.truth()
    assert await _kept_wrong(tables["empty"], draft, truth) == []


async def _kept_wrong(database: Database, draft: Draft, truth: dict) -> list[str]:
    """Return what is wrong in the tables after the yes, which is undone."""
    found = ["nothing was kept"]
    with suppress(_UndoneError):
        async with database.writing() as db:
            outcome = await answered(db, draft, truth, NOW)
            found = await wrong_after_yes(db, draft, outcome, truth, NOW)
            raise _UndoneError
    return found


class _UndoneError(Exception):
    """Ends a transaction whose changes are not wanted."""


@pytest.mark.parametrize("how", ["docx", "xlsx"])
@pytest.mark.parametrize("table", ["rows of clusters", "rows of months", "after last year's"])
async def test_in_word_and_excel(tables, table, how):
    """Costs more than others: papers of Word and Excel are made and read."""
    draft = read(typed(how, *layouts.paper("colon", table)), f"a.{how}")
    truth = layouts.truth()
    async with tables["empty"].reading() as db:
        outcome = await answered(db, draft, truth, NOW)
    assert wrong(outcome.proposal, truth["meetings"]) == []


@pytest.mark.parametrize("name", sorted(TRUTH) or ["none beside the project"])
async def test_files_as_offices_sent_them(tables, name):
    """Costs more than others: whole papers are read; only where they lie beside the project."""
    if name not in TRUTH:
        return
    truth, content = TRUTH[name], (CASES / "plans" / name).read_bytes()
    lead = truth.get("role") == "lead"
    try:
        draft = read_text(content.decode("utf-8-sig")) if truth.get("paste") else read(content, name)
        async with tables["lead" if lead else "empty"].reading() as db:
            own = await db.scalar(select(Cluster)) if lead else None
            outcome = await answered(db, draft, truth, NOW, own)
            refused = await plan.review(db, draft, truth["year"], now=NOW, own=own)
    except BadInput as no:
        said = Translator(DEFAULT).refusal(no)
        assert truth["expect"] == "none" or re.search(truth.get("refuse_ok", r"\b\B"), said), said
        return
    found = wrong(outcome.proposal, truth["meetings"])
    # With no question answered a row may be missing; what stands is right.
    found += [line for line in wrong(refused.proposal, truth["meetings"]) if not line.startswith("missing")]
    if outcome.proposal.meetings and not lead:
        found += await _kept_wrong(tables["empty"], draft, truth)
    if truth.get("clusters") and not lead:
        found += wrong_clusters(outcome.proposal, truth["clusters"])
    assert found == []
