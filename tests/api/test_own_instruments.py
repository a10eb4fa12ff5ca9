"""What follows from a safety item follows for QIDS and for a clinic's own file too: alert, card, nothing imputed.

And: a response keeps the version that it was given in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from server.alerts.models import Alert
from server.config import Settings
from server.courses.models.course import Course
from server.questionnaires import library
from server.questionnaires.models import Response
from server.questionnaires.queries.response import responses_of_course
from tests.api.test_questionnaires import ON, answer_9, form, item, send
from tests.builders import World
from tests.conftest import settings_for
from tests.own_instruments import night_thoughts, pack, put

ROUND = {"baseline_days": 7, "taper_end": False}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A clinic's folder: an invented questionnaire with a safety item, and words for the QIDS."""
    folder = put(tmp_path / "own", "night-thoughts.json", night_thoughts())
    put(folder, "qids-sr16.wording.json", pack("qids-sr16"))
    put(folder, "schedules.json", {"mdd": [{"instrument": "night-thoughts", "every_days": 7, **ROUND}]})
    yield folder
    library.use_folder(None)


@pytest.fixture
def settings(database_url: str, tmp_path: Path, own: Path) -> Settings:
    return settings_for(database_url, tmp_path, instruments=own)


def alerts(world: World) -> list[tuple[str, str]]:
    return sorted((each.level, each.title) for each in world.rows(Alert) if each.closed_at is None)


QIDS = {str(place): 1 for place in range(1, 17)}
CASES = [
    ("night-thoughts", "3", {"1": 2, "2": 2, "3": 0}, "Wish not to wake up", "In one night"),
    ("qids-sr16", "12", QIDS | {"12": 0}, "Thoughts of death or suicide", "Invented answer 1"),
]
by_case = pytest.mark.parametrize(
    ("key", "safety", "answers", "title", "words"), CASES, ids=[each[0] for each in CASES]
)


@by_case
def test_a_safety_answer_alerts_at_the_moment_it_is_given(
    world: World, phone: FlaskClient, key: str, safety: str, answers: dict[str, Any], title: str, words: str
) -> None:
    # Ahead of its form, and whether or not the form ever follows.
    said = answer_9(1, uuid4(), instrument=key, item=safety)
    assert send(phone, item(said, kind="safety-answer")) == ["stored"]
    assert alerts(world) == [("red", f"{title}: “{words.lower()}”")]


@by_case
def test_a_safety_answer_in_a_finished_form_alerts(
    world: World, phone: FlaskClient, key: str, safety: str, answers: dict[str, Any], title: str, words: str
) -> None:
    assert send(phone, item(form(answers, instrument=key))) == ["stored"]
    assert alerts(world) == []
    assert send(phone, item(form(answers | {safety: 1}, instrument=key))) == ["stored"]
    assert alerts(world) == [("red", f"{title}: “{words.lower()}”")]


@by_case
def test_a_missing_safety_answer_is_asked_for_and_never_guessed(
    world: World,
    phone: FlaskClient,
    course: Course,
    key: str,
    safety: str,
    answers: dict[str, Any],
    title: str,
    words: str,
) -> None:
    # All else at its worst: the mean of the others would be the worst answer.
    worst = {name: library.instrument(key).item_of[name].highest for name in answers}
    assert send(phone, item(form(worst | {safety: None}, instrument=key))) == ["stored"]
    assert alerts(world) == [("amber", "Safety question left unanswered")]
    (row,) = world.run(responses_of_course, course.clinic_id, course.id, mode="read")
    assert (row.score.total, row.answers[safety]) == (None, None)


@by_case
def test_the_phone_is_told_at_which_answer_to_show_the_card(
    phone: FlaskClient, key: str, safety: str, answers: dict[str, Any], title: str, words: str
) -> None:
    view = phone.get(f"/api/instruments/{key}").json
    assert view["safety_items"] == [{"item": safety, "threshold": 1, "emergency": False}]
    assert next(each for each in view["items"] if each["key"] == safety)["answers"][1]["text"] == words


def test_an_unreadable_entry_alerts_for_a_clinics_own_safety_item(world: World, phone: FlaskClient) -> None:
    broken = {"instrument": "night-thoughts", "version": "7", "answers": {"3": 2}}
    assert send(phone, item(broken)) == ["refused"]
    assert ("red", "Wish not to wake up: “in more than one”") in alerts(world)


def test_a_response_keeps_the_version_that_it_was_given_in(
    world: World, phone: FlaskClient, course: Course, own: Path
) -> None:
    first = uuid4()
    assert send(phone, item(form({"1": 2, "2": 2, "3": 0}, instrument="night-thoughts"), id=first)) == ["stored"]
    put(own, "night-thoughts-v1.json", night_thoughts())
    newer = night_thoughts(version="2")
    newer["answer_lists"]["nights"].append({"value": 3, "text": "In all three"})
    newer["scales"][0]["range"] = [0, 9]
    library.use_folder(put(own, "night-thoughts.json", newer))
    # A phone that still has version 1 open may send it; a new one has an answer that the old one had not.
    late = form({"1": 1, "2": 1, "3": 0}, instrument="night-thoughts")
    fresh = form({"1": 3, "2": 3, "3": 0}, instrument="night-thoughts", version="2")
    assert send(phone, item(late, seq=2), item(fresh, seq=3)) == ["stored", "stored"]
    assert send(phone, item(form({"1": 3, "2": 0, "3": 0}, instrument="night-thoughts"), seq=4)) == ["refused"]
    assert phone.get("/api/instruments/night-thoughts").json["version"] == "2"
    rows = world.run(responses_of_course, course.clinic_id, course.id, mode="read")
    found = sorted((row.version, row.score.total, row.score.version) for row in rows)
    assert found == [("1", 2, "1"), ("1", 4, "1"), ("2", 6, "2")]
    assert [each.version for each in world.rows(Response, id=first)] == ["1"]


def test_a_phone_cannot_send_a_total_in_place_of_answers(world: World, phone: FlaskClient) -> None:
    assert send(phone, item(form({"total": 3}, on=ON))) == ["refused"]
    assert world.count(Response) == 0


def test_every_answer_of_a_form_with_branches_is_kept_apart(world: World, phone: FlaskClient, own: Path) -> None:
    library.use_folder(put(own, "c-ssrs.wording.json", pack("c-ssrs", filled_by="patient")))
    # 2 is no: 3 to 5 were not asked, and nobody has to ask after them.
    calm = {"1": 0, "2": 0, "3": None, "4": None, "5": None, "6": 0, "6a": None}
    assert send(phone, item(form(calm, instrument="c-ssrs"))) == ["stored"]
    assert alerts(world) == []
    # Left open, it spares nothing: 3 to 5 were to be asked, and were not.
    assert send(phone, item(form(calm | {"2": None}, instrument="c-ssrs"), seq=2)) == ["stored"]
    assert alerts(world) == [("amber", "Safety question left unanswered")]
    assert send(phone, item(form(calm | {"2": 1}, instrument="c-ssrs"), seq=3)) == ["stored"]
    assert ("red", "C-SSRS item 2: “invented answer 1”") in alerts(world)


def test_a_clinicians_rating_is_not_shown_to_the_patient(world: World, phone: FlaskClient, course: Course) -> None:
    world.response(course, ON, instrument="cgi-s", answers={"1": 5})
    world.response(course, ON, 7)
    assert list(phone.get("/api/my-course").json["scores"]) == ["phq-9"]


def test_a_clinics_own_measure_is_due_on_the_phone_with_its_questions(phone: FlaskClient) -> None:
    today = phone.get("/api/today", query_string={"on": ON.isoformat()}).json
    assert "night-thoughts" in [each["instrument"] for each in today["due"]]
    assert [each["text"] for each in today["instruments"]["night-thoughts"]["items"]][
        2
    ] == "Did you wish not to wake up?"
