"""Attendance as a picture for a phone: a bar a school, or a bar a meeting where all marks are of one school.

Bars stand in the order of names or days, never of figures: nobody is ranked. A point of the picture is a point of
a screen 390 wide, drawn with two dots each. pyplot keeps every figure in the process and is not for threads, so
figures are made by hand; matplotlib is heavy, so import this module only where a chart is asked for.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.documents import year_words
from bot.documents.book import GUESTS
from bot.domain.papers.year_of_school import YearOfSchool
from bot.domain.programme.figures import KINDS, Totals
from bot.domain.programme.marks import BEYOND, OPEN_LINE, PRESENCES
from bot.i18n import Translator, shortened
from bot.vietnamese import local

WIDTH = 390
MARGIN = 14
INNER = WIDTH - 2 * MARGIN
POINTS_AN_INCH = 72
DOTS_AN_INCH = 144
MOST_BARS = 28
MOST_LINES = 55
"""Telegram keeps a photo within 1280 dots: a longer picture would come out too narrow to read."""

# Told apart with any colour vision, and by lightness alone: Paul Tol's "high contrast", a grey, and one nearly white.
COLOURS = ("#004488", "#DDAA33", "#C8C8C8", "#BB5566", "#E4F1EC")
INKS = ("white", "black", "black", "white", "black")
BAR = 16
DIGIT = 7.2
"""How wide a digit of a bar's number is."""
SWATCH = 10
LETTER = 0.61
"""How wide a letter is on average, as a part of its size; bold ones are an eighth wider."""

Bar = tuple[str, tuple[int, ...]]
"""A label, and the figure of each kind."""


def draw(totals: Totals, title: str, t: Translator, *, at: datetime | None = None, by_meeting: bool = False) -> bytes:
    """Return a PNG of these figures as of a moment, by school or by meeting; it blocks, so call it in a thread."""
    page = _Page()
    page.paragraph(title, 15, weight="bold")
    if not totals.figures.expected:
        page.paragraph(t("Nobody was expected."), 13)
        return page.png()
    if len(totals.schools) == 1:
        page.paragraph(totals.schools[0].school, 13)
    told = t("Came: {here} of {expected} expected")
    page.paragraph(told.format(here=totals.figures.here, expected=totals.figures.expected), 13)
    if totals.not_closed:
        page.paragraph(t(OPEN_LINE).format(number=totals.not_closed), 12)
    if totals.unexpected:
        page.paragraph(t(BEYOND).format(number=totals.unexpected), 12)
    page.legend([t(PRESENCES[kind]) for kind in KINDS])
    _draw_bars(page, _bars(totals, t, by_meeting=by_meeting), t)
    _source(page, t, at)
    return page.png()


def year_of_school(found: YearOfSchool, title: str, t: Translator, at: datetime) -> bytes:
    """Return a PNG of a school's year, a bar a month; one without a meeting says so, one ahead what is planned."""
    page = _Page()
    page.paragraph(title, 15, weight="bold")
    for line in year_words.totals(found, t):
        page.paragraph(line, 13)
    page.legend([t(PRESENCES[kind]) for kind in KINDS])
    longest = max([one.figures.expected for one in found.months] + [1])
    for one in found.months:
        page.bar(year_words.month(one, t, at), one.figures.kinds, INNER / longest)
    _source(page, t, at)
    return page.png()


def _source(page: "_Page", t: Translator, at: datetime | None) -> None:
    """Say where the figures come from, and of when they are."""
    if at:
        page.paragraph(
            t("Source: the roll calls in this service, {when}").format(when=f"{local(at):%H:%M %d/%m/%Y}"), 10
        )


def has_and_has_not(rows: Sequence[tuple[str, bool]], title: str, t: Translator, at: datetime) -> bytes:
    """Return a PNG of who has and who has not, in the order of names: by a sign and a word, not by colour alone."""
    page = _Page()
    page.paragraph(title, 15, weight="bold")
    has = sum(done for _name, done in rows)
    page.paragraph(_how_many(has, len(rows), t), 13)
    for name, done in rows[:MOST_LINES]:
        page.line(name, t("has") if done else t("not yet"), COLOURS[0] if done else COLOURS[2])
    if len(rows) > MOST_LINES:
        page.paragraph(t("and {number} more").format(number=len(rows) - MOST_LINES), 12)
    page.paragraph(t("Source: what was handed in here, {when}").format(when=f"{local(at):%H:%M %d/%m/%Y}"), 10)
    return page.png()


def _how_many(has: int, asked: int, t: Translator) -> str:
    """Return how many have it, in words where none has or nobody was asked."""
    if not asked:
        return t("Nobody has been asked for this yet.")
    if not has:
        return t("Nobody has it yet. Asked: {number}.").format(number=asked)
    return t("Has: {has}. Has not yet: {not_yet}.").format(has=has, not_yet=asked - has)


def _bars(totals: Totals, t: Translator, *, by_meeting: bool) -> list[Bar]:
    if len(totals.schools) > 1 and not by_meeting:
        return [(one.school or t(GUESTS), one.figures.kinds) for one in totals.schools]
    return [(f"{local(one.starts_at):%d/%m/%Y %H:%M} · {one.cluster}", one.figures.kinds) for one in totals.meetings]


def _draw_bars(page: "_Page", bars: Sequence[Bar], t: Translator) -> None:
    longest = max(sum(counted) for _label, counted in bars[:MOST_BARS])
    for label, counted in bars[:MOST_BARS]:
        page.bar(label, counted, INNER / longest)
    rest = [counted for _label, counted in bars[MOST_BARS:]]
    if rest:
        present, late, *_others = (sum(counted) for counted in zip(*rest, strict=True))
        told = t("Not drawn: {count} more ({here} of {expected} came). All of them stand in the workbook.")
        page.paragraph(told.format(count=len(rest), here=present + late, expected=sum(map(sum, rest))), 12)


class _Page:
    """A picture that grows downwards as it is written."""

    def __init__(self) -> None:
        self._figure = Figure(dpi=DOTS_AN_INCH)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.axis("off")
        self._y = float(MARGIN)

    def paragraph(self, text: str, size: int, *, weight: str = "normal") -> None:
        """Write a text over as many lines as it needs."""
        letter = size * LETTER * (1.125 if weight == "bold" else 1)
        for line in wrap(text, int(INNER / letter)):
            self._write(MARGIN, self._y + size, line, size, weight=weight)
            self._y += size * 1.35
        self._y += 3

    def legend(self, words: Sequence[str]) -> None:
        """Say which colour is what, two a line."""
        for place, (word, colour) in enumerate(zip(words, COLOURS, strict=True)):
            x = MARGIN + place % 2 * INNER / 2
            y = self._y + place // 2 * 19 + 4
            self._block(x, y, SWATCH + 2, SWATCH + 2, colour)
            self._write(x + SWATCH + 8, y + SWATCH + 1, word, 12)
        self._y += -(-len(words) // 2) * 19 + 12

    def bar(self, label: str, figures: Sequence[int], scale: float) -> None:
        """Draw a bar under its label; a figure too wide for its part stands on the label's line, behind its colour."""
        x, right = float(MARGIN), float(WIDTH - MARGIN)
        parts = [part for part in zip(figures, COLOURS, INKS, strict=True) if part[0]]
        for figure, colour, ink in parts:
            width = figure * scale
            self._block(x, self._y + 17, width, BAR, colour)
            if _fits(figure, width):
                self._write(x + width / 2, self._y + 29, str(figure), 11, color=ink, ha="center")
            x += width
        for figure, colour, _ink in reversed(parts):
            if not _fits(figure, figure * scale):
                right = self._aside(right, figure, colour)
        self._write(MARGIN, self._y + 12, shortened(label, int((right - MARGIN) / (12 * LETTER))), 12)
        self._y += BAR + 23 if parts else 20

    def line(self, label: str, word: str, colour: str) -> None:
        """Write a name with a sign before it and a word behind it."""
        self._block(MARGIN, self._y + 2, SWATCH, SWATCH, colour)
        room = int((INNER - SWATCH - 70) / (12 * LETTER))
        self._write(MARGIN + SWATCH + 8, self._y + 12, shortened(label, room), 12)
        self._write(WIDTH - MARGIN, self._y + 12, word, 12, ha="right")
        self._y += 20

    def _aside(self, right: float, figure: int, colour: str) -> float:
        left = right - len(str(figure)) * DIGIT - SWATCH - 3
        self._block(left, self._y + 3, SWATCH, SWATCH, colour)
        self._write(right, self._y + 12, str(figure), 11, ha="right")
        return left - 8

    def png(self) -> bytes:
        """Return the picture as far as it was written."""
        height = self._y + MARGIN / 2
        self._figure.set_size_inches(WIDTH / POINTS_AN_INCH, height / POINTS_AN_INCH)
        self._axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        content = BytesIO()
        self._figure.savefig(content, format="png")
        return content.getvalue()

    def _write(self, x: float, y: float, text: str, size: int, **look: Any) -> None:
        # Else a dollar sign in a name begins a formula.
        self._axes.text(x, y, " ".join(text.split()), fontsize=size, parse_math=False, **look)

    def _block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._axes.bar(x, height, width, y, align="edge", color=colour, edgecolor="white", linewidth=0.6)


def _fits(figure: int, width: float) -> bool:
    return width >= len(str(figure)) * DIGIT + 3
