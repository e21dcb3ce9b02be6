"""Servers that answer as they are told: late, in part, not at all, under a certificate that does not do."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import trustme

from indexer.cluster.settings import Settings

QUICK = Settings(
    connect_seconds=2, silent_seconds=0.3, body_seconds=0.5, patience=3, first_pause=0.01, longest_pause=0.05,
    first_bench=0.02, longest_bench=0.1,
)  # fmt: skip
"""Waits so small that a test takes as long as what it does."""
OPENSEARCH = {"version": {"distribution": "opensearch", "number": "3.8.0"}, "tagline": "The OpenSearch Project"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]


@dataclass(frozen=True)
class Reply:
    """`hangs` or is cut before the head, or in the middle of the body."""

    status: int = 200
    content: Any = field(default_factory=dict)
    """Bytes as they are, everything else as JSON."""
    headers: dict[str, str] = field(default_factory=dict)
    fault: Literal["", "hangs", "hangs in body", "cut", "cut in body", "drips"] = ""


class Stub:
    """A server on a free port of loopback. `answer` has the reply to a request; to `/` it answers as a node, but for
    `known=False`. While it is `silent` it takes connections and answers nothing."""

    def __init__(
        self, answer: Callable[[Request], Reply], *, context: ssl.SSLContext | None = None, known: bool = True
    ) -> None:
        self.answer = answer
        self.known = known
        self.requests: list[Request] = []
        """What was asked, but for `/`."""
        self.looks = 0
        """How often `/` was asked for."""
        self.silent = threading.Event()
        self.released = threading.Event()
        """Ends all that hangs."""
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.context = context
        self.port = self._server.server_address[1]
        self.url = f"{'http' if context is None else 'https'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    context: ssl.SSLContext | None = None
    block_on_close = False

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.context is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(5)
        with self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a client cuts or refuses is what is tested."""


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nothing is told."""

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            while stub.silent.is_set() and not stub.released.wait(0.01):
                pass
            if self.path == "/":
                stub.looks += 1
                self.reply(stub.answer(request) if not stub.known else Reply(200, OPENSEARCH))
            else:
                stub.requests.append(request)
                self.reply(stub.answer(request))

        def reply(self, reply: Reply) -> None:
            if reply.fault == "hangs":
                stub.released.wait()
            if reply.fault in ("hangs", "cut"):
                self.close_connection = True
                return
            raw = reply.content if isinstance(reply.content, bytes) else json.dumps(reply.content).encode()
            self.send_response(reply.status)
            headers = {"content-type": "application/json", "content-length": str(len(raw))} | reply.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "HEAD":
                return
            if reply.fault == "drips":
                for number in range(len(raw)):
                    self.wfile.write(raw[number : number + 1])
                    if stub.released.wait(0.02):
                        break
                self.close_connection = True
                return
            self.wfile.write(raw[: len(raw) // 2] if reply.fault else raw)
            if reply.fault == "hangs in body":
                stub.released.wait()
            if reply.fault:
                self.close_connection = True

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    return Handler


@contextmanager
def stub(answer: Callable[[Request], Reply] = lambda _: Reply(), **how: Any) -> Iterator[Stub]:
    """A server for as long as the block."""
    made = Stub(answer, **how)
    try:
        yield made
    finally:
        with suppress(OSError):
            made.close()


def in_turn(*replies: Reply) -> Callable[[Request], Reply]:
    """These replies one after the other, the last one for ever."""
    left = list(replies)
    mutex = threading.Lock()

    def answer(_: Request) -> Reply:
        with mutex:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


def served(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """What a server shows a certificate with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def authority_file(authority: trustme.CA, folder: Path) -> str:
    """The certificate of an authority as a file."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)
