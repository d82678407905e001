"""What was signed before stays valid: these stand in people's chats, links to files for two days."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.organisation import accounts, invites
from bot.domain.outbox import links
from bot.domain.outbox.links import KIND, Shared
from bot.signing import is_signed, sign

SECRET = "một bí mật dài"
SHARED_AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
FILE = "awuVMGSrq6urq6urq6urq6urq6urYaXT0EvTH971TQ/Ke-hoach.docx"


@pytest.mark.parametrize(
    ("number", "link"), [(7, "k7-8188c62f05970e9a2d4c"), (2147483647, "k2147483647-643cce50a07d186ee583")]
)
def test_a_link_to_join_by(number, link):
    assert invites.token(number, SECRET) == link
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", link), "Telegram carries nothing else behind ?start="


def test_a_link_to_a_file():
    meant = Shared("ab" * 16, "Ke-hoach.docx", KIND["d"])
    token, name = FILE.split("/")
    assert links.shared(token, name, secret=SECRET, now=SHARED_AT + timedelta(days=2, seconds=-1)) == meant
    assert links.shared(token, name, secret=SECRET, now=SHARED_AT + timedelta(days=2)) is None
    assert links.shared(token, name, secret="another", now=SHARED_AT) is None
    assert links.shared(token, "Bao-cao.docx", secret=SECRET, now=SHARED_AT) is None
    assert links.share("ab" * 32, "Kế hoạch.docx", "d", secret=SECRET, now=SHARED_AT) == FILE


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Biên bản 1.docx", "Bien-ban-1.docx"),
        ("BC_SHCM_Cum1_Dot2_2026-2027.docx", "BC_SHCM_Cum1_Dot2_2026-2027.docx"),
        ("...", "tep"),
        ("日本.docx", "tep.docx"),
        ("a/b\\c.doc%", "a-b-c.doc"),
        ("x" * 300 + ".pdf", "x" * 40 + ".pdf"),
    ],
)
def test_the_address_ends_with_a_name_that_every_phone_opens(name, shown):
    link = links.share("ab" * 32, name, "d", secret=SECRET, now=SHARED_AT)
    assert link.partition("/")[2] == shown
    assert len(link) <= 42 + 1 + 46


def test_what_stands_in_the_tables_is_found_by_its_digest():
    assert links._digest("aB3_x-", SECRET) == "694f6961483ff0cd94156c4c843df968"
    assert accounts._digest("01234567", SECRET) == "8224f4d54450d7a8375e537ea65215eff94120e83a5ee59a6364eb1f24bcbe68"


def test_a_signature_is_good_for_one_thing_only():
    signature = sign("invite:7", SECRET, digits=20)
    assert is_signed(signature, "invite:7", SECRET, digits=20)
    for wrong in (signature[:-1], signature.upper(), signature + "0", "", "ký"):
        assert not is_signed(wrong, "invite:7", SECRET, digits=20)
    for other in ("invite:8", "file:7", "invite:7 "):
        assert not is_signed(signature, other, SECRET, digits=20)
