"""Prints one measurement as JSON. The argument is a JSON array: a function's name and arguments."""

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.linear.patterns import slowest
from tests.linear.readers import grown

MEASURES: dict[str, Callable[..., Any]] = {"grown": grown, "slowest": slowest}

name, *arguments = json.loads(sys.argv[1])
sys.stdout.write(json.dumps(MEASURES[name](*arguments)))
