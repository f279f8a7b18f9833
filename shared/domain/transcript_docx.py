"""Writes a transcript as a Word document (DOCX, Office Open XML).

A package of this size needs no library: five members, of which the text is written a turn at a
time. python-docx would bring lxml, and hold the whole document as a tree.
"""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.domain.transcript import Transcript
from shared.domain.transcript_files import clock, line, voice

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Letters that XML 1.0 has no way to write.
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
# Where Unicode keeps the scripts that are read from right to left, and their marks.
_HAS_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff"
    "\U0001e800-\U0001efff]"
)
_STRONG: Final = _RIGHT_TO_LEFT | {"L", "LRE", "LRO", "LRI"}
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML: Final = "http://schemas.openxmlformats.org"
_MAIN: Final = f"{_OOXML}/wordprocessingml/2006/main"
_PART: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_OOXML}/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_PART}.styles+xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>'
)


def _relations(*named: tuple[str, str]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_OOXML}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{_OOXML}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(named)
        )
        + "</Relationships>"
    )


_OF_PACKAGE: Final = _relations(
    ("officeDocument/2006/relationships/officeDocument", "word/document.xml"),
    ("package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
)
_OF_DOCUMENT: Final = _relations(("officeDocument/2006/relationships/styles", "styles.xml"))


def as_docx(transcript: Transcript, title: str | None) -> bytes:
    """Returns the document: a title, and a paragraph for each turn with its time where it is known,
    and its speaker in bold. The same transcript makes the same bytes. Runs in a thread.
    """
    language = transcript.language or ""
    language = language if _LANGUAGE.fullmatch(language) else ""
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _OF_PACKAGE),
            ("word/_rels/document.xml.rels", _OF_DOCUMENT),
            ("word/styles.xml", _styles(language)),
            ("docProps/core.xml", _core_properties(title, language)),
        ):
            package.writestr(_member(name), text)
        with package.open(_member("word/document.xml"), "w") as document:
            document.write(f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>'.encode())
            for paragraph in _paragraphs(transcript, title):
                document.write(paragraph.encode())
            document.write(b"</w:body></w:document>")
    return content.getvalue()


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    return member


def _paragraphs(transcript: Transcript, title: str | None) -> Iterator[str]:
    if title:
        yield _directed_paragraph(title, "", style="Title")
    for turn in transcript.turns:
        time = f"[{clock(turn.start_s)}] " if turn.start_s is not None else ""
        before = _text_run(time, '<w:color w:val="666666"/>') if time else ""
        before += _text_run(f"{voice(turn.speaker, turn.label)}: ", "<w:b/><w:bCs/>")
        yield _directed_paragraph(line(turn.text), before)


def _directed_paragraph(text: str, before: str, style: str = "") -> str:
    """Returns a paragraph in the direction of its first letter that has one. Its runs are of one
    direction each, as Word expects them.
    """
    runs = [
        ("".join(letters), is_rtl)
        for is_rtl, letters in _parts_by_direction(_ILLEGAL.sub("", text))
    ]
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:bidi/>" if runs and runs[0][1] else ""
    written = "".join(_text_run(run, "<w:rtl/>" if is_rtl else "") for run, is_rtl in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{before}{written}</w:p>"


def _parts_by_direction(text: str) -> Iterator[tuple[bool, Iterator[str]]]:
    """Yields the parts of a text with whether each is read from right to left. Letters without a
    direction, such as digits, belong to what stands before them.
    """
    if text and not _HAS_RIGHT_TO_LEFT.search(text):
        yield False, iter((text,))
        return
    classes = [unicodedata.bidirectional(letter) for letter in text]
    is_rtl = next((each in _RIGHT_TO_LEFT for each in classes if each in _STRONG), False)
    directions = []
    for each in classes:
        if each in _STRONG:
            is_rtl = each in _RIGHT_TO_LEFT
        directions.append(is_rtl)
    for direction, pairs in groupby(zip(directions, text, strict=True), key=lambda pair: pair[0]):
        yield direction, (letter for _, letter in pairs)


def _text_run(text: str, properties: str) -> str:
    text = escape(_ILLEGAL.sub("", text))
    return (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        if properties
        else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def _styles(language: str) -> str:
    spoken = f'<w:lang w:val="{language}" w:bidi="{language}"/>' if language else ""
    return (
        f'{_HEAD}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:sz w:val="22"/><w:szCs w:val="22"/>{spoken}</w:rPr></w:rPrDefault><w:pPrDefault>'
        '<w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:rPr><w:b/><w:bCs/>'
        '<w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr></w:style></w:styles>'
    )


def _core_properties(title: str | None, language: str) -> str:
    named = f"<dc:title>{escape(_ILLEGAL.sub('', title))}</dc:title>" if title else ""
    spoken = f"<dc:language>{language}</dc:language>" if language else ""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_OOXML}/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{named}{spoken}</cp:coreProperties>'
    )
