"""The advice that phones show after a side effect."""

from typing import Any

TEXTS = [
    {
        "effect": None,
        "grade": 1,
        "usual": "Most fades by itself.",
        "help": "Rest a little.",
        "call": "Call us if it worries you.",
    },
    {
        "effect": "headache",
        "grade": 3,
        "usual": "Seldom this strong.",
        "help": "Keep the light low.",
        "call": "Call us today.",
    },
]
BODIES: dict[str, dict[str, Any]] = {
    "/api/clinic/advice": {"texts": TEXTS},
    "/api/clinic/advice/confirm": {"name": "Kim Head"},
}
QUERIES: dict[str, dict[str, str]] = {}
