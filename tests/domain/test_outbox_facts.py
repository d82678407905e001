"""What a message keeps is checked as it is queued; what older versions kept can still be read."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.models import Assent, Purpose
from bot.domain.outbox.facts import (
    NOTHING,
    Begun,
    Changed,
    ChasedDutyFacts,
    DutyFacts,
    Facts,
    Lost,
    Moved,
    NewDutyFacts,
    PartNews,
    PlanChanged,
    PlanEntry,
    PlanEvent,
    QuotaUsed,
    TermHandover,
    WhenAndWhere,
    kept,
    pairs,
)

AT = datetime(2023, 10, 18, 7, tzinfo=UTC)
STOOD = WhenAndWhere(AT, "Phòng 2", None, 3)
CHANGED = Changed(STOOD, WhenAndWhere(None, None, "https://cuoc-hop.vn/1", 4), AT, role=True)
FIELD = ("month", "2023-10-01", "2023-11-01")
ENTRY = PlanEntry("changed", "Cụm số 1", date(2023, 10, 1), "TH Hoa Ban", "Tiết 2", fields=(FIELD,), settled=AT)
EVERY = [
    (Purpose.MOVED, CHANGED),
    (Purpose.CANCELLED, CHANGED),
    (Purpose.RESTORED, CHANGED),
    (Purpose.CHASE, CHANGED),
    (Purpose.CHASE, ChasedDutyFacts(pairs({7: 1, 4: 0}), by=2)),
    (Purpose.DUTY_BACK, ChasedDutyFacts(pairs({7: 1, 4: 0}), by=2)),
    (Purpose.ASK_PART, PartNews(Assent.HANDED_OVER)),
    (Purpose.MISSED, Lost(3)),
    (Purpose.DUTY, DutyFacts(pairs({7: 1}))),
    (Purpose.OVERDUE, DutyFacts(pairs({7: 1}))),
    (Purpose.DUTY_NEW, NewDutyFacts(pairs({7: 1}), news="extended")),
    (Purpose.PLAN, PlanEvent("sent_back", 1, "Cụm số 1", "2023-2024", 4, "Thiếu tháng 12")),
    (Purpose.PLAN_CHANGED, PlanChanged("2023-2024", (ENTRY,))),
    (Purpose.HANDOVER, TermHandover("successor", date(2023, 10, 9), 1, others=(5,))),
    (Purpose.HANDOVER, TermHandover("ends", date(2023, 10, 9), None, 2)),
    (Purpose.HANDOVER, TermHandover("former", AT.date(), 1, moved=Moved(1, 2, 3, (Begun(5, {"room": "P2"}),)))),
    (Purpose.QUOTA, QuotaUsed("zalo", 2400, 3000)),
    (Purpose.DAY_BEFORE, NOTHING),
]


@pytest.mark.parametrize(("purpose", "facts"), EVERY)
def test_what_is_kept_is_read_again(purpose: Purpose, facts: Facts) -> None:
    """Also out of a row that a later version has written, with more in it."""
    row = kept(purpose, facts)
    assert type(facts).read(row | {"of_later": 1}) == facts


@pytest.mark.parametrize("purpose", Purpose)
def test_another_purposes_facts_are_not_kept(purpose: Purpose) -> None:
    own = {type(facts) for of, facts in EVERY if of is purpose} or {Facts}
    for facts in {type(facts): facts for _, facts in EVERY if type(facts) not in own}.values():
        with pytest.raises(TypeError):
            kept(purpose, facts)


def test_what_has_another_type_is_not_kept_and_its_words_are_not_told() -> None:
    with pytest.raises(TypeError) as no:
        kept(Purpose.QUOTA, QuotaUsed("zalo", "Lò Thị Bí Mật", 3000))
    assert "Bí Mật" not in str(no.value)


def test_what_is_missing_is_named_and_what_stands_there_is_not() -> None:
    with pytest.raises(ValueError, match="most"):
        QuotaUsed.read({"channel": "zalo", "number": 3})
    with pytest.raises(ValueError, match=r"\$\.number") as no:
        QuotaUsed.read({"channel": "zalo", "number": "Lò Thị Bí Mật", "most": 3})
    assert "Bí Mật" not in str(no.value)


def test_duties_are_kept_as_pairs_in_their_order() -> None:
    assert kept(Purpose.DUTY, DutyFacts(pairs({7: 1, 4: 0}))) == {"duties": ((4, 0), (7, 1))}


def test_a_change_from_before_it_could_be_acknowledged_is_none() -> None:
    assert Changed.of({"starts_at": AT.isoformat(), "room": "Phòng 2"}) is None
