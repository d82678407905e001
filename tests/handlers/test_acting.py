"""Who acts for a principal or a lead: given with a last day, told and ended; who acted is named."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.duties import owners
from bot.domain.models import Appointment, Outbox, Presence, Purpose, Role
from bot.domain.organisation import capacities, mandates, people, terms, tree
from bot.domain.organisation.capacities import Capacity, Did
from bot.domain.organisation.mandates import ActingAt
from bot.errors import BadInput, NotAllowed
from bot.i18n import Translator
from bot.vietnamese import ZONE, local
from handlers.organisation import acting, acting_words
from tests.domain.test_duty_changes import moves
from tests.handlers.duties_kit import duties, duty_of, owed
from tests.handlers.test_arrivals import IN_VIETNAMESE
from tests.talk import Somebody, Talk, World

ALL, OPEN = ("Everything",), "Until it is ended"
LAST = date(2023, 10, 20)


async def rights_of(world: World, somebody: Somebody, day: date | None = None) -> people.Rights:
    async with world.talk.app.database.reading() as db:
        return await people.rights(db, await world.id_of(somebody), day or local(world.talk.clock.now()).date())


async def gives(talk: Talk, giver: Somebody, role: str, name: str, *answers: str) -> None:
    await giver.forges("acting")
    await giver.presses("Na Sang")
    await giver.presses(talk.said("Add: {role}", role=talk.said(role)))
    await giver.presses(name)
    for one in answers:
        await giver.presses(talk.said(one))
    await giver.presses(talk.said("Yes, give it"))


async def test_a_deputy_principal_heads_the_school_until_the_last_day(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh")
    await head.says("/tochuc")
    await head.presses(talk.said("Who acts for me"))
    await head.presses("Na Sang")
    await head.presses(talk.said("Add: {role}", role=talk.said("deputy principal")))
    await head.presses("Vàng Thị Hạnh")
    await head.presses(talk.said("Everything"))
    await head.presses(talk.said("Both get the letters"))
    await head.says("31/10/2023")
    assert "31/10/2023" in head.last.text
    assert not (await rights_of(world, deputy)).principal_of
    await head.presses(talk.said("Yes, give it"))
    assert (await rights_of(world, deputy)).principal_of == {world.school}
    assert not (await rights_of(world, deputy, date(2023, 11, 1))).principal_of
    # A second press gives nothing twice.
    await head.forges("acting-yes")
    given = select(Appointment.id).where(Appointment.role == Role.DEPUTY)
    assert len(await talk.finds(given)) == 1
    await talk.passes(minutes=1)
    assert any(talk.said("deputy principal") in one.text for one in deputy.chat)
    await head.forges(f"acting-end:{(await talk.finds(given))[0]}")
    await head.presses(talk.said("Yes, end it"))
    assert not (await rights_of(world, deputy)).principal_of
    kept = await talk.finds(select(Outbox.id).where(Outbox.purpose == Purpose.MANDATE))
    assert len(kept) == 2


async def test_nobody_acts_for_themselves(talk: Talk, world: World) -> None:
    """Neither the principal, nor who heads the school that leads, nor who leads in person stands among the choices."""
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    await world.has("Vàng Thị Hạnh")
    await world.has("Lò Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await head.forges(f"acting-of:unit:{world.school}")
    await head.presses(talk.said("Add: {role}", role=talk.said("deputy principal")))
    assert [one for one in head.last.labels if "Hạng" in one or "Vàng" in one] == ["Vàng Thị Hạnh"]
    await head.forges(f"acting-of:cluster:{world.cluster}")
    await head.presses(talk.said("Add: {role}", role=talk.said("deputy lead")))
    assert [one for one in head.last.labels if "Hạng" in one or "Lò" in one] == ["Lò Thị Mai"]


async def test_a_principal_hears_whom_an_officer_lets_act(talk: Talk, world: World) -> None:
    """And that it was ended; who gave it is told nothing, and the deputy that the letters go to them alone."""
    head, officer = await world.has("Hạng A Lềnh", Role.PRINCIPAL), await world.has("Điêu Thị Phượng", Role.OFFICER)
    deputy = await world.has("Vàng Thị Hạnh")
    await officer.forges(f"acting-of:unit:{world.school}")
    await officer.presses(talk.said("Add: {role}", role=talk.said("deputy principal")))
    for one in ("Vàng Thị Hạnh", *map(talk.said, ("Everything", "Only the deputy", OPEN, "Yes, give it"))):
        await officer.presses(one)
    assert "‹ PTDTBT TH số 1 Na Sang" in officer.last.labels, "there is a way back to the school"
    await talk.passes(minutes=1)
    facts = {"by": "Điêu Thị Phượng", "role": talk.said("deputy principal"), "place": "PTDTBT TH số 1 Na Sang"}
    heard = talk.said("{by} has made {name} {role} at {place}.", name="Vàng Thị Hạnh", **facts)
    assert heard in head.last.text
    assert any(talk.said(", alone") in one.text for one in deputy.chat)
    named = (await (await world.has("Lò Thị Mai")).says("ai là hiệu trưởng")).text
    assert talk.said("– {name}: {role}", name="Vàng Thị Hạnh", role=talk.said("deputy principal")) in named
    mandate = (await talk.finds(select(Appointment.id).where(Appointment.role == Role.DEPUTY)))[0]
    await officer.forges(f"acting-ended:{mandate}")
    await talk.passes(minutes=1)
    ended = talk.said("{by} has ended that {name} is {role} at {place}.", name="Vàng Thị Hạnh", **facts)
    assert any(ended in one.text for one in head.chat)
    assert talk.said("{by} has ended that you are {role} at {place}.", **facts) in deputy.last.text
    assert not any(heard in one.text for one in officer.chat)


async def test_a_school_that_a_plan_names_as_deputy_is_shown_and_ended(talk: Talk, world: World) -> None:
    """Its principal is named as the deputy, is given nothing twice, and hears of the end."""
    lead = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    theirs = await world.has("Lò Thị Mai", Role.PRINCIPAL, school=world.other_school)
    async with talk.app.database.writing() as db:
        since = {"valid_from": date(2023, 9, 1), "cluster_id": world.cluster}
        db.add(Appointment(role=Role.DEPUTY_LEAD, holder_unit_id=world.other_school, **since))
    said = talk.said("– {name}: {role}", name="TH Thị trấn", role=talk.said("deputy lead"))
    assert said in (await lead.forges(f"acting-of:cluster:{world.cluster}")).text
    assert said in (await officer.forges(f"org-cluster:{world.cluster}")).text
    named = (await officer.says("ai là cụm trưởng cụm số 1")).text
    deputy = next(line for line in named.splitlines() if "Lò Thị Mai" in line)
    assert talk.said("deputy lead") in deputy
    await lead.forges(f"acting-of:cluster:{world.cluster}")
    await lead.presses(talk.said("Add: {role}", role=talk.said("deputy lead")))
    assert talk.said(mandates.HAS_IT, name="Lò Thị Mai") in (await lead.presses("Lò Thị Mai")).text
    await lead.forges(f"acting-of:cluster:{world.cluster}")
    await lead.presses(talk.said("End: {name}", name="TH Thị trấn"))
    assert said not in (await lead.presses(talk.said("Yes, end it"))).text
    assert not (await rights_of(world, theirs)).leads
    await talk.passes(minutes=1)
    facts = {"by": "Hạng A Lềnh", "role": talk.said("deputy lead"), "place": "Cụm số 1"}
    assert talk.said("{by} has ended that you are {role} at {place}.", **facts) in theirs.last.text


async def test_a_deputy_is_called_so_also_where_they_act_for_the_school_that_leads(talk: Talk, world: World) -> None:
    """As after a merger; who was appointed both lead and deputy is the lead."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    theirs = await world.has("Lò Thị Mai", Role.DEPUTY_LEAD)
    about = {"person_id": await world.id_of(theirs), "valid_from": date(2023, 9, 1)}

    async def called() -> str:
        said = (await officer.says("ai là cụm trưởng cụm số 1")).text
        return next(line for line in said.splitlines() if "Lò Thị Mai" in line)

    async with talk.app.database.writing() as db:
        db.add(Appointment(role=Role.DEPUTY, unit_id=world.school, **about))
    assert talk.said("deputy lead") in await called()
    async with talk.app.database.writing() as db:
        db.add(Appointment(role=Role.LEAD, cluster_id=world.cluster, **about))
    assert talk.said("deputy lead") not in await called()


async def test_letters_go_to_who_acts(talk: Talk, world: World) -> None:
    """Beside the principal both are written to, instead of them the deputy alone; nobody twice."""
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh")
    today = local(talk.clock.now()).date()
    both = {await world.id_of(head), await world.id_of(deputy)}

    async def heads() -> list[int]:
        async with talk.app.database.reading() as db:
            return [*await terms.principals(db, [world.school], today)]

    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", *ALL, "Both get the letters", OPEN)
    assert (len(await heads()), {*await heads()}) == (2, both)
    mandate = (await talk.finds(select(Appointment.id).where(Appointment.role == Role.DEPUTY)))[0]
    await head.forges(f"acting-ended:{mandate}")
    assert await heads() == [await world.id_of(head)]
    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", *ALL, "Only the deputy", OPEN)
    assert await heads() == [await world.id_of(deputy)]
    assert (await rights_of(world, head)).principal_of == {world.school}


async def test_a_deputy_lead_leads_and_makes_no_deputies(talk: Talk, world: World) -> None:
    """The lead is a school: its principal gives it to the principal of another school of the cluster."""
    lead = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh", Role.PRINCIPAL, school=world.other_school)
    await lead.forges(f"acting-of:cluster:{world.cluster}")
    await lead.presses(talk.said("Add: {role}", role=talk.said("deputy lead")))
    await lead.presses("Vàng Thị Hạnh")
    await lead.presses(talk.said("Everything"))
    await lead.presses(talk.said("Both get the letters"))
    await lead.presses(talk.said("To the end of the school year"))
    await lead.presses(talk.said("Yes, give it"))
    assert (await rights_of(world, deputy)).leads == {world.cluster}
    assert talk.said(NotAllowed.sentence) in (await deputy.forges(f"acting-of:cluster:{world.cluster}")).text
    await world.settles(deputy)
    assert (await world.stands()).starts_at is not None


async def test_a_clerk_does_what_the_school_owes_and_heads_nothing(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    clerk = await world.has("Vàng Thị Hạnh")
    await gives(talk, head, "clerk", "Vàng Thị Hạnh", "Until it is ended")
    may = await rights_of(world, clerk)
    assert (may.does_for, may.principal_of, may.leads) == ({world.school}, frozenset(), frozenset())
    assert talk.said(NotAllowed.sentence) in (await clerk.forges(f"link:teacher:{world.school}")).text
    async with talk.app.database.writing() as db:
        person = await db.get_one(people.Person, await world.id_of(clerk))
        await tree.move_person(db, person, world.other_school, local(talk.clock.now()).date() + timedelta(days=1))
    assert not (await rights_of(world, clerk, local(talk.clock.now()).date() + timedelta(days=1))).does_for


@IN_VIETNAMESE
async def test_who_acts_is_named_to_who_asks_and_chosen_by_who_gives_it(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    clerk, colleague = await world.has("Vàng Thị Hạnh"), await world.has("Lò Thị Páo")
    # The principal leads the cluster as well, and a clerk is one of the school.
    assert "Vàng Thị Hạnh" in (await head.says("văn thư")).labels
    await gives(talk, head, "clerk", "Vàng Thị Hạnh", OPEN)
    assert "Vàng Thị Hạnh: văn thư" in (await head.says("van thu")).text
    assert "Vàng Thị Hạnh: văn thư" in (await head.says("ai là văn thư")).text
    shown = (await colleague.says("văn thư trường em là ai")).text
    assert "Vàng Thị Hạnh: văn thư" in shown
    may = talk.said(acting_words.WHAT[Role.CLERK])
    assert may not in shown
    assert may in (await clerk.says("em làm văn thư thì làm gì")).text
    assert "văn thư" not in (await colleague.says("hiệu trưởng tên gì")).text


async def test_a_deputy_who_gives_nothing_is_offered_nothing_to_give(talk: Talk, world: World) -> None:
    head, deputy = await world.has("Hạng A Lềnh", Role.PRINCIPAL), await world.has("Vàng Thị Hạnh")
    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", *ALL, "Both get the letters", OPEN)
    shown = await deputy.forges("acting")
    assert talk.said(acting.BY_HEADS) in shown.text
    assert "Vàng Thị Hạnh" in shown.text
    assert not [label for label in shown.labels if "Na Sang" in label]


async def test_a_group_head_acts_within_the_own_group(talk: Talk, world: World) -> None:
    """What the school owes for a meeting of the subject, and what its teachers there owe; nothing else of the school.

    It follows the subject: who teaches another one from now on heads the group of that.
    """
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    theirs = await world.has("Vàng Thị Hạnh", subject="Tiếng Anh")
    await gives(talk, head, "head of a subject group", "Vàng Thị Hạnh", "Until it is ended")
    asked = next(one for one in reversed(head.chat) if talk.said("Is this right?") in one.text)
    assert f"{talk.said('head of a subject group')} (Tiếng Anh)" in asked.text
    english, other = await world.has("Lò Thị Mai", subject="Tiếng Anh"), await world.has("Lò Thị Sai")
    elsewhere = await world.has("Cà Thị Pó", subject="Tiếng Anh", school=world.other_school)
    of_group = await world.plans(cluster=world.group, host=world.school)
    for meeting in (world.meeting, of_group):
        await moves(world, datetime(2023, 10, 26, 14, tzinfo=ZONE), meeting)
        for one in (english, other, elsewhere):
            await world.marks(one, Presence.PRESENT, meeting)
    await owed(world, "000-6", "001-4", "000-5a")
    refused, may = talk.said(NotAllowed.sentence), await rights_of(world, theirs)
    assert (may.does_for, may.groups, may.runs_something) == (frozenset(), {world.school}, False)
    yearly = await duty_of(world, "000-6", unit_id=world.school)
    rooms = {one.meeting_id: one.id for one in await duties(talk, "001-4") if one.unit_id == world.school}
    assert talk.said("Your open duties: {number}. Which one?", number=1) in (await theirs.says("/viec")).text
    assert refused not in (await theirs.forges(f"duty:{rooms[of_group]}")).text
    for press in ("duty", "duty-in", "duty-none", "duty-log", "duty-file"):
        for foreign in (yearly, rooms[world.meeting]):
            assert refused in (await theirs.forges(f"{press}:{foreign}")).text, press
    await talk.comes(datetime(2023, 10, 26, 18, tzinfo=ZONE))
    seen = {one.person_id: one.id for one in await duties(talk, "000-5a") if one.meeting_id == of_group}
    mine = [seen[await world.id_of(one)] for one in (english, other, elsewhere)]
    assert [refused in (await theirs.forges(f"duty:{one}")).text for one in mine] == [False, True, True]
    assert refused not in (await theirs.forges("duties-all")).text
    async with talk.app.database.writing() as db:
        (await db.get_one(people.Person, await world.id_of(theirs))).subject = None
    assert refused in (await theirs.forges(f"duty:{rooms[of_group]}")).text
    assert [refused in (await theirs.forges(f"duty:{one}")).text for one in mine] == [True, False, True]


async def test_a_deputy_who_was_given_papers_alone_does_nothing_else(talk: Talk, world: World) -> None:
    """Duties and papers of the school are theirs; its people, its invitations and the clusters it leads are not."""
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh")
    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", "Duties and papers only", "Until it is ended")
    assert talk.said(", duties and papers only") in head.last.text
    may = await rights_of(world, deputy)
    assert (may.does_for, may.papers_of) == ({world.school}, {world.school})
    assert (may.principal_of, may.leads, may.runs_something) == (frozenset(), frozenset(), False)
    today = local(talk.clock.now()).date()
    async with talk.app.database.reading() as db:
        assert [*await terms.principals(db, [world.school], today)] == [await world.id_of(head)]
    await talk.passes(minutes=1)
    assert talk.said("does duties and official papers only, nothing else") in deputy.last.text
    refused = talk.said(NotAllowed.sentence)
    for press in (f"link:teacher:{world.school}", f"people:{world.school}", f"tell:cluster:{world.cluster}"):
        assert refused in (await deputy.forges(press)).text, press
    assert refused in (await deputy.forges(f"acting-of:unit:{world.school}")).text
    await deputy.says("/baocao")
    assert refused not in deputy.last.text
    await deputy.forges(f"paper:training.school:2023:{await world.id_of(head)}")
    assert refused not in deputy.last.text
    # What was ended is over at the next press.
    mandate = (await talk.finds(select(Appointment.id).where(Appointment.role == Role.DEPUTY)))[0]
    await head.forges(f"acting-ended:{mandate}")
    assert not (await rights_of(world, deputy)).papers_of
    assert refused in (await deputy.forges(f"paper:training.school:2023:{await world.id_of(head)}")).text


async def test_a_deputy_lead_who_was_given_papers_alone_does_nothing_else(talk: Talk, world: World) -> None:
    """The cluster's duties, minutes and reports are theirs; its days, its announcements and its deputies are not."""
    lead = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh", Role.PRINCIPAL, school=world.other_school)
    await world.settles(lead)
    await lead.forges(f"acting-of:cluster:{world.cluster}")
    await lead.presses(talk.said("Add: {role}", role=talk.said("deputy lead")))
    await lead.presses("Vàng Thị Hạnh")
    await lead.presses(talk.said("Duties and papers only"))
    shown = await lead.says("31/10/2023")
    assert talk.said("does duties and official papers only, nothing else") in shown.text
    assert not (await rights_of(world, deputy)).helps
    await lead.presses(talk.said("Yes, give it"))
    assert talk.said(", duties and papers only") in lead.last.text
    may = await rights_of(world, deputy)
    assert (may.leads, may.helps, may.does_for_clusters) == (frozenset(), {world.cluster}, {world.cluster})
    today = local(talk.clock.now()).date()
    async with talk.app.database.reading() as db:
        assert [*await terms.leaders(db, world.cluster, today)] == [await world.id_of(lead)]
        acting = await owners.read(db, today)
    assert acting.helpers == {world.cluster: {await world.id_of(deputy)}}
    refused = talk.said(NotAllowed.sentence)
    for press in (
        f"settle:{world.meeting}",
        f"tell:cluster:{world.cluster}",
        f"acting-of:cluster:{world.cluster}",
        f"cancel:{world.meeting}",
        f"roll:{world.meeting}",
    ):
        assert refused in (await deputy.forges(press)).text, press
    await talk.passes(days=14)
    assert refused not in (await deputy.forges(f"paper:minutes.cluster:{world.meeting}:{world.cluster}")).text
    shown = await deputy.says("/baocao")
    assert any("Cụm số 1" in label for label in shown.labels)
    assert refused not in (await deputy.forges(f"minutes:{world.meeting}")).text
    # It ends with its last day.
    assert not (await rights_of(world, deputy, date(2023, 11, 1))).helps


async def test_what_was_done_says_for_whom(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh")
    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", *ALL, "Both get the letters", OPEN)
    today, ids = local(talk.clock.now()).date(), (await world.id_of(head), await world.id_of(deputy))
    at_school = [Did(one, today, unit=world.school) for one in ids]
    in_cluster = [Did(one, today, cluster=world.cluster) for one in ids]
    before = Did(ids[1], today - timedelta(days=1), unit=world.school)
    async with talk.app.database.reading() as db:
        acted = await capacities.of(db, [*at_school, *in_cluster, before])
    for_whom = Capacity(Role.DEPUTY, "Hạng A Lềnh")
    assert [acted[one] for one in at_school] == [Capacity(Role.PRINCIPAL), for_whom]
    # The school leads the cluster: its principal is its lead, and the deputy acts for that principal.
    assert [acted[one] for one in in_cluster] == [Capacity(Role.LEAD), for_whom]
    assert acted[before] is None


async def test_letters_say_who_did_it_for_whom(talk: Talk, world: World) -> None:
    """A deputy settles, moves, marks and announces: whoever reads of it reads by whom, and for whom."""
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy = await world.has("Vàng Thị Hạnh")
    teacher = await world.has("Lò Thị Mai")
    await gives(talk, head, "deputy principal", "Vàng Thị Hạnh", *ALL, "Both get the letters", OPEN)
    said = talk.said(
        "{name} ({role}) for {whom}", name="Vàng Thị Hạnh", role=talk.said("deputy principal"), whom="Hạng A Lềnh"
    )
    await world.settles(deputy)
    await world.settles(deputy, "15h ngày 26/10")
    await talk.passes(hours=1)
    told = [one.text for one in teacher.new() if talk.said("Done by: {name}", name=said) in one.text]
    assert len(told) == 1
    await deputy.forges(f"tell:cluster:{world.cluster}")
    await deputy.says("Xin mang theo sách giáo khoa")
    await deputy.presses(talk.said("Send to {number} people", number=2))
    await talk.passes(minutes=2)
    assert teacher.last.text.startswith(talk.said("Announcement from {name}:", name=said))
    await head.forges(f"tell:cluster:{world.cluster}")
    await head.says("Xin đến đúng giờ")
    await head.presses(talk.said("Send to {number} people", number=2))
    await talk.passes(minutes=2)
    own = talk.said("{name} ({role})", name="Hạng A Lềnh", role=talk.said("cluster lead"))
    assert teacher.last.text.startswith(talk.said("Announcement from {name}:", name=own))
    await talk.comes(datetime(2023, 10, 26, 9, tzinfo=UTC))
    await deputy.forges(f"names:{world.meeting}:0:0")
    await deputy.forges(f"roll-every:{world.meeting}:0:0")
    invitee = await world.expects(teacher)
    await deputy.forges(f"mark:{world.meeting}:{invitee}:1:0")
    await head.forges(f"names:{world.meeting}:0:0")
    assert talk.said("Marked by: {names}", names=said) in head.last.text


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.DEPUTY])
async def test_nobody_gives_what_is_not_theirs(talk: Talk, world: World, role: Role) -> None:
    """A teacher, another school's principal, a deputy themselves; nor to who is not of the school, nor twice."""
    giver = await world.has("Hạng A Lềnh", school=world.other_school if role is Role.PRINCIPAL else world.school)
    other = await world.has("Vàng Thị Hạnh")
    today, now = local(talk.clock.now()).date(), talk.clock.now()
    async with talk.app.database.writing() as db:
        by = await db.get_one(people.Person, await world.id_of(giver))
        if role is not Role.TEACHER:
            unit = world.other_school if role is Role.PRINCIPAL else world.school
            db.add(Appointment(role=role, person_id=by.id, unit_id=unit, valid_from=today))
            await db.flush()
        may = await people.rights(db, by.id, today)
        school, person = ActingAt(await db.get_one(mandates.Unit, world.school)), await world.id_of(other)
        about = {"until": None, "instead": False, "now": now}
        target = await db.get_one(people.Person, person)
        with pytest.raises(NotAllowed):
            await mandates.give(db, may, Role.DEPUTY, target, school, by=by, **about)
        whole = people.EVERYTHING
        await mandates.give(db, whole, Role.CLERK, target, school, by=by, **about)
        with pytest.raises(BadInput):
            await mandates.give(db, whole, Role.CLERK, target, school, by=by, **about)
        elsewhere = ActingAt(await db.get_one(mandates.Unit, world.other_school))
        with pytest.raises(BadInput):
            await mandates.give(db, whole, Role.CLERK, target, elsewhere, by=by, **about)
        late = about | {"until": today - timedelta(days=1)}
        with pytest.raises(BadInput):
            await mandates.give(db, whole, Role.DEPUTY, target, school, by=by, **late)


async def test_a_deputy_acts_from_the_first_day_to_the_last(talk: Talk, world: World) -> None:
    """Not on the day before, nor on the day after; a last day before the first one is none."""
    head, deputy = await world.has("Hạng A Lềnh", Role.PRINCIPAL), await world.has("Vàng Thị Hạnh")
    await head.forges(f"acting-of:unit:{world.school}")
    await head.presses(talk.said("Add: {role}", role=talk.said("deputy principal")))
    await head.presses("Vàng Thị Hạnh")
    await head.presses(talk.said("Everything"))
    await head.presses(talk.said("Only the deputy"))
    await head.says("20/10/2023")
    await head.presses(talk.said("Begins on another day"))
    refused = await head.says("25/10/2023")
    both = {"first": Translator(talk.language).day(date(2023, 10, 25)), "last": Translator(talk.language).day(LAST)}
    assert talk.said(mandates.ENDS_FIRST, **both) in refused.text
    await head.says("16/10/2023")
    assert "16/10/2023" in head.last.text
    await head.presses(talk.said("Yes, give it"))
    assert "16/10/2023" in head.last.text
    await talk.passes(minutes=1)
    [letter] = [one for one in deputy.new() if talk.said("deputy principal") in one.text]
    assert "16/10/2023" in letter.text
    days = {day: (await rights_of(world, deputy, date(2023, 10, day))).principal_of for day in (15, 16, 20, 21)}
    assert days == {15: frozenset(), 16: {world.school}, 20: {world.school}, 21: frozenset()}
    for day, may in ((15, False), (16, True), (20, True), (21, False)):
        await talk.comes(datetime(2023, 10, day, 9, tzinfo=ZONE))
        seen = await deputy.forges(f"people:{world.school}")
        assert ("Vàng Thị Hạnh" in seen.text or "Na Sang" in seen.text) is may, day


async def test_the_next_term_of_the_same_clerk_begins_when_the_running_one_ends(talk: Talk, world: World) -> None:
    """From the day after by itself; a day in common is refused with its day, a term without an end is ended first."""
    head, clerk = await world.has("Hạng A Lềnh", Role.PRINCIPAL), await world.has("Vàng Thị Hạnh")
    number = await world.id_of(clerk)
    await head.forges(f"acting-of:unit:{world.school}")
    await head.presses(talk.said("Add: {role}", role=talk.said("clerk")))
    await head.presses("Vàng Thị Hạnh")
    await head.says("20/10/2023")
    await head.presses(talk.said("Yes, give it"))
    rank = acting.RANKS.index(Role.CLERK)
    asked = await head.forges(f"acting-who:{rank}:{world.school}:{number}")
    begins = Translator(talk.language).day(date(2023, 10, 21))
    assert talk.said(acting.AFTER_THE_RUNNING, name="Vàng Thị Hạnh", day=begins) in asked.text
    await head.says("30/11/2023")
    await head.presses(talk.said("Begins on another day"))
    await head.says("20/10/2023")
    ends = Translator(talk.language).day(LAST)
    refused = await head.presses(talk.said("Yes, give it"))
    assert talk.said(mandates.HAS_IT_UNTIL, name="Vàng Thị Hạnh", day=ends) in refused.text
    await head.presses(talk.said("Begins on another day"))
    await head.says("21/10/2023")
    await head.presses(talk.said("Yes, give it"))
    terms_of = select(Appointment.valid_from, Appointment.valid_to).where(Appointment.role == Role.CLERK)
    async with talk.app.database.reading() as db:
        found = sorted((one.valid_from, one.valid_to) for one in await db.execute(terms_of))
    assert found[1] == (date(2023, 10, 21), date(2023, 11, 30))
    await head.forges(f"acting-who:{rank}:{world.school}:{number}")
    await head.presses(talk.said(OPEN))
    await head.presses(talk.said("Yes, give it"))
    endless = await head.forges(f"acting-who:{rank}:{world.school}:{number}")
    assert talk.said(mandates.HAS_IT, name="Vàng Thị Hạnh") in endless.text


@IN_VIETNAMESE
@pytest.mark.parametrize("typed", ["het nam hoc", "hết năm học ạ", "den het nam hoc"])
async def test_a_choice_of_days_is_typed_without_its_first_word(talk: Talk, world: World, typed: str) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    await world.has("Vàng Thị Hạnh")
    await head.forges(f"acting-of:unit:{world.school}")
    await head.presses(talk.said("Add: {role}", role=talk.said("clerk")))
    await head.presses("Vàng Thị Hạnh")
    assert talk.said("Yes, give it") in (await head.says(typed)).labels


async def test_who_is_not_of_the_school_acts_for_it_no_more(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    deputy, clerk = await world.has("Lò Thị Páo"), await world.has("Vàng Thị Hạnh")
    await gives(talk, head, "deputy principal", "Lò Thị Páo", *ALL, "Both get the letters", OPEN)
    await gives(talk, head, "clerk", "Vàng Thị Hạnh", OPEN)
    for one in (deputy, clerk):
        await head.forges(f"not-ours:{world.school}:p{await world.id_of(one)}")
        may = await rights_of(world, one)
        assert (may.does_for, may.principal_of) == (frozenset(), frozenset())


async def gives_until_the_last_day(talk: Talk, head: Somebody, school: int, role: str) -> None:
    await head.forges(f"acting-of:unit:{school}")
    await head.presses(talk.said("Add: {role}", role=talk.said(role)))
    await head.presses("Vàng Thị Hạnh")
    await head.says(f"{LAST:%d/%m/%Y}")
    await head.presses(talk.said("Yes, give it"))
    await talk.passes(minutes=1)


async def test_what_its_last_day_has_ended_is_told_once(talk: Talk, world: World) -> None:
    """In the morning after: to who acted, and to whom they acted for; also what subject it was."""
    head = await world.has("Hạng A Lềnh", Role.PRINCIPAL)
    theirs = await world.has("Vàng Thị Hạnh", subject="Tiếng Anh")
    await gives_until_the_last_day(talk, head, world.school, "head of a subject group")
    role = f"{talk.said('head of a subject group')} (Tiếng Anh)"
    assert role in theirs.last.text
    assert any(role in one.text for one in head.chat)
    for somebody in (head, theirs):
        somebody.new()
    for before in (datetime(2023, 10, 20, 20, tzinfo=ZONE), datetime(2023, 10, 21, 0, 1, tzinfo=ZONE)):
        await talk.comes(before)
        assert not [one for one in (*head.new(), *theirs.new()) if role in one.text], "not before, and not by night"
    facts = {"role": role, "place": "PTDTBT TH số 1 Na Sang", "day": Translator(talk.language).day(LAST)}
    for hours in (7, 1):
        await talk.passes(hours=hours)
        heard = [[one.text for one in somebody.new() if role in one.text] for somebody in (theirs, head)]
        told = [
            [talk.said(acting_words.OVER[0], **facts)],
            [talk.said(acting_words.OVER[1], name="Vàng Thị Hạnh", **facts)],
        ]
        assert heard == (told if hours == 7 else [[], []])


@pytest.mark.parametrize("how", ["ended by hand", "goes on"])
async def test_what_is_no_end_or_was_told_is_not_told(talk: Talk, world: World, how: str) -> None:
    head, theirs = await world.has("Hạng A Lềnh", Role.PRINCIPAL), await world.has("Vàng Thị Hạnh")
    await gives_until_the_last_day(talk, head, world.school, "clerk")
    if how == "goes on":
        rank = acting.RANKS.index(Role.CLERK)
        await head.forges(f"acting-who:{rank}:{world.school}:{await world.id_of(theirs)}")
        await head.presses(talk.said(OPEN))
        await head.presses(talk.said("Yes, give it"))
    else:
        mandate = (await talk.finds(select(Appointment.id).where(Appointment.role == Role.CLERK)))[0]
        await head.forges(f"acting-ended:{mandate}")
    await talk.passes(minutes=1)
    theirs.new()
    await talk.comes(datetime(2023, 10, 21, 8, tzinfo=ZONE))
    assert not theirs.new()
