"""What the clinic wrote down about a patient's treatment. Pure."""

from server.records.rules.holdings.holding import DERIVED_STAMP, Holding

TREATMENT = (
    Holding(
        "treatment_trial",
        "Treatments that you tried before",
        "patient_id",
        "kind name drug_class dose dose_unit started stopped adequate outcome reason recorded_at",
        links="id",
    ),
    Holding(
        "adjunct",
        "What you get beside the treatment",
        "patient_id",
        "kind name dose dose_unit started_on stopped_on note recorded_at",
        links="id",
    ),
    Holding(
        "prior_tms",
        "Earlier magnetic stimulation",
        "patient_id",
        "had ended device sessions best_change_percent note recorded_at",
    ),
    Holding(
        "course",
        "Your courses of treatment",
        "patient_id",
        "indication icd10 protocol parameters device coil coil_type coil_serial physician episode_start on_label "
        "mood_scale state end_reason started_on ended_on planned_sessions created_at",
        links="id",
        withheld={DERIVED_STAMP: "facts"},
    ),
    Holding(
        "course_state_change",
        "What became of your courses",
        "course_id",
        "day was becomes reason note at",
        through="course",
        people="by",
        links="id course_id",
    ),
    Holding(
        "course_anchor",
        "When the start of a course was moved",
        "course_id",
        "moved_from moved_to cause reason at",
        through="course",
        people="by",
        links="id course_id",
    ),
    Holding(
        "treatment_day", "Planned days", "course_id", "day sessions times phase", through="course", links="course_id"
    ),
    Holding(
        "authorisation",
        "What an insurer was asked for",
        "course_id",
        "payer number units state covers_from covers_until requested_on decided_on denial_reason appeal_until note "
        "recorded_at",
        through="course",
        links="id course_id",
    ),
    Holding(
        "safety_screen",
        "Safety questions before the treatment",
        "course_id",
        "number form answers filled_in_at cleared_at clear_reason overridden",
        through="course",
        people="filled_in_by cleared_by",
        links="id course_id",
    ),
    Holding(
        "motor_threshold",
        "Motor thresholds",
        "course_id",
        "measured_on value unit type method reason recorded_at",
        through="course",
        people="recorded_by",
        links="id course_id",
    ),
    Holding(
        "treatment_session",
        "Your sessions",
        "course_id",
        "number day state started_at ended_at phase session_in_day reason site_pain note device coil coil_serial cpt "
        "ears_patient ears_operator physician recorded_at",
        through="course",
        people="operator_id",
        links="id course_id threshold_id",
    ),
    Holding(
        "stimulation_block",
        "What was given in the sessions",
        "session_id",
        "number target intensity_percent_mt intensity_percent_mso frequency_hz pattern pulses pulses_planned trains "
        "pulses_per_train iti_seconds localisation coil_position ap_mm lateral_degrees angle_degrees",
        through="treatment_session",
        links="session_id",
    ),
    Holding(
        "hold",
        "Why the treatment was on hold",
        "course_id",
        "kind detail placed_on placed_at cleared_at clear_reason",
        through="course",
        people="placed_by cleared_by",
        links="id course_id",
    ),
    Holding(
        "re_check",
        "Short checks before sessions",
        "course_id",
        "day answers detail recorded_at",
        through="course",
        people="recorded_by",
        links="id course_id hold_id",
    ),
    Holding(
        "adverse_event",
        "What went wrong, as the clinic graded it",
        "patient_id",
        "status effect term onset_on resolved_on ongoing grade serious criteria relation expected action treatment "
        "outcome note device_report reported_at signed_at closed_at",
        people="reported_by signed_by closed_by",
        links="id course_id from_check_in from_session",
    ),
    Holding(
        "adverse_event_note",
        "What was learned about it later",
        "event_id",
        "day words written_at",
        through="adverse_event",
        people="written_by",
        links="id event_id",
    ),
    Holding(
        "review",
        "What clinicians decided after looking at your scores",
        "course_id",
        "at by_name decision note scores",
        through="course",
        people="by",
        links="id course_id",
        withheld={DERIVED_STAMP: "of_facts"},
    ),
    Holding(
        "refiling",
        "That your entries wait to be filed with another course",
        "patient_id",
        "asked_at",
    ),
)
