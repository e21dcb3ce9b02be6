"""The system, wrapped: at its n-th call something goes wrong.

The functions of `os`, `fcntl` and `mmap` and the opening of files are replaced by ones that count. A file that is
opened has a raw file that counts as well, below the buffers of `io`, so that what is counted is what reaches the
system: a write when a buffer is full, not each `write` of the program.
"""

from __future__ import annotations

import builtins
import dis
import errno
import fcntl
import io
import mmap
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Literal

Kind = Literal["EIO", "ENOSPC", "INT", "TERM", "KILL"]
When = Literal["before", "after", "amid", "onwards"]

MARK = "\x01"
"""Begins a line of what the wrapper tells, among what the process prints."""
CALLS = """
access chmod close fchmod fdatasync fstat fsync ftruncate link listdir lseek lstat mkdir open posix_fallocate pread
pwrite read readlink remove rename replace rmdir scandir stat symlink truncate unlink utime write
""".split()
_WRITES = {"write", "pwrite"}
_TAKES_SPACE = _WRITES | {"open", "ftruncate", "fsync", "mkdir", "rename", "replace", "posix_fallocate", "link"}

# What the wrapper itself needs of the system.
_kill, _getpid, _write, _fork = os.kill, os.getpid, os.write, os.fork


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at a call: it is not done, done and not told, or half done; `onwards`: and all later ones."""

    kind: Kind
    when: When

    def __str__(self) -> str:
        return f"{self.kind} {self.when}"

    @property
    def cleaned_up(self) -> bool:
        """Whether the program goes on after it, and cleans up."""
        return self.kind in ("EIO", "INT") and self.when != "onwards"

    @property
    def late_end(self) -> bool:
        """Whether the process dies of it after the call."""
        return self.kind in ("TERM", "KILL") and self.when == "after"

    def fits(self, call: str) -> bool:
        """Closing always closes, and then fails; only what writes is done by half, only what takes space finds
        none."""
        if self.when == "amid":
            return call in _WRITES
        if self.kind == "ENOSPC":
            return call in _TAKES_SPACE
        return not (call == "close" and self.kind in ("EIO", "INT") and self.when == "before")


_WHEN: dict[Kind, Sequence[When]] = {
    "EIO": ("before", "after", "onwards"),
    "ENOSPC": ("before", "after", "amid", "onwards"),
    "INT": ("before", "after"),
    "TERM": ("before", "after"),
    "KILL": ("before", "after", "amid"),
}
FAULTS = [Fault(kind, when) for kind, times in _WHEN.items() for when in times]


@dataclass
class System:
    """Counts the calls of one process and lets faults happen at some. Installed once, in a process of its own.

    `process` says whose calls are meant: 0 is this process, n the n-th that it forks.
    """

    faults: Mapping[int, Fault]
    process: int = 0
    tell: bool = False
    """Say each call."""
    on_commit: Callable[[], None] = lambda: None
    """Called after each rename to a manifest."""
    count: int = 0
    here: int = 0
    forks: int = 0
    off: bool = False
    lasting: Fault | None = field(default=None)

    def install(self) -> None:
        for name in CALLS:
            setattr(os, name, self._counted(name, getattr(os, name)))
        fcntl.flock = self._counted("flock", fcntl.flock)
        mmap.mmap = self._counted("mmap", mmap.mmap)  # type: ignore[assignment,misc]
        os.fork = self._forked
        io.open = builtins.open = self._opener()

    def say(self, *words: object) -> None:
        _write(2, f"{MARK}{' '.join(map(str, words))}\n".encode("utf-8", "replace"))

    def _forked(self) -> int:
        self.forks += 1
        pid = _fork()
        if not pid:
            self.here, self.count = self.forks, 0
        return pid

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return self.call(name, function, *arguments, **named)

        return call

    def call(self, name: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """One call, and what goes wrong with it."""
        if self.off or str(arguments[:1]).startswith(("('/dev/", "('/proc/")):  # which are on no disk
            return function(*arguments, **named)
        self.count += 1
        if self.tell:
            self.say("call", self.here, name, _told(arguments))
        fault = self.faults.get(self.count) if self.here == self.process else None
        if fault and not fault.fits(name):
            fault = None  # the calls are not those of the dry run
        if fault:
            self.say("fired", self.count, name, _told(arguments))
            self.lasting = fault if fault.when == "onwards" else self.lasting
        elif self.lasting and self.lasting.fits(name):
            fault = self.lasting
        if fault and fault.when == "amid":
            _half(function, arguments)
        if fault and (fault.when != "after" and (name != "close" or fault.kind not in ("EIO", "ENOSPC"))):
            self._happen(fault)
        result = function(*arguments, **named)
        if fault and fault.when in ("after", "onwards"):
            self._happen(fault)
        if name in ("replace", "rename") and str(arguments[-1]).endswith("manifest.json"):
            self.off = True
            self.on_commit()
            self.off = False
        return result

    def _happen(self, fault: Fault) -> None:
        if fault.kind in ("EIO", "ENOSPC"):
            number = getattr(errno, fault.kind)
            raise OSError(number, os.strerror(number))
        _kill(_getpid(), getattr(signal, f"SIG{fault.kind}"))

    def _opener(self) -> Callable[..., Any]:
        """`open`, over raw files that count."""
        system = self

        class Raw(io.FileIO):
            def __init__(self, file: Any, *arguments: Any) -> None:
                if isinstance(file, int):
                    super().__init__(file, *arguments)
                else:
                    system.call("open", super().__init__, file, *arguments)

            def write(self, data: Any) -> int:
                return int(system.call("write", super().write, data))

            def readinto(self, buffer: Any) -> int:
                return int(system.call("read", super().readinto, buffer))

            def readall(self) -> bytes:
                return bytes(system.call("read", super().readall))

            def read(self, size: int | None = -1) -> bytes:
                return bytes(system.call("read", super().read, size))

            def truncate(self, size: int | None = None) -> int:
                return int(system.call("ftruncate", super().truncate, size))

            def seek(self, offset: int, whence: int = 0) -> int:
                return int(system.call("lseek", super().seek, offset, whence))

            def close(self) -> None:
                if not self.closed:
                    system.call("close", super().close)

        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            raw = Raw(file, mode.translate({ord("b"): None, ord("t"): None}), closefd, opener)
            if buffering == 0:
                return raw
            size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
            made: Any = io.BufferedReader
            if "+" in mode:
                made = io.BufferedRandom
            elif set(mode) & set("wxa"):
                made = io.BufferedWriter
            buffer = made(raw, size)
            return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline, buffering == 1)

        return opened


def _half(function: Callable[..., Any], arguments: Sequence[Any]) -> None:
    """Write the first half of what a call was to write."""
    at = next(place for place, value in enumerate(arguments) if not isinstance(value, int))
    data = memoryview(arguments[at]).cast("B")
    function(*arguments[:at], data[: len(data) // 2], *arguments[at + 1 :])


def _told(arguments: Sequence[Any]) -> str:
    """The last names of the paths that a call is about."""
    named = (os.fsdecode(value) for value in arguments if isinstance(value, (str, os.PathLike)))
    return " ".join(name.rsplit("/", 1)[-1] for name in named if name)


_HEARD = {dis.opmap.get(name) for name in ("RESUME", "CALL", "CALL_KW", "CALL_FUNCTION_EX", "JUMP_BACKWARD")}
"""The bytecodes after which CPython looks for signals."""


@dataclass
class Steps:
    """Ctrl-C between two bytecodes of some modules, where the interpreter looks for signals: at the n-th such
    place."""

    files: frozenset[str]
    at: int = 0
    tell: bool = False
    count: int = 0
    places: list[tuple[str, int]] = field(default_factory=list)

    def install(self) -> None:
        sys.settrace(self._enter)

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        code, before = frame.f_code.co_code, -1

        def step(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal before
            if event == "opcode":
                if before >= 0 and code[before] in _HEARD:
                    self._stop(frame)
                before = frame.f_lasti
            return step

        return step

    def _stop(self, frame: FrameType) -> None:
        self.count += 1
        if self.tell:
            self.places.append((frame.f_code.co_qualname, frame.f_lasti))
        if self.count == self.at:
            _write(2, f"{MARK}fired {self.count} {frame.f_code.co_qualname}:{frame.f_lineno}\n".encode())
            raise KeyboardInterrupt
