"""The Python client says what the API's description says: `make docs` would change nothing."""

from client.generator import SOURCES, generated
from client.generator.names import LEFT_OUT, NAMES, name_of
from tests.documents.reference import document


def test_the_generated_files_are_those_of_the_description() -> None:
    files = generated(document())
    written = {path: path.read_text() for path in files if path.exists()}
    assert written == files, "Run `make docs` and commit what it changes."
    present = {
        path
        for folder in (SOURCES / "_sync", SOURCES / "_async" / "resources")
        for path in folder.rglob("*.py")
    }
    assert present <= files.keys(), "Run `make docs` and commit what it removes."


def test_every_operation_has_a_name_of_its_own() -> None:
    described = {
        one["operationId"]: path
        for path, item in document()["paths"].items()
        for one in item.values()
    }
    assert NAMES.keys() | LEFT_OUT <= described.keys(), "client/generator/names.py"
    names = [name_of(each, path) for each, path in described.items() if each not in LEFT_OUT]
    assert len(set(names)) == len(names), "client/generator/names.py"
