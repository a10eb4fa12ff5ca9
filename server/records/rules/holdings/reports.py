"""What patients said themselves, and what was read out of it. Pure."""

from server.records.rules.holdings.holding import DERIVED_STAMP, NUMBERING, Holding

REPORTS = (
    Holding(
        "check_in",
        "Your daily entries",
        "patient_id",
        "felt_on felt_at zone mood_raw mood_scale energy anxiety sleep_hours sleep_quality any_side_effects note "
        "recorded_at received_at",
        links="id course_id",
        withheld={NUMBERING: "revision device seq skew_seconds"},
    ),
    Holding(
        "side_effect",
        "Side effects in your entries",
        "patient_id",
        "effect grade words timing hindrance worst_ever",
        links="check_in_id",
    ),
    Holding(
        "response",
        "Your questionnaires, answer by answer",
        "patient_id",
        "instrument version answered_on mode language answers note zone started_at finished_at recorded_at received_at",
        people="entered_by",
        links="id course_id",
        withheld={NUMBERING: "revision skew_seconds"},
    ),
    Holding(
        "revision",
        "Everything that your phone sent, with what you changed later",
        "patient_id",
        "kind number standing content recorded_at received_at",
        links="record_id",
        withheld={NUMBERING: "device seq content_hash"},
    ),
    Holding(
        "unplaced",
        "What your phone sent and Lodestone could not file",
        "patient_id",
        "content reason received_at",
        links="id",
        withheld={NUMBERING: "content_hash"},
    ),
    Holding(
        "imported",
        "What the clinic imported from earlier files",
        "patient_id",
        "kind content file line imported_at",
        links="id",
    ),
    Holding("occurrence", "What fell due", "patient_id", "kind local_date subject planned_at", links="id course_id"),
    Holding(
        "summary",
        "What Lodestone computed for your courses",
        "course_id",
        "sessions_done sessions_missed last_session_on acute_sessions last_acute_on milestone_on days_logged "
        "last_log_on baseline latest latest_on change_percent outcome reliable end_total end_on end_outcome "
        "relapsed_on setback setback_on measures answered awaited overdue_on",
        through="course",
        links="course_id",
        withheld={DERIVED_STAMP: "of_facts of_rules of_settings"},
    ),
)
