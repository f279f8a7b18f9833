"""Transcripts as Word documents: whole packages, with whatever people say in them."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.domain.transcript_docx import as_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def parts_of(document: bytes) -> dict[str, ElementTree.Element]:
    """The members of the package, each of which has to be XML."""
    package = ZipFile(BytesIO(document))
    assert package.testzip() is None
    return {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}


def paragraphs(document: bytes) -> list[str]:
    body = parts_of(document)["word/document.xml"]
    return ["".join(text.text or "" for text in each.iter(f"{W}t")) for each in body.iter(f"{W}p")]


def runs(document: bytes, paragraph: int) -> list[tuple[str, set[str]]]:
    """The runs of a paragraph, with the names of their properties."""
    body = parts_of(document)["word/document.xml"]
    return [
        (
            "".join(text.text or "" for text in run.iter(f"{W}t")),
            {each.tag.removeprefix(W) for each in run.findall(f"{W}rPr/*")},
        )
        for run in list(body.iter(f"{W}p"))[paragraph].iter(f"{W}r")
    ]


def test_the_document_has_title_times_and_speakers_in_bold() -> None:
    transcript = Transcript(
        (Turn(AGENT, "Hello.", 0.0, 1.2), Turn(CUSTOMER, "A <b>leak</b>\n& more.", label="A")),
        language="en",
    )
    document = as_docx(transcript, "Boiler & pipes")
    assert paragraphs(document) == [
        "Boiler & pipes",
        "[00:00] Agent: Hello.",
        "Customer A: A <b>leak</b> & more.",
    ]
    assert runs(document, 1) == [
        ("[00:00] ", {"color"}),
        ("Agent: ", {"b", "bCs"}),
        ("Hello.", set()),
    ]
    parts = parts_of(document)
    (language,) = parts["word/styles.xml"].iter(f"{W}lang")
    assert language.get(f"{W}val") == "en"
    core = {each.tag.partition("}")[2]: each.text for each in parts["docProps/core.xml"]}
    assert core == {"title": "Boiler & pipes", "language": "en"}
    assert as_docx(transcript, "Boiler & pipes") == document


def test_every_part_that_is_named_is_there() -> None:
    parts = parts_of(as_docx(Transcript((Turn(AGENT, "Hello."),)), None))
    types = {each.get("PartName") for each in parts["[Content_Types].xml"]} - {None}
    assert types == {f"/{name}" for name in parts if not name.endswith((".rels", "].xml"))}
    for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        for each in parts[name]:
            assert f"{folder}{each.get('Target')}" in parts


def test_right_to_left_is_marked_run_by_run() -> None:
    spoken = "שלום 12 Boiler 3 תודה"
    document = as_docx(Transcript((Turn(CUSTOMER, spoken), Turn(AGENT, "Yes שלום"))), None)
    assert runs(document, 0)[1:] == [
        ("שלום 12 ", {"rtl"}),
        ("Boiler 3 ", set()),
        ("תודה", {"rtl"}),
    ]
    body = parts_of(document)["word/document.xml"]
    assert [each.find(f"{W}pPr/{W}bidi") is not None for each in body.iter(f"{W}p")] == [
        True,
        False,
    ]
    assert "".join(text for text, _ in runs(document, 0)) == f"Customer: {spoken}"


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_letters_that_xml_cannot_hold_are_left_out(letter: str) -> None:
    document = as_docx(Transcript((Turn(AGENT, f"one{letter}two 😀"),)), f"A{letter}B")
    title, spoken = paragraphs(document)
    assert title == "AB"
    assert spoken in ("Agent: onetwo 😀", "Agent: one two 😀")


def test_a_language_that_is_none_is_left_out() -> None:
    document = as_docx(Transcript((Turn(AGENT, "Hello."),), language='"><x/>'), None)
    assert list(parts_of(document)["word/styles.xml"].iter(f"{W}lang")) == []


def test_an_empty_transcript_is_a_document() -> None:
    assert paragraphs(as_docx(Transcript(()), None)) == []
