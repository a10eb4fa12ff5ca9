"""Why a patient may ask for a call: a choice of three, so that nobody has to type. Pure."""

from enum import StrEnum


class CallReason(StrEnum):
    WORSE = "worse"
    TREATMENT = "treatment"
    APPOINTMENT = "appointment"


CALL_DETAILS: dict[CallReason | None, str] = {
    None: "From the phone, without a reason",
    CallReason.WORSE: "From the phone: feels worse",
    CallReason.TREATMENT: "From the phone: about the treatment",
    CallReason.APPOINTMENT: "From the phone: about an appointment",
}
