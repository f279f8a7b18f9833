"""The API's description says of everything what it is, and shows an example that is true."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from api.http.bodies import JsonBody
from api.http.problem_codes import CODES, all_codes
from api.http.problems import MEDIA_TYPE
from api.http.queries import OPEN_PATHS, known_queries
from api.main import ROUTERS
from api.routes.auth import LoginBody
from api.samples import EXAMPLES
from tests.api.test_isolation import APP

DOCUMENT: dict[str, Any] = APP.openapi()
COMPONENTS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATIONS = [
    (f"{method} {path}", one)
    for path, item in DOCUMENT["paths"].items()
    for method, one in item.items()
]
Content = tuple[str, str, dict[str, Any]]


def contents() -> Iterator[Content]:
    """Where it is, its media type, and its schema with examples: of each body and answer."""
    for name, operation in OPERATIONS:
        answers = {f"{name} {status}": answer for status, answer in operation["responses"].items()}
        for place, each in {f"{name} body": operation.get("requestBody", {}), **answers}.items():
            for kind, content in each.get("content", {}).items():
                yield place, kind, content


def undescribed(schema: Any, place: str) -> Iterator[str]:
    """Properties without a description, at any depth; references are looked at where
    they lead to.
    """
    match schema:
        case {"properties": dict(properties)}:
            yield from (
                f"{place}/{name}" for name, one in properties.items() if not one.get("description")
            )
    match schema:
        case dict():
            for name, one in schema.items():
                yield from undescribed(one, f"{place}/{name}")
        case list():
            for one in schema:
                yield from undescribed(one, place)


def examples_of(content: dict[str, Any]) -> list[Any]:
    return (
        [content["example"]]
        if "example" in content
        else [one["value"] for one in content["examples"].values()]
    )


def model_of(schema: dict[str, Any]) -> type[JsonBody] | None:
    names = [one.get("$ref", "").rpartition("/")[2] for one in (schema, *schema.get("anyOf", ()))]
    return next((kind for kind in subclasses(JsonBody) if kind.__name__ in names), None)


def subclasses(kind: type[JsonBody]) -> Iterator[type[JsonBody]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_operation_says_what_it_does() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    for name, operation in OPERATIONS:
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
    assert all(tag["description"] for tag in DOCUMENT["tags"])
    assert DOCUMENT["info"]["license"]["identifier"] == "Apache-2.0"


def test_every_parameter_says_what_it_is() -> None:
    parameters = [
        (name, one) for name, operation in OPERATIONS for one in operation.get("parameters", ())
    ]
    assert not [(name, one["name"]) for name, one in parameters if not one.get("description")]
    assert len(parameters) > 50


def test_every_field_says_what_it_is() -> None:
    bodies = {place: content["schema"] for place, _, content in contents()}
    assert not list(undescribed({**COMPONENTS, **bodies}, ""))
    assert not [
        name
        for name, schema in COMPONENTS.items()
        if "properties" in schema and "description" not in schema
    ]


def test_every_body_and_answer_has_a_true_example() -> None:
    checked = 0
    for place, _, content in contents():
        if content["schema"].get("format") == "binary":
            continue
        validator = jsonschema_rs.Draft202012Validator(
            {**content["schema"], "components": DOCUMENT["components"]},
            validate_formats=True,
        )
        for example in examples_of(content):
            assert not [f"{place}: {error.message}" for error in validator.iter_errors(example)]
            checked += 1
    assert checked > 400


def test_examples_of_bodies_are_what_routes_take() -> None:
    taken = 0
    for _, _, content in contents():
        if model := model_of(content["schema"]):
            for example in examples_of(content):
                model.model_validate(example)
                taken += 1
    assert taken > 15


def test_examples_of_answers_leave_nothing_out() -> None:
    answered = {
        name for name in EXAMPLES if name not in {kind.__name__ for kind in subclasses(JsonBody)}
    }
    assert answered
    for name in answered:
        assert EXAMPLES[name].keys() == COMPONENTS[name]["properties"].keys(), name
    assert not EXAMPLES.keys() - COMPONENTS.keys()


@pytest.mark.parametrize("name", ["opens", "closes"])
def test_business_hours_are_no_times_with_an_offset(name: str) -> None:
    schema = COMPONENTS["TenantBody"]["properties"][name]
    assert "format" not in schema
    assert jsonschema_rs.is_valid(schema, "09:00:00")
    assert not jsonschema_rs.is_valid(schema, "09:00:00Z")


def test_bodies_are_described_in_snake_case() -> None:
    ours = [schema for name, schema in COMPONENTS.items() if name != "TwilioRecordingStatus"]
    fields = [name for schema in ours for name in schema.get("properties", {})]
    # Programs that were written for another service read `jobId`.
    assert [name for name in fields if name != "jobId"] == [
        name.lower() for name in fields if name != "jobId"
    ]


def test_the_codes_of_problems_are_listed() -> None:
    about = DOCUMENT["info"]["description"]
    assert all(f"| `{code}` |" in about for code in all_codes())
    assert sum(map(len, CODES.values())) == len(all_codes())


def test_a_problem_is_shown_as_it_is_sent() -> None:
    problems = [content["example"] for _, kind, content in contents() if kind == MEDIA_TYPE]
    assert all(one["code"] in CODES[one["status"]] for one in problems)


@pytest.mark.parametrize("unseen", ["", " ", "\x85", "\u2003", "\ufeff", "\0"])
@pytest.mark.parametrize("schema", ["SignupBody/tenant_name", "EditedTurn/text"])
def test_texts_of_nothing_are_refused_by_schema_and_server_alike(schema: str, unseen: str) -> None:
    """Engines differ in what `\\s` means; the schema has to mean the same in all of them."""
    name, _, field = schema.partition("/")
    assert not jsonschema_rs.is_valid(COMPONENTS[name]["properties"][field], unseen)
    model = next(kind for kind in subclasses(JsonBody) if kind.__name__ == name)
    with pytest.raises(ValidationError) as refused:
        model.model_validate({field: unseen})
    assert (field,) in [one["loc"] for one in refused.value.errors()]


def test_addresses_are_read_alike_by_schema_and_server() -> None:
    schema = COMPONENTS["LoginBody"]["properties"]["email"]
    for email, taken in (("a@b.example", True), ("W\x85@b.9", False), ("a b@c.example", False)):
        assert jsonschema_rs.is_valid(schema, email) is taken
        body = {"email": email, "password": "p"}
        try:
            LoginBody.model_validate(body)
        except ValidationError:
            assert not taken, email
        else:
            assert taken, email


@pytest.mark.parametrize(
    ("schema", "given", "taken"),
    [
        ("NewKeyBody/name", " crm ", "crm"),
        ("NewKeyBody/name", "\f" + "*" * 200, None),
        ("LoginBody/email", " a@b.example\n", "a@b.example"),
        ("NewRecordingBody/from_number", "+1 (202) 555-0143 ", "+12025550143"),
        ("NewRecordingBody/from_number", "+0  ", None),
        ("NewRecordingBody/title", "t" * 300 + " ", None),
    ],
)
def test_spaces_around_a_text_count_and_are_dropped(
    schema: str, given: str, taken: str | None
) -> None:
    name, _, field = schema.partition("/")
    assert jsonschema_rs.is_valid(COMPONENTS[name]["properties"][field], given) == bool(taken)
    model = next(kind for kind in subclasses(JsonBody) if kind.__name__ == name)
    body = {**EXAMPLES[name], field: given}
    if taken:
        assert getattr(model.model_validate(body), field) == taken
    else:
        with pytest.raises(ValidationError):
            model.model_validate(body)


def test_the_queries_that_are_not_refused_are_those_of_the_description() -> None:
    described = {
        (path, method.upper()): {
            one["name"]: any(
                each.get("type") == "array"
                for each in (one["schema"], *one["schema"].get("anyOf", ()))
            )
            for one in operation.get("parameters", ())
            if one["in"] == "query"
        }
        for path, operations in DOCUMENT["paths"].items()
        if not path.startswith(OPEN_PATHS)
        for method, operation in operations.items()
    }
    assert known_queries(ROUTERS) == described


def test_bounds_have_the_names_of_json_schema() -> None:
    """Generators of clients and of requests know no others."""
    schema = COMPONENTS["ShareRequest"]["properties"]["expires_in_hours"]
    assert (schema["minimum"], schema["maximum"]) == (1, 2160)
    found = [
        place
        for place, one in _schemas({**COMPONENTS, "paths": DOCUMENT["paths"]}, "")
        if isinstance(one.get("type"), str) and {"ge", "gt", "le", "lt"} & one.keys()
    ]
    assert found == []


def _schemas(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that may be a schema, at any depth."""
    match schema:
        case dict():
            yield place, schema
            for name, one in schema.items():
                yield from _schemas(one, f"{place}/{name}")
        case list():
            for one in schema:
                yield from _schemas(one, place)
