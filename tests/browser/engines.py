"""Firefox and WebKit, driven by the standard library: each opens addresses and runs scripts in the page.

Playwright would bring builds of its own of both; these are the ones that apt installs and people run.
"""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest

CERTIFICATE = Path(__file__).parents[1] / "certificate" / "localhost.pem"
PATIENCE = 60  # seconds for one step of a browser on a busy machine


class Engine(Protocol):
    def go(self, address: str) -> None:
        """Open an address and wait until its page is loaded."""

    def run(self, script: str, *given: Any) -> Any:
        """The value of an expression, or of the promise that it is; `given` is in `arguments`."""

    def close(self) -> None: ...


def program(name: str) -> str:
    """The path of an installed program. `make prove` installs them; without it the tests fail with one line."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} was not found. Run `make prove`, which installs it.")
    return found


# The last argument is the callback of an asynchronous script of WebDriver.
_ASYNC = """
const done = arguments[arguments.length - 1]
Promise.resolve((function () { return (%s) }).apply(null, arguments))
  .then((value) => done({ value: value === undefined ? null : value }), (problem) => done({ problem: String(problem) }))
"""


def _value(said: dict[str, Any]) -> Any:
    assert "problem" not in said, said["problem"]
    return said["value"]


class Firefox:
    """Through Marionette, the protocol beneath geckodriver: each message is its length, a colon and JSON.

    It takes http://localhost for secure, cookies and workers too. Behind a certificate that is not to be trusted it
    would register no worker, whatever was said of such certificates.
    """

    needs_tls = False

    def __init__(self, folder: Path) -> None:
        profile = folder / "firefox"
        profile.mkdir()
        port = _free_port()
        settings = {
            "marionette.port": port,
            "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "app.update.enabled": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
            "intl.accept_languages": "en-GB",
        }
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines))
        self.process = subprocess.Popen(
            [program("firefox-esr"), "--marionette", "--headless", "--no-remote", "--profile", str(profile)],
            env=os.environ | {"HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.connection = _connect(port, self.process)
        self.ids = count(1)
        self._read()
        self._ask("WebDriver:NewSession", {})
        self._ask("WebDriver:SetTimeouts", {"script": PATIENCE * 1000})

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self.connection.recv(1)
        left, said = int(length[:-1]), b""
        while len(said) < left:
            said += self.connection.recv(left - len(said))
        return json.loads(said)

    def _ask(self, command: str, given: dict[str, Any]) -> Any:
        message = json.dumps([0, next(self.ids), command, given])
        self.connection.sendall(f"{len(message.encode())}:{message}".encode())
        _, _, problem, value = self._read()
        assert problem is None, problem
        return value

    def go(self, address: str) -> None:
        self._ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *given: Any) -> Any:
        asked = {"script": _ASYNC % script, "args": list(given)}
        return _value(self._ask("WebDriver:ExecuteAsyncScript", asked)["value"])

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.close()
        _end(self.process)


class WebKit:
    """WebKitGTK, Safari's engine, through its own WebDriver server on a screen that nobody sees.

    At http://localhost it drops Secure cookies.
    """

    needs_tls = True

    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self.process = subprocess.Popen(
            [program("xvfb-run"), "-a", program("WebKitWebDriver"), f"--port={port}", "--host=127.0.0.1"],
            env=os.environ
            | {"HOME": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _connect(port, self.process).close()
        self.port = port
        self.session = ""
        asked = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}}
        self.session = f"/session/{self._ask('POST', '/session', asked)['sessionId']}"
        self._ask("POST", f"{self.session}/timeouts", {"script": PATIENCE * 1000})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=2 * PATIENCE)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body))
            with connection.getresponse() as answer:
                said = json.loads(answer.read())
        assert answer.status == 200, said
        return said["value"]

    def go(self, address: str) -> None:
        self._ask("POST", f"{self.session}/url", {"url": address})

    def run(self, script: str, *given: Any) -> Any:
        asked = {"script": _ASYNC % script, "args": list(given)}
        return _value(self._ask("POST", f"{self.session}/execute/async", asked))

    def close(self) -> None:
        with contextlib.suppress(OSError, AssertionError):
            self._ask("DELETE", self.session)
        os.killpg(self.process.pid, 15)
        self.process.wait(30)


class TlsFront:
    """https in front of a server on this machine, with the certificate of the tests. Without one it hangs up."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.writers: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        starting = asyncio.start_server(self._join, "127.0.0.1", 0, ssl=context)
        self.server = asyncio.run_coroutine_threadsafe(starting, self.loop).result(30)
        self.port: int = self.server.sockets[0].getsockname()[1]

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.behind)
            self.writers.add(far_writer)
            await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))
        writer.close()

    async def _hang_up(self) -> None:
        """End what browsers keep open: a socket that is left to the collector warns, and a warning fails a test."""
        self.server.close()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        for each in carrying:
            each.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.gather(*(each.wait_closed() for each in self.writers), return_exceptions=True)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)
        self.loop.close()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await source.read(65536):
            target.write(part)
            await target.drain()
    target.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _connect(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        except OSError:
            assert process.poll() is None, "the browser has ended"
            assert time.monotonic() < deadline, "the browser did not start"
            time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
