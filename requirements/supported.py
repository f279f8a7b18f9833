"""Says in one sentence why this machine cannot run what the locks hold, before pip fails over it:
`make` asks first.

Needs the standard library alone. Exit code 1 where packages are missing.
"""

import platform
import sys
import sysconfig

CONTAINERS = "`docker compose up --build` runs it there (see README, Running it for real)."


def refusal(system: str, machine: str, libc: str) -> str | None:
    """None on Linux with glibc (x86_64, aarch64) and macOS on Apple silicon, else what to do
    instead.
    """
    if system == "Windows" or system.startswith(("CYGWIN", "MINGW", "MSYS")):
        return (
            "Aftercall does not run on Windows itself: install WSL 2 (`wsl --install`) and run make"
            " in it."
        )
    if system == "Darwin" and machine != "arm64":
        return (
            "This is an Intel (x86_64) Python, for which packages that Aftercall needs have no"
            " macOS build. On Apple silicon use an arm64 Python: make"
            " PYTHON=/opt/homebrew/bin/python3.12 ... On an Intel Mac " + CONTAINERS
        )
    if system == "Linux" and libc == "musl":
        return (
            "This Linux has musl (as Alpine has), for which packages that Aftercall needs have no"
            " build. " + CONTAINERS
        )
    if system not in ("Linux", "Darwin") or machine not in ("x86_64", "aarch64", "arm64"):
        return (
            f"Packages that Aftercall needs have no build for {system} on {machine}; they have for"
            " Linux on x86_64 and aarch64, and for macOS on Apple silicon."
        )
    return None


def this_libc() -> str:
    """`musl`, or another word."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX") or ""
    return "musl" if "musl" in suffix or platform.libc_ver()[0] == "musl" else "other"


if __name__ == "__main__":
    reason = refusal(platform.system(), platform.machine(), this_libc())
    if reason:
        sys.exit(reason)
