"""Requests that come in pieces, too large, too slowly, twice or not in order do no harm to anybody else."""

import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from server.access import Role
from server.courses.models.session import TreatmentSession
from tests.proofs.conftest import Web, head, read_answer, serving

HALF_SENT = 500


def session_body(course, number=1):
    """A session a day, from the course's first on, so that the machine's own day does not matter."""
    said = {
        "id": str(uuid4()),
        "number": number,
        "on": str(course.started_on + timedelta(days=number - 1)),
        "started_at": None,
        "state": "full",
        "blocks": [{"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}],
        "site_pain": None,
        "note": "",
        # The days and the order are the requests' alone; whether they are usual is not what is proven here.
        "confirmed": ["weekend", "number-ahead", "many-in-a-day", "no-re-check"],
    }
    return json.dumps(said).encode()


@pytest.fixture
def course(web: Web):
    return web.world.course()


@pytest.fixture
def cookie(web: Web, course):
    return web.cookie_of(web.world.staff(Role.CLINICIAN))


def test_with_500_half_sent_posts_open_everyone_else_is_served_as_before(web: Web, course, cookie):
    body = session_body(course)
    path = f"/api/courses/{course.id}/sessions"
    before = [web.ask("GET", path) for path in ("/api/help-card", "/health", "/api/me")]
    me = web.ask("GET", "/api/me", Cookie=cookie)
    waiting = []
    for place in range(HALF_SENT):
        connection = web.connect()
        # Some within the first line, some within the headers, most within the body.
        whole = head(path, len(body), cookie) + body
        cut = {0: 9, 1: 60}.get(place % 10, len(whole) - 1 - place % 50)
        connection.sendall(whole[:cut])
        waiting.append((connection, whole[cut:]))
    assert [web.ask("GET", path) for path in ("/api/help-card", "/health", "/api/me")] == before
    for _ in range(20):
        assert web.ask("GET", "/api/me", Cookie=cookie) == me
    other = session_body(course, 2)
    assert web.ask("POST", path, other, Cookie=cookie).status == 201
    assert web.lives
    # The half-sent ones wrote nothing; the first that goes on is answered like any other.
    assert [each.number for each in web.world.rows(TreatmentSession)] == [2]
    connection, rest = waiting[5]
    connection.sendall(rest)
    assert read_answer(connection)[0] == 201
    for connection, _ in waiting:
        connection.close()
    assert web.ask("GET", "/api/me", Cookie=cookie) == me
    assert len(web.world.rows(TreatmentSession)) == 2
    assert web.lives


@pytest.mark.parametrize("megabytes", [1.1, 30])
def test_a_body_that_is_too_large_is_refused_in_the_shape_of_all_errors(web: Web, course, cookie, megabytes):
    with web.connect() as connection:
        length = int(megabytes * 1_000_000)
        connection.sendall(head(f"/api/courses/{course.id}/sessions", length, cookie))
        if length < 2_000_000:
            connection.sendall(b" " * length)
        status, body = read_answer(connection)
    assert (status, json.loads(body)["code"]) == (413, "too-large")
    assert web.world.count(TreatmentSession) == 0


def test_a_body_without_an_announced_end_is_cut(web: Web, course, cookie):
    """A chunked one, which says its length nowhere."""
    with web.connect() as connection:
        connection.sendall(head(f"/api/courses/{course.id}/sessions", None, cookie, Transfer_Encoding="chunked"))
        assert any(is_cut_after_one_more_chunk(connection) for _ in range(1000))
    assert web.lives


def is_cut_after_one_more_chunk(connection):
    try:
        connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (b"NONSENSE\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nno colon here\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431, "too-large"),
        (b"POST /api/join HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400, "malformed"),
        (b"POST /api/join HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "malformed"),
    ],
)
def test_what_is_no_request_is_refused_in_the_shape_of_all_errors(web: Web, said, status, code):
    with web.connect() as connection:
        connection.sendall(said)
        answered, body = read_answer(connection)
    assert (answered, json.loads(body)["code"]) == (status, code)
    assert set(json.loads(body)) == {"code", "message", "details"}


def test_a_request_sent_many_times_at_once_is_stored_once(web: Web, course, cookie):
    body = session_body(course)
    path = f"/api/courses/{course.id}/sessions"
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: web.ask("POST", path, body, Cookie=cookie), range(48)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1
    assert web.world.count(TreatmentSession) == 1


def test_requests_in_another_order_end_in_the_same_state(web: Web, course, cookie):
    path = f"/api/courses/{course.id}/sessions"
    bodies = [session_body(course, number) for number in range(1, 10)]
    for body in [*reversed(bodies), *bodies[::2]]:
        assert web.ask("POST", path, body, Cookie=cookie).status == 201
    stored = {each.number: (each.on - course.started_on).days for each in web.world.rows(TreatmentSession)}
    assert stored == {number: number - 1 for number in range(1, 10)}


def test_requests_in_one_breath_are_answered_in_order(web: Web, course, cookie):
    path = f"/api/courses/{course.id}/sessions"
    bodies = [session_body(course, number) for number in (1, 2, 3)]
    with web.connect() as connection:
        connection.sendall(b"".join(head(path, len(body), cookie) + body for body in bodies))
        numbers = [json.loads(read_one(connection)[1])["number"] for _ in bodies]
    assert numbers == [1, 2, 3]


def read_one(connection: socket.socket) -> tuple[int, bytes]:
    """One answer to the byte, leaving the next one on the connection."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        received += connection.recv(1)
    length = next(int(line.split(b":")[1]) for line in received.lower().split(b"\r\n") if b"content-length" in line)
    body = b""
    while len(body) < length:
        body += connection.recv(length - len(body))
    return int(received.split(b" ")[1]), body


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_when_asked(web: Web, number):
    idle, half = web.connect(), web.connect()
    half.sendall(head("/api/join", 100) + b"{")
    web.process.send_signal(number)
    assert web.process.wait(30) == 0
    idle.close()
    half.close()


# The server as it is, but with one second for a request to arrive.
IMPATIENT = """
import os
from server import create_app
from server.config import read_settings
from server.serve import Limits, WebServer, listen
settings = read_settings(os.environ)
limits = Limits(longest_request=1, longest_idle=3600, between_checks=1)
WebServer(create_app(settings), listen(settings.listen_host, settings.listen_port), limits).run()
"""


def test_a_request_that_drips_is_cut_although_every_byte_looks_alive(settings):
    """A byte every tenth of a second, which no bound on idle time ever ends."""
    with serving(settings, "-c", IMPATIENT) as web, web.connect() as dripping:
        dripping.settimeout(0.1)
        dripping.sendall(head("/api/join", 1000))
        assert any(is_cut_after_one_more_byte(dripping) for _ in range(200))
        assert web.ask("GET", "/api/help-card").status == 404
        assert web.lives


def is_cut_after_one_more_byte(connection):
    try:
        connection.sendall(b" ")
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True
