"""A headless Chromium, driven over the pipe of the DevTools protocol: messages of JSON, each ended by a zero byte.

`Page` opens a file and answers questions about it; it keeps what the page said to the console and all that it asked
for.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

SECONDS = 60
"""How long an answer may take on a slow machine."""


def found() -> str | None:
    """The Chromium of this system, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


class Chromium:
    """A browser with a profile of its own in `folder`. A context manager."""

    def __init__(self, folder: Path) -> None:
        program = found()
        assert program is not None, "chromium is not installed"
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        for handle in (to_browser, from_browser):
            os.set_inheritable(handle, True)
        # It reads from handle 3 and writes to 4; the sandbox needs a kernel that containers do not give.
        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--hide-scrollbars", "--disable-background-networking", "--force-color-profile=srgb",
            "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank",
        ]  # fmt: skip
        shell = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *arguments],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self._read, False)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The result of a method; what else the browser says until then is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        os.write(self._write, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            if answer:
                self.events.append(answer)
        raise TimeoutError(method)

    def until(self, event: str) -> None:
        """Waits until the browser has said that something happened."""
        deadline = time.monotonic() + SECONDS
        while not any(one.get("method") == event for one in self.events):
            if time.monotonic() > deadline:
                raise TimeoutError(event)
            if answer := self._next():
                self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        """The next message, or an empty one if none came for a moment."""
        if b"\0" not in self._buffer:
            try:
                self._buffer += os.read(self._read, 1 << 20)
            except BlockingIOError:
                assert self._process.poll() is None, "chromium has ended"
                time.sleep(0.01)
            if b"\0" not in self._buffer:
                return {}
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def close(self) -> None:
        with suppress(AssertionError, TimeoutError, OSError):
            self.call("Browser.close")
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Page:
    """A file in a tab of its own, as wide as `width` pixels, in the colours of `scheme`."""

    def __init__(
        self, browser: Chromium, file: Path, *, width: int = 1100, height: int = 900, scheme: str = "light"
    ) -> None:
        self._browser = browser
        tab = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session: str = browser.call("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.events.clear()
        self.url = file.resolve().as_uri()
        self.call("Page.navigate", url=self.url)
        browser.until("Page.loadEventFired")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def value(self, script: str) -> Any:
        """What a script gives that is run in the page: it is our question, the page has none."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    @property
    def requests(self) -> list[str]:
        """The addresses of all that was asked for, that of the page with it."""
        return [
            event["params"]["request"]["url"]
            for event in self._browser.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    @property
    def complaints(self) -> list[Any]:
        """What was said to the console, and errors."""
        said = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [event["params"] for event in self._browser.events if event.get("method") in said]

    def picture(self, file: Path) -> None:
        """The whole page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        file.write_bytes(base64.b64decode(data))

    def printed(self, file: Path) -> None:
        """The page as it is printed, a PDF."""
        data = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        file.write_bytes(base64.b64decode(data))
