"""Ctrl-C while a question is answered ends that question, however often it is pressed."""

from __future__ import annotations

import os
import signal
import threading
import time

from search.repl.interrupts import interrupts


def pressed(times: int) -> None:
    for _ in range(times):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1e-5)


def test_one_interrupt_comes_through_of_many_at_once() -> None:
    """The others do not reach what comes after, where they would end the session."""
    with interrupts("ignored"):
        for _ in range(50):
            pressing = threading.Thread(target=pressed, args=(6,))
            try:
                with interrupts("raised"):
                    pressing.start()
                    while True:
                        sum(range(300))
            except KeyboardInterrupt:
                pass
            pressing.join()
