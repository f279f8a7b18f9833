"""Runs tasks one after the other in a child process that receives nothing its tasks do not need.

multiprocessing would pass on the whole environment, secrets included, and unpickle whatever the
process answers. An attacker who takes over a decoder would then have taken over the worker.
"""

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import is_dataclass
from enum import Enum
from io import BytesIO
from typing import IO, Any, ParamSpec, TypeVar

import structlog

P = ParamSpec("P")
T = TypeVar("T")

# A child receives only these variables of the parent's environment.
PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "LD_LIBRARY_PATH",
    "OMP_NUM_THREADS",
    "OMP_WAIT_POLICY",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
)
# Waiting threads do not spin, and on a machine with many processors numpy would map more memory
# than a task may.
USUAL = {"OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1"}
# Models come from packages, never from the network.
GIVEN = {"HF_HUB_OFFLINE": "1"}
LENGTH = struct.Struct("!Q")
MOST_ANSWERED_BYTES = 2**28
END_TIMEOUT_S = 5.0
BUILTIN = frozenset({"set", "frozenset", "bytearray", "complex"})
PLAIN_TYPES = {
    # The type of ids that come from PostgreSQL; it corresponds to the UUID of the standard library.
    "asyncpg.pgproto.pgproto": {"UUID"},
    "collections": {"Counter", "OrderedDict", "deque"},
    "datetime": {"datetime", "date", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "pathlib": {"PosixPath"},
    "uuid": {"UUID"},
}

log = structlog.get_logger()


class Child(Executor):
    """A child process that runs one task at a time. Tasks and arguments must pickle; answers
    consist of plain types and this project's data classes.

    The process starts with the first task and calls `prepare` before it, which returns the
    restrictions that could not be set. The process ends with this process, however this one ends.
    """

    def __init__(self, prepare: Callable[P, list[str]], *args: P.args, **kwargs: P.kwargs) -> None:
        self._prepare = prepare, args, kwargs
        # The thread that talks to the process, which blocks.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="child")
        self._process: subprocess.Popen[bytes] | None = None

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return self._thread.submit(self._send_task, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Lets the process end once it is idle. A busy process has to be killed."""
        try:
            self._thread.submit(self._end_process)
        except RuntimeError:
            return
        self._thread.shutdown(wait=wait)

    def _send_task(
        self, task: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> T:
        if self._process is None:
            program = (
                f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
            )
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **USUAL,
                    **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
                    **GIVEN,
                },
            )
            if undone := _exchange(self._process, self._prepare):
                log.warning(
                    "a process that reads recordings and texts is not restricted in everything",
                    left_open=undone,
                )
        answer: T = _exchange(self._process, (task, args, kwargs))
        return answer

    def _end_process(self) -> None:
        if self._process is None:
            return
        assert self._process.stdin and self._process.stdout  # noqa: S101 - both are pipes
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def _exchange(process: subprocess.Popen[bytes], request: object) -> Any:
    """Sends a request and returns its answer. Raises BrokenProcessPool when the process has ended,
    and the error that the task raised.
    """
    assert process.stdin and process.stdout  # noqa: S101 - both are pipes
    try:
        _write_frame(process.stdin, pickle.dumps(request))
        answered = _read_frame(process.stdout, most_bytes=MOST_ANSWERED_BYTES)
        succeeded, value = _PlainUnpickler(BytesIO(answered)).load()
    except Exception as error:
        # An answer of a process that was taken over can raise any error when it is read.
        raise BrokenProcessPool(
            f"the process answered nothing that can be read ({type(error).__name__})"
        ) from error
    if succeeded is True:
        return value
    raise value if isinstance(value, Exception) else RuntimeError(str(value))


def pickled(value: object) -> bytes:
    """Pickles data so that the parent takes it with every version of Python: before 3.11.4 an enum
    is pickled as a call of `getattr`, which is refused.
    """
    written = BytesIO()
    _PlainPickler(written).dump(value)
    return written.getvalue()


class _PlainPickler(pickle.Pickler):
    """Pickles the members of enums by their values."""

    def reducer_override(self, value: Any) -> Any:
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


class _PlainUnpickler(pickle.Unpickler):
    """Unpickles only data. The process may have been taken over, so any name that could execute
    code is refused.
    """

    def find_class(self, module: str, name: str) -> Any:
        if "." not in name:
            if (module == "builtins" and name in BUILTIN) or name in PLAIN_TYPES.get(module, ()):
                return super().find_class(module, name)
            if module == "builtins" or module.startswith("shared."):
                found = super().find_class(module, name)
                if (
                    isinstance(found, type)
                    and (issubclass(found, (Exception, Enum)) or is_dataclass(found))
                    and found.__module__ == module
                ):
                    return found
        raise pickle.UnpicklingError(f"{module}.{name} is not taken from another process")


def serve() -> None:
    """Runs in the child: executes tasks from standard input, one after the other, until that is
    closed.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Output that a library prints must not mix with the answers.
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), 0)
    # The first task encloses this process; the restrictions apply to the threads that are started
    # after it.
    _run_task(answers, *pickle.loads(_read_frame(requests)))  # noqa: S301 - from the parent
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive_tasks, args=(requests, waiting), daemon=True).start()
    while True:
        _run_task(answers, *pickle.loads(waiting.get()))  # noqa: S301 - from the parent


def _receive_tasks(requests: IO[bytes], waiting: "queue.SimpleQueue[bytes]") -> None:
    """Receives tasks. Ends the process when its parent has ended, even in the middle of a task."""
    try:
        while True:
            waiting.put(_read_frame(requests))
    except (EOFError, OSError):
        os._exit(0)


def _run_task(
    answers: IO[bytes], task: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    try:
        answer = pickled((True, task(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - the parent decides
        # An error that does not pickle, or that the parent would refuse, is sent as its name.
        try:
            answer = pickled((False, error))
            _PlainUnpickler(BytesIO(answer)).load()
        except Exception:  # noqa: BLE001 - whatever its class does when it is made again
            answer = pickle.dumps((False, type(error).__name__))
    _write_frame(answers, answer)


def _write_frame(file: IO[bytes], data: bytes) -> None:
    file.write(LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def _read_frame(file: IO[bytes], *, most_bytes: int | None = None) -> bytes:
    """Reads one frame. Raises EOFError, and ValueError for a frame that is too large."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (size_bytes,) = LENGTH.unpack(head)
    if most_bytes is not None and size_bytes > most_bytes:
        raise ValueError("the answer is too large")
    data = file.read(size_bytes)
    if len(data) < size_bytes:
        raise EOFError
    return data
