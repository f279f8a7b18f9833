"""Removes rights from a process that reading an untrusted file does not need: network, other
processes, other files.

Linux only, without privileges: a seccomp filter and, from Linux 5.13 on, Landlock. Neither the
process nor its children can undo them. docs/decisions/0017 says what this does not cover.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_NO_NEW_PRIVS = 38
PR_GET_SECCOMP = 21
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_TSYNC = 1
CLONE_THREAD = 0x0001_0000

# The refused system calls, by what they reach: the network, other programs and processes, the
# kernel's larger interfaces.
_DENIED = """
socket socketpair bind listen accept accept4 connect execve execveat fork vfork ptrace
process_vm_readv process_vm_writev process_madvise kcmp tkill rt_sigqueueinfo rt_tgsigqueueinfo
pidfd_open pidfd_getfd pidfd_send_signal io_uring_setup io_uring_enter io_uring_register bpf
perf_event_open userfaultfd keyctl add_key request_key unshare setns mount umount2 pivot_root
chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr name_to_handle_at
open_by_handle_at init_module finit_module delete_module kexec_load kexec_file_load
"""
# These numbers are the same on all architectures since the tables were unified.
_COMMON = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_open": 434,
    "clone3": 435,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
_NUMBERS = {
    "x86_64": (
        """
        socket 41 connect 42 accept 43 bind 49 listen 50 socketpair 53 clone 56 fork 57 vfork 58
        execve 59 kill 62 ptrace 101 rt_sigqueueinfo 129 pivot_root 155 chroot 161 mount 165
        umount2 166 init_module 175 delete_module 176 tkill 200 tgkill 234 kexec_load 246 add_key
        248 request_key 249 keyctl 250 unshare 272 accept4 288 rt_tgsigqueueinfo 297
        perf_event_open 298 prlimit64 302 name_to_handle_at 303 open_by_handle_at 304 setns 308
        process_vm_readv 310 process_vm_writev 311 kcmp 312 finit_module 313 seccomp 317
        kexec_file_load 320 bpf 321 execveat 322 userfaultfd 323"""
    ),
    "aarch64": (
        """
        umount2 39 mount 40 pivot_root 41 chroot 51 unshare 97 kexec_load 104 init_module 105
        delete_module 106 ptrace 117 kill 129 tkill 130 tgkill 131 rt_sigqueueinfo 138 socket 198
        socketpair 199 bind 200 listen 201 accept 202 connect 203 add_key 217 request_key 218
        keyctl 219 clone 220 execve 221 rt_tgsigqueueinfo 240 perf_event_open 241 accept4 242
        prlimit64 261 name_to_handle_at 264 open_by_handle_at 265 setns 268 process_vm_readv 270
        process_vm_writev 271 kcmp 272 finit_module 273 seccomp 277 bpf 280 execveat 281
        userfaultfd 282 kexec_file_load 294"""
    ),
}
_ARCHITECTURES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
# Numbers from here on belong to the x32 table, which would bypass the filter.
_X32 = 0x4000_0000

_LOAD, _AND, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16

# Landlock's rights over files, with the interface version that introduced them.
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_WRITE_FILE, _REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = (
    1 << 1,
    1 << 4,
    1 << 5,
    1 << 7,
    1 << 8,
)
_TRUNCATE = 1 << 14
_OF_A_FILE = 1 << 0 | _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _READ_FILE | _READ_FOLDER
_WRITE = _READ | _WRITE_FILE | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _TRUNCATE
_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_RULE_PATH_BENEATH = 1
_CREATE_RULESET_VERSION = 1

# Paths that Python, numerical libraries and time zones read on any system.
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/self",
    "/sys/devices/system",
)


@dataclass(frozen=True, slots=True)
class Walls:
    """The folders that a process may read and write besides those that its interpreter and packages
    need.
    """

    reads: tuple[Path, ...] = ()
    writes: tuple[Path, ...] = ()


def enclose(walls: Walls | None) -> list[str]:
    """Restricts this process permanently and returns the restrictions that could not be set.
    Without `walls` files are not restricted.

    Call it before other threads are started: Landlock applies to the calling thread and what it
    starts.
    """
    if sys.platform != "linux":
        return list(gaps())
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    undone = []
    if walls is not None and not _landlock(walls):
        undone.append(_FILES)
    if not _seccomp():
        undone.append(_NETWORK)
    return undone


_NETWORK = "network and other processes (needs Linux on x86_64 or aarch64 with seccomp)"
_FILES = "other files (needs Linux 5.13 or newer with Landlock)"


def gaps() -> tuple[str, ...]:
    """Returns the restrictions that this machine does not support, without restricting
    any process.
    """
    if sys.platform != "linux":
        return _NETWORK, _FILES
    has_seccomp = platform.machine() in _NUMBERS and _libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0
    found = () if has_seccomp else (_NETWORK,)
    return found if _landlock_version() > 0 else (*found, _FILES)


def _seccomp() -> bool:
    machine = platform.machine()
    if machine not in _NUMBERS:
        return False
    words = _NUMBERS[machine].split()
    numbers = {
        **_COMMON,
        **{name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)},
    }
    program = _seccomp_filter(machine, numbers)
    code = ctypes.create_string_buffer(program)
    # struct sock_fprog: a count, padding, and the address of the instructions.
    described = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    )
    done = _libc.syscall(
        numbers["seccomp"], SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, described
    )
    return bool(done == 0)


def _seccomp_filter(machine: str, numbers: dict[str, int]) -> bytes:
    """Returns a filter under which threads may be started and processes may not; signals and limits
    are allowed only for this process itself.
    """
    refuse, unknown = (_RETURN, 0, 0, _ERROR | errno.EPERM), (_RETURN, 0, 0, _ERROR | errno.ENOSYS)
    allow, pid = (_RETURN, 0, 0, _ALLOW), os.getpid()
    argument = (_LOAD, 0, 0, _FIRST_ARGUMENT_AT)
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, 0, 1, _X32),
        refuse,
    ]
    for name in _DENIED.split():
        if name in numbers:
            code += [(_JUMP_IF_EQUAL, 0, 1, numbers[name]), refuse]
    # The flags of `clone3` are in memory, where a filter cannot look; the C library then uses
    # `clone`.
    code += [(_JUMP_IF_EQUAL, 0, 1, numbers["clone3"]), unknown]
    is_thread = [
        argument,
        (_AND, 0, 0, CLONE_THREAD),
        (_JUMP_IF_EQUAL, 0, 1, CLONE_THREAD),
        allow,
        refuse,
    ]
    is_own = [argument, (_JUMP_IF_EQUAL, 0, 1, pid), allow, refuse]
    # In these calls 0 is the caller; for `kill` it is the whole process group, including the
    # parent.
    is_own_or_zero = [argument, (_JUMP_IF_EQUAL, 1, 0, 0), *is_own[1:]]
    for name, check in (
        ("clone", is_thread),
        ("kill", is_own),
        ("tgkill", is_own),
        ("prlimit64", is_own_or_zero),
    ):
        code += [(_JUMP_IF_EQUAL, 0, len(check), numbers[name]), *check]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in (*code, allow))


def _landlock_version() -> int:
    create = _COMMON["landlock_create_ruleset"]
    return int(
        _libc.syscall(create, None, ctypes.c_size_t(0), ctypes.c_uint(_CREATE_RULESET_VERSION))
    )


def _landlock(walls: Walls) -> bool:
    version = _landlock_version()
    if version <= 0:
        return False
    handled = (1 << _RIGHTS_BY_VERSION.get(version, 16)) - 1
    # TCP from version 4 on; signals and abstract sockets to other processes from version 6 on.
    attributes = struct.pack("QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _libc.syscall(
        _COMMON["landlock_create_ruleset"],
        ctypes.c_char_p(attributes),
        ctypes.c_size_t(size),
        ctypes.c_uint(0),
    )
    if ruleset < 0:
        return False
    try:
        for rights, paths in (
            (_READ, (*_readable_paths(), *walls.reads)),
            (_WRITE, (Path("/dev/null"), *walls.writes)),
        ):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        return bool(
            _libc.syscall(_COMMON["landlock_restrict_self"], ruleset, ctypes.c_uint(0)) == 0
        )
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Allows access to a path. A path that does not exist yet stays forbidden."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _OF_A_FILE
        rule = struct.pack("=Qi", allowed, descriptor)
        _libc.syscall(
            _COMMON["landlock_add_rule"],
            ruleset,
            _RULE_PATH_BENEATH,
            ctypes.c_char_p(rule),
            ctypes.c_uint(0),
        )
    finally:
        os.close(descriptor)


def _readable_paths() -> Iterable[Path]:
    """Returns the readable paths. It never contains a whole folder of sources, because settings and
    data may be next to the packages.
    """
    yield from map(Path, _SYSTEM)
    yield from {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[1]}
    yield from (
        Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")
    )
    yield from (Path(entry) for entry in os.environ.get("LD_LIBRARY_PATH", "").split(":") if entry)
