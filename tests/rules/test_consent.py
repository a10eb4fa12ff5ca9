"""Who takes part in a study as of a day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from server.errors import Invalid
from server.studies.rules.consent import (
    Given,
    latest_consents,
    require_plausible_consent,
    require_plausible_withdrawal,
    taking_part,
)

ANN = UUID(int=1)
TODAY = date(2026, 6, 15)


def given(on: str, withdrawn: str | None = None, *, recorded: int = 0, version: str = "v1") -> Given:
    given_on, withdrawn_on = date.fromisoformat(on), date.fromisoformat(withdrawn) if withdrawn else None
    return Given(UUID(int=9), ANN, version, given_on, withdrawn_on, datetime(2026, 1, 1, 0, recorded, tzinfo=UTC))


@pytest.mark.parametrize(
    ("consents", "takes_part"),
    [
        ([], False),
        ([given("2026-06-15")], True),
        ([given("2026-06-16")], False),  # not yet given
        ([given("2026-01-01", "2026-06-15")], False),  # the day of withdrawal counts as withdrawn
        ([given("2026-01-01", "2026-06-16")], True),  # withdrawn tomorrow: still in today
        ([given("2026-01-01", "2026-02-01"), given("2026-03-01")], True),  # came back
        ([given("2026-03-01"), given("2026-01-01", "2026-02-01")], True),  # the order of rows says nothing
        ([given("2026-01-01"), given("2026-03-01", "2026-04-01")], False),  # the older one does not come alive again
        ([given("2026-01-01", "2026-02-01", recorded=1), given("2026-02-01", recorded=2)], True),  # same day, new form
        ([given("2026-02-01", "2026-02-01", recorded=2), given("2026-02-01", recorded=1)], False),  # last word of a day
        ([given("2026-01-01", "2026-02-01"), given("2026-07-01")], False),  # the new one lies ahead
    ],
)
def test_the_last_word_as_of_the_day_decides(consents, takes_part):
    assert (ANN in taking_part(consents, TODAY)) is takes_part


def test_the_version_in_effect_is_that_of_the_latest_consent():
    consents = [given("2026-05-01", version="v2"), given("2026-01-01", version="v1")]
    assert taking_part(consents, TODAY)[ANN].version == "v2"


def test_a_withdrawn_consent_is_still_the_latest_one():
    assert latest_consents([given("2026-01-01", "2026-02-01")], TODAY)[ANN].withdrawn_on == date(2026, 2, 1)


def test_a_consent_is_not_given_in_the_future():
    require_plausible_consent(TODAY, TODAY)
    with pytest.raises(Invalid, match="future"):
        require_plausible_consent(date(2026, 6, 16), TODAY)


@pytest.mark.parametrize(("on", "reason"), [("2026-06-16", "future"), ("2025-12-31", "after that day")])
def test_a_withdrawal_lies_between_consent_and_today(on, reason):
    consent = given("2026-01-01")
    require_plausible_withdrawal(consent, date(2026, 1, 1), TODAY)
    with pytest.raises(Invalid, match=reason):
        require_plausible_withdrawal(consent, date.fromisoformat(on), TODAY)
