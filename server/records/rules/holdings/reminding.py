"""What is held of how patients are reminded. Pure."""

from server.records.rules.holdings.holding import SECRET, Holding

REMINDING = (
    Holding(
        "reminder_preference",
        "How you want to be reminded",
        "patient_id",
        "way minute quiet_since quiet_until set_at paused_until held_until email email_confirmed_at wanted_email",
        people="held_by",
        withheld={SECRET: "code_hash code_expires_at code_failed"},
    ),
    Holding(
        "push_subscription",
        "Phones that show you notifications",
        "patient_id",
        "label created_at last_ok_at gone_at gone_why endpoint",
        links="id session_id",
        withheld={SECRET: "p256dh auth"},
    ),
    Holding(
        "reminder",
        "Your reminders",
        "patient_id",
        "local_date step way due_at planned_at sent_at delivered_at opened_at skip failed_at failure",
        links="id course_id",
    ),
)
