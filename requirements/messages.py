"""Keeps the catalogues of the pages' languages: `make messages`.

Messages are taken from the templates and from `_()` in api/pages; the catalogues get the new ones,
and lose those that nothing uses. Translations are written into the .po files by hand; then this
script compiles what the API reads.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "api" / "locale"
LANGUAGES = ("de", "es")
METHODS = [("pages/**.py", "python"), ("templates/pages/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/pages/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}


def template() -> Catalog:
    """Returns all messages, in the order of the files that they stand in."""
    catalogue = Catalog(project="Aftercall", domain="aftercall")
    found = sorted(
        extract_from_dir(str(ROOT / "api"), method_map=METHODS, options_map=OPTIONS),
        key=lambda each: (each[0], each[1]),
    )
    for path, _, message, comments, context in found:
        catalogue.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return catalogue


def updated(language: str) -> Catalog:
    """Returns a language's catalogue with exactly the messages that the pages have."""
    path = FOLDER / language / "LC_MESSAGES" / "aftercall.po"
    with path.open("rb") as stored:
        catalogue = read_po(stored, locale=language, domain="aftercall")
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Returns the catalogue as .po and as .mo."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=100, omit_header=False, include_lineno=False, sort_output=True)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def main() -> int:
    lacking = 0
    for language in LANGUAGES:
        catalogue = updated(language)
        folder = FOLDER / language / "LC_MESSAGES"
        for name, content in zip(("aftercall.po", "aftercall.mo"), written(catalogue), strict=True):
            (folder / name).write_bytes(content)
        missing = [message.id for message in catalogue if message.id and not message.string]
        lacking += len(missing)
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {len(missing)} to translate\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
