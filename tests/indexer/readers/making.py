"""One article about a dam, as each format would have it. Everything is made here."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import zstandard

TITLE = "Dam above Orlo holds"
OUTLET = "The Orlo Post"
AUTHOR = "Wenna Tralk"
DAY = "2025-03-09"
URL = "https://orlopost.example/2025/03/09/dam-holds"
PARAGRAPHS = (
    "The dam above Orlo held through the night while the river rose by two metres, the water board said on Sunday.",
    "“We counted every crack twice, and there were none,” said Ada Quill, who has looked after the dam for nine years.",
    "Engineers lowered the gates at dawn, and the villages below were told that they could go back to their houses.",
    "Nobody was hurt, though forty cellars in the lower town are full of water and the market stays closed this week.",
)
TEXT = "\n\n".join(PARAGRAPHS)
RECORD = {"title": TITLE, "text": TEXT, "source": OUTLET, "author": AUTHOR, "date": DAY, "url": URL}


def page(*, head: str = "", body: str = "") -> str:
    """A page as outlets make them, with what stands around the text."""
    stated = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": f"{DAY}T18:30:00+01:00",
        "dateModified": "2025-03-11T08:00:00+01:00",
        "author": [{"@type": "Person", "name": AUTHOR}],
        "publisher": {"@type": "Organization", "name": OUTLET},
    }
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{TITLE} | {OUTLET}</title>"
        f"<meta property='og:site_name' content='{OUTLET}'><link rel='canonical' href='{URL}'>{head}"
        f"<script type='application/ld+json'>{json.dumps(stated)}</script></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{TITLE}</h1><figure><img src='dam.jpg'><figcaption>The dam on Saturday</figcaption></figure>"
        f"{inside}<p><a href='/other'>Ferry line told to mend its ramps at once</a></p></article></main>{body}"
        "<footer>Terms of use</footer></body></html>"
    )


def nexis() -> str:
    """Two documents, as it was until 2020."""
    one = f"{{n}} of 2 DOCUMENTS\n\n\n                {OUTLET}\n\n            March 9, 2025 Sunday\n\n{{title}}\n\nBYLINE: {AUTHOR}\n\n"
    one += f"SECTION: NEWS; Pg. 1\n\nLENGTH: 80 words\n\n{TEXT}\n\nLOAD-DATE: March 10, 2025\n\nLANGUAGE: ENGLISH\n\n"
    one += "            Copyright 2025 Orlo Post Ltd\n                 All Rights Reserved\n\n"
    return (
        "\n\n                "
        + one.format(n=1, title=TITLE)
        + "                "
        + one.format(n=2, title="A second one")
    )


def nexis_uni() -> str:
    one = f"{{title}}\n{OUTLET}\nMarch 9, 2025 Sunday\n\nCopyright 2025 Orlo Post Ltd All Rights Reserved\n\nSection: NEWS; Pg. 6\n"
    one += (
        f"Length: 80 words\nByline: {AUTHOR}\n\nBody\n\n{TEXT}\n\nLoad-Date: March 10, 2025\n\n\nEnd of Document\n\n"
    )
    return one.format(title=TITLE) + one.format(title="A second one")


def factiva() -> str:
    one = f"HD {{title}}\nBY By {AUTHOR}\nWC 80 words\nPD 9 March 2025\nSN {OUTLET}\nSC ORLO\nLA English\nCY Copyright 2025\n"
    one += f"LP {PARAGRAPHS[0]}\nTD {chr(10).join(PARAGRAPHS[1:])}\nAN Document ORLO000020250309e7390001a\n\n"
    return one.format(title=TITLE) + one.format(title="A second one")


def factiva_printed() -> str:
    one = f"{{title}}\nBy {AUTHOR}\n80 words\n9 March 2025\n08:00\n{OUTLET}\nORLO\nEnglish\nCopyright 2025 Orlo Post Ltd\n"
    one += "\n\n".join(PARAGRAPHS) + "\nDocument ORLO000020250309e7390001a\n\n"
    return one.format(title=TITLE) + one.format(title="A second one")


def proquest() -> str:
    line = "_" * 60
    one = f"{{title}}\n\nAuthor: {AUTHOR}\n\nPublication info: {OUTLET}; Orlo, 09 Mar 2025.\n\nFull text: {TEXT}\n\nTitle: {{title}}\n\n"
    one += f"Publication title: {OUTLET}; Orlo\n\nPublication date: Mar 9, 2025\n\nLanguage of publication: English\n\n{line}\n\n"
    return f"{line}\n\n" + one.format(title=TITLE) + one.format(title="A second one")


def proquest_counted() -> str:
    """The other form: `Document 1 of 2` above each, one line between them."""
    one = f"Document {{n}} of 2\n\n{{title}}\n\nAuthor: {AUTHOR}\n\nPublication title: {OUTLET}\n\nFull text: {TEXT}\n\n"
    one += "Publication date: Mar 9, 2025\n\n"
    return one.format(n=1, title=TITLE) + "_" * 60 + "\n\n" + one.format(n=2, title="A second one")


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def docx(text: str = "") -> bytes:
    lines = (text or f"{TITLE}\n\nBy {AUTHOR}\nMarch 9, 2025\n\n{TEXT}").split("\n")
    inside = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{line}</w:t></w:r></w:p>" for line in lines if line)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f"<?xml version='1.0'?><w:document xmlns:w='{space}'><w:body>{inside}</w:body></w:document>"
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def odt() -> bytes:
    lines = [TITLE, f"By {AUTHOR}", "March 9, 2025", *PARAGRAPHS]
    inside = "".join(f"<text:p>{line}</text:p>" for line in lines)
    document = f"<o:document xmlns:o='urn:o' xmlns:text='urn:t'><o:body>{inside}</o:body></o:document>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": document.encode()})


def epub() -> bytes:
    container = "<container><rootfiles><rootfile full-path='O/book.opf'/></rootfiles></container>"
    book = (
        "<package><manifest><item id='c' href='one.xhtml'/></manifest><spine><itemref idref='c'/></spine></package>"
    )
    return zipped(
        {"META-INF/container.xml": container.encode(), "O/book.opf": book.encode(), "O/one.xhtml": page().encode()}
    )


def rtf() -> bytes:
    lines = [TITLE, f"By {AUTHOR}", "March 9, 2025", *PARAGRAPHS]
    text = "\\par\\par ".join(lines).replace("“", "\\ldblquote ").replace("”", "\\rdblquote ")
    return f"{{\\rtf1\\ansi\\deff0 {text}}}".encode()


def pdf(lines: tuple[str, ...] = (TITLE, f"By {AUTHOR}", "March 9, 2025", *PARAGRAPHS)) -> bytes:
    """A PDF of one page, by hand: an object a line."""
    shown = []
    for line in lines:
        words, row = line.replace("“", '"').replace("”", '"').split(), ""
        for word in words:
            if len(row) + len(word) > 80:
                shown.append(row)
                row = ""
            row = f"{row} {word}".strip()
        shown += [row, ""]
    drawn = "BT /F1 10 Tf 12 TL 50 780 Td " + " ".join(f"({row}) Tj T*" if row else "T*" for row in shown) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("latin-1")


def mail(*, html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{OUTLET} <news@orlopost.example>", "reader@example.org"
    message["Subject"], message["Date"] = TITLE, "Sun, 09 Mar 2025 18:30:00 +0100"
    message["Message-ID"] = "<1@orlopost.example>"
    message.set_content(TEXT if not html else "Read this in a browser.")
    if html:
        message.add_alternative("".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS), subtype="html")
    return bytes(message)


def mbox() -> bytes:
    return b"".join(b"From news@orlopost.example Sun Mar  9 18:30:00 2025\n" + mail() + b"\n" for _ in range(2))


def mhtml() -> bytes:
    head = f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nSubject: {TITLE}\nMIME-Version: 1.0\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="----x"\n\n------x\nContent-Type: text/html; charset=utf-8\n'
    return (head + f"Content-Location: {URL}\nContent-Transfer-Encoding: 8bit\n\n{page()}\n------x--\n").encode()


def rss() -> str:
    inside = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    item = f"<item><title>{TITLE}</title><link>{URL}</link><pubDate>Sun, 09 Mar 2025 18:30:00 GMT</pubDate>"
    item += f"<dc:creator>{AUTHOR}</dc:creator><content:encoded>{inside}</content:encoded></item>"
    short = "<item><title>Ferry</title><description>Ramps are mended.</description></item>"
    return f"<?xml version='1.0'?><rss {space} version='2.0'><channel><title>{OUTLET}</title>{item}{short}</channel></rss>"


def atom() -> str:
    inside = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    entry = f"<entry><title>{TITLE}</title><link href='{URL}'/><published>{DAY}T18:30:00Z</published>"
    entry += f"<author><name>{AUTHOR}</name></author><content type='html'>{inside}</content></entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{OUTLET}</title>{entry}</feed>"


def nitf() -> str:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    head = f"<head><pubdata date.publication='20250309T183000' name='{OUTLET}'/></head>"
    lines = f"<hedline><hl1>{TITLE}</hl1></hedline><byline>By {AUTHOR}</byline>"
    return f"<nitf>{head}<body><body.head>{lines}</body.head><body.content>{inside}</body.content></body></nitf>"


def newsml() -> str:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    meta = f"<itemMeta><versionCreated>{DAY}T18:30:00Z</versionCreated><provider literal='{OUTLET}'/></itemMeta>"
    content = f"<contentMeta><headline>{TITLE}</headline><by>{AUTHOR}</by></contentMeta>"
    return f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>{meta}{content}<contentSet><inlineXML><html><body>{inside}</body></html></inlineXML></contentSet></newsItem>"


def srt() -> str:
    lines = [
        f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{paragraph}\n" for n, paragraph in enumerate(PARAGRAPHS, 1)
    ]
    return "\n".join(lines)


def vtt() -> str:
    return "WEBVTT\n\n" + srt().replace(",000", ".000")


def table(delimiter: str = ",") -> str:
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter)
    writer.writerow(["headline", "content", "publisher", "authors", "publish_date", "link"])
    writer.writerow([TITLE, TEXT, OUTLET, AUTHOR, DAY, URL])
    return held.getvalue()


def warc(pages: list[bytes], *, packed: bool = True, brotli: bool = False) -> bytes:
    """A record for each page, and a revisit, a missing page and a picture behind them."""
    records = [_record("warcinfo", b"software: none\r\n", content="application/warc-fields")]
    for number, one in enumerate(pages):
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        if brotli:
            import brotli as packing

            one, head = packing.compress(one), head + "Content-Encoding: br\r\n"
        records.append(_record("response", head.encode() + b"\r\n" + one, url=f"{URL}-{number}"))
    records.append(_record("revisit", b"HTTP/1.1 200 OK\r\n\r\n", url=URL))
    records.append(
        _record("response", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno", url=f"{URL}-gone")
    )
    records.append(
        _record("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG", url=f"{URL}.png")
    )
    return b"".join(gzip.compress(record) for record in records) if packed else b"".join(records)


def saved(one: bytes, day: int) -> bytes:
    """The record of a page that was saved on that day of March, at the address of the article."""
    return _record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + one, url=URL, day=day)


def _record(
    kind: str, block: bytes, *, url: str = "", content: str = "application/http; msgtype=response", day: int = 12
) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2025-03-{day}T10:00:00Z\r\nContent-Type: {content}\r\n"
    head += f"WARC-Target-URI: {url}\r\n" if url else ""
    return head.encode() + f"Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def xlsx() -> bytes:
    """A sheet by hand, its texts in its cells."""
    rows = [["title", "text", "source", "author", "date", "url"], [TITLE, TEXT, OUTLET, AUTHOR, DAY, URL]]
    cells = "".join(
        "<row>" + "".join(f"<c t='inlineStr'><is><t>{cell}</t></is></c>" for cell in row) + "</row>" for row in rows
    )
    main, rels = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    )
    doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = (
        "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Override PartName='/xl/workbook.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
        "<Override PartName='/xl/worksheets/sheet1.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></Types>"
    )
    return zipped(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": f"<Relationships xmlns='{rels}'><Relationship Id='r' Type='{doc}/officeDocument' Target='xl/workbook.xml'/></Relationships>".encode(),
            "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{doc}'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{rels}'><Relationship Id='r1' Type='{doc}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>".encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{cells}</sheetData></worksheet>".encode(),
        }
    )


def nexis_html() -> str:
    """The old export as a page: a block a line."""
    inside = "".join(f"<p>{block}</p>" for block in nexis().split("\n\n") if block.strip())
    return f"<!doctype html><html><body>{inside}</body></html>"


def europresse() -> str:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    one = f"<article><header><span class='DocPublicationName'>{OUTLET}</span><span class='DocHeader'>dimanche 9 mars 2025, p. 4</span>"
    one += "<p class='titreArticleVisu'>{title}</p>" + f"<p class='docAuthors'>{AUTHOR}</p></header>"
    one += f"<section><div class='docOcurrContainer'>{inside}</div></section></article>"
    return (
        "<!doctype html><html><body>" + one.format(title=TITLE) + one.format(title="A second one") + "</body></html>"
    )


_LINE = (json.dumps(RECORD) + "\n").encode()
FORMATS: dict[str, Callable[[], bytes]] = {
    "page.html": lambda: page().encode(),
    "latin.htm": lambda: page().replace("charset='utf-8'", "charset='windows-1252'").encode("cp1252"),
    "page.txt": lambda: page().encode(),
    "saved.mhtml": mhtml,
    "nexis.TXT": lambda: nexis().encode(),
    "uni.txt": lambda: nexis_uni().encode(),
    "Files (2).DOCX": lambda: docx(nexis_uni()),
    "nexis.html": lambda: nexis_html().encode(),
    "europresse.HTML": lambda: europresse().encode(),
    "factiva.txt": lambda: factiva().encode(),
    "printed.txt": lambda: factiva_printed().encode(),
    "proquest.txt": lambda: proquest().encode(),
    "counted.txt": lambda: proquest_counted().encode(),
    "lines.jsonl": lambda: _LINE,
    "lines.json": lambda: _LINE,
    "lines.ndjson.gz": lambda: gzip.compress(_LINE),
    "lines.jsonl.bz2": lambda: bz2.compress(_LINE),
    "lines.jsonl.xz": lambda: lzma.compress(_LINE),
    "lines.jsonl.zst": lambda: zstandard.compress(_LINE),
    "array.json": lambda: json.dumps([RECORD], indent=1).encode(),
    "object.json": lambda: json.dumps(RECORD, indent=2).encode(),
    "answer.json": lambda: json.dumps({"status": "ok", "articles": [RECORD]}).encode(),
    "array.json.gz": lambda: gzip.compress(json.dumps([RECORD]).encode()),
    "table.csv": lambda: table().encode(),
    "table.tsv": lambda: table("\t").encode("utf-16"),
    "sheet.xlsx": xlsx,
    "crawl.warc": lambda: warc([page().encode()], packed=False),
    "crawl.warc.gz": lambda: warc([page().encode()]),
    "brotli.warc.gz": lambda: warc([page().encode()], brotli=True),
    "crawl.wacz": lambda: zipped({"archive/data.warc.gz": warc([page().encode()])}),
    "feed.xml": lambda: rss().encode(),
    "atom.xml": lambda: atom().encode(),
    "pages.zip": lambda: zipped({"a/page.html": page().encode()}),
    "pages.tar.gz": lambda: tarred({"a/page.html": page().encode()}),
    "pages.tar": lambda: tarred({"a/page.html": page().encode()}, "w:"),
    "letter.eml": mail,
    "newsletter.eml": lambda: mail(html=True),
    "box.mbox": mbox,
    "article.pdf": pdf,
    "article.docx": docx,
    "article.odt": odt,
    "article.rtf": rtf,
    "book.epub": epub,
    "agency.xml": lambda: nitf().encode(),
    "agency2.xml": lambda: newsml().encode(),
    "words.srt": lambda: srt().encode(),
    "words.vtt": lambda: vtt().encode(),
    "plain.txt": lambda: f"{TITLE}\n\nBy {AUTHOR}\nMarch 9, 2025\n\n{TEXT}\n".encode(),
    "plain.txt.gz": lambda: gzip.compress(f"{TITLE}\n\nBy {AUTHOR}\nMarch 9, 2025\n\n{TEXT}\n".encode()),
}
"""A name, and a file of it. Where a format has no place for outlet or author, the article has none."""
