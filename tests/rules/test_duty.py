"""Whom to turn to: the roster, cover, and whom it falls back to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.access import Role
from server.errors import Invalid
from server.people.rules.duty import DutyKind, Shift, is_anybody_rostered, require_plausible_shift, who_is_on_duty

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANN, BEN, CAL, TED, ADA, EVE = (UUID(int=number) for number in range(1, 7))
MEMBERS = [
    (ANN, Role.CLINICIAN),
    (BEN, Role.CLINICIAN),
    (CAL, Role.CLINICIAN),
    (TED, Role.TECHNICIAN),
    (ADA, Role.ADMIN),
]


def shift(who: UUID, kind: DutyKind, covers_for: UUID | None = None, *, starts: float = -1, ends: float = 1) -> Shift:
    return Shift(who, kind, covers_for, NOW + starts * HOUR, NOW + ends * HOUR)


ON, CALL, COVER = DutyKind.ON_DUTY, DutyKind.ON_CALL, DutyKind.COVER


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([], [ANN, BEN, CAL]),  # an empty roster: all of the role
        ([shift(BEN, ON)], [BEN]),
        ([shift(BEN, CALL)], [BEN]),
        ([shift(BEN, CALL), shift(ANN, ON)], [ANN]),  # whoever is there comes before whoever is at home
        ([shift(BEN, ON), shift(ANN, ON)], [ANN, BEN]),
        ([shift(BEN, ON, ends=0)], [ANN, BEN, CAL]),  # over at this moment
        ([shift(BEN, ON, starts=0)], [BEN]),  # begins at this moment
        ([shift(TED, ON)], [ANN, BEN, CAL]),  # of another role
        ([shift(BEN, ON), shift(CAL, COVER, BEN)], [CAL]),
        ([shift(BEN, ON), shift(CAL, COVER, BEN, ends=0)], [BEN]),
        ([shift(BEN, ON), shift(TED, COVER, BEN)], [TED]),  # cover may come from another role
        ([shift(BEN, ON), shift(CAL, COVER, BEN), shift(ANN, COVER, CAL)], [ANN]),
        ([shift(BEN, ON), shift(CAL, COVER, BEN), shift(BEN, COVER, CAL)], [CAL]),  # a circle
        ([shift(BEN, ON), shift(CAL, ON), shift(CAL, COVER, BEN)], [CAL]),  # once, for both
        ([shift(BEN, COVER, ANN)], [BEN, CAL]),  # nobody rostered, but Ann is away
        ([shift(EVE, ON)], [ANN, BEN, CAL]),  # left the clinic
        ([shift(BEN, ON), shift(EVE, COVER, BEN)], [BEN]),
    ],
)
def test_whoever_is_on_duty_is_told(shifts: list[Shift], expected: list[UUID]) -> None:
    assert who_is_on_duty(MEMBERS, shifts, Role.CLINICIAN, NOW) == expected


def test_a_role_that_nobody_has_falls_to_the_administrators() -> None:
    assert who_is_on_duty(MEMBERS, [], Role.COORDINATOR, NOW) == [ADA]
    assert who_is_on_duty(MEMBERS, [shift(TED, COVER, ADA)], Role.COORDINATOR, NOW) == [TED]
    assert who_is_on_duty([], [], Role.CLINICIAN, NOW) == []


def test_only_those_who_look_after_patients_count_as_rostered_for_them() -> None:
    assert is_anybody_rostered(MEMBERS, [shift(TED, CALL)], NOW)
    assert not is_anybody_rostered(MEMBERS, [shift(ADA, ON)], NOW)
    assert not is_anybody_rostered(MEMBERS, [shift(TED, COVER, ANN)], NOW)
    assert not is_anybody_rostered(MEMBERS, [shift(TED, ON, starts=1, ends=2)], NOW)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (shift(ANN, ON, ends=-1), "ends_at"),
        (shift(ANN, ON, ends=24 * 367), "ends_at"),
        (shift(ANN, COVER), "covers_for"),
        (shift(ANN, ON, BEN), "covers_for"),
        (shift(ANN, COVER, ANN), "covers_for"),
    ],
)
def test_a_roster_entry_that_makes_no_sense_is_refused(entry: Shift, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_plausible_shift(entry)
    assert refused.value.details["field"] == field
