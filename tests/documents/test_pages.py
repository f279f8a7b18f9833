"""README and docs are true: settings, commands, exit codes, routes, targets of make and links."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.core
import typer.main
import yaml

from api.main import ROUTERS, create_app
from api.pages.router import PageRouter
from cli.main import app
from shared.settings.load import load_settings
from tests.cli.test_commands import aftercall
from tests.documents.reference import NO_WRITTEN_DEFAULT
from tests.documents.reference import REQUIRED as NEEDED
from tests.test_env_example import ALIASES, COMPOSE_ONLY, ROOT, example

DOCS = ROOT / "docs"
# Decisions speak of their time.
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in DOCS.rglob("*.md") if page.parent.name != "decisions"),
]
CONFIGURATION = (DOCS / "reference" / "configuration.md").read_text()
CLI = (DOCS / "reference" / "cli.md").read_text()
MOST_WORDS = 900
COMMANDS = typer.main.get_group(app)


def configuration() -> dict[str, str]:
    """The default that each row of the table shows; empty where it shows none."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`([^`]*)`)? ?\|", CONFIGURATION, re.MULTILINE)
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_the_configuration_table_has_every_setting_and_no_other() -> None:
    assert set(configuration()) == ALIASES | COMPOSE_ONLY


def test_the_configuration_table_shows_the_defaults() -> None:
    shown = {name: value for name, value in configuration().items() if value and name in ALIASES}
    assert load_settings(NEEDED | shown) == load_settings(NEEDED)
    settings = load_settings(NEEDED)
    has_default = {
        field.alias
        for name, group in type(settings).model_fields.items()
        for attribute, field in group.annotation.model_fields.items()  # type: ignore[union-attr]
        if getattr(getattr(settings, name), attribute) not in (None, (), {})
        and field.alias not in NEEDED
    }
    assert set(shown) == has_default - NO_WRITTEN_DEFAULT


def test_the_table_and_the_example_show_the_same() -> None:
    assert configuration() == example()


def test_what_compose_alone_reads_has_the_defaults_of_compose() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name, value in configuration().items():
        if name in COMPOSE_ONLY and value:
            assert f"${{{name}:-{value}}}" in text
    assert yaml.safe_load(text)


def blocks(text: str) -> str:
    """What stands in fenced blocks, without comments, each command on one line."""
    code = "\n".join(re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE))
    return re.sub(r"\s+#.*$", "", code.replace("\\\n", " "), flags=re.MULTILINE)


def command_lines() -> Iterator[str]:
    """Every `aftercall ...` in a block or between backticks."""
    for page in PAGES:
        # What a shell fills in is one word.
        text = re.sub(r"\$\([^()]*\)", "x", page.read_text())
        in_blocks = re.findall(
            r"(?:^ *|; do |-T worker |:ro\" worker |until )(aftercall [^;|&>\n']+)",
            blocks(text),
            re.MULTILINE,
        )
        inline = re.findall(
            r"`(aftercall [^`]+)`",
            re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE),
        )
        yield from in_blocks + inline


LINES = sorted({" ".join(line.split()) for line in command_lines()})


def test_the_pages_have_command_lines() -> None:
    assert len(LINES) > 20


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_is_one_that_the_program_takes(line: str) -> None:
    """Parsed and not run; `<id>` and `...` stand for something."""
    _, *words = shlex.split(line)
    if words == ["--help"]:
        return
    if words == ["--version"]:
        assert "--version" in {option for each in COMMANDS.params for option in each.opts}
        return
    command = COMMANDS.commands[words[0]]
    if isinstance(command, typer.core.TyperGroup):
        # A page may name a group of commands, or one of its commands without what it takes.
        if not words[1:]:
            return
        words = words[1:]
        command = command.commands[words[0]]
        if not words[1:]:
            return
    if words[0] == "enqueue-test-job" and len(words) == 1:
        words += ["--recording-url", "https://example.com/a.wav"]
    if words[0] in ("backup", "restore") and len(words) == 1:
        words.append("a.tar")
    if words in (["search"], ["ask"]):
        words.append("boiler")
    command.make_context(words[0], _with_values(words[1:]))


def _with_values(words: list[str]) -> list[str]:
    """A shell would have expanded `"$@"`, and N stands for a number."""
    return [
        "2" if word == "N" else word for word in words if word != "$@" and not word.startswith("|")
    ]


def test_the_table_of_exit_codes_has_every_command() -> None:
    table = CLI[CLI.index("| Command | Exits with 1 also |") :].partition("\n\n")[0]
    named = set(re.findall(r"`aftercall ([a-z-]+)", table))
    assert named == set(COMMANDS.commands)


def test_commands_that_end_with_1_for_what_they_find_say_so_in_their_help() -> None:
    for name in ("status", "doctor", "enqueue-test-job", "reconcile", "replay", "rotate-keys"):
        assert "exit 1" in " ".join((COMMANDS.commands[name].help or "").split()), name


@pytest.mark.parametrize(
    "words",
    [
        ["api"],
        ["doctor"],
        ["enqueue-test-job", "--recording-url", "https://example.com/a.wav"],
        ["migrate"],
        ["reconcile"],
        ["replay"],
        ["retry"],
        ["rotate-keys"],
        ["worker"],
        ["worker", "once"],
        ["doctor", "--none"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_missing_settings_and_wrong_options_end_with_2(tmp_path: Path, words: list[str]) -> None:
    ended = aftercall(*words, cwd=tmp_path)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)


def test_every_route_that_is_named_exists() -> None:
    paths = create_app(load_settings(NEEDED)).openapi()["paths"]
    known = [
        (path.split("/"), {method.upper() for method in methods}) for path, methods in paths.items()
    ]
    known += [
        (path.split("/"), {"GET"})
        for path in (
            "/metrics",
            "/docs",
            "/openapi.json",
            "/account",
            *(
                str(getattr(route, "path", ""))
                for router in ROUTERS
                if isinstance(router, PageRouter)
                for route in router.routes
            ),
            "/api/auth/oidc/callback",
        )
    ]
    # The protocol of assistants describes itself.
    known.append((["", "api", "mcp"], {"POST"}))
    for page in PAGES:
        text = page.read_text()
        named = re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) (/[^\s`\"'?|]*)", text)
        named += [("", path) for path in re.findall(r"(?<![\w.])(/api/[\w{}$/-]*\w[}]?)", text)]
        for method, path in named:
            assert any(
                _same(path, parts) and (not method or method in methods) for parts, methods in known
            ), path


def _same(path: str, template: list[str]) -> bool:
    parts = path.rstrip(".,:;)/").split("/")
    return len(parts) == len(template) and all(
        there.startswith("{") or there == named
        for named, there in zip(parts, template, strict=True)
    )


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE))
        assert named <= targets, page.name


def test_every_file_and_section_that_is_linked_to_is_there() -> None:
    for page in [*PAGES, *(DOCS / "decisions").glob("*.md")]:
        for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text())):
            if target.startswith("https://"):
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            assert file.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in _anchors(file), f"{page.name}: {target}"


def _without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text()
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).as_posix()
        assert name == "index.md" or name.startswith("decisions/") or f"({name})" in index, name


def test_the_readme_has_at_most_900_words() -> None:
    assert len((ROOT / "README.md").read_text().split()) <= MOST_WORDS


def test_the_readme_leads_to_the_commands_that_show_the_product() -> None:
    readme = (ROOT / "README.md").read_text()
    for each in (
        "\nmake demo ",
        "\nmake test ",
        "```mermaid",
        "(docs/tutorial.md)",
        "(docs/index.md)",
        "(CHANGELOG.md)",
    ):
        assert each in readme, each


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    text = (ROOT / "CHANGELOG.md").read_text()
    newest = re.findall(r"^## (.+)$", text, re.MULTILINE)[0]
    assert re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", newest)
    assert re.findall(r"^### (.+)$", text, re.MULTILINE)[:3] == ["Added", "Changed", "Fixed"]
