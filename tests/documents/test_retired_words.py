"""One word per thing: the words that docs/glossary.md retires are in no name, text or page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.main import create_app
from shared.db.pool import ALL_TENANTS, Database
from shared.settings.load import load_settings
from shared.telemetry.metrics import create_metrics

ROOT = Path(__file__).parents[2]
PRODUCT = ("api", "worker", "shared", "cli", "benchmarks")
SOURCES = sorted(
    path
    for room in PRODUCT
    for path in (ROOT / room).rglob("*.py")
    if "__pycache__" not in path.parts
)
# Of names; a name's words are split at underscores and capital letters.
RETIRED = {
    "told", "heard", "hearing", "listened", "listens", "anew", "beside", "nobody", "whoever",
    "apart", "alone", "asker", "hint", "hints", "hinted", "kept", "honest", "workspace", "arrival",
    "arrivals", "ear",
}  # fmt: skip
# Of texts that people read: messages, descriptions and pages.
IN_TEXTS = re.compile(
    r"\b(?:told|anew|heard|nobody|whoever|beside|had back|not to be had)\b", re.IGNORECASE
)
# Of what callers say, and of the vendors' own.
SPOKEN = (
    "shared/local/",
    "shared/domain/callback_time/",
    "shared/domain/answers/",
    "shared/vendors/openai/prompts.py",
    "benchmarks/prompt_call.py",
)
CODE = re.compile(r"```.*?```|`[^`\n]*`|\"[^\"\n]*\"", re.DOTALL)
GENERATED = re.compile(r"<!-- begin .*?<!-- end .*?-->", re.DOTALL)


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.keyword(arg=str(name)):
                yield name


def texts_in(tree: ast.AST) -> Iterator[str]:
    """Yields what is long enough to be read by people, docstrings too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_uses_no_retired_word(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {*names_in(tree), path.stem}
    assert not {name for name in names if words_of(name) & RETIRED}
    if not str(path.relative_to(ROOT)).startswith(SPOKEN):
        assert not [text for text in texts_in(tree) if IN_TEXTS.search(CODE.sub("", text))]


async def test_the_schema_uses_no_retired_word(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select table_name || '.' || column_name from information_schema.columns
            where table_schema = 'public'
            """
        )
    names = [row[0] for row in rows]
    assert len(names) > 100
    assert not {name for name in names if words_of(name) & RETIRED}


def test_routes_fields_and_metrics_use_no_retired_word() -> None:
    settings = load_settings(
        {
            "DATABASE_URL": "postgresql://",
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "DOCS_ENABLED": "true",
        }
    )
    description = create_app(settings).openapi()
    fields = {
        name
        for schema in description["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    metrics = {metric.name for metric in create_metrics().registry.collect()}
    names = {*description["paths"], *fields, *metrics}
    assert len(names) > 200
    assert not {name for name in names if words_of(name) & RETIRED}


def test_the_pages_use_no_retired_word() -> None:
    """Code and quotes aside; generated parts have their words from the sources."""
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    assert len(pages) > 30
    for page in pages:
        if page.name not in ("figures.md", "glossary.md"):
            text = CODE.sub("", GENERATED.sub("", page.read_text(encoding="utf-8")))
            assert not (found := IN_TEXTS.findall(text)), f"{page.name}: {found}"
