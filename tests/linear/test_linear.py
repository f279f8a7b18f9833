"""Work on a sender's text grows with its length and no faster, whatever stands in it."""

import json
import subprocess
import sys
from typing import Any

import pytest

from shared.local.sentences import LONGEST
from tests.linear.readers import READERS
from tests.support.processes import ROOT

# A minute of pure computing.
pytestmark = pytest.mark.walk

# Several of the stretches in which sentences are read, and four times as many.
SHORT, FACTOR = 1000, 4
# Quadratic work takes sixteen times as long; short runs are measured badly.
MOST_GROWTH, NOISE_S = 10, 0.05
# Given stretches of sentences only (`sentences.matches`), or a request that is no longer.
STRETCHED = (
    "shared.local.",
    "shared.domain.callback_time.spoken_time.",
    "shared.domain.callback_time.grammar.",
)
LONG = 10_000
MOST_LONG_S, MOST_STRETCH_S = 0.3, 0.1


def measured(*what: object) -> Any:
    """Measures in a process that can be stopped: a search of a pattern cannot."""
    command = [sys.executable, "-m", "tests.linear", json.dumps(what)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300, cwd=ROOT)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", READERS)
def test_readers_take_linear_time(name: str) -> None:
    assert measured("grown", name, SHORT, FACTOR, MOST_GROWTH, NOISE_S) == []


# There are hundreds of patterns, each of which has the limit below.
def test_patterns_take_linear_time() -> None:
    packages = ("shared.", "worker.", "api.")
    found = measured("slowest", packages, STRETCHED, LONG, 12, MOST_LONG_S)
    assert len(found) > 30
    assert {where: seconds for where, seconds in found.items() if seconds > MOST_LONG_S} == {}


def test_patterns_that_are_given_sentences_read_one_in_no_time() -> None:
    found = measured("slowest", STRETCHED, (), LONGEST, 60, MOST_STRETCH_S)
    assert len(found) > 400
    assert {where: seconds for where, seconds in found.items() if seconds > MOST_STRETCH_S} == {}
