"""The machine: what it is, which of its cores a process may use, and how much memory one took."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from pathlib import Path


def describe() -> dict[str, str | int | float]:
    """Processor, cores, memory (GB), kernel and Python, for the record."""
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(_kilobytes("/proc/meminfo", "MemTotal") / 1e6, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name), "")


def _kilobytes(path: str, name: str) -> int:
    value = _field(path, name).removesuffix(" kB")
    return int(value) if value.isdigit() else 0


def confine(cores: int) -> int:
    """Let this process and its children run on at most `cores` cores; how many they have now."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    os.sched_setaffinity(0, allowed)
    return len(allowed)


def peak_bytes() -> int:
    """The most memory that was resident in this process.

    Linux: VmHWM, which begins anew with the program (ru_maxrss begins with the peak of whoever
    started it).
    """
    peak = _kilobytes("/proc/self/status", "VmHWM")
    return peak * 1024 if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _maxrss_unit()


def children_peak_bytes(most: int) -> int:
    """At most what `most` children held at once: as many times what the largest that ended held."""
    return most * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _maxrss_unit()


def _maxrss_unit() -> int:
    return 1 if sys.platform == "darwin" else 1024


def cpu_seconds() -> float:
    """Processor time of this process, all threads, and of its children that ended; user and system."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system
