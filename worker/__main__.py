"""`python -m worker`: one worker, until it is told to stop."""

import sys

from shared.errors import SettingsInvalid
from shared.logs import configure_logs
from shared.settings import load_settings
from worker.main import run_worker


def main() -> None:
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        sys.exit(f"The settings are not valid:\n{error}")
    configure_logs(settings.runtime)
    run_worker(settings)


if __name__ == "__main__":
    main()
