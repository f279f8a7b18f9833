"""The package stands alone."""

import ast
import sys
import tomllib
from pathlib import Path

import aftercall_client

FOLDER = Path(str(aftercall_client.__file__)).parent
PROJECT = FOLDER.parents[1] / "pyproject.toml"
# pydantic_core is pydantic's own, which asks for its very version.
ALLOWED = {"aftercall_client", "httpx", "pydantic", "pydantic_core", *sys.stdlib_module_names}


def test_it_imports_nothing_but_httpx_and_pydantic() -> None:
    imported = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                imported.add(str(node.module).partition(".")[0])
    assert imported <= ALLOWED
    dependencies = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    assert [each.partition(">")[0] for each in dependencies] == ["httpx", "pydantic"]


def test_it_is_typed() -> None:
    assert (FOLDER / "py.typed").exists()
    package_data = tomllib.loads(PROJECT.read_text())["tool"]["setuptools"]["package-data"]
    assert package_data == {"aftercall_client": ["py.typed"]}
