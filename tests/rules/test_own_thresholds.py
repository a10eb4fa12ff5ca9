"""A clinic's own thresholds: what the table may say, and what is said about one that it may not."""

from typing import Any

import pytest

from server.clinic_settings import require_setting
from server.errors import Invalid
from server.wording import kept


def test_numbers_of_any_instrument_may_be_set_or_left_unjudged() -> None:
    require_setting("outcomes.thresholds", {"ybocs-sr": {"response_percent": 30}, "phq-9": {"remission_below": None}})


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"PHQ 9": {}}, "“PHQ 9” is no key of an instrument"),
        ({"phq-9": 50}, "phq-9 must be followed by its numbers"),
        ({"phq-9": {"response": 50}}, "“response” of phq-9 is none of minimal, reliable, response_percent"),
        ({"phq-9": {"response_percent": 101}}, "“response_percent” of phq-9 must be a number from 1 to 100"),
        ({"phq-9": {"reliable": 0}}, "“reliable” of phq-9 must be a number from 0.1 to 100"),
        ({"phq-9": {"reliable": "6"}}, "“reliable” of phq-9 must be a number"),
        ({"phq-9": {"reliable": True}}, "“reliable” of phq-9 must be a number"),
        ([], "must be a table"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_fault(table: Any, fault: str) -> None:
    with pytest.raises(Invalid, match=fault) as refused:
        require_setting("outcomes.thresholds", table)
    assert "said" in str(kept(refused.value.message))  # the sentence within it
