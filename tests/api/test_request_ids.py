"""One id ties an answer to what was noted of the request."""

from server.tracing import request_id
from tests.builders import World


def test_every_answer_names_its_request_and_no_two_are_the_same(world: World) -> None:
    browser = world.client_of(world.staff("clinician"))
    answers = [browser.get("/api/caseload"), browser.get("/api/caseload"), browser.get("/nowhere"), browser.post("/")]
    found = {each.headers["X-Request-Id"] for each in answers}
    assert len(found) == len(answers)
    assert all(len(each) == 32 for each in found)


def test_an_id_that_the_caller_makes_up_is_not_taken_over(world: World) -> None:
    answer = world.anybody().get("/api/me", headers={"X-Request-Id": "mine"})
    assert answer.headers["X-Request-Id"] != "mine"


def test_what_a_thread_does_after_a_request_belongs_to_none(world: World) -> None:
    world.anybody().get("/api/me")
    assert request_id() is None
