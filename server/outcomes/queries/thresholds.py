"""What counts as an outcome at a clinic: the instruments' files, with the clinic's own settings over them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.clinic_settings import value_of
from server.outcomes.rules.thresholds import Thresholds, Windows, with_own
from server.questionnaires.library import instruments
from server.questionnaires.rules.instrument import Instrument

RELAPSES = "phq-9"  # the one scale that the definition of a relapse is about (clinical reference 4.1)


def thresholds_for(chosen: Mapping[str, Any]) -> dict[str, Thresholds]:
    """By instrument. chosen: what the clinic set (`people.queries.settings_of`)."""
    own: Mapping[str, Mapping[str, float | None]] = value_of(chosen, "outcomes.thresholds")
    partial = value_of(chosen, "outcomes.partial_percent")
    found = {key: replace(each, partial_percent=partial) for key, each in _published().items()}
    if RELAPSES in found:
        found[RELAPSES] = replace(
            found[RELAPSES],
            relapse_from=value_of(chosen, "outcomes.relapse_from"),
            relapse_rise=value_of(chosen, "outcomes.relapse_rise"),
        )
    return {key: with_own(each, own.get(key, {})) for key, each in found.items()}


def windows_for(chosen: Mapping[str, Any]) -> Windows:
    """How far from its point in a course an answer may lie."""
    return Windows(
        baseline_days=value_of(chosen, "outcomes.baseline_days"),
        stale_days=value_of(chosen, "outcomes.stale_baseline_days"),
        end_before=value_of(chosen, "outcomes.end_days_before"),
        end_after=value_of(chosen, "outcomes.end_days_after"),
        within_sessions=value_of(chosen, "outcomes.point_sessions"),
        half_year=(value_of(chosen, "outcomes.half_year_from"), value_of(chosen, "outcomes.half_year_to")),
    )


def _published() -> dict[str, Thresholds]:
    return {each.key: thresholds_of(each) for each in instruments()}


def thresholds_of(known: Instrument) -> Thresholds:
    """What counts as an outcome on one instrument, as its file says."""
    change = known.change
    return Thresholds(
        minimal=change.minimal,
        reliable=change.reliable,
        response_percent=change.response_percent,
        response_points=change.response_points,
        response_below=change.response_below,
        remission_below=change.remission_below,
        remission_from=change.remission_from_baseline,
        higher_is_better=known.higher_is_better,
    )
