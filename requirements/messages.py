"""Keeps the catalogues of the languages of pages and messages: `make messages`.

Texts of pages are taken from the templates and from `_()` in api/pages, those of messages to
targets from `_()` in shared/outgoing, and those that are stored from shared/domain/stored_texts.py;
the catalogues get the new ones, and lose those that nothing uses. Translations are written into the
.po files by hand; then this script compiles what is read.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ("de", "es")
OPTIONS = {"templates/pages/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}


@dataclass(frozen=True)
class Kind:
    """Catalogues of one kind: the package whose texts they hold, and their name."""

    package: str
    domain: str
    methods: tuple[tuple[str, str], ...]

    def file(self, language: str, ending: str) -> Path:
        folder = ROOT / self.package / "locale" / language / "LC_MESSAGES"
        return folder / f"{self.domain}.{ending}"


PAGES = Kind(
    "api",
    "aftercall",
    (("pages/**.py", "python"), ("templates/pages/**.html", "jinja2.ext:babel_extract")),
)
MESSAGES = Kind("shared", "messages", (("outgoing/**.py", "python"),))
STORED = Kind("shared", "stored", (("domain/stored_texts.py", "python"),))
KINDS = (PAGES, MESSAGES, STORED)


def template(kind: Kind) -> Catalog:
    """Returns all messages, in the order of the files that they stand in."""
    catalogue = Catalog(project="Aftercall", domain=kind.domain)
    found = sorted(
        extract_from_dir(
            str(ROOT / kind.package), method_map=list(kind.methods), options_map=OPTIONS
        ),
        key=lambda each: (each[0], each[1]),
    )
    for path, _, message, comments, context in found:
        catalogue.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return catalogue


def updated(kind: Kind, language: str) -> Catalog:
    """Returns a language's catalogue with exactly the messages that are used."""
    with kind.file(language, "po").open("rb") as stored:
        catalogue = read_po(stored, locale=language, domain=kind.domain)
    catalogue.update(template(kind), no_fuzzy_matching=True, update_creation_date=False)
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
    for kind in KINDS:
        for language in LANGUAGES:
            catalogue = updated(kind, language)
            for ending, content in zip(("po", "mo"), written(catalogue), strict=True):
                kind.file(language, ending).write_bytes(content)
            missing = [message.id for message in catalogue if message.id and not message.string]
            lacking += len(missing)
            sys.stdout.write(
                f"{kind.domain}, {language}: {len(catalogue)} messages,"
                f" {len(missing)} to translate\n"
            )
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
