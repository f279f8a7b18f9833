"""Each decision has the same head and sections, and the index lists all of them."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]
HEAD = re.compile(
    r"# (?P<number>\d{4}): (?P<title>.+)\n\n- Date: (?P<date>\d{4}-\d\d-\d\d)\n- Status:"
    r" (?P<status>.+)\n"
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_its_head_and_every_section(record: Path) -> None:
    text = record.read_text()
    head = HEAD.match(text)
    assert head
    assert record.name.startswith(f"{head['number']}-")
    assert re.match(r"(proposed|accepted|superseded by \[)", head["status"])
    titles, bodies = (
        re.findall(r"^## (.+)$", text, re.MULTILINE),
        re.split(r"^## .+$", text, flags=re.MULTILINE),
    )
    assert titles == SECTIONS
    assert all(body.strip() for body in bodies)


def test_the_index_lists_every_record_as_it_is() -> None:
    heads = [(record, HEAD.match(record.read_text())) for record in RECORDS]
    rows = [
        f"| [{head['number']}]({record.name}) | {head['title']} | {head['date']} |"
        f" {head['status']} |"
        for record, head in heads
        if head
    ]
    listed = re.findall(r"^\| \[\d{4}\].+$", (FOLDER / "index.md").read_text(), re.MULTILINE)
    assert listed == rows


def test_numbers_are_used_once_and_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
