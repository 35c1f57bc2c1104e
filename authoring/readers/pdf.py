"""Reads PDF with pdfium: bookmarks first, then font and line layout. Scripts in it are never run."""

from __future__ import annotations

import ctypes
import time
from collections import Counter
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from authoring.readers.characters import collapse, count_invisible
from authoring.readers.hyphens import Hyphens
from authoring.readers.ocr import find_tesseract, recognise
from authoring.readers.pdf_furniture import drop_furniture
from authoring.readers.pdf_layout import Rules, columns_of
from authoring.readers.pdf_outline import find_headings, read_bookmarks
from authoring.readers.pdf_paragraphs import PdfBlocks, usual_gaps
from authoring.readers.pdf_text import PageReader, PageText
from authoring.readers.reading import RawBlock, Reading, ReadLimits, Refused
from authoring.types import Reason

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SECURITY = 5  # FPDF_ERR_SECURITY
_MAX_OBJECTS = 4_000  # a page with more is a drawing, its strokes are no rules of tables
_OCR_SECONDS = 25.0  # for all pages of a document, well within the wall time of reading
_SCAN = 0.5  # of the page: an image that covers so much is a scan


def read_pdf(content: bytes, limits: ReadLimits) -> Reading:
    """Blocks of a PDF; scanned pages are recognised where tesseract is installed, else told as unread."""
    reading = Reading()
    document = _open(content)
    reading.pages = len(document)
    if reading.pages == 0:
        raise Refused(Reason.UNREADABLE, "no page could be found")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        reading.warn(Reason.ACTIVE_CONTENT, "scripts left out")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        reading.warn(Reason.ACTIVE_CONTENT, "attached files left out")
    pages, rules = _read_pages(document, limits, reading)
    drop_furniture(pages)
    reading.blocks = _blocks(document, pages, rules)
    _recognise_scans(document, reading)
    reading.title = _title(document)
    return reading


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = pdfium.FPDF_GetLastError()
        if code in (_PASSWORD, _SECURITY) or "password" in str(error).lower():
            raise Refused(Reason.ENCRYPTED, "the PDF asks for a password") from error
        raise Refused(Reason.UNREADABLE, "the PDF is damaged") from error


def _read_pages(
    document: pypdfium2.PdfDocument, limits: ReadLimits, reading: Reading
) -> tuple[list[PageText], list[Rules]]:
    reader = PageReader()
    pages: list[PageText] = []
    rules: list[Rules] = []
    characters = images = 0
    for index in range(min(len(document), limits.max_pages)):
        page = pdfium.FPDF_LoadPage(document.raw, index)
        text, lines = _read_page(page, reader, reading, index + 1)
        if not text.segments and page and pdfium.FPDFPage_GetAnnotCount(page) > 0:
            page = _flattened(document, page, index)
            text, lines = _read_page(page, reader, Reading(), index + 1)
        pdfium.FPDF_ClosePage(page)
        pages.append(text)
        rules.append(lines)
        images += lines.images
        characters += sum(segment.characters for segment in text.segments)
        if characters > limits.max_characters:
            reading.miss(Reason.TOO_LARGE, f"text beyond {limits.max_characters} characters", page=index + 2)
            break
    if len(document) > limits.max_pages:
        detail = f"{len(document) - limits.max_pages} pages beyond the limit of {limits.max_pages}"
        reading.miss(Reason.TOO_LARGE, detail, page=limits.max_pages + 1)
    if images:
        reading.miss(Reason.IMAGE, f"{images} images")
    return pages, rules


def _flattened(document: pypdfium2.PdfDocument, page: object, index: int) -> object:
    """The page anew with its form fields as text: all that a form's page may hold."""
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    pdfium.FPDF_ClosePage(page)
    return pdfium.FPDF_LoadPage(document.raw, index)


def _read_page(page: object, reader: PageReader, reading: Reading, number: int) -> tuple[PageText, Rules]:
    text_page = pdfium.FPDFText_LoadPage(page) if page else None
    if not text_page:
        reading.miss(Reason.UNREADABLE, "the page is damaged", page=number)
        return PageText(0.0, 0.0), Rules()
    found = reader.read(page, text_page)
    rules = _rules(page, found)
    if not found.segments and rules.image_area > _SCAN * found.width * found.height and found.invisible_words:
        found = reader.read(page, text_page, keep_invisible=True)
        reading.warn(Reason.OCR, "text layer of a scan", page=number)
    pdfium.FPDFText_ClosePage(text_page)
    _judge_white(found, rules)
    _report(found, rules, reading, number)
    return found, rules


def _rules(page: object, found: PageText) -> Rules:
    """Horizontal strokes, filled boxes and images of a page."""
    rules = Rules()
    sides = [ctypes.c_float() for _ in range(4)]
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(min(count, _MAX_OBJECTS)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            continue
        if not pdfium.FPDFPageObj_GetBounds(thing, *sides):
            continue
        x0, y0, x1, y1 = (side.value for side in sides)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            rules.images += 1
            rules.image_area = max(rules.image_area, (x1 - x0) * (y1 - y0))
            rules.boxes.append((x0, y0, x1, y1))
        elif y1 - y0 < 2.5 and x1 - x0 > 20:
            rules.horizontal.append(((y0 + y1) / 2, x0, x1))
        elif y1 - y0 > 6 and x1 - x0 > 20 and not (x1 - x0 > 0.97 * found.width and y1 - y0 > 0.97 * found.height):
            rules.boxes.append((x0, y0, x1, y1))
    return rules


def _judge_white(found: PageText, rules: Rules) -> None:
    """White text over a box or an image is set so to be read; on bare paper it hides."""
    if not found.white:
        return
    hidden = []
    for segment in found.white:
        x, y = (segment.x0 + segment.x1) / 2, (segment.y0 + segment.y1) / 2
        if any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in rules.boxes):
            found.segments.append(segment)
        else:
            hidden.append(segment)
    found.white = hidden


def _report(found: PageText, rules: Rules, reading: Reading, number: int) -> None:
    counts = {
        "invisible": found.invisible_words,
        "white": sum(len(segment.text.split()) for segment in found.white),
        "tiny": found.tiny_words,
        "outside the page": found.outside_words,
    }
    for name, count in counts.items():
        if count:
            reading.warn(Reason.HIDDEN_TEXT, f"{count} words {name}, left out", page=number)
    if any(count_invisible(" " + segment.text) for segment in found.segments):
        reading.warn(Reason.HIDDEN_TEXT, "invisible characters removed", page=number)
    if not found.segments and rules.images:
        reading.miss(Reason.SCANNED_IMAGE, "no text layer", page=number)


def _blocks(document: pypdfium2.PdfDocument, pages: Sequence[PageText], rules: Sequence[Rules]) -> list[RawBlock]:
    columns = [columns_of(page.segments, number, rules[number - 1]) for number, page in enumerate(pages, start=1)]
    headings = find_headings(columns, read_bookmarks(document))
    sizes: Counter[float] = Counter()
    for page in pages:
        for segment in page.segments:
            sizes[segment.size] += segment.characters
    body_size = sizes.most_common(1)[0][0] if sizes else 10.0
    hyphens = Hyphens(segment.text for page in pages for segment in page.segments)
    gathered = PdfBlocks(headings, body_size, hyphens, gaps=usual_gaps(columns))
    for page_columns, page_rules, page in zip(columns, rules, pages, strict=True):
        gathered.add_page(page_columns, page_rules, page.height)
    return gathered.finish()


def _recognise_scans(document: pypdfium2.PdfDocument, reading: Reading) -> None:
    scans = [notice for notice in reading.unread if notice.reason is Reason.SCANNED_IMAGE]
    program = find_tesseract() if scans else None
    if program is None:
        return
    ends = time.monotonic() + _OCR_SECONDS
    for notice in scans:
        if time.monotonic() > ends:
            break
        page = notice.where.page or 1
        blocks = recognise(document[page - 1], program, page=page)
        if blocks:
            reading.unread.remove(notice)
            reading.warn(Reason.OCR, "recognised from an image", page=page)
            reading.blocks.extend(blocks)
    reading.blocks.sort(key=lambda block: block.page or 0)


def _title(document: pypdfium2.PdfDocument) -> str | None:
    title = collapse(document.get_metadata_value("Title") or "")
    looks_like_name = (
        title.lower().endswith((".pdf", ".doc", ".docx", ".indd", ".tex", ".qxd")) or title.lower() == "untitled"
    )
    return title if len(title) > 3 and not looks_like_name and not title.lower().startswith("microsoft word") else None
