"""docs/reference and .env.example say what the code says: `make docs` would change nothing."""

from pathlib import Path

import pytest

from shared.domain.statuses import RecordingStatus
from tests.documents.reference import EXAMPLE, PAGES, PART, PARTS, env_example, filled_in

GENERATED = sorted(page for page in PAGES.glob("*.md") if PART.search(page.read_text()))


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: page.name)
def test_the_generated_parts_are_those_of_the_code(page: Path) -> None:
    assert page.read_text() == filled_in(page.read_text()), (
        "Run `make docs` and commit what it changes."
    )


def test_the_example_is_that_of_the_code() -> None:
    assert EXAMPLE.read_text() == env_example(), "Run `make docs` and commit what it changes."


def test_every_part_stands_on_one_page() -> None:
    assert sorted(
        found[2] for page in GENERATED for found in PART.finditer(page.read_text())
    ) == sorted(PARTS)


def test_the_events_of_recordings_are_their_statuses() -> None:
    text = (PAGES / "events.md").read_text()
    for status in RecordingStatus:
        assert f"`recording.{status}`" in text, status
