"""Reads a .docx back as a checker of form would: what stands where, in which size, on which page."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

SOFFICE = shutil.which("soffice")
# Sheets are counted as Times New Roman fills them; a wider font in its place makes more of them.
AS_WIDE = {"Times New Roman", "Liberation Serif", "Tinos"}


def _lacks() -> str:
    """Return what this machine misses to print a paper as it will be seen, or nothing."""
    if SOFFICE is None:
        return "no soffice here (Debian: libreoffice-writer, poppler-utils)"
    match = ["fc-match", "-f", "%{family}", "Times New Roman:charset=1ed5"]
    found = subprocess.run(match, check=True, capture_output=True, text=True).stdout
    return "" if found in AS_WIDE else f"{found} stands for Times New Roman here (Debian: fonts-liberation2)"


LACKS = _lacks()
# LibreOffice and fonts are no Python packages, so `make test` cannot install them: `.ci/run` does, and skips nothing.
with_office = pytest.mark.skipif(bool(LACKS), reason=LACKS)


@dataclass(frozen=True)
class Said:
    """One paragraph with text, as it is set."""

    text: str
    size: float
    bold: bool
    italic: bool
    align: str
    coloured: str


class Read:
    """A .docx that was read."""

    def __init__(self, content: bytes) -> None:
        self.document = Document(BytesIO(content))

    @property
    def lines(self) -> list[Said]:
        """All paragraphs with text in reading order, cells included."""
        return [said(one) for one in self._paragraphs(self.document) if one.text.strip()]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def tables(self) -> list[list[list[str]]]:
        """The tables with lines, row by row; the head and the signatures stand in tables without."""
        return [[[cell.text for cell in row.cells] for row in one.rows] for one in self.document.tables if framed(one)]

    @property
    def head(self) -> tuple[list[Said], list[Said]]:
        """What stands at the left and at the right above a paper."""
        left, right = self.document.tables[0].rows[0].cells
        return cell(left), cell(right)

    @property
    def ends(self) -> tuple[list[Said], list[Said]]:
        """What stands at the left and at the right below it."""
        [*_others, last] = [one for one in self.document.tables if not framed(one) and len(one.columns) == 2]
        left, right = last.rows[0].cells
        return cell(left), cell(right)

    def find(self, text: str) -> Said:
        """Return the first paragraph that holds a text."""
        return next(line for line in self.lines if text in line.text)

    @property
    def gaps(self) -> list[str]:
        """What is still to be filled in and stands in colour."""
        found = [gap for line in self.lines for gap in re.findall(r"\[CẦN BỔ SUNG: ([^\]]*)\]", line.coloured)]
        assert len(found) == self.text.count("[CẦN BỔ SUNG"), "one is not in colour"
        return list(dict.fromkeys(found))

    @staticmethod
    def _paragraphs(document):
        for element in document.element.body.iter(qn("w:p")):
            yield Paragraph(element, document)


def framed(table: Table) -> bool:
    edge = table._tbl.tblPr.find(qn("w:tblBorders")).find(qn("w:top"))
    return edge.get(qn("w:val")) == "single"


def cell(found) -> list[Said]:
    return [said(one) for one in found.paragraphs if one.text.strip()]


def said(one: Paragraph) -> Said:
    runs = [run for run in one.runs if run.text.strip()]
    first = runs[0]
    coloured = "".join(run.text for run in runs if run.font.color.rgb is not None)
    align = one.paragraph_format.alignment.name if one.paragraph_format.alignment is not None else ""
    return Said(one.text, first.font.size.pt, bool(first.bold), bool(first.italic), align, coloured)


def pages(folder: Path, **papers: bytes) -> dict[str, list[str]]:
    """Return the text of each page of papers, as LibreOffice prints them."""
    names = []
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
        names.append(str(folder / f"{name}.docx"))
    office = [SOFFICE, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), *names], check=True, capture_output=True, timeout=180)
    told = {}
    for name in papers:
        pdf = ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"]
        printed = subprocess.run(pdf, check=True, capture_output=True, text=True).stdout
        told[name] = printed.split("\f")[:-1]
    return told
