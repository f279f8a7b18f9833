"""Every mutant still applies: one whose text is gone from the source would be noticed by `make
mutants` only.
"""

from pathlib import Path

import pytest

from tests.chaos.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_changes_one_place(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text()
    assert source.count(mutant.before) == 1
    assert mutant.after not in source or mutant.after in mutant.before


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_tests_of_a_mutant_exist(mutant: Mutant) -> None:
    for test in mutant.tests:
        file, _, name = test.partition("::")
        tests = (ROOT / file).read_text() if (ROOT / file).is_file() else ""
        assert (ROOT / file).exists()
        assert not name or f"def {name.partition('[')[0]}(" in tests
