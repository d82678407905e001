"""What some tests compare with and the project may not carry, since others wrote it.

Whoever has it lays it into the folder `shared` beside the checkout; everybody else is told so by what is skipped.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
DOCUMENTS = SHARED / "documents"
DESCRIPTION = SHARED / "data" / "telegram-bot-api.json"
"""The official description of the Bot API, as the repository PaulSonOfLars/telegram-bot-api-spec has it in api.json."""
CASES = SHARED / "cases"
"""Tables of what people type and what they mean by it, and files as offices sent them with what is true of each."""

with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason=f"lay the papers of `catalogue.papers.PAPERS` as text into {DOCUMENTS}: 000_….txt to 004_….txt",
)


def cases(name: str) -> list[list[str]]:
    """Return the rows of a table of cases that others gathered, without its comments; none where it is not there."""
    path = CASES / name
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
