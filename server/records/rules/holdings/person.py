"""What is held of a patient as a person. Pure."""

from server.records.rules.holdings.holding import Holding

PERSON = (
    Holding(
        "patient",
        "You",
        "id",
        "name number birth_date sex zone language form_language contact created_at died_on withdrawn_at",
    ),
    Holding(
        "guardian_consent",
        "Consent of a parent or guardian",
        "patient_id",
        "guardian relation given_on withdrawn_on recorded_at",
        people="recorded_by",
        links="id",
    ),
    Holding(
        "leaving",
        "What you asked for when you left",
        "patient_id",
        "what words asked_at state ended_at answer",
        people="asked_by ended_by",
        links="id",
    ),
)
