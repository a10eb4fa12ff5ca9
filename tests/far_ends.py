"""The far ends of messages, on this machine: a mail server and a gateway that do what a test tells them to."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE = Path(__file__).parent / "certificate" / "localhost.pem"


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class MailEnd(socketserver.ThreadingTCPServer):
    """A mail server. taken: what it accepted. answers: command -> its reply instead of the good one."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailSession)
        self.taken: list[Message] = []
        self.answers: dict[str, str] = {}
        self.silent_after_taking = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _MailSession(socketserver.StreamRequestHandler):
    server: MailEnd

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            command = line.upper().split(" ")[0]
            reply = self.server.answers.get(command) or self._reply(command)
            self._say(reply)
            if command == "STARTTLS" and reply.startswith("220"):
                try:
                    self.request = _tls().wrap_socket(self.request, server_side=True)
                except ssl.SSLError:  # a caller that does not trust our certificate
                    return
                self.setup()
            if command == "DATA" and reply.startswith("354"):
                self._take()
                if self.server.silent_after_taking:
                    return
                self._say("250 taken")
            if command == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _reply(self, command: str) -> str:
        known = {
            "EHLO": "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN",
            "STARTTLS": "220 go on",
            "AUTH": "235 welcome",
            "DATA": "354 go on",
            "QUIT": "221 bye",
        }
        return known.get(command, "250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=default))

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class GatewayEnd(ThreadingHTTPServer):
    """A gateway that takes web hooks. taken: (headers, body) of all that came. answer: what it says to each."""

    daemon_threads = True

    def __init__(self, *, over_tls: bool) -> None:
        super().__init__(("127.0.0.1", 0), _GatewayRequest)
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[], tuple[int, dict[str, str]]] = lambda: (204, {})
        self.over_tls = over_tls
        if over_tls:
            self.socket = _tls().wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.over_tls else 'http'}://localhost:{self.port}/page"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that does not trust our certificate hangs up: that is what the test is about."""


class _GatewayRequest(BaseHTTPRequestHandler):
    server: GatewayEnd

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status, headers = self.server.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(end: Any) -> Iterator[Any]:
    """The far end, answering until the block ends."""
    thread = threading.Thread(target=end.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield end
    finally:
        end.shutdown()
        end.server_close()
        thread.join()
