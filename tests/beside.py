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
"""Tables of what people type and what they mean by it."""

with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(),
    reason=f"lay the papers of `catalogue.entry.DIRECTIVES` as text into {DOCUMENTS}: 000_….txt to 004_….txt",
)
