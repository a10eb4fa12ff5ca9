"""Safety answers: a reason to alert whenever one was given, in whatever shape it came."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Invalid
from server.questionnaires.library import instrument, instruments
from server.questionnaires.rules.answers import require_answers_fit
from server.questionnaires.rules.safety import reasons_in_response, reasons_in_safety_answer, reasons_in_unreadable
from server.questionnaires.rules.scoring import DECLINED, RawAnswers

PHQ_9, GAD_7 = instrument("phq-9"), instrument("gad-7")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def answers(item_9: int | str | None, others: int | None = 0) -> RawAnswers:
    return {**{str(number): others for number in range(1, 9)}, "9": item_9}


@pytest.mark.parametrize(
    ("item_9", "rule", "title"),
    [
        (1, "SI-1", "Thoughts of self-harm: “several days”"),
        (2, "SI-2", "Thoughts of self-harm: “more than half the days”"),
        (3, "SI-2", "Thoughts of self-harm: “nearly every day”"),
        (None, "SI-5", "Safety question left unanswered"),
        (DECLINED, "SI-5", "Safety question declined"),
    ],
)
def test_item_9_is_a_reason_unless_it_is_not_at_all(item_9: int | str | None, rule: str, title: str) -> None:
    (reason,) = reasons_in_response(PHQ_9, answers(item_9), NOON)
    assert (reason.rule, reason.title, reason.detail, reason.felt_at) == (rule, title, "PHQ-9 item 9", NOON)


def test_not_at_all_is_no_reason() -> None:
    assert reasons_in_response(PHQ_9, answers(0), NOON) == []


def test_an_item_9_that_is_absent_counts_as_unanswered() -> None:
    (reason,) = reasons_in_response(PHQ_9, {"1": 3}, NOON)
    assert reason.rule == "SI-5"


def test_a_missing_item_9_is_never_guessed_from_the_others() -> None:
    # All other items at 3: prorated, item 9 would be 3.
    (reason,) = reasons_in_response(PHQ_9, answers(None, others=3), NOON)
    assert reason.rule == "SI-5"


def test_an_instrument_without_safety_items_gives_no_reason() -> None:
    assert reasons_in_response(GAD_7, {}, NOON) == []


def test_a_worse_answer_weighs_more() -> None:
    values = [reasons_in_safety_answer(PHQ_9, "9", value, NOON)[0].value for value in (1, 2, 3)]
    assert values == [1, 2, 3]
    assert reasons_in_safety_answer(PHQ_9, "9", 0, NOON) == []


@pytest.mark.parametrize(("item", "value"), [("8", 2), ("9", 4), ("9", -1), ("x" * 500, 1)])
def test_what_can_be_no_safety_answer_is_refused(item: str, value: int) -> None:
    with pytest.raises(Invalid):
        reasons_in_safety_answer(PHQ_9, item, value, NOON)


@pytest.mark.parametrize("given_answers", [{}, {"9": DECLINED, "10": None}, {"10": 3}, {"1": 0, "2": 3}])
def test_items_may_be_open_or_declined(given_answers: RawAnswers) -> None:
    require_answers_fit(PHQ_9, given_answers)


@pytest.mark.parametrize(
    ("given_answers", "fault"),
    [
        ({"11": 1}, "PHQ-9 has no item “11”"),
        ({"1": 4}, "The answer to item 1 of PHQ-9 is none of its choices"),
        ({"1": -1}, "item 1"),
        ({"1": "often"}, "item 1"),
    ],
)
def test_an_answer_that_is_no_choice_is_refused(given_answers: RawAnswers, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        require_answers_fit(PHQ_9, given_answers)


def unreadable(content: Any) -> list[tuple[str, int]]:
    sent = {"kind": "response", "id": "not an id", "seq": 9, "content": content}
    return [(each.rule, each.value) for each in reasons_in_unreadable(sent, instruments(), NOON)]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ({"instrument": "phq-9", "version": "99", "answers": {"9": 2}}, 2),
        ({"instrument": "PHQ9", "answers": {"9": 2}}, 2),
        ({"instrument": "phq-9-de", "answers": {"9": 2}}, 2),
        ({"instrument": "phq-10", "answers": {"9": 2}}, 2),  # unknown: better a false alarm
        ({"answers": {"9": 2}}, 2),
        ({"instrument": 9, "answers": {"9": 2}}, 2),
        ({"instrument": "phq-9", "answers": {"9": "2"}}, 2),
        ({"instrument": "phq-9", "answers": {"9": 1.5}}, 2),  # between two answers the higher one
        ({"instrument": "phq-9", "answers": {"9": 99}}, 3),
        ({"instrument": "phq-9", "answers": {"9": 10**400}}, 3),
        ({"instrument": "phq-9", "answers": {"9": True}}, 1),
        ({"instrument": "phq-9", "answers": {"9": " several days"}}, 1),
        ({"instrument": "phq-9", "answers": {"q9": 1}}, 1),
        ({"instrument": "phq-9", "answers": {"item_09": 1}}, 1),
        ({"instrument": "phq-9", "answers": {"9": {"value": 3}}}, 3),
        ({"instrument": "phq-9", "answers": [{"item": "9", "value": 2}]}, 2),
        ({"instrument": "phq-9", "answers": [{"item": 9, "answer": 2}]}, 2),
        ({"instrument": "phq-9", "answers": [0, 0, 0, 0, 0, 0, 0, 0, 1]}, 1),
        ({"instrument": "phq-9", "item": "9", "value": 3}, 3),  # a safety answer
        ({"instrument": "phq-9", "answers": {"9": 1}, "more": {"answers": {"9": 3}}}, 3),  # the worst counts
    ],
)
def test_a_safety_answer_counts_in_whatever_shape_it_came(content: Any, value: int) -> None:
    assert unreadable(content) == [("SI-1" if value < 2 else "SI-2", value)]


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "9",
        {"instrument": "phq-9", "answers": {"9": 0}},
        {"instrument": "phq-9", "answers": {"9": None}},
        {"instrument": "phq-9", "answers": {"9": "nan"}},
        {"instrument": "phq-9", "answers": {"9": "declined"}},
        {"instrument": "phq-9", "answers": {"8": 3}},
        {"instrument": "phq-9", "answers": {"phq9": 14}},  # a total
        {"instrument": "phq-9", "answers": [3, 3, 3]},
        {"instrument": "gad-7", "version": "99", "answers": {"9": 3}},
        {"mood": {"scale": "eleven", "raw": 3}, "side_effects": [{"effect": "headache", "grade": 3}]},
    ],
)
def test_what_holds_no_safety_answer_raises_no_false_alarm(content: Any) -> None:
    assert unreadable(content) == []


def test_an_alert_from_an_unreadable_entry_says_so() -> None:
    (reason,) = reasons_in_unreadable({"answers": {"9": 3}}, instruments(), NOON)
    assert reason.title == "Thoughts of self-harm: “nearly every day”"
    assert reason.detail == "Unreadable entry, PHQ-9 item 9"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=10)
        | st.dictionaries(st.sampled_from(["instrument", "answers", "item", "value", "9", "q9"]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(json_values)
def test_no_json_value_breaks_the_search(sent: Any) -> None:
    for each in reasons_in_unreadable(sent, instruments(), NOON):
        assert 1 <= each.value <= 3
