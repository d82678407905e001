"""The page: A4, the margins of NĐ 30 (Phụ lục I, phần I), Times New Roman, the page's number in the top margin."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.documents.office.xml import body, twips

FONT = "Times New Roman"
WIDE, HIGH = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
"""mm; NĐ 30 allows 20-25 above and below, 30-35 at the left, 15-20 at the right."""
NUMBER_SIZE = 13
MOST_TITLE = 255
"""Letters that the title of a document may have (Open Packaging Conventions, as python-docx holds to it)."""
TO_NUMBER = 10.0
"""mm from the page's edge to its number."""


def text_width(*, landscape: bool) -> float:
    """Return how wide text is, in mm."""
    return (HIGH if landscape else WIDE) - LEFT - RIGHT


def text_height(*, landscape: bool) -> float:
    """Return how high text is, in mm."""
    return (WIDE if landscape else HIGH) - TOP - BOTTOM


class OfficePage:
    """A .docx that is being made: its pictures are put in first, then its body at once."""

    def __init__(self, title: str) -> None:
        self._document: Any = Document()
        self._document.core_properties.title = title[:MOST_TITLE]
        self._document.core_properties.author = ""
        self._document.core_properties.language = "vi-VN"
        self._look()
        self._header, self._first = self._headers()
        self._number = 0

    def picture(self, content: bytes) -> tuple[str, int, int, int]:
        """Put a picture in; return its relation, a number for it, and its width and height in dots."""
        rel, image = self._document.part.get_or_add_image(BytesIO(content))
        self._number += 1
        return rel, self._number, image.px_width, image.px_height

    def section(self, *, landscape: bool = False, anew: bool = False) -> str:
        """Return the end of a section whose pages count from 1, for the text and for each appendix."""
        wide, high = (HIGH, WIDE) if landscape else (WIDE, HIGH)
        turned = ' w:orient="landscape"' if landscape else ""
        kind = '<w:type w:val="nextPage"/>' if anew else ""
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="{self._header}"/>'
            f'<w:headerReference w:type="first" r:id="{self._first}"/>{kind}'
            f'<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turned}/>'
            f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}" w:left="{twips(LEFT)}"'
            f' w:header="{twips(TO_NUMBER)}" w:footer="{twips(TO_NUMBER)}" w:gutter="0"/>'
            '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
        )

    def close(self, inside: str) -> bytes:
        """Return the .docx with this body."""
        former = self._document.element.body
        former.getparent().replace(former, parse_xml(body(inside)))
        content = BytesIO()
        self._document.save(content)
        return content.getvalue()

    def _look(self) -> None:
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(14)
        fonts = normal.element.rPr.rFonts
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        normal.element.rPr.append(language)

    def _headers(self) -> tuple[str, str]:
        """Make the header with the page's number, and the empty one of a first page; return their relations."""
        section = self._document.sections[0]
        section.different_first_page_header_footer = True
        section.header_distance = Mm(TO_NUMBER)
        line = section.header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run()
        run.font.name, run.font.size = FONT, Pt(NUMBER_SIZE)
        for kind in ("begin", "", "separate", "end"):
            run._r.append(_field(kind))  # noqa: SLF001 - python-docx has no other door to fields
        section.first_page_header.is_linked_to_previous = False
        references = section._sectPr.headerReference_lst  # noqa: SLF001 - nor to the relations of headers
        found = {one.type_: one.rId for one in references}
        header, first = (found[kind] for kind in sorted(found, key=lambda kind: kind.name == "FIRST_PAGE"))
        return header, first


def _field(kind: str) -> Any:
    if not kind:
        code = OxmlElement("w:instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = " PAGE "
        return code
    end = OxmlElement("w:fldChar")
    end.set(qn("w:fldCharType"), kind)
    return end
