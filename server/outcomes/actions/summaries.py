"""Keeping summaries fresh."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.db import insert_or_replace, table_of
from server.outcomes.models import Summary
from server.outcomes.queries.facts import OF_RULES, ToSummarise, facts_of, stale_courses
from server.outcomes.rules import summary as rules
from server.people.models import Clinic
from server.questionnaires.rules.schedule import Timepoint

CHUNK = 500  # courses in one transaction: a tenth of a second, so that a patient's entry does not wait longer


def refresh_stale_summaries(clinic: Clinic, now: datetime) -> int:
    """Recompute one chunk of the clinic's stale summaries. Returns how many; 0 when none is stale."""
    stale = stale_courses(clinic, CHUNK)
    insert_or_replace(table_of(Summary), summary_rows(clinic, stale, now))
    return len(stale)


def summary_rows(clinic: Clinic, courses: Sequence[ToSummarise], now: datetime) -> list[dict[str, Any]]:
    """The rows of the table `summary` for these courses, computed from their facts."""
    facts = facts_of(clinic.id, courses)
    return [_row(clinic, each, rules.summarise(facts[each.course_id]), now) for each in courses]


def _row(clinic: Clinic, course: ToSummarise, found: rules.Summary, now: datetime) -> dict[str, Any]:
    primary = found.primary
    return {
        "clinic_id": clinic.id,
        "course_id": course.course_id,
        "of_facts": course.facts,
        "of_rules": OF_RULES,
        "of_settings": clinic.settings_version,
        "sessions_done": found.sessions.done,
        "sessions_missed": found.sessions.missed,
        "last_session_on": found.sessions.last_on,
        "acute_sessions": found.sessions.acute,
        "last_acute_on": found.sessions.last_acute_on,
        "milestone_on": found.sessions.milestone_on,
        "days_logged": found.days_logged,
        "last_log_on": found.last_log_on,
        "baseline": primary.baseline if primary else None,
        "latest": primary.latest if primary else None,
        "latest_on": primary.latest_on if primary else None,
        "change_percent": primary.change_percent if primary else None,
        "outcome": primary.outcome if primary else None,
        "reliable": primary.reliable if primary else None,
        "end_total": primary.end if primary else None,
        "end_on": primary.end_on if primary else None,
        "end_outcome": primary.end_outcome if primary else None,
        "relapsed_on": primary.relapsed_on if primary else None,
        "setback": found.setback.turn if found.setback else None,
        "setback_on": found.setback.since if found.setback else None,
        "measures": {key: rules.plain(measure) for key, measure in found.measures.items()},
        "answered": dict(found.answered),
        "awaited": {each.instrument: _awaited(each) for each in found.awaited},
        "overdue_on": min((each.overdue_on for each in found.awaited), default=None),
    }


def _awaited(timepoint: Timepoint) -> dict[str, str]:
    due_on, overdue_on = timepoint.due_on.isoformat(), timepoint.overdue_on.isoformat()
    return {"key": timepoint.key, "due_on": due_on, "overdue_on": overdue_on}
