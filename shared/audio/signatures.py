"""Files that cannot be read as sound, called by their names: judged by their first bytes."""

import re

HEAD_BYTES = 1024
LEAST_PRINTABLE = 0.9
_PRINTABLE = frozenset({*range(0x20, 0x7F), 9, 10, 13})
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<!--", b"<head", b"<error")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

# What players cannot play, or plays only with what has been left out here.
_KINDS: tuple[tuple[str, bytes], ...] = (
    ("a PDF document", rb"%PDF-"),
    ("a ZIP archive", rb"PK\x03\x04|PK\x05\x06"),
    ("a gzip archive", rb"\x1f\x8b"),
    ("a bzip2 archive", rb"BZh[1-9]"),
    ("an xz archive", rb"\xfd7zXZ\x00"),
    ("a zstd archive", rb"\x28\xb5\x2f\xfd"),
    ("a 7-Zip archive", rb"7z\xbc\xaf\x27\x1c"),
    ("a RAR archive", rb"Rar!\x1a\x07"),
    ("a tar archive", rb".{257}ustar"),
    ("a JPEG picture", rb"\xff\xd8\xff"),
    ("a PNG picture", rb"\x89PNG\r\n"),
    ("a GIF picture", rb"GIF8[79]a"),
    ("a WebP picture", rb"RIFF....WEBP"),
    ("a bitmap picture", rb"BM.{4}\x00\x00\x00\x00"),
    ("an icon", rb"\x00\x00\x01\x00[\x01-\x20]\x00...\x00[\x00\x01]\x00"),
    ("a TIFF picture", rb"II\*\x00|MM\x00\*"),
    ("AIFF with DWVW sound", rb"FORM....AIFC.{0,80}DWV[WN]"),
    ("an old Musepack stream", rb"MP\+[^\x07\x17]"),
    ("a MIDI file (notes without sound)", rb"MThd|RIFF....RMID"),
    ("a SILK voice message (Skype, WeChat)", rb"\x02?#!SILK"),
    ("OptimFROG sound", rb"OFR "),
    ("DSD Interchange (DFF) sound", rb"FRM8"),
    ("LA lossless sound", rb"LA0[0-9]"),
    ("an MPEG-4 (ADIF) stream", rb"ADIF"),
    ("a playlist", rb"#EXTM3U|\[playlist\]|ffconcat"),
    ("an e-mail", rb"(?:Received|Return-Path|MIME-Version|From|Delivered-To): "),
    ("a Windows program", rb"MZ.{40,400}This program"),
    ("a Linux program", rb"\x7fELF"),
    ("an SQLite database", rb"SQLite format 3"),
    ("an old Office document", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("tags without sound", rb"APETAGEX"),
)
_PATTERNS = tuple((name, re.compile(pattern, re.DOTALL)) for name, pattern in _KINDS)


def is_text(head: bytes) -> bool:
    """Returns whether these first bytes are a page, a message or other text. Telephone sound may
    begin with any letter.
    """
    if head.startswith(_UTF16) and b"\0" in head[:4]:
        return True
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.lower().startswith(_MARKUP):
        return True
    try:
        text.decode()
    except UnicodeDecodeError as error:
        if error.end < len(text) - 3:
            # Latin-1 still is mostly ASCII, and sound is not.
            return (
                sum(byte in _PRINTABLE for byte in text) >= LEAST_PRINTABLE * len(text)
                and b"\0" not in text
            )
    return bool(text) and not any(byte < 0x20 and byte not in _PRINTABLE for byte in text)


def name_of(head: bytes) -> str | None:
    """Names the kind of file, with its article; None where the first bytes are of no known kind."""
    if found := next((name for name, pattern in _PATTERNS if pattern.match(head)), None):
        return found
    if not is_text(head):
        return None
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in b"{[":
        return "a JSON message"
    if text[:1] == b"<" or head.startswith(_UTF16):
        return "a web page"
    return "text"
