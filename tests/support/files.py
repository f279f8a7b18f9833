"""What lies on the disk of an installation that keeps its recordings there."""

from shared.settings.load import Settings


def files(settings: Settings) -> list[str]:
    """Every file below the folder of recordings, finished or on its way."""
    folder = settings.runtime.recordings_dir
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
