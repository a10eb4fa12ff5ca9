"""The reasons to alert in answers to safety items, beside what the patient answered before."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from server.alerts.rules import Reason
from server.audit.models import Revision
from server.clinic_settings import value_of
from server.db import db, table_of
from server.people.queries import settings_of
from server.questionnaires.models import Response
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.safety import reasons_in_response, reasons_in_safety_answer
from server.questionnaires.rules.scoring import RawAnswers

FORMS_BACK = 10  # a question that was left open is looked for in the forms before; no further than this

# Built once: forms with a safety answer at its threshold come by here, in the request of a phone.
_R = table_of(Response).c
_FORMS_BEFORE = (
    select(_R.answers)
    .where(
        _R.clinic_id == bindparam("clinic_id"),
        _R.patient_id == bindparam("patient_id"),
        _R.instrument == bindparam("instrument"),
        _R.finished_at < bindparam("felt_at"),
        _R.id != bindparam("form_id"),
    )
    .order_by(_R.finished_at.desc(), _R.id)
    .limit(FORMS_BACK)
)


def reasons_of_form(
    clinic_id: UUID, patient_id: UUID, form_id: UUID, known: Instrument, answers: RawAnswers, felt_at: datetime
) -> list[Reason]:
    """The reasons in a finished form, a rise over the patient's last answer included. form_id: its own, stored or not.

    What went before is only looked for where a safety item stands at its threshold: few forms have one.
    """
    items = [
        each.item
        for each in known.safety_items
        if isinstance(given := answers.get(each.item), int) and given >= each.threshold
    ]
    if not items:
        return reasons_in_response(known, answers, felt_at)
    previous = _answers_before(clinic_id, patient_id, known.key, items, form_id, felt_at)
    for item, values in _answers_of_revisions(clinic_id, patient_id, items, form_id).items():
        previous[item] = [*previous.get(item, []), *values]
    return reasons_in_response(known, answers, felt_at, previous, _rise_of(clinic_id))


def reasons_of_safety_answer(
    clinic_id: UUID, patient_id: UUID, form_id: UUID, known: Instrument, item: str, value: int, felt_at: datetime
) -> list[Reason]:
    """The reasons in an answer that was sent ahead of its form, a rise over the patient's last answer included.

    Changing one's mind within a form is no rise. Raises Invalid for what can be no such answer.
    """
    if not reasons_in_safety_answer(known, item, value, felt_at):
        return []
    previous = _answers_before(clinic_id, patient_id, known.key, [item], form_id, felt_at)
    return reasons_in_safety_answer(known, item, value, felt_at, previous.get(item, ()), _rise_of(clinic_id))


def _rise_of(clinic_id: UUID) -> int:
    points: int = value_of(settings_of(clinic_id), "alerts.si-2.rise")
    return points


def _answers_before(
    clinic_id: UUID, patient_id: UUID, instrument: str, items: Collection[str], form_id: UUID, felt_at: datetime
) -> dict[str, list[int]]:
    """Item -> the last answer to it before `felt_at`, whatever version it was given in; absent where there is none."""
    of = {
        "clinic_id": clinic_id,
        "patient_id": patient_id,
        "instrument": instrument,
        "felt_at": felt_at,
        "form_id": form_id,
    }
    forms = db.session.scalars(_FORMS_BEFORE, of).all()
    given = {item: [each[item] for each in forms if type(each.get(item)) is int] for item in items}
    return {item: values[:1] for item, values in given.items() if values}


def _answers_of_revisions(
    clinic_id: UUID, patient_id: UUID, items: Collection[str], form_id: UUID
) -> dict[str, list[int]]:
    """Item -> what earlier revisions of the form said: one that is changed upwards tells of a rise, too."""
    contents = db.session.scalars(
        select(Revision.content)
        .where(
            Revision.clinic_id == clinic_id,
            Revision.patient_id == patient_id,
            Revision.record_id == form_id,
            Revision.kind == "response",
        )
        .order_by(Revision.number)
    ).all()
    said = [each["answers"] for each in contents if each and isinstance(each.get("answers"), dict)]
    given = {item: [each[item] for each in said if type(each.get(item)) is int] for item in items}
    return {item: values for item, values in given.items() if values}
