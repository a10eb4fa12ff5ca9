"""Asking the clinic for a call."""

from datetime import datetime

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.courses.queries.course import course_for_today
from server.errors import Conflict
from server.phone.queries import own_day
from server.phone.queries.call import CallOffer, call_offer
from server.phone.rules.call import CALL_DETAILS, CallReason
from server.wording import say


def ask_for_call(patient: Actor, reason: CallReason | None, now: datetime) -> CallOffer:
    """Tell the clinic that the patient wants a call; asking again while nobody has called joins the first request.

    reason: None, the patient did not say. Raises Conflict while nobody is on duty, so that nobody waits in vain.
    """
    if not call_offer(patient, now).available:
        raise Conflict("Nobody is on duty at your clinic right now, so this was not sent.", code="nobody-on-duty")
    course = course_for_today(patient, own_day(patient, now))
    said = Reason("CALL", 1, say("Asked for a call"), CALL_DETAILS[reason], now)
    raise_alerts(patient.clinic_id, patient.person_id, None if course is None else course.id, [said], now)
    return call_offer(patient, now)
