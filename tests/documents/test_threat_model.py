"""The threat model is true: each row is whole, and each test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "threat-model.md").read_text()
NOT_DEFENDED = "Not defended"
SUBJECTS = (
    "session",
    "key",
    "deletion",
    "audit log",
    "redirect",
    "decoder",
    "model",
    "signature",
    "budget",
    "password",
)


def rows() -> dict[str, list[list[str]]]:
    """The cells of each section's table."""
    _, *parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return {
        title: [
            [cell.strip() for cell in line.strip("|").split(" | ")]
            for line in body.splitlines()
            if line.startswith("| ")
        ][1:]
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    }


@cache
def functions_of(path: Path) -> frozenset[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def test_every_row_is_whole() -> None:
    found = rows()
    assert len(found) > 5
    assert sum(map(len, found.values())) > 40
    for title, each in found.items():
        assert each, title
        for cells in each:
            assert len(cells) == (2 if title == NOT_DEFENDED else 3), cells
            assert all(cells), cells


def test_every_named_test_exists() -> None:
    for title, each in rows().items():
        if title == NOT_DEFENDED:
            continue
        for threat, _, tests in each:
            named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests)
            assert len(named) == len(tests.split("<br>")), threat
            for path, name in named:
                assert name in functions_of(ROOT / path), f"{path}::{name}"


def test_the_subjects_are_covered() -> None:
    defended = PAGE.partition(f"## {NOT_DEFENDED}")[0].lower()
    assert not [subject for subject in SUBJECTS if subject not in defended]
