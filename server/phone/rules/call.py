"""Why a patient may ask for a call: a choice of three, so that nobody has to type. Pure."""

from enum import StrEnum

from server.wording import say


class CallReason(StrEnum):
    WORSE = "worse"
    TREATMENT = "treatment"
    APPOINTMENT = "appointment"


CALL_DETAILS: dict[CallReason | None, str] = {
    None: say("From the phone, without a reason"),
    CallReason.WORSE: say("From the phone: feels worse"),
    CallReason.TREATMENT: say("From the phone: about the treatment"),
    CallReason.APPOINTMENT: say("From the phone: about an appointment"),
}
