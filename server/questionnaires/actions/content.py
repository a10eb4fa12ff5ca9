"""What the contents of responses and of safety answers have in common."""

from typing import Any

from server.courses.actions.facts import News
from server.errors import Invalid, NotFound
from server.questionnaires.library import instrument_version
from server.questionnaires.rules.instrument import Instrument


def known_instrument(content: dict[str, Any]) -> Instrument:
    """The instrument in the version that the content names. Raises Invalid where the clinic does not have it."""
    try:
        return instrument_version(content["instrument"], content["version"])
    except NotFound:
        raise Invalid(
            "The clinic does not have this questionnaire in this version. Open the application again to update it.",
            field="instrument",
        ) from None


def deed_of(news: News, what: str) -> str:
    """What the audit trail says of a write. what: "questionnaire" or "safety answer"."""
    return f"deleted a {what}" if news.content is None else f"sent a {what}: {news.kept.verdict}"
