"""What a confirmation says, signed, so that a page can say whether the paper is genuine.

The token holds the very words that stand on the paper and their signature, and nothing is looked up: the page shows
only what the paper says, also years later, and tells nobody anything about anybody else.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import date

from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import wording
from bot.domain.papers.facts import MeetingFacts, RollEntry
from bot.signing import is_signed, sign

SIGNATURE = 24
LONGEST = 900
"""Letters of a token: a longer code would be too fine to scan from paper."""
LONGEST_NAME = 80


def of_meeting(facts: MeetingFacts, one: RollEntry, today: date) -> str:
    """Return what a confirmation about one meeting says, a line each."""
    meeting = facts.meeting
    said = (
        one.name[:LONGEST_NAME],
        one.school[:LONGEST_NAME],
        f"Đã tham gia sinh hoạt chuyên môn {wording.called(meeting)}",
        wording.hour(facts),
        facts.host[:LONGEST_NAME],
        f"Lập ngày {today:%d/%m/%Y}",
    )
    return "\n".join(said)


def of_year(name: str, school: str, year: SchoolYear, came: int, today: date) -> str:
    """Return what a confirmation about a year says, a line each."""
    said = f"Đã tham gia {came} buổi sinh hoạt chuyên môn theo cụm trường, năm học {year}"
    return "\n".join((name[:LONGEST_NAME], school[:LONGEST_NAME], said, f"Lập ngày {today:%d/%m/%Y}"))


def token(said: str, secret: str) -> str:
    """Return the words and their signature, as an address carries them."""
    facts = urlsafe_b64encode(said.encode()).rstrip(b"=").decode()
    return f"{facts}.{sign(f'paper:{facts}', secret, digits=SIGNATURE)}"


def read(given: str, secret: str) -> list[str] | None:
    """Return the lines that a paper says, or None where this token is none of ours."""
    facts, _, signature = given.partition(".")
    if len(given) > LONGEST or not is_signed(signature, f"paper:{facts}", secret, digits=SIGNATURE):
        return None
    try:
        return urlsafe_b64decode(facts + "=" * (-len(facts) % 4)).decode().split("\n")
    except (Error, ValueError):
        return None
