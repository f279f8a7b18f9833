"""Conditions of lists: a statement holds only the filters that are given, so that PostgreSQL can
use their indexes.
"""

from collections.abc import Mapping
from typing import Any


def given_conditions(conditions: Mapping[str, str], where: object, values: list[Any]) -> list[str]:
    """Returns the conditions whose attribute of `where` is given, and appends their values.

    In a condition, `{}` stands for the value. None is not given.
    """
    found = []
    for name, condition in conditions.items():
        value = getattr(where, name)
        if value is not None:
            values.append(value)
            found.append(condition.replace("{}", f"${len(values)}"))
    return found
