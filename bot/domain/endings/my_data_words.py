"""How the tables, their columns and their values are called where somebody reads what is kept of them."""

from datetime import date, datetime, time
from typing import Any

from bot.domain.endings import my_data
from bot.domain.endings.my_data import Names, Row
from bot.domain.endings.my_data_columns import COLUMNS
from bot.domain.endings.my_data_values import DATED, TOPICS, VALUES, VALUES_OF
from bot.domain.models import Topic
from bot.errors import N_
from bot.i18n import Translator
from bot.vietnamese import local

TABLES = {
    "person": N_("Profile"),
    "account": N_("Chats"),
    "consent": N_("Consents"),
    "consent_text": N_("Words of the notice"),
    "dialogue": N_("State of this conversation"),
    "upload_link": N_("Pages to send a file"),
    "link_code": N_("Codes to tie a chat"),
    "appointment": N_("Offices held"),
    "roster_entry": N_("In the list of the school"),
    "invite": N_("Invitation links"),
    "seat": N_("Sign-ups"),
    "invitee": N_("Expected at meetings"),
    "mark": N_("Marks of attendance"),
    "contest": N_("“I was there”"),
    "assignment": N_("Parts in meetings"),
    "acknowledgement": N_("Changes understood"),
    "plan_read": N_("Plans read"),
    "reflection": N_("Reflections"),
    "answer": N_("Answers of reflections"),
    "evidence": N_("Photos and files of meetings"),
    "lesson": N_("Lessons begun"),
    "lesson_file": N_("Lesson plans sent"),
    "minutes": N_("Minutes submitted"),
    "minutes_entry": N_("Minutes written"),
    "minutes_approval": N_("Minutes approved"),
    "minutes_reader": N_("Minutes read"),
    "thanks": N_("Thanks"),
    "duty": N_("Duties"),
    "duty_event": N_("Acts on duties"),
    "duty_rule": N_("Rules written"),
    "announcement": N_("Announcements"),
    "outbox": N_("Messages to you"),
    "plan": N_("Plans"),
    "paper_head": N_("Letterheads changed"),
    "paper_version": N_("Papers passed on"),
    "acceptance": N_("Yes to plans"),
    "host_item": N_("Check lists"),
    "custom": N_("Settings changed"),
    "day_off": N_("Days off added"),
    "data_request": N_("Requests about data"),
    "look": N_("What you looked at"),
    "file_faces": N_("What was said of files"),
    "note": N_("Notes"),
    "long_leave": N_("Long leave"),
    "same_person": N_("Said to be the same person"),
    "arrival": N_("Schools come to"),
    "school_news": N_("Changes of schools"),
}
BY = N_("{table}: done by you")
TITLED = frozenset({"duty_rule"})
"""Tables whose title is a sentence of the catalogue where no person wrote it."""
YOU, OTHER = N_("you"), N_("somebody else")


def table_name(t: Translator, name: str) -> str:
    """Return how a kind of rows is called; a table that nobody has named yet goes by its own name."""
    table, _, by = name.partition(":")
    said = t(TABLES[table]) if table in TABLES else table
    return t(BY).format(table=said) if by else said


def column_name(t: Translator, name: str) -> str:
    """Return how a column is called."""
    return t(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ")


def value(t: Translator, table: str, column: str, said: Any, known: Names) -> str:
    """Return what stands in a row, to be read by people; of other people no more than that they are others."""
    if said is None or said == "":
        return ""
    if column != "id" and my_data.points_at_people(table, column):
        return t(YOU) if said == known.me else t(OTHER)
    if column in my_data.SPOKEN_OF:
        return _spoken_of(t, Topic.parse(str(said)), known)
    if target := my_data.target_of(table, column):
        called = known.called.get(target, {}).get(said, str(said))
        return t(called) if target in TITLED else called
    if column in ("channel", "preferred_channel"):
        return str(said).capitalize()
    return t(str(said)) if column == "title" and table in TITLED else plain(t, said, column)


def _spoken_of(t: Translator, topic: Topic, known: Names) -> str:
    """Return what something is about: what kind of thing, and which one where that has a name."""
    kind = t(TOPICS[topic.kind]) if topic.kind in TOPICS else ""
    which = known.called.get(topic.kind, {}).get(int(topic.key)) if topic.key.isdecimal() else None
    if topic.kind in DATED:
        which = "/".join(reversed(topic.key.split("-")))
    if which is None and topic.key.isdecimal() and topic.kind == "request":
        which = topic.key
    return f"{kind} {which or ''}".strip()


def plain(t: Translator, said: Any, column: str = "") -> str:
    """Return a plain value in words, as they are meant in a column."""
    if isinstance(said, bool):
        word = "yes" if said else "no"
        return t(VALUES[word])
    if isinstance(said, datetime | date | time):
        return _when(said)
    if isinstance(said, dict):
        return "; ".join(f"{column_name(t, name)}: {plain(t, one, name)}" for name, one in said.items())
    if isinstance(said, list):
        return _several(t, said, column)
    if column == "question":
        return str(int(said) + 1)
    known = VALUES_OF.get(column, VALUES).get(str(said)) or VALUES.get(str(said))
    return t(known) if known else str(said)


def _when(said: date | time) -> str:
    if isinstance(said, datetime):
        return f"{local(said):%H:%M %d/%m/%Y}"
    return f"{said:%d/%m/%Y}" if isinstance(said, date) else f"{said:%H:%M}"


def _several(t: Translator, said: list[Any], column: str) -> str:
    """Return a list: of schools or clusters how many, of pairs each with a space between."""
    if column == "chosen":
        return str(len(said))
    return ", ".join(" ".join(plain(t, half) for half in (one if isinstance(one, list) else [one])) for one in said)


def line(t: Translator, table: str, row: Row, known: Names) -> str:
    """Return a row as the chat shows it: what somebody can read of it, in one line."""
    parts = []
    for column, said in row.items():
        if column in my_data.TECHNICAL or said is None or said == "":
            continue
        parts.append(f"{column_name(t, column)}: {value(t, table, column, said, known)}")
    return "; ".join(parts)
