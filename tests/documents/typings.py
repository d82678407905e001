"""One plan in every format that offices keep one in, and papers that are put together by hand."""

import unicodedata
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from docx import Document

from tests.documents import old_excel

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = ("docx", "xlsx", "xls", "tabs", "bars", "spaces")


def paper(*blocks) -> bytes:
    """A paper of lines and tables; a table is a list of rows."""
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def with_body(xml: str, head: str = "") -> bytes:
    """A paper whose body is this XML."""
    body = f'{head}<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
    return with_part("word/document.xml", body.encode())


def with_part(name: str, content: bytes, of: bytes = b"") -> bytes:
    changed = BytesIO()
    with ZipFile(BytesIO(of or paper("x"))) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return changed.getvalue()


def sheet(*blocks, name="Kế hoạch") -> bytes:
    """A workbook of one sheet: lines in the first column, tables below each other."""
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate(flat(blocks)):
            for column, text in enumerate(row):
                page.write(number, column, text)
    return written.getvalue()


def flat(blocks) -> list[tuple]:
    """Lines and tables as the rows of a sheet."""
    return [row for block in blocks for row in ([(block,)] if isinstance(block, str) else block)]


def tabs(*blocks) -> bytes:
    return "\r\n".join("\t".join(map(str, row)) for row in flat(blocks)).encode("utf-16")


def bars(*blocks) -> bytes:
    """A table as people paste it from a chat."""
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        made = ["| " + " | ".join(map(str, row)) + " |" for row in block]
        lines += [made[0], "|" + "---|" * len(block[0]), *made[1:]]
    return "\n".join(lines).encode()


def spaces(*blocks) -> bytes:
    """A table that is set in columns by spaces: letters count as they are seen, composed or not."""
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        wide = [max(seen(row[column]) for row in block) + 3 for column in range(len(block[0]))]
        lines += ["".join(f"{text}{' ' * (wide[n] - seen(text))}" for n, text in enumerate(row)) for row in block]
    return "\n".join(lines).encode("utf-8-sig")


def seen(text) -> int:
    return len(unicodedata.normalize("NFC", str(text)))


def typed(how: str, *blocks) -> bytes:
    """The same paper in one of the formats of `NAMES`."""
    if how == "xls":
        return old_excel.workbook(flat(blocks))
    return {"docx": paper, "xlsx": sheet, "tabs": tabs, "bars": bars, "spaces": spaces}[how](*blocks)
