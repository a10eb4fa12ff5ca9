"""Alerts about a patient, studies, and the trail of who did what. Pure."""

from server.records.rules.holdings.holding import DERIVED_STAMP, POSTING, Holding

WATCHING = (
    Holding(
        "alert",
        "Alerts that told the clinic to look at you",
        "patient_id",
        "title detail rule level family value symptoms times felt_at received_at raised_at due_at owner_role seen_at "
        "acted_at escalated plan plan_until plan_ended_at action done closed_at",
        people="owner_id seen_by planned_by done_by",
        links="id course_id",
    ),
    Holding(
        "alert_step",
        "What happened with these alerts",
        "alert_id",
        "number at kind words",
        through="alert",
        people="by",
        links="id alert_id",
    ),
    Holding(
        "alert_evidence",
        "What alerts about your course were raised for",
        "course_id",
        "rule evidence day at",
        through="course",
        links="course_id",
    ),
    Holding(
        "course_watch",
        "When your course was last looked at by a rule",
        "course_id",
        "of_day",
        through="course",
        links="course_id",
        withheld={DERIVED_STAMP: "of_facts of_settings"},
    ),
    Holding(
        "outgoing_message",
        "Messages about your alerts to the clinic's staff",
        "key",
        "channel kind values created_at sent_at state",
        through="alert",
        links="id",
        withheld={POSTING: "key recipient not_before attempts last_error lease_until fence"},
    ),
    Holding(
        "consent",
        "Studies that you agreed to",
        "patient_id",
        "version given_on withdrawn_on recorded_at",
        people="recorded_by",
        links="id study_id",
    ),
    Holding("pseudonym", "Under which name studies know you", "patient_id", "pseudonym", links="study_id"),
    Holding(
        "correction",
        "What the clinic changed in your record, and why",
        "patient_id",
        "at kind before after reason",
        people="actor_id",
        links="id record_id",
    ),
    Holding(
        "audit_entry",
        "Who did what with your record",
        "patient_id",
        "at role deed",
        people="actor_id",
        links="id record_id",
        keeps="That something was done, by whom and when, is the clinic's own record; the patient's id leads nowhere.",
    ),
)
