"""One paper: its file at once, what is still missing in it, and filling that in by answering."""

from bot.domain.models import PaperKind
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import heads, kinds, making
from bot.domain.papers.as_written import KEPT_UNDER
from bot.domain.papers.genuine import token
from bot.domain.papers.kinds import CONFIRMED, KINDS, PaperField, WantedPaper
from bot.domain.papers.making import Made
from bot.domain.papers.paper import PaperTable
from bot.domain.papers.views import Asker
from bot.domain.programme import figures, lesson_steps
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import Attachment, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.meeting import school_year
from handlers.meeting.minutes_whole import TITLES
from handlers.paper.head_words import LABELS, QUESTIONS

routes = Routes()

HEAD = "head."
"""Before the name of a field that belongs to the head of the unit and not to one paper."""
MOST_GAPS = 12
TITLED = {PaperKind.CONFIRMATION: N_("Confirmation of attendance")}
"""A paper that is offered as one's own, and may be about somebody else of the school."""
COMPLETE = N_("Nothing is missing in it. Please check it before it is signed.")
MISSING = N_("Still missing (highlighted in the file): {number}")
ONCE_APPROVED = N_("What was written after the approval stands in the file once these minutes are approved again.")
SAVED = N_("Noted: {what}.")
STEP_TITLES = {field.name: TITLES[KEPT_UNDER[field.name]] for field in kinds.STEPS}
"""The steps of a meeting are asked for one by one, each by its name."""
HOUR, MARKS = "thời gian", "số người có mặt"
"""Gaps of a meeting's papers that no words fill in; a button leads to where it is done."""


def asker(chat: Chat) -> Asker:
    """Return who asks, with how a confirmation proves itself: not at all where nothing public is reached."""

    def prove(said: str) -> str:
        address = chat.settings.public_url.rstrip("/")
        return f"{address}/p/{token(said, chat.settings.secret.reveal())}" if address else ""

    return Asker(chat.person, chat.rights, chat.now, prove)


@routes.button("paper:{what}:{number}:{of}")
async def make(chat: Chat, what: str, number: int, of: int) -> Reply:
    """Make a paper and send it at once, whatever is still missing."""
    chat.must_have_joined()
    return show(chat, await making.make(chat.db, asker(chat), WantedPaper.read(what, number, of)))


@routes.button("paper-again:{paper_id}")
async def again(chat: Chat, paper_id: int) -> Reply:
    """Send a paper as it stands now."""
    return show(chat, await making.by_id(chat.db, asker(chat), paper_id))


def show(chat: Chat, made: Made, said: str = "") -> Reply:
    """Return a paper with its file, what is missing in it, and what can be done with it."""
    _, gaps = chat._, made.paper.gaps()
    lines = [_(TITLED.get(made.wanted.kind) or KINDS[made.wanted.kind].label), made.paper.about, ""]
    if gaps:
        lines += [_(MISSING).format(number=len(gaps)), *(f"– {one}" for one in gaps[:MOST_GAPS])]
        lines += kit.and_more(_, len(gaps) - MOST_GAPS)
    else:
        lines.append(_(COMPLETE))
    if made.waits:
        lines.append(_(ONCE_APPROVED))
    missing = open_of(made)
    buttons = [Button(_("Fill in ({number})").format(number=len(missing)), f"paper-next:{made.id}")] if missing else []
    if _changeable(made):
        buttons.append(Button(_("Change what was filled in"), f"paper-edit:{made.id}"))
    of_led = made.wanted.about.scope == "meeting" and made.wanted.side == "cluster"
    if of_led and HOUR in gaps:
        buttons.append(Button(_("Settle day and hour"), f"settle:{made.wanted.number}"))
    if of_led and MARKS in gaps:
        buttons.append(Button(_("Roll call"), f"roll:{made.wanted.number}"))
    if made.wanted.kind is PaperKind.MINUTES:
        if made.waits:
            buttons.append(Button(_("Read and approve"), f"minutes-all:{made.wanted.number}:0"))
        buttons.append(Button(_("Write the minutes"), f"minutes:{made.wanted.number}"))
    if made.wanted.kind in (PaperKind.ROUND, PaperKind.YEAR):
        what, number, of = made.wanted.what, made.wanted.number, made.wanted.of
        buttons.append(Button(_("Workbook and picture"), f"sheets:{what}:{number}:{of}"))
    if made.wanted.about.closes:
        buttons.append(Button(_("Send it up"), f"paper-up:{made.id}"))
    buttons.append(_back(_, made))
    files = (file(chat, made), *_picture(chat, made))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons), attachments=files)


def _changeable(made: Made) -> list[PaperField]:
    """Return what was filled in and is changed here: words of minutes are changed in the minutes, which keep them."""
    kept = kinds.WRITTEN if made.wanted.kind is PaperKind.MINUTES else ()
    return [field for field in made.fields if field.name in made.answers and field not in kept]


def _picture(chat: Chat, made: Made) -> tuple[Attachment, ...]:
    """Return who has registered a topic and who has not, beside an office's list of them."""
    if made.wanted.kind is not PaperKind.TOPICS or made.wanted.side != "office":
        return ()
    topics_of = None if chat.rights.sees_all else sorted(chat.rights.units)
    facts = {"year": made.wanted.number, "topics_of": topics_of, "title": made.paper.about}
    facts |= {"at": chat.now.isoformat(), "language": chat._.language}
    return (Attachment("photo", "chuyen-de.png", paper="topics-picture", facts=facts),)


@routes.button("sheets:{what}:{number}:{of}")
async def workbook(chat: Chat, what: str, number: int, of: int) -> Reply:
    """Send the workbook of a round or a year, with its picture by meeting; the text says what the picture shows."""
    _, wanted = chat._, WantedPaper.read(what, number, of)
    found, name = await making.sheets(chat.db, asker(chat), wanted)
    which, year = found.which.to_json(), SchoolYear.of(chat.today).first
    year = number if wanted.kind is PaperKind.YEAR else year
    title = _("Attendance, {about}").format(about=found.about)
    facts = {"which": which, "title": title, "language": _.language, "at": chat.now.isoformat()}
    book = Attachment("document", name, paper="year-book", facts=facts | {"year": year, "topics_of": found.topics_of})
    back = Button(_("‹ Official papers"), f"paper:{what}:{number}:{of}")
    if wanted.kind is PaperKind.YEAR and wanted.side == "school":
        drawn = school_year.picture(chat, found.which, of, SchoolYear(year), title)
        lines = await school_year.lines(chat, found.which, of, SchoolYear(year))
        return Reply("\n".join([title, *lines]), rows(back), attachments=(book, drawn))
    drawn = Attachment("photo", "theo-buoi.png", paper="attendance-chart", facts=facts | {"by": "meeting"})
    total = figures.total(await figures.by_school(chat.db, found.which, chat.now))
    came = _("Came: {here} of {expected} expected").format(here=total.here, expected=total.expected)
    return Reply(f"{title}\n{came}", rows(back), attachments=(book, drawn))


def _back(_: Translator, made: Made) -> Button:
    number, label = made.wanted.number, _("‹ Official papers")
    match made.wanted.about.scope:
        case "meeting":
            return Button(label, f"paper-meeting:{number}")
        case "round":
            return Button(label, f"paper-round:{number}")
        case _:
            return Button(label, f"paper-year:{number}")


def file(chat: Chat, made: Made) -> Attachment:
    """Return the file of a paper, which is made when the message leaves, of what stands then."""
    code = next((block.link for block in made.paper.after if hasattr(block, "link")), "")
    wanted = made.wanted
    facts = {"what": wanted.what, "number": wanted.number, "of": wanted.of, "by": chat.person.id}
    facts |= {"at": chat.now.isoformat(), "link": code}
    return Attachment("document", made.file_name, paper="office", facts=facts)


def open_of(made: Made) -> list[str]:
    """Return the names of what answers can fill in, the head's first."""
    return [*(f"{HEAD}{name}" for name in made.open_head), *(field.name for field in made.open_fields)]


def _after(made: Made, name: str) -> list[str]:
    """Return what is still to be asked after one thing; a step of the minutes may be asked that is no gap any more."""
    missing, fields = open_of(made), [field.name for field in made.fields]
    if name in missing:
        return missing[missing.index(name) + 1 :]
    if name not in fields:
        return [one for one in missing if not one.startswith(HEAD)]
    later = fields[fields.index(name) + 1 :]
    steps = {field.name for field in kinds.STEPS} - made.answers.keys()
    return [one for one in later if one in missing or (name in STEP_TITLES and one in steps)]


def _question(_: Translator, made: Made, name: str) -> str:
    if name.startswith(HEAD):
        unit = made.head.unit
        return f"{_(LABELS[_head(name)])} ({unit})\n{_(QUESTIONS[_head(name)])}"
    question = _(next(field.question for field in made.wanted.about.fields if field.name == name))
    if name in STEP_TITLES:
        return f"{_(STEP_TITLES[name])}\n{question}"
    if name != CONFIRMED.name:
        return question
    tables = (block for block in made.paper.blocks if isinstance(block, PaperTable))
    shown = _("{number}. {name}, {day}: {periods} periods, counted as {counted}")
    lines = [
        shown.format(number=row[0], name=row[1], day=row[2], periods=row[-2], counted=row[-1])
        for one in tables
        for row in one.rows
    ]
    return "\n".join([*lines, question])


def _head(name: str) -> str:
    return name.removeprefix(HEAD)


@routes.button("paper-next:{paper_id}")
async def ask_next(chat: Chat, paper_id: int) -> Reply:
    """Ask for the first thing that is missing."""
    made = await making.by_id(chat.db, asker(chat), paper_id)
    return _ask_or_show(chat, made, open_of(made))


def _ask_or_show(chat: Chat, made: Made, missing: list[str], said: str = "") -> Reply:
    if not missing:
        return show(chat, made, said)
    _, name = chat._, missing[0]
    left = _("({number} left)").format(number=len(missing))
    skip = Button(_("Skip"), f"paper-skip:{made.id}:{name}")
    done = Button(_("See the paper"), f"paper-again:{made.id}")
    text = kit.after(said, f"{_question(_, made, name)} {left}")
    return kit.ask(chat, text, rows(skip, done, across=2), step=f"paper-fill:{made.id}:{name}")


@routes.button("paper-skip:{paper_id}:{name}")
async def skip(chat: Chat, paper_id: int, name: str) -> Reply:
    """Leave one thing open and ask for the next."""
    made = await making.by_id(chat.db, asker(chat), paper_id)
    rest = _after(made, name)
    return _ask_or_show(chat, made, rest)


@routes.step("paper-fill:{paper_id}:{name}", Kind.TEXT, Kind.OTHER, digits=True, prose=True)
async def take(chat: Chat, paper_id: int, name: str) -> Reply:
    """Take what was typed for one thing, say how it was read, and ask for the next."""
    if not chat.text.strip():
        raise BadInput(N_("Please type the answer."))
    before = await making.by_id(chat.db, asker(chat), paper_id)
    rest = _after(before, name)
    if name.startswith(HEAD):
        field = _head(name)
        await heads.keep(
            chat.db, chat.rights, before.head.unit_id, field, chat.text, by=chat.person, today=chat.today, now=chat.now
        )
        made = await making.by_id(chat.db, asker(chat), paper_id)
        said = getattr(made.head, field)
    else:
        made = await making.fill(chat.db, asker(chat), paper_id, name, chat.text)
        said = made.answers.get(name, chat.text)
        if name == kinds.COVERED.name:
            said, rest = lesson_steps.numbers(lesson_steps.read(chat.text)), _after(made, name)
        else:
            rest = [name, *rest] if name not in made.answers else rest
    return _ask_or_show(chat, made, rest, chat._(SAVED).format(what=said.rstrip(".")))


@routes.button("paper-edit:{paper_id}")
async def edit(chat: Chat, paper_id: int) -> Reply:
    """Show what was filled in, each to be changed."""
    _, made = chat._, await making.by_id(chat.db, asker(chat), paper_id)
    fields = _changeable(made)
    lines = [f"– {field.label}: {made.answers[field.name]}" for field in fields]
    buttons = [Button(field.label.capitalize(), f"paper-ask:{paper_id}:{field.name}") for field in fields]
    back = Button(_("See the paper"), f"paper-again:{paper_id}")
    return Reply("\n".join([_("What would you like to change?"), *lines]), rows(*kit.distinct(buttons), back))


@routes.button("paper-ask:{paper_id}:{name}")
async def ask_one(chat: Chat, paper_id: int, name: str) -> Reply:
    """Ask once more for one thing that was filled in."""
    made = await making.by_id(chat.db, asker(chat), paper_id)
    if name not in {field.name for field in made.wanted.about.fields}:
        raise Gone
    return kit.ask(chat, _question(chat._, made, name), step=f"paper-fill:{paper_id}:{name}")
