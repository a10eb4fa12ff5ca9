"""A symptom that cannot wait for the rest of the day's form, judged at the moment it was marked."""

from collections.abc import Sequence
from datetime import datetime

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import reasons_in_effects
from server.audit.actions import Kept, Said, keep_revisions, note_deeds
from server.checkins.actions.check_in import hold_treatment
from server.checkins.rules import STAFF_LABELS
from server.courses.actions.facts import news_in


def record_effect_reports(patient: Actor, said: Sequence[Said], skew: int, now: datetime) -> list[Kept]:
    """Alert the clinic of symptoms as they were marked, and hold the treatment where one calls for it.

    said: content as loaded by EffectReportContent; None (a delete) is kept and takes nothing back. The entry follows on
    its own if the patient saves it, and tells nobody the same a second time. A repeat does nothing.
    """
    kept = keep_revisions(patient, [write for write, _ in said], now)
    news = news_in(patient, said, kept, "felt_on")
    for each in news:
        if each.content is not None:
            grades = {each.content["effect"]: each.content["grade"]}
            worst = grades if each.content["worst_ever"] else ()
            reasons = reasons_in_effects(grades, STAFF_LABELS, each.content["felt_at"], worst)
            raise_alerts(patient.clinic_id, patient.person_id, each.course_id, reasons, now)
            hold_treatment(patient, grades, f"Marked in the daily log for {each.content['felt_on']}", now)
    deeds = [("sent a symptom ahead of its entry", each.write.record_id) for each in news]
    note_deeds(patient, deeds, patient.person_id, now)
    return kept
