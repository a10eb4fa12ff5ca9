"""The patient's application on a slow phone: the first visit over slow 4G, and opened again without a network.

In a real Chromium, slowed as the design says: 150 ms and 1.6 Mbit/s (slow 4G) and a processor four times as slow. The
yardstick of the first visit is a page of one file with one script of the same compressed size, so what the network and
the browser take in any case; that of opening again is a bare page on the disk.
"""

import base64
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, StorageState, sync_playwright

from bench.measure import Figure, middle
from tests.browser.conftest import FLAGS, PHONE, Installation, chromium, free_port

ROUNDS = 9
SLOWER = 4  # times, the processor
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}  # ms, bytes/s
LONGEST_LCP = 1500  # ms, design section 10
LONGEST_OFFLINE = 500  # ms
MOST_BYTES = 40_000
NOBODY: StorageState = {"cookies": []}
# Kept by the page itself: nothing but the browser's own marks is measured.
PAINTS = """
globalThis.paints = { lcp: 0, fcp: 0 }
new PerformanceObserver((list) => { for (const each of list.getEntries()) paints.lcp = each.startTime })
  .observe({ type: "largest-contentful-paint", buffered: true })
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (each.name === "first-contentful-paint") paints.fcp = each.startTime
}).observe({ type: "paint", buffered: true })
"""
READY = "h1"


def run(scale: float) -> list[Figure]:
    """The first visit and the opening without a network, in turns with their yardsticks."""
    rounds = max(round(ROUNDS * scale), 1)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lodestone = Installation(Path(folder), free_port())
        lodestone.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            return _figures(browser, lodestone, Path(folder), rounds)
        finally:
            browser.close()
            lodestone.stop()


def _figures(browser: Browser, lodestone: Installation, folder: Path, rounds: int) -> list[Figure]:
    first: list[dict[str, float]] = []
    again: list[float] = []
    bare_first: list[float] = []
    bare_again: list[float] = []
    with _signed_in(browser, lodestone) as cookies:
        sizes = [
            _first_visit(browser, lodestone.address, cookies)["bytes"] for _ in range(2)
        ]  # it also warms the server
        kept = _bare_file(folder)
        with _bare_page(int(middle(sizes))) as address:
            for _ in range(rounds):
                first.append(_first_visit(browser, lodestone.address, cookies))
                bare_first.append(_first_visit(browser, address, NOBODY)["lcp"])
                again.append(_without_network(browser, lodestone.address, cookies))
                bare_again.append(_from_disk(browser, kept))
    lcp, size = (middle([each[name] for each in first]) for name in ("lcp", "bytes"))
    fcp, requests = (middle([each[name] for each in first]) for name in ("fcp", "requests"))
    opened = middle(again)
    slow = "slow 4G (150 ms, 1.6 Mbit/s), processor 4 x slower"
    return [
        Figure(
            "phone, first visit: largest paint",
            "-",
            "ms",
            lcp,
            middle(bare_first),
            "one page with one script of that size",
            "LCP < 1.5 s, < 40 KB",
            lcp < LONGEST_LCP and size < MOST_BYTES,
            "lower",
            (f"first paint {fcp:.0f} ms", f"{size / 1000:.1f} KB in {requests:.0f} requests", slow),
        ),
        Figure(
            "phone, opened again without a network: first paint",
            "-",
            "ms",
            opened,
            middle(bare_again),
            "a bare page on the disk",
            "< 0.5 s",
            opened < LONGEST_OFFLINE,
            "lower",
            ("processor 4 x slower",),
        ),
    ]


@contextmanager
def _signed_in(browser: Browser, lodestone: Installation) -> Iterator[StorageState]:
    """The cookies of a patient who has joined; the rest of a first visit's browser is empty."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(lodestone.links["patient"])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/i" not in url.removeprefix(lodestone.address)[:2])
    page.wait_for_load_state("networkidle")
    yield {"cookies": context.storage_state()["cookies"]}
    context.close()


@contextmanager
def _fresh(browser: Browser, cookies: StorageState) -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    context = browser.new_context(viewport=PHONE, storage_state=cookies)
    context.add_init_script(PAINTS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield context, page, session
    context.close()


def _first_visit(browser: Browser, address: str, cookies: StorageState) -> dict[str, float]:
    """Of a browser that was never there: lcp and fcp in ms, bytes and requests over the wire until all is quiet."""
    with _fresh(browser, cookies) as (_, page, session):
        names: dict[str, str] = {}
        taken: dict[str, int] = {}
        session.on(
            "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
        )
        session.on(
            "Network.loadingFinished", lambda event: taken.update({event["requestId"]: int(event["encodedDataLength"])})
        )
        session.send("Network.enable")
        session.send("Network.setBypassServiceWorker", {"bypass": True})  # its copies come after the screen is there
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        page.goto(f"{address}/")
        page.locator(READY).first.wait_for()
        page.wait_for_load_state("networkidle")
        files = [size for each, size in taken.items() if "/api/" not in names.get(each, "/api/")]
        return {**_paints(page), "bytes": sum(files), "requests": len(taken)}


def _without_network(browser: Browser, address: str, cookies: StorageState) -> float:
    """First paint in ms of the page opened again offline, after one visit at ease."""
    with _fresh(browser, cookies) as (context, page, _):
        page.goto(f"{address}/")
        page.locator(READY).first.wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_load_state("networkidle")
        context.set_offline(True)
        page.goto(f"{address}/")
        page.locator(READY).first.wait_for()
        return _paints(page)["fcp"]


def _from_disk(browser: Browser, file: Path) -> float:
    with _fresh(browser, NOBODY) as (_, page, _session):
        page.goto(file.as_uri())
        page.locator(READY).first.wait_for()
        return _paints(page)["fcp"]


def _paints(page: Page) -> dict[str, float]:
    """What the page has noted, asked for once the browser has told it of the last frame."""
    return dict(
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(paints), 200)))")
    )


def _bare_file(folder: Path) -> Path:
    file = folder / "bare.html"
    file.write_text("<!DOCTYPE html><title>Bare</title><h1>How was your mood today?</h1>", encoding="utf-8")
    return file


@contextmanager
def _bare_page(size: int) -> Iterator[str]:
    """The address of a page that shows its heading once a script of `size` bytes has come, which nothing shrinks."""
    noise = base64.b64encode(random.Random(7).randbytes(size * 3 // 4)).decode()
    script = f'document.body.innerHTML = "<h1>How was your mood today?</h1>" // {noise}'.encode()
    page = b'<!DOCTYPE html><title>Bare</title><body><script src="/script.js"></script>'

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = ("text/javascript", script) if self.path == "/script.js" else ("text/html", page)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
