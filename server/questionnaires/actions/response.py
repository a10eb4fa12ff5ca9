"""Recording questionnaires that patients answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import Kept, Said, keep_revisions, note_deeds
from server.courses.actions.facts import News, left_by, news_in, note_facts_in, replaced_by
from server.db import db, table_of
from server.questionnaires.actions.content import deed_of, known_instrument
from server.questionnaires.models import Response
from server.questionnaires.queries.response import courses_of_responses
from server.questionnaires.queries.safety import reasons_of_form
from server.questionnaires.rules.answers import require_answers_fit

_ADD_RESPONSES = insert(table_of(Response))
_R = table_of(Response).c
_REMOVE_RESPONSES = delete(table_of(Response)).where(
    _R.clinic_id == bindparam("clinic_id"),
    _R.patient_id == bindparam("patient_id"),
    _R.id.in_(bindparam("ids", expanding=True)),
)


def require_response_fits(content: dict[str, Any]) -> None:
    """Raise Invalid for an instrument, version, item or value that is not known here.

    content: as loaded by ResponseContent.
    """
    require_answers_fit(known_instrument(content), content["answers"])


def record_responses(patient: Actor, said: Sequence[Said], skew: int, now: datetime) -> list[Kept]:
    """Keep writes about responses, bring the entries up to date, and alert the clinic if safety items call for it.

    said: content that fits, None to delete; judged in this order, each as if it had come alone. skew: seconds the
    phone's clock is behind. A repeat does nothing; a conflict is kept beside the stored one and its safety items alert
    all the same, as does a late one. Deleting closes no alert.
    """
    kept = keep_revisions(patient, [write for write, _ in said], now)
    news = news_in(patient, said, kept, "answered_on")
    replaced = replaced_by(news)
    note_facts_in(news, patient.clinic_id, courses_of_responses(patient, replaced))
    if replaced:
        of = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "ids": replaced}
        db.session.execute(_REMOVE_RESPONSES, of)
    if rows := [_row(patient, each, each.content or {}, skew, now) for each in left_by(news)]:
        db.session.execute(_ADD_RESPONSES, rows)
    for each in news:
        raise_alerts(patient.clinic_id, patient.person_id, each.course_id, _reasons_in(patient, each), now)
    note_deeds(
        patient, [(deed_of(each, "questionnaire"), each.write.record_id) for each in news], patient.person_id, now
    )
    return kept


def _reasons_in(patient: Actor, news: News) -> list[Reason]:
    if (content := news.content) is None:
        return []
    known = known_instrument(content)
    return reasons_of_form(
        patient.clinic_id, patient.person_id, news.write.record_id, known, content["answers"], content["finished_at"]
    )


def _row(patient: Actor, news: News, content: dict[str, Any], skew: int, now: datetime) -> dict[str, Any]:
    return {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.person_id,
        "id": news.write.record_id,
        "course_id": news.course_id,
        "revision": news.kept.number,
        "instrument": content["instrument"],
        "version": content["version"],
        "mode": content["mode"],
        "language": content["language"],
        "answers": content["answers"],
        "answered_on": content["answered_on"],
        "zone": content["zone"],
        "started_at": content["started_at"],
        "finished_at": content["finished_at"],
        "recorded_at": news.write.recorded_at,
        "received_at": now,
        "skew_seconds": skew,
    }
