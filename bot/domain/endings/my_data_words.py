"""How the tables, their columns and their values are called where somebody reads what is kept of them."""

import json
from datetime import date, datetime, time
from typing import Any

from bot.domain.endings import my_data
from bot.domain.endings.my_data import Names, Row
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
COLUMNS = {
    "name": N_("Name"),
    "true_name": N_("Name kept aside"),
    "unit_id": N_("School or office"),
    "holder_unit_id": N_("School that holds it"),
    "cluster_id": N_("Cluster"),
    "meeting_id": N_("Meeting"),
    "subject": N_("Subject"),
    "level": N_("Level"),
    "language": N_("Language"),
    "joined_at": N_("Joined"),
    "channel": N_("Chat by"),
    "address": N_("Number of the chat"),
    "scope": N_("For"),
    "given_at": N_("Agreed"),
    "withdrawn_at": N_("Taken back"),
    "role": N_("Office"),
    "valid_from": N_("From"),
    "valid_to": N_("Until"),
    "state": N_("State"),
    "since": N_("Since"),
    "answer": N_("Answer"),
    "answered_at": N_("Answered"),
    "reason": N_("Reason"),
    "presence": N_("Attendance"),
    "left_early": N_("Left early"),
    "excused": N_("Excused"),
    "why": N_("Why expected"),
    "invited_at": N_("Invited"),
    "at": N_("At"),
    "task": N_("Part"),
    "assent": N_("Said"),
    "asked_at": N_("Asked"),
    "part": N_("Viewpoint"),
    "begun_at": N_("Begun"),
    "submitted_at": N_("Handed in"),
    "question": N_("Question"),
    "text": N_("Text"),
    "caption": N_("Caption"),
    "faces": N_("Pupils' faces"),
    "consented": N_("Parents agreed"),
    "title": N_("Title"),
    "purpose": N_("About"),
    "due_at": N_("Due"),
    "due_on": N_("Due day"),
    "settled_at": N_("Came to its end"),
    "sent_at": N_("Sent"),
    "note": N_("Handed in as"),
    "file_name": N_("File"),
    "kind": N_("Kind"),
    "imported_at": N_("Put in"),
    "paused_at": N_("Stopped"),
    "restricted_at": N_("Restricted"),
    "preferred_channel": N_("Messages by"),
    "quiet_from": N_("Quiet from"),
    "quiet_to": N_("Quiet until"),
    "school_year": N_("School year"),
    "heading": N_("Heading"),
    "audience": N_("For whom"),
    "edition": N_("Edition of the notice"),
    "first_at": N_("First shown"),
    "changed_at": N_("Changed"),
    "expires_at": N_("Holds until"),
    "used_at": N_("Used"),
    "erased_at": N_("Erased"),
    "notice_asked_at": N_("Asked about the notice"),
    "keeps_data": N_("Keeps the register of requests"),
    "blocked_at": N_("Chat closed since"),
    "finished_at": N_("All sent"),
    "named": N_("Named in the plan"),
    "how": N_("Appointed how"),
    "by_id": N_("By whom"),
    "instead": N_("Acts instead"),
    "only": N_("Only for"),
    "wants": N_("Wants"),
    "told_at": N_("Told"),
    "decided_at": N_("Decided"),
    "decided_by_id": N_("Decided by"),
    "ours": N_("Of the school"),
    "day": N_("Day"),
    "created_at": N_("Made"),
    "most_uses": N_("Uses at most"),
    "uses": N_("Used so often"),
    "revoked_at": N_("Called back"),
    "reader_id": N_("Read by"),
    "seen": N_("What was seen"),
    "times": N_("How often"),
    "message": N_("Message"),
    "remark": N_("Remark"),
    "gone_on": N_("Gone since"),
    "wish": N_("Wish"),
    "answer_by": N_("To be answered by"),
    "extended_at": N_("More time given"),
    "done_at": N_("Done"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "writer_id": N_("Written by"),
    "written_at": N_("Written"),
    "asked_by_id": N_("Asked by"),
    "answered_by_id": N_("Answered by"),
    "submitted_by_id": N_("Handed in by"),
    "offered_until": N_("Offered until"),
    "lapsed_at": N_("Let pass"),
    "granted": N_("Granted"),
    "opened_at": N_("Opened"),
    "closed_at": N_("Closed"),
    "closed_by_id": N_("Closed by"),
    "detail": N_("More about it"),
    "parents": N_("Parents"),
    "children": N_("Children"),
    "known_at": N_("Known"),
    "new_id": N_("New account's person"),
    "old_id": N_("Former account's person"),
    "same": N_("The same person"),
}
VALUES = {
    "held": N_("has a seat"),
    "offered": N_("seat offered"),
    "given_up": N_("given up"),
    "waiting": N_("waiting"),
    "present": N_("present"),
    "late": N_("late"),
    "excused": N_("excused"),
    "absent": N_("absent without leave"),
    "yes": N_("yes"),
    "no": N_("no"),
    "sent": N_("sent"),
    "void": N_("not needed any more"),
    "missed": N_("too late to send"),
    "blocked": N_("chat closed"),
    "failed": N_("not delivered"),
    "unclear": N_("not known whether it arrived"),
    "open": N_("open"),
    "done": N_("done"),
    "lapsed": N_("lapsed"),
    "officer": N_("education officer"),
    "principal": N_("principal"),
    "lead": N_("cluster lead"),
    "core": N_("core teacher"),
    "teacher": N_("teacher of the school"),
    "duty": N_("calendar, attendance, duties"),
    "reflections": N_("reflections"),
    "photos": N_("photos"),
    "asked": N_("asked"),
    "accepted": N_("accepted"),
    "declined": N_("declined"),
    "handed_over": N_("handed over"),
    "th": N_("Primary"),
    "mn": N_("Nursery school"),
    "thcs": N_("Lower secondary"),
    "thpt": N_("Upper secondary"),
    "vi": N_("Vietnamese"),
    "en": N_("English"),
    "concerned": N_("the meeting is for them"),
    "chosen": N_("chosen by the lead"),
    "walked_in": N_("came without being expected"),
    "guest": N_("guest"),
    "part": N_("has a part in it"),
    "observer": N_("observer"),
    "photo": N_("photo"),
    "file": N_("file"),
    "link": N_("link"),
    "handwriting": N_("notes written by hand"),
    "observation": N_("observation sheet"),
    "deputy_lead": N_("deputy lead"),
    "deputy": N_("deputy principal"),
    "subject_head": N_("head of a subject group"),
    "clerk": N_("clerk"),
    "teach": N_("teaches"),
    "chair": N_("takes the chair"),
    "secretary": N_("writes the minutes"),
    "camera": N_("films"),
    "maternity": N_("maternity leave"),
    "illness": N_("illness"),
    "marks": N_("attendance"),
    "lists": N_("list of people"),
    "export": N_("a file with names"),
    "correct": N_("to correct data"),
    "copy": N_("a copy"),
    "stop": N_("to stop"),
    "restrict": N_("to restrict"),
    "object": N_("objection"),
    "erase": N_("to erase"),
    "complain": N_("complaint"),
    "off_list": N_("off the school's list"),
    "returned": N_("returned"),
    "corrected": N_("corrected"),
    "told": N_("told"),
    "read": N_("read"),
    "chased": N_("reminded by a superior"),
    "extended": N_("more time"),
    "draft": N_("draft"),
    "submitted": N_("handed in"),
    "approved": N_("approved"),
}
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
    if column in ("unit_id", "holder_unit_id", "host_id"):
        return known.units.get(said, str(said))
    if column == "cluster_id":
        return known.clusters.get(said, str(said))
    if column == "meeting_id" and said in known.meetings:
        meeting = known.meetings[said]
        day = f"{local(meeting.starts_at):%d/%m/%Y %H:%M}" if meeting.starts_at else f"{meeting.month:%m/%Y}"
        return f"{meeting.cluster.name} {day}"
    return plain(t, said)


def plain(t: Translator, said: Any) -> str:
    """Return a plain value in words."""
    if isinstance(said, bool):
        word = "yes" if said else "no"
        return t(VALUES[word])
    if isinstance(said, datetime):
        return f"{local(said):%H:%M %d/%m/%Y}"
    if isinstance(said, date):
        return f"{said:%d/%m/%Y}"
    if isinstance(said, time):
        return f"{said:%H:%M}"
    if isinstance(said, dict | list):
        return json.dumps(said, ensure_ascii=False, default=str)
    word = str(said)
    return t(VALUES[word]) if word in VALUES else word


def line(t: Translator, table: str, row: Row, known: Names) -> str:
    """Return a row as the chat shows it: what somebody can read of it, in one line."""
    parts = []
    for column, said in row.items():
        if column in my_data.TECHNICAL or said is None or said == "":
            continue
        parts.append(f"{column_name(t, column)}: {value(t, table, column, said, known)}")
    return "; ".join(parts)
