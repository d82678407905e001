"""Who has come to a school: "đúng người?", answered by its principal one by one or all at once."""

from collections.abc import Sequence

from bot.domain.letters.arrivals import ArrivalsLetter
from bot.domain.organisation import arrivals
from bot.domain.organisation.arrivals import Newcomer
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from handlers import kit
from handlers.organisation.own_people import acting, show

routes = Routes()

NAMED = 10
"""Names that a letter has room for; the rest is counted."""


def told(letter: ArrivalsLetter, t: Translator) -> Reply:
    """Return what a principal is told: who has come, and of whom no list names whether they are the right ones."""
    number = len(letter.listed) + len(letter.asked)
    lines = [t("Has just joined {school}: {number}").format(school=letter.school, number=number)]
    if letter.listed:
        names = ", ".join(letter.listed[:NAMED])
        more = kit.and_more(t, len(letter.listed) - NAMED)
        lines.append(t("On the school's list: {names}").format(names=" ".join([names, *more])))
    if not letter.asked:
        return Reply("\n".join(lines), step=STAY)
    if len(letter.asked) == 1:
        one = letter.asked[0]
        return Reply("\n".join([*lines, question(t, one)]), _answers(t, one), step=STAY)
    lines += [question(t, one) for one in letter.asked[:NAMED]] + kit.and_more(t, len(letter.asked) - NAMED)
    return Reply("\n".join(lines), _all(t, letter.unit_id, letter.asked), step=STAY)


def question(t: Translator, one: Newcomer) -> str:
    """Return in a line who somebody is and what is asked about them."""
    subject = one.subject or t("General classes (several subjects)")
    about = f"{one.name} ({subject})"
    if one.wants and one.former:
        return t("{person} asks to change to your school from {former}. Is this right?").format(
            person=about, former=one.former
        )
    return t("{person} is not on the school's list. The right person?").format(person=about)


def _answers(t: Translator, one: Newcomer) -> Rows:
    yes = Button(t("Yes, of my school"), f"arrival-yes:{one.id}", yes=True)
    no = Button(t("Is not of my school"), f"arrival-no:{one.id}", no=True)
    return rows(yes, no, Button(t("I do not know"), f"arrival-open:{one.id}"))


def _all(t: Translator, unit_id: int, asked: Sequence[Newcomer]) -> Rows:
    last = max(one.id for one in asked)
    one_by_one = Button(t("Answer one by one"), f"arrivals:{unit_id}", no=True)
    # Whom the letter had no room for nobody says yes to by a word.
    every = Button(
        t("All {number} are right").format(number=len(asked)),
        f"arrivals-all:{unit_id}:{last}",
        yes=len(asked) <= NAMED,
    )
    return rows(one_by_one, every)


@routes.button("arrivals:{unit_id}")
async def ask_next(chat: Chat, unit_id: int, said: str = "") -> Reply:
    """Ask about the first one who waits; where nobody does, show the school."""
    chat.must_have_joined()
    waiting = await arrivals.open_at(chat.db, chat.rights, unit_id)
    if not waiting:
        return await show(chat, unit_id, said or chat._("Nobody waits for an answer."))
    left = chat._("Waiting for an answer: {number}").format(number=len(waiting)) if len(waiting) > 1 else ""
    text = "\n".join(filter(None, (question(chat._, waiting[0]), left)))
    return Reply(kit.after(said, text), _answers(chat._, waiting[0]))


def ask_one(chat: Chat, one: Newcomer) -> Reply:
    """Ask about one who was named."""
    return Reply(question(chat._, one), _answers(chat._, one))


def ask_which(chat: Chat, some: Sequence[Newcomer]) -> Reply:
    """Ask which of several is not of the school: a no said to all of them names nobody."""
    choices = [Button(one.name, f"arrival-ask:{one.id}") for one in some]
    return Reply(chat._("Who of them is not of your school?"), rows(*kit.distinct(choices)))


@routes.button("arrival-ask:{arrival_id}")
async def ask_about(chat: Chat, arrival_id: int) -> Reply:
    """Ask about one who was chosen."""
    return ask_one(chat, await arrivals.waiting(chat.db, acting(chat), arrival_id))


def ask_all(chat: Chat, unit_id: int, some: Sequence[Newcomer]) -> Reply:
    """Ask about several at once, or one by one."""
    lines = [question(chat._, one) for one in some[:NAMED]] + kit.and_more(chat._, len(some) - NAMED)
    return Reply("\n".join(lines), _all(chat._, unit_id, some))


@routes.button("arrival-yes:{arrival_id}")
async def yes(chat: Chat, arrival_id: int) -> Reply:
    """Somebody is of the school."""
    return await _decide(chat, arrival_id, ours=True)


@routes.button("arrival-no:{arrival_id}")
async def no(chat: Chat, arrival_id: int) -> Reply:
    """Somebody is not: they are taken off and told what to do."""
    return await _decide(chat, arrival_id, ours=False)


@routes.button("arrival-open:{arrival_id}")
async def leave_open(chat: Chat, arrival_id: int) -> Reply:
    """The principal does not know: nothing changes, and it is said where the question waits and who may know."""
    one = await arrivals.waiting(chat.db, acting(chat), arrival_id)
    text = chat._(
        "Nothing was changed: {name} still waits for your answer under People of my school. Please ask the head of the "
        "subject group or the teacher themselves, then answer."
    )
    button = Button(chat._("People of my school"), f"people:{one.unit_id}")
    return Reply(text.format(name=one.name), rows(button))


async def _decide(chat: Chat, arrival_id: int, *, ours: bool) -> Reply:
    head = acting(chat)
    unit_id, name = await arrivals.decide(chat.db, head, arrival_id, ours=ours)
    said = chat._("{name} is of your school.") if ours else chat._("{name} was taken off and told what to do.")
    return await ask_next(chat, unit_id, said.format(name=name))


@routes.button("arrivals-all:{unit_id}:{last}")
async def all_of_them(chat: Chat, unit_id: int, last: int) -> Reply:
    """All who were shown are of the school."""
    number = await arrivals.decide_all(chat.db, acting(chat), unit_id, last)
    return await show(chat, unit_id, chat._("Confirmed: {number} people.").format(number=number))
