"""Signing in, patients, courses, sessions, alerts, the phone and studies."""

from typing import Any

CHECK_IN = {
    "kind": "check-in",
    "id": "019ab000-0000-7000-8000-000000000001",
    "seq": 1,
    "base": None,
    "recorded_at": "2026-11-23T08:00:00Z",
    "deleted": False,
    "content": {
        "felt_at": "2026-11-23T08:00:00Z",
        "felt_on": "2026-11-23",
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": 5},
        "energy": 5,
        "anxiety": 5,
        "sleep_hours": 7.5,
        "sleep_quality": "ok",
        "note": "fine",
        "any_side_effects": True,
        "side_effects": [{"effect": "headache", "grade": 1, "text": None}],
    },
}
BODIES: dict[str, dict[str, Any]] = {
    "/api/sign-out": {},
    "/api/patients": {"name": "New Patient", "number": "77", "birth_date": "1980-01-31", "sex": "other"},
    "/api/clinic/settings": {"changes": {"clinic.holidays": ["2026-12-25"]}, "reason": "Closed at Christmas"},
    "/api/patients/<uuid:patient_id>/courses": {
        "indication": "mdd",
        "protocol": "hf10_std",
        "started_on": "2026-11-30",
        "mood_scale": "eleven",
        "device": "A device",
        "coil": None,
        "planned_sessions": 36,
        "authorised_sessions": 36,
        "treatment_days": None,
    },
    "/api/courses/<uuid:course_id>/sessions": {
        "id": "019ab000-0000-4000-8000-000000000002",
        "number": 3,
        "on": "2026-11-20",
        "started_at": "2026-11-20T09:00:00Z",
        "state": "full",
        "blocks": [{"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}],
        "site_pain": 2,
        "note": "fine",
    },
    "/api/courses/<uuid:course_id>/end": {"on": "2026-11-23", "state": "completed", "reason": None},
    "/api/courses/<uuid:course_id>/reviews": {"decision": "continue", "note": "", "of_facts": 4, "scores": {}},
    "/api/alerts/<uuid:alert_id>/seen": {},
    "/api/sync": {
        "schema": 1,
        "device": "019ab000-0000-4000-8000-000000000003",
        "sent_at": "2026-11-23T09:00:00Z",
        "items": [CHECK_IN],
    },
    "/api/studies": {"key": "mood", "title": "Mood"},
    "/api/studies/<uuid:study_id>/consents": {"patient_id": "", "version": "1", "given_on": "2026-11-01"},
    "/api/studies/<uuid:study_id>/withdrawals": {"patient_id": "", "withdrawn_on": "2026-11-20"},
    "/api/studies/<uuid:study_id>/exports": {},
}
QUERIES: dict[str, dict[str, str]] = {
    "/api/help-card": {},
    "/api/alerts": {"state": "all"},
    "/api/today": {"on": "2026-11-23"},
    "/api/caseload": {"state": "running", "limit": "10"},
}
