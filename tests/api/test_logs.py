"""The logs: lines of JSON that say what happened, and nothing of anybody."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from server.logs import write_logs
from tests.builders import World

WORDS = "Cried the whole evening"


class Lines(io.StringIO):
    """What a process wrote, line by line."""

    @property
    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [each for each in self.read_all if each["logger"] == logger]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    written = Lines()
    write_logs(stream=written)
    yield written
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)


def test_a_request_is_one_line_with_its_route_and_the_id_that_the_answer_names(world: World, lines: Lines) -> None:
    course = world.course()
    answer = world.client_of(world.staff("clinician")).get(f"/api/courses/{course.id}")
    (line,) = lines.of("lodestone.requests")
    assert answer.status_code == 200
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/courses/<uuid:course_id>", 200)
    assert datetime.fromisoformat(line["at"]).tzinfo == UTC
    assert line["ms"] >= 0
    assert str(course.id) not in lines.getvalue()


@pytest.mark.parametrize(
    ("path", "route"), [("/nothing/here", "none"), ("/s/x/Ada-Example.js", "/s/<stamp>/<path:name>")]
)
def test_an_address_that_leads_nowhere_is_not_repeated(world: World, lines: Lines, path: str, route: str) -> None:
    assert world.anybody().get(path).status_code == 404
    (line,) = lines.of("lodestone.requests")
    assert line["route"] == route
    assert path not in lines.getvalue()


def test_a_defect_says_its_kind_and_place_and_not_its_words(app: Flask, world: World, lines: Lines) -> None:
    def fail() -> None:
        raise ValueError(WORDS)

    app.view_functions["people.get_me"] = fail
    answer = world.client_of(world.patient()).get("/api/me")
    assert answer.status_code == 500
    assert answer.json["details"]["reference"] in lines.getvalue()
    assert "ValueError at test_logs.py" in lines.getvalue()
    assert WORDS not in lines.getvalue()


def test_what_a_library_says_may_quote_a_row_and_is_not_repeated(lines: Lines) -> None:
    try:
        raise KeyError(WORDS)
    except KeyError:
        logging.getLogger("waitress").exception(f"Exception while serving /api/{WORDS}/{uuid4()}")
    logging.getLogger("sqlalchemy.pool").warning("Row was %s", WORDS)
    first, second = lines.read_all
    assert WORDS not in lines.getvalue()
    assert (first["error"], first["place"].split(":")[0]) == ("KeyError", "test_logs.py")
    assert second["message"].startswith("test_logs:")


def test_a_line_break_in_what_is_logged_starts_no_new_line(lines: Lines) -> None:
    """Or somebody could write lines of their own."""
    logging.getLogger("lodestone.test").warning('code\n{"forged": 1}')
    (line,) = lines.read_all
    assert line["message"] == 'code\n{"forged": 1}'


def test_whoever_asks_for_what_is_not_theirs_stands_in_the_log_without_a_name(world: World, lines: Lines) -> None:
    researcher = world.staff("researcher", name="Ada Example")
    assert world.client_of(researcher).get("/api/caseload").status_code == 403
    (line,) = lines.of("lodestone.access")
    assert line["message"].startswith(f"refused: a researcher of clinic {researcher.clinic_id}, session ")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert world.anybody().get("/api/me", headers=foreign).status_code == 403
    assert lines.of("lodestone.access")[1]["message"] == "refused: a request that another site's page made"
    assert "Ada" not in lines.getvalue()
