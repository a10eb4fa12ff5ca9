"""Judging answers to safety items at the moment they were given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import Kept, Said, keep_revisions, note_deeds
from server.courses.actions.facts import news_in
from server.questionnaires.actions.content import deed_of, known_instrument
from server.questionnaires.queries.safety import reasons_of_safety_answer
from server.questionnaires.rules.safety import reasons_in_safety_answer


def require_safety_answer_fits(content: dict[str, Any]) -> None:
    """Raise Invalid for what can be no answer to a safety item. content: as loaded by SafetyAnswerContent."""
    reasons_in_safety_answer(known_instrument(content), content["item"], content["value"], content["felt_at"])


def record_safety_answers(patient: Actor, said: Sequence[Said], skew: int, now: datetime) -> list[Kept]:
    """Judge answers to safety items at the moment they were given, before their form is finished.

    said: content that fits; None (a delete) is kept and takes nothing back. The form itself follows on its own and is
    judged again. A repeat does nothing.
    """
    kept = keep_revisions(patient, [write for write, _ in said], now)
    news = news_in(patient, said, kept, "answered_on")
    for each in news:
        raise_alerts(patient.clinic_id, patient.person_id, each.course_id, _reasons_in(patient, each.content), now)
    deeds = [(deed_of(each, "safety answer"), each.write.record_id) for each in news]
    note_deeds(patient, deeds, patient.person_id, now)
    return kept


def _reasons_in(patient: Actor, content: dict[str, Any] | None) -> list[Reason]:
    if content is None:
        return []
    return reasons_of_safety_answer(
        patient.clinic_id,
        patient.person_id,
        content["response"],
        known_instrument(content),
        content["item"],
        content["value"],
        content["felt_at"],
    )
