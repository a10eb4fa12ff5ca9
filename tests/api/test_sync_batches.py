"""A batch ends as its items would have one by one, and an item that the database refuses hurts no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from server.alerts.models import Alert
from server.audit.models import AuditEntry, Revision
from server.audit.rules import Standing
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course
from server.db import Record, db
from server.phone.models import Unplaced
from server.questionnaires.models import Response
from tests.api.test_sync import DEVICE, TABLET, day, instant, item, outcomes, send
from tests.builders import Person, World
from tests.conftest import TODAY

ENTRIES = [str(UUID(int=number)) for number in (1, 2, 3)]


def headache(grade: int) -> list[dict[str, Any]]:
    return [{"effect": "headache", "grade": grade, "text": None}]


def phq9(item9: int) -> dict[str, Any]:
    return {
        "instrument": "phq-9",
        "version": "1",
        "started_at": instant(TODAY),
        "finished_at": instant(TODAY),
        "answered_on": TODAY.date().isoformat(),
        "zone": "Europe/Berlin",
        "mode": "phone",
        "answers": {**{str(place): 1 for place in range(1, 9)}, "9": item9},
    }


# ---- one by one or together ----

# A year before the course is no course's day, so that an edit can carry an entry from one to none.
check_in_contents = st.builds(
    lambda mood, effects, days: day(mood, TODAY - timedelta(days=days), side_effects=effects),
    st.integers(0, 11),  # 11 is off the scale and refused
    st.lists(st.integers(1, 3), max_size=2).map(lambda grades: [each for grade in grades for each in headache(grade)]),
    st.sampled_from([0, 1, 400]),
)
contents = st.one_of(
    st.tuples(st.just("check-in"), st.one_of(st.none(), check_in_contents)),
    st.tuples(st.just("response"), st.one_of(st.none(), st.integers(0, 4).map(phq9))),  # 4 is no answer
)
writes = st.lists(
    st.builds(
        lambda device, entry, seq, base, said: (
            device,
            item(said[1], id=entry, seq=seq, base=base, kind=said[0]),
        ),
        st.sampled_from([DEVICE, TABLET]),
        st.sampled_from(ENTRIES),
        st.integers(1, 4),
        st.one_of(st.none(), st.integers(1, 3)),
        contents,
    ),
    min_size=1,
    max_size=12,
)


def runs_of(sent: list[tuple[str, Any]], sizes: list[int]) -> list[list[tuple[str, Any]]]:
    """The writes in their order, in requests of at most so many each, one device to a request."""
    runs: list[list[tuple[str, Any]]] = []
    for each in sent:
        size = sizes[len(runs) % len(sizes)]
        if runs and len(runs[-1]) < size and runs[-1][0][0] == each[0]:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def row_values(world: World, model: type[Record], patient: Person, *names: str) -> list[tuple[Any, ...]]:
    rows = world.rows(model, patient_id=patient.id)
    return sorted((tuple(getattr(row, name) for name in names) for row in rows), key=repr)


def stored_state(world: World, patient: Person) -> dict[str, Any]:
    """All that the clinic holds of a patient's entries, without what is made by chance."""
    courses = {None: 0} | {each.id: 1 for each in world.rows(Course, patient_id=patient.id)}
    entries = [
        [(each.id, courses[each.course_id], *(getattr(each, name) for name in names)) for each in rows]
        for rows, names in (
            (world.rows(CheckIn, patient_id=patient.id), ("revision", "device", "seq", "felt_on", "mood_raw")),
            (world.rows(Response, patient_id=patient.id), ("revision", "answers", "answered_on")),
        )
    ]
    return {
        "entries": entries,
        "effects": row_values(world, SideEffect, patient, "check_in_id", "effect", "grade", "words"),
        "revisions": row_values(
            world, Revision, patient, "record_id", "number", "device", "seq", "standing", "content"
        ),
        "unplaced": row_values(world, Unplaced, patient, "content", "reason"),
        "alerts": row_values(world, Alert, patient, "rule", "value", "title", "detail", "times", "felt_at", "due_at"),
        "audit": row_values(world, AuditEntry, patient, "deed", "role"),
        "facts": [each.facts for each in world.rows(Course, patient_id=patient.id)],
    }


@given(sent=writes, again=st.data(), sizes=st.lists(st.integers(1, 12), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_batches_of_any_size_end_in_the_state_and_answers_of_one_by_one(
    world: World, sent: list[tuple[str, Any]], again: st.DataObject, sizes: list[int]
) -> None:
    """Several writes of one entry, of two devices and two kinds, repeated and in any order."""
    sent = again.draw(st.permutations(sent + again.draw(st.lists(st.sampled_from(sent), max_size=4))))
    answers, states = [], []
    for runs in ([[each] for each in sent], runs_of(sent, sizes)):
        patient = world.patient()
        world.course(patient)
        phone = world.client_of(patient)
        said: list[Any] = []
        for run in runs:
            said += send(phone, *(each for _, each in run), device=run[0][0])["items"]
        answers.append(said)
        states.append(stored_state(world, patient))
    assert answers[0] == answers[1]
    assert states[0] == states[1]


@given(data=st.data(), sizes=st.lists(st.integers(1, 12), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_phones_writes_shuffled_and_repeated_end_where_they_would_in_order(
    world: World, data: st.DataObject, sizes: list[int]
) -> None:
    said = st.tuples(st.sampled_from(ENTRIES), st.one_of(st.none(), check_in_contents))
    sent = [
        (DEVICE, item(content, id=entry, seq=seq))
        for seq, (entry, content) in enumerate(data.draw(st.lists(said, min_size=1, max_size=8)), start=1)
    ]
    shuffled = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=4))))
    states = []
    for runs in ([[each] for each in sent], runs_of(shuffled, sizes)):
        patient = world.patient()
        world.course(patient)
        phone = world.client_of(patient)
        for run in runs:
            send(phone, *(each for _, each in run))
        states.append(
            (
                row_values(world, Revision, patient, "record_id", "seq", "standing", "content"),
                row_values(world, CheckIn, patient, "id", "seq", "felt_on", "mood_raw"),
                row_values(world, SideEffect, patient, "check_in_id", "effect", "grade"),
                row_values(world, Unplaced, patient, "content", "reason"),
            )
        )
    assert states[0] == states[1]


# ---- what the database refuses ----


@contextmanager
def refusing_notes(world: World, words: str) -> Iterator[None]:
    """The database refuses check-ins with this note, which pass every check of ours."""
    postgresql = (
        f"ALTER TABLE check_in ADD CONSTRAINT no_note CHECK (note <> '{words}')",
        "ALTER TABLE check_in DROP CONSTRAINT no_note",
    )
    sqlite = (
        f"CREATE TRIGGER no_note BEFORE INSERT ON check_in WHEN NEW.note = '{words}' "
        "BEGIN SELECT RAISE(ABORT, 'this note is refused'); END",
        "DROP TRIGGER no_note",
    )
    with world.transaction():
        before, after = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(text(before))
    yield
    # The tests share one database on PostgreSQL; rows that break a dropped rule hurt nobody.
    with world.transaction():
        db.session.execute(text(after))


@pytest.fixture
def phone(world: World) -> Any:
    patient = world.patient()
    world.course(patient)
    return world.client_of(patient)


def test_one_item_that_the_database_refuses_is_kept_aside_and_the_others_are_stored(world: World, phone: Any) -> None:
    poison = item(day(mood=1, note="poison", side_effects=headache(3)))
    with refusing_notes(world, "poison"):
        answer = send(phone, item(day(mood=4)), poison, item(day(mood=5, side_effects=headache(2))), item(None))
    assert outcomes(answer) == ["stored", "refused", "stored", "stored"]
    assert sorted(each.mood_raw or 0 for each in world.rows(CheckIn)) == [4, 5]
    assert [each.standing for each in world.rows(Revision)].count(Standing.CURRENT) == 2
    assert world.count(AuditEntry, deed="sent a check-in: first") == 2
    assert world.rows(Course)[0].facts == 2
    assert world.count(Unplaced) == 1
    assert {each.rule: each.times for each in world.rows(Alert)} == {"UNPLACED": 1, "AE-2": 1}


def test_an_alert_that_was_joined_before_the_refusal_is_counted_once(world: World, phone: Any) -> None:
    """The first attempt is undone whole, with what it added to an alert that stood before."""
    strong = [item(day(mood=place, side_effects=headache(3))) for place in range(3)]
    send(phone, strong[0])
    with refusing_notes(world, "poison"):
        send(phone, *strong[1:], item(day(note="poison")))
    assert {each.rule: each.times for each in world.rows(Alert)} == {"AE-2": 3, "UNPLACED": 1}


def test_all_items_may_be_refused_by_the_database(world: World, phone: Any) -> None:
    with refusing_notes(world, "poison"):
        answer = send(phone, *(item(day(mood=mood, note="poison")) for mood in range(3)))
    assert outcomes(answer) == ["refused"] * 3
    assert (world.count(Unplaced), world.count(Revision)) == (3, 0)


# ---- together ----


def test_several_writes_of_one_entry_in_one_batch_are_judged_in_their_order(world: World, phone: Any) -> None:
    id = str(uuid4())
    edits = [item(day(mood=seq), id=id, seq=seq) for seq in (1, 3, 2)]
    answer = send(phone, *edits, item(day(mood=9), id=id, seq=3), edits[0])
    assert outcomes(answer) == ["stored", "stored", "stored", "conflict", "stored"]
    assert [each["rev"] for each in answer["items"]] == [1, 2, 3, 4, 1]
    assert answer["items"][3]["stored"]["mood"]["raw"] == 3
    assert [each.mood_raw for each in world.rows(CheckIn)] == [3]
    standings = [Standing.PAST, Standing.CURRENT, Standing.PAST, Standing.CONFLICT]
    assert [each.standing for each in world.rows(Revision)] == standings


def test_an_answer_names_its_item_as_the_phone_wrote_it(phone: Any) -> None:
    written = str(uuid4()).upper()
    assert send(phone, item(day(), id=written))["items"][0]["id"] == written


def test_fifty_check_ins_take_hardly_more_statements_than_one(world: World, phone: Any) -> None:
    seen: list[str] = []
    with world.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    counts = []
    for size in (1, 1, 50):  # the first one also connects
        seen.clear()
        assert set(outcomes(send(phone, *(item(day(side_effects=headache(1))) for _ in range(size))))) == {"stored"}
        counts.append(len(seen))
    assert counts[2] == counts[1]
