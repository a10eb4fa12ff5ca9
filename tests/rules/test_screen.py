"""The safety screen, and the short check before a session."""

from dataclasses import replace

import pytest

from server.courses.rules.re_check import ITEMS, KEYS, detail_of, holding, require_answered
from server.courses.rules.screen import (
    FORMS,
    NEWEST_FORM,
    Answer,
    Clearance,
    Given,
    clearance_of,
    hard_stops,
    positive,
    require_clearable,
    require_cleared,
    require_complete,
)
from server.errors import Conflict, Invalid

FORM = FORMS[NEWEST_FORM]
NO = {each.key: Given(Answer.NO) for each in FORM}
# Clinical reference 2.3: 1 seizure (as the issue asks), 5, 7 (head), 8, 9, 10, and implants in the eye.
HARD = {
    "seizure", "cochlear_implant", "metal_head", "eye_implant", "neurostimulator", "pacemaker", "infusion_pump",
}  # fmt: skip
ASKED_FOR = {
    "seizure", "fainting", "head_injury", "hearing", "cochlear_implant", "pregnancy", "metal_head", "metal_elsewhere",
    "neurostimulator", "pacemaker", "infusion_pump", "medicines", "trouble_with_tms", "trouble_with_mri",
    "brain_disease", "family_epilepsy", "withdrawal", "sleep_loss", "risky_medicines", "bipolar", "psychosis",
    "eye_implant", "head_tattoo", "ear_or_eye_finding",
}  # fmt: skip


def test_the_form_asks_all_that_the_reference_lists() -> None:
    assert {each.key for each in FORM} == ASKED_FOR
    assert {each.key for each in FORM if each.hard_stop} == HARD


def test_a_screen_without_a_yes_needs_nobody() -> None:
    require_complete(NEWEST_FORM, NO)
    assert clearance_of(NEWEST_FORM, NO, signed=False) is Clearance.CLEAR
    assert positive(NEWEST_FORM, NO) == []


@pytest.mark.parametrize("key", [each.key for each in FORM])
@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
def test_every_yes_and_unsure_waits_for_a_physician_and_hard_stops_for_an_override(key: str, answer: Answer) -> None:
    given = NO | {key: Given(answer, "Since 2019")}
    waits = Clearance.STOPPED if key in HARD else Clearance.WAITING
    signed = Clearance.OVERRIDDEN if key in HARD else Clearance.CLEARED
    assert clearance_of(NEWEST_FORM, given, signed=False) is waits
    assert clearance_of(NEWEST_FORM, given, signed=True) is signed
    with pytest.raises(Conflict) as refused:
        require_cleared(waits, [each.key for each in hard_stops(NEWEST_FORM, given)], required=True)
    assert refused.value.code == "screen-not-cleared"
    require_cleared(signed, [], required=True)
    with pytest.raises(Invalid):
        require_clearable(NEWEST_FORM, given, override=key not in HARD)
    require_clearable(NEWEST_FORM, given, override=key in HARD)


def test_a_yes_says_what_it_must_and_no_question_is_left_out() -> None:
    with pytest.raises(Invalid, match="Each one with its dose"):
        require_complete(NEWEST_FORM, NO | {"medicines": Given(Answer.YES, " ")})
    require_complete(NEWEST_FORM, NO | {"medicines": Given(Answer.UNSURE), "pregnancy": Given(Answer.YES)})
    with pytest.raises(Invalid) as refused:
        require_complete(NEWEST_FORM, {key: each for key, each in NO.items() if key != "pacemaker"})
    assert refused.value.details["field"] == "pacemaker"
    with pytest.raises(Invalid):
        require_complete(NEWEST_FORM, NO | {"age": Given(Answer.NO)})


def test_there_is_nothing_to_clear_where_every_answer_is_no() -> None:
    with pytest.raises(Invalid):
        require_clearable(NEWEST_FORM, NO, override=False)


def test_without_a_screen_no_first_session_where_the_clinic_asks_for_one() -> None:
    with pytest.raises(Conflict) as refused:
        require_cleared(None, [], required=True)
    assert refused.value.code == "no-screen"
    require_cleared(None, [], required=False)
    require_cleared(Clearance.CLEAR, [], required=True)


def test_the_short_check_holds_what_the_clinic_chose() -> None:
    none = dict.fromkeys(KEYS, False)
    require_answered(none)
    assert holding(none, KEYS) == []
    assert [each.key for each in holding(none | {"sleep": True, "event": True}, KEYS)] == ["sleep", "event"]
    assert holding(none | {"sleep": True}, ["event"]) == []
    assert detail_of(ITEMS[:2], "Two beers") == "Slept less than 5 hours, alcohol or drugs. Two beers"
    assert detail_of([replace(ITEMS[0])], "") == "Slept less than 5 hours."
    with pytest.raises(Invalid):
        require_answered({"sleep": False})
