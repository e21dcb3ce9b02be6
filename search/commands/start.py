"""The process of a command: it is over in a tenth of a second, so the garbage collector is kept out of its way.

What the imports make stays until the end. Collecting while they run, and looking through all of it twice
more when the interpreter ends, took a fifth of the time of `onrecord search`; `gc.freeze` puts it where
the collector does not look. What a command makes itself is collected as ever.
"""

from __future__ import annotations

import gc
import signal
import sys


def main() -> None:
    """The console command `onrecord`."""
    gc.disable()
    try:
        try:
            import indexer  # noqa: F401 - it says on which systems it does not run
        except ImportError as error:
            print(f"onrecord: {error}", file=sys.stderr)
            sys.exit(2)
        from search.commands.cli import cli
        from search.commands.console import run_guarded

        gc.freeze()
        gc.enable()
        code = run_guarded(cli, sys.argv[1:])
        gc.freeze()
    except KeyboardInterrupt:  # while the modules are loaded, or once more while the first one is told
        code = 130
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over: nothing is left to be interrupted
    sys.exit(code)
