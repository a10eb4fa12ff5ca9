"""In which languages the questionnaires of a course are there."""

from typing import Any

from server.courses.library import indication, protocol
from server.questionnaires.library import lacking, plans_for_patients, wordings_of


def languages_for(asked: dict[str, Any]) -> dict[str, Any]:
    """The instruments of a plan that lack the languages, each with those in which it is there. Raises NotFound.

    asked: indication, protocol, language and form_language, None for no further one.
    """
    plans = plans_for_patients(indication(asked["indication"]), protocol(asked["protocol"]))
    read = [tag for tag in (asked["language"], asked["form_language"]) if tag]
    missing = [
        {"instrument": each.key, "title": each.title, "languages": list(wordings_of(each.key))}
        for each in lacking(plans, read)
    ]
    return {"asked": len({plan.instrument for plan in plans}), "missing": missing}
