"""Addresses of archives on a cluster, and what is told of who asks: read exactly, refused with the mend."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cluster.location import Location, is_address
from indexer.cluster.settings import Secret, Settings, read_settings
from indexer.cluster.signing import signer_of
from indexer.errors import UsageError
from tests.conftest import environment

READ = [
    ("https://a:9200/news", ("https://a:9200",), "news"),
    ("https://a:9200", ("https://a:9200",), "archive"),
    ("https://a:9200/", ("https://a:9200",), "archive"),
    ("https://a:9200,https://b:9200/news", ("https://a:9200", "https://b:9200"), "news"),
    (" https://a:9200 , https://b/news/ ", ("https://a:9200", "https://b"), "news"),
    ("http://a:9200,http://a:9200/news", ("http://a:9200",), "news"),
    ("HTTPS://Search.Example.ORG/2024_de-1", ("https://search.example.org",), "2024_de-1"),
    ("http://127.0.0.1:9200/n", ("http://127.0.0.1:9200",), "n"),
    ("http://[::1]:9200/n", ("http://[::1]:9200",), "n"),
    ("https://zürich.example:9200/n", ("https://xn--zrich-kva.example:9200",), "n"),
]


@pytest.mark.parametrize(("address", "urls", "name"), READ)
def test_an_address_is_read(address: str, urls: tuple[str, ...], name: str) -> None:
    """Nodes and name; written, it is read as the same again."""
    location = Location.read(address)
    assert (location.urls, location.name) == (urls, name)
    assert Location.read(str(location)) == location
    assert is_address(address)


REFUSED = [
    ("https://a:9200,b:9200/news", "address 2 of 2, b:9200/news, does not begin with .*write https://b:9200/news"),
    ("https://a:9200,/news", "address 2 of 2, /news, does not begin"),
    ("https://a:9200,,https://b/n", "address 2 of 3 is empty"),
    ("https://a:9200/news,https://b:9200/news", "not the last address and has a name behind it: /news"),
    ("https://a:9200/one/two", "more than a name behind its host: /one/two"),
    ("https://a:9200/News", "News is no name .*write /news"),
    ("https://a:9200/-news", "-news is no name"),
    ("https://a:9200/_news", "_news is no name"),
    ("https://a:9200/ne ws", "ne ws is no name"),
    ("https://a:9200/ne*", "no name"),
    ("https://a:9200/" + "n" * 200, "at most 128"),
    ("https://a:9200/news?pretty", r"\? or #"),
    ("https://a:9200/news#x", r"\? or #"),
    ("https://a:99999/news", "Port out of range"),
    ("https://a:port/news", "https://a:port/news"),
    ("https:///news", "has no host"),
    ("https://", "has no host"),
    ("https://a b:9200/news", "no name of a host"),
    ("https://[::1/news", "Invalid IPv6"),
    ("https://[v1.x]/news", "v1.x is no address|IP address"),
    ("ftp://a/news", "does not begin"),
]


@pytest.mark.parametrize(("address", "told"), REFUSED)
def test_an_address_that_is_none_is_refused_with_the_place(address: str, told: str) -> None:
    """What is wrong, where, and how it is written."""
    with pytest.raises(UsageError, match=told) as raised:
        Location.read(address)
    assert raised.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "https://desk:hunter2@a:9200/news", "https://hunter2@a/news", "https://x,https://desk:hunter2@a:9200/news",
        "https://desk:hunt,er2@a/news", "https://desk:hunter2/x@a/news", "https://desk:@hunter2@a/news",
        "https://a/hunter2@", "https://desk:hunter2#@a/news", "https://desk:hunter2\n@a", "desk:hunter2@a:9200/news",
    ],
)  # fmt: skip
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    """Wherever in it the @ is; the mend says where it belongs."""
    with pytest.raises(UsageError, match="ONRECORD_CLUSTER_PASSWORD") as raised:
        Location.read(address)
    assert not any(part in "".join(traceback.format_exception(raised.value)) for part in ("hunter2", "hunt,", "er2@"))


@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_typed_is_an_address_or_an_error(rest: str, name: str) -> None:
    """No other exception, and what is read is fit to be asked: a host, and a name that an index may have."""
    try:
        location = Location.read(f"https://{rest}/{name}")
    except UsageError:
        return
    assert Location.read(str(location)) == location
    assert set(location.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("given", [".", "news.idx", "/srv/http://x", "https", "", "http:/a", "C:\\news"])
def test_a_folder_is_no_address(given: str) -> None:
    """What does not begin as a URL is a folder, as before."""
    assert not is_address(given)


# ---- settings

URLS = ("https://a:9200", "https://b:9200")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment without settings."""
    return {"HOME": str(tmp_path)}


def kept(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A file of settings where it is looked for."""
    path = folder / ".config" / "onrecord" / "cluster.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_settings_of_the_environment(home: dict[str, str]) -> None:
    """As their types; what is not said is as it is."""
    assert read_settings(URLS, home) == Settings()
    told = {"USER": "desk", "PASSWORD": "p", "PATIENCE": "2.5", "GZIP": "yes", "PLAIN": "no"}
    found = read_settings(URLS, home | {f"ONRECORD_CLUSTER_{name}": value for name, value in told.items()})
    assert found == Settings(user="desk", password=Secret("p"), patience=2.5, gzip=True)


def test_settings_of_a_file_for_one_cluster_go_to_no_other(home: dict[str, str], tmp_path: Path) -> None:
    """A table is named by the host, with its port or without; what stands before all tables is of every cluster."""
    kept(tmp_path, 'patience = 5\n["b:9200"]\nuser = "desk"\npassword = "p"\n[c]\napi_key = "k"\n')
    assert read_settings(URLS, home) == Settings(patience=5, user="desk", password=Secret("p"))
    assert read_settings(["https://c"], home) == Settings(patience=5, api_key=Secret("k"))
    assert read_settings(["https://b:9201"], home) == Settings(patience=5)


def test_the_environment_goes_before_the_file(home: dict[str, str], tmp_path: Path) -> None:
    """Who asks is said by one of them: a key of the environment takes the place of a password of the file."""
    other = kept(tmp_path, 'user = "desk"\npassword = "p"\npatience = 5').rename(tmp_path / "other.toml")
    named = home | {"ONRECORD_CLUSTER_FILE": str(other)}
    assert read_settings(URLS, named).user == "desk"
    found = read_settings(URLS, named | {"ONRECORD_CLUSTER_API_KEY": "k", "ONRECORD_CLUSTER_PATIENCE": "6"})
    assert found == Settings(api_key=Secret("k"), patience=6)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_file_that_others_can_read_is_refused(mode: int, home: dict[str, str], tmp_path: Path) -> None:
    """With the command that mends it; nothing of it is shown."""
    path = kept(tmp_path, 'user = "desk"\npassword = "hunter2"', mode)
    with pytest.raises(UsageError, match=f"chmod 600 {path}") as raised:
        read_settings(URLS, home)
    assert "hunter2" not in str(raised.value)


WRONG_FILES = [
    ('password = "hunter2', "cannot be read"),
    ('password: "hunter2"', "cannot be read"),
    ("user = 1\npassword = 'hunter2'", "user is no text"),
    ("password = 2", "password is no text"),
    ('passwort = "hunter2"', "passwort is no setting.*password"),
    ('[a]\npasswort = "hunter2"', "passwort is no setting"),
    ('password = "hunter2"', "no user"),
    ('user = "desk"', "no password"),
    ('user = "desk"\npassword = "hunter2"\napi_key = "k"', "by user and by api_key"),
    ("patience = 'hunter2'", "no number of seconds"),
    ("patience = nan", "no number of seconds"),
    ("patience = -1", "no number of seconds"),
    ("gzip = 'hunter2'", "neither yes nor no"),
    ('user = "a\\nb"\npassword = "hunter2"', "end of line"),
    ('key = "k.pem"', "no certificate"),
    ('ca_file = "/no/such.pem"', "names no file: /no/such.pem"),
]


@pytest.mark.parametrize(("text", "told"), WRONG_FILES)
def test_settings_that_cannot_be_are_refused(text: str, told: str, home: dict[str, str], tmp_path: Path) -> None:
    """The place, the mend, and no value that may be a secret."""
    kept(tmp_path, text)
    with pytest.raises(UsageError, match=told) as raised:
        read_settings(["https://a"], home)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


def test_variables_and_files_that_are_not_there(home: dict[str, str], tmp_path: Path) -> None:
    """A misspelt name is no setting that is passed over."""
    with pytest.raises(UsageError, match=r"ONRECORD_CLUSTER_PASSWORT is no setting.*ONRECORD_CLUSTER_PASSWORD"):
        read_settings(URLS, home | {"ONRECORD_CLUSTER_PASSWORT": "hunter2"})
    with pytest.raises(UsageError, match=r"missing.toml: No such file"):
        read_settings(URLS, home | {"ONRECORD_CLUSTER_FILE": str(tmp_path / "missing.toml")})
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "binary.toml").chmod(0o600)
    with pytest.raises(UsageError, match="UTF-8"):
        read_settings(URLS, home | {"ONRECORD_CLUSTER_FILE": str(tmp_path / "binary.toml")})


def test_a_key_that_others_can_read_is_refused(home: dict[str, str], tmp_path: Path) -> None:
    """As ssh does."""
    for name in ("c.pem", "k.pem"):
        (tmp_path / name).write_text("x")
    (tmp_path / "k.pem").chmod(0o644)
    told = {"ONRECORD_CLUSTER_CERTIFICATE": str(tmp_path / "c.pem"), "ONRECORD_CLUSTER_KEY": str(tmp_path / "k.pem")}
    with pytest.raises(UsageError, match="chmod 600"):
        read_settings(URLS, home | told)


def test_secrets_are_sent_over_no_line_that_others_hear(home: dict[str, str]) -> None:
    """Over http:// they go to this machine only, unless that is asked for."""
    told = home | {"ONRECORD_CLUSTER_API_KEY": "hunter2"}
    for url in ("http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200", "https://a"):
        read_settings([url], told)
    for url in ("http://a:9200", "http://10.0.0.1:9200", "http://localhost.example"):
        with pytest.raises(UsageError, match="ONRECORD_CLUSTER_PLAIN") as raised:
            read_settings(["https://b", url], told)
        assert "hunter2" not in str(raised.value)
        read_settings([url], told | {"ONRECORD_CLUSTER_PLAIN": "yes"})


def test_a_secret_shows_itself_nowhere() -> None:
    """Printed, formatted, in a representation, or handed to another process."""
    secret = Secret("hunter2")
    settings = Settings(user="desk", password=secret)
    shown: list[Any] = [secret, f"{secret}", f"{secret!r:>20}", settings, [settings], replace(settings, patience=1)]
    assert "hunter2" not in f"{shown} {secret}"
    with pytest.raises(TypeError, match="no other process"):
        pickle.dumps(settings)
    assert secret == Secret("hunter2") != Secret("hunter3")
    assert secret.reveal() == "hunter2"


def test_a_key_that_is_none() -> None:
    """What no header may have is refused before anything is sent."""
    with pytest.raises(UsageError, match="characters"):
        signer_of(Settings(api_key=Secret("schlüssel")))


def test_requests_for_aws_need_botocore(tmp_path: Path) -> None:
    """Where it is not installed that is told, with what to install."""
    (tmp_path / "botocore.py").write_text("raise ImportError")
    code = "from indexer.cluster.client import Client; Client(['https://a'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(ONRECORD_CLUSTER_SIGV4="eu-west-1", HOME=str(tmp_path))
        | {"PYTHONPATH": os.pathsep.join((str(tmp_path), environment()["PYTHONPATH"]))},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "botocore is not installed (pip install botocore)" in done.stderr


def test_requests_are_signed_for_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anew each one, body included, and the key itself is in none."""
    pytest.importorskip("botocore")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    sign = signer_of(Settings(sigv4="eu-west-1/aoss"))
    assert sign is not None
    one, other = (dict(sign("POST", "https://a:9200/_search?a=b", {"Accept": "x"}, body)) for body in (b"{}", b"{ }"))
    assert one["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-west-1/aoss/aws4_request" in one["Authorization"]
    assert one["Authorization"] != other["Authorization"]
    assert "hunter2" not in str(one)
