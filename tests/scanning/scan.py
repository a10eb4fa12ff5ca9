"""`make scan`: wapiti against a running demo clinic over https, as each role. No test: it takes half an hour.

Usage: python -m tests.scanning.scan WAPITI [role ...]. Prints what was found and fails if anything is left open.

Every route is attacked once, as the first of the roles that it lets in: who is let in is the access matrix's to show,
and what a value does to a route does not depend on who sends it. So a role takes five minutes or so.
"""

import json
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

from server.access import Permission, Role, roles_with
from tests.browser.conftest import Installation

ROLES = ("nobody", "patient", "technician", "clinician", "coordinator", "admin")
CERTIFICATE = Path(__file__).parents[1] / "certificate" / "localhost.pem"
# Without those that ask a machine of the scanner's makers, which the clinic's server must not reach anyway.
MODULES = "cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss,xxe"
SECONDS_TO_READ, SECONDS_TO_ATTACK = 30, 60  # at most, of one role; the second for each of the modules
# What wapiti reports and why it is none. Everything else is open.
EXPLAINED: dict[str, str] = {}


class Secure(Installation):
    """The demo clinic behind a proxy that ends TLS, as a real one is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _free_port())
        self.tls_port = _free_port()
        _end_tls(self.tls_port, self.port)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.tls_port}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _end_tls(port: int, to_port: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(CERTIFICATE)
    listening = socket.create_server(("127.0.0.1", port), backlog=100)

    def serve() -> None:
        while True:
            raw, _ = listening.accept()
            threading.Thread(target=_forward, args=(context, raw, to_port), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


def _forward(context: ssl.SSLContext, raw: socket.socket, to_port: int) -> None:
    try:
        near = context.wrap_socket(raw, server_side=True)
        far = socket.create_connection(("127.0.0.1", to_port))
    except OSError:
        raw.close()
        return
    back = threading.Thread(target=_pump, args=(far, near), daemon=True)
    back.start()
    _pump(near, far)
    back.join()
    near.close()
    far.close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # either side may go at any time


def forget_failures(clinic: Secure) -> None:
    """Let the database count no failed attempt: an answer that says to wait hides what lies behind it, and the scanner
    takes two answers to one value for two answers of a database."""
    connection = sqlite.connect(clinic.folder / "demo.db", timeout=10, isolation_level=None)
    connection.execute(
        "CREATE TRIGGER forget_failures AFTER UPDATE ON throttle "
        "BEGIN UPDATE throttle SET failures = 0, free_at = old.free_at WHERE key = new.key; END"
    )
    connection.close()


def sign_in(clinic: Secure, role: str) -> str:
    """The cookie of somebody who came by a demo link."""
    token = clinic.new_links()[role].partition("#")[2]
    request = urllib.request.Request(
        f"http://127.0.0.1:{clinic.port}/api/join",
        json.dumps({"token": token}).encode(),
        {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 # our own address
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def paths_of(role: str, described: dict[str, Any]) -> dict[str, Any]:
    """The routes that let the role in, and none of the roles before it."""
    before = ROLES[: ROLES.index(role)]
    return {
        path: deeds
        for path, deeds in described["paths"].items()
        if path != "/api/sign-out"  # or the scan ends there
        if any(_lets_in(deed, role) and not any(_lets_in(deed, each) for each in before) for deed in deeds.values())
    }


def _lets_in(deed: dict[str, Any], role: str) -> bool:
    permission = Permission(deed["x-permission"])
    return permission is Permission.PUBLIC or (role != "nobody" and Role(role) in roles_with(permission))


def scan(wapiti: str, clinic: Secure, role: str, folder: Path) -> tuple[int, list[str], list[tuple[str, str]]]:
    """How many routes were attacked, which modules had not come to an end, and (kind, what) of all that was found."""
    report = folder / f"{role}.json"
    headers = ["-H", "Sec-Fetch-Site: same-origin"]
    if role != "nobody":
        headers += ["-H", f"Cookie: {sign_in(clinic, role)}"]
    described = _read(f"http://127.0.0.1:{clinic.port}/api/openapi.json")
    described["servers"] = [{"url": clinic.address}]
    described["paths"] = paths_of(role, described)
    described = _with_one_type(described)
    document = folder / "openapi.json"
    document.write_text(json.dumps(described))
    options = ["--verify-ssl", "0", "--flush-session", "--no-bugreport", "-v", "1", "-f", "json", "-m", MODULES]
    limits = ["--max-scan-time", str(SECONDS_TO_READ), "--max-attack-time", str(SECONDS_TO_ATTACK)]
    places = ["--swagger", str(document), "--store-session", str(folder / "sessions"), "-o", str(report)]
    command = [wapiti, "-u", f"{clinic.address}/", *options, *limits, *places, *headers]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    unfinished = re.findall(r"Max attack time was reached for module (\w+)", said)
    return len(described["paths"]), unfinished, _found(json.loads(report.read_text()))


def _with_one_type(part: Any) -> Any:
    """A part of the document without ["string", "null"] as a type, which wapiti 3.2 takes for a value to send: nothing
    would come past the first check, and two payloads of other lengths be answered in two ways."""
    if isinstance(part, dict):
        return {
            name: next(each for each in value if each != "null")
            if name == "type" and isinstance(value, list)
            else _with_one_type(value)
            for name, value in part.items()
        }
    return [_with_one_type(each) for each in part] if isinstance(part, list) else part


def _read(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 # our own address
        read: dict[str, Any] = json.load(answer)
        return read


def _found(report: dict[str, Any]) -> list[tuple[str, str]]:
    kinds = {**report["vulnerabilities"], **report["anomalies"]}
    return [(kind, f"{each['method']} {each['path']}: {each['info']}") for kind, many in kinds.items() for each in many]


def main(wapiti: str, *chosen: str) -> int:
    """0 if nothing is left open."""
    still_open = 0
    with tempfile.TemporaryDirectory() as name:
        clinic = Secure(Path(name))
        clinic.start()
        forget_failures(clinic)
        try:
            for role in chosen or ROLES:
                begun = time.monotonic()
                routes, unfinished, found = scan(wapiti, clinic, role, Path(name))
                left = [(kind, what) for kind, what in found if not any(re.search(e, what) for e in EXPLAINED)]
                took = f"{time.monotonic() - begun:.0f} s"
                print(f"{role}: {routes} routes in {took}, {len(found)} found, {len(left)} open", flush=True)
                if unfinished:
                    print(f"  not through in the time given: {', '.join(unfinished)}", flush=True)
                for kind, what in left:
                    print(f"  {kind}: {what}")
                still_open += len(left)
        finally:
            clinic.stop()
    return 1 if still_open else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
