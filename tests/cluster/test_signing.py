"""Requests that are signed for AWS, as AWS reckons their signature; with botocore, where that is installed."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from indexer.cluster.client import Client
from tests.cluster.stubs import QUICK, Request, stub


def test_a_server_that_reckons_a_signature_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """By AWS' page "Create a signed AWS API request", of what has arrived: path, query, headers, body."""
    pytest.importorskip("botocore")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    with stub() as server, Client([server.url], replace(QUICK, sigv4="eu-west-1")) as client:
        client.request("POST", "/a,b/_search?size=1&allow=false", {"a": "é"})
        client.request("GET", "/a/_doc/x%2Fy")
        assert len(server.requests) == 2
        for request in server.requests:
            assert request.headers["authorization"].rpartition("Signature=")[2] == signature(request)


def signature(request: Request) -> str:
    """What AWS reckons, with the secret that it knows."""
    told = dict(re.findall(r"(\w+)=([^, ]+)", request.headers["authorization"]))
    _, day, region, service, _ = told["Credential"].split("/")
    path, _, query = request.path.partition("?")
    body = hashlib.sha256(request.body).hexdigest()
    assert request.headers["x-amz-content-sha256"] == body
    names = told["SignedHeaders"].split(";")
    assert {"host", "x-amz-date"} <= set(names)
    headers = "".join(f"{name}:{request.headers[name]}\n" for name in names)
    canonical = "\n".join(
        (request.method, quote(path), "&".join(sorted(query.split("&"))), headers, ";".join(names), body)
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{request.headers['x-amz-date']}\n{scope}\n{digest}"
    key = b"AWS4hunter2"
    for part in (day, region, service, "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()
