"""The course page: one course, read in ten seconds, with nothing that the patient sent left out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.models import AuditEntry
from server.courses.actions.authorisation import write_authorisation
from server.courses.models.course import Course
from server.courses.rules import CourseState, MoodScale, SessionState
from server.courses.rules.authorisation import AuthorisationState
from tests.answers import told
from tests.builders import World

TODAY = date(2026, 11, 23)
START = date(2026, 11, 2)  # a Monday, three weeks ago


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Marek"))


@pytest.fixture
def course(world: World) -> Course:
    patient = world.patient(name="Demo Patient 014", number="D-014", birth_date=date(1980, 4, 5), sex="female")
    made = world.course(patient, START, device="A device", coil="figure-8")
    said = {"units": 20, "state": AuthorisationState.APPROVED}
    world.run(write_authorisation, made, said, world.clock.now)
    return made


def page_of(client: Any, course: Course) -> Any:
    answer = client.get(f"/api/courses/{course.id}")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_the_page_says_who_it_is_and_what_is_treated(clinician: Any, course: Course) -> None:
    page = page_of(clinician, course)
    assert page["patient"] == {
        "id": str(course.patient_id),
        "name": "Demo Patient 014",
        "number": "D-014",
        "zone": "Europe/Berlin",
        "sex": "female",
        "birth_year": 1980,
    }
    shown = page["course"]
    assert (shown["id"], shown["title"], shown["indication"]) == (str(course.id), "Depression", "mdd")
    assert (shown["protocol"]["key"], shown["coil"], shown["state"]) == ("hf10_std", "figure-8", "active")
    assert (shown["sessions_planned"], shown["sessions_authorised"]) == (36, 20)
    assert (len(shown["treatment_days"]), shown["treatment_days"][0]) == (36, "2026-11-02")


def test_the_facts_are_read_fresh_without_waiting_for_a_job(world: World, clinician: Any, course: Course) -> None:
    world.sessions(course, 14)
    world.sessions(course, 1, SessionState.MISSED)
    world.response(course, START - timedelta(days=1), 20)
    world.response(course, TODAY - timedelta(days=1), 9)
    for day, mood in ((0, 2), (1, 3), (6, 4), (7, 9), (18, 6), (19, 7), (20, 8)):
        world.check_in(course, START + timedelta(days=day), mood)
    facts = page_of(clinician, course)["facts"]
    assert (facts.pop("forms_answered"), facts.pop("forms_asked") > 2) == (2, True)
    (scale,) = facts.pop("scales")
    points = {key: scale["measure"][key] for key in ("baseline", "points", "end", "outcome", "relapsed_on")}
    assert points == {"baseline": 20, "points": {}, "end": None, "outcome": "response", "relapsed_on": None}
    assert facts == {
        "primary": "phq-9",
        "baseline": 20,
        "latest": 9,
        "change_percent": 55.0,
        "outcome": "response",
        "reliable": "improvement",
        "sessions_done": 14,
        "sessions_missed": 1,
        "mood_median_7": 7.0,  # 17 to 23 November
        "mood_median_first": 3.0,  # 2 to 8 November
        "days_logged": 7,
        "days_possible": 21,  # today is not over
        "last_log_on": "2026-11-22",
        "sessions_to_date": 15,  # to 20 November; today is not over
    }


def test_a_day_that_is_logged_already_was_possible(world: World, clinician: Any, course: Course) -> None:
    world.check_in(course, START - timedelta(days=2))  # a baseline entry belongs to the course, but not to these days
    world.check_in(course, TODAY)
    world.check_in(course, TODAY, mood=3)
    facts = page_of(clinician, course)["facts"]
    assert (facts["days_logged"], facts["days_possible"]) == (1, 22)


def test_of_several_entries_of_a_day_the_one_received_last_counts(world: World, clinician: Any, course: Course) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    world.check_in(course, date(2026, 11, 22), 9, received_at=noon + timedelta(hours=2))
    world.check_in(course, date(2026, 11, 22), 1, received_at=noon)
    assert page_of(clinician, course)["facts"]["mood_median_7"] == 9.0


def test_an_empty_course_is_a_page_too(clinician: Any, course: Course) -> None:
    page = page_of(clinician, course)
    assert (page["facts"]["baseline"], page["facts"]["mood_median_7"], page["facts"]["days_logged"]) == (None, None, 0)
    empty = ("alerts", "reviews", "sessions", "log", "responses", "unplaced", "conflicts")
    assert {key: page[key] for key in empty} == {key: [] for key in empty}
    assert set(page["instruments"]) == {"phq-9", "gad-7", "cgi-s"}
    assert page["effects"][0] == {"key": "headache", "label": "headache"}


def test_what_comes_next(world: World, clinician: Any, course: Course) -> None:
    world.sessions(course, 15)  # until Friday
    world.response(course, START, 20)
    following = page_of(clinician, course)["next"]
    assert (following["session_number"], following["session_on"]) == (16, "2026-11-23")
    assert following["authorised_left"] == 5
    assert {(each["title"], each["timepoint"], each["overdue"]) for each in following["due"]} == {
        ("PHQ-9", "session-15", True),
    }
    world.sessions(course, 1)  # today's
    assert page_of(clinician, course)["next"]["session_on"] == "2026-11-24"


def test_a_missed_session_has_used_its_number(world: World, clinician: Any, course: Course) -> None:
    world.sessions(course, 1)
    world.sessions(course, 1, SessionState.MISSED)
    following = page_of(clinician, course)["next"]
    assert (following["session_number"], following["authorised_left"]) == (3, 19)


def test_after_its_end_a_course_has_no_next_session(world: World, clinician: Any) -> None:
    ended = world.course(started_on=START, state=CourseState.DISCONTINUED, ended_on=date(2026, 11, 13))
    following = page_of(clinician, ended)["next"]
    assert (following["session_number"], following["session_on"], following["authorised_left"]) == (None, None, None)


def test_sessions_show_their_stimulation_and_phase(world: World, clinician: Any) -> None:
    course = world.course(started_on=TODAY - timedelta(weeks=9))
    world.sessions(course, 36)
    sessions = page_of(clinician, course)["sessions"]
    (block,) = sessions[0]["blocks"]
    said = {"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10.0}
    assert {name: block[name] for name in said} == said
    assert [each["phase"] for each in sessions] == ["acute"] * 30 + ["taper"] * 6


def test_the_log_shows_the_newest_entries_and_how_they_came(world: World, clinician: Any) -> None:
    course = world.course(started_on=TODAY - timedelta(days=80), mood_scale=MoodScale.FACES)
    for days in range(70):
        world.check_in(course, TODAY - timedelta(days=days), 2)
    noon = datetime(2026, 11, 23, 11, tzinfo=UTC)
    world.check_in(
        course,
        date(2026, 11, 21),
        4,
        effects={"headache": 2},
        recorded_at=noon - timedelta(days=1),
        received_at=noon + timedelta(days=2),
        skew_seconds=600,
    )
    log = page_of(clinician, course)["log"]
    assert len(log) == 60
    marked = next(each for each in log if each["mood"]["raw"] == 4)
    assert (marked["filled_late"], marked["delivered_late"], marked["clock_off"]) == (True, True, True)
    assert [(each["effect"], each["grade"]) for each in marked["side_effects"]] == [("headache", 2)]
    assert [each["felt_on"] for each in log] == sorted((each["felt_on"] for each in log), reverse=True)


def test_responses_show_score_band_and_timepoint(world: World, clinician: Any, course: Course) -> None:
    world.response(course, START - timedelta(days=1), 20, mode="paper")
    world.response(
        course, date(2026, 11, 9), answers={"1": 3, "2": 2, "3": "declined"} | {str(n): 1 for n in range(4, 10)}
    )
    world.response(course, date(2026, 11, 16), answers={"1": 3, "9": None})
    found = page_of(clinician, course)["responses"]
    shown = [(each["timepoint"], each["total"], each["prorated"], each["complete"], each["band"]) for each in found]
    assert shown == [
        ("session-10", None, False, False, None),
        ("session-5", 12, True, False, "moderate"),
        ("baseline", 20, False, True, "severe"),
    ]
    assert (found[2]["title"], found[2]["mode"], found[1]["answers"]["3"]) == ("PHQ-9", "paper", "declined")


def test_a_response_that_lay_on_the_phone_is_marked(world: World, clinician: Any, course: Course) -> None:
    at = datetime(2026, 11, 16, 12, tzinfo=UTC)
    world.response(course, at.date(), 9, recorded_at=at, received_at=at + timedelta(days=2))
    assert page_of(clinician, course)["responses"][0]["delivered_late"] is True


def sync_item(kind: str, content: dict[str, Any] | None, **other: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": str(uuid4()),
        "seq": 1,
        "base": None,
        "recorded_at": "2026-11-23T08:00:00Z",
        "deleted": content is None,
        "content": content,
        **other,
    }


def send(client: Any, *items: dict[str, Any], device: UUID | None = None) -> None:
    body = {"schema": 1, "device": str(device or uuid4()), "sent_at": "2026-11-23T09:00:00Z", "items": list(items)}
    answer = client.post("/api/sync", json=body)
    assert answer.status_code == 200, answer.json


CHECK_IN = {
    "felt_at": "2026-11-23T08:00:00Z",
    "felt_on": "2026-11-23",
    "zone": "Europe/Berlin",
    "mood": {"scale": "eleven", "raw": 6},
    "side_effects": [],
}


ANSWERS = {str(place): 1 for place in range(1, 9)} | {"9": 0}
RESPONSE = {
    "instrument": "phq-9",
    "version": "1",
    "started_at": "2026-11-23T08:00:00Z",
    "finished_at": "2026-11-23T08:02:00Z",
    "answered_on": "2026-11-23",
    "zone": "Europe/Berlin",
    "mode": "phone",
    "answers": ANSWERS,
}


@pytest.fixture
def phone(world: World) -> Any:
    patient = world.patient(name="Demo Patient 020")
    return world.client_of(patient), world.course(patient, START)


def test_what_two_phones_say_differently_is_shown_side_by_side(clinician: Any, phone: Any) -> None:
    client, course = phone
    first = sync_item("check-in", CHECK_IN)
    other = first | {"content": CHECK_IN | {"mood": {"scale": "eleven", "raw": 2}}}
    send(client, first)
    send(client, other)
    page = page_of(clinician, course)
    assert [each["mood"]["raw"] for each in page["log"]] == [6]
    assert [(each["kind"], each["of"], each["content"]["mood"]["raw"]) for each in page["conflicts"]] == [
        ("check-in", first["id"], 2)
    ]


def test_a_differing_copy_is_counted_at_its_response(clinician: Any, phone: Any) -> None:
    client, course = phone
    first = sync_item("response", RESPONSE)
    send(client, first)
    for answer in (3, 2):
        send(client, first | {"content": RESPONSE | {"answers": ANSWERS | {"1": answer}}})
    assert [each["conflicts"] for each in page_of(clinician, course)["responses"]] == [2]


def test_entries_that_belong_to_no_course_are_shown_with_it(clinician: Any, phone: Any) -> None:
    client, course = phone  # its calendar stood at 2019
    send(client, sync_item("check-in", CHECK_IN | {"felt_on": "2019-01-01"}))
    send(client, sync_item("response", RESPONSE | {"answered_on": "2019-01-02"}))
    page = page_of(clinician, course)
    assert [each["felt_on"] for each in page["log"]] == ["2019-01-01"]
    assert [(each["answered_on"], each["timepoint"]) for each in page["responses"]] == [("2019-01-02", None)]
    assert page["facts"]["days_logged"] == 0


def test_what_a_neighbour_sent_is_not_shown_with_it(world: World, clinician: Any, phone: Any) -> None:
    _, course = phone
    neighbour = world.client_of(world.patient(name="Neighbour Next"))
    send(neighbour, sync_item("check-in", CHECK_IN | {"felt_on": "2019-01-01"}))
    send(neighbour, sync_item("response", RESPONSE | {"answered_on": "2019-01-02"}), {"odd": "thing"})
    page = page_of(clinician, course)
    assert [page[key] for key in ("log", "responses", "unplaced", "alerts")] == [[], [], [], []]


def test_what_could_not_be_filed_is_shown_as_it_came(clinician: Any, phone: Any) -> None:
    client, course = phone
    send(client, sync_item("check-in", CHECK_IN | {"mood": {"scale": "eleven", "raw": 99}}), {"odd": "thing"})
    page = page_of(clinician, course)
    assert {(each["kind"], str(each["content"].get("odd"))) for each in page["unplaced"]} == {
        ("check-in", "None"),
        ("unknown", "thing"),
    }
    assert all(each["reason"] for each in page["unplaced"])
    assert {each["rule"] for each in page["alerts"]} == {"UNPLACED"}


def test_open_alerts_come_before_closed_ones(world: World, clinician: Any, course: Course) -> None:
    now = world.clock.now
    for rule in ("AE-2", "SI-1"):
        reason = Reason(rule, 1, f"alert {rule}", "detail", now)
        world.run(raise_alerts, course.clinic_id, course.patient_id, course.id, [reason], now)
        first = page_of(clinician, course)["alerts"][0]
        if rule == "AE-2":
            clinician.post(
                f"/api/alerts/{first['id']}/close",
                json={"action": "treatment-changed", "done": "Lowered the intensity."},
            )
    alerts = page_of(clinician, course)["alerts"]
    assert [(each["rule"], each["done"]) for each in alerts] == [("SI-1", None), ("AE-2", "Lowered the intensity.")]


def test_a_review_is_signed_on_the_facts_of_the_page(world: World, clinician: Any, course: Course) -> None:
    world.response(course, START, 20)
    page = page_of(clinician, course)
    said = {
        "decision": "continue",
        "note": "Going well.",
        "of_facts": page["of_facts"],
        "scores": {"phq-9": {"baseline": 20}},
    }
    assert clinician.post(f"/api/courses/{course.id}/reviews", json=said).status_code == 201
    shown = page_of(clinician, course)["reviews"]
    assert [(each["by"], each["decision"], each["note"]) for each in shown] == [
        ("Dr. Marek", "continue", "Going well.")
    ]
    world.check_in(course, TODAY)
    assert clinician.post(f"/api/courses/{course.id}/reviews", json=said).json["code"] == "scores-changed"


def test_a_strangers_course_answers_as_an_unknown_one(world: World, course: Course) -> None:
    stranger = world.client_of(world.staff(Role.CLINICIAN, clinic=world.clinic("Elsewhere")))
    of_others, unknown = (stranger.get(f"/api/courses/{each}") for each in (course.id, uuid4()))
    assert of_others.status_code == 404
    assert told(of_others) == told(unknown)
    assert world.rows(AuditEntry, patient_id=course.patient_id) == []


def test_reading_the_page_is_noted_in_the_patients_trail(world: World, clinician: Any, course: Course) -> None:
    page_of(clinician, course)
    deeds = [each.deed for each in world.rows(AuditEntry, patient_id=course.patient_id)]
    assert deeds == ["read: GET /api/courses/<uuid:course_id>"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.RESEARCHER, Role.ADMIN])
def test_only_those_who_treat_open_a_course(world: World, course: Course, role: Role) -> None:
    assert world.client_of(world.staff(role)).get(f"/api/courses/{course.id}").status_code == 403


def test_no_patient_opens_the_clinics_page(phone: Any) -> None:
    client, course = phone
    assert client.get(f"/api/courses/{course.id}").status_code == 403
