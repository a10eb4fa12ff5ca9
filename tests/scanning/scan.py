"""`make scan`: wapiti against a running demo clinic over https, as each role. Not a test: it takes minutes.

Usage: python -m tests.scanning.scan WAPITI [role ...]. Prints what was found and fails if anything is left open.
"""

import json
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from typing import Any

from tests.browser.conftest import Installation

ROLES = ("nobody", "patient", "clinician", "coordinator", "admin")
CERTIFICATE = Path(__file__).parents[1] / "certificate" / "localhost.pem"
# Without those that ask a machine of the scanner's makers, which the clinic's server must not reach anyway.
MODULES = "cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss,xxe"
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


def scan(wapiti: str, clinic: Secure, role: str, folder: Path) -> list[tuple[str, str]]:
    """(kind, what) of everything that wapiti found as that role."""
    report = folder / f"{role}.json"
    headers = ["-H", "Sec-Fetch-Site: same-origin"]
    if role != "nobody":
        headers += ["-H", f"Cookie: {sign_in(clinic, role)}"]
    described = _read(f"http://127.0.0.1:{clinic.port}/api/openapi.json")
    described["servers"] = [{"url": clinic.address}]
    del described["paths"]["/api/sign-out"]  # or the scan ends there
    document = folder / "openapi.json"
    document.write_text(json.dumps(described))
    options = ["--verify-ssl", "0", "--flush-session", "--no-bugreport", "-v", "0", "-f", "json", "-m", MODULES]
    limits = ["--max-scan-time", "240", "--max-attack-time", "60"]
    places = ["--swagger", str(document), "--store-session", str(folder / "sessions"), "-o", str(report)]
    command = [wapiti, "-u", f"{clinic.address}/", *options, *limits, *places, *headers]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return _found(json.loads(report.read_text()))


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
        try:
            for role in chosen or ROLES:
                found = scan(wapiti, clinic, role, Path(name))
                left = [(kind, what) for kind, what in found if not any(re.search(e, what) for e in EXPLAINED)]
                print(f"{role}: {len(found)} found, {len(left)} open")
                for kind, what in left:
                    print(f"  {kind}: {what}")
                still_open += len(left)
        finally:
            clinic.stop()
    return 1 if still_open else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
