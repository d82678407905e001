"""The parts around a paper's body: its head, what it is called, Kính gửi, căn cứ, Nơi nhận, signatures, appendices."""

from textwrap import wrap

from bot.documents.office.xml import Look, Set, paragraph, runs, table
from bot.domain.papers.paper import BLANK, GAPS, Appendix, Paper, PaperTop, Signature, day_in_words

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT_SHARE = 0.45
"""How much of the head's width the issuing body takes: the country's name needs the rest in one line."""
MOTTO_WIDE = 60.0
"""mm of the motto in bold 13: its rule is as long."""
CAPITAL = 3.05
"""mm of a bold capital of 12 points, on the average of a school's name."""
SMALL = 2.55
"""mm of a bold letter of 14 points, on the average of a sentence."""
SLACK = 3.0
"""mm that a line may be longer than on the average."""
RULE = 0.4
"""How long the rule below a name is, as a part of it: a third to a half (NĐ 30, Phụ lục I, phần II, 2.b)."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
A_LINE = Set("center")


def head(paper: Paper, wide: float) -> str:
    """Return the two-column head, a table without lines."""
    assert paper.top
    left, right = wide * LEFT_SHARE, wide * (1 - LEFT_SHARE)
    return table((left, right), [(_issuer(paper, paper.top, left), _country(paper.top, right))], borders=False)


def _issuer(paper: Paper, top: PaperTop, wide: float) -> str:
    said = [_name(capitals(top.above), Look(12), wide)] if top.above else []
    said.append(_name(capitals(top.body), Look(12, bold=True), wide))
    said.append(_rule(min(len(top.body) * CAPITAL, wide) * RULE, wide))
    if top.number:
        said.append(paragraph(runs(f"Số: {BLANK}/{top.number}", Look(13)), Set("center", before=4)))
    if not paper.kind:
        said.append(paragraph(runs(f"V/v {paper.about}", Look(12)), Set("center", before=3)))
    return "".join(said)


def capitals(text: str) -> str:
    """Return a text in capitals; what is to be filled in keeps its name as it is listed."""
    return text if GAPS.search(text) else text.upper()


def _name(name: str, look: Look, wide: float, letter: float = CAPITAL, *, keeps: bool = False) -> str:
    """Return a name in the middle; one that is longer than a line is set narrower, into lines of about one length.

    No break stands in it: whoever reads the paper back reads one name. `letter` is how wide one is, in mm.
    """
    lines = -(-len(name) * letter // wide)
    longest = max(map(len, wrap(name, int(len(name) // lines + 6)))) * letter + SLACK if lines > 1 else wide
    aside = 0.0 if GAPS.search(name) else max((wide - longest) / 2, 0)
    return paragraph(runs(name, look), Set("center", left=aside, right=aside, keeps=keeps))


def _country(top: PaperTop, wide: float) -> str:
    said = [paragraph(runs(COUNTRY, Look(12, bold=True)), A_LINE), paragraph(runs(MOTTO, Look(13, bold=True)), A_LINE)]
    said.append(_rule(MOTTO_WIDE, wide))
    if top.place:
        told = f"{top.place}, {day_in_words(top.day)}"
        said.append(paragraph(runs(told, Look(13, italic=True)), Set("center", before=4)))
    return "".join(said)


def _rule(length: float, wide: float) -> str:
    """Return a line of some mm in the middle."""
    aside = max((wide - length) / 2, 0)
    return paragraph(f"<w:r>{Look(2).xml()}</w:r>", Set("center", left=aside, right=aside, line=0.2, rule=True))


def called(paper: Paper, wide: float) -> str:
    """Return the kind and the subject with the rule below them; a công văn has them in its head."""
    if not paper.kind:
        return paragraph("", Set())
    above = 8 if paper.landscape else 14
    said = paragraph(runs(paper.kind, Look(14, bold=True)), Set("center", before=above, keeps=True))
    said += _name(paper.about, Look(14, bold=True), wide - 4, SMALL, keeps=True)
    return said + _rule(min(len(paper.about) * CAPITAL, wide - 20) * RULE, wide) + paragraph("", Set(line=0.5))


def to(paper: Paper) -> str:
    """Return "Kính gửi": one on the same line; several below it, each after a dash (NĐ 30, Phụ lục I, phần II, 6.c)."""
    look, above = Look(14), Set("left", left=25, before=6)
    if not paper.to:
        return ""
    if len(paper.to) == 1:
        return paragraph(runs(f"Kính gửi: {paper.to[0]}", look), Set("center", before=6, after=6))
    lines = [paragraph(runs("Kính gửi:", look), above)]
    ends = [";"] * (len(paper.to) - 1) + ["."]
    lines += [
        paragraph(runs(f"- {one}{end}", look), Set("left", left=45)) for one, end in zip(paper.to, ends, strict=True)
    ]
    return "".join(lines)


def grounds(paper: Paper) -> str:
    """Return what the paper rests on, one a line in italics."""
    ends = [";"] * (len(paper.grounds) - 1) + ["."]
    how = Set("both", first=10, before=6)
    said = (f"{one}{end}" for one, end in zip(paper.grounds, ends, strict=True)) if paper.grounds else ()
    return "".join(paragraph(runs(one, Look(14, italic=True)), how) for one in said)


def ends(paper: Paper, wide: float) -> str:
    """Return recipients and signatures: who signs at the right, in minutes the secretary at the left above Nơi nhận."""
    if paper.right is None:
        return ""
    # A sheet on its side is low: a hand has room in three lines, where it need not have a stamp.
    room = 3 if paper.landscape else 4
    left = (_signature(paper.left, room) if paper.left else "") + _recipients(paper)
    cells = [(left or paragraph("", Set()), _signature(paper.right, room))]
    return paragraph("", Set(line=0.5, keeps=True)) + table((wide / 2, wide / 2), cells, borders=False, keeps=True)


def _recipients(paper: Paper) -> str:
    if not paper.recipients:
        return ""
    marks = [";"] * (len(paper.recipients) - 1) + ["."]
    label = paragraph(runs("Nơi nhận:", Look(12, bold=True, italic=True)), Set("left", before=6 if paper.left else 0))
    lines = (f"- {one}{mark}" for one, mark in zip(paper.recipients, marks, strict=True))
    return label + "".join(paragraph(runs(line, Look(11)), Set("left")) for line in lines)


def _signature(found: Signature, room: int) -> str:
    """Return the post, room for a hand and a stamp in lines, and the name."""
    lines = capitals(found.post).split("\n")
    said = [paragraph(runs(line, Look(14, bold=True)), Set("center", keeps=True)) for line in lines]
    if found.note:
        said.append(paragraph(runs(found.note, Look(12, italic=True)), Set("center", keeps=True)))
    said += [paragraph(f"<w:r>{Look(14).xml()}</w:r>", Set("center", keeps=True))] * (room - bool(found.note))
    return "".join([*said, paragraph(runs(found.name, Look(14, bold=True)), Set("center"))])


def appendix_head(found: Appendix, number: int, *, of: int) -> str:
    """Return "Phụ lục", with a Roman number where there are several, its name, and which paper it comes with."""
    called_so = f"Phụ lục {ROMAN[number - 1]}" if of > 1 else "Phụ lục"
    said = paragraph(runs(called_so, Look(14, bold=True)), Set("center", keeps=True))
    said += paragraph(runs(found.name.upper(), Look(14, bold=True)), Set("center", keeps=True))
    if found.of:
        said += paragraph(runs(f"(Kèm theo {found.of})", Look(13, italic=True)), Set("center", after=6, keeps=True))
    return said
